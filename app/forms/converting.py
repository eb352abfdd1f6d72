"""Turns the stored values of a unit's records into values of another kind, all of them with the publication or none.

The publication raises the counter of forms first, and keeps that row until it commits. Who saves a record with values
of a street holds the same row and looks whether the forms are still those that he read (`app/access/epoch.py`). So no
record is saved under the old form once this has begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext
from sqlalchemy import Table, and_, delete, func, select, update
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.tree import after
from app.fields.base import Context, ExtraSource, Invalid
from app.fields.secret import blind_name
from app.fields.stored import stored
from app.fields.unique import NotAlone, hold, unique_entry
from app.forms.convert import Turn, turns
from app.forms.registers import register_of
from app.forms.store import FormVersion, current, publish
from app.metadata.resource import Resource

BATCH = 500
EXAMPLES = 5
on_publish: list[Callable[[Session, int, Resource, Mapping[str, Any]], None]] = []
"""What else a publication does to records, in its transaction: (session, unit, resource, the form's JSON)."""
DOOR = {"door": "a form holds for all records below its unit, whoever sees them"}


@dataclass(frozen=True, kw_only=True)
class Report:
    """How many records hold a value, how many of these can become another one, and some that cannot."""

    total: int
    fits: int
    examples: tuple[str, ...] = ()  # "<value>: <reason>"
    alike: int = 0  # records that hold what another one holds, of a field that becomes unique

    @property
    def bad(self) -> int:
        """How many stand in the way."""
        return self.total - self.fits + self.alike


class Unfit(ValueError):
    """Values that cannot become what the form says; `faults` names each field with the count."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, kw_only=True)
class Below:
    """The records of a resource that belong to a unit or below it, those in the bin included."""

    table: Table
    name: str  # of the register, else of the table: what unique values are kept under
    condition: Any

    @classmethod
    def of(cls, session: Session, owner: int, resource: Resource) -> Below:
        """Those of a unit."""
        table: Any = resource.model.__table__
        tree = table.metadata.tables["organisation"]
        path = session.execute(select(tree.c.path).where(tree.c.id == owner), execution_options=DOOR).scalar() or "/0/"
        if table is tree:
            here = and_(tree.c.path >= path, tree.c.path < after(path))
        else:
            units = select(tree.c.id).where(tree.c.path >= path, tree.c.path < after(path))
            here = table.c.organisation_id.in_(units)
        register = register_of(resource)
        if register is not None:
            here = and_(table.c.register == register, here)
        return cls(table=table, name=register or table.name, condition=here)

    def holding(self, key: str) -> Any:
        """The condition on those that hold a value."""
        return and_(self.condition, stored(self.table.c.extra, key).is_not(None))

    def rows(self, session: Session, key: str, *, lock: bool = False) -> Iterator[Sequence[Any]]:
        """The records with a value, some at a time, by their number."""
        held = self.table.c
        columns = [held.id, held.extra, held.street_id, held.version, held.deleted_at]
        last = 0
        while True:
            statement = select(*columns).where(self.holding(key), held.id > last).order_by(held.id).limit(BATCH)
            found = session.execute(statement.with_for_update() if lock else statement, execution_options=DOOR).all()
            if not found:
                return
            last = found[-1].id
            yield found


def convertible(
    session: Session, owner: int, resource: Resource, key: str, new_spec: Mapping[str, Any], context: Context
) -> Report:
    """What would become of the stored values of a published field under another JSON of it."""
    stands = current(session, owner, resource.name)
    before = {"fields": [item for item in (stands.spec if stands else {}).get("fields", ()) if item["key"] == key]}
    below = Below.of(session, owner, resource)
    for turn in turns(before, {"fields": [new_spec]}):
        return report(session, below, turn, context)
    return Report(total=0, fits=0)


def report(session: Session, below: Below, turn: Turn, context: Context) -> Report:
    """What one turn does to the stored values."""
    total, fits = 0, 0
    examples: list[str] = []
    for batch in below.rows(session, turn.key) if turn.change is not None else ():
        for row in batch:
            total += 1
            try:
                turn.convert(row.extra, below.table.name, context)
                fits += 1
            except Invalid as refused:
                if len(examples) < EXAMPLES:
                    held = turn.before.read_extra(row.extra, turn.key, below.table.name)
                    examples.append(f"{turn.before.text(held, context)[:60]}: {refused}")
    alike = duplicates(session, below, turn) if turn.alone and turn.change is None else 0
    return Report(total=total, fits=fits, examples=tuple(examples), alike=alike)


def duplicates(session: Session, below: Below, turn: Turn) -> int:
    """How many living records hold what another one of the street holds."""
    held = below.table.c
    name = blind_name(turn.key) if turn.before.secret else turn.key
    value = func.lower(stored(held.extra, name))
    groups = (
        select(func.count().label("count"))
        .where(below.holding(turn.key), held.deleted_at.is_(None))
        .group_by(held.street_id, value)
        .having(func.count() > 1)
        .subquery()
    )
    return int(session.execute(select(func.sum(groups.c.count)), execution_options=DOOR).scalar() or 0)


def unfit(session: Session, owner: int, resource: Resource, spec: Mapping[str, Any], context: Context) -> list[str]:
    """What keeps a form from being published because of what records hold."""
    stands = current(session, owner, resource.name)
    found = []
    for turn in turns(stands.spec if stands else {}, spec):
        told = report(session, Below.of(session, owner, resource), turn, context)
        found += faults_of(turn, told)
    return found


def faults_of(turn: Turn, told: Report) -> list[str]:
    """A report in words, with the place in the form; nothing where everything fits."""
    found = []
    if told.total > told.fits:
        words = gettext(
            "%(bad)s of %(total)s stored values cannot become this kind. Correct them first, or keep the kind.",
            bad=told.total - told.fits,
            total=told.total,
        )
        found.append(f"fields[{turn.number}].kind: {words}")
    if told.alike:
        words = gettext("%(count)s entries hold the same value as another one. Correct them first.", count=told.alike)
        found.append(f"fields[{turn.number}].unique: {words}")
    return found


def publish_whole(
    session: Session, owner: int, resource: Resource, spec: Mapping[str, Any], context: Context, **how: Any
) -> FormVersion:
    """Publish a form and turn what records hold, in one transaction; the caller commits.

    `how` is as for `publish`. Raises Overtaken, or Unfit: then the caller takes everything back.
    """
    stands = current(session, owner, resource.name)
    made = publish(session, owner, resource.name, spec, **how)
    faults: list[str] = []
    for turn in turns(stands.spec if stands else {}, spec):
        faults += carry_out(session, Below.of(session, owner, resource), resource.name, turn, context)
    if faults:
        raise Unfit(faults)
    for follow in on_publish:
        follow(session, owner, resource, spec)
    return made


def carry_out(session: Session, below: Below, name: str, turn: Turn, context: Context) -> list[str]:
    """Turn all values of one field; the answer is what stands against it."""
    count = bad = alike = 0
    held = below.table.c
    if turn.alone:
        forget(session, below, turn.key)
    for batch in below.rows(session, turn.key, lock=True):
        for row in batch:
            try:
                values = turn.convert(row.extra, below.table.name, context)
            except Invalid:
                bad += 1
                continue
            if turn.change is not None and not bad:
                mine = (held.id == row.id, held.version == row.version)
                changed = update(below.table).where(*mine).values(extra=values, version=row.version + 1)
                session.execute(changed, execution_options=DOOR)
            if turn.alone and row.deleted_at is None and not bad:
                alike += not taken(session, below, turn, row, values)
            count += 1
    if bad or alike:
        return faults_of(turn, Report(total=count + bad, fits=count, alike=alike))
    if turn.change is not None and count:
        kinds = [turn.before.kind, turn.after.kind]
        words = gettext(
            "%(field)s: %(before)s became %(after)s in %(count)s entries",
            field=str(turn.after.label),
            before=kinds[0],
            after=kinds[1],
            count=count,
        )
        note_action(session, "publish", name, note=words, changes={turn.key: kinds})
    return []


def forget(session: Session, below: Below, key: str) -> None:
    """Let go of what a field held alone: it is all taken anew."""
    held = unique_entry.c
    ids = select(below.table.c.id).where(below.condition)
    place = f"{below.name}.{key}@"
    mine = (held.resource == below.table.name, held.place.startswith(place, autoescape=True), held.record_id.in_(ids))
    session.execute(delete(unique_entry).where(*mine), execution_options=DOOR)


def taken(session: Session, below: Below, turn: Turn, row: Any, values: Mapping[str, Any]) -> bool:
    """Whether a record could take its value for itself."""
    stand_in = type("Row", (), {"__tablename__": below.table.name})()
    stand_in.id, stand_in.street_id, stand_in.extra, stand_in.deleted_at = row.id, row.street_id, dict(values), None
    if below.name != below.table.name:
        stand_in.register = below.name
    field = replace(turn.after, source=None).bind(turn.key, ExtraSource(turn.key))
    connection = session.connection()
    try:
        with connection.begin_nested():
            hold(connection, stand_in, [field])
    except NotAlone:
        return False
    return True
