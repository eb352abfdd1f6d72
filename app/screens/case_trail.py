"""Turns the history of a case into entries of its record's timeline, each with the changes that the step made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext

from app.access.users import HOUSE
from app.cases import store
from app.cases.registry import followed
from app.metadata.resource import Resource
from app.process.case import Case
from app.process.case import Event as Step
from app.screens.detail import Entries, Mix, brief, full
from app.screens.values import Change, Event
from app.screens.work import Work

SAME = timedelta(seconds=5)  # an entry of the trace this near a step, by its name, was written by the step


def case_for(work: Work, resource: Resource, number: int) -> Case | None:
    """The case of a record; None when it follows no process."""
    held = store.case_of(work.session, resource.name, number) if followed(resource) is not None else None
    return held.case if held is not None else None


def steps_of(work: Work, case: Case | None) -> Mix | None:
    """What adds the steps of a case to a timeline; None without a case."""
    return None if case is None else lambda entries, before: with_steps(work, case, entries, before)


def with_steps(work: Work, case: Case, entries: Entries, before: datetime | None) -> Entries:
    """Entries of the trace and comments, and the steps of the case among them. What a step wrote stands with it."""
    steps = [step for step in case.history if before is None or step.on < before]
    written: dict[int, tuple[Change, ...]] = {}
    kept: Entries = []
    for at, action, entry in entries:
        step = next((item for item in steps if item.transition == action and abs(item.on - at) <= SAME), None)
        if step is None:
            kept.append((at, action, entry))
        else:
            written[step.number] = (*written.get(step.number, ()), *entry.changes)
    kept += [(step.on, step.transition, told(work, case, step, written.get(step.number, ()))) for step in steps]
    return sorted(kept, key=lambda item: item[0], reverse=True)


def told(work: Work, case: Case, step: Step, changes: Iterable[Change]) -> Event:
    """A step in words: who, what, from where to where, why, and by when the next is due."""
    way = case.process.ways.get(step.transition)
    label = way.label.told(work.locale) if way is not None else gettext("registered it")
    where = case.process.stage(step.target).label.told(work.locale)
    what = gettext("%(step)s → %(stage)s", step=label, stage=where) if step.source != step.target else label
    due = ""
    if step.due is not None and step.source != step.target:
        due = gettext("Due on %(day)s.", day=brief(step.due.astimezone(work.timezone), work.context))
    skipped = gettext(", ").join(case.process.stage(key).label.told(work.locale) for key in step.skipped)
    notes = [step.reason, gettext("Left out: %(stages)s.", stages=skipped) if skipped else "", due]
    return Event(
        who=gettext("The house") if step.name in ("", HOUSE) else step.name,
        what=what,
        when=brief(step.on.astimezone(work.timezone), work.context),
        when_full=full(work, step.on),
        kind="step",
        changes=tuple(changes),
        text="\n".join(filter(None, notes)),
    )
