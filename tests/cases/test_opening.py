"""Where the case of a new record begins, which process it follows, and what becomes of it with its record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.cases import versions
from app.cases.tables import ProcessCase
from app.declare import Role
from app.process.process import Words
from models.issue import Issue
from models.loop.choosing import ProcessRule
from models.loop.effects import EFFECT_OF
from models.loop.facts import FACT_OF
from models.loop.following import INPUTS, state_at
from models.loop.parts import PARTS
from models.processes import LOOP, SHIPPED
from tests.cases.desk import Desk, today


def test_an_issue_made_in_a_form_has_its_case_and_a_form_moves_nothing(desk: Desk) -> None:
    browser = desk.world.browser(Role.GRID_STAFF)
    form = {
        "title": "楼道堆物", "source": "grid", "category": "lift", "reported_at": "2026-11-01T10:00",
        "organisation": desk.unit["grid"], "anonymous": "1", "state": "closed", "due_on": "2030-01-01",
    }  # fmt: skip
    answer = browser.post("/issue/add", form)
    assert answer.status_code == 303, answer.text
    number = int(answer.headers["Location"].split("?")[0].rsplit("/", 1)[1])
    assert (desk.case(number).stage, desk.get(number).state) == ("collect", "collect")
    assert desk.get(number).due_on == desk.case(number).due.date()  # type: ignore[union-attr]
    answer = browser.send("PUT", f"/api/v1/issue/{number}", {"state": "closed"})
    assert answer.status_code in (400, 403, 422) or desk.get(number).state == "collect"


def test_a_record_that_comes_with_a_state_begins_there(desk: Desk) -> None:
    day = today() + timedelta(days=3)
    number = desk.issue(state="suspended", due_on=day)
    case = desk.case(number)
    assert (case.stage, case.suspended is not None) == ("resolve", True)
    assert case.due is not None and case.due.date() == day
    assert desk.case(desk.issue(state="closed")).over


def test_a_street_says_which_process_a_kind_of_issue_follows(desk: Desk) -> None:
    street = desk.unit["street"]
    desk.add(ProcessRule, organisation_id=street, source="superior", flow="eight_steps")
    desk.add(ProcessRule, organisation_id=street, source="superior", category="lift", flow="appeal")
    desk.add(ProcessRule, organisation_id=street, category="charging", flow="taken_back")
    assert desk.case(desk.issue(source="superior", category="lift")).process.key == "appeal"
    assert desk.case(desk.issue(category="charging")).process.key == "loop"


def test_a_case_keeps_the_version_it_began_under(desk: Desk) -> None:
    street, before = desk.unit["street"], desk.issue()
    own = replace(LOOP, label=Words("本街道闭环", "Our loop"))
    with desk.house() as work:
        assert versions.publish(work.session.connection(), street, own, seen=0) == 1
    after = desk.issue()
    assert (desk.case(before).process.number, desk.case(after).process.number) == (0, 1)
    assert desk.case(after).process.label.zh == "本街道闭环"
    with desk.house() as work, pytest.raises(versions.Overtaken):
        versions.publish(work.session.connection(), street, own, seen=0)
    desk.take(Role.GRID_STAFF, after, "accept")
    assert desk.case(after).process.number == 1


def test_a_case_moves_with_its_record_and_outlives_it(desk: Desk) -> None:
    number, grid = desk.issue(), desk.world.place("a2").units["grid"]

    def row() -> ProcessCase | None:
        with desk.house() as work:
            wanted = (ProcessCase.resource == "issue", ProcessCase.record_id == number)
            return work.session.scalar(select(ProcessCase).where(*wanted))

    with desk.house() as work:
        work.record(work.resources["issue"], number).organisation_id = grid
    kept = row()
    assert kept is not None and kept.organisation_id == grid
    with desk.house() as work:
        work.session.delete(work.record(work.resources["issue"], number))
    assert row() is None
    with desk.house() as work:
        assert work.session.scalar(select(ProcessCase.number).where(ProcessCase.record_id == -kept.id)) == 1


@pytest.mark.parametrize("key", [key for key in SHIPPED if key != "service_order"])
def test_every_process_that_issues_may_follow_finds_its_parts_facts_and_effects(key: str) -> None:
    process = SHIPPED[key]
    asked = {name for way in process.transitions for name in (*way.facts, *way.when)}
    does = {name for way in process.transitions for name in way.effects}
    actors = {name.removeprefix("part:") for way in process.transitions for name in way.actors if "part:" in name}
    assert (asked - FACT_OF.keys(), does - EFFECT_OF.keys(), actors - PARTS.keys()) == (set(), set(), set())
    fields = {name for way in process.transitions for name in way.needs}
    known = {*INPUTS, *(column.name.removesuffix("_id") for column in Issue.__table__.columns)}
    assert fields - known == set()


@pytest.mark.parametrize("process", SHIPPED.values(), ids=list(SHIPPED))
def test_every_stage_is_shown_as_a_state_of_an_issue(process: object) -> None:
    shown = {state_at(stage) for stage in process.stages}  # type: ignore[attr-defined]
    states = {choice.value for choice in Issue.__table__.c.state.info["field"].enum}
    assert shown <= states
