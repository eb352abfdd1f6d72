"""The three decisions behind the sample data: its present day, how much of it is loaded, and how chance is repeated."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TODAY = date(2026, 11, 20)
"""The day on which the sample data stands still: nothing in it happened later. Charts show the 24 months before it."""
MONTHS = 24
FIRST = date(2024, 11, 21)
"""The first day of those 24 months."""

THIN = 10
"""The default load holds a tenth of the places that are not complete: see `few`."""

ZONE = ZoneInfo("Asia/Shanghai")
SEED = "huizhi-1"


def present() -> date:
    """The day of the load, by which cases under way are dated; TODAY on a machine whose clock is behind it."""
    return max(TODAY, datetime.now(ZONE).date())


def few(count: int) -> int:
    """How many entries of a thinned list are loaded: all of up to ten, else the first tenth, at least ten."""
    return count if count <= THIN else max(THIN, -(-count // THIN))


def chance(key: str) -> random.Random:
    """Repeatable chance of one row or list: the same key draws the same, however much else is loaded."""
    return random.Random(f"{SEED}/{key}")


def shared(total: int, weights: Sequence[float]) -> list[int]:
    """A total as whole shares in proportion to weights; the shares add up to the total exactly."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(part) for part in exact]
    order = sorted(range(len(exact)), key=lambda place: exact[place] - shares[place], reverse=True)
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day on the clocks of China, in UTC."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def day_in(luck: random.Random, first: date, last: date) -> date:
    """Some day from the first to the last, both included."""
    return first + timedelta(days=luck.randrange((last - first).days + 1))


def working(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
