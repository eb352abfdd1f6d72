"""Any process, any people, any order of steps: the case stays in a known state, keeps its history and its promises."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition
from hypothesis.stateful import rule as step

from app.process.case import Case, Person, advance, begin, offers
from app.process.process import Doing, Process, Unit
from app.process.refusal import MESSAGES, Refused
from app.process.standing import standing
from app.process.supervision import Item, State, answer, demand, rules, send_back, strike_off
from tests.process.cases import CALENDAR, at
from tests.process.drawn import FACTS, PARTS, processes, some

PEOPLE = [
    Person(id=1, name="甲", parts=frozenset({"role:clerk"})),
    Person(id=2, name="乙", parts=frozenset({"role:leader"})),
    Person(id=3, name="丙", parts=frozenset({"part:owner"})),
    Person(id=4, name="丁", parts=frozenset(PARTS)),
    Person(id=5, name="外人", parts=frozenset()),
]
VALUES: dict[str, Any] = {"category": "车位", "outcome": "已办", "reason": "原因", "amount": 1}


class AnyCase(RuleBasedStateMachine):
    @initialize(process=processes(), day=st.dates(at("2026-02-09").date(), at("2026-02-27").date()))
    def open(self, process: Process, day: Any) -> None:
        self.now = at(day)
        self.case = begin(process, by=PEOPLE[0], on=self.now, calendar=CALENDAR)
        self.items: list[Item] = []
        self.kept = self.case.history
        self.extended: set[tuple[str, int]] = set()

    @step(hours=st.sampled_from([1, 5, 15, 24, 70, 200]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @step(
        chosen=st.integers(0, 30),
        by=st.sampled_from(PEOPLE),
        facts=some(FACTS),
        leave_out=st.sampled_from(["", "", "", "reason", "outcome", "amount"]),
    )
    def go(self, chosen: int, by: Person, facts: tuple[str, ...], leave_out: str) -> None:
        ways = self.case.process.transitions
        self.take(ways[chosen % len(ways)].key, by, set(facts), {**VALUES, leave_out: None})

    @precondition(lambda self: any(not reasons for _, reasons in self.possible()))
    @step(chosen=st.integers(0, 30), by=st.sampled_from(PEOPLE))
    def go_on(self, chosen: int, by: Person) -> None:
        """What is offered without a reason against it succeeds."""
        ways = [way.key for way, reasons in self.possible() if not reasons]
        before = self.case.number
        self.take(ways[chosen % len(ways)], PEOPLE[3], set(FACTS), VALUES)
        assert self.case.number == before + 1

    def possible(self) -> list[Any]:
        return offers(self.case, PEOPLE[3], VALUES, facts=frozenset(FACTS))

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

    @step(by=st.sampled_from(PEOPLE), does=st.sampled_from(["demand", "answer", "send_back", "strike_off"]))
    def supervise(self, by: Person, does: str) -> None:
        before = self.case
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
        else:
            known = rules(before)
            assert not self.items or by.parts & {*known.actors, *known.answers} or not last
        assert self.case is before
        assert sum(item.state is not State.CLOSED for item in self.items) <= 1

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "case"):
            return
        case = self.case
        assert case.stage in case.process.by_key and case.step == "main"
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


AnyCase.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnyCase = AnyCase.TestCase
