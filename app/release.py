"""Turns an empty or an older database into one that this version can serve: schema, permissions, code lists; under a
lock.

Workers never do this. They compare the schema's version with theirs and refuse to start when it is another.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, text

from app.access.permissions import reconcile
from app.extensions import db
from config import ROOT

LOCK = 0x487A  # PostgreSQL's advisory lock of a release


class WrongSchema(RuntimeError):
    """The database belongs to another version of the program."""


def release(app: Flask, load_codes: Callable[[Connection], int]) -> list[str]:
    """Upgrade the schema, reconcile permissions and code lists. Returns what was done, line by line."""
    with alone(app):
        before = schema_version()
        upgrade(directory=str(ROOT / "migrations"))
        after = schema_version()
        with db.engine.begin() as connection:
            permissions = reconcile(connection, app.extensions["huizhi"].resources)
            codes = load_codes(connection)
    schema = f"Schema {after} was there." if before == after else f"Schema {before or 'empty'} → {after}."
    return [schema, f"Permissions: {permissions} changed. Code lists: {codes} entries changed."]


@contextmanager
def alone(app: Flask) -> Iterator[None]:
    """Hold the release lock: an advisory lock on PostgreSQL, a locked file beside a SQLite database."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
                connection.commit()
        return
    path: Path = app.config["HUIZHI"].instance / "release.lock"
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def schema_version(connection: Connection | None = None) -> str | None:
    """The version that the database says it has; None for an empty one."""
    if connection is None:
        with db.engine.connect() as opened:
            return schema_version(opened)
    return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str | None:
    """The version that this program was made for."""
    options = AlembicConfig()
    options.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(options).get_current_head()


def assert_released() -> None:
    """Refuse to serve a database of another version. Raises WrongSchema with what to do."""
    found, wanted = schema_version(), newest_version()
    if found != wanted:
        raise WrongSchema(
            f"The database has schema {found or 'none'}, this program needs {wanted}. "
            "Run: flask --app app.factory release"
        )
