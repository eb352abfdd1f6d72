"""What a page may cost: statements asked of the database, and bytes sent; more fields, columns and models cost no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.access.scope import working_as
from app.cases.registry import following
from app.extensions import db
from models import MODELS
from tests.test_every_model import keeper
from tests.world import Browser, Builder, Page, World

NOT_COUNTED = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SET|SAVEPOINT|RELEASE|PRAGMA|SHOW)\b", re.IGNORECASE)
NAMES = [model.__tablename__ for model in MODELS]
LIST, DETAIL, FORM, SAVE = 8, 10, 6, 12
CASE = 4  # more on the page of a record that follows a process: its case, its history, who may act, the days off
OPENING = 1  # more where a new record gets its case
OWN = ("notice",)  # of whose rows each account sees its own only
BYTES = 60 * 1024


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """The statements that are asked meanwhile."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if not NOT_COUNTED.match(statement):
            found.append(statement)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost(world: World, browser: Browser, path: str, status: int = 200) -> tuple[int, int]:
    """(statements, bytes) of a page; the second time, when a process has its caches."""
    browser.get(path)
    with statements(world) as found:
        answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return len(found), len(answer.data)


def more(world: World, name: str, count: int) -> list[int]:
    """That many further rows in the sample's grid."""
    with world.as_house() as work, working_as(work.session, work.viewer):
        builder = Builder(work)
        builder.n = 10_000
        made = [builder.row(world.place(), name, unit="grid") for _ in range(count)]
        work.session.commit()
    return made


def clerk(name: str) -> str:
    """Who works with a register day by day."""
    return keeper(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_keeps_its_budget(world: World, name: str) -> None:
    """A list of 25 rows, a record, its forms: for the account that keeps the register."""
    if name not in ("code_entry", "account", "organisation"):
        more(world, name, 26)
    browser, resource = world.browser(clerk(name)), world.resources[name]
    number = world.place().rows[name][-1] if name != "code_entry" else 1
    over = []
    for path, most in (
        (f"/{name}/list/", LIST),
        (f"/{name}/show/{number}", DETAIL + (CASE if following(name) else 0)),
        (f"/{name}/add", FORM),
        (f"/{name}/edit/{number}", FORM),
    ):
        if browser.get(path).status_code != 200:
            assert path.endswith("add") or "edit" in path or name in OWN, path
            continue
        count, size = cost(world, browser, path)
        if count > most:
            over.append((path, count))
        if "list" in path and size > BYTES:
            over.append((path, f"{size} bytes"))
    if name not in ("code_entry", "account", "organisation", *OWN):
        assert f"{resource.name}/show/" in browser.get(f"/{name}/list/").text
    assert over == []


@pytest.mark.parametrize(
    "query",
    [
        "?q=样例",
        "?sort=-reported_at&page=2",
        "?state=rejected&organisation__empty=0",
        "?size=25&columns=title,compound,owner_organisation,owner_person,duplicate_of,created_by",
    ],
)
def test_a_list_as_people_use_it_keeps_its_budget(world: World, query: str) -> None:
    more(world, "issue", 60)
    count, size = cost(world, world.browser("community_secretary"), f"/issue/list/{query}")
    assert (count <= LIST, size <= BYTES) == (True, True), (count, size)


@pytest.mark.parametrize("name", ["volunteer", "issue", "person", "compound"])
def test_saving_keeps_its_budget(world: World, name: str) -> None:
    browser, number = world.browser("street_centre"), world.place().rows[name][0]
    path = f"/{name}/edit/{number}"
    form = Page(browser.get(path).text).form()
    assert browser.post(path, {**form, "remarks": "一", "spot": "一"}).status_code == 303
    form = Page(browser.get(path).text).form()
    with statements(world) as found:
        answer = browser.post(path, {**form, "remarks": "二", "spot": "二"})
    assert answer.status_code == 303
    assert len(found) <= SAVE, "\n".join(found)


def test_adding_keeps_its_budget(world: World) -> None:
    browser = world.browser("street_centre")
    for number in (1, 2):
        page = Page(browser.get("/issue/add").text)
        form = {
            **page.form(),
            "title": f"第{number}件",
            "source": page.options["source"][-1],
            "category": page.options["category"][-1],
        }
        with statements(world) as found:
            assert browser.post("/issue/add", form).status_code == 303
    assert len(found) <= SAVE + OPENING, "\n".join(found)


def test_rows_cost_no_statement(world: World) -> None:
    browser = world.browser("street_centre")
    few = cost(world, browser, "/issue/list/?size=100")[0]
    more(world, "issue", 70)
    assert cost(world, browser, "/issue/list/?size=100")[0] == few


def test_columns_and_links_cost_no_statement(world: World) -> None:
    more(world, "issue", 30)
    browser = world.browser("street_centre")
    one = cost(world, browser, "/issue/list/?columns=title")[0]
    names = [key for key, declared in world.resources["issue"].fields.items() if not declared.hidden]
    assert cost(world, browser, f"/issue/list/?columns={','.join(names)}")[0] == one


def test_filters_cost_no_statement(world: World) -> None:
    """But for the title of a linked row in its chip."""
    more(world, "issue", 30)
    browser, place = world.browser("street_centre"), world.place()
    none = cost(world, browser, "/issue/list/")[0]
    assert cost(world, browser, "/issue/list/?due_on__from=2020-01-01&overdue=0&supervised=1&level=street")[0] <= none
    assert cost(world, browser, f"/issue/list/?organisation={place.units['grid']}")[0] <= none + 1


def test_models_cost_no_statement(world: World) -> None:
    """The sidebar of somebody who may open twenty lists costs what that of somebody with three does."""
    wide, narrow = world.browser("street_centre"), world.browser("volunteer")
    path = f"/volunteer/show/{world.place().rows['volunteer'][0]}"
    assert abs(cost(world, wide, "/reward/list/")[0] - cost(world, narrow, "/reward/list/")[0]) <= 1
    assert cost(world, wide, path)[0] - cost(world, narrow, path)[0] <= 1


def test_a_picker_and_a_tab_are_cheap(world: World) -> None:
    more(world, "person", 40)
    browser, place = world.browser("street_centre"), world.place()
    assert cost(world, browser, "/person/pick?q=样例")[0] <= 4
    assert cost(world, browser, f"/compound/tab/{place.rows['compound'][0]}/building.compound")[0] <= 6
    assert cost(world, browser, f"/compound/count/{place.rows['compound'][0]}/building.compound")[0] <= 5
    assert cost(world, browser, "/issue/chart/")[0] <= 8


def test_a_static_file_asks_nothing(world: World) -> None:
    browser = world.browser("street_centre")
    found_on_page = re.search(r'"(/static/[^"]*list[^"]*\.css[^"]*)"', browser.get("/issue/list/").text)
    assert found_on_page is not None
    path = found_on_page.group(1)
    with statements(world) as found, browser.get(path) as answer:
        assert answer.status_code == 200
    assert found == []
