"""Deleting: what points at a row keeps it, whichever way it points."""

from __future__ import annotations

import pytest

from app.declare import Role
from tests.conftest import World


@pytest.fixture
def pointed(either_world: World) -> tuple[World, int, int]:
    """(world, issue, session): an issue that nothing but a session's list of issues points at."""
    place = either_world.place()
    browser = either_world.browser(Role.STREET_CENTRE)
    with either_world.as_house() as work:
        from app.access.scope import working_as
        from tests.world import Builder

        with working_as(work.session, work.viewer):
            builder = Builder(work)
            builder.n = 7000
            issue = builder.row(place, "issue", unit="community")
            meeting = builder.row(place, "deliberation_session", unit="community", issues=[issue])
            work.session.commit()
    assert browser.get(f"/issue/show/{issue}").status_code == 200
    return either_world, issue, meeting


def test_a_row_in_a_list_of_links_is_depended_on(pointed: tuple[World, int, int]) -> None:
    world, issue, meeting = pointed
    browser = world.browser(Role.STREET_CENTRE)
    answer = browser.send("DELETE", f"/api/v1/issue/{issue}")
    assert answer.status_code == 409
    assert answer.get_json()["dependents"] == [{"resource": "deliberation_session", "field": "issues", "count": 1}]
    assert browser.post(f"/issue/delete/{issue}").status_code == 303
    assert world.read("issue", issue).deleted_at is None
    assert browser.send("DELETE", f"/api/v1/deliberation_session/{meeting}").status_code == 204
    assert browser.send("DELETE", f"/api/v1/issue/{issue}").status_code == 204  # what waits in the bin points no more
