"""Turns published versions of processes into values, and a street and a key into the version that is in force there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.access.epoch import FORMS, raise_epoch
from app.cases import registry
from app.cases.tables import SHIPPED, ProcessCase, ProcessVersion
from app.forms.follow import Offered
from app.process.process import Process
from app.process.reading import read_process, spec_of
from app.record import utc_now

TOLD = 100  # versions of one process
KEPT = 1000  # versions in memory; a version never changes

_table: Any = ProcessVersion.__table__
_kept: dict[tuple[int, datetime], Process] = {}  # by the row's id, and when it was made: tests have many databases


class Version(NamedTuple):
    """A process and where it came from: owner 0 is the program itself."""

    owner: int
    process: Process


class UnknownProcess(LookupError):
    """A key that neither the program nor the street knows."""


class Overtaken(Exception):
    """Somebody published in between; `number` is the version that stands now."""

    def __init__(self, number: int) -> None:
        super().__init__(f"version {number} stands now")
        self.number = number


def current(connection: Connection, street_id: int | None, key: str) -> Version:
    """The version that new cases of a street begin under: its own newest, else the shipped one. One statement.

    Raises UnknownProcess.
    """
    newest = (
        select(_table.c.id, _table.c.made_at)
        .where(_table.c.owner_id == street_id, _table.c.key == key)
        .order_by(_table.c.number.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    if row is not None:
        return Version(street_id or SHIPPED, _load(connection, row.id, row.made_at))
    process = registry.shipped().get(key)
    if process is None:
        raise UnknownProcess(key)
    return Version(SHIPPED, process)


def standing(connection: Connection, street_id: int) -> dict[str, Version]:
    """The version of each process that new cases of a street begin under, the shipped ones first. One statement."""
    rows = connection.execute(
        select(_table.c.key, _table.c.id, _table.c.made_at)
        .where(_table.c.owner_id == street_id)
        .order_by(_table.c.key, _table.c.number)
    ).all()
    newest = {row.key: row for row in rows}
    found = {key: Version(SHIPPED, process) for key, process in registry.shipped().items()}
    return {**found, **{key: Version(street_id, _load(connection, row.id, row.made_at)) for key, row in newest.items()}}


def version(connection: Connection, owner: int, key: str, number: int) -> Process:
    """The version that a case keeps. Raises UnknownProcess."""
    if number == SHIPPED:
        process = registry.shipped().get(key)
    else:
        wanted = (_table.c.owner_id == owner, _table.c.key == key, _table.c.number == number)
        row = connection.execute(select(_table.c.id, _table.c.made_at).where(*wanted)).first()
        process = None if row is None else _load(connection, row.id, row.made_at)
    if process is None:
        raise UnknownProcess(f"{key} {number} of {owner}")
    return process


def keys(connection: Connection, street_id: int) -> tuple[str, ...]:
    """The keys of all processes that a street may follow, the shipped ones first."""
    own = connection.execute(select(_table.c.key).where(_table.c.owner_id == street_id).distinct()).scalars()
    return tuple(dict.fromkeys((*registry.shipped(), *sorted(own))))


def offered(session: Session, unit: int) -> Mapping[str, Offered]:
    """The processes that registers of a unit may follow: the shipped ones, and those of its street, with all versions.

    Who makes registers above the streets has no versions of its own: the shipped ones hold there. Two statements.
    """
    connection, tree = session.connection(), _table.metadata.tables["organisation"]
    # Past the scope: a process is no secret to those whose entries follow it.
    street = connection.execute(select(tree.c.street_id).where(tree.c.id == unit)).scalar()
    kept: dict[str, list[Process]] = {}
    for _owner, process in in_use(connection, [street] if street is not None else []):
        kept.setdefault(process.key, []).append(process)
    return {
        key: Offered(process=found[-1], street=street, before=tuple(reversed(found[:-1])))
        for key, found in kept.items()
    }


def in_use(connection: Connection, streets: Iterable[int]) -> list[Version]:
    """Every version in which cases of these streets may stand: the shipped ones, and all that they published."""
    rows = connection.execute(
        select(_table.c.id, _table.c.made_at, _table.c.owner_id)
        .where(_table.c.owner_id.in_(sorted(streets)))
        .order_by(_table.c.id)
    ).all()
    own = [Version(row.owner_id, _load(connection, row.id, row.made_at)) for row in rows]
    return [*(Version(SHIPPED, process) for process in registry.shipped().values()), *own]


def publish(
    connection: Connection, street_id: int, process: Process, *, seen: int, by: str = "", note: str = ""
) -> int:
    """Freeze a process that was found without fault as the street's next version; returns its number.

    `seen` is the version it was made from, 0 for none. Raises Overtaken when somebody else published meanwhile.
    """
    mine = (_table.c.owner_id == street_id, _table.c.key == process.key)
    stands: int = connection.execute(select(func.coalesce(func.max(_table.c.number), 0)).where(*mine)).scalar_one()
    if stands != seen:
        raise Overtaken(stands)
    made: dict[str, Any] = {"spec": spec_of(process), "note": note[:500] or None, "made_by": by[:80]}
    made["made_at"] = utc_now()
    try:
        connection.execute(insert(_table).values(owner_id=street_id, key=process.key, number=stands + 1, **made))
    except IntegrityError:  # somebody else was quicker by a moment
        raise Overtaken(stands + 1) from None
    raise_epoch(connection, FORMS)  # registers that follow it have its stages among their fields
    return stands + 1


class Published(NamedTuple):
    """A version as its street published it."""

    process: Process
    note: str
    by: str
    at: datetime


def published(connection: Connection, street_id: int, key: str) -> tuple[Published, ...]:
    """The versions of a street's process that are told, the newest first. One statement, and one for each new to us."""
    rows = connection.execute(
        select(_table.c.id, _table.c.made_at, _table.c.note, _table.c.made_by)
        .where(_table.c.owner_id == street_id, _table.c.key == key)
        .order_by(_table.c.number.desc())
        .limit(TOLD)
    ).all()
    return tuple(
        Published(_load(connection, row.id, row.made_at), row.note or "", row.made_by, row.made_at) for row in rows
    )


def running(connection: Connection, street_id: int) -> dict[tuple[str, int, int], int]:
    """How many open cases of a street run under which version: {(key, owner, number): count}. One statement."""
    case = ProcessCase.__table__
    parts = (case.c.key, case.c.owner_id, case.c.version)
    open_ones = (case.c.street_id == street_id, case.c.closed_at.is_(None), case.c.record_id > 0)
    rows = connection.execute(select(*parts, func.count()).where(*open_ones).group_by(*parts)).all()
    return {(key, owner, number): count for key, owner, number, count in rows}


def _load(connection: Connection, id: int, made_at: datetime) -> Process:
    found = _kept.get((id, made_at))
    if found is None:
        row = connection.execute(select(_table.c.spec, _table.c.number, _table.c.key).where(_table.c.id == id)).one()
        found = replace(read_process(row.spec), key=row.key, number=row.number)
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[id, made_at] = found
    return found
