"""One to five stars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Option, Words, mapped
from app.fields.number import Number

MOST = 5


@dataclass(frozen=True, kw_only=True)
class Rating(Number):
    """A whole number from 1 to 5; shown as stars, read out as words."""

    kind: ClassVar[str] = "rating"
    summable: ClassVar[bool] = False
    numeric: ClassVar[bool] = False
    widget: ClassVar[str] = "rating"

    minimum: Decimal | int | None = 1
    maximum: Decimal | int | None = MOST

    def bare(self, text: str) -> str:
        stars = text.rstrip("☆")
        return str(len(stars)) if stars and set(stars) == {"★"} else text

    def text(self, value: Any, context: Context) -> str:
        return "" if value is None else ngettext("%(num)d star", "%(num)d stars", value)

    def cell(self, value: Any, context: Context) -> str | Markup:
        if value is None:
            return ""
        stars = "★" * value + "☆" * (MOST - value)
        shown = '<span class="stars" role="img" aria-label="{}">{}</span>'
        return Markup(shown).format(self.text(value, context), stars)  # noqa: S704 (format escapes both)

    def detail(self, value: Any, context: Context) -> str:
        return self.cell(value, context)

    def options(self, context: Context) -> Sequence[Option]:
        return tuple(Option(value=str(count), label=self.text(count, context)) for count in range(1, MOST + 1))


def rating(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of stars: `satisfaction: Mapped[int | None] = rating(_("Satisfaction"))`."""
    return mapped(Rating(label=label, **options))
