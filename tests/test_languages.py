"""A Chinese page holds no English word and an English one no Chinese, data aside: data is made of signs of neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text, update

from app.access.codes import CodeEntry
from app.extensions import db
from tests.world import Browser, Page, World

ENGLISH = re.compile(r"[A-Za-z]{2,}")
CHINESE = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
SAME_IN_CHINESE = {
    "English",
    "CSV",
    "Excel",
    "JavaScript",
    "Ctrl",
    "Alt",
    "Esc",
    "Enter",
    "API",
    "JSON",
    "xlsx",
    "csv",
    "GB",
    "UTC",
    "MB",
    "KB",
    "OpenAPI",
    "PNG",
    "WGS",
    "true",
    "false",
}
SAME_IN_ENGLISH = ("中文", "汇治")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "aria-description", "aria-roledescription", "aria-valuetext")
NO_WORDS = {"script", "style", "code", "kbd", "pre", "template"}
SAMPLE = re.compile(
    r"[a-z_]*样例\d+|例\d+|第一行\d+|第二行|u\d+-DH\d{4}-\d+|TJ-u\d+-\d{4}-\d+|u\d+-DB-\d{4}-\d+|\b[0-9A-Z]{18}\b"
)
STANDARDS = re.compile(r"GB/T [\d.-]+")


@pytest.fixture
def silent(world: World) -> World:
    """The sample with signs for texts: what is left in words was written by us."""
    with world.app.app_context(), db.engine.begin() as connection:
        for resource in world.resources.values():
            if resource.name in ("code_entry", "points_entry"):  # the ledger's lines cannot be changed, not even here
                continue
            table = resource.model.__tablename__
            for _key, declared in resource.fields.items():
                if (
                    declared.kind in ("text", "note", "address", "serial")
                    and declared.source is not None
                    and not getattr(declared, "pattern", "")
                ):
                    connection.execute(
                        text(
                            f'UPDATE "{table}" SET "{declared.source.name}" = \'Ω\' || id WHERE "{declared.source.name}" IS NOT NULL'
                        )
                    )
            if hasattr(resource.model, "search_text"):
                connection.execute(text(f"UPDATE \"{table}\" SET search_text = 'ω' || id"))
        connection.execute(text("UPDATE account SET username = username, name = 'Ω' || id"))
        connection.execute(text("UPDATE audit_entry SET user_name = 'Ω', changes = NULL"))
        connection.execute(update(CodeEntry.__table__).values(note=None))
    return world


def pages(world: World, username: str) -> Iterator[str]:
    """Every address that this account can open by a link; of the party secretary only what nobody else keeps."""
    yield from (
        "/",
        "/me",
        "/search?q=Ω",
        "/search?q=nowhere1",
        "/nowhere",
        "/person/list/?nonsense=1",
        "/person/list/?birthday__from=x&sex=x&organisation=x&page=x&scope=x",
        "/person/show/999999",
    )
    yield from ("/trace/", "/trace/?from=x", "/forms/", "/forms/compound", "/forms/compound/versions")
    yield from ("/processes/", "/processes/loop", "/processes/loop/draw?stage=visit&way=close", "/processes/appeal/try")
    with world.as_person(username) as work:
        may = {
            name: {action for action in ("list", "show", "add", "edit", "restore") if work.may(action, resource)}
            for name, resource in world.resources.items()
        }
    for name, resource in world.resources.items():
        if name == "code_entry" or (username == "party_secretary" and not name.startswith("party_")):
            continue  # code lists show both languages side by side
        number = world.place().rows[name][-1]
        if "list" in may[name]:
            yield f"/{name}/list/"
            yield f"/{name}/list/?{filters(resource)}"
            if resource.screen.search:
                yield f"/{name}/list/?q=nowhere1"
            yield f"/{name}/chart/"
            for column in resource.fields:
                if not resource.field(column).hidden and column == "created_by":
                    yield f"/{name}/list/?columns={','.join(key for key, found in resource.fields.items() if not found.hidden)}"
        if "show" in may[name]:
            yield f"/{name}/show/{number}"
            yield f"/{name}/print/{number}"
            for other, by in resource.related:
                yield f"/{name}/tab/{number}/{other}.{by}"
        if "add" in may[name]:
            yield f"/{name}/add"
            yield f"/{name}/add?dialog=1"
        if "edit" in may[name]:
            yield f"/{name}/edit/{number}"
        if "restore" in may[name]:
            yield f"/{name}/bin/"
        for action in resource.screen.actions:
            yield f"/{name}/do/{action.name}?ids={number}"


def filters(resource: Any) -> str:
    """Some conditions, for their chips."""
    return "&".join(
        f"{name}__empty=0"
        for name in resource.screen.filters
        if "empty" in resource.fields.get(name.split(".")[0], resource.fields[next(iter(resource.fields))]).operators
    )


def spoken(markup: str) -> Iterator[str]:
    """The words of a page: its text, and what a reader is told of pictures and buttons."""
    page = Page(SAMPLE.sub("", markup))
    for around, words in page.texts:
        if not NO_WORDS & set(around):
            yield words
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            if (
                name in SPOKEN
                or (tag == "input" and name == "value" and attributes.get("type") in ("submit", "button"))
                or (
                    name.startswith("data-")
                    and (SENTENCE.search(value) or CHINESE.search(value))
                    and not value.startswith(("/", "[", "{"))
                )
            ):
                yield value


def english_in(markup: str, data: set[str]) -> set[str]:
    """English words of a page that is Chinese."""
    found = set()
    for words in spoken(markup):
        rest = STANDARDS.sub("", re.sub(r"\{[a-z]+\}", "", words))
        left = [word for word in ENGLISH.findall(rest) if word not in SAME_IN_CHINESE and word not in data]
        if left:
            found.add(words[:120])
    return found


def chinese_in(markup: str) -> set[str]:
    """Chinese words of a page that is English."""
    found = set()
    for words in spoken(markup):
        for same in SAME_IN_ENGLISH:
            words = words.replace(same, "")
        if CHINESE.search(words):
            found.add(words[:120])
    return found


def names_in_addresses(world: World) -> set[str]:
    """Names that stand in an address and are told as they are."""
    found = {"nonsense", "nowhere", "own", "subtree", "scope", "page", "size", "sort", "columns", "view", "level"}
    for name, resource in world.resources.items():
        for key in (name, *resource.fields):
            found |= set(ENGLISH.findall(key))
    for username in usernames(world):
        found |= set(ENGLISH.findall(username))
    return found


def usernames(world: World) -> list[str]:
    with world.app.app_context(), db.engine.connect() as connection:
        return list(connection.scalars(text("SELECT username FROM account")))


@pytest.mark.parametrize("username", ["street_centre", "party_secretary", "system", "security", "audit"])
def test_every_page_speaks_one_language(silent: World, username: str) -> None:
    chinese, english = silent.browser(username, language="zh"), silent.browser(username, language="en")
    data, wrong = names_in_addresses(silent), {}
    for path in pages(silent, username):
        answer = chinese.get(path)
        told = path.startswith(
            ("/person/list/?nonsense", "/person/list/?birthday__from=x")
        )  # names fields by their names
        if found := english_in(answer.text, data if told or "account" in path or path == "/me" else {"nowhere"}):
            wrong["zh", path] = sorted(found)
        answer = english.get(path)
        if found := chinese_in(answer.text):
            wrong["en", path] = sorted(found)
    assert not wrong, "\n".join(f"{where}: {words}" for where, words in wrong.items())


def test_a_guest_reads_one_language(silent: World) -> None:
    for language in ("zh", "en"):
        guest = Browser(silent.app, language=language)
        answers = [
            guest.get("/login/"),
            guest.sign_in("street_centre", "Falsch-2026"),
            guest.post("/login/", {"username": "x", "password": "y"}, token=False),
            guest.get("/nowhere"),
        ]
        answers += [guest.sign_in("street_centre", "Falsch-2026") for _ in range(5)]
        for answer in answers:
            found = (
                english_in(answer.text, {"street", "centre", "nowhere"})
                if language == "zh"
                else chinese_in(answer.text)
            )
            assert found == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_refusals_speak_one_language(silent: World, language: str) -> None:
    """Every field of every form, filled with nonsense; the conflict page; what actions refuse."""
    from tests.test_every_model import keeper

    def foreign(markup: str) -> set[str]:
        return english_in(markup, {"nonsense"}) if language == "zh" else chinese_in(markup)

    wrong, browsers = (
        {},
        {
            name: silent.browser(name, language=language)
            for name in ("street_centre", "system", "security", "party_secretary")
        },
    )
    for name, resource in silent.resources.items():
        if resource.screen.readonly or name == "code_entry":
            continue
        browser = browsers[keeper(name)]
        page = Page(browser.get(f"/{name}/add").text)
        if not page.names:
            continue
        form = {key: ["nonsense" if key not in ("_token", "csrf_token") else page.value(key)] for key in page.names}
        for body in ({}, form, {**form, **{key: ["-5"] for key in page.names if key not in ("_token", "csrf_token")}}):
            answer = browser.post(f"/{name}/add", body)
            assert answer.status_code == 422, (name, answer.status_code)
            if found := foreign(answer.text):
                wrong[name] = sorted(found)
        answer = browser.send("POST", f"/api/v1/{name}/", dict.fromkeys(resource.fields, "nonsense") | {"nonsense": 1})
        if answer.status_code == 422:
            for message in [message for messages in answer.get_json()["fields"].values() for message in messages]:
                if found := foreign(f"<p>{message}</p>"):
                    wrong[name, "api"] = sorted(found)
    assert not wrong, "\n".join(f"{where}: {words}" for where, words in wrong.items())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_conflict_page_speaks_one_language(silent: World, language: str) -> None:
    mine, theirs = silent.browser("street_centre", language=language), silent.browser("community_secretary")
    path = f"/issue/edit/{silent.place().rows['issue'][0]}"
    form, other = Page(mine.get(path).text).form(), Page(theirs.get(path).text).form()
    theirs.post(path, {**other, "spot": "2", "due_on": "2026-01-02", "level": "street"})
    answer = mine.post(path, {**form, "spot": "3", "due_on": "2026-01-03", "level": "above", "description": "4"})
    assert answer.status_code == 409
    assert (english_in(answer.text, set()) if language == "zh" else chinese_in(answer.text)) == set()


def test_every_choice_has_both_labels(world: World) -> None:
    """Code lists: each entry says something in both languages; enums: English in the code, Chinese in the catalogue."""
    with world.as_house() as work:
        for entry in work.session.query(CodeEntry):
            assert CHINESE.search(entry.label_zh) or not ENGLISH.search(entry.label_zh), entry.code
            assert entry.label_en and not CHINESE.search(entry.label_en), entry.code
