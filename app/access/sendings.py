"""Counts what an address sends to a public form, so that one machine cannot fill a register.

Kept in the database, so that all workers know. A row names neither the address nor the register: its key is a blind
index of both. It goes with the first new row a day later. The count is part of the transaction that makes the entry:
what was refused is not counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Column, Connection, Integer, String, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.fields.moment import UtcMoment
from app.fields.secret import blind
from app.record import Base

sendings = Table(
    "public_sending",
    Base.metadata,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("began_at", UtcMoment, nullable=False, index=True),
)

MOST = 30  # entries of one address in one register and hour: behind one address may stand a whole community centre
WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)


def take(connection: Connection, address: str, register: str, now: datetime) -> bool:
    """Count one more entry. False when this address has sent as many as it may in this hour."""
    row = _key(address, register)
    mine = sendings.c.key == row
    for _attempt in range(2):
        going_on = update(sendings).where(mine, sendings.c.began_at > now - WINDOW, sendings.c.count < MOST)
        if connection.execute(going_on.values(count=sendings.c.count + 1)).rowcount:
            return True
        over = update(sendings).where(mine, sendings.c.began_at <= now - WINDOW)
        if connection.execute(over.values(count=1, began_at=now)).rowcount:
            return True
        try:
            with connection.begin_nested():
                connection.execute(insert(sendings).values(key=row, count=1, began_at=now))
        except IntegrityError:
            continue  # it is full, or another worker wrote it just now
        connection.execute(delete(sendings).where(sendings.c.began_at < now - KEPT))
        return True
    return False


def full(connection: Connection, address: str, register: str, now: datetime) -> bool:
    """Whether this address has sent as many as it may in this hour. Counts nothing."""
    mine = sendings.c.key == _key(address, register)
    counted = select(sendings.c.count).where(mine, sendings.c.began_at > now - WINDOW)
    return (connection.execute(counted).scalar() or 0) >= MOST


def _key(address: str, register: str) -> str:
    return blind(f"{network(address)} {register}", "public sending").hex()


def network(address: str) -> str:
    """What is counted together: an IPv4 address, or the 64 bits of an IPv6 address that a household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or f"{int(found) >> 64:x}::/64")
    return str(found)
