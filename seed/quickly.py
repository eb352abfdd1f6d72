"""Puts the indexes of a table aside while very many rows are written, and makes them anew at the end, in one go each.

Everything happens in the transaction of the rows: where it fails, the indexes are as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text

from app.query.search_index import FUNCTION, index_name

FEWEST = 20_000  # rows: below, it is not worth the trouble
WORK = "512MB"  # what PostgreSQL may use to sort an index
ROOM = -400_000  # kilobytes of SQLite's cache meanwhile


@contextmanager
def without_indexes(connection: Connection, table: Table, first: int, rows: int) -> Iterator[None]:
    """Rows from the id `first` on are written in here. Unique indexes stay where a constraint needs them."""
    if rows < FEWEST:
        yield
    elif connection.dialect.name == "postgresql":
        yield from _postgresql(connection, table)
    else:
        yield from _sqlite(connection, table, first)


def _postgresql(connection: Connection, table: Table) -> Iterator[None]:
    asked = text(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = :table "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    indexes = connection.execute(asked, {"table": table.name}).all()
    for index in indexes:
        connection.exec_driver_sql(f'DROP INDEX "{index.indexname}"')
    yield
    connection.exec_driver_sql(f"SET LOCAL maintenance_work_mem = '{WORK}'")
    for index in indexes:
        connection.exec_driver_sql(index.indexdef)


def _sqlite(connection: Connection, table: Table, first: int) -> Iterator[None]:
    asked = text("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = :table AND type IN ('index', 'trigger')")
    search = index_name(table.name)
    found = [row for row in connection.execute(asked, {"table": table.name}) if row.sql]
    away = [row for row in found if row.type == "index" or row.name == f"{search}_insert"]
    room = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = {ROOM}")
    for row in away:
        connection.exec_driver_sql(f'DROP {row.type} "{row.name}"')
    yield
    if any(row.type == "trigger" for row in away):
        connection.exec_driver_sql(
            f'INSERT INTO "{search}"(rowid, grams) SELECT id, {FUNCTION}(search_text) FROM "{table.name}" '  # noqa: S608
            f"WHERE id >= {first} AND search_text IS NOT NULL"
        )
    for row in away:
        connection.exec_driver_sql(row.sql)
    connection.exec_driver_sql(f"PRAGMA cache_size = {room}")
