"""司法确认: the joint request that a court confirm an agreement, and the light that counts its time down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    and_,
    bindparam,
    case,
    event,
    or_,
    select,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Mapper
from sqlalchemy.sql.functions import FunctionElement

from app.declare import (
    KEEPING,
    READING,
    WRITING,
    Chart,
    Fact,
    Grant,
    Menu,
    Role,
    Scope,
    Screen,
    Section,
)
from app.fields.choice import Choice, Choices, choice
from app.fields.computed import computed
from app.fields.day import day
from app.fields.link import link
from app.fields.note import note
from app.fields.number import Number
from app.fields.text import text
from app.record import Record
from models.mediating import RECEIPT, REQUEST, RESULT, last_day
from models.mediation import Mediation, mediations_of
from models.reach import (
    NAMING,
    RUNNING,
    WATCHING,
    current_day,
    documents,
    give,
    issued,
    today_here,
)

SOON = 7  # days before the last one from which the light is yellow


class ConfirmationState(Choices):
    """How far a judicial confirmation has come."""

    PREPARED = "prepared", _("Not requested yet"), "soon"
    REQUESTED = "requested", _("Requested from the court"), "soon"
    RECEIVED = "received", _("Received by the court"), "soon"
    CONFIRMED = "confirmed", _("Confirmed by the court"), "ok"
    DISMISSED = "dismissed", _("Dismissed by the court"), "late"


class Light(Choices):
    """How near the last day for the joint request is."""

    TIME = "time", _("In time"), "ok"
    SOON = "near", _("Few days left"), "soon"
    OVER = "over", _("Time is over"), "late"
    ASKED = "asked", _("Requested"), "ok"


class days_until(FunctionElement[int]):
    """The days from one day to another: days_until(later, earlier)."""

    inherit_cache = True
    name = "days_until"
    type = Integer()


@compiles(days_until)
def days_in_sqlite(found: days_until, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(part, **options) for part in found.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_until, "postgresql")
def days_in_postgresql(found: days_until, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(part, **options) for part in found.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


class JudicialConfirmation(Record):
    """The parties' joint request that the court confirm their agreement, and what came of it."""

    __tablename__ = "judicial_confirmation"
    __table_args__ = (
        Index("ix_judicial_confirmation_street", "street_id", "id"),
        Index("ix_judicial_confirmation_deadline", "street_id", "state", "deadline", "id"),
    )

    mediation_id: Mapped[int] = link(
        _("Mediation"),
        "mediation",
        required=True,
        parent=True,
        quick_add=False,
        where=(("state", "agreed"),),
        help=_("One that ended with an agreement."),
    )
    state: Mapped[str] = choice(
        _("State"), ConfirmationState, required=True, state=True, readonly=True, default=ConfirmationState.PREPARED
    )
    court_id: Mapped[int | None] = link(_("Court"), "organisation", quick_add=False)
    deadline: Mapped[date | None] = day(
        _("Last day to request"), readonly=True, help=_("Counted from the day on which the agreement took effect.")
    )
    remark: Mapped[str | None] = note(_("Remarks"), length=1000)
    requested_on: Mapped[date | None] = day(_("Requested on"), readonly=True)
    court_number: Mapped[str | None] = text(_("Court's number"), length=60, readonly=True)
    received_on: Mapped[date | None] = day(_("Received on"), readonly=True)
    decided_on: Mapped[date | None] = day(_("Decided on"), readonly=True)
    result: Mapped[str | None] = note(_("Decision"), length=2000, readonly=True)

    light = computed(
        _("Countdown"),
        kind=Choice(label="", enum=Light, state=True),
        read=lambda request: light_of(request),
        expression=lambda entity: light_in_sql(entity),
    )
    days_left = computed(
        _("Days left"),
        kind=Number(label="", unit=_("days")),
        read=lambda request: None if done(request) else (request.deadline - today_here()).days,
        expression=lambda entity: case(
            (or_(entity.requested_on.is_not(None), entity.deadline.is_(None)), None),
            else_=days_until(entity.deadline, current_day()),
        ),
    )

    __screen__ = Screen(
        label=_("Judicial confirmation"),
        plural=_("Judicial confirmations"),
        menu=Menu.MEDIATION,
        icon="gavel",
        title="mediation",
        description=_(
            "Agreements that the parties jointly ask the court to confirm. "
            "The law gives them a limited time; the light counts it down."
        ),
        add_label=_("Prepare a request"),
        list=("mediation", "state", "light", "days_left", "deadline", "court", "court_number", "organisation"),
        sort=("-deadline",),
        search=("court_number",),
        filters=("state", "light", "deadline", "requested_on", "decided_on", "court", "mediation", "organisation"),
        state="state",
        note=("deadline",),
        sections=(
            Section(
                _("Request"),
                ("mediation", "organisation"),
                ("court", "state"),
                ("deadline", "requested_on"),
                ("light", "days_left"),
                ("remark",),
            ),
            Section(_("At the court"), ("received_on", "court_number"), ("decided_on",), ("result",)),
        ),
        facts=(
            Fact(label=_("Countdown"), field="light"),
            Fact(label=_("Days left"), field="days_left"),
            Fact(label=_("Last day to request"), field="deadline"),
            Fact(label=_("Court's number"), field="court_number"),
        ),
        charts=(
            Chart(_("Confirmations by state"), count_by="state", kind="pie"),
            Chart(_("Confirmations by month of decision"), count_by="decided_on", every="month", kind="bar"),
            Chart(_("Confirmations by court"), count_by="court", kind="bar"),
        ),
        related=(issued("request"),),
        beside=(documents("judicial_confirmation"),),
        actions=(REQUEST, RECEIPT, RESULT),
        assigned=lambda entity, post: referred_to(entity, post),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*RUNNING, "request", "receipt", "decision")),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "share", "request", "receipt", "decision")),
            *give((Role.GRID_LEADER, Role.GRID_STAFF), Scope.SUBTREE, READING),
            Grant(Role.MEDIATOR, Scope.ASSIGNED, (*WRITING, "request")),
            Grant(Role.COURT, Scope.ASSIGNED, (*READING, "comment", "receipt", "decision")),
            *give((Role.MICRO_GRID, Role.SECTION), Scope.SUBTREE, NAMING),
        ),
    )


def done(request: Any) -> bool:
    """Whether no time runs: it was requested, or the agreement is not in effect."""
    return request.requested_on is not None or request.deadline is None


def light_of(request: Any) -> str | None:
    """The light of one request."""
    if request.requested_on is not None:
        return Light.ASKED.value
    if request.deadline is None:
        return None
    left = (request.deadline - today_here()).days
    return (Light.OVER if left < 0 else Light.SOON if left <= SOON else Light.TIME).value


def light_in_sql(entity: Any) -> ColumnElement[Any]:
    """The same in SQL."""
    near = bindparam("near", callable_=lambda: today_here() + timedelta(days=SOON), type_=Date(), unique=True)
    return case(
        (entity.requested_on.is_not(None), Light.ASKED.value),
        (entity.deadline.is_(None), None),
        (entity.deadline < current_day(), Light.OVER.value),
        (entity.deadline <= near, Light.SOON.value),
        else_=Light.TIME.value,
    )


@event.listens_for(JudicialConfirmation, "before_insert")
@event.listens_for(JudicialConfirmation, "before_update")
def count_days(mapper: Mapper[Any], connection: Connection, request: JudicialConfirmation) -> None:
    """Work the last day out of the mediation that the request is about."""
    mediations = Mediation.__table__
    effective = connection.execute(
        select(mediations.c.effective_on).where(mediations.c.id == request.mediation_id)
    ).scalar()
    request.deadline = last_day(effective)


@event.listens_for(Mediation, "after_update")
def count_again(mapper: Mapper[Any], connection: Connection, mediation: Mediation) -> None:
    """Bring the last day of its requests up to date with a mediation that changed."""
    requests = JudicialConfirmation.__table__
    connection.execute(
        update(requests)
        .where(requests.c.mediation_id == mediation.id)
        .values(deadline=last_day(mediation.effective_on))
    )


def referred_to(entity: Any, post: Any) -> ColumnElement[bool]:
    """A mediator's requests; for a court those that reached it."""
    if post.role == Role.COURT:
        return and_(entity.court_id == post.organisation_id, entity.requested_on.is_not(None))
    return entity.mediation_id.in_(mediations_of(post))
