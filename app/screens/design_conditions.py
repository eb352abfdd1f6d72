"""Turns the conditions of a form into three drop-downs and into words, and what the drop-downs send into JSON again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from app.declare import Condition, When
from app.forms import edit
from app.metadata.resource import Resource
from app.screens.design import Desk
from app.screens.form import alone
from app.screens.work import Work

MOST = 20  # conditions of one field
CHOSEN = ("choice", "choices", "yes_no")  # kinds whose values one can choose from
OFFERED = 60  # values of one field
YES = "true"


def fields_to_ask(desk: Desk, but: Iterable[str] = ()) -> list[dict[str, Any]]:
    """What a condition may ask about: a field, with the values that one can choose from."""
    resource, context, left = desk.best(), desk.work.context, set(but)
    found = []
    for name, field in resource.fields.items():
        if name in left or field.hidden or (field.readonly and name not in desk.resource.fields):
            continue
        if field.readonly or field.secret:
            continue
        values: list[tuple[str, str]] = []
        if field.kind == "yes_no":
            values = [(YES, gettext("Yes")), ("false", gettext("No"))]
        elif field.kind in CHOSEN:
            values = [(str(option.value), str(option.label)) for option in field.options(context)[:OFFERED]]
        found.append({"name": name, "label": str(field.label), "offers": values})
    own = {item["key"] for item in edit.fields(desk.draft.spec)}
    return sorted(found, key=lambda item: item["name"] not in own)


def panel_of(desk: Desk, rules: Sequence[Mapping[str, Any]], but: Iterable[str] = ()) -> dict[str, Any]:
    """What the drop-downs of some conditions show. `but` are fields that they may not ask about."""
    return {"rules": [shown(rule) for rule in rules], "fields": fields_to_ask(desk, but)}


def shown(rule: Mapping[str, Any]) -> dict[str, Any]:
    """One condition as its drop-downs hold it."""
    when = rule.get("when", {})
    values = [written(value) for value in when.get("values", ())]
    return {"field": when.get("field", ""), "given": values, "require": bool(rule.get("require"))}


def written(value: Any) -> str:
    """A value as the drop-downs name it."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def sent_when(desk: Desk, number: int) -> dict[str, Any] | None:
    """The condition that the drop-downs of a number send; None where no field is chosen."""
    name = request.form.get(f"c{number}_field", "")
    if not name:
        return None
    field = desk.best().fields.get(name)
    values: list[Any] = request.form.getlist(f"c{number}_value") if request.form.get(f"c{number}_op") != "any" else []
    if field is not None and field.kind == "yes_no":
        values = [value == YES for value in values]
        if not values and not request.form.get(f"c{number}_op"):
            values = [True]
    return {"field": name, **({"values": values} if values else {})}


def sent_rules(desk: Desk) -> list[dict[str, Any]]:
    """The conditions that the panel of a field sends."""
    found = []
    for number in range(MOST):
        when = sent_when(desk, number)
        if when is not None:
            require = request.form.get(f"c{number}_do") == "require"
            found.append({"when": when, **({"require": True} if require else {})})
    return found


def ruled(desk: Desk, spec: Mapping[str, Any], key: str) -> edit.Spec:
    """The form with the conditions that the panel of a field sends; as it was where the panel does not ask for them."""
    return edit.ruled(spec, key, sent_rules(desk)) if "conditions" in request.form else dict(spec)


def told_when(work: Work, resource: Resource, when: When) -> str:
    """A condition in words: “Has a lift is Yes”."""
    field = resource.fields[when.field]
    if not when.values:
        return gettext("%(field)s is filled in", field=str(field.label))
    values = gettext(" or ").join(str(field.text(alone(field, value), work.context)) for value in when.values)
    return gettext("%(field)s is %(values)s", field=str(field.label), values=values)


def told_rules(work: Work, resource: Resource, conditions: Iterable[Condition]) -> list[str]:
    """The conditions of one field in sentences: when it is shown (all of them hold), when required (one of them)."""
    held = list(conditions)
    found = []
    shown_when = [told_when(work, resource, item.when) for item in held if not item.require]
    needed_when = [told_when(work, resource, item.when) for item in held if item.require]
    if shown_when:
        found.append(gettext("Shown when %(conditions)s", conditions=gettext(" and ").join(shown_when)))
    if needed_when:
        found.append(gettext("Required when %(conditions)s", conditions=gettext(" or ").join(needed_when)))
    return found
