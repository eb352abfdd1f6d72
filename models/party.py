"""党员与组织生活: who belongs to which party branch, and the meetings that the branch held."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.declare import KEEPING, READING, Chart, Condition, Fact, Grant, Menu, Role, Scope, Screen, Section, When
from app.fields.choice import Choices, choice
from app.fields.day import day
from app.fields.link import link
from app.fields.moment import moment
from app.fields.money import money
from app.fields.note import note
from app.fields.number import number
from app.fields.photo import photo
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.record import Record
from models.organisation import OrganisationKind, of_kind
from models.reach import CONSENT, PARTY_RULES, RUNNING, WATCHING, same
from models.rules import turnout

PARTY_UNITS = (
    OrganisationKind.PARTY_COMMITTEE,
    OrganisationKind.GENERAL_BRANCH,
    OrganisationKind.BRANCH,
    OrganisationKind.PARTY_GROUP,
)


class Stage(Choices):
    """How far a membership has come."""

    FULL = "full", _("Full member"), "ok"
    PROBATIONARY = "probationary", _("Probationary member"), "soon"
    MOVED = "moved", _("Moved to another branch")
    ENDED = "ended", _("Membership ended")


class PartyMember(Record):
    """A membership in a branch."""

    __tablename__ = "party_member"
    __table_args__ = (
        Index("ix_party_member_street", "street_id", "id"),
        Index("ix_party_member_joined", "street_id", "joined_on", "id"),
        Index(
            "uq_party_member_person",
            "person_id",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    organisation_id: Mapped[int] = link(
        _("Party branch"), "organisation", required=True, quick_add=False, where=of_kind(*PARTY_UNITS)
    )
    person_id: Mapped[int] = link(_("Person"), "person", required=True, parent=True, personal=PARTY_RULES)
    stage: Mapped[str] = choice(_("Stage"), Stage, required=True, state=True, default=Stage.FULL, personal=PARTY_RULES)
    joined_on: Mapped[date | None] = day(_("Joined on"), past=True, personal=PARTY_RULES)
    full_on: Mapped[date | None] = day(
        _("Full member since"),
        help=_("For a probationary member, the day on which the year ends."),
        personal=PARTY_RULES,
    )
    dues: Mapped[Decimal | None] = money(_("Monthly dues"), minimum=0, personal=PARTY_RULES)
    paid_to: Mapped[date | None] = day(_("Dues paid to"), help=_("The last day that is paid."), personal=PARTY_RULES)
    on_duty: Mapped[bool] = yes_no(
        _("On-duty member"), help=_("Registered with the community beside the branch at work.")
    )
    households: Mapped[int | None] = number(_("Households looked after"), minimum=0, maximum=200)
    publish: Mapped[bool] = yes_no(
        _("May be named on the notice board"),
        personal=CONSENT,
        help=_("Agrees to be shown as a member. Can be taken back at any time."),
    )

    __screen__ = Screen(
        label=_("Party member"),
        plural=_("Party members"),
        menu=Menu.PEOPLE,
        icon="flag",
        title="person",
        description=_("The members of each branch, their stage, their dues and the households they look after."),
        add_label=_("Register a party member"),
        list=("person", "organisation", "stage", "joined_on", "paid_to", "households"),
        sort=("-joined_on",),
        search=("person.name",),
        filters=("organisation", "stage", "joined_on", "paid_to", "on_duty"),
        state="stage",
        note=("organisation",),
        sections=(
            Section(_("Membership"), ("person", "organisation"), ("stage", "joined_on"), ("full_on", "on_duty")),
            Section(_("Dues"), ("dues", "paid_to")),
            Section(_("Work with households"), ("households", "publish")),
        ),
        facts=(
            Fact(label=_("Stage"), field="stage"),
            Fact(label=_("Joined on"), field="joined_on"),
            Fact(label=_("Dues paid to"), field="paid_to"),
            Fact(label=_("Households looked after"), field="households"),
        ),
        charts=(
            Chart(_("Members by branch"), count_by="organisation", kind="bar"),
            Chart(_("Members by stage"), count_by="stage", kind="pie"),
            Chart(_("Members by year of joining"), count_by="joined_on", every="year", kind="line", most=60),
        ),
        own=lambda entity, viewer: same(entity.person_id, viewer.person_id),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, RUNNING),
            Grant(Role.STREET_CENTRE, Scope.STREET, WATCHING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "share")),
            Grant(Role.GRID_LEADER, Scope.SUBTREE, READING),
            Grant(Role.VOLUNTEER, Scope.OWN, READING),
        ),
    )


class PartyMeeting(Record):
    """A meeting of a branch."""

    __tablename__ = "party_meeting"
    __table_args__ = (
        Index("ix_party_meeting_street", "street_id", "id"),
        Index("ix_party_meeting_held", "street_id", "held_on", "id"),
        Index("ix_party_meeting_branch", "organisation_id", "kind", "held_on"),
    )

    organisation_id: Mapped[int] = link(
        _("Party branch"), "organisation", required=True, quick_add=False, where=of_kind(*PARTY_UNITS)
    )
    kind: Mapped[str] = choice(_("Kind of meeting"), codes="meeting_kind", required=True)
    topic: Mapped[str] = text(_("Topic"), length=120, required=True)
    held_on: Mapped[datetime] = moment(_("Held on"), required=True)
    where: Mapped[str | None] = text(_("Place of meeting"), length=80)
    chair_id: Mapped[int | None] = link(_("Chair"), "person", quick_add=False)
    expected: Mapped[int | None] = number(_("Members expected"), minimum=0, unit=_("people"))
    present: Mapped[int | None] = number(_("Members present"), minimum=0, unit=_("people"))
    excused: Mapped[str | None] = note(_("Absent, and why"), length=1000)
    minutes: Mapped[str | None] = note(_("Minutes"), length=8000)
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=9)

    __screen__ = Screen(
        label=_("Party meeting"),
        plural=_("Party meetings"),
        menu=Menu.PEOPLE,
        icon="presentation",
        title="topic",
        description=_(
            "What each branch met about, and who came. Quarters without a members' meeting show in the chart."
        ),
        add_label=_("Record a meeting"),
        list=("topic", "kind", "organisation", "held_on", "expected", "present"),
        sort=("-held_on",),
        search=("topic", "where", "minutes"),
        filters=("organisation", "kind", "held_on", "chair"),
        note=("organisation", "held_on"),
        sections=(
            Section(_("Meeting"), ("topic",), ("organisation", "kind"), ("held_on", "where"), ("chair",)),
            Section(_("Attendance"), ("expected", "present"), ("excused",)),
            Section(_("Record"), ("minutes",), ("photos",)),
        ),
        conditions=(Condition(field="excused", when=When(field="expected")),),
        facts=(
            Fact(label=_("Held on"), field="held_on"),
            Fact(label=_("Kind of meeting"), field="kind"),
            Fact(label=_("Members expected"), field="expected"),
            Fact(label=_("Members present"), field="present"),
        ),
        charts=(
            Chart(_("Meetings by quarter"), count_by="held_on", every="quarter", kind="bar"),
            Chart(_("Meetings by kind"), count_by="kind", kind="pie"),
            Chart(_("Attendance by branch"), ratio=("present", "expected"), by="organisation"),
        ),
        validate=lambda values, context, record: turnout(values),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, RUNNING),
            Grant(Role.STREET_CENTRE, Scope.STREET, WATCHING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "share")),
            Grant(Role.GRID_LEADER, Scope.SUBTREE, READING),
        ),
    )
