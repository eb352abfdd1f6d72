"""Turns a place's staffing into persons and dated posts: leaders, sections, secretaries, grids."""

from __future__ import annotations

from datetime import date

from app.declare import Role
from models.person import Origin, Residence
from models.post import Post
from seed.place import Kind
from seed.rules import TODAY, day_in
from seed.scene import Area, Scene, Spot

MEMBER = "01"  # GB/T 4762: member of the party


def build(scene: Scene) -> None:
    """All persons who work for the place, with their posts."""
    _leaders(scene)
    _sections(scene)
    _secretaries(scene)
    _social_workers(scene)
    _grid_leaders(scene)
    (_shared_staff if scene.place.staffing.shared else _grid_staff)(scene)
    _micro_staff(scene)
    _crossed(scene)
    _awards(scene)


def worker(scene: Scene, listed: str, ordinal: int, spot: Spot, role: str, title: str, party: bool = False) -> int:
    """A member of staff with one post that is held today."""
    number = scene.person(
        listed,
        ordinal,
        unit=spot.id,
        staff=True,
        origin=Origin.REGISTER,
        residence=Residence.LOCAL,
        political=MEMBER if party else "13",
        education=scene.chance(f"education/{listed}/{ordinal}").choice(("21", "21", "31", "61")),
    )
    post(scene, f"{listed}/{ordinal}", number, spot, role, title)
    return number


def post(
    scene: Scene, key: str, person: int, spot: Spot, role: str, title: str, ended: tuple[date, date] | None = None
) -> None:
    """A post since some day of the last years, or one that has ended."""
    luck = scene.chance(f"post/{key}")
    starts, ends = ended or (day_in(luck, date(2022, 3, 1), date(2026, 6, 30)), None)
    scene.add(
        Post,
        f"post/{key}/{role}",
        unit=spot.id,
        person_id=person,
        role=role,
        title=title,
        starts_on=starts,
        ends_on=ends,
    )


def _leaders(scene: Scene) -> None:
    office = scene.street
    scene.leader = worker(scene, "leaders", 1, office, Role.PARTY_SECRETARY, "党工委书记", party=True)
    for number, title in enumerate(("社会治理中心主任", "社会治理中心副主任", "社会治理中心受理员"), 1):
        scene.centre.append(worker(scene, "offices", number, office, Role.STREET_CENTRE, title))


def _sections(scene: Scene) -> None:
    ordinal = 10
    for office, (spot, staff) in zip((*scene.place.sections, *scene.place.departments), scene.sections, strict=True):
        listed = "specialists" if office.title == "专业网格员" else "offices"
        for number in range(office.staff):
            ordinal += 1
            title = "负责人" if number == 0 and office.role == Role.SECTION and listed == "offices" else office.title
            staff.append(worker(scene, listed, ordinal, spot, office.role, title))


def _secretaries(scene: Scene) -> None:
    for area in scene.areas:
        title = "村党支部书记" if area.unit.kind is Kind.VILLAGE else "社区党组织书记"
        area.secretary = worker(
            scene, "secretaries", area.number, area.spot, Role.COMMUNITY_SECRETARY, title, party=True
        )
        area.members.append(area.secretary)
        # The one before: posts have an end, and who held them is still known.
        former = scene.person("secretaries", 500 + area.number, unit=area.spot.id, residence=Residence.LOCAL)
        post(
            scene,
            f"former/{area.number}",
            former,
            area.spot,
            Role.COMMUNITY_SECRETARY,
            title,
            ended=(date(2018, 1, 2), date(2022, 2, 28)),
        )


def _social_workers(scene: Scene) -> None:
    workers, certified = scene.place.staffing.social_workers, scene.place.staffing.certified
    for number in range(scene.few(workers) if workers else 0):
        area = scene.areas[number % len(scene.areas)]
        every = workers // certified
        title = "本土社工（持证）" if number % every == 0 else "本土社工"
        worker(scene, "social_workers", number, area.spot, Role.GRID_STAFF, title)


def _grid_leaders(scene: Scene) -> None:
    if not scene.place.staffing.leaders:
        return
    for ordinal, (area, grid) in enumerate(grids(scene)):
        party = ordinal % 2 == 0
        number = worker(scene, "grid_leaders", ordinal, grid, Role.GRID_LEADER, "网格长", party=party)
        area.workers.append((grid, number))
        if party:
            area.members.append(number)


def _grid_staff(scene: Scene) -> None:
    """One grid after the other gets a member of staff, until all have a place."""
    staff = scene.place.staffing
    reserve = 10 * staff.reserve // staff.staff if staff.staff else 0  # of each ten
    places = [*grids(scene), *((scene.areas[0], grid) for grid in scene.special_grids)]
    for ordinal in range(scene.few(staff.staff) if places else 0):
        area, grid = places[ordinal % len(places)]
        title = "网格员（村级后备人才）" if ordinal % 10 < reserve else "专职网格员"
        number = worker(scene, "grid_staff", ordinal, grid, Role.GRID_STAFF, title)
        area.workers.append((grid, number))


def _shared_staff(scene: Scene) -> None:
    """Fewer people than grids: each has two or three grids of one community, and some grids have two people."""
    total = len(grids(scene))
    first = 0
    for place, area in enumerate(scene.areas):
        before = sum(len(other.grids) for other in scene.areas[: place + 1])
        last = scene.place.staffing.staff * before // total
        team = range(first, last)
        first = last
        members = [
            scene.person(
                "grid_staff",
                ordinal,
                unit=area.spot.id,
                staff=True,
                origin=Origin.REGISTER,
                residence=Residence.LOCAL,
                political=MEMBER if ordinal % 2 else "13",
            )
            for ordinal in team
        ]
        area.members.extend(person for ordinal, person in zip(team, members, strict=True) if ordinal % 2)
        for number, grid in enumerate(area.grids):
            helpers = {number % len(members)} | ({(number + 3) % len(members)} if number % 5 == 0 else set())
            for helper in sorted(helpers):
                post(
                    scene,
                    f"grid_staff/{area.number}/{number}/{helper}",
                    members[helper],
                    grid,
                    Role.GRID_STAFF,
                    "网格员",
                )
                area.workers.append((grid, members[helper]))


def _micro_staff(scene: Scene) -> None:
    """A neighbour looks after each micro-grid."""
    ordinal = 0
    for area in scene.areas:
        for grid in area.micro_grids:
            worker(scene, "micro_staff", ordinal, grid, Role.MICRO_GRID, "微网格员")
            ordinal += 1


def _crossed(scene: Scene) -> None:
    """Party members of estates and companies sit in each other's bodies, in pilot communities."""
    for area in scene.areas:
        if area.unit.pilot and scene.sections:
            person = scene.sections[0][1][area.number % len(scene.sections[0][1])]
            post(scene, f"cross/{area.number}", person, area.spot, Role.SECTION, "社区党组织兼职委员")


def _awards(scene: Scene) -> None:
    for number in range(scene.few(scene.place.staffing.awards)):
        area = scene.areas[number % len(scene.areas)]
        scene.person(
            "cadres",
            number,
            unit=area.spot.id,
            residence=Residence.LOCAL,
            remarks=f"{TODAY.year - 1}年度表现优秀的村干部，受镇党委奖励",
        )


def grids(scene: Scene) -> list[tuple[Area, Spot]]:
    """All grids of the place with their community."""
    return [(area, grid) for area in scene.areas for grid in area.grids]
