"""Any process, any people, any order of steps: the case stays in a known state, keeps its history and its promises."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.process.case import Case, Person, advance, begin, offers
from app.process.process import Doing, Process, Unit
from app.process.refusal import MESSAGES, Refused
from app.process.standing import standing
from app.process.supervision import Item, State, answer, demand, send_back, strike_off
from models.processes import SHIPPED
from tests.process.cases import CALENDAR, all_facts, at, crowd, filled, somebody
from tests.process.drawn import processes


class Walk:
    """One process, and cases that go through it on random ways; every step is looked at."""

    def __init__(self, process: Process, chance: Random) -> None:
        self.process, self.chance = process, chance
        self.now = at("2026-02-09") + timedelta(days=chance.randrange(20))
        self.done: Counter[Doing] = Counter()
        alone = crowd(process)
        both = [chance.choices(alone, k=2) for _ in range(3)]
        more = [somebody(90 + number, *one.parts, *other.parts) for number, (one, other) in enumerate(both)]
        self.people = [*alone, *more, somebody(99)]
        self.facts, self.values = all_facts(process), filled(process)
        self.open()

    def open(self) -> None:
        self.case = begin(self.process, by=self.people[0], on=self.now, calendar=CALENDAR)
        self.items: list[Item] = []
        self.kept = self.case.history
        self.extended: set[tuple[str, int]] = set()

    def step(self) -> None:
        self.now += timedelta(hours=self.chance.choice([0, 0, 1, 5, 15, 24, 70]))
        self.chance.choice([self.go, self.go_on, self.go_on, self.supervise])()
        self.holds()
        if self.case.over and self.chance.random() < 0.5:
            self.open()

    def go(self) -> None:
        """Anybody tries anything."""
        facts = {fact for fact in sorted(self.facts) if self.chance.random() < 0.5}
        left_out = self.chance.choice(["", "", "reason", "outcome", "amount"])
        way = self.chance.choice(self.process.transitions)
        self.take(way.key, self.chance.choice(self.people), facts, {**self.values, left_out: None})

    def go_on(self) -> None:
        """What is offered without a reason against it succeeds."""
        offered = [(way.key, by) for by in self.people for way, reasons in self.possible(by) if not reasons]
        if not offered:
            return
        keys = sorted({key for key, _ in offered})
        key = self.chance.choice(keys)
        by = self.chance.choice([person for found, person in offered if found == key])
        before = self.case.number
        self.take(key, by, set(self.facts), self.values)
        assert self.case.number == before + 1

    def possible(self, by: Person) -> list[Any]:
        return offers(self.case, by, self.values, facts=self.facts)

    def take(self, key: str, by: Person, facts: set[str], values: dict[str, Any]) -> None:
        before = self.case
        way = before.process.ways[key]
        try:
            after, events = advance(before, key, by, self.now, values, calendar=CALENDAR, facts=facts)
        except Refused as refused:
            assert refused.reasons and all(reason.code in MESSAGES and str(reason) for reason in refused.reasons)
            return
        assert by.parts & set(way.actors) and set(way.facts) <= facts and before.stage in way.source
        assert before.suspended is None or way.does is Doing.RESUME
        assert after.history == (*before.history, *events) and len(events) == 1
        self.done[way.does] += 1
        self.promises(before, after, way.does, by)
        self.case = after

    def promises(self, before: Case, after: Case, does: Doing, by: Person) -> None:
        if does is Doing.MOVE:
            assert after.entered == self.now and after.request is None and not after.extended
            return
        assert (after.stage, after.entered) == (before.stage, before.entered)
        if does not in (Doing.GRANT, Doing.RESUME):
            assert after.due == before.due
        elif before.due is not None:
            assert after.due is not None and after.due >= before.due
        if does is Doing.GRANT:
            visit = (before.stage, sum(event.does is Doing.MOVE for event in before.history))
            assert before.request is not None and before.request.by != by.id and visit not in self.extended
            self.extended.add(visit)
        if does is Doing.RESUME and before.due is not None and after.due is not None and before.suspended is not None:
            assert after.late(self.now) == (before.suspended > before.due)
            if before.suspended <= before.due:
                self.left_alike(before, after)

    def left_alike(self, before: Case, after: Case) -> None:
        assert before.due and after.due and before.suspended and before.at.limit
        unit = before.at.limit.unit
        if unit is Unit.HOURS:
            assert after.due - self.now == before.due - before.suspended
        elif unit is Unit.DAYS:
            assert after.due.date() - self.now.date() == before.due.date() - before.suspended.date()
        else:
            left = CALENDAR.between(before.suspended.date(), before.due.date())
            now = CALENDAR.between(self.now.date(), after.due.date())
            rolled = not left and not CALENDAR.works(self.now.date())  # due today, on a day off: the next working day
            assert now == left + rolled or after.due == before.due

    def supervise(self) -> None:
        before, by = self.case, self.chance.choice(self.people)
        does = self.chance.choice(["demand", "answer", "send_back", "strike_off"])
        last = self.items[-1] if self.items else None
        try:
            if does == "demand":
                self.items.append(demand(before, "issue/1", by, self.now, "说明", calendar=CALENDAR, before=self.items))
            elif last and does == "answer":
                self.items[-1] = answer(last, before, by, self.now, "已办")
            elif last and does == "send_back":
                self.items[-1] = send_back(last, before, by, self.now, "再办", calendar=CALENDAR)
            elif last:
                self.items[-1] = strike_off(last, before, by, self.now, "属实")
        except Refused as refused:
            assert all(reason.code in MESSAGES for reason in refused.reasons)
        assert self.case is before
        assert sum(item.state is not State.CLOSED for item in self.items) <= 1

    def holds(self) -> None:
        case = self.case
        assert case.stage in case.process.by_key and case.step in {step.key for step in case.process.steps}
        assert case.history[: len(self.kept)] == self.kept
        self.kept = case.history
        assert [event.number for event in case.history] == list(range(1, case.number + 1))
        assert case.history[-1].target == case.stage and case.history[-1].due == case.due
        assert not (case.over and case.due) and (case.at.limit is not None or case.due is None)
        moves = [event for event in case.history if event.does is Doing.MOVE]
        assert all(first.target == second.source for first, second in pairwise(moves))
        found = standing(case, self.now, CALENDAR)
        assert len(found.visits) == len(moves) and all(visit.took.amount >= 0 for visit in found.visits)
        assert found.visits[-1].stage == case.at and found.visits[-1].left is None
        assert case.late(self.now) == (found.light.value == "red")


@given(process=processes(), seed=st.integers(0, 2**32))
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
def test_a_case_keeps_its_state_its_history_and_its_promises(process: Process, seed: int) -> None:
    walk = Walk(process, Random(seed))
    for _ in range(150):
        walk.step()


@pytest.mark.parametrize("process", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_walk_through_a_shipped_process_comes_by_all_that_a_transition_can_do(process: Process) -> None:
    walk = Walk(process, Random(7))
    for _ in range(8000):
        walk.step()
        if walk.done.total() > 200 and set(walk.done) == set(Doing):
            return
    pytest.fail(str(walk.done))
