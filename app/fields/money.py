"""An amount of money in yuan, exact to the fen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import MappedColumn

from app.fields.base import Words, mapped
from app.fields.number import Number

YUAN = _("yuan")


@dataclass(frozen=True, kw_only=True)
class Money(Number):
    """Yuan and fen: a decimal for people, a whole count of fen in the database, never a float."""

    kind: ClassVar[str] = "money"
    groupable: ClassVar[bool] = False

    decimals: int = 2
    unit: Words = YUAN

    def bare(self, text: str) -> str:
        return re.sub(r"^(-?)\s*[¥￥]", r"\1", super().bare(text.strip()).removesuffix("元"))


def money(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of amounts: `received: Mapped[Decimal] = money(_("Received"), minimum=0, required=True)`."""
    return mapped(Money(label=label, **options))
