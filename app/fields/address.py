"""A postal address, or where something stands, in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Words, mapped
from app.fields.text import Text, shorten


@dataclass(frozen=True, kw_only=True)
class Address(Text):
    """One line that says where, as people write it; for a point on the map see `place`."""

    kind: ClassVar[str] = "address"
    groupable: ClassVar[bool] = False

    length: int = 200

    def cell(self, value: Any, context: Context) -> str | Markup:
        return "" if value is None else shorten(value)


def address(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of addresses: `address: Mapped[str | None] = address(_("Address"))`."""
    return mapped(Address(label=label, **options))
