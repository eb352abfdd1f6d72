"""Connections: one that died while it lay idle is replaced before anybody waits for it."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import QueuePool

from app import database
from tests.world import postgres_database


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
