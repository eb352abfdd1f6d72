"""Says which processes the entries of a register can follow, and reads which one a form chooses.

A process names parts, facts, effects and fields. An entry answers for few of them: who filed it, its unit, the person
that a field of its form names, whether there is proof, the day of closing, and the fields of its register. A process
that names anything else would stand still at that step, so it is not offered; `unanswered` says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from flask_babel import gettext

from app.declare import Following
from app.fields.base import UPLOADS, Field, Option
from app.fields.choice import Choice
from app.fields.link import Link
from app.fields.serial import Serial
from app.forms.vocabulary import Faults
from app.forms.words import Bilingual
from app.process.process import Process, Stage, Words
from app.process.reading import Known

PART = "part:"
PARTS = ("reporter", "owner")  # who filed the entry; anybody of its unit
NAMED = "owner_person"  # whom a field of the register names
PROOF = "evidence"  # a photo or a file of the entry
EFFECTS = ("close", "recur")
PEOPLE = ("person", "account")  # what a field that names somebody links to
SUSPENDED = "_suspended"  # what an entry shows while its clock stands still; no stage can be called so
SUSPENDED_WORDS = Words("挂起", "Suspended")


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A process that a unit may let its registers follow."""

    process: Process  # the version that new entries begin under
    street: int | None  # whose version it is looked up with
    before: tuple[Process, ...] = ()  # further versions in which entries may stand


Processes = Mapping[str, Offered]
NONE: Processes = MappingProxyType({})
Finder = Callable[[Any, int], Processes]
"""(session, unit) -> the processes that its registers may follow, by key."""


@dataclass(frozen=True, kw_only=True)
class Follow:
    """The process that a register's form chooses."""

    offered: Offered
    following: Following
    others: tuple[Process, ...] = ()  # under which entries may stand that began before it was chosen

    @property
    def label(self) -> Bilingual:
        """What the process is called."""
        return told(self.offered.process.label)


def common(roles: Iterable[str]) -> Known:
    """What the entries of every register can answer, whatever fields it has."""
    actors = {*(f"role:{role}" for role in roles), *(f"{PART}{name}" for name in PARTS)}
    return Known(actors=frozenset(actors), facts=frozenset(), effects=frozenset(EFFECTS), needs=frozenset())


class Lack(NamedTuple):
    """Something that a process names and an entry cannot answer."""

    kind: str  # part, fact, effect, field
    name: str


def unanswered(process: Process, fields: Mapping[str, Field], owner: str = "") -> tuple[Lack, ...]:
    """What a process asks of an entry with these fields that it has no answer to, each once."""
    return lacking(
        process,
        parts=(*PARTS, *((NAMED,) if owner else ())),
        facts=(PROOF,) if any(item.kind in UPLOADS and fillable(item) for item in fields.values()) else (),
        effects=EFFECTS,
        asks=lambda name: name in fields and fillable(fields[name]),
    )


def lacking(
    process: Process,
    *,
    parts: Container[str],
    facts: Container[str],
    effects: Container[str],
    asks: Callable[[str], bool],
) -> tuple[Lack, ...]:
    """What a process names beyond these parts, facts and effects, and beyond the fields that `asks` holds for."""
    found: list[Lack] = []
    for way in process.transitions:
        people = (name.removeprefix(PART) for name in (*way.actors, *way.bars) if name.startswith(PART))
        found += [Lack("part", name) for name in people if name not in parts]
        found += [Lack("fact", name) for name in (*way.facts, *way.when) if name not in facts]
        found += [Lack("effect", name) for name in way.effects if name not in effects]
        found += [Lack("field", name) for name in way.needs if not asks(name)]
    return tuple(dict.fromkeys(found))


def fillable(item: Field) -> bool:
    """Whether somebody can fill in a field."""
    return not (item.readonly or item.hidden or item.kind == "computed" or isinstance(item, Serial))


def names_people(item: Field) -> bool:
    """Whether a field can say who is in charge of an entry."""
    return isinstance(item, Link) and item.kind == "link" and item.target in PEOPLE and fillable(item)


def read_follow(
    given: Mapping[str, Any],
    fields: Mapping[str, Field],
    own: Sequence[str],
    faults: Faults,
    processes: Processes,
    trusted: bool = False,
) -> Follow | None:
    """The process of a register's JSON; None for none. `trusted`: it was published, and stays as it was found then."""
    key, owner = given.get("process"), given.get("owner")
    if key is None:
        if owner is not None:
            faults.add("register.owner", gettext("Only entries that follow a process have somebody in charge."))
        return None
    offered = processes.get(key) if isinstance(key, str) else None
    if offered is None:
        known = ", ".join(processes) or "—"
        words = gettext("There is no process %(name)s. Processes: %(names)s.", name=str(key)[:40], names=known)
        faults.add("register.process", words)
    if owner is not None and not (isinstance(owner, str) and owner in own and names_people(fields[owner])):
        faults.add("register.owner", gettext("%(name)s is no field that names a person.", name=str(owner)[:40]))
        owner = None
    if offered is None:
        return None
    lacking = () if trusted else unanswered(offered.process, fields, owner or "")
    if lacking:
        names = ", ".join(item.name for item in lacking)
        words = gettext("Entries of this register cannot follow “%(process)s”: it names %(names)s.",
                        process=str(told(offered.process.label)), names=names)  # fmt: skip
        faults.add("register.process", words)
    others = tuple(item.process for name, item in processes.items() if name != key)
    others += tuple(old for name, item in processes.items() if name != key for old in item.before)
    following = Following(process=offered.process.key, street=offered.street, owner=owner or "")
    return Follow(offered=offered, following=following, others=others)


# -- the stage of an entry ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class StageChoice(Choice):
    """The stage in which an entry stands; an end is told by its tone."""

    ends: frozenset[str] = field(default_factory=frozenset)

    def tone_of(self, code: str) -> str:
        return "soon" if code == SUSPENDED else "ok" if code in self.ends else ""


def staged(declared: Field, follow: Follow) -> StageChoice:
    """The field of the stage with the stages of the process; those of other versions are known, and not offered."""
    now, before = follow.offered.process.stages, stages_of((*follow.offered.before, *follow.others))
    known = {stage.key for stage in now}
    older = {stage.key: stage for stage in before if stage.key not in known}
    entries = [Option(value=stage.key, label=told(stage.label)) for stage in now]  # type: ignore[arg-type]
    entries.append(Option(value=SUSPENDED, label=told(SUSPENDED_WORDS)))  # type: ignore[arg-type]
    entries += [Option(value=key, label=told(stage.label), retired=True) for key, stage in older.items()]  # type: ignore[arg-type]
    ends = frozenset(stage.key for stage in (*now, *older.values()) if stage.final)
    return StageChoice(
        label=declared.label,
        help=declared.help,
        key=declared.key,
        source=declared.source,
        readonly=True,
        entries=tuple(entries),
        state=True,
        ends=ends,
    )


def stages_of(processes: Iterable[Process]) -> list[Stage]:
    """All stages, the first of each key."""
    found: dict[str, Stage] = {}
    for process in processes:
        for stage in process.stages:
            found.setdefault(stage.key, stage)
    return list(found.values())


def told(words: Words) -> Bilingual:
    """Words of a process as a form has them."""
    return Bilingual(words.zh, words.en)
