"""Fields that a street made go through every door that declared ones go through."""

from __future__ import annotations

from typing import Any

import pytest

from app.declare import Role
from tests import factories
from tests.conftest import World
from tests.forms.filled import KINDS, every, extended, key, publish, spec
from tests.test_budgets import cost
from tests.test_every_model import filter_value, upload
from tests.world import Browser, Page

STREET = Role.STREET_CENTRE


@pytest.fixture
def office(either_world: World) -> World:
    """A world whose street A has a form of every kind for its compounds."""
    publish(either_world, either_world.place().units["street"], {"compound": every()})
    return either_world


def fill(world: World, browser: Browser, path: str, n: int, name: str = "compound") -> dict[str, Any]:
    """Fill in all own fields of a form, and send it. What was kept, by key, uploads left out."""
    page = Page(browser.get(path).text)
    form: dict[str, Any] = page.form()
    with world.as_person(STREET) as work:
        work = extended(world, work)
        fields = work.resources[name].own
        kept = {}
        for field in fields:
            if field.readonly:
                assert field.key not in page.names
                continue
            assert field.key in page.names, (field.key, path)
            if field.kind in factories.UPLOADS:
                form[field.key] = upload(field.kind)
                continue
            target = world.place().rows.get(getattr(field, "target", ""), [0])
            kept[field.key] = factories.value(field, n, work.context, lambda _field, _n, target=target: target[0])
            form[field.key] = factories.typed(field, kept[field.key], work.context)
    answer = browser.post(path, form)
    assert answer.status_code == 303, Page(answer.text).words
    return kept


def stored(world: World, number: int, name: str = "compound") -> dict[str, Any]:
    """The own values of a record."""
    with world.as_person(STREET) as work:
        work = extended(world, work)
        resource = work.resources[name]
        record = work.record(resource, number, bin=True)
        return {field.key: field.read(record) for field in resource.own}


def test_every_kind_is_kept_shown_found_sorted_charted_and_sent(office: World) -> None:
    browser = office.browser(STREET)
    number = office.place().rows["compound"][0]
    kept = fill(office, browser, f"/compound/edit/{number}", 41)
    held = stored(office, number)
    assert {name: held[name] for name in kept} == kept
    assert all(len(held[key(kind)]) == 1 for kind in factories.UPLOADS)
    assert held[key("serial")] is None  # the record is older than the field
    shown = Page(browser.get(f"/compound/show/{number}").text).words
    for kind in KINDS:
        assert f"自建{KINDS.index(kind)}号" in shown, kind
    assert kept[key("phone")] not in shown and kept[key("citizen_number")] not in shown
    again = fill(office, browser, f"/compound/edit/{number}", 42)
    held = stored(office, number)
    assert {name: held[name] for name in again} == again
    assert "修改了" in browser.get(f"/compound/show/{number}").text
    lists(office, browser, number)
    doors(office, browser, number, again)


def lists(world: World, browser: Browser, number: int, name: str = "compound", first: str = "name") -> None:
    """Columns, filters by every operator, sorts, searches."""
    link = f'href="/{name}/show/{number}"'
    columns = ",".join(key(kind) for kind in KINDS)
    assert link in browser.get(f"/{name}/list/?columns={first},{columns}&size=100").text
    with world.as_person(STREET) as work:
        work = extended(world, work)
        resource = work.resources[name]
        held = stored(world, number, name)
        for field in resource.own:
            for operator in field.operators:
                asked = field.key if operator == "eq" else f"{field.key}__{operator}"
                answer = browser.get(f"/{name}/list/?{asked}={filter_value(field, operator, work)}")
                assert answer.status_code == 200, (asked, Page(answer.text).words[-400:])
            value = held[field.key]
            if "eq" in field.operators and value is not None and field.kind not in factories.UPLOADS:
                raw = factories.typed(field, value, work.context)
                with world.app.test_request_context():
                    found = browser.client.get(f"/{name}/list/", query_string={field.key: raw}, headers=browser.headers)
                assert link in found.text, (field.key, raw)
            if field.sortable and not field.secret:
                for sign in ("", "-"):
                    answer = browser.get(f"/{name}/list/?sort={sign}{field.key}&size=100")
                    assert answer.status_code == 200 and link in answer.text, field.key
    assert (
        link
        in browser.client.get(f"/{name}/list/", query_string={"q": held[key("text")]}, headers=browser.headers).text
    )
    assert link in browser.get(f"/{name}/list/?q={held[key('phone')]}").text
    assert link not in browser.get(f"/{name}/list/?q=无此内容").text


def doors(
    world: World, browser: Browser, number: int, kept: dict[str, Any], name: str = "compound", first: str = "name"
) -> None:
    """Charts, API, export, print, recycle bin."""
    chart = browser.get(f"/{name}/chart/").text
    assert "自建图" in chart and "自建月图" in chart and "自建和" in chart
    path = f"/api/v1/{name}/{number}"
    row = browser.get(path).get_json()
    assert row[key("text")] == kept[key("text")] and row[key("phone")].count("*") == 4
    assert [item["id"] for item in row[key("links")]] == kept[key("links")]
    left = (key("serial"), key("computed"), *(key(kind) for kind in factories.UPLOADS))
    sent = {field: row[field] for field in row if field.startswith("f_") and field not in left}
    answer = browser.send("PUT", path, {**sent, "version": row["version"]})
    assert answer.status_code == 200, answer.text
    assert stored(world, number, name) == {**stored(world, number, name), **kept}
    answer = browser.send("PUT", path, {key("number"): 501, key("choice"): "zz", "f_nope": 1})
    assert answer.status_code == 422 and set(answer.get_json()["fields"]) == {key("number"), key("choice"), "f_nope"}
    assert key("choice") in browser.get("/api/v1/openapi.json").text
    names = ",".join(key(kind) for kind in KINDS)
    exported = browser.post(f"/{name}/export", {"address": f"columns={first},{names}", "format": "csv"})
    assert kept[key("text")] in exported.data.decode("utf-8-sig") and kept[key("phone")] not in exported.data.decode()
    assert browser.get(f"/{name}/print/{number}").status_code == 200


def test_a_new_record_gets_its_number_and_goes_to_the_bin_and_back(office: World) -> None:
    browser = office.browser(STREET)
    page = Page(browser.get("/compound/add").text)
    form = {**page.form(), "name": "新小区", "kind": page.options["kind"][-1], "management": "company"}
    answer = browser.post("/compound/add", {**form, key("text"): "一段", key("yes_no"): "1"})
    assert answer.status_code == 303, Page(answer.text).words
    number = int(answer.headers["Location"].rsplit("/", 1)[1])
    held = stored(office, number)
    assert held[key("serial")].startswith("DA20") and held[key("serial")].endswith("-001")
    assert (held[key("text")], held[key("yes_no")]) == ("一段", True)
    assert office.read("compound", number).form_version is not None
    assert browser.post(f"/compound/delete/{number}").status_code == 303
    assert browser.post("/compound/restore", {"ids": str(number)}).status_code == 303
    assert stored(office, number) == held


def test_what_is_linked_from_an_own_field_is_depended_on(office: World) -> None:
    browser = office.browser(STREET)
    with office.as_house() as work:
        from app.access.scope import working_as
        from tests.world import Builder

        with working_as(work.session, work.viewer):
            builder = Builder(work)
            builder.n = 9000
            person = builder.row(office.place(), "person", unit="community")
            firm = builder.row(office.place(), "property_company", unit="street")
            work.session.commit()
    number = office.place().rows["compound"][0]
    changed = {key("link"): person, key("links"): [firm]}
    answer = browser.send("PUT", f"/api/v1/compound/{number}", changed)
    assert answer.status_code == 200, answer.text
    for name, row, field in (("person", person, "link"), ("property_company", firm, "links")):
        answer = browser.send("DELETE", f"/api/v1/{name}/{row}")
        assert answer.status_code == 409
        expected = {"resource": "compound", "field": key(field), "count": 1}
        assert expected in answer.get_json()["dependents"]
    cleared = {key("link"): None, key("links"): []}
    assert browser.send("PUT", f"/api/v1/compound/{number}", cleared).status_code == 200
    assert browser.send("DELETE", f"/api/v1/person/{person}").status_code == 204


def test_another_street_knows_nothing_of_it(office: World) -> None:
    other = office.browser("street2")
    assert "自建9号" not in other.get("/compound/list/").text
    assert other.get(f"/compound/list/?{key('choice')}=a1").status_code == 400
    assert key("choice") not in other.get("/api/v1/openapi.json").text
    mine = office.place("b1").rows["compound"][0]
    answer = other.send("PUT", f"/api/v1/compound/{mine}", {key("text"): "x"})
    assert answer.status_code == 422
    assert office.browser(Role.COMMUNITY_SECRETARY).get(f"/compound/list/?{key('choice')}=a1").status_code == 200


def test_a_community_adds_to_the_form_of_its_street(office: World) -> None:
    own = {"key": "f_bench", "kind": "number", "label": {"zh": "小板凳数", "en": "Benches"}}
    publish(office, office.place().units["community"], {"compound": {"fields": [own], "list": ["f_bench"]}})
    page = office.browser(Role.COMMUNITY_SECRETARY).get("/compound/list/").text
    assert "小板凳数" in page and "自建9号" in page
    assert "小板凳数" not in office.browser("community2").get("/compound/list/").text
    assert "小板凳数" not in office.browser(STREET).get("/compound/list/").text


def test_what_one_does_not_see_keeps_its_value(office: World) -> None:
    """The street's clerk saves a record on which the community keeps values of its own."""
    own = {"key": "f_bench", "kind": "number", "label": "小板凳数"}
    publish(office, office.place().units["community"], {"compound": {"fields": [own]}})
    number = office.place().rows["compound"][0]
    secretary, clerk = office.browser(Role.COMMUNITY_SECRETARY), office.browser(STREET)
    path = f"/api/v1/compound/{number}"
    answer = secretary.send("PUT", path, {"f_bench": 7})
    assert answer.status_code == 200, answer.text
    assert clerk.send("PUT", path, {key("text"): "街道写的"}).status_code == 200
    fill(office, clerk, f"/compound/edit/{number}", 5)
    assert secretary.get(path).get_json()["f_bench"] == 7


def test_a_retired_field_stays_readable_and_is_filled_no_more(office: World) -> None:
    number = office.place().rows["compound"][0]
    browser = office.browser(STREET)
    assert browser.send("PUT", f"/api/v1/compound/{number}", {key("text"): "旧值"}).status_code == 200
    street = office.place().units["street"]
    publish(office, street, {"compound": {"fields": [spec("text", retired=True)]}})
    assert "旧值" in browser.get(f"/compound/show/{number}").text
    assert key("text") not in Page(browser.get("/compound/add").text).names
    answer = browser.send("PUT", f"/api/v1/compound/{number}", {key("text"): "新值"})
    assert answer.status_code == 422 and stored(office, number)[key("text")] == "旧值"


def test_changed_words_conditions_and_requirements_hold(either_world: World) -> None:
    form = {
        "fields": [
            {"key": "f_lift", "kind": "yes_no", "label": {"zh": "有电梯", "en": "Has a lift"}},
            {"key": "f_make", "kind": "text", "label": {"zh": "电梯品牌", "en": "Make"}},
        ],
        "changes": {
            "built_in": {"label": {"zh": "竣工年份", "en": "Completed"}, "required": True},
            "remarks": {"hidden": True},
        },
        "conditions": [
            {"field": "f_make", "when": {"field": "f_lift", "values": [True]}},
            {"field": "f_make", "when": {"field": "f_lift", "values": [True]}, "require": True},
        ],
    }
    publish(either_world, either_world.place().units["street"], {"compound": form})
    browser, english = either_world.browser(STREET), either_world.browser(STREET, language="en")
    number = either_world.place().rows["compound"][0]
    page = browser.get(f"/compound/edit/{number}").text
    assert "竣工年份" in page and "remarks" not in Page(page).names
    assert "Completed" in english.get(f"/compound/edit/{number}").text
    assert "remarks" not in browser.get(f"/api/v1/compound/{number}").get_json()
    send = Page(page).form()
    answer = browser.post(f"/compound/edit/{number}", {**send, "built_in": "", "f_lift": "1", "f_make": ""})
    assert answer.status_code == 422
    words = Page(answer.text).words
    assert "请填写竣工年份" in words and "请填写电梯品牌" in words
    answer = browser.post(f"/compound/edit/{number}", {**send, "built_in": "1999", "f_lift": "0", "f_make": "奥的斯"})
    assert answer.status_code == 303
    with either_world.as_person(STREET) as work:
        resource = extended(either_world, work).resources["compound"]
        record = either_world.read("compound", number)
        assert (resource.field("f_lift").read(record), resource.field("f_make").read(record)) == (False, None)


def test_a_page_with_own_fields_asks_no_statement_more(world: World) -> None:
    browser = world.browser(STREET)
    number = world.place().rows["compound"][0]
    pages = ("/compound/list/", f"/compound/edit/{number}", f"/compound/show/{number}")
    before = [cost(world, browser, page)[0] for page in pages]
    publish(world, world.place().units["street"], {"compound": every()})
    assert [cost(world, browser, page)[0] for page in pages] == before


def test_sixty_own_fields_ask_no_statement_more(world: World) -> None:
    browser = world.browser(STREET)
    number = world.place().rows["compound"][0]
    pages = ("/compound/list/", "/compound/add", f"/compound/edit/{number}", f"/compound/show/{number}")
    before = [cost(world, browser, page)[0] for page in pages]
    kinds = [kind for kind in KINDS if kind not in ("computed", "serial")]
    fields = [{**spec(kinds[n % len(kinds)]), "key": f"f_many{n:02d}"} for n in range(60)]
    publish(world, world.place().units["street"], {"compound": {"fields": fields}})
    assert [cost(world, browser, page)[0] for page in pages] == before
