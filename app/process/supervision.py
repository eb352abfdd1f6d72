"""督办: turns a case that somebody watches into a numbered demand, its answers and its striking off.

It runs beside: a case is read here and never changed, so its stage and its deadline stay as they are.

    item = demand(case, "issue/12", inspector, now, "何以超期？", calendar=calendar)
    item = answer(item, case, owner, now, "已联系物业")
    item = send_back(item, case, inspector, now, "没有说明原因", calendar=calendar)  ·  item = strike_off(item, case, …)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from app.process.calendar import Calendar
from app.process.case import Case, Person
from app.process.clock import deadline, end_of
from app.process.process import Beside, Limit
from app.process.refusal import Reason, Refused

USUAL = Beside(
    limit=Limit(5),
    actors=("role:inspector", "role:party_secretary", "role:street_centre"),
    answers=("part:owner", "part:owner_person"),
)
"""Of a process that says nothing of its own about supervision."""


class State(StrEnum):
    """Where a demand stands."""

    OPEN = "open"  # waits for an answer
    ANSWERED = "answered"  # waits for whoever demanded it
    CLOSED = "closed"  # struck off


class Said(StrEnum):
    """What an entry of a demand is."""

    DEMAND = "demand"
    ANSWER = "answer"
    SEND_BACK = "send_back"
    STRIKE_OFF = "strike_off"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What somebody said, and by when an answer is due afterwards."""

    said: Said
    by: int
    name: str
    on: datetime
    text: str
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One demand about one case. Entries are only ever added."""

    of: str  # the record: "issue/12"
    state: State
    due: datetime | None  # the answer; None once it is struck off
    entries: tuple[Entry, ...]

    def late(self, now: datetime) -> bool:
        """Whether the answer is over its time."""
        return self.state is State.OPEN and self.due is not None and now > self.due


def rules(case: Case) -> Beside:
    """Who supervises a case, who answers, and by when."""
    step = case.process.beside
    return USUAL if step is None or step.beside is None else step.beside


def demand(
    case: Case,
    of: str,
    by: Person,
    on: datetime,
    text: str,
    *,
    calendar: Calendar,
    before: Iterable[Item] = (),
    until: date | None = None,
) -> Item:
    """Open a demand; `before` are those that the record had. Without a day the usual time runs. Raises Refused."""
    known = rules(case)
    found = [*_who(by, known.actors), *_text(text), *_day(until, on)]
    if case.over:
        found.append(Reason(code="supervised_late", values=(("stage", case.at.label),)))
    if any(item.state is not State.CLOSED for item in before):
        found.append(Reason(code="supervised_before"))
    _allow(found)
    due = deadline(known.limit, on, calendar) if until is None else end_of(until, on)
    return Item(of=of, state=State.OPEN, due=due, entries=(_entry(Said.DEMAND, by, on, text, due),))


def answer(item: Item, case: Case, by: Person, on: datetime, text: str) -> Item:
    """Answer a demand. Raises Refused."""
    found = [*_who(by, rules(case).answers), *_text(text), *_after(item, on)]
    if item.state is State.CLOSED:
        found.append(Reason(code="struck_off"))
    elif item.state is State.ANSWERED:
        found.append(Reason(code="answered_before"))
    _allow(found)
    return _with(item, State.ANSWERED, item.due, _entry(Said.ANSWER, by, on, text, item.due))


def send_back(
    item: Item,
    case: Case,
    by: Person,
    on: datetime,
    text: str,
    *,
    calendar: Calendar,
    until: date | None = None,
) -> Item:
    """Ask again, with a new day. Raises Refused."""
    known = rules(case)
    _allow([*_who(by, known.actors), *_text(text), *_day(until, on), *_after(item, on), *_judged(item, by)])
    due = deadline(known.limit, on, calendar) if until is None else end_of(until, on)
    return _with(item, State.OPEN, due, _entry(Said.SEND_BACK, by, on, text, due))


def strike_off(item: Item, case: Case, by: Person, on: datetime, text: str) -> Item:
    """Close a demand that was answered: 销号. Never by whoever answered it. Raises Refused."""
    _allow([*_who(by, rules(case).actors), *_text(text), *_after(item, on), *_judged(item, by)])
    return _with(item, State.CLOSED, None, _entry(Said.STRIKE_OFF, by, on, text, None))


def _with(item: Item, state: State, due: datetime | None, entry: Entry) -> Item:
    return replace(item, state=state, due=due, entries=(*item.entries, entry))


def _entry(said: Said, by: Person, on: datetime, text: str, due: datetime | None) -> Entry:
    return Entry(said=said, by=by.id, name=by.name, on=on, text=text.strip(), due=due)


def _who(by: Person, parts: tuple[str, ...]) -> list[Reason]:
    return [] if by.parts.intersection(parts) else [Reason(code="not_supervising")]


def _text(text: str) -> list[Reason]:
    return [] if text.strip() else [Reason(code="nothing_said")]


def _day(until: date | None, on: datetime) -> list[Reason]:
    return [Reason(code="answer_day")] if until is not None and until < on.date() else []


def _after(item: Item, on: datetime) -> list[Reason]:
    last = item.entries[-1].on
    day = last.astimezone(on.tzinfo).date()
    return [Reason(code="before_last", values=(("day", day),))] if on < last else []


def _judged(item: Item, by: Person) -> list[Reason]:
    if item.state is State.CLOSED:
        return [Reason(code="struck_off")]
    if item.state is State.OPEN:
        return [Reason(code="not_answered")]
    return [Reason(code="own_answer")] if item.entries[-1].by == by.id else []


def _allow(found: list[Reason]) -> None:
    if found:
        raise Refused(*found)
