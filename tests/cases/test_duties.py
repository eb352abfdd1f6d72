"""The running assignments on an issue's page, day by day."""

from __future__ import annotations

from datetime import date

from app.cases.days import COMMON
from app.declare import Role
from models.deliberation import SessionDecision
from models.loop.assignment import Assignment
from models.loop.daily import cells
from tests.cases.desk import Desk


def test_each_day_since_it_was_taken_on_is_written_missing_or_off() -> None:
    found = cells(date(2026, 6, 3), date(2026, 6, 8), [(date(2026, 6, 4), 7)], COMMON)  # a Wednesday to a Monday
    assert [(cell.day.day, cell.state) for cell in found] == [
        (4, "written"), (5, "missing"), (6, "off"), (7, "off"), (8, "waiting"),
    ]  # fmt: skip
    assert found[0].log == 7
    assert cells(date(2026, 6, 8), date(2026, 6, 8), (), COMMON) == ()
    assert len(cells(date(2025, 1, 1), date(2026, 6, 8), (), COMMON)) == 30


def test_the_list_leads_to_todays_log_in_one_tap_and_shows_nothing_to_strangers(desk: Desk) -> None:
    number = desk.to_resolve()
    browser = desk.world.browser(Role.SECTION)
    assert f'data-load="/issue/duties/{number}"' in browser.get(f"/issue/show/{number}").text
    assignment = desk.of(Assignment, number)[-1].id
    piece = browser.get(f"/issue/duties/{number}").text
    assert f"/progress_log/add?assignment={assignment}&amp;_next=/issue/show/{number}" in piece
    assert browser.get(f"/progress_log/add?assignment={assignment}&_next=/issue/show/{number}").status_code == 200
    assert "progress_log/add" not in desk.world.browser(Role.INSPECTOR).get(f"/issue/duties/{number}").text
    assert desk.world.browser("community2").get(f"/issue/duties/{number}").status_code == 404
    assert "<section" not in desk.world.browser(Role.COMMUNITY_SECRETARY).get(f"/issue/duties/{desk.issue()}").text


def test_the_sessions_on_it_stand_there_with_what_they_decided(desk: Desk) -> None:
    number = desk.issue()
    secretary = desk.world.browser(Role.COMMUNITY_SECRETARY)
    assert "sittings" not in secretary.get(f"/issue/duties/{number}").text
    held = desk.hold_session(number)
    owner = desk.person_of(Role.SECTION)
    desk.add(SessionDecision, session_id=held, text="装六个充电桩", owner_person_id=owner, due_on=date(2026, 6, 9))
    piece = secretary.get(f"/issue/duties/{number}").text
    assert f'href="/deliberation_session/show/{held}"' in piece and "装六个充电桩" in piece
    assert "sittings" not in secretary.get(f"/issue/duties/{desk.issue()}").text  # it was not on that one
