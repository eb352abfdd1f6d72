"""A number."""

from decimal import Decimal

import pytest

from app.fields import Context, Invalid, Number
from app.fields.number import Scaled, scale, unscale

WHOLE = Number(label="x")
HOURS = Number(label="x", decimals=1, unit="h", minimum=0, maximum=Decimal("99.5"))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12", 12),
        ("１，２３４", 1234),
        (" 1,234 ", 1234),
        ("-5", -5),
        ("12.0", 12),
        (12.0, 12),
        (12, 12),
        ("1e3", 1000),
    ],
)
def test_whole_numbers(context: Context, raw: object, value: int) -> None:
    found = WHOLE.parse(raw, context)
    assert found == value and type(found) is int


@pytest.mark.parametrize(
    ("raw", "value"),
    [("12.5", "12.5"), ("12", "12.0"), (0.1 + 0.2, "0.3"), ("12.5h", "12.5"), ("12.5 h", "12.5"), (".5", "0.5")],
)
def test_decimals(context: Context, raw: object, value: str) -> None:
    found = HOURS.parse(raw, context)
    assert str(found) == value and isinstance(found, Decimal)


@pytest.mark.parametrize(
    ("field", "raw", "reason"),
    [
        (WHOLE, "十二", "not a number"),
        (WHOLE, "1_000", "not a number"),
        (WHOLE, "NaN", "not a number"),
        (WHOLE, "Infinity", "not a number"),
        (WHOLE, float("nan"), "not a number"),
        (WHOLE, True, "not a number"),
        (WHOLE, "1.5", "whole number"),
        (WHOLE, "9007199254740992", "too large"),
        (WHOLE, "1e999", "too large"),
        (HOURS, "1.25", "at most 1 decimal"),
        (HOURS, "-0.1", "0 or more"),
        (HOURS, "99.6", "99.5 or less"),
    ],
)
def test_others_are_refused(context: Context, field: Number, raw: object, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        field.parse(raw, context)


def test_it_is_shown_with_separators_and_its_unit_and_typed_without(context: Context) -> None:
    field = Number(label="x", decimals=1, unit="h")
    assert field.text(Decimal("1234.5"), context) == "1,234.5"
    assert field.detail(Decimal("1234.5"), context) == "1,234.5 h"
    assert field.raw(Decimal("1234.5"), context) == "1234.5"
    assert field.filter_text("gte", ["1234.5"], context) == "1,234.5 h"
    assert Number(label="Year", grouped=False).text(2026, context) == "2026"


def test_the_api_speaks_decimals_and_extra_counts_the_smallest_unit() -> None:
    assert HOURS.to_json(Decimal("12.5")) == "12.5"
    assert HOURS.to_extra(Decimal("12.5")) == 125
    assert HOURS.from_extra(125) == Decimal("12.5")
    assert WHOLE.to_json(12) == 12 and WHOLE.to_extra(12) == 12


def test_scaling_is_exact_and_rounds_half_up() -> None:
    assert scale(Decimal("0.125"), 2) == 13
    assert unscale(13, 2) == Decimal("0.13")
    assert Scaled(2).process_bind_param(Decimal("-0.01"), None) == -1
    assert Scaled(0).process_result_value(7, None) == 7
