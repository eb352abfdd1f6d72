"""Turns matters of a period into the figures that an office is judged by: ratios that show both their numbers.

One decimal, half up; a ratio without a denominator has no figure, and a page prints “—”. Nothing is rounded before
that, and nothing counts that was not said: a rating that nobody gave is not praise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

K = TypeVar("K")
ONE_PLACE = Decimal("0.1")
NOTHING = "—"
SOLVED = "solved"
CONTENT = frozenset({"very", "satisfied", "basically"})
RATINGS = CONTENT | {"not"}
"""The ratings that somebody gave; no answer is none of them."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share: its two numbers, and what they come to."""

    numerator: Decimal | int
    denominator: Decimal | int

    @property
    def percent(self) -> Decimal | None:
        """In per cent with one decimal; None without a denominator."""
        return rounded(self.numerator, self.denominator) if self.denominator else None

    @property
    def told(self) -> str:
        """As it is printed: 96.6%."""
        return NOTHING if self.percent is None else f"{self.percent}%"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both of them in it."""

    first: date
    last: date

    def holds(self, day: date | datetime | None) -> bool:
        """Whether a day is in it; moments count by the day that they carry."""
        found = day.date() if isinstance(day, datetime) else day
        return found is not None and self.first <= found <= self.last


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """What the figures read of one matter. Days and moments are the street's; None is not (yet)."""

    accepted: date | None = None
    closed: date | None = None
    due: datetime | None = None
    done: datetime | None = None  # when it met, or missed, what was due
    dispatched: date | None = None
    contact_due: datetime | None = None
    contacted: datetime | None = None
    visit_due: bool = False  # closed and due for a return visit
    visited: bool = False
    reopened: date | None = None  # the first time after it was closed


def rounded(numerator: Decimal | int, denominator: Decimal | int) -> Decimal:
    """Per cent, one decimal, half up."""
    return (Decimal(numerator) * 100 / Decimal(denominator)).quantize(ONE_PLACE, ROUND_HALF_UP)


def share(items: Iterable[tuple[bool, bool]]) -> Ratio:
    """A ratio of pairs: whether each counts below, and, if it does, above."""
    above = below = 0
    for counts, holds in items:
        below += counts
        above += counts and holds
    return Ratio(above, below)


def closing(matters: Iterable[Matter], period: Period) -> Ratio:
    """办结率: of what was accepted in the period, how much is closed, whenever that was."""
    return share((period.holds(matter.accepted), matter.closed is not None) for matter in matters)


def on_time(matters: Iterable[Matter], period: Period, now: datetime) -> Ratio:
    """按期率: of what was due in the period, how much was done in time. Open and overdue fails, else open waits."""
    return share(
        (
            matter.due is not None and period.holds(matter.due) and (matter.done is not None or now > matter.due),
            matter.due is not None and matter.done is not None and matter.done <= matter.due,
        )
        for matter in matters
    )


def response(matters: Iterable[Matter], period: Period) -> Ratio:
    """响应率: of what was dispatched in the period, how much had its first contact in time."""
    return share(
        (
            period.holds(matter.dispatched),
            matter.contacted is not None and matter.contact_due is not None and matter.contacted <= matter.contact_due,
        )
        for matter in matters
    )


def visiting(matters: Iterable[Matter], period: Period) -> Ratio:
    """回访率: of what was closed in the period and due for a visit, how much was visited."""
    return share((period.holds(matter.closed) and matter.visit_due, matter.visited) for matter in matters)


def recurrence(matters: Iterable[Matter], period: Period, today: date, days: int = 90) -> Ratio:
    """反复率: of what was closed in the period and whose days have passed, how much was reopened within them."""
    within = timedelta(days=days)
    return share(
        (
            matter.closed is not None and period.holds(matter.closed) and matter.closed + within < today,
            matter.closed is not None and matter.reopened is not None and matter.reopened <= matter.closed + within,
        )
        for matter in matters
    )


def solving(results: Iterable[str | None]) -> Ratio:
    """解决率: 已解决 of the visits that were answered; None is a visit without an answer."""
    return share((bool(result), result == SOLVED) for result in results)


def satisfaction(ratings: Iterable[str | None]) -> Ratio:
    """满意率: 满意 and 基本满意 of the ratings that somebody gave. There is no praise by default."""
    return share((rating in RATINGS, rating in CONTENT) for rating in ratings)


def collection(fees: Iterable[tuple[Decimal, Decimal]]) -> Ratio:
    """物业费收缴率: received of receivable, by amount, from pairs of (receivable, received)."""
    receivable = received = Decimal(0)
    for owed, paid in fees:
        receivable += owed
        received += paid
    return Ratio(received, receivable)


def turnout(sessions: Iterable[tuple[int, int]]) -> Ratio:
    """参会率: present of expected, from pairs of (expected, present). Observers are in neither."""
    expected = present = 0
    for wanted, came in sessions:
        expected += wanted
        present += came
    return Ratio(present, expected)


def change(now: Decimal | int, before: Decimal | int) -> Decimal | None:
    """同比: by how many per cent a figure changed since the same period of the year before; None from zero."""
    return rounded(now - before, before) if before else None


def still_open(received: int, closed: int) -> int:
    """What is open is what was received less what was closed, at all times. Raises ValueError where that is not so."""
    if closed > received:
        raise ValueError("More was closed than was received.")
    return received - closed


def parts(counts: Mapping[K, int]) -> dict[K, Ratio]:
    """What each kind has of the whole: closed by level, orders by category."""
    whole = sum(counts.values())
    return {key: Ratio(count, whole) for key, count in counts.items()}


def points(now: Ratio, before: Ratio) -> Decimal | None:
    """By how many percentage points a share changed; None where one of the two has no figure."""
    if not now.denominator or not before.denominator:
        return None
    above, below = Decimal(now.numerator) / Decimal(now.denominator), Decimal(before.numerator) / before.denominator
    return ((above - below) * 100).quantize(ONE_PLACE, ROUND_HALF_UP)
