"""One line of text."""

import pytest

from app.fields import Context, Invalid
from app.fields.text import Text, half_width, shorten

NAME = Text(label="Name", length=10)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("  王  秀兰\n", "王 秀兰"),
        ("\u3000王\u3000", "王"),
        ("a\x00b\u202ec\ufeff", "abc"),
        ("", None),
        (" \t", None),
        (None, None),
        (["first", "second"], "first"),
        ([], None),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
    ],
)
def test_what_is_typed_becomes_one_clean_line(context: Context, raw: object, value: str | None) -> None:
    assert NAME.parse(raw, context) == value


@pytest.mark.parametrize("raw", [True, {"a": 1}, [["a"]], b"a", 1e15, float("nan"), float("inf")])
def test_what_is_no_text_is_refused(context: Context, raw: object) -> None:
    with pytest.raises(Invalid):
        NAME.parse(raw, context)


def test_too_long_a_text_says_how_long_it_may_be(context: Context) -> None:
    assert NAME.parse("东" * 10, context) == "东" * 10
    with pytest.raises(Invalid, match="at most 10 characters"):
        NAME.parse("东" * 11, context)


def test_a_pattern_must_match_the_whole_text(context: Context) -> None:
    field = Text(label="Code", pattern=r"\d{3}", pattern_help="Give three digits.")
    assert field.parse("123", context) == "123"
    with pytest.raises(Invalid, match="Give three digits"):
        field.parse("1234", context)
    with pytest.raises(Invalid, match="expected form"):
        Text(label="Code", pattern=r"\d{3}").parse("x", context)
    assert field.schema() == {"type": "string", "maxLength": 120, "pattern": r"^(?:\d{3})$"}


def test_shortening_keeps_the_beginning_on_one_line() -> None:
    assert shorten("一\n二") == "一 二"
    assert shorten("东" * 40) == "东" * 40
    assert shorten("东" * 41) == "东" * 39 + "…"


def test_a_code_typed_with_a_chinese_keyboard_is_made_narrow() -> None:
    assert half_width(" ９１－３７ ａ－x\u3000") == "9137AX"
