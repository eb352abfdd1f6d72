"""What a place of the source documents is: a street office with its units, people, homes and work, as plain figures.

Every figure is one that the documents state, or is marked as made up in the file of the place. Nothing here is a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The codes of `models.organisation.OrganisationKind` that units of a street have."""

    COMMUNITY = "community"
    VILLAGE = "village"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A community or village with its grids."""

    name: str
    kind: Kind = Kind.COMMUNITY
    grids: int = 0
    micro_grids: int = 0  # in each grid
    pilot: bool = False
    brand: str = ""
    compounds: int = 0


@dataclass(frozen=True, kw_only=True)
class Office:
    """A section of the street office, or a department that works with it: who staffs it, in which role."""

    name: str
    role: str = "section"
    title: str = "工作人员"
    staff: int = 2


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """Who works in the grids: a leader each, and staff who may have several grids each."""

    leaders: bool = False
    staff: int = 0
    reserve: int = 0  # of the staff, how many are young cadres of their village
    awards: int = 0  # people who were honoured
    social_workers: int = 0
    certified: int = 0
    shared: bool = False  # fewer staff than grids: each grid has one or two of them
    devices: int = 0


@dataclass(frozen=True, kw_only=True)
class Homes:
    """Housing estates, who runs them, and their buildings."""

    new: int = 0
    old: int = 0
    companies: int = 0
    heads: int = 0
    headless: int = 0
    well_paid: int = 0  # estates of pilot units where at least 90 % of the fees came in; elsewhere less did
    names: tuple[tuple[int, str], ...] = ()  # (unit, name) of estates that the documents name
    branches: int = 0  # estates with a party branch
    fees: bool = False
    notices: bool = False
    ratings: bool = False


@dataclass(frozen=True, kw_only=True)
class Matters:
    """Issues by the way they came in. `last`, `this`: this year to date and the same days of the year before."""

    total: int = 0
    closed: int = 0
    property: int = 0
    letters: tuple[int, int] = (0, 0)
    hotline: tuple[int, int] = (0, 0)
    hotline_total: int = 0
    hotline_property: int = 0
    confirmed: int = 0  # agreements confirmed by the court
    grid_reports: int = 0
    complaints: int = 0
    supervised: int = 0
    events: bool = False  # grid events: all from patrols, in the seven kinds of the platform
    updates: int = 0  # people whose data was brought up to date at the door


@dataclass(frozen=True, kw_only=True)
class Talks:
    """Deliberations: of every unit each month in these formats, or so many in all."""

    formats: tuple[str, ...] = ()
    total: int = 0
    monthly: bool = False
    stations: bool = False  # every unit has a grid station, where one session in four is held


@dataclass(frozen=True, kw_only=True)
class Service:
    """Volunteers, their teams and what they do; what they earn and exchange."""

    volunteers: int = 0
    teams: tuple[str, ...] = ()
    more_teams: int = 0  # numbered ones
    activities: int = 0
    longest: int = 0  # hours of the longest-serving volunteer
    redemptions: int = 0
    exchanged: int = 0  # yuan
    stations: int = 0  # places of activities: rider stations
    per_hour: int = 100  # hundredths of a point
    quarterly: int | None = 1  # redemptions a quarter


@dataclass(frozen=True, kw_only=True)
class Place:
    """A street office of the source documents."""

    key: str
    code: str  # nine digits, or a short local code where the documents give none
    name: str
    district: str  # six digits
    district_name: str
    region: int  # two digits in the citizen numbers of its people
    complete: bool = False  # loaded whole by default; the others are thinned
    households: int = 0
    population: int = 0
    centre: tuple[float, float] = (0.0, 0.0)  # roughly: the dots on the map are scattered around it
    units: tuple[Unit, ...] = ()
    special_grids: int = 0
    sections: tuple[Office, ...] = ()
    departments: tuple[Office, ...] = ()
    studio: str = ""
    social_organisations: int = 0
    staffing: Staffing = Staffing()
    homes: Homes = Homes()
    matters: Matters = Matters()
    talks: Talks = Talks()
    service: Service = Service()
    party: bool = False
    cared: int = 0  # residents whom the grid looks after, with the reason

    @property
    def local_name(self) -> str:
        """The name without its kind, as grids carry it."""
        return self.name.removesuffix("街道").removesuffix("镇")
