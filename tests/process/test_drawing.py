"""Steps of drawing: whatever is put in, moved or taken out of a good process, it stays good or says what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from app.process import drawing
from app.process.checking import Misdrawn
from app.process.reading import read_process, spec_of
from models.processes import LOOP, SHIPPED

SPEC = spec_of(LOOP)
MADE = {"key": "s_new", "step": "call", "kind": "handle", "label": {"zh": "新阶段"}, "repeatable": True}
WAY = {"key": "t_new", "label": {"zh": "转下一步"}, "actors": ["part:owner"], "tone": "primary"}


def keys(spec: Any, name: str) -> list[str]:
    return [item["key"] for item in spec[name]]


@pytest.mark.parametrize(("key", "after"), [(p.key, s.key) for p in SHIPPED.values() for s in p.stages if not s.final])
def test_a_stage_put_in_anywhere_leaves_a_process_that_can_be_published(key: str, after: str) -> None:
    spec = spec_of(SHIPPED[key])
    step = drawing.found(spec, "stages", after)["step"]
    before = drawing.main_way(spec, after)
    drawn = read_process(drawing.with_stage(spec, {**MADE, "step": step}, WAY, after))
    assert before is not None and drawn.ways[before["key"]].target == "s_new"
    assert drawn.ways["t_new"].target == before["target"]
    assert "suspend" not in drawn.ways or "s_new" in drawn.ways["suspend"].source


@pytest.mark.parametrize("gone", ["assess", "call", "answer", "visit"])
def test_a_stage_taken_out_is_led_past(gone: str) -> None:
    after = read_process(drawing.without_stage(SPEC, gone))
    assert gone not in after.by_key and all(gone not in (*way.source, *way.skips) for way in after.transitions)


def test_the_first_stage_taken_out_lets_cases_begin_at_the_next() -> None:
    assert drawing.without_stage(SPEC, "collect")["start"] == "assess"


def test_what_names_a_transition_that_is_gone_names_it_no_more() -> None:
    after = drawing.without_way(spec_of(SHIPPED["grid_round"]), "handled")
    assert drawing.found(after, "transitions", "reply")["bars"] == []
    with pytest.raises(Misdrawn, match="No case ever comes to"):
        read_process(after)


def test_a_transition_from_several_stages_is_taken_away_at_one_of_them() -> None:
    after = drawing.without_way(SPEC, "take_on", "call")
    assert drawing.found(after, "transitions", "take_on")["source"] == ["answer"]


def test_a_transition_is_moved_among_those_of_its_stage() -> None:
    after = drawing.shifted_way(SPEC, "turn_down", "answer", -1)
    assert [way["key"] for way in drawing.leaving(after, "answer")][:2] == ["turn_down", "take_on"]
    assert drawing.shifted_way(after, "turn_down", "answer", -1) == after


def test_stages_are_dropped_in_steps_and_move_over_their_edges() -> None:
    after = drawing.placed_stage(SPEC, "answer", "resolve", 0)
    assert [item["key"] for item in drawing.stages_of(after, "resolve")] == ["answer", "resolve"]
    after = drawing.shifted_stage(SPEC, "answer", 1)
    assert [item["key"] for item in drawing.stages_of(after, "resolve")] == ["answer", "resolve"]
    after = drawing.shifted_stage(after, "answer", -1)
    assert [item["key"] for item in drawing.stages_of(after, "call")] == ["call", "answer"]
    assert drawing.shifted_stage(SPEC, "collect", -1) == SPEC


def test_more_time_can_be_asked_for_where_it_can_be_given() -> None:
    after = read_process(drawing.extended(SPEC, "assess", {"amount": 2, "unit": "days"}))
    assert {"ask_time", "grant_time", "deny_time"} <= {way.key for way in after.leaving("assess")}
    after = read_process(drawing.extended(SPEC, "answer", None))
    assert "ask_time" not in {way.key for way in after.leaving("answer")}


def test_steps_come_and_go_when_they_are_empty() -> None:
    after = drawing.with_step(SPEC, {"key": "p_new", "label": {"zh": "新环节"}}, "call")
    assert keys(after, "steps")[3] == "p_new"
    assert keys(drawing.placed_step(after, "p_new", 0), "steps")[0] == "p_new"
    assert drawing.without_step(after, "p_new")["steps"] == SPEC["steps"]
    assert drawing.without_step(SPEC, "call") == SPEC
    appeal = spec_of(SHIPPED["appeal"])  # supervision stands in the middle, and is not seen
    seen = [key for key in keys(drawing.shifted_step(appeal, "forward", 1), "steps") if key != "supervise"]
    assert seen.index("visit") < seen.index("forward")


@pytest.mark.parametrize("change", [drawing.without_stage, drawing.without_way, drawing.without_step])
def test_what_is_not_there_is_not_changed(change: Any) -> None:
    with pytest.raises(drawing.NotThere):
        change(SPEC, "nothing")
