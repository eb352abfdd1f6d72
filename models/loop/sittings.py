"""相关议事会: turns an issue into the sessions that were, or will be, held on it, with what they decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.deliberation import DeliberationSession, SessionDecision, SessionState, sessions_on

MOST = 5  # sessions of an issue that are shown, the latest


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A session on an issue, with its decisions, those due first."""

    row: Any
    decisions: tuple[Any, ...]


def sittings(session: Any, issue: int, decided: bool) -> Sequence[Sitting]:
    """The sessions on an issue that the viewer sees, the latest first, at most five; one that was called off is none.

    `decided` says whether he may see what was decided. Two statements.
    """
    held = DeliberationSession
    rows = list(
        session.scalars(
            select(held)
            .where(held.id.in_(sessions_on(issue)), held.state != SessionState.CANCELLED, held.deleted_at.is_(None))
            .order_by(held.held_on.desc(), held.id.desc())
            .limit(MOST)
        )
    )
    made: dict[int, list[Any]] = {}
    if rows and decided:
        for row in session.scalars(
            select(SessionDecision)
            .where(SessionDecision.session_id.in_([row.id for row in rows]), SessionDecision.deleted_at.is_(None))
            .order_by(SessionDecision.due_on, SessionDecision.id)
        ):
            made.setdefault(row.session_id, []).append(row)
    return [Sitting(row=row, decisions=tuple(made.get(row.id, ()))) for row in rows]
