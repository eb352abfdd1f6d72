"""A value that is worked out."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine, func, literal, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column

from app.fields import Computed, Context, Day, Invalid, Link, Number, Text, computed
from app.fields.base import ColumnSource


class Own(DeclarativeBase):
    """A registry of our own."""


class Fee(Own):
    """A model with two computed attributes beside its columns."""

    __tablename__ = "fee"

    id: Mapped[int] = mapped_column(primary_key=True)
    due: Mapped[int] = mapped_column()
    paid: Mapped[int] = mapped_column()
    open = computed(
        "Open",
        kind=Number(label="", unit="yuan"),
        read=lambda fee: fee.due - fee.paid,
        expression=lambda fee: fee.due - fee.paid,
        help="Due and not paid.",
    )
    words = computed("In words", kind=Text(label=""), read=lambda fee: f"<{fee.due}>")


OPEN = Fee.open.bind("open", ColumnSource("open"))
WORDS = Fee.words.bind("words")


def test_it_is_no_column_and_readonly() -> None:
    assert isinstance(Fee.open, Computed) and list(Fee.__table__.columns.keys()) == ["id", "due", "paid"]
    assert OPEN.readonly and OPEN.kind == "computed" and OPEN.key == "open" and str(OPEN.help) == "Due and not paid."


def test_it_is_what_it_is_shown_as(context: Context) -> None:
    assert OPEN.numeric and OPEN.summable and OPEN.json_kind == "integer" and OPEN.operators == Number.operators
    assert OPEN.text(1200, context) == "1,200" and OPEN.detail(1200, context) == "1,200 yuan"
    assert OPEN.schema() == {"type": "integer", "format": "int64", "readOnly": True}
    assert OPEN.to_dict()["shown_as"]["kind"] == "number"
    assert OPEN.initial(context) is None


def test_it_is_read_from_a_record_and_from_the_database(context: Context) -> None:
    engine = create_engine("sqlite://")
    Own.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Fee(due=10, paid=4), Fee(due=10, paid=10), Fee(due=7, paid=0)])
        session.flush()
        for entity in (Fee, aliased(Fee)):
            asked: Any = OPEN.expression(entity)
            assert list(session.scalars(select(asked).order_by(asked.desc()))) == [7, 6, 0]
            condition = OPEN.filter(asked, "gte", ["6"], context)
            assert list(session.scalars(select(entity.id).where(condition).order_by(entity.id))) == [1, 3]
            assert session.scalar(select(func.sum(asked))) == 13
        fee = session.get(Fee, 1)
        assert OPEN.read(fee) == 6 and WORDS.read(fee) == "<10>"
    engine.dispose()


def test_without_sql_it_is_only_shown(context: Context) -> None:
    assert WORDS.operators == () and not (WORDS.sortable or WORDS.groupable or WORDS.summable or WORDS.searchable)
    assert WORDS.read(SimpleNamespace(due=3)) == "<3>"
    with pytest.raises(LookupError, match="words"):
        WORDS.expression(Fee)
    with pytest.raises(Invalid):
        WORDS.filter(Fee.due.expression, "eq", ["1"], context)


def test_titles_and_periods_are_those_of_its_kind(context: Context) -> None:
    asked: list[object] = []
    person = computed("Payer", kind=Link(label="", target="person"), read=lambda fee: 3).bind("payer")
    assert person.text(3, context) == "李强"
    world = replace(context, titles=lambda resource, ids: asked.append((resource, list(ids))) or {})
    person.prepare([3, None], world)
    assert asked == [("person", [3])]
    day = computed("Day", kind=Day(label=""), read=lambda fee: None, expression=lambda fee: literal(date(2026, 7, 8)))
    assert day.dated and "strftime" in str(day.bind("day").bucket(day.bind("day").expression(Fee), "month", "sqlite"))


def test_it_cannot_be_given(context: Context) -> None:
    with pytest.raises(Invalid, match="worked out"):
        OPEN.parse("1", context)
    with pytest.raises(TypeError, match="open is computed"):
        OPEN.write(Fee(), 1)
