"""What is given to a person beside the cases: assignments, decisions of deliberations, sessions to hold today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.access.viewer import Viewer
from models.deliberation import DeliberationSession, SessionDecision, SessionState
from models.issue import OPEN, Issue
from models.loop.assignment import RUNNING, Assignment
from models.reach import living

MOST = 50  # of a kind


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do, of a resource."""

    resource: str
    id: int
    title: str
    about: str = ""  # the issue or the session that it comes from
    number: str = ""
    due: date | datetime | None = None


def assignments(session: Session, viewer: Viewer) -> list[Task]:
    """The assignments of a person that are not done, unless the case of the issue is his as well. One statement."""
    if viewer.person_id is None:
        return []
    issue: Any = Issue.__table__
    decision: Any = SessionDecision.__table__
    told = exists().where(  # it stands among the decisions
        decision.c.id == Assignment.decision_id,
        decision.c.owner_person_id == viewer.person_id,
        decision.c.done.is_(False),
        living(decision),
    )
    # Past the scope: who has an assignment may know what it is about.
    statement = (
        select(Assignment.id, Assignment.text, Assignment.due_on, issue.c.title, issue.c.number)
        .join(issue, issue.c.id == Assignment.issue_id)
        .where(
            Assignment.owner_person_id == viewer.person_id,
            Assignment.state.in_(RUNNING),
            ~told.correlate(Assignment),
            or_(
                issue.c.owner_person_id.is_(None),
                issue.c.owner_person_id != viewer.person_id,
                issue.c.state.not_in([state.value for state in OPEN]),
            ),
        )
        .order_by(Assignment.due_on, Assignment.id)
        .limit(MOST)
    )
    return [
        Task(resource="assignment", id=row.id, title=row.text, about=row.title, number=row.number or "", due=row.due_on)
        for row in session.execute(statement)
    ]


def decisions(session: Session, viewer: Viewer) -> list[Task]:
    """The decisions of deliberations that a person is to carry out. One statement."""
    if viewer.person_id is None:
        return []
    held: Any = DeliberationSession.__table__
    # Past the scope, as above.
    statement = (
        select(SessionDecision.id, SessionDecision.text, SessionDecision.due_on, held.c.title)
        .join(held, held.c.id == SessionDecision.session_id)
        .where(SessionDecision.owner_person_id == viewer.person_id, SessionDecision.done.is_(False))
        .order_by(SessionDecision.due_on, SessionDecision.id)
        .limit(MOST)
    )
    return [
        Task(resource="session_decision", id=row.id, title=row.text, about=row.title, due=row.due_on)
        for row in session.execute(statement)
    ]


def sessions(session: Session, viewer: Viewer, night: datetime) -> list[Task]:
    """The sessions of today, and past ones not yet written down, that a person chairs or keeps. One statement."""
    mine = [DeliberationSession.created_by_id == viewer.user_id]
    if viewer.person_id is not None:
        mine.append(DeliberationSession.chair_id == viewer.person_id)
    statement = (
        select(
            DeliberationSession.id, DeliberationSession.title, DeliberationSession.held_on, DeliberationSession.venue
        )
        .where(
            DeliberationSession.state == SessionState.PLANNED.value, DeliberationSession.held_on <= night, or_(*mine)
        )
        .order_by(DeliberationSession.held_on, DeliberationSession.id)
        .limit(MOST)
    )
    return [
        Task(resource="deliberation_session", id=row.id, title=row.title, about=row.venue or "", due=row.held_on)
        for row in session.execute(statement)
    ]
