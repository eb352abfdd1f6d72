"""The issues of the sample have cases that agree with them, at every step of the loop."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, func, select

from app.cases import days
from app.cases.tables import CaseEvent, ProcessCase
from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision
from models.issue import Issue
from models.loop.assignment import Assignment, ProgressLog, missing_days
from models.loop.facts import COMPOUND_PARTIES, PARTIES
from models.loop.following import state_at
from models.loop.visit import ReturnVisit
from models.processes import LOOP
from models.report import IssueReport, Rating
from models.statements import SessionVote
from seed.cases import fill
from seed.rules import ZONE, present
from tests.seed.figures import street

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
    assert set(stages) >= {stage.key for stage in LOOP.stages}


def test_a_history_is_one_that_the_process_allows(connection: Connection) -> None:
    histories: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(select(events).order_by(events.c.case_id, events.c.number)):
        histories[row.case_id].append(row)
    for case, history in histories.items():
        assert [row.number for row in history] == list(range(1, len(history) + 1)), case
        assert [row.at for row in history] == sorted(row.at for row in history)
        assert history[-1].at.astimezone(ZONE).date() <= present()
        for before, row in pairwise(history):
            way = LOOP.ways[row.transition]
            assert before.target == row.source in way.source
            assert row.target == (way.target or row.source)
            assert row.reason or not way.reason


def test_what_is_closed_was_visited(connection: Connection) -> None:
    visits = ReturnVisit.__table__
    closed = issues.c.state.in_(("closed", "archived"))
    without = select(func.count()).where(closed, issues.c.id.not_in(select(visits.c.issue_id)))
    assert connection.execute(without).scalar_one() == 0


def test_most_cases_under_way_are_due_in_days_and_a_handful_is_late(connection: Connection) -> None:
    for office, most in (("370902004", 8), ("620502007", 3)):
        here = street(connection, office)
        under_way = [row for row in joined(connection) if row.street_id == here and row.due_at and not row.suspended_at]
        left = sorted(days.COMMON.between(present(), row.due_on) for row in under_way)
        assert 1 <= sum(number < 0 for number in left) <= most, left
        assert left[0] >= -10 and left[-1] <= 8
        assert sum(0 <= number <= 3 for number in left) >= 0.7 * len(left), left


def test_what_happened_on_the_way_is_met(connection: Connection) -> None:
    steps = Counter(connection.execute(select(events.c.transition)).scalars())
    for key in ("turn_down", "ask_time", "grant_time", "deny_time", "reopen", "not_solved", "suspend", "settle_here"):
        assert steps[key], key
    assert connection.execute(select(func.count()).where(cases.c.request.is_not(None))).scalar_one()
    assert connection.execute(select(func.count()).where(issues.c.recurrences > 0)).scalar_one()


def test_assignments_follow_the_history(connection: Connection) -> None:
    given, decisions = Assignment.__table__, SessionDecision.__table__
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(select(given).order_by(given.c.created_at, given.c.id)):
        rows[row.issue_id].append(row)
    running = {"call": {"open"}, "resolve": {"open", "accepted"}, "suspended": {"open", "accepted"}}
    for row in joined(connection):
        last = rows[row.id][-1].state if rows[row.id] else None
        if row.state in running:
            assert last in running[row.state], row.number
            assert (rows[row.id][-1].owner_person_id, rows[row.id][-1].owner_organisation_id) == (
                row.owner_person_id,
                row.owner_organisation_id,
            )
        elif row.state in ("feedback", "closed", "archived"):
            assert last == "done", row.number
        else:
            assert last not in ("open", "accepted"), row.number
    refused = [row for found in rows.values() for row in found if row.state == "turned_down"]
    assert refused and all(row.reason for row in refused)
    decided = select(func.count()).select_from(given.join(decisions, decisions.c.id == given.c.decision_id))
    assert connection.execute(decided.where(decisions.c.due_on == given.c.due_on)).scalar_one() > 20


def test_logs_stand_on_working_days_and_some_are_missing(connection: Connection) -> None:
    given, logs = Assignment.__table__, ProgressLog.__table__
    known: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(select(logs)):
        assert days.COMMON.works(row.day)
        known[row.assignment_id].append(row.day)
    running = [row for row in connection.execute(select(given)) if row.state == "accepted"]
    missing = [missing_days(row.accepted_on, present(), known[row.id], days.COMMON) for row in running]
    assert any(missing) and len([row for row in running if known[row.id]]) > 0.6 * len(running)


def test_sessions_on_issues_have_the_parties_or_their_reason(connection: Connection) -> None:
    sessions, people = DeliberationSession.__table__, SessionAttendance.__table__
    votes = {row.session_id: row for row in connection.execute(select(SessionVote.__table__))}
    came: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in connection.execute(select(people).where(people.c.observer.is_(False))):
        came[row.session_id].setdefault(row.side, row)
    held = [row for row in connection.execute(select(sessions)) if row.title.startswith("会商：")]
    assert len(held) > 20
    for row in held:
        needed = COMPOUND_PARTIES if row.compound_id else PARTIES
        assert set(came[row.id]) >= set(needed)
        assert all(one.present or one.absence for one in came[row.id].values())
        vote = votes[row.id]
        assert vote.in_favour + vote.against + vote.abstained == row.present
    assert any(not one.present for row in held for one in came[row.id].values())


def test_residents_are_answered_and_rate_or_do_not(connection: Connection) -> None:
    reports = IssueReport.__table__
    rows = list(connection.execute(select(reports, issues.c.state).join(issues, issues.c.id == reports.c.issue_id)))
    ratings = Counter(row.rating for row in rows)
    assert ratings[None] > len(rows) / 3 and set(ratings) == {None, *(rating.value for rating in Rating)}
    for row in rows:
        assert (row.answered_at is not None) is bool(row.answer) and not (row.rating and not row.answer)
        assert row.answered_at or row.state not in ("closed", "archived")
        assert not (row.anonymous and (row.name or row.phone))
    assert len({row.token for row in rows}) == len(rows)
    visits = Counter(connection.execute(select(ReturnVisit.__table__.c.result)).scalars())
    assert set(visits) == {"solved", "partly", "unsolved"}


def test_a_second_run_adds_nothing(copy: Callable[[], Connection]) -> None:
    connection = copy()
    with connection.begin():
        assert fill(connection) == 0
