"""What transitions do with an issue besides moving it, by the name that they give it.

Whoever keeps reports of an issue takes part by hooks, in the transaction of the step:

    effects.on_answer.append(answer_reports)   # (taken: Taken) -> None: everybody who reported it is to be answered
    effects.on_merge.append(move_reports)      # (taken: Taken, into: Issue) -> None: the reports move to another issue

`taken.record` is the issue, `taken.event` what happened, `taken.values` what was filled in, `taken.after` the case as
it will be. Nothing is flushed before the end of the step. A hook may write rows of the resources in `WRITES` and those
it adds there; it raises Unfit to refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from app.access.tree import ancestors
from app.cases.acting import path_of, people, posted, who
from app.cases.registry import Actor, Taken
from app.cases.store import Unfit
from models.issue import Issue
from models.loop.assignment import RUNNING, Assignment, AssignmentState
from models.loop.notices import NoticeRule, assigned_words, tell
from models.loop.supervising import open_for
from models.organisation import Organisation, OrganisationKind

WRITES: list[str] = ["assignment", "notice", "supervision"]
"""Resources whose rows the effects write; a room with hooks adds its own."""
on_answer: list[Callable[[Taken], None]] = []
on_merge: list[Callable[[Taken, Issue], None]] = []

DOOR = {"door": "loop: a step writes what the process says, whoever takes it"}
MOST_MERGES = 20  # of an issue into one that was merged itself, and so on


def accept(taken: Taken) -> None:
    """Keep the day of acceptance."""
    taken.record.accepted_on = taken.record.accepted_on or taken.today


def answer(taken: Taken) -> None:
    """Let everybody who reported it be answered; where it ends so, nothing is to be done any more."""
    for hook in on_answer:
        hook(taken)
    if taken.after.over:
        move_assignments(taken, AssignmentState.WITHDRAWN, reason=taken.event.reason)


def merge(taken: Taken) -> None:
    """Join it to another issue, with all who reported it."""
    into = merged_into(taken, taken.record.duplicate_of_id)
    taken.record.duplicate_of_id = into.id
    move_assignments(taken, AssignmentState.WITHDRAWN, reason=taken.event.reason)
    for hook in on_merge:
        hook(taken, into)


def merged_into(taken: Taken, number: int | None) -> Issue:
    """The issue that stands at the end of merges. Raises Unfit for the issue itself, and for one of another street."""
    issue, target = taken.record, number
    for _turn in range(MOST_MERGES):
        if target == issue.id:
            raise Unfit({"duplicate_of": gettext("An issue cannot be merged into itself.")})
        found = taken.session.execute(
            select(Issue).where(Issue.id == target, Issue.street_id == issue.street_id), execution_options=DOOR
        ).scalar_one_or_none()
        if found is None or found.deleted_at is not None:
            raise Unfit({"duplicate_of": gettext("This issue does not exist any more. Choose another one.")})
        if found.state != "merged":
            return found
        target = found.duplicate_of_id
    raise Unfit({"duplicate_of": gettext("This issue does not exist any more. Choose another one.")})


def assign(taken: Taken) -> None:
    """Write an assignment with unit, person and day, and tell the person."""
    issue = taken.record
    issue.owner_organisation_id = issue.owner_organisation_id or community_of(taken)
    due = taken.values.get("due_on") or until(taken)
    if due < taken.today:
        raise Unfit({"due_on": gettext("This day may not be before today.")})
    write_assignment(taken, due)


def write_assignment(taken: Taken, due: date) -> None:
    """A new assignment takes the place of those that run; what a meeting decided goes on beside it."""
    issue = taken.record
    if issue.owner_person_id is None:
        raise Unfit({"owner_person": gettext("Choose the person in charge. Without one nothing is assigned.")})
    for row in running_assignments(taken):
        if row.decision_id is None:
            row.state, row.reason = AssignmentState.WITHDRAWN, taken.event.reason or None
    taken.session.add(
        Assignment(
            organisation_id=issue.organisation_id,
            issue_id=issue.id,
            text=issue.title,
            owner_organisation_id=issue.owner_organisation_id,
            owner_person_id=issue.owner_person_id,
            due_on=due,
            instruction=taken.values.get("instruction"),
        )
    )
    unit = (
        taken.session.connection()
        .execute(
            select(Organisation.__table__.c.name).where(Organisation.__table__.c.id == issue.owner_organisation_id)
        )
        .scalar_one()
    )
    told = people(taken, (issue.owner_person_id,))
    key = f"assigned/{issue.id}/{taken.event.number}"
    tell(taken.session, issue, told, NoticeRule.ASSIGNED, assigned_words(issue.title, unit), key)


def accept_assignment(taken: Taken) -> None:
    """Mark the assignment as taken on."""
    move_assignments(taken, AssignmentState.ACCEPTED, of_unit=True, accepted_on=taken.today)


def turn_down_assignment(taken: Taken) -> None:
    """Mark it as turned down; nobody is in charge until it is given to somebody else."""
    move_assignments(taken, AssignmentState.TURNED_DOWN, of_unit=True, reason=taken.event.reason)
    taken.record.owner_organisation_id = taken.record.owner_person_id = None


def finish_assignment(taken: Taken) -> None:
    """Mark the assignment as done."""
    move_assignments(taken, AssignmentState.DONE, done_on=taken.today)


def escalate(taken: Taken) -> None:
    """Put the unit above in charge, with somebody who holds a post there."""
    issue, table = taken.record, Organisation.__table__
    parent = (
        taken.session.connection()
        .execute(select(table.c.parent_id).where(table.c.id == issue.owner_organisation_id))
        .scalar()
    )
    above = None
    if parent is not None:
        above = (
            taken.session.connection()
            .execute(select(table.c.id).where(table.c.id == parent, table.c.street_id == issue.street_id))
            .scalar()
        )
    if above is None:
        raise Unfit({"": gettext("There is no unit above the one in charge within the street.")})
    head = next((actor.person_id for actor in posted(taken, (above,))), None)
    if head is None:
        raise Unfit({"": gettext("Nobody holds a post in the unit above. Give somebody a post there first.")})
    running = running_assignments(taken)
    due = max([row.due_on for row in running] + [until(taken)])
    issue.owner_organisation_id, issue.owner_person_id = above, head
    write_assignment(taken, due)


def close(taken: Taken) -> None:
    """Keep the day of closing."""
    taken.record.closed_on = taken.today
    move_assignments(taken, AssignmentState.DONE, done_on=taken.today)


def recur(taken: Taken) -> None:
    """It came back: counted, and open again."""
    taken.record.closed_on = None
    taken.record.recurrences = (taken.record.recurrences or 0) + 1


def call_to_account(taken: Taken) -> None:
    """Open a demand: the inspectors follow it up."""
    open_for(taken, taken.after, taken.event.reason or taken.way.label.told("zh"))


def keep_as_case(taken: Taken) -> None:
    """Take it into the library of cases."""
    taken.record.model_case = True


def after_any(taken: Taken) -> None:
    """What happens after every transition: who is urged is told so."""
    if taken.way.key != "urge":
        return
    actors = urged(taken)
    words = gettext(
        "%(name)s urges “%(title)s”: %(reason)s",
        name=taken.event.name, title=taken.record.title, reason=taken.event.reason,
    )  # fmt: skip
    tell(taken.session, taken.record, actors, NoticeRule.URGED, words, f"urged/{taken.record.id}/{taken.event.number}")


def urged(look: Any) -> list[Actor]:
    """Whom to remind: the person in charge; where there is none, everybody who can lead the case on."""
    if look.record.owner_person_id is not None:
        return people(look, (look.record.owner_person_id,))
    return leading(look)


def leading(look: Any) -> list[Actor]:
    """Everybody who can lead the case on."""
    ways = [way for way in look.case.process.leaving(look.case.stage) if way.tone == "primary"]
    return list(who(look, dict.fromkeys(name for way in ways for name in way.actors)))


def running_assignments(taken: Taken) -> list[Assignment]:
    """The assignments of the issue that are neither done nor turned down."""
    statement = select(Assignment).where(
        Assignment.issue_id == taken.record.id, Assignment.state.in_(RUNNING), Assignment.deleted_at.is_(None)
    )
    return list(taken.session.execute(statement, execution_options=DOOR).scalars())


def move_assignments(taken: Taken, state: AssignmentState, *, of_unit: bool = False, **values: Any) -> None:
    """Bring the running assignments of the issue to a state; `of_unit`: those alone of the unit in charge.

    What a meeting gave to another unit is not for this one to take on or to turn down.
    """
    unit = taken.record.owner_organisation_id
    for row in running_assignments(taken):
        if of_unit and row.owner_organisation_id != unit:
            continue
        row.state = state
        for name, value in values.items():
            setattr(row, name, value or None)


def until(taken: Taken) -> date:
    """The last day of the stage that is entered; today where it has none."""
    return taken.after.due.date() if taken.after.due else taken.today


def community_of(taken: Taken) -> int:
    """The community or village of the issue; the unit itself where it lies in none."""
    table, unit = Organisation.__table__, taken.record.organisation_id
    kinds = (OrganisationKind.COMMUNITY.value, OrganisationKind.VILLAGE.value)
    found: int | None = (
        taken.session.connection()
        .execute(select(table.c.id).where(table.c.id.in_((*ancestors(path_of(taken)), unit)), table.c.kind.in_(kinds)))
        .scalar()
    )
    return found or int(unit)


EFFECT_OF: Mapping[str, Callable[[Taken], None]] = {
    "accept": accept,
    "answer": answer,
    "merge": merge,
    "assign": assign,
    "accept_assignment": accept_assignment,
    "turn_down_assignment": turn_down_assignment,
    "finish_assignment": finish_assignment,
    "escalate": escalate,
    "close": close,
    "recur": recur,
    "call_to_account": call_to_account,
    "keep_as_case": keep_as_case,
}
