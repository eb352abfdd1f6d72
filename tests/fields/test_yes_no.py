"""Yes or no."""

import pytest

from app.fields import Context, Invalid, YesNo

FLAG = YesNo(label="x")


@pytest.mark.parametrize("raw", ["1", "true", "是", "Yes", True, "on", 1])
def test_yes(context: Context, raw: object) -> None:
    assert FLAG.parse(raw, context) is True


@pytest.mark.parametrize("raw", ["0", "false", "否", "No", False, "", None, 0])
def test_nothing_ticked_is_no(context: Context, raw: object) -> None:
    assert FLAG.parse(raw, context) is False


def test_others_are_refused(context: Context) -> None:
    with pytest.raises(Invalid, match="yes or no"):
        FLAG.parse("maybe", context)
    with pytest.raises(Invalid, match="yes or no"):
        FLAG.parse_filter("", "eq", context)


def test_it_is_shown_in_words(context: Context) -> None:
    assert (FLAG.text(True, context), FLAG.text(False, context), FLAG.text(None, context)) == ("Yes", "No", "")
    assert [option.label for option in FLAG.options(context)] == ["Yes", "No"]
    assert FLAG.filter_text("eq", ["1"], context) == "Yes"
