"""志愿服务: the teams, what they do, and the record of who served how long."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index, String, case, false, select, type_coerce
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.declare import (
    READING,
    WRITING,
    Chart,
    Condition,
    Fact,
    Grant,
    Menu,
    Related,
    Role,
    Scope,
    Screen,
    Section,
    When,
)
from app.fields.choice import Choice, Choices, choice
from app.fields.computed import computed
from app.fields.day import day, today
from app.fields.link import link
from app.fields.moment import moment
from app.fields.note import note
from app.fields.number import number
from app.fields.photo import photo
from app.fields.place import place
from app.fields.rating import rating
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.record import Record
from models.ledger.doings import AWARD, AWARD_ALL, REFER
from models.reach import SERVICE_LAW, also, living, upkeep
from models.rules import in_order
from models.volunteer import Volunteer


class VolunteerTeam(Record):
    """A group of volunteers with a leader."""

    __tablename__ = "volunteer_team"
    __table_args__ = (
        Index("ix_volunteer_team_street", "street_id", "id"),
        Index(
            "uq_volunteer_team_name",
            "organisation_id",
            "name",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    name: Mapped[str] = text(_("Name"), length=60, required=True)
    kind: Mapped[str | None] = choice(_("Kind"), codes="team_kind")
    leader_id: Mapped[int | None] = link(_("Leader"), "volunteer", quick_add=False)
    founded_on: Mapped[date | None] = day(_("Founded on"), past=True)
    active: Mapped[bool] = yes_no(_("Active"), default=True)
    aims: Mapped[str | None] = note(_("What it does"), length=1000)

    __screen__ = Screen(
        label=_("Volunteer team"),
        plural=_("Volunteer teams"),
        menu=Menu.SERVICE,
        icon="users-group",
        title="name",
        description=_("The teams of volunteers, who leads them, and what they are for."),
        add_label=_("Found a team"),
        list=("name", "kind", "organisation", "leader", "founded_on", "active"),
        sort=("name",),
        search=("name", "aims"),
        filters=("organisation", "kind", "active", "founded_on"),
        note=("organisation",),
        sections=(
            Section(_("Team"), ("name", "organisation"), ("kind", "leader"), ("founded_on", "active"), ("aims",)),
        ),
        facts=(
            Fact(label=_("Volunteers"), count="volunteer.team"),
            Fact(label=_("Activities"), count="activity.team"),
            Fact(label=_("Leader"), field="leader"),
            Fact(label=_("Founded on"), field="founded_on"),
        ),
        charts=(
            Chart(_("Teams by organisation"), count_by="organisation", kind="bar"),
            Chart(_("Teams by kind"), count_by="kind", kind="pie"),
            Chart(_("Teams by year of founding"), count_by="founded_on", every="year", kind="bar"),
        ),
        related=(
            Related(
                resource="volunteer",
                by="team",
                label=_("Volunteers"),
                columns=("person", "state", "hours", "registered_on"),
            ),
            Related(
                resource="activity", by="team", label=_("Activities"), columns=("title", "kind", "starts_at", "state")
            ),
        ),
        grants=(*upkeep(READING), Grant(Role.VOLUNTEER, Scope.STREET, READING)),
    )


class ActivityState(Choices):
    """How far an activity has come."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Looking for volunteers"), "soon"
    DONE = "done", _("Done"), "ok"
    CANCELLED = "cancelled", _("Cancelled"), "late"


class Activity(Record):
    """Something that volunteers do together on a day."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_street", "street_id", "id"),
        Index("ix_activity_starts", "street_id", "starts_at", "id"),
        Index("ix_activity_state", "street_id", "state", "starts_at"),
    )

    title: Mapped[str] = text(_("Activity"), length=100, required=True)
    kind: Mapped[str] = choice(_("Kind"), codes="activity_kind", required=True)
    state: Mapped[str] = choice(_("State"), ActivityState, required=True, state=True, default=ActivityState.PLANNED)
    team_id: Mapped[int | None] = link(_("Team"), "volunteer_team", quick_add=False)
    starts_at: Mapped[datetime] = moment(_("Starts at"), required=True)
    ends_at: Mapped[datetime | None] = moment(_("Ends at"))
    where: Mapped[str | None] = text(_("Place"), length=100)
    location: Mapped[str | None] = place(_("On the map"))
    wanted: Mapped[int | None] = number(_("Volunteers wanted"), minimum=1, unit=_("people"))
    contact_id: Mapped[int | None] = link(_("Contact"), "person", quick_add=False)
    description: Mapped[str | None] = note(_("What is to be done"), length=2000)
    reached: Mapped[int | None] = number(_("People reached"), minimum=0, unit=_("people"))
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=9)

    __screen__ = Screen(
        label=_("Volunteer activity"),
        plural=_("Volunteer activities"),
        menu=Menu.SERVICE,
        icon="calendar-event",
        title="title",
        description=_(
            "What volunteers are asked to do, where and when. Nobody is ever assigned; volunteers offer themselves."
        ),
        add_label=_("Announce an activity"),
        list=("title", "kind", "state", "starts_at", "where", "team", "organisation", "wanted"),
        sort=("-starts_at",),
        search=("title", "where", "description"),
        filters=("kind", "state", "starts_at", "team", "organisation"),
        state="state",
        note=("starts_at", "organisation"),
        sections=(
            Section(_("Activity"), ("title", "organisation"), ("kind", "state"), ("team", "contact"), ("description",)),
            Section(_("Time and place"), ("starts_at", "ends_at"), ("where", "location"), ("wanted",)),
            Section(_("Result"), ("reached",), ("photos",)),
        ),
        conditions=(Condition(field="reached", when=When(field="state", values=(ActivityState.DONE,))),),
        facts=(
            Fact(label=_("Starts at"), field="starts_at"),
            Fact(label=_("Volunteers wanted"), field="wanted"),
            Fact(label=_("Services"), count="service_record.activity"),
            Fact(label=_("People reached"), field="reached"),
        ),
        charts=(
            Chart(_("Activities by month"), count_by="starts_at", every="month", kind="bar"),
            Chart(_("Activities by kind"), count_by="kind", kind="pie"),
            Chart(_("People reached by kind"), sum_of="reached", by="kind", kind="bar"),
        ),
        related=(
            Related(
                resource="service_record",
                by="activity",
                label=_("Services"),
                columns=("volunteer", "served_on", "hours", "rating"),
            ),
        ),
        validate=lambda values, context, record: in_order(values, "starts_at", "ends_at"),
        grants=(*upkeep(), Grant(Role.VOLUNTEER, Scope.STREET, READING)),
    )


class Earning(Choices):
    """Whether a service has brought its points."""

    UNRATED = "unrated", _("Not rated yet")
    DUE = "due", _("Points due"), "soon"
    PAID = "paid", _("Points awarded"), "ok"


def earning_of(service: Any) -> str:
    """The earning of one record."""
    if service.points is not None:
        return Earning.PAID.value
    return Earning.UNRATED.value if service.rating is None else Earning.DUE.value


def earning_in_sql(entity: Any) -> ColumnElement[Any]:
    """The same in SQL."""
    unrated = (entity.rating.is_(None), Earning.UNRATED.value)
    paid = (entity.points.is_not(None), Earning.PAID.value)
    return type_coerce(case(paid, unrated, else_=Earning.DUE.value), String(40))


class ServiceRecord(Record):
    """One volunteer's service. It counts, and earns points, once somebody else has rated it."""

    __tablename__ = "service_record"
    __table_args__ = (
        Index("ix_service_record_street", "street_id", "id"),
        Index("ix_service_record_served", "street_id", "served_on", "id"),
        Index("ix_service_record_volunteer_served", "volunteer_id", "served_on"),
    )

    volunteer_id: Mapped[int] = link(_("Volunteer"), "volunteer", required=True, parent=True, personal=SERVICE_LAW)
    activity_id: Mapped[int | None] = link(
        _("Activity"), "activity", quick_add=False, help=_("Empty for a service outside any activity.")
    )
    kind: Mapped[str | None] = choice(_("Kind of service"), codes="service_kind")
    served_on: Mapped[date] = day(_("Served on"), required=True, past=True, default=today)
    hours: Mapped[Decimal] = number(
        _("Hours"), decimals=1, required=True, minimum=Decimal("0.1"), maximum=24, unit=_("h")
    )
    content: Mapped[str | None] = text(_("What was done"), length=200)
    served: Mapped[int | None] = number(_("People served"), minimum=0, unit=_("people"))
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=6)
    rating: Mapped[int | None] = rating(
        _("Rating"), help=_("By the person served or the organiser, never by the volunteer.")
    )
    rated_by_id: Mapped[int | None] = link(_("Rated by"), "person", quick_add=False)
    rated_on: Mapped[date | None] = day(_("Rated on"), past=True)
    complaint: Mapped[bool] = yes_no(
        _("Complaint"), help=_("A service with a complaint earns no points; the hours still count.")
    )
    comment: Mapped[str | None] = note(_("Remark of the rater"), length=1000)
    points: Mapped[Decimal | None] = number(
        _("Points earned"),
        decimals=2,
        readonly=True,
        unit=_("points"),
        help=_("Booked by an award. 0 after a complaint, beyond the paid hours, or when taken back."),
    )

    earning = computed(
        _("Award"), kind=Choice(label="", enum=Earning, state=True), read=earning_of, expression=earning_in_sql
    )

    __screen__ = Screen(
        label=_("Service record"),
        plural=_("Service records"),
        menu=Menu.SERVICE,
        icon="clipboard-heart",
        title=("volunteer", "served_on"),
        description=_("Who served when, for how long and how well. Points follow from rated records."),
        add_label=_("Record a service"),
        list=("volunteer", "activity", "kind", "served_on", "hours", "rating", "earning", "organisation"),
        sort=("-served_on",),
        search=("volunteer.person.name", "content"),
        filters=(
            "organisation",
            "volunteer",
            "activity",
            "kind",
            "served_on",
            "hours",
            "rating",
            "complaint",
            "earning",
        ),
        note=("activity",),
        sections=(
            Section(
                _("Service"),
                ("volunteer", "activity"),
                ("organisation", "served_on"),
                ("hours", "served"),
                ("kind", "content"),
                ("photos",),
            ),
            Section(_("Rating"), ("rating", "complaint"), ("rated_by", "rated_on"), ("comment",)),
            Section(_("Points"), ("earning", "points")),
        ),
        conditions=(
            Condition(field="rated_by", when=When(field="rating"), require=True),
            Condition(field="rated_on", when=When(field="rating"), require=True),
        ),
        facts=(
            Fact(label=_("Hours"), field="hours"),
            Fact(label=_("Served on"), field="served_on"),
            Fact(label=_("Rating"), field="rating"),
            Fact(label=_("Rated by"), field="rated_by"),
        ),
        charts=(
            Chart(_("Service hours by month"), sum_of="hours", by="served_on", every="month", kind="line"),
            Chart(_("Service hours by organisation"), sum_of="hours", by="organisation", kind="bar"),
            Chart(_("Services by kind"), count_by="kind", kind="bar"),
            Chart(_("Services by rating"), count_by="rating", kind="bar"),
        ),
        actions=(AWARD, AWARD_ALL, REFER),
        own=lambda entity, viewer: of_me(entity, viewer),
        grants=(
            *also(
                upkeep(WRITING),
                {
                    # Grids record services; whether they bring points is decided one level up.
                    Role.STREET_CENTRE: ("award", "award_all", "refer"),
                    Role.COMMUNITY_SECRETARY: ("award", "award_all", "refer"),
                },
            ),
            Grant(Role.VOLUNTEER, Scope.OWN, READING),
        ),
    )


def of_me(entity: Any, viewer: Any) -> ColumnElement[bool]:
    """The services of the viewer's own registration."""
    if viewer.person_id is None:
        return false()
    volunteers = Volunteer.__table__.alias("my_registration")
    return entity.volunteer_id.in_(
        select(volunteers.c.id).where(living(volunteers), volunteers.c.person_id == viewer.person_id)
    )
