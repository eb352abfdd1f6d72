"""Fills the table of issues up to a number of rows, for benchmarks: generated row by row, written past every mapper.

Three in five lie in 上高街道, the others in turn in every other street that has grids. They differ in place, words,
state and day, and have owners, numbers and search documents like all issues; descriptions and reporters are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, case, func, insert, literal, literal_column, null, select

from app.cases.tables import CaseEvent, ProcessCase
from app.query.search import document
from models.compound import Compound
from models.issue import Issue, IssueLevel, IssueState
from models.organisation import Organisation
from models.processes import LOOP
from seed import numbers, words
from seed.book import Book
from seed.matters import OTHER_WAYS
from seed.quickly import without_indexes
from seed.rules import FIRST, TODAY, chance, moment

CHUNK = 10_000
DAYS = (TODAY - FIRST).days + 1
OPEN_DAYS = 30  # of the last days, a part is still open
STATES = (
    IssueState.COLLECT,
    IssueState.ASSESS,
    IssueState.CALL,
    IssueState.RESOLVE,
    IssueState.RESOLVE,
    IssueState.FEEDBACK,
)
SCALED = (*dict.fromkeys(STATES), IssueState.CLOSED, IssueState.ARCHIVED)
STAGES = {IssueState.FEEDBACK: "reply"}
"""The stages of the loop that are not named like the state of the issue."""
LAST_MOMENT = {
    "sqlite": "{day} || ' 15:59:59.000000'",
    "postgresql": "({day} + time '15:59:59') AT TIME ZONE 'UTC'",
}
"""The end of a day in China, which keeps the same distance from UTC all year."""
COLUMNS = (
    "id",
    "street_id",
    "organisation_id",
    "number",
    "title",
    "state",
    "source",
    "channel",
    "category",
    "level",
    "reported_at",
    "compound_id",
    "spot",
    "anonymous",
    "owner_organisation_id",
    "due_on",
    "accepted_on",
    "closed_on",
    "settled_on",
    "supervised",
    "model_case",
    "created_at",
    "updated_at",
    "version",
    "search_text",
)


@dataclass(kw_only=True)
class Ground:
    """A street, and the (grid or community, compound or None, its name) that an issue can be about."""

    street: int
    code: str
    spots: list[tuple[int, int, int | None, str]] = field(default_factory=list)  # grid, community, compound, name


def fill(book: Book, wanted: int, tick: Callable[[int], None]) -> int:
    """Add issues until there are `wanted`; returns how many were added."""
    table = Issue.__table__
    missing = wanted - (book.connection.execute(select(func.count()).select_from(table)).scalar() or 0)
    if missing <= 0:
        return 0
    first = (book.connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
    grounds = _grounds(book)
    # Numbered before the first row is made: nothing else can be asked while a copy runs.
    following = _numbering(book, grounds, missing)
    with without_indexes(book.connection, table, first, missing):
        _write(book, _rows(book, grounds, following, first, missing), tick)
    _begin_cases(book.connection, first)
    return missing


def _begin_cases(connection: Connection, first: int) -> None:
    """Give the issues from this id on their cases, as those that come with a state of their own: one event each.

    Two statements within the database: a million rows are not fetched to be sent back.
    """
    issues, cases, events = Issue.__table__, ProcessCase.__table__, CaseEvent.__table__
    offset = (connection.execute(select(func.max(cases.c.id))).scalar() or 0) + 1 - first
    stage = case({state.value: STAGES.get(state, state.value) for state in SCALED}, value=issues.c.state)
    final = issues.c.state.in_((IssueState.CLOSED.value, IssueState.ARCHIVED.value))
    step = case((final, literal(LOOP.stage(IssueState.CLOSED.value).step)), else_=issues.c.state)
    ending = LAST_MOMENT[connection.dialect.name]
    due, closed = (
        literal_column(ending.format(day=f"issue.{name}"), issues.c.reported_at.type)
        for name in ("due_on", "closed_on")
    )
    begun = {
        "id": issues.c.id + offset,
        "resource": literal(issues.name),
        "record_id": issues.c.id,
        "street_id": issues.c.street_id,
        "organisation_id": issues.c.organisation_id,
        "owner_id": literal(0),
        "key": literal(LOOP.key),
        "version": literal(0),
        "step": step,
        "stage": stage,
        "entered_at": case((final, closed), else_=issues.c.reported_at),
        "due_at": case((final, null()), else_=due),
        "extended": literal(False),
        "number": literal(1),
        "opened_at": issues.c.reported_at,
        "closed_at": case((final, closed), else_=null()),
    }
    connection.execute(
        insert(cases).from_select(
            list(begun),
            select(*(value.label(name) for name, value in begun.items())).where(issues.c.id >= first),
            include_defaults=False,
        )
    )
    told = {
        "case_id": cases.c.id,
        "number": literal(1),
        "transition": literal("begin"),
        "does": literal("move"),
        "source": literal(""),
        "target": cases.c.stage,
        "user_id": literal(0),
        "user_name": literal("网格员"),
        "at": cases.c.opened_at,
        "due_at": cases.c.due_at,
    }
    connection.execute(
        insert(events).from_select(
            list(told),
            select(*(value.label(name) for name, value in told.items())).where(cases.c.id >= first + offset),
            include_defaults=False,
        )
    )


def _grounds(book: Book) -> list[Ground]:
    """上高街道 first, then the other streets."""
    units, compounds = Organisation.__table__, Compound.__table__
    rows = book.connection.execute(
        select(units.c.id, units.c.kind, units.c.code, units.c.name, units.c.parent_id, units.c.street_id)
    ).all()
    streets = {row.id: row.code for row in rows if row.kind == "street"}
    grids: dict[int, list[int]] = defaultdict(list)
    names = {row.id: row.name for row in rows}
    street_of = {row.id: row.street_id for row in rows}
    for row in rows:
        if row.kind == "grid" and row.street_id and row.parent_id:
            grids[row.parent_id].append(row.id)
    found = {
        street: Ground(street=street, code=code[:9] if len(code) == 12 else code) for street, code in streets.items()
    }
    for unit, below in sorted(grids.items()):
        found[street_of[unit]].spots.extend((grid, unit, None, names[unit]) for grid in below)
    for row in book.connection.execute(
        select(compounds.c.id, compounds.c.name, compounds.c.organisation_id).order_by(compounds.c.id)
    ):
        inside = grids.get(row.organisation_id)
        if inside:
            found[street_of[row.organisation_id]].spots.extend(
                (grid, row.organisation_id, row.id, row.name) for grid in inside
            )
    grounds = [ground for ground in found.values() if ground.spots]
    return sorted(grounds, key=lambda ground: (not ground.code.startswith("370902004"), ground.street))


def _ground_of(number: int, grounds: Sequence[Ground]) -> Ground:
    if number % 5 < 3 or len(grounds) == 1:
        return grounds[0]
    return grounds[1 + (number // 5 * 2 + number % 5 - 3) % (len(grounds) - 1)]


def _day(number: int, count: int) -> date:
    return FIRST + timedelta(days=number * DAYS // count)


def _rows(
    book: Book, grounds: Sequence[Ground], following: dict[tuple[int, int], int], first: int, count: int
) -> Iterator[tuple[Any, ...]]:
    """The rows in the order of COLUMNS, oldest first."""
    luck = chance("scale")
    declared = numbers.serial_of(book, Issue, "number")
    resource = book.sheet(Issue).resource
    moments = {FIRST + timedelta(days=day): moment(FIRST + timedelta(days=day), 8) for day in range(DAYS)}
    ways = [(channel, source) for channel, source, _weight in OTHER_WAYS] + [("hotline", "residents")]
    usual = [category for category, weight in {**words.USUAL, **words.PROPERTY}.items() for _ in range(weight)]
    for nth in range(count):
        ground, day = _ground_of(nth, grounds), _day(nth, count)
        grid, community, compound, name = ground.spots[int(luck.random() * len(ground.spots))]
        category = usual[int(luck.random() * len(usual))]
        spot, title = words.matter(luck, category, name)
        channel, source = ways[int(luck.random() * len(ways))]
        number = following[ground.street, day.year] = following[ground.street, day.year] + 1
        serial = numbers.written(declared, ground.code, day.year, number)
        reported = moments[day] + timedelta(minutes=int(luck.random() * 720))
        state, due, closed = _course(luck, day)
        row = {"title": title, "number": serial, "spot": spot}
        yield (
            first + nth,
            ground.street,
            grid if luck.random() < 0.9 else community,
            serial,
            title,
            str(state),
            source,
            channel,
            category,
            str(IssueLevel.COMMUNITY),
            reported,
            compound,
            spot,
            False,
            None if state is IssueState.COLLECT else community,
            due,
            day,
            closed,
            closed,
            False,
            False,
            reported,
            reported,
            1,
            document(resource, SimpleNamespace(**row)),
        )


def _numbering(book: Book, grounds: Sequence[Ground], count: int) -> dict[tuple[int, int], int]:
    """The number before the first one of each street and year; all are reserved at once."""
    needed = Counter((_ground_of(nth, grounds).street, _day(nth, count).year) for nth in range(count))
    return {
        (street, year): numbers.reserve(book, Issue, "number", street, year, many) - 1
        for (street, year), many in sorted(needed.items())
    }


def _course(luck: Random, day: date) -> tuple[IssueState, date, date | None]:
    """State, last day, and the day of closing."""
    due = day + timedelta(days=5 + int(luck.random() * 12))
    if (TODAY - day).days < OPEN_DAYS and luck.random() < 0.4:
        return STATES[int(luck.random() * len(STATES))], due, None
    closed = min(day + timedelta(days=1 + int(luck.random() * 14)), TODAY)
    return (IssueState.CLOSED if luck.random() < 0.9 else IssueState.ARCHIVED), due, closed


def _write(book: Book, rows: Iterator[tuple[Any, ...]], tick: Callable[[int], None]) -> None:
    """PostgreSQL copies; SQLite inserts in chunks."""
    if book.connection.dialect.name == "postgresql":
        raw: Any = book.connection.connection.driver_connection
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        with raw.cursor() as cursor, cursor.copy(f"COPY issue ({names}) FROM STDIN") as copy:
            for nth, row in enumerate(rows, 1):
                copy.write_row(row)
                if nth % CHUNK == 0:
                    tick(CHUNK)
        return
    statement = insert(Issue.__table__)
    waiting: list[Mapping[str, Any]] = []
    for row in rows:
        waiting.append(dict(zip(COLUMNS, row, strict=True)))
        if len(waiting) == CHUNK:
            book.connection.execute(statement, waiting)
            waiting.clear()
            tick(CHUNK)
    if waiting:
        book.connection.execute(statement, waiting)
