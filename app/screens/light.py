"""Turns a deadline into its lamp: words and a tone, "2 working days left", "due today", "1 working day over"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext, ngettext

from app.process.calendar import Calendar
from app.process.clock import end_of
from app.process.process import Unit
from app.process.standing import Light, Span, left, light

TONES = {Light.RED: "late", Light.AMBER: "soon", Light.STILL: "", Light.GREEN: "", Light.NONE: ""}


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """How a deadline stands. `tone` is late, soon or empty, as tags have it."""

    words: str
    tone: str = ""


def lamp(
    due: datetime | date | None,
    now: datetime,
    calendar: Calendar,
    *,
    unit: Unit = Unit.WORKING_DAYS,
    suspended: datetime | None = None,
) -> Lamp | None:
    """The lamp of a deadline; None without one. A day ends tonight, in the zone of `now`."""
    if due is None:
        return None
    moment = due if isinstance(due, datetime) else end_of(due, now)
    if suspended is not None:
        return Lamp(words=gettext("Suspended"))
    span = left(moment, unit, now, calendar)
    assert span is not None
    shine = light(moment, None, now, calendar)
    today = shine is Light.AMBER and moment.astimezone(now.tzinfo).date() == now.date()
    if today and unit is not Unit.HOURS:
        return Lamp(words=gettext("Due today"), tone="soon")
    if span.unit is Unit.WORKING_DAYS and not span.amount:  # over a weekend no working day passes
        span = Span(amount=(moment.astimezone(now.tzinfo).date() - now.date()).days, unit=Unit.DAYS)
    return Lamp(words=rest(span), tone=TONES[shine] if shine is not Light.AMBER or unit is Unit.HOURS or today else "")


def rest(span: Span) -> str:
    """The time that is left, or over."""
    amount = span.amount
    if span.unit is Unit.HOURS:
        if span.over:
            return ngettext("%(num)d hour over", "%(num)d hours over", amount)
        return ngettext("%(num)d hour left", "%(num)d hours left", amount)
    if span.unit is Unit.DAYS:
        if span.over:
            return ngettext("%(num)d day over", "%(num)d days over", amount)
        return ngettext("%(num)d day left", "%(num)d days left", amount)
    if span.over:
        return ngettext("%(num)d working day over", "%(num)d working days over", amount)
    return ngettext("%(num)d working day left", "%(num)d working days left", amount)


def long(span: Span) -> str:
    """An amount of time that something took."""
    if not span.amount:
        return gettext("the same day")
    if span.unit is Unit.HOURS:
        return ngettext("%(num)d hour", "%(num)d hours", span.amount)
    if span.unit is Unit.DAYS:
        return ngettext("%(num)d day", "%(num)d days", span.amount)
    return ngettext("%(num)d working day", "%(num)d working days", span.amount)
