"""A number with a fixed count of decimals, kept as a scaled integer so that sums are exact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from flask_babel import gettext
from sqlalchemy import BigInteger
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.fields.base import Context, Field, Invalid, Words, clean, mapped

LARGEST = 9_007_199_254_740_991  # what JSON readers keep exactly


class Scaled(TypeDecorator[Any]):
    """A decimal as an integer count of its smallest unit; integers when there are no decimals."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, decimals: int = 0) -> None:
        super().__init__()
        self.decimals = decimals

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return scale(value, self.decimals)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return unscale(value, self.decimals)


def scale(value: Any, decimals: int) -> int | None:
    """A number as a count of its smallest unit: Decimal("12.5") with one decimal is 125."""
    return None if value is None else int((Decimal(value) * 10**decimals).to_integral_value(ROUND_HALF_UP))


def unscale(value: Any, decimals: int) -> Any:
    """The number of a stored integer: 125 with one decimal is Decimal("12.5")."""
    if value is None or decimals == 0:
        return None if value is None else int(value)
    return Decimal(int(value)).scaleb(-decimals)


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A number, by default a whole one."""

    kind: ClassVar[str] = "number"
    json_kind: ClassVar[str] = "integer"
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "gte", "lte", "empty")
    groupable: ClassVar[bool] = True
    brief: ClassVar[bool] = True
    summable: ClassVar[bool] = True
    numeric: ClassVar[bool] = True
    widget: ClassVar[str] = "number"

    decimals: int = 0
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    unit: Words = ""
    grouped: bool = True  # thousands separators; a year has none

    def sql_type(self) -> TypeEngine[Any]:
        return Scaled(self.decimals)

    def parse(self, raw: Any, context: Context) -> Any:
        if isinstance(raw, bool):
            raise Invalid(gettext("This is not a number."))
        text = clean(format(raw, ".15g") if isinstance(raw, float) else raw)  # 0.1 + 0.2 was meant as 0.3
        if text is None:
            return None
        plain = self.bare(text.translate(WIDE)).replace(",", "").replace(" ", "")
        if not WRITTEN.fullmatch(plain):
            raise Invalid(gettext("This is not a number."))
        value = Decimal(plain)
        if value.adjusted() > 16:
            raise Invalid(gettext("This number is too large."))
        if value != round(value, self.decimals):
            if self.decimals == 0:
                raise Invalid(gettext("Give a whole number."))
            raise Invalid(gettext("Give at most %(count)s decimal places.", count=self.decimals))
        exact = int(value) if self.decimals == 0 else value.quantize(Decimal(1).scaleb(-self.decimals))
        return self.check(exact, context)

    def bare(self, text: str) -> str:
        """What was typed without the unit that may stand around it."""
        unit = str(self.unit)
        return text.removesuffix(unit) if unit else text

    def check(self, value: Any, context: Context) -> Any:
        if self.minimum is not None and value < self.minimum:
            raise Invalid(gettext("Give %(least)s or more.", least=self.minimum))
        if self.maximum is not None and value > self.maximum:
            raise Invalid(gettext("Give %(most)s or less.", most=self.maximum))
        if abs(value) * 10**self.decimals > LARGEST:
            raise Invalid(gettext("This number is too large."))
        return value

    def text(self, value: Any, context: Context) -> str:
        if value is None:
            return ""
        pattern = f"{',' if self.grouped else ''}.{self.decimals}f"
        return format(value, pattern)

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        if operator == "empty":
            return ""
        return super().filter_text(operator, [self.detail(self.parse(item, context), context) for item in raw], context)

    def detail(self, value: Any, context: Context) -> str:
        shown = self.text(value, context)
        return f"{shown} {self.unit}" if shown and self.unit else shown

    def raw(self, value: Any, context: Context) -> Any:
        return "" if value is None else format(value, f".{self.decimals}f")

    def export(self, value: Any, context: Context) -> Any:
        return value

    def to_json(self, value: Any) -> Any:
        return value if value is None or self.decimals == 0 else format(value, f".{self.decimals}f")

    def from_json(self, stored: Any) -> Any:
        return stored if stored is None or self.decimals == 0 else Decimal(stored)

    def to_extra(self, value: Any) -> Any:
        return scale(value, self.decimals)

    def from_extra(self, stored: Any) -> Any:
        return unscale(stored, self.decimals)

    def schema(self) -> dict[str, Any]:
        if self.decimals:
            return {"type": "string", "format": "decimal", "pattern": rf"^-?\d+(\.\d{{1,{self.decimals}}})?$"}
        least = {} if self.minimum is None else {"minimum": int(self.minimum)}
        most = {} if self.maximum is None else {"maximum": int(self.maximum)}
        return {"type": "integer", "format": "int64", **least, **most}


WIDE = str.maketrans("０１２３４５６７８９．，－＋　", "0123456789.,-+ ")
WRITTEN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def number(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of numbers: `hours: Mapped[Decimal] = number(_("Hours"), decimals=1, unit=_("h"))`."""
    return mapped(Number(label=label, **options))
