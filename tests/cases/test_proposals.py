"""What the dialogs of the loop begin with: what is known already is not asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.declare import Role
from models.deliberation import SessionDecision
from models.loop.assignment import Assignment
from models.loop.decisions import assign_decision
from tests.cases.desk import Desk, today
from tests.world import Page

FETCHED = {"X-Requested-With": "fetch"}


def test_the_one_who_settled_it_is_proposed_as_the_visitor(desk: Desk) -> None:
    number = desk.to_visit()
    settled, other = desk.person_of(Role.SECTION), desk.person_of(Role.COMMUNITY_SECRETARY)
    for who in (Role.SECTION, Role.COMMUNITY_SECRETARY):
        browser = desk.world.browser(who)
        page = Page(browser.get(f"/return_visit/add?issue={number}").text)
        assert said(page, "visitor") == (str(settled),), who
    typed = {**page.form(), "way": "door", "result": "solved"}
    answer = browser.post("/return_visit/add", {**typed, "visitor": str(other)})
    assert answer.status_code == 422 and "由他人回访的原因" in answer.text
    assert browser.post("/return_visit/add", typed).status_code == 303
    # what the address says counts, and without an issue nobody is proposed
    page = Page(browser.get(f"/return_visit/add?issue={number}&visitor={other}").text)
    assert said(page, "visitor") == (str(other),)
    assert said(Page(browser.get("/return_visit/add").text), "visitor") == ("",)


def test_of_an_issue_that_one_may_not_see_nobody_is_proposed(desk: Desk) -> None:
    number = desk.to_visit()
    page = Page(desk.world.browser("community2").get(f"/return_visit/add?issue={number}").text)
    assert said(page, "visitor") == ("",)


def decided(desk: Desk, number: int, unit: str, who: Role, days: int) -> None:
    """A meeting on an issue that gave it to somebody until a day."""
    meeting = desk.hold_session(number)
    values = {"owner_organisation_id": desk.unit[unit], "owner_person_id": desk.person_of(who)}
    due = today() + timedelta(days=days)
    made = desk.add(SessionDecision, session_id=meeting, text="清空通道", due_on=due, done=False, **values)
    with desk.house() as work:
        assign_decision(work.session, work.session.get_one(SessionDecision, made))


def said(page: Page, *names: str) -> tuple[str, ...]:
    """What these inputs hold."""
    form = page.form()
    return tuple("".join(form.get(name) or "") for name in names)


def begun(desk: Desk, number: int, *names: str) -> tuple[str, ...]:
    """What the form of the dispatch begins with, for the centre."""
    text = desk.world.browser(Role.STREET_CENTRE).get(f"/case/issue/{number}/dispatch").text
    return said(Page(text), *names)


@pytest.mark.parametrize(
    ("unit", "who", "level"),
    [("section", Role.SECTION, "street"), ("community", Role.COMMUNITY_SECRETARY, "community")],
)
def test_the_dispatch_begins_with_what_the_meeting_decided(desk: Desk, unit: str, who: Role, level: str) -> None:
    number = on_table(desk)
    assert begun(desk, number, "level", "due_on", "owner_person") == ("", "", "")
    decided(desk, number, unit, who, 9)
    due = (today() + timedelta(days=9)).isoformat()
    owner = (str(desk.unit[unit]), str(desk.person_of(who)))
    assert begun(desk, number, "level", "due_on", "owner_organisation", "owner_person") == (level, due, *owner)
    assert desk.get(number).level is None, "what is proposed is not decided"
    browser = desk.world.browser(Role.STREET_CENTRE)
    form = Page(browser.get(f"/case/issue/{number}/dispatch", headers=FETCHED).text).form()
    assert browser.post(f"/case/issue/{number}/dispatch", form).status_code == 303
    assert (desk.get(number).level, desk.of(Assignment, number)[-1].due_on.isoformat()) == (level, due)


def test_a_day_that_is_over_is_not_proposed_and_a_level_that_stands_is_kept(desk: Desk) -> None:
    number = on_table(desk, level="compound")
    decided(desk, number, "section", Role.SECTION, -1)
    assert begun(desk, number, "level", "due_on") == ("compound", "")


def test_a_refused_form_holds_what_was_typed(desk: Desk) -> None:
    number = on_table(desk)
    decided(desk, number, "section", Role.SECTION, 9)
    browser = desk.world.browser(Role.STREET_CENTRE)
    form = Page(browser.get(f"/case/issue/{number}/dispatch", headers=FETCHED).text).form()
    answer = browser.post(f"/case/issue/{number}/dispatch", {**form, "due_on": ""}, headers=FETCHED)
    assert answer.status_code == 422
    assert said(Page(answer.text), "due_on") == ("",)


def test_what_was_turned_down_is_not_proposed_again(desk: Desk) -> None:
    number = on_table(desk)
    decided(desk, number, "section", Role.SECTION, 9)
    desk.dispatch(number)
    desk.take(Role.SECTION, number, "turn_down", reason="不属于本科室职责")
    assert begun(desk, number, "due_on", "owner_organisation") == ("", "")


def test_the_picker_of_people_puts_those_of_the_unit_first(desk: Desk) -> None:
    browser = desk.world.browser(Role.STREET_CENTRE)
    text = browser.get(f"/case/issue/{on_table(desk)}/dispatch").text
    tag = next(found for tag, found in Page(text).tags if tag == "select" and found.get("name") == "owner_person")
    assert tag["data-near"] == "owner_organisation"

    options = browser.get(f"/person/pick?q=&near={desk.unit['section']}").json["options"]
    near = [item["value"] for item in options if item.get("near")]
    assert near == [str(desk.person_of(Role.SECTION))]
    assert [item["value"] for item in options][: len(near)] == near
    rest = [item["label"] for item in options[len(near) :]]
    assert rest == sorted(rest) and len({item["value"] for item in options}) == len(options)
    # what is typed holds for both, and a unit that nobody serves in puts nobody first
    name = options[0]["label"]
    found = browser.get("/person/pick", query_string={"q": name, "near": desk.unit["section"]}).json["options"]
    assert found[0]["near"] and all(name in item["label"] for item in found)
    assert not any(item.get("near") for item in browser.get("/person/pick?q=&near=999999").json["options"])
    assert browser.get("/compound/pick?q=&near=1").status_code == 400


def on_table(desk: Desk, **values: str) -> int:
    """An issue that is being assessed."""
    number = desk.issue(**values)
    desk.take(Role.GRID_STAFF, number, "accept")
    return number
