"""Turns matters into rows of issues: where exactly, who reported, who handles it and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from models.issue import Issue, IssueLevel, IssueState
from models.person import Origin, Residence
from seed import people, settling, supervision, words
from seed.matters import Matter, matters
from seed.place import Kind
from seed.rules import TODAY, day_in, moment
from seed.scene import Area, Estate, Scene, Settled, Spot

T = TypeVar("T")
HANDLED = (IssueState.CALL, IssueState.RESOLVE, IssueState.FEEDBACK, IssueState.SUSPENDED, IssueState.CLOSED)


def build(scene: Scene) -> None:
    """All issues of the place, and the residents whose data was brought up to date on the way."""
    earlier: dict[str, int] = {}
    for ordinal, matter in enumerate(matters(scene)):
        number = _issue(scene, matter, ordinal, earlier)
        if matter.state is IssueState.CLOSED:
            earlier[matter.category] = number
    _updates(scene)


def _issue(scene: Scene, matter: Matter, ordinal: int, earlier: dict[str, int]) -> int:
    luck = scene.chance(f"issue/{matter.key}")
    area = luck.choices(scene.areas, [1 + 3 * len(area.estates) + len(area.grids) for area in scene.areas])[0]
    estate = _often_the_first(luck, area.estates) if area.estates and luck.random() < 0.85 else None
    spot, title, category = _words(luck, matter, area, estate)
    grid = _often_the_first(luck, area.grids) if area.grids and luck.random() < 0.85 else area.spot
    level = IssueLevel.STREET if matter.confirmed else _level(luck, category)
    reported = moment(matter.day, luck.randint(7, 20), luck.randrange(60))
    values: dict[str, Any] = {
        "title": title,
        "description": words.description(luck, title),
        "state": matter.state,
        "source": matter.source,
        "channel": matter.channel,
        "category": category,
        "reported_at": reported,
        "created_at": reported,
        "updated_at": reported,
        "compound_id": estate.id if estate else None,
        "spot": spot,
        "location": _dot(scene, luck),
        "supervised": matter.supervised,
        **_reporter(luck, matter, ordinal),
    }
    if matter.state is not IssueState.COLLECT:
        values["accepted_on"] = matter.day + timedelta(days=luck.randint(0, 1) if matter.day < TODAY else 0)
    if matter.state in HANDLED:
        values |= {"level": level, **_owner(scene, luck, area, estate, level)}
        limit = 60 if matter.channel == "letter" else luck.choice((5, 7, 7, 10, 15))
        values["due_on"] = values["accepted_on"] + timedelta(days=limit)
        if matter.state is not IssueState.CLOSED and values["due_on"] < TODAY and luck.random() < 0.75:
            values["due_on"] = TODAY + timedelta(days=luck.randint(0, 14))  # the time was extended
    if matter.state in words.REASONS:
        values["state_reason"] = words.REASONS[matter.state]
    if matter.state is IssueState.MERGED:
        values["duplicate_of_id"] = earlier.get(category) or next(iter(earlier.values()))
    if matter.state is IssueState.CLOSED:
        values |= _end(luck, matter, category, values)
    number = scene.add(Issue, f"issue/{matter.key}", unit=grid.id, **values)
    settling.build(scene, f"issue/{matter.key}", number, grid.id, values)
    supervision.build(scene, f"issue/{matter.key}", number, grid.id, values)
    if matter.state is IssueState.CLOSED:
        settled = Settled(id=number, title=title, category=category, day=matter.day, closed=values["closed_on"])
        area.settled.append(settled)
        if matter.confirmed:
            scene.confirmed.append(settled)
    return number


def _often_the_first(luck: Random, listed: Sequence[T]) -> T:
    """Some place of a list. The first has more to do: the sample accounts of a grid and a company belong there."""
    return luck.choices(listed, [4, *(1 for _ in listed[1:])])[0]


def _words(luck: Random, matter: Matter, area: Area, estate: Estate | None) -> tuple[str, str, str]:
    if estate is not None:
        spot, title = words.matter(luck, matter.category, estate.name)
        return spot, title, matter.category
    if area.unit.kind is Kind.VILLAGE and matter.category not in words.PROPERTY and not matter.confirmed:
        category, spot, title = words.rural(luck, area.spot.name)
        return spot, title, category
    spot, title = words.matter(luck, matter.category, area.spot.name)
    return spot, title, matter.category


def _level(luck: Random, category: str) -> IssueLevel:
    if category in words.PROPERTY or category in ("lift", "parking", "charging"):
        weights = (6, 3, 1, 0)
    else:
        weights = (3, 4, 2, 1)
    return luck.choices(tuple(IssueLevel), weights)[0]


def _owner(scene: Scene, luck: Random, area: Area, estate: Estate | None, level: IssueLevel) -> dict[str, int]:
    """The company of the compound, the community, a section or a department, with a person of it."""
    if level is IssueLevel.COMPOUND and estate is not None and estate.company >= 0:
        spot, _company, manager = scene.companies[estate.company]
        return {"owner_organisation_id": spot.id, "owner_person_id": manager}
    offices = _offices(scene, level)
    if offices:
        spot, staff = luck.choice(offices)
        return {"owner_organisation_id": spot.id, "owner_person_id": luck.choice(staff)}
    return {"owner_organisation_id": area.spot.id, "owner_person_id": area.secretary}


def _offices(scene: Scene, level: IssueLevel) -> Sequence[tuple[Spot, list[int]]]:
    sections = len(scene.place.sections)
    if level is IssueLevel.STREET:
        return scene.sections[:sections]
    if level is IssueLevel.ABOVE:
        return [office for office in scene.sections[sections:] if "纪工委" not in office[0].name]
    return ()


def _reporter(luck: Random, matter: Matter, ordinal: int) -> dict[str, Any]:
    if matter.source == "grid":
        return {"anonymous": False}
    if luck.random() < 0.08:
        return {"anonymous": True}
    sex = luck.choice((people.MALE, people.FEMALE))
    return {
        "anonymous": False,
        "reporter_name": people.name(luck, sex),
        "reporter_phone": f"{people.PHONES}{(70_000 + ordinal) % 100_000:05d}",
    }


def _end(luck: Random, matter: Matter, category: str, values: dict[str, Any]) -> dict[str, Any]:
    accepted: date = values["accepted_on"]
    due: date = values["due_on"]
    late = not matter.on_time and luck.random() < 0.06
    closed = due + timedelta(days=luck.randint(1, 6)) if late else day_in(luck, accepted, due)
    closed = min(closed, TODAY)
    return {
        "closed_on": closed,
        "updated_at": moment(closed, 17),
        "outcome": words.outcome(luck, category, matter.confirmed),
    }


def _dot(scene: Scene, luck: Random) -> str:
    latitude, longitude = scene.place.centre
    return f"{latitude + luck.uniform(-0.025, 0.025):.5f},{longitude + luck.uniform(-0.03, 0.03):.5f}"


def _updates(scene: Scene) -> None:
    """People whose entry was brought up to date at their door."""
    for ordinal in range(scene.few(scene.place.matters.updates)):
        luck = scene.chance(f"resident/{ordinal}")
        area = scene.areas[ordinal % len(scene.areas)]
        grid = area.grids[ordinal // len(scene.areas) % len(area.grids)]
        scene.person(
            "residents",
            ordinal,
            unit=grid.id,
            residence=luck.choices(tuple(Residence), (7, 3, 1, 0))[0],
            origin=Origin.DOOR,
            updated_at=moment(day_in(luck, date(TODAY.year, 1, 1), TODAY), luck.randint(8, 18)),
        )
