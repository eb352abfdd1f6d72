"""Builds the indexes of fields that a street marked "speed up", and drops those that nobody wants any more.

An index stands on the expression that lists sort and filter by (`app/fields/stored.py`), begins with the street and
ends with the id, and holds the living rows of one register or table. On PostgreSQL it is built CONCURRENTLY, so that
nobody waits to write; on SQLite writers wait while it is made. Run twice, it does nothing the second time.

A register with charts by sped-up fields of short kinds has one index more on PostgreSQL, for those: it carries the
narrow column (`app/forms/brief.py`), which is filled before.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Dialect, Engine, literal, text
from sqlalchemy.orm import Session

from app.extensions import db
from app.fields.base import Context
from app.forms import brief
from app.forms.book import FormBook
from app.forms.registers import RegisterEntry, register_of
from app.forms.store import standing
from app.metadata.resource import Resource

log = logging.getLogger("huizhi")
MOST_OF_TABLE = 64
PREFIX = "fx_"
WRITTEN: Mapping[str, Any] = {"literal_binds": True, "include_table": False}
LOCK = 7_164_201  # the advisory lock of PostgreSQL under which one process builds


@dataclass(frozen=True, kw_only=True)
class Speed:
    """One index: its name, the table, and what stands between the brackets of CREATE INDEX."""

    name: str
    table: str
    place: str  # "12/jxcs.f_date", for people
    columns: str
    where: str
    register: str = ""  # whose narrow column it carries
    keys: frozenset[str] = frozenset()  # the fields that stand there

    def create(self, dialect: str) -> str:
        """The statement that makes it."""
        how = " CONCURRENTLY" if dialect == "postgresql" else ""
        more = " INCLUDE (brief)" if self.register else ""
        return f"CREATE INDEX{how} IF NOT EXISTS {self.name} ON {self.table} ({self.columns}){more} WHERE {self.where}"


def of_field(resource: Resource, key: str, dialect: Dialect) -> list[Speed]:
    """The indexes of one field. Rows without a value stand last, whatever the direction, and PostgreSQL needs an index
    for each direction then; SQLite reads one both ways.
    """
    field = resource.field(key)
    expression = field.expression(resource.model)
    told = str(expression.compile(dialect=dialect, compile_kwargs=WRITTEN))
    register = register_of(resource)
    where, first = "deleted_at IS NULL", "street_id"
    if register is not None:
        first = "street_id, register"  # SQLite weighs an index by the columns that are equal to something
        where = living(register, dialect)
    place = f"{register or resource.model.__tablename__}.{key}"
    mark = hashlib.sha256(f"{place} {told}".encode()).hexdigest()[:16]
    table = resource.model.__tablename__
    up = Speed(name=f"{PREFIX}{mark}", table=table, place=place, columns=f"{first}, ({told}), id", where=where)
    if dialect.name != "postgresql" or field.required:
        return [up]
    down = f"{first}, ({told}) DESC NULLS LAST, id DESC"
    return [up, Speed(name=f"{PREFIX}{mark}_d", table=table, place=place, columns=down, where=where)]


def of_charts(register: str, keys: frozenset[str], dialect: Dialect) -> Speed:
    """The index of a register's charts: whose entry it is, and the short values. It stays when other fields join.

    It begins as those of fields do: a prepared statement has the register as a parameter, too.
    """
    columns = "street_id, register, organisation_id"
    mark = hashlib.sha256(f"{register} {columns} brief".encode()).hexdigest()[:16]
    return Speed(
        name=f"{PREFIX}{mark}_c",
        table=RegisterEntry.__tablename__,
        place=register,
        columns=columns,
        where=living(register, dialect),
        register=register,
        keys=keys,
    )


def living(register: str, dialect: Dialect) -> str:
    """The condition of an index on the living entries of a register."""
    return f"register = {literal(register).compile(dialect=dialect, compile_kwargs=WRITTEN)} AND deleted_at IS NULL"


def wanted(session: Session, book: FormBook, context: Context, paths: Mapping[int, str]) -> dict[str, Speed]:
    """The indexes that all published forms ask for, by name; `paths` are those of the units in the tree."""
    dialect = session.get_bind().dialect
    found: dict[str, Speed] = {}
    counted: dict[str, int] = {}
    short: dict[str, set[str]] = {}
    for item in standing(session):
        keys = [one["key"] for one in item.spec.get("fields", ()) if one.get("fast") and not one.get("retired")]
        if not keys or item.owner not in paths:
            continue
        resource = book.at(session, paths[item.owner], lambda: context).get(item.resource)
        for key in keys:
            if resource is None or key not in resource.fields:
                continue
            made = of_field(resource, key, dialect)
            table = made[0].table
            if counted.get(table, 0) >= MOST_OF_TABLE and made[0].name not in found:
                log.warning("%s: a table has at most %s indexes of streets", made[0].place, MOST_OF_TABLE)
                continue
            counted[table] = counted.get(table, 0) + (made[0].name not in found)
            found.update({one.name: one for one in made})
            register = register_of(resource)
            if register is not None and dialect.name == "postgresql" and brief.carried(resource.field(key)):
                short.setdefault(register, set()).add(key)
    charts = [of_charts(register, frozenset(keys), dialect) for register, keys in short.items()]
    return {**found, **{one.name: one for one in charts}}


def indexes(connection: Connection) -> dict[str, bool]:
    """The indexes that are there, and whether each can be used: one of PostgreSQL whose building was cut off cannot."""
    if connection.dialect.name == "postgresql":
        asked = (
            "SELECT c.relname, i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
            " WHERE starts_with(c.relname, :prefix) AND pg_table_is_visible(c.oid)"
        )
    else:
        asked = "SELECT name, true FROM sqlite_master WHERE type = 'index' AND substr(name, 1, 3) = :prefix"
    return {name: bool(usable) for name, usable in connection.execute(text(asked), {"prefix": PREFIX})}


def standing_indexes(connection: Connection) -> set[str]:
    """The indexes that are there and can be used."""
    return {name for name, usable in indexes(connection).items() if usable}


def progress(connection: Connection) -> dict[str, int]:
    """How far PostgreSQL has come with what it builds now: {index: per cent of blocks}, {register: of entries}."""
    if connection.dialect.name != "postgresql":
        return {}
    asked = text(
        "SELECT c.relname, p.blocks_done, p.blocks_total FROM pg_stat_progress_create_index p"
        " JOIN pg_class c ON c.oid = p.index_relid WHERE starts_with(c.relname, :prefix)"
    )
    rows = connection.execute(asked, {"prefix": PREFIX})
    built = {name: int(100 * done / total) if total else 0 for name, done, total in rows}
    return built | brief.progress(connection)


def build(
    engine: Engine, asked: Mapping[str, Speed], told: Callable[[str], Any] = log.info, *, thorough: bool = False
) -> tuple[int, int]:
    """(made, dropped). Each index is a transaction of its own; another process that builds already is left to it.

    `thorough`: look at every entry, whether its short values are there.
    """
    if engine.dialect.name != "postgresql":
        with engine.connect() as connection:
            return _build(connection, asked, told)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # CONCURRENTLY asks for that
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
            told("another process builds indexes already")
            return 0, 0
        try:
            moved = _fill(connection, asked, told, thorough=thorough)
            return _build(connection, asked, told, moved=moved)
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


def _fill(
    connection: Connection, asked: Mapping[str, Speed], told: Callable[[str], Any], *, thorough: bool
) -> frozenset[str]:
    """Bring the narrow column up to date before an index carries it; returns the tables whose rows were rewritten."""
    keys = {speed.register: speed.keys for speed in asked.values() if speed.register}
    if not brief.watched(connection):
        told("the trigger of register_entry is not at work: charts read the values themselves")
        keys = {}
    registers = brief.expect(connection, keys)
    if thorough:
        registers = sorted({*registers, *brief.doubted(connection)})
    return frozenset({RegisterEntry.__tablename__} if registers and brief.fill(connection, registers, told) else ())


def _build(
    connection: Connection, asked: Mapping[str, Speed], told: Callable[[str], Any], moved: frozenset[str] = frozenset()
) -> tuple[int, int]:
    concurrently = " CONCURRENTLY" if connection.dialect.name == "postgresql" else ""
    there = indexes(connection)
    gone = [name for name, usable in sorted(there.items()) if name not in asked or not usable]
    for name in gone:
        connection.exec_driver_sql(f"DROP INDEX{concurrently} IF EXISTS {name}")
        connection.commit()
        told(f"dropped {name}")
    missing = [speed for name, speed in asked.items() if not there.get(name)]
    for number, speed in enumerate(missing, 1):
        connection.exec_driver_sql(speed.create(connection.dialect.name))
        connection.commit()
        told(f"{number}/{len(missing)} {speed.place}")
    for table in sorted({speed.table for speed in missing} | moved):
        # An expression has no figures of its own before; and an index is read alone only where VACUUM has found that
        # everybody sees the rows.
        alone = table in moved or any(speed.register for speed in missing)
        connection.exec_driver_sql(f"VACUUM (ANALYZE) {table}" if alone else f"ANALYZE {table}")
        connection.commit()
    return len(missing), len(gone)


def ready(connection: Connection, resource: Resource, key: str) -> bool:
    """Whether all indexes of a field are there, and its short values where they belong."""
    there, register = standing_indexes(connection), register_of(resource)
    asked = of_field(resource, key, connection.dialect)
    if register and connection.dialect.name == "postgresql" and brief.carried(resource.field(key)):
        asked.append(of_charts(register, frozenset({key}), connection.dialect))
        if not brief.is_ready(connection, register, key):
            return False
    return all(speed.name in there for speed in asked)


def in_background(app: Flask, work: Callable[[], Any]) -> Thread:
    """Let the building run beside the requests of this process; what goes wrong is written down, to be run again."""

    def run() -> None:
        with app.app_context():
            try:
                work()
            except Exception:  # nobody waits for this thread: whatever stops it is written down whole
                log.exception("indexes of streets' fields were not built; run: flask forms speed")
            finally:
                db.session.remove()

    thread = Thread(target=run, name="speed", daemon=True)
    thread.start()
    return thread
