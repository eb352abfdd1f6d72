"""Turns who is looking into the resources as his units extended them; kept until somebody publishes a form.

A unit's form reaches everybody below it. The key is the chain of units above the viewer that own a form, with the
versions of these forms; so a city of a thousand grids keeps a handful of sets.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.access.epoch import FORMS, read_epoch
from app.access.viewer import Viewer
from app.fields.base import Context
from app.forms.extend import extend, extend_resource
from app.forms.spec import Faulty, Form, read_form
from app.forms.store import Published, standing
from app.metadata.resource import Resources

log = logging.getLogger("huizhi")
KEPT = 200  # sets of resources in memory


class FormBook:
    """The forms of all units, and the resources that they make. One per application."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self._read: tuple[int, dict[int, list[Published]]] | None = None
        self._made: dict[tuple[tuple[int, int], ...], Resources] = {}

    def of(self, session: Session, viewer: Viewer, context: Any, epoch: int | None = None) -> Resources:
        """The resources as a viewer's units extended them; the declared ones where none did.

        `context` makes the fields' context, which is asked for only when a form is read anew. `epoch` is what the
        request read when it began.
        """
        home = viewer.home
        if home is None:
            return self.resources
        return self.at(session, home.path, context, epoch)

    def at(self, session: Session, path: str, context: Any, epoch: int | None = None) -> Resources:
        """The resources of a unit, by its path in the tree ("/1/4/9/")."""
        owned = self._forms(session, epoch)
        if not owned:
            return self.resources
        chain = [item for part in path.split("/") if part.isdigit() for item in owned.get(int(part), ())]
        if not chain:
            return self.resources
        key = tuple((item.id, item.number) for item in chain)
        made = self._made.get(key)
        if made is None:
            made = self.make(chain, context())
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[key] = made
        return made

    def make(self, chain: Sequence[Published], context: Context) -> Resources:
        """The resources with the forms of a chain, the uppermost unit's first.

        A form that no longer fits what the program declares is left out and written down: it stops nobody's work.
        """
        forms: dict[str, list[Form]] = {}
        numbers: dict[str, int] = {}
        for item in chain:
            declared = self.resources.get(item.resource)
            if declared is None:
                log.error("form %s of unit %s: there is no resource %s", item.id, item.owner, item.resource)
                continue
            above = extend_resource(declared, forms.get(item.resource, ()))
            try:
                form = read_form(item.spec, above, self.resources, context, declared)
            except Faulty as faulty:
                log.error("form %s of unit %s for %s: %s", item.id, item.owner, item.resource, "; ".join(faulty.faults))
                continue
            forms.setdefault(item.resource, []).append(form)
            numbers[item.resource] = item.id
        return extend(self.resources, forms, numbers)

    def _forms(self, session: Session, epoch: int | None) -> dict[int, list[Published]]:
        known = read_epoch(session, FORMS) if epoch is None else epoch
        kept = self._read
        if kept is not None and kept[0] == known:
            return kept[1]
        owned: dict[int, list[Published]] = {}
        for item in standing(session) if known else ():
            owned.setdefault(item.owner, []).append(item)
        if epoch is not None:
            self._read = (epoch, owned)
            self._made.clear()
        return owned
