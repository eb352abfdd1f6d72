"""What a process of a street may name, in words: who acts, what must be so, what happens, what is to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.declare import ADMINISTRATORS, Role
from app.fields.serial import Serial
from app.metadata.resource import Resource
from app.process.process import Kind, Process, Stage, Words
from app.process.reading import Known
from models.issue import IssueState
from models.loop.effects import EFFECT_OF
from models.loop.facts import FACT_OF
from models.loop.following import INPUTS, state_at
from models.loop.parts import PARTS
from models.processes import SHIPPED

NAMELESS = Words("")
NOT_ASKED = frozenset(("state", "state_reason", "closed_on", "accepted_on", "recurrences"))  # the case decides these


def may_name(process: Process) -> Known:
    """What a street's version of a process may name: what is known of issues, and what it named as shipped."""
    ways = process.transitions
    return Known(
        actors=frozenset(
            {
                *(f"role:{role.value}" for role in Role if role not in ADMINISTRATORS),
                *(f"part:{part}" for part in PARTS),
                *(name for way in ways for name in (*way.actors, *way.bars) if not name.startswith("did:")),
            }
        ),
        facts=frozenset({*FACT_OF, *(name for way in ways for name in (*way.facts, *way.when))}),
        effects=frozenset({*EFFECT_OF, *(name for way in ways for name in way.effects)}),
    )


def askable(issue: Resource, processes: Iterable[Process]) -> dict[str, str]:
    """The fields that a process may ask for, with their labels: those that are filled in, the street's own too."""
    found = {
        name: str(field.label)
        for name, field in issue.fields.items()
        if not (field.readonly or field.hidden or field.kind == "computed" or isinstance(field, Serial))
        and name not in NOT_ASKED
    }
    named = {name for process in processes for way in process.transitions for name in way.needs}
    for name in sorted(named - set(found)):
        declared = issue.fields.get(name) or INPUTS.get(name)
        found[name] = str(declared.label) if declared is not None else ""
    for name, declared in INPUTS.items():
        found.setdefault(name, str(declared.label))
    return found


def column(stage: Mapping[str, Any]) -> str:
    """The column of the board, or the state beside it, that a stage of a spec is shown in."""
    shown = Stage(
        key=stage["key"], step=stage["step"], kind=Kind(stage["kind"]), label=NAMELESS, final=bool(stage.get("final"))
    )
    return str(IssueState(state_at(shown)).label)


def shipped(key: str) -> Process | None:
    """A process as it comes with the program."""
    return SHIPPED.get(key)
