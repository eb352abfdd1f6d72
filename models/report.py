"""反映: what one resident or caller said of an issue, the answer given to him, and what he thinks of it.

Several reports may be of one issue: each has a code of its own, and each reporter is answered. The code of who scanned
is his alone: no screen shows it to the staff, since whoever has it may rate how the matter was handled. Whoever called
or came to the counter gets his from the clerk (`models/slips.py`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index, String, and_, event, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.access.comments import Comment
from app.access.scope import viewer_of
from app.declare import (
    KEEPING,
    READING,
    WRITING,
    Chart,
    Condition,
    Fact,
    Grant,
    Menu,
    Role,
    Scope,
    Screen,
    Section,
    When,
)
from app.fields.choice import Choices, choice
from app.fields.link import link
from app.fields.moment import moment
from app.fields.note import note
from app.fields.phone import phone
from app.fields.photo import photo
from app.fields.text import text as line
from app.fields.yes_no import yes_no
from app.record import Record, utc_now
from models.issue import Issue, IssueState, for_post
from models.reach import CONTACT, GRIDS, PARTNERS, RUNNING, WATCHING, give, living
from models.slips import CODE, slip_of_report

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that is taken for another, read aloud or by eye
ALIKE = str.maketrans("OILU", "011V")
LENGTH = 10  # 50 bits
KEPT = timedelta(days=180)  # name and phone of a reporter, after his matter was closed
FORGOTTEN = 2000  # reports whose names are emptied in one night
REOPENS = timedelta(days=90)  # how long after the answer a resident may say that it is not solved


class Rating(Choices):
    """What a reporter thinks of the way his matter was handled."""

    VERY = "very", _("Very satisfied"), "ok"
    SATISFIED = "satisfied", _("Satisfied"), "ok"
    BASICALLY = "basically", _("Basically satisfied")
    NOT = "not", _("Not satisfied"), "late"


class IssueReport(Record):
    """One report. Belongs to the unit whose code was scanned, or to that of the issue."""

    __tablename__ = "issue_report"
    __table_args__ = (
        Index("ix_issue_report_street", "street_id", "id"),
        Index("ix_issue_report_reported", "street_id", "reported_at", "id"),
        Index("ix_issue_report_answered", "street_id", "answered_at"),
        Index("ix_issue_report_rating", "street_id", "rating", "id"),
    )

    issue_id: Mapped[int] = link(_("Issue"), "issue", required=True, parent=True, quick_add=False)
    text: Mapped[str] = note(_("What was reported"), length=2000, required=True)
    spot: Mapped[str | None] = line(_("Where exactly"), length=120)
    channel: Mapped[str | None] = choice(_("Channel"), codes="issue_channel")
    reported_at: Mapped[datetime] = moment(_("Reported at"), required=True, default=lambda context: context.now)
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=3)
    anonymous: Mapped[bool] = yes_no(
        _("Anonymous"), help=_("No name and phone are kept; the answer is found by the code only.")
    )
    name: Mapped[str | None] = line(_("Reporter"), length=40, personal=CONTACT)
    phone: Mapped[str | None] = phone(_("Reporter's phone"), personal=CONTACT)
    answer: Mapped[str | None] = note(
        _("Answer"), length=4000, help=_("The reporter reads this under his code. Name no other people.")
    )
    answered_at: Mapped[datetime | None] = moment(_("Answered at"), readonly=True)
    rating: Mapped[str | None] = choice(_("Rating"), Rating, readonly=True)
    rating_note: Mapped[str | None] = note(_("What the reporter adds"), length=500, readonly=True)
    unsolved_at: Mapped[datetime | None] = moment(_("Said to be unsolved at"), readonly=True)
    token: Mapped[str | None] = mapped_column(String(LENGTH), unique=True)  # the code; given at the insert

    __screen__ = Screen(
        label=_("Report of a resident"),
        plural=_("Reports of residents"),
        menu=Menu.LOOP,
        icon="message-circle",
        title="text",
        description=_("What residents reported in their own words, what they were answered, and how they rate it."),
        add_label=_("Note a report"),
        list=("text", "issue", "reported_at", "organisation", "answered_at", "rating", "unsolved_at"),
        sort=("-reported_at",),
        search=("text", "spot", "phone"),
        filters=(
            "issue",
            "channel",
            "organisation",
            "reported_at",
            "answered_at",
            "rating",
            "unsolved_at",
            "issue.category",
            "issue.source",
        ),
        note=("issue",),
        sections=(
            Section(
                _("Report of a resident"),
                ("text",),
                ("issue", "organisation"),
                ("channel", "reported_at"),
                ("spot",),
                ("photos",),
            ),
            Section(_("Reporter"), ("anonymous",), ("name", "phone"), note=_("Seen only by those who answer.")),
            Section(_("Answer"), ("answer",), ("answered_at",)),
            Section(
                _("The reporter's word"),
                ("rating", "unsolved_at"),
                ("rating_note",),
                note=_("Written by the reporter with his code."),
            ),
        ),
        conditions=(
            Condition(field="name", when=When(field="anonymous", values=(False,))),
            Condition(field="phone", when=When(field="anonymous", values=(False,))),
        ),
        facts=(
            Fact(label=_("Issue"), field="issue"),
            Fact(label=_("Reported at"), field="reported_at"),
            Fact(label=_("Answered at"), field="answered_at"),
            Fact(label=_("Rating"), field="rating"),
        ),
        charts=(
            Chart(_("Ratings of residents"), count_by="rating", kind="bar"),
            Chart(_("Reports by month"), count_by="reported_at", every="month", kind="line"),
            Chart(_("Reports by channel"), count_by="channel", kind="bar"),
            Chart(_("Reports said to be unsolved, by month"), count_by="unsolved_at", every="month", kind="bar"),
        ),
        then=slip_of_report,
        assigned=lambda entity, post: of_issues(entity, post),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*RUNNING, "unmask")),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "unmask")),
            Grant(Role.GRID_LEADER, Scope.SUBTREE, (*WRITING, "unmask")),
            *give(GRIDS[1:], Scope.SUBTREE, WRITING),
            Grant(Role.SECTION, Scope.ASSIGNED, ("list", "show", "edit", "comment")),
            *give(PARTNERS, Scope.ASSIGNED, ("list", "show", "comment")),
            Grant(Role.INSPECTOR, Scope.ASSIGNED, (*READING, "comment")),
        ),
    )


def of_issues(entity: Any, post: Any) -> ColumnElement[bool]:
    """The reports of the issues that a post is concerned with."""
    issues = Issue.__table__.alias("issue_of_report")
    concerned = select(issues.c.id).where(living(issues), for_post(issues.c, post))
    return and_(entity.street_id == post.street_id, entity.issue_id.in_(concerned))


def new_code() -> str:
    """A code that nobody guesses: ten signs."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """A code as it is kept, however it was typed or said: "hx7k 4m2-q9o" is HX7K4M2Q90. "" for what is none."""
    code = "".join(typed.upper().replace("-", " ").split()).translate(ALIKE)
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else ""


def spelt_code(code: str) -> str:
    """A code as it is shown and read aloud: HX7K 4M2 Q9T."""
    return f"{code[:4]} {code[4:7]} {code[7:]}"


@event.listens_for(IssueReport, "before_insert")
@event.listens_for(IssueReport, "before_update")
def complete(mapper: Any, connection: Any, report: IssueReport) -> None:
    """Give a new report its code, and an answer its moment."""
    report.token = report.token or new_code()
    if report.answer and report.answered_at is None:
        report.answered_at = utc_now()


def rate(report: IssueReport, rating: Rating, words: str | None) -> None:
    """Keep what a reporter thinks; a later word replaces an earlier one."""
    report.rating, report.rating_note = rating.value, words


Unsolved = Callable[[Session, IssueReport, str], None]
_unsolved: list[Unsolved] = []
WITHOUT_CLOSING = (IssueState.REJECTED, IssueState.REDIRECTED)


def on_unsolved(follow: Unsolved) -> Unsolved:
    """Let a function follow the word of a resident that his matter is not solved: the case is opened again there.

    It is called in the same transaction as (session, report, what he said), after the report was marked.
    """
    _unsolved.append(follow)
    return follow


def resident_says_unsolved(session: Session, report: IssueReport, words: str) -> None:
    """Mark a report as unsolved, tell those who handle the issue, and let the case follow. The caller commits.

    This is no rating: who is not satisfied with the way may yet have his matter solved, and the other way round.
    """
    report.unsolved_at = utc_now()
    with force_locale("zh"):  # the timeline is read by the staff
        told = gettext("The resident says that it is not solved: %(words)s", words=words or gettext("no further words"))
    viewer = viewer_of(session)
    session.add(
        Comment(user_id=viewer.user_id, user_name=viewer.name, resource="issue", record_id=report.issue_id, text=told)
    )
    for follow in _unsolved:
        follow(session, report, words)


def may_say_unsolved(report: IssueReport, answered: datetime | None, now: datetime) -> bool:
    """Whether "not solved" is open: once after each answer, for ninety days."""
    if answered is None or now - answered > REOPENS:
        return False
    return report.unsolved_at is None or report.unsolved_at < answered


def forget_reporters(session: Session, now: datetime) -> int:
    """Empty names and phones of those whose matter ended 180 days ago, as the form promised; how many. Commits not.

    Those of an issue that was merged go when the one it was merged into ends.
    """
    day = (now - KEPT).date()
    over = or_(Issue.closed_on < day, and_(Issue.state.in_(WITHOUT_CLOSING), Issue.updated_at < now - KEPT))
    ended = select(Issue.id).where(over)
    merged = select(Issue.id).where(Issue.duplicate_of_id.in_(ended))
    gone = select(IssueReport).where(
        or_(IssueReport.issue_id.in_(ended), IssueReport.issue_id.in_(merged)),
        or_(IssueReport.name.is_not(None), IssueReport.phone.is_not(None)),
    )
    reports = session.scalars(gone.order_by(IssueReport.id).limit(FORGOTTEN)).all()
    for report in reports:
        report.name = report.phone = None
    numbers = {report.issue_id for report in reports}
    for issue in session.scalars(select(Issue).where(Issue.id.in_(numbers), Issue.channel == CODE)):
        issue.reporter_name = issue.reporter_phone = None
    session.flush()
    return len(reports)
