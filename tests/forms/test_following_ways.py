"""Further ways of an entry that follows a process: from the public, to another unit, to the bin, below a community."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.cases.tables import ProcessCase
from app.declare import Role
from app.forms.public import Place, token_of
from tests.conftest import World
from tests.forms.filled import publish
from tests.forms.test_following import FIELDS, KEY, NAME, add, case_of, form, make, row, take
from tests.forms.test_public import reckon
from tests.world import Page

STREET, SECRETARY, GRID = Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY, Role.GRID_STAFF


@pytest.fixture
def office(either_world: World) -> World:
    """A world whose street A has a process of its own, and a register with a public form that follows it."""
    make(either_world)
    opened = form(public={"fields": ["f_where"]})
    publish(either_world, either_world.place().units["street"], {NAME: opened})
    return either_world


def cases(world: World, **columns: Any) -> list[Any]:
    with world.as_house() as work:
        wanted = select(ProcessCase.record_id, ProcessCase.organisation_id, ProcessCase.stage)
        named = [getattr(ProcessCase, name) == value for name, value in columns.items()]
        return list(work.session.execute(wanted.where(*named)).all())


def test_what_the_public_sends_is_a_case_of_nobody_yet(office: World) -> None:
    units = office.place().units
    with office.app.app_context():
        place = Place(maker=units["street"], unit=units["community"], key=NAME.removeprefix("register/"))
        url = f"/q/{token_of(place)}"
    visitor = office.app.test_client()
    page = Page(visitor.get(url).text)
    sent = {**page.form(), "f_where": "东门小卖部", "_answer": reckon(page)}
    assert visitor.post(url, data=sent).status_code == 303
    clerk = office.browser(STREET)
    number = clerk.get(f"/api/v1/{NAME}/?q=东门").get_json()["rows"][0]["id"]
    assert case_of(office, number) == (KEY, 1, "found", ["begin"])
    assert f"/case/{NAME}/{number}/order" in office.browser(SECRETARY).get("/").text
    assert "stage" not in page.form()


def test_a_case_moves_to_another_unit_with_its_entry_and_parts_from_it_when_it_is_purged(office: World) -> None:
    clerk, units = office.browser(STREET), office.place().units
    number = add(clerk, "甲店", organisation=str(units["grid"]))
    version = row(clerk, number)["version"]
    moved = clerk.send("PUT", f"/api/v1/{NAME}/{number}", {"organisation": units["community"], "version": version})
    assert moved.status_code == 200, moved.get_json()
    assert [(one.record_id, one.organisation_id) for one in cases(office, resource=NAME)] == [
        (number, units["community"])
    ]
    assert take(office.browser(GRID), number, "order").status_code in (404, 422)
    assert clerk.post(f"/{NAME}/delete/{number}").status_code == 303
    assert clerk.get(f"/case/{NAME}/{number}").status_code == 404
    assert f"/case/{NAME}/{number}/" not in clerk.get("/").text
    assert clerk.post(f"/{NAME}/purge", {"ids": str(number)}).status_code == 303
    (left,) = cases(office, resource=NAME)
    assert left.record_id < 0 and left.stage == "found"


def test_a_community_lets_its_own_register_follow_the_process_of_its_street(office: World) -> None:
    publish(office, office.place().units["community"], {"register/sqzg": form()})
    secretary = office.browser(SECRETARY)
    page = Page(secretary.get("/register/sqzg/add").text)
    answer = secretary.post("/register/sqzg/add", {**page.form(), "f_where": "楼道杂物"})
    assert answer.status_code == 303
    number = answer.headers["Location"].rsplit("/", 1)[1]
    assert f"/case/register/sqzg/{number}/order" in secretary.get(f"/register/sqzg/show/{number}").text
    assert office.browser(STREET).get(f"/register/sqzg/show/{number}").status_code == 404


def test_a_form_below_adds_fields_and_the_entries_follow_on(office: World) -> None:
    more = {"fields": [{"key": "f_more", "kind": "text", "label": "备注"}]}
    publish(office, office.place().units["community"], {NAME: more})
    secretary = office.browser(SECRETARY)
    number = add(secretary, "乙店", f_more="二楼")
    assert case_of(office, number)[3] == ["begin"]
    assert take(secretary, number, "order").status_code == 303
    assert row(secretary, number)["f_more"] == "二楼" and row(secretary, number)["stage"] == "rectify"


def test_a_register_that_links_to_it_follows_nothing_itself(office: World) -> None:
    unit = office.place().units["street"]
    linked = {"key": "f_entry", "kind": "link", "target": NAME, "label": "哪一条"}
    publish(office, unit, {"register/notes": {"register": {"label": "记事"}, "fields": [*FIELDS, linked]}})
    clerk = office.browser(STREET)
    number = add(clerk, "丙店")
    page = Page(clerk.get("/register/notes/add").text)
    answer = clerk.post("/register/notes/add", {**page.form(), "f_where": "见", "f_entry": str(number)})
    assert answer.status_code == 303
    assert "丙店" in clerk.get("/register/notes/list/?columns=f_where,f_entry").text
    assert clerk.get("/register/notes/list/?stage=found").status_code == 400  # it follows none itself
