"""Turns a unit of the tree into what residents may know of it: its names, its phone, who is in charge, what it became.

Nothing else of the unit, and no private number of anybody, leaves these functions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.access.posts import held
from app.access.tree import after, ancestors
from app.declare import Role
from models.organisation import Organisation, OrganisationKind
from models.person import Person
from models.post import Post

GRIDS = (OrganisationKind.GRID, OrganisationKind.SPECIAL_GRID)
SHEETS = (*GRIDS, OrganisationKind.MICRO_GRID)
WHERE_PEOPLE_LIVE = (OrganisationKind.STREET, OrganisationKind.COMMUNITY, OrganisationKind.VILLAGE, *SHEETS)
IN_CHARGE = (Role.GRID_LEADER, Role.GRID_STAFF, Role.COMMUNITY_SECRETARY)


@dataclass(frozen=True, kw_only=True)
class Station:
    """A place where people live, as they see it."""

    id: int
    name: str
    kind: str
    street_id: int | None
    street: str
    community: str  # "" where it is none, or above one
    phone: str  # its own, else that of the nearest unit above
    closed: bool
    successor: int | None  # where a closed one's matters go
    line: tuple[int, ...]  # itself and the units above it, the nearest first

    @property
    def above(self) -> str:
        """The units above, as one says them."""
        return " ".join(name for name in (self.street, self.community) if name and name != self.name)


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """Who is in charge, by the name on the board: name, role, unit."""

    name: str
    role: Role
    unit: int


COLUMNS = (
    Organisation.id,
    Organisation.name,
    Organisation.kind,
    Organisation.street_id,
    Organisation.path,
    Organisation.public_phone,
    Organisation.valid_to,
)


def station_of(session: Session, unit: int, today: date) -> Station | None:
    """The place with this number; None where no people live, or none ever was. Two statements."""
    found = session.execute(select(*COLUMNS).where(Organisation.id == unit).execution_options(bin=True)).first()
    if found is None or found.kind not in WHERE_PEOPLE_LIVE:
        return None
    above = session.execute(select(*COLUMNS).where(Organisation.id.in_(ancestors(found.path))))
    living = select(Organisation.id).where(Organisation.id == unit)
    gone = session.scalar(living) is None
    return _station(found, {row.id: row for row in above}, today, gone=gone)


def stations_below(session: Session, unit: int, kinds: Collection[str], today: date) -> list[Station]:
    """The open places of some kinds at or below a unit that the viewer reaches, in the order of their codes."""
    path = session.scalar(select(Organisation.path).where(Organisation.id == unit))
    if path is None:
        return []
    inside = and_(Organisation.path >= path, Organisation.path < after(path))
    wanted = select(*COLUMNS).where(inside, Organisation.kind.in_(kinds)).order_by(Organisation.path)
    rows = list(session.execute(wanted))
    numbers = {number for row in rows for number in ancestors(row.path)}
    above = {row.id: row for row in session.execute(select(*COLUMNS).where(Organisation.id.in_(numbers)))}
    made = (_station(row, above, today, gone=False) for row in rows)
    return [station for station in made if not station.closed]


def _station(row: Any, above: dict[int, Any], today: date, *, gone: bool) -> Station:
    line = [row, *(above[number] for number in reversed(ancestors(row.path)) if number in above)]
    open_ = [item for item in line[1:] if not over(item.valid_to, today) and item.kind in WHERE_PEOPLE_LIVE]
    closed = gone or over(row.valid_to, today)
    return Station(
        id=row.id,
        name=row.name,
        kind=row.kind,
        street_id=row.street_id,
        street=next((item.name for item in line if item.kind == OrganisationKind.STREET), ""),
        community=next((item.name for item in line if item.kind in ("community", "village")), ""),
        phone=next((item.public_phone for item in line if item.public_phone), ""),
        closed=closed,
        successor=open_[0].id if closed and open_ else None,
        line=tuple(item.id for item in line),
    )


def over(last: date | None, today: date) -> bool:
    """Whether a last day has passed."""
    return last is not None and last < today


def keepers_of(session: Session, units: Sequence[int], today: date) -> list[Keeper]:
    """Who holds a post that residents turn to in these units today, leaders first."""
    rows = session.execute(
        select(Person.name, Post.role, Post.organisation_id)
        .join(Post, Post.person_id == Person.id)
        .where(Post.organisation_id.in_(units), Post.role.in_(IN_CHARGE), held(Post, today))
        .order_by(Post.id)
    )
    found = [Keeper(name=name, role=Role(role), unit=unit) for name, role, unit in rows]
    return sorted(found, key=lambda keeper: (units.index(keeper.unit), IN_CHARGE.index(keeper.role)))
