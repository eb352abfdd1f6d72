"""A telephone number."""

import pytest

from app.fields import Context, Invalid, Phone

PHONE = Phone(label="x")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("(+86)13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        (13812345678, "13812345678"),
        (13812345678.0, "13812345678"),
        ("19000001234", "19000001234"),
        ("0538-8224321", "0538-8224321"),
        ("05388224321", "0538-8224321"),
        ("（0538）8224321", "0538-8224321"),
        ("+86 538 8224321", "0538-8224321"),
        ("0538-8224321-801", "0538-8224321-801"),
        ("0538-8224321转801", "0538-8224321-801"),
        ("0538-8224321 ext. 801", "0538-8224321-801"),
        ("010-88888888", "010-88888888"),
        ("02112345678", "021-12345678"),
        ("12345", "12345"),
        ("110", "110"),
        ("95588", "95588"),
        ("400-123-4567", "400-123-4567"),
        ("4001234567", "400-123-4567"),
        ("", None),
        (None, None),
    ],
)
def test_every_way_to_write_a_number_is_kept_as_one(context: Context, raw: object, value: str | None) -> None:
    assert PHONE.parse(raw, context) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("8224321", "area code"),
        ("1381234567", "phone number such as"),
        ("138123456789", "phone number such as"),
        ("12812345678", "phone number such as"),
        ("13812345678转1", "phone number such as"),
        ("5388224321", "phone number such as"),
        ("0538-82", "phone number such as"),
        ("+85291234567", "phone number such as"),
        ("王秀兰", "phone number such as"),
        (5388224321, "text cell"),
        (5388224321.0, "text cell"),
        (13812345678.5, "text cell"),
        (True, "text cell"),
    ],
)
def test_others_are_refused_with_what_to_give(context: Context, raw: object, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        PHONE.parse(raw, context)


@pytest.mark.parametrize(
    ("value", "mask"),
    [
        ("13812345678", "138****5678"),
        ("0538-8224321", "0538-****321"),
        ("0538-8224321-801", "0538-****321"),
        ("010-88888888", "010-****888"),
        ("400-123-4567", "400-****567"),
        ("12345", "****"),
        ("junk", "****"),
        (None, ""),
    ],
)
def test_a_mask_leaves_what_one_recognises_a_number_by(context: Context, value: str | None, mask: str) -> None:
    assert PHONE.mask(value) == mask
    assert PHONE.cell(value, context) == mask
