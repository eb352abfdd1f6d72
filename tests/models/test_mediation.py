"""A refusal ends a mediation; the time for the joint request is counted; a court sees what was requested from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.declare import Role
from models.confirmation import JudicialConfirmation, Light, light_of
from models.mediating import last_day
from models.mediation import Mediation, MediationState, settled
from models.reach import today_here
from tests.world import Browser, World


def test_the_last_day_is_thirty_days_after_the_effect() -> None:
    assert last_day(date(2026, 7, 8)) == date(2026, 8, 7)
    assert last_day(None) is None and last_day(date(2010, 12, 31)) is None


def test_a_refusal_stands_and_an_agreement_needs_its_day(world: World) -> None:
    with world.as_house():
        ended = SimpleNamespace(state=MediationState.REFUSED.value)
        assert "state" in settled({"state": "agreed"}, ended)
        assert settled({"state": "refused", "refused_by": "王某"}, ended) == {}
        assert "effective_on" in settled({"state": "agreed", "effective_on": None})
        assert "effective_on" in settled(
            {"state": "agreed", "held_on": date(2026, 7, 8), "effective_on": date(2026, 7, 7)}
        )
        assert "refused_by" in settled({"state": "refused", "refused_by": ""})


@pytest.mark.parametrize("world_name", ["world", pytest.param("postgres_world", marks=pytest.mark.postgres)])
def test_the_light_counts_down_the_same_in_sql_and_on_the_record(
    world_name: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(world_name)
    with world.as_house() as work:
        row = work.session.scalars(select(JudicialConfirmation)).first()
        mediation = work.session.get(Mediation, row.mediation_id)
        found = []
        for days in (0, 23, 30, 31):
            mediation.effective_on, row.requested_on = today_here() - timedelta(days=days), None
            work.session.flush()
            work.session.refresh(row)
            asked = select(
                JudicialConfirmation.light.in_sql(JudicialConfirmation),
                JudicialConfirmation.days_left.in_sql(JudicialConfirmation),
            ).where(JudicialConfirmation.id == row.id)
            light, left = work.session.execute(asked).one()
            assert (light, left) == (light_of(row), JudicialConfirmation.days_left.of_record(row))
            found.append((light, left))
        row.requested_on = today_here()
        assert light_of(row) == Light.ASKED
    assert found == [("time", 30), ("near", 7), ("near", 0), ("over", -1)]


def today() -> date:
    """The day in the street."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def prepared(world: World, days: int) -> int:
    """A request whose agreement took effect so many days ago, at the court of the sample; its id."""
    with world.as_house() as work:
        number = world.place().rows["judicial_confirmation"][0]
        row = work.record(work.resources["judicial_confirmation"], number)
        row.state, row.requested_on, row.received_on = "prepared", None, None
        row.court_id = world.place().units["department"]
        mediation = work.session.get(Mediation, row.mediation_id)
        mediation.effective_on = today() - timedelta(days=days)
        work.session.commit()
    return number


def test_a_request_is_joint_in_time_and_then_seen_by_the_court(world: World, client: Callable[..., Browser]) -> None:
    number = prepared(world, 5)
    centre, court = client(Role.STREET_CENTRE), client(Role.COURT)
    url, day = f"/judicial_confirmation/do/request?ids={number}", today().isoformat()
    assert court.get(f"/judicial_confirmation/show/{number}").status_code == 404
    assert centre.post(url, {"requested_on": day, "joint": "0"}).status_code == 422
    assert centre.post(url, {"requested_on": day, "joint": "1"}).status_code == 303
    assert court.get(f"/judicial_confirmation/show/{number}").status_code == 200
    receipt = {"court_number": "（2026）调确1号", "received_on": day}
    assert court.post(f"/judicial_confirmation/do/receipt?ids={number}", receipt).status_code == 303
    decision = {"state": "confirmed", "decided_on": day, "result": "有效"}
    assert court.post(f"/judicial_confirmation/do/decision?ids={number}", decision).status_code == 303
    row: Any = world.read("judicial_confirmation", number)
    assert (row.state, row.court_number, row.result) == ("confirmed", "（2026）调确1号", "有效")


def test_a_request_after_the_last_day_is_refused_in_words(world: World, client: Callable[..., Browser]) -> None:
    number = prepared(world, 31)
    form = {"requested_on": today().isoformat(), "joint": "1"}
    answer = client(Role.STREET_CENTRE).post(f"/judicial_confirmation/do/request?ids={number}", form)
    assert answer.status_code == 422 and "已过期" in answer.text
    assert world.read("judicial_confirmation", number).state == "prepared"


def test_an_agreement_on_the_spot_is_one_short_form(world: World, client: Callable[..., Browser]) -> None:
    form = {
        "title": "王某与李某停车纠纷",
        "first": "王某",
        "second": "李某",
        "facts": "车位之争",
        "items": "轮流使用",
        "manner": "按周轮换",
        "perform_by": today().isoformat(),
    }
    before = world.counts()
    answer = client(Role.GRID_STAFF).post("/mediation/do/on_the_spot", form)
    assert answer.status_code == 303, answer.text
    after = world.counts()
    assert after["mediation"] - before["mediation"] == 1
    assert after["mediation_party"] - before["mediation_party"] == 2
    with world.as_house() as work:
        made = work.session.scalars(select(Mediation).order_by(Mediation.id.desc())).first()
        assert (made.state, made.on_the_spot, made.effective_on) == ("agreed", True, today())


def test_a_partys_refusal_ends_the_mediation(world: World, client: Callable[..., Browser]) -> None:
    number = world.place().rows["mediation"][0]
    with world.as_house() as work:
        work.record(work.resources["mediation"], number).state = "open"
        work.session.commit()
    url = f"/mediation/do/refuse?ids={number}"
    assert client(Role.STREET_CENTRE).post(url, {"refused_by": "李某", "ending": "不愿继续"}).status_code == 303
    row: Any = world.read("mediation", number)
    assert (row.state, row.refused_by) == ("refused", "李某")
