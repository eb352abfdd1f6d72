"""Sentences for the next page: said once, to the session they were left for, whatever their size."""

from __future__ import annotations

import pytest

from app.declare import Role
from app.screens import notices
from app.screens.notices import COOKIE
from tests.conftest import World
from tests.world import Browser


def empty_view(browser: Browser) -> None:
    """Something that is answered with a sentence."""
    assert browser.post("/compound/views", {"name": " ", "_back": "/compound/list/"}).status_code == 303


def test_a_sentence_is_said_once(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    empty_view(browser)
    assert browser.client.get_cookie(COOKIE) is not None
    assert browser.get("/compound/tab/1/issue.compound").status_code in (200, 404)  # a piece of a page says nothing
    assert "请给视图起个名称" in browser.get("/compound/list/").text
    assert browser.client.get_cookie(COOKIE) is None
    assert "请给视图起个名称" not in browser.get("/compound/list/").text


def test_two_sentences_come_in_their_order(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    empty_view(browser)
    browser.post("/compound/views", {"name": "先后", "address": "", "_back": "/compound/list/"})
    page = browser.get("/compound/list/").text
    assert 0 < page.index("请给视图起个名称") < page.index("先后")


def test_the_next_person_at_the_same_browser_reads_nothing(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    empty_view(browser)
    browser.post("/logout")
    browser.sign_in(Role.COMMUNITY_SECRETARY.value)
    assert "请给视图起个名称" not in browser.get("/compound/list/").text


def test_a_forged_sentence_is_not_said(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    browser.client.set_cookie(COOKIE, "WyJ0ZXh0Il0.aaaa.bbbb")
    assert browser.get("/compound/list/").status_code == 200


def test_what_is_too_long_for_a_cookie_waits_in_the_session(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "LONGEST", 100)
    browser = world.browser(Role.STREET_CENTRE)
    empty_view(browser)
    assert browser.client.get_cookie(COOKIE) is None
    assert "请给视图起个名称" in browser.get("/compound/list/").text
    assert "请给视图起个名称" not in browser.get("/compound/list/").text
