"""Turns the entries of a points account, in their order, into its sums, its lots and its position.

Points are whole hundredths (`POINT` = 100): hours have one decimal, so at 1 point an hour 1.5 h is 150; a
rate with one decimal needs no rounding, sums are exact and a column is a plain integer.

An entry moves two sums. `amount` moves the balance, `held` moves what waits for pick-up:

    EARN  +n, 0    HOLD 0, +n    CAPTURE -n, -n    RELEASE 0, -n    EXPIRE -n, 0    REVERSE ±n, 0    ADJUST ±n, 0

So balance = sum(amount), available = balance - sum(held), and debt is what available lacks to zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

POINT = 100


class Kind(StrEnum):
    EARN = "earn"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    EXPIRE = "expire"
    REVERSE = "reverse"
    ADJUST = "adjust"


SHAPES: Mapping[Kind, Callable[[int, int], bool]] = {
    Kind.EARN: lambda amount, held: amount >= 0 and held == 0,  # 0 after a complaint: the source is used up
    Kind.HOLD: lambda amount, held: amount == 0 and held > 0,
    Kind.CAPTURE: lambda amount, held: amount == held < 0,
    Kind.RELEASE: lambda amount, held: amount == 0 and held < 0,
    Kind.EXPIRE: lambda amount, held: amount < 0 and held == 0,
    Kind.REVERSE: lambda amount, held: amount != 0 and held == 0,
    Kind.ADJUST: lambda amount, held: amount != 0 and held == 0,
}
FOLLOWERS = frozenset({Kind.CAPTURE, Kind.RELEASE, Kind.EXPIRE, Kind.REVERSE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of the ledger, never changed. `key` is unique, and so is (rule, source) where there is a source."""

    kind: Kind
    account: int
    key: str
    amount: int = 0
    held: int = 0
    on: date
    rule: str
    version: int
    source: str | None = None
    of: str | None = None  # key of the entry that this one settles, expires or reverses
    about: str = ""  # the activity of an EARN, the reward and quantity of a HOLD
    hours: Decimal = Decimal(0)  # as served: only an EARN has any, so hours never fall
    paid_hours: Decimal = Decimal(0)
    expires_on: date | None = None  # last day of a lot
    by: int | None = None  # None: the nightly job
    proposed_by: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        follows = self.kind in FOLLOWERS
        if (
            not SHAPES[self.kind](self.amount, self.held)
            or follows == (self.of is None)
            or follows != (not self.source)
        ):
            raise ValueError(f"{self.kind} entry {self.key}: wrong amounts, source or origin")
        if self.kind is not Kind.EARN and (self.hours or self.paid_hours):
            raise ValueError(f"{self.kind} entry {self.key}: only an EARN carries hours")
        if self.kind is Kind.ADJUST and (None in (self.by, self.proposed_by) or self.by == self.proposed_by):
            raise ValueError(f"adjust entry {self.key}: two people are needed")

    @property
    def needs_cover(self) -> bool:
        """Whether the account must still have available >= 0 after this entry: the guard of the stored sums."""
        return self.kind in (Kind.HOLD, Kind.CAPTURE, Kind.EXPIRE) or (self.kind is Kind.ADJUST and self.amount < 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lot:
    """Points earned together, and where they are now: amount == left + held + spent + expired + reversed."""

    entry: Entry
    left: int
    held: int = 0
    spent: int = 0
    expired: int = 0
    reversed: int = 0

    def lapsed(self, on: date) -> bool:
        return self.entry.expires_on is not None and self.entry.expires_on < on


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Where an account stands: its stored sums, and `near`, the entries that the next step asks about.

    `near` may be all entries. At least: earn, refer - those under the step's key, and the person's EARNs of the
    same activity with their REVERSEs; hold, adjust - those under the step's key; capture, release - the HOLD and
    what settled it; reverse - the entry, its REVERSE and EXPIREs, and the HOLD of a CAPTURE.
    """

    account: int
    person: int
    balance: int = 0
    held: int = 0
    lapsed: int = 0  # in lots past their last day that the nightly job has not taken yet: not to be spent
    redeemed: tuple[date, ...] = ()  # days of redemptions that stand: neither cancelled nor reversed
    near: tuple[Entry, ...] = ()

    @property
    def available(self) -> int:
        return self.balance - self.held - self.lapsed

    @property
    def debt(self) -> int:
        return max(0, self.held - self.balance)

    def entry(self, key: str) -> Entry | None:
        return next((entry for entry in self.near if entry.key == key), None)

    def following(self, key: str, kind: Kind) -> list[Entry]:
        return [entry for entry in self.near if entry.of == key and entry.kind is kind]


# The keys: the same step always has the same one. What may hold a colon stands last, so that no two steps share one.
def earn_key(rule: str, source: str) -> str:
    return f"earn:{rule}:{source}"  # without the version: a new version does not pay a second time


def hold_key(account: int, request: str) -> str:
    return f"hold:{account}:{request}"


def settle_key(hold: str) -> str:
    return f"settle:{hold}"  # one key for CAPTURE and RELEASE: a hold is settled once


def expire_key(lot: str, expired: int) -> str:
    return f"expire:{expired}:{lot}"  # what expired before: a cancelled redemption may leave more to expire


def reverse_key(entry: str) -> str:
    return f"reverse:{entry}"


def adjust_key(account: int, number: str) -> str:
    return f"adjust:{account}:{number}"


def to_points(hundredths: int) -> Decimal:
    """Hundredths as points to show: 150 is Decimal("1.5")."""
    return Decimal(hundredths) / POINT


def balance(entries: Iterable[Entry]) -> int:
    return sum(entry.amount for entry in entries)


def available(entries: Sequence[Entry]) -> int:
    """The balance less what is held; below zero it is a debt."""
    return balance(entries) - sum(entry.held for entry in entries)


def debt(entries: Sequence[Entry]) -> int:
    return max(0, -available(entries))


def hours(entries: Iterable[Entry]) -> Decimal:
    """Hours served; no later entry takes any away."""
    return sum((entry.hours for entry in entries), Decimal(0))


def position(account: int, person: int, entries: Sequence[Entry], *, on: date) -> Position:
    """The position that all entries of an account, in their order, add up to on a day."""
    gone = {entry.of for entry in entries if entry.kind in (Kind.RELEASE, Kind.REVERSE)}
    return Position(
        account=account,
        person=person,
        balance=balance(entries),
        held=sum(entry.held for entry in entries),
        lapsed=sum(lot.left for lot in lots(entries) if lot.lapsed(on)),
        redeemed=tuple(e.on for e in entries if e.kind is Kind.HOLD and not gone & {e.key, settle_key(e.key)}),
        near=tuple(entries),
    )


def after(position: Position, entry: Entry) -> Position:
    """The position one entry later, without reading the others: what the guarded UPDATE of the stored sums does.

    `lapsed` only follows EXPIRE: who keeps stored sums runs `expire` before a HOLD, which leaves nothing lapsed.
    """
    redeemed = Counter(position.redeemed)
    if entry.kind is Kind.HOLD:
        redeemed[entry.on] += 1
    for hold in _undone(position, entry):
        redeemed[hold.on] -= 1
    return replace(
        position,
        balance=position.balance + entry.amount,
        held=position.held + entry.held,
        lapsed=max(0, position.lapsed + entry.amount) if entry.kind is Kind.EXPIRE else position.lapsed,
        redeemed=tuple(sorted(redeemed.elements())),
        near=(*position.near, entry),
    )


def _undone(position: Position, entry: Entry) -> Iterable[Entry]:
    """The HOLD whose redemption a RELEASE, or the REVERSE of its CAPTURE, takes out of the quarter's count."""
    if entry.kind in (Kind.RELEASE, Kind.REVERSE):
        return (e for e in position.near if e.kind is Kind.HOLD and entry.of in (e.key, settle_key(e.key)))
    return ()


def post(entries: Sequence[Entry], entry: Entry) -> tuple[Entry, ...]:
    """The entries with one more, as the unique constraints of the table allow: a key again adds nothing.

    Raises ValueError when (rule, source) is taken under another key, or an entry follows one that is not there.
    """
    if any(other.key == entry.key for other in entries):
        return tuple(entries)
    if entry.source and any((other.rule, other.source) == (entry.rule, entry.source) for other in entries):
        raise ValueError(f"entry {entry.key}: {entry.rule} was already applied to {entry.source}")
    if entry.of and all(other.key != entry.of for other in entries):
        raise ValueError(f"entry {entry.key}: follows {entry.of}, which is not in the ledger")
    return (*entries, entry)


def lots(entries: Iterable[Entry]) -> tuple[Lot, ...]:
    """The lots of one account, oldest entry first, after its entries in their order."""
    book = _Book()
    for entry in entries:
        book.enter(entry)
    return book.lots()


class _Book:
    """Replays entries. Every spend rests on lots; the part that rests on none is the debt.

    Spends take the lots that expire first. What rested on a lot that is reversed moves to the other lots; new or
    returned points first take over what rests on none. So a reversed lot never holds points again.
    """

    def __init__(self) -> None:
        self.origin: dict[str, Entry] = {}
        self.left: dict[str, int] = {}
        self.expired: Counter[str] = Counter()
        self.reversed: Counter[str] = Counter()
        self.rests: dict[str, Counter[str]] = {}  # spend -> lot -> amount
        self.bare: Counter[str] = Counter()  # spend -> amount that rests on no lot
        self.waiting: set[str] = set()  # holds neither picked up nor cancelled
        self.hold_of: dict[str, str] = {}  # CAPTURE -> HOLD

    def enter(self, entry: Entry) -> None:
        of = entry.of or ""
        match entry.kind:
            case Kind.EARN | Kind.ADJUST if entry.amount >= 0:
                self.origin[entry.key], self.left[entry.key] = entry, entry.amount
            case Kind.ADJUST:
                self.spend(entry.key, -entry.amount, entry.on)
            case Kind.HOLD:
                self.spend(entry.key, entry.held, entry.on)
                self.waiting.add(entry.key)
            case Kind.CAPTURE:
                self.waiting.discard(of)
                self.hold_of[entry.key] = of
            case Kind.RELEASE:
                self.waiting.discard(of)
                self.give_back(of)
            case Kind.EXPIRE:
                self.left[of] += entry.amount
                self.expired[of] -= entry.amount
            case Kind.REVERSE if of in self.hold_of:
                self.give_back(self.hold_of[of])
            case Kind.REVERSE:
                self.withdraw(of, -entry.amount)
        for spend in list(self.bare):
            self.spend(spend, self.bare.pop(spend), entry.on)

    def spend(self, spend: str, amount: int, on: date) -> None:
        rests = self.rests.setdefault(spend, Counter())
        for key in sorted((key for key, left in self.left.items() if left), key=lambda key: self.order(key, on)):
            if not amount:
                break
            part = min(self.left[key], amount)
            self.left[key] -= part
            rests[key] += part
            amount -= part
        if amount:
            self.bare[spend] += amount

    def order(self, key: str, on: date) -> tuple[bool, date]:
        """First expiring first; lots past their last day, which the nightly job will take, after all others."""
        last = self.origin[key].expires_on or date.max
        return last < on, last

    def give_back(self, spend: str) -> None:
        self.bare.pop(spend, None)
        for key, part in self.rests.pop(spend).items():
            self.left[key] += part

    def withdraw(self, key: str, amount: int) -> None:
        self.left[key] = 0
        self.reversed[key] = amount
        for spend, rests in self.rests.items():
            if part := rests.pop(key, 0):
                self.bare[spend] += part

    def lots(self) -> tuple[Lot, ...]:
        held: Counter[str] = Counter()
        spent: Counter[str] = Counter()
        for spend, rests in self.rests.items():
            (held if spend in self.waiting else spent).update(rests)
        return tuple(
            Lot(
                entry=self.origin[key],
                left=left,
                held=held[key],
                spent=spent[key],
                expired=self.expired[key],
                reversed=self.reversed[key],
            )
            for key, left in self.left.items()
        )
