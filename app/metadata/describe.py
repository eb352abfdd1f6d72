"""Turns mapped classes with a `__screen__` into Resources."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.declare import Screen, Section
from app.fields.base import ColumnSource, Field
from app.fields.link import Link
from app.metadata.resource import Resource, Resources
from app.record import declared_fields, key_of


def describe(model: type[Any]) -> Resource:
    """The Resource of one mapped class. Pure: it asks the class only, not the database."""
    screen: Screen = model.__screen__
    fields = {}
    for attribute, declared in declared_fields(model).items():
        key = key_of(attribute, declared)
        fields[key] = declared.bind(key, ColumnSource(attribute))
    for name, value in computed_fields(model).items():
        fields[name] = value if value.source else value.bind(name, ColumnSource(name))
    if not screen.sections:
        screen = replace(screen, sections=(Section(screen.label, *pairs(fields)),))
    return Resource(
        name=model.__tablename__,
        model=model,
        screen=screen,
        fields=MappingProxyType(fields),
        source=source_of(model),
    )


def describe_all(models: Iterable[type[Any]]) -> Resources:
    """The Resources of all models, each knowing the lists of rows that point at it."""
    described = [describe(model) for model in models]
    names = {resource.name for resource in described}
    pointing: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    for resource in described:
        for key, found in resource.fields.items():
            if isinstance(found, Link) and found.parent and found.target in names:
                pointing[found.target].append((resource.name, key))
    for resource in described:
        chosen = [(related.resource, related.by) for related in resource.screen.related]
        pointing[resource.name] = [*chosen, *(pair for pair in pointing[resource.name] if pair not in chosen)]
    return Resources(replace(resource, related=tuple(pointing[resource.name])) for resource in described)


def computed_fields(model: type[Any]) -> dict[str, Field]:
    """Fields that stand in a class body without a column: computed ones."""
    return {
        name: value
        for parent in reversed(model.__mro__)
        for name, value in vars(parent).items()
        if isinstance(value, Field)
    }


def pairs(fields: dict[str, Field]) -> list[tuple[str, ...]]:
    """The fields that a person fills, two to a row: the form of a model that names no sections."""
    names = [name for name, found in fields.items() if not found.readonly and not found.hidden]
    return [tuple(names[index : index + 2]) for index in range(0, len(names), 2)]


def source_of(model: type[Any]) -> str:
    """The module's file below the project, for messages."""
    try:
        return os.path.relpath(inspect.getsourcefile(model) or "", os.getcwd())
    except TypeError:
        return str(model.__module__)
