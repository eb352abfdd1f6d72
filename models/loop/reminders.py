"""Turns the open cases of issues into notices: due today, overdue, delayed, stalled, carelessly done; and late answers.

One run a day (`flask nightly`, or `flask remind` alone). Each notice has a key of its rule, its issue and what it is
about, so a second run on the same day, or one that was cut short, tells nobody anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import format_date, gettext
from sqlalchemy import and_, func, select

from app.cases import days, rows
from app.cases.acting import people, who
from app.cases.registry import Actor, Look, Room
from app.cases.tables import ProcessCase
from app.process.process import Kind
from models.issue import Issue
from models.loop.assignment import Assignment, AssignmentState, ProgressLog, missing_days
from models.loop.effects import urged
from models.loop.late_answers import late_answers
from models.loop.notices import NoticeRule, tell

LOCK = 0x4E4F54  # PostgreSQL's advisory lock of a run
BATCH = 500
BACK = 14  # days in which a missing log is looked for
GRACE = 3  # working days
OVERSEERS = ("role:street_centre", "role:inspector")  # told of what is done badly, not of what is merely due


@dataclass(frozen=True, kw_only=True)
class Alert:
    """What a rule found on an issue."""

    rule: NoticeRule
    mark: str  # what it is about: said once
    words: str
    people: tuple[int, ...] = ()  # whom it concerns alone; else those who can do something about it


def remind(work: Room) -> dict[NoticeRule, int]:
    """Tell everybody what is due or done badly; how many notices were written, by rule. The caller commits.

    The session works for the house.
    """
    connection = work.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))  # SQLite has one writer anyway
    told = dict.fromkeys(NoticeRule, 0)
    for look, logged, silent in open_cases(work):
        for alert in (*alerts(look, logged, look.record.title), *silent):
            key = f"{alert.rule.value}/{look.record.id}/{alert.mark}"
            told[alert.rule] += tell(work.session, look.record, recipients(look, alert), alert.rule, alert.words, key)
    rule = NoticeRule.ANSWER_LATE
    for late in late_answers(work):
        key = f"{rule.value}/{late.issue.id}/{late.mark}"
        told[rule] += tell(work.session, late.issue, late.actors, rule, late.words, key)
    work.session.flush()
    return {rule: count for rule, count in told.items() if count}


def open_cases(work: Room) -> Iterator[tuple[Look, date | None, Sequence[Alert]]]:
    """The issues whose clock runs, as the house sees them, with their last daily log and the days without."""
    table: Any = ProcessCase.__table__
    last, calendars = 0, days.Calendars(work.session.connection())
    while True:
        connection = work.session.connection()
        open_now = (table.c.resource == "issue", table.c.closed_at.is_(None), table.c.suspended_at.is_(None))
        found = connection.execute(
            select(table).where(*open_now, table.c.record_id > last).order_by(table.c.record_id).limit(BATCH)
        ).all()
        if not found:
            return
        last = found[-1].record_id
        held = {one.row.record_id: one.case for one in rows.read(connection, found)}
        issues = list(work.session.execute(select(Issue).where(Issue.id.in_(list(held)))).scalars())
        logs = last_logs(work, list(held))
        written = daily_logs(work, list(held))
        for issue in issues:
            look = Look(
                work=work,
                resource=work.resources["issue"],
                record=issue,
                case=held[issue.id],
                on=work.now.astimezone(work.timezone),
                calendar=calendars[issue.street_id],
            )
            yield look, logs.get(issue.id), unwritten(look, written.get(issue.id, {}))


def last_logs(work: Room, issues: list[int]) -> Mapping[int, date]:
    """The day of the last daily log of each issue that has one."""
    assignments, logs = Assignment.__table__, ProgressLog.__table__
    found = work.session.connection().execute(
        select(assignments.c.issue_id, func.max(logs.c.day))
        .join(logs, logs.c.assignment_id == assignments.c.id)
        .where(assignments.c.issue_id.in_(issues), logs.c.deleted_at.is_(None), assignments.c.deleted_at.is_(None))
        .group_by(assignments.c.issue_id)
    )
    return {row[0]: row[1] for row in found}


def daily_logs(work: Room, issues: list[int]) -> dict[int, dict[tuple[int, int, date], set[date]]]:
    """By issue: {(assignment, person in charge, day it was taken on): days with a log} of what is being done."""
    table, logs = Assignment.__table__, ProgressLog.__table__
    written = and_(logs.c.assignment_id == table.c.id, logs.c.deleted_at.is_(None))
    rows = work.session.connection().execute(
        select(table.c.issue_id, table.c.id, table.c.owner_person_id, table.c.accepted_on, logs.c.day)
        .outerjoin(logs, written)
        .where(
            table.c.issue_id.in_(issues),
            table.c.state == AssignmentState.ACCEPTED.value,
            table.c.accepted_on.is_not(None),
            table.c.deleted_at.is_(None),
        )
    )
    found: dict[int, dict[tuple[int, int, date], set[date]]] = {}
    for issue, number, person, first, day in rows:
        found.setdefault(issue, {}).setdefault((number, person, first), set()).add(day)
    return found


def unwritten(look: Look, assignments: Mapping[tuple[int, int, date], set[date]]) -> list[Alert]:
    """The latest working day before today on which nothing was written down: said once to who is in charge."""
    last, found = look.today - timedelta(days=1), []
    for (number, person, first), logged in assignments.items():
        missing = missing_days(max(first, last - timedelta(days=BACK)), last, logged, look.calendar)
        if missing:
            words = gettext(
                "“%(title)s” has no daily log of %(day)s.",
                title=look.record.title, day=format_date(missing[-1], "medium"),
            )  # fmt: skip
            mark = f"{number}/{missing[-1].isoformat()}"
            found.append(Alert(rule=NoticeRule.NO_LOG, mark=mark, words=words, people=(person,)))
    return found


def alerts(look: Look, logged: date | None, title: str) -> Iterator[Alert]:
    """Every rule that strikes on a case today."""
    case, today = look.case, look.today
    if case.due is not None:
        due = case.due.date()
        if due == today:
            words = gettext("“%(title)s” is due today.", title=title)
            yield Alert(rule=NoticeRule.DUE_TODAY, mark=due.isoformat(), words=words)
        elif case.late(look.on):
            words = gettext("“%(title)s” was due on %(day)s.", title=title, day=format_date(due, "medium"))
            yield Alert(rule=NoticeRule.OVERDUE, mark=due.isoformat(), words=words)
            over = look.calendar.between(due, today)
            if over >= GRACE and case.request is None:
                words = gettext(
                    "“%(title)s” is %(days)s working days over its date, and nobody has asked for more time.",
                    title=title, days=over,
                )  # fmt: skip
                yield Alert(rule=NoticeRule.DELAY, mark=due.isoformat(), words=words)
    if case.at.kind is Kind.HANDLE:
        moved = max(filter(None, (case.history[-1].on.date(), logged)))
        if look.calendar.between(moved, today) > GRACE:
            words = gettext(
                "Nothing was written down on “%(title)s” since %(day)s.", title=title, day=format_date(moved, "medium")
            )
            yield Alert(rule=NoticeRule.STALLED, mark=moved.isoformat(), words=words)
    back = times_not_solved(look)
    if back >= 2:
        words = gettext("“%(title)s” was not solved at the return visit %(times)s times.", title=title, times=back)
        yield Alert(rule=NoticeRule.PERFUNCTORY, mark=str(back), words=words)


def times_not_solved(look: Look) -> int:
    """How often a return visit sent the case back."""
    process = look.case.process
    return sum(
        bool(event.source)
        and event.source != event.target
        and process.stage(event.source).kind is Kind.VISIT
        and not process.stage(event.target).final
        for event in look.case.history
    )


def recipients(look: Look, alert: Alert, charged: Callable[[Look], Sequence[Actor]] = urged) -> Sequence[Actor]:
    """Who is told: those who can do something about it; of what is done badly also those who oversee it."""
    if alert.people:
        return people(look, alert.people)
    found = charged(look)
    if alert.rule in (NoticeRule.DELAY, NoticeRule.STALLED, NoticeRule.PERFUNCTORY):
        found = [*found, *who(look, OVERSEERS)]
    return found
