"""Turns a place's estates into companies, compounds, buildings and the neighbours who head the buildings."""

from __future__ import annotations

from datetime import date
from random import Random

from stdnum.cn import uscc

from app.declare import Role
from models.compound import Building, Compound, CompoundKind, Level, Management
from models.organisation import OrganisationKind
from models.person import HouseholdRelation, Origin, Residence
from models.property import PropertyCompany
from seed import people
from seed.place import Kind
from seed.rules import TODAY, day_in, shared
from seed.scene import Area, Estate, Scene, Spot
from seed.staff import MEMBER, worker
from seed.units import under

CARE = ("lonely_elder", "empty_nest", "disabled", "minimum_living", "veteran", "one_child_lost")


def build(scene: Scene) -> None:
    """All homes of the place."""
    _companies(scene)
    _compounds(scene)
    _buildings(scene)
    _cared(scene)


def _companies(scene: Scene) -> None:
    place = scene.place
    for number in range(1, scene.few(place.homes.companies) + 1):
        name = f"{place.local_name}第{number}物业服务公司"
        spot = under(
            scene, f"company/{number}", scene.street, kind=OrganisationKind.COMPANY, code=f"QY{number:02d}", name=name
        )
        manager = worker(scene, "companies", number, spot, Role.PROPERTY_MANAGER.value, "项目经理")
        luck = scene.chance(f"company/{number}")
        company = scene.add(
            PropertyCompany,
            f"company/{number}",
            unit=scene.street.id,
            name=name,
            credit_code=credit_code(place.region, number),
            company_organisation_id=spot.id,
            contact=people.name(luck, luck.choice((people.MALE, people.FEMALE))),
            phone=f"{people.PHONES}{(place.region * 14653 + 90_000 + number) % 100_000:05d}",
            staff=luck.randint(6, 60),
            since=day_in(luck, date(2012, 1, 1), date(2023, 12, 31)),
        )
        scene.companies.append((spot, company, manager))


def credit_code(region: int, number: int) -> str:
    """A social credit code with the right check sign, in a region that no office registers companies for."""
    start = f"91{people.REGIONS}{region:02d}MA{number:06d}0"
    return start + str(uscc.calc_check_digit(start))


def _compounds(scene: Scene) -> None:
    homes = scene.place.homes
    total = homes.new + homes.old
    named = dict(homes.names)
    companies = len(scene.companies)
    managed = branches = well_paid = 0
    for number, (area, nth) in enumerate(_sites(scene)):
        old = (number + 1) * homes.old // total > number * homes.old // total
        luck = scene.chance(f"compound/{number}")
        # Among the old ones a few are run by nobody, by the owners or by the community.
        by_company = companies > 0 and not (old and number % 4 == 3)
        company = managed % companies if by_company else -1
        managed += by_company
        pilot = area is not None and area.unit.pilot
        pays_well = pilot and by_company and nth % 7 < 3 and well_paid < homes.well_paid
        well_paid += pays_well
        spot = area.spot if area else scene.street
        name = named.get(number_of(area)) if nth == 0 else None
        households = luck.randint(90, 260) if old else luck.randint(180, 900)
        branch = _branch(scene, number, spot, name or title(scene, area, nth)) if branches < homes.branches else None
        branches += branch is not None
        committee = not old and luck.random() < 0.55
        compound = scene.add(
            Compound,
            f"compound/{number}",
            unit=spot.id,
            name=name or title(scene, area, nth),
            kind=kind_of(area, old),
            management=Management.COMPANY
            if by_company
            else (Management.SELF, Management.COMMUNITY, Management.NONE)[number // 4 % 3],
            address=f"{scene.place.district_name}{scene.place.name}{name or title(scene, area, nth)}",
            location=_dot(scene, luck),
            built_in=luck.randint(1984, 2002) if old else luck.randint(2006, 2022),
            area=households * luck.randint(68, 82) if old else households * luck.randint(92, 118),
            households=households,
            lifts=0 if old else luck.randint(4, 40),
            chargers=luck.choice((0, 0, 10, 20)) if old else luck.randint(20, 120),
            parking=households // luck.randint(4, 7) if old else households * luck.randint(6, 11) // 10,
            property_company_id=scene.companies[company][1] if by_company else None,
            contract_to=day_in(luck, date(2026, 12, 1), date(2028, 12, 31)) if by_company else None,
            duty_phone=f"{people.PHONES}{(scene.place.region * 14653 + 95_000 + number) % 100_000:05d}"
            if by_company
            else None,
            branch_id=branch.id if branch else None,
            committee=committee,
            elected_on=day_in(luck, date(2021, 1, 1), TODAY) if committee else None,
        )
        estate = Estate(
            id=compound, area=area, spot=spot, households=households, company=company, pays_well=pays_well,
            name=name or title(scene, area, nth), branch=branch,
        )  # fmt: skip
        scene.estates.append(estate)
        if area:
            area.estates.append(estate)


def _sites(scene: Scene) -> list[tuple[Area | None, int]]:
    """The community of each compound, and its place among those of the community; None: the street's own."""
    total = scene.few(scene.place.homes.new + scene.place.homes.old)
    if any(area.unit.compounds for area in scene.areas):
        return [(area, nth) for area in scene.areas for nth in range(area.unit.compounds)]
    if not scene.areas:
        return [(None, nth) for nth in range(total)]
    return [(scene.areas[number % len(scene.areas)], number // len(scene.areas)) for number in range(total)]


def number_of(area: Area | None) -> int:
    """The place of a community among the units of its street."""
    return area.number if area else -1


def title(scene: Scene, area: Area | None, nth: int) -> str:
    """The name of a compound that the documents do not name."""
    above = area.spot.name if area else scene.place.name
    local = above.removesuffix("社区") if "第" not in above else above
    return f"{local}第{nth + 1}小区"


def kind_of(area: Area | None, old: bool) -> CompoundKind:
    """Old estates are old; new ones in villages were built for those whose houses were taken down."""
    if old:
        return CompoundKind.OLD
    if area is not None and area.unit.kind is Kind.VILLAGE:
        return CompoundKind.RESETTLEMENT
    return CompoundKind.COMMERCIAL


def _branch(scene: Scene, number: int, above: Spot, name: str) -> Spot | None:
    if number % 9 == 8:  # every ninth estate has none yet
        return None
    return under(
        scene,
        f"compound/{number}/branch",
        above,
        kind=OrganisationKind.BRANCH,
        code=f"XQ{number + 1:03d}",
        name=f"{name}党支部",
    )


def _dot(scene: Scene, luck: Random) -> str | None:
    latitude, longitude = scene.place.centre
    return f"{latitude + luck.uniform(-0.025, 0.025):.5f},{longitude + luck.uniform(-0.03, 0.03):.5f}"


def _buildings(scene: Scene) -> None:
    homes = scene.place.homes
    total = homes.heads + homes.headless
    if not total:
        return
    counts = shared(total, [estate.households + 150 for estate in scene.estates])
    ordinal = heads = 0
    pairs = []
    for estate, count in zip(scene.estates, counts, strict=True):
        assert estate.area is not None
        for nth in range(count):
            headed = (ordinal + 1) * homes.heads // total > ordinal * homes.heads // total
            grid = estate.area.grids[nth // 3 % len(estate.area.grids)]
            building = _building(scene, estate, ordinal, nth, grid, headed)
            if headed:
                person = _head(scene, heads, building, grid, nth)
                pairs.append((building, person))
                estate.heads.append(person)
                if _of_the_party(scene, heads):
                    estate.members.append(person)
                heads += 1
            ordinal += 1
    scene.book.set_later(Building, "head_id", pairs)


def _building(scene: Scene, estate: Estate, ordinal: int, nth: int, grid: Spot, headed: bool) -> int:
    luck = scene.chance(f"building/{ordinal}")
    whole, unit = nth % 3 == 0, nth % 3
    floors = luck.randint(5, 6) if estate.households < 180 else luck.randint(6, 26)
    return scene.add(
        Building,
        f"building/{ordinal}",
        unit=grid.id,
        compound_id=estate.id,
        name=f"{nth // 3 + 1}号楼" if whole else f"{nth // 3 + 1}号楼{unit}单元",
        level=Level.BUILDING if whole else Level.UNIT,
        floors=floors,
        units=2 if whole else None,
        households=floors * 4 if whole else floors * 2,
        lifts=(2 if whole else 1) if floors > 6 else 0,
        head_since=day_in(luck, date(2022, 6, 1), date(2026, 9, 30)) if headed else None,
    )


def _cared(scene: Scene) -> None:
    """Residents whom the grid visits, with the reason that they agreed to have kept."""
    for ordinal in range(scene.few(scene.place.cared)):
        luck = scene.chance(f"cared/{ordinal}")
        area = scene.areas[ordinal % len(scene.areas)]
        grid = area.grids[ordinal // len(scene.areas) % len(area.grids)]
        child = ordinal % 12 == 11
        scene.person(
            "children" if child else "cared",
            ordinal,
            unit=grid.id,
            room=f"{luck.randint(1, 3)}-{luck.randint(1, 6)}0{luck.randint(1, 2)}",
            relation=HouseholdRelation.GRANDCHILD if child else HouseholdRelation.HEAD,
            residence=Residence.LOCAL,
            origin=Origin.DOOR,
            tags=["left_behind"] if child else [luck.choice(CARE)],
            political=None if child else "13",
            marital="10" if child else luck.choice(("20", "30")),
        )


def _of_the_party(scene: Scene, ordinal: int) -> bool:
    return scene.chance(f"head/party/{ordinal}").random() < 0.4


def _head(scene: Scene, ordinal: int, building: int, grid: Spot, nth: int) -> int:
    luck = scene.chance(f"head/{ordinal}")
    return scene.person(
        "heads",
        ordinal,
        unit=grid.id,
        building_id=building,
        room=f"{nth % 3 or 1}-{luck.randint(1, 6)}0{luck.randint(1, 2)}",
        relation=HouseholdRelation.HEAD,
        residence=Residence.LOCAL,
        origin=Origin.DOOR,
        political=MEMBER if _of_the_party(scene, ordinal) else "13",
        marital="20",
    )
