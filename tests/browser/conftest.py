"""What the tests in a browser share: an office with the sample data, a Chromium, and pages that are watched.

Every page is watched while it is open: a request to another host, a refused style or script, an error in the console or
a server error fails the test that opened it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.office import Office, chromium, furnish
from tools.office import browser as a_browser
from tools.office import office as an_office
from tools.setup import only_one

HERE = Path(__file__).parent
ASKED = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d"
)  # answers that tests provoke

Open = Callable[..., Any]
"""open_page(path, account="street", language="zh", theme="light", phone=False, fresh=False) -> Page"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Office]:
    base = tmp_path_factory.getbasetemp()
    furnished = (base if worker_id == "master" else base.parent) / "furnished"  # made once for all workers
    with only_one(furnished.with_suffix(".lock")):
        if not furnished.exists():
            furnish(furnished)
    with an_office(tmp_path_factory.mktemp("office"), furnished) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if chromium() is None:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail("REQUIRE_SERVICES=1, and this machine has no Chromium")
        pytest.skip("this machine has no Chromium")
    with a_browser() as found:
        yield found


@pytest.fixture(scope="session")
def keys(browser: Any, office: Office) -> Callable[[str, str, str], Any]:
    """The cookies of an account that is signed in, once for each account, language and theme."""
    kept: dict[tuple[str, str, str], Any] = {}

    def state(account: str, language: str, theme: str) -> Any:
        if (account, language, theme) not in kept:
            context = office.door(browser, account, language=language, theme=theme)
            kept[account, language, theme] = context.storage_state()
            context.close()
        return kept[account, language, theme]

    return state


class Watch:
    """What must not happen on a page."""

    def __init__(self, url: str) -> None:
        self.url, self.faults = url, list[str]()

    def follow(self, context: Any) -> None:
        context.on("request", self.asked)
        context.on("response", self.answered)
        context.on("console", self.said)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def asked(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(f"asked another host: {request.url}")

    def answered(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")

    def said(self, message: Any) -> None:
        if (message.type == "error" and not ASKED.match(message.text)) or "Content Security Policy" in message.text:
            self.faults.append(f"console: {message.text}")


@pytest.fixture
def watch(office: Office) -> Iterator[Watch]:
    found = Watch(office.url)
    yield found
    assert not found.faults


@pytest.fixture
def open_page(browser: Any, office: Office, keys: Any, watch: Watch) -> Iterator[Open]:
    contexts: list[Any] = []

    def open_(
        path: str,
        account: str = "street",
        *,
        language: str = "zh",
        theme: str = "light",
        phone: bool = False,
        fresh: bool = False,
    ) -> Any:
        """A page at an address (an empty one where none is given) in a window of its own; `fresh` signs in anew, for
        what changes the session."""
        if fresh:
            context = office.door(browser, account, language=language, theme=theme, phone=phone)
        else:
            context = office.context(browser, phone=phone, theme=theme, language=language)
            if account:
                context.add_cookies(keys(account, language, theme)["cookies"])
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch.follow(context)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
