"""A field that is sped up has an index on the expression that lists ask by; the database's own plan says so."""

from __future__ import annotations

from threading import Thread
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, insert, text

from app.declare import Role
from app.extensions import db
from app.form_commands import build_indexes
from app.forms import speed
from app.forms.registers import RegisterEntry
from app.forms.spec import Faulty
from app.record import utc_now
from tests.conftest import World
from tests.forms.filled import publish
from tests.world import Browser

STREET = Role.STREET_CENTRE
FORM = {
    "register": {"label": {"zh": "快台账", "en": "Quick"}},
    "fields": [
        {"key": "f_name", "kind": "text", "label": "名称", "required": True, "fast": True},
        {"key": "f_day", "kind": "day", "label": "日期", "fast": True},
        {"key": "f_count", "kind": "number", "label": "数量", "fast": True},
        {"key": "f_slow", "kind": "number", "label": "慢", "fast": False},
    ],
}


@pytest.fixture
def office(either_world: World) -> World:
    """A register with some hundred entries, and its indexes."""
    unit = either_world.place().units
    publish(either_world, unit["street"], {"register/quick": FORM})
    with either_world.app.app_context():
        rows = [
            {
                "street_id": unit["street"], "organisation_id": unit["grid"], "register": f"{unit['street']}/quick",
                "version": 1, "client_uuid": uuid4(), "created_at": utc_now(), "updated_at": utc_now(),
                "extra": {"f_name": f"第{n:03d}条", "f_count": n % 50, **({"f_day": f"2026-{n % 12 + 1:02d}-11"} if n % 3 else {})},
            }
            for n in range(400)
        ]  # fmt: skip
        with db.engine.begin() as connection:
            connection.execute(insert(RegisterEntry.__table__), rows)
        assert build_indexes()[0] >= 3
    return either_world


def plan_of(world: World, browser: Browser, address: str) -> str:
    """The database's plan of the statement that reads the page of a list."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if "register_entry" in statement and "ORDER BY" in statement:
            asked.append((statement, parameters))

    with world.app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert browser.get(address).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        statement, parameters = asked[0]
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
                return "\n".join(str(row[3]) for row in found)
            for choice in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):  # so few rows need no index
                connection.execute(text(f"SET LOCAL {choice} = off"))
            return "\n".join(str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))


def names(world: World, key: str) -> list[str]:
    """The indexes of a field."""
    with world.as_person(STREET) as work:
        from tests.forms.filled import extended

        resource = extended(world, work).resources["register/quick"]
        return [made.name for made in speed.of_field(resource, key, db.engine.dialect)]


@pytest.mark.parametrize("key", ["f_name", "f_day", "f_count"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_the_plan_of_a_sorted_list_walks_along_the_index(office: World, key: str, sign: str) -> None:
    plan = plan_of(office, office.browser(STREET), f"/register/quick/list/?sort={sign}{key}")
    assert any(name in plan for name in names(office, key)), plan


@pytest.mark.parametrize("condition", ["f_count=7", "f_day=2026-05-11", "f_name=第007条"])
def test_the_plan_of_a_filter_uses_the_index(office: World, condition: str) -> None:
    key = condition.partition("=")[0]
    plan = plan_of(office, office.browser(STREET), f"/register/quick/list/?{condition}&sort={key}")
    assert any(name in plan for name in names(office, key)), plan


def test_the_order_is_right_with_and_without_the_index(office: World) -> None:
    browser = office.browser(STREET)
    seen = {}
    for turn in ("with", "without"):
        for sort in ("f_day", "-f_day", "f_count,-f_name", "-f_count", "f_slow"):
            rows = browser.get(f"/api/v1/register/quick/?sort={sort}&size=100&page=4").get_json()["rows"]
            assert seen.setdefault(sort, [row["id"] for row in rows]) == [row["id"] for row in rows], (turn, sort)
        with office.app.app_context():
            speed.build(db.engine, {})


def test_it_is_built_once_and_dropped_with_its_mark(office: World) -> None:
    with office.app.app_context():
        with db.engine.connect() as connection:
            there = speed.standing_indexes(connection)
        assert there >= {name for key in ("f_name", "f_day", "f_count") for name in names(office, key)}
        assert build_indexes() == (0, 0)
    fields = [
        {"key": key, "kind": kind, "label": "甲", "fast": False} for key, kind in (("f_name", "text"), ("f_day", "day"))
    ]
    publish(office, office.place().units["street"], {"register/quick": {"fields": fields}})
    with office.app.app_context():
        made, dropped = build_indexes()
        assert made == 0 and dropped == len(names(office, "f_name")) + len(names(office, "f_day"))


@pytest.mark.postgres
def test_building_lets_writers_write_and_tells_how_far_it_is(postgres_world: World) -> None:
    """A build waits for who wrote before; it makes nobody wait who writes meanwhile."""
    unit = postgres_world.place().units
    publish(postgres_world, unit["street"], {"register/quick": FORM})
    touch = text("UPDATE register_entry SET version = version WHERE id = 0")  # takes the lock of a writer
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with postgres_world.app.app_context():
                build_indexes()
        except BaseException as error:
            failed.append(error)

    with postgres_world.app.app_context():
        engine = db.engine
    with engine.connect() as before, engine.connect() as meanwhile, engine.connect() as watch:
        before.execute(touch)
        builder = Thread(target=work)
        builder.start()
        end, told = monotonic() + 30, dict[str, int]()
        while not told and monotonic() < end and builder.is_alive():
            told = speed.progress(watch)
            watch.rollback()
        assert told and all(name.startswith(speed.PREFIX) for name in told)
        meanwhile.execute(text("SET LOCAL lock_timeout = '5s'"))
        meanwhile.execute(touch)
        meanwhile.commit()
        assert builder.is_alive()  # it still waits for the first writer
        before.commit()
        builder.join(60)
    assert not builder.is_alive() and not failed
    with engine.connect() as connection:
        assert speed.standing_indexes(connection) >= set(names(postgres_world, "f_name"))


def test_what_cannot_be_sped_up_is_refused(world: World) -> None:
    street = world.place().units["street"]
    for kind, more in (
        ("phone", {}),
        ("link", {"target": "person"}),
        ("choices", {"options": [{"code": "a", "zh": "甲"}]}),
    ):
        field = {"key": "f_no", "kind": kind, "label": "甲", "fast": True, **more}
        with pytest.raises(Faulty, match="fast"):
            publish(world, street, {"compound": {"fields": [field]}})
    many = [{"key": f"f_n{n:02d}", "kind": "number", "label": f"数{n}", "fast": True} for n in range(9)]
    with pytest.raises(Faulty, match="8"):
        publish(world, street, {"compound": {"fields": many}})
