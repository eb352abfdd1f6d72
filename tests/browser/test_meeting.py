"""A secretary with a phone in the yard: no signal, a closed page, another device, somebody else on the phone."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.access.samples import picture
from tests.browser.conftest import Open, Watch
from tests.browser.steps import settle, until
from tests.browser.test_accessibility import RULES, findings
from tools.office import Office

SECRETARY = "community"
PARTIES = ("community_party", "property_company", "owners_committee")


def ready(page: Any) -> None:
    """Until the page would open without network."""
    page.goto("/meeting/new")
    until(page, "document.body.dataset.ready === 'offline'")
    page.wait_for_selector("#yard section")


def tick(page: Any, side: str) -> str:
    """Tick the first who may be expected for a side."""
    line = page.locator(f"#party-{side} .four label").first
    line.click()
    return str(line.locator(".strong").inner_text())


def kept(page: Any, words: str) -> None:
    page.locator("#dock .kept", has_text=words).wait_for()


def rows(office: Office, statement: str, *values: Any) -> list[Any]:
    with sqlite3.connect(office.instance / "huizhi.sqlite") as connection:
        return connection.execute(statement, values).fetchall()


def stored(page: Any) -> int:
    """How many meetings lie on the device."""
    return int(
        page.evaluate(
            """() => new Promise((done) => {
              const asked = indexedDB.open("hz-meeting");
              asked.onupgradeneeded = () => asked.transaction.abort();
              asked.onerror = () => done(0);
              asked.onsuccess = () => {
                const all = asked.result.transaction("meetings").objectStore("meetings").getAll();
                all.onsuccess = () => { asked.result.close(); done(all.result.length); };
              };
            })"""
        )
    )


def test_a_whole_meeting_without_network_survives_the_closed_page_and_arrives(open_page: Open, office: Office) -> None:
    page = open_page("/me", account=SECRETARY, phone=True, fresh=True)
    ready(page)
    context = page.context
    context.set_offline(True)
    title = f"停车议事{uuid.uuid4().hex[:6]}"
    page.fill("[data-bind=title]", title)
    page.fill("[data-bind=venue]", "3号楼前凉亭")
    chair = tick(page, PARTIES[0])
    for side in PARTIES[1:]:
        tick(page, side)
    page.click("[data-do=add-group][data-side=parties]")
    page.locator("#party-parties .walk-in .count input").fill("12")
    page.click("[data-do=add][data-list=agenda]")
    page.locator("#agenda .what textarea").fill("门禁更换：谁出钱")
    page.locator(f"#agenda .item .speak .btn:has-text('{chair}')").first.click()
    page.keyboard.type("卡每户免费两张")
    page.locator("[data-photos]").set_input_files(
        {"name": "yard.jpg", "mimeType": "image/jpeg", "buffer": picture((640, 480))}
    )
    page.locator("#photos figure img").wait_for()
    page.click("[data-do=add][data-list=votes]")
    page.locator("#votes .what textarea").fill("物业出资更换 3 个门禁")
    page.locator("#votes .vote input").first.fill("14")
    for _ in range(3):  # never more than are present
        more = page.locator("#votes .vote > div:nth-child(2) [data-by='1']")
        if more.is_enabled():
            more.click()
    assert page.locator("#votes .sumup").inner_text().count("15") == 2
    page.click("[data-do=add][data-list=decisions]")
    page.locator("#decisions .what textarea").fill("更换门禁，旧卡换发")
    page.click("#dock .do [data-do=end]")  # a decision without a person and a day
    page.locator("#choose .lack-list a").first.click()
    page.click("#decisions [data-do=person]")
    page.locator("#choose .picking button").first.click()
    page.locator("#decisions input[type=date]").fill("2026-12-24")
    page.wait_for_timeout(500)
    where = page.url
    page.close()

    page = context.new_page()
    page.goto(where)
    assert page.locator("[data-bind=title]").input_value() == title
    assert page.locator("#agenda .notes textarea").input_value() == "卡每户免费两张"
    assert page.locator("#decisions input[type=date]").input_value() == "2026-12-24"
    page.locator("#photos figure img").wait_for()
    page.click("#agenda .notes [data-do=remove]")
    page.click(".hz-toast button")  # and back again
    page.click("#dock .do [data-do=end]")
    page.click("#choose .btn-primary")
    context.set_offline(False)
    kept(page, "已全部同步")
    page.locator("#dock a.btn-primary").wait_for()
    ((number, state, present, photos),) = rows(
        office, "SELECT id, state, present, photos FROM deliberation_session WHERE title = ?", title
    )
    assert (state, present) == ("held", 15)
    assert photos not in (None, "[]")
    counts = [
        rows(office, f"SELECT count(*) FROM {table} WHERE session_id = ? AND deleted_at IS NULL", number)[0][0]
        for table in ("session_attendance", "session_statement", "session_vote", "session_decision")
    ]
    assert counts == [4, 1, 1, 1]
    settle(page)
    assert findings(page, RULES) == []
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    assert findings(page, {"runOnly": ["color-contrast"]}) == []

    page.goto("/me")
    page.click("details:has([data-sign-out]) > summary")
    page.click("[data-sign-out] button")
    page.wait_for_selector("#username")
    assert stored(page) == 0


def test_a_device_of_another_zone_has_the_offices_clock_and_who_did_not_raise_a_hand_abstains(
    browser: Any, office: Office, keys: Any, watch: Watch
) -> None:
    context = browser.new_context(base_url=office.url, timezone_id="America/New_York", locale="zh-CN")
    context.add_cookies(keys(SECRETARY, "zh", "light")["cookies"])
    watch.follow(context)
    page = context.new_page()
    ready(page)
    shown = datetime.fromisoformat(page.locator("[data-bind=held_on]").input_value())
    assert abs(shown - datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)) < timedelta(minutes=3)
    page.click("[data-do=add-group][data-side=parties]")
    page.locator("#party-parties .walk-in .count input").fill("12")
    page.click("[data-do=add][data-list=votes]")
    rest = page.locator("#votes [data-do=rest]")
    assert rest.count() == 0
    page.locator("#votes .vote input").first.fill("9")
    assert rest.inner_text() == "其余 3 人弃权"
    rest.click()
    assert page.locator("#votes .vote input").nth(2).input_value() == "3"
    assert rest.count() == 0 and "共 12 票" in page.locator("#votes .sumup").inner_text()
    context.close()


def test_two_devices_are_merged_and_asked_where_they_clash(open_page: Open) -> None:
    one = open_page("/me", account=SECRETARY, phone=True)
    ready(one)
    one.fill("[data-bind=venue]", "凉亭")
    kept(one, "已全部同步")
    two = open_page(one.url, account=SECRETARY)
    assert two.locator("[data-bind=venue]").input_value() == "凉亭"
    one.context.set_offline(True)
    one.fill("[data-bind=venue]", "三号楼前")
    one.fill("[data-bind=resolution]", "一致同意")
    two.fill("[data-bind=venue]", "会议室")
    two.fill("[data-bind=quorum]", "5")
    kept(two, "已全部同步")
    one.context.set_offline(False)
    one.locator("#clash fieldset").wait_for()
    assert one.locator("#clash fieldset").count() == 1
    assert one.locator("#clash :checked").count() == 0
    assert [word in one.locator("#clash").inner_text() for word in ("三号楼前", "会议室", "凉亭")] == [True] * 3
    one.click("#clash .btn-primary")  # nothing is chosen yet
    assert one.locator("#clash .err").is_visible()
    assert findings(one, RULES) == []
    one.reload()  # the question survives
    one.locator("#clash .side").last.click()
    one.click("#clash .btn-primary")
    kept(one, "已全部同步")
    values = [one.locator(f"[data-bind={name}]").input_value() for name in ("venue", "quorum", "resolution")]
    assert values == ["会议室", "5", "一致同意"]


@pytest.mark.parametrize("again", [SECRETARY, "street"])
def test_a_session_that_ended_meanwhile_loses_nothing_and_another_account_finds_nothing(
    open_page: Open, office: Office, again: str
) -> None:
    page = open_page("/me", account=SECRETARY, phone=True, fresh=True)
    ready(page)
    page.context.clear_cookies()
    title = f"登录失效{uuid.uuid4().hex[:6]}"
    page.fill("[data-bind=title]", title)
    page.locator("#signed-out").wait_for()
    page.click("#signed-out a")
    page.fill("#username", again)
    page.fill("#password", "Huizhi-Sample-2026")
    page.click("button.btn-primary")
    if again == SECRETARY:
        kept(page, "已全部同步")
        assert page.locator("[data-bind=title]").input_value() == title
    else:
        page.locator("#refused").wait_for()
        assert stored(page) == 0
    assert len(rows(office, "SELECT 1 FROM deliberation_session WHERE title = ?", title)) == (again == SECRETARY)
