"""What models say about the processes that their records follow: `follow(Follows(resource="issue", …))`.

The store knows no model. Which process a record follows, who has which part in it, what its facts mean, what its
effects do and which of its fields mirror the case is said here, once, by the model's own room. A name that a process
mentions and nobody registered is a fact that does not hold, a part that nobody has, an effect that is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.access.viewer import Viewer
from app.fields.base import Field
from app.forms.registers import PREFIX, RegisterEntry
from app.metadata.resource import Resource
from app.process.calendar import Calendar
from app.process.case import Case, Event
from app.process.process import Kind, Process, Transition, Words
from app.record import extended


class Room(Protocol):
    """What the store needs of a request; `app.screens.work.Work` has it."""

    @property
    def session(self) -> Session: ...

    @property
    def viewer(self) -> Viewer: ...

    @property
    def resources(self) -> Any: ...

    @property
    def timezone(self) -> Any: ...

    @property
    def now(self) -> datetime: ...

    @property
    def context(self) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A `Room` for work without a request: jobs and commands."""

    session: Session
    viewer: Viewer
    resources: Any
    timezone: Any
    now: datetime
    context: Any = None


@dataclass(frozen=True, kw_only=True)
class Look:
    """A record with its case at a moment, as somebody sees it: what parts and facts are asked with."""

    work: Room
    resource: Resource
    record: Any
    case: Case
    on: datetime  # in the zone of the street
    calendar: Calendar
    values: Mapping[str, Any] = field(default_factory=dict)  # what was filled in, checked
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # answers that several facts share

    @property
    def session(self) -> Session:
        return self.work.session

    @property
    def viewer(self) -> Viewer:
        return self.work.viewer

    @property
    def today(self) -> date:
        """The day in the street."""
        return self.on.date()


@dataclass(frozen=True, kw_only=True)
class Taken(Look):
    """A transition that is being taken; `case` is the case before it, `after` the one it becomes."""

    way: Transition
    after: Case
    event: Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Somebody who can act: a person, with the account to tell."""

    name: str
    person_id: int | None = None
    user_id: int | None = None
    active: bool = False  # has an account, and may sign in


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part in a case: whether the viewer has it, and everybody who has."""

    holds: Callable[[Look], bool]
    people: Callable[[Look], Sequence[Actor]]


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where a new record begins when not at the start: one that came with a state of its own."""

    stage: str = ""
    suspended: bool = False
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class Help:
    """The way to something: the words of its button, and an address with `{id}` for the record.

    Shown to who may do `action` with `resource`; to everybody where none is named.
    """

    label: Words
    url: str
    resource: str = ""
    action: str = "add"


@dataclass(frozen=True, kw_only=True)
class Follows:
    """How the records of a resource follow processes."""

    resource: str  # REGISTERS: of all registers that units make themselves
    choose: Callable[[Connection, Any], str]  # the key of the process that a new record follows
    listed: str = ""  # the code list in which people pick it; a street's own processes are added to it
    mirror: Callable[[Any, Case], Mapping[str, Any]]  # attributes of the record that the case decides
    start: Callable[[Any, Process], Start] = lambda record, process: Start()
    parts: Mapping[str, Part] = field(default_factory=dict)
    facts: Mapping[str, Callable[[Look], bool]] = field(default_factory=dict)
    effects: Mapping[str, Callable[[Taken], None]] = field(default_factory=dict)
    carries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # transition -> fields it may fill besides
    inputs: Mapping[str, Field] = field(default_factory=dict)  # what transitions ask that is no field of the record
    fresh: frozenset[str] = frozenset()  # needed fields that count only when filled in anew: the case mirrors them
    proposes: Callable[[Look, Transition], Mapping[str, Any]] = lambda look, way: {}  # for its form
    after: Callable[[Taken], None] = lambda taken: None  # runs after every transition
    street: Callable[[Any], int | None] = lambda record: record.street_id  # whose version of it
    words: Mapping[str, Words] = field(default_factory=dict)  # facts, as what is missing where they do not hold
    names: Mapping[str, Words] = field(default_factory=dict)  # parts, facts and effects, as what they are
    help: Mapping[str, Help] = field(default_factory=dict)  # facts and fields: where they are brought about
    daily: Mapping[Kind, Help] = field(default_factory=dict)  # what is written day by day in stages of a kind
    below: str = ""  # an address with `{id}` that answers with a piece for below the stepper
    aside: str = ""  # an address with `{id}` that answers with a piece for the side of the record's page
    writes: Sequence[str] = ()  # resources whose rows its effects write


REGISTERS = PREFIX
"""The name under which all registers are registered at once: what they follow, their forms say."""

_follows: dict[str, Follows] = {}
_shipped: dict[str, Process] = {}


def follow(follows: Follows) -> None:
    """Register how a resource follows processes; once, by its model."""
    _follows[follows.resource] = follows


def following(resource: str) -> Follows | None:
    """How a resource follows processes; None when it does not. Of a register: how one does that follows any."""
    return _follows.get(REGISTERS if resource.startswith(REGISTERS) else resource)


def followed(resource: Resource) -> Follows | None:
    """The same of a resource as its street made it: of a register only where its form chooses a process."""
    if resource.name.startswith(REGISTERS) and resource.screen.follows is None:
        return None
    return following(resource.name)


def followed_by(record: Any) -> Follows | None:
    """How a record follows a process, as its session knows its resource."""
    name = name_of(record)
    if not name.startswith(REGISTERS):
        return following(name)
    resource = extended(record)
    return None if resource is None else followed(resource)


def name_of(record: Any) -> str:
    """The name of a record's resource."""
    if isinstance(record, RegisterEntry):
        return f"{REGISTERS}{record.register.partition('/')[2]}"
    return str(record.__tablename__)


def followers() -> tuple[Follows, ...]:
    """Everything that follows processes."""
    return tuple(_follows.values())


def ship(processes: Iterable[Process]) -> None:
    """Make processes known that come with the program."""
    _shipped.update({process.key: process for process in processes})


def shipped() -> Mapping[str, Process]:
    """The processes that come with the program, by key."""
    return _shipped
