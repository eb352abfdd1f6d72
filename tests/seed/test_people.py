"""Synthetic persons: right numbers, no two alike, each list of a place apart."""

from __future__ import annotations

from stdnum.cn import ric, uscc

from app.fields.citizen_number import birthday
from seed import people
from seed.homes import credit_code
from seed.people import LISTS, checked, person
from seed.rules import TODAY, chance, few, shared


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert checked("11010519491231002") == "11010519491231002X"


def test_thousands_of_people_of_a_list_have_different_numbers() -> None:
    for listed in LISTS:
        numbers = {person(3, listed, ordinal, chance(f"{ordinal}"))["citizen_number"] for ordinal in range(16_000)}
        assert len(numbers) == 16_000


def test_lists_and_places_never_share_a_number() -> None:
    made = [
        person(place, listed, ordinal, chance(f"{listed}{ordinal}"))["citizen_number"]
        for place in (1, 2, 35)
        for listed in LISTS
        for ordinal in range(400)
    ]
    assert len(set(made)) == len(made)
    assert all(ric.calc_check_digit(number) == number[17] for number in made)


def test_people_are_of_the_age_of_their_list() -> None:
    for listed, (_number, youngest, oldest) in LISTS.items():
        for ordinal in range(0, 3_000, 7):
            age = TODAY.year - birthday(person(1, listed, ordinal, chance("x"))["citizen_number"]).year
            assert youngest <= age <= oldest


def test_names_are_plainly_nobody_s() -> None:
    luck = chance("names")
    assert all(people.name(luck, people.MALE)[1] == "某" for _ in range(50))


def test_credit_codes_have_the_right_check_sign() -> None:
    codes = [credit_code(1, number) for number in range(1, 60)]
    assert len(set(codes)) == len(codes)
    assert all(uscc.calc_check_digit(code[:17]) == code[17] and len(code) == 18 for code in codes)


def test_shares_add_up() -> None:
    assert shared(10, (1, 1, 1)) == [4, 3, 3]
    assert sum(shared(31_623, [1.25, 1.5, 1.75] * 60)) == 31_623


def test_a_thinned_list_keeps_a_tenth_but_ten_at_least() -> None:
    assert [few(count) for count in (0, 6, 10, 11, 39, 100, 101, 14_650)] == [0, 6, 10, 10, 10, 10, 11, 1_465]
