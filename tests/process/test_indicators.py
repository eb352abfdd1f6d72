"""The figures: one decimal, half up, a dash without a denominator, and nothing counted that was not said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.process.indicators import (
    Matter,
    Period,
    Ratio,
    change,
    closing,
    collection,
    on_time,
    parts,
    recurrence,
    response,
    satisfaction,
    solving,
    still_open,
    turnout,
    visiting,
)
from tests.process.cases import at

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [
        (544, 563, "96.6%"),
        (1, 8, "12.5%"),
        (1, 16, "6.3%"),  # 6.25: half up, not to the even digit
        (47, 47, "100.0%"),
        (0, 5, "0.0%"),
        (0, 0, "—"),
        (Decimal("90.05"), Decimal("100"), "90.1%"),
    ],
)
def test_a_ratio_is_printed_with_one_decimal_half_up(numerator: int, denominator: int, told: str) -> None:
    assert Ratio(numerator, denominator).told == told


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(72, 100, "-28.0"), (83, 100, "-17.0"), (5, 0, None), (0, 5, "-100.0"), (15, 16, "-6.3"), (17, 16, "6.3")],
)
def test_a_change_on_the_year_before_has_no_figure_from_zero(now: int, before: int, expected: str | None) -> None:
    assert change(now, before) == (None if expected is None else Decimal(expected))


def test_closing_counts_what_was_taken_in_whenever_it_was_closed() -> None:
    matters = [
        Matter(accepted=date(2026, 3, 1), closed=date(2026, 5, 1)),
        Matter(accepted=date(2026, 3, 31)),
        Matter(accepted=date(2026, 2, 28), closed=date(2026, 3, 5)),  # taken in before
        Matter(),
    ]
    assert closing(matters, MARCH) == Ratio(1, 2)


def test_what_is_open_and_overdue_fails_and_what_is_open_in_time_waits() -> None:
    now = at("2026-03-20")
    matters = [
        Matter(due=at("2026-03-10"), done=at("2026-03-10")),
        Matter(due=at("2026-03-10"), done=at("2026-03-10", 9, 0, 1)),
        Matter(due=at("2026-03-19")),
        Matter(due=at("2026-03-30")),
        Matter(due=at("2026-03-30"), done=at("2026-03-05")),
        Matter(due=at("2026-04-01"), done=at("2026-03-05")),
    ]
    assert on_time(matters, MARCH, now) == Ratio(2, 4)
    assert on_time(matters, MARCH, at("2026-04-01")) == Ratio(2, 5)


def test_no_contact_is_no_contact_in_time() -> None:
    sent = {"dispatched": date(2026, 3, 2), "contact_due": at("2026-03-03")}
    matters = [
        Matter(contacted=at("2026-03-03"), **sent),  # type: ignore[arg-type]
        Matter(contacted=at("2026-03-04"), **sent),  # type: ignore[arg-type]
        Matter(**sent),  # type: ignore[arg-type]
        Matter(contacted=at("2026-03-03")),
    ]
    assert response(matters, MARCH) == Ratio(1, 3)


def test_solved_is_counted_of_the_visits_that_were_answered() -> None:
    assert solving(["solved", "partly", "unsolved", None, "solved", ""]) == Ratio(2, 4)


def test_a_rating_that_nobody_gave_is_no_praise() -> None:
    assert satisfaction(["very", "satisfied", "basically", "not", "none", None]) == Ratio(3, 4)
    assert satisfaction(["none", None]).told == "—"


def test_visits_are_counted_of_what_was_closed_and_due_for_one() -> None:
    matters = [
        Matter(closed=date(2026, 3, 2), visit_due=True, visited=True),
        Matter(closed=date(2026, 3, 2), visit_due=True),
        Matter(closed=date(2026, 3, 2), visited=True),
        Matter(closed=date(2026, 4, 2), visit_due=True, visited=True),
    ]
    assert visiting(matters, MARCH) == Ratio(1, 2)


def test_recurrence_waits_until_the_days_have_passed() -> None:
    matters = [
        Matter(closed=date(2026, 3, 1), reopened=date(2026, 5, 30)),  # the 90th day
        Matter(closed=date(2026, 3, 1), reopened=date(2026, 5, 31)),
        Matter(closed=date(2026, 3, 1)),
        Matter(closed=date(2026, 3, 20), reopened=date(2026, 3, 21)),  # its days still run
    ]
    assert recurrence(matters, MARCH, date(2026, 5, 31)) == Ratio(1, 3)
    assert recurrence(matters, MARCH, date(2026, 5, 30)).told == "—"


def test_fees_are_collected_by_amount_and_observers_do_not_take_part() -> None:
    assert collection([(Decimal("1000"), Decimal("900")), (Decimal("3000"), Decimal("2700.5"))]).told == "90.0%"
    assert collection([]).told == "—"
    assert turnout([(20, 18), (30, 27)]) == Ratio(45, 50)


def test_what_is_open_is_received_less_closed() -> None:
    assert still_open(563, 544) == 19
    with pytest.raises(ValueError, match="More was closed"):
        still_open(1, 2)


def test_the_parts_of_a_whole_are_shares_of_it() -> None:
    assert parts({"compound": 5, "community": 3, "street": 0}) == {
        "compound": Ratio(5, 8),
        "community": Ratio(3, 8),
        "street": Ratio(0, 8),
    }
    assert parts({"street": 0})["street"].told == "—"
