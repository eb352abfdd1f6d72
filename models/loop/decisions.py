"""Makes an assignment of each decision of a meeting that was ended, on the issue that was on the table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.store import writing
from models.deliberation import DeliberationSession, SessionDecision
from models.issue import Issue
from models.loop.assignment import RUNNING, Assignment
from models.loop.effects import DOOR
from models.meeting import ON_DECISION


def assign_decision(session: Session, decision: SessionDecision) -> None:
    """Write the assignment of a decision, once; bring one that runs up to date when the meeting was ended again.

    A decision of a meeting about no issue stands for itself.
    """
    if decision.owner_person_id is None or decision.due_on is None:
        return
    meeting = session.get_one(DeliberationSession, decision.session_id)
    issue = None
    if meeting.issues:
        found = select(Issue).where(Issue.id == meeting.issues[0], Issue.street_id == meeting.street_id)
        issue = session.execute(found, execution_options=DOOR).scalar_one_or_none()
    if issue is None:
        return
    values: dict[str, Any] = {
        "text": decision.text,
        "owner_organisation_id": decision.owner_organisation_id or meeting.organisation_id,
        "owner_person_id": decision.owner_person_id,
        "due_on": decision.due_on,
    }
    written = select(Assignment).where(Assignment.decision_id == decision.id, Assignment.deleted_at.is_(None))
    row = session.execute(written, execution_options=DOOR).scalars().first()
    with writing(session, "decide", "assignment", "issue"):
        if row is None:
            session.add(
                Assignment(organisation_id=issue.organisation_id, issue_id=issue.id, decision_id=decision.id, **values)
            )
        elif row.state in RUNNING:
            for name, value in values.items():
                setattr(row, name, value)
        if issue.owner_organisation_id is None:  # what the meeting settled is proposed when the issue is dispatched
            issue.owner_organisation_id = values["owner_organisation_id"]
            issue.owner_person_id = values["owner_person_id"]


ON_DECISION.append(assign_decision)
