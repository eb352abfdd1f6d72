"""How forms are kept: an older record opens without loss, lists and files show what all versions hold, workers agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.access.epoch import FORMS, read_epoch
from app.declare import Role
from app.extensions import db
from app.form_commands import context
from app.forms.book import FormBook
from app.forms.store import versions
from tests.conftest import World
from tests.forms.filled import extended, publish
from tests.world import Page

NAME = "register/kept"
TITLE = {"key": "f_name", "kind": "text", "label": "名称", "required": True}
OLD = {"key": "f_old", "kind": "text", "label": "旧栏"}
NEW = {"key": "f_new", "kind": "number", "label": "新栏", "required": True}
FIRST = {"register": {"label": "留存"}, "fields": [TITLE, OLD], "list": ["f_name", "f_old"]}
SECOND = {"register": {"label": "留存"}, "fields": [TITLE, {**OLD, "retired": True}, NEW], "list": ["f_name", "f_new"]}


def test_a_record_of_an_older_version_opens_and_is_saved_without_loss(either_world: World) -> None:
    world, street = either_world, either_world.place().units["street"]
    publish(world, street, {NAME: FIRST})
    browser = world.browser(Role.STREET_CENTRE)
    page = Page(browser.get(f"/{NAME}/add").text)
    made = browser.post(f"/{NAME}/add", {**page.form(), "f_name": "甲", "f_old": "三十年前"})
    number = int(made.headers["Location"].rsplit("/", 1)[1])
    publish(world, street, {NAME: SECOND})
    with world.as_person(Role.STREET_CENTRE) as work:
        ids = [one.id for one in reversed(versions(work.session, street, NAME))]
    assert kept(world, number) == ({"f_name": "甲", "f_old": "三十年前"}, ids[0])
    assert "三十年前" in browser.get(f"/{NAME}/show/{number}").text
    page = Page(browser.get(f"/{NAME}/edit/{number}").text)
    assert page.value("f_name") == "甲" and "f_new" in page.names and "f_old" not in page.names
    assert browser.post(f"/{NAME}/edit/{number}", {**page.form(), "f_new": "7"}).status_code == 303
    assert kept(world, number) == ({"f_name": "甲", "f_old": "三十年前", "f_new": 7}, ids[1])
    assert "三十年前" in browser.get(f"/{NAME}/show/{number}").text


def kept(world: World, number: int) -> tuple[dict[str, Any], int]:
    """What an entry holds of its own fields, and the version that it was last saved under."""
    with world.as_person(Role.STREET_CENTRE) as work:
        work = extended(world, work)
        row = work.record(work.resources[NAME], number)
        return dict(row.extra), row.form_version


def test_lists_and_files_show_what_all_versions_hold(either_world: World) -> None:
    world, street = either_world, either_world.place().units["street"]
    publish(world, street, {NAME: FIRST})
    browser = world.browser(Role.STREET_CENTRE)
    page = Page(browser.get(f"/{NAME}/add").text)
    browser.post(f"/{NAME}/add", {**page.form(), "f_name": "甲", "f_old": "旧值"})
    publish(world, street, {NAME: SECOND})
    page = Page(browser.get(f"/{NAME}/add").text)
    browser.post(f"/{NAME}/add", {**page.form(), "f_name": "乙", "f_new": "75"})
    columns = "f_name,f_old,f_new"
    listed = browser.get(f"/{NAME}/list/?columns={columns}").text
    assert "旧值" in listed and "75" in listed
    sent = browser.post(f"/{NAME}/export", {"format": "csv", "address": "", "columns": columns.split(",")})
    told = sent.data.decode("utf-8-sig")
    assert sent.status_code == 200 and "旧栏" in told and "旧值" in told and "75" in told, told


def test_another_worker_knows_a_publication_at_its_next_request(either_world: World) -> None:
    world, street = either_world, either_world.place().units["street"]
    other = FormBook(world.app.extensions["huizhi"].resources)  # what a second process keeps for itself

    def fields() -> set[str]:
        with world.as_house() as work:
            path = work.session.get(world.app.extensions["huizhi"].viewers.organisation, street).path
            found = other.at(work.session, path, lambda: context("zh"), read_epoch(work.session, FORMS))
            return {key for key in found[NAME].fields if key.startswith("f_")} if NAME in found else set()

    assert fields() == set()
    publish(world, street, {NAME: FIRST})
    assert fields() == {"f_name", "f_old"}
    publish(world, street, {NAME: SECOND})
    assert fields() == {"f_name", "f_old", "f_new"}


def test_a_request_reads_the_versions_once_at_most(either_world: World) -> None:
    world, street = either_world, either_world.place().units["street"]
    browser = world.browser(Role.STREET_CENTRE)
    assert browser.get("/compound/list/").status_code == 200
    publish(world, street, {NAME: FIRST})
    for path, most in ((f"/{NAME}/list/", 1), (f"/{NAME}/list/", 0), (f"/{NAME}/add", 0), ("/compound/list/", 0)):
        with reading_versions(world) as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) <= most, (path, asked)


@contextmanager
def reading_versions(world: World) -> Iterator[list[str]]:
    """The statements that read versions of forms meanwhile."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, held: Any, many: bool) -> None:
        if "FROM form_version" in statement:
            found.append(statement)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
