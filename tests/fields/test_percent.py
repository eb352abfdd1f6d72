"""A share of a hundred."""

from decimal import Decimal

import pytest

from app.fields import Context, Invalid, Percent

PERCENT = Percent(label="x")


@pytest.mark.parametrize("raw", ["96.6%", "96.6", "９６．６％", "96.6 %", 96.6, Decimal("96.6")])
def test_the_sign_may_be_typed_or_left_out(context: Context, raw: object) -> None:
    assert PERCENT.parse(raw, context) == Decimal("96.6")


def test_it_is_shown_with_its_sign(context: Context) -> None:
    for shown in (PERCENT.text, PERCENT.cell, PERCENT.detail):
        assert shown(Decimal("96.6"), context) == "96.6%"
    assert PERCENT.text(Decimal("0.0"), context) == "0.0%"
    assert PERCENT.raw(Decimal("96.6"), context) == "96.6"
    assert PERCENT.filter_text("gte", ["90"], context) == "90.0%"


@pytest.mark.parametrize("raw", ["96.66%", "%", "96%6"])
def test_others_are_refused(context: Context, raw: str) -> None:
    with pytest.raises(Invalid):
        PERCENT.parse(raw, context)


def test_limits_are_the_authors(context: Context) -> None:
    with pytest.raises(Invalid, match="100 or less"):
        Percent(label="x", maximum=100).parse("100.1", context)
    assert PERCENT.parse("-3.5%", context) == Decimal("-3.5")
