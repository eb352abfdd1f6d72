"""Finds forms that could never be saved, or that ask for the same thing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.metadata.checks.place import Declared, place, problem
from app.metadata.problem import Problem
from app.metadata.resource import Resource


def complete(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """form.E001: a required field without a default stands in no section, so that no new row could be saved."""
    screen = resource.screen
    if screen.readonly or not any("add" in grant.can for grant in screen.grants):
        return
    asked = {name for section in screen.sections for name in section.names}
    for key, item in resource.fields.items():
        if item.required and not item.readonly and item.default is None and key not in asked:
            what = f"leaves out '{key}', which is required and has no default: the form could never be saved."
            hint = f"Add '{key}' to a section, give it a default, or make it readonly."
            yield problem(resource, "form.E001", place(resource, "sections"), what, hint)


def without_repetition(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """form.E002: a field stands twice; the second input would win over the first."""
    counted = Counter(name for section in resource.screen.sections for name in section.names)
    for name, times in counted.items():
        if times > 1:
            what = f"has '{name}' {times} times."
            yield problem(resource, "form.E002", place(resource, "sections"), what, "Keep one of them.")
