"""Turns the name of a period into its days (2026, 2026-H1, 2026-Q3, 2026-07), and into the same days a year before."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from app.process.indicators import Period

NAMED = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1901, 2199
LONGEST = 24  # months of a period


def named(name: str) -> Period:
    """The days of a named period. Raises ValueError.

    >>> named("2026-Q1")
    Period(first=datetime.date(2026, 1, 1), last=datetime.date(2026, 3, 31))
    """
    found = NAMED.fullmatch(name)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValueError(name)
    year, half, quarter, month = (int(part or 0) for part in found.groups())
    length = 6 if half else 3 if quarter else 1 if month else 12
    first = month or (half or quarter or 1) * length - length + 1
    return Period(date(year, first, 1), last_day(year, first + length - 1))


def between(first: date, last: date) -> Period:
    """A period from day to day, both in it. Raises ValueError where it is none, or longer than two years."""
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR or last < first:
        raise ValueError(f"{first} {last}")
    if len(list(months(Period(first, last)))) > LONGEST + 1:
        raise ValueError(f"{first} {last}")
    return Period(first, last)


def names_of(day: date) -> tuple[str, str, str, str]:
    """The month, quarter, half-year and year that a day lies in."""
    return (
        f"{day:%Y-%m}",
        f"{day.year}-Q{(day.month + 2) // 3}",
        f"{day.year}-H{1 if day.month < 7 else 2}",
        f"{day.year}",
    )


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def year_before(day: date) -> date:
    """The same day of the year before; the last day of February stays the last one."""
    month_ends = day == last_day(day.year, day.month)
    last = last_day(day.year - 1, day.month)
    return last if month_ends or day.day > last.day else day.replace(year=day.year - 1)


def before(period: Period) -> Period:
    """The same days of the year before."""
    return Period(year_before(period.first), year_before(period.last))


def months(period: Period) -> Iterator[date]:
    """The first days of its months."""
    day = period.first.replace(day=1)
    while day <= period.last:
        yield day
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
