"""The designer's sections, conditions, copies and templates; and what two designers tell each other."""

from __future__ import annotations

from typing import Any

import pytest

from app.declare import Role
from tests.conftest import World
from tests.forms.test_designer import HOME, add, publish, said, shown_when, step
from tests.world import Browser, Page


@pytest.fixture
def clerk(world: World) -> Browser:
    return world.browser(Role.STREET_CENTRE)


def titles(browser: Browser) -> list[str]:
    """The sections of the form that people fill in."""
    page = browser.get("/compound/add").text.split('class="fields"')
    return [part.rsplit("<h2>", 1)[1].split("</h2>", 1)[0] for part in page[:-1] if "<h2>" in part]


def test_a_clerk_arranges_sections_and_the_published_form_follows(clerk: Browser) -> None:
    before = titles(clerk)
    lift = add(clerk, "yes_no")
    step(clerk, "set", field=lift, label_zh="有电梯")
    answer = step(clerk, "section_add", section=0)
    assert answer.headers["Location"].endswith("section=1")
    words = {"label_zh": "电梯与消防", "label_en": "Lifts", "note_zh": "按铭牌填写", "columns": "1"}
    assert step(clerk, "section", section=1, **words, **shown_when("kind", "commercial")).status_code == 303
    for key in (lift, "built_in"):
        assert step(clerk, "put", field=key, section=1).status_code == 303
    told = said(clerk)
    assert "电梯与消防" in told and "按铭牌填写" in told and "当 类型 为 商品房小区 时显示" in told
    assert "建成年份：从“" in said(clerk, "publish") and "移到“电梯与消防”" in said(clerk, "publish")
    assert publish(clerk).status_code == 303
    assert titles(clerk)[:2] == [before[0], "电梯与消防"]
    assert step(clerk, "section_delete", section=1).status_code == 303
    assert "分组“电梯与消防”已删除" in said(clerk, "publish")
    assert publish(clerk).status_code == 303
    assert titles(clerk) == before and lift in Page(clerk.get("/compound/add").text).names


def test_a_section_does_not_wait_for_a_field_of_its_own(clerk: Browser) -> None:
    lift = add(clerk, "yes_no")
    step(clerk, "section_add", section=0)
    assert step(clerk, "section", section=1, label_zh="电梯", **shown_when(lift, "true")).status_code == 303
    refused = step(clerk, "put", field=lift, section=1)
    assert refused.status_code == 422 and "不能由组内的字段" in refused.text


def test_conditions_have_several_values_require_and_are_repeated_in_words(clerk: Browser) -> None:
    why = add(clerk, "note")
    rules = {
        **shown_when("kind", "commercial", "old"),
        **shown_when("built_in", number=1),
        **shown_when("committee", "true", number=2, do="require"),
    }
    answer = step(clerk, "set", field=why, label_zh="原因", **rules)
    assert answer.status_code == 303, Page(answer.text).words
    told = said(clerk)
    assert "当 类型 为 商品房小区或老旧小区且建成年份 已填写 时显示" in told
    assert "当 已成立业主委员会 为 是 时必填" in told
    form = Page(clerk.get(f"{HOME}?field={why}").text).form()
    assert form["c0_value"] == ["commercial", "old"] and form["c2_do"] == ["require"]
    step(clerk, "set", field=why, label_zh="原因", conditions="1")
    assert "商品房小区或" not in said(clerk)


def test_a_field_is_duplicated_and_two_of_one_name_are_told(clerk: Browser) -> None:
    key = add(clerk, "number")
    step(clerk, "set", field=key, label_zh="层数", maximum="40", **shown_when("kind", "old"))
    copy = step(clerk, "duplicate", field=key).headers["Location"].rsplit("field=", 1)[1]
    form = Page(clerk.get(f"{HOME}?field={copy}").text).form()
    assert form["label_zh"] == ["层数 副本"] and form["maximum"] == ["40"] and form["c0_value"] == ["old"]
    assert step(clerk, "set", field=copy, label_zh="层数").status_code == 303
    assert "还有一个字段也叫“层数”" in clerk.get(f"{HOME}?field={copy}").text


def test_fields_are_copied_from_a_template_with_the_conditions_among_them(clerk: Browser) -> None:
    page = Page(clerk.get(f"{HOME}/copy?from=template-jxcs").text)
    offered = page.options["pick"]
    assert len(offered) > 3
    assert step(clerk, "copy", **{"from": "template-jxcs"}).status_code == 422
    answer = step(clerk, "copy", **{"from": "template-jxcs", "pick": offered})
    assert answer.status_code == 303, Page(answer.text).words
    assert said(clerk).count("时显示") > 1 and "新增" in said(clerk, "publish")
    assert not set(offered) & set(page_keys(clerk))


def page_keys(browser: Browser) -> list[str]:
    """The own fields of the draft."""
    text = browser.get(HOME).text
    return [part.split('"', 1)[0] for part in text.split('data-card="')[1:] if part.startswith("f_")]


def test_a_register_begins_from_a_template_under_its_own_name(clerk: Browser) -> None:
    form: dict[str, Any] = Page(clerk.get("/forms/new?from=template-jxcs").text).form()
    assert form["from"] == ["template-jxcs"] and form["label_zh"] == ["九小场所巡查台账"]
    answer = clerk.post("/forms/new", {**form, "label_zh": "校外机构巡查台账"})
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert "校外机构巡查台账" in clerk.get(where).text
    assert clerk.post(f"{where}/publish").status_code == 303
    assert clerk.get(where.removeprefix("/forms") + "/list/").status_code == 200


def test_the_second_designer_sees_what_the_first_changed_and_keeps_what_he_typed(world: World, clerk: Browser) -> None:
    other = world.browser(Role.STREET_CENTRE)
    key = add(clerk, "text")
    held = Page(other.get(f"{HOME}?field={key}").text).form()
    step(clerk, "set", field=key, label_zh="门牌号", required="1")
    sent = {name: held[name] for name in ("_revision", "_mark", "_number")}
    answer = other.post(f"{HOME}/step", {**sent, "do": "set", "field": key, "label_zh": "门牌"})
    page = Page(answer.text)
    words = " ".join(page.words.split())
    assert answer.status_code == 409 and page.value("label_zh") == "门牌"
    assert "别人刚刚改了这些" in words and "改为“门牌号”" in words and "改为必填" in words
    moved = other.post(f"{HOME}/step", {**sent, "do": "up", "field": key})
    assert "改为必填" in other.get(moved.headers["Location"]).text
    assert publish(clerk).status_code == 303
    moved = other.post(f"{HOME}/step", {**sent, "do": "up", "field": key})
    assert "新增" in other.get(moved.headers["Location"]).text.split("别人刚刚改了这些", 1)[1]


@pytest.mark.parametrize("doing", ["section", "section_up", "section_delete", "section_columns", "section_put"])
def test_a_section_that_is_not_there(clerk: Browser, doing: str) -> None:
    assert step(clerk, doing, section=99, to=0).status_code == 404
    assert step(clerk, doing).status_code == 404
