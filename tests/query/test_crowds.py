"""That a list has more rows than are counted is not counted anew on every page; an exact count always is."""

from __future__ import annotations

import pytest

from app.declare import Role
from app.query import crowds, select
from tests.test_budgets import more, statements
from tests.world import Browser, World


@pytest.fixture
def clerk(world: World, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A list counts up to five, and there are eight volunteers."""
    more(world, "volunteer", 8)
    monkeypatch.setattr(select, "CAP", 5)
    crowds._until.clear()
    return world.browser(Role.STREET_CENTRE)


def counts(world: World, browser: Browser, address: str) -> int:
    """How often a page counts."""
    with statements(world) as found:
        assert browser.get(address).status_code == 200
    return sum("count(*)" in statement for statement in found)


def test_a_crowd_is_counted_once_in_a_while(world: World, clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counts(world, clerk, "/volunteer/list/") == 1
    assert counts(world, clerk, "/volunteer/list/?sort=-hours") == 0
    assert "5" in clerk.get("/volunteer/list/").text
    # Other rows are another question, and so is another viewer.
    assert counts(world, clerk, "/volunteer/list/?state=active") == 1
    assert counts(world, world.browser(Role.COMMUNITY_SECRETARY), "/volunteer/list/") == 1
    monkeypatch.setattr(crowds.time, "monotonic", lambda: 1e12)
    assert counts(world, clerk, "/volunteer/list/") == 1


def test_a_page_of_a_remembered_crowd_says_the_same(world: World, clerk: Browser) -> None:
    first = clerk.get("/volunteer/list/?size=25").text
    assert clerk.get("/volunteer/list/?size=25").text.count("超过 5") == first.count("超过 5") > 0


def test_an_exact_count_is_never_remembered(world: World, clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(select, "CAP", 10_000)
    before = clerk.get("/api/v1/volunteer/?size=1").json["count"]
    more(world, "volunteer", 1)
    assert clerk.get("/api/v1/volunteer/?size=1").json["count"] == before + 1
