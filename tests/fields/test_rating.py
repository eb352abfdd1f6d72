"""One to five stars."""

import pytest

from app.fields import Context, Invalid, Rating

RATING = Rating(label="x")


@pytest.mark.parametrize("raw", ["4", 4, 4.0, "★★★★", "★★★★☆", " 4 "])
def test_a_number_or_stars(context: Context, raw: object) -> None:
    assert RATING.parse(raw, context) == 4


@pytest.mark.parametrize("raw", ["0", "6", "4.5", "☆☆☆☆☆", "★★★★★★", "good"])
def test_others_are_refused(context: Context, raw: str) -> None:
    with pytest.raises(Invalid):
        RATING.parse(raw, context)


def test_stars_are_read_out_as_words(context: Context) -> None:
    assert RATING.cell(4, context) == '<span class="stars" role="img" aria-label="4 stars">★★★★☆</span>'
    assert RATING.text(1, context) == "1 star"
    assert [option.value for option in RATING.options(context)] == ["1", "2", "3", "4", "5"]
    assert RATING.filter_text("gte", ["4"], context) != ""


def test_its_schema_names_the_limits() -> None:
    assert RATING.schema() == {"type": "integer", "format": "int64", "minimum": 1, "maximum": 5}
