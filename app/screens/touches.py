"""Turns the difference between a draft and what is published into what it touches: stored values, charts, saved lists,
documents, forms below. Shown before publishing; each sentence is one count by the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import func, not_, or_, select

from app.access.views import SavedView
from app.fields.base import Field
from app.fields.number import Number
from app.forms import edit
from app.forms.convert import field_of, turns
from app.forms.converting import DOOR, Below, report
from app.forms.speaking import spoken
from app.forms.store import standing
from app.screens.design import Desk, label_of
from app.screens.design_palette import NAMES

RANGES = ("minimum", "maximum", "length", "options", "most")


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields that were published and are otherwise, or retire, in the draft."""
    now = {item["key"]: item for item in edit.fields(after)}
    return [now[item["key"]] for item in edit.fields(before) if item["key"] in now and now[item["key"]] != item]


def touched(desk: Desk) -> list[str]:
    """What publishing touches, in sentences; nothing for new fields only."""
    held = {item["key"]: item for item in edit.fields(desk.published)}
    found = told(desk, lambda item: [*values(desk, held[item["key"]], item), *speaking(desk, item["key"])])
    return found + declared(desk) + withdrawn(desk)


def named_by(desk: Desk) -> list[str]:
    """What speaks of the fields that change. No record is counted, so that each step of a designer can say it."""
    return told(desk, lambda item: speaking(desk, item["key"])) + withdrawn(desk)


def told(desk: Desk, parts: Callable[[Mapping[str, Any]], list[str]]) -> list[str]:
    """Sentences about each field that changes, under its name."""
    return [
        gettext("%(field)s: %(part)s", field=label_of(item, desk.work.locale), part=part)
        for item in changed_keys(desk.published, desk.draft.spec)
        for part in parts(item)
    ]


def speaking(desk: Desk, key: str) -> list[str]:
    """The charts, saved lists, documents, forms of other units and the public form that speak of a field."""
    return [*charts(desk, key), *views(desk, key), *documents(desk, key), *below(desk, key), *public(desk, key)]


# -- stored values --------------------------------------------------------------------------------------------------


def values(desk: Desk, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What happens to the stored values of one field."""
    told = []
    if after.get("retired") and not before.get("retired"):
        told += kept(desk, after["key"])
    if after.get("required") and not before.get("required"):
        told += missing(desk, field_of(before))
    told += turned(desk, before, after)
    if before.get("kind") == after.get("kind") and any(before.get(name) != after.get(name) for name in RANGES):
        told += outside(desk, before, after)
    if after.get("kind") == "computed" and before.get("expression") != after.get("expression"):
        told.append(gettext("stored results stay until an entry is saved again"))
    return told


def counted(desk: Desk, condition: Any = None) -> int:
    """How many living records below the unit there are, or meet a condition."""
    here = Below.of(desk.work.session, desk.owner, desk.declared)
    table = here.table
    wanted = [here.condition, *([table.c.deleted_at.is_(None)] if "deleted_at" in table.c else [])]
    wanted += [] if condition is None else [condition(table)]
    return int(desk.work.session.scalar(select(func.count(table.c.id)).where(*wanted), execution_options=DOOR) or 0)


def kept(desk: Desk, key: str) -> list[str]:
    """How many entries hold a value of a retired field: they keep it, and nobody fills it in any more."""
    stands = next((field_of(item) for item in edit.fields(desk.published) if item["key"] == key), None)
    if stands is None:
        return []
    count = counted(desk, lambda table: value_of(stands, table).is_not(None))
    return [ngettext("%(num)d entry keeps its value", "%(num)d entries keep their value", count)] if count else []


def missing(desk: Desk, field: Field | None) -> list[str]:
    """How many entries have none of a field that must be filled in from now on."""
    if field is None:
        return []
    total, none = counted(desk), counted(desk, lambda table: value_of(field, table).is_(None))
    if not none:
        return []
    words = gettext(
        "must be filled in; %(none)s of %(total)s entries have none, and ask for it when they are saved next",
        none=none,
        total=total,
    )
    return [words]


def turned(desk: Desk, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """How many stored values become another kind, and how many cannot."""
    told = []
    here = Below.of(desk.work.session, desk.owner, desk.declared)
    for turn in turns({"fields": [before]}, {"fields": [after]}):
        found = report(desk.work.session, here, turn, desk.work.context)
        kinds = {"before": str(NAMES[before["kind"]][0]), "after": str(NAMES[after["kind"]][0])}
        if turn.change is not None and found.total > found.fits:
            bad = found.total - found.fits
            told.append(gettext("%(bad)s of %(total)s values cannot be converted", bad=bad, total=found.total))
        elif turn.change is not None:
            told.append(gettext("%(total)s values become: %(after)s, before: %(before)s", total=found.total, **kinds))
        if found.alike:
            told.append(gettext("%(count)s entries hold the same value as another one", count=found.alike))
    return told


def outside(desk: Desk, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """How many stored values are outside the new range, longer than the new length, or of an option that is gone."""
    was, now = field_of(before), field_of(after)
    if was is None or now is None:
        return []

    def beyond(table: Any) -> Any:
        value = value_of(was, table)
        rules = []
        if isinstance(now, Number):
            rules += [value < now.minimum] if now.minimum is not None else []
            rules += [value > now.maximum] if now.maximum is not None else []
        elif now.kind == "choice":
            codes = [entry.value for entry in getattr(now, "entries", ())]
            rules += [not_(value.in_(codes))] if codes else []
        elif isinstance(length := getattr(now, "length", None), int) and not now.secret:
            rules += [func.length(value) > length]
        return or_(*rules) if rules else None

    here = Below.of(desk.work.session, desk.owner, desk.declared)
    if beyond(here.table) is None:
        return []
    count = counted(desk, beyond)
    words = ngettext(
        "%(num)d stored value is outside; it stays until the entry is changed",
        "%(num)d stored values are outside; they stay until the entry is changed",
        count,
    )
    return [words] if count else []


def value_of(field: Field, table: Any) -> Any:
    """The SQL of a stored value, where the bin and every street's rows are reached by the table itself."""
    assert field.source is not None
    return field.source.expression(table.c, field)


def declared(desk: Desk) -> list[str]:
    """What newly required fields that are there ask of entries that have none."""
    found = []
    was = desk.published.get("changes", {})
    for name, change in desk.draft.spec.get("changes", {}).items():
        field = desk.declared.fields.get(name)
        if field is None or field.required or not change.get("required") or was.get(name, {}).get("required"):
            continue
        source = getattr(field.source, "name", "")
        if source not in desk.declared.model.__table__.c:
            continue
        total, none = counted(desk), counted(desk, lambda table, source=source: table.c[source].is_(None))
        if none:
            words = gettext(
                "must be filled in; %(none)s of %(total)s entries have none, and ask for it when they are saved next",
                none=none,
                total=total,
            )
            found.append(gettext("%(field)s: %(part)s", field=str(field.label), part=words))
    return found


# -- what speaks of it ----------------------------------------------------------------------------------------------


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


def documents(desk: Desk, key: str) -> list[str]:
    """What rooms above the forms say of it: the documents of the street that show it."""
    home = desk.work.viewer.home
    return spoken(desk.work.session, (home.street_id if home else 0) or 0, desk.declared.name, key)


def withdrawn(desk: Desk) -> list[str]:
    """The documents that show a field that is there and that is hidden, or kept from some, from now on."""
    found = []
    was = desk.published.get("changes", {})
    for name, change in desk.draft.spec.get("changes", {}).items():
        field, held = desk.declared.fields.get(name), was.get(name, {})
        gone = (change.get("hidden") and not held.get("hidden")) or change.get("see") != held.get("see")
        if field is not None and gone:
            parts = documents(desk, name)
            found += [gettext("%(field)s: %(part)s", field=str(field.label), part=part) for part in parts]
    return found


def below(desk: Desk, key: str) -> list[str]:
    """How many units made forms of their own that speak of it."""
    count = sum(
        item.resource == desk.declared.name and item.owner != desk.owner and key in repr(item.spec)
        for item in standing(desk.work.session)
    )
    return [ngettext("the form of %(num)d unit", "the forms of %(num)d units", count)] if count else []


def public(desk: Desk, key: str) -> list[str]:
    """The public form that is open and asks for it."""
    opened = desk.published.get("register", {}).get("public") or {}
    return [gettext("the public form")] if key in opened.get("fields", ()) else []
