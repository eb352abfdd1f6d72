"""Turns the models into the schema's first migration: the plain SQL of every table, for SQLite and for PostgreSQL.

`python -m tools.schema` writes migrations/versions/0001/{sqlite,postgresql}.sql. It is run until the first release
only; later changes are migrations of their own, and a test compares what all of them make with the models.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "migrations" / "versions" / "0001"
SEPARATOR = "\n;;\n"
URLS = {"sqlite": "sqlite://", "postgresql": "postgresql+psycopg://"}


def statements(url: str) -> list[str]:
    """The statements that make all tables, indexes and triggers in an empty database."""
    from app.extensions import db

    found: list[str] = []

    def collect(statement: Any, *arguments: Any, **options: Any) -> None:
        text = statement if isinstance(statement, str) else str(statement.compile(dialect=engine.dialect))
        found.append("\n".join(line.rstrip() for line in text.strip().splitlines()))

    engine = create_mock_engine(url, collect)
    db.metadata.create_all(engine, checkfirst=False)
    return found


def main() -> int:
    """Write the files."""
    import os

    os.environ["HUIZHI_INSTANCE"] = tempfile.mkdtemp()
    from app.factory import create_app

    create_app()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, url in URLS.items():
        made = statements(url)
        (FOLDER / f"{name}.sql").write_text(SEPARATOR.join(made) + "\n", encoding="utf-8")
        print(f"{name}: {len(made)} statements")
    return 0


if __name__ == "__main__":
    sys.exit(main())
