"""Finds declared actions that no button could call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.declare import ACTIONS
from app.metadata.checks.place import Declared, place, problem
from app.metadata.checks.values import stray
from app.metadata.problem import Problem, nearest
from app.metadata.resource import Resource

ON = ("record", "rows", "list")


def named(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """action.E001: the name belongs to another action already."""
    taken = {*ACTIONS, "name"}
    for index, action in enumerate(resource.screen.actions):
        if action.name in taken:
            what = f"is called '{action.name}', which is taken."
            hint = f"Choose another name. Every resource has: {', '.join((*ACTIONS, 'name'))}."
            yield problem(resource, "action.E001", place(resource, f"actions[{index}]"), what, hint)
        taken.add(action.name)


def placed(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """action.E002: an action stands on a record, on selected rows or on the list."""
    for index, action in enumerate(resource.screen.actions):
        if action.on not in ON:
            what = f"stands on '{action.on}', which is no place for a button."
            yield problem(
                resource, "action.E002", place(resource, f"actions[{index}].on"), what, nearest(action.on, ON)
            )


def asking(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """action.E003: a field that an action asks for has no key, or that of another."""
    for index, action in enumerate(resource.screen.actions):
        keys: set[str] = set()
        for item in action.fields:
            if not item.key or item.key in keys:
                what = f"asks for '{item.label}' " + (
                    f"under the key '{item.key}' a second time." if item.key else "without a key."
                )
                at = place(resource, f"actions[{index}].fields")
                yield problem(resource, "action.E003", at, what, "Give each field a key of its own.")
            keys.add(item.key)


def offered(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """action.E004: the field that an action waits for never has that value."""
    for index, action in enumerate(resource.screen.actions):
        field = resource.fields.get(action.when[0]) if action.when else None
        if field is None or action.when is None:
            continue
        given: Any = action.when[1]
        for value in given if isinstance(given, (tuple, list)) else (given,):
            hint = stray(field, value)
            if hint:
                at = place(resource, f"actions[{index}].when")
                yield problem(resource, "action.E004", at, f"waits for {field.key} '{value}', which it never is.", hint)
