"""Turns the faults of what a panel of the designer sent into words beside the inputs that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.forms import edit
from app.screens.design import label_of

PLACE = re.compile(
    r"(?P<part>[a-z]+)(?:\[(?P<number>\d+)\]|\.(?P<name>[a-z0-9_]+))(?:\.(?P<option>[a-z_]+))?[^:]*: (?P<words>.*)",
    re.DOTALL,
)
About = str | int | None
"""What a panel is about: a field's key, a section's number, None for the register."""

INPUTS: Mapping[str, str] = {
    "label": "label_zh",
    "help": "help_zh",
    "unit": "unit_zh",
    "note": "note_zh",
    "description": "description_zh",
    "when": "conditions",
}
"""The input that asks for an option, where it is called otherwise."""


def beside(faults: Iterable[str], spec: Mapping[str, Any], about: About, locale: str) -> dict[str, list[str]]:
    """The faults by the input of the panel that they belong to."""
    own = {item["key"]: label_of(item, locale) for item in edit.fields(spec)}
    found: dict[str, list[str]] = {}
    for fault in faults:
        place = PLACE.fullmatch(fault)
        asked = place and input_of(place, spec, about)
        if place and asked:
            words = edit.KEYS.sub(lambda key: own.get(key[0], key[0]), place["words"])
            found.setdefault(asked, []).append(words)
    return found


def input_of(place: re.Match[str], spec: Mapping[str, Any], about: About) -> str:
    """The input that a fault is about; empty for one of another panel."""
    part, option = place["part"], place["option"] or ""
    if part == "register":
        return INPUTS.get(place["name"] or "", place["name"] or "") if about is None else ""
    if part == "changes":
        return INPUTS.get(option, option) if place["name"] == about else ""
    number = int(place["number"] or 0)
    if part == "sections":
        return INPUTS.get(option, option) if number == about else ""
    items: Sequence[Mapping[str, Any]] = spec.get(part, ())
    if part == "fields" and number < len(items) and items[number].get("key") == about:
        return INPUTS.get(option, option)
    if part == "conditions" and number < len(items) and items[number].get("field") == about:
        return "conditions"
    return ""
