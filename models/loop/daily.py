"""承办清单: turns the running assignments of an issue into their days: written down, missing, or off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.process.calendar import Calendar
from models.loop.assignment import RUNNING, Assignment, AssignmentState, ProgressLog

SHOWN = 30  # days of an assignment, the latest
MOST = 20  # assignments of an issue
WRITTEN, MISSING, OFF, WAITING = "written", "missing", "off", "waiting"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A day of an assignment, and the log that was written on it."""

    day: date
    state: str
    log: int | None = None


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A running assignment with its days."""

    row: Any
    today: date
    cells: tuple[Cell, ...]

    @property
    def missing(self) -> int:
        """How many of the days that are shown lack their log."""
        return sum(cell.state == MISSING for cell in self.cells)

    @property
    def waits(self) -> bool:
        """Whether today's log is still to be written."""
        return self.row.state == AssignmentState.ACCEPTED and not any(
            cell.day == self.today and cell.state == WRITTEN for cell in self.cells
        )


def cells(first: date, today: date, logs: Iterable[tuple[date, int]], calendar: Calendar) -> tuple[Cell, ...]:
    """The days behind the one it was taken on, up to today; what is written counts on every day, off or not.

    Today is not missing yet.
    """
    known = dict(logs)
    start = max(first + timedelta(days=1), today - timedelta(days=SHOWN - 1))
    found = []
    for number in range((today - start).days + 1):
        day = start + timedelta(days=number)
        if day in known:
            state = WRITTEN
        elif not calendar.works(day):
            state = OFF
        else:
            state = WAITING if day == today else MISSING
        found.append(Cell(day=day, state=state, log=known.get(day)))
    return tuple(found)


def duties(session: Any, issue: int, today: date, calendar: Calendar) -> Sequence[Duty]:
    """The running assignments of an issue that the viewer sees, those due first. Two statements."""
    wanted = select(Assignment).where(
        Assignment.issue_id == issue, Assignment.state.in_(RUNNING), Assignment.deleted_at.is_(None)
    )
    rows = list(session.scalars(wanted.order_by(Assignment.due_on, Assignment.id).limit(MOST)))
    if not rows:
        return ()
    since = today - timedelta(days=SHOWN)
    logs: dict[int, list[tuple[date, int]]] = {}
    for row in session.scalars(
        select(ProgressLog).where(
            ProgressLog.assignment_id.in_([row.id for row in rows]),
            ProgressLog.day >= since,
            ProgressLog.deleted_at.is_(None),
        )
    ):
        logs.setdefault(row.assignment_id, []).append((row.day, row.id))
    return [
        Duty(
            row=row,
            today=today,
            cells=cells(row.accepted_on, today, logs.get(row.id, ()), calendar) if row.accepted_on else (),
        )
        for row in rows
    ]
