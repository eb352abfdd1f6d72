"""What the builders of one place share: its book, its units with their ids, and how much of it is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from models.person import Person
from seed import people
from seed.book import Book
from seed.place import Place, Unit
from seed.rules import chance, few


@dataclass(frozen=True, kw_only=True)
class Spot:
    """An organisation as the builders need it."""

    id: int
    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Estate:
    """A compound: where it lies, who runs it (a place in the scene's companies, or -1), whether its fees come in."""

    id: int
    name: str
    area: Area | None
    spot: Spot
    households: int
    company: int
    pays_well: bool
    branch: Spot | None
    heads: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)  # those of the heads who are in the party


@dataclass(frozen=True, kw_only=True)
class Settled:
    """An issue that is closed, for the session at which it was on the table."""

    id: int
    title: str
    category: str
    day: date
    closed: date


@dataclass(frozen=True, kw_only=True)
class Given:
    """An assignment of a case of the sample: its row, when it was given, to whom, until when, and when it was done."""

    number: int
    day: date
    due: date
    done: date | None
    unit: int
    person: int


@dataclass(kw_only=True)
class Area:
    """A community or village, its grids, and who works there."""

    unit: Unit
    spot: Spot
    number: int  # its place among the units of its street
    grids: list[Spot] = field(default_factory=list)
    micro_grids: list[Spot] = field(default_factory=list)
    branch: Spot | None = None
    secretary: int = 0  # a person
    workers: list[tuple[Spot, int]] = field(default_factory=list)  # (grid, person): leaders and staff
    estates: list[Estate] = field(default_factory=list)
    members: list[int] = field(default_factory=list)  # people of the party, for its branch
    settled: list[Settled] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """An issue that was given to somebody after a session on it."""

    issue: int
    issue_key: str
    title: str
    area: Area
    estate: Estate | None
    given: Given


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An activity that was held."""

    id: int
    day: date
    kind: str  # of service
    title: str


@dataclass(frozen=True, kw_only=True)
class Served:
    """A rated service record."""

    record: int
    day: date
    rated: date
    rater: int
    hours: Decimal
    complaint: bool
    activity: int | None


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A volunteer with rated services, and what they exchange: so many yuan, or one reward."""

    volunteer: int
    person: int
    home: Spot
    area: Area
    number: int
    registered: date
    spends: int
    redeems: bool
    services: list[Served] = field(default_factory=list)


@dataclass(kw_only=True)
class Scene:
    """One place while it is being built. Builders run in a fixed order and leave here what later ones need."""

    book: Book
    place: Place
    full: bool
    street: Spot
    areas: list[Area] = field(default_factory=list)
    special_grids: list[Spot] = field(default_factory=list)
    sections: list[tuple[Spot, list[int]]] = field(default_factory=list)  # with their staff
    companies: list[tuple[Spot, int, int]] = field(default_factory=list)  # organisation, company, manager
    centre: list[int] = field(default_factory=list)  # people of the governance centre
    leader: int = 0
    committee: Spot | None = None
    servings: list[Serving] = field(default_factory=list)
    estates: list[Estate] = field(default_factory=list)
    assessed: list[Assessed] = field(default_factory=list)
    confirmed: list[Settled] = field(default_factory=list)  # disputes whose agreement a court confirmed

    def few(self, count: int) -> int:
        """How many of a list of this place are loaded."""
        return count if self.full or self.place.complete else few(count)

    def chance(self, key: str) -> Random:
        """Repeatable chance under a key of this place."""
        return chance(f"{self.place.key}/{key}")

    def add(self, model: type[Any], key: str, *, unit: int, **values: Any) -> int:
        """A row of this street, owned by a unit."""
        return self.book.add(model, f"{self.place.key}/{key}", street=self.street.id, unit=unit, **values)

    def person(self, listed: str, ordinal: int, *, unit: int, **values: Any) -> int:
        """A synthetic person of one of the lists in `people.LISTS`."""
        luck = self.chance(f"person/{listed}/{ordinal}")
        made = people.person(self.place.region, listed, ordinal, luck)
        return self.add(Person, f"person/{listed}/{ordinal}", unit=unit, **{**made, **values})

    def name_of(self, person: int) -> str:
        """The name of a person of the sample, of this load or an earlier one."""
        if self.book.is_new(Person, person):
            return str(self.book.row(Person, person)["name"])
        return self.book.stored_name(person)
