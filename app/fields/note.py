"""A text of many lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup, escape
from sqlalchemy import Text as LongText
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeEngine

from app.fields.base import Context, Words, clean, mapped
from app.fields.text import Text, shorten, written


@dataclass(frozen=True, kw_only=True)
class Note(Text):
    """Many lines of plain text, at most `length` characters; its first words stand in a list, its lines on a page."""

    kind: ClassVar[str] = "note"
    operators: ClassVar[tuple[str, ...]] = ("contains", "empty")
    sortable: ClassVar[bool] = False
    groupable: ClassVar[bool] = False
    widget: ClassVar[str] = "note"

    length: int = 2000
    lines: int = 4  # the height of its input

    def sql_type(self) -> TypeEngine[Any]:
        return LongText()

    def parse(self, raw: Any, context: Context) -> Any:
        text = clean(written(raw))
        if text is None:
            return None
        # Browsers send CR LF; length is counted in what is kept.
        return self.check("\n".join(line.rstrip() for line in text.splitlines()), context)

    def cell(self, value: Any, context: Context) -> str | Markup:
        return "" if value is None else shorten(value)

    def detail(self, value: Any, context: Context) -> str | Markup:
        return "" if value is None else Markup("<br>\n").join(escape(line) for line in value.splitlines())


def note(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of long texts: `matter: Mapped[str] = note(_("What it is about"), length=500, required=True)`."""
    return mapped(Note(label=label, **options))
