"""Turns a deadline into its light: a word and a tone, "2 working days left", "due today", "1 working day over"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, ngettext

from app.process.calendar import Calendar


@dataclass(frozen=True, kw_only=True)
class Light:
    """How a deadline stands. `tone` is late, soon or empty, as tags have it."""

    words: str
    tone: str = ""


def light(due: date | None, today: date, calendar: Calendar) -> Light | None:
    """The light of a day by which something must be done, counted in working days; None without one."""
    if due is None:
        return None
    if due < today:
        over = calendar.between(due, today)
        if not over:
            return Light(words=gettext("Overdue since %(day)s", day=f"{due.month}-{due.day}"), tone="late")
        words = ngettext("%(num)d working day over", "%(num)d working days over", over)
        return Light(words=words, tone="late")
    if due == today:
        return Light(words=gettext("Due today"), tone="soon")
    left = calendar.between(today, due)
    if not left:
        return Light(words=gettext("Due before the next working day"), tone="soon")
    return Light(words=ngettext("%(num)d working day left", "%(num)d working days left", left))
