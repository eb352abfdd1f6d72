"""Yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext
from sqlalchemy import Boolean, ColumnElement, String, literal, or_
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.fields.base import Context, Field, Option, Words, clean, flag, mapped


class FlagText(TypeDecorator[Any]):
    """A flag read out of JSON text: SQLite gives 1 and 0, PostgreSQL 'true' and 'false'."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if value is None:
            return None
        return ("true" if value else "false") if dialect.name == "postgresql" else int(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else flag(value)


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """A checkbox; nothing ticked is no, unless it may stay open (`required=False` and no default)."""

    kind: ClassVar[str] = "yes_no"
    json_kind: ClassVar[str] = "boolean"
    operators: ClassVar[tuple[str, ...]] = ("eq",)
    groupable: ClassVar[bool] = True
    brief: ClassVar[bool] = True
    widget: ClassVar[str] = "yes_no"

    default: Any = False

    def sql_type(self) -> TypeEngine[Any]:
        return Boolean()

    def stored_type(self) -> TypeEngine[Any]:
        return FlagText()

    def parse(self, raw: Any, context: Context) -> Any:
        if isinstance(raw, bool):
            return raw
        text = clean(raw)
        return False if text is None else flag(text)

    def parse_filter(self, raw: str, operator: str, context: Context) -> Any:
        return flag(raw)

    def compare(self, expression: ColumnElement[Any], operator: str, values: Any) -> ColumnElement[bool]:
        # A bare True would be written as SQL's own true, which PostgreSQL does not compare with the text in `extra`.
        yes = literal(True, expression.type)
        wanted = [expression == yes if value else expression.is_distinct_from(yes) for value in values]
        return or_(*wanted)

    def text(self, value: Any, context: Context) -> str:
        if value is None:
            return ""
        return gettext("Yes") if value else gettext("No")

    def filter_text(self, operator: str, raw: Any, context: Context) -> str:
        return super().filter_text(operator, [self.text(flag(item), context) for item in raw], context)

    def raw(self, value: Any, context: Context) -> Any:
        return "1" if value else ""

    def options(self, context: Context) -> tuple[Option, ...]:
        return Option(value="1", label=gettext("Yes")), Option(value="0", label=gettext("No"))

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


def yes_no(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of flags: `pilot: Mapped[bool] = yes_no(_("Pilot community"))`."""
    return mapped(YesNo(label=label, **{"required": True, **options}))
