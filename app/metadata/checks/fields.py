"""Finds fields that could not be asked for by name, and links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from app.fields.link import TREE, Link
from app.fields.links import MultiLink
from app.metadata.checks.place import Declared, attribute, problem
from app.metadata.problem import Problem, nearest
from app.metadata.resource import Resource
from app.record import declared_fields, key_of

RESERVED = (
    "q", "page", "sort", "columns", "view", "scope", "size", "after", "before", "within", "id",
)  # fmt: skip
"""Names with a meaning of their own in the address of a list, or in the API."""


def free_to_be_an_address(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """field.E001: in the address of a list the name means something else."""
    for key in resource.fields:
        if key in RESERVED:
            what = f"is called '{key}', which means something else in the address of a list."
        elif "__" in key or key.startswith("_") or "." in key:
            what = f"is called '{key}'; addresses take '_' before a name and '__' and '.' within one for themselves."
        else:
            continue
        hint = f"Choose another name. Reserved are: {', '.join(sorted(RESERVED))}."
        yield problem(resource, "field.E001", attribute(resource, key), what, hint)


def each_its_own_key(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """field.E002: two attributes go by the same name, since a link drops its `_id`."""
    taken: dict[str, str] = {}
    for name, item in declared_fields(resource.model).items():
        key = key_of(name, item)
        if key in taken:
            what = f"goes by '{key}', and so does {taken[key]}: a link's key is its attribute without '_id'."
            yield problem(resource, "field.E002", attribute(resource, name), what, "Rename one of the two.")
        taken.setdefault(key, name)


def near_a_unit(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """field.E004: a picker puts first what belongs to a unit, but no field names one, or nothing belongs to it."""
    units = [key for key, item in resource.fields.items() if isinstance(item, Link) and item.target == TREE]
    for key, item in resource.fields.items():
        if not isinstance(item, Link) or not item.near or item.target not in declared.resources:
            continue
        if item.near not in units:
            what, hint = f"is near '{item.near}', which is no link to an organisation.", nearest(item.near, units)
        elif declared.resources[item.target].screen.near is None:
            what = f"is near '{item.near}', but the screen of {item.target} does not say what belongs to a unit."
            hint = "Give that screen `near=lambda entity, unit: …`."
        else:
            continue
        yield problem(resource, "field.E004", attribute(resource, key), what, hint)


def links_lead_somewhere(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """field.E003: a link's target is no resource."""
    for key, item in resource.fields.items():
        if isinstance(item, (Link, MultiLink)) and item.target not in declared.resources:
            what = f"links to '{item.target}', which is no resource."
            yield problem(
                resource, "field.E003", attribute(resource, key), what, nearest(item.target, declared.resources)
            )
