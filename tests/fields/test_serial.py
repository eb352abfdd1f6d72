from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask_appbuilder import Model
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.fields.base import ColumnSource, Invalid
from app.fields.day import day
from app.fields.link import Id
from app.fields.serial import Numbering, Serial, _installed, counter, install, serial, take
from tests.fields.worlds import DATABASES, context, database

CODES = {1: "SG", 2: "TSJ"}


class Base(DeclarativeBase):
    pass


class Petition(Base):
    __tablename__ = "petition"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    street_id: Mapped[int] = mapped_column(Id)
    number: Mapped[str | None] = serial("Number")
    filed_on: Mapped[date | None] = day("Filed on")
    file_number: Mapped[str | None] = serial("File number", pattern="AJ{year}-{number:03d}", year_of="filed_on")
    running: Mapped[str | None] = serial("Running number", pattern="{street}#{number}")
    must: Mapped[str] = mapped_column(default="x")


@event.listens_for(Petition, "before_insert")
def number_it(mapper: Any, connection: Any, record: Petition) -> None:
    for attribute in ("number", "file_number", "running"):
        Petition.__table__.c[attribute].info["field"].on_insert(record, attribute, connection)


@pytest.fixture(autouse=True)
def world() -> Iterator[None]:
    before = list(_installed)
    install(Numbering(street_code=lambda connection, street: CODES[street], timezone=ZoneInfo("Asia/Shanghai")))
    yield
    _installed[:] = before


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    with database(request.param, tmp_path) as engine:
        Base.metadata.create_all(engine)
        Model.metadata.create_all(engine, tables=[counter])
        yield engine


def petition(**given: Any) -> Petition:
    return Petition(**{"street_id": 1, "filed_on": date(2025, 12, 31), **given})


def test_numbers_count_per_street_and_year(engine: Engine) -> None:
    year = datetime.now(ZoneInfo("Asia/Shanghai")).year
    with Session(engine) as session:
        made = [petition(), petition(), petition(street_id=2), petition(filed_on=date(2026, 1, 1))]
        for one in made:
            session.add(one)
            session.flush()
        assert [one.number for one in made] == [
            f"SG-{year}-0001",
            f"SG-{year}-0002",
            f"TSJ-{year}-0001",
            f"SG-{year}-0003",
        ]
        assert [one.file_number for one in made] == ["AJ2025-001", "AJ2025-002", "AJ2025-001", "AJ2026-001"]
        assert [one.running for one in made] == ["SG#1", "SG#2", "TSJ#1", "SG#3"]


def test_a_refused_insert_loses_no_number(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(petition())
        session.flush()
        session.rollback()
        session.add(petition())
        session.commit()
        assert session.scalars(select(Petition.running)).all() == ["SG#1"]


def test_numbers_go_on_after_those_that_came_with_a_file(engine: Engine) -> None:
    with Session(engine) as session:
        for given in ("AJ2025-017", "AJ2025-005", "旧-3", "AJ2024-400"):
            session.add(petition(file_number=given))
            session.flush()
        later = petition()
        session.add(later)
        session.commit()
        assert later.file_number == "AJ2025-018"
        assert set(session.scalars(select(Petition.file_number))) >= {"AJ2025-017", "AJ2025-005", "旧-3", "AJ2024-400"}


def test_a_block_of_numbers_is_reserved_at_once(engine: Engine) -> None:
    with engine.begin() as connection:
        assert take(connection, "petition.number", 1, 2026, 1000) == 1000
        assert take(connection, "petition.number", 1, 2026) == 1001


def test_forty_writers_at_once_get_forty_numbers(engine: Engine) -> None:
    def write(worker: int) -> list[str | None]:
        numbers = []
        for _ in range(5):
            with Session(engine) as session:
                one = petition(street_id=1 + worker % 2)
                session.add(one)
                session.commit()
                numbers.append(one.running)
        return numbers

    with ThreadPoolExecutor(40) as pool:
        given = [number for numbers in pool.map(write, range(40)) for number in numbers]
    assert Counter(given) == Counter(f"{code}#{number}" for code in CODES.values() for number in range(1, 101))


def test_a_year_that_is_missing_stops_the_insert(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(ValueError, match="filed_on"):
        session.add(petition(filed_on=None))
        session.flush()


def test_without_the_world_it_says_what_to_install(engine: Engine) -> None:
    _installed.clear()
    with Session(engine) as session, pytest.raises(LookupError, match="install"):
        session.add(petition())
        session.flush()


@pytest.mark.parametrize(
    "pattern", ["{street}", "{number.__class__}", "{0}", "{number:>9999999d}", "{number", "{year}}", "{name}-{number}"]
)
def test_a_wrong_pattern_fails_on_import(pattern: str) -> None:
    with pytest.raises(ValueError, match="serial number"):
        Serial(label="Number", pattern=pattern)


def test_a_literal_that_is_called_like_a_part_stays_a_literal() -> None:
    field = Serial(label="Number", pattern="year-{year}-number{number:02d}")
    assert field.shape.fullmatch("year-2026-number07")["number"] == "07"  # type: ignore[index]
    assert not field.shape.fullmatch("2026-2026-number07")


def test_it_is_read_only_and_searched_in_part(engine: Engine) -> None:
    field = Petition.__table__.c.number.info["field"].bind("number", ColumnSource("number"))
    assert field.readonly and field.searchable and field.sortable
    with Session(engine) as session:
        session.add(petition(number="SG-2026-0042"))
        session.commit()
        for operator, raw, expected in (
            ("contains", "sg-2026", 1),
            ("contains", "%", 0),
            ("eq", "SG-2026-0042", 1),
            ("eq", "SG-2026-004", 0),
            ("empty", "1", 0),
        ):
            condition = field.filter(field.expression(Petition), operator, [raw], context())
            assert len(session.scalars(select(Petition.id).where(condition)).all()) == expected


def test_a_number_from_a_file_must_have_the_form() -> None:
    field = Serial(label="Number")
    assert field.parse(" SG-2026-0001 ", context()) == "SG-2026-0001"
    for raw in ("SG-2026", "2026-0001", "x" * 60):
        with pytest.raises(Invalid):
            field.parse(raw, context())
