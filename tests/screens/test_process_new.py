"""A street adds a process of its own and lets a register follow it: on the pages, from the first name to the first case."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.declare import Role
from app.forms.follow import common, unanswered
from app.process.reading import read_process
from models.processes import LOOP, SHIPPED
from tests.forms.filled import publish
from tests.forms.test_following import FIELDS, NAME, add, case_of, form, make, row, take
from tests.world import Browser, Page, World
from views.process_new import begun, new_key


@pytest.fixture
def clerk(world: World) -> Browser:
    return world.browser(Role.STREET_CENTRE)


def new(browser: Browser, zh: str, source: str = "plain", **more: str) -> Any:
    return browser.post("/processes/new", {"label_zh": zh, "label_en": "", "from": source, "alone": "1", **more})


def test_a_new_process_stands_in_the_list_and_is_drawn_like_any_other(clerk: Browser, world: World) -> None:
    page = clerk.get("/processes/").text
    assert 'href="/processes/new"' in page and "垃圾清运<b>" not in page
    answer = new(clerk, "垃圾清运<b>", label_en="Waste removal")
    assert answer.headers["Location"].endswith("/processes/waste_removal/draw")
    page = clerk.get("/processes/").text
    assert "垃圾清运&lt;b&gt;" in page and "垃圾清运<b>" not in page
    draw = clerk.get("/processes/waste_removal/draw").text
    assert "办理中" in draw and 'role="alert"' not in draw.split("<main", 1)[1]
    for path in ("", "/try", "/versions", "/publish"):
        assert clerk.get(f"/processes/waste_removal{path}").status_code == 200, path
    revision = Page(draw).value("_revision")
    step = {"do": "add_stage", "key": "handling", "_revision": revision}
    assert clerk.post("/processes/waste_removal/step", step).status_code == 303
    assert clerk.post("/processes/waste_removal/publish", {"note": ""}).status_code == 303
    assert "第 2 版" in clerk.get("/processes/waste_removal/versions").text
    assert "waste_removal" in world.browser(Role.GRID_STAFF).get("/processes/").text
    assert "waste_removal" not in world.browser("street2").get("/processes/").text


@pytest.mark.parametrize("key", list(SHIPPED))
def test_every_shipped_process_can_be_copied_for_registers_and_as_it_is(key: str) -> None:
    label = {"zh": "新流程", "en": "New"}
    alone, whole = (begun(SHIPPED[key], "mine", label, alone) for alone in (True, False))
    assert unanswered(alone, {}) == () and unanswered(whole, {})
    assert {stage.key for stage in alone.stages} == {stage.key for stage in SHIPPED[key].stages}
    assert (alone.key, alone.label.zh, alone.number) == ("mine", "新流程", 0)
    assert common(["street_centre"]).facts == frozenset()


def test_a_name_is_needed_and_stands_once(clerk: Browser) -> None:
    assert new(clerk, "").status_code == 422
    assert new(clerk, "长" * 61).status_code == 422
    assert new(clerk, LOOP.label.zh).status_code == 422
    assert new(clerk, "绿化", source="nowhere").status_code == 404
    assert new(clerk, "绿化").headers["Location"].endswith("/processes/lh/draw")
    assert new(clerk, "绿化").status_code == 422
    assert new(clerk, "楼号").headers["Location"].endswith("/processes/lh_2/draw")


def test_only_the_street_centre_adds(world: World) -> None:
    for role in (Role.COMMUNITY_SECRETARY, Role.GRID_STAFF, Role.PARTY_SECRETARY):
        browser = world.browser(role)
        assert browser.get("/processes/new").status_code == 403, role
        assert new(browser, "绿化").status_code == 403, role
        assert 'href="/processes/new"' not in browser.get("/processes/").text


def test_a_key_is_spelt_of_the_name_and_is_no_address_of_ours() -> None:
    assert new_key("Waste removal!", "垃圾清运", set()) == "waste_removal"
    assert new_key("", "垃圾清运", set()) == "ljqy"
    assert new_key("New", "新", {"new"}) == "new_2"
    assert new_key("123", "一二三", set()) == "p_123"
    assert new_key("？", "？", set()) == "p"


# -- the designer -------------------------------------------------------------------------------------------------


def head(page: str, **said: str) -> dict[str, str]:
    """What the panel of the register sends."""
    revision = Page(page).value("_revision")
    return {"do": "head", "_revision": revision, "label_zh": "隐患整改台账", "title": "f_where", **said}


def test_a_clerk_lets_a_register_follow_it_in_the_designer(clerk: Browser, world: World) -> None:
    publish(world, world.place().units["street"], {NAME: form("")})
    first = add(clerk, "老店")
    assert new(clerk, "隐患整改", source="rectify", label_en="Repair").status_code == 303
    page = clerk.get(f"/forms/{NAME}?register=1").text
    panel = page.split('id="p-process"', 1)[1].split("</details>", 1)[0]
    assert 'value="repair"' in panel and 'value="loop"' not in panel
    told = Page(panel).words
    assert "五环节闭环" in told and "类别" in told  # not offered, and why
    sent = head(page, process="repair", owner="f_who")
    assert clerk.post(f"/forms/{NAME}/step", sent).status_code == 303
    page = clerk.get(f"/forms/{NAME}?register=1").text
    assert 'value="repair" selected' in page and 'value="f_who" selected' in page
    assert "已有的 1 条记录从现在起开始，停在“待处理”" in page
    told = Page(clerk.get(f"/forms/{NAME}/publish").text).words
    assert "新记录走“隐患整改”" in told and "已有的 1 条记录" in told
    assert clerk.post(f"/forms/{NAME}/publish", {"note": ""}).status_code == 303
    assert case_of(world, first) == ("repair", 1, "found", ["begin"])
    assert f'href="/{NAME}/list/"' in clerk.get("/processes/").text
    assert take(clerk, first, "order").status_code == 303
    assert row(clerk, first)["stage"] == "rectify"
    sent = head(clerk.get(f"/forms/{NAME}?register=1").text, process="")
    assert clerk.post(f"/forms/{NAME}/step", sent).status_code == 303
    assert "已经开始的办理保留" in Page(clerk.get(f"/forms/{NAME}/publish").text).words
    assert clerk.post(f"/forms/{NAME}/publish", {"note": ""}).status_code == 303
    assert "stage" not in row(clerk, first)
    assert clerk.get(f"/case/{NAME}/{first}/rectified").status_code == 404
    assert case_of(world, first)[3] == ["begin", "order"]


def test_the_form_of_a_stage_asks_for_fields_of_the_registers_that_follow(clerk: Browser, world: World) -> None:
    make(world)
    publish(world, world.place().units["street"], {NAME: form()})
    page = clerk.get("/processes/zgfc/draw?stage=rectify&way=rectified").text
    assert 'value="f_where"' in page and "场所" in page
    assert "看板显示为" not in page, "entries stand on no board"
    sent = {"label_zh": "整改完成", "target": "recheck", "source": ["rectify"], "tone": "primary", "stage": "rectify",
            "actors": ["role:grid_staff", "role:street_centre"], "needs": ["f_photo", "f_where"]}  # fmt: skip
    sent |= {"do": "set_way", "key": "rectified", "way": "rectified", "_revision": Page(page).value("_revision")}
    assert clerk.post("/processes/zgfc/step", sent).status_code == 303
    assert clerk.post("/processes/zgfc/publish", {"note": ""}).status_code == 303
    number = add(clerk)
    assert take(clerk, number, "order").status_code == 303
    dialog = clerk.get(f"/case/{NAME}/{number}/rectified").text
    assert 'name="f_photo"' in dialog and 'name="f_where"' in dialog
    assert (
        clerk.post(
            f"/case/{NAME}/{number}/rectified", {**Page(dialog).form(), "f_where": "星星网吧（东门）"}
        ).status_code
        == 422
    )
    assert row(clerk, number)["stage"] == "rectify"


def test_a_version_that_a_register_cannot_answer_is_refused_and_says_which(clerk: Browser, world: World) -> None:
    make(world)
    publish(world, world.place().units["street"], {NAME: form()})
    page = clerk.get("/processes/zgfc/draw?stage=rectify&way=rectified").text
    sent = {"label_zh": "整改完成", "target": "recheck", "source": ["rectify"], "tone": "primary", "stage": "rectify",
            "actors": ["role:grid_staff"], "needs": ["category"], "effects": ["assign"]}  # fmt: skip
    sent |= {"do": "set_way", "key": "rectified", "way": "rectified", "_revision": Page(page).value("_revision")}
    assert clerk.post("/processes/zgfc/step", sent).status_code == 303
    answer = clerk.post("/processes/zgfc/publish", {"note": ""})
    told = Page(answer.text).words
    assert answer.status_code == 422 and "隐患整改台账" in told and "类别" in told
    assert "第 2 版" not in clerk.get("/processes/zgfc/versions").text
    number = add(clerk)
    assert case_of(world, number)[1] == 1


def test_a_field_that_the_process_asks_for_cannot_retire(clerk: Browser, world: World) -> None:
    from app.forms.spec import Faulty
    from app.process.reading import spec_of
    from models.processes import TEMPLATES

    spec = spec_of(TEMPLATES["rectify"])
    ways = [{**way, "needs": ["f_where"]} if way["key"] == "order" else way for way in spec["transitions"]]
    asking = read_process({**spec, "transitions": ways})
    make(world)
    publish(world, world.place().units["street"], {NAME: form()})
    from flask import g

    from app.access.scope import working_as
    from app.cases import versions

    with world.as_house() as work, working_as(work.session, work.viewer):
        work.session.rollback()
        g.writing = True
        unit = world.place().units["street"]
        versions.publish(work.session.connection(), unit, read_process({**spec_of(asking), "key": "zgfc"}), seen=1)
        work.session.commit()
    retired = [{**FIELDS[0], "retired": True, "required": False}, *FIELDS[1:]]
    with pytest.raises(Faulty) as refused:
        publish(world, world.place().units["street"], {NAME: {**form(title=["f_who"]), "fields": retired}})
    assert "register.process" in str(refused.value) and "f_where" in str(refused.value)


def test_a_kind_of_issue_follows_a_process_of_the_street_by_its_line(clerk: Browser, world: World) -> None:
    from flask import g
    from sqlalchemy import select

    from app.access.scope import working_as
    from app.cases.tables import ProcessCase
    from models.loop.choosing import ProcessRule
    from tests.cases.desk import Desk

    assert new(clerk, "电梯专办", source="loop", alone="", label_en="Lifts").status_code == 303
    with world.as_house() as work, working_as(work.session, work.viewer):
        g.writing = True
        work.session.add(ProcessRule(organisation_id=world.place().units["street"], category="lift", flow="lifts"))
        work.session.commit()
    desk = Desk(world)
    number = desk.issue(category="lift")
    with world.as_house() as work:
        mine = (ProcessCase.resource == "issue", ProcessCase.record_id == number)
        assert work.session.execute(select(ProcessCase.key, ProcessCase.version).where(*mine)).one() == ("lifts", 1)
    assert desk.take(Role.GRID_STAFF, number, "accept").stage == "assess"
    assert desk.get(number).accepted_on is not None


def test_the_clerk_lets_issues_follow_a_process_of_the_street_without_anybody_elses_help(
    clerk: Browser, world: World
) -> None:
    for zh, source in (("电梯专办", "loop"), ("简易办理", "plain"), ("上门服务", "service_order")):
        assert new(clerk, zh, source=source, alone="" if source != "plain" else "1").status_code == 303
    offered = re.findall(r'<option value="(\w+)"', clerk.get("/process_rule/add").text)
    assert {"loop", "dtzb", "jybl"} <= {*offered}
    assert "smfw" not in offered, "an issue has no answer to what an order asks"
    listed = clerk.get("/processes/").text
    assert "/process_rule/add?flow=dtzb&amp;" in listed or "/process_rule/add?flow=dtzb&" in listed
    sent = {"flow": "dtzb", "category": "lift", "source": "", "organisation": str(world.place().units["street"])}
    answer = clerk.post("/process_rule/add", sent)
    assert answer.status_code == 303, answer.text
    assert "电梯专办" in clerk.get("/process_rule/list/").text
    assert "电梯专办" in clerk.get("/process_rule/list/?flow=dtzb").text
    assert "电梯专办" in world.browser(Role.COMMUNITY_SECRETARY).get("/process_rule/list/").text
    other = world.browser("street2")
    assert "电梯专办" not in other.get("/process_rule/add").text + other.get("/process_rule/list/").text
    sent["organisation"] = str(world.place("b1").units["street"])
    refused = other.post("/process_rule/add", sent)
    assert refused.status_code == 422 and "从列表中选择" in refused.text
