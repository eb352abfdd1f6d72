"""Finds the demands of supervision whose answer is over its day: whom to tell, and what; once for each day.

Supervision runs beside the case, so a case that is suspended or closed does not silence it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import format_date, gettext
from sqlalchemy import select

from app.cases import days, store
from app.cases.registry import Actor, Look, Room
from app.process.supervision import State
from models.issue import Issue
from models.loop.effects import urged
from models.loop.parts import owners
from models.loop.supervision import Supervision, item_of

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Late:
    """An answer that is late: the issue, what it is known by, what is told, and to whom."""

    issue: Issue
    mark: str
    words: str
    actors: tuple[Actor, ...]


def late_answers(work: Room) -> Iterator[Late]:
    """All of them, as the house sees them."""
    on = work.now.astimezone(work.timezone)
    last, calendars = 0, days.Calendars(work.session.connection())
    while True:
        found = work.session.execute(
            select(Supervision, Issue)
            .join(Issue, Issue.id == Supervision.issue_id)
            .where(
                Supervision.state == State.OPEN.value,
                Supervision.due_on < on.date(),
                Supervision.id > last,
                Supervision.deleted_at.is_(None),
                Issue.deleted_at.is_(None),
            )
            .order_by(Supervision.id)
            .limit(BATCH)
        ).all()
        if not found:
            return
        last = found[-1][0].id
        held = store.cases_of(work.session, "issue", [issue.id for _row, issue in found])
        for row, issue in found:
            if issue.id not in held:
                continue
            look = Look(
                work=work,
                resource=work.resources["issue"],
                record=issue,
                case=held[issue.id].case,
                on=on,
                calendar=calendars[issue.street_id],
            )
            yield late(look, row)


def late(look: Look, row: Supervision) -> Late:
    """One of them: whoever is in charge is told, or who can lead the case on, and whoever waits for the answer."""
    first, due = item_of(row).entries[0], row.due_on
    assert due is not None
    words = gettext(
        "“%(title)s”: the answer to the demand of %(name)s was due on %(day)s.",
        title=look.record.title, name=first.name, day=format_date(due, "medium"),
    )  # fmt: skip
    asks = [Actor(name=first.name, user_id=first.by)] if first.by else []
    return Late(
        issue=look.record,
        mark=f"{row.id}/{due.isoformat()}",
        words=words,
        actors=(*(owners(look) or urged(look)), *asks),
    )
