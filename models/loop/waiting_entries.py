"""What waits for a viewer among the entries of his street's registers: the same question as of issues, to each register
that follows a process. All are counted in one statement; only a register in which something waits is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import false, literal, union_all
from sqlalchemy.orm import Session

from app.access.viewer import Viewer
from app.fields.link import Link
from app.forms.follow import NAMED, unanswered
from app.metadata.resource import Resource
from models.loop import waiting as issues
from models.loop.waiting import ASKED, FACTS, Asking, Ground, Queue, Turns, counting, units_of
from models.reach import same


class Desk(Protocol):
    """What is asked of a request; `app.screens.work.Work` has it."""

    @property
    def session(self) -> Session: ...

    @property
    def viewer(self) -> Viewer: ...

    @property
    def resources(self) -> Any: ...

    def may(self, action: str, resource: Resource) -> bool: ...

    def titles(self, name: str, numbers: Sequence[int]) -> dict[int, str]: ...


def registers(work: Desk) -> list[Resource]:
    """The registers that follow a process and that the viewer may list."""
    return [item for item in work.resources.values() if item.screen.follows is not None and work.may("list", item)]


def ground(resource: Resource) -> Ground:
    """Who has a part in the entries of a register."""
    entity: Any = resource.model

    def named(viewer: Viewer) -> Any:
        follows = resource.screen.follows
        declared = resource.fields.get(follows.owner) if follows is not None else None
        if not isinstance(declared, Link):
            return false()
        return same(declared.expression(entity), viewer.person_id if declared.target == "person" else viewer.user_id)

    return Ground(
        resource=resource.name,
        entity=entity,
        parts={
            "owner": lambda viewer: entity.organisation_id.in_(units_of(viewer)),
            NAMED: named,
            "reporter": lambda viewer: entity.created_by_id == viewer.user_id,
        },
        facts={ASKED: FACTS[ASKED]},
        told=lambda: (literal(""), literal(""), literal(0).label("reports")),
    )


def asking(work: Desk, resource: Resource, found: Turns, now: datetime, night: datetime) -> Asking:
    """What is asked of the entries of a register: under those processes in which they may stand."""
    follows = resource.screen.follows
    owner = follows.owner if follows is not None else ""
    fit: dict[tuple[int, str, int], bool] = {}
    for at, (process, _stage) in found.stages.items():
        key = (at.owner, at.key, at.number)
        if key not in fit:
            fit[key] = all(lack.kind == "field" for lack in unanswered(process, resource.fields, owner or NAMED))
    stages = {at: held for at, held in found.stages.items() if fit[at.owner, at.key, at.number]}
    ways = {at: held for at, held in found.ways.items() if at in stages}
    return Asking(work.viewer, Turns(ways=ways, stages=stages), now, night, ground(resource))


def counted(
    work: Desk, among: Sequence[Resource], found: Turns, now: datetime, night: datetime
) -> dict[str, dict[int, int]]:
    """How many entries of each register wait, by group. One statement."""
    return counts_of(work, asked_of(work, among, found, now, night))


def asked_of(work: Desk, among: Sequence[Resource], found: Turns, now: datetime, night: datetime) -> list[Asking]:
    """What is asked of the entries of each register in which something can wait for the viewer at all."""
    return [made for resource in among if (made := asking(work, resource, found, now, night)).flags]


def counts_of(work: Desk, made: Sequence[Asking]) -> dict[str, dict[int, int]]:
    """{register: {group: how many}} of those in which something waits. One statement."""
    if not made:
        return {}
    counts: dict[str, dict[int, int]] = {}
    for row in work.session.execute(union_all(*(counting(one) for one in made))):
        counts.setdefault(row.resource, {})[row.bucket] = row.many
    return counts


def waiting(
    work: Desk,
    among: Sequence[Resource],
    found: Turns,
    now: datetime,
    night: datetime,
    *,
    most: int,
    only: int | None = None,
) -> Queue:
    """What waits: as of issues, for all registers together."""
    asked = asked_of(work, among, found, now, night)
    counts = counts_of(work, asked)
    rows: list[Any] = []
    total: Counter[int] = Counter()
    for one in asked:
        name = one.ground.resource
        if name not in counts:
            continue
        total.update(counts[name])
        queue = issues.waiting(work.session, one, most=most, only=only)
        titles = work.titles(name, [row.id for row in queue.rows])
        rows += [replace(row, title=titles.get(row.id, "")) for row in queue.rows]
    return Queue(rows=tuple(rows), counts=total)
