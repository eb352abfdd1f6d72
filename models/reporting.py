"""Turns what a resident sends into an issue of his grid and his own report of it, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.files import attach
from app.access.public_photos import again
from app.access.scope import viewer_of
from models.issue import Issue, IssueState
from models.report import IssueReport
from models.slips import CODE, RESIDENTS

UNKNOWN = "other"  # the category of what nobody has assessed yet
TITLE = 60


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a resident told, parsed."""

    key: UUID  # made by his page: the same for every try to send this one report
    question: UUID  # the sum he answered, good for one report
    text: str
    spot: str | None = None
    category: str | None = None
    name: str | None = None
    phone: str | None = None
    photos: tuple[int, ...] = ()


def code_of(session: Session, key: UUID) -> str | None:
    """The code of the report that a page has sent before; None where it has not arrived."""
    sent = select(IssueReport.token).where(IssueReport.client_uuid == key)
    return session.scalar(sent.execution_options(bin=True))


def report_issue(session: Session, unit: int, told: Told, now: datetime) -> IssueReport:
    """Make the issue and its report; flushed, the caller commits.

    Raises IntegrityError when this report is there already (see `code_of`), or its sum was answered for another one.
    """
    anonymous = not told.name and not told.phone
    issue = Issue(
        client_uuid=told.question,
        title=title_of(told),
        description=told.text,
        state=IssueState.COLLECT,
        source=RESIDENTS,
        channel=CODE,
        category=told.category or UNKNOWN,
        reported_at=now,
        organisation_id=unit,
        spot=told.spot,
        photos=list(told.photos) or None,
        anonymous=anonymous,
        reporter_name=told.name,
        reporter_phone=told.phone,
    )
    session.add(issue)
    session.flush()
    own = again(session, told.photos)
    report = IssueReport(
        client_uuid=told.key,
        issue_id=issue.id,
        organisation_id=unit,
        text=told.text,
        spot=told.spot,
        channel=CODE,
        reported_at=now,
        photos=own or None,
        anonymous=anonymous,
        name=told.name,
        phone=told.phone,
    )
    session.add(report)
    session.flush()
    user = viewer_of(session).user_id
    attach(session, issue, "issue", "photos", told.photos, user, adds=True)
    attach(session, report, "issue_report", "photos", own, user, adds=True)
    return report


def title_of(told: Told) -> str:
    """Where and what, in one line."""
    first = next(line for line in told.text.splitlines() if line.strip()).strip()
    whole = f"{told.spot}：{first}" if told.spot and told.spot not in first else first
    return whole if len(whole) <= TITLE else f"{whole[: TITLE - 1]}…"
