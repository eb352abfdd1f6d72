"""人民调解: disputes that a mediator settles, the agreement, and its confirmation by the court."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    ColumnElement,
    Index,
    select,
)
from sqlalchemy.orm import Mapped

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
    Role,
    Scope,
    Screen,
    Section,
    When,
)
from app.fields.choice import Choices, choice
from app.fields.citizen_number import citizen_number
from app.fields.day import day
from app.fields.link import link
from app.fields.note import note
from app.fields.phone import phone
from app.fields.serial import serial
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.record import Record
from models.mediating import ON_THE_SPOT, REFUSE
from models.reach import (
    CONTACT,
    DUTY,
    NAMING,
    RUNNING,
    WATCHING,
    documents,
    give,
    issued,
    living,
    same,
)
from models.rules import Messages, in_order


class MediationState(Choices):
    """How a mediation stands."""

    OPEN = "open", _("Under mediation"), "soon"
    AGREED = "agreed", _("Agreement reached"), "ok"
    REFUSED = "refused", _("Ended: a party refused")
    FAILED = "failed", _("Ended without agreement"), "late"


class Side(Choices):
    """Where a party of a mediation stands."""

    APPLICANT = "applicant", _("Applicant")
    RESPONDENT = "respondent", _("Other party")
    CONCERNED = "concerned", _("Also concerned")


class Mediation(Record):
    """One mediation. A party's refusal ends it; an agreement binds from the day it takes effect."""

    __tablename__ = "mediation"
    __table_args__ = (
        Index("ix_mediation_street", "street_id", "id"),
        Index("ix_mediation_state", "street_id", "state", "held_on", "id"),
    )

    number: Mapped[str | None] = serial(_("Number"), pattern="TJ-{street}-{year}-{number:04d}")
    title: Mapped[str] = text(_("Dispute"), length=120, required=True, help=_("Between whom and about what."))
    state: Mapped[str] = choice(_("State"), MediationState, required=True, state=True, default=MediationState.OPEN)
    issue_id: Mapped[int | None] = link(_("Issue"), "issue", quick_add=False)
    on_the_spot: Mapped[bool] = yes_no(_("On the spot"), help=_("Settled where it arose, without a sitting."))
    held_on: Mapped[date] = day(_("Mediated on"), required=True, default=lambda context: context.today)
    place: Mapped[str | None] = text(_("Place"), length=120)
    mediator_id: Mapped[int | None] = link(_("Mediator"), "person", quick_add=False)
    committee: Mapped[str | None] = text(_("Mediation committee"), length=80)
    facts: Mapped[str | None] = note(_("Facts and points in dispute"), length=4000)
    items: Mapped[str | None] = note(_("What was agreed"), length=4000, help=_("One item to a line."))
    manner: Mapped[str | None] = text(_("Manner of performance"), length=200)
    perform_by: Mapped[date | None] = day(_("To be performed by"))
    effective_on: Mapped[date | None] = day(
        _("In effect from"), help=_("The day on which all parties have signed, if they agreed on no other.")
    )
    refused_by: Mapped[str | None] = text(_("Refused by"), length=60, personal=DUTY)
    ending: Mapped[str | None] = note(_("Why it ended"), length=1000)

    __screen__ = Screen(
        label=_("Mediation"),
        plural=_("Mediations"),
        menu=Menu.MEDIATION,
        icon="heart-handshake",
        title="title",
        description=_("Disputes that a mediator settles with the parties: the facts, what was agreed, and by when."),
        add_label=_("Record a mediation"),
        list=("title", "number", "state", "held_on", "mediator", "effective_on", "organisation"),
        sort=("-held_on",),
        search=("title", "number"),
        filters=("state", "on_the_spot", "held_on", "mediator", "effective_on", "issue", "organisation"),
        state="state",
        note=("number", "held_on"),
        sections=(
            Section(
                _("Dispute"),
                ("title",),
                ("organisation", "issue"),
                ("held_on", "place"),
                ("mediator", "committee"),
                ("on_the_spot", "number"),
                ("facts",),
            ),
            Section(
                _("Agreement"),
                ("state",),
                ("items",),
                ("manner", "perform_by"),
                ("effective_on",),
                note=_("The law asks for facts, items, manner and term of performance, signatures and the day."),
            ),
            Section(_("End without agreement"), ("refused_by",), ("ending",)),
        ),
        conditions=(
            Condition(field="items", when=When(field="state", values=(MediationState.AGREED,)), require=True),
            Condition(field="manner", when=When(field="state", values=(MediationState.AGREED,))),
            Condition(field="perform_by", when=When(field="state", values=(MediationState.AGREED,))),
            Condition(field="effective_on", when=When(field="state", values=(MediationState.AGREED,))),
            Condition(field="refused_by", when=When(field="state", values=(MediationState.REFUSED,))),
            Condition(field="ending", when=When(field="state", values=(MediationState.REFUSED, MediationState.FAILED))),
        ),
        facts=(
            Fact(label=_("Mediated on"), field="held_on"),
            Fact(label=_("Mediator"), field="mediator"),
            Fact(label=_("In effect from"), field="effective_on"),
            Fact(label=_("Parties"), count="mediation_party.mediation"),
        ),
        charts=(
            Chart(_("Mediations by month"), count_by="held_on", every="month", kind="bar"),
            Chart(_("Mediations by result"), count_by="state", kind="pie"),
            Chart(_("Mediations by mediator"), count_by="mediator", kind="bar"),
        ),
        related=(
            Related(
                resource="mediation_party",
                by="mediation",
                label=_("Parties"),
                columns=("name", "side", "phone", "address"),
            ),
            Related(
                resource="judicial_confirmation",
                by="mediation",
                label=_("Judicial confirmation"),
                columns=("state", "deadline", "light", "court", "court_number"),
            ),
            issued("mediation"),
        ),
        beside=(documents("mediation"),),
        actions=(REFUSE, ON_THE_SPOT),
        validate=lambda values, context, record: settled(values, record),
        assigned=lambda entity, post: mediated_by(entity, post),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*RUNNING, "refuse", "on_the_spot")),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "share", "refuse", "on_the_spot")),
            *give((Role.GRID_LEADER, Role.GRID_STAFF), Scope.SUBTREE, (*WRITING, "refuse", "on_the_spot")),
            Grant(Role.MICRO_GRID, Scope.SUBTREE, READING),
            Grant(Role.MEDIATOR, Scope.ASSIGNED, (*WRITING, "refuse")),
            Grant(Role.COURT, Scope.ASSIGNED, READING),
            Grant(Role.SECTION, Scope.SUBTREE, NAMING),
        ),
    )


class MediationParty(Record):
    """One party of a mediation: a resident, or a unit by its name."""

    __tablename__ = "mediation_party"
    __table_args__ = (Index("ix_mediation_party_street", "street_id", "id"),)

    mediation_id: Mapped[int] = link(_("Mediation"), "mediation", required=True, parent=True, quick_add=False)
    name: Mapped[str] = text(_("Name"), length=60, required=True, personal=DUTY)
    side: Mapped[str] = choice(_("Stands as"), Side, required=True, default=Side.APPLICANT)
    sex: Mapped[str | None] = choice(_("Sex"), codes="sex", personal=DUTY)
    citizen_number: Mapped[str | None] = citizen_number(_("Citizen number"), personal=DUTY)
    phone: Mapped[str | None] = phone(_("Phone"), personal=CONTACT)
    address: Mapped[str | None] = text(_("Address"), length=120, personal=CONTACT)
    agent: Mapped[str | None] = text(_("Represented by"), length=60, personal=DUTY)

    __screen__ = Screen(
        label=_("Party"),
        plural=_("Parties"),
        menu=None,
        icon="users",
        title="name",
        description=_("Who takes part in a mediation: what the agreement must say of each party."),
        add_label=_("Add a party"),
        list=("name", "mediation", "side", "phone", "address"),
        sort=("side",),
        search=("name",),
        filters=("mediation", "side"),
        note=("side",),
        sections=(
            Section(
                _("Party"),
                ("mediation", "organisation"),
                ("name", "side"),
                ("sex", "citizen_number"),
                ("phone", "address"),
                ("agent",),
            ),
        ),
        charts=(
            Chart(_("Parties by side"), count_by="side", kind="bar"),
            Chart(_("Parties by sex"), count_by="sex", kind="pie"),
        ),
        assigned=lambda entity, post: entity.mediation_id.in_(mediations_of(post)),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, READING),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*RUNNING, "unmask")),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "unmask")),
            *give((Role.GRID_LEADER, Role.GRID_STAFF), Scope.SUBTREE, WRITING),
            Grant(Role.MEDIATOR, Scope.ASSIGNED, (*WRITING, "unmask")),
            Grant(Role.COURT, Scope.ASSIGNED, READING),
        ),
    )


# -- rules ----------------------------------------------------------------------------------------------------------


def settled(values: dict[str, Any], record: Any = None) -> Messages:
    """What an agreement needs, and what a refusal rules out."""
    found: Messages = {}
    state = values.get("state")
    if record is not None and record.state == MediationState.REFUSED and state not in (None, MediationState.REFUSED):
        found["state"] = gettext("A party's refusal ended this mediation. Record a new one if all parties agree to it.")
    elif state == MediationState.AGREED:
        if "effective_on" in values and not values["effective_on"]:
            found["effective_on"] = gettext("Give the day from which the agreement is in effect.")
        found |= in_order(values, "held_on", "effective_on")
    elif state == MediationState.REFUSED and "refused_by" in values and not values["refused_by"]:
        found["refused_by"] = gettext("Say which party refused.")
    return found


# -- reach ----------------------------------------------------------------------------------------------------------


def referred(post: Any) -> Any:
    """The mediations whose confirmation was requested from the court that a post belongs to."""
    requests = Record.metadata.tables["judicial_confirmation"].alias("my_request")
    return select(requests.c.mediation_id).where(
        living(requests), requests.c.court_id == post.organisation_id, requests.c.requested_on.is_not(None)
    )


def mediated_by(entity: Any, post: Any) -> ColumnElement[bool]:
    """A mediator's own mediations; for a court those that were referred to it."""
    if post.role == Role.COURT:
        return entity.id.in_(referred(post))
    return same(entity.mediator_id, post.person_id)


def mediations_of(post: Any) -> Any:
    """The ids of the mediations that a post is concerned with."""
    if post.role == Role.COURT:
        return referred(post)
    mediations = Mediation.__table__.alias("my_mediation")
    return select(mediations.c.id).where(living(mediations), same(mediations.c.mediator_id, post.person_id))
