"""Turns a handled issue into its assignment, the logs of who settles it, and the return visit once it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from models.issue import IssueState
from models.loop.assignment import Assignment, AssignmentState, ProgressLog
from models.loop.visit import ReturnVisit, Satisfaction, VisitResult
from seed.rules import TODAY, moment
from seed.scene import Scene

STATES: Mapping[IssueState, AssignmentState] = {
    IssueState.CALL: AssignmentState.OPEN,
    IssueState.RESOLVE: AssignmentState.ACCEPTED,
    IssueState.SUSPENDED: AssignmentState.ACCEPTED,
    IssueState.FEEDBACK: AssignmentState.DONE,
    IssueState.CLOSED: AssignmentState.DONE,
}
LOGS = (
    "到现场看了情况，拍照留底。",
    "约双方当面谈了一次，意见还不一致。",
    "联系维修单位，定了上门时间。",
    "施工完成一半，已告知居民。",
)
WAYS = (("door", 6), ("phone", 3), ("wechat", 1))
CONTENT = ((Satisfaction.VERY, 30), (Satisfaction.SATISFIED, 50), (Satisfaction.BASICALLY, 12), (Satisfaction.NOT, 3))
SILENT = 5  # of a hundred do not say


def build(scene: Scene, key: str, issue: int, unit: int, values: Mapping[str, Any]) -> None:
    """What hangs on one issue."""
    state = STATES.get(values["state"])
    if state is None:
        return
    luck, person = scene.chance(f"settling/{key}"), values["owner_person_id"]
    given: date = values["accepted_on"]
    closed: date | None = values.get("closed_on")
    done = None if state is not AssignmentState.DONE else closed or min(given + timedelta(days=2), TODAY)
    assignment = scene.add(
        Assignment,
        f"{key}/assignment",
        unit=unit,
        issue_id=issue,
        text=values["title"],
        owner_organisation_id=values["owner_organisation_id"],
        owner_person_id=person,
        due_on=values["due_on"],
        state=state,
        accepted_on=None if state is AssignmentState.OPEN else given,
        done_on=done,
        created_at=moment(given, 11),
        updated_at=moment(done or given, 16),
    )
    if state is AssignmentState.ACCEPTED:
        for nth in range(luck.randint(1, 3)):
            day = max(given, TODAY - timedelta(days=nth))
            text = luck.choice(LOGS)
            scene.add(
                ProgressLog,
                f"{key}/log/{day}",
                unit=unit,
                assignment_id=assignment,
                day=day,
                text=text,
                created_at=moment(day, 17),
                updated_at=moment(day, 17),
            )
    if closed is not None:
        content = luck.choices([each for each, _weight in CONTENT], [weight for _each, weight in CONTENT])[0]
        scene.add(
            ReturnVisit,
            f"{key}/visit",
            unit=unit,
            issue_id=issue,
            visitor_id=person,
            visited_on=closed,
            way=luck.choices([way for way, _weight in WAYS], [weight for _way, weight in WAYS])[0],
            result=VisitResult.PARTLY if luck.random() < 0.04 else VisitResult.SOLVED,
            satisfaction=Satisfaction.NONE if luck.randrange(100) < SILENT else content,
            created_at=moment(closed, 16),
            updated_at=moment(closed, 16),
        )
