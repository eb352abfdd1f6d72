"""Counters that tell every worker when something it keeps in memory is out of date.

One row each: `rights` (posts, accounts, organisations), `codes` (code lists), `forms` (what streets added). A change
raises the counter in its own transaction; each request reads them together with its session.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, String, Table, insert, select, update
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from app.record import Base

epochs = Table(
    "epoch",
    Base.metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False, default=0),
)

RIGHTS, CODES, FORMS = "rights", "codes", "forms"


def read_epoch(session: Session, name: str) -> int:
    """A counter as it stands, where the request has not read it with its session."""
    return session.connection().execute(select(epochs.c.value).where(epochs.c.name == name)).scalar() or 0


def raise_epoch(connection: Connection, name: str) -> None:
    """Make every worker read anew what belongs to this counter."""
    changed = connection.execute(update(epochs).where(epochs.c.name == name).values(value=epochs.c.value + 1))
    if changed.rowcount == 0:
        connection.execute(insert(epochs).values(name=name, value=1))


def install(session_class: Any, tables: dict[str, str]) -> None:
    """Raise the counters when rows of these tables change: {table: counter}."""

    def watch(session: Session, context: Any) -> None:
        names = {
            tables[record.__tablename__]
            for record in (*session.new, *session.dirty, *session.deleted)
            if getattr(record, "__tablename__", "") in tables
        }
        for name in sorted(names):
            raise_epoch(session.connection(), name)

    listen(session_class, "after_flush", watch)
