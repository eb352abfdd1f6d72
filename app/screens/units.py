"""The units that figures are told by: the one that is asked for, those below it, and which rows lie in which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.screens.work import Work

LEVELS: Mapping[str, tuple[str, ...]] = {
    "community": ("grid",),
    "village": ("grid",),
    "grid": ("micro_grid",),
}
"""What a unit's figures are told by; those of all others by community and village."""
COMMUNITIES = ("community", "village")
AREAS = ("district", "street", *LEVELS, "micro_grid")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit of the tree."""

    id: int
    name: str
    kind: str
    path: str


def tree(work: Work) -> dict[int, Unit]:
    """The units that the viewer may name. One statement."""
    model = work.regions.tree
    rows = work.session.execute(select(model.id, model.name, model.kind, model.path).order_by(model.path))
    return {row.id: Unit(id=row.id, name=row.name, kind=row.kind, path=row.path) for row in rows}


def top_of(work: Work, units: Mapping[int, Unit], under: int | None = None) -> Unit | None:
    """The unit that figures are told within: the one asked for, else the viewer's; None for all that he may name.

    Sections and companies have no communities below them: their matters lie anywhere in the street.
    """
    number = under or work.within or (work.viewer.home.organisation_id if work.viewer.home else None)
    top = units.get(number or 0)
    return top if top is not None and top.kind in AREAS else None


def inside(units: Mapping[int, Unit], top: Unit | None, kinds: Sequence[str]) -> tuple[Unit, ...]:
    """The units of some kinds at or below one."""
    return tuple(
        unit for unit in units.values() if unit.kind in kinds and (top is None or unit.path.startswith(top.path))
    )


def level(work: Work, units: Mapping[int, Unit], under: int | None) -> tuple[str, tuple[Unit, ...]]:
    """(what the figures are told by, the units of that kind that are in question)."""
    top = top_of(work, units, under)
    kinds = LEVELS.get(top.kind, COMMUNITIES) if top else COMMUNITIES
    return kinds[0], inside(units, top, kinds)


def members(units: Mapping[int, Unit], shown: Sequence[Unit], found: Iterable[Any]) -> dict[int | None, list[int]]:
    """{unit shown: the units of the rows that lie in it}; None for rows that lie in none."""
    wanted = {unit.id for unit in shown}
    groups: dict[int | None, list[int]] = {unit.id: [] for unit in shown}
    for number in sorted(found):
        unit = units.get(number)
        above = [int(part) for part in unit.path.strip("/").split("/")] if unit else []
        place = next((one for one in reversed(above) if one in wanted), None)
        groups.setdefault(place, []).append(number)
    return groups
