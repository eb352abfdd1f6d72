"""物业服务: the companies that run compounds, what they collect, what they publish and how they are rated."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, ColumnElement, Index, and_, func, select, type_coerce
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.declare import READING, Chart, Condition, Fact, Grant, Menu, Related, Right, Role, Scope, Screen, Section, When
from app.fields.choice import Choices, choice
from app.fields.computed import computed
from app.fields.credit_code import credit_code
from app.fields.day import day, today
from app.fields.file import file
from app.fields.link import link
from app.fields.money import money
from app.fields.note import note
from app.fields.number import Scaled, number
from app.fields.percent import Percent
from app.fields.phone import phone
from app.fields.photo import photo
from app.fields.text import text
from app.fields.yes_no import YesNo
from app.record import Record
from models.compound import of_my_compounds
from models.organisation import OrganisationKind, of_kind
from models.reach import CONTACT, NAMING, PARTNERS, current_day, give, living, today_here, upkeep
from models.rules import Messages, in_order


class PropertyCompany(Record):
    """A company that runs compounds. Its users hold posts in its organisation."""

    __tablename__ = "property_company"
    __table_args__ = (
        Index("ix_property_company_street", "street_id", "id"),
        Index("ix_property_company_name", "street_id", "name", "id"),
        Index(
            "uq_property_company_name",
            "street_id",
            "name",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    name: Mapped[str] = text(_("Name"), length=80, required=True)
    credit_code: Mapped[str | None] = credit_code(_("Social credit code"))
    company_organisation_id: Mapped[int | None] = link(
        _("Unit in the tree"),
        "organisation",
        quick_add=False,
        where=of_kind(OrganisationKind.COMPANY),
        help=_("Needed before the company can be given issues or accounts."),
    )
    contact: Mapped[str | None] = text(_("Contact"), length=40, personal=CONTACT)
    phone: Mapped[str | None] = phone(_("Phone"), personal=CONTACT)
    staff: Mapped[int | None] = number(_("Staff on site"), minimum=0, unit=_("people"))
    since: Mapped[date | None] = day(_("Works here since"), past=True)
    remarks: Mapped[str | None] = note(_("Remarks"), length=1000)

    __screen__ = Screen(
        label=_("Property company"),
        plural=_("Property companies"),
        menu=Menu.PROPERTY,
        icon="building-skyscraper",
        title="name",
        description=_("The companies that run compounds here, how to reach them, and how they were rated."),
        add_label=_("Add a property company"),
        list=("name", "contact", "phone", "staff", "since", "company_organisation"),
        sort=("name",),
        search=("name", "credit_code", "contact"),
        filters=("since", "staff", "company_organisation"),
        note=("contact",),
        sections=(
            Section(_("Basics"), ("name", "credit_code"), ("organisation", "company_organisation"), ("since", "staff")),
            Section(_("Contact"), ("contact", "phone"), ("remarks",)),
        ),
        facts=(
            Fact(label=_("Compounds"), count="compound.property_company"),
            Fact(label=_("Staff on site"), field="staff"),
            Fact(label=_("Contact"), field="contact"),
            Fact(label=_("Red list entries"), count="property_rating.property_company", where=(("listing", "red"),)),
        ),
        charts=(
            Chart(_("Companies by year of arrival"), count_by="since", every="year", kind="line"),
            Chart(_("Staff on site by company"), sum_of="staff", by="name", kind="bar", most=20),
        ),
        related=(
            Related(
                resource="compound",
                by="property_company",
                label=_("Compounds"),
                columns=("name", "organisation", "households", "contract_to"),
            ),
            Related(
                resource="property_rating",
                by="property_company",
                label=_("Ratings"),
                columns=("period_from", "listing", "score", "state"),
            ),
        ),
        assigned=lambda entity, post: entity.company_organisation_id == post.organisation_id,
        grants=(
            *upkeep(READING),
            # Companies belong to the street, so those who work below it see them through this.
            *give(
                (Role.COMMUNITY_SECRETARY, Role.GRID_LEADER, Role.GRID_STAFF, Role.MICRO_GRID), Scope.STREET, READING
            ),
            *give((Role.SECTION, *PARTNERS, Role.INSPECTOR), Scope.STREET, NAMING),
            Grant(Role.PROPERTY_MANAGER, Scope.ASSIGNED, READING, fields=(("remarks", Right.HIDDEN),)),
        ),
    )


def rate_of(period: Any) -> Decimal | None:
    """Received of receivable in per cent, half up to one place; None where nothing was due."""
    if not period.receivable:
        return None
    return (Decimal(period.received) * 100 / period.receivable).quantize(Decimal("0.1"), ROUND_HALF_UP)


def rate_in_sql(entity: Any) -> ColumnElement[Any]:
    """The same in SQL, on whole numbers: tenths of a per cent, rounded by half the divisor."""
    received, due = type_coerce(entity.received, BigInteger), type_coerce(entity.receivable, BigInteger)
    return type_coerce((received * 2000 + due) // func.nullif(due * 2, 0, type_=BigInteger), Scaled(1))


class FeePeriod(Record):
    """What was due and what came in for one compound and period."""

    __tablename__ = "fee_period"
    __table_args__ = (
        Index("ix_fee_period_street", "street_id", "id"),
        Index("ix_fee_period_starts", "street_id", "starts_on", "id"),
        Index(
            "uq_fee_period_compound",
            "compound_id",
            "starts_on",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    compound_id: Mapped[int] = link(_("Compound"), "compound", required=True, parent=True, quick_add=False)
    starts_on: Mapped[date] = day(
        _("Period from"), required=True, help=_("The first day of the quarter, half-year or year.")
    )
    ends_on: Mapped[date] = day(_("Period to"), required=True)
    receivable: Mapped[Decimal] = money(_("Receivable"), required=True, minimum=0)
    received: Mapped[Decimal] = money(_("Received"), required=True, minimum=0)
    households_due: Mapped[int | None] = number(_("Households to pay"), minimum=0)
    households_paid: Mapped[int | None] = number(_("Households that paid"), minimum=0)
    remarks: Mapped[str | None] = note(
        _("Remarks"), length=500, help=_("Why fees are not paid: for example lifts, cleaning, parking.")
    )

    rate = computed(_("Collection rate"), kind=Percent(label=""), read=rate_of, expression=rate_in_sql)

    __screen__ = Screen(
        label=_("Fee period"),
        plural=_("Property fees"),
        menu=Menu.PROPERTY,
        icon="receipt",
        title=("compound", "starts_on"),
        description=_(
            "Property fees due and received by compound and period. The collection rate follows from the amounts."
        ),
        add_label=_("Record a fee period"),
        list=("compound", "organisation", "starts_on", "ends_on", "receivable", "received", "rate"),
        sort=("-starts_on",),
        search=("compound.name",),
        filters=("organisation", "compound", "starts_on", "rate", "receivable", "received"),
        note=("starts_on",),
        sections=(
            Section(_("Period"), ("compound", "organisation"), ("starts_on", "ends_on")),
            Section(
                _("Amounts"), ("receivable", "received"), ("households_due", "households_paid"), ("rate",), ("remarks",)
            ),
        ),
        facts=(
            Fact(label=_("Receivable"), field="receivable"),
            Fact(label=_("Received"), field="received"),
            Fact(label=_("Collection rate"), field="rate"),
            Fact(label=_("Households that paid"), field="households_paid"),
        ),
        charts=(
            Chart(_("Collection rate by compound"), ratio=("received", "receivable"), by="compound", most=20),
            Chart(
                _("Collection rate by quarter"),
                ratio=("received", "receivable"),
                by="starts_on",
                every="quarter",
                kind="line",
            ),
            Chart(_("Received by community"), sum_of="received", by="organisation", kind="bar"),
        ),
        validate=lambda values, context, record: amounts(values),
        assigned=of_my_compounds,
        grants=(
            *upkeep(READING),
            Grant(Role.PROPERTY_MANAGER, Scope.ASSIGNED, (*READING, "export", "comment")),
        ),
    )


class Disclosure(Record):
    """One of the notices that a property company owes its owners."""

    __tablename__ = "disclosure"
    __table_args__ = (
        Index("ix_disclosure_street", "street_id", "id"),
        Index("ix_disclosure_published", "street_id", "published_on", "id"),
        Index("ix_disclosure_next", "street_id", "next_on", "id"),
    )

    compound_id: Mapped[int] = link(_("Compound"), "compound", required=True, parent=True, quick_add=False)
    kind: Mapped[str] = choice(_("What is published"), codes="disclosure_kind", required=True)
    published_on: Mapped[date] = day(_("Published on"), required=True, past=True, default=today)
    next_on: Mapped[date | None] = day(_("Next one due on"), help=_("After this day the notice counts as out of date."))
    where: Mapped[str | None] = text(_("Where it hangs"), length=80)
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=6)
    document: Mapped[list[int] | None] = file(_("Document"))
    remarks: Mapped[str | None] = note(_("Remarks"), length=500)

    stale = computed(
        _("Out of date"),
        kind=YesNo(label=""),
        read=lambda notice: notice.next_on is not None and notice.next_on < today_here(),
        expression=lambda entity: and_(entity.next_on.is_not(None), entity.next_on < current_day()),
    )

    __screen__ = Screen(
        label=_("Public notice"),
        plural=_("Public notices"),
        menu=Menu.PROPERTY,
        icon="clipboard-check",
        title=("compound", "kind"),
        description=_("What property companies must make public in each compound, and when it is due again."),
        add_label=_("Record a notice"),
        list=("compound", "kind", "published_on", "next_on", "stale", "where", "organisation"),
        sort=("-published_on",),
        search=("compound.name", "where"),
        filters=("stale", "organisation", "compound", "kind", "published_on", "next_on"),
        note=("published_on",),
        sections=(
            Section(
                _("Notice"), ("compound", "organisation"), ("kind", "where"), ("published_on", "next_on"), ("stale",)
            ),
            Section(_("Proof"), ("photos", "document"), ("remarks",)),
        ),
        facts=(
            Fact(label=_("What is published"), field="kind"),
            Fact(label=_("Published on"), field="published_on"),
            Fact(label=_("Next one due on"), field="next_on"),
            Fact(label=_("Out of date"), field="stale"),
        ),
        charts=(
            Chart(_("Notices by kind"), count_by="kind", kind="bar"),
            Chart(_("Notices by month"), count_by="published_on", every="month", kind="line"),
            Chart(_("Notices falling due by month"), count_by="next_on", every="month", kind="bar"),
        ),
        validate=lambda values, context, record: in_order(values, "published_on", "next_on"),
        assigned=of_my_compounds,
        grants=(*upkeep(), Grant(Role.PROPERTY_MANAGER, Scope.ASSIGNED, (*READING, "export", "comment"))),
    )


class Listing(Choices):
    """The list that a rating puts a company on."""

    RED = "red", _("Red list"), "ok"
    NEUTRAL = "neutral", _("On neither list")
    YELLOW = "yellow", _("Yellow list"), "soon"


class RatingState(Choices):
    """How far a rating has come. It is published only after the time for objections."""

    DRAFT = "draft", _("Being prepared")
    OBJECTION = "objection", _("Open to objection"), "soon"
    PUBLISHED = "published", _("Published"), "ok"
    WITHDRAWN = "withdrawn", _("Withdrawn"), "late"


class PropertyRating(Record):
    """A company's rating for a period: the red list praises, the yellow list warns."""

    __tablename__ = "property_rating"
    __table_args__ = (
        Index("ix_property_rating_street", "street_id", "id"),
        Index("ix_property_rating_period", "street_id", "period_from", "id"),
    )

    property_company_id: Mapped[int] = link(
        _("Property company"), "property_company", required=True, parent=True, quick_add=False
    )
    compound_id: Mapped[int | None] = link(
        _("Compound"), "compound", quick_add=False, help=_("Empty when the company is rated as a whole.")
    )
    period_from: Mapped[date] = day(_("Period from"), required=True)
    period_to: Mapped[date] = day(_("Period to"), required=True)
    score: Mapped[Decimal | None] = number(_("Score"), decimals=1, minimum=0, maximum=100)
    listing: Mapped[str] = choice(_("Red or yellow list"), Listing, required=True, default=Listing.NEUTRAL)
    state: Mapped[str] = choice(_("State"), RatingState, required=True, state=True, default=RatingState.DRAFT)
    objection_until: Mapped[date | None] = day(_("Objections until"), help=_("The rating is published after this day."))
    published_on: Mapped[date | None] = day(_("Published on"))
    grounds: Mapped[str | None] = note(
        _("Grounds"), length=2000, help=_("What the score rests on, so that anybody can work it out again.")
    )

    __screen__ = Screen(
        label=_("Property rating"),
        plural=_("Property ratings"),
        menu=Menu.PROPERTY,
        icon="award",
        title=("property_company", "period_from"),
        description=_("Red and yellow list of the property companies, with score and grounds."),
        add_label=_("Record a rating"),
        list=("property_company", "compound", "period_from", "score", "listing", "state", "published_on"),
        sort=("-period_from",),
        search=("property_company.name", "compound.name"),
        filters=("property_company", "compound", "period_from", "score", "listing", "state"),
        state="state",
        note=("period_from",),
        sections=(
            Section(
                _("Rating"),
                ("property_company", "organisation"),
                ("compound",),
                ("period_from", "period_to"),
                ("score", "listing"),
                ("grounds",),
            ),
            Section(_("Publication"), ("state", "objection_until"), ("published_on",)),
        ),
        conditions=(
            Condition(
                field="objection_until", when=When(field="state", values=(RatingState.OBJECTION, RatingState.PUBLISHED))
            ),
            Condition(field="published_on", when=When(field="state", values=(RatingState.PUBLISHED,))),
        ),
        facts=(
            Fact(label=_("Red or yellow list"), field="listing"),
            Fact(label=_("Score"), field="score"),
            Fact(label=_("Objections until"), field="objection_until"),
            Fact(label=_("Published on"), field="published_on"),
        ),
        charts=(
            Chart(_("Ratings by list"), count_by="listing", kind="pie"),
            Chart(_("Ratings by quarter"), count_by="period_from", every="quarter", kind="bar"),
        ),
        validate=lambda values, context, record: in_order(values, "period_from", "period_to"),
        assigned=lambda entity, post: rated(entity, post),
        grants=(
            *upkeep(READING),
            Grant(Role.PROPERTY_MANAGER, Scope.ASSIGNED, (*READING, "comment")),
        ),
    )


def rated(entity: Any, post: Any) -> ColumnElement[bool]:
    """The ratings of one's own company, once they can be objected to."""
    companies = PropertyCompany.__table__.alias("rated_company")
    own = select(companies.c.id).where(living(companies), companies.c.company_organisation_id == post.organisation_id)
    return entity.property_company_id.in_(own) & (entity.state != RatingState.DRAFT.value)


def amounts(values: dict[str, Any]) -> Messages:
    """A period has an order; more households cannot pay than owe."""
    found = in_order(values, "starts_on", "ends_on")
    due, paid = values.get("households_due"), values.get("households_paid")
    if due is not None and paid is not None and paid > due:
        found["households_paid"] = gettext("More households paid than had to. Correct one of the two numbers.")
    return found
