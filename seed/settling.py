"""Turns a closed issue into its assignment and the return visit; has the rows that every course of a case shares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from models.loop.assignment import Assignment, AssignmentState, ProgressLog
from models.loop.visit import ReturnVisit, Satisfaction, VisitResult
from seed.rules import moment
from seed.scene import Scene

LOGS = (
    "到现场看了情况，拍照留底。",
    "约双方当面谈了一次，意见还不一致。",
    "联系维修单位，定了上门时间。",
    "施工完成一半，已告知居民。",
)
WAYS = (("door", 6), ("phone", 3), ("wechat", 1))
CONTENT = ((Satisfaction.VERY, 30), (Satisfaction.SATISFIED, 50), (Satisfaction.BASICALLY, 12), (Satisfaction.NOT, 3))
UNSOLVED = ("修过一次又坏了，希望换新的。", "只清理了一半，车还是停不下。", "口头答应了，现场没有变化。")
SILENT = 5  # of a hundred do not say


def build(scene: Scene, key: str, issue: int, unit: int, values: Mapping[str, Any]) -> None:
    """What hangs on one closed issue."""
    luck, given, closed = scene.chance(f"settling/{key}"), values["accepted_on"], values["closed_on"]
    scene.add(
        Assignment,
        f"{key}/assignment",
        unit=unit,
        issue_id=issue,
        text=values["title"],
        owner_organisation_id=values["owner_organisation_id"],
        owner_person_id=values["owner_person_id"],
        due_on=values["due_on"],
        state=AssignmentState.DONE,
        accepted_on=given,
        done_on=closed,
        created_at=moment(given, 11),
        updated_at=moment(closed, 16),
    )
    result = VisitResult.PARTLY if luck.random() < 0.04 else VisitResult.SOLVED
    visit(scene, f"{key}/visit", issue, unit, luck, values["owner_person_id"], closed, result)


def visit(
    scene: Scene, key: str, issue: int, unit: int, luck: Random, person: int, day: date, result: VisitResult
) -> None:
    """A return visit by who settled the matter. Who does not say counts for none."""
    if result is VisitResult.UNSOLVED:
        said = Satisfaction.NOT
    elif luck.randrange(100) < SILENT:
        said = Satisfaction.NONE
    else:
        said = luck.choices([each for each, _weight in CONTENT], [weight for _each, weight in CONTENT])[0]
    scene.add(
        ReturnVisit,
        key,
        unit=unit,
        issue_id=issue,
        visitor_id=person,
        visited_on=day,
        way=luck.choices([way for way, _weight in WAYS], [weight for _way, weight in WAYS])[0],
        result=result,
        satisfaction=said,
        note=luck.choice(UNSOLVED) if result is VisitResult.UNSOLVED else None,
        created_at=moment(day, 16),
        updated_at=moment(day, 16),
    )


def log(scene: Scene, key: str, assignment: int, unit: int, luck: Random, day: date) -> None:
    """What was done on one day of an assignment."""
    scene.add(
        ProgressLog,
        f"{key}/log/{day}",
        unit=unit,
        assignment_id=assignment,
        day=day,
        text=luck.choice(LOGS),
        created_at=moment(day, 17),
        updated_at=moment(day, 17),
    )
