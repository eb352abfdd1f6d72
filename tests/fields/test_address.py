"""An address in one line."""

from app.fields import Address, Context


def test_a_list_shows_the_beginning_and_a_page_the_whole(context: Context) -> None:
    long = "山东省泰安市泰山区上高街道" + "凤凰小区" * 10
    field = Address(label="x")
    assert field.cell(long, context) == long[:39] + "…"
    assert field.detail(long, context) == long


def test_it_is_one_line(context: Context) -> None:
    assert Address(label="x").parse("东岳大街\n12 号", context) == "东岳大街 12 号"
