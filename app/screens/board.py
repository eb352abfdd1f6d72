"""Turns a list's query into a board: a column for each state in which something is still to be done, cards in it.

The cards of all columns come in one statement, their numbers in another; each column is read on by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import and_, case, func, select

from app.access.viewer import Viewer
from app.declare import Right
from app.fields.link import Linked
from app.metadata.resource import Resource
from app.process.calendar import Calendar
from app.query.heads import heads
from app.query.plan import Plan, conditions
from app.query.read import Filter, Query, Sort
from app.screens.light import Lamp, lamp
from app.screens.work import Work, address

CARDS = 15  # of a column at first, and each time more are asked for


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The fields of a resource that a board reads: where a card stands, and what it shows."""

    state: str
    due: str
    owner: str
    unit: str
    since: str
    number: str = ""
    flags: tuple[str, ...] = ()  # yes-or-no fields that are shown where they are yes

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(filter(None, (self.state, self.due, self.owner, self.unit, self.since, self.number, *self.flags)))


@dataclass(frozen=True, kw_only=True)
class Card:
    """One row on the board."""

    id: int
    title: str
    url: str
    number: str
    light: Lamp | None
    age: str
    owner: str
    ownerless: bool
    unit: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One column."""

    key: str
    label: str
    note: str  # the limit, in words
    count: int
    late: int
    today: int
    cards: tuple[Card, ...]
    more: int  # how many are not shown
    next: int  # the page that shows them


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What stands in a state: how many, how many late, due today, without an owner."""

    count: int = 0
    late: int = 0
    today: int = 0
    ownerless: int = 0


def readable(viewer: Viewer, query: Query, kept: Kept) -> tuple[str, ...]:
    """The fields of a card that the viewer may read."""
    return tuple(name for name in kept.names if viewer.right(query.resource, name) >= Right.READ)


def lane_query(work: Work, query: Query, kept: Kept, state: str, page: int = 1) -> Query:
    """The query of one column: the most urgent first."""
    resource = query.resource
    path = work.resources.path(resource, kept.state)
    due = work.resources.path(resource, kept.due)
    return replace(
        query,
        filters=(*query.filters, Filter(path=path, operator="eq", raw=(state,))),
        columns=tuple(work.resources.path(resource, name) for name in readable(work.viewer, query, kept)),
        sort=(Sort(path=due),),
        page=page,
        size=CARDS,
        after="",
        before="",
    )


def sums(work: Work, query: Query, kept: Kept, states: Sequence[str]) -> dict[str, Sums]:
    """How many rows stand in each state. One statement."""
    resource, today = query.resource, work.context.today
    plan = Plan(work.resources, resource, resource.model)
    where = conditions(replace(query, sort=()), work.resources, work.regions, plan, work.context)
    state, due, owner = (resource.field(name).expression(resource.model) for name in (kept.state, kept.due, kept.owner))

    def those(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    asked = select(state, func.count(), those(due < today), those(due == today), those(owner.is_(None)))
    found = plan.join(asked.select_from(resource.model)).where(and_(state.in_(states), *where)).group_by(state)
    return {
        row[0]: Sums(count=row[1], late=int(row[2]), today=int(row[3]), ownerless=int(row[4]))
        for row in work.session.execute(found)
    }


def lanes(
    work: Work,
    query: Query,
    kept: Kept,
    columns: Mapping[str, tuple[str, str]],
    counted: Mapping[str, Sums],
    calendar: Calendar,
    page: int = 1,
) -> tuple[Lane, ...]:
    """The columns of a board: {state: (label, note)} in their order."""
    queries = [lane_query(work, query, kept, state, page) for state in columns]
    pages = heads(work.session, queries, work.resources, work.regions, work.context)
    names = [path.name for path in queries[0].columns]
    found = []
    for (state, (label, note)), read in zip(columns.items(), pages, strict=True):
        here = counted.get(state, Sums())
        shown = tuple(card(work, query.resource, kept, row, names, calendar) for row in read.rows)
        left = max(here.count - (page - 1) * CARDS - len(shown), 0)
        found.append(
            Lane(
                key=state,
                label=label,
                note=note,
                count=here.count,
                late=here.late,
                today=here.today,
                cards=shown,
                more=left if read.more else 0,
                next=page + 1,
            )
        )
    return tuple(found)


def card(
    work: Work,
    resource: Resource,
    kept: Kept,
    row: tuple[int, str, list[Any]],
    names: Sequence[str],
    calendar: Calendar,
) -> Card:
    """One card of a row."""
    number, title, values = row
    had = dict(zip(names, values, strict=True))
    since = had.get(kept.since)
    return Card(
        id=number,
        title=title or gettext("(no name)"),
        url=address(resource.name, id=number),
        number=str(had.get(kept.number) or ""),
        light=lamp(had.get(kept.due), work.now.astimezone(work.timezone), calendar),
        age=age(since.astimezone(work.timezone).date(), work.context.today) if since else "",
        owner=name_of(had.get(kept.owner), work),
        ownerless=kept.owner in had and had[kept.owner] is None,
        unit=name_of(had.get(kept.unit), work),
        flags=tuple(str(resource.field(name).label) for name in kept.flags if had.get(name)),
    )


def name_of(link: Linked | None, work: Work) -> str:
    """What a link points at, in words; without the name of the viewer's own unit before it."""
    name = "" if link is None else str(link.title or "")
    home = work.viewer.home
    return name.removeprefix(home.organisation) or name if home is not None else name


def age(since: date, today: date) -> str:
    """How long something has been there."""
    days = (today - since).days
    return gettext("Today") if days <= 0 else ngettext("%(num)d day", "%(num)d days", days)
