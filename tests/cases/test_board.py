"""The loop's board: columns by step, most urgent first, under the list's own conditions; cards move by the process."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import g
from flask_babel import force_locale
from sqlalchemy import event

from app.access.scope import working_as
from app.declare import Role
from app.extensions import db
from app.process.calendar import Calendar
from app.screens.light import lamp
from models.issue import Issue
from tests.cases.desk import Desk, today
from tests.test_budgets import cost
from tests.world import Browser, Page, World

BYTES = 150 * 1024


def cards(text: str, lane: str) -> list[int]:
    """The cards of a column, in order."""
    part = text.split(f'id="lane-{lane}"')[1].split("</section>")[0]
    return [int(number) for number in re.findall(r'class="kcard" data-id="(\d+)"', part)]


def many(world: World, count: int, **values: object) -> None:
    """Further open issues in the sample's grid."""
    with world.as_house() as work, working_as(work.session, work.viewer):
        g.writing = True
        unit = world.place().units["grid"]
        for number in range(count):
            work.session.add(
                Issue(
                    **{
                        "title": f"第{number}件事", "source": "residents", "category": "lift", "anonymous": True,
                        "supervised": False, "organisation_id": unit, "reported_at": work.now, **values,
                    }
                )
            )  # fmt: skip
        work.session.commit()


def test_cards_stand_in_the_column_of_their_step_and_move_by_the_process(desk: Desk) -> None:
    number = desk.issue(title="单元门坏了")
    browser = desk.world.browser(Role.GRID_STAFF)
    assert number in cards(browser.get("/loop/").text, "collect")

    ways = browser.get(f"/case/issue/{number}", headers={"Accept": "application/json"})
    assert ways.json == {"lanes": ["assess"]}
    dialog = browser.get(f"/case/issue/{number}?to=resolve", headers={"X-Requested-With": "fetch"})
    assert "不能直接转到“集中化解”" in dialog.text

    form = Page(browser.get(f"/case/issue/{number}/accept?dialog=1&_next=/loop/").text).form()
    moved = browser.post(f"/case/issue/{number}/accept", form)
    assert (moved.status_code, moved.headers["Location"]) == (303, "/loop/")
    text = browser.get("/loop/").text
    assert number in cards(text, "assess")
    assert number not in cards(text, "collect")


def test_the_most_urgent_stand_first_and_more_are_fetched(world: World) -> None:
    many(world, 18)
    browser = world.browser(Role.COMMUNITY_SECRETARY)
    text = browser.get("/loop/").text
    first = cards(text, "collect")
    assert len(first) == 15
    more = re.search(r'href="(/loop/lane\?[^"]+)" data-more', text)
    assert more
    part = browser.get(more[1].replace("&amp;", "&"))
    assert part.status_code == 200
    rest = [int(number) for number in re.findall(r'class="kcard" data-id="(\d+)"', part.text)]
    assert rest
    assert not set(rest) & set(first)
    assert browser.get("/loop/lane?lane=nowhere").status_code == 404
    assert browser.get("/loop/lane?lane=collect&lane_page=99999").status_code == 404


def test_conditions_hold_for_board_map_and_list_alike(desk: Desk) -> None:
    parking, lift = desk.issue(category="parking", location="36.20000,117.10000"), desk.issue()
    browser = desk.world.browser(Role.COMMUNITY_SECRETARY)
    shown = cards(browser.get("/loop/?category=parking").text, "collect")
    assert parking in shown
    assert lift not in shown
    dots = browser.get("/loop/points?category=parking").json["dots"]
    assert f"/issue/show/{parking}" in {dot["url"] for dot in dots}
    assert f"/issue/show/{lift}" not in {dot["url"] for dot in dots}
    assert browser.get("/loop/map?category=parking").status_code == 200
    assert browser.get("/loop/?nonsense=1").status_code == 400


def test_the_board_shows_what_the_viewer_sees(desk: Desk) -> None:
    number = desk.issue()
    for who, sees in (("street2", False), ("community2", False), (Role.STREET_CENTRE, True), (Role.SECTION, False)):
        assert (number in cards(desk.world.browser(who).get("/loop/").text, "collect")) is sees, who
    for who in (Role.SYSTEM, Role.SECURITY, Role.AUDIT):
        assert desk.world.browser(who).get("/loop/").status_code == 403
    assert Browser(desk.world.app).get("/loop/").status_code in (302, 303, 401)
    assert desk.world.browser("street2").get(f"/case/issue/{number}").status_code == 404


def test_a_board_of_a_thousand_issues_keeps_its_budget(world: World) -> None:
    many(world, 1000)
    asked, size = cost(world, world.browser(Role.STREET_CENTRE), "/loop/")
    assert asked <= 10
    assert size <= BYTES


def test_a_column_reads_its_own_first_cards_and_walks_past_no_closed_issue(world: World) -> None:
    many(world, 40)
    many(world, 200, state="closed")
    browser, asked = world.browser(Role.STREET_CENTRE), []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if "UNION ALL" in statement:
            asked.append((statement, parameters))

    with world.app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert browser.get("/loop/").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        ((statement, parameters),) = asked
        with engine.connect() as connection:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    read = [line for line in plan if "issue USING" in line and "issue_1" not in line]
    assert len(read) == 5 and all("ix_issue_board (street_id=? AND state=?)" in line for line in read), plan


def test_lamps_say_the_time_left_and_over_in_working_days(world: World) -> None:
    calendar = Calendar()
    with world.as_house() as work, force_locale("en"):
        now = work.now.astimezone(work.timezone)
        day = calendar.after(now.date(), 0)
        noon = now.replace(year=day.year, month=day.month, day=day.day, hour=12)

        def said(due: int) -> tuple[str, str]:
            shown = lamp(calendar.after(day, due) if due >= 0 else calendar.before(day, -due), noon, calendar)
            assert shown is not None
            return shown.words, shown.tone

        assert said(0) == ("Due today", "soon")
        assert said(2) == ("2 working days left", "")
        assert said(-1) == ("1 working day over", "late")
        assert lamp(None, noon, calendar) is None
        assert lamp(day + timedelta(days=1), noon, calendar, suspended=noon) is not None
    assert today()


def test_a_phone_opens_at_the_first_column_that_holds_something(desk: Desk) -> None:
    def first(who: Role, query: str = "") -> list[str]:
        return re.findall(r'data-lane="([a-z]+)" aria-current', desk.world.browser(who).get(f"/loop/{query}").text)

    number = desk.to_call(title="充电桩冒烟")
    assert first(Role.SECTION, "?q=充电桩冒烟") == ["call"]
    desk.take(Role.SECTION, number, "take_on")
    assert first(Role.SECTION, "?q=充电桩冒烟") == ["resolve"]
    assert first(Role.SECTION, "?q=没有这样的事") == ["collect"], "where nothing is, at the beginning"


def test_a_search_for_what_few_issues_hold_fills_every_column(desk: Desk) -> None:
    first, second = (desk.issue(title=f"{place}楼充电桩冒烟") for place in "东西")
    desk.take(Role.GRID_STAFF, second, "accept")
    browser = desk.world.browser(Role.STREET_CENTRE)
    text = browser.get("/loop/", query_string={"q": "充电桩冒烟"}).text
    assert (cards(text, "collect"), cards(text, "assess"), cards(text, "call")) == ([first], [second], [])
    nothing = browser.get("/loop/", query_string={"q": "没有这样的事"})
    assert nothing.status_code == 200 and cards(nothing.text, "collect") == []
