"""Turns one wish of whoever draws a process into another spec: a stage more, its place, a way out. Pure functions.

A spec that is being drawn may be wrong: what is wrong with it says `read_process`. What a stage leaves behind is mended
here, so that a stage can be put in or taken out in one step: ways lead on past it, notes and pauses go on everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from app.process.process import Doing
from app.process.reading import Known

Spec = dict[str, Any]
Item = dict[str, Any]
CLOCK = (Doing.ASK.value, Doing.GRANT.value, Doing.DENY.value)
LISTS = ("steps", "stages", "transitions")


class NotThere(LookupError):
    """A step, stage or transition that the spec does not have."""


def items(spec: Mapping[str, Any], name: str) -> list[Item]:
    """The steps, stages or transitions of a spec, in their order."""
    return [dict(item) for item in spec[name]]


def found(spec: Mapping[str, Any], name: str, key: str) -> Item:
    """One of them. Raises NotThere."""
    for item in items(spec, name):
        if item["key"] == key:
            return item
    raise NotThere(key)


def taken(spec: Mapping[str, Any]) -> set[str]:
    """All keys that stand in a spec."""
    return {item["key"] for name in LISTS for item in spec[name]}


def changed(spec: Mapping[str, Any], name: str, key: str, parts: Mapping[str, Any]) -> Spec:
    """With other parts of a step, stage or transition; None takes a part away. Raises NotThere."""
    before = found(spec, name, key)
    after = {part: value for part, value in {**before, **parts}.items() if value is not None}
    return {**spec, name: [after if item["key"] == key else item for item in items(spec, name)]}


# -- steps --------------------------------------------------------------------------------------------------------


def with_step(spec: Mapping[str, Any], made: Item, after: str = "") -> Spec:
    """With a step more: behind another one, else at the end."""
    return {**spec, "steps": put(items(spec, "steps"), made, after)}


def without_step(spec: Mapping[str, Any], key: str) -> Spec:
    """Without a step that has no stages; one that has some stays."""
    found(spec, "steps", key)
    if stages_of(spec, key):
        return dict(spec)
    return {**spec, "steps": [item for item in items(spec, "steps") if item["key"] != key]}


def placed_step(spec: Mapping[str, Any], key: str, to: int) -> Spec:
    """With a step at a place among those that are seen, counted from 0; supervision stands beside them."""
    step = found(spec, "steps", key)
    rest = [item for item in items(spec, "steps") if item["key"] != key]
    there = [number for number, item in enumerate(rest) if not item.get("beside")]
    rest.insert(there[to] if to < len(there) else len(rest), step)
    return {**spec, "steps": rest}


def shifted_step(spec: Mapping[str, Any], key: str, by: int) -> Spec:
    """With a step one place further down, or up, among those that are seen."""
    found(spec, "steps", key)
    keys = [item["key"] for item in spec["steps"] if not item.get("beside")]
    to = keys.index(key) + by if key in keys else -1
    return placed_step(spec, key, to) if 0 <= to < len(keys) else dict(spec)


# -- stages -------------------------------------------------------------------------------------------------------


def stages_of(spec: Mapping[str, Any], step: str) -> list[Item]:
    """The stages of a step."""
    return [item for item in items(spec, "stages") if item["step"] == step]


def with_stage(spec: Mapping[str, Any], made: Item, way: Item, after: str) -> Spec:
    """With a stage more, between another one and what its main way led to.

    The main way leads to the new stage, `way` from there on. Notes and pauses are possible there, too. Behind an end,
    or where no way leads on, the stage stands by itself and waits for its ways.
    """
    found(spec, "stages", after)
    main = main_way(spec, after)
    ways = []
    for item in items(spec, "transitions"):
        if main is not None and item["key"] == main["key"]:
            ways += [{**item, "target": made["key"]}, {**way, "source": [made["key"]], "target": item["target"]}]
        elif main is not None and after in item["source"] and beside(item):
            ways.append({**item, "source": [*item["source"], made["key"]]})
        else:
            ways.append(item)
    return {**spec, "stages": put(items(spec, "stages"), made, after), "transitions": ways}


def without_stage(spec: Mapping[str, Any], key: str) -> Spec:
    """Without a stage: what led to it leads to where its main way led; what began there alone is gone.

    A step that had no other stage goes with it.
    """
    step = found(spec, "stages", key)["step"]
    main = main_way(spec, key)
    onward = main["target"] if main is not None else ""
    ways = []
    for item in items(spec, "transitions"):
        source = [name for name in item["source"] if name != key]
        if item["source"] and not source:
            continue
        after = {**item, "source": source}
        if after.get("target") == key:
            after["target"] = onward
        ways.append(after)
    kept = [item for item in items(spec, "stages") if item["key"] != key]
    start = spec["start"] if spec["start"] != key else onward or (kept[0]["key"] if kept else "")
    after = tidied({**spec, "stages": kept, "transitions": ways, "start": start})
    return without_step(after, step) if step in {item["key"] for item in spec["steps"]} else after


def placed_stage(spec: Mapping[str, Any], key: str, step: str, to: int) -> Spec:
    """With a stage in a step, at a place among those of the step, counted from 0."""
    stage = found(spec, "stages", key)
    found(spec, "steps", step)
    rest = [item for item in items(spec, "stages") if item["key"] != key]
    there = [number for number, item in enumerate(rest) if item["step"] == step]
    if there:
        at = there[to] if to < len(there) else there[-1] + 1
    else:
        at = len(rest)
    rest.insert(max(0, at), {**stage, "step": step})
    return {**spec, "stages": rest}


def shifted_stage(spec: Mapping[str, Any], key: str, by: int) -> Spec:
    """With a stage one place further down, or up; at the edge of its step it goes over to the next one."""
    stage = found(spec, "stages", key)
    steps = [item["key"] for item in spec["steps"] if not item.get("beside")]
    keys = [item["key"] for item in stages_of(spec, stage["step"])]
    to = keys.index(key) + by
    if 0 <= to < len(keys):
        return placed_stage(spec, key, stage["step"], to)
    beyond = steps.index(stage["step"]) + by if stage["step"] in steps else 0
    if not 0 <= beyond < len(steps):
        return dict(spec)
    step = steps[beyond]
    return placed_stage(spec, key, step, 0 if by > 0 else len(stages_of(spec, step)))


def extended(spec: Mapping[str, Any], key: str, more: Any) -> Spec:
    """With so much more time that may be given in a stage: who asks for it and who grants it may do so there."""
    spec = changed(spec, "stages", key, {"extension": more})
    ways = []
    for item in items(spec, "transitions"):
        if item.get("does") in CLOCK:
            source = [name for name in item["source"] if name != key] + ([key] if more is not None else [])
            item = {**item, "source": source if source else item["source"]}
        ways.append(item)
    return {**spec, "transitions": ways}


# -- transitions --------------------------------------------------------------------------------------------------


def beside(way: Mapping[str, Any]) -> bool:
    """Whether a transition leads nowhere and does not ask for time: a note, a pause."""
    return way.get("does", Doing.MOVE.value) not in (Doing.MOVE.value, *CLOCK)


def leaving(spec: Mapping[str, Any], stage: str) -> list[Item]:
    """The transitions that a stage offers."""
    return [item for item in items(spec, "transitions") if stage in item["source"]]


def main_way(spec: Mapping[str, Any], stage: str) -> Item | None:
    """The way on from a stage: the first that is shown as such and leads elsewhere, else the first that does."""
    ways = [item for item in leaving(spec, stage) if item.get("target") not in (None, "", stage)]
    return next((item for item in ways if item.get("tone") == "primary"), ways[0] if ways else None)


def with_way(spec: Mapping[str, Any], made: Item) -> Spec:
    """With a transition more: behind the last one from the same stage."""
    before = leaving(spec, made["source"][0])
    moves = [item for item in before if item.get("target")]
    return {**spec, "transitions": put(items(spec, "transitions"), made, moves[-1]["key"] if moves else "")}


def shifted_way(spec: Mapping[str, Any], key: str, stage: str, by: int) -> Spec:
    """With a way on one place further down, or up, among those of a stage."""
    way = found(spec, "transitions", key)
    there = [item["key"] for item in leaving(spec, stage) if bool(item.get("target")) == bool(way.get("target"))]
    to = there.index(key) + by if key in there else -1
    if not 0 <= to < len(there):
        return dict(spec)
    rest = [item for item in items(spec, "transitions") if item["key"] != key]
    at = [item["key"] for item in rest].index(there[to])
    rest.insert(at + (by > 0), way)
    return {**spec, "transitions": rest}


def without_way(spec: Mapping[str, Any], key: str, stage: str = "") -> Spec:
    """Without a transition; of one from several stages only what leads from that stage is taken away."""
    way = found(spec, "transitions", key)
    rest = [name for name in way["source"] if name != stage]
    if stage and rest and len(rest) < len(way["source"]):
        return changed(spec, "transitions", key, {"source": rest})
    return tidied({**spec, "transitions": [item for item in items(spec, "transitions") if item["key"] != key]})


def answered(spec: Mapping[str, Any], known: Known, anybody: str) -> Spec:
    """Without what it names beyond what is known, and without supervision; what nobody may take any more, one may."""
    ways = []
    for item in items(spec, "transitions"):
        for name, names in (
            ("actors", known.actors),
            ("bars", known.actors),
            ("needs", known.needs or frozenset()),
            ("facts", known.facts),
            ("when", known.facts),
            ("effects", known.effects),
        ):
            if name in item:
                item[name] = [found for found in item[name] if found in names or found.startswith("did:")]
        item["actors"] = item.get("actors") or [anybody]
        ways.append({name: value for name, value in item.items() if value != []})
    steps = [item for item in items(spec, "steps") if not item.get("beside")]
    return {**spec, "steps": steps, "transitions": ways}


def tidied(spec: Mapping[str, Any]) -> Spec:
    """Without bars and skips that name what is not there any more."""
    stages, ways = ({item["key"] for item in spec[name]} for name in ("stages", "transitions"))
    kept = [
        {
            **item,
            **({"bars": still(item["bars"], stages | ways)} if "bars" in item else {}),
            **({"skips": [name for name in item["skips"] if name in stages]} if "skips" in item else {}),
        }
        for item in items(spec, "transitions")
    ]
    return {**spec, "transitions": kept}


def still(bars: Sequence[str], there: Collection[str]) -> list[str]:
    """The bars that name something that is there."""
    return [bar for bar in bars if not bar.startswith("did:") or bar[4:] in there]


# -- lists --------------------------------------------------------------------------------------------------------


def put(held: list[Item], made: Item, after: str) -> list[Item]:
    """A list with an item more: behind another one, else at the end."""
    keys = [item["key"] for item in held]
    at = keys.index(after) + 1 if after in keys else len(held)
    return [*held[:at], made, *held[at:]]


def walked(spec: Mapping[str, Any]) -> Iterator[tuple[Item, list[Item]]]:
    """The steps that have stages, or may have, each with its stages."""
    for step in items(spec, "steps"):
        if not step.get("beside"):
            yield step, stages_of(spec, step["key"])
