"""A value that is worked out from a record and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import ColumnElement
from sqlalchemy.types import TypeEngine

from app.fields.base import Context, Field, Invalid, Option, Source, Words

OF_ITS_KIND = ("json_kind", "groupable", "summable", "dated", "numeric", "sortable", "operators", "widget", "secret")
ASKED_IN_SQL = ("groupable", "summable", "sortable", "searchable")


@dataclass(frozen=True)
class ComputedSource:
    """The two functions that work a value out: from a record, and in SQL."""

    name: str
    of_record: Callable[[Any], Any]
    in_sql: Callable[[Any], ColumnElement[Any]] | None = None

    def expression(self, entity: Any, field: Field) -> ColumnElement[Any]:
        if self.in_sql is None:
            raise LookupError(f"{self.name} is worked out from a record only: it has no SQL expression.")
        return self.in_sql(entity)

    def read(self, record: Any) -> Any:
        return self.of_record(record)

    def write(self, record: Any, value: Any) -> None:
        raise TypeError(f"{self.name} is computed and cannot be written.")


@dataclass(frozen=True, kw_only=True)
class Computed(Field):
    """A readonly value that is shown, filtered and exported as one of another kind.

    `of_record(record)` gives it for one record; `in_sql(entity)`, where there is one, gives its SQL on a mapped class
    or an alias, so that it can also be sorted, filtered and charted. Both must agree.
    """

    kind: ClassVar[str] = "computed"
    readonly: bool = True

    shown_as: Field
    of_record: Callable[[Any], Any]
    in_sql: Callable[[Any], ColumnElement[Any]] | None = None

    def __post_init__(self) -> None:
        # What other kinds say of themselves as a class, this one takes from the kind it is shown as.
        for name in OF_ITS_KIND:
            object.__setattr__(self, name, getattr(self.shown_as, name))
        if self.in_sql is None or self.secret:
            object.__setattr__(self, "operators", ())
            for name in ASKED_IN_SQL:
                object.__setattr__(self, name, False)

    def bind(self, key: str, source: Source | None = None) -> Self:
        """The same field under its name; it brings its own source, whatever is given."""
        own = ComputedSource(key, self.of_record, self.in_sql)
        return replace(self, key=key, source=own, shown_as=replace(self.shown_as, key=key, source=own))

    def sql_type(self) -> TypeEngine[Any]:
        return self.shown_as.sql_type()

    def parse(self, raw: Any, context: Context) -> Any:
        raise Invalid(gettext("This value is worked out and cannot be given."))

    def parse_filter(self, raw: str, operator: str, context: Context) -> Any:
        return self.shown_as.parse_filter(raw, operator, context)

    def initial(self, context: Context) -> Any:
        return None

    def prepare(self, values: Sequence[Any], context: Context) -> None:
        self.shown_as.prepare(values, context)

    def bucket(self, *arguments: Any) -> ColumnElement[Any]:
        """The start of the period, where it is shown as a day or a moment; see Day.bucket and Moment.bucket."""
        shown: Any = self.shown_as
        bucketed: ColumnElement[Any] = shown.bucket(*arguments)
        return bucketed

    def text(self, value: Any, context: Context) -> str:
        return self.shown_as.text(value, context)

    def cell(self, value: Any, context: Context) -> str | Markup:
        return self.shown_as.cell(value, context)

    def detail(self, value: Any, context: Context) -> str | Markup:
        return self.shown_as.detail(value, context)

    def raw(self, value: Any, context: Context) -> Any:
        return self.shown_as.raw(value, context)

    def export(self, value: Any, context: Context) -> Any:
        return self.shown_as.export(value, context)

    def to_json(self, value: Any) -> Any:
        return self.shown_as.to_json(value)

    def from_json(self, stored: Any) -> Any:
        return self.shown_as.from_json(stored)

    def schema(self) -> dict[str, Any]:
        return {**self.shown_as.schema(), "readOnly": True}

    def mask(self, value: Any) -> str:
        return self.shown_as.mask(value)

    def filter(
        self, expression: ColumnElement[Any], operator: str, raw: Sequence[str], context: Context
    ) -> ColumnElement[bool]:
        if operator not in self.operators:
            raise Invalid(gettext("This field cannot be compared that way."))
        return self.shown_as.filter(expression, operator, raw, context)

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        return self.shown_as.filter_text(operator, raw, context)

    def options(self, context: Context) -> Sequence[Option]:
        return self.shown_as.options(context)


def computed(
    label: Words,
    *,
    kind: Field,
    read: Callable[[Any], Any],
    expression: Callable[[Any], ColumnElement[Any]] | None = None,
    **options: Any,
) -> Computed:
    """A class attribute that is no column, shown as `kind`; `read` works on a record, `expression` on an entity.

    age = computed(_("Age"), kind=Number(label=""), read=lambda person: …, expression=lambda person: …)
    """
    return Computed(
        label=label, shown_as=replace(kind, label=label, readonly=True), of_record=read, in_sql=expression, **options
    )
