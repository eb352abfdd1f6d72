"""One of a short list: the members of an enum, or the entries of a code list that people keep themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar, Self

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import String
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeEngine

from app.fields.base import Context, Field, Invalid, Option, Words, clean, mapped


class Choices(StrEnum):
    """An enum whose members carry a label and a tone.

    class Stage(Choices):
        FULL = "full", _("Full member")
        LATE = "late", _("Late"), "late"      # tones: "", ok, soon, late; shown with a shape beside the colour
    """

    label: Words
    tone: str

    def __new__(cls, value: str, label: Words = "", tone: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        return member


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One code, kept as text. Give `enum` (a `Choices`), `codes` (the name of a code list) or `entries` of its own."""

    kind: ClassVar[str] = "choice"
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "empty")
    groupable: ClassVar[bool] = True
    brief: ClassVar[bool] = True
    widget: ClassVar[str] = "choice"

    enum: type[Choices] | None = None
    codes: str = ""
    entries: tuple[Option, ...] = ()  # a list that only this field has; labels may be lazy
    state: bool = False  # shown as a small label with its tone

    def sql_type(self) -> TypeEngine[Any]:
        return String(40)

    def parse(self, raw: Any, context: Context) -> Any:
        text = clean(raw)
        return None if text is None else self.check(self.read_code(text, context), context)

    def read_code(self, text: str, context: Context) -> str:
        """The code of a code, or of a label as a spreadsheet holds it. Raises Invalid with what can be picked."""
        options = self.options(context)
        for option in options:
            if text in (option.value, option.label):
                return option.value
        if self.listed(text, context) is not None:
            return text  # a retired entry stays valid where it already stands
        shown = [option.label for option in options[:8]]
        raise Invalid(gettext("Choose one of the list: %(options)s.", options=", ".join(shown)))

    def label_of(self, code: str, context: Context) -> str:
        """The label of a code; the code itself when the list does not know it."""
        if self.enum is not None:
            try:
                return str(self.enum(code).label)
            except ValueError:
                return code
        return self.listed(code, context) or code

    def listed(self, code: str, context: Context) -> str | None:
        """The label of a code of the list, retired or not; None for a code that was never in it."""
        if self.entries:
            return next((str(entry.label) for entry in self.entries if entry.value == code), None)
        return context.codes(self.codes).label(code) if self.codes else None

    def text(self, value: Any, context: Context) -> str:
        return "" if value is None else self.label_of(value, context)

    def cell(self, value: Any, context: Context) -> str | Markup:
        if value is None or not self.state:
            return self.text(value, context)
        tone = self.tone_of(value)
        return Markup('<span class="tag {}">{}</span>').format(tone, self.text(value, context))

    def detail(self, value: Any, context: Context) -> str | Markup:
        return self.cell(value, context)

    def tone_of(self, code: str) -> str:
        """The tone of a state: '', ok, soon or late."""
        if self.enum is None or code not in self.enum._value2member_map_:
            return ""
        return self.enum(code).tone

    def raw(self, value: Any, context: Context) -> Any:
        return "" if value is None else str(value)

    def to_json(self, value: Any) -> Any:
        return None if value is None else str(value)

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        return super().filter_text(operator, [self.label_of(code, context) for code in raw], context)

    def options(self, context: Context) -> Sequence[Option]:
        if self.enum is not None:
            return tuple(Option(value=member.value, label=str(member.label)) for member in self.enum)
        if self.entries:
            return tuple(replace(entry, label=str(entry.label)) for entry in self.entries if not entry.retired)
        return context.codes(self.codes).options()

    def schema(self) -> dict[str, Any]:
        if self.entries:
            return {"type": "string", "enum": [entry.value for entry in self.entries]}
        if self.enum is None:
            return {"type": "string", "description": f"a code of the list {self.codes}"}
        return {"type": "string", "enum": [member.value for member in self.enum]}


def choice(label: Words, enum: type[Choices] | None = None, **options: Any) -> MappedColumn[Any]:
    """A column of codes: `stage: Mapped[str] = choice(_("Stage"), Stage)` or `choice(_("Sex"), codes="sex")`."""
    return mapped(Choice(label=label, enum=enum, **options))
