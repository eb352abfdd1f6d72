"""Reports of residents follow the case: everybody is answered, and "not solved" opens what was closed."""

from __future__ import annotations

from typing import Any

from app.declare import Role
from app.record import utc_now
from models.loop.notices import Notice
from models.report import IssueReport, resident_says_unsolved
from tests.cases.desk import Desk


def report(desk: Desk, issue: int, text: str = "电梯又停了") -> int:
    return desk.add(IssueReport, issue_id=issue, text=text, anonymous=True, channel="code", reported_at=utc_now())


def read(desk: Desk, number: int) -> Any:
    return desk.world.read("issue_report", number)


def unsolved(desk: Desk, number: int, words: str = "还是停") -> None:
    with desk.house() as work:
        resident_says_unsolved(work.session, work.session.get_one(IssueReport, number), words)


def test_the_answer_reaches_everybody_who_reported_it_also_what_was_merged(desk: Desk) -> None:
    main = desk.to_resolve()
    mine, other = report(desk, main), desk.issue(title="3号楼电梯坏了")
    theirs = report(desk, other)
    desk.take(Role.COMMUNITY_SECRETARY, other, "merge", duplicate_of=main)
    desk.log(main, [1])
    desk.take(Role.SECTION, main, "resolve", outcome="电梯已修好并试运行")
    assert read(desk, mine).answer is None
    desk.take(Role.SECTION, main, "reply")
    for number in (mine, theirs):
        assert read(desk, number).answer == "电梯已修好并试运行"
        assert read(desk, number).answered_at is not None


def test_who_is_not_accepted_reads_why(desk: Desk) -> None:
    issue = desk.issue()
    mine = report(desk, issue)
    desk.take(Role.COMMUNITY_SECRETARY, issue, "reject", reason="属于物业合同纠纷，请向法院起诉")
    assert read(desk, mine).answer == "属于物业合同纠纷，请向法院起诉"


def test_not_solved_opens_a_closed_case_again(either: Desk) -> None:
    desk = either
    issue = desk.to_visit()
    mine = report(desk, issue)
    desk.visit(issue, "solved")
    desk.take(Role.COMMUNITY_SECRETARY, issue, "close")
    unsolved(desk, mine)
    case = desk.case(issue)
    assert (desk.get(issue).state, desk.get(issue).recurrences) == ("assess", 1)
    assert (case.history[-1].transition, "还是停" in case.history[-1].reason) == ("reopen", True)


def test_not_solved_of_an_open_case_is_told_to_those_who_lead_it_on(desk: Desk) -> None:
    issue = desk.to_visit()
    mine = report(desk, issue)
    unsolved(desk, mine)
    assert desk.get(issue).state == "feedback"
    told = [notice for notice in desk.of(Notice, issue) if notice.rule == "unsolved"]
    assert told
    assert all("还是停" in notice.text for notice in told)
    unsolved(desk, mine)
    assert len([notice for notice in desk.of(Notice, issue) if notice.rule == "unsolved"]) == len(told)
