"""What is needed leads to where it is brought about, for those who may go there; a daily log is one tap away."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest

from app.cases.registry import following
from app.declare import Role
from tests.cases.desk import Desk
from tests.world import Browser, Page

GIVEN = (Role.SECTION, Role.COMMUNITY_SECRETARY, Role.STREET_CENTRE)


@pytest.mark.parametrize("who", GIVEN)
def test_a_log_with_photos_is_one_tap_from_the_case(who: Role, desk: Desk, client: Callable[..., Browser]) -> None:
    number, browser = desk.to_resolve(), client(who)
    assert f'href="/issue/log/{number}"' in browser.get(f"/issue/show/{number}").text
    answer = browser.get(f"/issue/log/{number}")
    assert answer.status_code == 303
    form = browser.get(answer.headers["Location"])
    assert form.status_code == 200
    page = Page(form.text)
    assert {"assignment", "day", "text", "photos"} <= set(page.names)
    assert f'name="_next" value="/issue/show/{number}"' in unescape(form.text)


def test_only_who_may_write_a_log_is_led_there(desk: Desk, client: Callable[..., Browser]) -> None:
    number = desk.to_resolve()
    leader = client(Role.PARTY_SECRETARY)
    assert f"/issue/log/{number}" not in leader.get(f"/issue/show/{number}").text
    assert leader.get(f"/issue/log/{number}").status_code == 403
    assert client("community2").get(f"/issue/log/{number}").status_code == 404
    answer = client(Role.STREET_CENTRE).get(f"/issue/log/{desk.issue()}")
    assert answer.status_code == 404 and "没有正在办理的交办" in answer.text


def test_every_way_to_what_is_needed_opens_for_who_sees_it(desk: Desk, client: Callable[..., Browser]) -> None:
    follows = following("issue")
    assert follows is not None
    number = desk.to_resolve()
    for help in dict.fromkeys((*follows.help.values(), *follows.daily.values())):
        for who in (*GIVEN, Role.GRID_STAFF):
            with desk.person(who) as work:
                allowed = work.may(help.action, work.resources[help.resource])
            status = client(who).get(help.url.replace("{id}", str(number))).status_code
            assert (status in (200, 303)) is bool(allowed), (help.url, who, status)
