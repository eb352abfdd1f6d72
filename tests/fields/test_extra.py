"""A value in a street's own field is found, sorted and summed as one in a column, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, func, insert, make_url, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, aliased

from app.fields import Field
from app.fields.base import ExtraSource
from app.fields.day import period
from app.fields.secret import seal
from tests.fields.kinds import BY_NAME, SAMPLES, Sample, make_context
from tests.fields.sheets import Own, Sheet, in_column, in_extra

POSTGRES = make_url("postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
CONTEXT = make_context()
each = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
both = pytest.mark.parametrize("kept", [in_column, in_extra])
ROWS = (3, 1, None, 0, 2, 1)  # which value the rows 1 to 6 hold


def having(*operators: str) -> pytest.MarkDecorator:
    """The samples that know one of these operators."""
    samples = [sample for sample in SAMPLES if set(operators) & set(sample.field.operators)]
    return pytest.mark.parametrize("sample", samples, ids=lambda sample: sample.name)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on six rows that hold each sample twice: in its column and in `extra`."""
    with engine_of(request.param) as engine:
        Own.metadata.create_all(engine)
        with Session(engine) as opened:
            for which in ROWS:
                opened.execute(insert(Sheet).values(row(which)))
            yield opened


class engine_of:
    """A database that is gone afterwards."""

    def __init__(self, dialect: str) -> None:
        self.dialect, self.name = dialect, f"huizhi_fields_{os.getpid()}"

    def __enter__(self) -> Engine:
        if self.dialect == "sqlite":
            self.engine = create_engine("sqlite://")
            return self.engine
        try:
            self.server("CREATE DATABASE")
        except OperationalError:
            pytest.skip(f"no PostgreSQL at {POSTGRES.host}:{POSTGRES.port}")
        self.engine = create_engine(POSTGRES.set(database=self.name))
        return self.engine

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()
        if self.dialect != "sqlite":
            self.server("DROP DATABASE")

    def server(self, command: str) -> None:
        engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(f'{command} "{self.name}"'))
        finally:
            engine.dispose()


def row(which: int | None) -> dict[str, Any]:
    """The column values of a row that holds the same value of each sample (by its place) in both ways."""
    record = Sheet()
    values: dict[str, Any] = {}
    for sample in SAMPLES:
        value = None if which is None else sample.values[which]
        if value is None and sample.field.kind == "yes_no":
            value = False
        in_extra(sample).write(record, value)
        values |= seal(sample.field, sample.name, value)
    return {**values, "extra": record.extra}


def found(session: Session, field: Field, operator: str, raw: list[str], entity: Any = Sheet) -> list[int]:
    """The ids of the rows that a filter finds."""
    condition = field.filter(field.expression(entity), operator, raw, CONTEXT)
    return list(session.scalars(select(entity.id).where(condition).order_by(entity.id)))


def expected(sample: Sample, meets: Callable[..., bool]) -> list[int]:
    """The ids of the rows whose value, None included, meets a condition."""
    values = [None if which is None else sample.values[which] for which in ROWS]
    return [number for number, value in enumerate(values, 1) if meets(value)]


def typed(field: Field, value: Any) -> str:
    """A value as an address holds it."""
    shown = field.raw(value, CONTEXT)
    return (shown[0] if isinstance(shown, list) else shown) or "0"


@each
def test_a_value_comes_back_from_either_place(session: Session, sample: Sample) -> None:
    for field in (in_column(sample), in_extra(sample)):
        records = session.scalars(select(Sheet).order_by(Sheet.id)).all()
        tuples = session.scalars(select(field.expression(Sheet)).order_by(Sheet.id)).all()
        for which, record, selected in zip(ROWS, records, tuples, strict=True):
            value = None if which is None else sample.values[which]
            assert field.read(record) == selected
            assert selected == (False if which is None and sample.field.kind == "yes_no" else value)


@having("eq")
@both
def test_equal_and_unequal(session: Session, sample: Sample, kept: Callable[[Sample], Field]) -> None:
    field, (_least, second, third, most) = kept(sample), sample.values
    if field.json_kind == "array":
        one, other = second[-1], most[-1]
        holds: Callable[[Any], bool] = lambda value: bool(value) and bool({one, other} & set(value))  # noqa: E731
        raws = [str(one), str(other)]
    else:
        holds = lambda value: (value or False if field.kind == "yes_no" else value) in (second, most)  # noqa: E731
        raws = [typed(field, second), typed(field, most)]
        if field.kind == "moment":
            raws = [second.isoformat(), most.isoformat()]
    assert found(session, field, "eq", raws) == expected(sample, holds)
    assert found(session, field, "eq", raws, aliased(Sheet)) == expected(sample, holds)
    if field.kind != "yes_no" and field.json_kind != "array":
        assert found(session, field, "eq", [typed(field, third)]) == expected(sample, lambda value: value == third)
    if "ne" in field.operators:
        assert found(session, field, "ne", raws) == expected(sample, lambda value: not holds(value))


@having("empty")
@both
def test_empty(session: Session, sample: Sample, kept: Callable[[Sample], Field]) -> None:
    field = kept(sample)
    assert found(session, field, "empty", ["1"]) == expected(sample, lambda value: value is None)
    assert found(session, field, "empty", ["0"]) == expected(sample, lambda value: value is not None)


@having("gte", "from")
@both
def test_at_least_and_at_most(session: Session, sample: Sample, kept: Callable[[Sample], Field]) -> None:
    field = kept(sample)
    low, high = ("from", "to") if "from" in field.operators else ("gte", "lte")
    for limit in sample.values:
        raw = of_day(limit).isoformat() if low == "from" else typed(field, limit)
        at_least = expected(sample, lambda value, limit=limit: value is not None and of_day(value) >= of_day(limit))
        at_most = expected(sample, lambda value, limit=limit: value is not None and of_day(value) <= of_day(limit))
        assert found(session, field, low, [raw]) == at_least
        assert found(session, field, high, [raw]) == at_most


def of_day(value: Any) -> Any:
    """A moment's day in the street; any other value as it is."""
    return value.astimezone(CONTEXT.timezone).date() if isinstance(value, datetime) else value


@pytest.mark.parametrize("name", ["day_0", "moment_0"])
@both
@pytest.mark.parametrize("named", ["today", "this-week", "this-month", "last-month", "this-year", "last-year"])
def test_within_a_period(session: Session, name: str, kept: Callable[[Sample], Field], named: str) -> None:
    sample, (first, last) = BY_NAME[name], period(named, CONTEXT.today)

    def inside(value: Any) -> bool:
        return value is not None and first <= of_day(value) <= last

    assert found(session, kept(sample), "within", [named]) == expected(sample, inside)


@having("contains")
@both
@pytest.mark.parametrize("part", ["%", "_", "aB", "东", "A", "长长", "第二行", "http", "2026-0001", "/", "\\"])
def test_contains(session: Session, sample: Sample, kept: Callable[[Sample], Field], part: str) -> None:
    holds: Callable[[Any], bool] = lambda value: value is not None and part.lower() in value.lower()  # noqa: E731
    assert found(session, kept(sample), "contains", [part]) == expected(sample, holds)


SORTABLE = [sample for sample in SAMPLES if sample.field.sortable]


@pytest.mark.parametrize("sample", SORTABLE, ids=lambda sample: sample.name)
def test_both_places_sort_alike(session: Session, sample: Sample) -> None:
    def order(field: Field, falling: bool) -> list[Any]:
        expression = field.expression(Sheet)
        key = expression.desc() if falling else expression.asc()
        return list(session.scalars(select(Sheet.id).order_by(key, Sheet.id)))

    for falling in (False, True):
        rows = order(in_column(sample), falling)
        assert order(in_extra(sample), falling) == rows
        if sample.field.json_kind != "string" or sample.field.dated:  # text sorts as the database's language does
            places = [ROWS[number - 1] for number in rows]
            values = [sample.values[place] for place in places if place is not None]
            assert values == sorted(values, reverse=falling)


@pytest.mark.parametrize("name", ["number_0", "number_3", "percent_1", "money_2"])
@both
def test_a_sum_is_exact(session: Session, name: str, kept: Callable[[Sample], Field]) -> None:
    sample = BY_NAME[name]
    total = session.scalar(select(func.sum(kept(sample).expression(Sheet))))
    assert total == sum(sample.values[which] for which in ROWS if which is not None)
    assert isinstance(total, int if name == "number_0" else Decimal)


@both
@pytest.mark.parametrize(
    ("every", "periods"),
    [
        ("year", ["2025", "2026", "2026", "2026"]),
        ("quarter", ["2025-Q4", "2026-Q2", "2026-Q3", "2026-Q3"]),
        ("month", ["2025-12", "2026-06", "2026-07", "2026-07"]),
        ("day", ["2025-12-31", "2026-06-30", "2026-07-01", "2026-07-08"]),
    ],
)
def test_a_chart_finds_the_period(
    session: Session, kept: Callable[[Sample], Field], every: str, periods: list[str]
) -> None:
    dialect = session.get_bind().dialect.name
    wanted = [None if which is None else periods[which] for which in ROWS]
    day, moment = kept(BY_NAME["day_0"]), kept(BY_NAME["moment_0"])
    buckets: tuple[Any, Any] = (
        day.bucket(day.expression(Sheet), every, dialect),  # type: ignore[attr-defined]
        moment.bucket(moment.expression(Sheet), every, dialect, CONTEXT),  # type: ignore[attr-defined]
    )
    for bucket in buckets:
        assert list(session.scalars(select(bucket).order_by(Sheet.id))) == wanted
        assert len(session.execute(select(bucket, func.count()).group_by(bucket)).all()) == len(set(wanted))


@pytest.mark.parametrize("name", [name for name, sample in BY_NAME.items() if sample.field.groupable])
def test_both_places_count_alike(session: Session, name: str) -> None:
    def counts(field: Field) -> dict[Any, int]:
        expression = field.expression(Sheet)
        rows = session.execute(select(expression, func.count()).group_by(expression))
        return {key: count for key, count in rows}  # noqa: C416 (rows are not pairs to mypy)

    assert counts(in_column(BY_NAME[name])) == counts(in_extra(BY_NAME[name]))


def test_a_name_in_extra_cannot_leave_its_quotes(session: Session) -> None:
    field = BY_NAME["text_0"].field.bind("x", ExtraSource("x'\" OR 1=1 --"))
    assert found(session, field, "eq", ["100%"]) == []


@pytest.mark.parametrize("session", ["sqlite"], indirect=True)
def test_no_secret_reaches_the_database_in_the_clear(session: Session) -> None:
    sent: list[str] = []
    listen = lambda *call: sent.append(f"{call[2]} {call[3]}")  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", listen)
    try:
        session.execute(insert(Sheet).values(row(1)))
        for name in ("phone_0", "citizen_number_0"):
            for field in (in_column(BY_NAME[name]), in_extra(BY_NAME[name])):
                found(session, field, "eq", [typed(field, BY_NAME[name].values[1])])
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", listen)
        session.rollback()
    assert len(sent) == 5
    # The credit code, which is public, shows that the listener sees values.
    assert BY_NAME["credit_code_0"].values[1] in sent[0]
    assert not any(BY_NAME["citizen_number_0"].values[1] in line for line in sent)
