"""The frame: signing in and out, the search over everything, language, theme, the phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open
from tests.browser.steps import first_row, settle, until
from tools.office import PASSWORD

PLACES = (
    "/",
    "/compound/list/",
    "/compound/add",
    "/compound/chart/",
    "/issue/list/",
    "/issue/add",
    "/person/add",
    "/me",
)
NARROW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((item) => {
    const style = getComputedStyle(item), box = item.getBoundingClientRect();
    if (!item.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || !box.width || item.closest('.unseen, .skip, .ts-hidden-accessible, .leaflet-container')) return false;
    if (item.matches('input[type=radio], input[type=checkbox], input[type=file]') && item.closest('label')) return false;
    if (style.display === 'inline' && item.closest('p, li, dd, td')) return false;  // links in running text
    const over = getComputedStyle(item, '::after');  // a card's link covers the card
    return box.height < 24 || box.width < 24 || (item.matches('.btn, .form-control, .form-select, summary, button') && box.height < 36 && over.position !== 'absolute');
  }).map((item) => `${item.tagName} ${item.className} ${item.textContent.trim().slice(0, 20)} ${item.getBoundingClientRect().height}`)"""


def test_signing_in_leads_to_the_page_that_was_asked_for(open_page: Open) -> None:
    page = open_page("/compound/list/?kind=old", account="")
    assert "/login/" in page.url
    page.fill("#username", "community")
    page.fill("#password", PASSWORD)
    page.click("[data-reveal]")
    assert page.get_attribute("#password", "type") == "text"
    with page.expect_navigation():
        page.click("button.btn-primary")
    assert page.url.endswith("/compound/list/?kind=old")


def test_a_wrong_password_is_refused_in_words(open_page: Open) -> None:
    page = open_page("/login/", account="")
    page.fill("#username", "nobody-here")
    page.fill("#password", "wrong")
    with page.expect_navigation():
        page.click("button.btn-primary")
    assert page.locator("[role=alert]").is_visible() and page.input_value("#username") == "nobody-here"


def test_signing_out_ends_the_session_and_empties_the_drawers(open_page: Open) -> None:
    page = open_page("/compound/add", fresh=True)
    page.fill("#f-name", "草稿")
    until(page, "Object.keys(localStorage).some((key) => key.startsWith('hz-draft:'))")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click(".hz-top .end details:has(.avatar) > summary")
    with page.expect_navigation():
        page.click("[data-sign-out] button")
    assert "/login/" in page.url
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.goto("/compound/list/")
    assert "/login/" in page.url


def test_the_palette_finds_rows_and_places_by_keyboard(open_page: Open) -> None:
    page = open_page("/issue/list/")
    page.keyboard.press("Control+k")
    page.locator("#palette input").type("华新社区")
    page.wait_for_selector("#palette [role=option]")
    assert page.locator("#palette [aria-selected=true]").count() == 1
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#palette [aria-selected=true]").get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(chosen)
    page.keyboard.press("Control+k")
    page.locator("#palette input").type("没有这样的东西")
    until(page, "(({ dataset, textContent }) => textContent === dataset.none)(document.querySelector('#palette p'))")
    assert page.locator("#palette p").is_visible() and page.locator("#palette [role=option]").count() == 0
    page.keyboard.press("Escape")
    assert page.locator("#palette").is_hidden()


def test_the_language_changes_where_one_is(open_page: Open) -> None:
    page = open_page("/compound/list/?kind=old", fresh=True)
    assert page.get_attribute("html", "lang") == "zh-CN" and page.locator("h1").inner_text() == "小区"
    with page.expect_navigation():
        page.click(".hz-top .end button[name=language]")
    assert page.get_attribute("html", "lang") == "en" and page.locator("h1").inner_text() == "Compounds"
    assert page.url.endswith("/compound/list/?kind=old")


def test_the_theme_changes_at_once_and_stays(open_page: Open) -> None:
    page = open_page("/compound/list/", fresh=True)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    with page.expect_response(lambda answer: answer.url.endswith("/theme")):
        page.click(".hz-top .icon-btn[name=theme]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_the_keyboard_reaches_the_content_first(open_page: Open) -> None:
    page = open_page("/compound/list/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_menus_open_alone_and_close_by_escape(open_page: Open) -> None:
    page = open_page("/compound/list/")
    page.click("details:has(.columns) > summary")
    page.click("details:has(#view-name) > summary")
    assert page.locator("details.hz-menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.hz-menu[open]").count() == 0


@pytest.mark.parametrize("path", PLACES)
def test_a_phone_shows_the_page_whole_and_everything_is_large_enough(path: str, open_page: Open) -> None:
    page = open_page(path, account="community", phone=True)
    settle(page)
    assert page.evaluate(NARROW), page.evaluate(
        "[...document.querySelectorAll('main *')].filter((item) => item.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map((item) => item.outerHTML.slice(0, 120))"
    )
    assert page.evaluate(SMALL) == []


def test_the_page_of_a_record_fits_a_phone_with_its_actions_at_the_bottom(open_page: Open) -> None:
    page = open_page("/compound/list/", account="community", phone=True)
    page.goto(first_row(page))
    settle(page)
    assert page.evaluate(NARROW) and page.evaluate(SMALL) == []
    box = page.locator(".dock .btn-primary").bounding_box()
    assert box["height"] >= 44 and box["y"] + box["height"] <= 844
    with page.expect_navigation():
        page.locator(".dock .btn-primary").tap()
    assert "/edit/" in page.url


def test_a_phone_has_four_places_and_the_whole_menu_behind_a_button(open_page: Open) -> None:
    page = open_page("/", account="community", phone=True)
    assert page.locator(".hz-tabs-phone a").count() == 4
    with page.expect_navigation():
        page.tap(".hz-tabs-phone a[href='/loop/']")
    assert page.locator(".hz-tabs-phone [aria-current]").get_attribute("href") == "/loop/"
    page.goto(str(page.locator(".kcard a").first.get_attribute("href")))
    assert page.locator(".hz-tabs-phone [aria-current]").get_attribute("href") == "/loop/"  # a case belongs there
    page.goto("/")
    page.tap("[data-side]")
    assert page.locator("#side").is_visible()
    with page.expect_navigation():
        page.locator("#side a[href='/person/list/']").tap()
    assert page.locator(".hz-head h1").inner_text() == "居民"


def test_somebody_of_another_street_is_told_nothing(open_page: Open) -> None:
    page = open_page("/compound/list/")
    href = first_row(page)
    other = open_page(href, account="street2")
    assert other.get_attribute("body", "data-status") == "404"


def test_the_description_of_the_api_is_drawn_and_answers(open_page: Open) -> None:
    page = open_page("/api/v1/docs")
    page.locator("#operations-tag-compound, [id^=operations-] .opblock-summary, .opblock-tag").first.wait_for()
    assert page.locator(".opblock-tag, .opblock").count() > 10
