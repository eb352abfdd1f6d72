"""Turns the kind of a field into the part of the designer's panel where it becomes another one, and that into JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, request
from flask_babel import gettext

from app.declare import Right
from app.forms import edit
from app.forms.convert import against, possible_kinds, reshaped
from app.forms.converting import Report, convertible, unfit
from app.forms.vocabulary import TAKES, made_of
from app.screens.design import Desk
from app.screens.design_palette import FIRST, NAMES

WORDED = ("label", "help", "required", "see", "write")  # what is said of a field of every kind


def kinds_panel(desk: Desk, key: str, spec: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the part shows; None for a field that is no own one, or becomes nothing else."""
    item = next((one for one in edit.fields(spec) if one["key"] == key), None)
    if item is None or item.get("retired"):
        return None
    stands = next((one for one in edit.fields(desk.published) if one["key"] == key), None)
    kinds = possible(item, stands)
    if len(kinds) < 2:
        return None
    told = told_of(desk, item) if stands is not None and stands["kind"] != item["kind"] else None
    return {
        "kind": item["kind"],
        "named": str(NAMES[item["kind"]][0]),
        "kinds": [(kind, str(NAMES[kind][0])) for kind in kinds],
        "published": str(NAMES[stands["kind"]][0]) if stands is not None else "",
        "report": told,
    }


def possible(item: dict[str, Any], stands: dict[str, Any] | None) -> list[str]:
    """The kinds that a field may become: any one, until it was published."""
    kinds = list(NAMES) if stands is None else [kind for kind in possible_kinds(stands) if kind in NAMES]
    return list(dict.fromkeys([item["kind"], *kinds]))


def told_of(desk: Desk, item: dict[str, Any]) -> Report:
    """What would become of the stored values; examples only for who sees the field."""
    work = desk.work
    found = convertible(work.session, desk.owner, desk.declared, item["key"], item, work.context)
    resource = work.resources.get(desk.declared.name)
    seen = resource is not None and item["key"] in resource.fields
    if seen and resource is not None and work.viewer.right(resource, item["key"]) >= Right.READ:
        return found
    return Report(total=found.total, fits=found.fits, alike=found.alike)


def turned(desk: Desk, spec: edit.Spec, key: str) -> edit.Spec:
    """The spec with a field of the kind that the panel says; as it was where it does not ask. Raises NotThere."""
    item = edit.field(spec, key)
    stands = next((one for one in edit.fields(desk.published) if one["key"] == key), None)
    kind = request.form.get("kind", item["kind"])
    if kind == item["kind"]:
        return spec
    if kind not in possible(item, stands):
        abort(400, gettext("There is no such kind."))
    if stands is not None and stands["kind"] == kind:
        kept = {name: item[name] for name in WORDED if name in item}
        made = {**{name: value for name, value in stands.items() if name not in WORDED}, **kept}  # as it was published
    else:
        made = reshaped(item, kind, TAKES[kind], FIRST.get(kind, {}))
    spec = {**spec, "fields": [made if one["key"] == key else one for one in edit.fields(spec)]}
    field = made_of(made)
    for part, fits in (("filters", bool(field.operators)), ("search", field.searchable or field.secret)):
        if not fits:
            spec = edit.place(spec, key, part, False)
    counted = (field.groupable or field.dated) and field.dated == made_of(item).dated  # by months, or not
    return spec if counted else edit.charted(spec, key, None)


def stopped(desk: Desk) -> list[str]:
    """What keeps the draft from being published because of what stands and what records hold."""
    faults = against(desk.published, desk.draft.spec)
    return faults or unfit(desk.work.session, desk.owner, desk.declared, desk.draft.spec, desk.work.context)
