"""Counters that tell every worker when something it keeps in memory is out of date.

One row each: `rights` (posts, accounts, organisations), `codes` (code lists), `forms` (what streets added). A change
raises the counter in its own transaction; each request reads them together with its session.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, String, Table, insert, inspect, select, update
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from app.record import Base, Record, extended

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


class FormsMoved(Exception):
    """Somebody published a form since this session read the forms: what it would write may be of another kind."""


def hold_forms(session: Session) -> None:
    """Keep the forms as they are until this transaction ends. Raises FormsMoved when they are others already.

    A publication raises the counter before it turns stored values into others, so it waits for who holds it here.
    """
    read = session.info.get("forms_epoch")
    if read is None:
        return
    kept = select(epochs.c.value).where(epochs.c.name == FORMS).with_for_update(read=True)
    if (session.connection().execute(kept).scalar() or 0) != read:
        raise FormsMoved


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

    def before(session: Session, context: Any, instances: Any) -> None:
        if session.info.get("forms_epoch") is None:
            return
        if any(extended(record) and own_values(record) for record in (*session.new, *session.dirty)):
            hold_forms(session)

    listen(session_class, "after_flush", watch)
    listen(session_class, "before_flush", before)


def own_values(record: Any) -> bool:
    """Whether a record is about to be written with values of a street."""
    return isinstance(record, Record) and bool(inspect(record).attrs.extra.history.has_changes())
