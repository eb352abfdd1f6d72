"""The day by which something is to be done, with its light: late when it is over, soon on the day itself.

What is done, or stands still, has none: who keeps the record empties it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext
from markupsafe import Markup

from app.fields.base import Context
from app.fields.day import Day


@dataclass(frozen=True, kw_only=True)
class DueDay(Day):
    """A day that runs out."""

    def cell(self, value: Any, context: Context) -> str | Markup:
        return self.lit(super().cell(value, context), value, context)

    def detail(self, value: Any, context: Context) -> str | Markup:
        return self.lit(super().detail(value, context), value, context)

    def lit(self, shown: str | Markup, value: Any, context: Context) -> str | Markup:
        """The day as it is shown, with its light behind it."""
        if value is None or value > context.today:
            return shown
        over = (context.today - value).days
        words = ngettext("%(num)d day over", "%(num)d days over", over) if over else gettext("Due today")
        return Markup('{} <span class="tag {}">{}</span>').format(shown, "late" if over else "soon", words)
