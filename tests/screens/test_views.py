"""Saved views: kept, replaced, shared and deleted by who made them."""

from __future__ import annotations

import re

from app.declare import Role
from tests.conftest import World
from tests.world import Browser

OWN = re.compile(r'name="forget" value="(\d+)"')


def keep(browser: Browser, name: str, address: str, **more: str) -> None:
    assert browser.post("/compound/views", {"name": name, "address": address, **more}).status_code == 303


def own(browser: Browser, resource: str = "compound") -> list[str]:
    return OWN.findall(browser.get(f"/{resource}/list/").text)


def test_a_view_goes_with_its_maker_only(world: World) -> None:
    street, community = world.browser(Role.STREET_CENTRE), world.browser(Role.COMMUNITY_SECRETARY)
    keep(street, "老旧小区", "kind=old")
    keep(street, "大小区", "sort=-households")
    first, second = own(street)
    assert own(community) == []
    assert community.post("/compound/views", {"forget": first}).status_code == 404
    assert street.post("/building/views", {"forget": first}).status_code == 404
    assert street.post("/compound/views", {"forget": second, "_back": "/compound/list/?kind=old"}).status_code == 303
    assert own(street) == [first]
    assert street.post("/compound/views", {"forget": second}).status_code == 404


def test_the_columns_last_chosen_are_no_view(world: World) -> None:
    street = world.browser(Role.STREET_CENTRE)
    assert street.post("/compound/columns", {"columns": "name"}).status_code == 303
    with world.as_person(Role.STREET_CENTRE.value) as work:
        from app.access.views import kept

        numbers = [view.id for view in kept(work.session, work.viewer, "compound")]
    assert len(numbers) == 1
    assert street.post("/compound/views", {"forget": str(numbers[0])}).status_code == 404


def test_a_view_shared_with_a_role_is_seen_by_it_and_kept_from_it(world: World) -> None:
    street = world.browser(Role.STREET_CENTRE)
    keep(street, "共用", "kind=old", role=Role.STREET_CENTRE.value)
    assert "共用" in street.get("/compound/list/").text
    assert "共用" not in world.browser("street2").get("/compound/list/").text
