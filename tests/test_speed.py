"""What makes pages quick stays true: statements compiled once, light starts, indexes of living rows, pieces kept by value."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask_babel import force_locale, lazy_gettext
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from app.declare import Role
from app.extensions import db
from app.query.read import read
from app.query.select import count, page
from app.record import Record
from app.release import newest_version
from app.screens.fragment import Fragments
from config import ROOT
from models import MODELS
from tests.world import World

LAZY = ("alembic", "flask_migrate", "pypinyin", "xlsxwriter", "seed")
PAGES = (
    "/issue/list/",
    "/issue/list/?page=2",
    "/issue/list/?state=resolve&sort=-reported_at",
    "/issue/list/?q=古树名木",
    "/issue/edit/{number}",
    "/issue/show/{number}",
    "/person/list/?sort=name",
)


def test_the_start_imports_no_large_package_that_few_requests_need(tmp_path: Path) -> None:
    """A worker starts without what only a release, an export or a search for initials needs."""
    code = (
        f"import sys, app.factory; app.factory.create_app(); print([name for name in {LAZY!r} if name in sys.modules])"
    )
    environment = {**os.environ, "HUIZHI_INSTANCE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_the_newest_version_is_what_alembic_says() -> None:
    """Read without Alembic, it is the same."""
    options = Config()
    options.set_main_option("script_location", str(ROOT / "migrations"))
    assert newest_version() == ScriptDirectory.from_config(options).get_current_head()


@pytest.mark.parametrize(
    "model", [model for model in MODELS if issubclass(model, Record)], ids=lambda model: model.__tablename__
)
def test_indexes_of_lists_hold_living_rows_only(model: Any) -> None:
    """So that counting, and finding page 2000, reads an index alone."""
    walked = [index for index in model.__table__.indexes if not index.unique and index.columns[0].name == "street_id"]
    said = {index.name: str(index.dialect_options["sqlite"]["where"]) for index in walked}
    bin = said.pop(f"ix_{model.__tablename__}_bin")
    assert bin.endswith("deleted_at IS NOT NULL")
    assert said
    assert all(where.endswith("deleted_at IS NULL") for where in said.values()), said


@pytest.mark.parametrize("who", [Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY, Role.GRID_LEADER])
def test_every_statement_of_a_known_page_is_compiled_already(world: World, who: Role) -> None:
    """The scope of a viewer is part of the cache's key, its values are not: a colleague's page is compiled, too."""
    browser, number = world.browser(who), world.place().rows["issue"][0]
    missed: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        hit = getattr(context, "cache_hit", None)
        if hit is not None and hit.name != "CACHE_HIT" and getattr(context, "compiled", None) is not None:
            missed.append(statement)

    with world.app.app_context():
        engine = db.engine
    for path in PAGES:
        address = path.format(number=number)
        browser.get(address)
        event.listen(engine, "after_cursor_execute", note)
        try:
            status = browser.get(address).status_code
        finally:
            event.remove(engine, "after_cursor_execute", note)
        assert status == 200, address
    assert missed == []


def test_two_viewers_never_share_rows_through_what_is_kept(world: World) -> None:
    """Statements and pieces are kept by role; rows and names of places are each viewer's own."""
    mine, theirs = world.browser(Role.COMMUNITY_SECRETARY), world.browser("community2")
    for _ in range(2):
        first, second = (
            mine.get("/issue/list/").get_data(as_text=True),
            theirs.get("/issue/list/").get_data(as_text=True),
        )
        for number in world.place("a1").rows["issue"]:
            assert f"/issue/show/{number}" in first
            assert f'/issue/show/{number}"' not in second
        for number in world.place("a2").rows["issue"]:
            assert f"/issue/show/{number}" in second
            assert f'/issue/show/{number}"' not in first


def test_templates_translate_and_escape(world: World) -> None:
    """Ours says what Jinja's own does: the text is safe, the values in it are escaped."""
    template = world.app.jinja_env.from_string('{{ _("Saved %(title)s.", title=title) }}|{{ _("Save") }}')
    with world.app.test_request_context("/"), force_locale("zh"):
        chinese = template.render(title="<b>")
    with world.app.test_request_context("/"), force_locale("en"):
        english = template.render(title="<b>")
    assert english == "Saved &lt;b&gt;.|Save"
    assert "&lt;b&gt;" in chinese
    assert "保存" in chinese


def test_a_text_follows_the_language_within_a_request(world: World) -> None:
    """The catalogue that a request keeps is put away where the language is changed for a while."""
    save = lazy_gettext("Save")
    with world.app.test_request_context("/"):
        before = str(save)
        with force_locale("en"):
            assert str(save) == "Save"
        assert str(save) == before == "保存"


def test_a_piece_is_kept_by_its_values_and_the_language(world: World) -> None:
    """Equal values give the same piece, other values or another language do not."""
    fragments = Fragments(world.app)
    with world.app.test_request_context("/"), force_locale("zh"):
        first = fragments("partials/side.html", home="/", product="<汇治>", menu=())
        assert fragments("partials/side.html", home="/", product="<汇治>", menu=()) is first
        assert "&lt;汇治&gt;" in first
        assert "<汇治 二>" not in fragments("partials/side.html", home="/", product="<汇治 二>", menu=())
    with world.app.test_request_context("/"), force_locale("en"):
        assert "All pages" in fragments("partials/side.html", home="/", product="<汇治>", menu=())


def test_what_was_typed_is_not_kept(world: World) -> None:
    """A panel of conditions that holds typed words is made for its request only."""
    browser = world.browser(Role.STREET_CENTRE)
    fragments = world.app.jinja_env.globals["fragment"]
    browser.get("/person/list/")
    before = fragments.kept.cache_info().currsize
    for address in ("/person/list/?q=王小明", "/issue/list/?spot__contains=王小明"):
        assert "王小明" in browser.get(address).get_data(as_text=True)
    browser.get("/person/list/")
    assert fragments.kept.cache_info().currsize <= before + 2  # the menus of another page and of the columns, no panel


@pytest.mark.parametrize(
    "address", ["", "reported_at__from=2020-01-01", "q=1", "sort=-due_on", "sort=organisation&size=25"]
)
def test_the_total_comes_with_the_page(either_world: World, address: str) -> None:
    """One statement reads the rows and says how many there are, as `count` does; beyond the end, `count` is asked."""
    with either_world.as_house() as work:
        resource, session = work.resources["issue"], work.session
        query = read(MultiDict(parse_qsl(address)), resource, work.resources, work.viewer, work.context)
        counted = count(session, query, work.resources, work.regions, work.context)
        found = page(session, query, work.resources, work.regions, work.context, counting=True)
        assert found.total == counted == (len(found.rows), False)
        assert len(found.rows) > 0
        beyond = replace(query, page=40)
        assert page(session, beyond, work.resources, work.regions, work.context, counting=True).total is None


def test_a_form_and_its_version_are_one_statement(world: World) -> None:
    """A save between two statements would pass for the version that was shown."""
    with world.as_house() as work:
        resource, number = work.resources["issue"], world.place().rows["issue"][0]
        names = ("title", "organisation", "overdue", "due_on")
        for _ in range(2):
            values = work.fetch(resource, number, names)
            assert values is not None
            record = work.record(resource, number)
            assert (values["_version"], values["title"]) == (record.version, record.title)
            assert values["overdue"] in (False, 0, True, 1)
            assert set(names) < set(values)
