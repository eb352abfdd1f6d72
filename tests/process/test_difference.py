"""Two versions of a process: what changed is said once each, in both languages."""

from __future__ import annotations

from dataclasses import replace

from app.process.difference import MESSAGES, differences
from app.process.process import Beside, Doing, Kind, Limit, Process, Stage, Step, Transition, Unit, Words
from tests.process.test_case import process

OLD = process()


def changed(stage: str = "", way: str = "", **changes: object) -> Process:
    stages = tuple(replace(item, **changes) if item.key == stage else item for item in OLD.stages)  # type: ignore[arg-type]
    ways = tuple(replace(item, **changes) if item.key == way else item for item in OLD.transitions)  # type: ignore[arg-type]
    return replace(OLD, stages=stages, transitions=ways, number=2)


def told(new: Process) -> list[str]:
    return [str(found) for found in differences(OLD, new)]


def test_a_process_does_not_differ_from_itself_whatever_its_number() -> None:
    assert differences(OLD, replace(OLD, number=3)) == ()


def test_a_changed_limit_is_told_with_what_it_was() -> None:
    (found,) = differences(OLD, changed("handle", limit=Limit(10, Unit.DAYS)))
    assert found.code == "limit"
    values = dict(found.values)
    assert (values["old"], values["new"]) == (Words("5 个工作日", "5 working days"), Words("10 天", "10 days"))
    assert told(changed("handle", limit=None)) == ["“办理” may take no limit, before: 5 working days."]


def test_stages_are_added_removed_renamed_and_moved() -> None:
    more = Stage(key="rate", step="all", kind=Kind.RATE, label=Words("评价"))
    assert told(replace(OLD, stages=(*OLD.stages, more))) == ["New stage: “评价”."]
    assert told(replace(OLD, stages=OLD.stages[:-1])) == ["The stage “办结” is gone."]
    assert told(changed("check", label=Words("复核"))) == ["The stage “核查” is now called “复核”."]
    turned = (OLD.stages[1], OLD.stages[0], *OLD.stages[2:])
    assert told(replace(OLD, stages=turned)) == ["The stages stand in another order: 办理, 受理, 核查, 办结."]


def test_every_difference_there_is_can_be_told() -> None:
    steps = (
        Step(key="b", label=Words("乙")),
        Step(key="a", label=Words("甲乙"), beside=Beside()),
        Step(key="new", label=Words("新")),
    )
    before = replace(
        OLD,
        steps=(Step(key="a", label=Words("甲")), Step(key="b", label=Words("乙")), Step(key="c", label=Words("丙"))),
        stages=(
            Stage(
                key="one", step="a", kind=Kind.INTAKE, label=Words("一"), skippable=True, repeatable=True, final=True
            ),
            Stage(key="two", step="b", kind=Kind.HANDLE, label=Words("二")),
            Stage(key="three", step="b", kind=Kind.HANDLE, label=Words("三")),
        ),
        transitions=(
            Transition(key="x", label=Words("某"), source=("one",), target="two"),
            Transition(key="y", label=Words("乎"), source=("two",), target="one", reason=True),
            Transition(key="z", label=Words("去"), source=("two",), target="one"),
        ),
        start="one",
    )
    after = Process(
        key="small",
        label=Words("新流程", "New"),
        steps=steps,
        stages=(
            Stage(
                key="two",
                step="b",
                kind=Kind.HANDLE,
                label=Words("二"),
                skippable=True,
                repeatable=True,
                final=True,
                limit=Limit(1),
                extension=Limit(1),
                form="issue",
            ),
            Stage(key="one", step="b", kind=Kind.TRIAGE, label=Words("壹")),
            Stage(key="four", step="b", kind=Kind.HANDLE, label=Words("四")),
        ),
        transitions=(
            Transition(
                key="y",
                label=Words("乎"),
                source=("two", "one"),
                does=Doing.NOTE,
                actors=("role:a",),
                needs=("a",),
                facts=("a",),
                skips=("two",),
                effects=("a",),
                tone="late",
            ),
            Transition(key="x", label=Words("某某"), source=("one",), target="two", reason=True),
            Transition(key="w", label=Words("来"), source=("two",), target="one"),
        ),
        start="two",
    )
    found = differences(before, after)
    assert {difference.code for difference in found} == set(MESSAGES)
    assert len({str(difference) for difference in found}) == len(found)
    assert all(MESSAGES[difference.code] % dict(difference.values) for difference in found)


def test_the_order_in_which_people_are_named_is_no_difference() -> None:
    way = OLD.ways["close"]
    assert told(changed(way="close", bars=tuple(reversed(way.bars)), actors=way.actors)) == []
    assert told(changed(way="close", bars=())) == ["Other people may now take “close”."]
