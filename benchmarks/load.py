"""Turns the peers' data set into rows of the real schema: the same streets, grids, people and issues, with the same
ids.

    python -m benchmarks.load --size 100000 --instance build/bench/huizhi-100000
    python -m benchmarks.load --size 100000 --instance build/bench/huizhi-100000 --url postgresql://postgres@127.0.0.1/huizhi_100000

The schema is the one that `flask release` makes, with all its indexes; rows are written past the session, so what its
listeners do (paths, serial numbers and their counter, search documents) is done here. Persons have no phones: encrypting
a hundred thousand says nothing about a list page.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Connection, Table, insert, text
from werkzeug.security import generate_password_hash

from app.access.epoch import RIGHTS, raise_epoch
from app.declare import Role
from app.extensions import db
from app.factory import create_app
from app.fields.serial import lift
from app.metadata.describe import describe
from app.query.search import document
from app.query.search_index import index_name, search_ddl, search_tidy
from app.record import Record
from app.release import release
from benchmarks.ours import CLERK, COMMUNITY, PASSWORD, SECRETARY
from benchmarks.peers import dataset
from config import load as settings
from models.account import Account
from models.issue import Issue, IssueState
from models.organisation import Organisation
from models.person import Person
from models.post import Post
from seed.book import advance
from seed.codes import load_codes

STATES = dict(
    zip(
        dataset.STATUSES,
        (IssueState.COLLECT, IssueState.ASSESS, IssueState.RESOLVE, IssueState.FEEDBACK, IssueState.CLOSED),
        strict=True,
    )
)
CATEGORIES = dict(
    zip(
        dataset.CATEGORIES,
        ("environment", "fire", "neighbours", "property", "parking", "elderly", "illegal_building", "facilities"),
        strict=True,
    )
)
KINDS = {"街道": "street", "社区": "community", "网格": "grid"}

STREET_CODE = "310101001"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
CHUNK = 5_000


def build(size: int, instance: Path, url: str | None = None) -> None:
    """Make the schema and fill it; the database must be empty."""
    environ = {"HUIZHI_INSTANCE": str(instance), **({"HUIZHI_DATABASE_URL": url} if url else {})}
    app = create_app(settings(environ), environ=environ)
    with app.app_context():
        release(app, load_codes)
        with db.engine.connect() as connection:
            fill(connection, size)
            connection.commit()
        settle()
        db.engine.dispose()


def fill(connection: Connection, size: int) -> None:
    """All rows, in one transaction."""
    rng = random.Random(7)
    paths = units(connection)
    people(connection, paths)
    accounts(connection)
    table: Table = Issue.__table__  # type: ignore[assignment]
    postgres = connection.dialect.name == "postgresql"
    for index in table.indexes:
        index.drop(connection)  # made anew at the end: a million rows go in faster without
    connection.exec_driver_sql(
        f"DROP INDEX IF EXISTS {index_name(table.name)}"
        if postgres
        else f"DROP TRIGGER IF EXISTS {index_name(table.name)}_insert"
    )
    put(connection, Issue, issues(size, rng))
    for index in table.indexes:
        index.create(connection)
    for model in (Organisation, Person, Account, Post, Issue):
        for statement in (
            *search_ddl(model.__table__, connection.dialect.name),
            *search_tidy(model.__table__, connection.dialect.name),
        ):
            connection.exec_driver_sql(statement)
    for year in (2023, 2024, 2025, 2026):
        lift(connection, "issue.number", 1, year, size)
    advance(connection, [model.__table__ for model in (Organisation, Person, Post, Issue, User)])
    raise_epoch(connection, RIGHTS)


def settle() -> None:
    """Let the database know its own statistics, as it does of itself after a while."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in ("VACUUM ANALYZE",) if connection.dialect.name == "postgresql" else ("ANALYZE",):
            connection.execute(text(statement))


def units(connection: Connection) -> dict[int, str]:
    """The street, its communities and grids; their paths by id."""
    paths: dict[int, str] = {}
    rows = []
    for number, parent, level, code, name in dataset.organisations():
        paths[number] = f"{paths.get(parent, '/')}{number}/"
        rows.append(
            {
                "id": number, "parent_id": parent, "kind": KINDS[level], "code": code if level != "网格" else f"G{number}",
                "name": name, "path": paths[number], "street_id": 1, "organisation_id": number,
            }
        )  # fmt: skip
    put(connection, Organisation, rows)
    return paths


def people(connection: Connection, paths: dict[int, str]) -> None:
    """The residents, and after them two members of staff."""
    put(
        connection,
        Person,
        (
            {"id": number, "name": name, "street_id": 1, "organisation_id": unit, "residence": "local", "staff": False}
            for number, name, _phone, _citizen, unit, _joined, _status in dataset.persons(random.Random(1))
        ),
    )
    staff = ((dataset.PERSONS + 1, "基准街道", 1), (dataset.PERSONS + 2, "基准社区", COMMUNITY))
    put(
        connection,
        Person,
        (
            {
                "id": number,
                "name": name,
                "street_id": 1,
                "organisation_id": unit,
                "residence": "works_here",
                "staff": True,
            }
            for number, name, unit in staff
        ),
    )


def accounts(connection: Connection) -> None:
    """A clerk of the street centre, who reaches every issue, and the secretary of one community, who reaches its
    own.
    """
    hashed = generate_password_hash(PASSWORD)
    for number, (name, role, unit) in enumerate(
        ((CLERK, Role.STREET_CENTRE, 1), (SECRETARY, Role.COMMUNITY_SECRETARY, COMMUNITY)), 1
    ):
        person = dataset.PERSONS + number
        connection.execute(
            insert(User.__table__).values(
                id=number,
                first_name=name,
                last_name=name,
                username=name,
                password=hashed,
                active=True,
                email=f"{name}@example.invalid",
                login_count=0,
                fail_login_count=0,
            )
        )
        owner = {"street_id": 1, "organisation_id": unit, "person_id": person}
        put(
            connection,
            Account,
            [
                {
                    "id": number,
                    **owner,
                    "username": name,
                    "name": name,
                    "active": True,
                    "must_change_password": False,
                    "failed": 0,
                }
            ],
        )
        put(connection, Post, [{"id": number, **owner, "role": role.value, "starts_on": date(2024, 1, 1)}])


def issues(size: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    """The peers' issues: same ids, titles, units, moments and days; handled by a community, in the charge of the
    reporter.
    """
    numbers: dict[int, int] = {}
    for number, title, description, category, status, unit, person, created, deadline, _satisfaction in dataset.issues(
        random.Random(2), size
    ):
        moment = datetime.fromisoformat(created).replace(tzinfo=UTC)
        numbers[moment.year] = numbers.get(moment.year, 0) + 1
        state = STATES[status]
        yield {
            "id": number, "street_id": 1, "organisation_id": unit, "title": title, "description": description,
            "number": f"{STREET_CODE}-{moment.year}-{numbers[moment.year]:04d}", "category": CATEGORIES[category], "state": state.value,
            "source": "residents", "channel": "hotline", "level": "community", "reported_at": moment, "created_at":
            moment, "updated_at": moment,
            "due_on": date.fromisoformat(deadline), "closed_on": (moment + timedelta(days=5)).date() if state is IssueState.CLOSED else None,
            "owner_organisation_id": rng.randrange(COMMUNITY, COMMUNITY + dataset.COMMUNITIES), "owner_person_id": person,
            "anonymous": False, "supervised": False, "model_case": False, "reporter_name": "来电居民",
        }  # fmt: skip


def put(connection: Connection, model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows in pieces, with what every record carries."""
    table: Table = model.__table__
    resource = describe(model)
    kept = {"version": 1, "created_at": MOMENT, "updated_at": MOMENT} if issubclass(model, Record) else {}
    waiting = iter(rows)
    first = next(waiting, {})
    blank = {column.name: None for column in table.columns if column.name not in {**first, **kept}}
    waiting = chain([first], waiting)
    while piece := [{**kept, **row} for row in islice(waiting, CHUNK)]:
        for row in piece:
            row["search_text"] = document(resource, SimpleNamespace(**blank, **row))
        connection.execute(insert(table), piece)


def main() -> None:
    """Build one database from the command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=100_000)
    options.add_argument("--instance", type=Path, required=True)
    options.add_argument("--url", help="a database other than the instance's own SQLite file")
    given = options.parse_args()
    start = time.perf_counter()
    build(given.size, given.instance.absolute(), given.url)
    print(f"{given.size:,} issues in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
