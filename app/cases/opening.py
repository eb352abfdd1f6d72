"""Opens the case of a new record in the transaction of its insert, and keeps a case with its record.

A record that comes with a state of its own (taken over from a register of before) begins there, and says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, update
from sqlalchemy.orm import Mapper, attributes, object_session

from app.cases import days, rows, versions
from app.cases.registry import Follows, followed_by, following, name_of
from app.cases.tables import ProcessCase
from app.process.calendar import Calendar
from app.process.case import Case, Person, begin
from app.process.clock import end_of
from app.process.process import Process
from app.record import Record, utc_now

_table: Any = ProcessCase.__table__


def open_case(follows: Follows, process: Process, record: Any, *, by: Person, on: datetime, calendar: Calendar) -> Case:
    """The case that a new record begins with."""
    start = follows.start(record, process)
    stage = start.stage or process.start
    placed = begin(replace(process, start=stage), by=by, on=on, calendar=calendar)
    due = None if start.due is None else end_of(start.due, on)
    due = None if process.stage(stage).final else due or placed.due
    first = replace(placed.history[0], due=due)
    return replace(placed, process=process, due=due, suspended=on if start.suspended else None, history=(first,))


@event.listens_for(Record, "before_insert", propagate=True)
def begin_new(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
    """Begin the case of a new record, and let the record mirror it from its first moment on."""
    follows = followed_by(record)
    if follows is None:
        return
    session = object_session(record)
    viewer = session.info.get("viewer") if session is not None else None
    by = Person(id=viewer.user_id if viewer else 0, name=viewer.name if viewer else "")
    owner, process = versions.current(connection, follows.street(record), follows.choose(connection, record))
    calendar = days.calendar(connection, record.street_id)
    on = utc_now().astimezone(rows.zone())
    case = open_case(follows, process, record, by=by, on=on, calendar=calendar)
    for name, value in follows.mirror(record, case).items():
        setattr(record, name, value)
    post = viewer.home.organisation if viewer and viewer.home else ""
    record._begun = (case, owner, post)


@event.listens_for(Record, "after_insert", propagate=True)
def write_new(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
    """Write the case that was begun, now that the record has its number."""
    begun = record.__dict__.pop("_begun", None)
    if begun is None:
        return
    case, owner, post = begun
    whose = {"resource": name_of(record), "record_id": record.id}
    units = {"street_id": record.street_id, "organisation_id": record.organisation_id}
    rows.insert_case(connection, case, owner, post=post, **whose, **units)


@event.listens_for(Record, "after_update", propagate=True)
def follow_record(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
    """Let a case move to another unit with its record."""
    if following(name_of(record)) is None:
        return
    if attributes.get_history(record, "organisation_id").has_changes():
        units = {"street_id": record.street_id, "organisation_id": record.organisation_id}
        connection.execute(update(_table).where(*_mine(record)).values(**units))


@event.listens_for(Record, "after_delete", propagate=True)
def let_go(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
    """Part the case of a purged record from it: its history stays, its number may be given again."""
    if following(name_of(record)) is not None:
        connection.execute(update(_table).where(*_mine(record)).values(record_id=-_table.c.id))


def _mine(record: Any) -> tuple[Any, Any]:
    return _table.c.resource == name_of(record), _table.c.record_id == record.id
