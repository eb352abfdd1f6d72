"""Turns what processes say about who leads a case on into one condition on issues: what waits for a viewer.

Nothing here knows the name of a stage: a process says which of its transitions are the way on, who may take them, and
what must be so. Each part has a condition in SQL beside the question that `parts.py` asks of one issue, so that a
million issues are asked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, not_, null, or_, select
from sqlalchemy.orm import Session, aliased

from app.access.tree import after
from app.access.viewer import Viewer
from app.cases.acting import DID, PART, ROLE
from app.cases.tables import CaseEvent, ProcessCase
from app.cases.versions import Version
from app.process.process import Doing, Process, Stage, Transition
from models.issue import Issue
from models.loop.facts import FAULTS
from models.loop.notices import Notice
from models.loop.visit import ReturnVisit, VisitResult
from models.organisation import Organisation
from models.reach import living, same
from models.report import IssueReport

LATE, TODAY, LATER = range(3)
ASKED, UNVISITED = (
    "asked",
    "unvisited",
)  # facts of our own: more time was asked for; the return visit is still to be made
VISIT_FACTS = frozenset(("visit_done", "visit_settled", "visit_unsettled"))
GIVEN_BY_VISIT = frozenset(("visit_settled", "visit_unsettled"))


class At(NamedTuple):
    """A stage of one version of a process, as rows of cases name it."""

    owner: int
    key: str
    number: int
    stage: str


class Asks(NamedTuple):
    """What a transition asks of who takes it, as far as a condition in SQL can say."""

    actors: tuple[str, ...]
    bars: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Turns:
    """Where which ways lead on, for whom: the processes of a street read once."""

    ways: Mapping[At, Sequence[tuple[Transition | None, Asks]]]  # None: the return visit, which is no transition
    stages: Mapping[At, tuple[Process, Stage]]

    @cached_property
    def places(self) -> Mapping[Asks, tuple[At, ...]]:
        """The stages that ask the same."""
        found: dict[Asks, list[At]] = {}
        for at, pairs in self.ways.items():
            for _way, asks in pairs:
                found.setdefault(asks, []).append(at)
        return {asks: tuple(dict.fromkeys(places)) for asks, places in found.items()}


def turns(versions: Iterable[Version]) -> Turns:
    """Read processes: for every stage that is not final, the ways on."""
    ways: dict[At, list[tuple[Transition | None, Asks]]] = {}
    stages: dict[At, tuple[Process, Stage]] = {}
    for owner, process in versions:
        for stage in process.stages:
            if stage.final:
                continue
            at = At(owner, process.key, process.number, stage.key)
            stages[at] = process, stage
            ways[at] = [(way, asks_of(process, way)) for way in onward(process, stage)]
            if any(VISIT_FACTS & {*way.facts} for way, _asks in ways[at] if way is not None):
                ways[at].append((None, Asks(("part:owner_person",), (), (UNVISITED,))))
    return Turns(ways=ways, stages=stages)


def onward(process: Process, stage: Stage) -> list[Transition]:
    """The ways that lead a case on: the main ones, those that a return visit decides, and what was asked for."""
    leaving = process.leaving(stage.key)
    return [
        way
        for way in leaving
        if way.does in (Doing.GRANT, Doing.DENY)
        or (way.does is Doing.MOVE and (way.tone == "primary" or GIVEN_BY_VISIT & {*way.facts}))
    ]


def asks_of(process: Process, way: Transition) -> Asks:
    """What it asks, so that ways of all processes which ask the same are asked once."""
    facts = [name for name in (*way.facts, *way.when) if name in FACTS]
    if way.does in (Doing.GRANT, Doing.DENY):
        facts.append(ASKED)
    return Asks(tuple(sorted(way.actors)), tuple(barring(process, bar) for bar in way.bars), tuple(sorted(facts)))


def barring(process: Process, bar: str) -> str:
    """A bar; one about what somebody did says whether it was a transition or a stage."""
    if not bar.startswith(DID):
        return bar
    name = bar.removeprefix(DID)
    return f"{DID}{'way' if name in process.ways else 'stage'}:{name}"


# -- parts and facts in SQL -----------------------------------------------------------------------------------------


def units_of(viewer: Viewer) -> list[int]:
    """The units in which the viewer holds a post."""
    return sorted({holding.organisation_id for holding in viewer.holdings})


def last_visit(column: Any) -> Any:
    """A column of the latest return visit on an issue since it came to its stage; empty without one."""
    table = ReturnVisit.__table__
    # Past the scope: whoever may see the issue may know that it was visited.
    return (
        select(table.c[column])
        .where(table.c.issue_id == Issue.id, living(table), table.c.created_at >= ProcessCase.entered_at)
        .order_by(table.c.visited_on.desc(), table.c.id.desc())
        .limit(1)
        .correlate(Issue, ProcessCase)
        .scalar_subquery()
    )


def faulty() -> ColumnElement[bool]:
    """Delay, stalling or carelessness was noticed."""
    table = Notice.__table__
    return exists().where(table.c.issue_id == Issue.id, table.c.rule.in_(FAULTS), living(table)).correlate(Issue)


FACTS: Mapping[str, Callable[[Viewer], ColumnElement[bool]]] = {
    "visit_done": lambda viewer: last_visit("result").is_not(None),
    "visit_settled": lambda viewer: last_visit("result").in_((VisitResult.SOLVED.value, VisitResult.PARTLY.value)),
    "visit_unsettled": lambda viewer: last_visit("result").in_((VisitResult.UNSOLVED.value, VisitResult.PARTLY.value)),
    "fault_found": lambda viewer: faulty(),
    "no_fault": lambda viewer: not_(faulty()),
    ASKED: lambda viewer: and_(
        ProcessCase.request.is_not(null()), ProcessCase.request["by"].as_integer() != viewer.user_id
    ),
    UNVISITED: lambda viewer: last_visit("result").is_(None),
}
"""What somebody else must have done before it is the viewer's turn. What he brings about himself is not asked."""

PARTS: Mapping[str, Callable[[Viewer], ColumnElement[bool]]] = {
    "owner": lambda viewer: Issue.owner_organisation_id.in_(units_of(viewer)),
    "owner_person": lambda viewer: same(Issue.owner_person_id, viewer.person_id),
    "visitor": lambda viewer: false() if viewer.person_id is None else last_visit("visitor_id") == viewer.person_id,
    "reporter": lambda viewer: Issue.created_by_id == viewer.user_id,
}


def reports() -> Any:
    """How many people reported an issue."""
    table = IssueReport.__table__
    return select(func.count()).where(table.c.issue_id == Issue.id, living(table)).correlate(Issue).scalar_subquery()


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The records whose cases are asked about: what says who has a part in them, and what a row tells of them."""

    resource: str
    entity: Any
    parts: Mapping[str, Callable[[Viewer], ColumnElement[bool]]]
    facts: Mapping[str, Callable[[Viewer], ColumnElement[bool]]]
    told: Callable[[], Sequence[Any]]  # a title, a number, how many people reported it


ISSUES = Ground(
    resource="issue",
    entity=Issue,
    parts=PARTS,
    facts=FACTS,
    told=lambda: (Issue.title, Issue.number, reports().label("reports")),
)


def holds(viewer: Viewer, actor: str, ground: Ground = ISSUES) -> ColumnElement[bool] | None:
    """The records in whose case the viewer has a part; None where he has it in none."""
    if actor.startswith(ROLE):
        role, unit = actor.removeprefix(ROLE), ground.entity.organisation_id
        parts = [below(unit, holding.path) for holding in viewer.holdings if holding.role.value == role]
        return or_(*parts) if parts else None
    found = ground.parts.get(actor.removeprefix(PART))
    return None if found is None else found(viewer)


def below(unit: Any, path: str) -> ColumnElement[bool]:
    """The records of a unit and of all below it."""
    table = Organisation.__table__
    found: ColumnElement[bool] = unit.in_(select(table.c.id).where(table.c.path >= path, table.c.path < after(path)))
    return found


def barred(viewer: Viewer, bar: str, ground: Ground = ISSUES) -> ColumnElement[bool]:
    """The records in whose case the viewer is excluded."""
    if not bar.startswith(DID):
        return func.coalesce(held, false()) if (held := holds(viewer, bar, ground)) is not None else false()
    kind, _, name = bar.removeprefix(DID).partition(":")
    table: Any = CaseEvent.__table__
    what = table.c.transition == name if kind == "way" else and_(table.c.source == name, table.c.does == Doing.MOVE)
    return (
        exists()
        .where(table.c.case_id == ProcessCase.id, table.c.user_id == viewer.user_id, what)
        .correlate(ProcessCase)
    )


def fulfilled(viewer: Viewer, asks: Asks, ground: Ground = ISSUES) -> ColumnElement[bool] | None:
    """The records for which the viewer is who is asked; None where he never is."""
    held = [part for actor in asks.actors if (part := holds(viewer, actor, ground)) is not None]
    if not held or not set(asks.facts) <= set(ground.facts):
        return None
    return and_(
        or_(*held),
        *(not_(barred(viewer, bar, ground)) for bar in asks.bars),
        *(ground.facts[fact](viewer) for fact in asks.facts),
    )


# -- asking ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Waits:
    """A record that waits for the viewer, with what he may do to lead it on."""

    resource: str
    id: int
    title: str
    number: str
    unit: str
    bucket: int
    due: datetime | None
    process: Process
    stage: Stage
    ways: tuple[Transition, ...]
    visit: bool  # a return visit is his to make
    request: Mapping[str, Any] | None
    last: str  # the transition that brought it here
    last_by: str  # by whom; empty where the house did it
    last_at: datetime | None
    reports: int  # how many people reported it


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits for a viewer: the first rows of each group, and how many there are."""

    rows: tuple[Waits, ...] = ()
    counts: Mapping[int, int] = field(default_factory=dict)


class Asking:
    """The condition of a viewer over the cases of issues, or of other records."""

    def __init__(self, viewer: Viewer, found: Turns, now: datetime, night: datetime, ground: Ground = ISSUES) -> None:
        self.viewer, self.turns, self.ground = viewer, found, ground
        self.flags: dict[Asks, ColumnElement[bool]] = {}
        for asks in found.places:
            made = fulfilled(viewer, asks, ground)
            if made is not None:
                self.flags[asks] = made
        self.bucket = case((ProcessCase.due_at < now, LATE), (ProcessCase.due_at <= night, TODAY), else_=LATER)

    def where(self) -> list[ColumnElement[bool]]:
        """The open cases in which it is the viewer's turn."""
        streets = {holding.street_id for holding in self.viewer.holdings}
        named = sorted({at.stage for asks in self.flags for at in self.turns.places[asks]})
        found = [
            ProcessCase.resource == self.ground.resource,
            ProcessCase.closed_at.is_(None),
            ProcessCase.suspended_at.is_(None),
            ProcessCase.stage.in_(named),
            or_(*(and_(stands(self.turns.places[asks]), met) for asks, met in self.flags.items())),
        ]
        if None not in streets:
            found.append(ProcessCase.street_id.in_(sorted(number for number in streets if number)))
        return found

    def mine(self, at: At, flags: Mapping[Asks, Any]) -> list[Transition | None]:
        """The ways that are the viewer's at a stage."""
        return [way for way, asks in self.turns.ways[at] if flags.get(asks)]


def stands(places: Iterable[At]) -> ColumnElement[bool]:
    """The cases that stand at one of these stages."""
    stages: dict[tuple[int, str, int], list[str]] = {}
    for at in places:
        stages.setdefault((at.owner, at.key, at.number), []).append(at.stage)
    return or_(
        *(
            and_(
                ProcessCase.owner_id == owner,
                ProcessCase.key == key,
                ProcessCase.version == number,
                ProcessCase.stage.in_(named),
            )
            for (owner, key, number), named in stages.items()
        )
    )


def counted(session: Session, asking: Asking) -> dict[int, int]:
    """How many wait, by group. One statement."""
    if not asking.flags:
        return {}
    return {row.bucket: row.many for row in session.execute(counting(asking))}


def counting(asking: Asking) -> Any:
    """The statement of it, with the name of the resource."""
    bucket, entity = asking.bucket.label("bucket"), asking.ground.entity
    return (
        select(literal(asking.ground.resource).label("resource"), bucket, func.count().label("many"))
        .select_from(entity)
        .join(ProcessCase, ProcessCase.record_id == entity.id)
        .where(*asking.where())
        .group_by(bucket)
    )


def waiting(session: Session, asking: Asking, *, most: int, only: int | None = None) -> Queue:
    """What waits: the first `most` of each group, the most urgent first, or of one group alone. One statement."""
    if not asking.flags:
        return Queue()
    ground, entity = asking.ground, asking.ground.entity
    order = (ProcessCase.due_at.is_(None), ProcessCase.due_at, entity.id)
    inner = (
        select(
            entity.id.label("record"),
            ProcessCase.id.label("case"),
            asking.bucket.label("bucket"),
            func.row_number().over(partition_by=asking.bucket, order_by=order).label("place"),
            func.count().over(partition_by=asking.bucket).label("total"),
        )
        .select_from(entity)
        .join(ProcessCase, ProcessCase.record_id == entity.id)
        .where(*asking.where())
        .subquery()
    )
    last, unit = aliased(CaseEvent), Organisation.__table__
    title, number, reported = ground.told()
    shown: Any = most if only is None else case((inner.c.bucket == only, most), else_=1)
    flags = [case((met, literal(1)), else_=literal(0)) for met in asking.flags.values()]
    statement = (
        select(entity.id, title.label("title"), number.label("number"), unit.c.name, inner.c.bucket, inner.c.total)
        .add_columns(ProcessCase.due_at)
        .add_columns(ProcessCase.owner_id, ProcessCase.key, ProcessCase.version, ProcessCase.stage, ProcessCase.request)
        .add_columns(last.transition, last.user_id, last.user_name, last.at, reported, *flags)
        .join(inner, inner.c.record == entity.id)
        .join(ProcessCase, ProcessCase.id == inner.c.case)
        .outerjoin(last, and_(last.case_id == ProcessCase.id, last.number == ProcessCase.number))
        .join(unit, unit.c.id == entity.organisation_id)  # past the scope: the unit of a row that is seen is no secret
        .where(inner.c.place <= shown)
        .order_by(inner.c.bucket, inner.c.place)
    )
    rows, counts = [], {}
    for row in session.execute(statement):
        counts[row.bucket] = row.total
        at = At(row.owner_id, row.key, row.version, row.stage)
        mine = asking.mine(at, dict(zip(asking.flags, row[-len(flags) :], strict=True)))
        process, stage = asking.turns.stages[at]
        if only not in (None, row.bucket):
            continue
        rows.append(
            Waits(
                resource=ground.resource,
                id=row.id,
                title=row.title,
                number=row.number or "",
                unit=row.name,
                bucket=row.bucket,
                due=row.due_at,
                process=process,
                stage=stage,
                ways=tuple(way for way in mine if way is not None),
                visit=None in mine,
                request=row.request,
                last=row.transition or "",
                last_by=row.user_name if row.user_id else "",
                last_at=row.at,
                reports=row.reports or 0,
            )
        )
    return Queue(rows=tuple(rows), counts=counts)
