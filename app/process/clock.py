"""Turns a limit and a moment into a deadline, and moves a deadline by the time that a clock stood still.

Days end in the zone of the moment that is handed in as `on`: the street's.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.process.calendar import Calendar
from app.process.process import Limit, Unit

LAST_MOMENT = time(23, 59, 59)
ONE_DAY = timedelta(days=1)


def deadline(limit: Limit | None, on: datetime, calendar: Calendar) -> datetime | None:
    """The last moment of a limit that begins to run at `on`."""
    if limit is None:
        return None
    if limit.unit is Unit.HOURS:
        return on + timedelta(hours=limit.amount)
    if limit.unit is Unit.DAYS:
        return end_of(on.date() + timedelta(days=limit.amount), on)
    return end_of(calendar.after(on.date(), limit.amount), on)


def later(due: datetime, unit: Unit, since: datetime, on: datetime, calendar: Calendar) -> datetime:
    """A deadline whose clock stood still from `since` to `on`: what was left then is left now, what was over is over.

    Never earlier than it was.
    """
    due, since = due.astimezone(on.tzinfo), since.astimezone(on.tzinfo)
    if unit is Unit.HOURS:
        return due + (on - since)
    if unit is Unit.DAYS:
        return due + timedelta(days=(on.date() - since.date()).days)
    if since <= due:
        moved = calendar.after(on.date(), calendar.between(since.date(), due.date()))
    else:  # late before it was suspended: it stays late, and by as much
        moved = min(calendar.before(on.date(), calendar.between(due.date(), since.date())), on.date() - ONE_DAY)
    return max(due, end_of(moved, on))


def end_of(day: date, on: datetime) -> datetime:
    """The last moment of a day, in the zone of a moment."""
    return datetime.combine(day, LAST_MOMENT, on.tzinfo)
