"""并案: finds issues that are probably the same matter, and joins one to another with all who reported it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.access.tree import ancestors
from app.cases.registry import Room
from app.cases.store import take
from app.process.case import REASON, Advance
from app.query.grams import fold, grams
from models.issue import ENDED, OPEN, Issue, IssueState
from models.organisation import Organisation

RECENT = 90  # days in which the same trouble is the same matter
COMPARED = 300  # issues of one place, the newest
ALIKE = 0.4  # share of pieces that two titles have in common
MOST = 5
UNDER_WAY = (*OPEN, IssueState.SUSPENDED)


@dataclass(frozen=True, kw_only=True)
class Likely:
    """An issue that is probably the same matter; `closed` where it was settled lately, so that this is a recurrence."""

    id: int
    title: str
    number: str | None
    state: str
    reported_at: datetime
    closed_on: date | None
    likeness: float

    @property
    def closed(self) -> bool:
        """Whether it has been settled."""
        return self.closed_on is not None


def likely(
    work: Room, title: str, organisation_id: int | None, *, other_than: int = 0, most: int = MOST
) -> tuple[Likely, ...]:
    """Issues of the same grid (or of its community as a whole) with a similar title, open or closed within 90 days.

    The most alike first; only what the viewer may see. Two statements.
    """
    pieces = pieces_of(title)
    if len(pieces) < 2 or organisation_id is None:
        return ()
    row = work.session.execute(
        select(Organisation.path, Organisation.street_id).where(Organisation.id == organisation_id)
    ).first()
    if row is None or row.street_id is None:
        return ()
    above = ancestors(row.path)
    places = (organisation_id, *above[above.index(row.street_id) + 1 :]) if row.street_id in above else (
        organisation_id,
    )  # fmt: skip
    since = work.now.astimezone(work.timezone).date() - timedelta(days=RECENT)
    found = work.session.execute(
        select(Issue.id, Issue.title, Issue.number, Issue.state, Issue.reported_at, Issue.closed_on)
        .where(
            Issue.organisation_id.in_(places),
            Issue.id != other_than,
            or_(
                Issue.state.in_([state.value for state in UNDER_WAY]),
                Issue.state.in_([state.value for state in ENDED]) & (Issue.closed_on >= since),
            ),
        )
        .order_by(Issue.reported_at.desc())
        .limit(COMPARED)
    )
    told = [
        Likely(**issue._asdict(), likeness=likeness)
        for issue in found
        if (likeness := alike(pieces, pieces_of(issue.title))) >= ALIKE
    ]
    return tuple(sorted(told, key=lambda one: (-one.likeness, -one.id))[:most])


def settled_alike(work: Room, issue: Any, most: int = MOST) -> tuple[tuple[Issue, float], ...]:
    """Closed issues of the same category in the street, the most alike first: what was done then may help now.

    Only what the viewer may see. One statement.
    """
    found = work.session.scalars(
        select(Issue)
        .where(
            Issue.street_id == issue.street_id,
            Issue.category == issue.category,
            Issue.id != issue.id,
            Issue.state.in_([state.value for state in ENDED]),
            Issue.outcome.is_not(None),
        )
        .order_by(Issue.id.desc())
        .limit(COMPARED)
    )
    pieces = pieces_of(issue.title)
    told = [(other, alike(pieces, pieces_of(other.title))) for other in found]
    return tuple(sorted(told, key=lambda pair: (-pair[1], -pair[0].id))[:most])


def pieces_of(title: str) -> frozenset[str]:
    """The pieces of a title that the search index keeps, the single signs left out."""
    return frozenset(piece for piece in grams(fold(title)[:200]) if len(piece) > 1)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of pieces that two titles have in common, from 0 to 1."""
    both = one | other
    return len(one & other) / len(both) if both else 0.0


def merge(work: Room, issue: Any, into: int, *, seen: int, reason: str = "") -> Advance:
    """Join an issue to another one: its case ends as merged, its reports move along. One transaction.

    Raises what `take` raises; Unfit where the other one is the issue itself, or of another street.
    """
    values = {"duplicate_of": str(into), **({REASON: reason} if reason else {})}
    return take(work, work.resources["issue"], issue, "merge", values, seen)
