"""The loaded sample: made once for a session, read by most tests, copied for those that write."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine

import config as settings
from app.access import comments, files, lockout, sessions
from app.database import prepare
from app.extensions import db
from app.factory import create_app
from app.fields import secret
from app.record import Base
from config import Config, flask_settings
from models import MODELS
from seed.loader import Loaded, load

PASSWORD = "SAmple-pass-12"
TABLES = (MODELS, comments, files, lockout, sessions)  # imported so that the metadata knows every table


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A database with the sample in it, and what its load said."""

    engine: Engine
    config: Config
    loaded: Loaded
    seconds: float  # of processor time: the machine may be busy with other things
    file: Path | None = None


@contextmanager
def keys(config: Config) -> Iterator[None]:
    """The data keys of a configuration, for as long as its rows are read."""
    before = list(secret._installed)
    secret.install(secret.Keyring(config.data_keys))
    yield
    secret._installed[:] = before


@contextmanager
def opened(config: Config) -> Iterator[Engine]:
    """An engine on the database of a configuration."""
    engine = create_engine(config.database_url, **flask_settings(config)["SQLALCHEMY_ENGINE_OPTIONS"])
    prepare(engine)
    yield engine
    engine.dispose()


@contextmanager
def made(folder: Path, url: str = "") -> Iterator[Sample]:
    """A new database with the sample, in a folder of its own or at an address."""
    environ = {"HUIZHI_INSTANCE": str(folder), **({"HUIZHI_DATABASE_URL": url} if url else {})}
    config = settings.load(environ)
    with keys(config), opened(config) as engine:
        Base.metadata.create_all(engine)
        with engine.connect() as connection:
            began = time.process_time()
            loaded = load(connection, config=config, progress=False)
        seconds = time.process_time() - began
        file = None if url else folder / "huizhi.sqlite"
        yield Sample(engine=engine, config=config, loaded=loaded, seconds=seconds, file=file)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The default sample. To be read only."""
    with made(tmp_path_factory.mktemp("sample")) as found:
        yield found


@pytest.fixture(scope="session")
def full_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The full sample, loaded into the default one as `seed --full` after a first run does. To be read only."""
    with made(tmp_path_factory.mktemp("full")) as found:
        with found.engine.connect() as connection:
            load(connection, config=found.config, full=True, progress=False)
        yield found


@pytest.fixture
def connection(sample: Sample) -> Iterator[Connection]:
    """A connection to the default sample."""
    with keys(sample.config), sample.engine.connect() as connected:
        yield connected


@pytest.fixture
def copy(sample: Sample, tmp_path: Path) -> Iterator[Callable[[], Connection]]:
    """Connections to a copy of the default sample, to write in."""
    sample.engine.dispose()
    assert sample.file is not None
    with sample.engine.connect() as connected:
        connected.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    sample.engine.dispose()
    shutil.copy(sample.file, tmp_path / "copy.sqlite")
    engine = create_engine(
        f"sqlite:///{tmp_path / 'copy.sqlite'}", **flask_settings(sample.config)["SQLALCHEMY_ENGINE_OPTIONS"]
    )
    prepare(engine)
    opened_here: list[Connection] = []

    def connect() -> Connection:
        opened_here.append(engine.connect())
        return opened_here[-1]

    with keys(sample.config):
        yield connect
    for connected in opened_here:
        connected.close()
    engine.dispose()


# -- as the command loads it, with an application to look at it through ---------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The default sample, loaded by the command."""
    folder = tmp_path_factory.mktemp("registers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUIZHI_SAMPLE_PASSWORD", PASSWORD)
        environ = {"HUIZHI_INSTANCE": str(folder), "HUIZHI_SAMPLE_PASSWORD": PASSWORD}
        app = create_app(settings.load(environ), environ=environ)
        run(app, "release")
        run(app, "seed")
        yield app
        with app.app_context():
            db.engine.dispose()


def run(app: Flask, command: str) -> None:
    """One of the program's commands."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=[command])
    assert done.exit_code == 0, done.output
