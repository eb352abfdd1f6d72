"""Takes transitions: one transaction with the case, its history, what it does to records, and the trace; or nothing.

    held = case_of(session, "issue", 17)
    take(work, resource, record, "accept", {"category": "lift"}, seen=held.case.number)

The first statement of a step raises the number of the case where it still is the one that was seen. So of two people
who act at once one goes on, and the other, who waits for him, is told who did what and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.files import attach
from app.access.scope import OutOfScope
from app.access.undone import undone
from app.cases import acting, days, rows
from app.cases.registry import Follows, Look, Room, Taken, following
from app.cases.rows import Held
from app.cases.tables import ProcessCase
from app.fields.base import UPLOADS, Field, Invalid
from app.metadata.resource import Resource, UnknownField
from app.process import case as rules
from app.process.case import AMOUNT, REASON, Advance, Case
from app.process.process import Transition, Words
from app.process.refusal import MESSAGES, Reason, Refused

__all__ = ["Held", "NoCase", "Overtaken", "Refused", "Unfit", "case_of", "cases_of", "look", "offers", "step", "take"]

MOST_REASON = 2000  # letters
_table: Any = ProcessCase.__table__


class NoCase(LookupError):
    """A record that follows no process."""


class Overtaken(Exception):
    """Somebody else took a step in between: who, which, and when."""

    def __init__(self, name: str, transition: str, at: datetime, label: Words) -> None:
        super().__init__(f"{name}: {transition} at {at}")
        self.name, self.transition, self.at, self.label = name, transition, at, label


class Unfit(Invalid):
    """What was filled in cannot be: {field: message}."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


BEGUN = Words("登记", "Registered")

# -- reading ------------------------------------------------------------------------------------------------------


def case_of(session: Session, resource: str, record_id: int) -> Held | None:
    """Where a record stands, with its history; None where it follows no process. Two statements.

    The caller has found the record in its scope.
    """
    return cases_of(session, resource, (record_id,)).get(record_id)


def cases_of(session: Session, resource: str, record_ids: Iterable[int]) -> dict[int, Held]:
    """The same for many records at once, by their number; also two statements."""
    connection = session.connection()
    statement = select(_table).where(_table.c.resource == resource, _table.c.record_id.in_(list(record_ids)))
    found = rows.read(connection, connection.execute(statement).all())
    return {held.row.record_id: held for held in found}


def look(work: Room, resource: Resource, record: Any, case: Case, values: Mapping[str, Any] | None = None) -> Look:
    """A record and its case as the viewer of this request sees them now."""
    return Look(
        work=work,
        resource=resource,
        record=record,
        case=case,
        on=work.now.astimezone(work.timezone),
        calendar=days.calendar(work.session.connection(), record.street_id),
        values=values or {},
    )


def offers(work: Room, resource: Resource, record: Any, case: Case) -> list[tuple[Transition, tuple[Reason, ...]]]:
    """Every transition that the stage offers, with what stands in this viewer's way."""
    return offered(look(work, resource, record, case))


def offered(seen: Look) -> list[tuple[Transition, tuple[Reason, ...]]]:
    """The same, of a look that was taken."""
    case = seen.case
    ways = case.process.leaving(case.stage)
    values = {name: value for way in ways for name, value in standing(seen, way).items()}
    return rules.offers(case, acting.person(seen, ways), values, facts=facts(seen, ways))


def facts(seen: Look, ways: Iterable[Transition]) -> frozenset[str]:
    """Those of the facts which these transitions ask about that are so."""
    asked = {name for way in ways for name in (*way.facts, *way.when)}
    known = _follows(seen.resource.name).facts
    return frozenset(name for name in asked if name in known and known[name](seen))


def standing(seen: Look, way: Transition) -> dict[str, Any]:
    """What the record holds already of the fields that a transition asks for: a form that is sent empties no other."""
    fields, follows = seen.resource.fields, _follows(seen.resource.name)
    names = dict.fromkeys((*way.needs, *follows.carries.get(way.key, ())))
    return {name: fields[name].read(seen.record) for name in names if name in fields and name not in follows.fresh}


def inputs(follows: Follows, resource: Resource, way: Transition) -> tuple[Field, ...]:
    """The fields that a transition asks for, beside a reason and an amount: for its form."""
    names = dict.fromkeys((*way.needs, *follows.carries.get(way.key, ())))
    return tuple(found for name in names if (found := _input(follows, resource, name)) is not None)


def sentence(reason: Reason, locale: str, told: Mapping[str, Any]) -> str:
    """A reason in the reader's language. `told` holds the words of facts, and the labels of fields, by name."""
    values: dict[str, Any] = {}
    for name, value in reason.values:
        if isinstance(value, Words):
            values[name] = value.told(locale)
        elif name in ("fact", "field") and value in told:
            found = told[str(value)]
            values[name] = found.told(locale) if isinstance(found, Words) else str(found)
        else:
            values[name] = value
    return str(gettext(MESSAGES[reason.code], **values))


# -- writing ------------------------------------------------------------------------------------------------------


def take(work: Room, resource: Resource, record: Any, transition: str, values: Mapping[str, Any], seen: int) -> Advance:
    """Take a transition, and commit. `seen` is the number of the case that the person had before his eyes.

    Raises Refused with every reason, Unfit for what was filled in, Overtaken, NoCase, OutOfScope; then nothing is kept.
    """
    with undone(work.session):
        advance = step(work, resource, record, transition, values, seen)
        work.session.commit()
    return advance


def step(work: Room, resource: Resource, record: Any, transition: str, values: Mapping[str, Any], seen: int) -> Advance:
    """The same within the transaction of the caller, who commits, or takes everything back."""
    session, follows = work.session, _follows(resource.name)
    row = _claim(session, resource.name, record.id, seen)
    held = rows.read(session.connection(), (row,))[0]
    case, record = held.case, _locked(session, resource, record.id)
    given = look(work, resource, record, case)
    way = case.process.ways.get(transition)
    if way is None:
        raise Refused(Reason(code="no_such_transition", values=(("transition", transition),)))
    values = fill(given, follows, way, values)
    given = replace(given, values=values)
    by = acting.person(given, (way,))
    advance = rules.advance(
        case, transition, by, given.on, {**standing(given, way), **values},
        calendar=given.calendar, facts=facts(given, (way,)),
    )  # fmt: skip
    if advance.case.due is not None:
        days.warn(given.calendar, record.street_id, advance.case.due.date())
    _keep(given, follows, way, advance, row.id)
    return advance


def fill(given: Look, follows: Follows, way: Transition, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, as its fields hold it. Raises Unfit; UnknownField for what the transition does not ask."""
    names = (*way.needs, *follows.carries.get(way.key, ()), REASON, AMOUNT)
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in values.items():
        if name not in names:
            raise UnknownField(given.resource.name, name, names)
        if name == REASON:
            found[name] = str(value or "").strip()
            if len(found[name]) > MOST_REASON:
                errors[name] = gettext("At most %(most)s letters.", most=MOST_REASON)
            continue
        if name == AMOUNT:
            found[name] = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
            continue
        declared = _input(follows, given.resource, name)
        if declared is None:
            raise UnknownField(given.resource.name, name, names)
        context = replace(given.work.context, resource=given.resource.name, record_id=given.record.id)
        try:
            typed = value if isinstance(value, (str, list, dict, type(None))) else declared.raw(value, context)
            found[name] = declared.parse(typed, context)
        except Invalid as refused:
            errors[name] = str(refused)
    if errors:
        raise Unfit(errors)
    return found


@contextmanager
def writing(session: Session, doing: str, note: str, *names: str) -> Iterator[None]:
    """Let a step write rows of these resources, whatever the forms would allow the viewer; they are written here.

    The trace calls what is written by the step's name, with its reason.
    """
    before = {key: session.info.get(key) for key in ("acting", "doing", "note")}
    session.info["acting"] = {*(before["acting"] or ()), *names}
    session.info["doing"], session.info["note"] = doing, note[:500] or None
    try:
        with session.no_autoflush:  # a record that changes twice in a step would stand in the trace twice
            yield
        session.flush()
    finally:
        for key, value in before.items():
            if value is None:
                session.info.pop(key, None)
            else:
                session.info[key] = value


def _keep(given: Look, follows: Follows, way: Transition, advance: Advance, case_id: int) -> None:
    """Write the case, its events, the record and whatever the effects are."""
    session, record, connection = given.session, given.record, given.session.connection()
    connection.execute(update(_table).where(_table.c.id == case_id).values(**rows.state(advance.case)))
    told = _told(follows, given.resource, given.values)
    rows.insert_events(connection, case_id, advance.events, post=acting.post(given, way), values=told)
    after, event, version = advance.case, advance.events[-1], record.version
    with writing(session, way.key, event.reason, given.resource.name, *follows.writes):
        uploads = _write(given, way)
        taken = Taken(
            work=given.work, resource=given.resource, record=record, case=given.case, on=given.on,
            calendar=given.calendar, values=given.values, memo=given.memo, way=way, after=after, event=event,
        )  # fmt: skip
        for name in way.effects:
            if name not in follows.effects:
                raise Unfit({"": gettext("This step is not possible for entries of this kind.")})
            follows.effects[name](taken)
        for name, value in follows.mirror(record, after).items():
            if getattr(record, name) != value:
                setattr(record, name, value)
        follows.after(taken)
    for declared in uploads:
        attach(session, record, given.resource.name, declared.key, declared.read(record), given.viewer.user_id)
    if record.version == version:  # else the change of the record stands in the trace under the step's name already
        beside = {name: [None, value] for name, value in told.items() if name not in given.resource.fields}
        note_action(session, way.key, given.resource.name, record=record, note=event.reason, changes=beside or None)


def _write(given: Look, way: Transition) -> list[Field]:
    """Put what was filled in on the record; the files among it are to be attached."""
    uploads = []
    for name, value in given.values.items():
        declared = given.resource.fields.get(name)
        if declared is None or declared.source is None:
            continue
        if declared.read(given.record) != value:
            declared.write(given.record, value)
        if declared.kind in UPLOADS and value:
            uploads.append(declared)
    return uploads


def _claim(session: Session, resource: str, record_id: int, seen: int) -> Any:
    """The row of a case, locked, where its number is still the one that was seen. Raises Overtaken, NoCase."""
    mine = (_table.c.resource == resource, _table.c.record_id == record_id)
    claim = update(_table).where(*mine, _table.c.number == seen).values(number=seen + 1).returning(_table)
    row = session.connection().execute(claim).first()
    if row is not None:
        return row
    held = case_of(session, resource, record_id)
    if held is None:
        raise NoCase(f"{resource} {record_id}")
    last, process = held.case.history[-1], held.case.process
    way = process.ways.get(last.transition)
    raise Overtaken(last.name, last.transition, last.on, way.label if way else BEGUN)


def _locked(session: Session, resource: Resource, number: int) -> Any:
    """The record as it stands now, in the viewer's scope; nobody edits it until the end. Raises OutOfScope."""
    statement = select(resource.model).where(resource.model.id == number).with_for_update(of=resource.model)
    with session.no_autoflush:
        found = session.execute(statement, execution_options={"populate_existing": True}).scalar_one_or_none()
    if found is None:
        raise OutOfScope(f"{resource.name} {number}")
    return found


def _told(follows: Follows, resource: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, as JSON says it; secret values masked. The reason stands beside it."""
    found = {}
    for name, value in values.items():
        if name == REASON or value is None:
            continue
        declared = _input(follows, resource, name)
        if declared is None:
            found[name] = value
        else:
            found[name] = declared.mask(value) if declared.secret else declared.to_json(value)
    return found


def _input(follows: Follows, resource: Resource, name: str) -> Field | None:
    return resource.fields.get(name) or follows.inputs.get(name)


def _follows(resource: str) -> Follows:
    found = following(resource)
    if found is None:
        raise NoCase(resource)
    return found
