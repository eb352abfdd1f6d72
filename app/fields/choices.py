"""Several of a short list: codes of an enum or of a code list, kept as a JSON array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from flask_babel import gettext
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Invalid, Option, Words, clean, mapped
from app.fields.choice import Choice, Choices
from app.fields.several import Several, items, joined, once, split


@dataclass(frozen=True, kw_only=True)
class MultiChoice(Several):
    """Codes, each once, in the order of the list. Give `enum`, `codes` or `entries`, as for a `Choice`."""

    kind: ClassVar[str] = "choices"
    widget: ClassVar[str] = "choices"

    enum: type[Choices] | None = None
    codes: str = ""
    entries: tuple[Option, ...] = ()

    @cached_property
    def one(self) -> Choice:
        """The kind of a single value of the same list."""
        return Choice(label=self.label, enum=self.enum, codes=self.codes, entries=self.entries)

    def parse(self, raw: Any, context: Context) -> Any:
        found: list[str] = []
        for item in items(raw):
            text = clean(item)
            if text is None:
                continue
            if isinstance(raw, str):
                found.extend(split(text, lambda part: self.one.read_code(part, context)))
            else:
                found.append(self.one.read_code(text, context))
        return self.check(self.sort(once(found), context), context) if found else None

    def sort(self, codes: Sequence[str], context: Context) -> list[str]:
        """The codes in the order of the list, retired ones last: the same choice always reads the same."""
        place = {option.value: number for number, option in enumerate(self.options(context))}
        return sorted(codes, key=lambda code: place.get(code, len(place)))

    def parse_filter(self, raw: str, operator: str, context: Context) -> Any:
        text = clean(raw)
        if text is None:
            raise Invalid(gettext("Give a value to compare with."))
        return self.one.read_code(text, context)

    def labels(self, value: Any, context: Context) -> list[str]:
        """The labels of a value."""
        return [self.one.label_of(code, context) for code in value or ()]

    def text(self, value: Any, context: Context) -> str:
        return joined(self.labels(value, context), context)

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        return "" if operator == "empty" else joined(self.labels(raw, context), context)

    def options(self, context: Context) -> Sequence[Option]:
        return self.one.options(context)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.one.schema(), "uniqueItems": True}


def choices(label: Words, enum: type[Choices] | None = None, **options: Any) -> MappedColumn[Any]:
    """A column of several codes: `skills: Mapped[list[str] | None] = choices(_("Skills"), codes="volunteer_skill")`."""
    return mapped(MultiChoice(label=label, enum=enum, **options))
