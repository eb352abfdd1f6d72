"""Turns the history of an issue's case into the few days and moments that the figures count by.

They are kept on the issue, so that a figure is a range of an index and never a walk through every history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.process.case import Event

GIVEN_OUT = "dispatch"
ANSWERS = frozenset(("acknowledge", "take_on", "turn_down"))
CLOSES = "close"
COMES_BACK = "reopen"


def milestones(history: Iterable[Event], settled_on: date | None = None) -> Mapping[str, Any]:
    """The milestones of a history; `settled_on` is the day of closing of what was taken over as closed.

    The first giving out counts, the first word of the unit after it, the first closing, and the first return after it.
    """
    dispatched: datetime | None = None
    due: datetime | None = None
    contacted: datetime | None = None
    events, back = tuple(history), None
    settled = None if any(event.transition == CLOSES for event in events) else settled_on
    for event in events:
        if event.transition == GIVEN_OUT and dispatched is None:
            dispatched, due = event.on, event.due
        elif event.transition in ANSWERS and dispatched is not None:
            contacted = contacted or event.on
        elif event.transition == CLOSES:
            settled = settled or event.on.date()
        elif event.transition == COMES_BACK and settled is not None:
            back = back or event.on.date()
    return {
        "dispatched_at": dispatched,
        "contact_due_at": due,
        "contacted_at": contacted,
        "settled_on": settled,
        "recurred_after": None if settled is None or back is None else (back - settled).days,
    }
