"""The list as it stands leaves as a file: scoped, masked, neutral, recorded, and without holding anybody up."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.access.audit import AuditEntry
from app.declare import Role
from app.extensions import db
from app.query import stream
from models.issue import Issue
from tests.world import Browser, World


def rows(answer: Any) -> list[list[str]]:
    """The rows of a CSV answer, its header first."""
    assert answer.status_code == 200, answer.text
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline=""), strict=True))


def export(browser: Browser, resource: str, **form: Any) -> list[list[str]]:
    return rows(browser.post(f"/{resource}/export", {"format": "csv", **form}))


def entries(world: World) -> list[AuditEntry]:
    with world.as_house() as work:
        found = work.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "export").order_by(AuditEntry.id)
        ).all()
        work.session.expunge_all()
        return list(found)


def elsewhere(act: Callable[[], Any]) -> Any:
    """What another thread of the server does meanwhile: a stream that is read on keeps its request in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result(timeout=15)


def many_issues(app: Flask, world: World, count: int) -> None:
    """Plain rows, fast."""
    place = world.place("a1").units
    start = datetime(2026, 1, 1, tzinfo=UTC)
    base = {
        "street_id": place["street"],
        "organisation_id": place["grid"],
        "created_at": start,
        "updated_at": start,
        "version": 1,
    }
    fixed = {"state": "collect", "source": "patrol", "category": "other", "anonymous": False, "supervised": False}
    with app.app_context(), db.engine.begin() as connection:
        values = [
            {
                **base,
                **fixed,
                "id": 10_000 + n,
                "number": f"n{n}",
                "title": f"事项{n}",
                "reported_at": start + timedelta(minutes=n),
            }
            for n in range(count)
        ]
        connection.execute(insert(Issue.__table__), values)


def test_the_list_as_it_stands(either_world: World) -> None:
    browser = either_world.browser(Role.STREET_CENTRE)
    shown = browser.get("/api/v1/issue/?size=100&sort=-due_on&columns=title,organisation,due_on").get_json()["rows"]
    found = export(browser, "issue", address="sort=-due_on&page=3", columns="title,organisation,due_on")
    assert found[0] == ["事项", "网格或社区", "办理期限"]
    assert found[1:] == [[row["title"], row["organisation"]["title"], row["due_on"] or ""] for row in shown]
    assert len(found) > 3


def test_moments_are_those_of_the_street(either_world: World) -> None:
    browser = either_world.browser(Role.STREET_CENTRE)
    told = browser.get("/api/v1/issue/?columns=reported_at&size=100").get_json()["rows"]
    zone = either_world.app.config["HUIZHI"].timezone
    wanted = [datetime.fromisoformat(row["reported_at"]).astimezone(zone).strftime("%Y-%m-%d %H:%M") for row in told]
    assert [row[1] for row in export(browser, "issue", columns="title,reported_at")[1:]] == wanted


def test_filters_and_ticked_rows(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    states = {
        row["id"]: row["state"] for row in browser.get("/api/v1/issue/?size=100&columns=state").get_json()["rows"]
    }
    number, state = min(states), states[min(states)]
    filtered = export(browser, "issue", address=f"?state={state}", columns="title,state")
    assert len(filtered) - 1 == list(states.values()).count(state)
    assert len(export(browser, "issue", ids=[str(number)])) == 2
    assert len(export(browser, "issue", ids=f"{number},{max(states)}")) == 3
    assert browser.post("/issue/export", {"format": "csv", "ids": "1;drop"}).status_code == 400


def test_remembered_columns_are_those_of_the_list(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    assert browser.post("/issue/columns", {"columns": ["title", "source"]}).status_code == 303
    assert export(browser, "issue")[0] == ["事项", "来源"]
    assert export(browser, "issue", address="columns=title,level")[0] == ["事项", "解决层级"]


@pytest.mark.parametrize(
    "form", [{"address": "foo=1"}, {"columns": "nope"}, {"format": "pdf"}, {"address": "sort=reporter_phone"}]
)
def test_what_cannot_be_read_is_refused(world: World, form: dict[str, str]) -> None:
    assert world.browser(Role.STREET_CENTRE).post("/issue/export", {"format": "csv", **form}).status_code == 400
    assert entries(world) == []


def test_secrets_stay_masked(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    found = export(browser, "person", columns="name,citizen_number,phone")
    numbers = [row[1] for row in found[1:] if row[1]]
    assert numbers and all(number[6:14] == "********" for number in numbers)
    assert all("****" in row[2] for row in found[1:] if row[2])


def test_a_field_that_is_masked_for_a_role_is_masked_in_its_file(world: World) -> None:
    with world.as_house() as work:
        from flask import g

        g.writing = True
        record = work.record(work.resources["issue"], world.place().rows["issue"][0])
        record.anonymous, record.reporter_name = False, "王小明"
        work.session.commit()
    inspector = export(world.browser(Role.INSPECTOR), "issue", columns="title,reporter_name")
    assert "王小明" not in str(inspector) and "****" in [row[1] for row in inspector]
    street = export(world.browser(Role.STREET_CENTRE), "issue", columns="title,reporter_name")
    assert "王小明" in [row[1] for row in street]


def test_formulas_of_people_are_texts(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    name = '=HYPERLINK("http://example.invalid","点我")'
    made = browser.send(
        "POST", "/api/v1/person/", {"name": name, "residence": "local", "organisation": world.place().units["grid"]}
    )
    assert made.status_code == 201, made.text
    number = made.get_json()["id"]
    assert export(browser, "person", ids=str(number), columns="name")[1] == [f"'{name}"]
    answer = browser.post("/person/export", {"format": "xlsx", "ids": str(number), "columns": "name"})
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (f"'{name}", "s")


def test_nobody_takes_out_what_he_may_not_see(world: World) -> None:
    mine = world.browser(Role.STREET_CENTRE)
    other = world.browser("street2")
    titles = {row[0] for row in export(mine, "issue", columns="title")[1:]}
    assert titles.isdisjoint({row[0] for row in export(other, "issue", columns="title")[1:]})
    foreign = str(world.place("a1").rows["issue"][0])
    assert len(export(other, "issue", ids=foreign)) == 1
    assert world.browser(Role.MICRO_GRID).post("/issue/export", {"format": "csv"}).status_code == 403
    assert world.browser(Role.SYSTEM).post("/issue/export", {"format": "csv"}).status_code == 403
    assert mine.get("/issue/export").status_code == 405
    assert mine.post("/issue/export", {"format": "csv"}, token=False).status_code == 400


def test_the_trace_says_who_took_what(either_world: World) -> None:
    browser = either_world.browser(Role.STREET_CENTRE)
    found = export(browser, "issue", address="state=collect&state=closed", columns="title,state")
    (entry,) = entries(either_world)
    assert (entry.resource, entry.user_name) == ("issue", "员工street_centre")
    assert entry.note == f"csv, {len(found) - 1}: ?state=collect&state=closed [title,state]"


def test_a_chinese_name_arrives(world: World) -> None:
    answer = world.browser(Role.STREET_CENTRE).post("/issue/export", {"format": "xlsx"})
    head = answer.headers["Content-Disposition"]
    assert head.startswith("attachment; filename=\"export.xlsx\"; filename*=UTF-8''%E9%97%AE%E9%A2%98%20")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_every_resource_in_both_formats_is_the_same(world: World) -> None:
    """Every kind of field goes through both doors, and says what the other says."""
    browser = world.browser(Role.STREET_CENTRE)
    for name, resource in world.resources.items():
        columns = ",".join(key for key, field in resource.fields.items() if not field.hidden)
        plain = browser.post(f"/{name}/export", {"format": "csv", "columns": columns})
        if plain.status_code == 403:
            continue
        sheet = openpyxl.load_workbook(
            BytesIO(browser.post(f"/{name}/export", {"format": "xlsx", "columns": columns}).data)
        ).active
        written = [["" if value is None else str(value) for value in row] for row in sheet.values]
        told = rows(plain)
        assert [row[0] for row in written] == [row[0] for row in told]
        assert [[bare(value) for value in row] for row in written] == [
            [bare(value) for value in row] for row in told
        ], name
        assert len(told) > 1, name


def bare(text: str) -> str:
    """A number without the zeros that a spreadsheet does not keep."""
    return text.rstrip("0").rstrip(".") if text.replace(".", "").isdigit() and "." in text else text


def test_the_file_leaves_piece_by_piece_and_holds_nobody_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHUNK", 10)
    many_issues(world.app, world, 100)
    browser = world.browser(Role.STREET_CENTRE)
    path = f"/api/v1/issue/{world.place().rows['issue'][0]}"
    answer = browser.post("/issue/export", {"format": "csv"}, buffered=False)
    pieces = iter(answer.response)
    first = [next(pieces) for _number in range(3)]
    # Half of the file is still to come: on SQLite a lock on the database would make this wait for twenty seconds.
    assert (
        elsewhere(lambda: world.browser("community_secretary").send("PUT", path, {"spot": "三号楼"}).status_code) == 200
    )
    rest = list(pieces)
    answer.close()
    assert len(rest) > 5
    body = b"".join((*first, *rest)).decode("utf-8-sig")
    assert len(body.splitlines()) > 100


def test_rows_that_vanish_meanwhile_are_left_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHUNK", 10)
    many_issues(world.app, world, 50)
    browser = world.browser(Role.STREET_CENTRE)
    answer = browser.post(
        "/issue/export", {"format": "csv", "address": "title__contains=事项", "columns": "title"}, buffered=False
    )
    pieces = iter(answer.response)
    first = [next(pieces), next(pieces)]
    assert elsewhere(lambda: world.browser(Role.STREET_CENTRE).send("DELETE", "/api/v1/issue/10005").status_code) == 204
    body = b"".join((*first, *pieces)).decode("utf-8-sig").splitlines()
    answer.close()
    assert "事项5" not in body and "事项4" in body and "事项6" in body


def test_memory_does_not_grow_with_the_rows(world: World) -> None:
    many_issues(world.app, world, 20_000)
    browser = world.browser(Role.STREET_CENTRE)
    for kind, most in (("csv", 12), ("xlsx", 16)):
        answer = browser.post("/issue/export", {"format": kind}, buffered=False)
        tracemalloc.start()
        size = sum(len(piece) for piece in answer.response)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        answer.close()
        assert size > 300_000
        assert peak < most * 1024 * 1024, f"{kind}: {peak / 1024 / 1024:.0f} MB"
