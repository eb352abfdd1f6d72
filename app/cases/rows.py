"""Turns rows of cases and events into values, and values into rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from flask_babel import get_timezone
from sqlalchemy import Connection, insert, select

from app.cases import versions
from app.cases.tables import CaseEvent, ProcessCase
from app.process.case import Case, Event, Request
from app.process.process import Doing

_cases: Any = ProcessCase.__table__
_events: Any = CaseEvent.__table__


class Held(NamedTuple):
    """A case as a value, and its row."""

    case: Case
    row: Any


def zone() -> Any:
    """The zone in which days end."""
    return get_timezone()


def local(moment: datetime | None) -> datetime | None:
    """A moment on the clocks of the street."""
    return None if moment is None else moment.astimezone(zone())


def read(connection: Connection, rows: Sequence[Any]) -> list[Held]:
    """Cases with their histories; one statement for all events, and one for each version that is not in memory."""
    if not rows:
        return []
    histories: dict[int, list[Event]] = {row.id: [] for row in rows}
    statement = (
        select(_events).where(_events.c.case_id.in_(list(histories))).order_by(_events.c.case_id, _events.c.number)
    )
    for found in connection.execute(statement):
        histories[found.case_id].append(event_of(found))
    return [Held(case_of(connection, row, tuple(histories[row.id])), row) for row in rows]


def case_of(connection: Connection, row: Any, history: tuple[Event, ...]) -> Case:
    """A row and its events as a case."""
    return Case(
        process=versions.version(connection, row.owner_id, row.key, row.version),
        stage=row.stage,
        entered=row.entered_at.astimezone(zone()),
        due=local(row.due_at),
        suspended=local(row.suspended_at),
        request=request_of(row.request),
        extended=row.extended,
        history=history,
    )


def event_of(row: Any) -> Event:
    """A row as an event."""
    return Event(
        number=row.number,
        transition=row.transition,
        does=Doing(row.does),
        source=row.source,
        target=row.target,
        by=row.user_id,
        name=row.user_name,
        on=row.at.astimezone(zone()),
        due=local(row.due_at),
        reason=row.reason or "",
        skipped=tuple(row.skipped or ()),
        values=MappingProxyType(dict(row._mapping["values"] or {})),
    )


def request_of(given: Mapping[str, Any] | None) -> Request | None:
    """More time that was asked for, as its column holds it."""
    if not given:
        return None
    on = datetime.fromisoformat(given["on"]).astimezone(zone())
    return Request(by=given["by"], name=given["name"], amount=given["amount"], reason=given["reason"], on=on)


def state(case: Case) -> dict[str, Any]:
    """The columns of a case that a transition may change."""
    asked = case.request
    return {
        "step": case.step,
        "stage": case.stage,
        "entered_at": case.entered,
        "due_at": case.due,
        "suspended_at": case.suspended,
        "request": None
        if asked is None
        else {
            "by": asked.by,
            "name": asked.name,
            "amount": asked.amount,
            "reason": asked.reason,
            "on": asked.on.isoformat(),
        },
        "extended": case.extended,
        "number": case.number,
        "closed_at": case.entered if case.over else None,
    }


def insert_case(connection: Connection, case: Case, owner: int, *, post: str = "", **whose: Any) -> int:
    """Write a new case with its history; `whose` says the record, its street and its unit."""
    made = insert(_cases).values(case_row(case, owner, **whose))
    number = int(connection.execute(made.returning(_cases.c.id)).scalar_one())
    insert_events(connection, number, case.history, post=post)
    return number


def case_row(case: Case, owner: int, **whose: Any) -> dict[str, Any]:
    """The columns of a new case."""
    return {
        "owner_id": owner,
        "key": case.process.key,
        "version": case.process.number,
        "opened_at": case.history[0].on,
        **state(case),
        **whose,
    }


def insert_events(
    connection: Connection, case_id: int, events: Sequence[Event], *, post: str = "", values: Any = None
) -> None:
    """Add events to a history; `values` is what JSON can say of theirs."""
    connection.execute(insert(_events), [event_row(case_id, event, post=post, values=values) for event in events])


def event_row(case_id: int, event: Event, *, post: str = "", values: Any = None) -> dict[str, Any]:
    """The columns of an event."""
    return {
        "case_id": case_id,
        "number": event.number,
        "transition": event.transition,
        "does": event.does.value,
        "source": event.source,
        "target": event.target,
        "user_id": event.by,
        "user_name": event.name[:80],
        "post": post[:80] or None,
        "at": event.on,
        "due_at": event.due,
        "reason": event.reason or None,
        "values": values or None,
        "skipped": list(event.skipped) or None,
    }
