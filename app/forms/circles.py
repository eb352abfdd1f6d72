"""Turns what depends on what into a circle among it, if there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.declare import Condition


def circular(conditions: Iterable[Condition]) -> list[str]:
    """The fields of a circle of conditions, the first one again at the end; empty when there is none."""
    after: dict[str, list[str]] = {}
    for item in conditions:
        if not item.require:
            after.setdefault(item.field, []).append(item.when.field)
    return circle_in(after)


def circle_in(after: Mapping[str, Sequence[str]]) -> list[str]:
    """The names of a circle among names that depend on others, the first one again at the end; empty for none."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for further in after.get(name, ()):
            if circle := walk(further, [*path, name]):
                return circle
        done.add(name)
        return []

    for start in after:
        if circle := walk(start, []):
            return circle
    return []
