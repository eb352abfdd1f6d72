"""Keeps rows until they are written in bulk: gives each its id, and knows which an earlier load has written.

Every row has a key of its own in the sample ("shanggao/unit/3/grid/7"); the UUID of that key stands in `client_uuid`.
A second load finds it there and adds nothing; a full load after the default one adds the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import BigInteger, Column, Connection, Table, bindparam, func, insert, select, text, type_coerce, update
from sqlalchemy import Sequence as NamedSequence

from app.fields.links import MultiLink, link_entry
from app.fields.secret import Secret, seal
from app.metadata.describe import describe
from app.metadata.resource import Resource
from app.process.case import Case
from app.query.search import document
from app.record import Record
from models.person import Person
from seed.rules import TODAY, moment

NAMESPACE = UUID("7e0e4c1c-3b8e-5d0a-9b64-6a1d1f6c2f10")
CHUNK = 2_000
LOADED = moment(TODAY, 9)  # what has no moment of its own was written on the sample's present day


class Sheet:
    """The rows of one model that wait to be written."""

    def __init__(self, connection: Connection, model: type[Any]) -> None:
        self.model, self.table = model, model.__table__
        self.resource: Resource = describe(model)
        self.columns = {attribute.columns[0].name: attribute.key for attribute in model.__mapper__.column_attrs}
        self.blank = {column.name: _start(column) for column in self.table.columns if column.name not in RESERVED}
        fields = self.resource.fields.values()
        self.secret = {found.source.name: found for found in fields if isinstance(found, Secret) and found.source}
        self.links = {found.source.name: found for found in fields if isinstance(found, MultiLink) and found.source}
        self.searched = issubclass(model, Record)
        self.next = (connection.execute(select(func.max(self.table.c.id))).scalar() or 0) + 1
        mark = self.table.c.client_uuid if issubclass(model, Record) else self.table.c.key
        known = connection.execute(select(mark, self.table.c.id).where(mark.is_not(None))) if self.next > 1 else ()
        self.known: dict[Any, int] = {row[0]: row[1] for row in known}
        self.rows: list[dict[str, Any]] = []
        self.written = 0

    def add(self, mark: Any, values: Mapping[str, Any]) -> tuple[int, bool]:
        """The id of a row, and whether it is new."""
        number = self.known.get(mark)
        if number is not None:
            return number, False
        unknown = values.keys() - self.blank.keys()
        if unknown:
            raise KeyError(f"{self.table.name} has no column {', '.join(sorted(unknown))}")
        number = self.known[mark] = self.next
        self.next += 1
        row = {"id": number, **self.blank, **values}
        for name, declared in self.secret.items():
            if row[name] is not None:
                row.update(seal(declared, name, row[name]))
        self.rows.append(row)
        return number, True


RESERVED = ("id",)


def _start(column: Column[Any]) -> Any:
    """What a column holds when a row says nothing."""
    default = column.default
    if default is not None and getattr(default, "is_scalar", False):
        return default.arg  # type: ignore[attr-defined]
    if column.name in ("created_at", "updated_at", "booked_at", "requested_at"):
        return LOADED
    return None


class Book:
    """All rows of one load."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sheets: dict[type[Any], Sheet] = {}
        self.later: list[tuple[type[Any], str, list[tuple[int, Any]]]] = []
        self.links: list[dict[str, Any]] = []
        self.names: dict[int, str] | None = None
        self.cases: dict[int, Case] = {}  # of issues that have a course of their own
        self.raised: list[tuple[type[Any], str, int, int]] = []

    def sheet(self, model: type[Any]) -> Sheet:
        """The waiting rows of a model."""
        if model not in self.sheets:
            self.sheets[model] = Sheet(self.connection, model)
        return self.sheets[model]

    def add(self, model: type[Any], key: str, *, street: int | None, unit: int | None, **values: Any) -> int:
        """The id of a row of a Record; made unless it is there from an earlier load."""
        mark = uuid5(NAMESPACE, f"{model.__tablename__}:{key}")
        sheet = self.sheet(model)
        number, new = sheet.add(mark, {"street_id": street, "organisation_id": unit, "client_uuid": mark, **values})
        if new:
            for name, declared in sheet.links.items():
                self.links.extend(
                    {
                        "resource": sheet.table.name,
                        "record_id": number,
                        "field": declared.key or name,
                        "target": declared.target,
                        "target_id": target,
                    }
                    for target in values.get(name) or ()
                )
        return number

    def add_entry(self, model: type[Any], key: str, values: Mapping[str, Any]) -> int:
        """The id of a row that has a key of its own: one of the ledger."""
        return self.sheet(model).add(key, values)[0]

    def add_to(self, model: type[Any], column: str, number: int, count: int) -> None:
        """Raise a number of a row, of this load or an earlier one."""
        if self.is_new(model, number):
            self.row(model, number)[column] += count
        else:
            self.raised.append((model, column, number, count))

    def is_new(self, model: type[Any], number: int) -> bool:
        """Whether a row is of this load."""
        sheet = self.sheet(model)
        return bool(sheet.rows) and number >= sheet.rows[0]["id"]

    def row(self, model: type[Any], number: int) -> dict[str, Any]:
        """A row of this load, for what is known of it only later."""
        rows = self.sheet(model).rows
        return rows[number - rows[0]["id"]]

    def stored_name(self, person: int) -> str:
        """The name of a person of an earlier load."""
        if self.names is None:
            table = Person.__table__
            rows = self.connection.execute(select(table.c.id, table.c.name))
            self.names = {row.id: row.name for row in rows}
        return self.names[person]

    def set_later(self, model: type[Any], column: str, pairs: Sequence[tuple[int, Any]]) -> None:
        """Set a column when all rows stand: two tables that point at each other cannot both be first."""
        new = [(number, value) for number, value in pairs if self.is_new(model, number)]
        self.later.append((model, column, new))

    @property
    def waiting(self) -> int:
        """How many rows are to be written."""
        return sum(len(sheet.rows) for sheet in self.sheets.values())

    def write(self, order: Sequence[type[Any]], tick: Callable[[int], None]) -> dict[str, int]:
        """Write everything, tables in this order; returns the rows added to each."""
        added = {}
        for model in order:
            sheet = self.sheets.get(model)
            if sheet is None or not sheet.rows:
                continue
            for rows in chunks(sheet.rows):
                if sheet.searched:
                    for row in rows:
                        row["search_text"] = document(sheet.resource, SimpleNamespace(**row))
                self.connection.execute(insert(sheet.table), rows)
                tick(len(rows))
            added[sheet.table.name] = len(sheet.rows)
        for model, column, pairs in self.later:
            table: Table = model.__table__
            if pairs:
                statement = update(table).where(table.c.id == bindparam("row")).values({column: bindparam("value")})
                self.connection.execute(statement, [{"row": number, "value": value} for number, value in pairs])
        for model, column, number, count in self.raised:
            table = model.__table__
            self.connection.execute(
                update(table)
                .where(table.c.id == number)
                .values({column: type_coerce(table.c[column], BigInteger) + count})
            )
        for links in chunks(self.links):
            self.connection.execute(insert(link_entry), links)
        self.check(order)
        return added

    def check(self, order: Sequence[type[Any]]) -> None:
        """No rows are left behind. Raises LookupError."""
        forgotten = [sheet.table.name for model, sheet in self.sheets.items() if sheet.rows and model not in order]
        if forgotten:
            raise LookupError(f"rows of {', '.join(forgotten)} have no place in the order of writing")


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Rows in pieces that one statement takes."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def advance(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL's sequences go on behind the ids that were given by hand."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.c.id
        named = column.default.name if isinstance(column.default, NamedSequence) else f"{table.name}_id_seq"
        owned = connection.execute(
            text("SELECT coalesce(pg_get_serial_sequence(:table, 'id'), to_regclass(:named)::text)"),
            {"table": table.name, "named": named},
        ).scalar()
        if owned is not None:
            highest = connection.execute(select(func.max(column))).scalar()
            connection.execute(text("SELECT setval(:owned, :highest)"), {"owned": owned, "highest": highest or 1})
