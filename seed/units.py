"""Turns a place into its organisations: district, street, communities, grids, sections, departments, party branches."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.organisation import Organisation, OrganisationKind
from seed.book import Book
from seed.place import Kind, Place
from seed.rules import shared
from seed.scene import Area, Scene, Spot

SINCE = date(2022, 1, 1)


def build(book: Book, place: Place, full: bool) -> Scene:
    """The scene of a place with all its organisations."""
    district = _add(
        book,
        f"district/{place.district}",
        above=None,
        street=None,
        kind=OrganisationKind.DISTRICT,
        code=f"{place.district}000000",
        name=place.district_name,
    )
    code = f"{place.code}000" if len(place.code) == 9 else place.code
    street = _add(
        book,
        f"{place.key}/street",
        above=district,
        street=0,
        kind=OrganisationKind.STREET,
        code=code,
        name=place.name,
        households=place.households or None,
        population=place.population or None,
    )
    scene = Scene(book=book, place=place, full=full, street=street)
    _offices(scene)
    _areas(scene)
    _special_grids(scene)
    _societies(scene)
    return scene


def under(scene: Scene, key: str, above: Spot, **values: Any) -> Spot:
    """An organisation of the scene's street below another one."""
    return _add(scene.book, f"{scene.place.key}/{key}", above=above, street=scene.street.id, **values)


def _add(book: Book, key: str, *, above: Spot | None, street: int | None, kind: str, **values: Any) -> Spot:
    number = book.add(
        Organisation,
        key,
        street=street,
        unit=None,
        parent_id=above.id if above else None,
        kind=str(kind),
        valid_from=SINCE,
        **values,
    )
    path = f"{above.path if above else '/'}{number}/"
    if book.is_new(Organisation, number):
        row = book.row(Organisation, number)
        # A unit owns its own row, and a street is its own tenant: known only now that it has an id.
        row.update(path=path, organisation_id=number, street_id=number if street == 0 else street)
    return Spot(id=number, name=values["name"], path=path)


def _offices(scene: Scene) -> None:
    place = scene.place
    for number, office in enumerate(place.sections, 1):
        spot = under(
            scene,
            f"section/{number}",
            scene.street,
            kind=OrganisationKind.SECTION,
            code=f"KS{number:02d}",
            name=office.name,
        )
        scene.sections.append((spot, []))
    for number, office in enumerate(place.departments, 1):
        spot = under(
            scene,
            f"department/{number}",
            scene.street,
            kind=OrganisationKind.DEPARTMENT,
            code=f"BM{number:02d}",
            name=office.name,
        )
        scene.sections.append((spot, []))
    if place.studio:
        under(
            scene,
            "studio",
            scene.street,
            kind=OrganisationKind.SECTION,
            code="GZS",
            name=f"{place.name}{place.studio}",
        )
    if place.party:
        scene.committee = under(
            scene,
            "committee",
            scene.street,
            kind=OrganisationKind.PARTY_COMMITTEE,
            code="DGW",
            name=f"{place.name}党工委",
        )


def _areas(scene: Scene) -> None:
    place = scene.place
    units = place.units[: scene.few(len(place.units))]
    weights = [
        [1 + 0.25 * ((area * 5 + grid * 3) % 4) for grid in range(unit.grids)] for area, unit in enumerate(units)
    ]
    flat = [weight for part in weights for weight in part]
    households = iter(shared(place.households, flat)) if place.households else None
    people = iter(shared(place.population, flat)) if place.population else None
    numbers = {Kind.COMMUNITY: 0, Kind.VILLAGE: 199}
    grid_number = 0
    for place_in_list, unit in enumerate(units):
        numbers[unit.kind] += 1
        local = len(place.code) != 9
        code = f"DY{numbers[unit.kind]:03d}" if local else f"{place.code}{numbers[unit.kind]:03d}"
        key = f"unit/{place_in_list + 1}"
        spot = under(
            scene,
            key,
            scene.street,
            kind=unit.kind.value,
            code=code,
            name=unit.name,
            pilot=unit.pilot,
            remarks=f"特色品牌：{unit.brand}" if unit.brand else None,
        )
        area = Area(unit=unit, spot=spot, number=place_in_list)
        sums = [0, 0]
        for number in range(1, unit.grids + 1):
            grid_number += 1
            size = {}
            if households is not None:
                size["households"] = next(households)
            if people is not None:
                size["population"] = next(people)
            sums[0] += size.get("households", 0)
            sums[1] += size.get("population", 0)
            grid = under(
                scene,
                f"{key}/grid/{number}",
                spot,
                kind=OrganisationKind.GRID,
                code=f"WG{number:02d}",
                name=f"{place.name}第{grid_number}网格",
                remarks=_device(place, grid_number),
                **size,
            )
            area.grids.append(grid)
            for micro in range(1, unit.micro_grids + 1):
                small = under(
                    scene,
                    f"{key}/grid/{number}/micro/{micro}",
                    grid,
                    kind=OrganisationKind.MICRO_GRID,
                    code=f"WW{micro:02d}",
                    name=f"{place.name}第{grid_number}网格第{micro}微网格",
                    households=50,
                )
                area.micro_grids.append(small)
        if scene.book.is_new(Organisation, spot.id) and sums[0]:
            scene.book.row(Organisation, spot.id).update(households=sums[0], population=sums[1])
        if place.party:
            area.branch = under(
                scene,
                f"{key}/branch",
                spot,
                kind=OrganisationKind.GENERAL_BRANCH if unit.grids > 9 else OrganisationKind.BRANCH,
                code="DZB",
                name=f"{unit.name}党{'总' if unit.grids > 9 else ''}支部",
            )
        scene.areas.append(area)


def _device(place: Place, grid: int) -> str | None:
    """Each grid has one of the terminals; the rest are with the first section."""
    return f"综治E通 E{grid:04d}" if place.staffing.devices else None


def _special_grids(scene: Scene) -> None:
    for number in range(1, scene.few(scene.place.special_grids) + 1):
        grid = under(
            scene,
            f"special/{number}",
            scene.street,
            kind=OrganisationKind.SPECIAL_GRID,
            code=f"ZS{number:02d}",
            name=f"{scene.place.name}第{number}专属网格",
        )
        scene.special_grids.append(grid)
    grids = sum(unit.grids for unit in scene.place.units)
    spare = range(grids + 1, scene.place.staffing.devices + 1)
    if spare and scene.book.is_new(Organisation, scene.sections[0][0].id):
        row = scene.book.row(Organisation, scene.sections[0][0].id)
        row["remarks"] = "、".join(f"综治E通 E{number:04d}" for number in spare)


def _societies(scene: Scene) -> None:
    for number in range(1, scene.few(scene.place.social_organisations) + 1):
        under(
            scene,
            f"society/{number}",
            scene.street,
            kind=OrganisationKind.SOCIAL_ORGANISATION,
            code=f"SZ{number:04d}",
            name=f"{scene.place.local_name}{SOCIETIES[number % len(SOCIETIES)]}第{number}号",
        )


SOCIETIES = ("志愿者协会", "行业协会", "老年协会", "文体协会", "互助会", "调解协会", "公益服务队", "合作社联合会")
