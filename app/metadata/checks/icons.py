"""Finds icons that are not drawn: the set-up builds the sprite from the names in `app/static/icons.txt`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from app.metadata.checks.place import Declared, place, problem
from app.metadata.problem import Problem, nearest
from app.metadata.resource import Resource

ICONS = Path(__file__).parents[2] / "static" / "icons.txt"


@lru_cache(maxsize=1)
def icons() -> frozenset[str]:
    """The names of all icons that the sprite holds."""
    lines = (line.strip() for line in ICONS.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def drawn(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E006: an icon is not in the list."""
    screen = resource.screen
    asked = [
        ("icon", screen.icon),
        *((f"actions[{index}].icon", action.icon) for index, action in enumerate(screen.actions)),
    ]
    for option, name in asked:
        if name not in icons():
            near = nearest(name, icons())
            hint = near if near.startswith("Did") else "Add the name from Tabler's set to app/static/icons.txt."
            yield problem(
                resource, "screen.E006", place(resource, option), f"names the icon '{name}', which is not drawn.", hint
            )
