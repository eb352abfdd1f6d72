"""A case goes on when the rules allow it, and otherwise says everything that is in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.process.case import Case, Person, advance, begin, offers, refusals
from app.process.clock import deadline, later
from app.process.process import Doing, Kind, Limit, Process, Stage, Step, Transition, Unit, Words
from app.process.refusal import MESSAGES, Refused
from tests.process.cases import CALENDAR, CHINA, at, somebody

CLERK, OWNER, BOTH = somebody(1, "role:clerk"), somebody(2, "part:owner"), somebody(3, "role:clerk", "part:owner")
OPEN = ("intake", "handle")


def process(limit: Limit | None = None, extension: Limit | None = None, **changes: Any) -> Process:
    """Intake, handling, checking, and an end."""

    def way(key: str, source: tuple[str, ...], target: str = "", **more: Any) -> Transition:
        given = {"actors": ("role:clerk",), **more}
        return Transition(key=key, label=Words(key), source=source, target=target, **given)

    drawn = Process(
        key="small",
        label=Words("小流程", "Small"),
        steps=(Step(key="all", label=Words("全部")),),
        stages=(
            Stage(key="intake", step="all", kind=Kind.INTAKE, label=Words("受理"), limit=Limit(1)),
            Stage(
                key="handle",
                step="all",
                kind=Kind.HANDLE,
                label=Words("办理"),
                limit=limit or Limit(5),
                extension=extension or Limit(5),
                repeatable=True,
            ),
            Stage(key="check", step="all", kind=Kind.VERIFY, label=Words("核查"), skippable=True, repeatable=True),
            Stage(key="done", step="all", kind=Kind.ARCHIVE, label=Words("办结"), final=True),
        ),
        transitions=(
            way("accept", ("intake",), "handle", needs=("category",), facts=("contact_known",)),
            way("finish", ("handle",), "check", actors=("part:owner",)),
            way("finish_now", ("handle",), "done", skips=("check",)),
            way("secretly", ("handle",), "done", when=("secret",)),
            way("again", ("handle", "check"), "handle", reason=True),
            way("back", ("check",), "intake"),
            way("close", ("check",), "done", bars=("did:finish", "part:owner")),
            way("ask", OPEN, does=Doing.ASK, actors=("part:owner",)),
            way("grant", OPEN, does=Doing.GRANT),
            way("deny", OPEN, does=Doing.DENY),
            way("suspend", OPEN, does=Doing.SUSPEND, reason=True),
            way("resume", OPEN, does=Doing.RESUME),
            way("note", OPEN, does=Doing.NOTE),
        ),
        start="intake",
    )
    return replace(drawn, **changes)


def begun(on: datetime = at("2026-03-02"), **changes: Any) -> Case:
    return begin(process(**changes), by=CLERK, on=on, calendar=CALENDAR)


def take(case: Case, key: str, by: Person, on: datetime, **values: Any) -> Case:
    given = {"category": "车位", "reason": "原因", "amount": 1, **values}
    return advance(case, key, by, on, given, calendar=CALENDAR, facts={"contact_known"}).case


def handling(on: datetime = at("2026-03-02"), **changes: Any) -> Case:
    return take(begun(on, **changes), "accept", CLERK, on)


def why(case: Case, key: str, by: Person, on: datetime | None = None, **values: Any) -> list[str]:
    found = refusals(case, case.process.ways[key], by, on, values, facts={"contact_known"})
    assert all(str(reason) for reason in found)
    return [reason.code for reason in found]


def test_every_reason_is_named_at_once() -> None:
    case = begun()
    with pytest.raises(Refused) as refused:
        advance(case, "accept", somebody(9), at("2026-03-01"), calendar=CALENDAR)
    assert [reason.code for reason in refused.value.reasons] == ["before_last", "not_yours", "missing", "not_so_yet"]
    assert str(refused.value).count(".") >= 4
    assert all(reason.code in MESSAGES for reason in refused.value.reasons)


def test_a_transition_that_is_not_there_or_not_offered_is_refused_alone() -> None:
    with pytest.raises(Refused, match="no step"):
        advance(begun(), "fly", CLERK, at("2026-03-02"), calendar=CALENDAR)
    assert why(begun(), "finish", OWNER) == ["not_from_here"]
    assert why(handling(), "secretly", CLERK) == ["not_from_here"]
    done = take(take(handling(), "finish", OWNER, at("2026-03-02")), "close", CLERK, at("2026-03-02"))
    assert why(done, "accept", CLERK) == ["case_over"]


def test_the_history_keeps_who_when_and_what_was_entered() -> None:
    values = {"category": "车位", "reason": " 已核实 "}
    case, events = advance(
        begun(), "accept", CLERK, at("2026-03-02", 10), values, calendar=CALENDAR, facts={"contact_known"}
    )
    values["category"] = "电梯"
    (event,) = events
    assert case.history[-1] == event and event.number == case.number == 2
    assert (event.by, event.name, event.source, event.target) == (1, "某1", "intake", "handle")
    assert (event.reason, event.values["category"], event.due) == ("已核实", "车位", at("2026-03-09", 23, 59, 59))


def test_who_finished_does_not_close_and_neither_does_the_owner() -> None:
    checking = take(handling(), "finish", BOTH, at("2026-03-02"))
    assert why(checking, "close", BOTH) == ["barred"]
    assert why(checking, "close", somebody(3, "role:clerk")) == ["barred"]
    assert why(checking, "close", somebody(4, "role:clerk", "part:owner")) == ["barred"]
    assert why(checking, "close", CLERK) == []


def test_a_bar_on_a_stage_means_every_way_out_of_it() -> None:
    drawn = process()
    ways = tuple(replace(way, bars=("did:handle",)) if way.key == "close" else way for way in drawn.transitions)
    case = take(replace(handling(), process=replace(drawn, transitions=ways)), "finish", OWNER, at("2026-03-02"))
    assert why(case, "close", somebody(2, "role:clerk")) == ["barred"]
    assert why(case, "close", CLERK) == []


def test_a_stage_left_out_is_named_and_needs_a_reason() -> None:
    case = handling()
    assert why(case, "finish_now", CLERK) == ["no_reason"]
    assert take(case, "finish_now", CLERK, at("2026-03-02")).history[-1].skipped == ("check",)
    stages = tuple(replace(stage, skippable=False) for stage in case.process.stages)
    strict = replace(case, process=replace(case.process, stages=stages))
    assert why(strict, "finish_now", CLERK, reason="已查") == ["not_skippable"]


def test_what_is_done_once_is_not_done_again() -> None:
    checking = take(handling(), "finish", OWNER, at("2026-03-02"))
    assert why(checking, "back", CLERK) == ["not_repeatable"]
    assert checking.visits("intake") == checking.visits("handle") == 1


def test_a_stage_may_be_entered_anew_with_a_new_deadline_and_a_new_extension() -> None:
    case = take(take(handling(), "ask", OWNER, at("2026-03-03")), "grant", CLERK, at("2026-03-03"))
    assert case.extended and case.visits("handle") == 1
    again = take(case, "again", CLERK, at("2026-03-10"))
    assert (again.visits("handle"), again.extended, again.due) == (2, False, at("2026-03-17", 23, 59, 59))


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        (Limit(1), at("2026-02-14", 23, 59, 59)),  # the Saturday is worked
        (Limit(2), at("2026-02-24", 23, 59, 59)),  # then comes the festival
        (Limit(0), at("2026-02-13", 23, 59, 59)),
        (Limit(3, Unit.DAYS), at("2026-02-16", 23, 59, 59)),
        (Limit(2, Unit.HOURS), at("2026-02-13", 18, 30)),
        (None, None),
    ],
)
def test_deadlines_in_working_days_days_and_hours(limit: Limit | None, due: datetime | None) -> None:
    assert deadline(limit, at("2026-02-13", 16, 30), CALENDAR) == due


@pytest.mark.parametrize(
    ("limit", "suspended", "resumed", "due"),
    [
        (Limit(5), at("2026-02-12"), at("2026-02-24", 15), at("2026-02-28", 23, 59, 59)),  # 4 were left
        (Limit(5), at("2026-02-12", 9), at("2026-02-12", 17), at("2026-02-25", 23, 59, 59)),  # the same day
        (Limit(5, Unit.DAYS), at("2026-02-12"), at("2026-02-24"), at("2026-02-28", 23, 59, 59)),
        (Limit(48, Unit.HOURS), at("2026-02-12", 9), at("2026-02-15", 10), at("2026-02-16", 10)),
    ],
)
def test_what_was_left_when_the_clock_stopped_is_left_when_it_goes_on(
    limit: Limit, suspended: datetime, resumed: datetime, due: datetime
) -> None:
    case = handling(at("2026-02-11"), limit=limit)
    case = take(take(case, "suspend", CLERK, suspended), "resume", CLERK, resumed)
    assert case.due == due


def test_suspending_does_not_make_a_late_case_punctual() -> None:
    case = handling(at("2026-03-02"))  # due on the 9th
    for since, until, over in (("2026-03-14", "2026-03-25", 4), ("2026-03-10", "2026-03-25", 1)):
        stopped = take(case, "suspend", CLERK, at(since))
        assert not stopped.late(at(until))
        going = take(stopped, "resume", CLERK, at(until))
        assert going.late(at(until)) and going.due is not None
        assert CALENDAR.between(going.due.date(), at(until).date()) == over


def test_nothing_but_resuming_is_possible_while_the_clock_stands_still() -> None:
    stopped = take(handling(), "suspend", CLERK, at("2026-03-03"))
    assert why(stopped, "finish", OWNER) == ["case_suspended"]
    assert why(stopped, "note", CLERK) == ["case_suspended"]
    assert why(stopped, "resume", CLERK) == []
    assert why(handling(), "resume", CLERK) == ["not_suspended"]


def test_more_time_is_given_once_and_not_by_who_asked() -> None:
    asked = take(handling(), "ask", BOTH, at("2026-03-03"), amount=3)
    assert asked.due == handling().due and asked.request is not None and asked.request.amount == 3
    assert why(asked, "grant", BOTH) == ["own_request"]
    assert why(asked, "ask", OWNER, amount=1) == ["asked_before"]
    given = take(asked, "grant", CLERK, at("2026-03-04"))
    assert (given.due, given.request, given.extended) == (at("2026-03-12", 23, 59, 59), None, True)
    assert why(given, "ask", OWNER, amount=1) == ["extended_before"]
    assert why(given, "grant", CLERK) == ["not_asked"]


@pytest.mark.parametrize("amount", [None, 0, 6, True, "3", 2.5])
def test_an_amount_that_cannot_be_given_is_refused_when_it_is_asked_for(amount: object) -> None:
    assert why(handling(), "ask", OWNER, amount=amount) == ["extension_amount"]
    assert "5 working days" in str(
        refusals(handling(), process().ways["ask"], OWNER, None, {"amount": amount}, facts=set())[0]
    )


def test_a_denied_request_may_be_asked_anew() -> None:
    denied = take(take(handling(), "ask", OWNER, at("2026-03-03")), "deny", CLERK, at("2026-03-03"))
    assert denied.due == handling().due and why(denied, "ask", OWNER, amount=1) == []


def test_a_stage_without_an_extension_is_given_none() -> None:
    assert why(begun(), "ask", OWNER, amount=1) == ["no_extension"]


def test_a_final_stage_has_no_deadline_and_is_never_late() -> None:
    done = take(take(handling(), "finish", OWNER, at("2026-03-02")), "close", CLERK, at("2026-03-02"))
    assert done.over and done.due is None and not done.late(at("2030-01-01"))


def test_offers_say_what_is_in_the_way_of_each() -> None:
    found = {way.key: [reason.code for reason in reasons] for way, reasons in offers(handling(), CLERK)}
    assert "secretly" not in found and found["again"] == ["no_reason"]
    assert found["finish"] == ["not_yours"] and found["note"] == []
    assert "secretly" in {way.key for way, _ in offers(handling(), CLERK, facts={"secret"})}


def test_days_end_in_the_zone_of_the_street_whatever_zone_is_stored() -> None:
    utc = ZoneInfo("UTC")
    due = at("2026-03-09", 23, 59, 59).astimezone(utc)
    since = at("2026-03-05", 0, 30).astimezone(utc)  # still the 4th in UTC
    moved = later(due, Unit.WORKING_DAYS, since, at("2026-03-06"), CALENDAR)
    assert moved == at("2026-03-10", 23, 59, 59) and moved.tzinfo == CHINA
    assert later(due, Unit.DAYS, since, at("2026-03-06"), CALENDAR) - due == timedelta(days=1)
