"""The narrow column of register entries: the short values of sped-up fields once more, so that on PostgreSQL an index
that carries it answers a chart alone.

PostgreSQL reads an index without its rows only when every column of the statement stands in the index, and a value of
a JSON column counts as that whole column, which no index can carry. A trigger fills `brief` from `extra` with the
fields that stand in `brief_field`; so it is right whoever writes. On SQLite both stay empty.

A field is `filling` while old entries are brought up to date, then `ready`, and `leaving` when its mark was dropped,
until its values are gone. Charts ask in their own statement whether it is ready: there is nothing to be out of date.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import DDL, Column, ColumnElement, Connection, Integer, String, Table, event, exists, text

from app.fields.base import ExtraSource, Field
from app.forms.registers import RegisterEntry, register_of
from app.metadata.resource import Resource
from app.record import Base

FILLING, READY, LEAVING = "filling", "ready", "leaving"
LONGEST = 40  # bytes of a value: a code fits, and what is encrypted never does
TOO_LONG = "[]"  # what stands in place of a longer one; a chart that meets it asks the values themselves
BATCH = 2_000  # ids whose entries are brought up to date at once
PAUSE = 0.1  # seconds between two looks at what others still write

brief_fields = Table(
    "brief_field",
    Base.metadata,
    Column("register", String(60), primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False, default=0),  # per cent of the entries, while it is filling
)

FUNCTION = f"""CREATE OR REPLACE FUNCTION entry_brief(register text, extra jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_object_agg(
            asked.key,
            CASE
                WHEN jsonb_typeof($2 -> asked.key) IN ('string', 'number', 'boolean')
                    AND octet_length($2 ->> asked.key) <= {LONGEST} THEN $2 -> asked.key
                ELSE '{TOO_LONG}'
            END
        )
        FROM brief_field AS asked
        WHERE asked.register = $1 AND asked.state <> '{LEAVING}' AND jsonb_typeof($2 -> asked.key) <> 'null'
    );
END $$"""  # noqa: S608 - constants of this file
TRIGGER_FUNCTION = """CREATE OR REPLACE FUNCTION register_entry_brief() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.brief := entry_brief(NEW.register, NEW.extra);
    RETURN NEW;
END $$"""
TRIGGER = (
    "CREATE TRIGGER register_entry_brief BEFORE INSERT OR UPDATE OF extra, brief, register ON register_entry "
    "FOR EACH ROW EXECUTE FUNCTION register_entry_brief()"
)
for statement in (FUNCTION, TRIGGER_FUNCTION, TRIGGER):
    event.listen(RegisterEntry.__table__, "after_create", DDL(statement).execute_if(dialect="postgresql"))


def carried(field: Field) -> bool:
    """Whether the narrow column is to hold a field, as its form stands."""
    return isinstance(field.source, ExtraSource) and field.source.brief


def complete(resource: Resource, key: str) -> ColumnElement[bool]:
    """The condition that the narrow column holds a field of all entries of a register."""
    asked = (brief_fields.c.register == register_of(resource), brief_fields.c.key == key)
    return exists().where(*asked, brief_fields.c.state == READY)


def is_ready(connection: Connection, register: str, key: str) -> bool:
    """Whether the values of a field stand in the narrow column of every entry."""
    found = text("SELECT state FROM brief_field WHERE register = :register AND key = :key")
    return connection.scalar(found, {"register": register, "key": key}) == READY


def progress(connection: Connection) -> dict[str, int]:
    """How far the filling has come: {register: per cent}."""
    found = text("SELECT register, min(done) AS done FROM brief_field WHERE state = :state GROUP BY register")
    return {row.register: row.done for row in connection.execute(found, {"state": FILLING})}


def watched(connection: Connection) -> bool:
    """Whether the trigger is at work; without it the narrow column would fall behind."""
    asked = (
        "SELECT 1 FROM pg_trigger WHERE tgrelid = 'register_entry'::regclass AND tgname = 'register_entry_brief'"
        " AND tgenabled <> 'D'"
    )
    return connection.scalar(text(asked)) is not None


def expect(connection: Connection, wanted: Mapping[str, Iterable[str]]) -> list[str]:
    """Tell the trigger which fields it shall keep: {register: keys}. Returns the registers to bring up to date."""
    there = {(row.register, row.key): row.state for row in connection.execute(brief_fields.select())}
    asked = {(register, key) for register, keys in wanted.items() for key in keys}
    for register, key in sorted(asked - set(there)):
        connection.execute(brief_fields.insert().values(register=register, key=key, state=FILLING, done=0))
    for place, state in sorted(there.items()):
        if place not in asked:
            put(connection, *place, LEAVING)
        elif state == LEAVING:
            put(connection, *place, FILLING)
    connection.commit()
    return registers_to_fill(connection)


def put(connection: Connection, register: str, key: str, state: str) -> None:
    """Let a field be in another state."""
    one = (brief_fields.c.register == register, brief_fields.c.key == key)
    connection.execute(brief_fields.update().where(*one).values(state=state, done=0))


def registers_to_fill(connection: Connection) -> list[str]:
    """The registers with fields that are not ready."""
    asked = text("SELECT DISTINCT register FROM brief_field WHERE state <> :ready ORDER BY register")
    return list(connection.scalars(asked, {"ready": READY}))


def doubted(connection: Connection) -> list[str]:
    """The registers with entries whose narrow column is not as it should be, after looking at all; none is ready."""
    wrong = list(
        connection.scalars(
            text(
                "SELECT DISTINCT register FROM register_entry WHERE brief IS DISTINCT FROM entry_brief(register, extra)"
            )
        )
    )
    here = (brief_fields.c.register.in_(wrong), brief_fields.c.state == READY)
    connection.execute(brief_fields.update().where(*here).values(state=FILLING, done=0))
    connection.commit()
    return wrong


def fill(connection: Connection, registers: Sequence[str], told: Callable[[str], Any]) -> int:
    """Bring the narrow column of old entries up to date, a piece at a time; returns how many were changed.

    An entry that somebody is changing is not waited for with others locked: it is tried again. At the end the fields
    are ready, and those that leave are forgotten.
    """
    await_writers(connection, told)
    here = brief_fields.c.register.in_(registers)
    given = {"registers": list(registers)}
    ends = text("SELECT min(id), max(id) FROM register_entry WHERE register = ANY(:registers)")
    first, last = connection.execute(ends, given).one()
    changed = 0
    for start in range(first, last + 1, BATCH) if first is not None else ():
        changed += fill_piece(connection, {**given, "first": start, "end": start + BATCH})
        done = min(99, 100 * (start + BATCH - first) // (last - first + 1))
        connection.execute(brief_fields.update().where(here, brief_fields.c.done < done).values(done=done))
        connection.commit()
    connection.execute(brief_fields.delete().where(here, brief_fields.c.state == LEAVING))
    connection.execute(brief_fields.update().where(here).values(state=READY, done=100))
    connection.commit()
    told(f"{', '.join(registers)}: {changed} entries filled")
    return changed


WRONG = (
    "SELECT id FROM register_entry WHERE register = ANY(:registers) AND id >= :first AND id < :end"
    " AND brief IS DISTINCT FROM entry_brief(register, extra)"
)


def fill_piece(connection: Connection, given: Mapping[str, Any]) -> int:
    """Bring some entries up to date; the trigger works their values out."""
    free = f"UPDATE register_entry SET brief = NULL WHERE id IN ({WRONG} ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)"  # noqa: S608
    changed = 0
    while True:
        changed += connection.execute(text(free), given).rowcount
        connection.commit()
        if connection.scalar(text(f"{WRONG} LIMIT 1"), given) is None:
            return changed
        connection.commit()
        time.sleep(PAUSE)


def await_writers(connection: Connection, told: Callable[[str], Any]) -> None:
    """Wait for the transactions that may have written entries before the trigger knew of a field.

    CREATE INDEX CONCURRENTLY waits for them in the same way. Nobody waits for us.
    """
    asked = text(
        "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'"
        " AND relation = 'register_entry'::regclass AND pid <> pg_backend_pid()"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    before = set(connection.scalars(asked))
    if before:
        told(f"waiting for {len(before)} transactions that write entries")
    while before:
        time.sleep(PAUSE)
        before &= set(connection.scalars(asked))
