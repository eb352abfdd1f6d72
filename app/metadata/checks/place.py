"""Turns an option of a declaration into a place that a message can name, and gathers every mention of a field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.metadata.problem import Problem
from app.metadata.resource import Path, Resource, Resources, UnknownField


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What the checks look at: all resources, and the tables that belong to no street."""

    resources: Resources
    open_tables: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A name of a field, and where it stands: `list`, `sections[0]`, `charts[2].by`."""

    option: str
    name: str
    owner: Resource  # whose field is meant
    own: bool = False  # a path through links will not do


def place(resource: Resource, option: str = "") -> str:
    """models.volunteer.Volunteer.__screen__.list; the class alone without an option."""
    model = f"{resource.model.__module__}.{resource.model.__qualname__}"
    return f"{model}.__screen__.{option}" if option else model


def attribute(resource: Resource, name: str) -> str:
    """models.volunteer.Volunteer.hours, for what is wrong with a field itself."""
    return f"{place(resource)}.{name}"


def problem(resource: Resource, number: str, where: str, what: str, hint: str = "") -> Problem:
    """A problem of a resource, with its file."""
    return Problem(id=number, where=where, what=what, hint=hint, file=resource.source)


def class_of(resource: Resource) -> str:
    """The name of a resource's class, as authors know it."""
    return str(resource.model.__name__)


def found(declared: Declared, mention: Mention) -> Path | None:
    """The path of a mention; None where there is none, which `names.exist` says."""
    try:
        return declared.resources.path(mention.owner, mention.name)
    except UnknownField:
        return None


def mentions(resource: Resource, declared: Declared) -> Iterator[Mention]:
    """Every name of a field in a declaration, except those in fixed filters (see `where`)."""
    screen = resource.screen

    def say(option: str, *names: str, owner: Resource = resource, own: bool = False) -> Iterator[Mention]:
        return (Mention(option=option, name=name, owner=owner, own=own) for name in names if name)

    yield from say("title", *resource.title)
    yield from say("list", *screen.list)
    yield from say("sort", *(name.removeprefix("-") for name in screen.sort))
    yield from say("search", *screen.search)
    yield from say("filters", *screen.filters)
    yield from say("note", *screen.note)
    yield from say("state", screen.state, own=True)
    for index, section in enumerate(screen.sections):
        yield from say(f"sections[{index}]", *section.names, own=True)
        if section.when:
            yield from say(f"sections[{index}].when", section.when.field, own=True)
    for index, condition in enumerate(screen.conditions):
        yield from say(f"conditions[{index}]", condition.field, own=True)
        yield from say(f"conditions[{index}].when", condition.when.field, own=True)
    for index, fact in enumerate(screen.facts):
        yield from say(f"facts[{index}]", fact.field)
    for index, chart in enumerate(screen.charts):
        yield from say(f"charts[{index}].count_by", chart.count_by)
        yield from say(f"charts[{index}].by", chart.by)
        yield from say(f"charts[{index}].sum_of", chart.sum_of, own=True)
        yield from say(f"charts[{index}].ratio", *chart.ratio, own=True)
    for index, tab in enumerate(screen.related):
        if tab.resource in declared.resources:
            yield from say(f"related[{index}].columns", *tab.columns, owner=declared.resources[tab.resource])
    for index, grant in enumerate(screen.grants):
        yield from say(f"grants[{index}].fields", *(name for name, _right in grant.fields), own=True)
    for index, action in enumerate(screen.actions):
        if action.when:
            yield from say(f"actions[{index}].when", action.when[0], own=True)
