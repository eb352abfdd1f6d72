"""Turns the values of a form into messages where two of them cannot both be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

Messages = dict[str, str]  # field -> what to tell the person; empty when all is well


def in_order(values: Mapping[str, Any], first: str, last: str) -> Messages:
    """A beginning and an end: days or moments, either may be missing."""
    if values.get(first) and values.get(last) and values[last] < values[first]:
        return {last: gettext("The end is before the beginning. Correct one of the two.")}
    return {}


def turnout(values: Mapping[str, Any]) -> Messages:
    """No more people can be present than were expected; observers are counted apart."""
    expected, present = values.get("expected"), values.get("present")
    if expected is not None and present is not None and present > expected:
        return {"present": gettext("More people are present than were expected. Correct one of the two numbers.")}
    return {}
