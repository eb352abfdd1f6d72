"""Says how this product is served and asked for the same pages, and where its copy of the data set is."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.peers import dataset
from benchmarks.peers.adapters import NEW, Adapter
from benchmarks.peers.data import Database

ROOT = Path(__file__).resolve().parent.parent
CLERK, SECRETARY, PASSWORD = "clerk", "community", "BEnch-peers-1"
COMMUNITY = 2  # the id of the first one: where the secretary works
SERVE = (
    "{bin}/gunicorn",
    "-w",
    "1",
    "-k",
    "sync",
    "-b",
    "127.0.0.1:{port}",
    "--no-control-socket",
    "--timeout",
    "600",
    "--log-level",
    "warning",
    "benchmarks.serve:app",
)


class Data(Database):
    """The same issues in the product's schema; `within` is a community, or 0 for the whole street."""

    def __init__(self, db: str, size: int, folder: Path, server: str, within: int = 0) -> None:
        super().__init__(db, size, folder, server)
        self.name = f"bench_huizhi_{size}"
        self.instance = folder / f"huizhi-{size}" if db == "sqlite" else folder / f"huizhi-{size}-postgres"
        self.path = self.instance / "huizhi.sqlite"
        self.url = f"sqlite:///{self.path}" if db == "sqlite" else f"{server}/{self.name}"
        self.within = within

    def prepare(self) -> None:
        """Make the schema and load the rows, on first use and whenever the schema has changed since."""
        mark, version = self.instance / "loaded", fingerprint()
        if mark.exists() and mark.read_text() == version and self._exists():
            return
        print(f"loading Huizhi's {self.size:,} issues ({self.db}) ...", file=sys.stderr)
        shutil.rmtree(self.instance, ignore_errors=True)
        self.instance.mkdir(parents=True)
        command = [sys.executable, "-m", "benchmarks.load", "--size", str(self.size), "--instance", str(self.instance)]
        if self.db == "postgres":
            dataset.psql(f"{self.server}/postgres", f"DROP DATABASE IF EXISTS {self.name}")
            dataset.psql(
                f"{self.server}/postgres",
                f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
            )
            command += ["--url", self.url]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
        mark.write_text(version)

    def column(self, sql: str) -> list[str]:
        """The first column of a statement; the database asks no function of ours."""
        if self.db == "postgres":
            return super().column(sql)
        with closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            connection.create_function("search_grams_1", 1, grams, deterministic=True)
            return [str(row[0]) for row in connection.execute(sql).fetchall()]

    def added(self) -> int:
        """Issues made, as far as each also left its entry in the trace."""
        entries = (
            f"SELECT count(*) FROM audit_entry WHERE resource = 'issue' AND action = 'add' AND record_id > {self.size}"
        )
        return min(super().added(), int(self.column(entries)[0]))

    def clean(self) -> None:
        """Take the issues that were made away again, and what was said of them."""
        for condition in ("DELETE FROM audit_entry WHERE record_id > {size}", "DELETE FROM issue WHERE id > {size}"):
            self.column(condition.format(size=self.size))
        if self.db == "postgres":
            dataset.psql(self.url, "VACUUM issue")

    def first(self) -> int:
        """A record that the viewer may edit."""
        return int(self.column(f"SELECT min(id) FROM issue WHERE id >= 777{self._scope(' AND ')}")[0])

    def rows(self) -> int:
        """How many issues the viewer reaches."""
        return int(self.column(f"SELECT count(*) FROM issue{self._scope(' WHERE ')}")[0])

    def place(self) -> tuple[str, str]:
        """A grid within, and a person of it."""
        unit = self.column(
            f"SELECT id FROM organisation WHERE path LIKE '/1/{self.within}/%' AND kind = 'grid' ORDER BY id"
        )[0]
        return unit, self.column(f"SELECT min(id) FROM person WHERE organisation_id = {unit}")[0]

    def ids(self, where: str, order: str, offset: int = 0) -> set[int]:
        """The 25 rows of a page."""
        where = where.replace("status = '处理中'", "state = 'resolve'")
        within = self._scope("")
        return super().ids(
            " AND ".join(filter(None, (where, within))), order.replace("created_at", "reported_at"), offset
        )

    def _scope(self, before: str) -> str:
        if not self.within:
            return ""
        return f"{before}organisation_id IN (SELECT id FROM organisation WHERE path LIKE '/1/{self.within}/%')"


def fingerprint() -> str:
    """What the loaded rows depend on: the schema and the loader."""
    files = [
        *(ROOT / "migrations" / "versions").rglob("*.sql"),
        *(ROOT / "migrations" / "versions").glob("*.py"),
        ROOT / "benchmarks" / "load.py",
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()


def grams(document: str | None) -> str:
    """What SQLite's triggers ask for when a row is taken out of the search index."""
    from app.query.grams import grams as pieces

    return " ".join(pieces(document))


def _create(client: Any, data: Data) -> tuple[str, Callable[[], dict[str, str]]]:
    path = "/issue/add"
    unit, person = data.place() if data.within else (NEW["org"], NEW["reporter"])
    token = client.token(path, "csrf_token")
    fields = {
        "title": NEW["title"],
        "description": NEW["description"],
        "category": "environment",
        "source": "residents",
        "state": "collect",
        "organisation": unit,
        "owner_organisation": "3",
        "owner_person": person,
        "reported_at": f"{NEW['date']}T08:30",
        "due_on": NEW["deadline"],
        "csrf_token": token,
    }
    return path, lambda: {**fields, "_token": str(uuid4())}


def huizhi(name: str, data: Data, account: str) -> Adapter:
    """This product, signed in with an account whose rights come from a post in the database."""
    return Adapter(
        name=name,
        env={
            "HUIZHI_INSTANCE": str(data.instance),
            **({"HUIZHI_DATABASE_URL": data.url} if data.db == "postgres" else {}),
        },
        serve=SERVE,
        ready="/login/",
        login=lambda client: client.login("/login/", "csrf_token", account, PASSWORD),
        list="/issue/list/",
        page="/issue/list/?page={page}",
        filter="/issue/list/?state={status}&sort=-reported_at",
        search="/issue/list/?q={q}",
        edit="/issue/edit/{pk}",
        create=lambda client: _create(client, data),
        export=lambda client: (
            "POST",
            "/issue/export",
            {"format": "csv", "address": "", "csrf_token": client.token("/issue/list/", "csrf_token")},
        ),
        status="resolve",
        pk=data.first() if data.within else 777,
        data=data,
    )


def subjects(db: str, size: int, folder: Path, server: str) -> list[Adapter]:
    """A clerk who reaches the whole street, as the peers' users do; and the secretary of one community of 27."""
    street, community = Data(db, size, folder, server), Data(db, size, folder, server, within=COMMUNITY)
    street.prepare()
    return [
        huizhi("Huizhi, clerk of the street", street, CLERK),
        huizhi("Huizhi, secretary of one community", community, SECRETARY),
    ]
