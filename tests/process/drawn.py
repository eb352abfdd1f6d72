"""Random processes that are drawn well: a chain of stages with shortcuts, returns, and everything that stops a clock."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from app.process.process import (
    Beside,
    Doing,
    Kind,
    Limit,
    Process,
    Stage,
    Step,
    Transition,
    Unit,
    Words,
)
from tests.process.test_case import process

PARTS = ("role:clerk", "role:leader", "part:owner")
FACTS = ("first", "second")
WORDS = st.builds(
    Words,
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12),
    st.sampled_from(["", "Some text", "50% “done”"]),
)
LIMITS = st.builds(Limit, st.integers(1, 12), st.sampled_from(Unit))

GOOD = replace(
    process(),
    transitions=tuple(
        replace(way, source=("handle",)) if way.key == "ask" else way
        for way in process().transitions
        if way.key != "back"
    ),
)
"""The small process without its faults."""


def some(of: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of a few names, each once."""
    return st.lists(st.sampled_from(of), min_size=least, max_size=len(of), unique=True).map(tuple)


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """A process of two to six stages and an end."""
    count = draw(st.integers(2, 6))
    keys = [f"s{number}" for number in range(count)]
    stages = []
    for key in keys:
        limit = draw(st.none() | LIMITS)
        stages.append(
            Stage(
                key=key,
                step="main",
                kind=draw(st.sampled_from(Kind)),
                label=draw(WORDS),
                limit=limit,
                extension=draw(st.none() | LIMITS) if limit else None,
                skippable=draw(st.booleans()),
                repeatable=True,
            )
        )
    ends = (Stage(key="end", step="main", kind=Kind.ARCHIVE, label=draw(WORDS), repeatable=True, final=True),)
    chain = [*keys, "end"]
    ways = [draw(transitions(f"on{at}", (key,), chain[at + 1])) for at, key in enumerate(keys)]
    for number in range(draw(st.integers(0, 4))):
        source, target = draw(some(tuple(keys), 1)), draw(st.sampled_from(chain))
        ways.append(draw(transitions(f"jump{number}", source, target)))
    if draw(st.booleans()):
        ways.append(draw(transitions("reopen", ("end",), keys[0])))
    skippable = tuple(stage.key for stage in stages if stage.skippable)
    if skippable:
        ways.append(draw(transitions("skip", (keys[0],), "end", draw(some(skippable, 1)))))
    ways += [draw(staying(does, tuple(keys))) for does in (Doing.NOTE, Doing.SUSPEND, Doing.RESUME)]
    more = tuple(stage.key for stage in stages if stage.extension)
    if more:
        ways += [draw(staying(does, more)) for does in (Doing.ASK, Doing.GRANT, Doing.DENY)]
    steps = [Step(key="main", label=draw(WORDS))]
    if draw(st.booleans()):
        beside = Beside(limit=draw(LIMITS), actors=draw(some(PARTS, 1)), answers=draw(some(PARTS, 1)))
        steps.append(Step(key="watch", label=draw(WORDS), beside=beside))
    return Process(
        key="random",
        label=draw(WORDS),
        steps=tuple(steps),
        stages=(*stages, *ends),
        transitions=tuple(ways),
        start=keys[0],
        number=draw(st.integers(0, 9)),
    )


@st.composite
def transitions(
    draw: st.DrawFn, key: str, source: tuple[str, ...], target: str, skips: tuple[str, ...] = ()
) -> Transition:
    """A way on, under some conditions."""
    return Transition(
        key=key,
        label=draw(WORDS),
        source=source,
        target=target,
        actors=draw(some(PARTS, 1)),
        bars=draw(some(("part:owner", "did:s0", "did:on0"))) if draw(st.integers(0, 3)) == 0 else (),
        needs=draw(some(("category", "outcome"))),
        facts=draw(some(FACTS)),
        when=draw(some(FACTS)) if draw(st.integers(0, 3)) == 0 else (),
        reason=draw(st.booleans()),
        skips=skips,
        effects=draw(some(("answer", "assign"))),
        tone=draw(st.sampled_from(["", "primary", "late"])),
    )


def staying(does: Doing, source: tuple[str, ...]) -> st.SearchStrategy[Transition]:
    """A transition that moves nothing."""
    return st.builds(
        Transition,
        key=st.just(does.value),
        label=WORDS,
        source=st.just(source),
        does=st.just(does),
        actors=some(PARTS, 1),
        reason=st.booleans(),
    )
