"""A record's page with its case: the stepper, what is needed, who can act, the small forms of its steps."""

from __future__ import annotations

import re
from io import BytesIO

from sqlalchemy import select

from app.access.files import FileEntry
from app.declare import Role
from app.record import utc_now
from models.deliberation import DeliberationSession, SessionAttendance
from models.loop.assignment import Assignment
from models.report import IssueReport
from tests.cases.desk import Desk
from tests.cases.test_supervision import demanded
from tests.test_budgets import cost
from tests.world import Page

FETCHED = {"X-Requested-With": "fetch"}


def test_the_page_says_what_is_needed_and_offers_only_ones_own_steps(desk: Desk) -> None:
    number = desk.issue()
    desk.take(Role.GRID_STAFF, number, "accept")
    mine = desk.world.browser(Role.COMMUNITY_SECRETARY).get(f"/issue/show/{number}").text
    assert "还没有开会商研判会" in mine
    assert f"/meeting/new?issue={number}" in mine
    assert f"/case/issue/{number}/settle_here" in mine
    assert 'aria-current="step"' in mine
    theirs = desk.world.browser(Role.GRID_STAFF).get(f"/issue/show/{number}").text
    assert f"/case/issue/{number}/settle_here" not in theirs
    assert "由 " in theirs  # who can go on


def test_a_step_is_taken_in_its_form_and_stands_in_the_timeline(desk: Desk) -> None:
    number = desk.to_call()
    browser = desk.world.browser(Role.SECTION)
    shown = Page(browser.get(f"/case/issue/{number}/turn_down", headers=FETCHED).text)
    assert "reason" in shown.names
    answer = browser.post(f"/case/issue/{number}/turn_down", {**shown.form(), "reason": "不属于本科室职责"})
    assert answer.status_code == 303
    assert desk.get(number).state == "assess"
    text = browser.get(f"/issue/show/{number}")
    assert text.status_code == 404  # the section has nothing to do with it any more
    text = desk.world.browser(Role.COMMUNITY_SECRETARY).get(f"/issue/show/{number}").text
    assert "不属于本科室职责" in text
    assert "退回" in text


def test_proof_is_given_in_the_form_of_the_step_that_asks_for_it(desk: Desk) -> None:
    number = desk.to_resolve()
    browser = desk.world.browser(Role.SECTION)
    assert 'aria-disabled="true"' not in browser.get(f"/issue/show/{number}").text
    shown = Page(browser.get(f"/case/issue/{number}/resolve").text)
    answer = browser.post(f"/case/issue/{number}/resolve", {**shown.form(), "outcome": "修好了"})
    assert answer.status_code == 422 and "没有上传办理凭证" in answer.text
    assert desk.get(number).state == "resolve"


def test_a_step_keeps_what_the_record_holds_of_its_fields(desk: Desk) -> None:
    number = desk.issue(spot="2单元门前")
    browser = desk.world.browser(Role.GRID_STAFF)
    shown = Page(browser.get(f"/case/issue/{number}/accept").text)
    assert browser.post(f"/case/issue/{number}/accept", shown.form()).status_code == 303
    assert desk.get(number).spot == "2单元门前"


def test_an_answer_leaves_the_proof_as_it_is(desk: Desk) -> None:
    number = desk.to_resolve()
    desk.log(number, photos=[1])
    desk.take(Role.SECTION, number, "resolve", outcome="修好了")
    shown = Page(desk.world.browser(Role.SECTION).get(f"/case/issue/{number}/reply").text)
    assert "outcome" in shown.names and "evidence" not in shown.names


def test_what_a_step_wrote_elsewhere_is_told_by_its_name(desk: Desk) -> None:
    number = desk.to_resolve()
    given = desk.of(Assignment, number)[-1].id
    text = desk.world.browser(Role.STREET_CENTRE).get(f"/assignment/show/{given}").text
    assert "接办" in text and "take_on" not in text and "dispatch" not in text.split('id="line"')[1]


def test_a_refused_step_keeps_what_was_typed_and_says_every_reason(desk: Desk) -> None:
    number = desk.to_call()
    browser = desk.world.browser(Role.SECTION)
    form = Page(browser.get(f"/case/issue/{number}/turn_down").text).form()
    answer = browser.post(f"/case/issue/{number}/turn_down", {**form, "reason": " "})
    assert answer.status_code == 422
    assert "原因" in answer.text
    assert desk.get(number).state == "call"
    assert browser.post(f"/case/issue/{number}/turn_down", {"reason": "x"}).status_code == 400
    assert browser.post(f"/case/issue/{number}/fly", form).status_code == 404
    # a step that is somebody else's: told, and nothing is written
    form = Page(browser.get(f"/case/issue/{number}/escalate").text).form()
    other = desk.world.browser(Role.GRID_LEADER)
    answer = other.post(f"/case/issue/{number}/escalate", {**form, "csrf_token": other.token, "reason": "请街道协调"})
    assert answer.status_code == 422
    assert "请街道协调" in answer.text


def test_who_comes_second_is_told_who_was_quicker_and_keeps_his_words(desk: Desk) -> None:
    number = desk.to_call()
    browser = desk.world.browser(Role.SECTION)
    form = Page(browser.get(f"/case/issue/{number}/turn_down").text).form()
    desk.take(Role.SECTION, number, "acknowledge")
    answer = browser.post(f"/case/issue/{number}/turn_down", {**form, "reason": "不属于本科室职责"})
    assert answer.status_code == 409
    assert "签收" in answer.text
    assert "不属于本科室职责" in answer.text
    seen = Page(answer.text).form()
    assert browser.post(f"/case/issue/{number}/turn_down", {**seen, "reason": "不属于本科室职责"}).status_code == 303


def test_settled_matters_of_the_kind_stand_beside(desk: Desk) -> None:
    settled = desk.issue(title="5号楼电梯停运", state="closed", outcome="更换控制柜后恢复运行")
    number = desk.issue(title="3号楼电梯停运")
    browser = desk.world.browser(Role.COMMUNITY_SECRETARY)
    assert f'data-load="/issue/similar/{number}"' in browser.get(f"/issue/show/{number}").text
    piece = browser.get(f"/issue/similar/{number}").text
    assert f"/issue/show/{settled}" in piece
    assert "更换控制柜后恢复运行" in piece
    assert desk.world.browser("community2").get(f"/issue/similar/{number}").status_code == 404


def test_board_and_page_say_the_limits_of_a_step_alike(desk: Desk) -> None:
    number = desk.issue()
    browser = desk.world.browser(Role.STREET_CENTRE)
    for path in ("/loop/", f"/issue/show/{number}"):
        assert "待签收 1、待接办 5 个工作日" in browser.get(path).text, path


SEES = (
    Role.COMMUNITY_SECRETARY,
    Role.STREET_CENTRE,
    Role.PARTY_SECRETARY,
    Role.GRID_STAFF,
    Role.SECTION,
    Role.INSPECTOR,
)


def laden(desk: Desk) -> int:
    """An issue with all that can hang on one: reports, merged issues, a compound, a session, and one that it recurs of."""
    settled = desk.issue(title="5号楼电梯停运", state="closed", outcome="更换控制柜")
    compound = desk.world.place("a1").rows["compound"][0]
    number = desk.issue(
        compound_id=compound, recurs_of_id=settled, anonymous=False, reporter_name="张某", reporter_phone="13812342106"
    )
    for index in range(3):
        desk.add(IssueReport, issue_id=number, text=f"第{index}次反映", reported_at=utc_now(), anonymous=True)
        other = desk.issue(title=f"第{index}件同样的事")
        desk.take(Role.COMMUNITY_SECRETARY, other, "merge", duplicate_of=str(number))
    desk.take(Role.GRID_STAFF, number, "accept")
    session = desk.hold_session(number)
    for side in ("property_company", "owners_committee"):
        desk.add(SessionAttendance, session_id=session, name="某某", side=side, present=True, observer=False)
    desk.add(DeliberationSession, title="再议", state="planned", format="yard", held_on=utc_now(), issues=[number])
    return number


def costs(desk: Desk, number: int) -> dict[str, int]:
    """What the page asks, for everybody who sees it."""
    found = {}
    for who in SEES:
        browser = desk.world.browser(who)
        if browser.get(f"/issue/show/{number}").status_code == 200:
            found[who.value] = cost(desk.world, browser, f"/issue/show/{number}")[0]
    return found


def test_the_page_of_a_case_keeps_its_budget(desk: Desk) -> None:
    """At every stage, whatever hangs on the issue, for those who act there and for those who only look."""
    number = laden(desk)
    over = {}

    def look(stage: str) -> None:
        over.update({(stage, who): asked for who, asked in costs(desk, number).items() if asked > 15})

    look("assess")
    desk.dispatch(number)
    look("call")
    desk.take(Role.SECTION, number, "turn_down", reason="不属于本科室职责")
    desk.dispatch(number)
    desk.take(Role.SECTION, number, "take_on")
    desk.log(number, [1])
    demanded(desk, number)
    desk.take(Role.SECTION, number, "ask_time", reason="等配件", amount="2")
    look("resolve")
    desk.take(Role.SECTION, number, "resolve", outcome="电梯已修好")
    look("reply")
    desk.take(Role.SECTION, number, "reply")
    look("to visit")
    for result in ("unsolved", "solved"):
        desk.visit(number, result)
        look(result)
    desk.take(Role.COMMUNITY_SECRETARY, number, "close")
    look("closed")
    assert over == {}


def test_the_papers_of_an_earlier_comment_stay_with_it(desk: Desk) -> None:
    number = desk.issue()
    browser = desk.world.browser(Role.COMMUNITY_SECRETARY)
    for name in ("one", "two"):
        sent = {"text": name, "files": (BytesIO(f"{name} plain words\n".encode()), f"{name}.txt")}
        answer = browser.post(f"/issue/comment/{number}", sent, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.text
    with desk.house() as work:
        kept = work.session.scalars(
            select(FileEntry).where(FileEntry.resource == "issue", FileEntry.record_id == number).order_by(FileEntry.id)
        )
        assert [(row.name, row.deleted_at) for row in kept] == [("one.txt", None), ("two.txt", None)]


def test_what_says_nothing_yet_is_folded_and_what_says_something_is_open(desk: Desk) -> None:
    number = desk.issue()
    browser = desk.world.browser(Role.STREET_CENTRE)

    def folded() -> set[str]:
        """The titles of the sections that one has to open."""
        text = browser.get(f"/issue/show/{number}").text
        return set(re.findall(r'<details class="shut"><summary><h2>([^<]+)</h2>', text))

    assert {"结果", "统计依据", "记录"} <= folded() and "事项" not in folded()
    desk.take(Role.GRID_STAFF, number, "accept")
    assert "结果" not in folded() and {"统计依据", "记录"} <= folded()


def test_a_phone_pins_what_the_next_step_still_needs(desk: Desk) -> None:
    number = desk.issue()
    desk.take(Role.GRID_STAFF, number, "accept")
    text = desk.world.browser(Role.COMMUNITY_SECRETARY).get(f"/issue/show/{number}").text
    pinned = text.split('class="dock onphone"')[1].split("</div>")[0]
    assert f'btn-primary" href="/meeting/new?issue={number}"' in pinned
