from __future__ import annotations

from typing import Any

import pytest
from flask_babel import lazy_gettext as _

from app.fields.base import Invalid
from app.fields.choice import Choices
from app.fields.choices import MultiChoice, choices
from tests.fields.worlds import context


class Shift(Choices):
    DAY = "day", _("Day")
    NIGHT = "night", _("Night")


SKILLS = MultiChoice(label="Skills", codes="skills", most=3)
SHIFTS = MultiChoice(label="Shifts", enum=Shift)


@pytest.mark.parametrize(
    "raw",
    [
        ["water", "law"],
        ["law", "water", "law", ""],
        ["法律咨询", "水暖维修"],
        "法律咨询、水暖维修",
        "水暖维修; law",
        "law，water",
        "law；water",
        "law\nwater",
    ],
)
def test_codes_and_labels_are_read_in_the_order_of_the_list(raw: Any) -> None:
    assert SKILLS.parse(raw, context()) == ["law", "water"]


def test_nothing_chosen_is_nothing() -> None:
    assert SKILLS.parse([], context()) is SKILLS.parse("", context()) is SKILLS.parse(None, context()) is None
    assert SKILLS.parse(" 、 ", context()) is None


def test_a_label_that_holds_a_separator_comes_back_from_its_own_export() -> None:
    value = ["law", "power", "water"]
    assert SKILLS.export(value, context()) == "法律咨询、电工、焊工、水暖维修"
    assert SKILLS.parse(SKILLS.export(value, context()), context()) == value


@pytest.mark.parametrize("raw", [["nope"], "law、nope", ["law,water"], {"law": 1}, [["law"]], ["<b>"]])
def test_an_unknown_code_is_refused(raw: Any) -> None:
    with pytest.raises(Invalid):
        SKILLS.parse(raw, context())


def test_more_than_allowed_is_refused() -> None:
    with pytest.raises(Invalid, match="3"):
        SKILLS.parse(["law", "power", "water", "old"], context())


def test_a_retired_entry_stays_readable_and_is_not_offered() -> None:
    assert SKILLS.text(["old"], context()) == "旧技能"
    assert SKILLS.parse(["old", "law"], context()) == ["law", "old"]
    assert "old" not in [option.value for option in SKILLS.options(context())]


def test_an_enum_is_a_list_as_well() -> None:
    assert SHIFTS.parse(["night", "day"], context()) == ["day", "night"]
    assert SHIFTS.text(["day", "night"], context(locale="en")) == "Day, Night"
    assert SHIFTS.filter_text("eq", ["night"], context()) == "Night"
    assert SHIFTS.filter_text("empty", ["1"], context()) == ""
    assert SHIFTS.schema()["items"]["enum"] == ["day", "night"]


def test_what_goes_out_comes_back() -> None:
    for value in (None, ["law"], ["law", "water"]):
        assert SKILLS.from_json(SKILLS.to_json(value)) == value
        assert SKILLS.parse(SKILLS.raw(value, context()), context()) == value
        assert SKILLS.parse(SKILLS.to_json(value), context()) == value
    assert SKILLS.cell(None, context()) == SKILLS.detail(None, context()) == ""


def test_a_filter_needs_a_known_code() -> None:
    for raw in ("", "nope"):
        with pytest.raises(Invalid):
            SKILLS.parse_filter(raw, "eq", context())


def test_the_column_carries_its_field() -> None:
    column = choices("Skills", codes="skills").column
    assert column.info["field"].kind == "choices"
    assert column.nullable
