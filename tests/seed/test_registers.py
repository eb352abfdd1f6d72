"""The sample registers: imported as packages, filled once, and nobody else's."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.forms.package import read_package
from app.forms.registers import RegisterEntry
from seed.registers import FOLDER, MAKERS
from tests.seed.conftest import PASSWORD, run
from tests.world import Browser, Page


def counts(app: Flask) -> dict[str, int]:
    """How many entries each register has, by its key."""
    table = RegisterEntry.__table__
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(select(table.c.register, func.count()).group_by(table.c.register)).all()
    return {register.partition("/")[2]: count for register, count in rows}


def test_each_package_makes_the_register_of_its_name() -> None:
    files = {file.stem: read_package(file.read_bytes()) for file in FOLDER.glob("*.json")}
    assert set(files) == set(MAKERS) and len(files) == 6
    assert all(list(forms) == [f"register/{name}"] for name, forms in files.items())


def test_the_registers_are_filled_once(office: Flask) -> None:
    wanted = {name: count for name, (count, _maker) in MAKERS.items()}
    assert counts(office) == wanted
    run(office, "seed")
    assert counts(office) == wanted


def signed_in(app: Flask, name: str) -> Browser:
    """A browser of a sample account."""
    browser = Browser(app)
    assert browser.sign_in(name, PASSWORD).status_code in (302, 303)
    return browser


@pytest.mark.parametrize("name", MAKERS)
def test_they_stand_in_the_menu_of_their_street_with_rows_and_charts(office: Flask, name: str) -> None:
    browser = signed_in(office, "street")
    assert f'href="/register/{name}/list/"' in browser.get("/").text
    page = browser.get(f"/register/{name}/list/").text
    assert page.count("<tr>") > 8
    assert "figure" in browser.get(f"/register/{name}/chart/").text
    number = browser.get(f"/api/v1/register/{name}/").get_json()["rows"][0]["id"]
    for path in (f"show/{number}", f"edit/{number}", f"print/{number}"):
        assert browser.get(f"/register/{name}/{path}").status_code == 200
    other = signed_in(office, "street2")
    assert f"/register/{name}/" not in other.get("/").text
    assert other.get(f"/register/{name}/list/").status_code == 404


def test_a_plot_is_claimed_once(office: Flask) -> None:
    browser = signed_in(office, "street")
    row = browser.get("/api/v1/register/ldrl/?size=25").get_json()["rows"][0]
    sent = {"f_plot": row["title"], "f_compound": row["f_compound"]["id"]}
    answer = browser.send("POST", "/api/v1/register/ldrl/", sent)
    assert answer.status_code == 422 and "f_plot" in answer.get_json()["fields"]


def test_patrols_follow_a_process_of_the_street_and_stand_at_every_stage(office: Flask) -> None:
    browser = signed_in(office, "street")
    stages = ("found", "rectify", "recheck", "closed", "all_well")
    count = {stage: browser.get(f"/api/v1/register/jxcs/?stage={stage}").get_json()["count"] for stage in stages}
    assert sum(count.values()) == 180 and min(count.values()) >= 6, count
    assert "隐患整改" in browser.get("/processes/").text
    number = browser.get("/api/v1/register/jxcs/?stage=recheck").get_json()["rows"][0]["id"]
    assert f"/case/register/jxcs/{number}/passed" in browser.get(f"/register/jxcs/show/{number}").text
    before = browser.get("/api/v1/register/jxcs/?stage=closed&closed_on__to=2026-10-31").get_json()["count"]
    assert 0 < before < count["closed"], "not all of them were closed on the day of the load"
    assert "九小场所巡查台账" in Page(browser.get("/").text).words
