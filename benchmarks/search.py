"""Measures the search box alone: the first page and the count of words, rare and common, long and short.

    .venv/bin/python -m benchmarks.search                          1 000 000 issues, SQLite and PostgreSQL
    .venv/bin/python -m benchmarks.search --size 100000 --db sqlite

Each word is looked for as a list does it, by a clerk who reaches the whole street and by the secretary of a community:
the word is weighed, the page of 25 read in the list's order, the rows counted up to 10 000. Beside it stands the time
of comparing row by row, without the index. Best of nine; the processor time is this process's, which on SQLite is the
database's, too. The databases stay in build/bench for the next run.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import ours
from benchmarks.peers import dataset

TEXTS = (
    dataset.SEARCH, "古树", "树", "漏水协调", "号楼", "楼", "2026", "GD00012345", "310101001-2024-0123", "0123", "1",
    "59号楼 古树", "qz", "没有的词", "%",
)  # fmt: skip


def main() -> None:
    """Print a table for each database."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=1_000_000)
    options.add_argument("--db", choices=("sqlite", "postgres", "both"), default="both")
    options.add_argument("--folder", type=Path, default=Path("build/bench"))
    options.add_argument("--postgres", default="postgresql://postgres@127.0.0.1:5432", help="the server")
    given = options.parse_args()
    for db in ("sqlite", "postgres") if given.db == "both" else (given.db,):
        data = ours.Data(db, given.size, given.folder.absolute(), given.postgres)
        data.prepare()
        print(table(db, given.size, data), "\n")


def table(db: str, size: int, data: ours.Data) -> str:
    """One row for each word, in milliseconds."""
    from app.extensions import db as database
    from app.factory import create_app
    from config import load

    environ = {
        **os.environ,
        "HUIZHI_INSTANCE": str(data.instance),
        **({"HUIZHI_DATABASE_URL": data.url} if db != "sqlite" else {}),
    }
    app = create_app(load(environ), environ=environ)
    lines = [
        f"### {size:,} issues, {db}",
        "",
        "| word | found | way | ms | CPU ms | secretary ms | row by row ms |",
        "|---|---|---|---|---|---|---|",
    ]
    with app.test_request_context():
        for text in TEXTS:
            clerk, secretary = (measured(app, text, account) for account in (1, 2))
            numbers = (clerk["ms"], clerk["cpu"], secretary["ms"], clerk["plain"])
            lines.append(
                f"| {text} | {clerk['found']} | {clerk['way']} | " + " | ".join(f"{n:.1f}" for n in numbers) + " |"
            )
        database.engine.dispose()
    return "\n".join(lines)


def measured(app: Any, text: str, account: int) -> dict[str, Any]:
    """The times of one word for one account, in milliseconds, and what it found."""
    from app.extensions import db as database
    from app.query import select
    from app.query.read import Query
    from app.screens.work import Work, default_sort

    house = app.extensions["huizhi"]
    session = database.session()
    now = datetime.now(UTC)
    viewer = house.viewers.get(session, account, 0, now.date())
    session.info["viewer"] = viewer
    work = Work(
        session=session, viewer=viewer, resources=house.resources, guardian=house.guardian, locale="zh", now=now,
        timezone=house.config.timezone, codes=house.codes.load(session), files=None, within=None, own_level=False,
    )  # fmt: skip
    resource = house.resources["issue"]
    query = Query(resource=resource, text=text, sort=default_sort(resource, house.resources))
    columns = tuple(house.resources.path(resource, name) for name in resource.screen.list)
    given = (session, replace(query, columns=columns), house.resources, work.regions, work.context)

    def search(known: bool | None = None) -> tuple[int, bool]:
        session.info["walks"] = {} if known is None else {(resource.name, text): known}
        found = select.page(*given, counting=True)
        return found.total or select.count(*given)

    (wall, processor), (number, capped) = best(search)
    way = "along the list" if session.info["walks"][resource.name, text] else "index"
    (plain, _processor), _found = best(lambda: search(known=True), times=2)
    session.rollback()
    database.session.remove()
    return {"ms": wall, "cpu": processor, "plain": plain, "way": way, "found": f"{number:,}{'+' if capped else ''}"}


def best(run: Callable[[], Any], times: int = 9) -> tuple[tuple[float, float], Any]:
    """((the shortest time, the shortest processor time) in milliseconds, the answer)."""
    walls, processors, answer = [], [], None
    for _ in range(times):
        start, began = time.perf_counter(), time.process_time()
        answer = run()
        walls.append(time.perf_counter() - start)
        processors.append(time.process_time() - began)
    return (min(walls) * 1000, min(processors) * 1000), answer


if __name__ == "__main__":
    main()
