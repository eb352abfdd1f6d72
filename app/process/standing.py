"""Turns a case and a moment into how it stands: its light, the time left or over, and how long each stage took.

Values only: a higher room says “剩 2 个工作日” in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.process.calendar import Calendar
from app.process.case import Case, Event
from app.process.process import Doing, Stage, Unit

HOUR = timedelta(hours=1)
Pause = tuple[datetime, datetime]


class Light(StrEnum):
    """How urgent a case is."""

    NONE = "none"  # it has ended, or has no limit
    STILL = "still"  # suspended: the clock stands
    GREEN = "green"
    AMBER = "amber"  # due today or on the next working day
    RED = "red"  # over


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """An amount of time in the unit of a limit. 0 left is due today; less than an hour counts as one."""

    amount: int
    unit: Unit
    over: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One time that a case stood in a stage."""

    stage: Stage
    entered: datetime
    entered_by: str  # who led it in
    left: datetime | None  # None while it stands there
    left_by: str  # who led it out; empty while it stands there
    way: str  # the transition that led it out; empty while it stands there
    took: Span  # without the time that it was suspended
    suspended: timedelta
    promised: datetime | None  # the deadline when it came
    due: datetime | None  # the deadline at last, after extension and suspension
    late: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a case stands."""

    light: Light
    left: Span | None  # None without a deadline
    visits: tuple[Visit, ...]

    @property
    def promised(self) -> datetime | None:
        """What was promised when it came to where it stands."""
        return self.visits[-1].promised if self.visits else None


def standing(case: Case, now: datetime, calendar: Calendar) -> Standing:
    """All of it. For the rows of a list, `light` and `left` alone cost less and need no history."""
    return Standing(
        light=light(case.due, case.suspended, now, calendar),
        left=left(case.due, unit_of(case.at), case.suspended or now, calendar),
        visits=visits(case, now, calendar),
    )


def light(due: datetime | None, suspended: datetime | None, now: datetime, calendar: Calendar) -> Light:
    """How urgent it is to meet a deadline."""
    if due is None:
        return Light.NONE
    if suspended is not None:
        return Light.STILL
    if now > due:
        return Light.RED
    return Light.AMBER if due.astimezone(now.tzinfo).date() <= calendar.after(now.date(), 1) else Light.GREEN


def left(due: datetime | None, unit: Unit, now: datetime, calendar: Calendar) -> Span | None:
    """The time left, or over. Over a weekend no working day passes: then days are counted."""
    if due is None:
        return None
    due, over = due.astimezone(now.tzinfo), now > due
    if unit is Unit.HOURS:
        return Span(amount=-(-abs(due - now) // HOUR), unit=unit, over=over)
    first, last = sorted((now.date(), due.date()))
    amount = calendar.between(first, last) if unit is Unit.WORKING_DAYS else (last - first).days
    if over and not amount:
        return Span(amount=max(1, (last - first).days), unit=Unit.DAYS, over=True)
    return Span(amount=amount, unit=unit, over=over)


def unit_of(stage: Stage) -> Unit:
    """What a stage is counted in: as its limit is, else in working days."""
    return stage.limit.unit if stage.limit else Unit.WORKING_DAYS


def visits(case: Case, now: datetime, calendar: Calendar) -> tuple[Visit, ...]:
    """Every time that it stood in a stage, in order; the last goes on until now."""
    return tuple(
        visit(case.process.stage(events[0].target), events, ending, now, calendar)
        for events, ending in _stays(case.history)
    )


def visit(stage: Stage, events: list[Event], ending: Event | None, now: datetime, calendar: Calendar) -> Visit:
    """One visit: the event that led in and those that followed there, and the one that led out."""
    came, end = events[0], ending.on if ending else now
    pauses = tuple(_pauses(events, end))
    due = events[-1].due
    still = not ending and events[-1].does is not Doing.RESUME and bool(pauses) and pauses[-1][1] == end
    return Visit(
        stage=stage,
        entered=came.on,
        entered_by=came.name,
        left=ending.on if ending else None,
        left_by=ending.name if ending else "",
        way=ending.transition if ending else "",
        took=_took(unit_of(stage), came.on, end, pauses, calendar),
        suspended=sum((last - first for first, last in pauses), timedelta()),
        promised=came.due,
        due=due,
        late=due is not None and not stage.final and (pauses[-1][0] if still else end) > due,
    )


def _stays(history: tuple[Event, ...]) -> Iterator[tuple[list[Event], Event | None]]:
    stay: list[Event] = []
    for event in history:
        if event.does is Doing.MOVE and stay:
            yield stay, event
            stay = []
        stay.append(event)
    if stay:
        yield stay, None


def _pauses(events: list[Event], end: datetime) -> Iterator[Pause]:
    since: datetime | None = None
    for event in events:
        if event.does is Doing.SUSPEND:
            since = event.on
        elif event.does is Doing.RESUME and since is not None:
            yield since, event.on
            since = None
    if since is not None:
        yield since, end


def _took(unit: Unit, first: datetime, last: datetime, pauses: tuple[Pause, ...], calendar: Calendar) -> Span:
    if unit is Unit.HOURS:
        went = last - first - sum((until - since for since, until in pauses), timedelta())
        return Span(amount=-(-went // HOUR), unit=unit)

    def count(since: datetime, until: datetime) -> int:
        begin, end = since.astimezone(last.tzinfo).date(), until.astimezone(last.tzinfo).date()
        return calendar.between(begin, end) if unit is Unit.WORKING_DAYS else (end - begin).days

    return Span(amount=count(first, last) - sum(count(since, until) for since, until in pauses), unit=unit)
