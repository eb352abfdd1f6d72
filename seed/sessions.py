"""Turns settled issues into the deliberations at which they were on the table: who came, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision, SessionState
from seed import people
from seed.rules import TODAY, moment
from seed.scene import Area, Scene, Settled

MONTHS = tuple(date(2025 + month // 12, month % 12 + 1, 1) for month in range(11, 23))  # December to November
VENUES = {
    "corner": (("民情议事角", "courtyard"),),
    "folding_stool": (("楼前空地", "building_front"),),
    "pavilion": (("小区凉亭", "pavilion"),),
    "bench": (("小区院里", "courtyard"), ("小广场", "square")),
    "corridor": (("文化长廊", "corridor"),),
    "courtyard": (("居民小院", "courtyard"),),
    "square": (("社区广场", "square"),),
    "talent": (("党群服务中心", "service_centre"),),
    "room": (("村会议室", "meeting_room"), ("公共法律服务室", "meeting_room")),
}
PRIVATE = ("family", "labour", "neighbours", "title_deed")  # settled behind a door
STATION = "网格驿站"
FORGOTTEN = timedelta(days=45)  # past their day, decisions of the sample are done
TOPICS = (
    "停车秩序怎么管",
    "电动车充电怎么改",
    "楼道堆物怎么清",
    "加装电梯怎么谈",
    "养犬怎么文明",
    "公共收益怎么用",
    "小广场怎么用",
    "村道养护怎么出工",
)
ABSENCES = ("临时出差", "家中有事", "身体不适", "单位值班")
SAYINGS = (
    "同意大家的意见，愿意配合。",
    "希望先公示再动工。",
    "费用怎么分摊要讲清楚。",
    "愿意出一份力，带头做起。",
    "请定期通报进展。",
)
TASKS = ("{topic}：拟定方案并张贴公示", "{topic}：逐户征求意见，汇总上报", "{topic}：落实到人，完成后请居民评议")


def build(scene: Scene) -> None:
    """All deliberations of the place."""
    talks = scene.place.talks
    if talks.monthly:
        for area in scene.areas:
            for nth, month in enumerate(MONTHS):
                station = talks.stations and nth % 4 == 0
                _session(
                    scene,
                    f"{area.number}/{month}",
                    area,
                    month,
                    talks.formats[(area.number + nth) % len(talks.formats)],
                    station,
                )
            _planned(scene, area, talks.formats[area.number % len(talks.formats)])
    for number in range(scene.few(talks.total)):
        area = scene.areas[number % len(scene.areas)]
        month = date(TODAY.year, 1 + number % 6, 1)
        _session(scene, f"all/{number}", area, month, talks.formats[number % len(talks.formats)], station=False)


def _session(scene: Scene, key: str, area: Area, month: date, form: str, station: bool) -> None:
    luck = scene.chance(f"session/{key}")
    day = min(month + timedelta(days=luck.randint(4, 24)), TODAY - timedelta(days=1))
    settled = _settled(area, day)
    topic = settled[0].title if settled else luck.choice(TOPICS)
    venue, kind = (f"{area.spot.name}{STATION}", "grid_station") if station else _venue(luck, area, form)
    present, absent, observers = luck.randint(4, 8), luck.choice((0, 0, 1, 1, 2)), luck.choice((0, 0, 1, 2))
    session = scene.add(
        DeliberationSession,
        f"session/{key}",
        unit=area.spot.id,
        title=f"商议：{topic[:70]}" if settled else f"{area.spot.name}议事：{topic}",
        state=SessionState.HELD,
        format=form,
        held_on=moment(day, luck.choice((9, 15, 19)), luck.choice((0, 30))),
        venue=venue,
        venue_kind=kind,
        chair_id=area.secretary,
        issues=[issue.id for issue in settled] or None,
        expected=present + absent,
        present=present,
        observers=observers,
        agenda="一、通报情况；二、各方发言；三、商定办法和期限。",
        resolution=f"与会{present}人商定：{luck.choice(TASKS).format(topic=topic[:40])}。",
        created_at=moment(day, 21),
        updated_at=moment(day, 21),
    )
    if not scene.book.is_new(DeliberationSession, session):
        return  # who came was drawn from the units of that load
    _attendance(scene, key, session, area, luck, (present, absent, observers))
    for nth in range(luck.choice((1, 1, 2))):
        _decision(scene, key, nth, session, area, luck, topic, day)


def _planned(scene: Scene, area: Area, form: str) -> None:
    """The next session, which is still to come."""
    luck = scene.chance(f"planned/{area.number}")
    venue, kind = _venue(luck, area, form)
    scene.add(
        DeliberationSession,
        f"planned/{area.number}",
        unit=area.spot.id,
        title=f"{area.spot.name}议事：{luck.choice(TOPICS)}",
        state=SessionState.PLANNED,
        format=form,
        held_on=moment(TODAY + timedelta(days=luck.randint(5, 20)), 19),
        venue=venue,
        venue_kind=kind,
        chair_id=area.secretary,
    )


def _settled(area: Area, day: date) -> Sequence[Settled]:
    """Up to two issues of the community that were open on that day or shortly before."""
    near = [
        issue
        for issue in area.settled
        if issue.day <= day <= issue.closed + timedelta(days=14) and issue.category not in PRIVATE
    ]
    return sorted(near, key=lambda issue: issue.day, reverse=True)[:2]


def _venue(luck: Random, area: Area, form: str) -> tuple[str, str]:
    where, kind = luck.choice(VENUES[form])
    return f"{area.spot.name}{where}", kind


def _attendance(scene: Scene, key: str, session: int, area: Area, luck: Random, counts: tuple[int, int, int]) -> None:
    """The secretary first, then the parties by turns; the company's manager where one is concerned."""
    present, absent, observers = counts
    estate = luck.choice(area.estates) if area.estates else None
    heads = list(estate.heads) if estate else []
    sides = ["community_party"]
    if estate is not None and estate.company >= 0:
        sides.append("property_company")
    sides += [
        "owners_committee",
        "parties",
        "residents",
        "elders",
        "parties",
        "residents",
        "residents",
        "residents",
        "elders",
    ]
    for nth in range(present + absent + observers):
        observer = nth >= present + absent
        side = "section" if observer else sides[nth % len(sides)]
        came = nth < present or observer
        person: int | None = None
        unit: int | None = None
        if nth == 0:
            person, unit = area.secretary, area.spot.id
        elif side == "property_company" and estate is not None:
            unit, person = scene.companies[estate.company][0].id, scene.companies[estate.company][2]
        elif observer:
            unit = scene.sections[0][0].id
            person = scene.sections[0][1][nth % len(scene.sections[0][1])]
        elif side in ("residents", "owners_committee") and heads:
            person = heads.pop(luck.randrange(len(heads)))
        scene.add(
            SessionAttendance,
            f"attendance/{key}/{nth}",
            unit=area.spot.id,
            session_id=session,
            name=scene.name_of(person) if person else people.name(luck, luck.choice((people.MALE, people.FEMALE))),
            person_id=person,
            side=side,
            unit_id=unit,
            present=came,
            observer=observer,
            absence=None if came else luck.choice(ABSENCES),
            statement=luck.choice(SAYINGS) if came and not observer and luck.random() < 0.6 else None,
        )


def _decision(scene: Scene, key: str, nth: int, session: int, area: Area, luck: Random, topic: str, day: date) -> None:
    due = day + timedelta(days=luck.choice((7, 10, 14, 21)))
    done = due + timedelta(days=luck.randint(-5, 3))
    finished = done <= TODAY and (luck.random() < 0.96 or due < TODAY - FORGOTTEN)
    helper = luck.choice(area.workers)[1] if area.workers else area.secretary
    scene.add(
        SessionDecision,
        f"decision/{key}/{nth}",
        unit=area.spot.id,
        session_id=session,
        text=TASKS[(nth + luck.randrange(2)) % len(TASKS)].format(topic=topic[:60]),
        owner_organisation_id=area.spot.id,
        owner_person_id=area.secretary if nth == 0 else helper,
        due_on=due,
        done=finished,
        done_on=done if finished else None,
        result="已完成，并在公示栏张贴结果。" if finished else None,
        created_at=moment(day, 21),
    )
