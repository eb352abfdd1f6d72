"""我的待办: who sees what waits, in which group, and that one tap acts; what is overdue below is urged, once a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.cases import store
from app.cases.registry import following
from app.cases.tables import ProcessCase, ProcessVersion
from app.declare import Role
from app.process.process import Doing
from app.process.reading import spec_of
from app.record import utc_now
from models.deliberation import SessionDecision
from models.loop import waiting
from models.loop.assignment import Assignment
from models.loop.notices import Notice
from models.processes import LOOP
from tests.cases.desk import Desk, today
from tests.test_budgets import cost, statements
from tests.world import Page
from views import todo

STATEMENTS, BYTES = 12, 60 * 1024


def queue(desk: Desk, who: str | Role, only: int | None = None) -> waiting.Queue:
    """What waits for somebody."""
    with desk.person(who) as work:
        return waiting.waiting(work.session, todo.asking(work, todo.turns_of(work)), most=200, only=only)


def ways(desk: Desk, who: str | Role, number: int) -> list[str]:
    """The transitions, and the visit, that wait for somebody on an issue."""
    found = next((row for row in queue(desk, who).rows if row.id == number), None)
    if found is None:
        return []
    return [way.key for way in found.ways] + (["(visit)"] if found.visit else [])


def due(desk: Desk, number: int, day: date) -> None:
    """Let the clock of an issue run out on a day."""
    with desk.house() as work:
        at = work.now.astimezone(work.timezone).replace(year=day.year, month=day.month, day=day.day, hour=23, minute=59)
        cases: Any = ProcessCase.__table__
        mine = (cases.c.resource == "issue", cases.c.record_id == number)
        work.session.connection().execute(update(cases).where(*mine).values(due_at=at.astimezone(utc_now().tzinfo)))
        work.record(work.resources["issue"], number).due_on = day


def test_every_part_has_its_condition_in_sql() -> None:
    follows = following("issue")
    assert follows is not None
    assert set(waiting.PARTS) == set(follows.parts)
    assert set(waiting.FACTS) - {waiting.ASKED, waiting.UNVISITED} <= set(follows.facts)


def test_each_step_waits_for_who_can_take_it(either: Desk) -> None:
    desk = either
    number = desk.issue()
    assert ways(desk, Role.GRID_STAFF, number) == ["accept"]
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == ["accept"]
    for stranger in (Role.SECTION, Role.PARTY_SECRETARY, Role.PROPERTY_MANAGER, "community2", "street2"):
        assert ways(desk, stranger, number) == []
    desk.take(Role.GRID_STAFF, number, "accept")
    assert ways(desk, Role.GRID_STAFF, number) == []
    assert ways(desk, Role.STREET_CENTRE, number) == ["dispatch"]
    desk.hold_session(number)
    desk.dispatch(number)
    assert ways(desk, Role.SECTION, number) == ["acknowledge", "take_on"]
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == []
    desk.take(Role.SECTION, number, "take_on")
    assert ways(desk, Role.SECTION, number) == ["resolve"]
    desk.take(Role.SECTION, number, "ask_time", amount=2, reason="等配件")
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == ["grant_time", "deny_time"]
    desk.take(Role.STREET_CENTRE, number, "grant_time")
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == []
    desk.take(Role.STREET_CENTRE, number, "suspend", reason="等判决")
    assert ways(desk, Role.SECTION, number) == []
    desk.take(Role.STREET_CENTRE, number, "resume", reason="已判")
    desk.log(number, [1])
    desk.take(Role.SECTION, number, "resolve", outcome="电梯已修好并试运行")
    desk.take(Role.SECTION, number, "reply")
    assert ways(desk, Role.SECTION, number) == ["(visit)"]
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == []
    desk.visit(number, "unsolved")
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == ["not_solved"]
    desk.visit(number, "solved")
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == ["close"]
    assert ways(desk, Role.SECTION, number) == []
    desk.take(Role.COMMUNITY_SECRETARY, number, "close")
    assert ways(desk, Role.STREET_CENTRE, number) == []


def test_what_waits_is_what_the_store_would_allow(desk: Desk) -> None:
    """The condition in SQL and the question to one issue say the same of who, for every account and stage."""
    numbers = [desk.issue(), desk.to_call(), desk.to_resolve(), desk.to_visit()]
    desk.visit(numbers[-1], "partly")
    hidden = {"not_yours", "barred"}
    for who in (*Role, "community2"):
        with desk.person(who) as work:
            resource = work.resources["issue"]
            found = waiting.waiting(work.session, todo.asking(work, todo.turns_of(work)), most=200)
            told = {row.id: {way.key for way in row.ways} for row in found.rows}
            for number in numbers:
                record = work.record(resource, number)
                if record is None:
                    assert number not in told
                    continue
                case = store.case_of(work.session, "issue", number).case  # type: ignore[union-attr]
                onward = {way.key for way in waiting.onward(case.process, case.at) if way.does is Doing.MOVE}
                his = {
                    way.key
                    for way, reasons in store.offers(work, resource, record, case)
                    if way.key in onward and not hidden & {reason.code for reason in reasons}
                }
                assert told.get(number, set()) == his, (who, case.stage)


def test_who_settled_it_is_not_asked_to_close_it(desk: Desk) -> None:
    number = desk.issue()
    person = desk.person_of(Role.COMMUNITY_SECRETARY)
    desk.take(Role.COMMUNITY_SECRETARY, number, "accept")
    desk.take(Role.COMMUNITY_SECRETARY, number, "settle_here", owner_person=person, reason="社区能办")
    desk.log(number, [1])
    desk.take(Role.COMMUNITY_SECRETARY, number, "resolve", outcome="已与物业谈妥")
    desk.take(Role.COMMUNITY_SECRETARY, number, "reply")
    desk.visit(number, "solved", visitor_id=person)
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == []
    assert ways(desk, Role.STREET_CENTRE, number) == ["close"]


def test_the_stages_of_a_published_process_are_read_from_it(desk: Desk) -> None:
    number = desk.issue()
    spec = spec_of(LOOP)
    for way in spec["transitions"]:
        if way["key"] == "accept":
            way["actors"] = ["role:section"]
    with desk.house() as work:
        work.session.add(ProcessVersion(owner_id=desk.unit["street"], key="loop", number=1, spec=spec, made_by="甲"))
        work.session.flush()
    section_issue = desk.issue(organisation_id=desk.unit["section"])
    assert ways(desk, Role.SECTION, section_issue) == ["accept"]
    assert ways(desk, Role.COMMUNITY_SECRETARY, section_issue) == []
    assert ways(desk, Role.COMMUNITY_SECRETARY, number) == ["accept"]


def test_what_waits_stands_in_its_group(desk: Desk) -> None:
    late, now, later = desk.issue(title="甲"), desk.issue(title="乙"), desk.issue(title="丙")
    due(desk, late, today() - timedelta(days=9))
    due(desk, now, today())
    found = {row.id: row.bucket for row in queue(desk, Role.GRID_STAFF).rows}
    assert (found[late], found[now], found[later]) == (waiting.LATE, waiting.TODAY, waiting.LATER)
    alone = queue(desk, Role.GRID_STAFF, only=waiting.TODAY)
    assert {row.id for row in alone.rows} == {number for number, bucket in found.items() if bucket == waiting.TODAY}
    assert sum(alone.counts.values()) == len(found)

    browser = desk.world.browser(Role.GRID_STAFF)
    page = browser.get("/").text
    assert page.index("甲") < page.index("乙") < page.index("丙")
    assert re.search(r'class="tag late">超 \d+ 个工作日<', page)
    assert 'class="tag soon">今日到期<' in page
    only = browser.get("/?only=late").text
    assert "甲</a>" in only and "乙</a>" not in only
    assert browser.get("/?only=never").status_code == 404
    counted = browser.get("/todo/count").json
    assert counted == {"count": counted["count"], "hot": True}
    assert f">全部 {counted['count']}</a>" in page


def test_one_tap_acts_and_comes_back(desk: Desk) -> None:
    number = desk.issue()
    browser = desk.world.browser(Role.GRID_STAFF)
    link = f"/case/issue/{number}/accept?_next=/"
    assert f'href="{link}" data-dialog data-act' in browser.get("/").text
    dialog = Page(browser.get(link, headers={"X-Requested-With": "fetch"}).text)
    answer = browser.post(f"/case/issue/{number}/accept", dialog.form())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert desk.get(number).state == "assess"
    assert link not in browser.get("/").text


def test_a_decision_of_a_session_waits_for_its_person(desk: Desk) -> None:
    issue = desk.issue()
    session = desk.hold_session(issue)
    number = desk.add(
        SessionDecision, session_id=session, text="装挡车桩", owner_person_id=desk.person_of(Role.COMMUNITY_SECRETARY),
        due_on=today() - timedelta(days=3), done=False,
    )  # fmt: skip
    assignment = desk.add(
        Assignment, issue_id=issue, decision_id=number, text="装挡车桩", due_on=today(),
        owner_organisation_id=desk.unit["section"], owner_person_id=desk.person_of(Role.COMMUNITY_SECRETARY),
    )  # fmt: skip
    browser = desk.world.browser(Role.COMMUNITY_SECRETARY)
    log = f"/progress_log/add?assignment={assignment}&amp;_next=/"
    assert log not in browser.get("/").text
    link = f"/session_decision/edit/{number}?_next=/"
    assert link in browser.get("/").text
    form = Page(browser.get(link).text).form()
    answer = browser.post(f"/session_decision/edit/{number}", {**form, "done": "1", "done_on": today().isoformat()})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert link not in browser.get("/").text and log in browser.get("/").text
    assert link not in desk.world.browser(Role.GRID_STAFF).get("/").text


def test_what_is_overdue_below_is_urged_once_a_day(desk: Desk) -> None:
    number = desk.to_resolve()
    due(desk, number, today() - timedelta(days=5))
    browser, unit = desk.world.browser(Role.STREET_CENTRE), desk.unit["section"]
    page = browser.get("/").text
    assert f'name="unit" value="{unit}"' in page and "规则：" in page
    assert browser.post("/todo/urge", {"unit": str(unit)}, token=False).status_code == 400
    answer = browser.post("/todo/urge", {"unit": str(unit)}, headers={"X-Requested-With": "fetch"})
    assert answer.json["done"] >= 1
    assert desk.events(number)[-1] == "urge"
    assert [row.rule for row in desk.of(Notice, number)][-1] == "urged"
    assert browser.post("/todo/urge", {"unit": str(unit)}).status_code == 303
    assert desk.events(number).count("urge") == 1
    page = browser.get("/").text
    assert f'name="unit" value="{unit}"' not in page and "今天已催办" in page
    other = desk.world.browser("street2")
    assert other.post("/todo/urge", {"unit": str(unit)}).status_code == 303  # nothing of his lies there
    assert desk.events(number).count("urge") == 1
    assert desk.world.browser(Role.GRID_STAFF).post("/todo/urge", {"unit": str(unit)}).status_code == 403

    told = desk.world.browser(Role.SECTION)
    page = told.get("/").text
    notice = desk.of(Notice, number)[-1].id
    assert "规则：催办" in page and f"/notice/do/seen?ids={notice}" in page
    answer = told.post(f"/notice/do/seen?ids={notice}", {"_next": "/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert f"/notice/do/seen?ids={notice}" not in told.get("/").text


@pytest.mark.parametrize("unit", ["x", "9" * 30])
def test_a_unit_that_is_none_is_refused(desk: Desk, unit: str) -> None:
    assert desk.world.browser(Role.STREET_CENTRE).post("/todo/urge", {"unit": unit}).status_code == 400


def test_figures_lead_to_the_rows_they_count(desk: Desk) -> None:
    number = desk.to_visit()
    desk.visit(number, "solved")
    desk.take(Role.COMMUNITY_SECRETARY, number, "close")
    due(desk, desk.issue(), today() - timedelta(days=9))
    browser = desk.world.browser(Role.PARTY_SECRETARY)
    tiles = re.findall(r'<a href="([^"]+)"><b class="tabular[^"]*">([\d,]+)</b>', browser.get("/").text)
    assert len(tiles) == 6
    for url, count in tiles:
        url = url.replace("&amp;", "&")
        if url.startswith("/loop/"):
            heads = re.findall(r"<h2[^>]*>[^<]+<em>(\d+)</em>", browser.get(url).text)
            assert sum(map(int, heads)) == int(count), url
        else:
            query = url.partition("?")[2]
            assert browser.get(f"/api/v1/issue/?{query}").json["count"] == int(count), url


@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        (Role.AUDIT, "/trace/", "td-todo"),
        (Role.SECURITY, "/post/list/", "td-todo"),
        (Role.SYSTEM, "/day_off/list/", "td-todo"),
        (Role.VOLUNTEER, "/activity/list/", "/todo/urge"),
        (Role.PROPERTY_MANAGER, "没有要你办的事", "/todo/urge"),
        (Role.COURT, "td-todo", "td-figs"),
    ],
)
def test_everybody_finds_what_he_needs(desk: Desk, role: Role, there: str, not_there: str) -> None:
    page = desk.world.browser(role).get("/")
    assert page.status_code == 200
    assert there in page.text and not_there not in page.text


def test_the_page_keeps_its_budget(desk: Desk) -> None:
    for number in range(70):
        desk.issue(title=f"第{number}件 <b>电梯</b>")
    late = desk.to_resolve()
    due(desk, late, today() - timedelta(days=5))
    for who in (Role.COMMUNITY_SECRETARY, Role.STREET_CENTRE):
        browser = desk.world.browser(who)
        count, size = cost(desk.world, browser, "/")
        assert (count <= STATEMENTS, size <= BYTES) == (True, True), (who, count, size)
        page = browser.get("/").text
        assert "<b>电梯</b>" not in page and "显示全部" in page
    with statements(desk.world) as found:
        assert browser.get("/todo/count").status_code == 200
    assert len(found) <= 7, "\n".join(found)
