"""The migrations make what the models say: tables, columns, indexes, constraints, triggers, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text

from app.extensions import db
from app.release import release
from seed.codes import load_codes
from tests.world import build_app, postgres_database

SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND tbl_name NOT LIKE 'alembic%'"
POSTGRES = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang <> 13",
)


def contents(connection: Connection) -> set[tuple[Any, ...]]:
    """What a database consists of, but for Alembic's own table and the order of things."""
    asked = (SQLITE,) if connection.dialect.name == "sqlite" else POSTGRES
    rows = (row for statement in asked for row in connection.execute(text(statement)))
    found = {tuple(parted(item) if isinstance(item, str) else item for item in row) for row in rows}
    return {row for row in found if "alembic_version" not in map(str, row)}


def parted(item: str) -> str:
    """A text of a catalogue; the parts of a CREATE TABLE in one order, since its foreign keys come in any."""
    words = " ".join(item.split())
    if not words.startswith("CREATE TABLE"):
        return words
    head, _, rest = words.removesuffix(")").partition("(")
    return f"{head}({', '.join(sorted(part.strip() for part in rest.split(', ')))})"


def made_by_models(app: Flask, url: str) -> set[tuple[Any, ...]]:
    engine = create_engine(url)
    with app.app_context():
        db.metadata.create_all(engine)
    with engine.connect() as connection:
        found = contents(connection)
    engine.dispose()
    return found


def made_by_migrations(app: Flask) -> set[tuple[Any, ...]]:
    from flask import g

    with app.test_request_context():
        g.writing = True
        release(app, load_codes)
        db.session.remove()
        with db.engine.connect() as connection:
            found = contents(connection)
        db.engine.dispose()
    return found


def test_on_sqlite(tmp_path: Path) -> None:
    app = build_app(tmp_path)
    migrated, modelled = made_by_migrations(app), made_by_models(app, f"sqlite:///{tmp_path / 'models.sqlite'}")
    assert len(modelled) > 100
    assert sorted(map(str, migrated - modelled)) == []
    assert sorted(map(str, modelled - migrated)) == []


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path) -> None:
    with postgres_database() as first, postgres_database() as second:
        app = build_app(tmp_path, first)
        migrated, modelled = made_by_migrations(app), made_by_models(app, second)
        assert len(modelled) > 300
        assert sorted(map(str, migrated - modelled)) == []
        assert sorted(map(str, modelled - migrated)) == []
