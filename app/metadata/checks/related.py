"""Finds tabs and figures of a detail page that count rows which do not point here."""

from __future__ import annotations

from collections.abc import Iterator

from app.fields.link import Link
from app.metadata.checks.place import Declared, class_of, place, problem
from app.metadata.problem import Problem, nearest
from app.metadata.resource import Resource


def each(resource: Resource) -> Iterator[tuple[str, str, str]]:
    """(place, resource, link field) of every tab and counted figure."""
    for index, tab in enumerate(resource.screen.related):
        yield place(resource, f"related[{index}]"), tab.resource, tab.by
    for index, fact in enumerate(resource.screen.facts):
        if fact.count:
            name, _, by = fact.count.partition(".")
            yield place(resource, f"facts[{index}].count"), name, by


def there(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """related.E001: no such resource."""
    for at, name, _by in each(resource):
        if name not in declared.resources:
            yield problem(
                resource,
                "related.E001",
                at,
                f"names '{name}', which is no resource.",
                nearest(name, declared.resources),
            )


def pointing_here(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """related.E002: the rows are not linked to this resource by that field."""
    for at, name, by in each(resource):
        other = declared.resources.get(name)
        if other is None:
            continue
        links = [key for key, item in other.fields.items() if isinstance(item, Link) and item.target == resource.name]
        if by not in links:
            what = f"goes by '{by}', which is no link from {class_of(other)} to {class_of(resource)}."
            hint = nearest(by, links) if links else f"{class_of(other)} has no link to {class_of(resource)}."
            yield problem(resource, "related.E002", at, what, hint)
