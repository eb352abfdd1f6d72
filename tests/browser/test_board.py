"""The board on a phone: one column at a time, beginning with one that holds something; also without scripts."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Open
from tests.browser.steps import until

HERE = """() => [...document.querySelectorAll(".lane")].filter((lane) => {
  const box = lane.getBoundingClientRect();
  return box.left > -2 && box.left < 2;
}).map((lane) => lane.dataset.lane)"""


def at(page: Any) -> list[str]:
    """The column that fills the screen."""
    found: list[str] = page.evaluate(HERE)
    return found


def held(page: Any) -> list[str]:
    """The columns that hold a card."""
    found: list[str] = page.locator(".lane:has(.kcard)").evaluate_all("lanes => lanes.map(lane => lane.dataset.lane)")
    return found


def test_a_phone_opens_at_the_first_column_with_cards_and_returns_to_the_one_looked_at(open_page: Open) -> None:
    page = open_page("/loop/?owner_organisation__empty=0", account="street", phone=True)
    columns = held(page)
    assert columns and columns[0] != "collect"  # what somebody is in charge of has left that step
    assert at(page) == columns[:1]
    step = f'.kan-steps a[data-lane="{columns[-1]}"]'
    page.click(step)
    until(page, f"document.querySelector('{step}').hasAttribute('aria-current')")
    page.goto(page.locator(f"#lane-{columns[-1]} .kcard .t").first.get_attribute("href"))
    page.goto("/loop/")
    assert at(page) == columns[-1:]
    page.goto("/loop/?q=没有这样的事")
    assert at(page) == ["collect"]


def test_without_scripts_the_steps_lead_to_their_columns(open_page: Open) -> None:
    page = open_page("/loop/", account="section", phone=True)
    context = page.context.browser.new_context(
        storage_state=page.context.storage_state(), java_script_enabled=False, viewport={"width": 390, "height": 844},
        base_url=page.url.split("/loop/")[0],
    )  # fmt: skip
    try:
        bare = context.new_page()
        bare.goto("/loop/")
        current = bare.locator(".kan-steps [aria-current]").get_attribute("data-lane")
        assert bare.locator(f"#lane-{current} .kcard").count()
        bare.click('.kan-steps a[data-lane="feedback"]')
        box = bare.locator("#lane-feedback").bounding_box()
        assert box is not None and -2 < box["x"] < 2
    finally:
        context.close()
