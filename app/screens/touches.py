"""Turns the difference between a draft and what is published into what it touches: charts, saved lists, forms below,
entries that hold a value. Shown before publishing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import func, or_, select

from app.access.views import SavedView
from app.forms import edit
from app.forms.store import standing
from app.screens.design import Desk, label_of


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields that were published and are otherwise, or retire, in the draft."""
    now = {item["key"]: item for item in edit.fields(after)}
    return [now[item["key"]] for item in edit.fields(before) if item["key"] in now and now[item["key"]] != item]


def touched(desk: Desk) -> list[str]:
    """What publishing touches, in sentences; nothing for new fields only."""
    found = []
    for item in changed_keys(desk.published, desk.draft.spec):
        name, key = label_of(item, desk.work.locale), item["key"]
        parts = [*charts(desk, key), *views(desk, key), *below(desk, key)]
        if item.get("retired"):
            parts += held(desk, key)
        found += [gettext("%(field)s: %(part)s", field=name, part=part) for part in parts]
    return found


def charts(desk: Desk, key: str) -> list[str]:
    """The charts that count by a field, or sum it."""
    told = []
    for chart in desk.published.get("charts", ()):
        if key in (chart.get("count_by"), chart.get("by"), chart.get("sum_of")):
            told.append(gettext("the chart “%(name)s”", name=label_of(chart, desk.work.locale)))
    return told


def views(desk: Desk, key: str) -> list[str]:
    """How many saved lists of the street name it; whose they are is nobody's business."""
    home = desk.work.viewer.home
    named = or_(SavedView.columns.contains(key, autoescape=True), SavedView.address.contains(key, autoescape=True))
    mine = (SavedView.resource == desk.declared.name, SavedView.street_id == (home.street_id if home else None))
    count = desk.work.session.scalar(select(func.count()).select_from(SavedView).where(*mine, named)) or 0
    return [ngettext("%(num)d saved list", "%(num)d saved lists", count)] if count else []


def below(desk: Desk, key: str) -> list[str]:
    """How many units made forms of their own that speak of it."""
    count = sum(
        item.resource == desk.declared.name and item.owner != desk.owner and key in repr(item.spec)
        for item in standing(desk.work.session)
    )
    return [ngettext("the form of %(num)d unit", "the forms of %(num)d units", count)] if count else []


def held(desk: Desk, key: str) -> list[str]:
    """How many entries hold a value of it: they keep it, and nobody fills it in any more."""
    resource = desk.work.resources.get(desk.declared.name)
    if resource is None or key not in resource.fields:
        return []
    filled = resource.field(key).expression(resource.model).is_not(None)
    count = desk.work.session.scalar(select(func.count(resource.model.id)).where(filled)) or 0
    return [ngettext("%(num)d entry keeps its value", "%(num)d entries keep their value", count)] if count else []
