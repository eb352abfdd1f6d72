"""Turns one wish of the designer into another spec: a field more, its options, its place; pure functions on JSON."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext

Spec = dict[str, Any]
PLACES = ("list", "filters", "search")
COLUMNS = 6  # of a list, before one has to choose
OUT_OF_LIST = ("note", "photo", "file", "signature", "place", "links")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class NotThere(LookupError):
    """A field that the form does not have."""


def new_key(taken: Collection[str]) -> str:
    """A key that no field has."""
    while True:
        key = "f_" + "".join(secrets.choice(LETTERS) for _ in range(5))
        if key not in taken:
            return key


def fields(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of a form, in their order."""
    return [dict(item) for item in spec.get("fields", ())]


def field(spec: Mapping[str, Any], key: str) -> dict[str, Any]:
    """One of them. Raises NotThere."""
    for item in fields(spec):
        if item.get("key") == key:
            return item
    raise NotThere(key)


def add(spec: Mapping[str, Any], made: Mapping[str, Any], after: str = "") -> Spec:
    """With a field more: behind another one, else at the end."""
    held = fields(spec)
    keys = [item["key"] for item in held]
    at = keys.index(after) + 1 if after in keys else len(held)
    return {**spec, "fields": [*held[:at], dict(made), *held[at:]]}


def used(spec: Mapping[str, Any], key: str, made: Any) -> Spec:
    """With a new field of a register where its kind is of use: its clerk need not ask for it."""
    known = list(spec.get("list", ()))
    if len(known) < COLUMNS and made.kind not in OUT_OF_LIST:
        spec = place(spec, key, "list", True)
    if made.kind in ("choice", "yes_no", "day"):
        spec = place(spec, key, "filters", True)
    if made.searchable:
        spec = place(spec, key, "search", True)
    return dict(spec)


def headed(spec: Mapping[str, Any], options: Mapping[str, Any]) -> Spec:
    """With what is said of a register as a whole; None takes a part away."""
    after = {**spec.get("register", {}), **options}
    return {**spec, "register": {name: value for name, value in after.items() if value not in (None, [], "")}}


def closed(spec: Mapping[str, Any], key: str) -> Spec:
    """With a field that the public form no longer asks for; without that form where it asks for nothing else."""
    public = spec.get("register", {}).get("public")
    if not public or key not in public.get("fields", ()):
        return dict(spec)
    rest = [name for name in public["fields"] if name != key]
    return headed(spec, {"public": {**public, "fields": rest} if rest else None})


def change(spec: Mapping[str, Any], key: str, options: Mapping[str, Any]) -> Spec:
    """With other options of a field; None takes one away."""
    before = field(spec, key)
    after = {name: value for name, value in {**before, **options}.items() if value is not None}
    return {**spec, "fields": [after if item["key"] == key else item for item in fields(spec)]}


def move(spec: Mapping[str, Any], key: str, by: int) -> Spec:
    """With a field so many places further down, or up."""
    held = fields(spec)
    keys = [item["key"] for item in held]
    if key not in keys:
        raise NotThere(key)
    at = keys.index(key)
    to = max(0, min(len(held) - 1, at + by))
    held.insert(to, held.pop(at))
    return {**spec, "fields": held}


def move_to(spec: Mapping[str, Any], key: str, place: int) -> Spec:
    """With a field at a place among the others, counted from 0."""
    keys = [item["key"] for item in fields(spec)]
    if key not in keys:
        raise NotThere(key)
    return move(spec, key, place - keys.index(key))


def remove(spec: Mapping[str, Any], key: str, published: Collection[str]) -> Spec:
    """Without a field; one that was published retires instead, since records hold its values."""
    spec = closed(spec, key)
    if key in published:
        return change(spec, key, {"retired": True, "required": None})
    field(spec, key)
    rest = {**spec, "fields": [item for item in fields(spec) if item["key"] != key]}
    for part in PLACES:
        if key in rest.get(part, ()):
            rest[part] = [name for name in rest[part] if name != key]
    rest["conditions"] = [
        item for item in rest.get("conditions", ()) if key not in (item.get("field"), item.get("when", {}).get("field"))
    ]
    register = rest.get("register", {})
    if key in register.get("title", ()) or any(name.removeprefix("-") == key for name in register.get("sort", ())):
        title = [name for name in register.get("title", ()) if name != key]
        sort = [name for name in register.get("sort", ()) if name.removeprefix("-") != key]
        rest = headed(rest, {"title": title, "sort": sort})
    rest["charts"] = [item for item in rest.get("charts", ()) if key not in (item.get("count_by"), item.get("by"))]
    return tidy(rest)


def place(spec: Mapping[str, Any], key: str, part: str, wanted: bool) -> Spec:
    """With a field in the list, the filters or the search box, or not."""
    names = [name for name in spec.get(part, ()) if name != key]
    return tidy({**spec, part: [*names, key] if wanted else names})


def charted(spec: Mapping[str, Any], key: str, chart: Mapping[str, Any] | None) -> Spec:
    """With a chart that counts by a field, or without."""
    rest = [item for item in spec.get("charts", ()) if item.get("count_by") != key]
    return tidy({**spec, "charts": [*rest, dict(chart)] if chart else rest})


def shown_when(spec: Mapping[str, Any], key: str, when: Mapping[str, Any] | None) -> Spec:
    """With the condition under which a field is shown, or always."""
    rest = [item for item in spec.get("conditions", ()) if item.get("field") != key or item.get("require")]
    more = [{"field": key, "when": dict(when)}] if when else []
    return tidy({**spec, "conditions": [*rest, *more]})


def reworded(spec: Mapping[str, Any], name: str, options: Mapping[str, Any]) -> Spec:
    """With other words, or a further demand, for a declared field; without any it is as declared."""
    kept = {key: value for key, value in options.items() if value not in (None, False)}
    changes = {key: value for key, value in spec.get("changes", {}).items() if key != name}
    return tidy({**spec, "changes": {**changes, name: kept} if kept else changes})


def tidy(spec: Mapping[str, Any]) -> Spec:
    """Without parts that hold nothing."""
    return {name: value for name, value in spec.items() if value not in ([], {}, None)}


def rolled_back(old: Mapping[str, Any], now: Mapping[str, Any]) -> Spec:
    """An old version as it was; fields that came later retire, since records hold their values."""
    known = {item["key"] for item in fields(old)}
    later = [{**item, "retired": True} for item in fields(now) if item["key"] not in known]
    for item in later:
        item.pop("required", None)
    return tidy({**old, "fields": [*fields(old), *later]})


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is new, changed or retired, in words: (tone, sentence)."""
    held, wanted = ({item["key"]: item for item in fields(spec)} for spec in (before, after))
    found: list[tuple[str, str]] = []
    for key, item in wanted.items():
        name = named(item)
        if key not in held:
            found.append(("ok", gettext("New: %(name)s", name=name)))
        elif item.get("retired") and not held[key].get("retired"):
            found.append(("late", gettext("Retired: %(name)s", name=name)))
        elif item != held[key]:
            found.append(("soon", gettext("Changed: %(name)s", name=name)))
    for key in held.keys() - wanted.keys():
        found.append(("late", gettext("Gone: %(name)s", name=named(held[key]))))
    if [key for key in held if key in wanted] != [key for key in wanted if key in held]:
        found.append(("soon", gettext("The order of the fields")))
    was, now = (spec.get("register", {}).get("public") for spec in (before, after))
    if was != now:
        words = gettext("The public form opens") if not was else gettext("The public form closes")
        found.append(("soon", gettext("What the public form asks and says") if was and now else words))
    before, after = without_public(before), without_public(after)
    for part, words in (
        ("register", gettext("Name, order and rights of the register")),
        ("list", gettext("Columns of the list")),
        ("filters", gettext("Filters")),
        ("search", gettext("The search box")),
        ("conditions", gettext("Conditions")),
        ("charts", gettext("Charts")),
        ("sections", gettext("Sections")),
        ("changes", gettext("Words of declared fields")),
    ):
        if before.get(part) != after.get(part):
            found.append(("soon", words))
    return found


def without_public(spec: Mapping[str, Any]) -> Spec:
    """The form but for what it says of the public."""
    if "register" not in spec:
        return dict(spec)
    return {**spec, "register": {name: value for name, value in spec["register"].items() if name != "public"}}


def named(item: Mapping[str, Any]) -> str:
    """A field's Chinese label."""
    label = item.get("label", "")
    return str(label.get("zh", "")) if isinstance(label, dict) else str(label)


def options(given: Sequence[tuple[str, str, str]], before: Sequence[Mapping[str, Any]], kept: bool) -> list[Spec]:
    """The options of a choice as the designer sent them: (code, Chinese, English); a new one gets a code.

    One whose words were emptied goes, or retires where it was published (`kept`).
    """
    held = {item["code"]: item for item in before}
    found: list[Spec] = []
    for code, chinese, english in given:
        if chinese.strip():
            taken = {*held, *(item["code"] for item in found)}
            number = 1
            while not code and f"c{number}" in taken:
                number += 1
            words = {"zh": chinese.strip(), **({"en": english.strip()} if english.strip() else {})}
            found.append({"code": code or f"c{number}", **words})
        elif kept and code in held:
            found.append({**held[code], "retired": True})
    shown = {item["code"] for item in found}
    return [*found, *(dict(item) for item in before if item.get("retired") and item["code"] not in shown)]
