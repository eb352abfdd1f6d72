"""The server starts on a fresh database every time, with several workers; on a database of another version, never."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("HUIZHI_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
FLASK = [sys.executable, "-m", "flask", "--app", "app.factory"]


@contextlib.contextmanager
def fresh_database() -> Iterator[str]:
    """The address of a new empty PostgreSQL database, dropped afterwards."""
    import psycopg

    try:
        connection = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if os.environ.get("REQUIRE_SERVICES"):
            raise
        pytest.skip(f"no PostgreSQL at {POSTGRES.rsplit('@', 1)[-1]}: {error}")
    name = f"huizhi_start_{uuid.uuid4().hex[:10]}"
    with connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environ(folder: Path, database: str, **more: str) -> dict[str, str]:
    """The settings of one installation."""
    return {
        **os.environ,
        "HUIZHI_INSTANCE": str(folder),
        "HUIZHI_DATABASE_URL": database,
        "HUIZHI_WORKERS": "4",
        "HUIZHI_THREADS": "4",
        **more,
    }


def release(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the release command."""
    return subprocess.run(
        [*FLASK, "release"], cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=120
    )


def ask(url: str) -> int:
    """The status of one GET."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        answer.read()
        return int(answer.status)


def serves(settings: dict[str, str], seconds: float = 60) -> int:
    """Start the server, ask its sign-in page from sixteen clients at once, stop it; how many got it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app.factory:create_server()"]
    log = Path(settings["HUIZHI_INSTANCE"]) / "server.log"
    with log.open("w") as errors:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**settings, "PORT": str(port)}, stdout=subprocess.DEVNULL, stderr=errors
        )
    url = f"http://127.0.0.1:{port}/login/"
    try:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise AssertionError(f"the server stopped: {log.read_text()}")
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                ask(url)
                break
            time.sleep(0.1)
        with ThreadPoolExecutor(16) as clients:
            return sum(status == 200 for status in clients.map(lambda _: ask(url), range(16)))
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.postgres
def test_a_fresh_postgres_is_released_once_by_four_at_a_time_and_served(tmp_path: Path) -> None:
    with fresh_database() as database:
        settings = environ(tmp_path, database)
        with ThreadPoolExecutor(4) as pool:
            runs = list(pool.map(lambda _: release(settings), range(4)))
        assert [run.returncode for run in runs] == [0, 0, 0, 0], runs[0].stderr
        assert sum("Schema empty" in run.stdout for run in runs) == 1
        assert serves(settings) == 16


@pytest.mark.long
@pytest.mark.postgres
def test_twenty_fresh_starts_out_of_twenty_serve(tmp_path: Path) -> None:
    served = 0
    for number in range(20):
        with fresh_database() as database:
            settings = environ(tmp_path / str(number), database)
            assert release(settings).returncode == 0
            served += serves(settings) == 16
    assert served == 20


def test_a_database_without_a_release_is_refused_with_what_to_do(tmp_path: Path) -> None:
    settings = environ(tmp_path, f"sqlite:///{tmp_path / 'empty.sqlite'}", PORT=str(free_port()))
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app.factory:create_server()"]
    run = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode != 0
    assert "flask --app app.factory release" in run.stderr
