"""Turns the sample with many issues into the question what the pages of the loop cost: board, case, figures.

    .venv/bin/python -m benchmarks --loop --size 100000 [--db postgres]

Asked in process, one after the other, as a street's governance centre: statements, kilobytes, and milliseconds of
processor time and of the clock. The data is that of `flask seed --scale`, so the street's own issues are three in five.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask_babel import force_locale
from sqlalchemy import event, select

from app.declare import Role
from app.extensions import db
from app.factory import create_app
from app.release import release
from benchmarks.peers import dataset
from config import load as settings
from models.issue import OPEN, Issue
from models.organisation import Organisation
from seed.codes import load_codes
from seed.loader import load

PASSWORD = "Street-2026-Office"
WHO = "street"
ROUNDS, BEFORE = 40, 5
SHANGGAO = "370902004000"


def report(folder: Path, kind: str, server: str, size: int) -> str:
    """The table of one database."""
    instance = folder / f"loop-{size}-{kind}"
    environ = {"HUIZHI_INSTANCE": str(instance), "HUIZHI_SAMPLE_PASSWORD": PASSWORD}
    name = f"bench_loop_{size}"
    if kind == "postgres":
        environ["HUIZHI_DATABASE_URL"] = f"{server}/{name}"
    if not (instance / "loaded").exists():
        if kind == "postgres":
            dataset.psql(f"{server}/postgres", f"DROP DATABASE IF EXISTS {name}")
            dataset.psql(f"{server}/postgres", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        fill(environ, size)
        (instance / "loaded").write_text(str(size))
    app = create_app(settings(environ), environ=environ)
    with app.app_context():
        number, open_now = asked(db.session)
        engine: Any = db.engine
    browser = signed_in(app)
    pages = [("my work", "/"), ("board", "/loop/"), ("case page", f"/issue/show/{number}")]
    pages += [("who does what", f"/issue/duties/{number}"), ("map", "/loop/map"), ("figures", "/indicators/")]
    pages.append(("posters", "/posters/"))
    rows = [f"| {label} | {measured(browser, engine, url)} |" for label, url in pages]
    head = ["| page | statements | KiB | ms p50 | ms p95 | processor ms p50 |", "|---|---|---|---|---|---|"]
    return "\n".join(
        [f"{size:,} issues, {open_now:,} open in the street, {kind}, load {os.getloadavg()[0]:.1f}", "", *head, *rows]
    )


def fill(environ: dict[str, str], size: int) -> None:
    """Schema and sample, up to so many issues."""
    app = create_app(settings(environ), environ=environ)
    with app.app_context(), force_locale("zh"):
        release(app, load_codes)
        load(db.session.connection(), config=app.extensions["huizhi"].config, scale=size, progress=False)
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        db.engine.dispose()


def asked(session: Any) -> tuple[int, int]:
    """An open issue with an assignment, and how many are open in the street."""
    from models.loop.assignment import RUNNING, Assignment

    issues, units, work = Issue.__table__, Organisation.__table__, Assignment.__table__
    connection = session.connection()
    street = connection.execute(select(units.c.id).where(units.c.code == SHANGGAO)).scalar_one()
    given = select(work.c.issue_id).where(work.c.street_id == street, work.c.state.in_(RUNNING))
    number = connection.execute(given.order_by(work.c.id.desc()).limit(1)).scalar_one()
    states = [state.value for state in OPEN]
    found = connection.execute(
        select(issues.c.id).where(issues.c.street_id == street, issues.c.state.in_(states))
    ).all()
    return int(number), len(found)


def signed_in(app: Any) -> Any:
    """The browser of the governance centre."""
    browser = app.test_client()
    page = browser.get("/login/").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    answer = browser.post(
        "/login/", data={"username": WHO, "password": PASSWORD, "csrf_token": token.group(1) if token else ""}
    )
    if answer.status_code != 302 and answer.status_code != 303:
        raise SystemExit(f"{Role.STREET_CENTRE.value}: signing in answered {answer.status_code}")
    return browser


def measured(browser: Any, engine: Any, url: str) -> str:
    """The cells of a page."""
    count = [0]

    def note(*_arguments: Any) -> None:
        count[0] += 1

    for _ in range(BEFORE):
        answer = browser.get(url)
    if answer.status_code != 200:
        raise SystemExit(f"{url} answered {answer.status_code}")
    event.listen(engine, "before_cursor_execute", note)
    answer = browser.get(url)
    event.remove(engine, "before_cursor_execute", note)
    clock, processor = [], []
    for _ in range(ROUNDS):
        begun, spent = time.perf_counter(), time.process_time()
        browser.get(url)
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    last = quantiles(clock, n=20)[-1]
    return f"{count[0]} | {len(answer.data) / 1024:.0f} | {median(clock):.0f} | {last:.0f} | {median(processor):.0f}"
