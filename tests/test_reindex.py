"""`flask reindex` writes the documents of the search boxes anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from app.commands import reindex_command
from app.declare import Role
from app.extensions import db
from models.person import Person
from tests.conftest import World


def run(world: World, *names: str) -> Any:
    with world.app.app_context():
        return world.app.test_cli_runner().invoke(reindex_command, names)


def test_documents_that_went_stale_are_written_anew(world: World) -> None:
    number = world.place().rows["person"][0]
    browser = world.browser(Role.STREET_CENTRE)
    name = world.read("person", number).name
    link = f"/person/show/{number}"
    with world.app.app_context(), db.engine.begin() as connection:
        connection.execute(update(Person.__table__).where(Person.id == number).values(search_text="旧"))
    assert link not in browser.get(f"/person/list/?q={name}").text
    done = run(world, "person")
    assert done.exit_code == 0 and done.output == "person: 1 rows written anew.\n", done.output
    assert link in browser.get(f"/person/list/?q={name}").text
    assert run(world).output == ""
    wrong = run(world, "persn")
    assert wrong.exit_code == 2 and "persn" in wrong.output
