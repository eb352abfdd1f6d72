"""议事: the sessions at which residents, officials and companies settle issues, who came, and what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ColumnElement, CompoundSelect, Index, Select, Uuid, and_, or_, select, union
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.declare import (
    READING,
    WRITING,
    Beside,
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
from app.fields.links import link_entry, links
from app.fields.moment import moment
from app.fields.note import note
from app.fields.number import number
from app.fields.photo import photo
from app.fields.text import text
from app.fields.yes_no import YesNo, yes_no
from app.record import Record
from models.reach import (
    CONTACT,
    NAMING,
    PARTNERS,
    current_day,
    documents,
    give,
    issued,
    living,
    same,
    today_here,
    upkeep,
)
from models.rules import Messages, turnout

GUESTS = (Role.SECTION, *PARTNERS, Role.PROPERTY_MANAGER)


class SessionState(Choices):
    """How far a session has come."""

    PLANNED = "planned", _("Planned"), "soon"
    HELD = "held", _("Held"), "ok"
    CANCELLED = "cancelled", _("Cancelled")


class DeliberationSession(Record):
    """A session in the yard, the pavilion or the hall, about one issue or several."""

    __tablename__ = "deliberation_session"
    __table_args__ = (
        Index("ix_deliberation_session_street", "street_id", "id"),
        Index("ix_deliberation_session_held", "street_id", "held_on", "id"),
        Index("ix_deliberation_session_state", "street_id", "state", "held_on"),
    )

    title: Mapped[str] = text(_("Topic"), length=120, required=True)
    state: Mapped[str] = choice(_("State"), SessionState, required=True, state=True, default=SessionState.PLANNED)
    format: Mapped[str] = choice(_("Session format"), codes="deliberation_format", required=True)
    held_on: Mapped[datetime] = moment(_("Held on"), required=True)
    venue: Mapped[str | None] = text(_("Venue"), length=80)
    venue_kind: Mapped[str | None] = choice(_("Kind of venue"), codes="venue_kind")
    chair_id: Mapped[int | None] = link(_("Chair"), "person", quick_add=False)
    recorder_id: Mapped[int | None] = link(_("Recorder"), "person", quick_add=False, index=False)
    compound_id: Mapped[int | None] = link(_("Compound"), "compound", quick_add=False)
    issues: Mapped[list[int] | None] = links(_("Issues"), "issue", help=_("The matters on the table."))
    expected: Mapped[int | None] = number(_("People expected"), minimum=0, unit=_("people"))
    present: Mapped[int | None] = number(_("People present"), minimum=0, unit=_("people"), help=_("Without observers."))
    observers: Mapped[int | None] = number(_("Observers"), minimum=0, unit=_("people"))
    quorum: Mapped[int | None] = number(
        _("People needed"), minimum=0, unit=_("people"), help=_("With fewer present, the session cannot be ended.")
    )
    agenda: Mapped[str | None] = note(_("Agenda"), length=4000)
    resolution: Mapped[str | None] = note(_("Resolution"), length=4000)
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=9)
    signed_off_at: Mapped[datetime | None] = moment(_("Signed off at"), readonly=True)
    signed_off_by_id: Mapped[int | None] = link(_("Signed off by"), "account", readonly=True, index=False)
    device_key: Mapped[UUID | None] = mapped_column(Uuid, unique=True)  # what a phone calls it; see models/meeting.py
    sync_token: Mapped[UUID | None] = mapped_column(Uuid)  # the last sending that was taken
    loose: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    )  # what a meeting under way holds and no row can: decisions without a person, the state of the agenda

    __screen__ = Screen(
        label=_("Deliberation"),
        plural=_("Deliberations"),
        menu=Menu.LOOP,
        icon="armchair",
        title="title",
        description=_(
            "Sessions at which issues are settled face to face: who came, what was said, and who does what by when."
        ),
        add_label=_("Plan a deliberation"),
        list=("title", "state", "format", "organisation", "held_on", "venue", "present"),
        sort=("-held_on",),
        search=("title", "venue", "resolution"),
        filters=("state", "format", "organisation", "compound", "held_on", "venue_kind", "chair", "issues"),
        state="state",
        note=("organisation", "held_on"),
        sections=(
            Section(
                _("Session"),
                ("title", "organisation"),
                ("format", "held_on"),
                ("venue", "venue_kind"),
                ("chair", "recorder"),
                ("issues", "compound"),
                ("state",),
            ),
            Section(_("Attendance"), ("expected", "present"), ("observers", "quorum")),
            Section(_("Record"), ("agenda",), ("resolution",), ("photos",), ("signed_off_at", "signed_off_by")),
        ),
        conditions=(
            Condition(field="present", when=When(field="state", values=(SessionState.HELD,))),
            Condition(field="observers", when=When(field="state", values=(SessionState.HELD,))),
            Condition(field="resolution", when=When(field="state", values=(SessionState.HELD,))),
        ),
        facts=(
            Fact(label=_("Held on"), field="held_on"),
            Fact(label=_("People expected"), field="expected"),
            Fact(label=_("People present"), field="present"),
            Fact(label=_("Decisions not done"), count="session_decision.session", where=(("done", "0"),)),
        ),
        charts=(
            Chart(_("Sessions by month"), count_by="held_on", every="month", kind="bar"),
            Chart(_("Sessions by format"), count_by="format", kind="pie"),
            Chart(_("Sessions by community"), count_by="organisation", kind="bar"),
            Chart(_("Attendance by community"), ratio=("present", "expected"), by="organisation"),
        ),
        related=(
            Related(
                resource="session_attendance",
                by="session",
                label=_("Attendance"),
                columns=("name", "side", "unit", "present", "absence"),
            ),
            Related(
                resource="session_decision",
                by="session",
                label=_("Decisions"),
                columns=("text", "owner_person", "owner_organisation", "due_on", "done"),
            ),
            issued("session"),
            Related(
                resource="session_statement",
                by="session",
                label=_("Statements"),
                columns=("name", "topic", "text", "said_at"),
            ),
            Related(
                resource="session_vote",
                by="session",
                label=_("Votes"),
                columns=("subject", "method", "in_favour", "against", "abstained"),
            ),
        ),
        beside=(
            Beside(
                label=_("Log a meeting"),
                url="/meeting/",
                resource="deliberation_session",
                action="edit",
                icon="notebook",
            ),
            Beside(
                label=_("Log a meeting"),
                url="/meeting/{id}",
                resource="deliberation_session",
                action="edit",
                icon="notebook",
            ),
            documents("deliberation_session"),
        ),
        validate=lambda values, context, record: turnout(values),
        assigned=lambda entity, post: or_(entity.id.in_(sessions_of(post)), same(entity.chair_id, post.person_id)),
        grants=(
            *upkeep(WRITING),
            *give(GUESTS, Scope.ASSIGNED, (*READING, "comment")),
            Grant(Role.INSPECTOR, Scope.STREET, NAMING),
        ),
    )


class SessionAttendance(Record):
    """One participant of a session, or one who was asked and did not come."""

    __tablename__ = "session_attendance"
    __table_args__ = (
        Index("ix_session_attendance_street", "street_id", "id"),
        Index("ix_session_attendance_side", "session_id", "side", "id"),
    )

    session_id: Mapped[int] = link(
        _("Deliberation"), "deliberation_session", required=True, parent=True, quick_add=False
    )
    name: Mapped[str] = text(_("Full name"), length=60, required=True, initials=True, personal=CONTACT)
    person_id: Mapped[int | None] = link(_("Entry under residents"), "person", help=_("Where there is one."))
    side: Mapped[str] = choice(_("Speaks for"), codes="deliberation_party", required=True)
    unit_id: Mapped[int | None] = link(_("Represented unit"), "organisation", quick_add=False)
    present: Mapped[bool] = yes_no(_("Present"), default=True)
    observer: Mapped[bool] = yes_no(_("Observer"), help=_("Listens without a say; counted apart."))
    heads: Mapped[int | None] = number(
        _("Number of people"),
        minimum=1,
        maximum=5000,
        unit=_("people"),
        help=_("For a group that is counted without names. Empty for one person."),
    )
    absence: Mapped[str | None] = text(_("Reason for absence"), length=200)
    statement: Mapped[str | None] = note(_("What was said"), length=2000)

    __screen__ = Screen(
        label=_("Participant"),
        plural=_("Participants"),
        menu=None,
        icon="users-group",
        title="name",
        description=_("Who was asked to a deliberation, who came, and for whom they spoke."),
        add_label=_("Add a participant"),
        list=("name", "session", "side", "unit", "present", "absence"),
        sort=("side",),
        search=("name", "session.title"),
        filters=(
            "session",
            "side",
            "present",
            "observer",
            "unit",
            "organisation",
            "session.held_on",
            "session.state",
        ),
        note=("side",),
        sections=(
            Section(_("Participant"), ("session", "organisation"), ("name", "person"), ("side", "unit")),
            Section(_("At the session"), ("present", "observer"), ("heads",), ("absence",), ("statement",)),
        ),
        conditions=(
            Condition(field="absence", when=When(field="present", values=(False,))),
            Condition(field="statement", when=When(field="present", values=(True,))),
        ),
        charts=(
            Chart(_("Participants by side"), count_by="side", kind="bar"),
            Chart(_("Present and absent"), count_by="present", kind="pie"),
        ),
        validate=lambda values, context, record: absent(values),
        assigned=lambda entity, post: entity.session_id.in_(sessions_of(post)),
        grants=(
            *upkeep(WRITING),
            *give((Role.SECTION, *PARTNERS), Scope.ASSIGNED, READING),
            Grant(
                Role.PROPERTY_MANAGER,
                Scope.ASSIGNED,
                READING,
                fields=(("person", Right.HIDDEN), ("statement", Right.HIDDEN)),
            ),
        ),
    )


class SessionDecision(Record):
    """What a session decided: who does it, and by when."""

    __tablename__ = "session_decision"
    __table_args__ = (
        Index("ix_session_decision_street", "street_id", "id"),
        Index("ix_session_decision_due", "street_id", "done", "due_on", "id"),
    )

    session_id: Mapped[int] = link(
        _("Deliberation"), "deliberation_session", required=True, parent=True, quick_add=False
    )
    text: Mapped[str] = text(_("What is to be done"), length=200, required=True)
    owner_organisation_id: Mapped[int | None] = link(_("Unit in charge"), "organisation", quick_add=False)
    owner_person_id: Mapped[int] = link(
        _("Person in charge"), "person", required=True, quick_add=False, near="owner_organisation"
    )
    due_on: Mapped[date] = day(_("Due on"), required=True)
    done: Mapped[bool] = yes_no(_("Done"))
    done_on: Mapped[date | None] = day(_("Done on"), past=True)
    result: Mapped[str | None] = note(_("Result"), length=2000)

    overdue = computed(
        _("Overdue"),
        kind=YesNo(label=""),
        read=lambda decision: not decision.done and decision.due_on < today_here(),
        expression=lambda entity: and_(entity.done.is_(False), entity.due_on < current_day()),
    )

    __screen__ = Screen(
        label=_("Decision"),
        plural=_("Decisions"),
        menu=Menu.LOOP,
        icon="gavel",
        title="text",
        description=_("What deliberations decided. Each has a person and a day, so that nothing is forgotten."),
        add_label=_("Record a decision"),
        list=("text", "session", "owner_person", "owner_organisation", "due_on", "done"),
        sort=("due_on",),
        search=("text", "session.title"),
        filters=("overdue", "done", "due_on", "owner_organisation", "owner_person", "session", "organisation"),
        note=("session",),
        sections=(
            Section(
                _("Decision"),
                ("text",),
                ("session", "organisation"),
                ("owner_person", "owner_organisation"),
                ("due_on", "overdue"),
            ),
            Section(_("Follow-up"), ("done", "done_on"), ("result",)),
        ),
        conditions=(
            Condition(field="done_on", when=When(field="done", values=(True,))),
            Condition(field="result", when=When(field="done", values=(True,))),
        ),
        facts=(
            Fact(label=_("Due on"), field="due_on"),
            Fact(label=_("Done"), field="done"),
            Fact(label=_("Person in charge"), field="owner_person"),
            Fact(label=_("Unit in charge"), field="owner_organisation"),
        ),
        charts=(
            Chart(_("Decisions falling due by month"), count_by="due_on", every="month", kind="bar"),
            Chart(_("Decisions done and open"), count_by="done", kind="pie"),
            Chart(_("Decisions by unit in charge"), count_by="owner_organisation", kind="bar"),
        ),
        assigned=lambda entity, post: decided_for(entity, post),
        grants=(
            *upkeep(WRITING),
            *give((Role.SECTION, *PARTNERS), Scope.ASSIGNED, ("list", "show", "edit", "comment")),
            Grant(Role.PROPERTY_MANAGER, Scope.ASSIGNED, (*READING, "comment")),
            Grant(Role.INSPECTOR, Scope.ASSIGNED, (*READING, "export", "comment")),
        ),
    )


def absent(values: dict[str, Any]) -> Messages:
    """Who did not come needs a reason, save observers."""
    if values.get("present") is False and not values.get("observer") and not values.get("absence"):
        return {"absence": gettext("Give the reason. Without it the session cannot be closed.")}
    return {}


def sessions_on(issue: int) -> Select[int]:
    """The sessions that an issue was, or is, on the table of, whatever became of them."""
    here = (link_entry.c.resource == DeliberationSession.__tablename__, link_entry.c.field == "issues")
    return select(link_entry.c.record_id).where(*here, link_entry.c.target_id == issue)


def sessions_of(post: Any) -> CompoundSelect[int]:
    """The sessions that a post's person or organisation took part in, or must act upon."""
    attendances, decisions = (
        SessionAttendance.__table__.alias("my_attendance"),
        SessionDecision.__table__.alias("my_decision"),
    )
    came = select(attendances.c.session_id).where(
        living(attendances),
        or_(attendances.c.unit_id == post.organisation_id, same(attendances.c.person_id, post.person_id)),
    )
    acts = select(decisions.c.session_id).where(
        living(decisions),
        or_(
            decisions.c.owner_organisation_id == post.organisation_id, same(decisions.c.owner_person_id, post.person_id)
        ),
    )
    return union(came, acts)


def decided_for(entity: Any, post: Any) -> ColumnElement[bool]:
    """The decisions a post must act upon; for inspectors, those that are late."""
    if post.role == Role.INSPECTOR:
        return and_(entity.street_id == post.street_id, entity.done.is_(False), entity.due_on < current_day())
    return or_(entity.owner_organisation_id == post.organisation_id, same(entity.owner_person_id, post.person_id))
