"""The issues of the sample have cases that agree with them, at every step of the loop."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, func, select

from app.cases.tables import CaseEvent, ProcessCase
from models.issue import Issue
from models.loop.following import state_at
from models.loop.visit import ReturnVisit
from models.processes import LOOP
from seed.cases import fill
from seed.rules import TODAY, ZONE

issues, cases, events = Issue.__table__, ProcessCase.__table__, CaseEvent.__table__


def joined(connection: Connection) -> list[Any]:
    statement = select(
        issues, cases.c.stage, cases.c.step, cases.c.due_at, cases.c.number.label("events"), cases.c.id.label("case")
    )
    found = statement.outerjoin(cases, (cases.c.record_id == issues.c.id) & (cases.c.resource == "issue"))
    return list(connection.execute(found.add_columns(cases.c.suspended_at, cases.c.closed_at)))


def test_every_issue_has_a_case_that_its_columns_mirror(connection: Connection) -> None:
    for row in joined(connection):
        assert row.case is not None
        shown = "suspended" if row.suspended_at else state_at(LOOP.stage(row.stage))
        assert shown == row.state, row.number
        if row.due_at is not None:
            assert row.due_at.astimezone(ZONE).date() == row.due_on
        assert (row.closed_at is not None) is LOOP.stage(row.stage).final


def test_there_are_cases_at_every_stage_of_the_way(connection: Connection) -> None:
    stages = Counter(row.stage for row in joined(connection))
    assert set(stages) >= {stage.key for stage in LOOP.stages} - {"archived"}


def test_a_history_is_one_that_the_process_allows(connection: Connection) -> None:
    histories: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(select(events).order_by(events.c.case_id, events.c.number)):
        histories[row.case_id].append(row)
    for case, history in histories.items():
        assert [row.number for row in history] == list(range(1, len(history) + 1)), case
        assert [row.at for row in history] == sorted(row.at for row in history)
        assert history[-1].at.astimezone(ZONE).date() <= max(TODAY, date(2026, 11, 21))
        for before, row in pairwise(history):
            way = LOOP.ways[row.transition]
            assert before.target == row.source in way.source
            assert row.target == (way.target or row.source)
            assert row.reason or not way.reason


def test_what_is_closed_was_visited(connection: Connection) -> None:
    visits = ReturnVisit.__table__
    closed = issues.c.state == "closed"
    without = select(func.count()).where(closed, issues.c.id.not_in(select(visits.c.issue_id)))
    assert connection.execute(without).scalar_one() == 0


def test_a_second_run_adds_nothing(copy: Callable[[], Connection]) -> None:
    connection = copy()
    with connection.begin():
        assert fill(connection) == 0
