"""Counts wrong passwords by name and by address, and says until when no further try is heard.

Kept in the database, so that all workers know. Unknown names count like known ones: the answer tells nobody which
exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Integer, String, Table, delete, insert, select, update

from app.fields.moment import UtcMoment
from app.record import Base

failures = Table(
    "sign_in_failure",
    Base.metadata,
    Column("key", String(140), primary_key=True),
    Column("count", Integer, nullable=False, default=0),
    Column("last_at", UtcMoment, nullable=False),
    Column("until", UtcMoment),
)

WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many wrong tries one key has."""

    prefix: str
    most: int


NAME = Limit(prefix="name", most=5)
ADDRESS = Limit(prefix="address", most=50)


def key(limit: Limit, value: str) -> str:
    """The row of a name or an address."""
    return f"{limit.prefix}:{value.strip().lower()[:120]}"


def locked_until(connection: Connection, name: str, address: str, now: datetime) -> datetime | None:
    """The moment until which a name, or an address, is shut out; None when it is not."""
    keys = [key(NAME, name), key(ADDRESS, address)]
    found = [
        until
        for (until,) in connection.execute(select(failures.c.until).where(failures.c.key.in_(keys)))
        if until and until > now
    ]
    return max(found, default=None)


def failed(connection: Connection, name: str, address: str, now: datetime) -> datetime | None:
    """Count a wrong try. The answer is the lock that it caused, if any."""
    locks = [
        lock
        for limit, value in ((NAME, name), (ADDRESS, address))
        if (lock := _count(connection, limit, key(limit, value), now))
    ]
    return max(locks, default=None)


def _count(connection: Connection, limit: Limit, row: str, now: datetime) -> datetime | None:
    fresh = update(failures).where(failures.c.key == row, failures.c.last_at > now - WINDOW)
    changed = connection.execute(fresh.values(count=failures.c.count + 1, last_at=now))
    if changed.rowcount == 0:
        connection.execute(delete(failures).where(failures.c.key == row))
        connection.execute(insert(failures).values(key=row, count=1, last_at=now))
        return None
    count = connection.execute(select(failures.c.count).where(failures.c.key == row)).scalar_one()
    if count < limit.most:
        return None
    connection.execute(update(failures).where(failures.c.key == row).values(until=now + LOCK, count=0))
    return now + LOCK


def forget(connection: Connection, name: str) -> None:
    """After a right password, start counting anew."""
    connection.execute(delete(failures).where(failures.c.key == key(NAME, name)))
