"""志愿者: a person registered to serve, and the hours that follow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.declare import READING, Chart, Fact, Grant, Menu, Related, Role, Scope, Screen, Section
from app.fields.choice import Choices, choice
from app.fields.choices import choices
from app.fields.day import day, today
from app.fields.link import link
from app.fields.note import note
from app.fields.number import number
from app.fields.yes_no import yes_no
from app.record import Record
from models.reach import CONSENT, SERVICE_LAW, same, upkeep


class VolunteerState(Choices):
    """Whether a volunteer can be asked."""

    ACTIVE = "active", _("Active"), "ok"
    PAUSED = "paused", _("Paused"), "soon"
    LEFT = "left", _("Left the service")


class Volunteer(Record):
    """A registration. Hours come from rated service records and never fall."""

    __tablename__ = "volunteer"
    __table_args__ = (
        Index("ix_volunteer_street", "street_id", "id"),
        Index("ix_volunteer_registered", "street_id", "registered_on", "id"),
        Index("ix_volunteer_hours", "street_id", "hours", "id"),
        Index(
            "uq_volunteer_person",
            "person_id",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    person_id: Mapped[int] = link(
        _("Person"), "person", required=True, parent=True, personal=SERVICE_LAW, help=_("Each person registers once.")
    )
    state: Mapped[str] = choice(_("State"), VolunteerState, required=True, state=True, default=VolunteerState.ACTIVE)
    team_id: Mapped[int | None] = link(_("Team"), "volunteer_team", quick_add=False)
    skills: Mapped[list[str] | None] = choices(_("Skills"), codes="volunteer_skill", personal=SERVICE_LAW)
    registered_on: Mapped[date] = day(_("Registered on"), required=True, default=today, past=True)
    hours: Mapped[Decimal] = number(
        _("Service hours"),
        decimals=1,
        required=True,
        readonly=True,
        default=Decimal(0),
        minimum=0,
        unit=_("h"),
        help=_("The sum of the rated service records."),
    )
    publish: Mapped[bool] = yes_no(
        _("May be named in public"),
        personal=CONSENT,
        help=_("Agrees that name, hours and awards are posted. Can be taken back at any time."),
    )
    remarks: Mapped[str | None] = note(_("Remarks"), length=1000)

    __screen__ = Screen(
        label=_("Volunteer"),
        plural=_("Volunteers"),
        menu=Menu.SERVICE,
        icon="heart-handshake",
        title="person",
        description=_("People registered to serve, what they are good at, and the hours they gave."),
        add_label=_("Register a volunteer"),
        list=("person", "state", "organisation", "team", "skills", "registered_on", "hours"),
        sort=("-registered_on",),
        search=("person.name",),
        filters=("organisation", "state", "team", "skills", "registered_on", "hours"),
        state="state",
        note=("organisation", "team"),
        sections=(
            Section(_("Basics"), ("person", "organisation"), ("team", "skills"), ("registered_on", "state")),
            Section(_("Service"), ("hours", "publish"), ("remarks",)),
        ),
        facts=(
            Fact(label=_("Service hours"), field="hours"),
            Fact(label=_("Services"), count="service_record.volunteer"),
            Fact(label=_("Registered on"), field="registered_on"),
            Fact(label=_("Team"), field="team"),
        ),
        charts=(
            Chart(_("Registrations by month"), count_by="registered_on", every="month", kind="line"),
            Chart(_("Service hours by organisation"), sum_of="hours", by="organisation", kind="bar"),
            Chart(_("Volunteers by state"), count_by="state", kind="pie"),
        ),
        related=(
            Related(
                resource="service_record",
                by="volunteer",
                label=_("Services"),
                columns=("activity", "served_on", "hours", "rating"),
            ),
        ),
        own=lambda entity, viewer: mine(entity, viewer),
        grants=(*upkeep(), Grant(Role.VOLUNTEER, Scope.OWN, READING)),
    )


def mine(entity: Any, viewer: Any) -> ColumnElement[bool]:
    """The viewer's own registration."""
    return same(entity.person_id, viewer.person_id)
