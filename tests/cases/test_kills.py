"""A process killed in the middle of steps leaves no half of one: case, history, record and trace agree."""

from __future__ import annotations

import os
import random
import select
import signal

import pytest
from sqlalchemy import text

from app.declare import Role
from app.extensions import db
from tests.cases.desk import Desk

SECONDS = 60  # that a step may take on a busy machine


def work_on(desk: Desk, numbers: list[int], tell: int) -> None:
    """Lead one issue after another on; each line is written once its step is committed."""
    for number in numbers:
        for who, step in ((Role.GRID_STAFF, "accept"), (Role.COMMUNITY_SECRETARY, "reject")):
            desk.take(who, number, step, **({"reason": "不属于受理范围"} if step == "reject" else {}))
            os.write(tell, f"{step} {number}\n".encode())


def killed(desk: Desk, numbers: list[int], luck: random.Random) -> list[tuple[str, int]]:
    """What a process said of its steps before it was killed with SIGKILL, at no particular moment."""
    with desk.world.app.app_context():
        db.session.remove()
        db.engine.dispose()  # two processes cannot share a connection
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work_on(desk, numbers, tell)
        finally:
            os._exit(1)
    os.close(tell)
    heard, wanted = b"", luck.randint(1, 5)
    try:
        while heard.count(b"\n") < wanted:
            ready, _writing, _errors = select.select([hear], [], [], SECONDS)
            part = os.read(hear, 4096) if ready else b""
            assert part, "the process ended by itself, or hangs"
            heard += part
        select.select([], [], [], luck.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        while part := os.read(hear, 4096):
            heard += part
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(hear)
    return [(step, int(number)) for step, number in (line.split() for line in heard.decode().splitlines())]


AGREE = """
SELECT count(*) FROM process_case c JOIN issue i ON i.id = c.record_id
WHERE c.resource = 'issue' AND i.id IN ({numbers}) AND (
    c.number <> (SELECT count(*) FROM case_event e WHERE e.case_id = c.id)
    OR c.stage <> (SELECT e.target FROM case_event e WHERE e.case_id = c.id ORDER BY e.number DESC LIMIT 1)
    OR i.state <> c.stage
    OR c.number - 1 <> (SELECT count(*) FROM audit_entry a
        WHERE a.resource = 'issue' AND a.record_id = i.id AND a.note IS NOT NULL AND a.action = 'reject')
        + (SELECT count(DISTINCT a.action) FROM audit_entry a
        WHERE a.resource = 'issue' AND a.record_id = i.id AND a.action = 'accept')
)
"""


@pytest.mark.parametrize("kills", [2, pytest.param(30, marks=pytest.mark.long)])
def test_a_step_happened_with_its_history_and_trace_or_not_at_all(either: Desk, kills: int) -> None:
    luck = random.Random(kills)
    for _turn in range(kills):
        numbers = [either.issue() for _ in range(4)]
        said = killed(either, numbers, luck)
        told: dict[int, list[str]] = {}
        for step, number in said:
            told.setdefault(number, ["begin"]).append(step)
        for number, steps in told.items():
            assert either.events(number)[: len(steps)] == steps
        done = sum(len(either.events(number)) - 1 for number in numbers)
        assert len(said) <= done <= len(said) + 1, "at most the one step that was under way is there unsaid"
        with either.house() as work:
            statement = AGREE.format(numbers=", ".join(map(str, numbers)))
            assert work.session.execute(text(statement), execution_options={"door": "test"}).scalar_one() == 0
