"""The sidebar is ordered as the work goes: what one does each day first, no group longer than the eye takes in."""

from __future__ import annotations

import re

import pytest

from app.declare import Role
from tests.world import World

MOST = 9  # lines in a group


def sidebar(world: World, who: Role) -> dict[str, list[str]]:
    """{group: addresses of its lines} as the page shows them."""
    text = world.browser(who, language="en").get("/me").text.split('id="side"', 1)[1].split("</nav>", 1)[0]
    found: dict[str, list[str]] = {}
    group = ""
    for heading, address in re.findall(r"<h2>([^<]*)</h2>|<li><a href=\"([^\"]*)\"", text):
        if heading:
            group = heading
        else:
            found.setdefault(group, []).append(address)
    return found


def test_the_loop_stands_in_the_order_of_its_steps(world: World) -> None:
    shown = sidebar(world, Role.STREET_CENTRE)
    assert list(shown)[:3] == ["", "Deliberation loop", "Mediation and documents"]
    assert shown["Deliberation loop"] == [
        "/loop/", "/issue/list/", "/issue_report/list/", "/meeting/", "/deliberation_session/list/",
        "/session_decision/list/", "/assignment/list/", "/return_visit/list/", "/supervision/list/",
    ]  # fmt: skip
    assert shown["Mediation and documents"] == [
        "/mediation/list/", "/judicial_confirmation/list/", "/case_document/list/",
    ]  # fmt: skip
    assert shown[""][0] == "/"


@pytest.mark.parametrize("who", list(Role), ids=lambda role: role.value)
def test_no_group_is_longer_than_the_eye_takes_in(world: World, who: Role) -> None:
    lengths = {group: len(lines) for group, lines in sidebar(world, who).items()}
    assert lengths and max(lengths.values()) <= MOST, lengths


def test_a_page_whose_list_is_closed_stands_above_its_group(world: World) -> None:
    from app.declare import Menu
    from app.screens.menu import Placed, arranged
    from app.screens.values import Item

    page = Placed(group=Menu.LOOP, item=Item(label="Meeting", url="/meeting/"), above="nonsense")
    with world.as_person(Role.COMMUNITY_SECRETARY) as work:
        loop = next(group for group in arranged(work, "", (page,)) if group.label == str(Menu.LOOP.value))
    assert loop.items[0].url == "/meeting/"
