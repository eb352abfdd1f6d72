from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column

from app.fields.base import ColumnSource, ExtraSource, Invalid
from app.fields.choices import MultiChoice
from app.fields.link import Id
from app.fields.links import MultiLink
from app.fields.several import Array, Several, items, split
from tests.fields.worlds import DATABASES, context, database

SKILLS = MultiChoice(label="Skills", codes="skills")
MEMBERS = MultiLink(label="Members", target="person")


class Base(DeclarativeBase):
    pass


class Helper(Base):
    __tablename__ = "helper"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    skills: Mapped[list[str] | None] = mapped_column(Array)
    members: Mapped[list[int] | None] = mapped_column(Array)
    extra: Mapped[dict[str, Any] | None] = mapped_column(Array)


ROWS: tuple[tuple[list[str], list[int]], ...] = ((["law", "water"], [1, 12]), (["power"], [2]), ([], []))


@pytest.fixture(params=DATABASES)
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    with database(request.param, tmp_path) as engine:
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            for number, (skills, members) in enumerate(ROWS, 1):
                helper = Helper(id=number, extra={"f_other": 1})
                for field in (*fields("skills", SKILLS), *fields("members", MEMBERS)):
                    field.write(helper, skills if isinstance(field, MultiChoice) else members)
                session.add(helper)
            session.commit()
            session.expire_all()
            yield session


def fields(name: str, declared: Several) -> tuple[Several, Several]:
    """The same field in a column and in `extra`."""
    return declared.bind(name, ColumnSource(name)), declared.bind(name, ExtraSource(f"f_{name}"))


def found(session: Session, field: Several, operator: str, *raw: str, entity: Any = Helper) -> list[int]:
    condition = field.filter(field.expression(entity), operator, raw, context())
    return list(session.scalars(select(entity.id).where(condition).order_by(entity.id)))


@pytest.mark.parametrize("place", [0, 1], ids=["column", "extra"])
@pytest.mark.parametrize(
    ("name", "declared", "operator", "raw", "expected"),
    [
        ("skills", SKILLS, "eq", ["law"], [1]),
        ("skills", SKILLS, "eq", ["law", "power"], [1, 2]),
        ("skills", SKILLS, "eq", ["old"], []),
        ("skills", SKILLS, "ne", ["law"], [2, 3]),
        ("skills", SKILLS, "empty", ["1"], [3]),
        ("skills", SKILLS, "empty", ["0"], [1, 2]),
        ("members", MEMBERS, "eq", ["1"], [1]),
        ("members", MEMBERS, "eq", ["12", "2"], [1, 2]),
        ("members", MEMBERS, "ne", ["2"], [1, 3]),
        ("members", MEMBERS, "empty", ["1"], [3]),
    ],
)
def test_filters_find_rows_by_any_value(
    session: Session, place: int, name: str, declared: Several, operator: str, raw: list[str], expected: list[int]
) -> None:
    field = fields(name, declared)[place]
    assert found(session, field, operator, *raw) == expected
    assert found(session, field, operator, *raw, entity=aliased(Helper)) == expected


@pytest.mark.parametrize("place", [0, 1], ids=["column", "extra"])
def test_values_are_selected_as_lists(session: Session, place: int) -> None:
    for name, declared, at in (("skills", SKILLS, 0), ("members", MEMBERS, 1)):
        field = fields(name, declared)[place]
        values = list(session.scalars(select(field.expression(Helper)).order_by(Helper.id)))
        assert values == [row[at] or None for row in ROWS]
        assert [field.read(helper) for helper in session.scalars(select(Helper).order_by(Helper.id))] == values


def test_two_filters_of_different_length_do_not_share_a_cached_statement(session: Session) -> None:
    field = fields("skills", SKILLS)[0]
    for raw, expected in (["law"], [1]), (["power"], [2]), (["law", "power"], [1, 2]), (["water", "power"], [1, 2]):
        assert found(session, field, "eq", *raw) == expected


def test_a_quote_in_a_filter_is_only_a_value(session: Session) -> None:
    field = fields("skills", SKILLS)[0]
    condition = field.compare(field.expression(Helper), "eq", ["') OR 1=1 --", '"] || ["law'])
    assert list(session.scalars(select(Helper.id).where(condition))) == []


def test_items_of_a_form_are_listed_without_blanks() -> None:
    assert items(["a", "", None, " ", "b"]) == ["a", "b"]
    assert items("a") == ["a"]
    assert items(None) == items("") == items([]) == []
    for raw in ({"a": 1}, [["a"]]):
        with pytest.raises(Invalid):
            items(raw)


def test_the_longest_run_that_can_be_read_wins() -> None:
    known = {"电工、焊工", "电工", "水工"}

    def read(text: str) -> str:
        if text not in known:
            raise Invalid(text)
        return text

    assert split("电工、焊工；水工,电工", read) == ["电工、焊工", "水工", "电工"]
    assert split("水工、、 电工 、", read) == ["水工", "电工"]
    assert split("", read) == []
    with pytest.raises(Invalid, match="瓦工"):
        split("电工、瓦工", read)
