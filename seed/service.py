"""Turns a place's volunteers into registrations with teams, activities and rated service records."""

from __future__ import annotations

from datetime import date

from models.person import Origin, Residence
from models.volunteer import Volunteer, VolunteerState
from models.volunteering import VolunteerTeam
from seed.rules import TODAY, day_in
from seed.scene import Area, Scene

SKILLS = ("mediation", "law", "medical", "first_aid", "elderly_care", "tutoring", "electrician", "hairdressing", "patrol", "environment", "traffic", "performance", "computer", "emergency")  # fmt: skip


def build(scene: Scene) -> None:
    """All voluntary service of the place."""
    teams = _teams(scene)
    _volunteers(scene, teams)


def _teams(scene: Scene) -> list[int]:
    service = scene.place.service
    names = (*service.teams, *(f"{scene.place.local_name}第{n}志愿队" for n in range(len(service.teams) + 1, len(service.teams) + service.more_teams + 1)))
    made = []
    for number, name in enumerate(names[: scene.few(len(names))]):
        luck = scene.chance(f"team/{number}")
        area = scene.areas[number % len(scene.areas)]
        unit = area.spot if service.more_teams else scene.street
        made.append(
            scene.add(
                VolunteerTeam,
                f"team/{number}",
                unit=unit.id,
                name=name,
                founded_on=day_in(luck, date(2019, 1, 1), date(2024, 10, 31)),
                active=True,
                aims="由居民自愿报名，按各自时间参加服务。",
            )
        )
    return made


def _volunteers(scene: Scene, teams: list[int]) -> None:
    for number in range(scene.few(scene.place.service.volunteers)):
        luck = scene.chance(f"volunteer/{number}")
        area: Area = scene.areas[number % len(scene.areas)]
        home = area.grids[number // len(scene.areas) % len(area.grids)]
        person = scene.person(
            "volunteers",
            number,
            unit=home.id,
            residence=Residence.LOCAL if luck.random() < 0.8 else Residence.TENANT,
            origin=Origin.SELF,
            political=luck.choices(("01", "03", "13"), (3, 2, 5))[0],
        )
        volunteer = scene.add(
            Volunteer,
            f"volunteer/{number}",
            unit=home.id,
            person_id=person,
            state=VolunteerState.PAUSED if number % 23 == 22 else VolunteerState.ACTIVE,
            team_id=teams[number % len(teams)] if teams and luck.random() < 0.7 else None,
            skills=sorted(luck.sample(SKILLS, luck.randint(1, 3)), key=SKILLS.index),
            registered_on=day_in(luck, date(2023, 1, 5), TODAY),
            publish=luck.random() < 0.4,
        )
        scene.volunteers.append((volunteer, person, area))
