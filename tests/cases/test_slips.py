"""Whoever calls or comes to the counter gets a code like who scanned: the clerk sees it at once, others ask for it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.access.audit import AuditEntry
from app.declare import Role
from models.issue import Issue
from models.report import IssueReport, spelt_code
from tests.cases.desk import Desk
from tests.residents.scene import report as scanned
from tests.test_budgets import statements
from tests.world import Browser, Page


def entered(desk: Desk, browser: Browser, **values: str) -> Any:
    """A clerk enters what a caller says; the answer."""
    page = Page(browser.get("/issue/add").text)
    usual = {"title": "3号楼电梯停运", "source": "residents", "channel": "phone", "category": "lift"}
    known = {"reporter_name": "张某", "reporter_phone": "13812342106", "organisation": str(desk.unit["grid"])}
    return browser.post("/issue/add", {**page.form(), **usual, **known, **values})


def last(desk: Desk) -> tuple[Issue, list[IssueReport]]:
    """The newest issue with its reports."""
    with desk.house() as work:
        number = work.session.scalars(select(Issue.id).order_by(Issue.id.desc()).limit(1)).one()
    return desk.get(number), desk.of(IssueReport, number)


def looked(desk: Desk, report: int) -> int:
    """How often the trace says that somebody looked at a code."""
    with desk.house() as work:
        asked = select(AuditEntry.id).where(AuditEntry.resource == "issue_report", AuditEntry.record_id == report)
        return len(list(work.session.scalars(asked.where(AuditEntry.action == "code"))))


@pytest.mark.parametrize("who", [Role.GRID_STAFF, Role.COMMUNITY_SECRETARY, Role.STREET_CENTRE, Role.MICRO_GRID])
def test_the_clerk_sees_the_code_of_who_called_at_once(desk: Desk, who: Role) -> None:
    browser = desk.world.browser(who)
    unit = "micro_grid" if who is Role.MICRO_GRID else "grid"
    answer = entered(desk, browser, organisation=str(desk.unit[unit]))
    assert answer.status_code == 303
    issue, (report,) = last(desk)
    assert answer.headers["Location"] == f"/slip/{issue.id}?_next=%2Fissue%2Fshow%2F{issue.id}"
    assert (report.phone, report.channel, report.text) == ("13812342106", "phone", issue.title)
    text = browser.get(answer.headers["Location"]).text
    assert spelt_code(report.token or "") in text and "<svg" in text and "/f/" in text
    assert f'href="/issue/show/{issue.id}"' in text
    assert f"/slip/{issue.id}" in browser.get(f"/issue/show/{issue.id}").text
    assert looked(desk, report.id) == 0, "who entered it was told it"
    resident = Browser(desk.world.app).get(f"/f/{report.token}")
    assert resident.status_code == 200 and issue.title in resident.text


def test_others_ask_for_the_code_and_that_is_recorded(desk: Desk) -> None:
    entered(desk, desk.world.browser(Role.GRID_STAFF))
    issue, (report,) = last(desk)
    code = spelt_code(report.token or "")
    browser = desk.world.browser(Role.COMMUNITY_SECRETARY)
    page = browser.get(f"/slip/{issue.id}")
    assert page.status_code == 200 and code not in page.text
    shown = browser.post(f"/slip/{issue.id}", {"report": str(report.id)})
    assert shown.status_code == 200 and code in shown.text
    assert looked(desk, report.id) == 1
    assert "查看了反映人的查询编号" in browser.get(f"/issue_report/show/{report.id}").text
    # whoever may not see the reporter sees no code either
    for who in (Role.PARTY_SECRETARY, Role.MICRO_GRID, "community2"):
        other = desk.world.browser(who)
        answer = other.get(f"/slip/{issue.id}")
        assert code not in answer.text and answer.status_code in (200, 404), who
        assert other.post(f"/slip/{issue.id}", {"report": str(report.id)}).status_code == 404, who
    for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.VOLUNTEER):
        assert desk.world.browser(role).get(f"/slip/{issue.id}").status_code in (403, 404), role
    assert looked(desk, report.id) == 1


def test_the_code_of_who_scanned_stays_his_alone(desk: Desk) -> None:
    _resident, code = scanned(desk.world)
    issue, (report,) = last(desk)
    browser = desk.world.browser(Role.STREET_CENTRE)
    assert report.token == code
    page = browser.get(f"/slip/{issue.id}")
    assert page.status_code == 200 and spelt_code(code) not in page.text and code not in page.text
    assert browser.post(f"/slip/{issue.id}", {"report": str(report.id)}).status_code == 404
    assert f"/slip/{issue.id}" not in browser.get(f"/issue/show/{issue.id}").text


def test_what_the_staff_brings_up_itself_has_nobody_to_tell_a_code(desk: Desk) -> None:
    answer = entered(desk, desk.world.browser(Role.GRID_STAFF), source="grid")
    issue, reports = last(desk)
    assert answer.headers["Location"] == f"/issue/show/{issue.id}" and reports == []


def test_a_form_sent_twice_makes_one_report_and_leads_to_it_again(desk: Desk) -> None:
    browser = desk.world.browser(Role.GRID_STAFF)
    token = re.findall(r'name="_token" value="([^"]+)"', browser.get("/issue/add").text)[0]
    places = {entered(desk, browser, _token=token).headers["Location"] for _ in range(2)}
    assert len(places) == 1 and places.pop().startswith("/slip/")
    assert len(last(desk)[1]) == 1


def test_a_report_noted_on_an_issue_leads_to_its_code(desk: Desk) -> None:
    number = desk.issue()
    browser = desk.world.browser(Role.COMMUNITY_SECRETARY)
    page = Page(browser.get(f"/issue_report/add?issue={number}").text)
    answer = browser.post("/issue_report/add", {**page.form(), "text": "也是这部电梯", "channel": "hall"})
    assert answer.headers["Location"].startswith(f"/slip/{number}?")
    (report,) = desk.of(IssueReport, number)
    assert spelt_code(report.token or "") in browser.get(answer.headers["Location"]).text


def test_a_caller_costs_two_statements_more_than_nobody(desk: Desk) -> None:
    browser = desk.world.browser(Role.STREET_CENTRE)
    asked = []
    for source in ("grid", "grid", "residents", "residents"):
        page = Page(browser.get("/issue/add").text)
        with statements(desk.world) as found:
            assert entered_from(page, browser, source).status_code == 303
        asked.append(len(found))
    assert asked[3] - asked[1] <= 4, asked


def entered_from(page: Page, browser: Browser, source: str) -> Any:
    """The form of a page, sent with little in it."""
    values = {"title": "门坏了", "source": source, "channel": "phone", "category": "lift"}
    return browser.post("/issue/add", {**page.form(), **values})
