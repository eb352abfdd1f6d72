"""Periods by name, and the same days of the year before."""

from __future__ import annotations

from datetime import date

import pytest

from app.process.indicators import Period, Ratio, points
from app.process.periods import before, between, months, named, names_of


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
    ],
)
def test_a_period_goes_by_its_name(name: str, first: date, last: date) -> None:
    assert named(name) == Period(first, last)


@pytest.mark.parametrize(
    "name", ["", "24", "2024-13", "2024-H3", "2024-Q0", "2024-1", "1500", "9999", "２０２４", "2024\n"]
)
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        named(name)


def test_days_from_and_to_are_a_period_of_at_most_two_years() -> None:
    assert between(date(2024, 1, 5), date(2025, 12, 5)).first == date(2024, 1, 5)
    for first, last in ((date(2024, 2, 1), date(2024, 1, 1)), (date(2020, 1, 1), date(2024, 1, 1))):
        with pytest.raises(ValueError, match="-"):
            between(first, last)


@pytest.mark.parametrize(
    ("period", "past"),
    [
        (named("2024-02"), named("2023-02")),  # 29 days, then 28
        (named("2025-02"), named("2024-02")),
        (Period(date(2024, 2, 10), date(2024, 3, 15)), Period(date(2023, 2, 10), date(2023, 3, 15))),
    ],
)
def test_the_year_before_has_the_same_days(period: Period, past: Period) -> None:
    assert before(period) == past


def test_a_period_has_its_months_and_a_day_its_periods() -> None:
    assert [f"{month:%Y-%m}" for month in months(Period(date(2023, 11, 20), date(2024, 1, 2)))] == [
        "2023-11", "2023-12", "2024-01",
    ]  # fmt: skip
    assert names_of(date(2024, 7, 1)) == ("2024-07", "2024-Q3", "2024-H2", "2024")


@pytest.mark.parametrize(
    ("now", "past", "told"),
    [
        (Ratio(1, 3), Ratio(1, 4), "8.3"),
        (Ratio(1, 16), Ratio(0, 5), "6.3"),  # 6.25: half up, and only once
        (Ratio(1, 4), Ratio(1, 3), "-8.3"),
        (Ratio(0, 0), Ratio(1, 3), "None"),
        (Ratio(1, 3), Ratio(0, 0), "None"),
    ],
)
def test_a_share_changes_by_points(now: Ratio, past: Ratio, told: str) -> None:
    assert str(points(now, past)) == told
