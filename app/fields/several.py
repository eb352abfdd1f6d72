"""Turns a list of codes or ids into one JSON array, in a column or inside `extra`; the base of such kinds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext, ngettext
from sqlalchemy import JSON, Boolean, ColumnElement, Integer, literal, not_, or_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from app.fields.base import Context, ExtraSource, Field, Invalid

Array = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
SEPARATORS = re.compile(r"([、,;，；\n])")
LIMIT = 200  # values in one field, whatever it says


@dataclass(frozen=True, kw_only=True)
class Several(Field):
    """Several values, each once, kept in a JSON array. Subclasses read and show one value. `most` = 0: no limit."""

    json_kind: ClassVar[str] = "array"
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "empty")
    sortable: ClassVar[bool] = False

    most: int = 0

    def sql_type(self) -> TypeEngine[Any]:
        return Array

    def expression(self, entity: Any) -> ColumnElement[Any]:
        if isinstance(self.source, ExtraSource):
            return element(entity.extra, literal(self.source.name))
        return super().expression(entity)

    def write(self, record: Any, value: Any) -> None:
        super().write(record, list(value) if value else None)

    def check(self, value: Any, context: Context) -> Any:
        most = min(self.most or LIMIT, LIMIT)
        if len(value) > most:
            raise Invalid(ngettext("Give at most %(num)d.", "Give at most %(num)d.", most))
        return value

    def compare(self, expression: ColumnElement[Any], operator: str, values: Sequence[Any]) -> ColumnElement[bool]:
        """`eq`: holds any of the values; `ne`: holds none of them."""
        any_of = has_any(expression, *(literal(value) for value in values))
        if operator == "eq":
            return any_of
        if operator == "ne":
            return or_(expression.is_(None), not_(any_of))
        raise Invalid(gettext("This field cannot be compared that way."))

    def raw(self, value: Any, context: Context) -> Any:
        return [str(item) for item in value or ()]

    def to_json(self, value: Any) -> Any:
        return list(value) if value else None

    def from_json(self, stored: Any) -> Any:
        return list(stored) if stored else None


class element(FunctionElement[Any]):
    """A key of a JSON object as JSON; SQL NULL where it is missing (SQLAlchemy's own gives the text 'null')."""

    inherit_cache = True
    name = "element"
    type = Array


class has_any(FunctionElement[bool]):
    """Whether a JSON array holds any of the values: has_any(array, value, …)."""

    inherit_cache = True
    name = "has_any"
    type = Boolean()


@compiles(element)
def element_in_sqlite(found: element, compiler: Any, **options: Any) -> str:
    whole, key = (compiler.process(part, **options) for part in found.clauses)
    return f"json_extract({whole}, '$.\"' || {key} || '\"')"


@compiles(element, "postgresql")
def element_in_postgresql(found: element, compiler: Any, **options: Any) -> str:
    whole, key = (compiler.process(part, **options) for part in found.clauses)
    return f"({whole} -> CAST({key} AS TEXT))"


@compiles(has_any)
def has_any_in_sqlite(found: has_any, compiler: Any, **options: Any) -> str:
    array, *values = (compiler.process(part, **options) for part in found.clauses)
    held = ", ".join(values)
    return f"(EXISTS (SELECT 1 FROM json_each({array}) AS each_ WHERE each_.value IN ({held})))"  # noqa: S608 - compiled


@compiles(has_any, "postgresql")
def has_any_in_postgresql(found: has_any, compiler: Any, **options: Any) -> str:
    # `@>` takes a bare value as an element and, unlike jsonb_exists(), can use a GIN index.
    array, *values = found.clauses
    left = compiler.process(array, **options)
    kinds = ("BIGINT" if isinstance(value.type, Integer) else "TEXT" for value in values)
    pairs = zip(kinds, (compiler.process(value, **options) for value in values), strict=True)
    return "(" + " OR ".join(f"{left} @> to_jsonb(CAST({value} AS {kind}))" for kind, value in pairs) + ")"


def items(raw: Any) -> list[Any]:
    """The single values of what a form or an API sends, without blanks; a lone value is a list of one.

    Raises Invalid for an object and for lists in a list.
    """
    if raw is None or isinstance(raw, bool):
        return []
    if isinstance(raw, (list, tuple)) and not any(isinstance(item, (list, tuple)) for item in raw):
        return [item for item in raw if item is not None and str(item).strip()]
    if isinstance(raw, (dict, list, tuple)):
        raise Invalid(gettext("Give a list of values."))
    return [raw] if str(raw).strip() else []


def once(values: Iterable[Any]) -> list[Any]:
    """The values in their order, each once."""
    return list(dict.fromkeys(values))


def split(text: str, read: Callable[[str], Any]) -> list[Any]:
    """The values of a spreadsheet's cell such as "电工、水工"; `read` raises Invalid for a text it does not know.

    A label may hold a separator itself, so the longest run of parts that can be read wins.
    """
    parts = SEPARATORS.split(text)
    found: list[Any] = []
    start = 0
    while start < len(parts):
        if not parts[start].strip():
            start += 2
            continue
        # Beyond a few parts no label goes on; without a bound a long cell costs its length squared.
        for end in range(min(len(parts), start + 7), start, -2):
            try:
                found.append(read("".join(parts[start:end]).strip()))
            except Invalid:
                if end == start + 1:
                    raise
                continue
            start = end + 1
            break
    return found


def joined(texts: Iterable[str], context: Context) -> str:
    """Several texts as one, parted as the language does it."""
    return separator(context).join(texts)


def separator(context: Context) -> str:
    """What stands between the items of a list."""
    return "、" if context.locale == "zh" else ", "
