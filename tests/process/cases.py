"""What the tests of cases share: a moment, people, a calendar with holidays, and walks through a process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from app.process.calendar import Calendar
from app.process.case import Case, Person, advance, begin, offers
from app.process.process import Doing, Process

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
WEEKDAYS = Calendar()
SPRING_FESTIVAL = {date(2026, 2, 15) + timedelta(days=number): False for number in range(9)}
CALENDAR = Calendar(
    days={**SPRING_FESTIVAL, date(2026, 2, 14): True, date(2026, 2, 28): True}, years=frozenset({2025, 2026})
)
"""2026 as published: the Spring Festival is off from 15 to 23 February, the Saturdays before and after are worked."""


def at(day: date | str, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """A moment of the street."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(found.year, found.month, found.day, hour, minute, second, tzinfo=CHINA)


def somebody(number: int, *parts: str) -> Person:
    """A person with parts; the name follows from the number."""
    return Person(id=number, name=f"某{number}", parts=frozenset(parts))


def all_facts(process: Process) -> frozenset[str]:
    """Every fact that a process asks for."""
    return frozenset(fact for way in process.transitions for fact in (*way.facts, *way.when))


def filled(process: Process) -> dict[str, Any]:
    """Values that fill every form of a process."""
    needed = {name: "填写" for way in process.transitions for name in way.needs}
    return {**needed, "reason": "情况说明", "amount": 1}


def crowd(process: Process) -> list[Person]:
    """One person for each part of a process, who has no other."""
    parts = sorted({actor for way in process.transitions for actor in way.actors})
    return [somebody(number, part) for number, part in enumerate(parts, 1)]


def steps_of(process: Process, chance: Random, most: int = 400) -> Iterator[Case]:
    """A case on a random way, until nothing is offered any more."""
    people, facts, values, now = crowd(process), all_facts(process), filled(process), MONDAY
    case = begin(process, by=people[0], on=now, calendar=CALENDAR)
    yield case
    for _ in range(most):
        ways: dict[str, list[Person]] = {}
        for person in people:
            for way, reasons in offers(case, person, values, facts=facts):
                if not reasons and way.does is not Doing.NOTE:
                    ways.setdefault(way.key, []).append(person)
        if not ways:
            return
        key = chance.choice(list(ways))
        person = chance.choice(ways[key])
        now += timedelta(hours=chance.randrange(60))
        case = advance(case, key, person, now, values, calendar=CALENDAR, facts=facts).case
        yield case
