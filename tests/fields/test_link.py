"""A reference to a row of another resource."""

import pytest

from app.fields import Context, Invalid, Link, Option
from app.fields.link import Linked
from tests.fields.kinds import HOSTILE, make_context

PERSON = Link(label="x", target="person")


@pytest.mark.parametrize("raw", ["3", 3, {"id": 3}, "李强"])
def test_a_row_is_named_by_its_number_or_its_title(context: Context, raw: object) -> None:
    assert PERSON.parse(raw, context) == 3


@pytest.mark.parametrize("raw", ["9", 9, "李", "Nobody", "-1", "²", "9" * 30, {"id": None, "x": 1}, True])
def test_a_row_that_cannot_be_seen_is_refused(context: Context, raw: object) -> None:
    if raw == {"id": None, "x": 1}:
        assert PERSON.parse(raw, context) is None
        return
    with pytest.raises(Invalid):
        PERSON.parse(raw, context)


def test_two_rows_of_one_title_must_be_picked() -> None:
    twins = make_context(find=lambda *_: [Option(value="1", label="王伟"), Option(value="2", label="王伟")])
    with pytest.raises(Invalid, match="Several"):
        PERSON.parse("王伟", twins)


def test_a_title_is_a_link_and_escaped(context: Context) -> None:
    assert PERSON.detail(3, context) == '<a class="lnk" href="/person/3">李强</a>'
    assert HOSTILE not in PERSON.detail(2, context)
    assert PERSON.text(Linked(3, "李强"), context) == "李强"


def test_a_row_that_may_not_be_named_is_not(context: Context) -> None:
    for shown in (PERSON.text(9, context), PERSON.detail(9, context), PERSON.text(Linked(9, None), context)):
        assert shown == "not visible to you"
    assert PERSON.filter_text("eq", ["3", "9"], context) == "李强、not visible to you"


def test_a_filter_takes_numbers_only(context: Context) -> None:
    for raw in ("李强", "²", ""):
        with pytest.raises(Invalid):
            PERSON.parse_filter(raw, "eq", context)
    assert PERSON.to_json(Linked(3, "李强")) == 3
