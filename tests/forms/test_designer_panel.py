"""The panel of the designer is kept when the clerk goes on, and says beside its inputs what cannot be used."""

from __future__ import annotations

from typing import Any

import pytest

from app.declare import Role
from tests.conftest import World
from tests.world import Browser, Page

HOME = "/forms/compound"
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def clerk(world: World) -> Browser:
    return world.browser(Role.STREET_CENTRE)


def shown(browser: Browser, chosen: str) -> Page:
    return Page(browser.get(f"{HOME}?{chosen}").text)


def add(browser: Browser, kind: str) -> str:
    form = {"do": "add", "kind": kind, "_revision": shown(browser, "").value("_revision")}
    return str(browser.post(f"{HOME}/step", form).headers["Location"].rsplit("field=", 1)[1])


def panel(browser: Browser, key: str, **typed: Any) -> dict[str, Any]:
    """What the panel of a field sends, with what somebody typed."""
    page = shown(browser, f"field={key}")
    fixed = {name: page.value(name) for name in ("_revision", "_mark", "_number")}
    return {**fixed, "do": "set", "field": key, "conditions": "1", **typed}


def quietly(browser: Browser, form: dict[str, Any]) -> Any:
    """What the script of the page sends before it goes on."""
    return browser.post(f"{HOME}/step", form, headers=SCRIPT)


def test_a_panel_is_kept_before_the_next_step(clerk: Browser) -> None:
    key = add(clerk, "number")
    answer = quietly(clerk, panel(clerk, key, label_zh="载重"))
    assert answer.status_code == 200
    told = answer.get_json()
    page = shown(clerk, f"field={key}")
    assert page.value("label_zh") == "载重"
    assert (str(told["revision"]), told["mark"]) == (page.value("_revision"), page.value("_mark"))
    following = {"do": "add", "kind": "text", "_revision": str(told["revision"]), "_mark": told["mark"], "field": key}
    assert clerk.post(f"{HOME}/step", following).status_code == 303


def test_a_panel_that_cannot_be_used_is_not_kept_and_says_why_beside_its_inputs(clerk: Browser) -> None:
    key = add(clerk, "number")
    form = panel(clerk, key, label_zh="载重", minimum="abc", maximum="5")
    assert quietly(clerk, form).status_code == 422
    assert shown(clerk, f"field={key}").value("label_zh") != "载重"
    text = clerk.post(f"{HOME}/step", form).text
    page = Page(text)
    assert (page.value("minimum"), page.value("maximum"), page.value("label_zh")) == ("abc", "5", "载重")
    assert 'id="p-minimum-err"' in text and 'id="p-maximum-err"' not in text
    assert "data-refused" in text and "收回我填的内容" in page.words
    assert "data-refused" not in clerk.get(f"{HOME}?field={key}").text


@pytest.mark.parametrize(
    ("kind", "typed", "beside"),
    [
        ("text", {"pattern": "(a+)+"}, "pattern"),
        ("text", {"length": "many"}, "length"),
        ("number", {"minimum": "5", "maximum": "3"}, "minimum"),
        ("number", {"minimum": "5", "default": "3"}, "default"),
        ("choice", {"zh": ["", ""], "en": ["", ""], "code": ["a", "b"]}, "options"),
        ("computed", {"expression": "houshlds * 2", "result": "number"}, "expression"),
    ],
)
def test_each_fault_stands_beside_its_input(clerk: Browser, kind: str, typed: dict[str, Any], beside: str) -> None:
    key = add(clerk, kind)
    answer = clerk.post(f"{HOME}/step", panel(clerk, key, label_zh="试", **typed))
    assert answer.status_code == 422 and f'id="p-{beside}-err"' in answer.text, Page(answer.text).words


def test_a_section_that_cannot_be_used_is_shown_as_typed(clerk: Browser) -> None:
    page = shown(clerk, "section=0")
    fixed = {name: page.value(name) for name in ("_revision", "_mark", "_number")}
    waits = {"conditions": "1", "c0_field": "name", "c0_op": "any"}  # for a field that stands in it
    answer = clerk.post(f"{HOME}/step", {**fixed, "do": "section", "section": "0", "label_zh": "另一个名", **waits})
    assert answer.status_code == 422 and Page(answer.text).value("label_zh") == "另一个名"


def test_what_was_kept_while_the_page_was_left_is_no_change_of_somebody_else(clerk: Browser) -> None:
    key = add(clerk, "number")
    form = panel(clerk, key, label_zh="载重")
    assert clerk.post(f"{HOME}/step", form).status_code == 303  # as the page is left
    assert quietly(clerk, form).status_code == 200  # and once more, from the page as it was before
    assert quietly(clerk, {**form, "label_zh": "吨位"}).status_code == 409


def test_two_scripts_at_once_do_not_both_win(world: World, clerk: Browser) -> None:
    key = add(clerk, "number")
    mine, theirs = panel(clerk, key, label_zh="甲"), panel(clerk, key, label_zh="乙")
    assert quietly(clerk, mine).status_code == 200
    assert quietly(world.browser(Role.STREET_CENTRE), theirs).status_code == 409
    assert shown(clerk, f"field={key}").value("label_zh") == "甲"


def test_a_fault_of_a_listed_field_is_said_once_and_in_words(clerk: Browser) -> None:
    """What else names the field is not wrong because the field is."""
    answer = clerk.post("/forms/new", {"label_zh": "面积台账", "icon": "clipboard-list"})
    home = str(answer.headers["Location"])

    def step(**more: Any) -> Any:
        return clerk.post(f"{home}/step", {"_revision": Page(clerk.get(home).text).value("_revision"), **more})

    step(do="add", kind="text")
    added = step(do="add", kind="number").headers["Location"]
    key = added.rsplit("field=", 1)[1]
    answer = step(do="set", field=key, label_zh="面积", minimum="9", maximum="3", in_list="1", in_filters="1")
    assert answer.status_code == 422, answer.text[:500]
    faults = answer.text.split("say late", 1)[1].split("</ul>", 1)[0]
    assert faults.count("<li>") == 1 and "面积 · 至少" in faults, faults


def test_a_field_named_in_chinese_keeps_no_english_of_its_kind(clerk: Browser) -> None:
    """“One of a list” is what a kind is called, not what the clerk's field is."""
    key = add(clerk, "choice")
    page = shown(clerk, f"field={key}")
    kept = {name: page.form()[name] for name in ("code", "en")}
    typed = {"label_zh": "类别", "label_en": page.value("label_en"), "zh": ["早餐", "水果", "", ""], **kept}
    assert quietly(clerk, panel(clerk, key, **typed)).status_code == 200
    after = shown(clerk, f"field={key}")
    assert after.value("label_en") == ""
    assert [word for word in after.form()["en"] if word] == []
    assert quietly(clerk, panel(clerk, key, **{**typed, "label_en": "Sort"})).status_code == 200
    assert shown(clerk, f"field={key}").value("label_en") == "Sort"
