"""A process is drawn in a browser, with the keyboard and with the mouse, and published."""

from __future__ import annotations

from tests.browser.conftest import Open
from tests.browser.steps import named
from tests.browser.test_designer import drag

HOME = "/processes/grid_round"


def test_a_stage_is_added_named_moved_and_published_with_the_keyboard_alone(open_page: Open) -> None:
    page, name = open_page(f"{HOME}/draw?stage=check", "street2"), named()
    page.get_by_role("button", name="在后面加一个阶段").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.focus("#p-zh")
    page.keyboard.press("Control+a")
    page.keyboard.type(name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator(".own a", has_text=name).focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    assert name in page.evaluate("document.activeElement.innerText")
    assert name in page.locator("[data-stages=check] li").first.inner_text()
    page.get_by_role("link", name="发布").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator(".publish .btn-primary").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert name in page.inner_text("main")


def test_a_stage_is_dragged_to_another_step(open_page: Open) -> None:
    page = open_page("/processes/eight_steps/draw", "street2")
    page.set_viewport_size({"width": 1440, "height": 2000})  # both steps are in sight
    held, onto = page.locator("[data-stages=judge] li").first, page.locator("[data-stages=assign] li").first
    name = held.locator("a > span > span").first.inner_text()
    with page.expect_navigation():
        drag(page, held.locator(".grip"), onto)
    assert name in page.locator("[data-stages=assign]").inner_text()
