"""Turns where a case of the sample is to stand into the whole case: the process itself takes each step to it.

Cases under way are dated by the day of the load, most of them near their limits, so that a board of today looks like
one. No step lies in the future, and the clock of each stage is the process's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from app.cases import days
from app.process.case import AMOUNT, REASON, Case, Person, advance, begin
from app.process.process import Doing
from models.issue import IssueState
from models.processes import LOOP
from seed.rules import TODAY, ZONE, present

GIVEN = ("accept", "dispatch", "acknowledge", "take_on")
HERE = ("accept", "settle_here")
GIVES = ("dispatch", "settle_here")
TOLD = ("resolve", "reply")
BACK = ("accept", "dispatch", "turn_down")
AGAIN = ("close", "reopen")
COURSES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "collect": ((),),
    "assess": (("accept",), BACK, ("accept",), (*GIVEN, *TOLD, *AGAIN), (*GIVEN, *TOLD, "not_solved")),
    "call": (("accept", "dispatch"), (*BACK, "dispatch")),
    "answer": (GIVEN[:3], (*BACK, "dispatch", "acknowledge"), (*GIVEN[:3], "ask_time")),
    "resolve": (
        GIVEN,
        (*GIVEN, "ask_time"),
        HERE,
        (*GIVEN, "ask_time", "grant_time"),
        (*GIVEN, "ask_time", "deny_time"),
        (*HERE, *TOLD, *AGAIN, "dispatch", "take_on"),
        (*GIVEN, *TOLD, "not_solved", "dispatch", "take_on"),
    ),
    "reply": ((*GIVEN, "resolve"), (*HERE, "resolve")),
    "visit": ((*GIVEN, *TOLD), (*HERE, *TOLD)),
    "suspended": ((*GIVEN, "suspend"), (*HERE, "suspend")),
    "closed": ((*GIVEN, *TOLD, *AGAIN, "dispatch", "take_on", *TOLD, "close"), (*BACK, *GIVEN[1:], *TOLD, "close")),
    "archived": ((*GIVEN, *TOLD, "close", "archive"), (*HERE, *TOLD, "close", "archive")),
    "rejected": (("accept", "reject"), ("reject",)),
    "merged": (("accept", "merge"), ("merge",)),
    "redirected": (("accept", "redirect"), ("accept", "dispatch", "redirect")),
}
"""Ways to each stage; a place takes them by turns."""
STATES: Mapping[str, IssueState] = {
    "answer": IssueState.CALL,
    "reply": IssueState.FEEDBACK,
    "visit": IssueState.FEEDBACK,
}
GAPS: Mapping[str, tuple[int, ...]] = {
    "accept": (0, 1),
    "dispatch": (1, 2),
    "settle_here": (1, 2),
    "acknowledge": (0, 1),
    "take_on": (1, 0),
    "resolve": (3, 2, 4),
    "reply": (1, 0),
    "close": (2, 4, 3),
    "reopen": (12, 25),
    "not_solved": (3,),
    "turn_down": (1,),
    "ask_time": (2,),
    "archive": (4,),
}
"""Working days before each step, by turns; a step that is not named follows on the same day."""
LEFT = (0, 1, 2, 1, 3, 0, 2, 1, 2, 1, -2)
"""Working days that a case under way has left, by turns: most are due in days, a few are late."""
LONG_LATE = 16  # the turn of the one case that is late by more
BY_OWNER = frozenset(("acknowledge", "take_on", "turn_down", "resolve", "reply", "ask_time"))
BY_CENTRE = frozenset(("grant_time", "deny_time", "archive", "suspend"))
MORE = 3  # working days that are asked for
REASONS: Mapping[str, tuple[str, ...]] = {
    "settle_here": ("社区能够自行化解。",),
    "turn_down": ("不属于本单位职责，建议交城建部门。", "涉及产权不清，需先由社区核实。"),
    "ask_time": ("配件已订货，等厂家到货。", "施工要避开雨天，申请延长。"),
    "grant_time": ("同意延长。",),
    "deny_time": ("已有备用方案，按原期限办理。",),
    "suspend": ("等待专项维修资金审批，暂停计时。",),
    "reopen": ("同一地点再次出现，居民要求重新办理。",),
    "reject": ("不属于街道职责，已告知反映人向主管部门提出。",),
    "redirect": ("已进入诉讼程序，告知按法定途径解决。",),
    "merge": ("与已登记事项为同一问题，并案办理。",),
}


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who acts in a case, by name."""

    grid: str
    secretary: str
    owner: str
    centre: str


def state_at(stage: str) -> IssueState:
    """The state that a course leads to."""
    return STATES.get(stage) or IssueState(stage)


def steps_to(stage: str, turn: int) -> tuple[str, ...]:
    """The steps of the course whose turn it is."""
    ways = COURSES[stage]
    return ways[turn % len(ways)]


def case_at(stage: str, turn: int, cast: Cast) -> Case:
    """The case that stands there, with its history."""
    steps = ("begin", *steps_to(stage, turn))
    on = dated(steps, days_of(stage, turn, steps), turn)
    case = begin(LOOP, by=Person(id=4, name=cast.grid), on=on[0], calendar=days.COMMON)
    for number, (key, moment) in enumerate(zip(steps[1:], on[1:], strict=True)):
        way = LOOP.ways[key]
        found = REASONS.get(key, ("",))
        case = advance(
            case,
            key,
            actor(key, cast),
            moment,
            {**dict.fromkeys(way.needs, "given"), REASON: found[(turn + number) % len(found)], AMOUNT: MORE},
            calendar=days.COMMON,
            facts=frozenset((*way.facts, *way.when)),
        ).case
    asked = replace(case.request, by=0) if case.request else None
    return replace(case, request=asked, history=tuple(replace(event, by=0) for event in case.history))


def actor(key: str, cast: Cast) -> Person:
    """Who takes a step, with every part that it asks for and none that bars it."""
    way = LOOP.ways[key]
    parts = frozenset(way.actors) - frozenset(way.bars)
    if key in BY_OWNER:
        return Person(id=1, name=cast.owner, parts=parts)
    if key in BY_CENTRE:
        return Person(id=3, name=cast.centre, parts=parts)
    if key == "accept":
        return Person(id=4, name=cast.grid, parts=parts)
    return Person(id=2, name=cast.secretary, parts=parts)


def days_of(stage: str, turn: int, steps: Sequence[str]) -> list[date]:
    """The day of each step: that of the last move by when the case is to be due, the others by their distance."""
    last = max(number for number, key in enumerate(steps) if moves(key))
    newest = worked(present() - timedelta(days=1))
    at = LOOP.stage(LOOP.ways[steps[last]].target if last else LOOP.start)
    if at.final:
        entered = worked(days.COMMON.before(TODAY, 2 + turn % 15))
    else:
        left = -9 if turn == LONG_LATE else LEFT[turn % len(LEFT)]
        due = days.COMMON.after(present(), left) if left >= 0 else days.COMMON.before(present(), -left)
        limit = at.limit.amount if at.limit else 0
        entered = min(worked(days.COMMON.before(due, limit + (MORE if "grant_time" in steps else 0))), newest)
    found = [entered]
    for number in range(last, 0, -1):
        found.insert(0, worked(days.COMMON.before(found[0], gap(steps[number], turn))))
    for key in steps[last + 1 :]:
        found.append(min(days.COMMON.after(found[-1], gap(key, turn)), max(found[-1], newest)))
    return found


def worked(day: date) -> date:
    """The day itself, or the last one before it on which offices work."""
    while not days.COMMON.works(day):
        day -= timedelta(days=1)
    return day


def moves(key: str) -> bool:
    """Whether a step leads to another stage."""
    return key == "begin" or LOOP.ways[key].does is Doing.MOVE


def gap(key: str, turn: int) -> int:
    """Working days before a step."""
    given = GAPS.get(key, (0,))
    return given[turn % len(given)]


def dated(steps: Sequence[str], on: Sequence[date], turn: int) -> list[datetime]:
    """Moments of the steps: in office hours, one after the other."""
    start = 8 * 60 + 30 + turn % 20
    minutes = (start + 35 * number for number in range(len(steps)))
    return [
        datetime.combine(day, time(minute // 60, minute % 60), ZONE) for day, minute in zip(on, minutes, strict=True)
    ]
