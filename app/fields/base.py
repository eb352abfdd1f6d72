"""Turns what an author says about one value into all that a screen, a query or a file asks of it.

A `Field` is a frozen value. It knows its SQL type, how to read what people type, how to show, filter, sort, export and
mask a value. It does not know where it is kept: that is its `Source` (a column, or a key in the JSON column `extra`).
What it needs of the world (today, the code lists, the rows of another resource) comes with the `Context`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from typing import Any, BinaryIO, ClassVar, Protocol, Self
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy import ColumnElement, Connection, String, and_, or_, type_coerce
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine

from app.fields.stored import stored, stored_whole

Words = Any  # a str or a Flask-Babel LazyString; both become text with str()


class Invalid(ValueError):
    """A value that a field refuses. `str(error)` is the message for the person who typed it.

    `kept` is what its input should hold instead of what was sent: files that were stored although others were refused.
    """

    kept: Sequence[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that can be picked: what is stored, what is shown, and a second line that says where."""

    value: str
    label: str
    note: str = ""
    retired: bool = False


class Codes(Protocol):
    """The entries of one code list, in one language."""

    def label(self, code: str) -> str | None: ...

    def options(self) -> Sequence[Option]: ...


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that was kept: its number, its original name, and whether it may be shown on a page."""

    id: int
    name: str
    media_type: str
    size: int
    inline: bool = False


class Files(Protocol):
    """The file store, as one viewer may use it. Kinds are "file", "photo" and "signature"."""

    def keep(self, stream: BinaryIO, filename: str, kind: str) -> StoredFile:
        """Store an upload that belongs to no record yet. Raises Invalid with the reason."""

    def info(self, ids: Sequence[int]) -> Mapping[int, StoredFile]:
        """What is known of files that stand in a record, removed ones included."""

    def usable(
        self, ids: Sequence[int], kind: str, resource: str, record_id: int | None, field: str
    ) -> Mapping[int, StoredFile]:
        """Of these files, the viewer's own that belong to no record yet, and those that stand in this very field."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a field may know of the world: language, clock, code lists, other resources, secrets and files.

    codes(list name) -> Codes; titles(resource name, ids) -> {id: title} of the rows the viewer may name;
    find(resource name, text, limit) -> options for a picker; url(endpoint, **values) -> address.
    """

    locale: str
    timezone: ZoneInfo
    now: datetime
    codes: Callable[[str], Codes]
    titles: Callable[[str, Sequence[int]], Mapping[int, str]]
    find: Callable[[str, str, int], Sequence[Option]]
    url: Callable[..., str]
    files: Files | None = None
    resource: str = ""
    record_id: int | None = None

    @property
    def today(self) -> date:
        """The date in the street's time zone."""
        return self.now.astimezone(self.timezone).date()


class Source(Protocol):
    """Where a value is kept."""

    @property
    def name(self) -> str: ...

    def expression(self, entity: Any, field: Field) -> ColumnElement[Any]: ...

    def read(self, record: Any) -> Any: ...

    def write(self, record: Any, value: Any) -> None: ...


UPLOADS = ("file", "photo", "signature")  # kinds whose values are entries of the file store


@dataclass(frozen=True)
class ColumnSource:
    """A mapped attribute of the model."""

    name: str

    def expression(self, entity: Any, field: Field) -> ColumnElement[Any]:
        return getattr(entity, self.name)

    def read(self, record: Any) -> Any:
        return getattr(record, self.name)

    def write(self, record: Any, value: Any) -> None:
        setattr(record, self.name, value)


@dataclass(frozen=True)
class ExtraSource:
    """A key in the JSON column `extra`; the stored form is `Field.to_extra(value)`."""

    name: str
    codec: Any = dataclass_field(default=None, compare=False, repr=False)
    brief: bool = False  # PostgreSQL keeps it in the narrow column of its table, too; see `app/forms/brief.py`

    def expression(self, entity: Any, field: Field) -> ColumnElement[Any]:
        return self._under(entity.extra, field)

    def narrow(self, entity: Any, field: Field) -> ColumnElement[Any]:
        """The same value out of the narrow column, for who knows that it is filled."""
        return self._under(entity.brief, field)

    def _under(self, column: Any, field: Field) -> ColumnElement[Any]:
        kept = stored_whole if field.json_kind == "integer" else stored
        raw: ColumnElement[Any] = kept(column, self.name)
        return type_coerce(raw, field.stored_type())

    def read(self, record: Any) -> Any:
        return self.codec.read_extra(record.extra or {}, self.name, table_of(record))

    def write(self, record: Any, value: Any) -> None:
        values = dict(record.extra or {})
        self.codec.write_extra(values, self.name, table_of(record), value)
        record.extra = values


def table_of(record: Any) -> str:
    """The name of the table that a record stands in."""
    return str(getattr(type(record), "__tablename__", ""))


@dataclass(frozen=True, kw_only=True)
class Operator:
    """One way to compare: the suffix in an address, the words in the filter panel, how many values it takes."""

    name: str
    label: Words
    values: str = "one"  # one, many, none


OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator(name="eq", label=_("is"), values="many"),
        Operator(name="ne", label=_("is not"), values="many"),
        Operator(name="contains", label=_("contains")),
        Operator(name="gte", label=_("at least")),
        Operator(name="lte", label=_("at most")),
        Operator(name="from", label=_("from")),
        Operator(name="to", label=_("to")),
        Operator(name="empty", label=_("is empty"), values="flag"),
        Operator(name="within", label=_("within"), values="one"),
        Operator(name="under", label=_("at or below"), values="one"),
    )
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One value of a record, declared once. Subclasses are the kinds; see `app/fields/__init__.py` for the list."""

    kind: ClassVar[str] = "field"
    json_kind: ClassVar[str] = "string"  # string, integer, boolean, array
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "empty")
    sortable: ClassVar[bool] = True
    searchable: ClassVar[bool] = False  # may stand in a search box, matched in part
    groupable: ClassVar[bool] = False  # chart: may be counted by
    summable: ClassVar[bool] = False  # chart: may be summed or averaged
    dated: ClassVar[bool] = False  # chart: takes every="month"
    brief: ClassVar[bool] = False  # its values are short by their kind: may stand in a narrow column, too
    secret: ClassVar[bool] = False  # encrypted at rest, shown masked, found by the exact value only
    free: ClassVar[bool] = False  # any text is a value, so the API takes an empty one for none
    numeric: ClassVar[bool] = False  # right-aligned, tabular figures
    widget: ClassVar[str] = "text"  # templates/inputs/<widget>.html

    label: Words
    help: Words = ""
    key: str = ""
    source: Source | None = None
    required: bool = False
    readonly: bool = False
    hidden: bool = False  # kept, never shown: technical columns
    unique: bool = False
    index: bool = False
    default: Any = None
    personal: str = ""  # why it is kept, when it says something of a person (legal basis); "" when it does not

    # -- where it is kept ---------------------------------------------------------------------------------------

    def sql_type(self) -> TypeEngine[Any]:
        """The type of its column."""
        return String(255)

    def stored_type(self) -> TypeEngine[Any]:
        """The type that reads and binds its form inside `extra` (text or integer)."""
        return self.sql_type()

    def companions(self, attribute: str) -> Mapping[str, MappedColumn[Any]]:
        """Further columns it keeps beside its own, by attribute name (a blind index, for example)."""
        return {}

    def fill_companions(self, record: Any, attribute: str) -> None:
        """Bring the companion columns of a changed record up to date, before it is written."""

    def read_extra(self, values: Mapping[str, Any], key: str, table: str) -> Any:
        """Its value among the values that a record of `table` keeps in `extra`."""
        stored = values.get(key)
        return None if stored is None else self.from_extra(stored)

    def write_extra(self, values: dict[str, Any], key: str, table: str, value: Any) -> None:
        """Put a value among those that a record of `table` keeps in `extra`; None takes it away."""
        if value is None:
            values.pop(key, None)
        else:
            values[key] = self.to_extra(value)

    def to_extra(self, value: Any) -> Any:
        """The value as it stands in `extra`: text, a whole number or a flag that the database can compare."""
        return self.to_json(value)

    def from_extra(self, stored: Any) -> Any:
        """The value of what `to_extra` gave."""
        return self.from_json(stored)

    def on_insert(self, record: Any, attribute: str, connection: Connection) -> None:
        """Complete a new record in its own transaction, right before it is written (a serial number, for example)."""

    def on_written(self, record: Any, attribute: str, connection: Connection) -> None:
        """Follow a record that was just inserted or updated, in the same flush (rows in a link table, for example)."""

    def bind(self, key: str, source: Source) -> Self:
        """The same field under its name and with its place."""
        if isinstance(source, ExtraSource):
            source = replace(source, codec=self)
        return replace(self, key=key, source=source)

    def expression(self, entity: Any) -> ColumnElement[Any]:
        """Its SQL expression on a mapped class or an alias of one."""
        assert self.source is not None, f"{self.key} is not bound"
        return self.source.expression(entity, self)

    def read(self, record: Any) -> Any:
        """Its value on a record."""
        assert self.source is not None, f"{self.key} is not bound"
        return self.source.read(record)

    def write(self, record: Any, value: Any) -> None:
        """Put a parsed value on a record."""
        assert self.source is not None, f"{self.key} is not bound"
        self.source.write(record, value)

    # -- what comes in ------------------------------------------------------------------------------------------

    def parse(self, raw: Any, context: Context) -> Any:
        """The value of what someone typed, sent or pasted; None for nothing. Raises Invalid with the reason."""
        text = clean(raw)
        return None if text is None else self.check(text, context)

    def check(self, value: Any, context: Context) -> Any:
        """The value, if it keeps the field's own rules (length, range, pattern). Raises Invalid."""
        return value

    def agree(self, value: Any, values: Mapping[str, Any], context: Context) -> None:
        """Raise Invalid when a parsed value does not go with the others of its record (by key)."""

    def warning(self, value: Any, context: Context) -> str:
        """What looks wrong about a value that is accepted all the same; empty when nothing does."""
        return ""

    def initial(self, context: Context) -> Any:
        """The value a new form starts with. A callable default is called with the context."""
        return self.default(context) if callable(self.default) else self.default

    def prepare(self, values: Sequence[Any], context: Context) -> None:
        """Look up at once what the values of a whole page will need; the context remembers it."""

    # -- what goes out ------------------------------------------------------------------------------------------

    def text(self, value: Any, context: Context) -> str:
        """The value in words, whole: for exports, titles, differences. Nothing is an empty string."""
        return "" if value is None else str(value)

    def cell(self, value: Any, context: Context) -> str | Markup:
        """The value in a list: short."""
        return self.text(value, context)

    def detail(self, value: Any, context: Context) -> str | Markup:
        """The value on a page of its own: whole."""
        return self.text(value, context)

    def raw(self, value: Any, context: Context) -> Any:
        """What its form input holds for a value: a string, or a list of strings."""
        return self.text(value, context)

    def export(self, value: Any, context: Context) -> Any:
        """What a spreadsheet cell holds: a string or a number."""
        return self.text(value, context)

    def to_json(self, value: Any) -> Any:
        """The value as JSON, for the API: fits `schema`, and `parse` takes it back."""
        return value

    def from_json(self, stored: Any) -> Any:
        """The value of what `to_json` gave."""
        return stored

    def schema(self) -> dict[str, Any]:
        """Its OpenAPI schema."""
        return {"type": "string"}

    def mask(self, value: Any) -> str:
        """What stands in place of a value that may not be seen whole."""
        return "" if value is None else "****"

    # -- what is asked ------------------------------------------------------------------------------------------

    def filter(
        self, expression: ColumnElement[Any], operator: str, raw: Sequence[str], context: Context
    ) -> ColumnElement[bool]:
        """The SQL condition of one filter in an address. Raises Invalid for a value that cannot be read."""
        if operator not in self.operators:
            raise Invalid(gettext("This field cannot be compared that way."))
        if operator == "empty":
            return self.where_empty(expression, flag(raw[0]))
        if operator == "contains":
            part = clean(raw[0])
            if part is None:
                raise Invalid(gettext("Give a value to compare with."))
            return expression.icontains(part, autoescape=True)
        values = [self.parse_filter(item, operator, context) for item in raw]
        return self.compare(expression, operator, values)

    def parse_filter(self, raw: str, operator: str, context: Context) -> Any:
        """The value of a filter; by default read like any input, but never empty."""
        value = self.parse(raw, context)
        if value is None:
            raise Invalid(gettext("Give a value to compare with."))
        return value

    def compare(self, expression: ColumnElement[Any], operator: str, values: Sequence[Any]) -> ColumnElement[bool]:
        """The plain comparisons. `eq` and `ne` take several values."""
        if operator == "eq":
            return expression == values[0] if len(values) == 1 else expression.in_(values)
        if operator == "ne":
            return or_(expression.is_(None), expression.not_in(values))
        if operator in ("gte", "from"):
            return and_(*(expression >= value for value in values))
        if operator in ("lte", "to"):
            return and_(*(expression <= value for value in values))
        raise Invalid(gettext("This field cannot be compared that way."))

    def where_empty(self, expression: ColumnElement[Any], empty: bool) -> ColumnElement[bool]:
        """The rows without, or with, a value."""
        return expression.is_(None) if empty else expression.is_not(None)

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        """The filter's values in words, for its chip."""
        if operator == "empty":
            return ""
        return "、".join(raw) if context.locale == "zh" else ", ".join(raw)

    def options(self, context: Context) -> Sequence[Option]:
        """What can be picked, for kinds with a short list; empty otherwise."""
        return ()

    # -- what it is ---------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """The field as plain JSON values: golden files, the designer, documents."""
        names = (item.name for item in dataclass_fields(self) if item.name not in ("source", "key"))
        shown = {name: getattr(self, name) for name in names}
        place = {} if self.source is None else {"kept in": f"{type(self.source).__name__}({self.source.name})"}
        return {"kind": self.kind, **{name: plain(value) for name, value in shown.items() if not empty(value)}, **place}


def mapped(declared: Field, *arguments: Any, **options: Any) -> MappedColumn[Any]:
    """The column of a declared field; SQLAlchemy stays the only gatherer of columns."""
    options.setdefault("index", declared.index)
    if declared.default is not None and not callable(declared.default):
        options.setdefault("default", declared.default)  # rows that no form fills start the same way
    info = {"field": declared}
    return mapped_column(declared.sql_type(), *arguments, nullable=not declared.required, info=info, **options)


def clean(raw: Any) -> str | None:
    """What someone typed, without the white space around it and without control characters; None for nothing."""
    if raw is None:
        return None
    if isinstance(raw, (list, tuple)):
        raw = raw[0] if raw else ""
    if isinstance(raw, (dict, list, tuple, bytes)):
        raise Invalid(gettext("Give one value, as text."))
    text = CONTROL.sub("", str(raw)).strip()
    return text or None


# Control characters, lone surrogates, and what turns the direction of a line or has no width.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


YES = ("1", "true", "yes", "y", "on", "是")
NO = ("0", "false", "no", "n", "off", "否")


def flag(raw: Any) -> bool:
    """The yes or no of an address or a form: 1/0, true/false, yes/no, 是/否."""
    text = str(raw).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Invalid(gettext("Choose yes or no."))


def empty(value: Any) -> bool:
    """Whether a declared option was left as it is."""
    return value is None or value is False or value == "" or value == ()


def plain(value: Any) -> Any:
    """An option of a declaration as JSON."""
    if isinstance(value, Field):
        return value.to_dict()
    if isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, type):
        return value.__name__
    if callable(value):
        return f"{value.__name__}()"
    return str(value)
