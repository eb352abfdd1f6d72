"""积分: accounts, their append-only entries, the rules behind them, and what points can be exchanged for.

What may be entered is decided by `app/process/points.py`; the screens of the ledger only show it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import DDL, CheckConstraint, ColumnElement, Index, UniqueConstraint, event, false, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.declare import READING, Chart, Fact, Grant, Menu, Related, Role, Scope, Screen, Section
from app.fields.choice import Choices, choice
from app.fields.day import day
from app.fields.link import link
from app.fields.moment import moment
from app.fields.note import note
from app.fields.number import number
from app.fields.text import text
from app.record import Record, Scoped, utc_now
from models.ledger.doings import ADJUST, REDEEM, REVERSE
from models.reach import SERVICE_LAW, also, give, living, same
from models.rules import in_order

NOTHING = Decimal(0)
SHOWN = (*READING, "export")
LEDGER = (
    *give((Role.PARTY_SECRETARY, Role.STREET_CENTRE), Scope.STREET, SHOWN),
    Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, SHOWN),
    *give((Role.GRID_LEADER, Role.GRID_STAFF), Scope.SUBTREE, READING),
    Grant(Role.VOLUNTEER, Scope.OWN, READING),
)


class PointsAccount(Record):
    """A volunteer's account. Its sums are a cache that must equal its entries."""

    __tablename__ = "points_account"
    __table_args__ = (
        Index("ix_points_account_street", "street_id", "id"),
        Index("ix_points_account_balance", "street_id", "balance", "id"),
        CheckConstraint("held >= 0", name="ck_points_account_held"),
        Index(
            "uq_points_account_person",
            "person_id",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    person_id: Mapped[int] = link(
        _("Holder"), "person", required=True, readonly=True, quick_add=False, personal=SERVICE_LAW
    )
    balance: Mapped[Decimal] = number(
        _("Balance"), decimals=2, required=True, readonly=True, default=NOTHING, unit=_("points")
    )
    held: Mapped[Decimal] = number(
        _("Set aside"),
        decimals=2,
        required=True,
        readonly=True,
        default=NOTHING,
        unit=_("points"),
        help=_("For rewards that wait to be picked up."),
    )
    opened_on: Mapped[date] = day(_("Opened on"), required=True, readonly=True)

    __screen__ = Screen(
        label=_("Points account"),
        plural=_("Points accounts"),
        menu=Menu.POINTS,
        icon="wallet",
        title="person",
        description=_(
            "What volunteers have earned and not spent yet. Every change is an entry; nothing is ever overwritten."
        ),
        list=("person", "organisation", "balance", "held", "opened_on"),
        sort=("-balance",),
        search=("person.name",),
        filters=("organisation", "balance", "held", "opened_on"),
        note=("organisation",),
        sections=(Section(_("Points account"), ("person", "organisation"), ("balance", "held"), ("opened_on",)),),
        facts=(
            Fact(label=_("Balance"), field="balance"),
            Fact(label=_("Set aside"), field="held"),
            Fact(label=_("Entries"), count="points_entry.account"),
            Fact(label=_("Redemptions"), count="redemption.account"),
        ),
        charts=(
            Chart(_("Points by organisation"), sum_of="balance", by="organisation", kind="bar"),
            Chart(_("Accounts opened by month"), count_by="opened_on", every="month", kind="line"),
        ),
        related=(
            Related(
                resource="points_entry",
                by="account",
                label=_("Entries"),
                columns=("booked_on", "kind", "amount", "held", "about", "reason"),
            ),
            Related(
                resource="redemption",
                by="account",
                label=_("Redemptions"),
                columns=("reward", "quantity", "price", "state"),
            ),
            Related(
                resource="points_correction",
                by="account",
                label=_("Points corrections"),
                columns=("amount", "state", "reason", "proposed_by"),
            ),
        ),
        actions=(REDEEM, ADJUST),
        readonly=True,
        extensible=False,
        own=lambda entity, viewer: same(entity.person_id, viewer.person_id),
        grants=also(
            LEDGER,
            {
                Role.STREET_CENTRE: ("redeem", "adjust"),
                Role.COMMUNITY_SECRETARY: ("redeem", "adjust"),
                # Rewards are asked for at the grid's door or by the volunteers themselves, with what they own.
                Role.GRID_LEADER: ("redeem",),
                Role.GRID_STAFF: ("redeem",),
                Role.VOLUNTEER: ("redeem",),
            },
        ),
    )


class EntryKind(Choices):
    """What an entry does to an account. The codes are those of `app/process/ledger.py`."""

    EARN = "earn", _("Earned"), "ok"
    HOLD = "hold", _("Set aside"), "soon"
    CAPTURE = "capture", _("Spent")
    RELEASE = "release", _("Given back")
    EXPIRE = "expire", _("Expired"), "late"
    REVERSE = "reverse", _("Reversed"), "late"
    ADJUST = "adjust", _("Corrected"), "soon"


class PointsEntry(Scoped):
    """One line of the ledger. Never changed, never deleted."""

    __tablename__ = "points_entry"
    __table_args__ = (
        UniqueConstraint("key", name="uq_points_entry_key"),  # asking twice books once
        UniqueConstraint("rule_code", "source", name="uq_points_entry_source"),  # what earned once does not earn again
        Index("ix_points_entry_street", "street_id", "id"),
        Index("ix_points_entry_booked", "street_id", "booked_on", "id"),
        Index("ix_points_entry_account_order", "account_id", "id"),
        Index("ix_points_entry_lots", "expires_on", "account_id"),
        Index("ix_points_entry_activity", "account_id", "activity_id"),
    )

    account_id: Mapped[int] = link(
        _("Points account"), "points_account", required=True, readonly=True, quick_add=False, index=False
    )
    kind: Mapped[str] = choice(_("Kind of entry"), EntryKind, required=True, readonly=True, state=True)
    booked_on: Mapped[date] = day(_("Booked on"), required=True, readonly=True)
    amount: Mapped[Decimal] = number(
        _("Points"),
        decimals=2,
        required=True,
        readonly=True,
        default=NOTHING,
        help=_("Added to the balance, or taken from it."),
    )
    held: Mapped[Decimal] = number(
        _("Change of what is set aside"), decimals=2, required=True, readonly=True, default=NOTHING
    )
    hours: Mapped[Decimal] = number(
        _("Hours served"), decimals=1, required=True, readonly=True, default=NOTHING, unit=_("h")
    )
    paid_hours: Mapped[Decimal] = number(
        _("Hours that earned points"), decimals=1, required=True, readonly=True, default=NOTHING, unit=_("h")
    )
    expires_on: Mapped[date | None] = day(_("Valid until"), readonly=True)
    rule_code: Mapped[str] = text(_("Rule"), length=40, required=True, readonly=True)
    rule_version: Mapped[int] = number(_("Version of the rule"), required=True, readonly=True, grouped=False)
    source: Mapped[str | None] = text(
        _("Rests on"), length=120, readonly=True, help=_("The service or the request behind it.")
    )
    activity_id: Mapped[int | None] = link(_("Activity"), "activity", readonly=True, quick_add=False, index=False)
    about: Mapped[str | None] = text(_("About"), length=120, readonly=True)
    follows: Mapped[str | None] = text(_("Follows the entry"), length=200, readonly=True, index=True)
    key: Mapped[str] = text(_("Key"), length=200, required=True, readonly=True, hidden=True)
    reason: Mapped[str | None] = note(_("Reason"), length=1000, readonly=True)
    by_id: Mapped[int | None] = link(
        _("Booked by"), "person", readonly=True, index=False, help=_("Empty for the nightly job.")
    )
    proposed_by_id: Mapped[int | None] = link(_("Proposed by"), "person", readonly=True, index=False)
    booked_at: Mapped[datetime] = moment(_("Booked at"), readonly=True, default=utc_now)

    __screen__ = Screen(
        label=_("Points entry"),
        plural=_("Points entries"),
        menu=Menu.POINTS,
        icon="list",
        title=("account", "booked_on"),
        description=_("Every point earned, set aside, spent, expired or corrected, with the rule and the reason."),
        list=("account", "booked_on", "kind", "amount", "held", "about", "by"),
        sort=("-booked_on",),
        filters=("account", "kind", "booked_on", "amount", "rule_code", "expires_on", "organisation"),
        state="kind",
        note=("kind",),
        sections=(
            Section(
                _("Entry"),
                ("account", "organisation"),
                ("kind", "booked_on"),
                ("amount", "held"),
                ("expires_on", "booked_at"),
            ),
            Section(
                _("Grounds"),
                ("rule_code", "rule_version"),
                ("source", "about"),
                ("activity",),
                ("hours", "paid_hours"),
                ("follows",),
                ("reason",),
            ),
            Section(_("Booked by whom"), ("by", "proposed_by")),
        ),
        facts=(
            Fact(label=_("Points"), field="amount"),
            Fact(label=_("Kind of entry"), field="kind"),
            Fact(label=_("Booked on"), field="booked_on"),
            Fact(label=_("Valid until"), field="expires_on"),
        ),
        charts=(
            Chart(
                _("Points earned by month"),
                sum_of="amount",
                by="booked_on",
                every="month",
                kind="line",
                where=(("kind", "earn"),),
            ),
            Chart(_("Points by kind of entry"), sum_of="amount", by="kind", kind="bar"),
            Chart(_("Entries by month"), count_by="booked_on", every="month", kind="bar"),
        ),
        actions=(REVERSE,),
        readonly=True,
        extensible=False,
        own=lambda entity, viewer: on_mine(entity, viewer),
        grants=also(LEDGER, {Role.STREET_CENTRE: ("reverse",), Role.COMMUNITY_SECRETARY: ("reverse",)}),
    )


KEPT = "points_entry: entries are never changed or deleted"
FOR_GOOD = {
    "sqlite": (
        f"CREATE TRIGGER points_entry_unchanged BEFORE UPDATE ON points_entry BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
        f"CREATE TRIGGER points_entry_undeleted BEFORE DELETE ON points_entry BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION points_entry_keep() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation'; END$$",
        "CREATE TRIGGER points_entry_kept BEFORE UPDATE OR DELETE ON points_entry "
        "FOR EACH ROW EXECUTE FUNCTION points_entry_keep()",
    ),
}
for dialect, statements in FOR_GOOD.items():
    for statement in statements:
        event.listen(PointsEntry.__table__, "after_create", DDL(statement).execute_if(dialect=dialect))


class PointsRule(Record):
    """One version of a rule. A change is a new version, so that old entries can still be worked out."""

    __tablename__ = "points_rule"
    __table_args__ = (
        Index("ix_points_rule_street", "street_id", "id"),
        UniqueConstraint("street_id", "code", "revision", name="uq_points_rule_version"),
        CheckConstraint("revision > 0", name="ck_points_rule_version"),
    )

    code: Mapped[str] = text(
        _("Code"),
        length=40,
        required=True,
        pattern=r"[a-z][a-z0-9_-]*",
        pattern_help=_("Use small letters, digits, hyphens and underscores; begin with a letter."),
    )
    revision: Mapped[int] = number(
        _("Version"), required=True, minimum=1, grouped=False, help=_("One more than the last one.")
    )
    name: Mapped[str] = text(_("Name"), length=60, required=True)
    since: Mapped[date] = day(_("In force from"), required=True)
    until: Mapped[date | None] = day(_("In force until"), help=_("The last day. A newer version takes over by itself."))
    per_hour: Mapped[Decimal] = number(_("Points an hour"), decimals=2, required=True, minimum=0)
    most_hours: Mapped[Decimal | None] = number(
        _("Paid hours at most"),
        decimals=1,
        minimum=0,
        unit=_("h"),
        help=_("For each person and activity. Empty: no limit."),
    )
    referral: Mapped[Decimal] = number(
        _("Points for bringing in a volunteer"), decimals=2, required=True, minimum=0, default=NOTHING
    )
    redemptions: Mapped[int | None] = number(_("Redemptions a quarter"), minimum=0, help=_("Empty: no limit."))
    months: Mapped[int | None] = number(_("Months that points last"), minimum=1, help=_("Empty: for ever."))
    basis: Mapped[str | None] = note(
        _("Basis"), length=1000, help=_("The decision or document that the rule rests on.")
    )

    __screen__ = Screen(
        label=_("Points rule"),
        plural=_("Points rules"),
        menu=Menu.POINTS,
        icon="scale",
        title=("name", "revision"),
        description=_(
            "How service becomes points. A rule is never changed; a new version takes its place from a day on."
        ),
        add_label=_("Add a version"),
        list=("name", "code", "revision", "since", "until", "per_hour", "most_hours", "redemptions"),
        sort=("code", "-revision"),
        search=("name", "code"),
        filters=("code", "since", "until"),
        note=("since",),
        sections=(
            Section(_("Rule"), ("name", "organisation"), ("code", "revision"), ("since", "until"), ("basis",)),
            Section(_("Earning"), ("per_hour", "most_hours"), ("referral", "months")),
            Section(_("Redeeming"), ("redemptions",)),
        ),
        facts=(
            Fact(label=_("Points an hour"), field="per_hour"),
            Fact(label=_("Paid hours at most"), field="most_hours"),
            Fact(label=_("In force from"), field="since"),
            Fact(label=_("In force until"), field="until"),
        ),
        charts=(
            Chart(_("Rules by year"), count_by="since", every="year", kind="bar"),
            Chart(_("Versions of each rule"), count_by="code", kind="bar"),
        ),
        extensible=False,
        validate=lambda values, context, record: in_order(values, "since", "until"),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, READING),
            Grant(Role.STREET_CENTRE, Scope.STREET, ("list", "show", "add", "export", "comment")),
            *give((Role.COMMUNITY_SECRETARY, Role.GRID_LEADER, Role.GRID_STAFF, Role.VOLUNTEER), Scope.STREET, READING),
        ),
    )


def on_mine(entity: Any, viewer: Any) -> ColumnElement[bool]:
    """Rows on the viewer's own account."""
    if viewer.person_id is None:
        return false()
    accounts = PointsAccount.__table__.alias("my_points_account")
    return entity.account_id.in_(
        select(accounts.c.id).where(living(accounts), accounts.c.person_id == viewer.person_id)
    )
