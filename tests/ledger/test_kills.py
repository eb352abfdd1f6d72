"""A process killed in the middle of redemptions loses nothing it had acknowledged, and leaves no half of a step."""

from __future__ import annotations

import os
import random
import select
import signal
from decimal import Decimal

import pytest

from app.extensions import db
from models.ledger import service
from models.points import PointsEntry
from models.rewards import Redemption, Reward
from tests.ledger.counter import Counter

SECONDS = 60  # that a redemption may take on a busy machine


def rich(counter: Counter) -> int:
    """An account with points for all kills."""
    account = counter.funded(1)
    number = counter.do(service.propose, account, Decimal(100_000), reason="测试", request="funds")
    counter.do(service.approve, number, by=counter.second)
    return account


def work_on(counter: Counter, account: int, reward: int, asked: str, tell: int) -> None:
    """Redeem, then hand out or cancel, without end; each line is written once its step is committed."""
    for number in range(10**6):
        made = counter.redeem(account, reward, request=f"{asked}-{number}")
        os.write(tell, f"held {made}\n".encode())
        counter.do(service.cancel if number % 3 == 2 else service.hand_out, made)
        os.write(tell, f"{'cancelled' if number % 3 == 2 else 'done'} {made}\n".encode())


def killed(counter: Counter, account: int, reward: int, asked: str, luck: random.Random) -> dict[int, str]:
    """What a process said of its redemptions before it was killed with SIGKILL, at no particular moment."""
    with counter.world.app.app_context():
        db.session.remove()
        db.engine.dispose()  # two processes cannot share a connection
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work_on(counter, account, reward, asked, tell)
        finally:
            os._exit(1)
    os.close(tell)
    heard, wanted = b"", luck.randint(1, 7)
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
    said = [line.split() for line in heard.decode().splitlines()]
    return {int(number): state for state, number in said}


@pytest.mark.parametrize("kills", [3, pytest.param(40, marks=pytest.mark.long)])
def test_a_killed_process_loses_nothing_it_had_acknowledged(either: Counter, kills: int) -> None:
    luck, account, reward = random.Random(kills), rich(either), either.reward(1, stock=100_000)
    said: dict[int, str] = {}
    for turn in range(kills):
        said |= killed(either, account, reward, f"turn{turn}", luck)
        kept = {row.id: row.state for row in either.all(Redemption)}
        for number, state in said.items():
            assert kept[number] in ((state,) if state != "held" else ("held", "done", "cancelled"))
        assert len(kept) <= len(said) + turn + 1, "at most the one step that was under way is there unsaid"
        assert either.wrong() == []
    kinds = [row.kind for row in either.all(PointsEntry)]
    states = [row.state for row in either.all(Redemption)]
    assert kinds.count("hold") == len(states)
    assert (kinds.count("capture"), kinds.count("release")) == (states.count("done"), states.count("cancelled"))
    assert either.get(Reward, reward).taken == len(states) - states.count("cancelled")
    either.redeem(account, reward)
