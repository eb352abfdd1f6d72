"""Finds resources whose name or table would be mistaken for another's, and rows that would belong to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.metadata.checks.place import Declared, class_of, place, problem
from app.metadata.problem import Problem
from app.metadata.resource import Resource
from app.record import Scoped


def snake_case(name: str) -> str:
    """PartyMember -> party_member."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def named_after_its_class(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """resource.E001: addresses and permissions are made from the name, so it follows from the class."""
    right = snake_case(class_of(resource))
    if resource.name != right:
        what = f"is kept in the table '{resource.name}'; addresses of {class_of(resource)} begin with '{right}'."
        yield problem(
            resource, "resource.E001", place(resource), what, f'Set __tablename__ = "{right}", or rename the class.'
        )


def named_once(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """resource.E002: an earlier resource has the same name."""
    for other in declared.resources.given:
        if other is resource:
            return
        if other.name == resource.name:
            what = f"is called '{resource.name}', and so is {place(other)}."
            yield problem(
                resource, "resource.E002", place(resource), what, "Rename one of the two classes and its table."
            )
            return


def a_table_of_its_own(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """resource.E003: `extend_existing` silently merges two classes on one table."""
    given = getattr(resource.model, "__table_args__", ())
    options = given if isinstance(given, dict) else given[-1] if given and isinstance(given[-1], dict) else {}
    if options.get("extend_existing"):
        what = "has extend_existing in __table_args__, which silently merges two classes on one table."
        yield problem(resource, "resource.E003", place(resource), what, "Take extend_existing out.")


def scoped_or_global(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """resource.E004: rows without a street, on a table that is not declared to belong to all streets."""
    if not issubclass(resource.model, Scoped) and resource.name not in declared.open_tables:
        what = "is neither a Record (or Scoped) nor a global table: nobody's scope would reach its rows."
        yield problem(resource, "resource.E004", place(resource), what, "Let the class inherit from app.record.Record.")
