"""Sections are arranged by small steps that keep what the clerk did not touch where it was."""

from __future__ import annotations

from typing import Any

import pytest

from app.forms import arrange
from app.forms.edit import NotThere


def sections() -> arrange.Sections:
    return [
        {"label": {"zh": "基本"}, "rows": [["a", "b"], ["c"]]},
        {"label": {"zh": "电梯"}, "rows": [["d"], ["e"]], "note": "看铭牌", "when": {"field": "a"}},
    ]


def rows(found: arrange.Sections) -> list[list[list[str]]]:
    return [section["rows"] for section in found]


@pytest.mark.parametrize(
    ("done", "wanted"),
    [
        (lambda s: arrange.move(s, "a", 1), [[["b", "a"], ["c"]], [["d"], ["e"]]]),
        (lambda s: arrange.move(s, "c", -1), [[["a", "c"], ["b"]], [["d"], ["e"]]]),
        (lambda s: arrange.move(s, "c", 1), [[["a", "b"]], [["c"], ["d"], ["e"]]]),
        (lambda s: arrange.move(s, "d", -1), [[["a", "b"], ["c"], ["d"]], [["e"]]]),
        (lambda s: arrange.move(s, "a", -1), [[["a", "b"], ["c"]], [["d"], ["e"]]]),
        (lambda s: arrange.widen(s, "a"), [[["a"], ["b"], ["c"]], [["d"], ["e"]]]),
        (lambda s: arrange.widen(s, "d"), [[["a", "b"], ["c"]], [["d", "e"]]]),
        (lambda s: arrange.put(s, "e", 0, 1, 1), [[["a", "b"], ["c", "e"]], [["d"]]]),
        (lambda s: arrange.put(s, "e", 0, 0, 1), [[["a", "e"], ["b"], ["c"]], [["d"]]]),
        (lambda s: arrange.put(s, "a", 0, 0, 2), [[["b", "a"], ["c"]], [["d"], ["e"]]]),
        (lambda s: arrange.put(s, "a", 0, 1), [[["b"], ["a"], ["c"]], [["d"], ["e"]]]),
        (lambda s: arrange.put(s, "c", 1), [[["a", "b"]], [["d"], ["e"], ["c"]]]),
        (lambda s: arrange.insert(s, "n", "c"), [[["a", "b"], ["c", "n"]], [["d"], ["e"]]]),
        (lambda s: arrange.insert(s, "n", "d"), [[["a", "b"], ["c"]], [["d"], ["n"], ["e"]]]),
        (lambda s: arrange.insert(s, "n", "", 0), [[["a", "b"], ["c", "n"]], [["d"], ["e"]]]),
        (lambda s: arrange.delete_section(s, 0), [[["a", "b"], ["c"], ["d"], ["e"]]]),
        (lambda s: arrange.delete_section(s, 1), [[["a", "b"], ["c"], ["d"], ["e"]]]),
        (lambda s: arrange.in_columns(s, 1, 2), [[["a", "b"], ["c"]], [["d", "e"]]]),
        (lambda s: arrange.move_section(s, 1, 0), [[["d"], ["e"]], [["a", "b"], ["c"]]]),
    ],
)
def test_a_step_moves_what_it_is_about_and_nothing_else(done: Any, wanted: list[list[list[str]]]) -> None:
    held = sections()
    assert rows(done(held)) == wanted
    assert held == sections()  # what is given is not changed


def test_the_only_section_stays() -> None:
    with pytest.raises(NotThere):
        arrange.delete_section(sections()[:1], 0)


def test_own_fields_take_the_order_of_the_form() -> None:
    spec = {"fields": [{"key": "d"}, {"key": "z"}, {"key": "a"}]}
    assert [item["key"] for item in arrange.arranged(spec, sections())["fields"]] == ["a", "d", "z"]


def test_a_section_that_waits_for_its_own_field_is_found() -> None:
    assert arrange.entangled(sections()) is None
    assert arrange.entangled(arrange.put(sections(), "a", 1)) == (1, "a")
