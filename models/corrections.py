"""积分调整: a correction of a balance by hand, which one person proposes and another approves."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.declare import Chart, Fact, Grant, Menu, Role, Scope, Screen, Section
from app.fields.choice import Choices, choice
from app.fields.link import link
from app.fields.moment import moment
from app.fields.note import note
from app.fields.number import number
from app.fields.text import text
from app.record import Record, utc_now
from models.ledger.doings import APPROVE, DECLINE
from models.points import SHOWN
from models.reach import give


class CorrectionState(Choices):
    """How far a correction has come."""

    PROPOSED = "proposed", _("Waiting for the second person"), "soon"
    BOOKED = "booked", _("Booked"), "ok"
    DECLINED = "declined", _("Declined")


class PointsCorrection(Record):
    """A proposal to correct an account. It moves points only when a second person approves it."""

    __tablename__ = "points_correction"
    __table_args__ = (
        Index("ix_points_correction_street", "street_id", "id"),
        Index("ix_points_correction_state", "street_id", "state", "proposed_at"),
        UniqueConstraint("account_id", "request", name="uq_points_correction_request"),
    )

    account_id: Mapped[int] = link(_("Points account"), "points_account", required=True, readonly=True, quick_add=False)
    amount: Mapped[Decimal] = number(
        _("Points"),
        decimals=2,
        required=True,
        readonly=True,
        help=_("Added to the balance, or taken from it."),
    )
    reason: Mapped[str] = note(_("Reason"), length=1000, required=True, readonly=True)
    state: Mapped[str] = choice(
        _("State"), CorrectionState, required=True, readonly=True, state=True, default=CorrectionState.PROPOSED
    )
    proposed_by_id: Mapped[int] = link(_("Proposed by"), "person", required=True, readonly=True, index=False)
    proposed_at: Mapped[datetime] = moment(_("Proposed at"), readonly=True, default=utc_now)
    decided_by_id: Mapped[int | None] = link(_("Decided by"), "person", readonly=True, index=False)
    decided_at: Mapped[datetime | None] = moment(_("Decided at"), readonly=True)
    remark: Mapped[str | None] = text(_("Remark"), length=200, readonly=True)
    request: Mapped[str] = text(_("Key"), length=60, required=True, readonly=True, hidden=True)

    __screen__ = Screen(
        label=_("Points correction"),
        plural=_("Points corrections"),
        menu=Menu.POINTS,
        icon="adjustments",
        title=("account", "proposed_at"),
        description=_("Corrections of a balance by hand: one person proposes on the account's page, another approves."),
        list=("account", "amount", "state", "reason", "proposed_by", "proposed_at", "decided_by"),
        sort=("-proposed_at",),
        search=("account.person.name", "reason"),
        filters=("state", "account", "amount", "proposed_at", "organisation"),
        state="state",
        note=("account",),
        sections=(
            Section(_("Correction"), ("account", "organisation"), ("amount", "state"), ("reason",)),
            Section(_("Two people"), ("proposed_by", "proposed_at"), ("decided_by", "decided_at"), ("remark",)),
        ),
        facts=(
            Fact(label=_("Points"), field="amount"),
            Fact(label=_("State"), field="state"),
            Fact(label=_("Proposed by"), field="proposed_by"),
            Fact(label=_("Decided by"), field="decided_by"),
        ),
        charts=(
            Chart(_("Corrections by month"), count_by="proposed_at", every="month", kind="bar"),
            Chart(_("Corrections by state"), count_by="state", kind="pie"),
        ),
        actions=(APPROVE, DECLINE),
        readonly=True,
        extensible=False,
        grants=(
            *give((Role.PARTY_SECRETARY, Role.STREET_CENTRE), Scope.STREET, (*SHOWN, "approve", "decline")),
            # A community proposes for its own volunteers; the approval comes from the street.
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*SHOWN, "decline")),
        ),
    )
