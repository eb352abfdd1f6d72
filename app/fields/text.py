"""One line of text."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext, ngettext
from sqlalchemy import ColumnElement, String, or_
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeEngine

from app.fields.base import Context, Field, Invalid, Words, clean, mapped


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line of text, at most `length` characters; `pattern` must match the whole of it."""

    kind: ClassVar[str] = "text"
    operators: ClassVar[tuple[str, ...]] = ("contains", "eq", "ne", "empty")
    searchable: ClassVar[bool] = True
    groupable: ClassVar[bool] = True
    free: ClassVar[bool] = True

    length: int = 120
    pattern: str = ""
    pattern_help: Words = ""
    initials: bool = False  # a person's name: also found by its pinyin initials

    def sql_type(self) -> TypeEngine[Any]:
        return String(self.length)

    def parse(self, raw: Any, context: Context) -> Any:
        text = clean(written(raw))
        return None if text is None else self.check(" ".join(text.split()), context)

    def check(self, value: Any, context: Context) -> Any:
        if len(value) > self.length:
            raise Invalid(ngettext("Use at most %(num)d character.", "Use at most %(num)d characters.", self.length))
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise Invalid(str(self.pattern_help) or gettext("This is not in the expected form."))
        return value

    def where_empty(self, expression: ColumnElement[Any], empty: bool) -> ColumnElement[bool]:
        nothing = or_(expression.is_(None), expression == "")
        return nothing if empty else ~nothing

    def schema(self) -> dict[str, Any]:
        whole = {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        return {"type": "string", "maxLength": self.length, **whole}


def written(raw: Any) -> Any:
    """What was typed: a spreadsheet's 12.0 was typed as 12. Raises Invalid where digits may be lost."""
    if isinstance(raw, bool):
        raise Invalid(gettext("Give one value, as text."))
    if not isinstance(raw, float):
        return raw
    if not math.isfinite(raw) or abs(raw) >= EXACT:
        raise Invalid(gettext("Digits may be lost here. Make the cell a text cell and type the value again."))
    return format(raw, ".15g")


EXACT = 10**15  # a spreadsheet keeps fifteen digits


def shorten(text: str, length: int = 40) -> str:
    """A text on one line, cut with "…" where it is longer than `length`."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def half_width(text: str) -> str:
    """A code in plain capitals: no spaces or dashes, and the full-width signs of a Chinese keyboard made narrow."""
    return re.sub(r"[\s\-‐-―−－]", "", unicodedata.normalize("NFKC", text)).upper()


def text(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of one line of text: `name: Mapped[str] = text(_("Name"), length=40, required=True)`."""
    return mapped(Text(label=label, **options))
