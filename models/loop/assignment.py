"""交办: who settles an issue by when, and what he writes down of it day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index, and_, case, or_, select
from sqlalchemy.orm import Mapped

from app.declare import READING, WRITING, Chart, Fact, Grant, Menu, Related, Role, Scope, Screen, Section
from app.fields.choice import Choice, Choices, choice
from app.fields.computed import computed
from app.fields.day import day, today
from app.fields.link import link
from app.fields.note import note
from app.fields.photo import photo
from app.fields.text import text
from app.fields.yes_no import YesNo
from app.process.calendar import Calendar
from app.record import Record
from models.loop.belonging import belongs_to_issue, issues_of
from models.reach import GRIDS, PARTNERS, WATCHING, current_day, give, living, same, today_here


class AssignmentState(Choices):
    """How far an assignment has come."""

    OPEN = "open", _("Not taken on yet"), "soon"
    ACCEPTED = "accepted", _("Taken on"), "soon"
    TURNED_DOWN = "turned_down", _("Turned down"), "late"
    DONE = "done", _("Done"), "ok"
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Timeliness(Choices):
    """Whether the day that was given was kept."""

    KEPT = "kept", _("In time"), "ok"
    MISSED = "missed", _("Too late"), "late"


RUNNING = (AssignmentState.OPEN.value, AssignmentState.ACCEPTED.value)
DONE, MISSED = AssignmentState.DONE.value, Timeliness.MISSED.value


class Assignment(Record):
    """An issue given to a unit and a person of it, until a day. The steps of the loop write and move it."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_street", "street_id", "id"),
        Index("ix_assignment_due", "street_id", "state", "due_on", "id"),
        Index("ix_assignment_day", "street_id", "due_on"),
        Index("ix_assignment_unit", "owner_organisation_id", "state"),
    )

    organisation_id: Mapped[int] = link(
        _("Organisation"), "organisation", required=True, readonly=True, quick_add=False
    )  # that of the issue
    issue_id: Mapped[int] = link(_("Issue"), "issue", required=True, quick_add=False)
    decision_id: Mapped[int | None] = link(
        _("Decision"), "session_decision", quick_add=False, help=_("The decision of a deliberation that it follows.")
    )
    text: Mapped[str] = text(_("What is to be done"), length=200, required=True)
    owner_organisation_id: Mapped[int] = link(
        _("Unit in charge"), "organisation", required=True, quick_add=False, index=False
    )
    owner_person_id: Mapped[int] = link(
        _("Person in charge"), "person", required=True, quick_add=False, near="owner_organisation"
    )
    due_on: Mapped[date] = day(_("Due on"), required=True)
    instruction: Mapped[str | None] = note(
        _("Leader's instruction"), length=1000, help=_("What a leader wrote on it, with name and day.")
    )
    state: Mapped[str] = choice(
        _("State"), AssignmentState, required=True, readonly=True, state=True, default=AssignmentState.OPEN
    )
    reason: Mapped[str | None] = note(_("Reason"), length=2000, readonly=True)
    accepted_on: Mapped[date | None] = day(_("Taken on on"), readonly=True)
    done_on: Mapped[date | None] = day(_("Done on"), readonly=True)

    overdue = computed(
        _("Overdue"),
        kind=YesNo(label=""),
        read=lambda row: row.state in RUNNING and row.due_on < today_here(),
        expression=lambda entity: and_(entity.state.in_(RUNNING), entity.due_on < current_day()),
    )
    timeliness = computed(
        _("Day kept"),
        kind=Choice(label="", enum=Timeliness),
        read=lambda row: kept(row),
        expression=lambda entity: case(
            (and_(entity.state == DONE, entity.done_on <= entity.due_on), Timeliness.KEPT.value),
            (or_(entity.state == DONE, and_(entity.state.in_(RUNNING), entity.due_on < current_day())), MISSED),
        ),
    )

    __screen__ = Screen(
        label=_("Assignment"),
        plural=_("Assignments"),
        menu=Menu.LOOP,
        icon="clipboard-check",
        title=("text",),
        description=_("What was given to whom until when. An assignment has a person and a day, or it is none."),
        add_label=_("Assign"),
        list=("text", "issue", "state", "due_on", "owner_organisation", "owner_person"),
        sort=("due_on",),
        search=("text", "issue.title"),
        filters=(
            "state",
            "overdue",
            "timeliness",
            "due_on",
            "owner_organisation",
            "owner_person",
            "issue",
            "organisation",
            "issue.category",
            "issue.source",
            "issue.channel",
        ),
        state="state",
        note=("owner_organisation",),
        sections=(
            Section(
                _("Assignment"),
                ("text",),
                ("issue", "organisation"),
                ("owner_organisation", "owner_person"),
                ("due_on", "decision"),
                ("instruction",),
            ),
            Section(_("Progress"), ("state", "overdue"), ("accepted_on", "done_on"), ("timeliness",), ("reason",)),
        ),
        facts=(
            Fact(label=_("Due on"), field="due_on"),
            Fact(label=_("State"), field="state"),
            Fact(label=_("Person in charge"), field="owner_person"),
            Fact(label=_("Daily logs"), count="progress_log.assignment"),
        ),
        charts=(
            Chart(_("Assignments by unit in charge"), count_by="owner_organisation", kind="bar"),
            Chart(_("Assignments by state"), count_by="state", kind="bar"),
            Chart(_("Assignments falling due by month"), count_by="due_on", every="month", kind="bar"),
        ),
        related=(Related(resource="progress_log", by="assignment", columns=("day", "text", "photos", "created_by")),),
        assigned=lambda entity, post: given_to(entity, post),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*WRITING, "delete", "restore")),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, WRITING),
            *give(GRIDS, Scope.SUBTREE, (*READING, "comment")),
            *give((Role.SECTION, *PARTNERS, Role.PROPERTY_MANAGER), Scope.ASSIGNED, (*READING, "comment")),
            Grant(Role.INSPECTOR, Scope.ASSIGNED, WATCHING),
        ),
    )


class ProgressLog(Record):
    """What was done on one day of an assignment."""

    __tablename__ = "progress_log"
    __table_args__ = (
        Index("ix_progress_log_street", "street_id", "id"),
        Index("ix_progress_log_day", "assignment_id", "day"),
    )

    organisation_id: Mapped[int] = link(
        _("Organisation"), "organisation", required=True, readonly=True, quick_add=False
    )  # that of the issue
    assignment_id: Mapped[int] = link(_("Assignment"), "assignment", required=True, parent=True, quick_add=False)
    day: Mapped[date] = day(_("Day"), required=True, past=True, default=today)
    text: Mapped[str] = note(_("What was done"), length=2000, required=True)
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=9)

    __screen__ = Screen(
        label=_("Daily log"),
        plural=_("Daily logs"),
        menu=None,
        icon="notebook",
        title=("assignment", "day"),
        description=_("What was done on an assignment, day by day. Each working day has one until it is done."),
        add_label=_("Write today's log"),
        list=("day", "assignment", "text", "photos", "created_by"),
        sort=("-day",),
        search=("text", "assignment.text"),
        filters=("day", "assignment", "organisation"),
        note=("day",),
        sections=(Section(_("Log"), ("assignment", "organisation"), ("day",), ("text",), ("photos",)),),
        charts=(
            Chart(_("Logs by month"), count_by="day", every="month", kind="bar"),
            Chart(_("Logs by unit"), count_by="organisation", kind="bar"),
        ),
        assigned=lambda entity, post: entity.assignment_id.in_(assignments_of(post)),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
            Grant(Role.STREET_CENTRE, Scope.STREET, WRITING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, WRITING),
            *give(GRIDS, Scope.SUBTREE, (*READING, "add", "comment")),
            *give(
                (Role.SECTION, *PARTNERS, Role.PROPERTY_MANAGER), Scope.ASSIGNED, (*READING, "add", "edit", "comment")
            ),
            Grant(Role.INSPECTOR, Scope.ASSIGNED, WATCHING),
        ),
    )


belongs_to_issue(Assignment)
belongs_to_issue(ProgressLog, through=Assignment, by="assignment_id")


def kept(row: Any) -> str | None:
    """Whether its day was kept; None while that is open, and for what was given back or withdrawn."""
    if row.state == DONE:
        return Timeliness.KEPT.value if row.done_on is not None and row.done_on <= row.due_on else MISSED
    return MISSED if row.state in RUNNING and row.due_on < today_here() else None


def given_to(entity: Any, post: Any) -> ColumnElement[bool]:
    """The assignments of a post's unit or person; for inspectors, those that are late or on supervised issues."""
    if post.role == Role.INSPECTOR:
        late = and_(entity.state.in_(RUNNING), entity.due_on < current_day())
        return and_(entity.street_id == post.street_id, or_(late, entity.issue_id.in_(issues_of(post))))
    return or_(entity.owner_organisation_id == post.organisation_id, same(entity.owner_person_id, post.person_id))


def assignments_of(post: Any) -> Any:
    """Their numbers, as a subquery."""
    table = Assignment.__table__.alias("my_assignment")
    return select(table.c.id).where(living(table), given_to(table.c, post))


def missing_days(first: date, last: date, logged: Iterable[date], calendar: Calendar) -> tuple[date, ...]:
    """The working days behind `first` up to `last` on which nothing was written down."""
    known = set(logged)
    days = (first + timedelta(days=number + 1) for number in range((last - first).days))
    return tuple(found for found in days if calendar.works(found) and found not in known)
