"""兑换: what points can be exchanged for, and who asked for what."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, Index, type_coerce
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.declare import KEEPING, READING, Chart, Fact, Grant, Menu, Related, Role, Scope, Screen, Section
from app.fields.choice import Choices, choice
from app.fields.computed import computed
from app.fields.link import link
from app.fields.moment import moment
from app.fields.note import note
from app.fields.number import Number, Scaled, number
from app.fields.photo import photo
from app.fields.serial import serial
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.record import Record, utc_now
from models.ledger.doings import CANCEL, HAND_OUT
from models.points import LEDGER, on_mine
from models.reach import RUNNING, also, give
from models.rules import Messages


def left_in_sql(entity: Any) -> ColumnElement[Any]:
    """The pieces that nobody has yet, in SQL."""
    return type_coerce(type_coerce(entity.stock, BigInteger) - type_coerce(entity.taken, BigInteger), Scaled())


class Reward(Record):
    """A reward on offer. People write how many there ever were; the ledger writes how many are taken."""

    __tablename__ = "reward"
    __table_args__ = (
        Index("ix_reward_street", "street_id", "id"),
        Index(
            "uq_reward_code",
            "street_id",
            "code",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
        CheckConstraint("taken >= 0 AND taken <= stock", name="ck_reward_stock"),
        CheckConstraint("price > 0", name="ck_reward_price"),
    )

    name: Mapped[str] = text(_("Name"), length=80, required=True)
    code: Mapped[str] = text(_("Code"), length=40, required=True, help=_("Short and unique; it stands in the entries."))
    kind: Mapped[str] = choice(_("Kind"), codes="reward_kind", required=True)
    price: Mapped[Decimal] = number(_("Price"), decimals=2, required=True, minimum=Decimal("0.01"), unit=_("points"))
    stock: Mapped[int] = number(
        _("Pieces ever put in"),
        required=True,
        minimum=0,
        default=0,
        help=_("When new pieces arrive, raise this number by them."),
    )
    taken: Mapped[int] = number(_("Set aside or handed out"), required=True, readonly=True, default=0)
    offered: Mapped[bool] = yes_no(_("On offer"), default=True)
    provider: Mapped[str | None] = text(_("Given by"), length=80, help=_("The shop, company or fund behind it."))
    description: Mapped[str | None] = note(_("Description"), length=1000)
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=3)

    left = computed(
        _("Pieces left"),
        kind=Number(label=""),
        read=lambda reward: (reward.stock or 0) - (reward.taken or 0),
        expression=left_in_sql,
    )

    __screen__ = Screen(
        label=_("Reward"),
        plural=_("Rewards"),
        menu=Menu.POINTS,
        icon="gift",
        title="name",
        description=_("What points can be exchanged for, at what price, and how many pieces are left."),
        add_label=_("Add a reward"),
        list=("name", "kind", "price", "left", "taken", "offered", "organisation"),
        sort=("price",),
        search=("name", "code", "provider"),
        filters=("kind", "offered", "price", "left", "organisation"),
        note=("price",),
        sections=(
            Section(
                _("Reward"),
                ("name", "organisation"),
                ("code", "kind"),
                ("price", "offered"),
                ("provider",),
                ("description",),
                ("photos",),
            ),
            Section(_("Stock"), ("stock", "taken"), ("left",)),
        ),
        facts=(
            Fact(label=_("Price"), field="price"),
            Fact(label=_("Pieces left"), field="left"),
            Fact(label=_("Set aside or handed out"), field="taken"),
            Fact(label=_("Redemptions"), count="redemption.reward"),
        ),
        charts=(
            Chart(_("Pieces taken by reward"), sum_of="taken", by="name", kind="bar"),
            Chart(_("Rewards by kind"), count_by="kind", kind="pie"),
        ),
        related=(
            Related(
                resource="redemption",
                by="reward",
                label=_("Redemptions"),
                columns=("account", "quantity", "price", "state"),
            ),
        ),
        validate=lambda values, context, record: enough(values, record),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, (*READING, "export")),
            Grant(Role.STREET_CENTRE, Scope.STREET, RUNNING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, KEEPING),
            # A street's rewards are open to everybody who earns or hands out points in it.
            *give((Role.COMMUNITY_SECRETARY, Role.GRID_LEADER, Role.GRID_STAFF, Role.VOLUNTEER), Scope.STREET, READING),
        ),
    )


class RedemptionState(Choices):
    """How far an exchange has come."""

    HELD = "held", _("Waiting for pick-up"), "soon"
    DONE = "done", _("Handed out"), "ok"
    CANCELLED = "cancelled", _("Cancelled")
    REVERSED = "reversed", _("Taken back"), "late"


class Redemption(Record):
    """One exchange of points for a reward."""

    __tablename__ = "redemption"
    __table_args__ = (
        Index("ix_redemption_street", "street_id", "id"),
        Index("ix_redemption_requested", "street_id", "requested_at", "id"),
        Index("ix_redemption_state", "street_id", "state", "requested_at"),
        Index("uq_redemption_hold", "hold_key", unique=True),
    )

    account_id: Mapped[int] = link(_("Points account"), "points_account", required=True, readonly=True, quick_add=False)
    reward_id: Mapped[int] = link(_("Reward"), "reward", required=True, readonly=True, quick_add=False)
    quantity: Mapped[int] = number(_("Quantity"), required=True, readonly=True, default=1)
    price: Mapped[Decimal] = number(_("Price in all"), decimals=2, required=True, readonly=True, unit=_("points"))
    number: Mapped[str | None] = serial(_("Number"), pattern="{street}-DH{year}-{number:04d}")
    state: Mapped[str] = choice(
        _("State"), RedemptionState, required=True, readonly=True, state=True, default=RedemptionState.HELD
    )
    requested_at: Mapped[datetime] = moment(_("Asked for at"), readonly=True, default=utc_now)
    settled_at: Mapped[datetime | None] = moment(_("Settled at"), readonly=True)
    settled_by_id: Mapped[int | None] = link(_("Settled by"), "person", readonly=True, index=False)
    reason: Mapped[str | None] = text(_("Reason"), length=200, readonly=True)
    hold_key: Mapped[str] = text(_("Key"), length=200, required=True, readonly=True, hidden=True)

    __screen__ = Screen(
        label=_("Redemption"),
        plural=_("Redemptions"),
        menu=Menu.POINTS,
        icon="ticket",
        title=("reward", "number"),
        description=_("Who exchanged points for what. Points are set aside when asked for and spent on pick-up."),
        list=("number", "account", "reward", "quantity", "price", "state", "requested_at"),
        sort=("-requested_at",),
        search=("number", "reward.name", "account.person.name"),
        filters=("state", "reward", "account", "requested_at", "organisation"),
        state="state",
        note=("account",),
        sections=(
            Section(_("Redemption"), ("number", "organisation"), ("account", "reward"), ("quantity", "price")),
            Section(_("Progress"), ("state", "requested_at"), ("settled_at", "settled_by"), ("reason",)),
        ),
        facts=(
            Fact(label=_("Price in all"), field="price"),
            Fact(label=_("Quantity"), field="quantity"),
            Fact(label=_("Asked for at"), field="requested_at"),
            Fact(label=_("Settled at"), field="settled_at"),
        ),
        charts=(
            Chart(_("Redemptions by month"), count_by="requested_at", every="month", kind="bar"),
            Chart(_("Points spent by reward"), sum_of="price", by="reward", kind="bar", where=(("state", "done"),)),
            Chart(_("Redemptions by state"), count_by="state", kind="pie"),
        ),
        actions=(HAND_OUT, CANCEL),
        readonly=True,
        extensible=False,
        own=on_mine,
        grants=also(
            LEDGER,
            {
                Role.STREET_CENTRE: ("hand_out", "cancel"),
                Role.COMMUNITY_SECRETARY: ("hand_out", "cancel"),
                Role.GRID_LEADER: ("hand_out", "cancel"),
                Role.GRID_STAFF: ("hand_out", "cancel"),
                Role.VOLUNTEER: ("cancel",),
            },
        ),
    )


def enough(values: dict[str, Any], record: Any) -> Messages:
    """There cannot have been fewer pieces than are taken."""
    stock, taken = values.get("stock"), record.taken if record is not None else 0
    if stock is not None and stock < taken:
        return {"stock": gettext("%(taken)s pieces are already taken. Give that number or more.", taken=taken)}
    return {}
