from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.fields.base import Invalid
from app.fields.place import Place, read_place
from tests.fields.worlds import context

PLACE = Place(label="Place")
TAIAN = "36.20000,117.10000"


@pytest.mark.parametrize(
    "raw",
    [
        "36.20000,117.10000",
        "36.2, 117.1",
        "36.2，117.1",
        "36.2 117.1",
        "（36.2,117.1）",
        "３６．２，１１７．１",
        "36.200004,117.099996",
        {"lat": 36.2, "lng": 117.1},
        {"lat": "36.2", "lng": "117.10000"},
        ["36.2,117.1"],
    ],
)
def test_coordinates_are_read_to_five_decimals(raw: Any) -> None:
    assert PLACE.parse(raw, context()) == TAIAN


@pytest.mark.parametrize(
    "raw",
    [
        "36.2",
        "36.2,117.1,5",
        "north,east",
        "36.2,",
        "1e1,1e2",
        "nan,nan",
        "91,181",
        "36.2,180.1",
        "-90.1,0",
        {"lat": 36.2},
        {"lat": "x", "lng": 1},
        {"lat": True, "lng": 1},
        {"lat": [1], "lng": 1},
        {"lat": float("nan"), "lng": 1},
        {"lat": 1e300, "lng": 1},
        "<script>",
        "٣٦,١١٧",
    ],
)
def test_what_is_on_no_map_is_refused(raw: Any) -> None:
    with pytest.raises(Invalid):
        PLACE.parse(raw, context())


def test_swapped_numbers_are_named_as_such() -> None:
    with pytest.raises(Invalid, match="Latitude comes first"):
        PLACE.parse("117.1,36.2", context())


def test_nothing_is_nothing() -> None:
    assert PLACE.parse("", context()) is PLACE.parse(None, context()) is PLACE.parse({}, context()) is None
    assert PLACE.detail(None, context()) == PLACE.text(None, context()) == PLACE.warning(None, context()) == ""


def test_a_rounded_zero_has_no_sign() -> None:
    assert PLACE.parse("-0.000001,-0.000001", context()) == "0.00000,0.00000"


def test_a_place_outside_china_is_kept_with_a_warning() -> None:
    paris = PLACE.parse("48.85661,2.35222", context())
    assert paris == "48.85661,2.35222"
    assert "outside China" in PLACE.warning(paris, context())
    assert "hz-warning" in PLACE.detail(paris, context())
    assert PLACE.warning(TAIAN, context()) == ""


def test_the_detail_shows_text_where_there_is_no_map() -> None:
    shown = PLACE.detail(TAIAN, context())
    assert 'class="hz-map" data-lat="36.20000" data-lng="117.10000"' in shown
    assert "36.20000, 117.10000 <small>WGS-84</small>" in shown


def test_what_goes_out_comes_back() -> None:
    for door in (PLACE.text, PLACE.raw, PLACE.export):
        assert PLACE.parse(door(TAIAN, context()), context()) == TAIAN
    assert PLACE.from_json(PLACE.to_json(TAIAN)) == TAIAN
    assert read_place(TAIAN) == (Decimal("36.2"), Decimal("117.1"))
