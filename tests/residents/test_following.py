"""Whoever has the code reads how far it has come, rates it and says that it is not solved; nobody reads more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

import models.report as reporting
from app.access import sendings
from app.access.comments import Comment
from models.issue import Issue
from models.report import SIGNS, IssueReport, new_code, read_code
from tests.conftest import World
from tests.residents.scene import change, report, reports
from tests.test_budgets import statements
from tests.world import Browser, Page


@pytest.fixture
def reported(world: World) -> tuple[Browser, str, IssueReport, Issue]:
    """A report that has arrived: the resident's browser, his code, the rows."""
    browser, code = report(world, name="张女士", phone="13812342106")
    ((found, issue),) = reports(world)
    return browser, code, found, issue


@pytest.fixture
def followers() -> Iterator[list[Any]]:
    """What follows the word of a resident, noted."""
    before, called = list(reporting._unsolved), list[Any]()
    reporting.on_unsolved(lambda session, found, words: called.append((found.id, words)))
    yield called
    reporting._unsolved[:] = before


def says(browser: Browser, code: str, *, status: int = 200) -> Page:
    """The page of a code."""
    answer = browser.get(f"/f/{code}")
    assert answer.status_code == status, answer.text
    return Page(answer.text)


def answered(world: World, found: IssueReport, issue: Issue) -> None:
    """Let the staff answer."""
    change(world, found.id, answer="通道已经清出来了")
    change(world, issue.id, Issue, state="feedback", due_on=date.today() + timedelta(days=7))


def test_a_code_is_short_speakable_and_forgives_how_it_is_typed() -> None:
    codes = {new_code() for _number in range(500)}
    assert len(codes) == 500 and all(len(code) == 10 and set(code) <= set(SIGNS) for code in codes)
    assert not set("ILOU") & set(SIGNS)
    assert read_code(" hx7k-4m2 qOl ") == "HX7K4M2Q01" and read_code("HX7K") == "" == read_code("HX7K4M2Q9é")


@pytest.mark.parametrize(
    ("state", "step", "words"),
    [
        ("collect", "已收到", "是否受理"),
        ("assess", "商量中", "由谁来办"),
        ("call", "商量中", "怎么办"),
        ("resolve", "办理中", "前办好"),
        ("feedback", "办理中", "答复您"),
        ("suspended", "办理中", "接着办"),
        ("closed", "已答复", "评价"),
        ("archived", "已答复", "评价"),
        ("rejected", "已答复", "没能受理"),
        ("redirected", "已答复", "法定途径"),
        ("merged", "商量中", "由谁来办"),
    ],
)
def test_every_state_is_said_in_plain_words(
    world: World, reported: tuple[Browser, str, IssueReport, Issue], state: str, step: str, words: str
) -> None:
    browser, code, _found, issue = reported
    change(world, issue.id, Issue, state=state, due_on=date.today() + timedelta(days=3))
    answer = browser.get(f"/f/{code}")
    assert answer.status_code == 200 and words in Page(answer.text).words
    now = re.search(r'aria-current="step".*?<b>(.*?)</b>', answer.text)
    assert now is not None and now[1] == step


def test_a_day_that_has_passed_is_not_promised_again(
    world: World, reported: tuple[Browser, str, IssueReport, Issue]
) -> None:
    browser, code, _found, issue = reported
    change(world, issue.id, Issue, state="resolve", due_on=date.today() - timedelta(days=3))
    assert "现在晚了" in says(browser, code).words


def test_the_page_shows_nobody_else_and_masks_the_reporter(
    world: World, reported: tuple[Browser, str, IssueReport, Issue]
) -> None:
    browser, code, _found, issue = reported
    person = world.place().rows["person"][0]
    change(world, issue.id, Issue, owner_person_id=person, state_reason="内部意见", outcome="内部记录", state="resolve")
    page = says(browser, code).words
    assert "张**" in page and "138****2106" in page and "张女士" not in page and "13812342106" not in page
    name = world.read("person", person).name
    assert name not in page and "内部意见" not in page and "内部记录" not in page and issue.number not in page


def test_an_answer_is_rated_and_the_rating_may_change(
    world: World, reported: tuple[Browser, str, IssueReport, Issue]
) -> None:
    browser, code, found, issue = reported
    assert browser.post(f"/f/{code}/rate", {"rating": "very"}).status_code == 409
    assert "rating" not in says(browser, code).names
    answered(world, found, issue)
    page = says(browser, code)
    assert "通道已经清出来了" in page.words and "回访" in page.words and page.options["rating"] == [
        "very", "satisfied", "basically", "not",
    ]  # fmt: skip
    assert "rating" not in page.form()  # none is chosen beforehand
    for wrong in ({}, {"rating": "best"}, {"rating": "not", "rating_note": "长" * 501}):
        refused = browser.post(f"/f/{code}/rate", wrong)
        assert refused.status_code == 422
    assert Page(refused.text).value("rating_note") == "长" * 501
    for rating in ("very", "not"):
        assert browser.post(f"/f/{code}/rate", {"rating": rating, "rating_note": "还行"}).status_code == 303
    kept = world.read("issue_report", found.id)
    assert (kept.rating, kept.rating_note, kept.unsolved_at) == ("not", "还行", None)


def test_not_solved_is_no_rating_and_the_case_follows_once(
    world: World, reported: tuple[Browser, str, IssueReport, Issue], followers: list[Any]
) -> None:
    browser, code, found, issue = reported
    assert browser.post(f"/f/{code}/unsolved", {"words": "x"}).status_code == 409
    answered(world, found, issue)
    for _tap in range(2):
        assert browser.post(f"/f/{code}/unsolved", {"words": "昨晚又停满了"}).status_code == 303
    kept = world.read("issue_report", found.id)
    assert kept.unsolved_at and kept.rating is None and followers == [(found.id, "昨晚又停满了")]
    with world.as_house() as work:
        comments = list(work.session.scalars(select(Comment).where(Comment.record_id == issue.id)))
        assert [(item.resource, item.user_name) for item in comments] == [("issue", "公众")]
        assert "昨晚又停满了" in comments[0].text
    page = says(browser, code)
    assert "还没解决" in page.words and "上次的答复" in page.words and "重新办理" in page.words
    assert "昨晚又停满了" in world.browser("street_centre").get(f"/issue/show/{issue.id}").text
    change(world, found.id, answer="装了地桩", answered_at=datetime.now(UTC) + timedelta(seconds=1))
    assert "上次的答复" not in says(browser, code).words


def test_after_ninety_days_it_is_reported_anew(world: World, reported: tuple[Browser, str, IssueReport, Issue]) -> None:
    browser, code, found, issue = reported
    answered(world, found, issue)
    change(world, found.id, answered_at=datetime.now(UTC) - timedelta(days=91))
    assert "unsolved" not in browser.get(f"/f/{code}").text.split("<footer")[0].replace("unsolved-err", "")
    assert browser.post(f"/f/{code}/unsolved", {"words": "x"}).status_code == 409


def test_after_a_merge_the_answer_of_the_other_issue_is_read(
    world: World, reported: tuple[Browser, str, IssueReport, Issue]
) -> None:
    browser, code, _found, issue = reported
    other = world.place().rows["issue"][0]
    change(
        world, other, Issue, state="closed", outcome="合并后一起办好了", closed_on=date.today(), reporter_name="王某某"
    )
    change(world, issue.id, Issue, state="merged", duplicate_of_id=other, state_reason="同一件事")
    page = says(browser, code).words
    assert "合并后一起办好了" in page and "王某某" not in page and "合在一起办" in page
    change(world, other, Issue, state="merged", duplicate_of_id=issue.id, state_reason="绕回来")  # a circle ends
    says(browser, code)


def test_a_code_that_nobody_has_and_a_hidden_one_are_the_same(
    world: World, reported: tuple[Browser, str, IssueReport, Issue]
) -> None:
    browser, code, found, issue = reported
    missing = "0000000000"

    def asked(given: str, *, post: bool = False) -> tuple[int, str, list[str]]:
        with statements(world) as made:
            answer = browser.post(f"/f/{given}/rate", {"rating": "very"}) if post else browser.get(f"/f/{given}")
        text = re.sub(r'nonce-[^"\' ]+|value="[^"]*"', "", answer.text)
        return answer.status_code, text, made

    asked(missing)  # the first makes the count's row
    before = asked(missing), asked(missing, post=True)
    change(world, found.id, deleted_at=datetime.now(UTC))
    assert (asked(code), asked(code, post=True)) == before and before[0][0] == 404
    change(world, found.id, deleted_at=None)
    change(world, issue.id, Issue, deleted_at=datetime.now(UTC))
    assert (asked(code), asked(code, post=True)) == before
    assert asked("x")[0] == 404


def test_who_tries_many_codes_has_to_wait(either_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, code = report(either_world)
    assert browser.post(f"/f/{code}/rate", {"rating": "very"}).status_code == 409  # a code that is there costs nothing
    monkeypatch.setattr(sendings, "MOST", 2)
    assert [browser.get(f"/f/000000000{number}").status_code for number in range(4)] == [404, 404, 429, 429]
    assert browser.get("/f/").status_code == 200


def test_a_code_is_typed_in(world: World, reported: tuple[Browser, str, IssueReport, Issue]) -> None:
    browser, code, _found, _issue = reported
    answer = browser.get("/f/", query_string={"code": f" {code[:4].lower()}-{code[4:]} "})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/f/{code}")
    wrong = browser.get("/f/?code=abc")
    assert wrong.status_code == 422 and Page(wrong.text).value("code") == "abc"
    assert browser.post(f"/f/{code}/rate", {"rating": "very"}, token=False).status_code == 400
