"""The API says what the screens say: same rows, same masks, same refusals, as JSON; and no call goes around a check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import g
from sqlalchemy import func, select

from app.access.audit import AuditEntry
from app.declare import Role
from app.screens import api_json
from app.screens.api import LARGEST
from models.issue import Issue
from tests.factories import citizen_number
from tests.world import Browser, World

PERSON = {"name": "赵一", "residence": "local"}


@pytest.fixture
def street(world: World) -> Browser:
    return world.browser(Role.STREET_CENTRE, language="en")


def person(world: World, **more: Any) -> dict[str, Any]:
    return {**PERSON, "organisation": world.place().units["grid"], **more}


def made(browser: Browser, resource: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = browser.send("POST", f"/api/v1/{resource}/", body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


# -- reading ----------------------------------------------------------------------------------------------------------


def test_a_page_of_the_list(either_world: World) -> None:
    browser = either_world.browser(Role.STREET_CENTRE)
    found = browser.get("/api/v1/issue/?columns=title,state,organisation,due_on&sort=-due_on&size=2").get_json()
    assert set(found) == {"count", "capped", "next", "rows"} and found["capped"] is False
    assert len(found["rows"]) == 2 and found["count"] > 3
    assert set(found["rows"][0]) == {"id", "title", "state", "organisation", "due_on"}
    assert set(found["rows"][0]["organisation"]) == {"id", "title"}
    days = [row["due_on"] for row in walk(browser, found)]
    assert days == sorted(days, reverse=True) and len(days) == found["count"]


def walk(browser: Browser, page: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All rows from a page on."""
    yield from page["rows"]
    while page["next"]:
        page = browser.get(page["next"]).get_json()
        yield from page["rows"]


def test_every_row_comes_once_on_the_way_through(either_world: World) -> None:
    browser = either_world.browser(Role.STREET_CENTRE)
    for sort in ("", "&sort=-reported_at", "&sort=title", "&sort=organisation", "&sort=category,-reported_at"):
        first = browser.get(f"/api/v1/issue/?size=1&columns=title,category{sort}").get_json()
        numbers = [row["id"] for row in walk(browser, first)]
        assert len(numbers) == len(set(numbers)) == first["count"], sort
        assert all("category" in row for row in walk(browser, first))


def test_the_list_and_the_page_agree(world: World, street: Browser) -> None:
    """What the list page shows, in its order, is what the API gives."""
    for address in ("", "?state=collect", "?sort=-due_on", "?q=样例", "?due_on__empty=1"):
        rows = street.get(f"/api/v1/issue/{address}").get_json()["rows"]
        page = street.get(f"/issue/list/{address}").text
        places = [page.find(f'/issue/show/{row["id"]}"') for row in rows]
        assert all(place > 0 for place in places) and places == sorted(places), address


def test_values_are_of_plain_kinds(world: World, street: Browser) -> None:
    number = world.place().rows["fee_period"][0]
    row = street.get(f"/api/v1/fee_period/{number}").get_json()
    assert isinstance(row["received"], str) and "." in row["received"]
    assert row["starts_on"][4] == row["starts_on"][7] == "-" and isinstance(row["version"], int)
    assert row["title"] and row["id"] == number and set(row["compound"]) == {"id", "title"}


def test_secrets_are_masked_everywhere(world: World, street: Browser) -> None:
    whole = citizen_number(15_077)
    row = made(street, "person", person(world, citizen_number=whole, phone="19000001234"))
    assert row["citizen_number"] == f"{whole[:6]}********{whole[14:]}" and row["phone"] == "190****1234"
    for address in (f"/api/v1/person/{row['id']}", "/api/v1/person/?size=100&columns=name,citizen_number,phone"):
        text = street.get(address).text
        assert whole not in text and "19000001234" not in text
    exact = street.get(f"/api/v1/person/?citizen_number={whole}").get_json()
    assert [item["id"] for item in exact["rows"]] == [row["id"]]
    with world.as_house() as work:
        trace = work.session.scalars(
            select(AuditEntry).where(AuditEntry.record_id == row["id"], AuditEntry.resource == "person")
        ).all()
        assert trace and all(whole not in json.dumps(entry.changes) for entry in trace)


def test_what_is_behind_a_wall_has_neither_name_nor_number(world: World) -> None:
    foreign = world.place("b1").rows["compound"][0]
    number = world.place("a1").rows["issue"][0]
    with world.as_house() as work:
        g.writing = True
        work.record(work.resources["issue"], number).compound_id = foreign
        work.session.commit()
    browser = world.browser(Role.COMMUNITY_SECRETARY)
    row = browser.get(f"/api/v1/issue/{number}").get_json()
    assert row["compound"] == api_json.HIDDEN
    listed = browser.get("/api/v1/issue/?size=100&columns=title,compound").get_json()["rows"]
    assert next(item for item in listed if item["id"] == number)["compound"] == api_json.HIDDEN
    # Sent back as it was shown, it changes nothing; the number itself is refused.
    back = browser.send("PUT", f"/api/v1/issue/{number}", {"compound": row["compound"], "spot": "三号楼"})
    assert back.status_code == 200 and back.get_json()["compound"] == api_json.HIDDEN
    assert world.read("issue", number).compound_id == foreign
    assert browser.send("PUT", f"/api/v1/issue/{number}", {"compound": foreign}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "?nope=1", "?state__gte=1", "?page=0", "?page=x", "?size=1000", "?sort=reporter_phone", "?columns=nope", "?scope=all", "?due_on__from=soon",
        "?after=x", "?after=MTIz", "?after=WzFd&sort=due_on", "?after=W1siYSJdXQ", "?after=WzFlOTksMV0&sort=-reported_at", "?after=%00",
        "?sort=-reported_at&after=WzEsNV0", "?sort=-reported_at&after=WzEsIngiXQ", "?reporter_phone__contains=1900", "?state=", "?sort=,", "?columns=title,,state", "?sort=title,state,due_on,category", "?reported_at__from=0001-01-01", "?reported_at__to=9999-12-31", "?due_on__from=", "?page=",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_read(street: Browser, address: str) -> None:
    answer = street.get(f"/api/v1/issue/{address}")
    assert answer.status_code == 400, answer.text
    assert answer.get_json()["reasons"] and answer.get_json()["message"]


def test_hostile_searches_find_nothing_and_break_nothing(either_world: World) -> None:
    browser = either_world.browser(Role.STREET_CENTRE)
    for text in ("\x00", "%", "_", "'; DROP TABLE issue; --", "\\", "<script>", "a" * 5000, "\ud800", "％", '"'):
        for name in ("q", "title__contains", "title"):
            answer = browser.get(f"/api/v1/issue/?{name}={quote(text, errors='surrogatepass')}")
            assert answer.status_code in (200, 400), (name, text)


def test_numbers_beyond_any_row(street: Browser) -> None:
    for number in (0, 2**31, 2**63 - 1, 2**63, 10**40):
        assert street.get(f"/api/v1/issue/{number}").status_code == 404
        assert street.send("PUT", f"/api/v1/issue/{number}", {}).status_code == 404
        assert street.send("DELETE", f"/api/v1/issue/{number}").status_code == 404


# -- who may ----------------------------------------------------------------------------------------------------------


def test_a_guest_gets_nothing(world: World) -> None:
    guest = Browser(world.app)
    number = world.place().rows["issue"][0]
    for path in ("/api/v1/issue/", f"/api/v1/issue/{number}", "/api/v1/openapi.json"):
        answer = guest.get(path)
        assert (answer.status_code, answer.mimetype) == (401, "application/json")
    assert guest.get("/api/v1/docs").status_code == 302


def test_foreign_rows_are_not_there(world: World) -> None:
    foreign = world.browser("street2")
    for name, resource in world.resources.items():
        for number in world.place("a1").rows.get(name, ())[:2]:
            path = f"/api/v1/{name}/{number}"
            for method, body in (("GET", None), ("PUT", {}), ("DELETE", None)):
                status = foreign.send(method, path, body).status_code
                assert status in (403, 404), (method, path)
                if not resource.screen.readonly and method == "GET":
                    assert status == 404 or name in ("account", "post", "code_entry"), path
            told = foreign.get(f"/api/v1/{name}/?size=100")
            if told.status_code == 200 and name != "code_entry":
                assert number not in [row["id"] for row in told.get_json()["rows"]], path


def test_no_link_into_another_street(world: World) -> None:
    browser = world.browser("street2")
    mine, foreign = world.place("b1"), world.place("a1")
    answer = browser.send("POST", "/api/v1/person/", {**PERSON, "organisation": foreign.units["grid"]})
    assert answer.status_code == 422 and "organisation" in answer.get_json()["fields"]
    number = mine.rows["person"][0]
    assert browser.send("PUT", f"/api/v1/person/{number}", {"building": foreign.rows["building"][0]}).status_code == 422
    assert browser.send("PUT", f"/api/v1/person/{number}", {"organisation": foreign.units["grid"]}).status_code == 422


def test_no_unit_is_moved_out_of_reach(either_world: World) -> None:
    browser, units = either_world.browser(Role.STREET_CENTRE), either_world.place().units
    for parent in (units["district"], either_world.place("b1").units["community"], None):
        answer = browser.send("PUT", f"/api/v1/organisation/{units['grid']}", {"parent": parent})
        assert answer.status_code == 422 and "parent" in answer.get_json()["fields"], answer.text
    moved = browser.send("PUT", f"/api/v1/organisation/{units['grid']}", {"parent": units["street"]})
    assert moved.status_code == 200


def test_rights_are_those_of_the_screens(world: World) -> None:
    number = world.place().rows["issue"][0]
    inspector = world.browser(Role.INSPECTOR)
    assert inspector.send("PUT", f"/api/v1/issue/{number}", {"spot": "x"}).status_code == 403
    assert inspector.send("POST", "/api/v1/issue/", {}).status_code == 403
    assert world.browser(Role.SYSTEM).get("/api/v1/issue/").status_code == 403
    company = world.browser(Role.PROPERTY_MANAGER)
    assert company.get("/api/v1/issue/?columns=reporter_name").status_code == 400
    street = world.browser(Role.STREET_CENTRE)
    assert street.send("POST", "/api/v1/points_entry/", {}).status_code == 403
    assert street.send("DELETE", f"/api/v1/points_entry/{world.place().rows['points_entry'][0]}").status_code == 403


def test_an_unsafe_call_needs_the_token(world: World, street: Browser) -> None:
    number = world.place().rows["issue"][0]
    before = world.counts()
    street.token = ""
    for method, path in (
        ("POST", "/api/v1/person/"),
        ("PUT", f"/api/v1/issue/{number}"),
        ("DELETE", f"/api/v1/issue/{number}"),
    ):
        answer = street.send(method, path, {"name": "x"})
        assert answer.status_code == 400 and answer.get_json()["error"]
    assert world.counts() == before and world.read("issue", number).deleted_at is None


def test_reading_writes_nothing(world: World, street: Browser) -> None:
    before = world.counts()
    number = world.place().rows["issue"][0]
    for path in (
        "/api/v1/issue/",
        f"/api/v1/issue/{number}",
        "/api/v1/openapi.json",
        "/issue/chart/",
        "/issue/chart/0.csv",
    ):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert street.client.open(path, method=method).status_code == 200
    assert world.counts() == before


def test_methods_that_there_are_not(street: Browser) -> None:
    for method, path in (("PATCH", "/api/v1/issue/"), ("DELETE", "/api/v1/issue/"), ("POST", "/api/v1/issue/1")):
        answer = street.send(method, path, {})
        assert answer.status_code == 405 and answer.headers["Allow"] and answer.mimetype == "application/json"


# -- writing ----------------------------------------------------------------------------------------------------------


def test_a_row_is_made_with_the_defaults_of_the_form(either_world: World) -> None:
    browser = either_world.browser(Role.COMMUNITY_SECRETARY)
    like = browser.get("/api/v1/issue/?columns=source,category").get_json()["rows"][0]
    answer = browser.send(
        "POST", "/api/v1/issue/", {"title": "路灯不亮", "source": like["source"], "category": like["category"]}
    )
    row = answer.get_json()
    assert answer.status_code == 201 and answer.headers["Location"] == f"/api/v1/issue/{row['id']}"
    assert (row["state"], row["anonymous"], row["version"]) == ("collect", False, 1)
    assert row["organisation"]["id"] == either_world.place().units["community"]
    assert row["number"] and row["reported_at"] and row["created_by"]["title"]
    assert browser.get(answer.headers["Location"]).get_json() == row
    with either_world.as_house() as work:
        entry = work.session.scalars(
            select(AuditEntry).where(AuditEntry.resource == "issue", AuditEntry.record_id == row["id"])
        ).one()
        assert (entry.action, entry.changes["title"]) == ("add", [None, "路灯不亮"])


def test_sent_twice_it_is_one_row(either_world: World) -> None:
    browser = either_world.browser(Role.STREET_CENTRE)
    body = person(either_world, client_uuid=str(uuid4()))
    first, second = (browser.send("POST", "/api/v1/person/", body) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert browser.send("POST", "/api/v1/person/", {**body, "client_uuid": "no"}).get_json()["fields"].keys() == {
        "client_uuid"
    }
    other = either_world.browser("street2").send(
        "POST", "/api/v1/person/", {**body, "organisation": either_world.place("b1").units["grid"]}
    )
    assert other.status_code == 422 and str(first.get_json()["id"]) not in other.text


def test_every_refusal_is_told_at_once(world: World, street: Browser) -> None:
    answer = street.send(
        "POST",
        "/api/v1/person/",
        {"phone": "12", "birthday": "soon", "nope": 1, "created_at": "2026-01-01", "staff": "yes"},
    )
    found = answer.get_json()
    assert answer.status_code == 422 and found["error"] and found["message"]
    assert set(found["fields"]) == {"name", "phone", "birthday", "nope", "created_at", "staff"}
    assert all(isinstance(message, str) and message for messages in found["fields"].values() for message in messages)


def test_a_part_of_a_row_is_changed(world: World, street: Browser) -> None:
    row = made(street, "person", person(world, phone="19000001234", room="2-501"))
    path = f"/api/v1/person/{row['id']}"
    answer = street.send("PUT", path, {"room": "3-101", "version": row["version"]})
    assert answer.status_code == 200
    after = answer.get_json()
    changed = {name for name in row if row[name] != after[name]}
    assert changed == {"room", "version", "updated_at"}
    # A mask that is sent back is no new value; nothing is.
    assert street.send("PUT", path, {"phone": after["phone"]}).get_json()["version"] == after["version"]
    assert world.read("person", row["id"]).phone == "19000001234"
    assert street.send("PUT", path, {"phone": None}).get_json()["phone"] is None
    assert street.send("PUT", path, {"name": None}).status_code == 422
    assert street.send("PUT", path, {}).status_code == 200


def test_all_that_was_shown_may_be_sent_back(world: World, street: Browser) -> None:
    """The writable part of every row, as it was shown, changes nothing."""
    kept = 0
    for name, resource in world.resources.items():
        with world.as_person(Role.STREET_CENTRE) as work:
            from app.screens.save import writable

            names = {field.key for field in writable(work, resource)}
            may = work.may("edit", resource) and work.may("show", resource) and not resource.screen.readonly
        if not may:
            continue
        for number in world.place().rows.get(name, ())[:1]:
            row = street.get(f"/api/v1/{name}/{number}").get_json()
            body = {key: value for key, value in row.items() if key in names}
            answer = street.send("PUT", f"/api/v1/{name}/{number}", {**body, "version": row["version"]})
            assert answer.status_code == 200, (name, answer.text)
            assert answer.get_json() == row, name
            kept += 1
    assert kept > 10


def test_what_others_saved_is_told(either_world: World) -> None:
    mine, theirs = either_world.browser(Role.STREET_CENTRE), either_world.browser(Role.COMMUNITY_SECRETARY)
    path = f"/api/v1/issue/{either_world.place().rows['issue'][0]}"
    shown = mine.get(path).get_json()
    assert (
        theirs.send("PUT", path, {"spot": "三号楼", "title": "他们的", "version": shown["version"]}).status_code == 200
    )
    # Another field: both stay.
    calm = mine.send("PUT", path, {"description": "三天没修", "version": shown["version"]})
    assert calm.status_code == 200 and (calm.get_json()["spot"], calm.get_json()["description"]) == (
        "三号楼",
        "三天没修",
    )
    clash = mine.send("PUT", path, {"spot": "四号楼", "title": "他们的", "version": shown["version"]})
    told = clash.get_json()
    assert clash.status_code == 409 and told["who"]
    assert told["fields"] == {"spot": {"mine": "四号楼", "theirs": "三号楼", "original": shown["spot"]}}
    again = mine.send("PUT", path, {"spot": "四号楼", "version": told["version"]})
    assert again.status_code == 200 and again.get_json()["spot"] == "四号楼"
    for version in ("1", 1.5, True, 0, 2**40):
        assert mine.send("PUT", path, {"version": version}).status_code == 422


def test_a_conflict_shows_no_secret(world: World) -> None:
    mine, theirs = world.browser(Role.STREET_CENTRE), world.browser(Role.COMMUNITY_SECRETARY)
    row = made(mine, "person", person(world, phone="19000001111"))
    path = f"/api/v1/person/{row['id']}"
    assert theirs.send("PUT", path, {"phone": "19000002222"}).status_code == 200
    clash = mine.send("PUT", path, {"phone": "19000003333", "version": row["version"]})
    assert clash.status_code == 409
    assert clash.get_json()["fields"]["phone"] == {
        "mine": "190****3333",
        "theirs": "190****2222",
        "original": "190****1111",
    }


def test_deleted_rows_wait_in_the_bin(either_world: World) -> None:
    browser = either_world.browser(Role.STREET_CENTRE)
    row = made(browser, "person", person(either_world))
    path = f"/api/v1/person/{row['id']}"
    assert browser.send("DELETE", path).status_code == 204
    assert browser.get(path).status_code == browser.send("DELETE", path).status_code == 404
    assert either_world.read("person", row["id"]).deleted_at is not None


def test_what_depends_on_a_row_is_named(world: World, street: Browser) -> None:
    place = world.place()
    answer = street.send("DELETE", f"/api/v1/compound/{place.rows['compound'][0]}")
    found = answer.get_json()
    assert answer.status_code == 409 and found["reasons"]
    assert ("issue", "compound") in {(item["resource"], item["field"]) for item in found["dependents"]}
    assert all(item["count"] > 0 for item in found["dependents"])
    assert world.read("compound", place.rows["compound"][0]).deleted_at is None


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"null", "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b'{"name": "' + b"x" * LARGEST + b'"}', "application/json", 413),
    ],
    ids=str,
)
def test_bodies_that_are_no_objects(street: Browser, body: bytes, kind: str, status: int) -> None:
    answer = street.client.post("/api/v1/person/", data=body, content_type=kind, headers={"X-CSRFToken": street.token})
    assert (answer.status_code, answer.mimetype) == (status, "application/json"), answer.text
    assert set(answer.get_json()) >= {"error", "message"}


HOSTILE = [
    "<script>alert(1)</script>", "{{7*7}}", "%(x)s", "'; DROP TABLE person; --", "=1+1", "\u202e反", "a\x00b", "\ud83d\ude00" * 5, "长" * 5000, "",
    " ", 0, -1, 2**53, 2**64, 10**30, 1e308, 1.5, True, None, [], ["a"], [["a"]], {}, {"id": 1}, {"id": "1"}, {"id": None}, {"id": 2**63}, [{"id": -1}],
    [2**63], "2026-02-30", "9999-12-31T23:59:59+14:00", "0001-01-01", "1e400", "-0", "NaN", "١٢",
]  # fmt: skip


def test_hostile_values_in_every_field(either_world: World) -> None:
    """Nothing that a client may send breaks a save, on either database; what is kept comes back as text."""
    browser = either_world.browser(Role.STREET_CENTRE)
    seen: set[tuple[str, str]] = set()
    for name, resource in either_world.resources.items():
        numbers = either_world.place().rows.get(name, ())
        if not numbers or browser.send("PUT", f"/api/v1/{name}/{numbers[0]}", {}).status_code != 200:
            continue
        for key, field in resource.fields.items():
            if (field.kind, getattr(field, "target", "")) in seen:
                continue
            for value in HOSTILE:
                answer = browser.send("PUT", f"/api/v1/{name}/{numbers[0]}", {key: value})
                assert answer.status_code in (200, 422), (name, key, value, answer.text)
            seen.add((field.kind, getattr(field, "target", "")))
        assert browser.get(f"/api/v1/{name}/?size=100").status_code == 200
    assert len(seen) > 25


# -- the description --------------------------------------------------------------------------------------------------


def test_the_description_holds_what_the_viewer_may_do(world: World) -> None:
    paths = {
        who: world.browser(who).get("/api/v1/openapi.json").get_json()["paths"]
        for who in (Role.STREET_CENTRE, Role.INSPECTOR, Role.SYSTEM)
    }
    assert set(paths[Role.STREET_CENTRE]["/api/v1/issue/"]) == {"get", "post"}
    assert set(paths[Role.STREET_CENTRE]["/api/v1/issue/{id}"]) == {"parameters", "get", "put", "delete"}
    assert set(paths[Role.INSPECTOR]["/api/v1/issue/{id}"]) == {"parameters", "get"}
    assert "/api/v1/issue/" not in paths[Role.SYSTEM] and "/api/v1/account/" in paths[Role.SYSTEM]
    assert "post" not in paths[Role.STREET_CENTRE]["/api/v1/points_entry/"]


def test_the_description_names_no_field_that_is_hidden(world: World) -> None:
    told = world.browser(Role.PROPERTY_MANAGER).get("/api/v1/openapi.json").get_json()
    schema = told["components"]["schemas"]["issue.row"]["properties"]
    assert "reporter_phone" not in schema and "title" in schema
    names = {parameter["name"] for parameter in told["paths"]["/api/v1/issue/"]["get"]["parameters"]}
    assert {"q", "sort", "page", "size", "columns", "state", "due_on__from"} <= names
    assert not any(name.startswith("reporter") for name in names)


def test_the_docs_are_a_page_of_ours(world: World, street: Browser) -> None:
    page = street.get("/api/v1/docs")
    assert page.status_code == 200 and "/api/v1/openapi.json" in page.text
    assert "http://" not in page.text.replace("http://www.w3.org", "") and "https://" not in page.text


def test_the_number_of_statements_does_not_grow_with_the_rows(world: World, street: Browser) -> None:
    from sqlalchemy import event

    from app.extensions import db

    seen: list[str] = []
    with world.app.app_context():
        engine = db.engine

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        for size in (1, 100):
            seen.clear()
            assert street.get(f"/api/v1/issue/?size={size}").status_code == 200
            assert len(seen) <= 4, seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with world.as_house() as work:
        assert work.session.scalar(select(func.count()).select_from(Issue)) > 3


def test_what_looks_wrong_is_taken_and_said(street: Browser, world: World) -> None:
    answer = street.send("POST", "/api/v1/person/", {**person(world), "citizen_number": citizen_number(77)})
    assert answer.status_code == 201, answer.text
    row = answer.get_json()
    assert list(row["warnings"]) == ["citizen_number"]
    path = f"/api/v1/person/{row['id']}"
    assert "warnings" not in street.get(path).get_json()
    assert "warnings" not in street.send("PUT", path, {"name": "改名"}).get_json()
    assert "warnings" in street.send("PUT", path, {"citizen_number": citizen_number(78)}).get_json()


def test_a_call_without_token_is_told_which_one_is_missing(street: Browser) -> None:
    answer = street.client.post("/api/v1/person/", json={"name": "x"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 400 and "X-CSRFToken" in answer.get_json()["message"]
