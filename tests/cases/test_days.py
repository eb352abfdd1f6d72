"""Working days: the published days off, what a street enters beside them, and years of which nobody knows anything."""

from __future__ import annotations

from datetime import date

import pytest

from app.cases import days
from app.cases.days import DayOff
from app.declare import Role
from models.loop.assignment import missing_days
from tests.cases.desk import Desk


def test_published_days_off_and_make_up_days_are_known() -> None:
    assert not days.COMMON.works(date(2026, 10, 1))
    assert days.COMMON.works(date(2026, 9, 20)), "a Sunday that is worked for the week of the National Day"
    assert days.COMMON.after(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_a_year_without_data_is_counted_by_weekdays_and_said(caplog: pytest.LogCaptureFixture) -> None:
    far = max(days.YEARS) + 1
    assert days.unknown_years(days.COMMON, date(far, 3, 1)) == (far,)
    assert days.unknown_years(days.COMMON, date(far - 1, 11, 30)) == ()
    assert days.unknown_years(days.COMMON, date(far - 1, 12, 1)) == (far,)
    for _ in range(2):
        days.warn(days.COMMON, -7, date(far, 3, 1))
    days.warn(days.COMMON, -7, date(2026, 3, 1))
    assert len([row for row in caplog.records if str(far) in row.getMessage()]) == 1


def test_a_streets_own_days_win_and_stay_in_the_street(desk: Desk) -> None:
    street = desk.unit["street"]
    desk.add(DayOff, organisation_id=street, day=date(2026, 10, 8), works=False, name="街道活动日")
    desk.add(DayOff, organisation_id=street, day=date(2031, 1, 1), works=False, name="元旦")
    other = desk.world.place("b1").units["street"]
    with desk.house() as work:
        ours, theirs = (days.calendar(work.session.connection(), number) for number in (street, other))
    assert (ours.works(date(2026, 10, 8)), theirs.works(date(2026, 10, 8))) == (False, True)
    assert 2031 in ours.years and 2031 not in theirs.years


def test_who_keeps_the_calendar_is_told_on_the_first_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "unknown_years", lambda found, today: (2099,))
    assert "2099" in desk.world.browser(Role.SYSTEM).get("/").text
    assert "2099" not in desk.world.browser(Role.GRID_STAFF).get("/").text


def test_working_days_without_a_log_are_missing() -> None:
    friday, wednesday = date(2026, 11, 20), date(2026, 11, 25)
    found = missing_days(friday, wednesday, [date(2026, 11, 24)], days.COMMON)
    assert found == (date(2026, 11, 23), date(2026, 11, 25))
