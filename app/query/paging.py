"""Turns a page number or a cursor into the part of an ordered statement that is one page."""

from __future__ import annotations

import base64
import re
from typing import Any

import orjson
from flask_babel import gettext
from sqlalchemy import Select, and_, or_

from app.fields.base import Field
from app.query.read import Query, Unreadable


def seek(statement: Select[Any], query: Query) -> Select[Any]:
    """The rows from the query's page on: by offset, or by key where the address holds a cursor."""
    if not query.after and not query.before:
        return statement.offset((query.page - 1) * query.size) if query.page > 1 else statement
    number, values = decode(query.after or query.before)
    model = query.resource.model
    if len(values) != len(query.sort) or len(query.sort) > 1 or any(sort.path.links for sort in query.sort):
        raise Unreadable([gettext("This page address belongs to another order. Start from the first page.")])
    backward = bool(query.before)
    if not query.sort:
        return statement.where(model.id > number if backward else model.id < number)
    sort = query.sort[0]
    expression, value = sort.path.field.expression(model), sort_value(sort.path.field, values[0])
    smaller = sort.descending != backward
    beyond = expression < value if smaller else expression > value
    tie = and_(expression == value, model.id < number if smaller else model.id > number)
    return statement.where(or_(beyond, tie))


def seekable(query: Query) -> bool:
    """Whether its order can be followed by key: at most one own field that is never empty."""
    return len(query.sort) < 2 and all(
        not sort.path.links and sort.path.field.required and sort.path.field.kind != "link" for sort in query.sort
    )


def encode(number: int, values: list[Any]) -> str:
    """A cursor: the id and the sort values of a row."""
    return base64.urlsafe_b64encode(orjson.dumps([number, *values])).decode().rstrip("=")


def decode(cursor: str) -> tuple[int, list[Any]]:
    """(id, sort values) of a cursor. Raises Unreadable."""
    try:
        number, *values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= 2**63:
            raise ValueError(cursor)
    except (ValueError, TypeError):
        raise damaged() from None
    return number, values


def sort_value(field: Field, stored: Any) -> Any:
    """The value that a cursor holds of a field. Raises Unreadable for what `to_json` never wrote."""
    kinds = {"string": str, "integer": int, "boolean": bool}
    schema = field.schema()
    try:
        told: str = stored
        if type(stored) is not kinds[schema["type"]] or (isinstance(stored, int) and abs(stored) >= 2**63):
            raise ValueError(stored)
        if schema.get("format") == "decimal" and (len(told) > 20 or not re.fullmatch(schema["pattern"], told)):
            raise ValueError(stored)
        if isinstance(stored, str) and "\0" in stored:
            raise ValueError(stored)
        return field.from_json(stored)
    except (ValueError, KeyError):
        raise damaged() from None


def damaged() -> Unreadable:
    """What is said of a cursor that was cut or made up."""
    return Unreadable([gettext("This page address is damaged. Start from the first page.")])
