"""What people do on a page, in words that the tests share."""

from __future__ import annotations

import secrets
import time
from typing import Any


def first_row(page: Any, path: str = "/compound/list/") -> str:
    """The address of the first row of a list."""
    page.goto(path)
    return str(page.locator(".rows .t a").first.get_attribute("href"))


def named() -> str:
    """A name that no other test has used."""
    return f"测试小区{secrets.token_hex(3)}"


def settle(page: Any) -> None:
    """Until the page has drawn what it loads afterwards."""
    page.wait_for_load_state("load")
    until(page, "document.fonts.status === 'loaded' && !document.querySelector('[aria-busy=true]')")
    page.wait_for_timeout(150)


def until(page: Any, expression: str, argument: Any = None) -> None:
    """Until an expression holds. Not `wait_for_function`, which the page's own policy for scripts forbids."""
    end = time.monotonic() + 10
    while not page.evaluate(expression, argument):
        assert time.monotonic() < end, f"never: {expression}"
        page.wait_for_timeout(50)


def pick(page: Any, field: str, text: str, where: str = "") -> str:
    """Choose what a picker finds for a text: the row that is called so, else the first; what it is called.

    `where` stands in its second line.
    """
    box = page.locator(f'[data-field="{field}"] .ts-control')
    box.click()
    control = box.locator("input")
    with page.expect_response(
        lambda answer: "/pick" in answer.url and "q=" in answer.url and not answer.url.endswith("q=")
    ):
        control.fill(text)
    found = page.locator(f'[data-field="{field}"] .ts-dropdown [data-selectable]', has_text=text)
    found = found.filter(has_text=where) if where else found
    found.first.wait_for()
    names = [str(words).splitlines()[0] for words in found.all_inner_texts()]
    name = text if text in names else names[0]
    option = found.nth(names.index(name))
    option.click()
    return name


def save(page: Any) -> None:
    """The main button of a form."""
    with page.expect_navigation():
        page.click(".dock .btn-primary")


def made(page: Any, name: str) -> str:
    """A new compound, the address of its page."""
    page.goto("/compound/add")
    page.fill("#f-name", name)
    page.select_option("#f-kind", "commercial")
    save(page)
    return str(page.url)
