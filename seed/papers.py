"""Issues the documents of some matters of the sample, as their steps would have: 三单一表 of what 华新社区 settled.

They are made by the same code as in earnest, in the name of the community secretary, each on the day of its step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.files import OwnFiles
from app.access.scope import working_as
from app.access.viewer import Viewer
from app.cases.tables import CaseEvent, ProcessCase
from app.house import House
from app.screens.work import Work
from models.account import Account
from models.deliberation import DeliberationSession, SessionState
from models.issue import Issue, IssueState
from models.papers import CaseDocument, PaperKind, issue_paper
from seed.rules import ZONE

SECRETARY = "community"
MATTERS = 3  # of those that are closed, and of those that are being answered
SETTLED = ((IssueState.CLOSED, IssueState.ARCHIVED), (IssueState.FEEDBACK,))
AT: dict[str, PaperKind] = {
    "accept": PaperKind.COLLECT,
    "resolve": PaperKind.HANDLE,
    "close": PaperKind.FEEDBACK,
}
"""The step at which each slip about an issue is issued."""

Issued = tuple[datetime, PaperKind, Any, int]
"""(when, what, the record that it is about, the issue that it stands with)"""


def load(session: Session, house: House) -> int:
    """Issue them; how many. Run again it issues none. The caller commits."""
    account = session.scalars(select(Account).where(Account.username == SECRETARY)).first()
    viewer = None if account is None else house.viewers.load(session, account.id, datetime.now(ZONE).date())
    if viewer is None or viewer.home is None:
        return 0
    before = session.info.get("silent")
    session.info["silent"] = True  # what was there from the start has no trace
    try:
        with working_as(session, viewer):
            if session.scalars(select(CaseDocument.id).limit(1)).first() is not None:
                return 0
            work = work_of(session, house, viewer)
            wanted = sorted(due(session), key=lambda one: (one[0], one[3]))
            for when, kind, record, issue in wanted:
                issue_paper(replace(work, now=when), kind, record, issue=issue)
            return len(wanted)
    finally:
        session.info["silent"] = before


def work_of(session: Session, house: House, viewer: Viewer) -> Work:
    """The secretary at work."""
    street = viewer.home.street_id if viewer.home else None
    return Work(
        session=session,
        viewer=viewer,
        resources=house.resources,
        guardian=house.guardian,
        locale="zh",
        timezone=house.config.timezone,
        now=datetime.now(house.config.timezone),
        codes=house.codes.load(session),
        files=OwnFiles(session=session, blobs=house.blobs, user_id=viewer.user_id, street_id=street),
    )


def due(session: Session) -> Iterator[Issued]:
    """The documents of the latest matters of the community that were talked over before they were settled."""
    held = select(DeliberationSession).where(DeliberationSession.state == SessionState.HELD)
    of_issue = {number: row for row in session.scalars(held) for number in row.issues or ()}
    chosen: list[Issue] = []
    for states in SETTLED:
        latest = select(Issue).where(Issue.state.in_(states), Issue.id.in_(of_issue))
        matters = session.scalars(latest.order_by(Issue.reported_at.desc(), Issue.id.desc())).all()
        chosen += [issue for issue in matters if talked_over(issue, of_issue[issue.id])][:MATTERS]
    for issue in chosen:
        steps = session.execute(
            select(CaseEvent.transition, CaseEvent.at)
            .join(ProcessCase, ProcessCase.id == CaseEvent.case_id)
            .where(ProcessCase.resource == "issue", ProcessCase.record_id == issue.id)
            .order_by(CaseEvent.number)
        ).all()
        last = {step.transition: step.at for step in steps}
        yield from ((last[step], kind, issue, issue.id) for step, kind in AT.items() if step in last)
        yield of_issue[issue.id].held_on, PaperKind.RECORD, of_issue[issue.id], issue.id


def talked_over(issue: Issue, meeting: DeliberationSession) -> bool:
    """Whether a session was held between the report of a matter and its end."""
    day = meeting.held_on.astimezone(ZONE).date()
    return issue.reported_at <= meeting.held_on and (issue.settled_on is None or day <= issue.settled_on)
