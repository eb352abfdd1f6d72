"""Finds charts that cannot be drawn from their fields."""

from __future__ import annotations

from collections.abc import Iterator

from app.declare import Chart
from app.metadata.checks.place import Declared, Mention, found, place, problem
from app.metadata.problem import Problem, nearest
from app.metadata.resource import Path, Resource

EVERY = ("day", "month", "quarter", "year")
KINDS = ("bar", "line", "pie", "number")


def each(resource: Resource, declared: Declared) -> Iterator[tuple[str, Chart, Path | None]]:
    """(place, chart, the path it groups by) of every chart."""
    for index, chart in enumerate(resource.screen.charts):
        group = found(declared, Mention(option="charts", name=chart.group, owner=resource)) if chart.group else None
        yield place(resource, f"charts[{index}]"), chart, group


def count_or_sum(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """chart.E001: a chart shows one thing: a count, a sum or a ratio."""
    for at, chart, _group in each(resource, declared):
        asked = [name for name in ("count_by", "sum_of", "ratio") if getattr(chart, name)]
        if len(asked) > 1 or (chart.count_by and chart.by):
            names = " and ".join(asked if len(asked) > 1 else ["count_by", "by"])
            hint = "Keep one: count_by=…, or sum_of=… by=…, or ratio=(…, …) by=…."
            yield problem(resource, "chart.E001", at, f"has {names} at once.", hint)


def grouped(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """chart.E002: rows cannot be grouped by this kind."""
    for at, chart, group in each(resource, declared):
        if group is not None and not group.field.groupable:
            what = f"groups by '{chart.group}', but a field of the kind {group.field.kind} cannot be counted by."
            yield problem(
                resource,
                "chart.E002",
                at,
                what,
                "Group by a choice, a link, a yes/no, a number, a day or a short text.",
            )


def summed(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """chart.E003: this kind has no sum."""
    for at, chart, _group in each(resource, declared):
        for name in (chart.sum_of, *chart.ratio):
            path = found(declared, Mention(option="charts", name=name, owner=resource)) if name else None
            if path is not None and not path.field.summable:
                what = f"sums '{name}', but a field of the kind {path.field.kind} has no sum."
                yield problem(resource, "chart.E003", at, what, "Sum numbers and money.")


def periods(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """chart.E004, chart.E005: `every` needs a day or a moment, and a known period."""
    for at, chart, group in each(resource, declared):
        if not chart.every:
            continue
        if not chart.group or (group is not None and not group.field.dated):
            said = f"'{chart.group}', a field of the kind {group.field.kind}" if group is not None else "nothing"
            what = f"counts every {chart.every} by {said}; periods need a day or a moment."
            yield problem(resource, "chart.E004", at, what, "Group by a day or a moment, or leave `every` out.")
        if chart.every not in EVERY:
            what = f"counts every '{chart.every}', which is no period."
            yield problem(resource, "chart.E005", at, what, nearest(chart.every, EVERY))


def drawn(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """chart.E006: an unknown way of drawing."""
    for at, chart, _group in each(resource, declared):
        if chart.kind and chart.kind not in KINDS:
            yield problem(
                resource, "chart.E006", at, f"is drawn as '{chart.kind}', which is unknown.", nearest(chart.kind, KINDS)
            )
