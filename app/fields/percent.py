"""A share of a hundred, to one decimal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Words, mapped
from app.fields.number import Number


@dataclass(frozen=True, kw_only=True)
class Percent(Number):
    """A percentage: 96.6 is kept and sent, "96.6%" is shown; typed with or without its sign."""

    kind: ClassVar[str] = "percent"
    groupable: ClassVar[bool] = False
    summable: ClassVar[bool] = False  # shares of different wholes do not add up; a chart has `ratio`

    decimals: int = 1

    def bare(self, text: str) -> str:
        return re.sub(r"\s*[%％]\s*$", "", text)

    def text(self, value: Any, context: Context) -> str:
        return "" if value is None else f"{super().text(value, context)}%"


def percent(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of percentages: `collected: Mapped[Decimal | None] = percent(_("Fee collection"), maximum=100)`."""
    return mapped(Percent(label=label, **options))
