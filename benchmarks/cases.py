"""Turns 100,000 cases of the five-step loop into the question how many steps a second the process engine takes.

.venv/bin/python -m benchmarks --cases [--size 100000]
"""

from __future__ import annotations

import gc
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.process.calendar import Calendar
from app.process.case import Person, advance, begin
from models.processes import FACTS, LOOP

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 29, 9, 0, tzinfo=CHINA)
HOLIDAY = Calendar(days={date(2026, 10, 1) + timedelta(days=number): False for number in range(7)})
WAY = ("accept", "dispatch", "acknowledge", "take_on", "progress", "resolve", "reply", "close", "archive")
VALUES = {
    "category": "parking",
    "organisation": 1,
    "level": "street",
    "owner_organisation": 2,
    "owner_person": 3,
    "due_on": date(2026, 10, 9),
    "outcome": "done",
    "reason": "reason",
}


def report(size: int) -> str:
    """Take every case from its beginning to its archive; steps a second of processor time, all checks and deadlines included."""
    people = [Person(id=at, name="name", parts=frozenset(LOOP.ways[key].actors[:1])) for at, key in enumerate(WAY)]
    facts = frozenset(FACTS)
    cases = [begin(LOOP, by=people[0], on=NOW, calendar=HOLIDAY) for _ in range(size)]
    rows, taken = [], 0.0
    for key, by in zip(WAY, people, strict=True):
        gc.collect()
        gc.freeze()  # what is kept here for the count alone is not looked through again and again
        start = time.process_time()  # others may share the machine
        cases = [advance(case, key, by, NOW, VALUES, calendar=HOLIDAY, facts=facts).case for case in cases]
        spent = time.process_time() - start
        rows.append(f"| {key} | {size / spent:,.0f} |")
        taken += spent
    assert all(case.stage == "archived" for case in cases)
    rows.append(f"| **all** | **{size * len(WAY) / taken:,.0f}** |")
    return "\n".join([f"{size:,} cases", "", "| step | a second |", "|---|---|", *rows])
