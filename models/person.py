"""居民: one row for each person that the street knows, with no more than its work needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index, and_, or_, select
from sqlalchemy.orm import Mapped

from app.access.posts import held
from app.declare import KEEPING, READING, WRITING, Chart, Fact, Grant, Menu, Related, Role, Scope, Screen, Section
from app.fields.address import address
from app.fields.choice import Choices, choice
from app.fields.choices import choices
from app.fields.citizen_number import citizen_number
from app.fields.day import day
from app.fields.link import link
from app.fields.note import note
from app.fields.phone import phone
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.record import Record
from models.account import Account
from models.post import Post
from models.reach import (
    CONSENT,
    CONTACT,
    DUTY,
    EVERYBODY,
    NAMING,
    OFFICE,
    RUNNING,
    WATCHING,
    current_day,
    give,
    living,
    same,
)


class Residence(Choices):
    """How a person lives here."""

    LOCAL = "local", _("Registered and living here")
    TENANT = "tenant", _("Living here, registered elsewhere")
    AWAY = "away", _("Registered here, living elsewhere")
    WORKS_HERE = "works_here", _("Only works here")


class HouseholdRelation(Choices):
    """What a person is to the head of the household."""

    HEAD = "head", _("Head of the household")
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Father or mother")
    GRANDCHILD = "grandchild", _("Grandchild")
    SIBLING = "sibling", _("Brother or sister")
    OTHER = "other", _("Other")


class Origin(Choices):
    """Where a person's details come from."""

    REGISTER = "register", _("Household register")
    DOOR = "door", _("Visit at the door")
    SELF = "self", _("The person")
    IMPORT = "import", _("Imported file")


class Person(Record):
    """A resident, a member of staff or both. Belongs to the grid where known."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_street", "street_id", "id"),
        Index("ix_person_name", "street_id", "name", "id"),
        Index("ix_person_staff", "street_id", "staff", "id"),
    )

    name: Mapped[str] = text(_("Full name"), length=60, required=True, initials=True, personal=DUTY)
    citizen_number: Mapped[str | None] = citizen_number(
        _("Citizen number"),
        personal=DUTY,
        help=_("Kept encrypted and shown masked. To find someone, type the whole number."),
    )
    sex: Mapped[str | None] = choice(_("Sex"), codes="sex", personal=DUTY)
    birthday: Mapped[date | None] = day(_("Date of birth"), past=True, personal=DUTY)
    ethnic: Mapped[str | None] = choice(_("Ethnic group"), codes="ethnic", personal=DUTY)
    political: Mapped[str | None] = choice(_("Political status"), codes="political", personal=DUTY)
    education: Mapped[str | None] = choice(_("Education"), codes="education", personal=DUTY)
    marital: Mapped[str | None] = choice(_("Marital status"), codes="marital", personal=DUTY)
    phone: Mapped[str | None] = phone(_("Phone"), personal=CONTACT)
    address: Mapped[str | None] = address(_("Address"), personal=CONTACT)
    building_id: Mapped[int | None] = link(_("Building"), "building", quick_add=False, personal=DUTY)
    room: Mapped[str | None] = text(_("Unit and room"), length=30, personal=DUTY, help=_("For example 2-501."))
    relation: Mapped[str | None] = choice(_("Relation to the head"), HouseholdRelation, personal=DUTY)
    residence: Mapped[str] = choice(_("Residence"), Residence, required=True, default=Residence.LOCAL, personal=DUTY)
    origin: Mapped[str | None] = choice(_("Details from"), Origin)
    tags: Mapped[list[str] | None] = choices(
        _("Kind of household"),
        codes="household_kind",
        personal=CONSENT,
        help=_("Only with the person's consent. Never counts for points."),
    )
    staff: Mapped[bool] = yes_no(
        _("Staff"), help=_("Works for the office or one of its units. Only staff can be given a post or an account.")
    )
    remarks: Mapped[str | None] = note(_("Remarks"), length=1000, personal=DUTY)

    __screen__ = Screen(
        label=_("Resident"),
        plural=_("Residents"),
        menu=Menu.PEOPLE,
        icon="users",
        title="name",
        description=_(
            "The people who live or work here. Keep only what your work needs; citizen numbers and phones stay masked."
        ),
        add_label=_("Register a resident"),
        list=("name", "sex", "birthday", "organisation", "building", "room", "residence", "phone"),
        search=("name", "citizen_number", "phone"),
        filters=("organisation", "sex", "birthday", "political", "residence", "tags", "building", "staff"),
        note=("organisation", "room"),
        sections=(
            Section(_("Basics"), ("name", "citizen_number"), ("sex", "birthday"), ("phone", "staff")),
            Section(_("Where they live"), ("organisation", "residence"), ("building", "room"), ("address", "relation")),
            Section(_("Background"), ("ethnic", "political"), ("education", "marital")),
            Section(_("Care"), ("tags",), ("remarks", "origin"), note=_("Seen by the community and its grids only.")),
        ),
        facts=(
            Fact(label=_("Date of birth"), field="birthday"),
            Fact(label=_("Phone"), field="phone"),
            Fact(label=_("Residence"), field="residence"),
            Fact(label=_("Posts held"), count="post.person"),
        ),
        charts=(
            Chart(_("Residents by community and grid"), count_by="organisation", kind="bar"),
            Chart(_("Residents by sex"), count_by="sex", kind="pie"),
            Chart(_("Residents by residence"), count_by="residence", kind="pie"),
            Chart(_("Residents by political status"), count_by="political", kind="bar"),
        ),
        related=(
            Related(
                resource="post",
                by="person",
                label=_("Posts"),
                columns=("organisation", "role", "title", "starts_on", "ends_on"),
            ),
            Related(
                resource="volunteer",
                by="person",
                label=_("Volunteer service"),
                columns=("registered_on", "skills", "hours", "state"),
            ),
            Related(
                resource="points_account", by="person", label=_("Points"), columns=("organisation", "balance", "held")
            ),
            Related(
                resource="party_member",
                by="person",
                label=_("Party membership"),
                columns=("organisation", "stage", "joined_on"),
            ),
        ),
        near=lambda entity, unit: serves(entity, unit),
        assigned=lambda entity, post: known_to(entity, post),
        own=lambda entity, viewer: same(entity.id, viewer.person_id),
        grants=(
            # The office reads every name anyway; everybody else needs those of the staff.
            *give((Role.SYSTEM, Role.SECURITY), Scope.ASSIGNED, NAMING),
            *give((role for role in EVERYBODY if role not in OFFICE), Scope.ASSIGNED, NAMING),
            Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*RUNNING, "unmask")),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "unmask", "share")),
            Grant(Role.GRID_LEADER, Scope.SUBTREE, (*WRITING, "unmask")),
            Grant(Role.GRID_STAFF, Scope.SUBTREE, WRITING),
            Grant(Role.MICRO_GRID, Scope.SUBTREE, ("list", "show", "add", "edit")),
            Grant(Role.SECTION, Scope.SUBTREE, READING),
            Grant(Role.VOLUNTEER, Scope.OWN, READING),
        ),
    )


def known_to(entity: Any, post: Any) -> ColumnElement[bool]:
    """The people whose names stand in other records: the street's staff."""
    posts, accounts = Post.__table__.alias("staff_post"), Account.__table__.alias("staff_account")
    reasons = [
        entity.staff.is_(True),
        entity.id.in_(select(posts.c.person_id).where(living(posts), posts.c.street_id == post.street_id)),
        entity.id.in_(select(accounts.c.person_id).where(living(accounts), accounts.c.street_id == post.street_id)),
    ]
    return and_(entity.street_id == post.street_id, or_(*reasons))


def serves(entity: Any, unit: int) -> ColumnElement[bool]:
    """Who holds a post in a unit today."""
    posts, today = Post.__table__.alias("post_there"), current_day()
    there = select(posts.c.person_id).where(
        living(posts),
        posts.c.organisation_id == unit,
        held(posts.c, today),
    )
    return entity.id.in_(there)
