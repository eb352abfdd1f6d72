"""Turns a report and its issue into what the resident reads of it: how far it has come, what is next, the answer.

Nothing but his own report and the common course of the matter: no names of the staff, of others who reported the same,
or of their words. His own name and phone stand masked, since a code may be shown to somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.fields.base import Words
from app.fields.phone import Phone
from app.process.calendar import Calendar
from models.issue import ENDED, Issue, IssueState
from models.report import IssueReport, may_say_unsolved

HOPS = 5  # issues that were merged one into the other
ROAD = (_("Arrived"), _("Being discussed"), _("Being handled"), _("Answered"))
RECEIVED, DISCUSSED, HANDLED, ANSWERED = range(4)
PHONE = Phone(label="")
UNDER_WAY = (IssueState.ASSESS, IssueState.CALL, IssueState.RESOLVE, IssueState.SUSPENDED)
REFUSED = (IssueState.REJECTED, IssueState.REDIRECTED)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a matter has come: the step, what is said of it, and what comes next (with a day, and without)."""

    step: int
    says: Words
    by: Words = ""
    soon: Words = ""


STANDINGS: Mapping[str, Standing] = {
    IssueState.COLLECT: Standing(
        step=RECEIVED,
        says=_("We have received what you reported"),
        by=_("By %(day)s you read here whether it is accepted and who looks after it."),
        soon=_("You soon read here whether it is accepted and who looks after it."),
    ),
    IssueState.ASSESS: Standing(
        step=DISCUSSED,
        says=_("It is being discussed"),
        by=_("By %(day)s the community settles who handles it."),
        soon=_("The community settles who handles it."),
    ),
    IssueState.CALL: Standing(
        step=DISCUSSED,
        says=_("It has been handed to those in charge"),
        by=_("By %(day)s they have to say how they handle it."),
        soon=_("They will say how they handle it."),
    ),
    IssueState.RESOLVE: Standing(
        step=HANDLED,
        says=_("It is being handled"),
        by=_("It has to be done by %(day)s. The answer will stand here."),
        soon=_("The answer will stand here."),
    ),
    IssueState.FEEDBACK: Standing(
        step=HANDLED,
        says=_("The handling is done, the answer is being prepared"),
        by=_("The answer will stand here by %(day)s."),
        soon=_("The answer will stand here."),
    ),
    IssueState.SUSPENDED: Standing(
        step=HANDLED, says=_("The handling pauses"), soon=_("It goes on as soon as it can; you read it here.")
    ),
    IssueState.CLOSED: Standing(
        step=ANSWERED, says=_("It is closed"), soon=_("Rate it below, and tell us if it is not solved.")
    ),
    IssueState.REJECTED: Standing(step=ANSWERED, says=_("It could not be accepted")),
    IssueState.REDIRECTED: Standing(step=ANSWERED, says=_("Another office decides on this by law")),
}
STANDINGS = {
    **STANDINGS,
    IssueState.ARCHIVED: STANDINGS[IssueState.CLOSED],
    IssueState.MERGED: STANDINGS[IssueState.ASSESS],  # into one that is not there any more
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One point of the road."""

    label: str
    at: datetime | date | None
    now: bool
    done: bool


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What the page of a code shows."""

    code: str
    says: str
    next: str
    road: tuple[Mark, ...]
    answer: str
    answered_at: datetime | None
    answered_on: datetime | date | None  # as it is shown: a moment, or only the day
    earlier: bool  # the answer is that of before the resident said that it was not solved
    merged: bool
    rating: str
    rating_note: str
    may_rate: bool
    may_say_unsolved: bool
    text: str
    spot: str
    photos: int
    name: str
    phone: str


def find(session: Session, code: str, *, to_write: bool = False) -> tuple[IssueReport, Issue] | None:
    """The report of a code and its issue. One statement, whether the code is unknown or what it names is hidden.

    `to_write` lets a second tap wait for the first.
    """
    named = select(IssueReport, Issue).join(Issue, Issue.id == IssueReport.issue_id).where(IssueReport.token == code)
    if to_write:
        named = named.with_for_update(of=IssueReport)
    row = session.execute(named).first()
    return None if row is None else (row[0], row[1])


def root_of(session: Session, issue: Issue) -> Issue:
    """The issue that one was merged into, in the end; itself where it was not."""
    for _hop in range(HOPS):
        if issue.state != IssueState.MERGED or issue.duplicate_of_id is None:
            return issue
        above = session.execute(select(Issue).where(Issue.id == issue.duplicate_of_id)).scalar_one_or_none()
        if above is None:
            return issue
        issue = above
    return issue


def answer_of(report: IssueReport, root: Issue) -> tuple[str, datetime | date | None]:
    """(answer, since when): the reporter's own, else what came out, or why nothing was done."""
    if report.answer:
        return report.answer, report.answered_at
    if root.state in ENDED and root.outcome:
        return root.outcome, root.closed_on
    if root.state in REFUSED and root.state_reason:
        return root.state_reason, root.updated_at
    return "", None


@dataclass(frozen=True, kw_only=True)
class Clock:
    """When the page is read, and how a day is said."""

    now: datetime
    timezone: ZoneInfo
    told: Callable[[date], str]

    @property
    def today(self) -> date:
        """The day of the street."""
        return self.now.astimezone(self.timezone).date()


def follow(session: Session, report: IssueReport, issue: Issue, clock: Clock) -> Followed:
    """The page of a report."""
    root = root_of(session, issue)
    answer, since = answer_of(report, root)
    moment = beginning(since, clock.timezone)
    unsolved = report.unsolved_at
    earlier = bool(answer and unsolved and moment and unsolved >= moment)
    open_again = earlier and root.state not in UNDER_WAY
    answered = bool(answer) and not earlier
    standing = STANDINGS[root.state]
    step = ANSWERED if answered else (RECEIVED if open_again else standing.step)
    return Followed(
        code=report.token or "",
        says=_says(root, standing, answered=answered, open_again=open_again),
        next=_next(root, report, clock, answered=answered, open_again=open_again),
        road=_road(report, root, step, since),
        answer=answer,
        answered_at=moment,
        answered_on=since,
        earlier=earlier,
        merged=root is not issue,
        rating=report.rating or "",
        rating_note=report.rating_note or "",
        may_rate=bool(answer),
        may_say_unsolved=may_say_unsolved(report, moment, clock.now),
        text=report.text,
        spot=report.spot or "",
        photos=len(report.photos or ()),
        name=f"{report.name[0]}**" if report.name else "",
        phone=PHONE.mask(report.phone),
    )


def beginning(since: datetime | date | None, timezone: ZoneInfo) -> datetime | None:
    """A moment as it is; of a day, its beginning."""
    if since is None or isinstance(since, datetime):
        return since
    return datetime(since.year, since.month, since.day, tzinfo=timezone)


def _says(root: Issue, standing: Standing, *, answered: bool, open_again: bool) -> str:
    if open_again:
        return gettext("You said that it is not solved")
    if answered and root.state not in REFUSED:
        return gettext("There is an answer. Please look how it was handled")
    return str(standing.says)


def _next(root: Issue, report: IssueReport, clock: Clock, *, answered: bool, open_again: bool) -> str:
    standing, today, told = STANDINGS[root.state], clock.today, clock.told
    day = due_day(root, report, clock)
    if open_again:
        return gettext("The community takes it up again; the code stays the same. Somebody will get in touch with you.")
    if answered:
        if root.state == IssueState.FEEDBACK and day and day >= today:
            words = _("By %(day)s somebody calls or comes by to ask. You need not wait, you can rate it now.")
            return str(words) % {"day": told(day)}
        return str(STANDINGS[IssueState.CLOSED].soon) if root.state not in REFUSED else ""
    if day and day < today and standing.by:
        return gettext("It should have gone on by %(day)s. The community is following it up.", day=told(day))
    return str(standing.by) % {"day": told(day)} if day and standing.by else str(standing.soon)


def due_day(root: Issue, report: IssueReport, clock: Clock) -> date | None:
    """The day of the next step: that of the issue, else for one just received the next working day."""
    if root.due_on is not None or root.state != IssueState.COLLECT:
        return root.due_on
    return Calendar().after(report.reported_at.astimezone(clock.timezone).date(), 1)


def _road(report: IssueReport, root: Issue, step: int, since: datetime | date | None) -> tuple[Mark, ...]:
    days = (report.reported_at, root.accepted_on, None, since)
    return tuple(
        Mark(label=str(label), at=days[number] if number <= step else None, now=number == step, done=number < step)
        for number, label in enumerate(ROAD)
    )
