"""Turns one wish of the designer into another spec: a field more, its options, its place; pure functions on JSON."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext

Spec = dict[str, Any]
PLACES = ("list", "filters", "search")
COLUMNS = 6  # of a list, before one has to choose
OUT_OF_LIST = ("note", "photo", "file", "signature", "place", "links")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
KEYS = re.compile(r"\bf_[a-z0-9]{2,20}\b")


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
    rest["sections"] = [left_alone(section, key) for section in rest.get("sections", ())]
    return tidy(rest)


def left_alone(section: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A section without a field, and without the condition that asks about it."""
    rows = [rest for row in section["rows"] if (rest := [name for name in row if name != key])]
    kept = {name: value for name, value in section.items() if name != "when" or value.get("field") != key}
    return {**kept, "rows": rows}


def place(spec: Mapping[str, Any], key: str, part: str, wanted: bool) -> Spec:
    """With a field in the list, the filters or the search box, or not."""
    held = spec.get(part, [])
    if (key in held) == wanted:
        return dict(spec)
    return tidy({**spec, part: [*held, key] if wanted else [name for name in held if name != key]})


def charted(spec: Mapping[str, Any], key: str, chart: Mapping[str, Any] | None) -> Spec:
    """With a chart that counts by a field, in the place of the one that does already; or without."""
    held = spec.get("charts", [])
    at = next((number for number, item in enumerate(held) if item.get("count_by") == key), len(held))
    rest = [item for item in held if item.get("count_by") != key]
    return tidy({**spec, "charts": [*rest[:at], dict(chart), *rest[at:]] if chart else rest})


def ruled(spec: Mapping[str, Any], key: str, rules: Sequence[Mapping[str, Any]]) -> Spec:
    """With the conditions under which a field is shown, or required; without any where there are none."""
    rest = [item for item in spec.get("conditions", ()) if item.get("field") != key]
    return tidy({**spec, "conditions": [*rest, *({"field": key, **rule} for rule in rules)]})


def duplicate(spec: Mapping[str, Any], key: str, made: str, words: Mapping[str, str]) -> Spec:
    """With a second field like one of them behind it, under another key and name, shown and required as that one is."""
    item = {name: value for name, value in field(spec, key).items() if name not in ("retired", "unique")}
    rules = [rule for rule in spec.get("conditions", ()) if rule.get("field") == key]
    after = add(spec, {**item, "key": made, "label": dict(words)}, key)
    return tidy({**after, "conditions": [*after.get("conditions", ()), *({**rule, "field": made} for rule in rules)]})


def copied(spec: Mapping[str, Any], source: Mapping[str, Any], keys: Collection[str], taken: Collection[str]) -> Spec:
    """With fields of another form under new keys, with their options, and the conditions among them."""
    chosen = [item for item in fields(source) if item["key"] in keys]
    fresh: dict[str, str] = {}
    for item in chosen:
        fresh[item["key"]] = new_key({*taken, *fresh.values()})
    after = dict(spec)
    for item in chosen:
        made = {name: value for name, value in item.items() if name != "retired"} | {"key": fresh[item["key"]]}
        if isinstance(made.get("expression"), str):
            made["expression"] = KEYS.sub(lambda found: fresh.get(found[0], found[0]), made["expression"])
        after = add(after, made)
    rules = [
        {**rule, "field": fresh[rule["field"]], "when": {**rule["when"], "field": fresh[rule["when"]["field"]]}}
        for rule in source.get("conditions", ())
        if rule["field"] in fresh and rule["when"]["field"] in fresh
    ]
    return tidy({**after, "conditions": [*after.get("conditions", ()), *rules]})


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


class Difference(NamedTuple):
    """One thing that another form has otherwise: a tone, a sentence, the field or the part that it is about."""

    tone: str  # ok for what is new, soon for what changed, late for what retires or goes
    words: str
    about: str = ""  # the key of an own field, or the name of a part
    name: str = ""  # of the field, where it is about one


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What is new, changed or retired, in words."""
    held, wanted = ({item["key"]: item for item in fields(spec)} for spec in (before, after))
    other = "soon" if before else "ok"  # a first version has everything new
    found: list[Difference] = []
    for key, item in wanted.items():
        name = named(item)
        if key not in held:
            found.append(Difference("ok", gettext("New: %(name)s", name=name), key, name))
        elif item.get("retired") and not held[key].get("retired"):
            found.append(Difference("late", gettext("Retired: %(name)s", name=name), key, name))
        elif item != held[key] or rules(before, key) != rules(after, key):
            found.append(Difference("soon", gettext("Changed: %(name)s", name=name), key, name))
    for key in held.keys() - wanted.keys():
        name = named(held[key])
        found.append(Difference("late", gettext("Gone: %(name)s", name=name), key, name))
    if "sections" not in after and [key for key in held if key in wanted] != [key for key in wanted if key in held]:
        found.append(Difference("soon", gettext("The order of the fields")))
    was, now = (spec.get("register", {}).get("public") for spec in (before, after))
    if was != now:
        words = gettext("The public form opens") if not was else gettext("The public form closes")
        if was and now:
            words = gettext("What the public form asks and says")
        found.append(Difference(other, words, "public"))
    before, after = without_public(before), without_public(after)
    for part, words in (
        ("register", gettext("Name, order and rights of the register")),
        ("list", gettext("Columns of the list")),
        ("filters", gettext("Filters")),
        ("search", gettext("The search box")),
        ("charts", gettext("Charts")),
        ("sections", gettext("Sections")),
        ("changes", gettext("Words, demands and rights of declared fields")),
    ):
        if before.get(part) != after.get(part):
            found.append(Difference(other, words, part))
    if rules(before, "", {*held, *wanted}) != rules(after, "", {*held, *wanted}):
        found.append(Difference(other, gettext("Conditions"), "conditions"))
    return found


def rules(spec: Mapping[str, Any], key: str, but: Collection[str] = ()) -> list[dict[str, Any]]:
    """The conditions of one field; without a key those of all fields but some."""
    return [
        dict(rule)
        for rule in spec.get("conditions", ())
        if (rule.get("field") == key if key else rule.get("field") not in but)
    ]


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
