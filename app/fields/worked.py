"""Turns the fields of a record into what expressions read, and what an expression gives into what its field keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.fields.base import ColumnSource, Field, clean
from app.fields.number import LARGEST, Number
from app.fields.serial import numbering
from app.process.expression import DAY, EXACT, FLAG, GUARDED, NUMBER, TEXT, TODAY, UNREADABLE, Expression, Value

TYPES: Mapping[str, str] = {
    "number": NUMBER,
    "money": NUMBER,
    "percent": NUMBER,
    "rating": NUMBER,
    "day": DAY,
    "moment": DAY,
    "text": TEXT,
    "note": TEXT,
    "url": TEXT,
    "address": TEXT,
    "credit_code": TEXT,
    "serial": TEXT,
    "choice": TEXT,
    "yes_no": FLAG,
}
"""What expressions see of each kind: amounts as numbers, moments as their day, choices as their code."""


def type_of(field: Field) -> str:
    """The type that expressions see of a field, or why they see none."""
    return GUARDED if field.secret else TYPES.get(field.kind, UNREADABLE)


def operand(record: Any, field: Field) -> Value:
    """The value of a field of a record as expressions take it."""
    value = field.read(record)
    source = field.source
    if value is None and isinstance(source, ColumnSource) and source.name not in vars(record):
        value = None if callable(field.default) else field.default  # a new row, which starts with it
    if value is None or value == "":
        return None
    kind = TYPES[field.kind]
    if kind == NUMBER:
        return Decimal(str(value))
    if kind == FLAG:
        return bool(value)
    if kind == TEXT:
        return str(getattr(value, "value", value))
    if isinstance(value, datetime):
        return value.astimezone(numbering().timezone).date()
    return value if isinstance(value, date) else None


def result(field: Field, value: Value) -> Any:
    """What a field keeps of the value of its expression: nothing of what is too large, the beginning of a long text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal) and isinstance(field, Number):
        places = Decimal(1).scaleb(-field.decimals)
        exact = value.quantize(places, rounding=ROUND_HALF_UP, context=EXACT)
        if abs(exact) * 10**field.decimals > LARGEST:
            return None
        return int(exact) if field.decimals == 0 else exact + 0
    if isinstance(value, date):
        return value if 1900 <= value.year <= 2200 else None
    text = clean(value)
    return None if text is None else " ".join(text.split())[: getattr(field, "length", None)].rstrip() or None


def work_out(record: Any, fields: Mapping[str, Field], expressions: Mapping[str, Expression]) -> None:
    """Put on a record what its expressions give, in their order: a later one may read an earlier one's result.

    Beside a result that is another one on another day stands the day since which it is so.
    """
    today = datetime.now(numbering().timezone).date() if any(item.dated for item in expressions.values()) else None

    def value_of(asked: str) -> Value:
        return today if asked == TODAY else operand(record, fields[asked])

    for name, expression in expressions.items():
        found = result(fields[name], expression.value(value_of))
        if found != fields[name].read(record):
            fields[name].write(record, found)
            if expression.dated and today is not None:
                record.extra = {**(record.extra or {}), since(name): today.isoformat()}


def since(name: str) -> str:
    """The key in `extra` of the day since which a result stands; no field of a street can have it."""
    return f"{name}_on"
