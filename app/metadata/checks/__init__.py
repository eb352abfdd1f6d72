"""Turns described resources into the mistakes in their declarations: all at once, each with its place and a hint.

A check is a function that yields problems of one resource. To add one, write it beside its like, name it in `CHECKS`,
and explain its number in `docs/checks.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from app.metadata.checks import (
    actions,
    charts,
    conditions,
    fields,
    grants,
    icons,
    kinds,
    names,
    related,
    secrets,
    sections,
    where,
    words,
)
from app.metadata.checks import (
    resources as whole,
)
from app.metadata.checks.place import Declared
from app.metadata.problem import Mistaken, Problem
from app.metadata.resource import Resource, Resources

Check = Callable[[Resource, Declared], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    whole.named_after_its_class,
    whole.named_once,
    whole.a_table_of_its_own,
    whole.scoped_or_global,
    fields.free_to_be_an_address,
    fields.each_its_own_key,
    fields.links_lead_somewhere,
    fields.near_a_unit,
    names.exist,
    names.own_where_own_is_meant,
    names.not_hidden,
    kinds.searchable,
    kinds.sortable,
    kinds.filterable,
    kinds.state_is_a_choice,
    secrets.kept,
    icons.drawn,
    where.fits,
    charts.count_or_sum,
    charts.grouped,
    charts.summed,
    charts.periods,
    charts.drawn,
    sections.complete,
    sections.without_repetition,
    conditions.possible,
    conditions.of_another_field,
    related.there,
    related.pointing_here,
    actions.named,
    actions.placed,
    actions.asking,
    actions.offered,
    grants.actions_known,
    grants.administrators_apart,
    grants.reach_said,
    grants.somebody,
    grants.links_can_be_named,
    grants.not_against_readonly,
    words.translated,
)


def run(resources: Resources, open_tables: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Every problem of every resource, in their order. `open_tables` are the tables without a street (code lists …)."""
    declared = Declared(resources=resources, open_tables=frozenset(open_tables))
    return tuple(problem for resource in resources.given for check in CHECKS for problem in check(resource, declared))


def assert_clean(resources: Resources, open_tables: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Stop a start on errors. Raises Mistaken with all of them; returns the warnings."""
    problems = run(resources, open_tables)
    errors = [problem for problem in problems if problem.error]
    if errors:
        raise Mistaken(errors)
    return problems
