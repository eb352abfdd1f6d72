"""Sets up each database connection: SQLite safe under several workers, the same transactions on both databases."""

from __future__ import annotations

from typing import Any

from flask import g, has_app_context
from sqlalchemy import Engine, event


def prepare(engine: Engine) -> None:
    """Hook into an engine's connections. PostgreSQL needs nothing."""
    if engine.dialect.name != "sqlite" or getattr(engine, "_huizhi_prepared", False):
        return
    engine._huizhi_prepared = True  # type: ignore[attr-defined]

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
