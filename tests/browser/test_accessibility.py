"""Each kind of page under axe, in both languages and both themes: no serious finding, no critical one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Open
from tests.browser.steps import first_row, made, named, save, settle

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def refused(page: Any) -> None:
    page.goto("/compound/add")
    page.evaluate("document.getElementById('form').submit()")
    page.wait_for_selector("[data-summary]")


def clash(page: Any) -> None:
    url = made(page, named()).replace("/show/", "/edit/")
    other = page.context.new_page()
    for window, words in ((other, "东门夜间 22:30 关闭。"), (page, "东门夜间 23:00 后只出不进。")):
        window.goto(url)
        window.fill("#f-remarks", words)
    save(other)
    other.close()
    save(page)
    page.click("#clash [data-both]")


def record(page: Any) -> None:
    page.goto(first_row(page, "/person/list/"))
    page.locator(".unmask summary").first.click()


def tabs(page: Any) -> None:
    page.goto(first_row(page, "/compound/list/?q=华新"))
    page.locator("#tab-panel").scroll_into_view_if_needed()
    page.wait_for_selector("#tab-panel .rows")


def dialog(page: Any) -> None:
    page.goto("/compound/add")
    page.click('[data-field="property_company"] .picker-row > .btn')
    page.wait_for_selector("#d-name")


def picker(page: Any) -> None:
    page.goto("/building/add")
    page.locator('[data-field="compound"] .ts-control input').click()
    page.wait_for_selector('[data-field="compound"] .ts-dropdown [data-selectable]')


def panel(page: Any) -> None:
    page.goto("/issue/list/?overdue=1")
    page.click('[data-open="filters"]')
    page.wait_for_selector("#filters .ts-wrapper")


def palette(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    page.fill("#palette input", "社区")
    page.wait_for_selector("#palette [role=option]")


def ticked(page: Any) -> None:
    page.goto("/compound/list/?kind=commercial")
    page.locator("td.pick input").first.check()


def column_menu(page: Any) -> None:
    page.goto("/compound/list/")
    page.click("details:has(.columns) > summary")


def printed(page: Any) -> None:
    page.goto(first_row(page).replace("/show/", "/print/"))


def api(page: Any) -> None:
    page.goto("/api/v1/docs")
    page.locator(".opblock-summary").first.wait_for()


def designed(page: Any) -> None:
    page.goto("/forms/building")
    with page.expect_navigation():
        page.click("button[name=kind][value=choice]")
    page.evaluate("document.querySelectorAll('.right details').forEach((part) => { part.open = true; })")


def publishing(page: Any) -> None:
    designed(page)
    page.goto("/forms/building/publish")


def at(path: str) -> Callable[[Any], None]:
    return lambda page: page.goto(path)


PAGES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "sign-in": ("", at("/login/")),
    "home": ("street", at("/")),
    "list": ("street", ticked),
    "columns": ("street", column_menu),
    "panel": ("street", panel),
    "nothing": ("street", at("/compound/list/?q=没有这样的小区")),
    "bin": ("street", at("/compound/bin/")),
    "form": ("street", at("/person/add")),
    "refused": ("street", refused),
    "picker": ("street", picker),
    "dialog": ("street", dialog),
    "clash": ("street", clash),
    "detail": ("street", record),
    "tabs": ("street", tabs),
    "chart": ("street", at("/compound/chart/")),
    "indicators": ("street", at("/indicators/")),
    "print": ("street", printed),
    "palette": ("street", palette),
    "search": ("street", at("/search?q=社区")),
    "api": ("street", api),
    "mine": ("community", at("/me")),
    "trace": ("audit", at("/trace/")),
    "forms": ("street", at("/forms/")),
    "designer": ("street", designed),
    "designer-publish": ("street", publishing),
    "designer-copy": ("street", at("/forms/building/copy?from=template-jxcs")),
    "register-new": ("street", at("/forms/new?from=template-jxcs")),
    "processes": ("street", at("/processes/")),
    "process": ("street", at("/processes/appeal/draw?stage=visit&way=close")),
    "failure": ("street", at("/compound/list/?colour=red")),
}


def findings(page: Any, rules: Any) -> list[str]:
    """What axe holds to be serious or critical, with the first place of each."""
    if not page.evaluate("'axe' in window"):
        settle(page)
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {...rules, resultTypes: ['violations']})", rules)["violations"]
    return [
        f"{item['id']} ({item['impact']}): {item['help']}: {item['nodes'][0]['html'][:160]} {item['nodes'][0]['failureSummary'][:200]}"
        for item in found
        if item["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(name: str, language: str, open_page: Open) -> None:
    account, go = PAGES[name]
    page = open_page("", account=account, language=language)
    go(page)
    assert findings(page, RULES) == []
    # Only colours differ between the themes.
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    assert findings(page, {"runOnly": ["color-contrast"]}) == []


@pytest.mark.parametrize("name", ["home", "list", "form", "detail", "tabs", "designer"])
def test_a_page_is_accessible_on_a_phone(name: str, open_page: Open) -> None:
    account, go = PAGES[name]
    page = open_page("", account=account, phone=True)
    go(page)
    assert findings(page, RULES) == []
