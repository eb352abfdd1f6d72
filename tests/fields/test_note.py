"""A text of many lines."""

import pytest
from markupsafe import Markup

from app.fields import Context, Invalid, Note


def test_lines_are_kept_and_line_ends_made_one(context: Context) -> None:
    assert Note(label="x").parse(" a  \r\n b\rc\n\n", context) == "a\n b\nc"


def test_length_counts_what_is_kept(context: Context) -> None:
    field = Note(label="x", length=5)
    assert field.parse("ab\r\ncd", context) == "ab\ncd"
    with pytest.raises(Invalid, match="at most 5"):
        field.parse("ab\ncde", context)


def test_a_page_shows_every_line_and_a_list_the_first_words(context: Context) -> None:
    field = Note(label="x")
    assert field.detail("a <b>\nc", context) == Markup("a &lt;b&gt;<br>\nc")
    assert field.cell("第一行\n" + "长" * 50, context) == "第一行 " + "长" * 35 + "…"


def test_it_is_searched_in_part_and_has_no_order() -> None:
    assert Note.searchable and not Note.sortable and not Note.groupable and "contains" in Note.operators
