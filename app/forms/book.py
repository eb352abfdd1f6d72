"""Turns who is looking into the resources as his units extended them; kept until somebody publishes a form.

A unit's form reaches everybody below it. The key is the chain of units above the viewer that own a form, with the
versions of these forms; so a city of a thousand grids keeps a handful of sets.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.access.epoch import FORMS, read_epoch
from app.access.viewer import Rights, Viewer
from app.fields.base import Context
from app.forms.extend import extend, extend_resource
from app.forms.follow import NONE, Finder
from app.forms.registers import blank, is_name
from app.forms.spec import Faulty, Form, read_form
from app.forms.store import Published, standing
from app.metadata.resource import Resource, Resources

log = logging.getLogger("huizhi")
KEPT = 200  # sets of resources in memory


def makers(chain: Sequence[Published]) -> dict[str, int]:
    """The registers that a chain of forms makes, with the unit that made each: the uppermost, of two alike."""
    found: dict[str, int] = {}
    for item in chain:
        if is_name(item.resource) and "register" in item.spec:
            found.setdefault(item.resource, item.owner)
    return found


def known(resources: Resources, registers: Mapping[str, Resource]) -> Resources:
    """What links may name: the declared resources, and registers."""
    return Resources((*resources.values(), *registers.values())) if registers else resources


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a chain of units' forms makes: the resources, and all grants, where there are registers among them."""

    resources: Resources
    rights: Rights | None


class FormBook:
    """The forms of all units, and the resources that they make. One per application."""

    def __init__(self, resources: Resources, processes: Finder = lambda session, unit: NONE) -> None:
        self.resources, self.processes = resources, processes
        self._read: tuple[int, dict[int, list[Published]]] | None = None
        self._made: dict[tuple[tuple[int, int], ...], Made] = {}

    def seat(
        self, session: Session, viewer: Viewer, context: Any, epoch: int | None = None
    ) -> tuple[Viewer, Resources]:
        """The viewer with what his units' registers grant him, and the resources as his units extended them.

        `context` makes the fields' context, which is asked for only when a form is read anew. `epoch` is what the
        request read when it began.
        """
        home = viewer.home
        made = None if home is None else self._at(session, home.path, context, epoch)
        if made is None:
            return viewer, self.resources
        return (viewer if made.rights is None else viewer.under(made.rights)), made.resources

    def at(self, session: Session, path: str, context: Any, epoch: int | None = None) -> Resources:
        """The resources of a unit, by its path in the tree ("/1/4/9/"); the declared ones where no form is at work."""
        made = self._at(session, path, context, epoch)
        return self.resources if made is None else made.resources

    def _at(self, session: Session, path: str, context: Any, epoch: int | None) -> Made | None:
        owned = self._forms(session, epoch)
        chain = [item for part in path.split("/") if part.isdigit() for item in owned.get(int(part), ())]
        if not chain:
            return None
        key = tuple((item.id, item.number) for item in chain)
        made = self._made.get(key)
        if made is None:
            resources = self.make(session, chain, context())
            made = Made(resources=resources, rights=Rights(resources.values()) if self.granting(resources) else None)
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[key] = made
        return made

    def granting(self, resources: Resources) -> bool:
        """Whether the forms say who may do what: of a register, or of a field."""
        return any(
            item.name not in self.resources or item.screen.grants != self.resources[item.name].screen.grants
            for item in resources.values()
        )

    def make(self, session: Session, chain: Sequence[Published], context: Context) -> Resources:
        """The resources with the forms of a chain, the uppermost unit's first.

        A form that no longer fits what the program declares is left out and written down: it stops nobody's work.
        """
        forms: dict[str, list[Form]] = {}
        numbers: dict[str, int] = {}
        owners = makers(chain)
        registers = {name: blank(owner, name) for name, owner in owners.items() if name not in self.resources}
        targets = known(self.resources, registers)
        for item in chain:
            declared = targets.get(item.resource)
            if declared is None:
                log.error("form %s of unit %s: there is no resource %s", item.id, item.owner, item.resource)
                continue
            above = extend_resource(declared, forms.get(item.resource, ()))
            try:
                following = "process" in item.spec.get("register", ())
                processes = self.processes(session, item.owner) if following else NONE
                form = read_form(item.spec, above, targets, context, declared, processes=processes, trusted=True)
            except Faulty as faulty:
                log.error("form %s of unit %s for %s: %s", item.id, item.owner, item.resource, "; ".join(faulty.faults))
                if owners.get(item.resource) == item.owner:  # what adds to it, or links to it, goes with it
                    return self.make(session, [other for other in chain if other is not item], context)
                continue
            forms.setdefault(item.resource, []).append(form)
            numbers[item.resource] = item.id
        return extend(self.resources, forms, numbers, owners)

    def _forms(self, session: Session, epoch: int | None) -> dict[int, list[Published]]:
        known = read_epoch(session, FORMS) if epoch is None else epoch
        kept = self._read
        if kept is not None and kept[0] == known:
            return kept[1]
        owned: dict[int, list[Published]] = {}
        for item in standing(session) if known else ():
            owned.setdefault(item.owner, []).append(item)
        self._made.clear()  # as numbers of forms may have been given anew after a roll-back
        if epoch is not None:
            self._read = (epoch, owned)
        return owned
