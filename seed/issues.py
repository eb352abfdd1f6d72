"""Turns matters into rows of issues: where exactly, who reported, who handles it and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from random import Random
from typing import Any, TypeVar

from app.process.case import Case
from models.issue import Issue, IssueLevel, IssueState
from models.person import Origin, Residence
from seed import courses, followed, people, reports, settling, supervision, words
from seed.matters import Matter, matters
from seed.place import Kind
from seed.rules import TODAY, day_in, moment
from seed.scene import Area, Assessed, Estate, Scene, Settled, Spot

T = TypeVar("T")
TURNS = 4
STEERED = {1: IssueLevel.STREET, 3: IssueLevel.COMPOUND}
"""Matters with a course, by turns: two in four go to the first section and company, where sample accounts work."""


def build(scene: Scene) -> None:
    """All issues of the place, and the residents whose data was brought up to date on the way."""
    standing: dict[str, Standing] = {}
    last = sorted(enumerate(matters(scene)), key=lambda pair: pair[1].state is IssueState.MERGED)  # into those before
    for ordinal, matter in last:
        _issue(scene, matter, ordinal, standing)
    _updates(scene)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An issue that others of its category can be merged into, and what they have in common."""

    number: int
    unit: int
    common: dict[str, Any]


def _issue(scene: Scene, matter: Matter, ordinal: int, standing: dict[str, Standing]) -> None:
    luck = scene.chance(f"issue/{matter.key}")
    area = luck.choices(scene.areas, [1 + 3 * len(area.estates) + len(area.grids) for area in scene.areas])[0]
    estate = _often_the_first(luck, area.estates) if area.estates and luck.random() < 0.85 else None
    area, estate = _steered(scene, matter, area, estate)
    spot, title, category = _words(luck, matter, area, estate)
    grid = _often_the_first(luck, area.grids) if area.grids and luck.random() < 0.85 else area.spot
    level = IssueLevel.STREET if matter.confirmed else _level(luck, category)
    reported = moment(matter.day, luck.randint(7, 20), luck.randrange(60))
    owner: dict[str, int] = {}
    case = None
    if matter.course:
        level, owner, case = _course(scene, luck, matter, area, estate, level)
        matter.day, reported = case.history[0].on.date(), case.history[0].on.astimezone(UTC)
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
    if case is not None:
        values |= _mirrored(luck, case, category, level, owner)
    elif matter.state is not IssueState.COLLECT:
        values["accepted_on"] = matter.day + timedelta(days=luck.randint(0, 1) if matter.day < TODAY else 0)
    if case is None:
        values |= {"level": level, **_owner(scene, luck, area, estate, level)}
        limit = 60 if matter.channel == "letter" else luck.choice((5, 7, 7, 10, 15))
        values["due_on"] = values["accepted_on"] + timedelta(days=limit)
        values |= _end(luck, matter, category, values)
    unit = grid.id
    if matter.state is IssueState.MERGED:
        into = standing.get(category) or next(iter(standing.values()))
        unit, title = into.unit, into.common["title"]
        values |= {"duplicate_of_id": into.number, "description": words.description(luck, title), **into.common}
    number = scene.add(Issue, f"issue/{matter.key}", unit=unit, **values)
    if case is not None and not case.over:
        common = {key: values[key] for key in ("title", "category", "spot", "compound_id", "location")}
        standing[category] = Standing(number=number, unit=unit, common=common)
    reports.build(scene, f"issue/{matter.key}", number, area.spot.id, values)
    if case is None:
        settling.build(scene, f"issue/{matter.key}", number, unit, values)
    else:
        scene.book.cases[number] = case
        given = followed.build(scene, f"issue/{matter.key}", number, unit, values, case)
        if given is not None:
            assessed = Assessed(issue=number, issue_key=matter.key, title=title, area=area, estate=estate, given=given)
            scene.assessed.append(assessed)
    supervision.build(scene, f"issue/{matter.key}", number, unit, values)
    if matter.state is IssueState.CLOSED:
        settled = Settled(id=number, title=title, category=category, day=matter.day, closed=values["closed_on"])
        area.settled.append(settled)
        if matter.confirmed:
            scene.confirmed.append(settled)


def _steered(scene: Scene, matter: Matter, area: Area, estate: Estate | None) -> tuple[Area, Estate | None]:
    """Where a matter with a course lies: every fourth where the sample account of a community or of a company works."""
    if matter.course and matter.turn % TURNS == 0:
        first = scene.areas[0]
        return first, first.estates[0] if first.estates else None
    run = next((one for one in scene.estates if one.company == 0 and one.area is not None), None)
    if matter.course and STEERED.get(matter.turn % TURNS) is IssueLevel.COMPOUND and run is not None and run.area:
        return run.area, run
    return area, estate


def _course(
    scene: Scene, luck: Random, matter: Matter, area: Area, estate: Estate | None, level: IssueLevel
) -> tuple[IssueLevel, dict[str, int], Case]:
    """Who settles it at which level, and its case."""
    steps = courses.steps_to(matter.course, matter.turn)
    here = "settle_here" in steps and "dispatch" not in steps
    steered = STEERED.get(matter.turn % TURNS)
    level = IssueLevel.COMMUNITY if here else steered or level
    owner = _owner(scene, luck, area, estate, level)
    if level is IssueLevel.STREET and steered:
        spot, staff = scene.sections[0]
        owner = {"owner_organisation_id": spot.id, "owner_person_id": staff[0]}
    cast = courses.Cast(
        grid=scene.name_of(luck.choice(area.workers)[1] if area.workers else area.secretary),
        secretary=scene.name_of(area.secretary),
        owner=scene.name_of(owner["owner_person_id"]),
        centre=scene.name_of(scene.centre[0]),
    )
    return level, owner, courses.case_at(matter.course, matter.turn, cast)


def _mirrored(luck: Random, case: Case, category: str, level: IssueLevel, owner: dict[str, int]) -> dict[str, Any]:
    """What of an issue its case decides."""
    on = {event.transition: event.on.date() for event in case.history}
    found: dict[str, Any] = {
        "accepted_on": on.get("accept"),
        "due_on": next(event.due.date() for event in reversed(case.history) if event.due is not None),
        "updated_at": case.history[-1].on.astimezone(UTC),
    }
    given = [event.transition for event in case.history if event.transition in (*courses.GIVES, "turn_down")]
    if given and given[-1] != "turn_down":
        found |= {"level": level, **owner}
    if "resolve" in on:
        found["outcome"] = words.outcome(luck, category, confirmed=False)
    if case.stage in ("closed", "archived"):
        found["closed_on"] = on["close"]
    elif case.over or case.suspended is not None:
        found["state_reason"] = case.history[-1].reason or courses.REASONS["merge"][0]
    if "reopen" in on:
        found["recurrences"] = 1
    return found


def _often_the_first(luck: Random, listed: Sequence[T]) -> T:
    """Some place of a list. The first has more to do: the sample accounts of a grid and a company belong there."""
    return luck.choices(listed, [4, *(1 for _ in listed[1:])])[0]


def _words(luck: Random, matter: Matter, area: Area, estate: Estate | None) -> tuple[str, str, str]:
    if estate is not None:
        spot, title = words.matter(luck, matter.category, estate.name)
        return spot, title, matter.category
    if (
        area.unit.kind is Kind.VILLAGE
        and not matter.course
        and matter.category not in words.PROPERTY
        and not matter.confirmed
    ):
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
