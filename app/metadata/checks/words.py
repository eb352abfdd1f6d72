"""Finds texts that were not marked for translation: a plain string is the same in every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.fields.choice import Choice
from app.metadata.checks.place import Declared, attribute, place, problem
from app.metadata.problem import Problem
from app.metadata.resource import Resource
from app.record import SYSTEM_FIELDS


def translated(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """words.W001: a text is a plain string."""
    for at, text in texts(resource):
        if type(text) is str and any(sign.isalpha() for sign in text):
            what = f"says {text!r} as a plain string, which is the same in every language."
            hint = "Mark it with _(…), from flask_babel import lazy_gettext as _."
            yield problem(resource, "words.W001", at, what, hint)


def texts(resource: Resource) -> Iterator[tuple[str, Any]]:
    """(place, text) of every text of a declaration that people read."""
    screen = resource.screen
    for option in ("label", "plural", "description", "add_label"):
        yield place(resource, option), getattr(screen, option)
    for option, words in (
        ("sections", ("label", "note")),
        ("charts", ("label",)),
        ("facts", ("label", "unit")),
        ("related", ("label",)),
        ("actions", ("label", "confirm")),
    ):
        for index, item in enumerate(getattr(screen, option)):
            for word in words:
                yield place(resource, f"{option}[{index}].{word}"), getattr(item, word)
    for index, action in enumerate(screen.actions):
        for asked in action.fields:
            yield place(resource, f"actions[{index}].fields.{asked.key}"), asked.label
    for key, item in resource.fields.items():
        if key in SYSTEM_FIELDS:
            continue
        for word in ("label", "help", "personal", "unit", "pattern_help"):
            yield f"{attribute(resource, key)}.{word}", getattr(item, word, "")
        if isinstance(item, Choice) and item.enum is not None:
            for member in item.enum:
                yield f"{item.enum.__module__}.{item.enum.__qualname__}.{member.name}", member.label
