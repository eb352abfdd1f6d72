"""Turns a million issues and a million entries of a street's own register, the same values over 200 streets, into the
question whether own fields cost more than declared ones: the same pages, asked in turn in one process.

    .venv/bin/python -m benchmarks --registers [--db postgres] [--size 1000000]
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Connection, insert
from werkzeug.security import generate_password_hash

from app.access.epoch import FORMS, RIGHTS, raise_epoch
from app.declare import Role
from app.extensions import db
from app.factory import create_app
from app.form_commands import build_indexes
from app.forms.registers import RegisterEntry
from app.forms.store import FormVersion
from app.record import utc_now
from app.release import release
from benchmarks.load import settle
from benchmarks.ours import CLERK, PASSWORD
from benchmarks.peers import dataset
from benchmarks.profile import token
from config import load as settings
from models.account import Account
from models.issue import Issue
from models.organisation import Organisation
from models.person import Person
from models.post import Post
from seed.book import advance
from seed.codes import load_codes

STREETS, GRIDS, CHUNK = 200, 5, 5_000
STATES = ("collect", "assess", "resolve", "feedback", "closed")
CATEGORIES = ("environment", "fire", "neighbours", "property", "parking", "elderly", "illegal_building", "facilities")
REGISTER = "register/matters"
FORM: dict[str, Any] = {
    "register": {"label": {"zh": "事项台账", "en": "Matters"}, "title": ["f_title"]},
    "fields": [
        {"key": "f_title", "kind": "text", "label": "事项", "required": True, "length": 120},
        {"key": "f_number", "kind": "text", "label": "编号"},
        {"key": "f_state", "kind": "choice", "label": "状态", "state": True, "fast": True, "options": [{"code": code, "zh": code} for code in STATES]},
        {"key": "f_due", "kind": "day", "label": "办理期限"},
        {"key": "f_category", "kind": "choice", "label": "类别", "fast": True, "options": [{"code": code, "zh": code} for code in CATEGORIES]},
        {"key": "f_unit", "kind": "link", "target": "organisation", "label": "责任单位"},
        {"key": "f_reported", "kind": "moment", "label": "反映时间", "required": True, "fast": True},
    ],
    "list": ["f_number", "f_state", "f_due", "f_category", "organisation", "f_unit", "f_reported"],
    "filters": ["f_state", "f_category", "f_due"],
    "search": ["f_title"],
    "charts": [{"label": "按类别", "count_by": "f_category", "kind": "bar"}],
}  # fmt: skip
PAGES = (
    ("list", "/issue/list/", f"/{REGISTER}/list/"),
    (
        "filter on two fields",
        "/issue/list/?state=resolve&category=parking",
        f"/{REGISTER}/list/?f_state=resolve&f_category=parking",
    ),
    ("sort", "/issue/list/?sort=-reported_at", f"/{REGISTER}/list/?sort=-f_reported"),
    ("chart by a choice", "/issue/chart/{declared}.csv", f"/{REGISTER}/chart/0.csv"),
)


def report(folder: Path, db_kind: str, server: str, size: int, rounds: int = 60) -> str:
    """The table: median milliseconds and processor time of each page, declared and own, and their ratio."""
    app = prepared(folder, db_kind, server, size)
    client = app.test_client()
    given = {"csrf_token": token(client, "/login/"), "username": CLERK, "password": PASSWORD}
    assert client.post("/login/", data=given).status_code in (302, 303)
    charts = app.extensions["huizhi"].resources["issue"].charts
    declared = next(index for index, chart in enumerate(charts) if chart.group == "category")
    lines = [
        f"| {size:,} entries over {STREETS} streets, {db_kind} | declared ms | own ms | own / declared (CPU) |",
        "|---|---|---|---|",
    ]
    for name, *addresses in PAGES:
        paths = [address.format(declared=declared) for address in addresses]
        walls: list[list[float]] = [[], []]
        used: list[list[float]] = [[], []]
        for turn in range(rounds + 5):
            for index, path in enumerate(paths):
                start, cpu = time.perf_counter(), time.process_time()
                answer = client.get(path)
                if turn >= 5:
                    walls[index].append((time.perf_counter() - start) * 1e3)
                    used[index].append((time.process_time() - cpu) * 1e3)
                assert answer.status_code == 200 and len(answer.data) > 100, (path, answer.status_code)
        (first, second), (one, two) = map(statistics.median, walls), map(statistics.median, used)
        lines.append(f"| {name} | {first:.1f} | {second:.1f} | {second / first:.2f} ({two / one:.2f}) |")
    return "\n".join(lines)


def prepared(folder: Path, db_kind: str, server: str, size: int) -> Flask:
    """The application over its loaded data; loaded on first use."""
    instance = folder / f"registers-{size}-{db_kind}"
    mark = instance / "loaded"
    environ = {"HUIZHI_INSTANCE": str(instance.absolute())}
    name = f"bench_huizhi_registers_{size}"
    if db_kind == "postgres":
        environ["HUIZHI_DATABASE_URL"] = f"{server}/{name}"
    if mark.exists():
        return create_app(settings(environ), environ=environ)
    print(f"loading {size:,} issues and register entries ({db_kind}) ...", file=sys.stderr)
    shutil.rmtree(instance, ignore_errors=True)
    instance.mkdir(parents=True)
    if db_kind == "postgres":
        dataset.psql(f"{server}/postgres", f"DROP DATABASE IF EXISTS {name}")
        dataset.psql(
            f"{server}/postgres",
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
        )
    app = create_app(settings(environ), environ=environ)
    with app.app_context():
        release(app, load_codes)
        with db.engine.connect() as connection:
            begin(connection)
            connection.commit()
        # The form stands before the entries, which come one after another: filled in later, they would lie together.
        build_indexes(lambda line: print(line, file=sys.stderr))
        db.session.remove()
        with db.engine.connect() as connection:
            fill(connection, size)
            connection.commit()
        settle()
        db.session.remove()
        db.engine.dispose()
    mark.write_text("")
    return app


def begin(connection: Connection) -> None:
    """The units, a clerk of the first street, and its form."""
    units(connection)
    clerk(connection)
    spec = {"owner_id": 2, "resource": REGISTER, "number": 1, "spec": FORM, "made_by": "bench", "made_at": utc_now()}
    connection.execute(insert(FormVersion.__table__), [spec])
    advance(connection, [model.__table__ for model in (Organisation, Person, Post, User)])
    for counter in (RIGHTS, FORMS):
        raise_epoch(connection, counter)


def fill(connection: Connection, size: int) -> None:
    """The issues and the entries."""
    rows: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for row, entry in matters(size):
        rows.append(row)
        entries.append(entry)
        if len(rows) == CHUNK:
            write(connection, rows, entries)
    write(connection, rows, entries)
    advance(connection, [model.__table__ for model in (Issue, RegisterEntry)])


def write(connection: Connection, rows: list[dict[str, Any]], entries: list[dict[str, Any]]) -> None:
    """Both halves of a piece."""
    if rows:
        connection.execute(insert(Issue.__table__), rows)
        connection.execute(insert(RegisterEntry.__table__), entries)
    rows.clear()
    entries.clear()


def units(connection: Connection) -> None:
    """A district, its streets, and the grids of each."""
    rows = [{"id": 1, "parent_id": None, "kind": "district", "code": "310101", "name": "基准区", "path": "/1/"}]
    for street in range(STREETS):
        number = 2 + street * (GRIDS + 1)
        path = f"/1/{number}/"
        rows.append(
            {
                "id": number,
                "parent_id": 1,
                "kind": "street",
                "code": f"JZ{street}",
                "name": f"基准{street}街道",
                "path": path,
            }
        )
        for grid in range(1, GRIDS + 1):
            rows.append(
                {
                    "id": number + grid, "parent_id": number, "kind": "grid", "code": f"G{number + grid}",
                    "name": f"第{number + grid}网格", "path": f"{path}{number + grid}/",
                }
            )  # fmt: skip
    for row in rows:
        number = int(str(row["id"]))
        street_id = 1 if number == 1 else 2 + (number - 2) // (GRIDS + 1) * (GRIDS + 1)
        row.update(street_id=street_id, organisation_id=number, version=1, created_at=utc_now(), updated_at=utc_now())
    connection.execute(insert(Organisation.__table__), rows)


def clerk(connection: Connection) -> None:
    """Who asks: a clerk of the first street."""
    kept = {"version": 1, "created_at": utc_now(), "updated_at": utc_now(), "street_id": 2, "organisation_id": 2}
    user = {"id": 1, "first_name": CLERK, "last_name": CLERK, "username": CLERK, "active": True, "login_count": 0}
    more = {"password": generate_password_hash(PASSWORD), "email": "bench@example.invalid", "fail_login_count": 0}
    person = {"id": 1, "name": "基准街道", "residence": "works_here", "staff": True}
    account = {"id": 1, "person_id": 1, "username": CLERK, "name": CLERK, "active": True}
    connection.execute(insert(User.__table__), [{**user, **more}])
    connection.execute(insert(Person.__table__), [{**kept, **person}])
    connection.execute(insert(Account.__table__), [{**kept, **account, "must_change_password": False, "failed": 0}])
    post = {"id": 1, "person_id": 1, "role": Role.STREET_CENTRE.value, "starts_on": date(2024, 1, 1)}
    connection.execute(insert(Post.__table__), [{**kept, **post}])


def matters(size: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(an issue, an entry with the same values), spread over the streets in turn; every street has its own register."""
    luck = random.Random(11)
    first = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(1, size + 1):
        street = 2 + (number % STREETS) * (GRIDS + 1)
        moment = first + timedelta(minutes=luck.randrange(60 * 24 * 900))
        state, category = luck.choice(STATES), luck.choice(CATEGORIES)
        due, unit = (moment + timedelta(days=7)).date(), street + luck.randrange(GRIDS + 1)
        title, told = f"第{number}件事项", f"JZ-{number:07d}"
        kept = {
            "id": number, "street_id": street, "organisation_id": street + 1 + number % GRIDS, "version": 1,
            "created_at": moment, "updated_at": moment,
        }  # fmt: skip
        yield (
            {
                **kept, "title": title, "number": told, "state": state, "category": category, "due_on": due,
                "owner_organisation_id": unit, "reported_at": moment, "source": "residents", "channel": "hotline",
                "level": "community", "anonymous": False, "supervised": False, "model_case": False,
            },
            {
                **kept, "register": f"{street}/matters",
                "extra": {
                    "f_title": title, "f_number": told, "f_state": state, "f_category": category,
                    "f_due": due.isoformat(), "f_unit": unit, "f_reported": moment.isoformat(timespec="microseconds"),
                },
            },
        )  # fmt: skip
