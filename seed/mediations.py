"""Turns disputes that a court confirmed into mediations with parties and requests, and adds some that still run."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from models.confirmation import ConfirmationState, JudicialConfirmation
from models.mediating import last_day
from models.mediation import Mediation, MediationParty, MediationState, Side
from seed import people
from seed.rules import TODAY, moment
from seed.scene import Scene, Settled

FACTS = "{title}。双方对经过没有争议，对责任和金额有分歧。"
ITEMS = (
    "一、双方同意按协议约定的办法解决。\n"
    "二、{first}于期限内履行完毕，{second}不再就此事提出其他要求。\n"
    "三、双方今后友好相处。"
)
MANNERS = ("一次性给付", "转账", "修复原状", "当面道歉并给付")
RUNNING = ((3, "漏水赔偿"), (26, "装修噪声补偿"), (40, "借款归还"))
"""Mediations of late without a request yet: how many days ago, and about what. The last one is out of time."""


def build(scene: Scene) -> None:
    """All mediations of the place."""
    court = next((spot for spot, _staff in scene.sections if "法院" in spot.name), None)
    if court is None:
        return
    for nth, settled in enumerate(scene.confirmed):
        number, unit, luck = mediation(scene, f"confirmed/{nth}", settled.title, settled.closed, settled)
        asked = min(settled.closed + timedelta(days=luck.randint(3, 20)), TODAY)
        received = min(asked + timedelta(days=2), TODAY)
        decided = min(received + timedelta(days=luck.randint(3, 12)), TODAY)
        scene.add(
            JudicialConfirmation,
            f"confirmation/confirmed/{nth}",
            unit=unit,
            mediation_id=number,
            court_id=court.id,
            state=ConfirmationState.CONFIRMED,
            deadline=last_day(settled.closed),
            requested_on=asked,
            received_on=received,
            court_number=f"（{decided.year}）诉前调确{nth + 1:03d}号",
            decided_on=decided,
            result="经审查，调解协议符合法律规定，裁定有效。",
            created_at=moment(asked, 9),
            updated_at=moment(decided, 16),
        )
    for nth, (days, about) in enumerate(RUNNING):
        day = TODAY - timedelta(days=days)
        number, unit, _luck = mediation(scene, f"running/{nth}", f"{scene.areas[nth].spot.name}居民{about}纠纷", day)
        scene.add(
            JudicialConfirmation,
            f"confirmation/running/{nth}",
            unit=unit,
            mediation_id=number,
            court_id=court.id,
            state=ConfirmationState.PREPARED,
            deadline=last_day(day),
            created_at=moment(day, 17),
        )


def mediation(scene: Scene, key: str, title: str, day: date, settled: Settled | None = None) -> tuple[int, int, Random]:
    """A mediation that ended with an agreement, with its two parties."""
    luck = scene.chance(f"mediation/{key}")
    area = next((area for area in scene.areas if settled in area.settled), None) or luck.choice(scene.areas)
    names = [people.name(luck, luck.choice((people.MALE, people.FEMALE))) for _side in range(2)]
    mediators = next((staff for spot, staff in scene.sections if "司法" in spot.name or "调解" in spot.name), [])
    number = scene.add(
        Mediation,
        f"mediation/{key}",
        unit=area.spot.id,
        title=title[:120],
        state=MediationState.AGREED,
        issue_id=settled.id if settled else None,
        on_the_spot=False,
        held_on=day,
        place=f"{area.spot.name}调解室",
        mediator_id=luck.choice(mediators) if mediators else area.secretary,
        committee=f"{area.spot.name}人民调解委员会",
        facts=FACTS.format(title=title),
        items=ITEMS.format(first=names[1], second=names[0]),
        manner=luck.choice(MANNERS),
        perform_by=day + timedelta(days=15),
        effective_on=day,
        created_at=moment(day, 16),
        updated_at=moment(day, 16),
    )
    for nth, (name, side) in enumerate(zip(names, (Side.APPLICANT, Side.RESPONDENT), strict=True)):
        scene.add(
            MediationParty,
            f"party/{key}/{nth}",
            unit=area.spot.id,
            mediation_id=number,
            name=name,
            side=side,
            phone=f"{people.PHONES}{(60_000 + luck.randrange(9_999)):05d}",
            address=f"{area.spot.name}{luck.randint(1, 30)}号",
            created_at=moment(day, 16),
        )
    return number, area.spot.id, luck
