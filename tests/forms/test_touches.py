"""Before a form is published, the page says in numbers what becomes of stored values."""

from __future__ import annotations

from typing import Any

import pytest

from app.declare import Role
from app.forms import draft as drafts
from tests.conftest import World
from tests.forms.filled import publish
from tests.world import Browser, Page

HOME = "/forms/register/numbers"
NAME = "register/numbers"
TITLE = {"key": "f_name", "kind": "text", "label": "名称", "required": True}
COUNT = {"key": "f_count", "kind": "number", "label": "数量"}
WORDS = {"key": "f_words", "kind": "text", "label": "说明"}
PICK = {
    "key": "f_pick",
    "kind": "choice",
    "label": "类别",
    "options": [{"code": "a", "zh": "甲"}, {"code": "b", "zh": "乙"}],
}


@pytest.fixture
def clerk(either_world: World) -> Browser:
    """Who designs forms, with three entries of a register."""
    form = {
        "register": {"label": "数目", "public": {"fields": ["f_name", "f_words"]}},
        "fields": [TITLE, COUNT, WORDS, PICK],
    }
    publish(either_world, either_world.place().units["street"], {NAME: form})
    browser = either_world.browser(Role.STREET_CENTRE)
    for values in (
        {"f_count": "5", "f_words": "12", "f_pick": "a"},
        {"f_count": "90", "f_words": "很长的话", "f_pick": "b"},
        {},
    ):
        page = Page(browser.get(f"/{NAME}/add").text)
        answer = browser.post(f"/{NAME}/add", {**page.form(), "f_name": "某条", **values})
        assert answer.status_code == 303
    return browser


def draft(world: World, *fields: dict[str, Any]) -> None:
    """Keep a draft with these fields, as the designer's steps would."""
    with world.as_house() as work:
        from flask import g

        work.session.rollback()
        g.writing = True
        begun = drafts.begun(work.session, world.place().units["street"], NAME)
        kept = {item["key"]: item for item in begun.spec["fields"]}
        drafts.step(
            work.session, begun, {**begun.spec, "fields": list({**kept, **{f["key"]: f for f in fields}}.values())}, "x"
        )
        work.session.commit()


CHANGES: tuple[tuple[dict[str, Any], str], ...] = (
    ({**COUNT, "required": True}, "数量：改为必填，3 条里有 1 条没填，下次保存时要补上"),
    ({**COUNT, "retired": True}, "数量：2 条数据保留原值"),
    ({**COUNT, "maximum": 50}, "数量：1 个已填的值超出范围，条目修改前保留"),
    ({**WORDS, "help": "写清楚"}, "说明：公众表单"),
    ({**WORDS, "length": 3}, "说明：1 个已填的值超出范围"),
    ({**PICK, "options": PICK["options"][:1]}, "类别：1 个已填的值超出范围"),
    ({**WORDS, "kind": "number"}, "说明：2 个值里有 1 个不能换算"),
    ({**COUNT, "kind": "money"}, "数量：2 个值改成“金额”，原为“"),
)


def test_each_change_says_how_many_it_touches(either_world: World, clerk: Browser) -> None:
    for field, told in CHANGES:
        draft(either_world, WORDS, COUNT, PICK, field)
        page = Page(clerk.get(f"{HOME}/publish").text)
        assert told in page.words, page.words
        if "不能" in told:
            refused = clerk.post(f"{HOME}/publish", {"note": ""})
            assert refused.status_code == 422 and "不能改成这种类型" in Page(refused.text).words
    assert clerk.post(f"{HOME}/publish", {"note": ""}).status_code == 303
    rows = clerk.get(f"/api/v1/{NAME}/?columns=f_count").get_json()["rows"]
    assert sorted(row["f_count"] or "" for row in rows) == ["", "5.00", "90.00"]


def test_the_panel_of_a_field_turns_its_kind_and_counts_what_would_not(either_world: World, clerk: Browser) -> None:
    page = Page(clerk.get(f"{HOME}?field=f_words").text)
    assert "money" in page.options["kind"] and "photo" not in page.options["kind"]
    sent = {
        "do": "set",
        "field": "f_words",
        "label_zh": "说明",
        "kind": "number",
        "_revision": page.form()["_revision"],
    }
    assert clerk.post(f"{HOME}/step", {**sent, "kind": "photo"}).status_code == 400
    assert clerk.post(f"{HOME}/step", sent).status_code == 303
    page = Page(clerk.get(f"{HOME}?field=f_words").text)
    assert "2 个已填的值里有 1 个不能改成这种类型" in page.words and "很长的话" in page.words
    sent = {"do": "set", "field": "f_words", "label_zh": "说明", "kind": "text", "_revision": page.form()["_revision"]}
    assert clerk.post(f"{HOME}/step", sent).status_code == 303
    assert "没有需要发布" in Page(clerk.get(f"{HOME}/publish").text).words
