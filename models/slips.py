"""查询编号: whoever calls or comes to the counter has a report with a code of his own, which the clerk tells him.

The models that name these functions are imported when one runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.cases.store import writing
from app.declare import Beside

RESIDENTS = "residents"  # the source of an issue that somebody waits for an answer to
CODE = "code"  # the channel of those who scanned, and have their code already


def note_caller(session: Session, issue: Any) -> None:
    """Give who called or came a report of his own: he is answered, and rates, like who scanned.

    Of an issue that the staff brings up itself there is nobody to answer.
    """
    from models.report import IssueReport

    if not handed_out({"source": issue.source, "channel": issue.channel}):
        return
    with writing(session, "add", "", "issue_report"):
        session.add(
            IssueReport(
                issue_id=issue.id,
                organisation_id=issue.organisation_id,
                text=(issue.description or issue.title)[:2000],
                spot=issue.spot,
                channel=issue.channel,
                reported_at=issue.reported_at,
                anonymous=issue.anonymous,
                name=issue.reporter_name,
                phone=issue.reporter_phone,
            )
        )


def told_by_staff(session: Session, issue: int) -> list[Any]:
    """The reports of an issue that the staff entered for others, as far as the viewer sees them.

    The code of who scanned is his alone: nobody of the staff is to have it.
    """
    from models.report import IssueReport

    found = select(IssueReport).where(
        IssueReport.issue_id == issue, or_(IssueReport.channel.is_(None), IssueReport.channel != CODE)
    )
    return list(session.scalars(found.order_by(IssueReport.id)))


def slip_of_issue(issue: int, values: Mapping[str, Any]) -> str:
    """The page that tells the code of an issue which was just entered; empty where nobody has one."""
    return f"/slip/{issue}" if handed_out(values) else ""


def slip_of_report(report: int, values: Mapping[str, Any]) -> str:
    """The same of a report that was noted."""
    return f"/slip/{values['issue']}" if values.get("issue") and values.get("channel") != CODE else ""


def handed_out(values: Mapping[str, Any]) -> bool:
    """Whether the staff gives out a code of an issue with these values."""
    return values.get("source") == RESIDENTS and values.get("channel") != CODE


SLIPS = Beside(
    label=_("Reporter's code"),
    url="/slip/{id}",
    resource="issue_report",
    action="add",
    icon="qrcode",
    when=handed_out,
    phone=True,
)
