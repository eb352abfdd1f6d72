"""问题: what residents, grids and higher offices bring up, from its registration to its closing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index, String, and_, exists, false, func, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, object_session

from app.declare import (
    KEEPING,
    READING,
    WRITING,
    Chart,
    Condition,
    Fact,
    Grant,
    Menu,
    Related,
    Right,
    Role,
    Scope,
    Screen,
    Section,
    When,
)
from app.fields.choice import Choices, choice
from app.fields.computed import computed
from app.fields.day import day
from app.fields.link import link
from app.fields.moment import moment
from app.fields.note import note
from app.fields.number import number as count
from app.fields.phone import phone
from app.fields.photo import photo
from app.fields.place import place
from app.fields.serial import serial
from app.fields.text import text
from app.fields.yes_no import YesNo, yes_no
from app.record import Record
from models.loop.supervising import DEMAND
from models.reach import CONTACT, PARTNERS, RUNNING, WATCHING, current_day, documents, give, issued, same, today_here
from models.slips import SLIPS, note_caller, slip_of_issue


class IssueState(Choices):
    """Where an issue stands: the five steps, the end, and the ways out."""

    COLLECT = "collect", _("Collecting")
    ASSESS = "assess", _("Being assessed")
    CALL = "call", _("Called for an answer"), "soon"
    RESOLVE = "resolve", _("Being resolved"), "soon"
    FEEDBACK = "feedback", _("Reporting back"), "soon"
    CLOSED = "closed", _("Closed"), "ok"
    ARCHIVED = "archived", _("Archived"), "ok"
    REJECTED = "rejected", _("Not accepted"), "late"
    MERGED = "merged", _("Merged")
    REDIRECTED = "redirected", _("Sent to the lawful channel")
    SUSPENDED = "suspended", _("Suspended"), "soon"


OPEN = (IssueState.COLLECT, IssueState.ASSESS, IssueState.CALL, IssueState.RESOLVE, IssueState.FEEDBACK)
ENDED = (IssueState.CLOSED, IssueState.ARCHIVED)
WAYS_OUT = (IssueState.REJECTED.value, IssueState.MERGED.value, IssueState.REDIRECTED.value)
OFFICIAL = ("grid", "superior", "hot_topic")  # sources without a resident who waits for an answer
ASIDE = (IssueState.REJECTED, IssueState.MERGED, IssueState.REDIRECTED, IssueState.SUSPENDED)


class IssueLevel(Choices):
    """Who can settle it."""

    COMPOUND = "compound", _("In the compound")
    COMMUNITY = "community", _("In the community")
    STREET = "street", _("By the street office")
    ABOVE = "above", _("Above the street office")


class Issue(Record):
    """One matter. Belongs to its grid where known, else to the community, else to the street."""

    __tablename__ = "issue"
    __table_args__ = (
        Index("ix_issue_newest", "street_id", "id"),
        Index("ix_issue_reported", "street_id", "reported_at", "id"),
        Index("ix_issue_state", "street_id", "state", "id"),
        Index("ix_issue_due", "street_id", "due_on", "id"),
        Index("ix_issue_board", "street_id", "state", "due_on", "id"),  # a column of the board, and what is overdue
        Index("ix_issue_category", "street_id", "category", "id"),
        Index("ix_issue_accepted", "street_id", "accepted_on"),
        Index("ix_issue_closed", "street_id", "closed_on"),
        Index("ix_issue_dispatched", "street_id", "dispatched_at"),
        Index("ix_issue_settled", "street_id", "settled_on"),
        Index("ix_issue_unit_newest", "organisation_id", "id", "deleted_at"),
        Index("ix_issue_unit_state", "organisation_id", "state", "reported_at", "deleted_at"),
        Index("ix_issue_owner", "owner_organisation_id", "id"),
        Index(
            "uq_issue_number",
            "street_id",
            "number",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    number: Mapped[str | None] = serial(
        _("Number"), pattern="{street}-{year}-{number:04d}", year_of="reported_at", index=False
    )
    title: Mapped[str] = text(_("Matter"), length=120, required=True, help=_("Where and what, in one line."))
    description: Mapped[str | None] = note(_("Description"), length=4000)
    state: Mapped[str] = choice(
        _("State"), IssueState, required=True, readonly=True, state=True, default=IssueState.COLLECT
    )
    state_reason: Mapped[str | None] = note(_("Reason for the state"), length=2000, readonly=True)
    source: Mapped[str] = choice(_("Source"), codes="issue_source", required=True)
    channel: Mapped[str | None] = choice(_("Channel"), codes="issue_channel")
    category: Mapped[str] = choice(_("Category"), codes="issue_category", required=True)
    level: Mapped[str | None] = choice(
        _("Level that settles it"), IssueLevel, help=_("The lowest level that can settle it.")
    )
    reported_at: Mapped[datetime] = moment(_("Reported at"), required=True, default=lambda context: context.now)
    organisation_id: Mapped[int] = link(
        _("Grid or community"),
        "organisation",
        required=True,
        quick_add=False,
        index=False,
        help=_("The smallest unit that the matter belongs to."),
    )
    compound_id: Mapped[int | None] = link(_("Compound"), "compound", quick_add=False)
    spot: Mapped[str | None] = text(_("Where exactly"), length=120)
    location: Mapped[str | None] = place(_("On the map"))
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=9)
    anonymous: Mapped[bool] = yes_no(
        _("Anonymous"), help=_("No name and phone are kept; the answer is found by the code only.")
    )
    reporter_name: Mapped[str | None] = text(_("Reporter"), length=40, personal=CONTACT)
    reporter_phone: Mapped[str | None] = phone(_("Reporter's phone"), personal=CONTACT)
    owner_organisation_id: Mapped[int | None] = link(
        _("Handled by"),
        "organisation",
        quick_add=False,
        readonly=True,
        index=False,
        help=_("The section, department, community or company in charge."),
    )
    owner_person_id: Mapped[int | None] = link(
        _("Person in charge"), "person", readonly=True, quick_add=False, near="owner_organisation"
    )
    due_on: Mapped[date | None] = day(_("Due on"), readonly=True)
    accepted_on: Mapped[date | None] = day(_("Accepted on"), readonly=True)
    closed_on: Mapped[date | None] = day(_("Closed on"), readonly=True)
    # What the figures count by; worked out of the history of the case (models/loop/milestones.py).
    dispatched_at: Mapped[datetime | None] = moment(_("First given out at"), readonly=True)
    contact_due_at: Mapped[datetime | None] = moment(_("First answer due at"), readonly=True)
    contacted_at: Mapped[datetime | None] = moment(_("First answer of the unit at"), readonly=True)
    settled_on: Mapped[date | None] = day(_("First closed on"), readonly=True)
    recurred_after: Mapped[int | None] = count(
        _("Came back after"), readonly=True, minimum=0, unit=_("days"), help=_("Days from its first closing.")
    )
    supervised: Mapped[bool] = yes_no(
        _("Supervised"), readonly=True, help=_("Somebody demanded an answer about it; see its supervision.")
    )
    outcome: Mapped[str | None] = note(_("Outcome"), length=4000, readonly=True)
    evidence: Mapped[list[int] | None] = photo(
        _("Proof of the work"), most=9, readonly=True, help=_("Photos of what was done, taken where it was done.")
    )
    duplicate_of_id: Mapped[int | None] = link(_("Merged into"), "issue", readonly=True, quick_add=False)
    recurs_of_id: Mapped[int | None] = link(
        _("Recurrence of"),
        "issue",
        quick_add=False,
        help=_("The same trouble, which was settled in the last 90 days."),
    )
    recurrences: Mapped[int | None] = count(_("Times it came back"), readonly=True, minimum=0)
    model_case: Mapped[bool] = yes_no(_("In the library of cases"), help=_("Worth reading for who settles the next."))
    public_token: Mapped[str | None] = mapped_column(String(40), unique=True)  # what a resident follows it by

    overdue = computed(
        _("Overdue"),
        kind=YesNo(label=""),
        read=lambda issue: issue.due_on is not None and issue.due_on < today_here() and issue.state in OPEN,
        expression=lambda entity: late(entity),
    )
    contact_in_time = computed(
        _("First answer in time"),
        kind=YesNo(label=""),
        read=lambda issue: bool(
            issue.contacted_at and issue.contact_due_at and issue.contacted_at <= issue.contact_due_at
        ),
        expression=lambda entity: func.coalesce(entity.contacted_at <= entity.contact_due_at, false()),
    )
    visit_due = computed(
        _("Due for a return visit"),
        kind=YesNo(label=""),
        read=lambda issue: (
            issue.closed_on is not None
            and not issue.anonymous
            and issue.source not in OFFICIAL
            and issue.state not in WAYS_OUT
        ),
        expression=lambda entity: and_(
            entity.closed_on.is_not(None),
            entity.anonymous.is_(False),
            entity.source.not_in(OFFICIAL),
            entity.state.not_in(WAYS_OUT),
        ),
    )
    visited = computed(
        _("Visited"),
        kind=YesNo(label=""),
        read=lambda issue: was_visited(issue),
        expression=lambda entity: visits(entity.id),
    )

    __screen__ = Screen(
        label=_("Issue"),
        plural=_("Issues"),
        menu=Menu.LOOP,
        icon="message-report",
        title="title",
        description=_(
            "Everything that needs settling, whoever brought it up: what it is, where, who handles it and by when."
        ),
        add_label=_("Register an issue"),
        list=("title", "number", "state", "due_on", "category", "organisation", "owner_organisation", "reported_at"),
        search=("title", "number", "spot", "reporter_phone"),
        filters=(
            "state",
            "overdue",
            "due_on",
            "category",
            "source",
            "level",
            "organisation",
            "compound",
            "owner_organisation",
            "owner_person",
            "reported_at",
            "closed_on",
            "supervised",
            "recurrences",
            "model_case",
        ),
        related=(
            Related(
                resource="assignment",
                by="issue",
                label=_("Assignments"),
                columns=("text", "state", "due_on", "owner_organisation", "owner_person"),
            ),
            Related(
                resource="issue_report",
                by="issue",
                label=_("Reports of residents"),
                columns=("text", "reported_at", "answered_at", "rating", "unsolved_at"),
            ),
            Related(
                resource="return_visit",
                by="issue",
                label=_("Return visits"),
                columns=("visited_on", "result", "satisfaction", "visitor"),
            ),
            Related(
                resource="supervision",
                by="issue",
                label=_("Supervision"),
                columns=("number", "state", "due_on", "demanded_by", "text"),
            ),
            Related(
                resource="issue",
                by="duplicate_of",
                label=_("Merged into this one"),
                columns=("title", "number", "reported_at", "organisation"),
            ),
            issued("issue"),
        ),
        state="state",
        note=("number", "organisation"),
        sections=(
            Section(
                _("Matter"),
                ("title",),
                ("description",),
                ("category", "source"),
                ("channel", "reported_at"),
                ("number",),
            ),
            Section(_("Place"), ("organisation", "compound"), ("spot", "location"), ("photos",)),
            Section(
                _("Reporter"),
                ("anonymous",),
                ("reporter_name", "reporter_phone"),
                note=_("Seen only by those who answer."),
            ),
            Section(
                _("Handling"),
                ("state", "level"),
                ("state_reason", "duplicate_of"),
                ("owner_organisation", "owner_person"),
                ("due_on", "overdue"),
                ("supervised", "recurs_of"),
            ),
            Section(
                _("Result"),
                ("accepted_on", "closed_on"),
                ("outcome",),
                ("evidence",),
                ("recurrences", "model_case"),
            ),
            Section(
                _("What the figures count by"),
                ("dispatched_at", "contact_due_at"),
                ("contacted_at", "contact_in_time"),
                ("settled_on", "recurred_after"),
                ("visit_due", "visited"),
                note=_("Worked out of the history; nobody types it."),
                folded=True,
            ),
        ),
        conditions=(
            Condition(field="reporter_name", when=When(field="anonymous", values=(False,))),
            Condition(field="reporter_phone", when=When(field="anonymous", values=(False,))),
        ),
        facts=(
            Fact(label=_("Due on"), field="due_on"),
            Fact(label=_("Handled by"), field="owner_organisation"),
            Fact(label=_("Grid or community"), field="organisation"),
            Fact(label=_("Reported at"), field="reported_at"),
        ),
        charts=(
            Chart(_("Issues by month"), count_by="reported_at", every="month", kind="line"),
            Chart(_("Issues by category"), count_by="category", kind="bar"),
            Chart(_("Issues by state"), count_by="state", kind="bar"),
            Chart(_("Share settled at each level"), count_by="level", kind="pie"),
        ),
        beside=(documents("issue"), SLIPS),
        made=note_caller,
        then=slip_of_issue,
        actions=(DEMAND,),
        assigned=lambda entity, post: for_post(entity, post),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, (*WATCHING, "demand")),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*RUNNING, "unmask", "demand")),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "unmask", "share")),
            Grant(Role.GRID_LEADER, Scope.SUBTREE, (*WRITING, "unmask")),
            Grant(Role.GRID_STAFF, Scope.SUBTREE, WRITING),
            Grant(Role.MICRO_GRID, Scope.SUBTREE, ("list", "show", "add", "edit", "comment")),
            Grant(Role.SECTION, Scope.SUBTREE, WRITING),
            Grant(Role.SECTION, Scope.ASSIGNED, ("list", "show", "edit", "export", "comment")),
            *give(PARTNERS, Scope.ASSIGNED, ("list", "show", "edit", "comment")),
            Grant(
                Role.PROPERTY_MANAGER,
                Scope.ASSIGNED,
                (*READING, "comment"),
                fields=(
                    ("reporter_name", Right.HIDDEN),
                    ("reporter_phone", Right.HIDDEN),
                    ("supervised", Right.HIDDEN),
                ),
            ),
            Grant(
                Role.INSPECTOR,
                Scope.ASSIGNED,
                (*WATCHING, "demand"),
                fields=(("reporter_name", Right.MASKED),),
            ),
        ),
    )


def late(entity: Any) -> ColumnElement[bool]:
    """The issues that are open after their day."""
    return and_(
        entity.due_on.is_not(None), entity.due_on < current_day(), entity.state.in_([state.value for state in OPEN])
    )


def visits(number: Any) -> ColumnElement[bool]:
    """Whether somebody went back and asked about an issue."""
    table = Record.metadata.tables["return_visit"]
    return exists().where(table.c.issue_id == number, table.c.deleted_at.is_(None))


def was_visited(issue: Any) -> bool:
    """The same of one issue, in its session."""
    session = object_session(issue)
    return session is not None and bool(session.connection().execute(select(visits(issue.id))).scalar())


def for_post(entity: Any, post: Any) -> ColumnElement[bool]:
    """The issues that a post is concerned with: inspectors see what is late or supervised, others what they handle."""
    if post.role == Role.INSPECTOR:
        return and_(entity.street_id == post.street_id, or_(entity.supervised.is_(True), late(entity)))
    return or_(
        entity.owner_organisation_id == post.organisation_id,
        same(entity.owner_person_id, post.person_id),
    )
