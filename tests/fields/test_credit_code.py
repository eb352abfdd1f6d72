"""The credit code of an organisation."""

import pytest

from app.fields import Context, CreditCode, Invalid
from app.fields.credit_code import fits
from tests.fields.kinds import credit

CODE = CreditCode(label="x")
VALID = "91110000600037341L"
WRONG = "91110000600037341M"


@pytest.mark.parametrize(
    "raw",
    [VALID, VALID.lower(), "911100 006000 37341L", "９１１１００００６０００３７３４１Ｌ", "91-1100006000-37341L"],
)
def test_codes_as_people_write_them(context: Context, raw: str) -> None:
    assert CODE.parse(raw, context) == VALID


@pytest.mark.parametrize("start", ["N2", "N3", "Y1", "A1", "G1"])
def test_registers_that_begin_with_a_letter_are_real(context: Context, start: str) -> None:
    code = credit(f"{start}370902MF0000001")
    assert CODE.parse(code, context) == code


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (VALID[:-1], "18 characters; these are 17"),
        (f"{VALID[:17]}I", "without I, O, S, V and Z"),
        ("9111A000600037341L", "without I, O, S, V and Z"),
        (WRONG, "does not fit"),
        (911100006000373411.0, "text cell"),
    ],
)
def test_others_are_refused_with_what_is_wrong(context: Context, raw: object, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        CODE.parse(raw, context)


def test_a_wrong_last_sign_is_taken_where_the_record_says_why(context: Context) -> None:
    field = CreditCode(label="x", override_reason="code_reason")
    assert field.parse(WRONG, context) == WRONG
    assert "does not fit" in field.warning(WRONG, context) and field.warning(VALID, context) == ""
    field.agree(WRONG, {"code_reason": "as printed on the old certificate"}, context)
    field.agree(VALID, {}, context)
    field.agree(None, {}, context)
    for values in ({}, {"code_reason": ""}, {"code_reason": None}):
        with pytest.raises(Invalid, match="say why"):
            field.agree(WRONG, values, context)
    with pytest.raises(Invalid):
        field.parse("12345", context)


def test_every_single_mistake_is_found() -> None:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for place in range(18):
        for sign in signs:
            changed = VALID[:place] + sign + VALID[place + 1 :]
            assert fits(changed) == (changed == VALID)
