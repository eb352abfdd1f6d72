"""Turns servers into figures: all tools are served at once and asked in turn, so that a noisy moment meets them all.

In each round every page is asked of every tool, a few requests at a stretch; the figure is the median of all rounds. Each
answer is checked: exactly the rows that the query means, the right record in a form, one more row after each post.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.peers import dataset
from benchmarks.peers.adapters import Adapter
from benchmarks.peers.client import Client, concurrent, percentile
from benchmarks.peers.server import Server

KINDS = ("list", "deep", "filter", "search", "edit", "create", "export")
LISTS = ("list", "deep", "filter", "search")
SLOW = 1.0  # seconds: asked once a round, and in the first round only beyond 3
CODE = dataset.CODE
HOUSEKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "PRAGMA")


class Wrong(ValueError):
    """An answer that is not what was asked for."""


@dataclass(kw_only=True)
class Cell:
    """What was measured of one page."""

    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    rps: float | None = None
    size: int = 0
    error: str = ""

    @property
    def p50(self) -> float | None:
        """The median, in ms."""
        return percentile(self.times, 50) * 1e3 if self.times and not self.error else None

    @property
    def p95(self) -> float | None:
        """In ms."""
        return percentile(self.times, 95) * 1e3 if self.times and not self.error else None

    @property
    def cpu50(self) -> float | None:
        """The server's processor time for one request, in ms: the median of the rounds."""
        return percentile(self.cpu, 50) * 1e3 if self.cpu else None


@dataclass(kw_only=True)
class Subject:
    """One tool while it is measured."""

    adapter: Adapter
    data: Any
    deep: int
    want: dict[str, set[int]]
    cells: dict[str, Cell] = field(default_factory=dict)
    sql: dict[str, list[str] | None] = field(default_factory=dict)
    cold: list[float] = field(default_factory=list)
    rss: float = 0.0
    peak: float = 0.0
    server: Server | None = None
    client: Client | None = None
    calls: dict[str, Callable[[], int]] = field(default_factory=dict)

    def begin(self, build: Path, timeout: float, sql_log: Path | None = None) -> None:
        """Start its server and sign in."""
        self.server = Server(self.adapter, self.data, build, sql_log)
        self.cold.append(self.server.cold)
        self.client = Client(self.server.base, timeout)
        self.adapter.login(self.client)
        self.calls = {}

    def end(self) -> None:
        """Stop its server."""
        if self.server is not None:
            self.server.stop()
            self.server = None

    def path(self, kind: str) -> str:
        """The address of a page."""
        adapter = self.adapter
        if kind == "deep":
            return adapter.page.format(page=self.deep, page0=self.deep - 1)
        values = {"status": quote(adapter.status), "q": quote(dataset.SEARCH), "pk": adapter.pk}
        return str(getattr(adapter, kind).format(**values))

    def call(self, kind: str, client: Client | None = None) -> Callable[[], int]:
        """A function that asks once, checks the answer and returns its size."""
        own = client or self.client
        assert own is not None
        adapter = self.adapter
        if kind == "create":
            path, form = adapter.create(own)

            def create() -> int:
                status, body, _ = own.post(path, form())
                if status not in adapter.accept:
                    raise Wrong(f"POST answered {status}")
                return len(body)

            return create
        if kind == "export":
            assert adapter.export is not None
            method, path, fields = adapter.export(own)
            rows = self.data.rows()

            def export() -> int:
                status, body, _ = own.request(method, path, fields)
                if status != 200 or (lines := body.count(b"\n")) < rows:
                    raise Wrong(f"export: {status}, {lines} lines")
                return len(body)

            return export
        path = self.path(kind)

        def read() -> int:
            status, body, _ = own.get(path)
            if status != 200:
                raise Wrong(f"{status}")
            got = {int(code) for code in CODE.findall(body)} - {99999999}  # a notice may name the new record
            if kind == "edit":
                if f"GD{adapter.pk:08d}".encode() not in body:
                    raise Wrong("not the record's form")
            elif got != self.want[kind]:
                raise Wrong(f"wrong rows: {len(got)}")
            return len(body)

        return read

    def burst(self, kind: str, count: int, seconds: float) -> None:
        """Ask a page a few times; the first answer ever is not counted."""
        cell = self.cells.setdefault(kind, Cell())
        if cell.error or (cell.times and percentile(cell.times, 50) > 3 * SLOW):
            return
        server = self.server
        assert server is not None
        try:
            fresh = kind not in self.calls
            call = self.calls[kind] if not fresh else self.calls.setdefault(kind, self.call(kind))
            if fresh and kind not in ("create", "export"):
                start = time.perf_counter()
                cell.size = call()
                if time.perf_counter() - start > SLOW:
                    cell.times.append(time.perf_counter() - start)
                    return
            used, end, done = server.cpu(), time.perf_counter() + seconds, 0
            while done < count and (done == 0 or time.perf_counter() < end):
                start = time.perf_counter()
                cell.size = call()
                cell.times.append(time.perf_counter() - start)
                done += 1
            cell.cpu.append((server.cpu() - used) / done)
        except (OSError, ValueError, RuntimeError) as error:
            cell.error = "timeout" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
            if isinstance(error, TimeoutError):
                self.end()

    def statements(self, build: Path, timeout: float) -> None:
        """The SQL of one warm request of list, edit and create, from a server of its own that logs it."""
        log = build / "statements.log"
        try:
            self.begin(build, timeout, log)
            for kind in ("list", "edit", "create"):
                call = self.call(kind)
                call()
                log.write_text("")
                call()
                lines = [json.loads(line) for line in log.read_text().splitlines()]
                self.sql[kind] = [line for line in lines if not line.upper().startswith(HOUSEKEEPING)]
        except (OSError, ValueError, RuntimeError) as error:
            print(f"  {self.adapter.name}: statements not counted: {error!r}", file=sys.stderr)
        finally:
            self.end()
            self.data.clean()


def run(subjects: Sequence[Subject], kinds: Sequence[str], build: Path, *, rounds: int, timeout: float, load: bool) -> None:
    """Fill the cells of all subjects."""
    for subject in subjects:
        print(f"  {subject.adapter.name}: statements", file=sys.stderr)
        subject.statements(build, timeout)
    try:
        for subject in subjects:
            try:
                subject.begin(build, timeout)
            except (OSError, RuntimeError) as error:
                subject.end()
                print(f"  {subject.adapter.name} is left out: {error}", file=sys.stderr)
        for number in range(rounds):
            for kind in [kind for kind in kinds if kind in LISTS or kind == "edit"]:
                for subject in (*subjects[number % len(subjects) :], *subjects[: number % len(subjects)]):
                    if subject.server is not None:
                        subject.burst(kind, 12, 1.0)
                    if kind == "list" and number == 0 and subject.server is not None:
                        subject.rss = subject.server.worker()
            print(f"  round {number + 1} of {rounds}", file=sys.stderr)
        if "create" in kinds:
            _creating(subjects, max(rounds // 2, 1))
        if "export" in kinds:
            _exporting(subjects, max(min(rounds // 3, 3), 1))
        for subject in subjects:
            if load and subject.server is not None:
                _concurrent(subject, [kind for kind in kinds if kind != "export"])
                subject.data.clean()
        for subject in subjects:
            if subject.server is not None:
                subject.peak = subject.server.worker("VmHWM")
    finally:
        for subject in subjects:
            subject.end()
            subject.data.clean()


def _creating(subjects: Sequence[Subject], rounds: int) -> None:
    for _ in range(rounds):
        for subject in subjects:
            if subject.server is None:
                continue
            cell = subject.cells.setdefault("create", Cell())
            before, posts = subject.data.added(), len(cell.times)
            subject.burst("create", 12, 1.0)
            made = subject.data.added() - before
            if not cell.error and made < len(cell.times) - posts:
                cell.error = f"{len(cell.times) - posts} posts made {made} rows"
    for subject in subjects:
        subject.data.clean()


def _exporting(subjects: Sequence[Subject], rounds: int) -> None:
    for _ in range(rounds):
        for subject in subjects:
            if subject.server is not None and subject.adapter.export is not None and subject.data.size <= 100_000:
                subject.burst("export", 1, 0)


def _concurrent(subject: Subject, kinds: Sequence[str]) -> None:
    """Requests a second of four clients."""
    for kind in kinds:
        cell = subject.cells.get(kind)
        if cell is None or cell.error or (cell.p50 or 0) > SLOW * 1e3:
            continue

        def make(kind: str = kind) -> Callable[[], int]:
            assert subject.client is not None
            return subject.call(kind, subject.client.clone())

        try:
            cell.rps = concurrent(make, 4, 100, 1.5)
        except (OSError, ValueError, RuntimeError) as error:
            print(f"  {subject.adapter.name}, {kind}, four clients: {error}", file=sys.stderr)
