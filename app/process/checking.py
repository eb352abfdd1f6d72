"""Turns a process into everything that is wrong with the way it is drawn: dead ends, unreachable stages, false returns.

    drawn_wrong(process)  ->  (Fault(place="stages[3]", code="unreachable", values=(("stage", Words(…)),)), …)

A higher room tells a fault in the reader's language: `gettext(MESSAGES[fault.code], **dict(fault.values))`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.process.process import Doing, Process, Stage, Step, Transition, Words

T = TypeVar("T")
N_ = str  # marks a text for the catalogue: message extractors know the name, and this room needs no translator

MESSAGES: Mapping[str, str] = {
    "object": N_("Give an object."),
    "list": N_("Give a list."),
    "too_many": N_("There are %(count)s; at most %(most)s are possible."),
    "unknown_part": N_("There is no such part. Possible: %(names)s."),
    "absent": N_("This part is missing."),
    "key": N_("A key is a short word of small letters, digits and underscores that begins with a letter."),
    "label": N_("Give a Chinese text."),
    "label_long": N_("The text has %(count)s characters; at most %(most)s are possible."),
    "choice": N_("“%(found)s” is not possible here. Possible: %(names)s."),
    "yes_no": N_("Give true or false."),
    "text": N_("Give a short text."),
    "number": N_("Give a whole number."),
    "limit": N_("Give a whole number from %(least)s to %(most)s."),
    "part": N_("“%(found)s” is nobody. Write role:<role> or part:<part>."),
    "unknown_actor": N_("Nobody is called “%(found)s”."),
    "unknown_fact": N_("No fact is called “%(found)s”."),
    "unknown_effect": N_("No effect is called “%(found)s”."),
    "unknown_field": N_("There is no field “%(found)s”."),
    "twice": N_("“%(key)s” stands here twice."),
    "none": N_("There is none. Give at least one."),
    "no_step": N_("There is no step “%(key)s”."),
    "no_stage": N_("There is no stage “%(key)s”."),
    "no_source": N_("Say from which stages it leads."),
    "no_target": N_("Say to which stage it leads."),
    "target": N_("Only a transition that moves the case has a target."),
    "no_actors": N_("Nobody may take “%(label)s”. Name at least one."),
    "no_did": N_("“%(found)s” names neither a transition nor a stage."),
    "step_empty": N_("The step “%(step)s” has no stage."),
    "step_beside": N_("Supervision runs beside: the step “%(step)s” has no stages."),
    "second_beside": N_("There is supervision already; it is a step once."),
    "start_final": N_("A case cannot begin where it ends."),
    "unreachable": N_("No case ever comes to “%(stage)s”."),
    "dead_end": N_("From “%(stage)s” no way leads to an end."),
    "no_end": N_("The process never ends: make a stage final."),
    "final_limit": N_("“%(stage)s” is an end: it has no time limit."),
    "extension_alone": N_("“%(stage)s” has no time limit that could be extended."),
    "return": N_("“%(label)s” leads back to “%(stage)s”, which is done once only. Let it be repeated."),
    "skip": N_("“%(label)s” leaves out “%(stage)s”, which cannot be skipped."),
    "skip_stays": N_("Only a transition that moves the case leaves stages out."),
    "no_more_time": N_("More time is asked for in “%(stage)s”, which cannot be given any."),
    "never_decided": N_("More time is asked for in “%(stage)s”, and nobody can grant it."),
    "never_resumed": N_("A case suspended in “%(stage)s” could never be resumed."),
}
"""Of the reading of processes and of these checks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong: where in the spec, a key of MESSAGES, and its parameters."""

    place: str
    code: str
    values: tuple[tuple[str, str | int | Words], ...] = ()

    def __str__(self) -> str:
        said = MESSAGES[self.code] % dict(self.values)
        return f"{self.place}: {said}" if self.place else said


class Misdrawn(ValueError):
    """A process that cannot be used; `faults` names every reason with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass
class Faults:
    """What was found so far."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: str, code: str, **values: str | int | Words) -> None:
        """Note one."""
        self.found.append(Fault(place=place, code=code, values=tuple(values.items())))


def drawn_wrong(process: Process) -> tuple[Fault, ...]:
    """Everything that is wrong with a process; empty when all is well."""
    faults = Faults()
    for check in CHECKS:
        check(process, faults)
    return tuple(faults.found)


def check_keys(process: Process, faults: Faults) -> None:
    """Keys of steps, stages and transitions stand once each, and there is one of each at least."""
    parts: tuple[tuple[str, Sequence[Step | Stage | Transition]], ...] = (
        ("steps", process.steps),
        ("stages", process.stages),
        ("transitions", process.transitions),
    )
    for name, items in parts:
        if not items:
            faults.add(name, "none")
        count = Counter(item.key for item in items)
        for place, item in numbered(name, items):
            if count[item.key] > 1:
                faults.add(f"{place}.key", "twice", key=item.key)


def check_steps(process: Process, faults: Faults) -> None:
    """Every stage has a step and every step a stage, but for supervision."""
    steps, used = {step.key for step in process.steps}, {stage.step for stage in process.stages}
    for place, stage in numbered("stages", process.stages):
        if stage.step not in steps:
            faults.add(f"{place}.step", "no_step", key=stage.step)
    beside = False
    for place, step in numbered("steps", process.steps):
        if step.beside is None:
            if step.key not in used:
                faults.add(place, "step_empty", step=step.label)
            continue
        if step.key in used:
            faults.add(place, "step_beside", step=step.label)
        if beside:
            faults.add(f"{place}.beside", "second_beside")
        for name in ("actors", "answers"):
            if not getattr(step.beside, name):
                faults.add(f"{place}.beside.{name}", "no_actors", label=step.label)
        beside = True


def check_stages(process: Process, faults: Faults) -> None:
    """Limits stand where they mean something, and the start is one."""
    if process.start not in process.by_key:
        faults.add("start", "no_stage", key=process.start)
    elif process.stage(process.start).final:
        faults.add("start", "start_final")
    if process.stages and not any(stage.final for stage in process.stages):
        faults.add("stages", "no_end")
    for place, stage in numbered("stages", process.stages):
        if stage.final and (stage.limit or stage.extension):
            faults.add(place, "final_limit", stage=stage.label)
        elif stage.extension and not stage.limit:
            faults.add(f"{place}.extension", "extension_alone", stage=stage.label)


def check_transitions(process: Process, faults: Faults) -> None:
    """Transitions lead from and to stages that there are, for somebody."""
    for place, way in numbered("transitions", process.transitions):
        moves = way.does is Doing.MOVE
        for number, key in enumerate(way.source):
            if key not in process.by_key:
                faults.add(f"{place}.source[{number}]", "no_stage", key=key)
        if not way.source:
            faults.add(f"{place}.source", "no_source")
        if not way.actors:
            faults.add(f"{place}.actors", "no_actors", label=way.label)
        if moves and not way.target:
            faults.add(f"{place}.target", "no_target")
        elif not moves and way.target:
            faults.add(f"{place}.target", "target")
        elif moves and way.target not in process.by_key:
            faults.add(f"{place}.target", "no_stage", key=way.target)
        for number, bar in enumerate(way.bars):
            if bar.startswith("did:") and bar[4:] not in process.by_key and bar[4:] not in process.ways:
                faults.add(f"{place}.bars[{number}]", "no_did", found=bar)
        if way.skips and not moves:
            faults.add(f"{place}.skips", "skip_stays")
        check_skips(process, way, place, faults)


def check_skips(process: Process, way: Transition, place: str, faults: Faults) -> None:
    """Only what is skippable is left out."""
    for number, key in enumerate(way.skips):
        stage = process.by_key.get(key)
        if stage is None:
            faults.add(f"{place}.skips[{number}]", "no_stage", key=key)
        elif not stage.skippable:
            faults.add(f"{place}.skips[{number}]", "skip", label=way.label, stage=stage.label)


def check_ways(process: Process, faults: Faults) -> None:
    """From the start every stage is reached, from every stage an end; only what may be repeated is come back to."""
    if process.start not in process.by_key:
        return
    onward = {stage.key: {way.target for way in moves(process, stage)} for stage in process.stages}
    reached = {key: reach(key, onward) for key in onward}
    ends = {stage.key for stage in process.stages if stage.final}
    for place, stage in numbered("stages", process.stages):
        if stage.key != process.start and stage.key not in reached[process.start]:
            faults.add(place, "unreachable", stage=stage.label)
        if ends and not stage.final and not reached[stage.key] & ends:
            faults.add(place, "dead_end", stage=stage.label)
    for place, way in numbered("transitions", process.transitions):
        target = process.by_key.get(way.target)
        if target is None or target.repeatable or way.does is not Doing.MOVE:
            continue
        if any(source == target.key or source in reached[target.key] for source in way.source):
            faults.add(f"{place}.target", "return", label=way.label, stage=target.label)


def check_clock(process: Process, faults: Faults) -> None:
    """What stops is started again, and what is asked for can be decided."""
    for place, way in numbered("transitions", process.transitions):
        for number, stage in enumerate(map(process.by_key.get, way.source)):
            if stage is None:
                continue
            at, does = f"{place}.source[{number}]", {other.does for other in process.leaving(stage.key)}
            if way.does is Doing.SUSPEND and Doing.RESUME not in does:
                faults.add(at, "never_resumed", stage=stage.label)
            if way.does is Doing.ASK and not stage.extension:
                faults.add(at, "no_more_time", stage=stage.label)
            elif way.does is Doing.ASK and Doing.GRANT not in does:
                faults.add(at, "never_decided", stage=stage.label)


CHECKS = (check_keys, check_steps, check_stages, check_transitions, check_ways, check_clock)


def moves(process: Process, stage: Stage) -> Iterator[Transition]:
    """The transitions that lead from a stage to one that there is."""
    for way in process.leaving(stage.key):
        if way.does is Doing.MOVE and way.target in process.by_key:
            yield way


def reach(key: str, onward: Mapping[str, Iterable[str]]) -> set[str]:
    """Every stage that can follow a stage, at once or later; itself only when a way leads back."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for target in onward[waiting.pop()]:
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def numbered(name: str, items: Sequence[T]) -> Iterator[tuple[str, T]]:
    """Items with their place in the spec."""
    for number, item in enumerate(items):
        yield f"{name}[{number}]", item
