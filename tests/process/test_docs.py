"""The guide to processes names every kind of stage, doing, fact, effect and shipped process, and no others."""

from __future__ import annotations

import re
from pathlib import Path

from app.process.process import Doing, Kind
from models.processes import EFFECTS, FACTS, SHIPPED

GUIDE = (Path(__file__).parents[2] / "docs/processes.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[str]:
    """The first cells of the table under a heading."""
    part = GUIDE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)


def test_the_guide_names_what_there_is() -> None:
    assert rows("Stage kinds") == [kind.value for kind in Kind]
    assert rows("What a transition does") == [doing.value for doing in Doing]
    assert rows("Facts") == list(FACTS)
    assert rows("Effects") == list(EFFECTS)


def test_the_guide_shows_every_shipped_process_with_its_stages_limits_and_ways() -> None:
    for process in SHIPPED.values():
        part = GUIDE.split(f"## {process.label.zh} `{process.key}`\n", 1)[1].split("\n## ", 1)[0]
        for stage in process.stages:
            row = next(line for line in part.splitlines() if f"| `{stage.key}` {stage.label.zh}" in line)
            assert f"| `{stage.kind.value}` | {stage.limit.words.zh if stage.limit else ''} |" in row
            assert re.findall(r"`(\w+)` →", row) == [w.key for w in process.leaving(stage.key) if w.does is Doing.MOVE]
