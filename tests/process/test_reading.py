"""A process is read from JSON, or refused with everything that is wrong, each with its place."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.process.checking import MESSAGES, Misdrawn
from app.process.process import Process
from app.process.reading import Known, read_process, spec_of
from tests.process.drawn import GOOD, processes
from tests.process.test_case import process

SMALL = spec_of(GOOD)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def wrong(spec: Any, known: Known | None = None) -> dict[str, str]:
    """The faults of a spec by place; the last of a place wins."""
    with pytest.raises(Misdrawn) as found:
        read_process(spec, known)
    assert str(found.value)
    return {fault.place: fault.code for fault in found.value.faults}


def changed(place: str, value: Any) -> dict[str, Any]:
    """The small process with one part changed: `stages.1.limit.amount`."""
    spec = deepcopy(SMALL)
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    inner: Any = spec
    for part in way:
        inner = inner[part]
    inner[last] = value
    return spec


def way(key: str) -> int:
    return next(number for number, item in enumerate(SMALL["transitions"]) if item["key"] == key)


@given(processes())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_reads_back_the_same(drawn: Process) -> None:
    assert read_process(json.loads(json.dumps(spec_of(drawn), ensure_ascii=False))) == drawn


def test_a_small_process_reads_back_too() -> None:
    assert read_process(SMALL) == GOOD


def test_a_text_alone_is_chinese_and_what_is_usual_is_left_out() -> None:
    assert read_process(changed("label", " 小流程 ")).label.zh == "小流程"
    assert SMALL["stages"][2] == {
        "key": "check",
        "step": "all",
        "kind": "verify",
        "label": {"zh": "核查"},
        "skippable": True,
        "repeatable": True,
    }


@pytest.mark.parametrize(
    ("place", "value", "at", "code"),
    [
        ("colour", "red", "colour", "unknown_part"),
        ("stages.0.colour", "red", "stages[0].colour", "unknown_part"),
        ("label", {"zh": "小", "fr": "petit"}, "label.fr", "unknown_part"),
        ("label", "", "label", "label"),
        ("label", {"en": "Small"}, "label", "label"),
        ("label", 7, "label", "label"),
        ("stages.0.label", "长" * 61, "stages[0].label", "label_long"),
        ("key", "Klein", "key", "key"),
        ("stages.1.kind", "sleep", "stages[1].kind", "choice"),
        ("stages.1.limit.unit", "weeks", "stages[1].limit.unit", "choice"),
        ("stages.1.limit.amount", -1, "stages[1].limit.amount", "limit"),
        ("stages.1.limit.amount", 367, "stages[1].limit.amount", "limit"),
        ("stages.1.limit.amount", True, "stages[1].limit.amount", "number"),
        ("stages.1.limit", 5, "stages[1].limit", "object"),
        ("stages.1.limit", {"unit": "days"}, "stages[1].limit.amount", "absent"),
        ("stages.1.extension.amount", 0, "stages[1].extension.amount", "limit"),
        ("stages.1.skippable", "yes", "stages[1].skippable", "yes_no"),
        ("stages.1.form", "Ü", "stages[1].form", "text"),
        ("stages.1.limit", None, "stages[1].extension", "extension_alone"),
        ("stages.3.limit", {"amount": 1, "unit": "days"}, "stages[3]", "final_limit"),
        ("stages.1.key", "intake", "stages[1].key", "twice"),
        ("stages.1.step", "none", "stages[1].step", "no_step"),
        ("stages.3.final", False, "stages", "no_end"),
        ("stages", [{}] * 61, "stages", "too_many"),
        ("transitions", [{}] * 201, "transitions", "too_many"),
        ("transitions", {}, "transitions", "list"),
        ("transitions", [], "transitions", "none"),
        ("start", "nowhere", "start", "no_stage"),
        ("start", "done", "start", "start_final"),
        ("number", -1, "number", "limit"),
        ("steps", [*SMALL["steps"], {"key": "more", "label": "空"}], "steps[1]", "step_empty"),
        ("steps.0.beside", {"actors": ["role:a"], "answers": ["role:b"]}, "steps[0]", "step_beside"),
        ("steps.0.beside", {"answers": ["role:b"]}, "steps[0].beside.actors", "no_actors"),
        ("transitions.0.source", [], "transitions[0].source", "no_source"),
        ("transitions.0.source", ["intake", "away"], "transitions[0].source[1]", "no_stage"),
        ("transitions.0.source", ["intake", "intake"], "transitions[0].source[1]", "twice"),
        ("transitions.0.target", "away", "transitions[0].target", "no_stage"),
        ("transitions.0.target", "", "transitions[0].target", "no_target"),
        ("transitions.0.target", "intake", "transitions[0].target", "return"),
        ("transitions.0.does", "fly", "transitions[0].does", "choice"),
        ("transitions.0.does", "note", "transitions[0].target", "target"),
        ("transitions.0.actors", [], "transitions[0].actors", "no_actors"),
        ("transitions.0.actors", ["clerk"], "transitions[0].actors[0]", "part"),
        ("transitions.0.bars", ["did:nothing"], "transitions[0].bars[0]", "no_did"),
        ("transitions.0.needs", ["Ü"], "transitions[0].needs[0]", "key"),
        ("transitions.0.skips", ["handle"], "transitions[0].skips[0]", "skip"),
        ("transitions.0.skips", ["away"], "transitions[0].skips[0]", "no_stage"),
        ("transitions.0.tone", "loud", "transitions[0].tone", "choice"),
        (f"transitions.{way('note')}.skips", ["check"], f"transitions[{way('note')}].skips", "skip_stays"),
        (
            f"transitions.{way('resume')}.source",
            ["intake"],
            f"transitions[{way('suspend')}].source[1]",
            "never_resumed",
        ),
        (f"transitions.{way('grant')}.source", ["intake"], f"transitions[{way('ask')}].source[0]", "never_decided"),
    ],
)
def test_a_fault_is_named_with_its_place(place: str, value: Any, at: str, code: str) -> None:
    assert wrong(changed(place, value)).get(at) == code


def test_the_way_back_to_what_is_done_once_and_time_that_nobody_can_give_are_found() -> None:
    drawn = process()
    places = {item.key: number for number, item in enumerate(drawn.transitions)}
    assert wrong(spec_of(drawn)) == {
        f"transitions[{places['back']}].target": "return",
        f"transitions[{places['ask']}].source[0]": "no_more_time",
    }


def test_stages_that_nobody_reaches_and_stages_without_a_way_on_are_found() -> None:
    spec = deepcopy(SMALL)
    spec["stages"].insert(3, {"key": "island", "step": "all", "kind": "rate", "label": "孤岛"})
    found = wrong(spec)
    assert found == {"stages[3]": "dead_end"}
    codes = [fault.code for fault in faults(spec) if fault.place == "stages[3]"]
    assert codes == ["unreachable", "dead_end"]


def faults(spec: Any) -> Any:
    with pytest.raises(Misdrawn) as found:
        read_process(spec)
    return found.value.faults


def test_faults_of_writing_and_of_drawing_are_said_at_once() -> None:
    spec = changed("label", "")
    spec["transitions"][way("close")]["target"] = "away"
    spec["stages"][0]["kind"] = "sleep"
    assert {"label", "stages[0].kind", f"transitions[{way('close')}].target"} <= set(wrong(spec))


def test_what_nobody_knows_is_refused_where_it_is_asked() -> None:
    known = Known(
        actors=frozenset({"role:clerk", "part:owner"}), facts=frozenset({"contact_known"}), effects=frozenset()
    )
    spec = changed("transitions.0.effects", ["pay_out"])
    spec["transitions"][1]["actors"] = ["part:owner", "part:president"]
    found = wrong(spec, known)
    assert found["transitions[0].effects[0]"] == "unknown_effect"
    assert found["transitions[1].actors[1]"] == "unknown_actor"
    assert found[f"transitions[{way('secretly')}].when[0]"] == "unknown_fact"


def test_a_second_supervision_is_refused() -> None:
    beside = {"actors": ["role:a"], "answers": ["role:b"]}
    more = [{"key": key, "label": key, "beside": beside} for key in ("one", "two")]
    assert wrong(changed("steps", [*SMALL["steps"], *more]))["steps[2].beside"] == "second_beside"


@given(JSON)
@settings(max_examples=50, deadline=None)
def test_anything_at_all_is_refused_in_words(given: Any) -> None:
    assert all(fault.code in MESSAGES for fault in faults(given))


@given(st.sampled_from(sorted(SMALL)), JSON)
@settings(max_examples=50, deadline=None)
def test_any_part_may_be_anything_without_harm(part: str, given: Any) -> None:
    try:
        read_process({**SMALL, part: given})
    except Misdrawn as misdrawn:
        assert all(map(str, misdrawn.faults))
