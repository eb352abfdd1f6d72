"""The designer's page: every step is kept, can be taken back, and is refused with words that the page uses."""

from __future__ import annotations

from typing import Any

import pytest

from app.declare import Role
from tests.conftest import World
from tests.forms.filled import publish as publish_form
from tests.world import Browser, Page

HOME = "/forms/compound"


@pytest.fixture
def clerk(world: World) -> Browser:
    return world.browser(Role.STREET_CENTRE)


def revision(browser: Browser) -> str:
    return Page(browser.get(HOME).text).value("_revision")


def step(browser: Browser, doing: str, **more: Any) -> Any:
    """One step, as the page's forms send it."""
    return browser.post(f"{HOME}/step", {"do": doing, "_revision": revision(browser), **more})


def add(browser: Browser, kind: str) -> str:
    """Add a field; its key."""
    answer = step(browser, "add", kind=kind)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"].rsplit("field=", 1)[1])


def panel(browser: Browser, key: str) -> dict[str, Any]:
    """What the panel of a field would send."""
    found = Page(browser.get(f"{HOME}?field={key}").text)
    form: dict[str, Any] = found.form()
    kept = ("label_zh", "label_en", "code", "zh", "en", "minimum", "maximum", "default", "target")
    return {name: value for name, value in form.items() if name in kept}


def shown_when(field: str, *values: str, number: int = 0, do: str = "show") -> dict[str, Any]:
    """A condition, as the drop-downs of a panel send it."""
    c = f"c{number}_"
    asked = {f"{c}field": field, f"{c}op": "is" if values else "any", f"{c}value": list(values), f"{c}do": do}
    return {"conditions": "1", **asked}


def said(browser: Browser, page: str = "") -> str:
    """What a page of the designer says, in one line."""
    return " ".join(Page(browser.get(f"{HOME}/{page}".rstrip("/")).text).words.split())


def publish(browser: Browser) -> Any:
    return browser.post(f"{HOME}/publish", {"note": "普查"})


def test_a_clerk_makes_fields_publishes_them_and_uses_them(world: World, clerk: Browser) -> None:
    lift = add(clerk, "yes_no")
    assert step(clerk, "set", field=lift, label_zh="有电梯", label_en="Has a lift").status_code == 303
    make = add(clerk, "choice")
    words = {"code": ["c1", "c2", ""], "zh": ["奥的斯", "通力", "三菱"], "en": ["Otis", "Kone", ""]}
    more = {"in_list": "1", "in_filters": "1", "in_charts": "1", **shown_when(lift, "true")}
    answer = step(clerk, "set", field=make, label_zh="电梯品牌", label_en="Lift make", **words, **more)
    assert answer.status_code == 303, Page(answer.text).words
    preview = clerk.get(f"{HOME}/preview")
    assert "电梯品牌" in preview.text and preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    assert "电梯品牌" not in clerk.get("/compound/list/").text  # a draft is nobody's form yet
    told = said(clerk, "publish")
    assert "新增 有电梯 是/否" in told and "新增 电梯品牌 单选、3 项" in told and "当 有电梯 为 是 时显示" in told
    assert publish(clerk).status_code == 303
    assert "电梯品牌" in clerk.get("/compound/list/").text and "电梯品牌" in clerk.get("/compound/chart/").text
    form = Page(clerk.get("/compound/add").text)
    assert form.options[make] == ["", "c1", "c2", "c3"] or set(form.options[make]) >= {"c1", "c2", "c3"}
    assert "第 1 版" in clerk.get(f"{HOME}/versions").text
    assert clerk.get("/compound/list/").headers["X-Frame-Options"] == "DENY"
    assert "发布表单" in Page(world.browser(Role.AUDIT).get("/trace/?action=publish").text).words


def test_steps_are_undone_and_done_again(clerk: Browser) -> None:
    first, second = add(clerk, "text"), add(clerk, "number")
    assert clerk.get(HOME).text.index(first) < clerk.get(HOME).text.index(second)
    step(clerk, "up", field=second)
    assert clerk.get(HOME).text.index(second) < clerk.get(HOME).text.index(first)
    step(clerk, "undo")
    assert clerk.get(HOME).text.index(first) < clerk.get(HOME).text.index(second)
    step(clerk, "undo")
    assert second not in clerk.get(HOME).text
    step(clerk, "redo")
    assert second in clerk.get(HOME).text
    step(clerk, "remove", field=first)
    assert first not in clerk.get(HOME).text
    step(clerk, "discard")
    assert second not in clerk.get(HOME).text


def test_what_is_refused_is_said_in_the_words_of_the_page_and_shown_again(clerk: Browser) -> None:
    key = add(clerk, "number")
    answer = step(clerk, "set", field=key, label_zh="载重", minimum="abc", maximum="5")
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "载重 · 至少" in page.words and "fields[" not in page.words
    assert (page.value("minimum"), page.value("maximum"), page.value("label_zh")) == ("abc", "5", "载重")
    assert Page(clerk.get(f"{HOME}?field={key}").text).value("minimum") == ""


def test_a_field_keeps_its_place_in_the_list_and_its_chart_when_it_is_changed(world: World, clerk: Browser) -> None:
    chart = {"label": {"zh": "各类", "en": "Kinds"}, "count_by": "f_kind", "kind": "pie"}
    words = {"key": "f_words", "kind": "text", "label": "说明"}
    kind = {"key": "f_kind", "kind": "choice", "label": "类别", "options": [{"code": "a", "zh": "甲"}]}
    flag = {"key": "f_flag", "kind": "yes_no", "label": "占道"}
    form = {
        "fields": [kind, words, flag],
        "list": ["f_kind", "f_words"],
        "charts": [chart, {"label": "占道", "count_by": "f_flag"}],
    }
    publish_form(world, world.place().units["street"], {"compound": form})
    sent = {"code": ["a"], "zh": ["甲"], "en": [""], "in_list": "1", "in_charts": "1"}
    assert step(clerk, "set", field="f_kind", label_zh="类别", **sent).status_code == 303
    assert "没有需要发布" in said(clerk, "publish")
    step(clerk, "set", field="f_kind", label_zh="大类", **sent)
    told = said(clerk, "publish")
    changes = told.split("改动内容", 1)[1].split("会影响到")[0]
    assert "“类别”改为“大类”" in changes and "列表的列" not in changes and "图表" not in changes, told


def test_what_depends_on_a_no_is_shown_in_the_real_form(clerk: Browser) -> None:
    flag = add(clerk, "yes_no")
    step(clerk, "set", field=flag, label_zh="有电梯")
    why = add(clerk, "text")
    answer = step(clerk, "set", field=why, label_zh="不装的原因", **shown_when(flag, "false"))
    assert answer.status_code == 303 and "当 有电梯 为 否 时显示" in said(clerk)
    assert clerk.get(f"{HOME}/preview").status_code == 200 and publish(clerk).status_code == 303
    assert "不装的原因" in clerk.get("/compound/add").text


def test_a_new_register_shows_real_inputs_and_says_later_what_changed_of_it(clerk: Browser) -> None:
    form = Page(clerk.get("/forms/new?from=template-jxcs").text).form()
    home = clerk.post("/forms/new", {**form, "label_zh": "校外机构巡查"}).headers["Location"]
    assert 'class="real"' in clerk.get(home).text and "新增" in Page(clerk.get(f"{home}/publish").text).words
    assert "修改" not in Page(clerk.get(f"{home}/publish").text).words.split("改动内容", 1)[1]
    assert clerk.post(f"{home}/publish").status_code == 303
    sent = {**Page(clerk.get(f"{home}?register=1").text).form(), "do": "head", "field": ""}
    sent = {
        **{name: value for name, value in sent.items() if name != "kind"},
        "level_grid_staff": "read",
        "label_zh": "机构巡查",
    }
    assert clerk.post(f"{home}/step", sent).status_code == 303
    told = " ".join(Page(clerk.get(f"{home}/publish").text).words.split())
    assert "“校外机构巡查”改为“机构巡查”" in told and "网格员：" in told, told


def test_a_published_field_retires_and_comes_back(world: World, clerk: Browser) -> None:
    key = add(clerk, "text")
    step(clerk, "set", field=key, label_zh="门牌")
    assert publish(clerk).status_code == 303
    assert publish(clerk).status_code == 200  # nothing changed, nothing is published
    step(clerk, "remove", field=key)
    assert "停用 门牌 已填的内容保留" in said(clerk, "publish")
    assert publish(clerk).status_code == 303
    assert key not in Page(clerk.get("/compound/add").text).names
    answer = clerk.post(f"{HOME}/versions", {"number": "1"})
    assert answer.status_code == 303
    assert publish(clerk).status_code == 303
    assert key in Page(clerk.get("/compound/add").text).names
    assert clerk.post(f"{HOME}/versions", {"number": "99"}).status_code == 404


def test_publishing_says_first_what_it_touches(world: World, clerk: Browser) -> None:
    key = add(clerk, "choice")
    step(
        clerk,
        "set",
        field=key,
        label_zh="类别",
        zh=["甲", "乙"],
        code=["c1", "c2"],
        en=["", ""],
        in_charts="1",
        in_list="1",
    )
    assert "会影响到" not in Page(clerk.get(f"{HOME}/publish").text).words
    assert publish(clerk).status_code == 303
    clerk.post("/compound/views", {"name": "按类别", "address": f"{key}=c1"})
    number = world.place().rows["compound"][0]
    assert clerk.send("PUT", f"/api/v1/compound/{number}", {key: "c1"}).status_code == 200
    community = world.place().units["community"]
    form = {"fields": [], "filters": [key]}
    from tests.forms.filled import publish as published

    published(world, community, {"compound": form})
    step(clerk, "remove", field=key)
    told = Page(clerk.get(f"{HOME}/publish").text).words
    for words in ("类别：图表“类别”", "类别：1 个保存的视图", "类别：1 个单位的表单", "类别：1 条数据保留原值"):
        assert words in told, told


def test_two_designers_do_not_overwrite_each_other(world: World, clerk: Browser) -> None:
    other = world.browser(Role.STREET_CENTRE)
    add(clerk, "text")
    stale = revision(other)
    key = add(clerk, "number")
    answer = other.post(f"{HOME}/step", {"do": "undo", "_revision": stale})
    assert answer.status_code == 303
    assert "修改了这份草稿" in other.get(HOME).text
    assert key in other.get(HOME).text


def test_a_version_published_meanwhile_is_told(world: World, clerk: Browser) -> None:
    from tests.forms.filled import publish as published

    add(clerk, "text")
    street = world.place().units["street"]
    published(world, street, {"compound": {"fields": [{"key": "f_other", "kind": "text", "label": "别人的"}]}})
    answer = publish(clerk)
    assert answer.status_code == 422 and "第 1 版" in Page(answer.text).words


def test_each_unit_designs_its_own_form(world: World, clerk: Browser) -> None:
    secretary = world.browser(Role.COMMUNITY_SECRETARY)
    key = add(clerk, "text")
    step(clerk, "set", field=key, label_zh="街道字段")
    assert publish(clerk).status_code == 303
    assert "街道字段" in secretary.get(f"{HOME}/preview").text
    assert step(secretary, "remove", field=key).status_code == 404  # it stands above: not the secretary's to take away
    assert "hidden" not in Page(secretary.get(f"{HOME}?field={key}").text).names
    assert step(secretary, "word", field=key, label_zh="改名", hidden="1").status_code == 422
    assert "街道字段" not in world.browser("street2").get(f"{HOME}/preview").text


def test_a_declared_field_is_named_otherwise_required_and_hidden(world: World, clerk: Browser) -> None:
    answer = step(clerk, "word", field="built_in", label_zh="竣工年份", label_en="Completed", required="1")
    assert answer.status_code == 303, Page(answer.text).words
    assert step(clerk, "word", field="remarks", label_zh="备注", label_en="Remarks", hidden="1").status_code == 303
    assert "竣工年份" in clerk.get(f"{HOME}/preview").text
    assert publish(clerk).status_code == 303
    page = clerk.get("/compound/add").text
    assert "竣工年份" in page and "remarks" not in Page(page).names
    form = Page(clerk.get(f"{HOME}?field=built_in").text).form()
    declared = {"label_zh": "建成年份", "label_en": "Built in", "help_zh": "".join(form["help_zh"])}
    assert step(clerk, "word", field="built_in", **declared).status_code == 303
    assert "竣工年份" not in clerk.get(f"{HOME}/preview").text


def test_what_a_record_cannot_be_without_is_not_hidden(clerk: Browser) -> None:
    answer = step(clerk, "word", field="name", label_zh="小区名", hidden="1")
    assert answer.status_code == 422 and "不能隐藏" in answer.text
    assert Page(answer.text).value("label_zh") == "小区名"
    assert step(clerk, "word", field="created_at", label_zh="x").status_code == 404


@pytest.mark.parametrize("role", [Role.GRID_STAFF, Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.VOLUNTEER])
def test_others_design_nothing(world: World, role: Role) -> None:
    browser = world.browser(role)
    for path in ("/forms/", HOME, f"{HOME}/preview", f"{HOME}/publish", f"{HOME}/versions"):
        assert browser.get(path).status_code == 403, path
    assert browser.post(f"{HOME}/step", {"do": "add", "kind": "text"}).status_code == 403


def test_a_form_that_nobody_touched_yet_has_its_pages(clerk: Browser) -> None:
    for path in ("/forms/", HOME, f"{HOME}/preview", f"{HOME}/publish", f"{HOME}/versions"):
        assert clerk.get(path).status_code == 200, path


@pytest.mark.parametrize("name", ["points_entry", "account", "code_entry", "nothing"])
def test_what_takes_no_fields_has_no_designer(clerk: Browser, name: str) -> None:
    assert clerk.get(f"/forms/{name}").status_code == 404
    assert clerk.post(f"/forms/{name}/step", {"do": "add", "kind": "text"}).status_code == 404


@pytest.mark.parametrize("sent", [{"do": "fly"}, {"do": "add", "kind": "sql"}, {}])
def test_steps_that_are_none(clerk: Browser, sent: dict[str, str]) -> None:
    assert clerk.post(f"{HOME}/step", sent).status_code == 400


@pytest.mark.parametrize("doing", ["up", "down", "remove", "restore", "set"])
def test_a_field_that_is_not_there(clerk: Browser, doing: str) -> None:
    assert clerk.post(f"{HOME}/step", {"do": doing, "field": "f_nope"}).status_code == 404
