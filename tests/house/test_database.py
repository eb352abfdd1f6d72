"""Connections: one that died while it lay idle is replaced before anybody waits for it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import QueuePool

from app import database
from app.declare import Role
from app.extensions import db
from tests.world import World, postgres_database


@pytest.mark.postgres
def test_a_connection_that_the_server_closed_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "IDLE", 0)
    with postgres_database() as url:
        engine, other = create_engine(url, poolclass=QueuePool, pool_size=1), create_engine(url)
        database.prepare(engine)
        with engine.connect() as connection:
            first = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with other.connect() as connection:
            assert connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first}).scalar_one()
        with engine.connect() as connection:
            assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != first
        engine.dispose()
        other.dispose()


@pytest.mark.postgres
def test_a_connection_in_use_is_not_asked_at_every_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres_database() as url:
        engine = create_engine(url, pool_size=1)
        database.prepare(engine)
        asked: list[object] = []
        monkeypatch.setattr(engine.dialect, "do_ping", lambda connection: asked.append(connection) or True)
        for _turn in range(3):
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        assert not asked
        engine.dispose()


@pytest.mark.postgres
def test_a_page_reads_without_a_transaction_and_a_change_is_one(postgres_world: World) -> None:
    found: list[tuple[str, object]] = []

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        found.append((statement, connection.get_execution_options().get("isolation_level")))

    browser = postgres_world.browser(Role.STREET_CENTRE)
    number = postgres_world.place().rows["compound"][0]
    with postgres_world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    assert browser.get(f"/compound/show/{number}").status_code == 200
    assert found and {level for _statement, level in found} == {"AUTOCOMMIT"}
    found.clear()
    assert browser.send("PUT", f"/api/v1/compound/{number}", {"remarks": "改"}).status_code == 200
    changes = {level for statement, level in found if statement.startswith(("UPDATE compound", "INSERT INTO audit"))}
    event.remove(engine, "before_cursor_execute", note)
    assert changes == {None}
