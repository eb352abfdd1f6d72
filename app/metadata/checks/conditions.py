"""Finds conditions of a form that can never come true, or that hang on themselves."""

from __future__ import annotations

from collections.abc import Iterator

from app.declare import When
from app.metadata.checks.place import Declared, place, problem
from app.metadata.checks.values import stray
from app.metadata.problem import Problem
from app.metadata.resource import Resource


def each(resource: Resource) -> Iterator[tuple[str, When, tuple[str, ...]]]:
    """(place, condition, the fields that hang on it)."""
    for index, condition in enumerate(resource.screen.conditions):
        yield place(resource, f"conditions[{index}]"), condition.when, (condition.field,)
    for index, section in enumerate(resource.screen.sections):
        if section.when:
            yield place(resource, f"sections[{index}].when"), section.when, section.names


def possible(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """form.E003: the other field never has this value."""
    for at, when, _names in each(resource):
        other = resource.fields.get(when.field)
        for value in when.values if other is not None else ():
            hint = stray(other, value) if other is not None else ""
            if hint:
                yield problem(resource, "form.E003", at, f"waits for {when.field} '{value}', which it never is.", hint)


def of_another_field(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """form.E004: a field that is shown only when it has a value can never get one."""
    for at, when, names in each(resource):
        if when.field in names:
            what = f"shows '{when.field}' only when '{when.field}' itself has a value."
            yield problem(resource, "form.E004", at, what, "Let it hang on another field, and move that one before it.")
