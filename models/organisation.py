"""组织: the tree of units from the district down to the micro-grid, with sections, party branches and companies."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.access.tree import Node
from app.declare import READING, Chart, Fact, Grant, Menu, Related, Role, Scope, Screen, Section
from app.fields.choice import Choices, choice
from app.fields.day import day
from app.fields.link import Id, link
from app.fields.note import note
from app.fields.number import number
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.record import Record
from models.reach import EVERYBODY, GRIDS, NAMING, PARTNERS, RUNNING, WATCHING, give


class OrganisationKind(Choices):
    """What a unit is."""

    DISTRICT = "district", _("District or county")
    STREET = "street", _("Street office")
    COMMUNITY = "community", _("Community")
    VILLAGE = "village", _("Village")
    GRID = "grid", _("Grid")
    SPECIAL_GRID = "special_grid", _("Special grid")
    MICRO_GRID = "micro_grid", _("Micro-grid")
    SECTION = "section", _("Section of the street office")
    DEPARTMENT = "department", _("Functional department")
    PARTY_COMMITTEE = "party_committee", _("Party committee")
    GENERAL_BRANCH = "general_branch", _("General party branch")
    BRANCH = "branch", _("Party branch")
    PARTY_GROUP = "party_group", _("Party group")
    SOCIAL_ORGANISATION = "social_organisation", _("Social organisation")
    COMPANY = "company", _("Company")


class Organisation(Node, Record):
    """A unit of the tree. Rows of all other subjects belong to one of these."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index("ix_organisation_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        Index("ix_organisation_street", "street_id", "id"),
        Index("ix_organisation_kind", "street_id", "kind", "id"),
        Index(
            "uq_organisation_code",
            "code",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL AND length(code) = 12"),
            sqlite_where=sql("deleted_at IS NULL AND length(code) = 12"),
        ),
        Index(
            "uq_organisation_local_code",
            "parent_id",
            "code",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    # Known only after the insert, when the row has its id: see app/access/tree.py.
    street_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"), nullable=True)  # type: ignore[assignment]
    organisation_id: Mapped[int | None] = link(_("Organisation"), "organisation", hidden=True, quick_add=False)  # type: ignore[assignment]

    name: Mapped[str] = text(_("Name"), length=80, required=True)
    kind: Mapped[str] = choice(_("Kind"), OrganisationKind, required=True)
    code: Mapped[str] = text(
        _("Code"),
        length=12,
        required=True,
        pattern=r"\d{12}|[A-Za-z0-9-]{1,11}",
        pattern_help=_("Give the 12-digit statistical code, or a local code of up to 11 letters, digits and hyphens."),
        help=_("The 12-digit statistical code; grids, sections and companies have a local code under their parent."),
    )
    parent_id: Mapped[int | None] = link(
        _("Parent"),
        "organisation",
        quick_add=False,
        help=_("The unit directly above. Only the top of the tree has none."),
    )
    valid_from: Mapped[date | None] = day(_("Valid from"), help=_("The day from which the code is in force."))
    valid_to: Mapped[date | None] = day(_("Valid to"), help=_("The last day, once the unit is merged or dissolved."))
    households: Mapped[int | None] = number(_("Households"), minimum=0, unit=_("households"))
    population: Mapped[int | None] = number(_("Population"), minimum=0, unit=_("people"))
    pilot: Mapped[bool] = yes_no(_("Pilot unit"), help=_("Tries out the office's new ways of working first."))
    public_phone: Mapped[str | None] = text(
        _("Phone for residents"),
        length=20,
        pattern=r"[0-9 -]{3,20}",
        pattern_help=_("Give digits, spaces and hyphens only, such as 0538-8224321."),
        help=_(
            "Of the station or the desk. Stands on posters and on the pages that residents open; no private number."
        ),
    )
    remarks: Mapped[str | None] = note(_("Remarks"), length=1000)

    __screen__ = Screen(
        label=_("Organisation"),
        plural=_("Organisations"),
        menu=Menu.PEOPLE,
        icon="sitemap",
        title="name",
        description=_(
            "The units of the street, from the community down to the micro-grid. Every record belongs to one."
        ),
        add_label=_("Add an organisation"),
        list=("name", "kind", "code", "parent", "households", "population", "pilot"),
        sort=("parent", "code"),
        search=("name", "code"),
        filters=("kind", "parent", "pilot", "households", "population", "valid_to"),
        note=("kind", "parent"),
        sections=(
            Section(_("Basics"), ("name", "kind"), ("parent", "code")),
            Section(_("Size"), ("households", "population"), ("pilot", "public_phone")),
            Section(_("Validity"), ("valid_from", "valid_to"), ("remarks",)),
        ),
        facts=(
            Fact(label=_("Households"), field="households"),
            Fact(label=_("Population"), field="population"),
            Fact(label=_("Units directly below"), count="organisation.parent"),
            Fact(label=_("People in charge"), count="post.organisation"),
        ),
        charts=(
            Chart(_("Units by kind"), count_by="kind", kind="bar"),
            Chart(_("Grids by community"), count_by="parent", where=(("kind", "grid"),), most=30),
            Chart(
                _("Households by community"), sum_of="households", by="name", where=(("kind", "community"),), most=30
            ),
        ),
        related=(
            Related(
                resource="organisation",
                by="parent",
                label=_("Units directly below"),
                columns=("name", "kind", "code", "households"),
            ),
            Related(
                resource="post",
                by="organisation",
                label=_("Posts"),
                columns=("person", "role", "title", "starts_on", "ends_on"),
            ),
        ),
        business=False,
        grants=(
            Grant(Role.SYSTEM, Scope.STREET, READING),
            Grant(Role.SECURITY, Scope.STREET, NAMING),
            Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
            Grant(Role.STREET_CENTRE, Scope.STREET, RUNNING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, ("list", "show", "edit", "export", "comment")),
            *give((*GRIDS, Role.SECTION, *PARTNERS, Role.INSPECTOR, Role.PROPERTY_MANAGER), Scope.SUBTREE, READING),
            # Issues go to sections and companies outside one's own branch of the tree, so their names are needed.
            *give(EVERYBODY, Scope.STREET, NAMING),
        ),
    )


def of_kind(*kinds: OrganisationKind) -> tuple[tuple[str, str], ...]:
    """The fixed filters of a picker that offers certain kinds of organisation."""
    return tuple(("kind", kind.value) for kind in kinds)
