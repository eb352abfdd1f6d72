"""Turns the JSON of a process that is being drawn into what its page shows, and what its panels send into JSON again.

What may be named, and in which words, is handed in as a `Vocabulary`; what is wrong is said by `read_process`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.process import drawing
from app.process.checking import MESSAGES, Fault, Misdrawn
from app.process.difference import MESSAGES as CHANGES
from app.process.difference import differences
from app.process.process import KIND_WORDS, UNIT_WORDS, Doing, Kind, Limit, Process, Transition, Unit, Words
from app.process.reading import MOST, MOST_NAMES, Known, read_process

PLACE = re.compile(r"(steps|stages|transitions)\[(\d+)\](?:\.([a-z]+))?")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
MOST_TYPED = 200  # characters of a text that is kept for its fault to be told
TONES = (("primary", _("The main way on")), ("", _("A way among others")), ("late", _("A way out")))
DOINGS: Mapping[str, Any] = {
    Doing.MOVE.value: _("Leads on"),
    Doing.NOTE.value: _("An entry in the history"),
    Doing.SUSPEND.value: _("Stops the clock"),
    Doing.RESUME.value: _("Starts the clock again"),
    Doing.ASK.value: _("Asks for more time"),
    Doing.GRANT.value: _("Gives more time"),
    Doing.DENY.value: _("Gives no more time"),
}
NAMED = ("actors", "bars", "needs", "facts", "effects", "skips")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What a process may name, each with its words in the reader's language, and where the board shows a stage."""

    roles: Mapping[str, str]
    parts: Mapping[str, str]
    needs: Mapping[str, str]
    facts: Mapping[str, str]
    effects: Mapping[str, str]
    column: Callable[[Mapping[str, Any]], str]
    known: Known
    locale: str

    @property
    def actors(self) -> Mapping[str, str]:
        """Everybody who may be named."""
        return {**self.roles, **self.parts}


@dataclass(frozen=True, kw_only=True)
class Said:
    """One fault in words: what it is about, its place on the page, and the input that it concerns."""

    words: str
    url: str = ""
    name: str = ""  # steps, stages, transitions
    key: str = ""
    part: str = ""


def label_of(item: Mapping[str, Any], locale: str) -> str:
    """What a step, stage or transition of a spec is called; its key where it has no name yet."""
    label = item.get("label") or {}
    texts = {"zh": label} if isinstance(label, str) else label
    return (texts.get("en") if locale == "en" else "") or texts.get("zh") or item.get("key", "")


def read(spec: Mapping[str, Any], words: Vocabulary) -> tuple[Process | None, tuple[Said, ...]]:
    """The process that a spec makes, or everything that is wrong with it."""
    try:
        return read_process(spec, words.known), ()
    except Misdrawn as misdrawn:
        return None, tuple(said(fault, spec, words.locale) for fault in misdrawn.faults)


def said(fault: Fault, spec: Mapping[str, Any], locale: str) -> Said:
    """A fault in words at its place."""
    values = {name: value.told(locale) if isinstance(value, Words) else value for name, value in fault.values}
    words = gettext(MESSAGES[fault.code], **values)
    at = PLACE.match(fault.place)
    if at is None:
        return Said(words=words)
    name, number, part = at.group(1), int(at.group(2)), at.group(3) or ""
    item = spec[name][number]
    label = label_of(item, locale)
    if label not in words:
        words = gettext("“%(label)s”: %(fault)s", label=label, fault=words)
    return Said(words=words, url=place_of(name, item), name=name, key=item["key"], part=part)


def place_of(name: str, item: Mapping[str, Any]) -> str:
    """The address, on the page, of what a fault is about."""
    if name == "transitions":
        source = item["source"][0] if item["source"] else ""
        return f"?stage={source}&way={item['key']}#way"
    return f"?{name.removesuffix('s')}={item['key']}"


def told_differences(old: Process, new: Process, locale: str) -> list[tuple[str, str]]:
    """What changed, as (tone, words)."""
    found = []
    for difference in differences(carried(old, new), new):
        values = {name: value.told(locale) for name, value in difference.values}
        tone = "ok" if difference.code.endswith("_added") else "late" if difference.code.endswith("_removed") else ""
        found.append((tone, gettext(CHANGES[difference.code], **values)))
    return found


def carried(old: Process, new: Process) -> Process:
    """The old process with its notes and pauses also where stages are new, so that only what was meant is told."""
    both = set(old.by_key) & set(new.by_key)

    def same(way: Transition) -> bool:
        now = new.ways.get(way.key)
        return now is not None and way.does is not Doing.MOVE and both & set(way.source) == both & set(now.source)

    ways = (replace(way, source=new.ways[way.key].source) if same(way) else way for way in old.transitions)
    return replace(old, transitions=tuple(ways))


# -- what the page shows ------------------------------------------------------------------------------------------


def limit_words(limit: Any, locale: str) -> str:
    """A limit of a spec in words."""
    if not limit:
        return ""
    if isinstance(limit.get("amount"), int):
        return Limit(limit["amount"], Unit(limit["unit"])).words.told(locale)
    return str(limit.get("amount", ""))


def told_stage(stage: Mapping[str, Any], spec: Mapping[str, Any], words: Vocabulary) -> dict[str, Any]:
    """A stage as lists show it."""
    return {
        "key": stage["key"],
        "label": label_of(stage, words.locale),
        "kind": KIND_WORDS[Kind(stage["kind"])].told(words.locale),
        "limit": limit_words(stage.get("limit"), words.locale),
        "column": words.column(stage),
        "final": bool(stage.get("final")),
        "start": spec["start"] == stage["key"],
        "skippable": bool(stage.get("skippable")),
    }


def told_steps(spec: Mapping[str, Any], words: Vocabulary, faults: Iterable[Said] = ()) -> list[dict[str, Any]]:
    """The steps with their stages, and which of them have faults."""
    wrong = {(fault.name, fault.key) for fault in faults}
    bad = {key for name, key in wrong if name == "stages"}
    bad |= {stage for way in spec["transitions"] if ("transitions", way["key"]) in wrong for stage in way["source"][:1]}
    return [
        {
            "key": step["key"],
            "label": label_of(step, words.locale),
            "wrong": ("steps", step["key"]) in wrong,
            "stages": [{**told_stage(stage, spec, words), "wrong": stage["key"] in bad} for stage in stages],
        }
        for step, stages in drawing.walked(spec)
    ]


def told_way(way: Mapping[str, Any], spec: Mapping[str, Any], words: Vocabulary) -> dict[str, Any]:
    """A transition in words: where it leads, who may, what it asks, what happens."""
    stages = {stage["key"]: label_of(stage, words.locale) for stage in spec["stages"]}
    ways = {item["key"]: label_of(item, words.locale) for item in spec["transitions"]}

    def listed(part: str, known: Mapping[str, str]) -> list[str]:
        return [known.get(name) or name for name in way.get(part, ())]

    does = way.get("does", Doing.MOVE.value)
    return {
        "key": way["key"],
        "label": label_of(way, words.locale),
        "does": does,
        "doing": str(DOINGS[does]),
        "target": way.get("target", ""),
        "to": stages.get(way.get("target", ""), ""),
        "who": listed("actors", words.actors),
        "bars": [barred(name, words, ways, stages) for name in way.get("bars", ())],
        "needs": listed("needs", words.needs),
        "facts": [words.facts.get(name) or name for name in (*way.get("facts", ()), *way.get("when", ()))],
        "effects": listed("effects", words.effects),
        "skips": listed("skips", stages),
        "reason": bool(way.get("reason") or way.get("skips")),
        "tone": way.get("tone", ""),
    }


def barred(name: str, words: Vocabulary, ways: Mapping[str, str], stages: Mapping[str, str]) -> str:
    """Who may not, in words."""
    if not name.startswith("did:"):
        return words.actors.get(name) or name
    done = name.removeprefix("did:")
    return gettext("whoever did “%(label)s”", label=ways.get(done) or stages.get(done) or done)


def stage_panel(key: str, spec: Mapping[str, Any], words: Vocabulary, faults: Sequence[Said]) -> dict[str, Any] | None:
    """Everything about one stage, with its ways; None for one that is not there."""
    stage = next((item for item in spec["stages"] if item["key"] == key), None)
    if stage is None:
        return None
    limit, more = stage.get("limit") or {}, stage.get("extension") or {}
    ways = [told_way(way, spec, words) for way in drawing.leaving(spec, key)]
    wrong = {fault.key for fault in faults if fault.name == "transitions"}
    for way in ways:
        way["wrong"] = way["key"] in wrong
    label = stage["label"] if isinstance(stage["label"], Mapping) else {"zh": stage["label"]}
    return {
        **told_stage(stage, spec, words),
        "zh": label.get("zh", ""),
        "en": label.get("en", ""),
        "step": stage["step"],
        "chosen": stage["kind"],
        "kinds": [(kind.value, told.told(words.locale)) for kind, told in KIND_WORDS.items()],
        "units": units(words.locale),
        "amount": limit.get("amount", ""),
        "unit": limit.get("unit", Unit.WORKING_DAYS.value),
        "more": more.get("amount", ""),
        "more_unit": more.get("unit", Unit.WORKING_DAYS.value),
        "repeatable": bool(stage.get("repeatable")),
        "ways": [way for way in ways if way["does"] == Doing.MOVE.value],
        "beside": [way for way in ways if way["does"] != Doing.MOVE.value],
        "asked": list(dict.fromkeys(name for way in ways for name in way["needs"])),
        "errors": errors_of(faults, "stages", key),
    }


def way_panel(key: str, spec: Mapping[str, Any], words: Vocabulary, faults: Sequence[Said]) -> dict[str, Any] | None:
    """Everything about one transition; None for one that is not there."""
    way = next((item for item in spec["transitions"] if item["key"] == key), None)
    if way is None:
        return None
    stages = {item["key"]: label_of(item, words.locale) for item in spec["stages"]}
    ways = {item["key"]: label_of(item, words.locale) for item in spec["transitions"]}
    skippable = {item["key"]: stages[item["key"]] for item in spec["stages"] if item.get("skippable")}
    moves = [item["key"] for item in spec["transitions"] if item.get("target") and item["key"] != key]
    did = {f"did:{name}": barred(f"did:{name}", words, ways, stages) for name in moves}
    label = way["label"] if isinstance(way["label"], Mapping) else {"zh": way["label"]}
    offered = {
        "roles": choices(words.roles, [name for name in way.get("actors", ()) if name in words.roles]),
        "parts": choices(words.parts, [name for name in way.get("actors", ()) if name not in words.roles]),
        "needs": choices(words.needs, way.get("needs", ())),
        "facts": choices(words.facts, way.get("facts", ())),
        "effects": choices(words.effects, way.get("effects", ())),
        "skips": choices(skippable, way.get("skips", ())),
        "bars": choices({**words.parts, **did}, way.get("bars", ())),
        "sources": choices(stages, way["source"]),
    }
    return {
        **told_way(way, spec, words),
        "zh": label.get("zh", ""),
        "en": label.get("en", ""),
        "moves": way.get("does", Doing.MOVE.value) == Doing.MOVE.value,
        "stages": list(stages.items()),
        "offered": offered,
        "asks": bool(way.get("reason")),
        "tones": TONES,
        "errors": errors_of(faults, "transitions", key),
    }


def choices(known: Mapping[str, str], held: Sequence[str]) -> list[tuple[str, str, bool]]:
    """What can be ticked, as (name, words, whether it is), the ticked ones first; unknown ones can be unticked."""
    there = [(name, known.get(name) or name, True) for name in held]
    return [*there, *((name, words or name, False) for name, words in known.items() if name not in held)]


def units(locale: str) -> list[tuple[str, str]]:
    """What limits are counted in."""
    counted = UNIT_WORDS.items()
    return [(unit.value, many if locale == "en" else zh.removeprefix("个")) for unit, (zh, _one, many) in counted]


def errors_of(faults: Iterable[Said], name: str, key: str) -> dict[str, list[str]]:
    """The faults of one item, by the input that they concern."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        if (fault.name, fault.key) == (name, key):
            found.setdefault(fault.part, []).append(fault.words)
    return found


# -- what the panels send -----------------------------------------------------------------------------------------


def sent_label() -> dict[str, str]:
    """A name in both languages, as it was typed."""
    zh, en = (request.form.get(f"label_{language}", "").strip()[:MOST_TYPED] for language in ("zh", "en"))
    return {"zh": zh, **({"en": en} if en else {})}


def sent_limit(name: str) -> dict[str, Any] | None:
    """A limit as it was typed; what is no number stays, for its fault to be told."""
    typed = request.form.get(name, "").strip()[:20]
    if not typed:
        return None
    amount: int | str = int(typed) if typed.isascii() and typed.isdigit() else typed
    return {"amount": amount, "unit": one_of(f"{name}_unit", tuple(Unit))}


def one_of(name: str, among: Sequence[str]) -> str:
    """A choice of a list; 400 for anything else."""
    found = request.form.get(name, "")
    if found not in [str(item) for item in among]:
        abort(400, gettext("There is no such choice."))
    return found


def sent_names(name: str) -> list[str]:
    """What was ticked, each once."""
    ticked = request.form.getlist(name)[: MOST_NAMES + 1]
    return list(dict.fromkeys(item.strip()[:80] for item in ticked if item.strip()))


def ticked(name: str) -> bool | None:
    """Whether a box was ticked; None, so that the part is left out, where it was not."""
    return True if request.form.get(name) else None


def set_stage(spec: Mapping[str, Any], key: str) -> drawing.Spec:
    """A stage as its panel says. Raises NotThere."""
    stage = drawing.found(spec, "stages", key)
    parts = {
        "label": sent_label(),
        "kind": one_of("kind", tuple(Kind)),
        "limit": sent_limit("limit"),
        **{name: ticked(name) for name in ("skippable", "repeatable", "final")},
    }
    after = drawing.changed(spec, "stages", key, parts)
    after = drawing.extended(after, key, sent_limit("extension"))
    step = request.form.get("step", "")
    if step != stage["step"]:
        after = drawing.placed_stage(after, key, step, len(drawing.stages_of(after, step)))
    return {**after, "start": key} if request.form.get("start") else after


def set_way(spec: Mapping[str, Any], key: str) -> drawing.Spec:
    """A transition as its panel says. Raises NotThere."""
    way = drawing.found(spec, "transitions", key)
    parts: dict[str, Any] = {"label": sent_label(), "source": sent_names("source"), "reason": ticked("reason")}
    parts |= {name: sent_names(name) or None for name in NAMED}
    tone = one_of("tone", [tone for tone, _words in TONES])
    parts["tone"] = tone or None
    if way.get("does", Doing.MOVE.value) == Doing.MOVE.value:
        parts["target"] = request.form.get("target", "").strip()[:40] or None
    return drawing.changed(spec, "transitions", key, parts)


def set_step(spec: Mapping[str, Any], key: str) -> drawing.Spec:
    """A step as its panel says. Raises NotThere."""
    return drawing.changed(spec, "steps", key, {"label": sent_label()})


def new_key(spec: Mapping[str, Any], letter: str) -> str:
    """A key that nothing in the process has."""
    there = drawing.taken(spec)
    while True:
        key = f"{letter}_" + "".join(secrets.choice(LETTERS) for _turn in range(5))
        if key not in there:
            return key


def full(spec: Mapping[str, Any], name: str) -> bool:
    """Whether a process can hold no more of them."""
    return len(spec[name]) >= MOST[name]
