"""Turns a parent into a path: the columns that make a table a tree of organisations, kept right at every write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, String, event, func, literal, select, update
from sqlalchemy.orm import Mapped, Mapper, attributes, mapped_column

ROOT = "/"
LOCK = 0x5EED  # PostgreSQL's advisory lock of the tree


class Node:
    """A mixin of the one tree of organisations: `path` ("/1/11/") names all ancestors and the row itself.

    Every path ends in "/", so that "/1/11/" does not begin "/1/111/". The mapped class has `parent_id`, `kind`,
    `street_id` and `organisation_id`; the latter two are found from the path and the row itself.
    """

    # Byte order: under another collation "/" is ignored and a range over a path holds strangers.
    path: Mapped[str] = mapped_column(
        String(200).with_variant(String(200, collation="C"), "postgresql"), nullable=False, default=ROOT
    )


def after(path: str) -> str:
    """The first text behind all paths that begin with this one: "/1/11/" gives "/1/110" ("0" follows "/")."""
    return path[:-1] + chr(ord(path[-1]) + 1)


def ancestors(path: str) -> tuple[int, ...]:
    """The ids of the organisations above, the highest first, without the row itself."""
    return tuple(int(part) for part in path.strip("/").split("/")[:-1])


@event.listens_for(Node, "after_insert", propagate=True)
def place(mapper: Mapper[Any], connection: Connection, node: Any) -> None:
    """Give a new row its path, its street and itself as owner; its id is known only now."""
    table: Any = mapper.local_table
    _hold(connection, moving=False)
    above = _above(connection, table, node.parent_id)
    values = {
        "path": f"{above.path if above else ROOT}{node.id}/",
        "street_id": node.id if node.kind == "street" else (above.street_id if above else None),
        "organisation_id": node.id,
    }
    connection.execute(update(table).where(table.c.id == node.id).values(**values))
    for name, value in values.items():
        attributes.set_committed_value(node, name, value)


@event.listens_for(Node, "before_update", propagate=True)
def move(mapper: Mapper[Any], connection: Connection, node: Any) -> None:
    """When the parent changed, rewrite the path of the row and of everything below it."""
    history = attributes.get_history(node, "parent_id")
    if not history.has_changes():
        return
    table: Any = mapper.local_table
    _hold(connection, moving=True)
    above = _above(connection, table, node.parent_id)
    old = connection.execute(select(table.c.path).where(table.c.id == node.id)).scalar_one()
    new = f"{above.path if above else ROOT}{node.id}/"
    if new.startswith(old) and new != old:
        raise ValueError("an organisation cannot be placed below itself")
    if new == old:
        return
    tail = func.substr(table.c.path, len(old) + 1)
    connection.execute(
        update(table)
        .where(table.c.path >= old, table.c.path < after(old), table.c.id != node.id)
        .values(path=literal(new).concat(tail))
    )
    node.path = new


def _hold(connection: Connection, *, moving: bool) -> None:
    """Let rows be added side by side, and a move happen alone: until its end no path is read that it changes.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if moving else func.pg_advisory_xact_lock_shared
        connection.execute(select(lock(LOCK)))


def _above(connection: Connection, table: Any, parent_id: int | None) -> Any:
    if parent_id is None:
        return None
    return connection.execute(select(table.c.path, table.c.street_id).where(table.c.id == parent_id)).one()
