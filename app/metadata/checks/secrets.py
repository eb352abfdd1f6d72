"""Finds secret fields where their value, or its order, would come to light."""

from __future__ import annotations

from collections.abc import Iterator

from app.metadata.checks.place import Declared, found, mentions, place, problem
from app.metadata.problem import Problem
from app.metadata.resource import Resource

TELLING = ("title", "note", "sort", "charts", "state")


def kept(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E004: a secret field stands in the title, the second line, the order, a chart or the state."""
    for mention in mentions(resource, declared):
        path = found(declared, mention)
        if path is not None and path.field.secret and mention.option.split("[")[0] in TELLING:
            what = f"names '{mention.name}', which is secret: it is shown masked and found by its exact value only."
            yield problem(
                resource,
                "screen.E004",
                place(resource, mention.option),
                what,
                "Take it out; it may stand in list and search.",
            )
