"""What looks wrong about a value that is taken is said after saving, once."""

from __future__ import annotations

from app.declare import Role
from tests.conftest import World
from tests.factories import citizen_number
from tests.world import Page


def test_a_number_of_an_unknown_region_is_saved_and_said(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE, language="en")
    form = Page(browser.get("/person/add").text).form()
    answer = browser.post("/person/add", {**form, "name": "赵一", "citizen_number": citizen_number(79)})
    assert answer.status_code == 303, Page(answer.text).words
    where = answer.headers["Location"]
    assert "The region 990101 is in no list" in browser.get(where).text
    assert "is in no list" not in browser.get(where).text
    edit = where.replace("/show/", "/edit/")
    answer = browser.post(edit, {**Page(browser.get(edit).text).form(), "name": "赵二"})
    assert answer.status_code == 303
    assert "is in no list" not in browser.get(where).text
