"""Sets up each database connection: SQLite safe under several workers, the same transactions on both databases."""

from __future__ import annotations

from time import monotonic
from typing import Any

from flask import g, has_app_context
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

IDLE = 5  # seconds after which a connection is asked first


def prepare(engine: Engine) -> None:
    """Hook into an engine's connections, once."""
    if getattr(engine, "_huizhi_prepared", False):
        return
    engine._huizhi_prepared = True  # type: ignore[attr-defined]
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    else:
        prepare_server(engine)


def prepare_server(engine: Engine) -> None:
    """Ask a connection that lay idle whether it still lives, as after a restart of the server; no other one."""

    @event.listens_for(engine, "checkin")
    def put_back(connection: Any, record: Any) -> None:
        record.info["idle_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def taken(connection: Any, record: Any, proxy: Any) -> None:
        if monotonic() - record.info.get("idle_since", monotonic()) < IDLE:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.OperationalError as error:
            raise DisconnectionError from error  # the pool opens another one


def prepare_sqlite(engine: Engine) -> None:
    """Say what a SQLite connection is like, and begin its transactions ourselves."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: pysqlite would begin only at the first write
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 20000")
        cursor.execute("PRAGMA cache_size = -16000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        # A request that will write takes the write lock first: one that read and then writes would fail, not wait.
        writing = has_app_context() and g.get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
