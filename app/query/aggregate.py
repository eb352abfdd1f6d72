"""Turns a declared chart into one GROUP BY under scope and filters. No row is read into Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from app.access.scope import Regions
from app.declare import Chart
from app.fields.base import Context, Field
from app.fields.computed import Computed
from app.fields.link import Link
from app.fields.moment import Moment
from app.fields.number import unscale
from app.fields.text import Text
from app.forms.brief import complete
from app.metadata.resource import Path, Resource, Resources
from app.query.narrow import narrow, trusted
from app.query.plan import Plan, conditions
from app.query.read import Filter, Query

MOST_PERIODS = 400
MOST_GROUPS = 1000

Sums = tuple[int, ...]  # the sums of one group as the database gave them: one, or two of a ratio


@dataclass(frozen=True, kw_only=True)
class Group:
    """One bar: its key as the database gave it, the label, the number (None: nothing to divide by)."""

    key: Any
    label: str  # "" for rows without a value, and for what is no single group
    value: Decimal | int | None
    rest: bool = False  # the groups that did not fit, together; of periods, those before the first one shown
    unseen: bool = False  # rows that the viewer may not name, together


def fixed(resource: Resource, resources: Resources, where: tuple[tuple[str, str], ...]) -> tuple[Filter, ...]:
    """Declared filters as Filter values."""
    found = []
    for name, value in where:
        field, _, operator = name.partition("__")
        path = resources.path(resource, field)
        found.append(Filter(path=path, operator=operator or "eq", raw=tuple(value.split(","))))
    return tuple(found)


def aggregate(
    session: Session, chart: Chart, query: Query, resources: Resources, regions: Regions, context: Context
) -> tuple[list[Group], Decimal | int | None]:
    """(groups in the order to draw, the whole) of a chart over the rows of a query."""
    resource = query.resource
    query = replace(query, filters=(*query.filters, *fixed(resource, resources, chart.where)), sort=(), page=1)
    plan = Plan(resources, resource, resource.model)
    path = resources.path(resource, chart.group) if chart.group else None
    measures = _measures(chart, plan)
    key = None if path is None else _key(path.field.expression(plan.at(path.links)), path, chart, session, context)
    where = conditions(query, resources, regions, plan, context)

    def ask(*columns: ColumnElement[Any]) -> Any:
        # A count alone names no mapped class: without one the scope has nothing to hold on to.
        return (
            plan.join(select(*columns).select_from(resource.model))
            .where(and_(True, *where))
            .execution_options(bin=query.bin)
        )

    if key is None or path is None:
        return [], _value(chart, _sums(session.execute(ask(*measures)).one()), plan)
    most = MOST_PERIODS + 1 if chart.every else MOST_GROUPS

    def grouped(key: ColumnElement[Any], *more: ColumnElement[bool]) -> Sequence[Any]:
        label = key.label("key")
        order = label.desc().nulls_first() if chart.every else measures[-1].desc()
        statement = ask(label, *measures).where(*more).group_by(key).order_by(order, label).limit(most + 1)
        return session.execute(statement).all()

    rows: Sequence[Any] = ()
    short = narrow(session, chart, path)
    if short is not None:
        rows = grouped(_key(short, path, chart, session, context), complete(resource, path.field.key))
    if not trusted(rows, most):
        rows = grouped(key)
    found = [(row[0], _sums(row[1:])) for row in rows]
    whole = _added(sums for _key, sums in found)
    if len(found) > most:
        whole = _sums(session.execute(ask(*measures)).one())
        found = found[:most]
    groups = _periods(found, whole, chart, plan) if chart.every else _groups(found, whole, chart, path, plan, context)
    return groups, _value(chart, whole, plan)


def _measures(chart: Chart, plan: Plan) -> list[ColumnElement[Any]]:
    def total(name: str) -> ColumnElement[Any]:
        path = plan.resources.path(plan.resource, name)
        expression = path.field.expression(plan.at(path.links))
        # The stored integer itself: the field's own type would read the sum as a value of its kind.
        return func.coalesce(func.sum(type_coerce(expression, BigInteger)), 0)

    if chart.ratio:
        return [total(chart.ratio[0]), total(chart.ratio[1])]
    return [total(chart.sum_of)] if chart.sum_of else [func.count()]


def plain(field: Field) -> Field:
    """The kind that a field is compared as: what a computed one is shown as."""
    return field.shown_as if isinstance(field, Computed) else field


def _key(
    expression: ColumnElement[Any], path: Path, chart: Chart, session: Session, context: Context
) -> ColumnElement[Any]:
    kind = plain(path.field)
    if not chart.every:
        if kind.kind == "yes_no":  # nothing counts as no, as it does in the filter
            return func.coalesce(expression, literal(False, expression.type))
        return func.nullif(expression, "") if isinstance(kind, Text) else expression
    dialect = session.get_bind().dialect.name
    if isinstance(kind, Moment):
        return kind.bucket(expression, chart.every, dialect, context)
    return kind.bucket(expression, chart.every, dialect)  # type: ignore[attr-defined]


def _sums(row: Any) -> Sums:
    return tuple(int(number) for number in row)  # PostgreSQL adds integers up to decimals


def _added(sums: Any) -> Sums:
    return tuple(sum(column) for column in zip(*sums, strict=True))


def _less(whole: Sums, part: Sums) -> Sums:
    return tuple(left - right for left, right in zip(whole, part, strict=True)) if part else whole


def _value(chart: Chart, sums: Sums, plan: Plan) -> Decimal | int | None:
    if chart.ratio:
        above, below = (Decimal(number) for number in sums or (0, 0))
        return None if below == 0 else (above * 100 / below).quantize(Decimal("0.1"), ROUND_HALF_UP)
    number = sums[0] if sums else 0
    if chart.sum_of:
        field = plain(plan.resources.path(plan.resource, chart.sum_of).field)
        return unscale(number, getattr(field, "decimals", 0))
    return number


def _periods(found: Sequence[tuple[Any, Sums]], whole: Sums, chart: Chart, plan: Plan) -> list[Group]:
    """The newest periods from the oldest on, with those in between that hold no row; before them the earlier ones."""
    sums = dict(found)
    dated = sorted(key for key in sums if key is not None)
    nothing = tuple(0 for _number in whole)
    steps = filled(dated[0], dated[-1], chart.every)[-MOST_PERIODS:] if dated else []
    groups = [Group(key=key, label=key, value=_value(chart, sums.get(key, nothing), plan)) for key in steps]
    if None in sums:
        groups.append(Group(key=None, label="", value=_value(chart, sums[None], plan)))
    earlier = _less(whole, _added(sums[key] for key in (*steps, None) if key in sums))
    if any(earlier) and steps:
        groups.insert(0, Group(key=steps[0], label="", value=_value(chart, earlier, plan), rest=True))
    return groups


def _groups(
    found: Sequence[tuple[Any, Sums]], whole: Sums, chart: Chart, path: Path, plan: Plan, context: Context
) -> list[Group]:
    shown = list(found[: chart.most])
    names = label_keys([key for key, _sums in shown], path, context)
    groups = [
        (sums, Group(key=key, label=name, value=_value(chart, sums, plan)))
        for (key, sums), name in zip(shown, names, strict=True)
        if name is not None
    ]
    if chart.ratio:
        groups.sort(key=lambda pair: (pair[1].value is None, -(pair[1].value or 0)))
    unseen = _added(sums for (_key, sums), name in zip(shown, names, strict=True) if name is None)
    answer = [group for _sums, group in groups]
    if unseen:
        answer.append(Group(key=None, label="", value=_value(chart, unseen, plan), unseen=True))
    if len(found) > chart.most:
        rest = _less(whole, _added(sums for _key, sums in shown))
        answer.append(Group(key=None, label="", value=_value(chart, rest, plan), rest=True))
    return answer


def label_keys(keys: list[Any], path: Path, context: Context) -> list[str | None]:
    """The words for group keys, None for rows that the viewer may not name; links are named in one statement."""
    field = path.field
    if isinstance(field, Link):
        known = context.titles(field.target, [key for key in keys if key is not None])
        return ["" if key is None else known.get(key) for key in keys]
    return [field.text(key, context) for key in keys]


def filled(first: str, last: str, every: str) -> list[str]:
    """All periods from the first to the last, as `Day.bucket` writes them: 2026, 2026-Q3, 2026-07, 2026-07-08."""
    if every == "day":
        start, days = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days
        start += timedelta(days=max(0, days - MOST_PERIODS))
        return [(start + timedelta(days=step)).isoformat() for step in range(min(days, MOST_PERIODS) + 1)]
    if every == "year":
        return [f"{year:04d}" for year in range(int(first), int(last) + 1)]
    parts = 4 if every == "quarter" else 12
    mark = "-Q" if every == "quarter" else "-"

    def place(key: str) -> int:
        year, _, number = key.partition(mark)
        return int(year) * parts + int(number) - 1

    def name(at: int) -> str:
        number = at % parts + 1
        return f"{at // parts:04d}{mark}{number if every == 'quarter' else f'{number:02d}'}"

    return [name(at) for at in range(place(first), place(last) + 1)]
