"""Turns the tree of an expression into a value, from the values of the fields that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.process.expression.parse import parse, type_of
from app.process.expression.words import (
    BOUND,
    DIGITS,
    EXACT,
    LETTERS,
    PLACES,
    TODAY,
    Binary,
    Call,
    Literal,
    Name,
    Node,
    Unary,
    Wrong,
)

Value = Decimal | str | date | bool | None
Values = Callable[[str], Value]


def value_of(node: Node, values: Values) -> Value:
    """The value of a tree whose types agree; None for nothing, and for what cannot be worked out."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Name):
        return values(node.name)
    if isinstance(node, Call):
        return value_of_call(node, values)
    if isinstance(node, Unary):
        operand: Any = value_of(node.operand, values)
        if operand is None:
            return None
        return not operand if node.operator == "not" else bounded(EXACT.minus(operand))
    left, right = value_of(node.left, values), value_of(node.right, values)
    return None if left is None or right is None else OPERATORS[node.operator](left, right)


def bounded(value: Decimal) -> Decimal | None:
    """A number that is one, and not out of all bounds."""
    return value if value.is_finite() and abs(value) < BOUND else None


OPERATORS: Mapping[str, Callable[[Any, Any], Value]] = {
    "+": lambda left, right: bounded(EXACT.add(left, right)),
    "-": lambda left, right: bounded(EXACT.subtract(left, right)),
    "*": lambda left, right: bounded(EXACT.multiply(left, right)),
    "/": lambda left, right: bounded(EXACT.divide(left, right)) if right else None,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "and": lambda left, right: left and right,
    "or": lambda left, right: left or right,
}


def value_of_call(node: Call, values: Values) -> Value:
    """The value of a function. These four look at what is empty; all others are empty where one of their values is."""
    name = node.function
    if name == "if":
        return value_of(node.arguments[1 if value_of(node.arguments[0], values) else 2], values)
    if name == "today":
        return values(TODAY)
    given: list[Any] = [value_of(item, values) for item in node.arguments]
    if name == "coalesce":
        return next((item for item in given if item not in (None, "")), None)
    if name == "empty":
        return given[0] in (None, "")
    if name == "concat":
        return "".join(written(item) for item in given if item is not None)[:LETTERS]
    return None if None in given else CALLS[name](*given)


def rounded(value: Decimal, places: Decimal = Decimal(0)) -> Decimal | None:
    """A number with so many decimals, five upwards; nothing for places that are no whole number from 0 to 6."""
    if not 0 <= places <= PLACES or places != int(places):
        return None
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP, context=EXACT)


def day_of(year: Decimal, month: Decimal, day: Decimal) -> date | None:
    """The day of three whole numbers; nothing where the calendar has none."""
    if any(part != int(part) for part in (year, month, day)):
        return None
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def later(day: date, count: Decimal) -> date | None:
    """The day so many whole days later; nothing where the calendar ends, or for a part of a day."""
    if abs(count) > 4_000_000 or count != int(count):
        return None
    try:
        return day + timedelta(days=int(count))
    except OverflowError:
        return None


def written(value: Any) -> str:
    """A value as text: days as 2026-07-08, numbers without zeros at their end, flags in Chinese."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        text = format(value.quantize(Decimal(1).scaleb(-DIGITS[1]), context=EXACT), "f").rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return value.isoformat() if isinstance(value, date) else str(value)


CALLS: Mapping[str, Callable[..., Value]] = {
    "round": rounded,
    "min": min,
    "max": max,
    "days": lambda first, last: Decimal((last - first).days),
    "add_days": later,
    "date": day_of,
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "length": lambda text: Decimal(len(text)),
    "text": written,
}


@dataclass(frozen=True, kw_only=True)
class Expression:
    """An expression that was found without fault: its tree, the type of its result and the fields that it reads."""

    source: str
    root: Node
    type: str
    names: tuple[str, ...]
    dated: bool = False  # its value is another one on another day

    def value(self, values: Values) -> Value:
        """Its value, from the values of the fields: Decimal, str, date, bool, or None for nothing.

        Asked for TODAY, `values` gives the present day.
        """
        return value_of(self.root, values)


def names_in(node: Node) -> Iterator[str]:
    """The fields that a tree reads, in its order; TODAY among them where it reads the clock."""
    if isinstance(node, Name):
        yield node.name
    elif isinstance(node, Unary):
        yield from names_in(node.operand)
    elif isinstance(node, Binary):
        yield from names_in(node.left)
        yield from names_in(node.right)
    elif isinstance(node, Call):
        if node.function == "today":
            yield TODAY
        for item in node.arguments:
            yield from names_in(item)


def read_expression(
    source: str, names: Mapping[str, str], wanted: str = "", labels: Mapping[str, str] | None = None
) -> Expression:
    """The expression of its text. `names` says the type of each field, `wanted` what it must give. Raises Wrong."""
    root = parse(source)
    found = type_of(root, names, labels)
    if wanted and found != wanted:
        raise Wrong("result", 1, found=found, wanted=wanted)
    names_of = tuple(dict.fromkeys(name for name in names_in(root) if name != TODAY))
    dated = any(name == TODAY for name in names_in(root))
    return Expression(source=source, root=root, type=found, names=names_of, dated=dated)
