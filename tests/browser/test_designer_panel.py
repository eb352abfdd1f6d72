"""What a clerk types into the panel of the designer is never lost, whichever way she goes on."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Open
from tests.browser.steps import named, until

HOME = "/forms/property_company"


def add(page: Any, kind: str, name: str) -> None:
    with page.expect_navigation():
        page.click(f"button[name=kind][value={kind}]")
    page.keyboard.type(name)


def choose(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.locator(f".slot a.pick:has-text('{name}')").click()


def give_up(page: Any) -> None:
    """Leave no draft behind for the next test."""
    with page.expect_navigation():
        page.click("form:has([name=do][value=discard]) .btn")
        page.locator("dialog .btn-primary, dialog .btn.danger").first.click()


def test_typed_and_not_applied_is_kept_on_each_way_on(open_page: Open) -> None:
    page = open_page(HOME)
    first, second, third = named(), named(), named()
    add(page, "text", first)
    add(page, "number", second)  # another step
    assert page.locator(f".slot:has-text('{first}')").count() == 1
    choose(page, first)  # another field
    page.fill("#p-help_zh", "写全称")
    with page.expect_navigation():
        page.click("a:has-text('发布前核对')")  # another page
    assert first in page.inner_text("main") and second in page.inner_text("main")
    page.goto(f"{HOME}")
    choose(page, first)
    assert page.input_value("#p-help_zh") == "写全称"
    page.fill("#p-label_zh", third)
    page.goto("/building/list/")  # no link of ours: the address bar
    page.goto(HOME)
    choose(page, third)
    assert page.input_value("#p-label_zh") == third
    give_up(page)


def test_undo_takes_back_what_was_typed_and_redo_brings_it_again(open_page: Open) -> None:
    page = open_page(HOME)
    name = named()
    add(page, "text", name)
    for label, count in (("撤销", 0), ("重做", 1)):
        with page.expect_navigation():
            page.get_by_role("button", name=label).first.click()
        assert page.locator(f".slot:has-text('{name}')").count() == count, label
    give_up(page)


def test_what_cannot_be_used_is_said_beside_it_and_waits_for_the_clerk(open_page: Open) -> None:
    page = open_page(HOME)
    first, second = named(), named()
    add(page, "text", first)
    add(page, "number", second)
    page.fill("#p-minimum", "9")
    page.fill("#p-maximum", "3")
    choose(page, first)  # refused: the panel says why, and is as it was typed
    assert page.input_value("#p-label_zh") == second and page.input_value("#p-maximum") == "3"
    assert page.evaluate("document.activeElement.id") == "p-minimum"
    assert page.locator("#p-minimum-err").is_visible()
    choose(page, first)  # she has seen it and goes on
    assert page.input_value("#p-label_zh") == first
    with page.expect_navigation():
        page.locator(".slot a.pick").filter(has_text="数字").last.click()
    assert page.locator("[data-restored]").is_visible()
    assert (page.input_value("#p-label_zh"), page.input_value("#p-minimum")) == (second, "9")
    page.fill("#p-maximum", "30")
    choose(page, first)
    choose(page, second)
    assert page.input_value("#p-maximum") == "30" and page.locator("[data-restored]").is_hidden()
    page.fill("#p-minimum", "many")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.click("a:has-text('收回我填的内容')")
    assert page.input_value("#p-minimum") == "9" and page.locator("[data-restored]").is_hidden()
    give_up(page)


def test_a_page_that_is_left_and_sends_nothing_brings_back_what_was_typed(open_page: Open) -> None:
    page = open_page(HOME)
    name = named()
    with page.expect_navigation():
        page.click("button[name=kind][value=choice]")
    address = page.url
    page.evaluate("navigator.sendBeacon = () => false")
    page.keyboard.type(name)
    for number, words in enumerate(("甲", "乙", "丙", "丁", "戊", "己")):
        page.locator(".option [name=zh]").nth(number).fill(words)  # a line more each time the last one is begun
    page.goto("/property_company/list/")
    page.goto(address)
    assert page.input_value("#p-label_zh") == name
    assert page.locator("[data-restored]").is_visible()
    kept = page.locator(".option [name=zh]").evaluate_all("all => all.map((one) => one.value).filter(Boolean)")
    assert kept == ["甲", "乙", "丙", "丁", "戊", "己"]
    with page.expect_navigation():
        page.click("#props > button")
    until(page, "document.querySelector('[data-restored]').hidden")
    assert page.locator(f".slot:has-text('{name}')").count() == 1
    give_up(page)


def test_the_keyboard_alone_keeps_it_too(open_page: Open) -> None:
    page = open_page(HOME)
    first, second = named(), named()
    add(page, "text", first)
    page.locator("button[name=kind][value=text]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.type(second)
    page.locator(f".slot a.pick:has-text('{first}')").focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowDown")
    assert page.locator(f".slot:has-text('{second}')").count() == 1
    give_up(page)


def test_giving_up_the_draft_gives_up_what_was_typed(open_page: Open) -> None:
    page = open_page(HOME)
    name = named()
    add(page, "text", name)
    give_up(page)
    page.goto(HOME)
    assert page.locator(f".slot:has-text('{name}')").count() == 0
    assert page.locator("form:has([name=do][value=discard])").count() == 0


def test_a_name_is_seen_where_it_stands_and_drops_the_english_of_its_kind(open_page: Open) -> None:
    page = open_page(HOME)
    name = named()
    with page.expect_navigation():
        page.click("button[name=kind][value=choice]")
    assert page.input_value("#p-label_en") == "One of a list"
    page.keyboard.type(name)
    assert page.locator(".slot.on .name").inner_text().strip() == name
    assert page.locator(".right > header h2").inner_text() == name
    assert page.input_value("#p-label_en") == ""
    page.locator(".option [name=zh]").first.fill("早餐")
    assert [page.locator(".option [name=en]").nth(n).input_value() for n in (0, 1)] == ["", "Option 2"]
    page.fill("#p-label_en", "Stall")
    page.fill("#p-label_zh", f"{name}二")
    assert page.input_value("#p-label_en") == "Stall"  # she said it
    give_up(page)


def test_on_a_phone_the_next_field_is_two_taps_away(open_page: Open) -> None:
    page = open_page(HOME, phone=True)
    first, second = named(), named()
    for name in (first, second):
        with page.expect_navigation():
            page.locator(".adds:visible").tap()
        assert page.locator("#palette-head").is_visible() and page.evaluate("scrollY") > 100
        with page.expect_navigation():
            page.locator("button[name=kind][value=text]").tap()
        page.fill("#p-label_zh", name)
    with page.expect_navigation():
        page.locator(".shut").click()
    for name in (first, second):
        assert page.locator(f".slot:has-text('{name}')").count() == 1
    give_up(page)
