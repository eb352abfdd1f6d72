"""Turns rows of the ledger into the values its rules work on, and the rules' entries into rows: locks, guards, trace.

Every step locks its account first, so the entries of one account are made one after the other, in the order of their
ids. The sums are moved by an UPDATE that holds only while they suffice: even without the lock nobody spends twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from flask_babel import format_date, gettext
from sqlalchemy import BigInteger, ColumnElement, exists, or_, select, type_coerce, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.scope import OutOfScope, viewer_of
from app.fields.base import Invalid
from app.process.ledger import POINT, Entry, Kind, Position, lots
from app.process.points import Rule, expire, quarter
from app.process.refusal import MESSAGES, Reason, Refused
from app.record import Record, declared_fields, utc_now
from models.points import PointsAccount, PointsEntry, PointsRule
from models.rewards import Redemption, RedemptionState

R = TypeVar("R", bound=Record)

DOOR = {"door": "points: a step needs every entry of its account, whoever asks"}
SERVICE = "service"  # the rule that counts where a street has several


class NotBooked(Invalid):
    """A step that the rules do not allow, with every reason in the reader's language; `reasons` holds their codes."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(" ".join(sentence(reason) for reason in reasons))
        self.reasons = reasons


def sentence(reason: Reason) -> str:
    """A reason in the reader's language."""
    return str(gettext(MESSAGES[reason.code], **{name: in_words(value) for name, value in reason.values}))


def in_words(value: Any) -> Any:
    """A day as people write it, a number without the zeros that say nothing: Decimal("1.50") is "1.5"."""
    if isinstance(value, date):
        return format_date(value, "medium")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


@contextmanager
def refusals() -> Iterator[None]:
    """Let what the rules refuse reach the person who asked."""
    try:
        yield
    except Refused as refused:
        raise NotBooked(*refused.reasons) from refused


def hundredths(points: Decimal | int) -> int:
    """Points as the rules count them: Decimal("1.5") is 150."""
    return int(points * POINT)


def points(amount: int) -> Decimal:
    """Hundredths as columns hold them: 150 is Decimal("1.50")."""
    return Decimal(amount).scaleb(-2)


# -- reading ------------------------------------------------------------------------------------------------------


def lock(session: Session, model: type[R], number: int) -> R:
    """A living row as it stands now, which nobody else changes until the transaction ends. Raises OutOfScope."""
    if session.connection().dialect.name == "sqlite":
        # No FOR UPDATE there: a write that changes nothing takes the lock where the transaction has not got it yet.
        held = update(model).where(model.id == number).values(version=model.version)
        session.execute(held, execution_options={**DOOR, "synchronize_session": False})
    statement = select(model).where(model.id == number, model.deleted_at.is_(None)).with_for_update()
    row = session.execute(statement, execution_options={**DOOR, "populate_existing": True}).scalar_one_or_none()
    if row is None:
        raise OutOfScope(f"{model.__tablename__} {number}")
    return row


def entry_of(row: PointsEntry) -> Entry:
    """A row as the rules see it."""
    return Entry(
        kind=Kind(row.kind),
        account=row.account_id,
        key=row.key,
        amount=hundredths(row.amount),
        held=hundredths(row.held),
        on=row.booked_on,
        rule=row.rule_code,
        version=row.rule_version,
        source=row.source,
        of=row.follows,
        about=activity_key(row.activity_id) or row.about or "",
        hours=row.hours,
        paid_hours=row.paid_hours,
        expires_on=row.expires_on,
        by=row.by_id,
        proposed_by=row.proposed_by_id,
        reason=row.reason or "",
    )


def activity_key(number: int | None) -> str:
    """What names an activity to the rules: its title may change, and two may share one."""
    return f"activity/{number}" if number else ""


def entries(session: Session, *conditions: ColumnElement[bool]) -> tuple[Entry, ...]:
    """The entries that meet any of the conditions, in their order."""
    statement = select(PointsEntry).where(or_(*conditions)).order_by(PointsEntry.id)
    return tuple(entry_of(row) for row in session.execute(statement, execution_options=DOOR).scalars())


def row_of(session: Session, key: str) -> PointsEntry:
    """The row under a key."""
    statement = select(PointsEntry).where(PointsEntry.key == key)
    return session.execute(statement, execution_options=DOOR).scalar_one()


def position(account: PointsAccount, near: Sequence[Entry], redeemed: Sequence[date] = ()) -> Position:
    """Where a locked account stands. Nothing counts as lapsed: who would spend it runs `expire_lots` first."""
    return Position(
        account=account.id,
        person=account.person_id,
        balance=hundredths(account.balance),
        held=hundredths(account.held),
        redeemed=tuple(redeemed),
        near=tuple(near),
    )


def redeemed_days(session: Session, account: PointsAccount, on: date) -> list[date]:
    """The days of this quarter's redemptions that were neither cancelled nor taken back."""
    statement = (
        select(PointsEntry.booked_on)
        .join(Redemption, Redemption.hold_key == PointsEntry.key)
        .where(
            Redemption.account_id == account.id,
            Redemption.state.in_((RedemptionState.HELD, RedemptionState.DONE)),
            PointsEntry.booked_on >= quarter(on)[0],
        )
    )
    return list(session.execute(statement, execution_options=DOOR).scalars())


def rule_on(session: Session, street_id: int, on: date) -> Rule:
    """The street's rule of a day: the one called "service" where there are several. Raises Invalid.

    When none is in force, the newest version there is: the step then says so beside its other reasons.
    """
    statement = select(PointsRule).where(PointsRule.street_id == street_id, PointsRule.deleted_at.is_(None))
    rules = [rule_of(row) for row in session.execute(statement, execution_options=DOOR).scalars()]
    if not rules:
        raise Invalid(gettext("This street has no points rule yet. Add one first."))
    current = [rule for rule in rules if rule.in_force(on)] or rules
    codes = {rule.code for rule in current}
    if SERVICE not in codes and len(codes) > 1:
        listed = gettext(", ").join(sorted(codes))
        raise Invalid(
            gettext("Several points rules apply: %(rules)s. Give one of them the code service.", rules=listed)
        )
    code = SERVICE if SERVICE in codes else codes.pop()
    return max((rule for rule in current if rule.code == code), key=lambda rule: rule.version)


def rule_of(row: PointsRule) -> Rule:
    """A version of a rule as the rules see it."""
    return Rule(
        code=row.code,
        version=row.revision,
        since=row.since,
        until=row.until,
        per_hour=hundredths(row.per_hour),
        most_hours=row.most_hours,
        referral=hundredths(row.referral),
        redemptions=row.redemptions,
        months=row.months,
    )


# -- writing ------------------------------------------------------------------------------------------------------


def book(session: Session, account: PointsAccount, entry: Entry, **columns: Any) -> PointsEntry:
    """Move the sums of a locked account and keep the entry. Raises NotBooked where the sums do not suffice."""
    moved = {name: points(change) for name, change in (("balance", entry.amount), ("held", entry.held)) if change}
    # As stored: a difference of two points columns is a plain integer to SQLAlchemy, and would not scale what follows.
    left = type_coerce(PointsAccount.balance, BigInteger) - type_coerce(PointsAccount.held, BigInteger)
    covered = (left >= entry.held - entry.amount,) if entry.needs_cover else ()
    if moved and not move(session, account, *covered, **moved):
        raise NotBooked(
            Reason(
                code="not_enough",
                values=(
                    ("needed", points(max(-entry.amount, entry.held))),
                    ("available", account.balance - account.held),
                ),
            )
        )
    row = PointsEntry(
        organisation_id=account.organisation_id,
        account_id=account.id,
        kind=entry.kind.value,
        booked_on=entry.on,
        amount=points(entry.amount),
        held=points(entry.held),
        hours=entry.hours,
        paid_hours=entry.paid_hours,
        expires_on=entry.expires_on,
        rule_code=entry.rule,
        rule_version=entry.version,
        source=entry.source,
        follows=entry.of,
        key=entry.key,
        reason=entry.reason or None,
        by_id=entry.by,
        proposed_by_id=entry.proposed_by,
        **{"about": entry.about or None, **columns},
    )
    try:
        add(session, row)
    except IntegrityError as error:
        if "points_entry" not in str(error.orig) or "unique" not in str(error.orig).lower():
            raise
        raise NotBooked(Reason(code="key_used")) from error
    made = {
        name: [None, shown(row, name)] for name in ("kind", "amount", "held", "hours", "reason") if shown(row, name)
    }
    note_action(session, doing(session, "add"), "points_entry", record=row, note=entry.key, changes=made)
    return row


def move(session: Session, record: Record, *guards: ColumnElement[bool], **changes: Decimal | int) -> bool:
    """Add to columns of a row, where the guards hold; False, and nothing written, where they do not."""
    model = type(record)
    before = {name: shown(record, name) for name in changes}
    statement = (
        update(model)
        .where(model.id == record.id, *guards)
        .values(
            {
                **{getattr(model, name): getattr(model, name) + change for name, change in changes.items()},
                model.version: model.version + 1,
                model.updated_at: utc_now(),
                model.updated_by_id: viewer_of(session).user_id or None,
            }
        )
    )
    done: Any = session.execute(statement, execution_options={**DOOR, "synchronize_session": False})
    if done.rowcount != 1:
        return False
    session.refresh(record)
    changed = {name: [before[name], shown(record, name)] for name in changes}
    note_action(session, doing(session, "edit"), model.__tablename__, record=record, changes=changed)
    return True


def add(session: Session, row: Any) -> None:
    """Insert a row that no screen may add; who asked was asked for the step's own right."""
    with acting(session, type(row).__tablename__):
        session.add(row)


def change(session: Session, record: Record, **values: Any) -> None:
    """Set columns of a row that no screen may edit."""
    with acting(session, type(record).__tablename__):
        for name, value in values.items():
            setattr(record, name, value)


@contextmanager
def acting(session: Session, *names: str) -> Iterator[None]:
    """Let the session write rows of these resources, to the end of the block; they are written there."""
    before = session.info.get("acting", ())
    session.info["acting"] = {*before, *names}
    try:
        yield
        session.flush()
    finally:
        session.info["acting"] = before


def expire_lots(session: Session, account: PointsAccount, on: date) -> list[PointsEntry]:
    """Take what a locked account has left in lots past their last day; nothing, when that was done already."""
    past = exists().where(PointsEntry.account_id == account.id, PointsEntry.expires_on < on)
    if not session.execute(select(past), execution_options=DOOR).scalar():
        return []
    found = expire(lots(entries(session, PointsEntry.account_id == account.id)), on=on)
    return [book(session, account, entry) for entry in found]


def doing(session: Session, otherwise: str) -> str:
    """What the trace calls this: the declared action that runs, if one does."""
    return str(session.info.get("doing") or otherwise)


def shown(record: Any, name: str) -> Any:
    """A column's value as the trace keeps it."""
    declared = declared_fields(type(record))[name]
    return declared.to_json(getattr(record, name))
