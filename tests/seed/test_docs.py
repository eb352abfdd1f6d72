"""The guide to the sample data says what the code does."""

from __future__ import annotations

from pathlib import Path

from seed.loader import places
from seed.rules import THIN, TODAY

GUIDE = (Path(__file__).parents[2] / "docs/sample-data.md").read_text(encoding="utf-8")


def test_the_guide_names_the_day_and_the_factor() -> None:
    assert str(TODAY) in GUIDE
    assert f"THIN = {THIN}" in GUIDE


def test_the_guide_names_every_place_and_every_name_that_is_not_numbered() -> None:
    for place in places(full=True):
        if place.name.startswith("邳州第"):
            continue
        assert place.name.removesuffix("街道").removesuffix("镇") in GUIDE
        for unit in place.units:
            if "第" not in unit.name:
                assert unit.name.removesuffix("社区").removesuffix("村") in GUIDE
