"""Supervision: a demand beside the case, answered by who is in charge, struck off by who demanded it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access.audit import AuditEntry
from app.declare import Role
from app.record import utc_now
from models.account import Account
from models.loop import supervising
from models.loop.notices import Notice
from models.loop.supervision import Supervision
from tests.cases.desk import Desk
from tests.world import Page

FETCHED = {"X-Requested-With": "fetch"}


def do(desk: Desk, who: Role | str, resource: str, number: int, action: str, **values: str) -> Any:
    """An action's form is opened, filled in and sent."""
    browser = desk.world.browser(who)
    url = f"/{resource}/do/{action}?ids={number}"
    form = Page(browser.get(url, headers=FETCHED).text).form()
    return browser.post(url, {**form, **values}, headers=FETCHED)


def demanded(desk: Desk, number: int, who: Role = Role.STREET_CENTRE) -> int:
    """A demand about an issue; its number."""
    answer = do(desk, who, "issue", number, "demand", text="何以超期？")
    assert answer.status_code == 303, answer.text
    return int(desk.of(Supervision, number)[-1].id)


def test_a_demand_goes_its_way_beside_the_case(either: Desk) -> None:
    desk = either
    number = desk.to_resolve()
    before = desk.case(number)
    item = demanded(desk, number)
    assert desk.get(number).supervised is True
    assert {(row.rule, row.account_id) for row in desk.of(Notice, number)} > {("supervised", owner(desk))}
    assert "已在督办" in do(desk, Role.PARTY_SECRETARY, "issue", number, "demand", text="再问").text
    assert "还没有回复" in do(desk, Role.STREET_CENTRE, "supervision", item, "strike_off", text="已核").text
    assert do(desk, Role.SECTION, "supervision", item, "answer", text="已联系维保").status_code == 303
    assert "answered" in {row.rule for row in desk.of(Notice, number)}
    assert do(desk, Role.STREET_CENTRE, "supervision", item, "send_back", text="没说明原因").status_code == 303
    assert do(desk, Role.SECTION, "supervision", item, "answer", text="配件缺货，27日到").status_code == 303
    assert do(desk, Role.STREET_CENTRE, "supervision", item, "strike_off", text="到场看过").status_code == 303
    (row,) = desk.of(Supervision, number)
    assert [entry["said"] for entry in row.entries] == ["demand", "answer", "send_back", "answer", "strike_off"]
    assert (row.state, row.due_on, row.closed_on is not None) == ("closed", None, True)
    assert re.fullmatch(r".+-DB-\d{4}-\d{4}", row.number)
    assert desk.get(number).supervised is True, "also when it is struck off"
    after = desk.case(number)
    assert (after.stage, after.due, after.number) == (before.stage, before.due, before.number)
    assert after.due is not None and desk.get(number).due_on == after.due.date()


def owner(desk: Desk) -> int:
    """The account of the section, which is in charge."""
    with desk.house() as work:
        return int(work.session.scalar(select(Account.id).where(Account.username == Role.SECTION.value)) or 0)


def test_only_who_demanded_it_decides_and_nobody_who_handles_it(desk: Desk) -> None:
    number = desk.to_resolve()
    item = demanded(desk, number)
    assert do(desk, Role.SECTION, "supervision", item, "answer", text="已联系维保").status_code == 303
    refused = do(desk, Role.PARTY_SECRETARY, "supervision", item, "strike_off", text="已核")
    assert refused.status_code == 422
    assert "由他决定" in refused.text and "已核" in refused.text
    browser = desk.world.browser(Role.SECTION)
    assert browser.get(f"/supervision/do/strike_off?ids={item}").status_code == 403
    assert desk.world.browser(Role.GRID_STAFF).get(f"/issue/do/demand?ids={number}").status_code == 403
    assert desk.of(Supervision, number)[0].state == "answered"


def test_the_unit_in_charge_finds_the_demand_and_an_inspector_all_of_his_street(desk: Desk) -> None:
    number = desk.to_resolve()
    item = demanded(desk, number)
    for who in (Role.SECTION, Role.INSPECTOR, Role.PARTY_SECRETARY, Role.COMMUNITY_SECRETARY):
        browser = desk.world.browser(who)
        assert "何以超期？" in browser.get(f"/supervision/show/{item}").text, who
        assert f"/supervision/show/{item}" in browser.get("/supervision/list/").text, who
    assert desk.world.browser("community2").get(f"/supervision/show/{item}").status_code == 404
    assert desk.world.browser(Role.INSPECTOR).get(f"/issue/show/{number}").status_code == 200


def test_an_inspector_demands_from_a_unit_beside_and_the_trace_says_so(desk: Desk) -> None:
    number = desk.to_resolve()
    demanded(desk, number)  # so that the inspector sees it
    item = desk.of(Supervision, number)[0].id
    do(desk, Role.SECTION, "supervision", item, "answer", text="已办")
    do(desk, Role.STREET_CENTRE, "supervision", item, "strike_off", text="已核")
    again = demanded(desk, number, Role.INSPECTOR)
    assert again != item
    with desk.house() as work:
        told = work.session.scalars(
            select(AuditEntry.action).where(AuditEntry.resource == "supervision", AuditEntry.record_id == item)
        )
        assert {"demand", "answer", "strike_off"} <= set(told)


def row_of(number: int, unit: int, state: str, **values: object) -> Supervision:
    """A demand as a table holds it."""
    return Supervision(organisation_id=unit, issue_id=number, text="何以超期？", state=state, entries=[], **values)


def test_the_database_holds_one_running_demand_for_each_issue(either: Desk) -> None:
    desk, unit = either, either.unit["grid"]
    number, other = desk.to_resolve(), desk.to_resolve()
    with desk.house() as work:
        rows = [row_of(number, unit, "closed"), row_of(number, unit, "closed"), row_of(number, unit, "open")]
        work.session.add_all(
            [*rows, row_of(number, unit, "open", deleted_at=utc_now()), row_of(other, unit, "answered")]
        )
    for state in ("open", "answered"):
        with pytest.raises(IntegrityError), desk.house() as work:
            work.session.add(row_of(number, unit, state))
            work.session.flush()


def test_who_demands_second_is_told_so_even_past_the_lock(either: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = either
    number = desk.to_resolve()
    demanded(desk, number)
    found, asked = supervising.running, []

    def blind(look: Any) -> Any:
        """The first question comes before the other one's demand was there to be seen."""
        asked.append(look)
        return None if len(asked) == 1 else found(look)

    monkeypatch.setattr(supervising, "running", blind)
    answer = do(desk, Role.PARTY_SECRETARY, "issue", number, "demand", text="再问一次")
    assert answer.status_code == 422
    assert "已在督办" in answer.text and "再问一次" in answer.text
    assert len(desk.of(Supervision, number)) == 1 and len(asked) == 2
