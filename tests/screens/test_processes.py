"""办理流程: a street draws, publishes and takes back its own versions; open cases keep theirs; nobody else is touched."""

from __future__ import annotations

from typing import Any

import pytest

from app.access.audit import AuditEntry
from app.cases import versions
from app.declare import Role
from app.process.reading import MOST
from models.processes import LOOP
from tests.cases.desk import Desk
from tests.test_budgets import statements
from tests.world import Browser, Page, World

HOME = "/processes/loop"
STAGE = {"label_zh": "待接办", "label_en": "To be taken on", "kind": "accept", "step": "call", "repeatable": "1",
         "limit": "5", "limit_unit": "working_days", "extension": "", "extension_unit": "working_days"}  # fmt: skip
WAY = {"label_zh": "受理", "target": "assess", "source": ["collect"], "tone": "primary",
       "actors": ["role:grid_staff"], "needs": ["category"], "effects": ["accept"]}  # fmt: skip


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def clerk(world: World) -> Browser:
    return world.browser(Role.STREET_CENTRE)


def step(browser: Browser, doing: str, key: str = "", **more: Any) -> Any:
    """One step, as the page's forms send it."""
    revision = Page(browser.get(f"{HOME}/draw").text).value("_revision")
    return browser.post(f"{HOME}/step", {"do": doing, "key": key, "_revision": revision, **more})


def publish(browser: Browser) -> Any:
    return browser.post(f"{HOME}/publish", {"note": "按本街道实际"})


def added(browser: Browser, after: str) -> str:
    answer = step(browser, "add_stage", after)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"].rsplit("stage=", 1)[1])


def test_a_street_adds_skips_renames_and_limits_and_open_cases_go_on_as_they_began(desk: Desk, clerk: Browser) -> None:
    before = desk.issue()
    new = added(clerk, "collect")
    named = {**STAGE, "label_zh": "社区初审<b>", "label_en": "First look", "step": "collect", "kind": "triage"}
    assert step(clerk, "set_stage", new, **{**named, "limit": "12", "limit_unit": "hours"}).status_code == 303
    assert step(clerk, "remove_stage", "answer").status_code == 303
    page = clerk.get(f"{HOME}/draw?stage={new}").text
    assert "社区初审&lt;b&gt;" in page and "社区初审<b>" not in page and "看板显示为" in page
    assert 'role="alert"' not in page.split("<main", 1)[1]
    told = clerk.get(f"{HOME}/publish").text
    assert "待接办" in told and "系统自带" in told
    assert publish(clerk).status_code == 303
    after = desk.issue()
    assert (desk.case(before).process.number, desk.case(after).process.number) == (0, 1)
    assert desk.take(Role.GRID_STAFF, before, "accept").stage == "assess"
    case = desk.take(Role.GRID_STAFF, after, "accept")
    assert (case.stage, "answer" in case.process.by_key) == (new, False)
    assert case.at.limit is not None and case.at.limit.words.zh == "12 小时"
    with desk.house() as work:
        note = work.session.query(AuditEntry).filter_by(action="publish").one().note
    assert "五环节闭环" in note
    assert "第 1 版" in clerk.get("/processes/").text
    other = desk.world.browser("street2").get("/processes/").text
    assert "第 1 版" not in other and "社区初审" not in desk.world.browser("street2").get(HOME).text


def test_what_is_wrong_is_said_at_its_place_and_is_not_published(clerk: Browser, desk: Desk) -> None:
    sent = {**STAGE, "label_zh": "长" * 100, "limit": "很快"}
    assert step(clerk, "set_stage", "answer", **sent).status_code == 303
    wrong = {**WAY, "actors": ["role:emperor"], "needs": ["f_none"], "facts": ["moon_full"], "effects": ["pay_out"]}
    assert step(clerk, "set_way", "accept", **wrong).status_code == 303
    page = clerk.get(f"{HOME}/draw?stage=answer").text
    for words in ("100", "整数", "role:emperor", "f_none", "moon_full", "pay_out"):
        assert words in page.split('role="alert"', 1)[1], words
    assert 'value="很快"' in page  # what was typed is there to be mended
    answer = publish(clerk)
    assert answer.status_code == 422 and "role:emperor" in answer.text
    assert desk.case(desk.issue()).process.number == 0
    assert clerk.get(f"{HOME}/try").status_code == 200


def test_who_publishes_second_is_told_so_and_goes_on(desk: Desk, clerk: Browser) -> None:
    added(clerk, "collect")
    with desk.house() as work:
        street = desk.unit["street"]
        stands = versions.current(work.session.connection(), street, "loop").process
        versions.publish(work.session.connection(), street, stands, seen=0)
    answer = publish(clerk)
    assert answer.status_code == 422 and "第 1 版" in answer.text
    assert publish(clerk).status_code == 303
    assert desk.case(desk.issue()).process.number == 2


def test_two_people_do_not_overwrite_each_other(clerk: Browser) -> None:
    revision = Page(clerk.get(f"{HOME}/draw").text).value("_revision")
    added(clerk, "collect")
    answer = clerk.post(f"{HOME}/step", {"do": "remove_stage", "key": "visit", "_revision": revision})
    assert answer.status_code == 303 and "刚刚修改了这份草稿" in clerk.get(answer.headers["Location"]).text
    assert "待回访" in clerk.get(f"{HOME}/draw").text


def test_steps_are_undone_and_an_old_version_comes_back(desk: Desk, clerk: Browser) -> None:
    new = added(clerk, "collect")
    step(clerk, "undo")
    assert new not in clerk.get(f"{HOME}/draw").text
    step(clerk, "redo")
    assert publish(clerk).status_code == 303
    answer = clerk.post(f"{HOME}/versions", {"number": "0"})
    assert answer.status_code == 303 and publish(clerk).status_code == 303
    assert "按本街道实际" in clerk.get(f"{HOME}/versions").text
    process = desk.case(desk.issue()).process
    assert (process.number, new in process.by_key) == (2, False)
    assert clerk.post(f"{HOME}/versions", {"number": "9"}).status_code == 404


def test_others_read_and_only_the_street_centre_draws(world: World) -> None:
    reader = world.browser(Role.GRID_STAFF)
    for path in ("/processes/", HOME, f"{HOME}/try?at=visit&via=collect.assess", f"{HOME}/versions"):
        assert reader.get(path).status_code == 200, path
    for path in (f"{HOME}/draw", f"{HOME}/publish"):
        assert reader.get(path).status_code == 403, path
    assert reader.post(f"{HOME}/step", {"do": "add_stage", "key": "collect"}).status_code == 403
    assert reader.post(f"{HOME}/publish").status_code == 403
    assert reader.post(f"{HOME}/versions", {"number": "0"}).status_code == 403
    assert world.browser(Role.SYSTEM).get("/processes/").status_code == 403


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"do": "fly"}, 400),
        ({"do": "remove_stage", "key": "nothing"}, 404),
        ({"do": "set_stage", "key": "answer", **STAGE, "kind": "sleep"}, 400),
        ({"do": "set_stage", "key": "answer", **STAGE, "limit_unit": "moons"}, 400),
        ({"do": "set_stage", "key": "answer", **STAGE, "step": "nowhere"}, 404),
        ({"do": "add_way", "stage": "collect", "target": "nothing"}, 404),
        ({"do": "place", "key": "answer", "into": "call", "to": "x"}, 400),
        ({"do": "set_way", "key": "accept", **WAY, "tone": "pink"}, 400),
    ],
)
def test_steps_that_are_none(clerk: Browser, sent: dict[str, Any], status: int) -> None:
    assert (
        step(clerk, sent["do"], **{name: value for name, value in sent.items() if name != "do"}).status_code == status
    )
    assert clerk.get("/processes/nothing").status_code == 404


def test_a_process_holds_so_many_stages_and_such_long_texts(clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST, "stages", len(LOOP.stages) + 1)
    added(clerk, "collect")
    answer = step(clerk, "add_stage", "collect")
    assert "已有 13 个" in clerk.get(answer.headers["Location"]).text
    huge = {**WAY, "label_zh": "字" * 5000, "needs": [f"f_{number}" for number in range(3000)]}
    assert step(clerk, "set_way", "accept", **huge).status_code == 303
    assert len(clerk.get(f"{HOME}/draw").text) < 200_000


def test_transitions_lead_elsewhere_by_whom_and_with_own_fields(desk: Desk, clerk: Browser) -> None:
    answer = step(clerk, "add_way", stage="assess", target="closed")
    key = answer.headers["Location"].split("way=")[1].split("#")[0]
    sent = {**WAY, "label_zh": "当场办结", "target": "closed", "source": ["assess"], "tone": "", "needs": ["spot"]}
    sent |= {"actors": ["role:community_secretary", "part:reporter"], "reason": "1", "effects": ["close"]}
    assert step(clerk, "set_way", key, **sent).status_code == 303
    page = clerk.get(f"{HOME}/draw?stage=assess&way={key}").text
    assert "当场办结" in page and "具体位置" in page
    assert publish(clerk).status_code == 303
    number = desk.issue(spot="3号楼门口")
    desk.take(Role.GRID_STAFF, number, "accept")
    assert desk.take(Role.COMMUNITY_SECRETARY, number, key, reason="已当场处理").over


def test_the_pages_ask_no_more_statements_with_more_versions(world: World, clerk: Browser) -> None:
    def asked() -> int:
        clerk.get("/processes/")
        with statements(world) as found:
            assert clerk.get("/processes/").status_code == 200
        return len(found)

    first = asked()
    for _turn in range(3):
        added(clerk, "collect")
        assert publish(clerk).status_code == 303
    assert asked() <= first + 1
