"""Turns the people of the party into memberships, and its branches into a record of meetings."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from models.party import PartyMeeting, PartyMember, Stage
from seed.rules import TODAY, day_in, moment
from seed.scene import Scene, Spot

QUARTERS = tuple(date(year, month, 1) for year in (2025, 2026) for month in (1, 4, 7, 10))
HELD_MONTHS = tuple(date(2025 + month // 12, month % 12 + 1, 1) for month in range(11, 23))  # December to November
LESSONS = (
    "学习基层治理有关文件",
    "讨论小区治理重点事项",
    "通报支部工作和党费收缴",
    "研究物业服务和停车问题",
    "部署志愿服务和走访",
)
PARTY_DAYS = ("到小区开展卫生整治", "走访独居老人", "参加普法宣传", "清理楼道堆物", "党员户亮身份")


def build(scene: Scene) -> None:
    """Members and meetings of all branches, where the documents speak of them."""
    if not scene.place.party or scene.committee is None:
        return
    _member(scene, scene.committee, "leader", scene.leader)
    for area in scene.areas:
        assert area.branch is not None
        for number, person in enumerate(area.members):
            _member(scene, area.branch, f"area/{area.number}/{number}", person)
        _meetings(scene, area.branch, f"area/{area.number}", area.secretary, len(area.members), QUARTERS, area.number)
        for month in HELD_MONTHS:
            _party_day(scene, area.branch, f"area/{area.number}", area.secretary, len(area.members), month)
    for number, estate in enumerate(scene.estates):
        if estate.branch is None or not estate.members:
            continue
        for nth, person in enumerate(estate.members):
            _member(scene, estate.branch, f"estate/{number}/{nth}", person)
        _meetings(
            scene, estate.branch, f"estate/{number}", estate.members[0], len(estate.members), QUARTERS[-2:], number
        )


def _member(scene: Scene, branch: Spot, key: str, person: int) -> None:
    luck = scene.chance(f"member/{key}")
    probationary = luck.random() < 0.05
    joined = day_in(
        luck, *((date(2025, 12, 1), date(2026, 10, 31)) if probationary else (date(1985, 7, 1), date(2024, 6, 30)))
    )
    scene.add(
        PartyMember,
        f"member/{key}",
        unit=branch.id,
        person_id=person,
        stage=Stage.PROBATIONARY if probationary else Stage.FULL,
        joined_on=joined,
        full_on=_next_year(joined),
        dues=Decimal(luck.choice((5, 8, 10, 15, 20, 30))),
        paid_to=luck.choice((date(2026, 12, 31), date(2026, 12, 31), date(2026, 9, 30), date(2026, 6, 30))),
        on_duty=luck.random() < 0.25,
        households=luck.randint(3, 10),
        publish=luck.random() < 0.7,
    )


def _next_year(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28))


def _meetings(
    scene: Scene, branch: Spot, key: str, chair: int, members: int, quarters: tuple[date, ...], number: int
) -> None:
    """A members' meeting each quarter; every thirteenth branch missed one."""
    for nth, first in enumerate(quarters):
        if number % 13 == 12 and nth == len(quarters) // 2:
            continue
        luck = scene.chance(f"meeting/{key}/{first}")
        topic = luck.choice(LESSONS)
        day = _workday(luck, first, 45)
        _add(scene, branch, f"meeting/{key}/{first}", "members", topic, day, chair, members, luck)


def _party_day(scene: Scene, branch: Spot, key: str, chair: int, members: int, month: date) -> None:
    luck = scene.chance(f"party_day/{key}/{month}")
    day = _workday(luck, month, 18)
    _add(scene, branch, f"party_day/{key}/{month}", "party_day", luck.choice(PARTY_DAYS), day, chair, members, luck)


def _workday(luck: Random, first: date, days: int) -> date:
    day = first + timedelta(days=luck.randint(3, days))
    return min(day - timedelta(days=max(0, day.weekday() - 4)), TODAY - timedelta(days=1))


def _add(
    scene: Scene, branch: Spot, key: str, kind: str, topic: str, day: date, chair: int, members: int, luck: Random
) -> None:
    absent = min(members - 1, luck.choice((0, 0, 0, 1, 1, 2)))
    scene.add(
        PartyMeeting,
        key,
        unit=branch.id,
        kind=kind,
        topic=topic,
        held_on=moment(day, luck.choice((9, 14, 19)), luck.choice((0, 30))),
        where=luck.choice(("社区党群服务中心", "网格驿站", "小区党群驿站")),
        chair_id=chair,
        expected=members,
        present=members - absent,
        excused=f"{absent}人因工作请假。" if absent else None,
        minutes=f"{topic}，活动后交流体会。"
        if kind == "party_day"
        else f"会议{topic}，与会党员逐一发言，形成一致意见。",
        created_at=moment(day, 21),
    )
