"""Turns an empty or an older database into one that this version can serve: schema, permissions, code lists; under a
lock.

Workers never do this. They compare the schema's version with theirs and refuse to start when it is another.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, inspect, text

from app.access.permissions import reconcile
from app.extensions import db
from config import ROOT

LOCK = 0x487A  # PostgreSQL's advisory lock of a release
VERSIONS = ROOT / "migrations" / "versions"
REVISION = re.compile(r'^revision\b[^=]*= *"(\w+)"', re.MULTILINE)
BEFORE = re.compile(r'^down_revision\b[^=]*= *"(\w+)"', re.MULTILINE)


class WrongSchema(RuntimeError):
    """The database belongs to another version of the program."""


def release(app: Flask, load_codes: Callable[[Connection], int]) -> list[str]:
    """Upgrade the schema, reconcile permissions and code lists. Returns what was done, line by line."""
    from flask_migrate import upgrade

    with alone(app):
        before = schema_version()
        migrations(app)
        upgrade(directory=str(ROOT / "migrations"))
        after = schema_version()
        with db.engine.begin() as connection:
            permissions = reconcile(connection, app.extensions["huizhi"].resources)
            codes = load_codes(connection)
    schema = f"Schema {after} was there." if before == after else f"Schema {before or 'empty'} → {after}."
    return [schema, f"Permissions: {permissions} changed. Code lists: {codes} entries changed."]


def migrations(app: Flask) -> None:
    """Give an application its migrations. Only where schemas are made: Alembic would be a tenth of every start."""
    from flask_migrate import Migrate

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(ROOT / "migrations"))


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
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def newest_version() -> str | None:
    """The version that this program was made for: the migration that no other follows."""
    texts = [file.read_text(encoding="utf-8") for file in VERSIONS.glob("*.py")]
    known = {found[1] for text in texts if (found := REVISION.search(text))}
    last = known - {found[1] for text in texts if (found := BEFORE.search(text))}
    return last.pop() if len(last) == 1 else None


def assert_released() -> None:
    """Refuse to serve a database of another version. Raises WrongSchema with what to do."""
    found, wanted = schema_version(), newest_version()
    if found != wanted:
        raise WrongSchema(
            f"The database has schema {found or 'none'}, this program needs {wanted}. "
            "Run: flask --app app.factory release"
        )
