"""Turns the history of a case into what hangs on its issue: assignments, daily logs, some missing, return visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.cases import days
from app.process.case import Case, Event
from models.loop.assignment import Assignment, AssignmentState
from models.loop.visit import VisitResult
from seed import settling
from seed.rules import moment, present
from seed.scene import Given, Scene

DAYS = 6  # working days that an assignment is given
WRITTEN = 0.7  # of the days of an assignment have a log
ENDS: Mapping[str, AssignmentState] = {
    "turn_down": AssignmentState.TURNED_DOWN,
    "resolve": AssignmentState.DONE,
    "redirect": AssignmentState.WITHDRAWN,
}


def build(scene: Scene, key: str, issue: int, unit: int, values: Mapping[str, Any], case: Case) -> Given | None:
    """What hangs on one issue; returns what was given after its last session, if it was."""
    found: Given | None = None
    gives = [number for number, event in enumerate(case.history) if event.transition in ("dispatch", "settle_here")]
    ends = [*gives, len(case.history)][1:]
    for nth, (start, end) in enumerate(zip(gives, ends, strict=True)):
        part = case.history[start:end]
        made = assignment(scene, f"{key}/assignment/{nth}", issue, unit, values, part)
        if part[0].transition == "dispatch":
            found = made
        visits(scene, f"{key}/{nth}", issue, unit, made.person, part)
    return found


def assignment(
    scene: Scene, key: str, issue: int, unit: int, values: Mapping[str, Any], part: tuple[Event, ...]
) -> Given:
    """One assignment, from the step that gave it to the next one that did."""
    luck, on = scene.chance(f"settling/{key}"), {event.transition: event for event in part}
    given = part[0].on.date()
    end = next((name for name in ENDS if name in on), "")
    state = ENDS.get(end, AssignmentState.ACCEPTED if "take_on" in on else AssignmentState.OPEN)
    office, staff = luck.choice(scene.sections)
    turned_down = state is AssignmentState.TURNED_DOWN or "owner_person_id" not in values
    whose = office.id if turned_down else values["owner_organisation_id"]
    person = luck.choice(staff) if turned_down else values["owner_person_id"]
    due = days.COMMON.after(given, DAYS)
    number = scene.add(
        Assignment,
        key,
        unit=unit,
        issue_id=issue,
        text=values["title"],
        owner_organisation_id=whose,
        owner_person_id=person,
        due_on=due,
        state=state,
        reason=on[end].reason or None if state is not AssignmentState.DONE and end else None,
        accepted_on=on["take_on"].on.date() if "take_on" in on else None,
        done_on=on["resolve"].on.date() if "resolve" in on else None,
        created_at=moment(given, 11),
        updated_at=part[-1].on,
    )
    if "take_on" in on or part[0].transition == "settle_here":
        first = on["take_on"].on.date() if "take_on" in on else given
        last = on[end].on.date() if end else present() - timedelta(days=1)
        for day in worked(first, last):
            if luck.random() < WRITTEN:
                settling.log(scene, key, number, unit, luck, day)
    done = on["resolve"].on.date() if "resolve" in on else None
    return Given(number=number, day=given, due=due, done=done, unit=whose, person=person)


def worked(first: date, last: date) -> list[date]:
    """The working days from one to another."""
    found = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in found if days.COMMON.works(day)]


def visits(scene: Scene, key: str, issue: int, unit: int, person: int, part: tuple[Event, ...]) -> None:
    """The return visits that let the case go on: what was closed was solved, what came back was not."""
    luck = scene.chance(f"visits/{key}")
    for event in part:
        if event.transition in ("close", "not_solved"):
            result = VisitResult.SOLVED if event.transition == "close" else VisitResult.UNSOLVED
            settling.visit(scene, f"{key}/{event.transition}", issue, unit, luck, person, event.on.date(), result)
