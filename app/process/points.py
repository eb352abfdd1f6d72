"""Turns rated services, redemptions and corrections into entries of the points ledger, or says every reason why not.

Each step takes a `Position` (stored sums and the entries near the step; see ledger.py) and gives one new Entry. A
replay - the same step under the same key - gives the entry that is already there: `entry in position.near`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.process.ledger import (
    Entry,
    Kind,
    Lot,
    Position,
    adjust_key,
    balance,
    earn_key,
    expire_key,
    hold_key,
    reverse_key,
    settle_key,
    to_points,
)
from app.process.refusal import Reason, Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One version of a street's points rule; a change is a new version with its own days."""

    code: str
    version: int
    since: date
    until: date | None = None  # last day
    per_hour: int  # hundredths of a point
    most_hours: Decimal | None = None  # paid per person and activity
    referral: int = 0  # hundredths of a point
    redemptions: int | None = None  # per quarter
    months: int | None = None  # how long a lot lasts; None: for ever

    def __post_init__(self) -> None:
        # A colon would let two (rule, source) pairs share one key.
        if not self.code or ":" in self.code:
            raise ValueError(f"rule code {self.code!r}: must not be empty or contain ':'")
        if min(self.per_hour, self.referral, self.most_hours or 0, self.redemptions or 0) < 0 or self.version < 1:
            raise ValueError(f"rule {self.code}: amounts must be 0 or more, the version 1 or more")
        if (self.months is not None and self.months < 1) or (self.until is not None and self.until < self.since):
            raise ValueError(f"rule {self.code}: months must be 1 or more, the last day not before the first")

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def last_day(self, earned: date) -> date | None:
        """The last day on which points earned on a day can be spent: 31 January and one month is 28 February."""
        if self.months is None:
            return None
        year, month = divmod(earned.year * 12 + earned.month - 1 + self.months, 12)
        return date(year, month + 1, min(earned.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A service record as the ledger sees it; `source` names it for good ("service_record/17"), people are ids."""

    source: str
    person: int
    activity: str
    served_on: date
    hours: Decimal
    rated_by: int | None = None
    complaint: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RewardStock:
    """What a reward costs (hundredths of a point) and how many pieces are neither held nor handed out."""

    code: str
    price: int
    left: int
    offered: bool = True

    def __post_init__(self) -> None:
        if self.price <= 0:
            raise ValueError(f"reward {self.code}: the price must be above 0")


def rule_on(rules: Iterable[Rule], code: str, day: date) -> Rule | None:
    """The version of a rule in force on a day: the newest, should two overlap."""
    return max((r for r in rules if r.code == code and r.in_force(day)), key=lambda r: r.version, default=None)


def quarter(day: date) -> tuple[date, date]:
    """The first day of a day's quarter, and of the next quarter."""
    month = (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1), date(day.year + month // 10, (month + 2) % 12 + 1, 1)


def earn(position: Position, rule: Rule, service: Service, *, by: int, on: date) -> Entry:
    """The points of a rated service of the account's holder; 0 points after a complaint. The hours always count."""
    key = earn_key(rule.code, service.source)
    if known := _known(position, key, Kind.EARN):
        return known
    reasons = _unpaid(position, rule, service, by)
    if service.person != position.person:
        reasons.append(_reason("other_person"))
    _allow(reasons)
    paid = Decimal(0) if service.complaint else service.hours
    if rule.most_hours is not None:
        paid = min(paid, max(Decimal(0), rule.most_hours - _paid_before(position, rule, service.activity)))
    return Entry(
        kind=Kind.EARN,
        account=position.account,
        key=key,
        amount=int((paid * rule.per_hour).quantize(Decimal(1), ROUND_HALF_UP)),
        on=on,
        rule=rule.code,
        version=rule.version,
        source=service.source,
        about=service.activity,
        hours=service.hours,
        paid_hours=paid,
        expires_on=rule.last_day(on),
        by=by,
    )


def refer(position: Position, rule: Rule, service: Service, *, by: int, on: date) -> Entry:
    """The points for bringing in the person of a rated service: once per newcomer, whichever service it rests on."""
    source = f"referral/{service.person}"
    key = earn_key(rule.code, source)
    if known := _known(position, key, Kind.EARN):
        return known
    reasons = _unpaid(position, rule, service, by)
    if service.person == position.person:
        reasons.append(_reason("own_referral"))
    if service.complaint:
        reasons.append(_reason("complaint"))
    _allow(reasons)
    return Entry(
        kind=Kind.EARN,
        account=position.account,
        key=key,
        amount=rule.referral,
        on=on,
        rule=rule.code,
        version=rule.version,
        source=source,
        expires_on=rule.last_day(on),
        by=by,
    )


def may_redeem(
    position: Position, rule: Rule, reward: RewardStock, *, on: date, quantity: int = 1
) -> tuple[Reason, ...]:
    """Every reason why the account may not redeem this on a day; empty when it may."""
    this = quarter(on)
    used = [quarter(day) for day in position.redeemed].count(this)
    reasons = _short(position, reward.price * quantity)
    if quantity < 1:
        reasons.append(_reason("bad_quantity"))
    if not rule.in_force(on):
        reasons.append(_reason("rule_not_in_force", rule=rule.code, version=rule.version, day=on))
    if not reward.offered:
        reasons.append(_reason("not_offered"))
    if reward.left < quantity:
        reasons.append(_reason("no_stock", wanted=quantity, left=max(0, reward.left)))
    if rule.redemptions is not None and used >= rule.redemptions:
        reasons.append(_reason("quarter_full", used=used, most=rule.redemptions, day=this[1]))
    return tuple(reasons)


def hold(
    position: Position, rule: Rule, reward: RewardStock, *, request: str, by: int, on: date, quantity: int = 1
) -> Entry:
    """Sets the price aside until pick-up. `request` names the asking (a form's token): asking twice holds once."""
    key, about = hold_key(position.account, request), f"{reward.code} × {quantity}"
    if known := _known(position, key, Kind.HOLD, about=about):
        return known
    _allow(may_redeem(position, rule, reward, on=on, quantity=quantity))
    return Entry(
        kind=Kind.HOLD,
        account=position.account,
        key=key,
        held=reward.price * quantity,
        on=on,
        rule=rule.code,
        version=rule.version,
        source=f"redemption/{position.account}/{request}",
        about=about,
        by=by,
    )


def capture(position: Position, hold: str, *, by: int, on: date) -> Entry:
    """Spends a hold (its key) at pick-up. A debt blocks it until points come in or another hold is cancelled."""
    if known := _known(position, settle_key(hold), Kind.CAPTURE, by=by):
        return known
    origin = _origin(position, hold)
    reasons = _short(position, 0)
    if origin.kind is not Kind.HOLD:
        reasons.append(_reason("not_a_hold"))
    if by == position.person:
        reasons.append(_reason("own_account"))
    _allow(reasons)
    return _follow(origin, Kind.CAPTURE, settle_key(hold), amount=-origin.held, held=-origin.held, by=by, on=on)


def release(position: Position, hold: str, *, by: int, on: date, reason: str = "") -> Entry:
    """Gives a hold (its key) back on cancellation: to the lots it came from, with their last days."""
    if known := _known(position, settle_key(hold), Kind.RELEASE, by=by):
        return known
    origin = _origin(position, hold)
    _allow([] if origin.kind is Kind.HOLD else [_reason("not_a_hold")])
    return _follow(origin, Kind.RELEASE, settle_key(hold), held=-origin.held, by=by, on=on, reason=reason)


def reverse(position: Position, key: str, *, reason: str, by: int, on: date) -> Entry:
    """Takes an EARN back, less what expired of it, or gives a CAPTURE back. Points already spent become a debt."""
    if known := _known(position, reverse_key(key), Kind.REVERSE, by=by, reason=reason):
        return known
    origin = _origin(position, key)
    standing = origin.amount + sum(entry.amount for entry in position.following(key, Kind.EXPIRE))
    reasons = []
    if origin.kind not in (Kind.EARN, Kind.CAPTURE):
        reasons.append(_reason("not_reversible"))
    elif not standing:
        reasons.append(_reason("nothing_left"))
    if not reason.strip():
        reasons.append(_reason("no_reason"))
    if by == position.person:
        reasons.append(_reason("own_account"))
    _allow(reasons)
    return _follow(origin, Kind.REVERSE, reverse_key(key), amount=-standing, by=by, on=on, reason=reason)


def adjust(
    position: Position, rule: Rule, amount: int, *, number: str, reason: str, proposed_by: int, by: int, on: date
) -> Entry:
    """Corrects a balance by hand. `number` is the proposal's, `by` approves it; neither person may hold the account."""
    key = adjust_key(position.account, number)
    if known := _known(position, key, Kind.ADJUST, amount=amount, reason=reason):
        return known
    reasons = _short(position, -amount) if amount < 0 else []
    if not amount:
        reasons.append(_reason("no_change"))
    if not reason.strip():
        reasons.append(_reason("no_reason"))
    if proposed_by == by:
        reasons.append(_reason("same_person"))
    if position.person in (proposed_by, by):
        reasons.append(_reason("own_account"))
    if not rule.in_force(on):
        reasons.append(_reason("rule_not_in_force", rule=rule.code, version=rule.version, day=on))
    _allow(reasons)
    return Entry(
        kind=Kind.ADJUST,
        account=position.account,
        key=key,
        amount=amount,
        on=on,
        rule=rule.code,
        version=rule.version,
        source=f"adjustment/{position.account}/{number}",
        expires_on=rule.last_day(on) if amount > 0 else None,
        by=by,
        proposed_by=proposed_by,
        reason=reason,
    )


def expire(lots: Iterable[Lot], *, on: date) -> tuple[Entry, ...]:
    """What the lots lose on a day, first expiring first; a second run finds nothing. Held points stay."""
    lapsed = sorted((lot for lot in lots if lot.left and lot.lapsed(on)), key=lambda lot: lot.entry.expires_on or on)
    return tuple(
        _follow(lot.entry, Kind.EXPIRE, expire_key(lot.entry.key, lot.expired), amount=-lot.left, by=None, on=on)
        for lot in lapsed
    )


def differences(stored: Position, entries: Sequence[Entry]) -> tuple[Reason, ...]:
    """Where the stored sums are not what the entries add up to; empty when all is well."""
    sums = (("balance", stored.balance, balance(entries)), ("held", stored.held, sum(e.held for e in entries)))
    return tuple(
        _reason(f"{name}_differs", stored=to_points(kept), summed=to_points(summed))
        for name, kept, summed in sums
        if kept != summed
    )


def _reason(code: str, **values: Decimal | date | int | str) -> Reason:
    return Reason(code=code, values=tuple(values.items()))


def _allow(reasons: Sequence[Reason]) -> None:
    if reasons:
        raise Refused(*reasons)


def _known(position: Position, key: str, kind: Kind, **same: object) -> Entry | None:
    """The entry already under a key; raises Refused where it stands for another step or another wish."""
    entry = position.entry(key)
    if entry is None:
        return None
    if (entry.account, entry.kind) == (position.account, kind) and all(getattr(entry, k) == v for k, v in same.items()):
        return entry
    taken = {Kind.CAPTURE: "picked_up", Kind.RELEASE: "cancelled", Kind.REVERSE: "reversed_before"}
    raise Refused(_reason(taken[entry.kind], day=entry.on) if entry.kind in taken else _reason("key_used"))


def _origin(position: Position, key: str) -> Entry:
    entry = position.entry(key)
    if entry is None or entry.account != position.account:
        raise Refused(_reason("unknown_entry"))
    return entry


def _follow(
    origin: Entry, kind: Kind, key: str, *, by: int | None, on: date, amount: int = 0, held: int = 0, reason: str = ""
) -> Entry:
    return Entry(
        kind=kind,
        account=origin.account,
        key=key,
        amount=amount,
        held=held,
        on=on,
        rule=origin.rule,
        version=origin.version,
        of=origin.key,
        by=by,
        reason=reason,
    )


def _unpaid(position: Position, rule: Rule, service: Service, by: int) -> list[Reason]:
    found = []
    if service.rated_by is None:
        found.append(_reason("not_rated"))
    if service.rated_by == service.person:
        found.append(_reason("own_rating"))
    if by == position.person:
        found.append(_reason("own_account"))
    if service.hours <= 0:
        found.append(_reason("no_hours"))
    if not rule.in_force(service.served_on):
        found.append(_reason("rule_not_in_force", rule=rule.code, version=rule.version, day=service.served_on))
    return found


def _paid_before(position: Position, rule: Rule, activity: str) -> Decimal:
    """Hours of an activity already paid and not reversed; a service outside any activity stands alone."""
    paid = (
        entry.paid_hours
        for entry in position.near
        if entry.kind is Kind.EARN
        and (entry.account, entry.rule, entry.about) == (position.account, rule.code, activity or None)
        and not position.following(entry.key, Kind.REVERSE)
    )
    return sum(paid, Decimal(0))


def _short(position: Position, needed: int) -> list[Reason]:
    if position.debt:
        return [_reason("in_debt", debt=to_points(position.debt))]
    if position.available < needed:
        return [_reason("not_enough", needed=to_points(needed), available=to_points(max(0, position.available)))]
    return []
