"""Turns the JSON of a process into a `Process`, or into everything that is wrong with it; and a process into its JSON.

    read_process({"key": "loop", "label": {"zh": "五环节"}, "start": "collect", "steps": […], …})   raises Misdrawn

Parts that say nothing are left out: `spec_of` writes what differs from the usual, and reads back the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from app.process.checking import Fault, Faults, Misdrawn, drawn_wrong
from app.process.process import Beside, Doing, Kind, Limit, Process, Stage, Step, Transition, Unit, Words

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
FORM = re.compile(r"(?:[a-z][a-z0-9_/]{0,79})?")
ACTOR = re.compile(r"(?:role|part):[a-z][a-z0-9_]{0,39}")
BAR = re.compile(r"(?:role|part|did):[a-z][a-z0-9_]{0,39}")
LONGEST = 60  # characters of a label
SHOWN = 40  # characters of what is wrong, when it is told
TONES = ("", "primary", "late")
MOST = {"steps": 20, "stages": 60, "transitions": 200}
MOST_NAMES = 60  # of one list in a transition
RANGE = {Unit.WORKING_DAYS: (0, 366), Unit.DAYS: (0, 1096), Unit.HOURS: (1, 8784)}
HIGHEST = 1_000_000  # of a version


@dataclass(frozen=True, kw_only=True)
class Known:
    """What those who keep the records know: with it, a process may not name anything else."""

    actors: frozenset[str]  # "role:…" and "part:…"
    facts: frozenset[str]
    effects: frozenset[str]
    needs: frozenset[str] | None = None  # fields; None lets any stand


def read_process(spec: Any, known: Known | None = None) -> Process:
    """The process of its JSON. Raises Misdrawn with every fault at once."""
    reading = Reading(known)
    found = reading.parts(spec, "", Process)
    process = Process(**found)
    faults = reading.faults.found
    if not any(fault.code in ("object", "list", "too_many") for fault in faults):
        faults += [fault for fault in drawn_wrong(process) if not follows(fault, [other.place for other in faults])]
    if faults:
        raise Misdrawn(faults)
    return process


def spec_of(process: Process) -> dict[str, Any]:
    """The JSON of a process, without what is as usual."""
    return _spec(process)


def _spec(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_spec(item) for item in value]
    if is_dataclass(value):
        return {
            part.name: _spec(getattr(value, part.name))
            for part in fields(value)
            if isinstance(value, Limit) or getattr(value, part.name) != part.default
        }
    return value


class Reading:
    """One reading: what is wrong so far, and how each part is read. A wrong part is read as an empty one."""

    def __init__(self, known: Known | None) -> None:
        self.known, self.faults = known, Faults()

    def parts(self, given: Any, place: str, shape: type[Any]) -> dict[str, Any]:
        """The parts of an object, each by its reader in PARTS."""
        readers = PARTS[shape]
        wanted = {part.name: part for part in fields(shape)}
        if not isinstance(given, dict):
            self.faults.add(place, "object")
            return {name: EMPTY[reader] for name, reader in readers.items() if required(wanted[name])}
        for name in sorted(map(str, set(given) - set(readers)))[:MOST_NAMES]:
            self.faults.add(within(place, name[:SHOWN]), "unknown_part", names=", ".join(readers))
        found = {}
        for name, reader in readers.items():
            if name in given:
                found[name] = getattr(self, reader)(given[name], within(place, name))
            elif required(wanted[name]):
                self.faults.add(within(place, name), "absent")
                found[name] = EMPTY[reader]
        return found

    def items(self, given: Any, place: str, shape: type[Any]) -> tuple[Any, ...]:
        """A list of objects of a shape."""
        if not self.listed(given, place, MOST[place]):
            return ()
        return tuple(shape(**self.parts(item, f"{place}[{number}]", shape)) for number, item in enumerate(given))

    def steps(self, given: Any, place: str) -> tuple[Step, ...]:
        """What people see."""
        return self.items(given, place, Step)

    def stages(self, given: Any, place: str) -> tuple[Stage, ...]:
        """The states of a case."""
        return self.items(given, place, Stage)

    def transitions(self, given: Any, place: str) -> tuple[Transition, ...]:
        """The ways between them."""
        return self.items(given, place, Transition)

    def listed(self, given: Any, place: str, most: int) -> bool:
        """Whether something is a list that is not too long."""
        if not isinstance(given, list | tuple):
            self.faults.add(place, "list")
            return False
        if len(given) > most:
            self.faults.add(place, "too_many", count=len(given), most=most)
            return False
        return True

    def key(self, given: Any, place: str) -> str:
        """The name of something."""
        if isinstance(given, str) and KEY.fullmatch(given):
            return given
        self.faults.add(place, "key")
        return cut(given)

    def words(self, given: Any, place: str) -> Words:
        """A text in both languages: "…" or {"zh": …, "en": …}."""
        texts = {"zh": given} if isinstance(given, str) else given
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            self.faults.add(place, "label")
            return NO_WORDS
        for name in sorted(map(str, set(texts) - {"zh", "en"}))[:MOST_NAMES]:
            self.faults.add(within(place, name[:SHOWN]), "unknown_part", names="zh, en")
        found = Words(texts.get("zh", "").strip(), texts.get("en", "").strip())
        if not found.zh:
            self.faults.add(place, "label")
        for text in (found.zh, found.en):
            if len(text) > LONGEST:
                self.faults.add(place, "label_long", count=len(text), most=LONGEST)
        return found

    def choice(self, given: Any, place: str, among: tuple[str, ...]) -> str:
        """One of a few words; the first when it is none of them."""
        if isinstance(given, str) and given in among:
            return given
        self.faults.add(place, "choice", found=cut(given), names=", ".join(filter(None, among)))
        return among[0]

    def kind(self, given: Any, place: str) -> Kind:
        """What is done in a stage."""
        return Kind(self.choice(given, place, tuple(Kind)))

    def doing(self, given: Any, place: str) -> Doing:
        """What a transition does."""
        return Doing(self.choice(given, place, tuple(Doing)))

    def tone(self, given: Any, place: str) -> str:
        """How a transition looks."""
        return self.choice(given, place, TONES)

    def unit(self, given: Any, place: str) -> Unit:
        """What a limit is counted in."""
        return Unit(self.choice(given, place, tuple(Unit)))

    def yes_no(self, given: Any, place: str) -> bool:
        """True or false."""
        if isinstance(given, bool):
            return given
        self.faults.add(place, "yes_no")
        return False

    def whole(self, given: Any, place: str) -> int:
        """A whole number; how large it may be is said by where it stands."""
        if isinstance(given, int) and not isinstance(given, bool):
            return given
        self.faults.add(place, "number")
        return 0

    def version(self, given: Any, place: str) -> int:
        """The number of a version."""
        found = self.whole(given, place)
        if not 0 <= found <= HIGHEST:
            self.faults.add(place, "limit", least=0, most=HIGHEST)
        return found

    def limit(self, given: Any, place: str) -> Limit | None:
        """How long something may take; null is as long as it likes."""
        return None if given is None else self.bounded(given, place, 0)

    def extension(self, given: Any, place: str) -> Limit | None:
        """How much more time may be given."""
        return None if given is None else self.bounded(given, place, 1)

    def bounded(self, given: Any, place: str, least: int) -> Limit:
        """A limit in the range of its unit."""
        before = len(self.faults.found)
        found = Limit(**self.parts(given, place, Limit))
        lowest, highest = RANGE[found.unit]
        lowest = max(lowest, least)
        if len(self.faults.found) == before and not lowest <= found.amount <= highest:
            self.faults.add(f"{place}.amount", "limit", least=lowest, most=highest)
        return found

    def target(self, given: Any, place: str) -> str:
        """A stage, or none."""
        return "" if given == "" else self.key(given, place)

    def form(self, given: Any, place: str) -> str:
        """The resource or form of a stage."""
        if isinstance(given, str) and FORM.fullmatch(given):
            return given
        self.faults.add(place, "text")
        return ""

    def beside(self, given: Any, place: str) -> Beside | None:
        """What supervision is."""
        return None if given is None else Beside(**self.parts(given, place, Beside))

    def names(
        self, given: Any, place: str, pattern: re.Pattern[str], wrong: str, known: frozenset[str] | None, unknown: str
    ) -> tuple[str, ...]:
        """A list of names of one kind, each once."""
        if not self.listed(given, place, MOST_NAMES):
            return ()
        found: list[str] = []
        for number, name in enumerate(given):
            at = f"{place}[{number}]"
            if not isinstance(name, str) or not pattern.fullmatch(name):
                self.faults.add(at, wrong, **({"found": cut(name)} if wrong == "part" else {}))
            elif name in found:
                self.faults.add(at, "twice", key=name)
            elif known is not None and name not in known and not name.startswith("did:"):
                self.faults.add(at, unknown, found=name)
            else:
                found.append(name)
        return tuple(found)

    def among(self, kind: str) -> frozenset[str] | None:
        """What is known of a kind of names; None knows them all."""
        return None if self.known is None else getattr(self.known, kind)

    def keys(self, given: Any, place: str) -> tuple[str, ...]:
        """Stages."""
        return self.names(given, place, KEY, "key", None, "")

    def needs(self, given: Any, place: str) -> tuple[str, ...]:
        """Fields that must hold something."""
        return self.names(given, place, KEY, "key", self.among("needs"), "unknown_field")

    def actors(self, given: Any, place: str) -> tuple[str, ...]:
        """Who may."""
        return self.names(given, place, ACTOR, "part", self.among("actors"), "unknown_actor")

    def bars(self, given: Any, place: str) -> tuple[str, ...]:
        """Who may not."""
        return self.names(given, place, BAR, "part", self.among("actors"), "unknown_actor")

    def facts(self, given: Any, place: str) -> tuple[str, ...]:
        """What must be true."""
        return self.names(given, place, KEY, "key", self.among("facts"), "unknown_fact")

    def effects(self, given: Any, place: str) -> tuple[str, ...]:
        """What is done with it."""
        return self.names(given, place, KEY, "key", self.among("effects"), "unknown_effect")


def follows(fault: Fault, places: list[str]) -> bool:
    """Whether a fault of the drawing only says again what is wrong with the writing."""
    empty = fault.code in ("none", "no_source", "no_target", "no_actors")
    return any(place == fault.place or (empty and place.startswith(fault.place)) for place in places)


def within(place: str, name: str) -> str:
    """The place of a part."""
    return f"{place}.{name}" if place else name


def cut(given: Any) -> str:
    """What somebody gave, short enough to be told."""
    return given[:SHOWN] if isinstance(given, str) else type(given).__name__


def required(part: Field[Any]) -> bool:
    """Whether an object cannot be without a part."""
    return part.default is MISSING and part.default_factory is MISSING


NO_WORDS = Words("")

EMPTY: Mapping[str, Any] = {
    "key": "",
    "words": NO_WORDS,
    "kind": Kind.INTAKE,
    "whole": 0,
    "keys": (),
    "steps": (),
    "stages": (),
    "transitions": (),
}
"""What stands for a part that had to be there and is not."""

PARTS: Mapping[type[Any], Mapping[str, str]] = {
    Process: {
        "key": "key",
        "label": "words",
        "start": "key",
        "steps": "steps",
        "stages": "stages",
        "transitions": "transitions",
        "number": "version",
    },
    Step: {"key": "key", "label": "words", "beside": "beside"},
    Beside: {"limit": "limit", "actors": "actors", "answers": "actors"},
    Limit: {"amount": "whole", "unit": "unit"},
    Stage: {
        "key": "key",
        "step": "key",
        "kind": "kind",
        "label": "words",
        "limit": "limit",
        "extension": "extension",
        "form": "form",
        "skippable": "yes_no",
        "repeatable": "yes_no",
        "final": "yes_no",
    },
    Transition: {
        "key": "key",
        "label": "words",
        "source": "keys",
        "target": "target",
        "does": "doing",
        "actors": "actors",
        "bars": "bars",
        "needs": "needs",
        "facts": "facts",
        "when": "facts",
        "reason": "yes_no",
        "skips": "keys",
        "effects": "effects",
        "tone": "tone",
    },
}
"""The parts of each object, and the method of Reading that reads each."""
