"""The words a process is written in: steps that people see, stages, transitions, limits. Values only; JSON can say all.

    Process(key="loop", steps=(…), stages=(…), transitions=(…), start="collect")

A stage belongs to a step; a transition leads from stages to a stage. Who may take one is said by parts: `role:<role>`
for a post at or above the unit of the record, `part:<name>` for what the record itself names (its owner, the secretary
of its community, the person of the assignment). Who has which part is found by those who keep the records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; English may be missing."""

    zh: str
    en: str = ""

    def told(self, locale: str) -> str:
        """The text in a language, else in Chinese."""
        return (self.en or self.zh) if locale == "en" else self.zh

    def __str__(self) -> str:
        return self.en or self.zh


class Kind(StrEnum):
    """What is done in a stage."""

    INTAKE = "intake"
    TRIAGE = "triage"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    INVESTIGATE = "investigate"
    HANDLE = "handle"
    VERIFY = "verify"
    REPLY = "reply"
    VISIT = "visit"
    RATE = "rate"
    ARCHIVE = "archive"
    ACCOUNT = "account"


KIND_WORDS: Mapping[Kind, Words] = MappingProxyType(
    {
        Kind.INTAKE: Words("受理登记", "Intake"),
        Kind.TRIAGE: Words("研判分流", "Triage"),
        Kind.DISPATCH: Words("派发交办", "Dispatch"),
        Kind.ACCEPT: Words("接收", "Acceptance"),
        Kind.INVESTIGATE: Words("调查核实", "Investigation"),
        Kind.HANDLE: Words("办理处置", "Handling"),
        Kind.VERIFY: Words("核查", "Verification"),
        Kind.REPLY: Words("答复反馈", "Reply"),
        Kind.VISIT: Words("回访", "Return visit"),
        Kind.RATE: Words("评价", "Rating"),
        Kind.ARCHIVE: Words("归档", "Filing"),
        Kind.ACCOUNT: Words("问效追责", "Accounting"),
    }
)


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"


UNIT_WORDS: Mapping[Unit, tuple[str, str, str]] = MappingProxyType(
    {
        Unit.WORKING_DAYS: ("个工作日", "working day", "working days"),
        Unit.DAYS: ("天", "day", "days"),
        Unit.HOURS: ("小时", "hour", "hours"),
    }
)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a stage may take. Days end with the day: 0 days is until tonight."""

    amount: int
    unit: Unit = Unit.WORKING_DAYS

    @property
    def words(self) -> Words:
        """As people say it: 5 个工作日."""
        chinese, one, many = UNIT_WORDS[self.unit]
        return Words(f"{self.amount} {chinese}", f"{self.amount} {one if self.amount == 1 else many}")


class Doing(StrEnum):
    """What a transition does to the case."""

    MOVE = "move"  # to its target
    NOTE = "note"  # nothing but an entry in the history
    SUSPEND = "suspend"  # stops the clock
    RESUME = "resume"  # starts it again, with what was left
    ASK = "ask"  # asks for more time
    GRANT = "grant"  # gives it, once a stage
    DENY = "deny"  # does not


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """Supervision (督办): it runs beside the stages and never moves them. `limit` is the usual time for an answer."""

    limit: Limit = Limit(5)
    actors: tuple[str, ...] = ()  # who opens it, sends an answer back, and closes it
    answers: tuple[str, ...] = ()  # who answers


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What people see of a process: one dot of the stepper, one column of the board.

    A step with `beside` has no stages: it is supervision, shown beside the others.
    """

    key: str
    label: Words
    beside: Beside | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One state of a case. A final one stops the clock; a case may still leave it (archived, reopened)."""

    key: str
    step: str
    kind: Kind
    label: Words
    limit: Limit | None = None
    extension: Limit | None = None  # how much more time may be given, once a visit
    form: str = ""  # the resource or the form whose fields are filled in here
    skippable: bool = False
    repeatable: bool = False
    final: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition:
    """A way from stages to another, for somebody, under conditions. `needs` and `facts` are asked all at once."""

    key: str
    label: Words
    source: tuple[str, ...]
    target: str = ""  # of a move; a stage may be entered anew
    does: Doing = Doing.MOVE
    actors: tuple[str, ...] = ()  # "role:…" or "part:…"; one of them suffices
    bars: tuple[
        str, ...
    ] = ()  # parts that may not, also "did:<transition>" or "did:<stage>": who took it, or led out of it
    needs: tuple[str, ...] = ()  # fields that must hold something
    facts: tuple[str, ...] = ()  # what must be true of the record
    when: tuple[str, ...] = ()  # facts without which it is not offered at all
    reason: bool = False  # a reason must be given; with a note, what it says
    skips: tuple[str, ...] = ()  # stages left undone; each must be skippable, and a reason is asked for
    effects: tuple[str, ...] = ()  # what those who keep the records do with it
    tone: str = ""  # "primary" for the way on, "late" for a way out


@dataclass(frozen=True, kw_only=True)
class Process:
    """One version of a process."""

    key: str
    label: Words
    steps: tuple[Step, ...]
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    start: str
    number: int = 0  # 0 as shipped, 1, 2, 3 … as a street published it

    @cached_property
    def by_key(self) -> Mapping[str, Stage]:
        """Its stages by key."""
        return MappingProxyType({stage.key: stage for stage in self.stages})

    @cached_property
    def ways(self) -> Mapping[str, Transition]:
        """Its transitions by key."""
        return MappingProxyType({transition.key: transition for transition in self.transitions})

    @cached_property
    def _leaving(self) -> Mapping[str, tuple[Transition, ...]]:
        found = {stage.key: tuple(way for way in self.transitions if stage.key in way.source) for stage in self.stages}
        return MappingProxyType(found)

    @property
    def beside(self) -> Step | None:
        """The step of supervision, when it has one."""
        return next((step for step in self.steps if step.beside is not None), None)

    def leaving(self, stage: str) -> tuple[Transition, ...]:
        """The transitions that a stage offers, in their order."""
        return self._leaving[stage]

    def stage(self, key: str) -> Stage:
        """A stage. Raises KeyError."""
        return self.by_key[key]

    def step_of(self, key: str) -> str:
        """The step that a stage belongs to."""
        return self.by_key[key].step
