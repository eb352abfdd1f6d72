"""Charts by a sped-up field are answered by an index alone on PostgreSQL, and say the same with and without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, insert, text

from app.declare import Role
from app.extensions import db
from app.fields.secret import keyring
from app.form_commands import build_indexes, forms_group
from app.forms import brief, speed
from app.forms.registers import RegisterEntry
from app.query.aggregate import aggregate
from app.query.read import Query
from app.record import utc_now
from tests.conftest import World
from tests.forms.filled import extended, publish
from tests.world import Browser

STREET, COMMUNITY = Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY
OPTIONS = [{"code": "a", "zh": "甲"}, {"code": "b", "zh": "乙"}, {"code": "c", "zh": "丙", "retired": True}]
SHORT = ("f_state", "f_done", "f_stars", "f_count", "f_day", "f_moment")
FIELDS: list[dict[str, Any]] = [
    {"key": "f_name", "kind": "text", "label": "名称", "required": True},
    {"key": "f_state", "kind": "choice", "label": "状态", "options": OPTIONS},
    {"key": "f_done", "kind": "yes_no", "label": "办结"},
    {"key": "f_stars", "kind": "rating", "label": "星级"},
    {"key": "f_count", "kind": "number", "label": "数量"},
    {"key": "f_day", "kind": "day", "label": "日期"},
    {"key": "f_moment", "kind": "moment", "label": "时间"},
    {"key": "f_tags", "kind": "choices", "label": "标签", "options": OPTIONS},
    {"key": "f_phone", "kind": "phone", "label": "电话"},
]
CHARTS = [
    *({"label": key, "count_by": key} for key in ("f_state", "f_done", "f_stars", "f_count")),
    {"label": "f_day", "count_by": "f_day", "every": "month"},
    {"label": "f_moment", "count_by": "f_moment", "every": "quarter"},
    {"label": "f_name", "count_by": "f_name"},
    {"label": "sum", "sum_of": "f_count", "by": "f_state"},
]


def form(*fast: str, **more: Any) -> dict[str, Any]:
    """The register, with these fields sped up."""
    fields = [{**item, "fast": item["key"] in fast} if item["key"] in (*SHORT, "f_name") else item for item in FIELDS]
    head = {"label": {"zh": "快台账", "en": "Quick"}, "title": ["f_name"]}
    return {"register/quick": {"register": head, "fields": fields, "charts": CHARTS, **more}}


def entry(world: World, number: int, extra: Mapping[str, Any] | None, **more: Any) -> dict[str, Any]:
    """A row as a bulk insert writes it, in one of two communities."""
    first, second = world.place("a1").units, world.place("a2").units
    return {
        "street_id": first["street"], "organisation_id": (first, second)[number % 2]["grid"],
        "register": f"{first['street']}/quick", "version": 1, "client_uuid": uuid4(), "created_at": utc_now(),
        "updated_at": utc_now(), "deleted_at": utc_now() if number % 7 == 0 else None,
        "extra": None if extra is None else {"f_name": f"第{number}条", **extra}, **more,
    }  # fmt: skip


def values(number: int) -> dict[str, Any] | None:
    """Values of all kinds, with gaps, an empty text, a retired option, and a JSON null."""
    found = {
        "f_state": ("a", "b", "c", "", None, "gone")[number % 6],
        "f_done": (True, False, None)[number % 3],
        "f_stars": (1, 5)[number % 2],
        "f_count": number % 4 - 1,
        "f_day": f"2026-{number % 12 + 1:02d}-11",
        "f_moment": f"2026-{number % 12 + 1:02d}-11T23:30:00.000000+00:00",
        "f_tags": ["a", "b"],
        "f_phone": "1:" + "x" * 60,
    }
    kept = {key: value for place, (key, value) in enumerate(found.items()) if (number + place) % 5}
    return None if number % 50 == 0 else kept


def put(*rows: Mapping[str, Any]) -> None:
    """Write rows as another program would."""
    with db.engine.begin() as connection:
        connection.execute(insert(RegisterEntry.__table__), list(rows))


@pytest.fixture
def office(either_world: World) -> World:
    """A register with entries and nothing sped up; the same register of another street."""
    publish(either_world, either_world.place().units["street"], form())
    with either_world.app.app_context():
        other = {"register": "99/quick", "street_id": either_world.place("b1").units["street"]}
        put(*(entry(either_world, n, values(n)) for n in range(300)))
        put(*(entry(either_world, n, {"f_state": "a"}, **other) for n in range(20)))
    return either_world


def sped(world: World, *keys: str, **more: Any) -> tuple[int, int]:
    """Publish the register with these fields sped up, and build what they need."""
    publish(world, world.place().units["street"], form(*keys, **more))
    with world.app.app_context():
        return build_indexes()


def postgres(world: World) -> bool:
    """Whether the world stands on PostgreSQL."""
    with world.app.app_context():
        return db.engine.dialect.name == "postgresql"


@contextmanager
def listened() -> Iterator[list[tuple[str, Any]]]:
    """The statements with groups that are asked meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if "register_entry" in statement and "GROUP BY" in statement:
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def drawn(world: World, *browsers: Browser, query: str = "") -> list[str]:
    """All charts as these people get them."""
    found = []
    for browser in browsers:
        for number in range(len(CHARTS)):
            answer = browser.get(f"/register/quick/chart/{number}.csv{query}")
            assert answer.status_code == 200
            found.append(answer.text)
    return found


def binned(world: World) -> list[Any]:
    """All charts over the recycle bin."""
    with world.as_person(STREET) as work:
        seen = extended(world, work)
        resource = seen.resources["register/quick"]
        query = Query(resource=resource, bin=True)
        given = (query, seen.resources, seen.regions, seen.context)
        return [
            [(str(group.key), group.value) for group in aggregate(seen.session, chart, *given)[0]]
            for chart in resource.charts
        ]


def asked_of(world: World, browser: Browser, address: str) -> list[tuple[str, Any]]:
    """The chart's statements, as the page emits them."""
    with world.app.app_context(), listened() as asked:
        assert browser.get(address).status_code == 200
    return asked


def held(world: World) -> list[Any]:
    """(register, extra, brief) of the entries of both streets."""
    with world.app.app_context(), db.engine.connect() as connection:
        table = RegisterEntry.__table__
        asked = table.select().with_only_columns(table.c.register, table.c.extra, table.c.brief)
        mine = asked.where(table.c.register.like("%/quick"))
        return [(row.register, row.extra or {}, row.brief) for row in connection.execute(mine)]


def test_charts_say_the_same_before_and_after(office: World) -> None:
    people = office.browser(STREET), office.browser(COMMUNITY)
    before = [drawn(office, *people), drawn(office, *people, query="?f_stars=5"), binned(office)]
    assert any("乙" in text for text in before[0]) and any(group[1] for chart in before[2] for group in chart)
    sped(office, *SHORT)
    assert [drawn(office, *people), drawn(office, *people, query="?f_stars=5"), binned(office)] == before
    statements = [asked_of(office, people[0], f"/register/quick/chart/{n}.csv") for n in range(len(CHARTS))]
    assert [len(asked) for asked in statements] == [1] * len(CHARTS)
    short = [n for n, asked in enumerate(statements) if "brief" in asked[0][0]]
    assert short == ([0, 1, 2, 3, 4, 5] if postgres(office) else [])


@pytest.mark.parametrize("who", [STREET, COMMUNITY])
@pytest.mark.parametrize("number", [0, 1, 4])
@pytest.mark.postgres
def test_the_plan_of_a_chart_reads_the_index_alone(postgres_world: World, who: Role, number: int) -> None:
    office = postgres_world
    publish(office, office.place().units["street"], form(*SHORT))
    with office.app.app_context():
        put(*(entry(office, n, values(n)) for n in range(400)))
        build_indexes()
    ((statement, parameters),) = asked_of(office, office.browser(who), f"/register/quick/chart/{number}.csv")
    with office.app.app_context(), db.engine.connect() as connection:
        for choice in ("enable_seqscan", "enable_bitmapscan"):  # so few rows need no index
            connection.execute(text(f"SET LOCAL {choice} = off"))
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN ANALYZE {statement}", parameters))
        (index,) = (name for name in speed.standing_indexes(connection) if name.endswith("_c"))
    assert f"Index Only Scan using {index} on register_entry" in plan, plan
    assert "Heap Fetches: 0" in plan, plan


def test_the_narrow_column_holds_what_is_sped_up_and_charted_and_nothing_else(office: World) -> None:
    sped(office, "f_state", "f_done", "f_name")
    keys = ("f_state", "f_done")
    for register, extra, short in held(office):
        mine = postgres(office) and not register.startswith("99/")
        expected = {key: extra[key] for key in keys if extra.get(key) is not None} if mine else {}
        assert (short or {}) == expected
    assert any(short for *_, short in held(office)) is postgres(office)


def test_no_secret_is_short_enough(world: World) -> None:
    assert len(keyring().encrypt("1", "register_entry.f_phone")) > brief.LONGEST


def test_whoever_writes_the_narrow_column_follows(office: World) -> None:
    sped(office, "f_state", "f_done")
    browser = office.browser(STREET)
    organisation = office.place().units["grid"]
    answer = browser.post(
        "/register/quick/add", {"f_name": "新的", "f_state": "a", "f_done": "1", "organisation": str(organisation)}
    )
    assert answer.status_code == 303, answer.text
    with office.app.app_context(), db.engine.begin() as connection:
        put(entry(office, 1, {"f_name": "别的", "f_state": "b"}))
        if not postgres(office):
            return
        found = text("SELECT brief FROM register_entry WHERE extra ->> 'f_name' = :name")
        assert connection.scalar(found, {"name": "新的"}) == {"f_state": "a", "f_done": True}
        assert connection.scalar(found, {"name": "别的"}) == {"f_state": "b"}
        connection.execute(
            text("UPDATE register_entry SET extra = extra || '{\"f_state\": \"c\"}' WHERE extra ->> 'f_name' = '别的'")
        )
        assert connection.scalar(found, {"name": "别的"}) == {"f_state": "c"}
        connection.execute(text("UPDATE register_entry SET brief = '{}' WHERE extra ->> 'f_name' = '别的'"))
        assert connection.scalar(found, {"name": "别的"}) == {"f_state": "c"}


def test_a_value_that_is_too_long_is_saved_and_counted(office: World) -> None:
    sped(office, "f_state")
    browser, long = office.browser(STREET), "长" * 5000
    with office.app.app_context():
        put(*(entry(office, 1, {"f_state": long}) for _ in range(400)))
    first, *_others = drawn(office, browser)
    assert long in first and ",400" in first
    if postgres(office):
        assert len(asked_of(office, browser, "/register/quick/chart/0.csv")) == 2
        with office.app.app_context(), db.engine.connect() as connection:
            widest = connection.scalar(text("SELECT max(pg_column_size(brief)) FROM register_entry"))
        assert widest < 100


def test_a_dropped_mark_takes_it_all_back(office: World) -> None:
    browser = office.browser(STREET)
    before = drawn(office, browser)
    sped(office, "f_state", "f_done")
    sped(office, "f_state")
    if postgres(office):
        assert {key for *_, short in held(office) for key in short or ()} == {"f_state"}
    sped(office)
    assert {str(short) for *_, short in held(office)} == {"None"}
    with office.app.app_context(), db.engine.connect() as connection:
        assert not speed.standing_indexes(connection)
        assert not connection.execute(brief.brief_fields.select()).all()
    assert drawn(office, browser) == before


def test_until_it_is_filled_a_chart_asks_the_values(office: World) -> None:
    browser = office.browser(STREET)
    before = drawn(office, browser)
    publish(office, office.place().units["street"], form("f_state"))
    assert drawn(office, browser) == before
    assert len(asked_of(office, browser, "/register/quick/chart/0.csv")) == (2 if postgres(office) else 1)


def test_a_unit_below_keeps_its_own_fields_for_itself(office: World) -> None:
    sped(office, "f_state")
    field = {"key": "f_below", "kind": "choice", "label": "丁", "options": OPTIONS, "fast": True}
    chart = {"label": "丁", "count_by": "f_below"}
    community = office.place().units["community"]
    publish(office, community, {"register/quick": {"fields": [field], "charts": [chart]}})
    with office.app.app_context():
        put(entry(office, 0, {"f_below": "a", "f_state": "b"}, deleted_at=None))
        build_indexes()
    assert not any("f_below" in (short or {}) for *_, short in held(office))
    answer = office.browser(COMMUNITY).get(f"/register/quick/chart/{len(CHARTS)}.csv")
    assert answer.status_code == 200 and "甲,1" in answer.text


@pytest.mark.postgres
class TestTheJob:
    """What the filling does while others write."""

    @pytest.fixture
    def office(self, postgres_world: World) -> World:
        publish(postgres_world, postgres_world.place().units["street"], form("f_state"))
        with postgres_world.app.app_context():
            put(*(entry(postgres_world, n, {"f_state": "a"}, deleted_at=None) for n in range(30)))
        return postgres_world

    def counted(self, office: World) -> str:
        return str(office.browser(STREET).get("/register/quick/chart/0.csv").text)

    def command(self, office: World) -> str:
        with office.app.app_context():
            answer = office.app.test_cli_runner().invoke(forms_group, ["speed"])
        assert answer.exit_code == 0, answer
        return answer.output

    def in_thread(self, office: World) -> Thread:
        def run() -> None:
            with office.app.app_context():
                build_indexes()

        thread = Thread(target=run)
        thread.start()
        return thread

    def test_an_entry_that_is_being_written_is_waited_for(self, office: World) -> None:
        with office.app.app_context(), db.engine.connect() as connection:
            connection.execute(insert(RegisterEntry.__table__), [entry(office, 1, {"f_state": "b"})])
            thread = self.in_thread(office)
            thread.join(0.7)
            assert thread.is_alive()  # it does not know yet what this transaction will leave behind
            assert "甲,30" in self.counted(office)
            connection.commit()
        thread.join(20)
        assert not thread.is_alive()
        assert all(short == {"f_state": extra["f_state"]} for _register, extra, short in held(office))
        assert "乙,1" in self.counted(office)

    def test_an_entry_that_is_locked_holds_up_no_other(self, office: World) -> None:
        with office.app.app_context(), db.engine.connect() as connection:
            held_up = connection.scalar(text("SELECT id FROM register_entry ORDER BY id LIMIT 1 FOR UPDATE"))
            thread = self.in_thread(office)
            thread.join(1.5)
            assert thread.is_alive()
            with db.engine.connect() as other:
                left = other.scalars(text("SELECT id FROM register_entry WHERE brief IS NULL")).all()
            assert left == [held_up]
            connection.rollback()
        thread.join(20)
        assert not thread.is_alive() and all(short for *_, short in held(office))

    def test_what_was_cut_off_is_finished(self, office: World) -> None:
        with office.app.app_context():
            register = f"{office.place().units['street']}/quick"
            with db.engine.connect() as connection:
                assert brief.expect(connection, {register: ["f_state"]}) == [register]
                assert brief.progress(connection) == {register: 0}
            put(entry(office, 2, {"f_state": "b"}))
            told: list[str] = []
            build_indexes(told.append)
        assert any("30 entries filled" in line for line in told), told
        assert all(short for *_, short in held(office))

    def test_what_is_published_meanwhile_is_built_by_who_is_at_work(self, office: World) -> None:
        told: list[str] = []

        def publish_more(line: str) -> None:
            told.append(line)
            if len(told) == 1:
                field = {"key": "f_size", "kind": "number", "label": "面积", "fast": True}
                publish(office, office.place().units["street"], {"compound": {"fields": [field]}})
                thread = self.in_thread(office)
                thread.join(20)
                assert not thread.is_alive()  # it leaves its part

        with office.app.app_context():
            build_indexes(publish_more)
        assert any("compound.f_size" in line for line in told), told
        with office.as_person(STREET) as work:
            resource = extended(office, work).resources["compound"]
            assert speed.ready(work.session.connection(), resource, "f_size")

    def test_the_command_finds_and_repairs_what_is_wrong(self, office: World) -> None:
        assert "30 entries filled" in self.command(office)
        with office.app.app_context(), db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE register_entry DISABLE TRIGGER register_entry_brief"))
            connection.execute(insert(RegisterEntry.__table__), [entry(office, 1, {"f_state": "b"})])
        told = self.command(office)
        assert "trigger of register_entry is not at work" in told
        assert "乙,1" in self.counted(office)
        with office.app.app_context(), db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE register_entry ENABLE TRIGGER register_entry_brief"))
        assert "31 entries filled" in self.command(office)
        assert "0 indexes made" in self.command(office)
        with office.app.app_context(), db.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # as some tools write
            connection.execute(insert(RegisterEntry.__table__), [entry(office, 3, {"f_state": "b"})])
        assert "1 entries filled" in self.command(office)
        assert "乙,2" in self.counted(office)

    def test_the_panel_says_how_far_it_is(self, office: World) -> None:
        with office.as_person(STREET) as work:
            resource = extended(office, work).resources["register/quick"]
            connection = work.session.connection()
            assert not speed.ready(connection, resource, "f_state")
            work.session.rollback()
            build_indexes()
            assert speed.ready(work.session.connection(), resource, "f_state")
