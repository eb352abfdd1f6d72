"""Finds fields whose kind cannot do what the declaration asks of them: search, sort, filter, show a state."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.fields.base import Field
from app.fields.choice import Choice
from app.metadata.checks.place import Declared, found, mentions, place, problem
from app.metadata.problem import Problem
from app.metadata.resource import Resource


def searchable(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E002: the search box cannot look into this kind."""
    hint = "Search text, serial numbers and secrets (by their exact value), also through a link: 'person.name'."
    yield from unfit(
        resource, declared, "search", "screen.E002", "searched", hint, lambda item: item.searchable or item.secret
    )


def sortable(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E003: the list cannot be sorted by this kind."""
    hint = "Sort by a field with an order: text, numbers, days, choices, links."
    yield from unfit(
        resource, declared, "sort", "screen.E003", "sorted by", hint, lambda item: item.sortable or item.secret
    )


def filterable(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E005: there is no way to compare this field."""
    hint = "Give the computed field an expression, or filter by the fields it is made from."
    yield from unfit(
        resource, declared, "filters", "screen.E005", "filtered by", hint, lambda item: bool(item.operators)
    )


def unfit(
    resource: Resource,
    declared: Declared,
    option: str,
    number: str,
    doing: str,
    hint: str,
    fits: Callable[[Field], bool],
) -> Iterator[Problem]:
    """The fields of one option that do not fit."""
    for mention in mentions(resource, declared):
        path = found(declared, mention)
        if mention.option == option and path is not None and not fits(path.field):
            what = f"names '{mention.name}', but a field of the kind {path.field.kind} cannot be {doing}."
            yield problem(resource, number, place(resource, option), what, hint)


def state_is_a_choice(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E007: the state beside the title is no choice."""
    state = resource.fields.get(resource.screen.state)
    if state is not None and not isinstance(state, Choice):
        what = f"names '{state.key}', a field of the kind {state.kind}; a state is a choice."
        yield problem(
            resource, "screen.E007", place(resource, "state"), what, "Name a choice, or leave the option out."
        )
