"""Turns a text that a spreadsheet would run into one that it shows, with an apostrophe before it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

# What spreadsheets take for the start of a formula: the signs themselves, their full-width forms (which a Chinese Excel
# reads alike), white space before them, and the control characters that end a field.
RISKY = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")


def neutral(text: str) -> str:
    """The text, with an apostrophe before it where it could be a formula."""
    return f"'{text}" if RISKY.match(text) else text


def neutral_row(values: Iterable[Any]) -> list[Any]:
    """A row of a sheet: texts neutral, numbers as they are."""
    return [neutral(value) if isinstance(value, str) else value for value in values]
