"""The sample's documents: made as in earnest, of matters of one community, once."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import func, select

from app.access.audit import AuditEntry
from app.extensions import db
from models.loop.notices import Notice
from models.papers import CaseDocument
from tests.seed.conftest import PASSWORD, run
from tests.world import Browser

SLIPS = ["collect", "feedback", "handle", "record"]


def kinds(app: Flask) -> dict[int, list[str]]:
    """{issue: its kinds of documents}"""
    table = CaseDocument.__table__
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(select(table.c.issue_id, table.c.kind).order_by(table.c.issue_id, table.c.kind)).all()
    found: dict[int, list[str]] = {}
    for issue, kind in rows:
        found.setdefault(issue, []).append(kind)
    return found


def test_closed_matters_have_all_four_and_open_ones_those_of_their_steps(office: Flask) -> None:
    found = list(kinds(office).values())
    assert sorted(map(len, found)) == [3, 3, 3, 4, 4, 4]
    assert all(has == SLIPS if len(has) == 4 else has == ["collect", "handle", "record"] for has in found)


def test_a_second_load_issues_none_and_neither_leaves_a_trace(office: Flask) -> None:
    before = kinds(office)
    run(office, "seed")
    assert kinds(office) == before
    with office.app_context(), db.engine.connect() as connection:
        table = AuditEntry.__table__
        assert connection.execute(select(func.count()).where(table.c.action == "paper")).scalar() == 0


def test_who_has_something_due_is_reminded_of_it_from_the_first_day(office: Flask) -> None:
    run(office, "seed")  # nobody is told twice
    table = Notice.__table__
    with office.app_context(), db.engine.connect() as connection:
        rows = connection.execute(select(table.c.account_id, table.c.key, table.c.rule)).all()
    assert rows and len({(row.account_id, row.key) for row in rows}) == len(rows)
    assert {"due_today", "overdue"} <= {row.rule for row in rows}


def test_the_secretary_opens_and_downloads_what_her_community_issued(office: Flask) -> None:
    browser = Browser(office)
    assert browser.sign_in("community", PASSWORD).status_code == 303
    issue = next(number for number, has in kinds(office).items() if has == SLIPS)
    table = CaseDocument.__table__
    with office.app_context(), db.engine.connect() as connection:
        rows = connection.execute(select(table.c.id, table.c.number).where(table.c.issue_id == issue)).all()
    assert len(rows) == 4
    for number, name in rows:
        assert name in browser.get(f"/paper/{number}").text
        word = ZipFile(BytesIO(browser.get(f"/paper/{number}/docx").data))
        assert name in word.read("word/document.xml").decode()
    stranger = Browser(office)
    assert stranger.sign_in("street2", PASSWORD).status_code == 303
    assert stranger.get(f"/paper/{rows[0].id}").status_code == 404
