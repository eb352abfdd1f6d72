"""Working days: weekdays, less the days off that were published, plus the make-up days."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.process.calendar import Calendar
from tests.process.cases import CALENDAR, WEEKDAYS

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-13", True),  # Friday
        ("2026-02-14", True),  # Saturday, worked for the festival
        ("2026-02-16", False),  # Monday, off
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday, worked
        ("2026-03-01", False),
    ],
)
def test_days_off_and_make_up_days_depart_from_the_week(day: str, worked: bool) -> None:
    assert CALENDAR.works(date.fromisoformat(day)) is worked


def test_the_calendar_agrees_with_the_published_days_of_a_year() -> None:
    year = [date(2025, 1, 1) + timedelta(days=number) for number in range(365)]
    published = Calendar(days={day: chinese_calendar.is_workday(day) for day in year}, years=frozenset({2025}))
    assert published.after(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert published.after(date(2025, 9, 30), 3) == date(2025, 10, 11)  # a Saturday that is worked
    assert published.between(date(2025, 9, 30), date(2025, 10, 8)) == 0
    assert published.between(date(2024, 12, 31), date(2025, 12, 31)) == sum(map(chinese_calendar.is_workday, year))


def test_an_unknown_year_counts_weekdays_and_says_that_it_does_not_know() -> None:
    assert not CALENDAR.knows(date(2031, 5, 1)) and CALENDAR.knows(date(2026, 5, 1))
    assert CALENDAR.after(date(2031, 4, 30), 1) == date(2031, 5, 1)


def test_no_days_from_a_day_off_is_the_next_one_worked() -> None:
    assert CALENDAR.after(date(2026, 2, 16), 0) == date(2026, 2, 24)
    assert CALENDAR.after(date(2026, 2, 24), 0) == date(2026, 2, 24)
    assert CALENDAR.before(date(2026, 2, 16), 0) == date(2026, 2, 16)


def test_a_negative_count_is_a_mistake_of_the_caller() -> None:
    for count in (WEEKDAYS.after, WEEKDAYS.before):
        with pytest.raises(ValueError, match="not negative"):
            count(date(2026, 3, 2), -1)


@given(day=DAYS, count=COUNTS)
@settings(max_examples=60)
def test_after_and_between_undo_each_other(day: date, count: int) -> None:
    then = CALENDAR.after(day, count)
    assert CALENDAR.works(then)
    assert CALENDAR.between(day, then) == (count or int(then != day))
    assert CALENDAR.between(CALENDAR.before(day, count), day) == count


@given(first=DAYS, second=DAYS, third=DAYS)
@settings(max_examples=60)
def test_working_days_add_up(first: date, second: date, third: date) -> None:
    parts = CALENDAR.between(first, second) + CALENDAR.between(second, third)
    assert parts == CALENDAR.between(first, third)
