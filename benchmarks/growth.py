"""Turns three sizes of one database into the answer whether the list page grows with its rows: processor time and
plan.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from benchmarks import ours
from benchmarks.peers.measure import Subject
from config import DRIVERS

SIZES = (10_000, 100_000, 1_000_000)


def report(folder: Path, db: str, server: str, build: Path) -> str:
    """A table of the list's processor time at each size, asked in turn, and the plans of its statements."""
    subjects = []
    for size in SIZES:
        adapter = ours.subjects(db, size, folder, server)[0]
        subjects.append(Subject(adapter=adapter, data=adapter.data, deep=1, want=adapter.data.expected(1)))
    for subject in subjects:
        subject.statements(build, 60)
    try:
        for subject in subjects:
            subject.begin(build, 60)
        for _ in range(12):
            for subject in subjects:
                subject.burst("list", 12, 2.0)
    finally:
        for subject in subjects:
            subject.end()
    lines = [f"| issues ({db}) | CPU ms of the list | p50 ms | over the smallest |", "|---|---|---|---|"]
    first = subjects[0].cells["list"]
    for size, subject in zip(SIZES, subjects, strict=True):
        cell = subject.cells["list"]
        if cell.error:
            raise RuntimeError(cell.error)
        lines.append(
            f"| {size:,} | {cell.cpu50 or 0:.2f} | {cell.p50 or 0:.2f} | {(cell.cpu50 or 0) / (first.cpu50 or 1):.2f} |"
        )
    plans = [plan(subject) for subject in subjects]
    same = all(found == plans[0] for found in plans)
    lines += ["", "The query plan is the same at each size:" if same else "The query plans differ:", "", "```"]
    for found in plans[:1] if same else plans:
        lines += found
    return "\n".join([*lines, "```"])


def plan(subject: Subject) -> list[str]:
    """The steps of the plan of each statement on issues, without costs."""
    url = subject.data.url.replace("postgresql:", f"{DRIVERS['postgresql']}:", 1)
    found = []
    engine = create_engine(url)
    with engine.connect() as connection:
        for statement in subject.sql.get("list") or ():
            if " issue" not in statement or not statement.upper().startswith("SELECT"):
                continue
            found.append(statement[:100] + " …")
            if connection.dialect.name == "sqlite":
                # Without its parameters a statement has the same plan: SQLite looks at none of their values here.
                found += [
                    f"  {row[3]}"
                    for row in connection.connection.execute(
                        f"EXPLAIN QUERY PLAN {statement}", [1] * statement.count("?")
                    )
                ]
            else:
                found += [f"  {line}" for line in explained(connection, statement)]
    engine.dispose()
    return found


def explained(connection: Any, statement: str) -> list[str]:
    """PostgreSQL's plan for any values, without costs."""
    count = iter(range(1, 1000))
    numbered = re.sub(r"%\(\w+\)s(::\w+)?", lambda match: f"${next(count)}{match[1] or ''}", statement)
    values = ", ".join("'1'" for _ in range(next(count) - 1))
    cursor = connection.connection.cursor()
    cursor.execute("SET plan_cache_mode = force_custom_plan")
    cursor.execute(f"PREPARE asked AS {numbered}".encode())
    cursor.execute(f"EXPLAIN EXECUTE asked({values})".encode())
    lines = [re.sub(r"  \(cost=.*", "", row[0]) for row in cursor.fetchall()]
    cursor.execute("DEALLOCATE asked")
    return lines
