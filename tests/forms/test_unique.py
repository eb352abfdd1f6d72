"""A field that a street made unique holds each value once, also when two save at once, and gives it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from app.declare import Role
from app.fields.unique import unique_entry
from app.forms.spec import Faulty
from tests.conftest import World
from tests.forms.filled import publish
from tests.world import Browser, Page

STREET = Role.STREET_CENTRE
PLOT = {"key": "f_plot", "kind": "text", "label": {"zh": "绿地编号", "en": "Plot"}, "unique": True}
PHONE = {"key": "f_phone", "kind": "phone", "label": "电话", "unique": True}
CLAIMS = {"register": {"label": {"zh": "绿地认领", "en": "Green spaces"}}, "fields": [PLOT, PHONE]}


@pytest.fixture
def office(either_world: World) -> World:
    publish(
        either_world, either_world.place().units["street"], {"register/claims": CLAIMS, "compound": {"fields": [PLOT]}}
    )
    return either_world


def claim(browser: Browser, plot: str, **more: str) -> Page | int:
    """A new claim: its number, or the page that refuses it."""
    page = Page(browser.get("/register/claims/add").text)
    answer = browser.post("/register/claims/add", {**page.form(), "_token": str(uuid4()), "f_plot": plot, **more})
    if answer.status_code == 303:
        return int(answer.headers["Location"].rsplit("/", 1)[1])
    assert answer.status_code == 422
    return Page(answer.text)


def test_a_claim_can_be_made_once(office: World) -> None:
    browser = office.browser(STREET)
    first = claim(browser, "华新-01", f_phone="13800000001")
    assert isinstance(first, int)
    refused = claim(browser, "华新-01")
    assert isinstance(refused, Page) and "绿地编号" in refused.words and "已有相同的绿地编号" in refused.words
    assert refused.form()["f_plot"] == ["华新-01"]
    assert isinstance(claim(browser, "华新-02", f_phone="13800000001"), Page)
    second = claim(browser, "华新-02")
    answer = browser.send("PUT", f"/api/v1/register/claims/{second}", {"f_plot": "华新-01"})
    assert answer.status_code == 422 and "f_plot" in answer.get_json()["fields"]
    assert browser.send("PUT", f"/api/v1/register/claims/{first}", {"f_plot": "华新-03"}).status_code == 200
    assert isinstance(claim(browser, "华新-01"), int)
    with office.as_house() as work:
        marks = work.session.connection().execute(unique_entry.select()).all()
    assert all(b"138" not in bytes(mark.value) for mark in marks) and len(marks) == 4


def test_the_bin_gives_a_value_back_and_asks_for_it_again(office: World) -> None:
    browser = office.browser(STREET)
    first = claim(browser, "甲")
    assert browser.post(f"/register/claims/delete/{first}").status_code == 303
    second = claim(browser, "甲")
    assert isinstance(second, int)
    browser.post("/register/claims/restore", {"ids": str(first)})
    assert "已有相同的绿地编号" in browser.get("/register/claims/bin/").text
    assert browser.post(f"/register/claims/delete/{second}").status_code == 303
    assert browser.post("/register/claims/restore", {"ids": str(first)}).status_code == 303
    assert browser.get(f"/register/claims/show/{first}").status_code == 200
    browser.post("/register/claims/purge", {"ids": str(second)})
    with office.as_house() as work:
        held = work.session.connection().execute(unique_entry.select()).all()
    assert [row.record_id for row in held] == [first]


def test_a_value_is_unique_in_its_street_only(office: World) -> None:
    browser = office.browser(STREET)
    mine, other = office.place().rows["compound"][:2]
    assert browser.send("PUT", f"/api/v1/compound/{mine}", {"f_plot": "甲"}).status_code == 200
    assert browser.send("PUT", f"/api/v1/compound/{other}", {"f_plot": "甲"}).status_code == 422
    assert isinstance(claim(browser, "甲"), int)  # of another table
    publish(office, office.place("b1").units["street"], {"compound": {"fields": [PLOT]}})
    theirs = office.place("b1").rows["compound"][0]
    assert office.browser("street2").send("PUT", f"/api/v1/compound/{theirs}", {"f_plot": "甲"}).status_code == 200


def test_of_ten_claims_at_once_one_wins(office: World) -> None:
    browsers = [office.browser(STREET) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda browser: claim(browser, "抢"), browsers))
    assert sum(isinstance(answer, int) for answer in done) == 1


def test_a_field_of_several_values_is_never_unique(office: World) -> None:
    note = {"key": "f_many", "kind": "note", "label": "甲", "unique": True}
    with pytest.raises(Faulty, match="unique"):
        publish(office, office.place().units["street"], {"compound": {"fields": [note]}})
