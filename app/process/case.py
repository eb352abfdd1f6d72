"""Turns a case, a transition and who takes it into the next case and what happened, or into every reason why not.

    advance(case, "accept", by=secretary, on=now, values={…}, facts={"parties_present"}, calendar=calendar)

A case is a value: nothing here reads a clock or writes. `on` carries the zone of the street, since days end there.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from app.process.calendar import Calendar
from app.process.clock import deadline, later
from app.process.process import Doing, Limit, Process, Stage, Transition
from app.process.refusal import Reason, Refused

REASON = "reason"  # the value that holds a reason
AMOUNT = "amount"  # the value that holds how much more time is asked for
Changes = dict[str, Any]  # the parts of a case that become others
EMPTY: Mapping[str, Any] = MappingProxyType({})
NO_FACTS: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Who acts: an account, and every part that it has in the case at hand."""

    id: int
    name: str
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One entry of a case's history. Entries are only ever added."""

    number: int
    transition: str
    does: Doing
    source: str
    target: str
    by: int
    name: str
    on: datetime
    due: datetime | None  # the deadline afterwards
    reason: str = ""
    skipped: tuple[str, ...] = ()  # stages left undone
    values: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """More time that somebody asked for."""

    by: int
    name: str
    amount: int
    reason: str
    on: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Where a record stands in its process."""

    process: Process
    stage: str
    entered: datetime
    due: datetime | None = None
    suspended: datetime | None = None  # since when the clock stands still
    request: Request | None = None
    extended: bool = False  # in this visit of the stage
    history: tuple[Event, ...] = ()

    @property
    def number(self) -> int:
        """How many events there were: the version that guards against two people acting at once."""
        return len(self.history)

    @property
    def at(self) -> Stage:
        """The stage it stands in."""
        return self.process.stage(self.stage)

    @property
    def step(self) -> str:
        """The step it stands in."""
        return self.at.step

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.at.final

    def late(self, now: datetime) -> bool:
        """Whether it is over its time; never while the clock stands still."""
        return self.due is not None and self.suspended is None and now > self.due

    def visits(self, stage: str) -> int:
        """How often it stood in a stage."""
        entered = sum(event.target == stage and event.does is Doing.MOVE for event in self.history)
        return entered or int(self.stage == stage)


class Advance(NamedTuple):
    """What a transition made of a case."""

    case: Case
    events: tuple[Event, ...]


def begin(process: Process, *, by: Person, on: datetime, calendar: Calendar, values: Mapping[str, Any] = EMPTY) -> Case:
    """A new case at the start of a process, with its first event."""
    stage = process.stage(process.start)
    due = deadline(stage.limit, on, calendar)
    event = Event(
        number=1,
        transition="begin",
        does=Doing.MOVE,
        source="",
        target=stage.key,
        by=by.id,
        name=by.name,
        on=on,
        due=due,
        values=values,
    )
    return Case(process=process, stage=stage.key, entered=on, due=due, history=(event,))


def advance(
    case: Case,
    transition: str,
    by: Person,
    on: datetime,
    values: Mapping[str, Any] = EMPTY,
    *,
    calendar: Calendar,
    facts: Set[str] = NO_FACTS,
) -> Advance:
    """The case after a transition, and what happened. Raises Refused with every reason at once."""
    way = case.process.ways.get(transition)
    if way is None:
        raise Refused(Reason(code="no_such_transition", values=(("transition", transition),)))
    reasons = refusals(case, way, by, on, values, facts=facts)
    if reasons:
        raise Refused(*reasons)
    changes = DOINGS[way.does](case, way, by, on, values, calendar)
    target: str = changes.get("stage", case.stage)
    due = changes.get("due", case.due)
    event = Event(
        number=case.number + 1,
        transition=way.key,
        does=way.does,
        source=case.stage,
        target=target,
        by=by.id,
        name=by.name,
        on=on,
        due=due,
        reason=str(values.get(REASON, "")).strip(),
        skipped=way.skips,
        values=MappingProxyType(dict(values)),
    )
    after = Case(  # made anew: `replace` looks through every field, at every step
        process=case.process,
        stage=target,
        entered=changes.get("entered", case.entered),
        due=due,
        suspended=changes.get("suspended", case.suspended),
        request=changes.get("request", case.request),
        extended=changes.get("extended", case.extended),
        history=(*case.history, event),
    )
    return Advance(after, (event,))


def refusals(
    case: Case,
    way: Transition,
    by: Person,
    on: datetime | None = None,
    values: Mapping[str, Any] = EMPTY,
    *,
    facts: Set[str] = NO_FACTS,
) -> tuple[Reason, ...]:
    """Everything that keeps somebody from taking a transition now. Without `on` the moment is not asked about."""
    stage = case.at
    found: list[Reason] = []
    if case.stage not in way.source or any(fact not in facts for fact in way.when):
        code = "case_over" if stage.final else "not_from_here"
        return (Reason(code=code, values=(("label", way.label), ("stage", stage.label))),)
    if case.suspended is not None and way.does is not Doing.RESUME:
        found.append(Reason(code="case_suspended", values=(("day", day_of(case.suspended, on)),)))
    if case.suspended is None and way.does is Doing.RESUME:
        found.append(Reason(code="not_suspended"))
    if on is not None and case.history and on < case.history[-1].on:
        found.append(Reason(code="before_last", values=(("day", day_of(case.history[-1].on, on)),)))
    if not by.parts.intersection(way.actors):
        found.append(Reason(code="not_yours", values=(("label", way.label),)))
    elif barred(case, way, by):
        found.append(Reason(code="barred", values=(("label", way.label),)))
    for skipped in map(case.process.stage, way.skips):
        if not skipped.skippable:
            found.append(Reason(code="not_skippable", values=(("stage", skipped.label),)))
    if way.does is Doing.MOVE:
        target = case.process.stage(way.target)
        if not target.repeatable and case.visits(target.key):
            found.append(Reason(code="not_repeatable", values=(("stage", target.label),)))
    if (way.reason or way.skips) and not str(values.get(REASON, "")).strip():
        found.append(Reason(code="no_reason"))
    found += [Reason(code="missing", values=(("field", name),)) for name in way.needs if empty(values.get(name))]
    found += [Reason(code="not_so_yet", values=(("fact", name),)) for name in way.facts if name not in facts]
    return (*found, *more_time(case, way, by, values))


def more_time(case: Case, way: Transition, by: Person, values: Mapping[str, Any]) -> list[Reason]:
    """What keeps more time from being asked for, or given."""
    most = case.at.extension
    found = []
    if way.does is Doing.ASK:
        amount = values.get(AMOUNT)
        if most is None or case.due is None:
            found.append(Reason(code="no_extension", values=(("stage", case.at.label),)))
        elif not isinstance(amount, int) or isinstance(amount, bool) or not 1 <= amount <= most.amount:
            found.append(Reason(code="extension_amount", values=(("most", most.words),)))
        if case.extended:
            found.append(Reason(code="extended_before"))
        if case.request is not None:
            found.append(Reason(code="asked_before", values=(("name", case.request.name),)))
    elif way.does in (Doing.GRANT, Doing.DENY):
        if case.request is None:
            found.append(Reason(code="not_asked"))
        elif case.request.by == by.id:
            found.append(Reason(code="own_request"))
    return found


def barred(case: Case, way: Transition, by: Person) -> bool:
    """Whether somebody has a part that excludes this one: who handled a case does not verify it."""
    return any(did(case, bar[4:], by) if bar.startswith("did:") else bar in by.parts for bar in way.bars)


def did(case: Case, key: str, by: Person) -> bool:
    """Whether somebody took a transition, or led the case out of a stage."""
    if key in case.process.ways:
        return any(event.by == by.id and event.transition == key for event in case.history)
    return any(event.by == by.id and event.source == key and event.does is Doing.MOVE for event in case.history)


def doers(case: Case, way: Transition) -> frozenset[int]:
    """The accounts that what they did in a case excludes from a transition."""
    keys = [bar[4:] for bar in way.bars if bar.startswith("did:")]
    people = {event.by: Person(id=event.by, name=event.name) for event in case.history}
    return frozenset(number for number, by in people.items() if any(did(case, key, by) for key in keys))


def offers(
    case: Case, by: Person, values: Mapping[str, Any] = EMPTY, *, facts: Set[str] = NO_FACTS
) -> list[tuple[Transition, tuple[Reason, ...]]]:
    """Every transition that the stage offers, with what stands in this person's way; none means that he may go on.

    What is asked for in the form of the transition itself (its fields, a reason, an amount) stands among the reasons
    until `values` hold it.
    """
    return [
        (way, refusals(case, way, by, None, values, facts=facts))
        for way in case.process.leaving(case.stage)
        if all(fact in facts for fact in way.when)
    ]


def day_of(moment: datetime, on: datetime | None) -> date:
    """The day of a moment, in the zone of another."""
    return (moment if on is None else moment.astimezone(on.tzinfo)).date()


def empty(value: Any) -> bool:
    """Whether a field holds nothing. No is an answer, and so is 0."""
    return value is None or value == "" or value == [] or value == ()


def _move(
    case: Case, way: Transition, by: Person, on: datetime, values: Mapping[str, Any], calendar: Calendar
) -> Changes:
    stage = case.process.stage(way.target)
    due = None if stage.final else deadline(stage.limit, on, calendar)
    return {"stage": stage.key, "entered": on, "due": due, "request": None, "extended": False}


def _note(
    case: Case, way: Transition, by: Person, on: datetime, values: Mapping[str, Any], calendar: Calendar
) -> Changes:
    return {}


def _suspend(
    case: Case, way: Transition, by: Person, on: datetime, values: Mapping[str, Any], calendar: Calendar
) -> Changes:
    return {"suspended": on}


def _resume(
    case: Case, way: Transition, by: Person, on: datetime, values: Mapping[str, Any], calendar: Calendar
) -> Changes:
    due, limit = case.due, case.at.limit
    if due is not None and limit is not None and case.suspended is not None:
        due = later(due, limit.unit, case.suspended, on, calendar)
    return {"suspended": None, "due": due}


def _ask(
    case: Case, way: Transition, by: Person, on: datetime, values: Mapping[str, Any], calendar: Calendar
) -> Changes:
    reason = str(values.get(REASON, "")).strip()
    return {"request": Request(by=by.id, name=by.name, amount=int(values[AMOUNT]), reason=reason, on=on)}


def _grant(
    case: Case, way: Transition, by: Person, on: datetime, values: Mapping[str, Any], calendar: Calendar
) -> Changes:
    assert case.request is not None and case.due is not None and case.at.extension is not None
    more = Limit(case.request.amount, case.at.extension.unit)
    due = deadline(more, case.due.astimezone(on.tzinfo), calendar)
    return {"due": due, "request": None, "extended": True}


def _deny(
    case: Case, way: Transition, by: Person, on: datetime, values: Mapping[str, Any], calendar: Calendar
) -> Changes:
    return {"request": None}


DOINGS = {
    Doing.MOVE: _move,
    Doing.NOTE: _note,
    Doing.SUSPEND: _suspend,
    Doing.RESUME: _resume,
    Doing.ASK: _ask,
    Doing.GRANT: _grant,
    Doing.DENY: _deny,
}
