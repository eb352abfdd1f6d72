"""What all tests share: a small sample, made once, copied for each test; on SQLite, and on PostgreSQL where asked."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app.declare import Role
from app.extensions import db
from app.factory import street_code
from app.fields import secret
from app.fields.serial import Numbering
from app.fields.serial import install as install_numbering
from tests.world import (
    Browser,
    Copies,
    Layout,
    World,
    build_app,
    make_template,
    postgres_copies,
    postgres_database,
)

CHANGES = count(
    1000, 1000
)  # each copy has epochs of its own: what a process keeps in memory belongs to the copy before


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew from the declarations")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with a released database, the sample in it and layout.json; made by the first process that asks."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "template"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "layout.json").exists():
            layout = make_template(folder)
            (folder / "layout.json").write_text(layout.dump())
    return folder


@pytest.fixture(scope="session")
def application(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests of a process, on a database file of its own."""
    return build_app(own_folder(template, tmp_path_factory))


def own_folder(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new instance folder with the keys of the sample."""
    folder = tmp_path_factory.mktemp("instance")
    for name in ("data_keys", "secret_key"):
        shutil.copy(template / name, folder / name)
    return folder


def belongs_here(application: Flask) -> None:
    """Give the process back to this application: its keys and numbers, which tests of single rooms replace."""
    config = application.config["HUIZHI"]
    secret.install(secret.Keyring(config.data_keys))
    install_numbering(Numbering(street_code=street_code, timezone=config.timezone))


@pytest.fixture
def world(application: Flask, template: Path) -> Iterator[World]:
    """The sample, fresh, on SQLite."""
    belongs_here(application)
    instance = application.config["HUIZHI"].instance
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        (instance / f"huizhi.sqlite{suffix}").unlink(missing_ok=True)
    source, copy = sqlite3.connect(template / "huizhi.sqlite"), sqlite3.connect(instance / "huizhi.sqlite")
    with source, copy:
        source.backup(copy)
        copy.execute("INSERT OR IGNORE INTO epoch (name, value) VALUES ('forms', 0)")
        copy.execute("UPDATE epoch SET value = ?", (next(CHANGES),))
    source.close()
    copy.close()
    yield World(application, Layout.load((template / "layout.json").read_text()))
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(template: Path) -> Iterator[tuple[str, str]]:
    """(name, layout) of a database with the sample on the server."""
    with postgres_database() as url:
        layout = make_template(template, url)
        yield url.rsplit("/", 1)[1], layout.dump()


@pytest.fixture(scope="session")
def postgres_application(
    postgres_template: tuple[str, str], template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Copies]]:
    """One application for all tests of a process, and what puts fresh copies of the sample behind its address."""
    with postgres_copies(postgres_template[0]) as copies:
        yield build_app(own_folder(template, tmp_path_factory), copies.url), copies


@pytest.fixture
def postgres_world(postgres_application: tuple[Flask, Copies], postgres_template: tuple[str, str]) -> Iterator[World]:
    """The sample, fresh, on PostgreSQL."""
    application, copies = postgres_application
    copies.renew()
    belongs_here(application)
    engine = create_engine(copies.url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO epoch (name, value) VALUES ('forms', 0) ON CONFLICT DO NOTHING"))
        connection.execute(text("UPDATE epoch SET value = :value"), {"value": next(CHANGES)})
    engine.dispose()
    yield World(application, Layout.load(postgres_template[1]))
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_world(request: pytest.FixtureRequest) -> World:
    """The sample on both databases, one after the other."""
    found: World = request.getfixturevalue("world" if request.param == "sqlite" else "postgres_world")
    return found


@pytest.fixture
def client(world: World) -> Callable[..., Browser]:
    """`client(Role.STREET_CENTRE)`, `client("street2")`: a signed-in browser."""

    def signed_in(who: str | Role, language: str = "zh") -> Browser:
        return world.browser(who, language=language)

    return signed_in
