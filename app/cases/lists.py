"""Adds a street's own processes to the code list in which one picks what its records follow.

The entries of the list itself are the same for all streets; what one street drew is offered in that street alone, and
only where its records can answer what the process asks. Kept until somebody publishes a process.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.access.codes import Code, Registry
from app.access.epoch import FORMS, read_epoch
from app.cases import registry, versions
from app.cases.registry import Follows
from app.forms.follow import lacking
from app.forms.vocabulary import KEY as OWN
from app.metadata.resource import Resource, Resources
from app.process.process import Process

KEPT = 200  # streets in memory
LAST = 1_000_000  # the rank behind all entries of the list itself


class OwnLists:
    """The code lists as each street has them. One per application."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self._made: dict[int, tuple[int, Registry, Registry]] = {}

    def at(self, session: Session, codes: Registry, street_id: int | None, epoch: int | None = None) -> Registry:
        """The code lists of a street; `codes` as they are where it drew nothing of its own.

        `epoch` is that of the forms, as the request read it when it began; without it, nothing is kept.
        """
        if street_id is None:
            return codes
        known = read_epoch(session, FORMS) if epoch is None else epoch
        if not known:
            return codes  # nobody ever published anything
        kept = self._made.get(street_id)
        if kept is not None and kept[0] == known and kept[1] is codes:
            return kept[2]
        found = self._drawn(session, street_id)
        made = codes.extended(found) if found else codes
        if epoch is not None:
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[street_id] = (epoch, codes, made)
        return made

    def _drawn(self, session: Session, street_id: int) -> list[Code]:
        standing = versions.standing(session.connection(), street_id)
        own = [found.process for key, found in standing.items() if key not in registry.shipped()]
        return [
            Code(list=follows.listed, code=process.key, label_zh=process.label.zh, label_en=process.label.en, rank=LAST)
            for follows in registry.followers()
            if follows.listed
            for process in own
            if answers(follows, self.resources[follows.resource], process)
        ]


def answers(follows: Follows, resource: Resource, process: Process) -> bool:
    """Whether the records of a resource can go through a process: they know all parts, facts, effects and fields.

    Fields of the street's own form were looked for when the process was drawn.
    """
    fields = {*resource.fields, *follows.inputs}
    return not lacking(
        process,
        parts=follows.parts,
        facts=follows.facts,
        effects=follows.effects,
        asks=lambda name: name in fields or OWN.fullmatch(name) is not None,
    )
