"""Measures this product beside Django admin, Flask-Admin, Flask-AppBuilder, starlette-admin and a handwritten page.

    make bench                                                    100 000 issues, SQLite
    .venv/bin/python -m benchmarks --size 1000000 --db postgres   needs a server: see --postgres
    .venv/bin/python -m benchmarks --quick                        only what the targets speak of, a few rounds
    .venv/bin/python -m benchmarks --growth                       the list's processor time and plan, 10 000 to 1 000
    000 issues
    .venv/bin/python -m benchmarks --registers --size 1000000     a street's own fields beside declared ones
    .venv/bin/python -m benchmarks --loop --size 100000           board, case page and my work
    .venv/bin/python -m benchmarks --cases                        steps a second of the process engine

Data and virtual environments go to build/ and stay there for the next run. The first run needs the package index.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks import cases, growth, loop, ours, registers, tables
from benchmarks.peers.adapters import PEERS, YARDSTICK, Adapter
from benchmarks.peers.data import Database
from benchmarks.peers.measure import KINDS, Subject, run

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "peers"
DATA = ROOT / "build" / "bench"
QUICK = ("handwritten", YARDSTICK)


def install(names: set[str]) -> None:
    """One virtual environment for each peer, with uv where it is there, else with pip."""
    uv = shutil.which("uv")
    for name in sorted(names):
        venv, listed = BUILD / name, ROOT / "benchmarks" / "peers" / "requirements" / f"{name}.txt"
        if (venv / "installed").exists() and (venv / "installed").read_text() == listed.read_text():
            continue
        print(f"installing {name} into build/peers ...", file=sys.stderr)
        shutil.rmtree(venv, ignore_errors=True)
        if uv:
            subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, venv], check=True)
            subprocess.run(
                [uv, "pip", "install", "--quiet", "--python", venv / "bin" / "python", "-r", listed], check=True
            )
        else:
            subprocess.run([sys.executable, "-m", "venv", venv], check=True)
            subprocess.run(
                [venv / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "-r", listed], check=True
            )
        (venv / "installed").write_text(listed.read_text())


def chosen(given: list[str], quick: bool) -> list[Adapter]:
    """The peers that are named: by the whole name, else by its beginning; without names all of them."""
    if not given:
        return [peer for peer in PEERS if not quick or peer.name in QUICK]
    found = []
    for name in given:
        exact = [peer for peer in PEERS if peer.name.lower() == name.lower()]
        found += exact or [peer for peer in PEERS if peer.name.lower().startswith(name.lower())]
    return [peer for peer in PEERS if peer in found]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--size", type=int, default=100_000, help="issues (100000)")
    options.add_argument("--db", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument(
        "--peers", nargs="*", default=[], help="whole names, or beginnings of them; 'none' for us alone"
    )
    options.add_argument("--kinds", default=",".join(KINDS), type=lambda text: tuple(text.split(",")))
    options.add_argument("--rounds", type=int, default=8, help="how often each page's turn comes")
    options.add_argument(
        "--quick", action="store_true", help="three rounds against the handwritten page and Django admin tuned"
    )
    options.add_argument("--growth", action="store_true", help="how the list grows with the rows")
    options.add_argument("--registers", action="store_true", help="own fields beside declared ones, over 200 streets")
    options.add_argument(
        "--cases", action="store_true", help="steps a second of the process engine, without a database"
    )
    options.add_argument("--loop", action="store_true", help="what board, case page and my work cost")
    options.add_argument(
        "--postgres",
        default="postgresql://postgres@127.0.0.1:5432",
        help="a PostgreSQL where databases bench_* may be made",
    )
    options.add_argument("--json", type=Path, help="also write the raw figures here")
    given = options.parse_args()
    DATA.mkdir(parents=True, exist_ok=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    if given.cases:
        print(cases.report(given.size))
        return
    if given.loop:
        print(loop.report(DATA, given.db, given.postgres, given.size))
        return
    if given.growth:
        print(growth.report(DATA, given.db, given.postgres, BUILD))
        return
    if given.registers:
        print(registers.report(DATA, given.db, given.postgres, given.size))
        return
    peers = chosen(given.peers, given.quick)
    install({peer.venv for peer in peers})
    shared = Database(given.db, given.size, DATA, given.postgres)
    if peers:
        shared.prepare()
        shared.clean()
    subjects = []
    for adapter in (*peers, *ours.subjects(given.db, given.size, DATA, given.postgres)):
        data = adapter.data or shared
        data.clean()
        deep = min(2000, data.rows() // 25)
        subjects.append(Subject(adapter=adapter, data=data, deep=deep, want=data.expected(deep)))
    run(subjects, given.kinds, BUILD, rounds=3 if given.quick else given.rounds, timeout=60, load=not given.quick)
    if given.json:
        given.json.write_text(json.dumps([raw(subject) for subject in subjects], ensure_ascii=False, indent=1))
    print(tables.figures(subjects, given.kinds, f"{given.size:,} issues, {given.db}"))
    own = [subject for subject in subjects if subject.adapter.data is not None]
    print(
        tables.ratios(own, [subject for subject in subjects if subject.adapter.data is None], given.kinds, given.size)
    )


def raw(subject: Subject) -> dict[str, object]:
    """All that was measured of a tool."""
    cells = {
        kind: {"times": cell.times, "cpu": cell.cpu, "rps": cell.rps, "bytes": cell.size, "error": cell.error}
        for kind, cell in subject.cells.items()
    }
    return {
        "name": subject.adapter.name,
        "cells": cells,
        "sql": subject.sql,
        "cold": subject.cold,
        "rss": subject.rss,
        "peak": subject.peak,
    }


if __name__ == "__main__":
    main()
