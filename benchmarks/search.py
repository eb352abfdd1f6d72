"""Measures the search box alone: the first page and the count of words, rare and common, long and short.

    .venv/bin/python -m benchmarks.search                          1 000 000 issues, SQLite and PostgreSQL
    .venv/bin/python -m benchmarks.search --size 100000 --db sqlite

Each word is looked for as a list does it, by a clerk who reaches the whole street and by the secretary of a community:
the statement that weighs the word, the page of 25 in the list's order, the count up to 10 000. Beside it stands the
time of comparing row by row, without the index. Best of nine; the databases stay in build/bench for the next run.
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
        "| word | found | way | weigh | page | count | together | secretary, together | row by row |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    with app.test_request_context():
        for text in TEXTS:
            clerk, secretary = (measured(app, text, account) for account in (1, 2))
            way = "along the list" if clerk["walks"] else "index"
            numbers = [
                clerk["weigh"],
                clerk["page"],
                clerk["count"],
                together(clerk),
                together(secretary),
                clerk["plain"],
            ]
            lines.append(
                f"| {text} | {clerk['found']} | {way} | " + " | ".join(f"{number:.1f}" for number in numbers) + " |"
            )
        database.engine.dispose()
    return "\n".join(lines)


def together(times: dict[str, Any]) -> float:
    """What a list page waits for."""
    return float(times["weigh"] + times["page"] + times["count"])


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

    def weigh() -> bool:
        session.info.pop("walks", None)
        return select.walks(session, query, house.resources)

    def plain() -> Any:
        session.info["walks"] = {("issue", text): True}
        return select.page(*given), select.count(*given)

    took: dict[str, Any] = {"walks": weigh()}
    took["weigh"], _walks = best(weigh)
    took["page"], _page = best(lambda: select.page(*given))
    took["count"], (number, capped) = best(lambda: select.count(*given))
    took["found"] = f"{number:,}{'+' if capped else ''}"
    took["plain"] = best(plain, times=3)[0]
    session.rollback()
    database.session.remove()
    return took


def best(run: Callable[[], Any], times: int = 9) -> tuple[float, Any]:
    """(the shortest time in milliseconds, the answer)."""
    shortest, answer = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        answer = run()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest * 1000, answer


if __name__ == "__main__":
    main()
