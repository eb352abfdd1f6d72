"""督办 runs beside a case: it is demanded, answered, sent back and struck off, and the case stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.process.case import begin
from app.process.process import Beside, Limit, Process, Step, Words
from app.process.refusal import Refused
from app.process.supervision import USUAL, Item, Said, State, answer, demand, rules, send_back, strike_off
from tests.process.cases import CALENDAR, at, somebody
from tests.process.test_case import begun, handling, take

INSPECTOR, OWNER, CLERK = somebody(7, "role:inspector"), somebody(2, "part:owner"), somebody(1, "role:clerk")
NOW = at("2026-03-02")


def demanded(**changes: Any) -> Item:
    return demand(handling(), "issue/12", INSPECTOR, NOW, " 何以超期？ ", calendar=CALENDAR, **changes)


def refused(call: Callable[..., Item], *arguments: Any, **named: Any) -> list[str]:
    with pytest.raises(Refused) as found:
        call(*arguments, **named)
    assert str(found.value)
    return [reason.code for reason in found.value.reasons]


def test_a_demand_is_answered_sent_back_answered_again_and_struck_off() -> None:
    case = handling()
    item = demanded()
    assert (item.state, item.due, item.entries[0].text) == (State.OPEN, at("2026-03-09", 23, 59, 59), "何以超期？")
    item = answer(item, case, OWNER, at("2026-03-03"), "已联系物业")
    item = send_back(item, case, INSPECTOR, at("2026-03-04"), "没有期限", calendar=CALENDAR, until=date(2026, 3, 6))
    assert (item.state, item.due) == (State.OPEN, at("2026-03-06", 23, 59, 59))
    item = answer(item, case, OWNER, at("2026-03-05"), "三月十日前完成")
    item = strike_off(item, case, INSPECTOR, at("2026-03-12"), "已核实")
    assert (item.state, item.due) == (State.CLOSED, None)
    assert [entry.said for entry in item.entries] == [
        Said.DEMAND,
        Said.ANSWER,
        Said.SEND_BACK,
        Said.ANSWER,
        Said.STRIKE_OFF,
    ]
    assert case == handling()


def test_an_answer_is_late_only_while_nobody_gave_it() -> None:
    item = demanded(until=date(2026, 3, 3))
    assert not item.late(at("2026-03-03", 23)) and item.late(at("2026-03-04"))
    assert not answer(item, handling(), OWNER, at("2026-03-04"), "已办").late(at("2026-03-05"))


def test_everything_that_is_in_the_way_of_a_demand_is_said_at_once() -> None:
    done = take(take(handling(), "finish", OWNER, NOW), "close", CLERK, NOW)
    reasons = refused(
        demand, done, "issue/12", CLERK, NOW, " ", calendar=CALENDAR, before=[demanded()], until=date(2026, 3, 1)
    )
    assert reasons == ["not_supervising", "nothing_said", "answer_day", "supervised_late", "supervised_before"]


def test_a_case_is_supervised_again_after_the_first_demand_was_struck_off() -> None:
    case = begun()
    first = strike_off(answer(demanded(), case, OWNER, NOW, "已办"), case, INSPECTOR, NOW, "属实")
    assert demanded(before=[first]).state is State.OPEN


def test_only_an_answered_demand_is_judged_and_only_an_open_one_answered() -> None:
    case, item = handling(), demanded()
    assert refused(strike_off, item, case, INSPECTOR, NOW, "好") == ["not_answered"]
    answered = answer(item, case, OWNER, NOW, "已办")
    assert refused(answer, answered, case, OWNER, NOW, "又办") == ["answered_before"]
    assert refused(answer, answered, case, CLERK, at("2026-03-01"), "") == [
        "not_supervising",
        "nothing_said",
        "before_last",
        "answered_before",
    ]
    closed = strike_off(answered, case, INSPECTOR, NOW, "好")
    assert refused(answer, closed, case, OWNER, NOW, "又办") == ["struck_off"]
    assert refused(send_back, closed, case, INSPECTOR, NOW, "再查", calendar=CALENDAR) == ["struck_off"]


def test_nobody_judges_his_own_answer() -> None:
    both = somebody(8, "role:inspector", "part:owner")
    answered = answer(demanded(), handling(), both, NOW, "已办")
    assert refused(strike_off, answered, handling(), both, NOW, "好") == ["own_answer"]
    assert strike_off(answered, handling(), INSPECTOR, NOW, "好").state is State.CLOSED


def test_a_process_may_say_itself_who_supervises_and_how_long_an_answer_takes() -> None:
    own = Beside(limit=Limit(1), actors=("role:clerk",), answers=("part:owner",))
    drawn: Process = begun().process
    steps = (*drawn.steps, Step(key="supervise", label=Words("督办"), beside=own))
    process = Process(
        key="own",
        label=drawn.label,
        steps=steps,
        stages=drawn.stages,
        transitions=drawn.transitions,
        start=drawn.start,
    )
    case = begin(process, by=CLERK, on=NOW, calendar=CALENDAR)
    assert rules(case) == own and rules(begun()) == USUAL
    assert demand(case, "issue/1", CLERK, NOW, "请说明", calendar=CALENDAR).due == at("2026-03-03", 23, 59, 59)
    assert refused(demand, case, "issue/1", INSPECTOR, NOW, "请说明", calendar=CALENDAR) == ["not_supervising"]
