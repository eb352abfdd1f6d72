"""An amount of money."""

from decimal import Decimal

import pytest

from app.fields import Context, Invalid, Money

MONEY = Money(label="x")


@pytest.mark.parametrize(
    "raw", ["1234.5", "1,234.50", "¥1,234.50", "￥ 1234.5", "1234.50元", "1234.50 yuan", "１，２３４．５０", 1234.5]
)
def test_amounts_as_people_write_them(context: Context, raw: object) -> None:
    value = MONEY.parse(raw, context)
    assert str(value) == "1234.50" and isinstance(value, Decimal)


def test_it_is_shown_to_the_fen(context: Context) -> None:
    assert MONEY.text(Decimal("1234567.5"), context) == "1,234,567.50"
    assert MONEY.detail(Decimal("-1234.50"), context) == "-1,234.50 yuan"
    assert MONEY.raw(Decimal("1234.50"), context) == "1234.50"


def test_it_is_never_a_float(context: Context) -> None:
    assert MONEY.to_json(Decimal("0.10")) == "0.10"
    assert MONEY.to_extra(Decimal("0.10")) == 10
    assert isinstance(MONEY.export(Decimal("0.10"), context), Decimal)
    assert MONEY.parse(0.1, context) + MONEY.parse(0.2, context) == MONEY.parse(0.3, context)


@pytest.mark.parametrize("raw", ["1.234", "元", "¥", "1 200 元 5"])
def test_others_are_refused(context: Context, raw: str) -> None:
    with pytest.raises(Invalid):
        MONEY.parse(raw, context)


def test_a_negative_amount_may_carry_its_sign_before_the_symbol(context: Context) -> None:
    assert MONEY.parse("-¥5", context) == Decimal(-5)
