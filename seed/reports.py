"""Turns an issue that residents brought up into their reports: their own words, the answer, and what some say of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from models.issue import IssueState
from models.report import KEPT, IssueReport, Rating, new_code
from seed import people, words
from seed.rules import TODAY, moment
from seed.scene import Scene

ANSWERED = (IssueState.CLOSED, IssueState.ARCHIVED, IssueState.REJECTED, IssueState.REDIRECTED)
RATINGS: tuple[tuple[Rating | None, int], ...] = (
    (None, 55),  # most do not rate, and nothing is taken for granted
    (Rating.VERY, 10),
    (Rating.SATISFIED, 18),
    (Rating.BASICALLY, 11),
    (Rating.NOT, 6),
)
NOTES = ("等了一个多星期才有人来。", "处理得不彻底。", "答复和现场对不上。")
ANOTHER = 0.06  # of the matters were reported by a neighbour, too


def build(scene: Scene, key: str, issue: int, unit: int, values: Mapping[str, Any]) -> None:
    """The reports of one issue; of one that was merged they moved along."""
    if values["source"] != "residents":
        return
    luck = scene.chance(f"report/{key}")
    number = values.get("duplicate_of_id") or issue
    report(scene, f"{key}/report", number, unit, luck, values)
    if luck.random() < ANOTHER:
        sex = luck.choice((people.MALE, people.FEMALE))
        phone = f"{people.PHONES}{luck.randrange(50_000, 59_999):05d}"
        other = {**values, "anonymous": False, "reporter_name": people.name(luck, sex), "reporter_phone": phone}
        report(scene, f"{key}/report/2", number, unit, luck, other)


def report(scene: Scene, key: str, issue: int, unit: int, luck: Random, values: Mapping[str, Any]) -> None:
    """One report. Name and phone are gone where the matter ended long ago, as the form promised."""
    closed = values.get("closed_on")
    forgotten = values["anonymous"] or (closed is not None and closed < TODAY - KEPT)
    answered = None
    if values["state"] in ANSWERED:
        answered = moment(closed, 15) if closed is not None else values["updated_at"]
        answered = max(answered, values["reported_at"] + timedelta(minutes=30))
    rating = luck.choices([each for each, _weight in RATINGS], [weight for _each, weight in RATINGS])[0]
    rating = rating if answered is not None else None
    scene.add(
        IssueReport,
        key,
        unit=unit,
        issue_id=issue,
        text=words.description(luck, values["title"]),
        spot=values["spot"],
        channel=values["channel"],
        reported_at=values["reported_at"],
        anonymous=values["anonymous"],
        name=None if forgotten else values.get("reporter_name"),
        phone=None if forgotten else values.get("reporter_phone"),
        answer=(values.get("outcome") or values.get("state_reason")) if answered is not None else None,
        answered_at=answered,
        rating=rating,
        rating_note=luck.choice(NOTES) if rating is Rating.NOT else None,
        token=new_code(),
        created_at=values["reported_at"],
        updated_at=answered or values["reported_at"],
    )
