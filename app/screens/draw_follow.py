"""Says which registers follow a process, which of their fields it may ask for, and what they could not answer of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext
from sqlalchemy import select

from app.forms.follow import fillable, unanswered
from app.forms.store import standing
from app.metadata.resource import Resource
from app.process.process import Process
from app.screens.design_follow import lacks
from app.screens.work import Work


def followers(work: Work, key: str = "") -> dict[str, list[Resource]]:
    """The registers that the viewer knows by the process that they follow; of one process, or of all."""
    found: dict[str, list[Resource]] = {}
    for resource in work.resources.values():
        follows = resource.screen.follows
        if follows is not None and key in ("", follows.process):
            found.setdefault(follows.process, []).append(resource)
    return found


def asked_of(registers: Sequence[Resource]) -> dict[str, str]:
    """The fields of registers that a process which they all follow may ask for, with their labels."""
    found: dict[str, str] = {}
    for resource in registers:
        for name, item in resource.fields.items():
            if fillable(item) and all(name in other.fields for other in registers):
                found.setdefault(name, str(item.label))
    return found


def hindered(work: Work, street: int, process: Process) -> list[str]:
    """Of every register in the street that follows a process: what its entries could not answer of this version."""
    forms: Any = current_app.extensions["huizhi"].forms
    tree = work.resources["organisation"].model.__table__
    mine = [item for item in standing(work.session) if item.spec.get("register", {}).get("process") == process.key]
    # Past the scope: a register of a community that the viewer has nothing to do with would stand still all the same.
    units = work.session.connection().execute(
        select(tree.c.id, tree.c.path).where(tree.c.id.in_([item.owner for item in mine]), tree.c.street_id == street)
    )
    paths: Mapping[int, str] = {row.id: row.path for row in units}
    found = []
    for item in mine:
        if item.owner not in paths:
            continue
        resource = forms.at(work.session, paths[item.owner], lambda: work.context).get(item.resource)
        if resource is None:  # its form is left out, since it no longer fits
            continue
        lacking = unanswered(process, resource.fields, item.spec["register"].get("owner", ""))
        if lacking:
            found.append(
                gettext(
                    "The register “%(register)s” follows this process, and its entries have no answer to: %(names)s.",
                    register=resource.plural,
                    names=lacks(work, lacking),
                )
            )
    return found
