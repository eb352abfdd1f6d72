"""Turns the columns of a query into functions from a chunk of rows to cells, made once for a whole file.

A list page may ask a field for each cell; a file of a hundred thousand rows cannot. What is known of a column
beforehand (its kind, its right, whether its texts repeat) is decided here, so that the loop over rows does little more
than copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from flask_babel import gettext
from sqlalchemy import ColumnElement, String, func, type_coerce

from app.access.viewer import Viewer
from app.declare import Right
from app.fields.base import ColumnSource, Context, Field, Files, StoredFile
from app.fields.file import File
from app.fields.link import Link
from app.fields.moment import Moment
from app.fields.number import Number
from app.fields.signature import Signature
from app.metadata.resource import Path
from app.query.aggregate import plain
from app.query.plan import Plan
from app.query.read import Query
from app.transfer.neutral import RISKY, neutral
from app.transfer.xlsx_out import Head

REMEMBERED = 20_000  # texts kept of one column

Rows = Sequence[Sequence[Any]]
Cells = Callable[[Rows], list[Any]]


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """A column of a file: its head, and what it makes of the rows of a chunk."""

    head: Head
    cells: Cells


def columns(query: Query, plan: Plan, viewer: Viewer, context: Context, dialect: str) -> list[SheetColumn]:
    """The columns of a query as its list shows them: what names a row first. Adds to the plan what they read."""
    resource = query.resource
    paths = list(query.columns)
    found = []
    if len(resource.title) == 1:
        first = plan.resources.path(resource, resource.title[0])
        paths = [first, *(path for path in paths if path.name != first.name)]
    else:
        read = plan.add_title(resource)
        found.append(
            SheetColumn(
                head=Head(label=neutral(resource.label)),
                cells=lambda rows: [neutral(read(row, context)) for row in rows],
            )
        )
    return [*found, *(column(path, plan, viewer.right(path.owner, path.field.key), context, dialect) for path in paths)]


def column(path: Path, plan: Plan, right: Right, context: Context, dialect: str) -> SheetColumn:
    """One column, as far as the viewer may see it."""
    field = path.field
    place = len(plan.columns)  # where the plan puts the next column: the value, or the id of a link
    if isinstance(field, Moment) and isinstance(field.source, ColumnSource) and right > Right.MASKED:
        told = stamp(field.expression(plan.at(path.links)), context, dialect)
        plan.columns.append(told.label(f"told_{place}"))  # its own name: the title may hold the same column as it is
        cells = stamped(place, context) if dialect == "sqlite" else plainly(place)
        return SheetColumn(head=Head(label=neutral(str(path.label))), cells=cells)
    read = plan.add(path)
    kind = plain(field)
    decimals = kind.decimals if isinstance(kind, Number) else 0
    head = Head(label=neutral(str(path.label)), decimals=decimals, grouped=isinstance(kind, Number) and kind.grouped)
    if field.secret or right <= Right.MASKED:
        cells = each(place, lambda value: neutral(field.mask(value)))
    elif isinstance(field, Link) and one_text(field, plan):
        cells = titled(place, neutral(gettext("not visible to you")))
    elif isinstance(field, Link):
        cells = remembering(place, lambda row, value: neutral(field.text(read(row, context), context)))
    elif isinstance(field, File) and not isinstance(field, Signature):
        cells = named_files(field, place, context)
    elif as_it_stands(field):
        cells = copied(place)
    else:
        cells = exported(field, place, context)
    return SheetColumn(head=head, cells=cells)


def as_it_stands(field: Field) -> bool:
    """Whether a kind exports its text unchanged, so that nothing need be asked for each value."""
    return type(field).export is Field.export and type(field).text is Field.text


def one_text(field: Link, plan: Plan) -> bool:
    """Whether the rows behind a link are named by one text of their own."""
    if field.target not in plan.resources:
        return False
    target = plan.resources[field.target]
    path = plan.resources.path(target, target.title[0])
    return len(target.title) == 1 and not path.links and not path.field.secret and as_it_stands(path.field)


def stamp(expression: ColumnElement[Any], context: Context, dialect: str) -> ColumnElement[Any]:
    """A moment as text, without the detour over an object: in UTC from SQLite, as it is shown from PostgreSQL."""
    if dialect == "sqlite":
        return type_coerce(expression, String)
    return func.to_char(func.timezone(str(context.timezone), expression), "YYYY-MM-DD HH24:MI")


def stamped(place: int, context: Context) -> Cells:
    """What SQLite keeps of moments, as they are shown: the same as `Moment.export`, worked out once for each hour."""
    known: dict[str, str] = {}

    def shown(text: str) -> str:
        local = datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(context.timezone)
        return local.isoformat(" ")[:16]

    def cell(text: str) -> str:
        hour = text[:13]
        start = known.get(hour)
        if start is None:
            if len(known) > REMEMBERED:
                known.clear()
            start = known[hour] = shown(f"{hour}:00")
        # Zones of whole hours move the hour only; the few others are worked out one by one.
        return start[:13] + text[13:16] if start[14:] == "00" else shown(text[:16])

    return lambda rows: [None if row[place] is None else cell(row[place]) for row in rows]


def plainly(place: int) -> Cells:
    """Values as the database gives them."""
    return lambda rows: [row[place] for row in rows]


def copied(place: int) -> Cells:
    """Texts as they are, neutral."""
    risky = RISKY.match

    def cells(rows: Rows) -> list[Any]:
        values = [row[place] for row in rows]
        return [value if not value or not risky(value) else f"'{value}" for value in values]

    return cells


def remembering(place: int, make: Callable[[Any, Any], Any]) -> Cells:
    """Cells that are worked out once for each different value."""
    known: dict[Any, Any] = {None: None}
    unknown = object()

    def cells(rows: Rows) -> list[Any]:
        if len(known) > REMEMBERED:
            known.clear()
            known[None] = None
        found = []
        for row in rows:
            value = row[place]
            cell = known.get(value, unknown)
            if cell is unknown:
                cell = known[value] = make(row, value)
            found.append(cell)
        return found

    return cells


def each(place: int, make: Callable[[Any], Any]) -> Cells:
    """Cells that are worked out one by one: few values come twice, or they cannot be remembered."""
    return lambda rows: [None if row[place] is None else make(row[place]) for row in rows]


def titled(place: int, hidden: str) -> Cells:
    """The titles of linked rows, where the plan brings them as plain text: behind the id and the id over there."""
    risky = RISKY.match

    def cell(row: Any) -> Any:
        if row[place] is None:
            return None
        title = hidden if row[place + 1] is None else row[place + 2]
        return f"'{title}" if title and risky(title) else title

    return lambda rows: [cell(row) for row in rows]


def exported(field: Field, place: int, context: Context) -> Cells:
    """What the kind itself says a sheet holds: texts neutral, numbers as they are."""

    def make(value: Any) -> Any:
        told = field.export(value, context)
        return told if isinstance(told, (int, float, Decimal)) else neutral(str(told))

    if plain(field).json_kind == "array":
        alone = each(place, make)

        def cells(rows: Rows) -> list[Any]:
            field.prepare([row[place] for row in rows], context)
            return alone(rows)

        return cells
    return each(place, make) if plain(field).kind == "moment" else remembering(place, lambda row, value: make(value))


class Known:
    """The file store as far as one chunk of rows needs it: names that were looked up together."""

    def __init__(self, found: Mapping[int, StoredFile]) -> None:
        self.found = found

    def info(self, ids: Sequence[int]) -> Mapping[int, StoredFile]:
        """What was looked up of these files."""
        return {number: self.found[number] for number in ids if number in self.found}


def named_files(field: File, place: int, context: Context) -> Cells:
    """The names of the files of a column; one statement a chunk."""

    def cells(rows: Rows) -> list[Any]:
        values = [row[place] or () for row in rows]
        numbers = list(dict.fromkeys(number for value in values for number in value))
        found = context.files.info(numbers) if context.files is not None and numbers else {}
        near = replace(context, files=cast(Files, Known(found)))
        return [neutral(field.text(value, near)) if value else None for value in values]

    return cells
