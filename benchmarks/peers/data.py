"""Turns a size and a kind of database into the peers' data set: generated once, and cleaned of what a benchmark added."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from pathlib import Path

from benchmarks.peers import dataset
from benchmarks.peers.adapters import STATUS


class Database:
    """The tables that the peers share, in SQLite or PostgreSQL; `server` is postgresql://user@host:port."""

    def __init__(self, db: str, size: int, folder: Path, server: str) -> None:
        self.db, self.size, self.server, self.name = db, size, server, f"bench_peers_{size}"
        self.path = folder / f"peers-{size}.sqlite"
        self.url = f"sqlite:///{self.path}" if db == "sqlite" else f"{server}/{self.name}"
        self.owner = 0

    def prepare(self) -> None:
        """Generate the rows on first use."""
        if not self._exists():
            print(f"generating the peers' {self.size:,} issues ({self.db}) ...", file=sys.stderr)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            dataset.build(self.size, self.db, self.path if self.db == "sqlite" else self.url)

    def _exists(self) -> bool:
        if self.db == "sqlite":
            return self.path.exists()
        return bool(dataset.psql(f"{self.server}/postgres", f"SELECT 1 FROM pg_database WHERE datname = '{self.name}'").strip())

    def column(self, sql: str) -> list[str]:
        """The first column of a statement."""
        if self.db == "sqlite":
            with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
                return [str(row[0]) for row in connection.execute(sql).fetchall()]
        return [line for line in dataset.psql(self.url, sql).splitlines() if line]

    def added(self) -> int:
        """How many issues a benchmark has made so far."""
        return int(self.column(f"SELECT count(*) FROM issue WHERE id > {self.size}")[0])

    def clean(self) -> None:
        """Take them away again."""
        self.column(f"DELETE FROM issue WHERE id > {self.size}")
        if self.db == "postgres":
            dataset.psql(self.url, "VACUUM issue")

    def rows(self) -> int:
        """How many issues a list of all shows."""
        return self.size

    def expected(self, deep: int) -> dict[str, set[int]]:
        """The ids that each list page must show."""
        return {
            "list": self.ids("", "id"),
            "deep": self.ids("", "id", (deep - 1) * 25),
            "filter": self.ids(f"status = '{STATUS}'", "created_at"),
            "search": self.ids(f"title LIKE '%{dataset.SEARCH}%'", "id"),
        }

    def ids(self, where: str, order: str, offset: int = 0) -> set[int]:
        """The 25 rows of a page."""
        condition = f" WHERE {where}" if where else ""
        return {int(number) for number in self.column(f"SELECT id FROM issue{condition} ORDER BY {order} DESC LIMIT 25 OFFSET {offset}")}
