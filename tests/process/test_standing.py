"""How a case stands: its light, the time left or over, and how long each stage took."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.process.process import Limit, Unit
from app.process.standing import Light, Span, left, light, standing
from tests.process.cases import CALENDAR, at, somebody
from tests.process.test_case import CLERK, OWNER, begun, handling, take

DUE = at("2026-03-09", 23, 59, 59)  # a Monday


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("2026-03-05"), Light.GREEN),
        (at("2026-03-06"), Light.AMBER),  # Friday: Monday is the next working day
        (at("2026-03-08"), Light.AMBER),
        (at("2026-03-09", 23, 59, 59), Light.AMBER),
        (at("2026-03-10", 0), Light.RED),
    ],
)
def test_the_light_turns_amber_on_the_working_day_before(now: datetime, expected: Light) -> None:
    assert light(DUE, None, now, CALENDAR) is expected


def test_without_a_running_clock_there_is_no_colour() -> None:
    assert light(None, None, DUE, CALENDAR) is Light.NONE
    assert light(DUE, at("2026-03-05"), at("2026-04-05"), CALENDAR) is Light.STILL


@pytest.mark.parametrize(
    ("unit", "now", "expected"),
    [
        (Unit.WORKING_DAYS, at("2026-03-05"), Span(amount=2, unit=Unit.WORKING_DAYS)),
        (Unit.WORKING_DAYS, at("2026-03-09"), Span(amount=0, unit=Unit.WORKING_DAYS)),
        (Unit.WORKING_DAYS, at("2026-03-10"), Span(amount=1, unit=Unit.WORKING_DAYS, over=True)),
        (Unit.DAYS, at("2026-03-05"), Span(amount=4, unit=Unit.DAYS)),
        (Unit.DAYS, at("2026-03-12"), Span(amount=3, unit=Unit.DAYS, over=True)),
        (Unit.HOURS, at("2026-03-09", 21, 59, 59), Span(amount=2, unit=Unit.HOURS)),
        (Unit.HOURS, at("2026-03-09", 23, 30), Span(amount=1, unit=Unit.HOURS)),
        (Unit.HOURS, at("2026-03-10", 1), Span(amount=2, unit=Unit.HOURS, over=True)),
    ],
)
def test_time_is_left_or_over_in_the_unit_of_the_limit(unit: Unit, now: datetime, expected: Span) -> None:
    assert left(DUE, unit, now, CALENDAR) == expected


def test_over_a_weekend_no_working_day_passes_so_days_are_counted() -> None:
    friday = at("2026-03-06", 23, 59, 59)
    assert left(friday, Unit.WORKING_DAYS, at("2026-03-07"), CALENDAR) == Span(amount=1, unit=Unit.DAYS, over=True)
    assert left(None, Unit.WORKING_DAYS, friday, CALENDAR) is None


def test_each_visit_says_who_when_how_long_and_what_was_promised() -> None:
    case = take(begun(at("2026-03-02", 9)), "accept", CLERK, at("2026-03-03", 9))
    case = take(take(case, "ask", OWNER, at("2026-03-04")), "grant", CLERK, at("2026-03-04"))
    case = take(case, "suspend", CLERK, at("2026-03-05", 9))
    case = take(case, "resume", CLERK, at("2026-03-12", 9))
    case = take(case, "finish", OWNER, at("2026-03-16", 9))
    found = standing(case, at("2026-03-17", 9), CALENDAR)
    intake, handle, check = found.visits
    assert (intake.stage.key, intake.entered, intake.left) == ("intake", at("2026-03-02"), at("2026-03-03"))
    assert (intake.entered_by, intake.left_by, intake.way) == ("某1", "某1", "accept")
    assert (intake.took, intake.late) == (Span(amount=1, unit=Unit.WORKING_DAYS), False)
    assert handle.took == Span(amount=4, unit=Unit.WORKING_DAYS)  # 9 days less the 5 that it was suspended
    assert handle.suspended == timedelta(days=7)
    assert (handle.promised, handle.due) == (at("2026-03-10", 23, 59, 59), at("2026-03-18", 23, 59, 59))
    assert (handle.left_by, handle.way, handle.late) == ("某2", "finish", False)
    assert (check.left, check.left_by, check.way, check.due) == (None, "", "", None)
    assert (found.light, found.left, found.promised) == (Light.NONE, None, None)


def test_a_suspended_case_shows_what_was_left_when_it_stopped() -> None:
    case = take(handling(), "suspend", CLERK, at("2026-03-05"))
    found = standing(case, at("2026-04-20"), CALENDAR)
    assert (found.light, found.left) == (Light.STILL, Span(amount=2, unit=Unit.WORKING_DAYS))
    assert found.promised == at("2026-03-09", 23, 59, 59)
    assert found.visits[-1].took == Span(amount=3, unit=Unit.WORKING_DAYS) and not found.visits[-1].late


def test_a_stage_left_after_its_time_is_marked_late() -> None:
    case = take(handling(limit=Limit(3, Unit.HOURS)), "finish", OWNER, at("2026-03-02", 13, 1))
    visit = standing(case, at("2026-03-03"), CALENDAR).visits[1]
    assert visit.late and visit.took == Span(amount=5, unit=Unit.HOURS)


def test_an_end_is_never_late_and_a_case_without_history_has_no_visits() -> None:
    case = take(take(handling(), "finish", OWNER, at("2026-03-03")), "close", somebody(4, "role:clerk"), DUE)
    found = standing(case, at("2027-01-01"), CALENDAR)
    assert found.light is Light.NONE and not found.visits[-1].late
