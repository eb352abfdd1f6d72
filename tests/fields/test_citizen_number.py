"""The citizen number (GB 11643)."""

from datetime import date

import pytest

from app.fields import CitizenNumber, Context, Invalid
from app.fields.citizen_number import birthday, known_region, sex
from tests.fields.kinds import citizen

NUMBER = CitizenNumber(label="x")
ANNEX = "11010519491231002X"  # the example of the standard
WOMAN = citizen("99010119800101002")


@pytest.mark.parametrize(
    "raw",
    [ANNEX, ANNEX.lower(), "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002X"],
)
def test_numbers_as_people_write_them(context: Context, raw: str) -> None:
    assert NUMBER.parse(raw, context) == ANNEX


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("110105491231002", "18 characters; these are 15"),
        ("11010519491231002Y", "17 digits, then a digit or X"),
        ("01010519491231002X", "17 digits"),
        ("11010519491331002X", "no day in the calendar"),
        (citizen("11010519490230002"), "no day in the calendar"),
        (citizen("11010520260709002"), "no possible day of birth"),
        (citizen("11010517990101002"), "no possible day of birth"),
        ("110105194912310021", "last character"),
        ("11010519491231020X", "last character"),
        (110105194912310021, "text cell"),
        (1.10105194912310e17, "text cell"),
        (370902.0, "text cell"),
    ],
)
def test_others_are_refused_with_what_is_wrong(context: Context, raw: object, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        NUMBER.parse(raw, context)


def test_someone_may_be_born_today(context: Context) -> None:
    assert NUMBER.parse(citizen("11010520260708002"), context)


def test_an_abolished_or_unknown_region_is_no_reason_to_refuse(context: Context) -> None:
    fuling = citizen("51230119700101001")  # in Chongqing since 1997
    assert NUMBER.parse(fuling, context) == fuling
    assert known_region(fuling) and NUMBER.warning(fuling, context) == ""
    assert NUMBER.parse(WOMAN, context) == WOMAN
    assert "990101" in NUMBER.warning(WOMAN, context)
    assert NUMBER.warning(None, context) == ""


def test_sex_and_birthday_are_in_it() -> None:
    assert birthday(ANNEX) == date(1949, 12, 31)
    assert sex(WOMAN) == "2" and sex(citizen("99010119800101003")) == "1"


def test_a_list_shows_the_mask_and_so_does_a_chip(context: Context) -> None:
    assert NUMBER.mask(ANNEX) == "110105********002X"
    assert NUMBER.cell(ANNEX, context) == "110105********002X"
    assert NUMBER.detail(ANNEX, context) == ANNEX
    assert NUMBER.filter_text("eq", [ANNEX], context) == "110105********002X"


def test_it_is_found_by_the_whole_number_only() -> None:
    assert NUMBER.secret and not NUMBER.sortable and not NUMBER.searchable and NUMBER.operators == ("eq", "empty")
