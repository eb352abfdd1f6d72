"""Finds fixed filters (of charts, figures and pickers) that a list's address would not take."""

from __future__ import annotations

from collections.abc import Iterator

from app.fields.link import Link
from app.fields.links import MultiLink
from app.metadata.checks.place import Declared, Mention, attribute, class_of, found, place, problem
from app.metadata.checks.values import stray
from app.metadata.problem import Problem, nearest
from app.metadata.resource import Resource

Where = tuple[tuple[str, str], ...]


def fits(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E010: a fixed filter names no field, compares as the kind cannot, or has an impossible value."""
    for at, owner, given in asked(resource, declared):
        for parameter, value in given:
            for what, hint in wrong(parameter, value, owner, declared):
                yield problem(resource, "screen.E010", at, what, hint)


def asked(resource: Resource, declared: Declared) -> Iterator[tuple[str, Resource, Where]]:
    """(place, the resource that is filtered, the filters)."""
    for index, chart in enumerate(resource.screen.charts):
        yield place(resource, f"charts[{index}].where"), resource, chart.where
    for index, fact in enumerate(resource.screen.facts):
        counted = declared.resources.get(fact.count.partition(".")[0]) if fact.count else resource
        if counted is not None:
            yield place(resource, f"facts[{index}].where"), counted, fact.where
    for key, item in resource.fields.items():
        if isinstance(item, (Link, MultiLink)) and item.target in declared.resources:
            yield f"{attribute(resource, key)}.where", declared.resources[item.target], item.where


def wrong(parameter: str, value: str, owner: Resource, declared: Declared) -> Iterator[tuple[str, str]]:
    """What is wrong with one filter, and what to do."""
    name, _, operator = parameter.partition("__")
    path = found(declared, Mention(option="where", name=name, owner=owner))
    if path is None:
        yield f"filters by '{name}', which is not a field of {class_of(owner)}.", nearest(name, owner.fields)
        return
    operator = operator or "eq"
    if operator not in path.field.operators:
        names = ", ".join(f"{name}__{known}" for known in path.field.operators) or "none"
        yield (
            f"filters by '{parameter}', but a field of the kind {path.field.kind} does not compare so.",
            f"Valid are: {names}.",
        )
    elif operator in ("eq", "ne"):
        for item in value.split(","):
            hint = stray(path.field, item)
            if hint:
                yield f"filters by {parameter} '{item}', which '{name}' never is.", hint
