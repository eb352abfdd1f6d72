"""Says how issues follow processes: parts, facts, effects, and the fields that mirror the case."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.cases import beginning, opening  # noqa: F401 (listen for new records, and for published forms)
from app.cases.registry import Follows, Help, Start, Taken, follow, ship
from app.fields.choice import Choice
from app.fields.note import Note
from app.process.case import Case
from app.process.process import Doing, Kind, Process, Stage, Words
from models.issue import ASIDE, IssueState
from models.loop.choosing import choose
from models.loop.effects import EFFECT_OF, WRITES, after_any
from models.loop.facts import FACT_OF
from models.loop.milestones import milestones
from models.loop.naming import CONDITIONS, ELSEWHERE, PART_WORDS
from models.loop.papers import issue_papers
from models.loop.parts import PARTS
from models.loop.proposing import proposed
from models.loop.visit import Satisfaction
from models.processes import EFFECTS, FACTS, SHIPPED

STATES = frozenset(state.value for state in IssueState)
BY_KIND = {
    Kind.INTAKE: IssueState.COLLECT,
    Kind.TRIAGE: IssueState.ASSESS,
    Kind.INVESTIGATE: IssueState.ASSESS,
    Kind.DISPATCH: IssueState.CALL,
    Kind.ACCEPT: IssueState.CALL,
    Kind.HANDLE: IssueState.RESOLVE,
    Kind.ARCHIVE: IssueState.ARCHIVED,
}
"""States for stages whose process has other names than the loop; all further kinds report back."""


def state_of(case: Case) -> str:
    """The state of an issue: the step while open, the stage when it has ended, or that the clock stands still."""
    if case.suspended is not None:
        return IssueState.SUSPENDED.value
    return state_at(case.at)


def state_at(stage: Stage) -> str:
    """The state that a stage is shown as."""
    named = stage.key if stage.final else stage.step
    if named in STATES:
        return named
    usual = BY_KIND.get(stage.kind, IssueState.CLOSED if stage.final else IssueState.FEEDBACK)
    return (IssueState.CLOSED if stage.final and usual is not IssueState.ARCHIVED else usual).value


def mirror(issue: Any, case: Case) -> dict[str, Any]:
    """What of an issue its case decides."""
    state, last = state_of(case), case.history[-1]
    found: dict[str, Any] = {"state": state, **milestones(case.history, issue.settled_on or issue.closed_on)}
    if case.due is not None:
        found["due_on"] = case.due.date()
    if state in ASIDE and last.reason:
        found["state_reason"] = last.reason
    elif last.does is Doing.RESUME:
        found["state_reason"] = None
    return found


def start(issue: Any, process: Process) -> Start:
    """A new issue begins at the start; one that comes with a state of its own, where that state is shown."""
    state = str(issue.state or IssueState.COLLECT)
    suspended = state == IssueState.SUSPENDED
    if suspended:
        state = IssueState.RESOLVE.value
    at_start = state_at(process.stage(process.start)) == state
    stage = "" if at_start else next((found.key for found in process.stages if state_at(found) == state), "")
    return Start(stage=stage, suspended=suspended, due=issue.due_on)


def after(taken: Taken) -> None:
    """What every step brings along: its documents, and the word to who is urged."""
    after_any(taken)
    issue_papers(taken)


INPUTS = {
    "instruction": Note(label=_("Leader's instruction"), key="instruction", length=1000),
    "assessment": Note(label=_("Assessment"), key="assessment", length=2000, required=True),
    "rating": Choice(label=_("Satisfaction"), key="rating", enum=Satisfaction, required=True),
}

MEET = Help(label=Words("开会", "Hold a session"), url="/meeting/new?issue={id}", resource="deliberation_session")
VISIT = Help(
    label=Words("登记回访", "Enter the visit"),
    url="/return_visit/add?issue={id}&_next=/issue/show/{id}",
    resource="return_visit",
)
COMPLETE = Help(label=Words("补填", "Complete it"), url="/issue/edit/{id}", resource="issue", action="edit")
LOG = Help(label=Words("写进展", "Write a log"), url="/issue/log/{id}", resource="progress_log")
HELP = {
    "contact_known": COMPLETE,
    "category": COMPLETE,
    "organisation": COMPLETE,
    "session_held": MEET,
    "parties_present": MEET,
    "evidence": LOG,
    "visit_done": VISIT,
    "visit_settled": VISIT,
}
"""Where what is missing is brought about."""

follow(
    Follows(
        resource="issue",
        choose=choose,
        listed="process",
        mirror=mirror,
        start=start,
        parts=PARTS,
        facts=FACT_OF,
        effects=EFFECT_OF,
        after=after,
        fresh=frozenset(("due_on",)),
        carries={
            "accept": ("level", "compound", "spot"),
            "dispatch": ("instruction",),
            "settle_here": ("level", "due_on"),
            "resolve": ("evidence",),
            "merge": (),
        },
        proposes=proposed,
        inputs=INPUTS,
        words=FACTS,
        names={**ELSEWHERE, **PART_WORDS, **CONDITIONS, **EFFECTS},
        help=HELP,
        daily={Kind.HANDLE: LOG},
        below="/issue/duties/{id}",
        aside="/issue/similar/{id}",
        writes=WRITES,
    )
)
ship(SHIPPED.values())
