"""Hostile text in every field of every model, typed into the real form: every screen shows it as text, and none fails."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from openpyxl import load_workbook

from models import MODELS
from models.person import Person
from tests import factories
from tests.test_every_model import fill, keeper
from tests.world import Page, World, own_page

MARK = "zqx"  # begins the names of what must never become an element
STRINGS = {
    "script": f"<script>{MARK}1()</script><img src={MARK} onerror={MARK}()>",
    "quotes": f'"\'`><b {MARK}=1>" autofocus onfocus={MARK}() x="',
    "templates": "%(x)s %s %d %(name)r 100% {{7*7}} {% raw %} ${7*7} #{7*7}",
    "formula": "=cmd|'/c calc'!A1",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "control": "a\x00b\x01c\x1fd\x7fe \u202egnp.exe \u2066abc\u2069 \u200b\ufeff",
    "emoji": "👨‍👩‍👧‍👦 𠮷野家 🇨🇳 " + "e\u0301" * 10,
    "sql": "'; DROP TABLE person; -- %_\\%",
    "lines": "a\r\nSet-Cookie: x=1\r\n\r\n<html>",
    "url": "javascript:alert(1)",
    "surrogate": "\ud800",
    "entity": "&lt;script&gt; &amp;amp; &#x3c;",
}
TEXTS = ("text", "note", "address")
NAMES = [
    model.__tablename__
    for model in MODELS
    if not model.__screen__.readonly and model.__tablename__ not in ("account", "code_entry")
]


def dangers(answer: Any) -> list[str]:
    """Elements or attributes that came from a text."""
    page = Page(answer.text)
    return [
        f"<{tag} {attributes}>"
        for tag, attributes in page.tags
        if any(MARK in part for part in (tag, *attributes))
        or attributes.get("src") == MARK
        or attributes.get("href", "").startswith("javascript:")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_text_field_takes_it_and_every_screen_shows_it_as_text(world: World, name: str) -> None:
    resource, username = world.resources[name], keeper(name)
    browser, wrong = world.browser(username), []
    texts = [
        key
        for key, declared in resource.fields.items()
        if declared.kind in TEXTS
        and not getattr(declared, "pattern", "")
        and not declared.readonly
        and not declared.hidden
    ]
    leading = factories.variants(resource)[0]
    base = fill(world, browser, resource, username, f"/{name}/add", 500, leading)
    plain = {key: value for key, value in base.form.items() if key not in base.uploads}
    made: list[int] = []
    for number, (kind, hostile) in enumerate(STRINGS.items()):
        form = {**plain, "_token": f"00000000-0000-4000-8000-{number:012d}"}
        for key in texts:
            form[key] = [
                hostile[: getattr(resource.field(key), "length", 0) or 1000].encode("utf-8", "replace").decode()
            ]
        form = distinct(world, resource, form, number, username)
        answer = browser.post(f"/{name}/add", form)
        if answer.status_code not in (303, 422):
            wrong.append((kind, "add", answer.status_code))
        wrong += [(kind, "add", danger) for danger in dangers(answer)]
        if answer.status_code == 303:
            made.append(int(own_page(answer.headers["Location"]).rsplit("/", 1)[1]))
    assert len(made) >= len(STRINGS) - 3 if texts else made, "most of them are fine as a text"
    paths = [f"/{name}/list/?size=100", f"/{name}/pick", f"/{name}/chart/", f"/api/v1/{name}/?size=100"]
    for number in made:
        paths += [f"/{name}/show/{number}", f"/{name}/edit/{number}"]
    paths.append(f"/{name}/print/{made[0]}")
    for path in paths:
        answer = browser.get(path)
        if answer.status_code not in (200, 403):
            wrong.append((path, answer.status_code))
        if "html" in answer.content_type:
            wrong += [(path, danger) for danger in dangers(answer)]
    assert wrong == []


def distinct(world: World, resource: Any, form: dict[str, Any], number: int, username: str) -> dict[str, Any]:
    """The same form for a row of its own, where something must be unique."""
    from tests.test_every_model import fresh, name_needs_new

    found = dict(form)
    for key, declared in resource.fields.items():
        if key not in found:
            continue
        if declared.kind == "link" and name_needs_new(resource, declared):
            found[key] = [str(fresh(world, declared.target, username))]
        elif declared.kind == "text" and declared.pattern and re.fullmatch(declared.pattern, f"h{number}x"):
            found[key] = [f"h{number}x"]
        elif declared.kind == "day" and resource.name in ("fee_period", "day_off"):
            found[key] = [f"2023-01-{number + 1:02d}"]
        elif resource.name == "reward" and key == "code":
            found[key] = [f"h{number}"]
    return found


def test_ten_thousand_characters_are_refused_and_kept(world: World) -> None:
    """Too long a text is told at its field, and stands there still."""
    browser = world.browser("street_centre")
    long = "很长" * 5000
    form = Page(browser.get("/person/add").text).form()
    answer = browser.post("/person/add", {**form, "name": long, "remarks": long})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.value("name") == long and page.value("remarks") == long


def test_hostile_exports_are_only_text(world: World) -> None:
    """No cell of a spreadsheet begins a formula."""
    with world.as_house() as work:
        for number in world.place().rows["person"][:3]:
            work.session.get(Person, number).name = STRINGS["formula" if number % 2 else "at"]
        work.session.commit()
    browser = world.browser("street_centre")
    lines = browser.post("/person/export", {"format": "csv"}).text.splitlines()
    assert len(lines) > 3
    assert not any(cell.lstrip('"').startswith(("=", "@", "+", "-")) for line in lines for cell in line.split(","))
    book = load_workbook(io.BytesIO(browser.post("/person/export", {"format": "xlsx"}).data))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


ADDRESSES = [
    "/person/list/?q={x}",
    "/person/list/?sort={x}",
    "/person/list/?{x}={x}",
    "/person/list/?columns={x}",
    "/person/list/?page={x}",
    "/person/list/?after={x}",
    "/person/list/?before={x}",
    "/person/list/?birthday__from={x}",
    "/person/list/?organisation={x}",
    "/person/list/?residence={x}",
    "/person/list/?scope={x}",
    "/person/pick?q={x}",
    "/person/pick?ids={x}",
    "/person/pick?{x}={x}",
    "/person/add?name={x}&organisation={x}&birthday={x}&_next={x}",
    "/person/tab/1/{x}",
    "/person/show/{x}",
    "/person/do/{x}",
    "/person/chart/?{x}={x}",
    "/search?q={x}",
    "/trace/?who={x}&from={x}",
    "/api/v1/person/?{x}={x}",
    "/login/?next={x}",
    "/file/{x}",
    "/{x}",
    "/static/{x}",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_addresses_get_a_plain_answer(world: World, address: str) -> None:
    from urllib.parse import quote

    browser, wrong = world.browser("mediator" if address.startswith("/search") else "street_centre"), []
    more = {
        "huge": "9" * 400,
        "negative": "-1",
        "max": "9223372036854775808",
        "dots": "../../etc/passwd",
        "list": "1,2,,3",
        "nothing": "",
        "bytes": "%ff%fe%80",
        "day": "9999-12-31",
        "moment": "0000-00-00T99:99",
    }
    for kind, hostile in {**STRINGS, **more}.items():
        quoted = hostile if kind == "bytes" else quote(hostile.encode("utf-8", "surrogatepass"), safe="")
        answer = browser.get(address.replace("{x}", quoted))
        if answer.status_code >= 500:
            wrong.append((kind, answer.status_code))
        if "html" in answer.content_type:
            wrong += [(kind, danger) for danger in dangers(answer)]
        answer.close()
    assert wrong == []


def test_hostile_forms_and_bodies_get_a_plain_answer(world: World) -> None:
    """Nonsense in the hidden inputs, repeated names, files where texts belong, JSON of the wrong shape."""
    browser, wrong = world.browser("street_centre"), []
    number = world.place().rows["person"][0]
    form = Page(browser.get(f"/person/edit/{number}").text).form()
    for key in (
        "_version",
        "_token",
        "_next",
        "organisation",
        "birthday",
        "sex",
        "tags",
        "building",
        "staff",
        "choose-name",
    ):
        for hostile in (*STRINGS.values(), "9" * 30, "-1"):
            answer = browser.post(f"/person/edit/{number}", {**form, key: hostile.encode("utf-8", "replace").decode()})
            if answer.status_code not in (303, 400, 409, 422):
                wrong.append((key, hostile, answer.status_code))
            form = Page(browser.get(f"/person/edit/{number}").text).form()
    answer = browser.post(f"/person/edit/{number}", {**form, "name": (io.BytesIO(b"x"), "name.txt")})
    if answer.status_code >= 500:
        wrong.append(("name as a file", answer.status_code))
    for path, ids in (
        ("/person/delete", "x"),
        ("/person/restore", "9" * 30),
        ("/person/purge", "1," * 2000),
        ("/person/delete", ""),
    ):
        answer = browser.post(path, {"ids": ids})
        if answer.status_code not in (303, 400, 404):
            wrong.append((path, ids[:20], answer.status_code))
    for body in (
        [],
        "x",
        1,
        None,
        {"name": {"a": 1}},
        {"name": ["x"]},
        {"birthday": 1},
        {"tags": {"x": 1}},
        {"organisation": True},
        {"organisation": 1.5},
        {"id": 5},
        {"street_id": 1},
        {"__class__": 1},
        {"version": "x"},
    ):
        answer = browser.send("PUT", f"/api/v1/person/{number}", body)
        if answer.status_code not in (200, 400, 409, 415, 422):
            wrong.append(("PUT", body, answer.status_code))
    assert wrong == []


def test_hostile_names_of_views_files_and_comments(world: World) -> None:
    from tests.access.samples import PDF

    browser, number = world.browser("street_centre"), world.place().rows["disclosure"][0]
    for hostile in STRINGS.values():
        text = hostile.encode("utf-8", "replace").decode()
        assert browser.post("/disclosure/views", {"name": text, "address": f"?q={text}"}).status_code in (303, 400)
        assert browser.post(f"/disclosure/comment/{number}", {"text": text}).status_code == 303
    name = "<img src=zqx onerror=zqx()>'.pdf"
    form = Page(browser.get(f"/disclosure/edit/{number}").text).form()
    assert browser.post(f"/disclosure/edit/{number}", {**form, "document": (io.BytesIO(PDF), name)}).status_code == 303
    for path in (
        "/disclosure/list/",
        f"/disclosure/show/{number}",
        f"/disclosure/edit/{number}",
        f"/disclosure/print/{number}",
    ):
        answer = browser.get(path)
        assert (answer.status_code, dangers(answer)) == (200, [])
    link = next(
        link for link in Page(browser.get(f"/disclosure/show/{number}").text).links if link.startswith("/file/")
    )
    with browser.get(link) as answer:
        assert (
            answer.headers["Content-Disposition"].startswith("attachment")
            and "\n" not in answer.headers["Content-Disposition"]
        )


def test_names_of_people_and_units_are_escaped_everywhere(world: World) -> None:
    """What stands in the frame of every page: the account's name, the organisation's, a code list's label."""
    hostile = STRINGS["script"]
    with world.as_house() as work:
        for name, number in (
            ("account", world.place().rows["account"][4]),
            ("organisation", world.place().units["street"]),
        ):
            work.record(world.resources[name], number).name = hostile
        work.session.commit()
    browser = world.browser("street_centre")
    for path in (
        "/",
        "/person/list/",
        "/person/add",
        "/me",
        "/issue/chart/",
        "/search?q=a",
        f"/organisation/show/{world.place().units['street']}",
    ):
        answer = browser.get(path)
        assert (answer.status_code, dangers(answer)) == (200, [])
        assert hostile in unescape(answer.text)


def test_every_page_forbids_foreign_scripts(world: World) -> None:
    browser = world.browser("street_centre")
    for path in ("/", "/person/list/", "/person/show/1", "/nowhere", "/api/v1/person/", "/login/"):
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe-eval" not in policy and "script-src 'self' 'nonce-" in policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
        assert "http:" not in policy and "https:" not in policy
    page = browser.get("/person/list/").text
    for tag, attributes in Page(page).tags:
        target = attributes.get("src") or (attributes.get("href") if tag == "link" else "") or ""
        assert target.startswith(("/", "data:", "#")) or not target, (tag, attributes)
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        if (
            tag == "script"
            and "src" not in attributes
            and attributes.get("type") not in ("application/json", "importmap")
        ):
            assert attributes.get("nonce")
