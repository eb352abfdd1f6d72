"""Turns the counts of a place's issues into matters: by which way they came in, when, what about, and how they ended.

The counts of each list are exact; which matter is what is drawn once for the whole list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.issue import IssueState
from seed import words
from seed.courses import COURSES, state_at
from seed.rules import FIRST, TODAY, day_in
from seed.scene import Scene

NEW_YEAR = date(TODAY.year, 1, 1)
LAST_NEW_YEAR = date(TODAY.year - 1, 1, 1)
LAST_TODAY = date(TODAY.year - 1, TODAY.month, TODAY.day)
HOT = ("parking", "lift", "road", "charging")
OPEN_OR_ASIDE = tuple(stage for stage in COURSES if stage not in ("closed", "archived"))
STEADY = (
    "resolve",
    "assess",
    "visit",
    "resolve",
    "call",
    "merged",
    "collect",
    "resolve",
    "reply",
    "rejected",
    "answer",
    "suspended",
    "redirected",
)
"""Where further cases stand, by turns."""
WINDOWS = ("letter", "hotline")
OTHER_WAYS = (
    ("visit", "grid", 8),
    ("station", "residents", 6),
    ("snapshot", "residents", 5),
    ("code", "residents", 5),
    ("hall", "residents", 4),
    ("wechat", "residents", 4),
    ("deliberation", "residents", 3),
    ("online", "hot_topic", 2),
    ("other", "superior", 3),
)
DISPUTES = ("neighbours", "family", "labour", "fee")


@dataclass(kw_only=True)
class Matter:
    """One issue before it becomes a row."""

    key: str
    day: date
    channel: str
    source: str
    category: str = ""
    state: IssueState = IssueState.CLOSED
    confirmed: bool = False
    supervised: bool = False
    on_time: bool = False  # certainly; otherwise mostly
    course: str = ""  # the stage at which its case is to stand, with a course of its own; see seed/courses.py
    turn: int = 0  # which of the courses to that stage, and how near its limit


def matters(scene: Scene) -> list[Matter]:
    """All matters of a place that are to be loaded."""
    counts = scene.place.matters
    if counts.events:
        return _events(scene)
    if counts.grid_reports:
        return _reports(scene)
    return _all_ways(scene) if counts.total else []


def _all_ways(scene: Scene) -> list[Matter]:
    """Letters and hotline by year, the rest by every way; a share of both about property."""
    counts, luck = scene.place.matters, scene.chance("matters")
    found = [
        *_window(scene, "letter", LAST_NEW_YEAR, LAST_TODAY, counts.letters[0]),
        *_window(scene, "letter", NEW_YEAR, TODAY, counts.letters[1]),
        *_window(scene, "hotline", LAST_NEW_YEAR, LAST_TODAY, counts.hotline[0]),
        *_window(scene, "hotline", NEW_YEAR, TODAY, counts.hotline[1]),
        # Outside both windows, so that the comparison of the years stays what it is.
        *_window(scene, "hotline", FIRST, LAST_NEW_YEAR - timedelta(1), counts.hotline_total - sum(counts.hotline)),
    ]
    ways = [(channel, source) for channel, source, _weight in OTHER_WAYS]
    weights = [weight for _channel, _source, weight in OTHER_WAYS]
    for number in range(counts.total - len(found)):
        channel, source = luck.choices(ways, weights)[0]
        found.append(Matter(key=f"way/{number}", day=day_in(luck, FIRST, TODAY), channel=channel, source=source))
    hotline = [matter for matter in found if matter.channel == "hotline"]
    others = [matter for matter in found if matter.channel != "hotline"]
    about_property = {
        matter.key
        for part, count in ((hotline, counts.hotline_property), (others, counts.property - counts.hotline_property))
        for matter in luck.sample(part, count)
    }
    for matter in found:
        weights_of = words.PROPERTY if matter.key in about_property else words.USUAL
        matter.category = words.pick(luck, weights_of)
    _at_every_stage(scene, found, counts.total - counts.closed)
    disputes = [
        matter
        for matter in found
        if matter.state is IssueState.CLOSED and not matter.course and matter.category in DISPUTES
    ]
    for matter in luck.sample(disputes, counts.confirmed):
        matter.confirmed = True
    return found


def _window(scene: Scene, channel: str, first: date, last: date, count: int) -> list[Matter]:
    luck = scene.chance(f"matters/{channel}/{first}")
    source = "superior" if channel == "letter" else "residents"
    return [
        Matter(key=f"{channel}/{first}/{number}", day=day_in(luck, first, last), channel=channel, source=source)
        for number in range(count)
    ]


def _events(scene: Scene) -> list[Matter]:
    """Events that grid staff sent in this year."""
    counts, luck = scene.place.matters, scene.chance("matters")
    found = [
        Matter(key=f"event/{number}", day=day_in(luck, NEW_YEAR, TODAY), channel="visit", source="grid")
        for number in range(counts.total)
    ]
    about_property = {matter.key for matter in luck.sample(found, counts.property)}
    for matter in found:
        matter.category = words.pick(luck, words.PROPERTY if matter.key in about_property else words.EVENTS)
    _at_every_stage(scene, found, counts.total - counts.closed)
    return found


def _at_every_stage(scene: Scene, found: list[Matter], count: int) -> None:
    """`count` matters are not closed. Where the hot topics stand, each of them is met at every stage of the loop.

    Letters and calls keep their days, since the years are compared by them; so they are left out, and property, whose
    share is fixed.
    """
    found.sort(key=lambda matter: (matter.day, matter.key))
    free = [
        one for one in found if one.channel not in WINDOWS and one.category not in words.PROPERTY and not one.course
    ]
    whole = count >= len(HOT) * len(OPEN_OR_ASIDE)
    wanted: list[tuple[str, str]] = [(stage, topic) for stage in COURSES for topic in HOT] if whole else []
    rest = count - (len(HOT) * len(OPEN_OR_ASIDE) if whole else 0)
    wanted += [(STEADY[number % len(STEADY)], "") for number in range(rest)]
    taken = scene.chance("matters/open").sample(free[-2 * len(wanted) :], len(wanted))
    for turn, (matter, (stage, topic)) in enumerate(zip(taken, wanted, strict=True)):
        matter.course, matter.turn, matter.state = stage, turn, state_at(stage)
        matter.category = topic or matter.category


def _reports(scene: Scene) -> list[Matter]:
    """Reports of the grids, complaints that were all answered in time, and the few more that make up the sum."""
    counts = scene.place.matters
    rest = counts.total - counts.grid_reports - counts.complaints
    parts = (
        ("report", "visit", "grid", counts.grid_reports),
        ("complaint", "phone", "residents", counts.complaints),
        ("order", "other", "superior", rest),
    )
    found = []
    for name, channel, source, count in parts:
        for number in range(scene.few(count)):
            luck = scene.chance(f"matter/{name}/{number}")
            about_property = luck.random() < counts.property / counts.total
            found.append(
                Matter(
                    key=f"{name}/{number}",
                    day=day_in(luck, FIRST, TODAY - timedelta(days=20)),
                    channel=channel,
                    source=source,
                    category=words.pick(luck, words.PROPERTY if about_property else words.USUAL),
                    supervised=name == "order" or (name == "complaint" and number < counts.supervised - rest),
                    on_time=name != "report",
                )
            )
    return found
