"""The designer in a browser: a clerk adds fields, sees the real form, publishes, and fills it in."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Open
from tests.browser.steps import named


def add(page: Any, kind: str, name: str) -> None:
    with page.expect_navigation():
        page.click(f"button[name=kind][value={kind}]")
    page.keyboard.type(name)  # the name is chosen already: typing takes its place


def apply(page: Any) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_two_fields_and_a_condition_are_made_seen_published_and_filled_in(open_page: Open) -> None:
    page = open_page("/forms/building")
    lift, make = named(), named()
    add(page, "yes_no", lift)
    apply(page)
    add(page, "choice", make)
    for number, words in enumerate(("奥的斯", "通力")):
        page.locator(".option [name=zh]").nth(number).fill(words)
    page.select_option("#p-c0_field", label=lift)
    page.check("[name=in_list]")
    apply(page)
    assert f"当 {lift} 为 是 时显示" in page.locator(".slot.on").inner_text()
    with page.expect_navigation():
        page.locator(f".pick:has-text('{lift}')").click()
    assert page.input_value("#p-label_zh") == lift
    with page.expect_navigation():
        page.click("a:has-text('发布')")
    with page.expect_navigation():
        page.click(".publish .btn-primary")
    page.goto("/building/add")
    assert page.locator(f".field[data-label='{make}']").is_hidden()
    page.locator(f".field[data-label='{lift}'] label:has-text('是')").click()
    assert page.locator(f".field[data-label='{make}']").is_visible()


def test_the_designer_can_be_used_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page("/forms/activity")
    name = named()
    page.locator("button[name=kind][value=text]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "p-label_zh"
    page.keyboard.type(name)
    apply(page)
    page.get_by_role("button", name="撤销").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(f".slot:has-text('{name}')").count() == 0
    page.locator("a.pick").nth(3).focus()
    before = page.locator(".sect .name").all_inner_texts()
    page.evaluate("scrollTo(0, 100)")
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    after = page.locator(".sect .name").all_inner_texts()
    assert before != after and sorted(before) == sorted(after)
    assert page.evaluate("scrollY") == 100 and page.locator(".slot.on").count() == 1
    page.keyboard.press("/")
    page.keyboard.type("签名")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "p-label_zh"
    page.locator("form:has([name=do][value=discard]) .btn").focus()
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.locator("dialog .btn-primary, dialog .btn.danger").first.press("Enter")


def test_a_phone_shows_everything_below_each_other(open_page: Open) -> None:
    page = open_page("/forms/activity", phone=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_navigation():
        page.locator(".pick").first.click()
    assert page.locator("#p-label_zh").is_visible() and page.locator(".canvas").is_hidden()
    with page.expect_navigation():
        page.locator(".shut").click()
    assert page.locator(".canvas").is_visible()


def test_fields_are_dragged_to_their_place_and_kinds_into_the_form(open_page: Open) -> None:
    page = open_page("/forms/volunteer_team")
    first, second = named(), named()
    add(page, "text", first)
    apply(page)
    add(page, "number", second)
    apply(page)
    items = page.locator(".slot.made")
    assert [first in items.nth(0).inner_text(), second in items.nth(1).inner_text()] == [True, True]
    with page.expect_navigation():
        drag(page, items.nth(1).locator(".grip"), items.nth(0))
    assert [second in items.nth(0).inner_text(), first in items.nth(1).inner_text()] == [True, True]
    with page.expect_navigation():
        drag(page, page.locator("button[name=kind][value=day]"), items.nth(0))
    assert items.count() == 3 and page.evaluate("document.activeElement.id") == "p-label_zh"


def drag(page: Any, held: Any, onto: Any) -> None:
    """Take something with the mouse and let it go on the upper edge of something else."""
    held.scroll_into_view_if_needed()
    start = held.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] - 10, steps=4)
    end = onto.bounding_box()
    page.mouse.move(end["x"] + 30, end["y"] + 14, steps=8)
    page.mouse.move(end["x"] + 30, end["y"] + 4, steps=4)
    page.mouse.up()


def test_a_computed_field_says_what_it_may_use_and_what_is_wrong(open_page: Open) -> None:
    page = open_page("/forms/compound")
    name = named()
    add(page, "computed", name)
    assert page.locator(".names code:has-text('households')").is_visible()
    page.fill("#p-expression", "housholds * 2")
    with page.expect_navigation():
        page.click("#props .btn:has-text('应用')")
    assert "是否要用 households" in page.inner_text(".say.late")
    assert page.input_value("#p-expression") == "housholds * 2"
    page.fill("#p-expression", "households * 2")
    with page.expect_navigation():
        page.click("#props .btn:has-text('应用')")
    assert page.locator(".say.late").count() == 0
    with page.expect_navigation():
        page.click("form:has([name=do][value=discard]) .btn")
        page.locator("dialog .btn-primary, dialog .btn.danger").first.click()
