"""Turns an adapter into a running server of one worker on 127.0.0.1, and a process into its memory and processor time."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers.adapters import Adapter
from benchmarks.peers.client import Client

APPS = Path(__file__).resolve().parent / "apps"
ROOT = APPS.parents[2]


def tree(pid: int) -> Iterator[Path]:
    """A process and its descendants, in /proc."""
    todo = [pid]
    while todo:
        number = todo.pop()
        yield Path(f"/proc/{number}")
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{number}/task").iterdir():
                todo += [int(child) for child in (task / "children").read_text().split()]


def memory(pid: int, what: str = "VmRSS") -> list[float]:
    """MiB of each process, the parent first."""
    found = []
    for process in tree(pid):
        with contextlib.suppress(OSError, AttributeError):
            match = re.search(rf"{what}:\s+(\d+)", (process / "status").read_text())
            found.append(int(match.group(1)) / 1024)  # type: ignore[union-attr]
    return found


def cpu(pid: int) -> float:
    """Processor seconds used so far by a process, its threads and its children."""
    total = 0
    for process in tree(pid):
        with contextlib.suppress(OSError):
            total += sum(int((task / "schedstat").read_text().split()[0]) for task in (process / "task").iterdir())
    return total / 1e9


class Server:
    """A tool's own server. `cold` is the time from its start to its first page."""

    def __init__(self, adapter: Adapter, data: Any, build: Path, sql_log: Path | None = None) -> None:
        self.adapter = adapter
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        own = not adapter.venv
        venv = (ROOT / ".venv" if own else build / adapter.venv) / "bin"
        folder = ROOT if own else APPS
        env = {**os.environ, **adapter.env, "BENCH_DB": data.url, "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # a start from source takes three times as long, and is nobody's
        if sql_log:
            env["BENCH_SQL_LOG"] = str(sql_log)
        if adapter.init and sql_log:
            quiet = {name: value for name, value in env.items() if name != "BENCH_SQL_LOG"}
            subprocess.run([venv / "python", *adapter.init], cwd=folder, check=True, capture_output=True, env=quiet)
        self.log = (build / f"server-{adapter.venv or 'huizhi'}.log").open("ab")
        command = [part.format(bin=venv, python=venv / "python", port=port) for part in adapter.serve]
        start = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=folder, env=env, stdout=self.log, stderr=self.log)
        try:
            self._wait(start)
        except RuntimeError:
            self.stop()
            raise
        self.cold = time.perf_counter() - start

    def _wait(self, start: float) -> None:
        client = Client(self.base, 30)
        while True:
            with contextlib.suppress(OSError):
                if client.get(self.adapter.ready)[0] == 200:
                    client.close()
                    return
            if self.process.poll() is not None or time.perf_counter() - start > 60:
                raise RuntimeError(f"{self.adapter.name} did not start; see {self.log.name}")
            time.sleep(0.01)

    def worker(self, what: str = "VmRSS") -> float:
        """MiB of the worker, without gunicorn's master."""
        return max(memory(self.process.pid, what))

    def cpu(self) -> float:
        """Processor seconds so far."""
        return cpu(self.process.pid)

    def stop(self) -> None:
        """End the server and its workers."""
        children = [int(process.name) for process in tree(self.process.pid)][1:]
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            for child in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            self.process.kill()
            self.process.wait()
        self.log.close()
