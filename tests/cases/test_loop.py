"""The five-step loop on issues, walked by the right people; every wrong one is refused, and told every reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.access.scope import OutOfScope
from app.cases import acting, store
from app.declare import Role
from app.extensions import db
from models.issue import Issue
from models.loop.assignment import Assignment
from models.loop.notices import Notice
from tests.cases.desk import Desk, today


def test_a_new_issue_has_its_case_at_once(desk: Desk) -> None:
    number = desk.issue()
    case, issue = desk.case(number), desk.get(number)
    assert (case.stage, case.number, case.process.key) == ("collect", 1, "loop")
    assert issue.state == "collect"
    assert case.due is not None
    assert issue.due_on == case.due.date() > today()
    assert issue.number


def test_the_whole_loop(either: Desk) -> None:
    desk = either
    number = desk.issue()
    assert desk.refused(Role.PARTY_SECRETARY, number, "accept") == {"not_yours"}
    desk.take(Role.GRID_STAFF, number, "accept")
    issue = desk.get(number)
    assert (issue.state, issue.accepted_on) == ("assess", today())

    needed = {"level", "owner_organisation", "owner_person", "due_on", "session_held", "parties_present"}
    assert desk.refused(Role.COMMUNITY_SECRETARY, number, "dispatch") == needed
    assert desk.refused(Role.GRID_STAFF, number, "dispatch") == needed | {"not_yours"}
    desk.hold_session(number)
    desk.dispatch(number)
    issue, given = desk.get(number), desk.of(Assignment, number)
    assert (issue.state, issue.level, issue.owner_organisation_id) == ("call", "street", desk.unit["section"])
    assert [(row.state, row.owner_person_id) for row in given] == [("open", issue.owner_person_id)]
    assert [row.rule for row in desk.of(Notice, number)] == ["assigned"]

    assert desk.refused(Role.COMMUNITY_SECRETARY, number, "acknowledge") == {"not_yours"}
    desk.take(Role.SECTION, number, "acknowledge")
    desk.take(Role.SECTION, number, "take_on")
    assert desk.get(number).state == "resolve"
    assert [(row.state, row.accepted_on) for row in desk.of(Assignment, number)] == [("accepted", today())]

    assert desk.refused(Role.SECTION, number, "resolve") == {"outcome", "evidence"}
    desk.log(number, [1])
    desk.take(Role.SECTION, number, "resolve", outcome="电梯已修好并试运行")
    assert (desk.get(number).state, desk.of(Assignment, number)[0].state) == ("feedback", "done")
    desk.take(Role.SECTION, number, "reply")

    assert desk.refused(Role.COMMUNITY_SECRETARY, number, "close") == {"visit_done", "visit_settled"}
    desk.visit(number, "unsolved")
    assert desk.refused(Role.COMMUNITY_SECRETARY, number, "close") == {"visit_settled"}
    desk.visit(number, "solved")
    assert desk.refused(Role.SECTION, number, "close") == {"not_yours"}
    desk.take(Role.COMMUNITY_SECRETARY, number, "close")
    issue = desk.get(number)
    assert (issue.state, issue.closed_on) == ("closed", today())
    desk.take(Role.STREET_CENTRE, number, "archive")
    assert desk.get(number).state == "archived"
    desk.take(Role.COMMUNITY_SECRETARY, number, "reopen", reason="又停运了")
    issue = desk.get(number)
    assert (issue.state, issue.closed_on, issue.recurrences) == ("assess", None, 1)
    steps = ["begin", "accept", "dispatch", "acknowledge", "take_on", "resolve", "reply", "close", "archive", "reopen"]
    assert desk.events(number) == steps
    assert [desk.traced(number, step) for step in steps[1:]] == [1] * 9


def test_what_was_not_solved_is_assessed_again(desk: Desk) -> None:
    number = desk.to_visit()
    desk.visit(number, "unsolved")
    desk.take(Role.COMMUNITY_SECRETARY, number, "not_solved")
    assert desk.get(number).state == "assess"
    desk.dispatch(number)
    assert [row.state for row in desk.of(Assignment, number)] == ["done", "open"]


def test_who_settled_it_does_not_verify_it(desk: Desk) -> None:
    """The secretary of the community settles it herself: another one must close it."""
    number = desk.issue()
    desk.take(Role.COMMUNITY_SECRETARY, number, "accept")
    person = desk.person_of(Role.COMMUNITY_SECRETARY)
    assert desk.refused(Role.COMMUNITY_SECRETARY, number, "settle_here", owner_person=person) == {"no_reason"}
    desk.take(Role.COMMUNITY_SECRETARY, number, "settle_here", owner_person=person, reason="社区能办")
    issue = desk.get(number)
    assert (issue.state, issue.owner_organisation_id) == ("resolve", desk.unit["community"])
    desk.log(number, [1])
    desk.take(Role.COMMUNITY_SECRETARY, number, "resolve", outcome="已与物业谈妥")
    desk.take(Role.COMMUNITY_SECRETARY, number, "reply")
    desk.visit(number, "solved", visitor_id=person)
    assert desk.refused(Role.COMMUNITY_SECRETARY, number, "close") == {"barred"}
    desk.take(Role.STREET_CENTRE, number, "close")


def test_an_assignment_is_refused_without_person_or_day(desk: Desk) -> None:
    number = desk.issue()
    desk.take(Role.GRID_STAFF, number, "accept")
    desk.hold_session(number)
    given = {"level": "street", "owner_organisation": desk.unit["section"]}
    assert desk.refused(Role.STREET_CENTRE, number, "dispatch", **given) == {"owner_person", "due_on"}
    with pytest.raises(store.Unfit, match="before today"):
        desk.dispatch(number, due_on=today() - timedelta(days=1))
    with pytest.raises(store.Unfit, match="may not use it"):
        desk.dispatch(number, owner_organisation=desk.world.place("b1").units["section"])
    assert desk.events(number) == ["begin", "accept"]
    assert desk.of(Assignment, number) == []


def test_a_missing_party_needs_a_reason(desk: Desk) -> None:
    number = desk.issue()
    desk.take(Role.GRID_STAFF, number, "accept")
    desk.hold_session(number, missing="parties")
    assert "parties_present" in desk.refused(Role.STREET_CENTRE, number, "dispatch")
    desk.hold_session(number, missing="parties", absence="临时出差")
    assert "parties_present" not in desk.refused(Role.STREET_CENTRE, number, "dispatch")


def test_a_unit_turns_an_assignment_down_with_a_reason(desk: Desk) -> None:
    number = desk.to_call()
    assert desk.refused(Role.SECTION, number, "turn_down") == {"no_reason"}
    desk.take(Role.SECTION, number, "turn_down", reason="不属于本科室职责")
    issue, given = desk.get(number), desk.of(Assignment, number)
    assert (issue.state, issue.owner_organisation_id, issue.owner_person_id) == ("assess", None, None)
    assert [(row.state, row.reason) for row in given] == [("turned_down", "不属于本科室职责")]


def test_an_escalation_reaches_the_unit_above(desk: Desk) -> None:
    number = desk.to_call()
    desk.take(Role.COMMUNITY_SECRETARY, number, "escalate", reason="科室办不了")
    issue = desk.get(number)
    assert issue.owner_organisation_id == desk.unit["street"]
    assert [row.state for row in desk.of(Assignment, number)] == ["withdrawn", "open"]
    with pytest.raises(store.Unfit, match="no unit above"):
        desk.take(Role.COMMUNITY_SECRETARY, number, "escalate", reason="还是办不了")
    desk.take(Role.STREET_CENTRE, number, "take_on")


def test_more_time_is_asked_by_one_and_given_by_another(desk: Desk) -> None:
    number = desk.to_resolve()
    before = desk.case(number).due
    desk.take(Role.SECTION, number, "ask_time", amount="2", reason="等配件")
    assert desk.refused(Role.SECTION, number, "grant_time") == {"not_yours", "own_request"}
    case = desk.take(Role.STREET_CENTRE, number, "grant_time")
    assert case.due is not None and before is not None and case.due > before
    assert desk.get(number).due_on == case.due.date()


def test_a_suspended_issue_stands_still_until_it_is_resumed(desk: Desk) -> None:
    number = desk.to_resolve()
    desk.take(Role.STREET_CENTRE, number, "suspend", reason="等法院判决")
    issue = desk.get(number)
    assert (issue.state, issue.state_reason) == ("suspended", "等法院判决")
    assert "case_suspended" in desk.refused(Role.SECTION, number, "resolve", outcome="好了")
    desk.take(Role.STREET_CENTRE, number, "resume", reason="判决已下")
    issue = desk.get(number)
    assert (issue.state, issue.state_reason) == ("resolve", None)


def test_an_urge_reaches_the_person_in_charge(desk: Desk) -> None:
    number = desk.to_resolve()
    desk.take(Role.PARTY_SECRETARY, number, "urge", reason="请抓紧")
    told = [(row.rule, row.text) for row in desk.of(Notice, number)][-1]
    assert told[0] == "urged" and "请抓紧" in told[1]
    assert desk.case(number).stage == "resolve"


def test_a_stranger_takes_no_step_and_learns_nothing(desk: Desk) -> None:
    number = desk.issue()
    with desk.person("street2") as work, pytest.raises(OutOfScope):
        record = Issue(id=number)
        store.take(work, work.resources["issue"], record, "accept", {}, 1)
    assert desk.events(number) == ["begin"]


def test_a_field_that_a_step_does_not_ask_is_refused(desk: Desk) -> None:
    number = desk.issue()
    with pytest.raises(LookupError, match="closed_on"):
        desk.take(Role.GRID_STAFF, number, "accept", closed_on="2026-01-01")


def test_who_can_act_is_told_by_name(desk: Desk) -> None:
    number = desk.to_call()
    with desk.house() as work:
        resource = work.resources["issue"]
        record, held = work.record(resource, number), store.case_of(work.session, "issue", number)
        assert held is not None
        look = store.look(work, resource, record, held.case)
        secretary = acting.who(look, ("role:community_secretary",))
        owners = acting.who(look, ("part:owner",))
    assert [actor.name for actor in secretary] == ["员工community_secretary"]
    assert owners[0].person_id == desk.person_of(Role.SECTION)


def test_a_step_takes_few_statements(desk: Desk) -> None:
    number = desk.to_call()
    with desk.person(Role.SECTION) as work:
        resource, record = work.resources["issue"], work.record(work.resources["issue"], number)
        seen: list[str] = []

        def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        try:
            store.take(work, resource, record, "take_on", {}, 3)
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
    assert len(seen) <= 18, "\n".join(seen)


def test_cases_of_many_records_take_two_statements(desk: Desk) -> None:
    numbers = [desk.issue() for _ in range(3)]
    with desk.house() as work:
        work.session.execute(select(Issue.id).limit(1))
        seen: list[str] = []

        def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        try:
            found = store.cases_of(work.session, "issue", numbers)
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
    assert sorted(found) == numbers
    assert len(seen) == 2


def test_the_person_named_acts_for_the_unit_without_a_post_there(desk: Desk) -> None:
    number = desk.issue()
    desk.take(Role.GRID_STAFF, number, "accept")
    desk.hold_session(number)
    desk.dispatch(number, owner_organisation=str(desk.unit["community"]))
    assert desk.take(Role.SECTION, number, "take_on").stage == "resolve"


def test_turning_down_leaves_what_a_meeting_gave_to_another_unit(desk: Desk) -> None:
    number = desk.to_call()
    other = desk.add(
        Assignment,
        issue_id=number,
        text="清空通道",
        owner_organisation_id=desk.unit["community"],
        owner_person_id=desk.person_of(Role.COMMUNITY_SECRETARY),
        due_on=today(),
        state="open",
    )
    desk.take(Role.SECTION, number, "turn_down", reason="不归我们管")
    states = {row.id: row.state for row in desk.of(Assignment, number)}
    assert states.pop(other) == "open" and set(states.values()) == {"turned_down"}
