"""Turns the JSON of one own field into the panel of the designer, and what that panel sends into JSON again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext

from app.forms import edit, speed
from app.forms.spec import readable
from app.forms.vocabulary import MANY, RESULTS, TAKES, kind_of, made_of
from app.process.expression import FUNCTIONS, LONGEST, TYPES
from app.screens.design import Desk, bilingual, label_of
from app.screens.design_conditions import panel_of, ruled
from app.screens.design_palette import NAMES, OPTIONS, renamed, words_of

NUMBERS = ("minimum", "maximum")
WHOLES = ("decimals", "length", "most")
TEXTS = ("label", "help", "unit")


def changed(desk: Desk, spec: Mapping[str, Any], key: str) -> edit.Spec:
    """The spec with what the panel of a field says."""
    item, sent = edit.field(spec, key), request.form
    labels = sent.get("label_zh", ""), sent.get("label_en", "")
    options: dict[str, Any] = {
        "label": bilingual(*renamed(words_of(item["kind"]), item["label"], *labels)) or item["label"],
        "help": bilingual(sent.get("help_zh", ""), sent.get("help_en", "")),
        "required": True if sent.get("required") else None,
        "unique": True if sent.get("unique") else None,
        "fast": True if sent.get("fast") else None,
        "unit": bilingual(sent.get("unit_zh", ""), sent.get("unit_en", "")),
        "default": sent.get("default", "").strip() or None,
        "pattern": sent.get("pattern", "").strip() or None,
    }
    for name in TEXTS:
        if isinstance(item.get(name), str) and options[name] == {"zh": item[name]}:
            options[name] = item[name]  # the same, as a package wrote it
    for name in NUMBERS:
        options[name] = sent.get(name, "").strip() or None
    for name in WHOLES:
        raw = sent.get(name, "").strip()
        options[name] = (int(raw) if raw.isdigit() and len(raw) < 9 else raw) if raw else None
    if sent.get("target"):
        options["target"] = sent["target"]
    if item["kind"] in ("choice", "choices"):
        begun = {one["code"]: (one["zh"], one["en"]) for one in OPTIONS["options"]}
        held = {one["code"]: one for one in item.get("options", ())}
        given = [
            (code, *renamed(begun.get(code, ("", "")), held.get(code), zh, en))
            for code, zh, en in zip(sent.getlist("code"), sent.getlist("zh"), sent.getlist("en"), strict=False)
        ]
        options["options"] = edit.options(given, item.get("options", ()), key in desk.keys)
    takes = panel(item["kind"])
    kept = {
        name: value
        for name, value in options.items()
        if name in takes or name in ("label", "help", "required", "unique", "fast")
    }
    if item["kind"] == "computed":
        kept.update(reckoned(item, kept))
    after = edit.change(spec, key, kept)
    for part in edit.PLACES:
        after = edit.place(after, key, part, bool(sent.get(f"in_{part}")))
    after = edit.charted(after, key, chart_of(spec, after, key) if sent.get("in_charts") else None)
    return ruled(desk, after, key)


def begun_label(kind: str) -> dict[str, str]:
    """What a new field of a kind is called."""
    zh, en = words_of(kind)
    return {"zh": zh, "en": en}


def chart_of(before: Mapping[str, Any], after: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The chart that counts by a field: as it was, under the field's name unless it has one of its own."""
    was, now = edit.field(before, key)["label"], edit.field(after, key)
    held: Mapping[str, Any] = next((one for one in before.get("charts", ()) if one.get("count_by") == key), {})
    label = now["label"] if held.get("label") in (None, was) else held["label"]
    return {**({"every": "month"} if made_of(now).dated else {}), **held, "label": label, "count_by": key}


def reckoned(item: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What the panel says of a computed field; without what a result of that kind does not take."""
    sent = request.form
    result = sent.get("result", "") or item["result"]
    left = {name: None for name in ("decimals", "unit", "length") if name not in RESULTS.get(result, (name,))}
    expression = sent.get("expression", item["expression"]).strip()
    return {**left, "expression": expression, "result": result, "required": None}


def panel(kind: str) -> tuple[str, ...]:
    """What the panel asks of a kind beyond its words."""
    started = ("default",) if kind in ("text", "number", "money", "percent", "choice") else ()
    return (*TAKES[kind], *started)


def told(item: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """A field in the list of the form's own ones."""
    name, icon = NAMES[item["kind"]]
    return {
        "key": item["key"],
        "label": label_of(item, desk.work.locale),
        "kind": str(name),
        "icon": icon,
        "required": bool(item.get("required")),
        "retired": bool(item.get("retired")),
        "new": item["key"] not in desk.keys,
    }


def properties(item: Mapping[str, Any], desk: Desk, spec: Mapping[str, Any]) -> dict[str, Any]:
    """What the panel of a field shows; `spec` is the form that it is taken from."""
    kind, key = item["kind"], item["key"]
    made = made_of(item)
    return {
        **told(item, desk),
        "spec": item,
        "takes": panel(kind),
        "result": kind_of(item),
        "results": [(name, str(NAMES[name][0])) for name in RESULTS] if kind == "computed" else [],
        "names": usable(desk, key) if kind == "computed" else [],
        "functions": ", ".join(FUNCTIONS),
        "longest": LONGEST,
        "begun": item["label"] == begun_label(item["kind"]),
        "begun_options": OPTIONS["options"],
        "options": [one for one in item.get("options", ()) if not one.get("retired")],
        "list": key in spec.get("list", ()),
        "filters": key in spec.get("filters", ()) if made.operators else None,
        "search": key in spec.get("search", ()) if made.searchable or made.secret else None,
        "charts": any(one.get("count_by") == key for one in spec.get("charts", ()))
        if made.groupable or made.dated
        else None,
        "asking": panel_of(desk, edit.rules(spec, key), [key]),
        "alike": alike(item, desk),
        "fast": bool(item.get("fast")) if made.sortable and not made.secret and kind not in ("link", "place") else None,
        "speed": speed_words(item, desk),
        "unique": bool(item.get("unique")) if kind_of(item) not in MANY else None,
        "targets": [
            (name, one.plural)
            for name, one in desk.above.items()
            if one.screen.menu is not None and one.screen.business
        ],
    }


def alike(item: Mapping[str, Any], desk: Desk) -> str:
    """The other field of the same name, in words; nothing where there is none."""
    name = label_of(item, desk.work.locale)
    others = [one for one in edit.fields(desk.draft.spec) if one["key"] != item["key"] and not one.get("retired")]
    named = [label_of(one, desk.work.locale) for one in others]
    own = {one["key"] for one in edit.fields(desk.draft.spec)}
    named += [str(field.label) for key, field in desk.best().fields.items() if key not in own and not field.hidden]
    return gettext("Another field of this form is also called %(name)s.", name=name) if name in named else ""


def speed_words(item: Mapping[str, Any], desk: Desk) -> str:
    """How far the index of a field is that was published as one to speed up."""
    held = {one["key"] for one in edit.fields(desk.published) if one.get("fast")}
    if item["key"] not in held or not item.get("fast"):
        return ""
    made = desk.work.resources.get(desk.declared.name)
    connection = desk.work.session.connection()
    if made is None or speed.ready(connection, made, item["key"]):
        return gettext("The index is there.")
    done = max(speed.progress(connection).values(), default=0)
    return gettext("The index is being built: %(done)s%%.", done=done)


def usable(desk: Desk, key: str) -> list[tuple[str, str]]:
    """The fields that an expression may name: key and label, those of the form itself first."""
    resource = desk.best()
    types = readable(resource.fields, resource, {})
    names = [name for name, found in types.items() if found in TYPES and name != key]
    own = [name for name in names if name not in desk.resource.fields]
    return [(name, str(resource.fields[name].label)) for name in (*own, *(name for name in names if name not in own))]
