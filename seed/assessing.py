"""Turns issues that were given to somebody into the sessions before: four parties, statements, a vote, a decision."""

from __future__ import annotations

from random import Random

from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision, SessionState
from models.loop.assignment import Assignment
from models.statements import SessionStatement, SessionVote, VoteMethod
from seed import people
from seed.rules import moment
from seed.scene import Assessed, Scene
from seed.sessions import ABSENCES, SAYINGS

COMPOUND = ("community_party", "property_company", "owners_committee", "parties")
ELSEWHERE = ("community_party", "parties")
LISTENING = ("residents", "elders")
AGENDA = "一、社区通报情况；二、四方发言；三、表决；四、商定责任单位和期限。"
VENUES = (("楼前空地", "building_front"), ("小区凉亭", "pavilion"), ("党群服务中心", "service_centre"))


def build(scene: Scene) -> None:
    """A session for each."""
    for assessed in scene.assessed:
        session(scene, assessed)


def session(scene: Scene, assessed: Assessed) -> None:
    """The session at which the issue was assessed, and its decision, which the assignment follows."""
    key, area, given = f"assessed/{assessed.issue_key}", assessed.area, assessed.given
    luck = scene.chance(key)
    day, venue = given.day, luck.choice(VENUES)
    sides = [*(COMPOUND if assessed.estate else ELSEWHERE), *luck.sample(LISTENING * 2, 3)]
    missing = luck.choice(sides[1 : len(sides) - 3]) if luck.random() < 0.3 else ""  # the party is not the secretary's
    present = len(sides) - bool(missing)
    number = scene.add(
        DeliberationSession,
        key,
        unit=area.spot.id,
        title=f"会商：{assessed.title[:100]}",
        state=SessionState.HELD,
        format=scene.place.talks.formats[luck.randrange(len(scene.place.talks.formats))],
        held_on=moment(day, 8),
        venue=f"{area.spot.name}{venue[0]}",
        venue_kind=venue[1],
        chair_id=area.secretary,
        compound_id=assessed.estate.id if assessed.estate else None,
        issues=[assessed.issue],
        expected=len(sides),
        present=present,
        observers=0,
        agenda=AGENDA,
        resolution=f"由责任单位在{given.due.month}月{given.due.day}日前办结，社区负责督促并回访。",
        created_at=moment(day, 8, 20),
        updated_at=moment(day, 8, 20),
    )
    spoke = attendance(scene, key, number, assessed, luck, sides, missing)
    for nth, (person, name) in enumerate(spoke):
        scene.add(
            SessionStatement,
            f"{key}/statement/{nth}",
            unit=area.spot.id,
            session_id=number,
            speaker_id=person,
            name=name,
            topic="四方发言",
            text=SAYINGS[(nth + luck.randrange(2)) % len(SAYINGS)],
            said_at=moment(day, 8, 5 + nth),
            position=nth,
        )
    against = luck.choice((0, 0, 1))
    abstained = luck.choice((0, 1))
    scene.add(
        SessionVote,
        f"{key}/vote",
        unit=area.spot.id,
        session_id=number,
        subject="是否同意商定的办法和期限",
        method=VoteMethod.HANDS,
        in_favour=present - against - abstained,
        against=against,
        abstained=abstained,
        position=0,
    )
    decision(scene, key, number, assessed)


def attendance(
    scene: Scene, key: str, session: int, assessed: Assessed, luck: Random, sides: list[str], missing: str
) -> list[tuple[int, str]]:
    """Who was asked and who came; returns who spoke."""
    area, estate, spoke = assessed.area, assessed.estate, []
    for nth, side in enumerate(sides):
        person: int | None = None
        unit: int | None = None
        if side == "community_party":
            person, unit = area.secretary, area.spot.id
        elif side == "property_company" and estate is not None and estate.company >= 0:
            unit, person = scene.companies[estate.company][0].id, scene.companies[estate.company][2]
        came = side != missing
        name = scene.name_of(person) if person else people.name(luck, luck.choice((people.MALE, people.FEMALE)))
        number = scene.add(
            SessionAttendance,
            f"{key}/attendance/{nth}",
            unit=area.spot.id,
            session_id=session,
            name=name,
            person_id=person,
            side=side,
            unit_id=unit,
            present=came,
            observer=False,
            absence=None if came else luck.choice(ABSENCES),
        )
        if came and nth < 4:
            spoke.append((number, name))
    return spoke


def decision(scene: Scene, key: str, session: int, assessed: Assessed) -> None:
    """What was decided: who does it by when."""
    given = assessed.given
    number = scene.add(
        SessionDecision,
        f"{key}/decision",
        unit=assessed.area.spot.id,
        session_id=session,
        text=f"办理：{assessed.title[:120]}",
        owner_organisation_id=given.unit,
        owner_person_id=given.person,
        due_on=given.due,
        done=given.done is not None,
        done_on=given.done,
        result="已办结，并答复反映人。" if given.done is not None else None,
        created_at=moment(given.day, 8, 20),
    )
    if scene.book.is_new(Assignment, given.number):
        scene.book.row(Assignment, given.number)["decision_id"] = number
