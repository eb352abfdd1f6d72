"""A serial number, counted per street and year: 370902-2026-0001.

It is given when the row is inserted, in the same transaction, from a row of counters that the database locks: no number
is given twice and none is lost by a refused insert. What it needs to know of streets is installed by the factory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_appbuilder import Model
from flask_babel import gettext
from sqlalchemy import BigInteger, Column, ColumnElement, Connection, Integer, String, Table, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeEngine

from app.fields.base import Context, Field, Invalid, Words, mapped
from app.fields.link import Id

counter = Table(
    "counter",
    Model.metadata,
    Column("name", String(120), primary_key=True),
    Column("street_id", Id, primary_key=True, autoincrement=False),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),
)
"""The last number given, by name, street and year (0: numbers that do not begin again each year)."""

PART = re.compile(r"\{(street|year|number)(?::0\dd)?\}")


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """What serial numbers need of the world: the short code of a street, and the zone that says which year it is."""

    street_code: Callable[[Connection, int], str]
    timezone: ZoneInfo


_installed: list[Numbering] = []


def install(numbering: Numbering) -> None:
    """Hand in what serial numbers need; once, by the factory."""
    _installed[:] = [numbering]


def numbering() -> Numbering:
    """What was installed. Raises LookupError when nothing was."""
    if not _installed:
        raise LookupError("Serial numbers need app.fields.serial.install() before the first insert.")
    return _installed[0]


@dataclass(frozen=True, kw_only=True)
class Serial(Field):
    """A number that the house gives. `pattern` holds {street}, {year} and {number}, the last with its width."""

    kind: ClassVar[str] = "serial"
    operators: ClassVar[tuple[str, ...]] = ("contains", "eq", "empty")
    searchable: ClassVar[bool] = True

    length: int = 40
    readonly: bool = True
    pattern: str = "{street}-{year}-{number:04d}"
    counter: str = ""  # its name among the counters; "<table>.<attribute>" when empty
    year_of: str = ""  # the attribute whose year counts; today's when empty

    def __post_init__(self) -> None:
        rest = PART.sub("", self.pattern)
        if "{" in rest or "}" in rest or "{number" not in self.pattern:
            raise ValueError(f"a serial number holds {{street}}, {{year}} and {{number:04d}}, not {self.pattern!r}")

    def sql_type(self) -> TypeEngine[Any]:
        return String(self.length)

    def check(self, value: Any, context: Context) -> Any:
        if len(value) > self.length or not self.shape.fullmatch(value):
            raise Invalid(gettext("This is not in the expected form."))
        return value

    def filter(
        self, expression: ColumnElement[Any], operator: str, raw: Sequence[str], context: Context
    ) -> ColumnElement[bool]:
        if operator == "contains":
            return expression.icontains(raw[0].strip(), autoescape=True)
        return super().filter(expression, operator, raw, context)

    def parse_filter(self, raw: str, operator: str, context: Context) -> Any:
        if not raw.strip():
            raise Invalid(gettext("Give a value to compare with."))
        return raw.strip()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.length, "readOnly": True}

    @property
    def shape(self) -> re.Pattern[str]:
        """What a number of this pattern looks like."""
        groups = {"street": r"\S+?", "year": r"(?P<year>\d{4})", "number": r"(?P<number>\d{1,15})"}
        parts = enumerate(PART.split(self.pattern))  # texts and, at the odd places, names
        return re.compile("".join(groups[part] if place % 2 else re.escape(part) for place, part in parts), re.ASCII)

    def on_insert(self, record: Any, attribute: str, connection: Connection) -> None:
        name = self.counter or f"{record.__tablename__}.{attribute}"
        given = getattr(record, attribute) if self.source is None else self.read(record)
        if given is not None:
            self.follow(connection, name, record.street_id, given)
            return
        year = self.year(record)
        number = take(connection, name, record.street_id, year if "{year" in self.pattern else 0)
        value = self.number(connection, record.street_id, year, number)
        if self.source is None:
            setattr(record, attribute, value)
        else:
            self.write(record, value)

    def number(self, connection: Connection, street_id: int, year: int, number: int) -> str:
        """A serial number as it is written."""
        street = numbering().street_code(connection, street_id) if "{street" in self.pattern else ""
        return self.pattern.format(street=street, year=year, number=number)

    def year(self, record: Any) -> int:
        """The year a record is numbered in."""
        moment = getattr(record, self.year_of) if self.year_of else datetime.now(numbering().timezone)
        if isinstance(moment, datetime):
            moment = moment.astimezone(numbering().timezone)
        if not isinstance(moment, date):
            raise ValueError(f"{self.year_of} must be set before the serial number is given")
        return moment.year

    def follow(self, connection: Connection, name: str, street_id: int, given: str) -> None:
        """Let the counter go on after a number that came with the record (from a file, from before)."""
        found = self.shape.fullmatch(given)
        if found:
            lift(connection, name, street_id, int(found.groupdict().get("year") or 0), int(found["number"]))


def serial(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of serial numbers: `number: Mapped[str] = serial(_("Number"), pattern="SQ{year}-{number:05d}")`."""
    return mapped(Serial(label=label, **{"index": True, **options}))


def take(connection: Connection, name: str, street_id: int, year: int, count: int = 1) -> int:
    """Reserve the next number, or the next `count` of them; returns the last one. Locks until the transaction ends."""
    statement = _insert(connection, name=name, street_id=street_id, year=year, value=count)
    statement = statement.on_conflict_do_update(index_elements=KEY, set_={"value": counter.c.value + count})
    number: int = connection.execute(statement.returning(counter.c.value)).scalar_one()
    return number


def lift(connection: Connection, name: str, street_id: int, year: int, least: int) -> None:
    """Make sure that the next number is above `least`."""
    statement = _insert(connection, name=name, street_id=street_id, year=year, value=least)
    higher = case((counter.c.value < least, least), else_=counter.c.value)
    connection.execute(statement.on_conflict_do_update(index_elements=KEY, set_={"value": higher}))


KEY = ("name", "street_id", "year")


def _insert(connection: Connection, **values: Any) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(counter).values(**values)
