"""Runs Alembic over the application's own engine; Flask-AppBuilder's tables are in the same metadata as ours."""

from __future__ import annotations

from alembic import context
from flask import current_app

from app.extensions import db


def run() -> None:
    """Bring the schema to the version that was asked for, in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
            include_object=ours,
        )
        with context.begin_transaction():
            context.run_migrations()


def ours(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Tables that SQLite's full-text search keeps for itself are none of Alembic's business."""
    return not (kind == "table" and reflected and compare_to is None)


run()
