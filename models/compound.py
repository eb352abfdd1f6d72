"""小区与楼栋: the housing estates of a community, their buildings and the heads of the buildings."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index, Select, select
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
    Right,
    Role,
    Scope,
    Screen,
    Section,
    When,
)
from app.fields.address import address
from app.fields.choice import Choices, choice
from app.fields.day import day
from app.fields.link import link
from app.fields.note import note
from app.fields.number import number
from app.fields.phone import phone
from app.fields.place import place
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.record import Record
from models.organisation import of_kind
from models.party import PARTY_UNITS
from models.reach import CONTACT, NAMING, PARTNERS, give, living, upkeep


class CompoundKind(Choices):
    """How an estate came about."""

    COMMERCIAL = "commercial", _("Commercial housing")
    OLD = "old", _("Old estate")
    RESETTLEMENT = "resettlement", _("Resettlement housing")
    WORK_UNIT = "work_unit", _("Housing of a work unit")
    VILLAGE = "village", _("Village housing")


class Management(Choices):
    """Who looks after an estate."""

    COMPANY = "company", _("Run by a property company"), "ok"
    SELF = "self", _("Run by its owners")
    COMMUNITY = "community", _("Run by the community"), "soon"
    NONE = "none", _("Run by nobody"), "late"


class Compound(Record):
    """A housing estate. Belongs to the community, or to a grid where it lies in one only."""

    __tablename__ = "compound"
    __table_args__ = (
        Index("ix_compound_street", "street_id", "id"),
        Index("ix_compound_name", "street_id", "name", "id"),
        Index(
            "uq_compound_name",
            "organisation_id",
            "name",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    name: Mapped[str] = text(_("Name"), length=60, required=True)
    kind: Mapped[str] = choice(_("Kind"), CompoundKind, required=True)
    management: Mapped[str] = choice(_("Management"), Management, required=True, state=True, default=Management.COMPANY)
    address: Mapped[str | None] = address(_("Address"))
    location: Mapped[str | None] = place(_("On the map"))
    built_in: Mapped[int | None] = number(_("Built in"), minimum=1900, maximum=2100, grouped=False)
    area: Mapped[int | None] = number(_("Floor area"), minimum=0, unit=_("m²"))
    households: Mapped[int | None] = number(_("Households"), minimum=0, unit=_("households"))
    lifts: Mapped[int | None] = number(_("Lifts"), minimum=0)
    chargers: Mapped[int | None] = number(_("Charging points"), minimum=0, help=_("For electric bicycles."))
    parking: Mapped[int | None] = number(_("Parking spaces"), minimum=0)
    property_company_id: Mapped[int | None] = link(_("Property company"), "property_company")
    contract_to: Mapped[date | None] = day(_("Contract ends on"))
    duty_phone: Mapped[str | None] = phone(_("Duty phone"), personal=CONTACT)
    branch_id: Mapped[int | None] = link(
        _("Party branch"),
        "organisation",
        quick_add=False,
        where=of_kind(*PARTY_UNITS),
        help=_("Leave empty while there is none; the list of estates without a branch follows from it."),
    )
    committee: Mapped[bool] = yes_no(_("Has an owners' committee"))
    elected_on: Mapped[date | None] = day(_("Committee elected on"), past=True)
    remarks: Mapped[str | None] = note(_("Remarks"), length=1000)

    __screen__ = Screen(
        label=_("Compound"),
        plural=_("Compounds"),
        menu=Menu.PROPERTY,
        icon="building-community",
        title="name",
        description=_(
            "The housing estates and who runs them, with their buildings, fees, notices and issues in one place."
        ),
        add_label=_("Add a compound"),
        list=("name", "organisation", "kind", "management", "property_company", "households", "contract_to", "branch"),
        sort=("name",),
        search=("name", "address", "property_company.name"),
        filters=(
            "organisation",
            "kind",
            "management",
            "property_company",
            "branch",
            "committee",
            "contract_to",
            "built_in",
        ),
        state="management",
        note=("organisation",),
        sections=(
            Section(_("Basics"), ("name", "organisation"), ("kind", "built_in"), ("address", "location")),
            Section(_("Size"), ("households", "area"), ("lifts", "chargers"), ("parking",)),
            Section(_("Management"), ("management", "property_company"), ("contract_to", "duty_phone")),
            Section(_("Party branch and owners"), ("branch", "committee"), ("elected_on",), ("remarks",)),
        ),
        conditions=(
            Condition(field="property_company", when=When(field="management", values=(Management.COMPANY,))),
            Condition(field="contract_to", when=When(field="management", values=(Management.COMPANY,))),
            Condition(field="elected_on", when=When(field="committee", values=(True,))),
        ),
        facts=(
            Fact(label=_("Households"), field="households"),
            Fact(label=_("Buildings and units"), count="building.compound"),
            Fact(label=_("Property company"), field="property_company"),
            Fact(label=_("Issues"), count="issue.compound"),
        ),
        charts=(
            Chart(_("Compounds by community"), count_by="organisation", kind="bar", most=30),
            Chart(_("Compounds by management"), count_by="management", kind="pie"),
            Chart(_("Households by property company"), sum_of="households", by="property_company", kind="bar"),
        ),
        related=(
            Related(
                resource="building",
                by="compound",
                label=_("Buildings"),
                columns=("name", "level", "households", "head"),
            ),
            Related(
                resource="fee_period",
                by="compound",
                label=_("Fees"),
                columns=("starts_on", "receivable", "received", "rate"),
            ),
            Related(
                resource="disclosure",
                by="compound",
                label=_("Public notices"),
                columns=("kind", "published_on", "next_on", "stale"),
            ),
            Related(resource="issue", by="compound", label=_("Issues"), columns=("title", "state", "due_on")),
        ),
        assigned=lambda entity, post: entity.id.in_(compounds_of(post)),
        grants=(
            *upkeep(),
            *give((Role.SECTION, *PARTNERS, Role.INSPECTOR), Scope.STREET, NAMING),
            Grant(Role.PROPERTY_MANAGER, Scope.ASSIGNED, (*READING, "comment"), fields=(("remarks", Right.HIDDEN),)),
        ),
    )


class Level(Choices):
    """A whole building, or one entrance of it."""

    BUILDING = "building", _("Building")
    UNIT = "unit", _("Unit")


class Building(Record):
    """A building or one of its units, with the neighbour who heads it."""

    __tablename__ = "building"
    __table_args__ = (
        Index("ix_building_street", "street_id", "id"),
        Index("ix_building_name", "compound_id", "name", "id"),
        Index("ix_building_headless", "street_id", "head_id", "id"),
    )

    compound_id: Mapped[int] = link(_("Compound"), "compound", required=True, parent=True, quick_add=False)
    name: Mapped[str] = text(
        _("Name"), length=40, required=True, help=_("For example Building 7, or Building 7 Unit 2.")
    )
    level: Mapped[str] = choice(_("Level"), Level, required=True, default=Level.BUILDING)
    floors: Mapped[int | None] = number(_("Floors"), minimum=1, maximum=150)
    units: Mapped[int | None] = number(_("Units"), minimum=1, maximum=50)
    households: Mapped[int | None] = number(_("Households"), minimum=0, unit=_("households"))
    lifts: Mapped[int | None] = number(_("Lifts"), minimum=0)
    head_id: Mapped[int | None] = link(
        _("Building head"), "person", personal=CONTACT, help=_("The neighbour who looks after this building or unit.")
    )
    head_since: Mapped[date | None] = day(_("Head since"), past=True)
    remarks: Mapped[str | None] = note(_("Remarks"), length=500)

    __screen__ = Screen(
        label=_("Building"),
        plural=_("Buildings"),
        menu=Menu.PROPERTY,
        icon="building",
        title=("compound", "name"),
        description=_("Buildings and units with their heads. Filter by an empty head to see who is missing."),
        add_label=_("Add a building"),
        list=("name", "compound", "organisation", "level", "households", "head", "head_since"),
        sort=("compound", "name"),
        search=("name", "compound.name", "head.name"),
        filters=("organisation", "compound", "level", "head", "head_since"),
        note=("organisation",),
        sections=(
            Section(
                _("Basics"),
                ("compound", "organisation"),
                ("name", "level"),
                ("floors", "units"),
                ("households", "lifts"),
            ),
            Section(_("Building head"), ("head", "head_since"), ("remarks",)),
        ),
        conditions=(
            Condition(field="units", when=When(field="level", values=(Level.BUILDING,))),
            Condition(field="head_since", when=When(field="head")),
        ),
        facts=(
            Fact(label=_("Households"), field="households"),
            Fact(label=_("Building head"), field="head"),
            Fact(label=_("Compound"), field="compound"),
            Fact(label=_("Residents"), count="person.building"),
        ),
        charts=(
            Chart(_("Buildings and units by community"), count_by="organisation", kind="bar", most=30),
            Chart(_("Households by compound"), sum_of="households", by="compound", kind="bar"),
        ),
        related=(
            Related(
                resource="person", by="building", label=_("Residents"), columns=("name", "room", "relation", "phone")
            ),
        ),
        assigned=lambda entity, post: entity.compound_id.in_(compounds_of(post)),
        grants=(
            *upkeep(WRITING),
            Grant(Role.SECTION, Scope.STREET, NAMING),
            Grant(Role.VOLUNTEER, Scope.STREET, NAMING),  # their own entry under residents names where they live
            Grant(
                Role.PROPERTY_MANAGER,
                Scope.ASSIGNED,
                READING,
                fields=(("head", Right.MASKED), ("head_since", Right.HIDDEN), ("remarks", Right.HIDDEN)),
            ),
        ),
    )


def compounds_of(post: Any) -> Select[tuple[int]]:
    """The compounds run by the property company whose organisation a post is in."""
    from models.property import PropertyCompany  # it names Compound in turn

    compounds, companies = Compound.__table__.alias("run_compound"), PropertyCompany.__table__.alias("running_company")
    return (
        select(compounds.c.id)
        .select_from(compounds.join(companies, companies.c.id == compounds.c.property_company_id))
        .where(
            living(compounds),
            living(companies),
            companies.c.company_organisation_id == post.organisation_id,
            compounds.c.street_id == post.street_id,
        )
    )


def of_my_compounds(entity: Any, post: Any) -> ColumnElement[bool]:
    """Rows that name a compound which the post's company runs."""
    return entity.compound_id.in_(compounds_of(post))
