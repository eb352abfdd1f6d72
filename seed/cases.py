"""Gives the issues of the sample their cases: a history that agrees with the state, the days and the people of each.

Runs when the rows stand, over issues that have no case yet, so that a second load adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from app.access.tree import ancestors
from app.cases import days, rows
from app.cases.tables import CaseEvent, ProcessCase
from app.process.case import Case, Event
from app.process.clock import deadline, end_of
from app.process.process import Doing
from models.issue import Issue, IssueState
from models.loop.milestones import milestones
from models.organisation import Organisation
from models.person import Person
from models.post import Post
from models.processes import LOOP
from seed.book import CHUNK
from seed.rules import TODAY, ZONE, chance

CENTRE = "街道社会治理中心"
GRID = "网格员"
HERE = ("accept", "settle_here")
GIVEN = ("accept", "dispatch", "acknowledge", "take_on")
WAYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    IssueState.COLLECT: ((),),
    IssueState.ASSESS: (("accept",),),
    IssueState.CALL: (("accept", "dispatch"), ("accept", "dispatch", "acknowledge")),
    IssueState.RESOLVE: (GIVEN, HERE),
    IssueState.SUSPENDED: ((*GIVEN, "suspend"), (*HERE, "suspend")),
    IssueState.FEEDBACK: ((*GIVEN, "resolve"), (*GIVEN, "resolve", "reply")),
    IssueState.CLOSED: ((*GIVEN, "resolve", "reply", "close"), (*HERE, "resolve", "reply", "close")),
    IssueState.ARCHIVED: ((*GIVEN, "resolve", "reply", "close", "archive"),),
    IssueState.REJECTED: (("accept", "reject"),),
    IssueState.MERGED: (("accept", "merge"),),
    IssueState.REDIRECTED: (("accept", "redirect"),),
}
"""The transitions that lead to each state; of several, those who settle it in the community take the last."""
BY_OWNER = ("acknowledge", "take_on", "resolve", "reply")
LATE_SHARE = 0.15  # of those that nobody has given a day yet


@dataclass(kw_only=True)
class Cast:
    """Who acts: the secretary of each community, and the names of people."""

    paths: dict[int, str] = field(default_factory=dict)
    secretaries: dict[int, str] = field(default_factory=dict)  # by unit
    names: dict[int, str] = field(default_factory=dict)

    def secretary(self, unit: int) -> str:
        """The secretary of the community that a unit lies in."""
        above = (unit, *reversed(ancestors(self.paths[unit])))
        return next((self.secretaries[number] for number in above if number in self.secretaries), CENTRE)


def fill(connection: Connection, courses: Mapping[int, Case] | None = None) -> int:
    """Give every issue without a case its case; returns how many there were. A piece at a time, whatever their number.

    `courses` are the cases of issues that have one of their own.
    """
    issues, cases = Issue.__table__, ProcessCase.__table__
    known = select(cases.c.record_id).where(cases.c.resource == issues.name)
    wanted = select(issues).where(issues.c.id.not_in(known)).order_by(issues.c.id).limit(CHUNK)
    following = (connection.execute(select(func.max(cases.c.id))).scalar() or 0) + 1
    own: Mapping[int, Case] = courses or {}
    cast, count, last = None, 0, 0
    while found := connection.execute(wanted.where(issues.c.id > last)).all():
        cast = cast or cast_of(connection)
        made = [(number, row, own.get(row.id) or case_of(row, cast)) for number, row in enumerate(found, following)]
        write(connection, made)
        following, count, last = following + len(found), count + len(found), found[-1].id
    return count


def write(connection: Connection, made: Sequence[tuple[int, Any, Case]]) -> None:
    """Write cases with their histories, and what of them their issues keep."""
    issues = Issue.__table__
    connection.execute(insert(ProcessCase.__table__), [case_row(number, issue, case) for number, issue, case in made])
    events = [rows.event_row(number, event) for number, _issue, case in made for event in case.history]
    connection.execute(insert(CaseEvent.__table__), events)
    kept = [
        {
            "row": issue.id,
            "due_on": issue.due_on if case.due is None else case.due.date(),
            **milestones(case.history, issue.closed_on),
        }
        for _number, issue, case in made
    ]
    values: dict[str, Any] = {name: bindparam(name) for name in kept[0] if name != "row"}
    connection.execute(update(issues).where(issues.c.id == bindparam("row")).values(values), kept)


def cast_of(connection: Connection) -> Cast:
    """The people of the sample."""
    units, posts, people = Organisation.__table__, Post.__table__, Person.__table__
    found = Cast(
        paths={row.id: row.path for row in connection.execute(select(units.c.id, units.c.path))},
        names={
            row.id: row.name
            for row in connection.execute(select(people.c.id, people.c.name).where(people.c.staff.is_(True)))
        },
    )
    secretaries = select(posts.c.organisation_id, posts.c.person_id).where(posts.c.role == "community_secretary")
    for row in connection.execute(secretaries.order_by(posts.c.id.desc())):
        found.secretaries[row.organisation_id] = found.names.get(row.person_id, CENTRE)
    return found


def case_of(issue: Any, cast: Cast) -> Case:
    """The case that an issue has come to."""
    ways = WAYS[issue.state]
    community = issue.owner_organisation_id in cast.secretaries
    path = ways[-1] if community else ways[0] if HERE[1] in ways[-1] else ways[issue.id % len(ways)]
    history = tuple(happened(issue, path, cast))
    last = history[-1]
    stage = LOOP.stage(last.target)
    entered = next(event.on for event in reversed(history) if event.does is Doing.MOVE)
    due = None if stage.final else due_of(issue, last.due)
    if due is not None:
        history = (*history[:-1], replace(last, due=due))
    suspended = last.on if last.does is Doing.SUSPEND else None
    return Case(process=LOOP, stage=stage.key, entered=entered, due=due, suspended=suspended, history=history)


def happened(issue: Any, path: tuple[str, ...], cast: Cast) -> Iterator[Event]:
    """The events of a history, in their order, with moments that follow each other."""
    reported: datetime = issue.reported_at.astimezone(ZONE)
    secretary = cast.secretary(issue.organisation_id)
    owner = cast.names.get(issue.owner_person_id or 0, secretary)
    stage, due = LOOP.start, deadline(LOOP.stage(LOOP.start).limit, reported, days.COMMON)
    yield Event(
        number=1, transition="begin", does=Doing.MOVE, source="", target=stage, by=0, name=GRID, on=reported, due=due
    )
    for number, (key, on) in enumerate(zip(path, moments(issue, reported, path), strict=True), 2):
        way = LOOP.ways[key]
        target = way.target or stage
        if way.does is Doing.MOVE:
            found = LOOP.stage(target)
            due = None if found.final else deadline(found.limit, on, days.COMMON)
        reason = (issue.state_reason or "社区能够自行化解。") if way.reason else ""
        yield Event(
            number=number,
            transition=key,
            does=way.does,
            source=stage,
            target=target,
            by=0,
            name=owner if key in BY_OWNER else secretary if key != "archive" else CENTRE,
            on=on,
            due=due,
            reason=reason,
            skipped=way.skips,
        )
        stage = target


def moments(issue: Any, reported: datetime, path: tuple[str, ...]) -> Iterator[datetime]:
    """When each step was taken: accepted on its day, closed on its day, the others between, none in the future."""
    first: date = max(issue.accepted_on or reported.date(), reported.date())
    last: date = max(issue.closed_on or min(first + timedelta(days=4), TODAY), first)
    before = reported
    for nth in range(len(path)):
        share = nth / max(1, len(path) - 1)
        day = first + timedelta(days=int((last - first).days * share))
        wanted = datetime.combine(day, time(9 + nth, 10 + issue.id % 45), ZONE)
        before = max(wanted, before + timedelta(minutes=5))
        yield before


def due_of(issue: Any, usual: datetime | None) -> datetime:
    """Until when an open issue runs: the day it was given, else that of its stage, mostly not yet over."""
    on = datetime.combine(TODAY, time(12), ZONE)
    if issue.due_on is not None:
        return end_of(issue.due_on, on)
    luck = chance(f"case/{issue.number}")
    if usual is None or (usual < on and luck.random() > LATE_SHARE):
        return end_of(days.COMMON.after(TODAY, luck.randint(0, 3)), on)
    return usual


def case_row(number: int, issue: Any, case: Case) -> dict[str, Any]:
    """The columns of a case."""
    return {
        "id": number,
        "resource": "issue",
        "record_id": issue.id,
        "street_id": issue.street_id,
        "organisation_id": issue.organisation_id,
        "owner_id": 0,
        "key": LOOP.key,
        "version": 0,
        "opened_at": case.history[0].on,
        **rows.state(case),
    }
