"""Turns a day and a number of working days into another day: weekdays, less days off, plus make-up days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

NONE: Mapping[date, bool] = MappingProxyType({})
SATURDAY = 5
ONE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Which days are worked. `days` holds the departures from Monday to Friday: {day: whether it is worked}.

    `years` are those whose days off are known; outside them weekdays count, and somebody should be told.
    """

    days: Mapping[date, bool] = field(default_factory=lambda: NONE)
    years: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        """Whether a day is worked."""
        said = self.days.get(day)
        return day.weekday() < SATURDAY if said is None else said

    def knows(self, day: date) -> bool:
        """Whether the days off of that year were published."""
        return day.year in self.years

    def after(self, day: date, count: int) -> date:
        """The working day that comes `count` working days after a day; with 0 the day itself, or the next one worked.

        Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError("A limit is not negative.")
        if not count:
            day, count = day - ONE, 1
        said, week = self.days.get, day.weekday()
        while count:  # a deadline is counted at every step of a case: nothing is called that need not be
            day += ONE
            week = (week + 1) % 7
            count -= said(day, week < SATURDAY)
        return day

    def before(self, day: date, count: int) -> date:
        """The last day behind which `count` working days lie up to a day; with 0 the day itself."""
        if count < 0:
            raise ValueError("A limit is not negative.")
        while count:
            count -= self.works(day)
            day -= ONE
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie behind `first` up to `last`; negative when `last` comes before."""
        if last < first:
            return -self.between(last, first)
        count, day = 0, first
        while day < last:
            day += ONE
            count += self.works(day)
        return count
