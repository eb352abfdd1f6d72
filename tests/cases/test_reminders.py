"""Reminders: each names its rule, goes to those who can do something about it, and comes once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, text, update

from app.cases.registry import Desk as Room
from app.cases.tables import ProcessCase
from app.commands import remind_command
from app.declare import Role
from app.record import utc_now
from models.account import Account
from models.loop.notices import Notice
from models.loop.reminders import remind
from models.loop.supervision import Supervision
from tests.cases.desk import ZONE, Desk
from tests.world import Page


def run(desk: Desk, days: int = 0) -> dict[Any, int]:
    """The nightly run, some days from now."""
    with desk.house() as work:
        room = Room(
            session=work.session, viewer=work.viewer, resources=work.resources, timezone=ZONE,
            now=utc_now() + timedelta(days=days),
        )  # fmt: skip
        return remind(room)


def without_the_sample(desk: Desk) -> None:
    """Let the cases of the sample rest: they are another matter."""
    with desk.house() as work:
        work.session.execute(update(ProcessCase).values(suspended_at=utc_now()), execution_options={"door": "test"})


def rules(desk: Desk, number: int) -> set[tuple[str, int]]:
    """(rule, account) of the notices on an issue."""
    return {(str(row.rule), row.account_id) for row in desk.of(Notice, number)}


def test_what_is_late_is_told_once_with_its_rule(either: Desk) -> None:
    desk = either
    without_the_sample(desk)
    number = desk.to_resolve()
    run(desk)
    assert {rule for rule, _who in rules(desk, number)} == {"assigned"}
    run(desk, 40)
    found = rules(desk, number)
    assert {rule for rule, _who in found} == {"assigned", "overdue", "delay", "stalled", "no_log"}
    assert len([who for rule, who in found if rule == "no_log"]) == 1, "the person in charge alone"
    late = [who for rule, who in found if rule == "overdue"]
    assert len(late) == 1, "the person in charge"
    assert len([who for rule, who in found if rule == "delay"]) > 1, "and those who oversee it"
    assert run(desk, 40) == {}
    assert rules(desk, number) == found


def test_a_late_answer_to_a_demand_is_told_once_by_its_rule(either: Desk) -> None:
    desk = either
    without_the_sample(desk)
    number = desk.to_resolve()
    browser = desk.world.browser(Role.STREET_CENTRE)
    url, fetched = f"/issue/do/demand?ids={number}", {"X-Requested-With": "fetch"}
    form = Page(browser.get(url, headers=fetched).text).form()
    assert browser.post(url, {**form, "text": "何以超期？"}, headers=fetched).status_code == 303
    desk.take(Role.STREET_CENTRE, number, "suspend", reason="等配件")  # the case waits, the demand does not
    run(desk)
    assert "answer_late" not in {rule for rule, _who in rules(desk, number)}
    assert run(desk, 20)["answer_late"] == 2
    told = [row for row in desk.of(Notice, number) if row.rule == "answer_late"]
    with desk.house() as work:
        accounts = select(Account.id).where(Account.username.in_([Role.SECTION.value, Role.STREET_CENTRE.value]))
        assert {row.account_id for row in told} == set(work.session.scalars(accounts))
    assert all("何以" not in row.text and "员工street_centre" in row.text for row in told)
    assert run(desk, 20) == run(desk, 21) == {}
    text_of_list = desk.world.browser(Role.SECTION).get("/notice/list/").text
    assert "督办：答复超期" in text_of_list
    # once it is answered, nobody is reminded any more
    item = desk.of(Supervision, number)[0].id
    with desk.house() as work:
        work.session.get_one(Supervision, item).state = "answered"
    assert run(desk, 60) == {}


def test_a_second_visit_without_success_is_called_perfunctory(desk: Desk) -> None:
    number = desk.to_visit()
    for turn in range(2):
        desk.visit(number, "unsolved")
        desk.take(Role.COMMUNITY_SECRETARY, number, "not_solved")
        desk.dispatch(number)
        desk.take(Role.SECTION, number, "take_on")
        if turn == 0:
            desk.log(number, [1])
            desk.take(Role.SECTION, number, "resolve", outcome="又修了一次")
            desk.take(Role.SECTION, number, "reply")
    run(desk)
    assert "perfunctory" in {rule for rule, _who in rules(desk, number)}


def test_notices_are_ones_own_and_are_marked_as_seen(desk: Desk) -> None:
    number = desk.to_call()
    (notice,) = desk.of(Notice, number)
    browser = desk.world.browser(Role.SECTION)
    assert "交办给你" in browser.get("/notice/list/").text
    assert desk.world.browser(Role.STREET_CENTRE).get(f"/notice/show/{notice.id}").status_code == 404
    assert browser.post(f"/notice/do/seen?ids={notice.id}").status_code == 303
    assert desk.of(Notice, number)[0].seen_at is not None


def test_the_nightly_job_reminds(desk: Desk) -> None:
    runner = desk.world.app.test_cli_runner()
    said = []
    for _ in range(2):
        with desk.world.app.app_context():
            answer = runner.invoke(remind_command)
        assert answer.exit_code == 0, answer.output
        said.append(answer.output)
    assert said[0].endswith("notices written.\n")
    assert said[1] == "0 notices written.\n"
    with desk.house() as work:
        assert work.session.execute(text("SELECT count(*) FROM notice"), execution_options={"door": "test"}).scalar()
