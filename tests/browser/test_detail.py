"""The page of a record: its tabs, its history, remarks, masked values, deleting and printing."""

from __future__ import annotations

import re

from tests.browser.conftest import Open
from tests.browser.steps import first_row, made, named, save, until


def test_tabs_load_when_they_are_looked_at(open_page: Open) -> None:
    page = open_page("/compound/list/?q=华新")
    page.goto(first_row(page, "/compound/list/?q=华新"))
    tabs = page.locator(".hz-tabs [role=tab]")
    tabs.first.scroll_into_view_if_needed()
    page.wait_for_selector("#tab-panel .rows, #tab-panel .nothing")
    with page.expect_response(re.compile("/tab/")):
        tabs.nth(1).click()
    assert tabs.nth(1).get_attribute("aria-selected") == "true"
    assert page.url.endswith(f"#{tabs.nth(1).get_attribute('id')}")
    page.keyboard.press("ArrowLeft")
    assert tabs.nth(0).get_attribute("aria-selected") == "true"


def test_a_tab_adds_a_row_that_belongs_here_and_comes_back(open_page: Open) -> None:
    page = open_page("/compound/list/")
    name = named()
    url = made(page, name)
    page.locator(".hz-tabs [role=tab]").first.scroll_into_view_if_needed()
    with page.expect_navigation():
        page.click("[data-tab-add]")
    assert page.locator('[data-field="compound"] .item').inner_text() == name
    page.fill("#f-name", "1号楼")
    save(page)
    assert page.url == url
    page.locator("#tab-panel").scroll_into_view_if_needed()
    assert "1号楼" in page.locator("#tab-panel .rows").inner_text()


def test_the_history_shows_what_changed_and_remarks(open_page: Open) -> None:
    page = open_page("/compound/list/")
    url = made(page, named())
    page.goto(url.replace("/show/", "/edit/"))
    page.fill("#f-lifts", "7")
    save(page)
    change = page.locator("#line .change").first
    assert "电梯" in change.inner_text() and "7" in change.locator("ins").inner_text()
    page.fill("#comment", "请核对电梯数。\n周五前。")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert "请核对电梯数。" in page.locator("#line .comment .quote").inner_text()
    page.click("[data-line] button[value=comment]")
    assert page.locator("#line .change").first.is_hidden() and page.locator("#line .comment").is_visible()


def test_a_masked_value_is_shown_for_a_reason_and_recorded(open_page: Open) -> None:
    page = open_page("/person/list/")
    page.goto(first_row(page, "/person/list/"))
    pair = page.locator("dd:has([data-masked])").first
    masked = pair.locator("[data-masked]").inner_text()
    assert "*" in masked
    pair.locator("summary").click()
    pair.locator("input[name=reason]").fill("核对登记信息")
    with page.expect_response(re.compile("/unmask/")) as answer:
        pair.locator("form button").click()
    value = answer.value.json()["value"]
    until(page, "value => document.querySelector('[data-masked]').textContent === value", value)
    assert "*" not in value
    page.reload()
    assert page.locator("[data-masked]").first.inner_text() == masked
    assert value not in page.content()


def test_deleting_is_undone_by_the_toast(open_page: Open) -> None:
    page = open_page("/compound/list/")
    url = made(page, named())
    page.click(".hz-head details:has(.drop .danger) > summary")
    with page.expect_navigation():
        page.click(".hz-head .drop .danger")
    assert page.locator(".hz-toast").is_visible()
    page.locator(".hz-toast").hover()  # a pointer stops the clock
    with page.expect_navigation():
        page.click(".hz-toast button")
    page.goto(url)
    assert page.locator(".facts").is_visible()


def test_a_row_that_others_need_is_not_deleted(open_page: Open) -> None:
    page = open_page("/compound/list/?q=华新")
    url = first_row(page, "/compound/list/?q=华新")
    page.goto(url)
    page.click(".hz-head details:has(.drop .danger) > summary")
    with page.expect_navigation():
        page.click(".hz-head .drop .danger")
    assert "楼栋" in page.locator(".say.late").inner_text()
    assert page.url.endswith(url)


def test_the_page_for_paper_has_no_navigation(open_page: Open) -> None:
    page = open_page("/compound/list/")
    page.goto(first_row(page).replace("/show/", "/print/"))
    page.emulate_media(media="print")
    assert page.locator("nav").count() == 0 and page.locator(".btn:visible").count() == 0
    assert page.locator("h1").is_visible() and "上高街道" in page.locator("header").first.inner_text()


def test_opened_records_stand_on_the_start_page(open_page: Open) -> None:
    page = open_page("/compound/list/")
    page.goto(first_row(page))
    title = page.locator("h1").inner_text()
    page.goto("/")
    page.locator(".td-places summary").click()
    page.wait_for_selector("[data-opened]:not([hidden])")
    assert title in page.locator("[data-opened] a").first.inner_text()
    tile = page.locator(".td-look a").first
    until(page, "document.querySelector('.td-look b').textContent !== '…'")
    number = tile.locator("b").inner_text()
    with page.expect_navigation():
        tile.click()
    assert page.locator(".hz-head .sum").inner_text().startswith(number)
