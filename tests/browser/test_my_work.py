"""My work: rows by keyboard, a step in its dialog, and a reminder that can be called back."""

from __future__ import annotations

from tests.browser.conftest import Open
from tests.browser.steps import settle


def test_rows_are_gone_through_and_acted_on_by_keyboard(open_page: Open) -> None:
    page = open_page("/")
    settle(page)
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    here = "document.activeElement.closest('[data-row]')"
    assert page.evaluate(f"{here} === document.querySelectorAll('[data-row]')[1]")
    page.keyboard.press("k")
    wanted = rows.first.locator("[data-act]").inner_text()
    page.keyboard.press("e")
    page.wait_for_selector("#dialog[open] form")
    assert page.locator("#dialog .feet .btn-primary").inner_text() == wanted
    page.keyboard.press("Escape")
    title = rows.first.locator(".t")
    title.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/issue/show/" in page.url


def test_a_reminder_can_be_called_back_for_eight_seconds(open_page: Open) -> None:
    page = open_page("/me")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/todo/urge") else None)
    page.clock.install()
    page.goto("/")
    form = page.locator("[data-urge]").last
    unit = form.locator("[name=unit]").get_attribute("value")
    line = page.locator(f"li:has([name=unit][value='{unit}'])")
    line.get_by_role("button").click()
    assert "8" in line.locator("[role=status]").inner_text()
    page.clock.run_for(5000)
    line.locator(".lnk").click()
    page.clock.run_for(9000)
    assert sent == [] and form.is_visible()
    line.get_by_role("button").click()
    with page.expect_response("**/todo/urge") as answer:
        page.clock.run_for(9500)
    assert answer.value.status == 200 and len(sent) == 1
    assert not form.is_visible()
    page.goto("/")
    assert page.locator(f"[name=unit][value='{unit}']").count() == 0


def test_reminders_stand_beside_what_waits_also_where_there_are_no_figures(open_page: Open) -> None:
    page = open_page("/", account="section")
    assert page.locator(".td-figs").count() == 0
    work, told = (page.locator(name).bounding_box() for name in (".td-todo", ".td-told"))
    assert work["y"] == told["y"] and work["x"] + work["width"] <= told["x"]
