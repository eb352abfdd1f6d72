"""What the tests of array-like kinds need: a context of plain values, and an engine on SQLite or PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, create_engine, event, text

from app.fields.base import Context, Option

SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/"
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
MOMENT = datetime(2026, 7, 8, 4, tzinfo=UTC)


@dataclass
class Skills:
    """A code list with a retired entry and a label that holds a separator."""

    entries: Mapping[str, str] = field(
        default_factory=lambda: {"law": "法律咨询", "power": "电工、焊工", "water": "水暖维修", "old": "旧技能"}
    )

    def label(self, code: str) -> str | None:
        return self.entries.get(code)

    def options(self) -> Sequence[Option]:
        return [Option(value=code, label=label) for code, label in self.entries.items() if code != "old"]


PEOPLE = {1: "王芳", 2: "李军", 3: "赵敏", 4: "李军"}


def context(**other: Any) -> Context:
    """A context: one code list, four persons of whom two share a name, the clock standing still."""
    given: dict[str, Any] = {
        "locale": "zh",
        "timezone": ZoneInfo("Asia/Shanghai"),
        "now": MOMENT,
        "codes": lambda name: Skills(),
        "titles": lambda resource, ids: {number: PEOPLE[number] for number in ids if number in PEOPLE},
        "find": lambda resource, words, limit: [
            Option(value=str(number), label=name) for number, name in PEOPLE.items() if words in name
        ][:limit],
        "url": lambda endpoint, **values: f"/{endpoint}/" + "/".join(str(value) for value in values.values()),
    }
    return Context(**{**given, **other})


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Engine]:
    """An engine on a new database: a file in SQLite's WAL mode with immediate transactions, or one on the server."""
    if kind == "sqlite":
        engine = create_engine(f"sqlite:///{folder / 'test.sqlite'}", connect_args={"timeout": 30})
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        yield engine
        engine.dispose()
        return
    name = f"huizhi_test_{secrets.token_hex(6)}"
    server = create_engine(SERVER + "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine = create_engine(SERVER + name, pool_size=40)
    try:
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


def _set_up(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy begins; the driver keeps out of it
    connection.execute("PRAGMA journal_mode=WAL")
