"""Turns declared indicators into two numbers for each group: what counts, and what of it holds.

An indicator is said in the words of a list: a resource, a day, and conditions. The same conditions make the SQL that
counts and the address that shows the rows, so that both always agree. All indicators of a page are one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, and_, case, cast, func, literal, select, type_coerce
from sqlalchemy import union_all as union
from sqlalchemy.orm import Session

from app.access.scope import Regions
from app.fields.base import Context, Words
from app.fields.moment import Moment
from app.metadata.resource import Resource, Resources
from app.process.indicators import Period
from app.query.aggregate import fixed, plain
from app.query.plan import Plan, conditions
from app.query.read import Filter, Query

Condition = tuple[str, str]  # as a list's address says it: ("state__ne", "merged,rejected")
UNIT, MONTH = "organisation", "month"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One figure of an office, in the words of a list."""

    key: str
    label: Words
    note: Words  # what counts, in half a line
    above: Words
    below: Words
    of: str  # the resource whose rows are counted
    day: str  # the field that puts a row into a period
    counts: tuple[Condition, ...] = ()
    holds: tuple[Condition, ...] = ()
    sums: tuple[str, str] | None = None  # fields added up in place of counted rows: (above, below)
    narrows: tuple[
        tuple[str, str], ...
    ] = ()  # what a condition of the page is called here: ("category", "issue.category")
    matures: int = 0  # days after which a row can be judged
    less: bool = False  # the less the better

    def name_of(self, name: str) -> str | None:
        """What a condition of the page is called on its resource; None where it has none."""
        return dict(self.narrows).get(name)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One indicator over one period, with the page's conditions in its own words."""

    indicator: Indicator
    resource: Resource
    period: Period
    whose: str  # "now", "before"
    filters: tuple[Filter, ...]
    within: int | None = None
    own_level: bool = False

    def query(self, more: Iterable[Filter] = (), *, holding: Sequence[Filter] = ()) -> Query:
        """The rows that count, as the query of a list; with `holding`, those of them that hold."""
        return Query(
            resource=self.resource,
            filters=(*self.filters, *more, *holding),
            within=self.within,
            own_level=self.own_level,
        )


def days(resources: Resources, resource: Resource, name: str, period: Period) -> tuple[Filter, ...]:
    """A period as conditions on a day."""
    path = resources.path(resource, name)
    return (
        Filter(path=path, operator="from", raw=(period.first.isoformat(),)),
        Filter(path=path, operator="to", raw=(period.last.isoformat(),)),
    )


def ripe(indicator: Indicator, period: Period, context: Context) -> Period:
    """The part of a period that can be judged: rows need some days to become so."""
    if not indicator.matures:
        return period
    return Period(period.first, min(period.last, context.today - timedelta(days=indicator.matures + 1)))


def count(
    session: Session,
    asked: Sequence[Asked],
    by: str,
    resources: Resources,
    regions: Regions,
    context: Context,
) -> dict[tuple[str, str], dict[Any, tuple[int, int]]]:
    """{(indicator, whose): {group: (above, below)}} in one statement. `by` is "organisation", "month" or a field."""
    if not asked:
        return {}
    dialect = session.get_bind().dialect.name
    parts = [part(one, by, resources, regions, context, dialect) for one in asked]
    found: dict[tuple[str, str], dict[Any, tuple[int, int]]] = {(one.indicator.key, one.whose): {} for one in asked}
    for key, whose, group, below, above in session.execute(union(*parts) if len(parts) > 1 else parts[0]):
        found[key, whose][group] = (int(above or 0), int(below or 0))
    return found


def part(asked: Asked, by: str, resources: Resources, regions: Regions, context: Context, dialect: str) -> Select[Any]:
    """The statement of one indicator over one period: a row for each group."""
    indicator, resource = asked.indicator, asked.resource
    plan = Plan(resources, resource, resource.model)
    where = conditions(asked.query(), resources, regions, plan, context)
    holding = [
        item.path.field.filter(item.path.field.expression(plan.at(item.path.links)), item.operator, item.raw, context)
        for item in fixed(resource, resources, indicator.holds)
    ]
    if indicator.sums:
        above, below = (_amount(plan, name) for name in indicator.sums)
    else:
        above, below = case((and_(True, *holding), 1), else_=0), literal(1)
    group = _group(plan, indicator, by, dialect, context)
    inner = (
        plan.join(select(group.label("kind"), above.label("above"), below.label("below")).select_from(resource.model))
        .where(and_(True, *where))
        .subquery()
    )
    return select(
        literal(indicator.key),
        literal(asked.whose),
        inner.c.kind,
        cast(func.sum(inner.c.below), BigInteger),
        cast(func.sum(inner.c.above), BigInteger),
    ).group_by(inner.c.kind)


def _amount(plan: Plan, name: str) -> ColumnElement[Any]:
    path = plan.resources.path(plan.resource, name)
    return type_coerce(path.field.expression(plan.at(path.links)), BigInteger)


def _group(plan: Plan, indicator: Indicator, by: str, dialect: str, context: Context) -> ColumnElement[Any]:
    if by != MONTH:
        path = plan.resources.path(plan.resource, by if by == UNIT else indicator.name_of(by) or by)
        return path.field.expression(plan.at(path.links))
    path = plan.resources.path(plan.resource, indicator.day)
    expression = path.field.expression(plan.at(path.links))
    shown = plain(path.field)
    if isinstance(shown, Moment):
        return cast(shown.bucket(expression, "month", dialect, context), String)
    return cast(shown.bucket(expression, "month", dialect), String)  # type: ignore[attr-defined]
