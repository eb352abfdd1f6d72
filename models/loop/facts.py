"""What a process may ask of an issue: each fact is a question to its rows, by the name that transitions give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, select

from app.cases.registry import Look
from app.process.case import Case
from app.process.process import Doing
from models.deliberation import DeliberationSession, SessionAttendance, SessionState, sessions_on
from models.issue import OFFICIAL
from models.loop.assignment import Assignment, ProgressLog
from models.loop.last_visit import last_result
from models.loop.notices import Notice, NoticeRule
from models.loop.visit import VisitResult

REJECT_DAYS = 5  # working days within which a unit may turn an assignment down
RECUR_DAYS = 90  # days within which the same trouble is the same matter
SHORT = 6  # letters; an answer that is shorter says nothing
PARTIES = ("community_party", "parties")
COMPOUND_PARTIES = ("community_party", "property_company", "owners_committee", "parties")
FAULTS = (NoticeRule.DELAY.value, NoticeRule.STALLED.value, NoticeRule.PERFUNCTORY.value)


def contact_known(look: Look) -> bool:
    """Somebody can be answered, or nobody needs to be."""
    issue = look.record
    return bool(issue.anonymous or issue.reporter_phone or issue.source in OFFICIAL)


def held_sessions(look: Look) -> list[int]:
    """The sessions held on the issue, the latest first. Asked once a look."""
    if "held_sessions" not in look.memo:
        look.memo["held_sessions"] = _held_sessions(look)
    found: list[int] = look.memo["held_sessions"]
    return found


def _held_sessions(look: Look) -> list[int]:
    sessions: Any = DeliberationSession.__table__
    # Past the scope: a session of another unit counts too.
    return list(
        look.session.connection()
        .execute(
            select(sessions.c.id)
            .where(
                sessions.c.id.in_(sessions_on(look.record.id)),
                sessions.c.state == SessionState.HELD.value,
                sessions.c.deleted_at.is_(None),
            )
            .order_by(sessions.c.held_on.desc(), sessions.c.id.desc())
        )
        .scalars()
    )


def session_held(look: Look) -> bool:
    """A session was held on it."""
    return bool(held_sessions(look))


def parties_present(look: Look) -> bool:
    """Each of the parties came to the latest session, or a reason stands there why not."""
    sessions = held_sessions(look)
    if not sessions:
        return False
    table = SessionAttendance.__table__
    rows = look.session.connection().execute(
        select(table.c.side, table.c.present, table.c.absence).where(
            table.c.session_id == sessions[0], table.c.deleted_at.is_(None), table.c.observer.is_(False)
        )
    )
    settled = {row.side for row in rows if row.present or row.absence}
    needed = COMPOUND_PARTIES if look.record.compound_id else PARTIES
    return settled.issuperset(needed)


def may_turn_down(look: Look) -> bool:
    """The days in which a unit may turn it down are not over."""
    called = entered_step(look.case)
    return look.calendar.between(called, look.today) <= REJECT_DAYS


def entered_step(case: Case) -> date:
    """The day on which the case came to its step, from another one."""
    process = case.process
    for event in reversed(case.history):
        if event.does is not Doing.MOVE:
            continue
        if not event.source or process.step_of(event.source) != process.step_of(event.target):
            return event.on.date()
    return case.entered.date()


def evidence(look: Look) -> bool:
    """There is proof: photos with the result, or a log of the work."""
    if look.values.get("evidence") or look.record.evidence:
        return True
    assignments, logs = Assignment.__table__, ProgressLog.__table__
    written = exists().where(
        logs.c.assignment_id == assignments.c.id,
        assignments.c.issue_id == look.record.id,
        logs.c.deleted_at.is_(None),
        assignments.c.deleted_at.is_(None),
        logs.c.photos.is_not(None),
    )
    return bool(look.session.connection().execute(select(written)).scalar())


def visit_done(look: Look) -> bool:
    """The return visit was made."""
    return last_result(look) is not None


def visit_settled(look: Look) -> bool:
    """It found the matter solved, wholly or in part."""
    return last_result(look) in (VisitResult.SOLVED.value, VisitResult.PARTLY.value)


def visit_unsettled(look: Look) -> bool:
    """It did not find the matter wholly solved."""
    return last_result(look) in (VisitResult.UNSOLVED.value, VisitResult.PARTLY.value)


def within_90_days(look: Look) -> bool:
    """It was closed not long ago: the same trouble is the same matter."""
    closed = look.record.closed_on
    return closed is not None and look.today <= closed + timedelta(days=RECUR_DAYS)


def fault_found(look: Look) -> bool:
    """Delay, stalling or carelessness was noticed while it was handled."""
    table = Notice.__table__
    noticed = exists().where(table.c.issue_id == look.record.id, table.c.rule.in_(FAULTS), table.c.deleted_at.is_(None))
    return bool(look.session.connection().execute(select(noticed)).scalar())


def no_fault(look: Look) -> bool:
    """None was."""
    return not fault_found(look)


FACT_OF: Mapping[str, Callable[[Look], bool]] = {
    "contact_known": contact_known,
    "session_held": session_held,
    "parties_present": parties_present,
    "may_turn_down": may_turn_down,
    "evidence": evidence,
    "visit_done": visit_done,
    "visit_settled": visit_settled,
    "visit_unsettled": visit_unsettled,
    "within_90_days": within_90_days,
    "fault_found": fault_found,
    "no_fault": no_fault,
}
