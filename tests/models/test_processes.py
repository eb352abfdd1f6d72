"""The shipped processes are drawn well, named throughout, and run to their end."""

from __future__ import annotations

import json
from collections.abc import Set
from random import Random

import pytest

from app.declare import Role
from app.process.case import Case, advance, begin, refusals
from app.process.process import Doing, Kind, Process
from app.process.reading import Known, read_process, spec_of
from models.processes import APPEAL, EFFECTS, EIGHT_STEPS, FACTS, GRID_EVENT, GRID_ROUND, LOOP, SERVICE_ORDER, SHIPPED
from tests.process.cases import CALENDAR, MONDAY, all_facts, filled, somebody, steps_of

EVERY = pytest.mark.parametrize("process", SHIPPED.values(), ids=SHIPPED.keys())
PARTS = {"owner", "owner_person", "visitor", "reporter", "requester", "offered", "volunteer"}
KNOWN = Known(
    actors=frozenset({*(f"role:{role.value}" for role in Role), *(f"part:{part}" for part in PARTS)}),
    facts=frozenset(FACTS),
    effects=frozenset(EFFECTS),
)


@EVERY
def test_a_shipped_process_passes_the_checks_of_any_other(process: Process) -> None:
    assert read_process(json.loads(json.dumps(spec_of(process))), KNOWN) == process


@EVERY
def test_a_shipped_process_is_named_in_both_languages(process: Process) -> None:
    named = [process, *process.steps, *process.stages, *process.transitions]
    assert [item.key for item in named if not item.label.zh or not item.label.en] == []
    for items in (process.steps, process.stages, process.transitions):
        assert len({item.label.zh for item in items}) == len(items)


def test_facts_and_effects_are_all_used_and_told_in_both_languages() -> None:
    ways = [way for process in SHIPPED.values() for way in process.transitions]
    assert {fact for way in ways for fact in (*way.facts, *way.when)} == set(FACTS)
    assert {effect for way in ways for effect in way.effects} == set(EFFECTS)
    assert all(words.zh and words.en for words in (*FACTS.values(), *EFFECTS.values()))


@EVERY
def test_random_ways_reach_every_stage_and_an_end(process: Process) -> None:
    seen, ended = set(), 0
    for seed in range(150):
        for case in steps_of(process, Random(seed)):
            seen.add(case.stage)
            if case.over:
                ended += 1
                break
    assert ended == 150
    assert seen == {stage.key for stage in process.stages} - ({"archived"} if process is LOOP else set())


@pytest.mark.parametrize(
    ("process", "kinds"),
    [
        (LOOP, "intake, triage, dispatch+accept, handle, reply+visit"),
        (EIGHT_STEPS, "intake, dispatch, investigate, triage, dispatch, reply, archive, account"),
        (GRID_EVENT, "intake, handle, verify, rate, archive"),
        (APPEAL, "intake, dispatch+handle, supervise, visit, account"),
        (GRID_ROUND, "dispatch, intake, investigate, handle+reply"),
        (SERVICE_ORDER, "intake, dispatch, accept, rate"),
    ],
    ids=SHIPPED.keys(),
)
def test_the_steps_do_what_the_office_calls_them(process: Process, kinds: str) -> None:
    told = []
    for step in process.steps:
        stages = [stage for stage in process.stages if stage.step == step.key]
        going = [stage.kind.value for stage in stages if not stage.final] or [stage.kind.value for stage in stages][:1]
        told.append("supervise" if step.beside else "+".join(going))
    assert ", ".join(told) == kinds


def run(process: Process, *ways: str, facts: Set[str] = frozenset(FACTS)) -> Case:
    """A case that took transitions, each by a person of its own who has every part that may."""
    case = begin(process, by=somebody(1), on=MONDAY, calendar=CALENDAR)
    for number, key in enumerate(ways, 2):
        by = somebody(number, *process.ways[key].actors)
        case = advance(case, key, by, MONDAY, filled(process), calendar=CALENDAR, facts=facts).case
    return case


def codes(case: Case, key: str, by: int = 99, facts: frozenset[str] = frozenset(FACTS), **values: str) -> list[str]:
    way = case.process.ways[key]
    return [reason.code for reason in refusals(case, way, somebody(by, *way.actors), None, values, facts=facts)]


def test_the_loop_is_closed_by_somebody_else_after_a_visit_that_found_it_solved() -> None:
    ways = ("accept", "dispatch", "acknowledge", "take_on", "resolve", "reply")
    case = run(LOOP, *ways)
    assert case.stage == "visit"
    resolver = next(event.by for event in case.history if event.transition == "resolve")
    assert codes(case, "close", resolver) == ["barred"]
    assert codes(case, "close", facts=frozenset({"visit_done"})) == ["not_so_yet"]
    assert codes(case, "close") == []


def test_who_only_escalated_may_close() -> None:
    ways = ("accept", "dispatch", "take_on", "escalate", "take_on", "resolve", "reply")
    case = run(LOOP, *ways)
    escalated = next(event.by for event in case.history if event.transition == "escalate")
    assert codes(case, "close", escalated) == []


def test_settling_in_the_community_says_which_stages_it_left_out_and_why() -> None:
    case = run(LOOP, "accept")
    assert codes(case, "settle_here", owner_person="7") == ["no_reason"]
    settled = run(LOOP, "accept", "settle_here")
    assert settled.history[-1].skipped == ("call", "answer")
    assert settled.history[-1].reason == "情况说明"


def test_an_assignment_without_person_or_day_is_refused_with_everything_else_that_is_missing() -> None:
    case = run(LOOP, "accept")
    way = LOOP.ways["dispatch"]
    found = refusals(case, way, somebody(5, "role:street_centre"), None, {"level": "street"})
    assert [(reason.code, dict(reason.values)) for reason in found] == [
        ("missing", {"field": "owner_organisation"}),
        ("missing", {"field": "owner_person"}),
        ("missing", {"field": "due_on"}),
        ("not_so_yet", {"fact": "session_held"}),
        ("not_so_yet", {"fact": "parties_present"}),
    ]


def test_an_appeal_calls_to_account_only_where_there_was_a_fault() -> None:
    case = run(APPEAL, "forward", "take_on", "reply")
    clean = frozenset({"visit_done", "visit_settled", "no_fault"})
    assert codes(case, "close", facts=clean) == []
    assert codes(case, "call_to_account", facts=clean, reason="拖延") == ["not_from_here"]
    faulty = frozenset({"visit_done", "visit_settled", "fault_found"})
    assert codes(case, "close", facts=faulty) == ["not_so_yet"]
    assert codes(case, "call_to_account", facts=faulty, reason="拖延") == []
    account = advance(
        case,
        "call_to_account",
        somebody(50, "role:inspector"),
        MONDAY,
        {"reason": "拖延"},
        calendar=CALENDAR,
        facts=faulty,
    ).case
    assert account.at.kind is Kind.ACCOUNT


def test_points_follow_the_rating_of_the_resident_and_nothing_else() -> None:
    earning = [way for way in SERVICE_ORDER.transitions if "earn_points" in way.effects]
    assert [way.key for way in earning] == ["rate"]
    assert {SERVICE_ORDER.stage(key).kind for key in earning[0].source} == {Kind.RATE}
    assert earning[0].actors == ("part:requester",) and earning[0].needs == ("rating",)
    served = run(SERVICE_ORDER, "offer", "take", "served")
    volunteer = next(event.by for event in served.history if event.transition == "served")
    assert codes(served, "rate", volunteer, rating="5") == ["barred"]
    assert codes(served, "rate") == ["missing"]


def test_an_order_is_offered_and_a_volunteer_may_pass_without_a_reason() -> None:
    order = run(SERVICE_ORDER, "offer")
    assert SERVICE_ORDER.ways["pass"].does is Doing.NOTE and not SERVICE_ORDER.ways["pass"].reason
    assert codes(order, "pass") == []
    takers = {way.key: way.actors for way in SERVICE_ORDER.transitions if way.target == "serve" and way.key == "take"}
    assert takers == {"take": ("part:offered",)}


def test_whoever_asks_for_more_time_is_not_who_gives_it() -> None:
    for process in SHIPPED.values():
        assert all_facts(process) <= set(FACTS)
        for stage in process.stages:
            does = {way.does for way in process.leaving(stage.key)}
            assert (stage.extension is not None) == (Doing.ASK in does), (process.key, stage.key)
            assert (Doing.ASK in does) == (Doing.GRANT in does) == (Doing.DENY in does)
            assert stage.final or {Doing.SUSPEND, Doing.RESUME, Doing.NOTE} <= does
