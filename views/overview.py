"""Turns the issues of a viewer's area into figures that are links, and into what is overdue below him, by unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext
from sqlalchemy import and_, case, exists, func, or_, select, true
from werkzeug.datastructures import MultiDict

from app.cases import store
from app.cases.acting import ROLE
from app.cases.tables import CaseEvent, ProcessCase
from app.fields.day import period
from app.process.calendar import Calendar
from app.process.case import REASON
from app.process.process import Process
from app.query.plan import Plan, conditions
from app.query.read import Query, read
from app.screens.light import Lamp, lamp
from app.screens.work import Work, address
from models.issue import ENDED, OPEN, Issue, IssueState, late
from models.loop.facts import RECUR_DAYS
from models.organisation import Organisation
from models.processes import LOOP

URGE = "urge"
UNITS = 12  # shown
ONCE = 50  # issues that one press urges
STATES = [state.value for state in OPEN]
OVER = [state.value for state in ENDED]


@dataclass(frozen=True, kw_only=True)
class FigureTile:
    """A number that leads to its rows."""

    label: str
    count: int
    url: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What is overdue at one unit."""

    id: int | None  # None: nobody is in charge
    name: str
    note: str  # by step
    count: int
    worst: Lamp | None
    url: str
    urge: bool  # whether there is something that was not urged today


def area(work: Work) -> Query | None:
    """The issues that the viewer may list, under the switch of his unit; None where he may list none."""
    resource = work.resources.get("issue")
    if resource is None or not work.may("list", resource):
        return None
    query = read(MultiDict(), resource, work.resources, work.viewer, work.context)
    return replace(query, within=work.within, own_level=work.own_level, sort=())


def asked(work: Work, query: Query, *columns: Any) -> Any:
    """A statement on the issues of an area."""
    plan = Plan(work.resources, query.resource, Issue)
    where = conditions(query, work.resources, work.regions, plan, work.context)
    return plan.join(select(*columns).select_from(Issue)).where(*where)


# -- figures --------------------------------------------------------------------------------------------------------


def figures(work: Work, query: Query) -> tuple[FigureTile, ...]:
    """How the area stands, each number with the rows it counts. One statement."""
    today = work.context.today
    first, last = period("this-week", today)
    since = today - timedelta(days=RECUR_DAYS)
    is_open = Issue.state.in_(STATES)
    feedback = IssueState.FEEDBACK.value
    board, rows = "/loop/", address("issue")
    ended = tuple(("state", state) for state in OVER)
    # The archive is long: what runs and what has ended are asked for apart, each by what an index finds.
    going = (
        (board, gettext("under way"), is_open, ()),
        (board, gettext("overdue"), late(Issue), (("overdue", "1"),)),
        (board, gettext("due today"), and_(is_open, Issue.due_on == today), (("due_on__within", "today"),)),
        (rows, gettext("to answer or visit"), Issue.state == feedback, (("state", feedback),)),
    )
    over = (
        (
            rows,
            gettext("closed this week"),
            and_(Issue.state.in_(OVER), Issue.closed_on.between(first, last)),
            (*ended, ("closed_on__within", "this-week")),
        ),
        (
            rows,
            gettext("watched for 90 days"),
            and_(Issue.state.in_(OVER), Issue.closed_on >= since),
            (*ended, ("closed_on__from", since.isoformat())),
        ),
    )
    halves = [
        asked(work, query, *(total(condition) for _url, _label, condition, _named in part)).where(within).subquery()
        for part, within in ((going, is_open), (over, Issue.closed_on >= min(first, since)))
    ]
    both = halves[0].join(halves[1], true())
    row = work.session.execute(select(*halves[0].c, *halves[1].c).select_from(both)).one()
    return tuple(
        FigureTile(
            label=label,
            count=int(count),
            url=url + (f"?{urlencode(named)}" if named else ""),
            late=named == (("overdue", "1"),) and count > 0,
        )
        for (url, label, _condition, named), count in zip((*going, *over), row, strict=True)
    )


def total(condition: Any) -> Any:
    """How many rows a condition holds for."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


# -- overdue below --------------------------------------------------------------------------------------------------


def urges(work: Work, processes: list[Process]) -> bool:
    """Whether one of the viewer's roles may urge: then he is told what is overdue below him."""
    roles = {f"{ROLE}{role.value}" for role in work.viewer.roles}
    return any(roles & {*way.actors} for process in processes if (way := process.ways.get(URGE)) is not None)


def urged_today(work: Work) -> Any:
    """The issues that the viewer has urged already today."""
    cases: Any = ProcessCase.__table__
    events: Any = CaseEvent.__table__
    return (
        exists()
        .where(
            cases.c.resource == "issue",
            cases.c.record_id == Issue.id,
            events.c.case_id == cases.c.id,
            events.c.transition == URGE,
            events.c.user_id == work.viewer.user_id,
            events.c.at >= morning(work),
        )
        .correlate(Issue)
    )


def morning(work: Work) -> datetime:
    """When today began in the street."""
    return work.now.astimezone(work.timezone).replace(hour=0, minute=0, second=0, microsecond=0)


def not_mine(work: Work) -> Any:
    """The issues of others: one's own are among what waits."""
    person = work.viewer.person_id
    return or_(Issue.owner_person_id.is_(None), Issue.owner_person_id != (person or 0))


def below(work: Work, query: Query, calendar: Calendar) -> tuple[Unit, ...]:
    """What is overdue, by the unit in charge, the longest first. One statement."""
    unit: Any = Organisation.__table__
    pending = func.sum(case((urged_today(work), 0), else_=1))
    statement = (
        asked(work, query, Issue.owner_organisation_id, unit.c.name, Issue.state, func.count(), func.min(Issue.due_on))
        .add_columns(pending)
        # Past the scope: who is in charge of a matter is no secret to those who may see the matter.
        .outerjoin(unit, unit.c.id == Issue.owner_organisation_id)
        .where(late(Issue), not_mine(work))
        .group_by(Issue.owner_organisation_id, unit.c.name, Issue.state)
    )
    units: dict[int | None, list[Any]] = {}
    for row in work.session.execute(statement):
        units.setdefault(row[0], []).append(row)
    found = [made_unit(work, number, rows, calendar) for number, rows in units.items()]
    found.sort(key=lambda pair: (pair[0], -pair[1].count))
    return tuple(made for _oldest, made in found)


def made_unit(work: Work, number: int | None, rows: list[Any], calendar: Calendar) -> tuple[date, Unit]:
    """One unit of them."""
    steps = {step.key: step.label.told(work.locale) for step in LOOP.steps}
    counts = {row[2]: row[3] for row in rows}
    oldest = min(row[4] for row in rows)
    named = ("owner_organisation__empty", "1") if number is None else ("owner_organisation", str(number))
    return oldest, Unit(
        id=number,
        name=gettext("Nobody in charge yet") if number is None else rows[0][1],
        note=" · ".join(f"{label} {counts[key]}" for key, label in steps.items() if key in counts),
        count=sum(counts.values()),
        worst=lamp(oldest, work.now.astimezone(work.timezone), calendar),
        url=f"/loop/?{urlencode((('overdue', '1'), named))}",
        urge=any(row[5] for row in rows),
    )


def urge(work: Work, query: Query, number: int | None) -> tuple[int, int]:
    """Urge everything of a unit that is overdue and was not urged today: (how many were, how many could not be)."""
    owner = Issue.owner_organisation_id
    statement = (
        asked(work, query, Issue.id)
        .where(late(Issue), not_mine(work), ~urged_today(work), owner.is_(None) if number is None else owner == number)
        .order_by(Issue.due_on, Issue.id)
        .limit(ONCE)
    )
    done = [one_urged(work, issue) for issue in work.session.execute(statement).scalars().all()]
    return sum(done), len(done) - sum(done)


def one_urged(work: Work, number: int) -> bool:
    """Urge one issue, as a step of its case with its own history entry; False where the case does not allow it."""
    resource = work.resources["issue"]
    record = work.record(resource, number)
    held = store.case_of(work.session, resource.name, number) if record is not None else None
    if record is None or held is None:
        return False
    reason = gettext("Past its date: please act, or say what you need.")
    try:
        store.take(work, resource, record, URGE, {REASON: reason}, held.case.number)
    except (store.Refused, store.Overtaken):
        return False
    return True
