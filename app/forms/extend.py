"""Turns resources and a street's forms into resources with its fields: new values, the declared ones untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _

from app.declare import Screen, Section
from app.fields.base import ExtraSource, Field
from app.forms.spec import Form
from app.metadata.resource import Resource, Resources


def extend(resources: Resources, forms: Mapping[str, Sequence[Form]], numbers: Mapping[str, int]) -> Resources:
    """The resources with the forms of a chain of units, by resource, the uppermost unit's first.

    `numbers` are the versions that records saved under these forms will name.
    """
    if not forms:
        return resources
    return Resources(
        extend_resource(resource, forms[resource.name], numbers.get(resource.name))
        if resource.name in forms
        else resource
        for resource in resources.values()
    )


def extend_resource(resource: Resource, forms: Sequence[Form], number: int | None = None) -> Resource:
    """One resource with the forms of a chain of units."""
    declared = resource.declared or resource
    for form in forms:
        resource = _one(resource, form)
    return replace(resource, form=number, declared=declared) if forms else resource


def _one(resource: Resource, form: Form) -> Resource:
    fields: dict[str, Field] = dict(resource.fields)
    for name, options in form.changes.items():
        fields[name] = changed(fields[name], options)
    own = {made.field.key: made.field.bind(made.field.key, ExtraSource(made.field.key)) for made in form.fields}
    fields.update(own)
    screen = resource.screen
    return replace(
        resource,
        fields=MappingProxyType(fields),
        screen=replace(
            screen,
            sections=arranged(screen, form, own),
            conditions=(*screen.conditions, *form.conditions),
            list=joined(screen.list, form.list),
            filters=joined(screen.filters, form.filters),
            search=joined(screen.search, form.search),
            charts=(*screen.charts, *form.charts),
        ),
    )


def changed(declared: Field, options: Mapping[str, Any]) -> Field:
    """A declared field in a street's words. What was required stays so."""
    kept = {name: value for name, value in options.items() if name in ("label", "help")}
    return replace(
        declared,
        required=declared.required or bool(options.get("required")),
        hidden=declared.hidden or bool(options.get("hidden")),
        **kept,
    )


def arranged(screen: Screen, form: Form, own: Mapping[str, Field]) -> tuple[Section, ...]:
    """The sections of the form, else those of before; fields that stand in none come in one of their own at the end."""
    sections = form.sections or screen.sections
    placed = {name for section in sections for name in section.names}
    left = [name for section in screen.sections for name in section.names if name not in placed]
    left += [name for name in own if name not in placed]
    if not left:
        return tuple(sections)
    rows = [tuple(left[index : index + 2]) for index in range(0, len(left), 2)]
    return (*sections, Section(_("More"), *rows))


def joined(before: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Both, each name once."""
    return tuple(dict.fromkeys((*before, *more)))
