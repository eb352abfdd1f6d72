"""The latest return visit on an issue: who made it and what was found. Asked once a look, for parts and facts alike."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from app.cases.registry import Look
from models.loop.visit import ReturnVisit


class Last(NamedTuple):
    """A return visit, as far as the case asks."""

    visitor_id: int | None = None
    result: str | None = None
    visited_on: date | None = None


def last_visit(look: Look) -> Last:
    """The latest one; an empty one where there is none."""
    if "last_visit" not in look.memo:
        look.memo["last_visit"] = _last_visit(look)
    found: Last = look.memo["last_visit"]
    return found


def last_visitor(look: Look) -> int | None:
    """The person who made it."""
    return last_visit(look).visitor_id


def last_result(look: Look) -> str | None:
    """What it found; None where nobody visited since the last answer."""
    answered = next(
        (event.on.date() for event in reversed(look.case.history) if event.target != event.source == "reply"), None
    )
    found = last_visit(look)
    if answered is not None and (found.visited_on is None or found.visited_on < answered):
        return None
    return found.result


def _last_visit(look: Look) -> Last:
    table = ReturnVisit.__table__
    # Past the scope: whoever may see the issue may know who visited, and what he found.
    row = (
        look.session.connection()
        .execute(
            select(table.c.visitor_id, table.c.result, table.c.visited_on)
            .where(table.c.issue_id == look.record.id, table.c.deleted_at.is_(None))
            .order_by(table.c.visited_on.desc(), table.c.id.desc())
            .limit(1)
        )
        .first()
    )
    return Last() if row is None else Last(*row)
