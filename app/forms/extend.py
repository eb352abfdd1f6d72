"""Turns resources and a street's forms into resources with its fields: new values, the declared ones untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _

from app.declare import Chart, Screen, Section
from app.fields.base import ExtraSource, Field
from app.fields.serial import Serial
from app.forms.follow import Follow, staged
from app.forms.registers import CASE, Register, blank, register_of
from app.forms.rights import limited, merged
from app.forms.spec import Form
from app.forms.vocabulary import Own
from app.metadata.resource import Resource, Resources

EMPTY: Mapping[str, int] = MappingProxyType({})


def extend(
    resources: Resources,
    forms: Mapping[str, Sequence[Form]],
    numbers: Mapping[str, int],
    registers: Mapping[str, int] = EMPTY,
) -> Resources:
    """The resources with the forms of a chain of units, by resource, the uppermost unit's first.

    `numbers` are the versions that records saved under these forms will name; `registers` are those that the forms
    make, with the unit that made each.
    """
    if not forms:
        return resources
    made = [blank(owner, name) for name, owner in registers.items()]
    return Resources(
        extend_resource(resource, forms[resource.name], numbers.get(resource.name))
        if resource.name in forms
        else resource
        for resource in (*resources.values(), *made)
    )


def extend_resource(resource: Resource, forms: Sequence[Form], number: int | None = None) -> Resource:
    """One resource with the forms of a chain of units."""
    declared = resource.declared or resource
    for form in forms:
        resource = _one(resource, form)
    return replace(resource, form=number, declared=declared) if forms else resource


def _one(resource: Resource, form: Form) -> Resource:
    follow = None if form.register is None else form.register.follow
    if follow is not None:
        resource = revealed(resource, follow)
    shown = () if follow is None else ("stage", "due_on")
    fields: dict[str, Field] = dict(resource.fields)
    for name, options in form.changes.items():
        fields[name] = changed(fields[name], options)
    own = {made.field.key: bound(made, resource, form) for made in form.fields}
    fields.update(own)
    screen = resource.screen if form.register is None else headed(resource.screen, form.register, own)
    return replace(
        resource,
        fields=MappingProxyType(fields),
        computed=MappingProxyType({**resource.computed, **form.computed}),
        limits=MappingProxyType(merged(resource.limits, form.limits)),
        screen=replace(
            screen,
            grants=limited(screen.grants, form.limits, fields),
            sections=arranged(screen, form, own),
            conditions=(*screen.conditions, *form.conditions),
            list=joined(screen.list, (*form.list, *shown)),
            filters=joined(screen.filters, (*form.filters, *shown)),
            search=joined(screen.search, form.search),
            charts=(*screen.charts, *form.charts),
        ),
    )


def bound(made: Own, resource: Resource, form: Form) -> Field:
    """A street's field with its place in the record; serial numbers count within their own register."""
    field = made.field
    if isinstance(field, Serial) and (register := register_of(resource)):
        field = replace(field, counter=f"{register}.{field.key}")
    return field.bind(field.key, ExtraSource(field.key, brief=made.fast and charted(field, form)))


def charted(field: Field, form: Form) -> bool:
    """Whether the narrow column of a register is to hold a field: it is short, and a chart counts by it.

    Only in the form that makes the register does a key mean the same in every entry. Units below may keep another kind
    under a key of their own, each for itself.
    """
    counting = any(chart.group == field.key and not chart.sum_of for chart in form.charts)
    return field.brief and form.register is not None and counting


def headed(screen: Screen, register: Register, own: Mapping[str, Field]) -> Screen:
    """The screen of a register as its form says: what it is called, what names an entry, who may do what."""
    names = sorted(own, key=lambda name: own[name].readonly)  # what is filled in first, in its order
    rows = [tuple(names[index : index + 2]) for index in range(0, len(names), 2)]
    return replace(
        screen,
        label=register.label,
        plural=register.label,
        icon=register.icon,
        menu=register.menu,
        description=register.description,
        title=register.title,
        sort=register.sort,
        grants=register.grants,
        public=register.public,
        sections=(Section(register.label, *rows), *screen.sections),
    )


def revealed(resource: Resource, follow: Follow) -> Resource:
    """A register whose entries follow a process: each shows its stage, and by when it is to be left."""
    fields: dict[str, Field] = {**resource.fields}
    for name in CASE:
        fields[name] = replace(fields[name], hidden=False)
    fields["stage"] = staged(fields["stage"], follow)
    screen = resource.screen
    screen = replace(
        screen,
        follows=follow.following,
        state="stage",
        sections=(*screen.sections, Section(follow.label, ("stage", "due_on"), ("closed_on",))),
        charts=(*screen.charts, Chart(_("Entries by stage"), count_by="stage", kind="bar")),
    )
    return replace(resource, fields=MappingProxyType(fields), screen=screen)


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
