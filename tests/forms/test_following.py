"""The entries of a street's own register follow a process: on every way in, for whoever may, and for nobody else."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import g
from sqlalchemy import select

from app.access.scope import working_as
from app.cases import store, versions
from app.cases.tables import CaseEvent, ProcessCase
from app.declare import Role
from app.forms.follow import EFFECTS, NAMED, PARTS, PROOF, common, unanswered
from app.forms.spec import Faulty
from app.process.drawing import answered
from app.process.reading import read_process, spec_of
from models.loop import entries
from models.processes import GRID_EVENT, SHIPPED, TEMPLATES
from tests.cases.test_my_work import STATEMENTS
from tests.conftest import World
from tests.forms.filled import extended, publish
from tests.test_budgets import CASE, DETAIL, LIST, OPENING, SAVE, cost, statements
from tests.world import Browser, Page

STREET, SECRETARY, GRID = Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY, Role.GRID_STAFF
NAME = "register/xczg"
KEY = "zgfc"
FIELDS = [
    {"key": "f_where", "kind": "text", "label": {"zh": "场所", "en": "Place"}, "required": True},
    {"key": "f_who", "kind": "link", "target": "person", "label": {"zh": "整改责任人", "en": "Person"}},
    {"key": "f_photo", "kind": "photo", "label": "照片"},
]


def form(process: str = KEY, **register: Any) -> dict[str, Any]:
    """A register that follows a process."""
    follows = {"process": process} if process else {}
    return {"register": {"label": {"zh": "隐患整改台账", "en": "Repairs"}, **follows, **register}, "fields": FIELDS,
            "list": ["f_where"], "search": ["f_where"]}  # fmt: skip


def make(world: World, key: str = KEY, template: str = "rectify", place: str = "") -> None:
    """A process of a street's own, published as version 1, or the next."""
    unit = world.place(*filter(None, [place])).units["street"]
    process = read_process({**spec_of(TEMPLATES[template]), "key": key})
    with world.as_house() as work, working_as(work.session, work.viewer):
        work.session.rollback()
        g.writing = True
        held = versions.published(work.session.connection(), unit, key)
        versions.publish(work.session.connection(), unit, process, seen=len(held), by="test")
        work.session.commit()


@pytest.fixture
def office(either_world: World) -> World:
    """A world whose street A has a process of its own, and a register that follows it."""
    make(either_world)
    publish(either_world, either_world.place().units["street"], {NAME: form()})
    return either_world


def add(browser: Browser, place: str = "星星网吧", **more: str) -> int:
    """A new entry; its number."""
    page = Page(browser.get(f"/{NAME}/add").text)
    answer = browser.post(f"/{NAME}/add", {**page.form(), "f_where": place, **more})
    assert answer.status_code == 303, Page(answer.text).words
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def take(browser: Browser, number: int, way: str, **values: str) -> Any:
    """A step, as its dialog sends it."""
    page = Page(browser.get(f"/case/{NAME}/{number}/{way}").text)
    return browser.post(f"/case/{NAME}/{number}/{way}", {**page.form(), **values})


@contextmanager
def person(world: World, role: Role) -> Any:
    """The work of an account that may write, with the registers of its street."""
    from tests.cases.desk import Desk

    with Desk(world).person(role) as work:
        yield extended(world, work)


def case_of(world: World, number: int) -> Any:
    with world.as_house() as work:
        row = work.session.execute(
            select(ProcessCase).where(ProcessCase.resource == NAME, ProcessCase.record_id == number)
        ).scalar_one_or_none()
        if row is None:
            return None
        ways = list(
            work.session.scalars(
                select(CaseEvent.transition).where(CaseEvent.case_id == row.id).order_by(CaseEvent.number)
            )
        )
        return row.key, row.version, row.stage, ways


def row(browser: Browser, number: int) -> dict[str, Any]:
    """An entry as the API gives it."""
    found: dict[str, Any] = browser.get(f"/api/v1/{NAME}/{number}").get_json()
    return found.get("row", found)


# -- what may be followed -----------------------------------------------------------------------------------------


def test_what_an_entry_answers_is_what_the_forms_offer() -> None:
    assert set(entries.PARTS) == {*PARTS, NAMED}
    assert set(entries.FACT_OF) == {PROOF} and set(entries.EFFECT_OF) == set(EFFECTS)


def test_no_shipped_process_is_offered_since_each_names_what_only_issues_know(office: World) -> None:
    with person(office, STREET) as work:
        fields = work.resources[NAME].fields
        for process in SHIPPED.values():
            assert unanswered(process, fields, "f_who"), process.key
        for process in TEMPLATES.values():
            assert unanswered(process, fields) == (), process.key


def test_a_copy_for_registers_is_sound_and_names_nothing_that_an_entry_cannot_answer(office: World) -> None:
    known = common([role.value for role in Role])
    with person(office, STREET) as work:
        fields = work.resources[NAME].fields
        for process in SHIPPED.values():
            left = read_process(answered(spec_of(process), known, "role:street_centre"))
            assert unanswered(left, fields) == (), process.key


@pytest.mark.parametrize(
    ("register", "place", "words"),
    [
        ({"process": "no_such"}, "register.process", "no_such"),
        ({"process": 7}, "register.process", "7"),
        ({"process": "grid_event"}, "register.process", "owner_organisation"),
        ({"process": KEY, "owner": "f_where"}, "register.owner", "f_where"),
        ({"process": "", "owner": "f_who"}, "register.process", ""),
        ({"owner": "f_who"}, "register.owner", ""),
    ],
)
def test_a_package_is_refused_with_every_fault_named(
    office: World, register: dict[str, Any], place: str, words: str
) -> None:
    given = {**form(""), "fields": [*FIELDS, {"key": "f_bad", "kind": "none", "label": "x"}]}
    given["register"] = {**given["register"], **register}
    with pytest.raises(Faulty) as refused:
        publish(office, office.place().units["street"], {"register/other": given})
    told = "\n".join(refused.value.faults)
    assert place in told and words in told and "fields[3].kind" in told


# -- ways in ------------------------------------------------------------------------------------------------------


def test_an_entry_opens_a_case_whoever_brings_it_in(office: World) -> None:
    clerk = office.browser(STREET)
    by_form = add(clerk)
    by_api = clerk.send("POST", f"/api/v1/{NAME}/", {"f_where": "如家旅馆"}).get_json()["id"]
    for number in (by_form, by_api):
        assert case_of(office, number) == (KEY, 1, "found", ["begin"])
        assert row(clerk, number)["stage"] == "found" and row(clerk, number)["due_on"]
    assert clerk.send("PUT", f"/api/v1/{NAME}/{by_api}", {"stage": "closed"}).status_code == 422
    assert row(clerk, by_api)["stage"] == "found"


def test_steps_are_taken_on_its_page_and_stand_in_its_history(office: World) -> None:
    clerk, grid = office.browser(STREET), office.browser(GRID)
    number = add(clerk, organisation=str(office.place().units["grid"]))
    page = clerk.get(f"/{NAME}/show/{number}").text
    assert f"/case/{NAME}/{number}/order" in page and "待处理" in page
    assert take(clerk, number, "order").status_code == 303
    assert take(grid, number, "rectified").status_code == 303
    assert row(clerk, number)["stage"] == "recheck"
    assert take(grid, number, "passed").status_code == 422  # of another role, and it was he who repaired it
    assert take(clerk, number, "failed").status_code == 422  # without a reason
    assert take(clerk, number, "failed", reason="灭火器仍未更换").status_code == 303
    assert take(grid, number, "rectified").status_code == 303
    assert take(clerk, number, "passed").status_code == 303
    kept = row(clerk, number)
    assert (kept["stage"], kept["due_on"]) == ("closed", None) and kept["closed_on"]
    assert case_of(office, number)[3] == ["begin", "order", "rectified", "failed", "rectified", "passed"]
    shown = Page(clerk.get(f"/{NAME}/show/{number}").text).words
    assert "复查合格，销号" in shown and "灭火器仍未更换" in shown
    assert take(clerk, number, "reopen", reason="又堆了杂物").status_code == 303
    kept = row(clerk, number)
    assert (kept["stage"], kept["closed_on"]) == ("rectify", None) and kept["due_on"]


def test_a_suspended_entry_is_due_on_no_day(office: World) -> None:
    clerk = office.browser(STREET)
    number = add(clerk)
    assert take(clerk, number, "suspend", reason="停业").status_code == 303
    assert row(clerk, number)["stage"] == "_suspended" and row(clerk, number)["due_on"] is None
    assert clerk.get(f"/api/v1/{NAME}/?stage=_suspended").get_json()["count"] == 1
    assert take(clerk, number, "resume", reason="复业").status_code == 303
    assert row(clerk, number)["stage"] == "found"


def test_the_list_filters_sorts_charts_and_exports_by_stage(office: World) -> None:
    clerk = office.browser(STREET)
    first, second = add(clerk, "甲店"), add(clerk, "乙店")
    assert take(clerk, second, "order").status_code == 303
    assert clerk.get(f"/api/v1/{NAME}/?stage=rectify").get_json()["count"] == 1
    text = clerk.get(f"/{NAME}/list/?stage=rectify").text
    assert "乙店" in text and "甲店" not in text and "整改中" in text
    assert clerk.get(f"/{NAME}/list/?stage=nothing").status_code == 400
    assert clerk.get(f"/{NAME}/list/?sort=due_on").status_code == 200
    assert "整改中" in clerk.get(f"/{NAME}/chart/").text
    exported = clerk.post(f"/{NAME}/export", {"address": "", "format": "csv"}).data.decode("utf-8-sig")
    assert "待处理" in exported and "整改中" in exported
    with office.as_house() as work, working_as(work.session, work.viewer):
        g.writing = True
        entry = work.session.scalar(select(entry_model(office)).where(entry_model(office).id == first))
        entry.due_on = work.context.today - timedelta(days=3)
        work.session.commit()
    assert '<span class="tag late">超 3 天</span>' in clerk.get(f"/{NAME}/list/").text


def entry_model(world: World) -> Any:
    from app.forms.registers import entry_class

    return entry_class(f"{world.place().units['street']}/{NAME.removeprefix('register/')}")


# -- people -------------------------------------------------------------------------------------------------------


def test_of_two_who_act_at_once_one_goes_on_and_the_other_is_told(office: World) -> None:
    clerk, other = office.browser(STREET), office.browser(GRID)
    number = add(clerk, organisation=str(office.place().units["grid"]))
    first, second = (Page(it.get(f"/case/{NAME}/{number}/order").text).form() for it in (clerk, other))
    assert clerk.post(f"/case/{NAME}/{number}/order", first).status_code == 303
    answer = other.post(f"/case/{NAME}/{number}/order", second)
    assert answer.status_code == 409 and "责令整改" in answer.text
    assert case_of(office, number)[3] == ["begin", "order"]


def test_another_street_sees_nothing_of_it(office: World) -> None:
    number = add(office.browser(STREET))
    other = office.browser("street2")
    for path in (f"/case/{NAME}/{number}", f"/case/{NAME}/{number}/order", f"/{NAME}/list/", f"/api/v1/{NAME}/"):
        assert other.get(path).status_code == 404, path
    assert other.post(f"/case/{NAME}/{number}/order", {"_seen": "1"}).status_code in (400, 404)
    assert KEY not in other.get("/processes/").text
    assert other.get(f"/processes/{KEY}").status_code == 404
    assert case_of(office, number)[3] == ["begin"]


def test_whom_a_field_names_is_in_charge(office: World) -> None:
    spec = spec_of(TEMPLATES["rectify"])
    ways = [
        {**way, "actors": ["part:owner_person"]} if way["key"] == "rectified" else way for way in spec["transitions"]
    ]
    unit = office.place().units["street"]
    assert [lack.name for lack in unanswered(read_process({**spec, "transitions": ways}), {})] == [NAMED]
    publish(office, unit, {NAME: form(owner="f_who")})
    with office.as_house() as work, working_as(work.session, work.viewer):
        work.session.rollback()
        g.writing = True
        versions.publish(
            work.session.connection(), unit, read_process({**spec, "key": KEY, "transitions": ways}), seen=1
        )
        work.session.commit()
    from tests.cases.desk import Desk

    who = Desk(office).person_of(GRID)
    clerk, grid = office.browser(STREET), office.browser(GRID)
    number = add(clerk, organisation=str(office.place().units["grid"]), f_who=str(who))
    assert case_of(office, number)[1] == 2
    assert take(clerk, number, "order").status_code == 303
    assert take(clerk, number, "rectified").status_code == 422
    assert take(grid, number, "rectified").status_code == 303


# -- forms and versions -------------------------------------------------------------------------------------------


def test_entries_that_are_there_begin_when_the_process_is_chosen_and_none_in_the_past(either_world: World) -> None:
    world, unit = either_world, either_world.place().units["street"]
    make(world)
    publish(world, unit, {NAME: form("")})
    clerk = world.browser(STREET)
    numbers = [add(clerk, f"第{index}家") for index in range(3)]
    assert clerk.post(f"/{NAME}/delete/{numbers[2]}").status_code == 303
    assert clerk.get(f"/case/{NAME}/{numbers[0]}").status_code == 404
    assert "stage" not in row(clerk, numbers[0])
    publish(world, unit, {NAME: form()})
    for number in numbers:
        assert case_of(world, number) == (KEY, 1, "found", ["begin"])
    kept = row(clerk, numbers[0])
    assert kept["stage"] == "found" and kept["due_on"] >= kept["created_at"][:10]
    publish(world, unit, {NAME: {**form(), "search": ["f_where"], "filters": ["f_where"]}})
    assert case_of(world, numbers[0])[3] == ["begin"]
    assert "3 条记录开始走" in str([entry.note for entry in notes(world)])


def notes(world: World) -> list[Any]:
    from app.access.audit import AuditEntry

    with world.as_house() as work:
        found = list(work.session.scalars(select(AuditEntry).where(AuditEntry.resource == NAME)))
        work.session.expunge_all()
    return found


def test_open_cases_keep_their_process_when_another_one_is_chosen(office: World) -> None:
    clerk = office.browser(STREET)
    old = add(clerk, "老店")
    make(office, "djbl", "plain")
    publish(office, office.place().units["street"], {NAME: form("djbl")})
    new = add(clerk, "新店")
    assert case_of(office, old)[:3] == (KEY, 1, "found") and case_of(office, new)[:3] == ("djbl", 1, "registered")
    text = clerk.get(f"/{NAME}/list/").text
    assert "待处理" in text and "待受理" in text  # the stage of the old one is told in its words
    assert take(clerk, old, "order").status_code == 303
    assert take(clerk, new, "accept").status_code == 303


def test_a_package_with_a_process_round_trips(office: World) -> None:
    from app.forms.package import read_package, write_package

    unit = office.place().units["street"]
    with office.as_house() as work:
        text = write_package(work.session, unit, "甲街道", NAME)
    forms = read_package(text.encode())
    assert forms[NAME]["register"]["process"] == KEY
    with pytest.raises(Faulty) as refused:
        publish(office, office.place("b1").units["street"], forms)
    assert KEY in str(refused.value)
    make(office, place="b1")
    publish(office, office.place("b1").units["street"], forms)
    with office.as_house() as work:
        assert (
            read_package(write_package(work.session, office.place("b1").units["street"], "乙", NAME).encode()) == forms
        )


def test_its_pages_keep_their_budgets(office: World) -> None:
    clerk = office.browser(STREET)
    numbers = [add(clerk, f"第{index}家") for index in range(4)]
    assert cost(office, clerk, f"/{NAME}/show/{numbers[0]}")[0] <= DETAIL + CASE
    assert cost(office, clerk, f"/{NAME}/list/")[0] <= LIST
    page = Page(clerk.get(f"/{NAME}/add").text)
    with statements(office) as found:
        assert clerk.post(f"/{NAME}/add", {**page.form(), "f_where": "又一家"}).status_code == 303
    assert len(found) <= SAVE + OPENING + 1, "\n".join(found)


def test_a_case_is_opened_and_advanced_by_the_store_alone(office: World) -> None:
    number = add(office.browser(STREET))
    with person(office, STREET) as work:
        resource = work.resources[NAME]
        record = work.record(resource, number)
        advance = store.take(work, resource, record, "order", {}, 1)
        assert advance.case.stage == "rectify" and record.stage == "rectify"
        with pytest.raises(store.Overtaken):
            store.take(work, resource, work.record(resource, number), "rectified", {}, 1)


def test_the_shipped_grid_event_is_told_by_what_it_names(office: World) -> None:
    with person(office, STREET) as work:
        names = {lack.name for lack in unanswered(GRID_EVENT, work.resources[NAME].fields)}
    assert {"assign", "category", "outcome", NAMED} <= names


# -- my work ------------------------------------------------------------------------------------------------------


def waits(browser: Browser) -> int:
    """How much waits, as the menu counts it."""
    return int(browser.get("/todo/count").get_json()["count"])


def test_an_entry_stands_in_the_work_of_whose_turn_it_is_and_of_nobody_else(office: World) -> None:
    clerk, grid, other = office.browser(STREET), office.browser(GRID), office.browser("street2")
    assert 'data-badge="/todo/count"' in grid.get("/").text
    before = {browser: waits(browser) for browser in (clerk, grid, other)}
    number = add(clerk, "星星网吧", organisation=str(office.place().units["grid"]))
    assert {browser: waits(browser) - before[browser] for browser in before} == {clerk: 1, grid: 1, other: 0}
    text = grid.get("/").text
    assert f"/case/{NAME}/{number}/order?_next=/" in text and f'href="/{NAME}/show/{number}"' in text
    assert "星星网吧" in text and "隐患整改台账" in Page(text).words
    assert "星星网吧" not in other.get("/").text
    assert take(clerk, number, "order").status_code == 303
    assert take(grid, number, "rectified").status_code == 303
    assert waits(grid) == before[grid] and "星星网吧" not in grid.get("/").text  # he repaired it, another one checks
    assert waits(clerk) == before[clerk] + 1 and f"/case/{NAME}/{number}/passed" in clerk.get("/").text
    assert take(clerk, number, "suspend", reason="停业").status_code == 303
    assert waits(clerk) == before[clerk]


def test_an_entry_that_is_late_stands_among_what_is_late(office: World) -> None:
    clerk = office.browser(STREET)
    number = add(clerk, "星星网吧")
    clerk.get("/")  # the word that it was saved is said once
    late = Page(clerk.get("/?only=late").text).words
    assert "星星网吧" not in late and "星星网吧" in clerk.get("/?only=later").text
    with office.as_house() as work, working_as(work.session, work.viewer):
        g.writing = True
        row = work.session.scalar(
            select(ProcessCase).where(ProcessCase.resource == NAME, ProcessCase.record_id == number)
        )
        row.due_at = work.now - timedelta(days=4)
        work.session.commit()
    assert "星星网吧" in clerk.get("/?only=late").text and "星星网吧" not in clerk.get("/?only=later").text


def test_more_entries_cost_my_work_no_statement(office: World) -> None:
    clerk = office.browser(STREET)
    add(clerk, "第一家")
    one = cost(office, clerk, "/")[0]
    for index in range(5):
        add(clerk, f"又一家{index}")
    assert cost(office, clerk, "/")[0] == one
    assert one <= STATEMENTS + 3  # their count, their rows, their titles
    with statements(office) as found:
        assert clerk.get("/todo/count").status_code == 200
    assert len(found) <= 7 + 1, "\n".join(found)


# -- reminders ----------------------------------------------------------------------------------------------------


def remind(world: World, days: int) -> int:
    """The daily run, some days from now."""
    from datetime import UTC, datetime

    from app.commands import reminders

    with world.as_house() as work, working_as(work.session, work.viewer):
        g.writing = True
        return reminders(work.session, datetime.now(UTC) + timedelta(days=days))


def told(world: World, number: int) -> list[Any]:
    from models.loop.notices import Notice

    with world.as_house() as work:
        found = list(work.session.scalars(select(Notice).where(Notice.entry == f"{NAME}/{number}")))
        work.session.expunge_all()
    return found


def test_who_must_act_is_reminded_once_by_rule_and_finds_the_entry(office: World) -> None:
    clerk, grid = office.browser(STREET), office.browser(GRID)
    number = add(clerk, "星星网吧", organisation=str(office.place().units["grid"]))
    remind(office, 0)
    assert {str(notice.rule) for notice in told(office, number)} <= {"due_today"}
    remind(office, 40)
    kept = told(office, number)
    assert {"overdue", "delay"} <= {str(notice.rule) for notice in kept}
    assert all("星星网吧" in notice.text and notice.issue_id is None for notice in kept)
    assert remind(office, 40) == 0 and len(told(office, number)) == len(kept)
    grid.get("/")
    page = grid.get("/").text
    assert f'href="/{NAME}/show/{number}" aria-label' in page
    notice = next(notice for notice in kept if str(notice.rule) == "overdue")
    assert "星星网吧" in grid.get("/notice/list/").text
    shown = [text for item in kept if (text := grid.get(f"/notice/show/{item.id}").text) and "星星网吧" in text]
    assert shown and all(f'<a class="lnk" href="/{NAME}/show/{number}">' in text for text in shown)
    assert office.browser("street2").get(f"/notice/show/{notice.id}").status_code == 404


def test_whoever_can_go_on_is_told_that_he_is_urged(office: World) -> None:
    spec = spec_of(TEMPLATES["rectify"])
    urge = {"key": "urge", "label": {"zh": "催办"}, "source": ["found"], "does": "note", "reason": True,
            "actors": ["role:street_centre"]}  # fmt: skip
    with office.as_house() as work, working_as(work.session, work.viewer):
        work.session.rollback()
        g.writing = True
        process = read_process({**spec, "key": KEY, "transitions": [*spec["transitions"], urge]})
        versions.publish(work.session.connection(), office.place().units["street"], process, seen=1)
        work.session.commit()
    clerk = office.browser(STREET)
    number = add(clerk, "星星网吧", organisation=str(office.place().units["grid"]))
    assert take(clerk, number, "urge", reason="今天必须看").status_code == 303
    notices = told(office, number)
    assert notices and {str(notice.rule) for notice in notices} == {"urged"}
    assert all("今天必须看" in notice.text and "星星网吧" in notice.text for notice in notices)
