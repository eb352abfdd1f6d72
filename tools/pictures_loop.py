"""Lists the pages of the loop for the pictures: the board, a case at each stage with the forms of its steps, a meeting,
the residents' side, the papers, and the pages that look over all of it.

The rows are those of the sample; a meeting and a report are typed in, and left as they are. Pages that this office does
not have (by its map of addresses) are left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.query.search_index import teach_sqlite

Go = Callable[[Any], None]

STATES = ("collect", "assess", "call", "resolve", "feedback", "closed", "suspended", "merged", "rejected")
STEPS = (
    # (the picture, the state of the issue, the step whose form is opened)
    ("accept", "collect", "accept"),
    ("dispatch", "assess", "dispatch"),
    ("settle", "assess", "settle_here"),
    ("turn-down", "call", "turn_down"),
    ("resolve", "resolve", "resolve"),
)
STANDINGS = ("collect", "assess", "resolve", "feedback", "closed", "rejected")
ANSWERS = {
    "feedback": ("门锁换好了，钥匙在物业领", "2026-11-20 02:00:00"),
    "closed": ("通道已清空", "2026-11-19 02:00:00"),
}
REPORT = """
    INSERT INTO issue_report (issue_id, text, reported_at, anonymous, token, answer, answered_at, created_at,
        updated_at, version, street_id, organisation_id)
    SELECT id, title, reported_at, 1, ?, ?, ?, reported_at, reported_at, 1, street_id, organisation_id
    FROM issue WHERE state = ? ORDER BY id DESC LIMIT 1
"""
HERE = "街道 园区 12 号楼东侧消防通道与地下车库出入口之间的公共区域"


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One page of the loop: its group and name, who looks, how one gets there."""

    name: str
    account: str
    go: Go
    whole: bool = True
    needs: str = ""  # the address that must be in the map of addresses


def at(path: str) -> Go:
    """The page at an address."""
    return lambda page: page.goto(path)


def first(page: Any, path: str) -> str:
    """The address of the first row of a list."""
    page.goto(path)
    return str(page.locator(".rows .t a").first.get_attribute("href"))


def case(state: str) -> Go:
    """The page of the first issue in a state."""
    return lambda page: page.goto(first(page, f"/issue/list/?state={state}"))


def step(state: str, way: str) -> Go:
    """The form of a step, over the case."""

    def go(page: Any) -> None:
        case(state)(page)
        number = page.url.rpartition("/")[2]
        if page.locator(f'a[href="/case/issue/{number}/{way}"]').count():
            page.locator(f'.case a[href="/case/issue/{number}/{way}"]').click()
            page.wait_for_selector("#dialog-form")
        else:  # the step is somebody else's: its form still says so
            page.goto(f"/case/issue/{number}/{way}")

    return go


def ways(page: Any) -> None:
    """What can be done with a card."""
    page.goto("/loop/?state=assess")
    card = page.locator("#lane-assess .kcard .go").first
    card.evaluate("button => button.click()")
    page.wait_for_selector("#dialog .ways-list")


# -- a meeting ------------------------------------------------------------------------------------------------------


def started(page: Any) -> None:
    """An empty meeting."""
    page.goto("/meeting/new")
    page.wait_for_selector("#yard section")


def held(page: Any) -> None:
    """A meeting with twelve people, who spoke, voted and decided."""
    started(page)
    page.fill("[data-bind=title]", "地下车库充电桩：装在哪里、谁出钱、谁来管")
    page.fill("[data-bind=venue]", "3 号楼前凉亭")
    for side in ("community_party", "property_company", "owners_committee", "parties"):
        for number in range(3):
            page.locator(f"#party-{side} .four input").nth(number).check()
    for text in ("充电桩装在哪里，消防通道怎么留", "电费和维护费怎么分摊"):
        page.click("[data-do=add][data-list=agenda]")
        page.locator("#agenda .what textarea").last.fill(text)
    page.locator("#agenda .item .speak .btn").first.click()
    page.locator("#agenda .notes textarea").first.fill("B 区靠墙一侧有 14 个位置，不占消防通道，先试三个月。")
    page.click("[data-do=add][data-list=votes]")
    page.locator("#votes .what textarea").fill("先在 B 区装 6 个充电桩")
    page.locator("#votes .vote input").first.fill("12")
    page.click("[data-do=add][data-list=decisions]")
    page.locator("#decisions .what textarea").fill("物业 12 月 10 日前拿出施工方案，在小区公示")
    page.wait_for_timeout(300)


def blocked(page: Any) -> None:
    """Its end, while something is missing."""
    held(page)
    page.click("#dock .do [data-do=end]")
    page.wait_for_selector("#choose .lack-list")


def recorded(page: Any) -> None:
    """The record of a meeting that was held."""
    number = first(page, "/deliberation_session/list/?state=held").rpartition("/")[2]
    page.goto(f"/meeting/{number}/record")


# -- residents ------------------------------------------------------------------------------------------------------


def scanned(page: Any) -> None:
    """The form behind the first poster."""
    page.goto("/posters/")
    page.goto(page.locator(".poster .url").first.inner_text().split()[-1])


def refused(page: Any) -> None:
    """The form, sent with mistakes."""
    scanned(page)
    page.fill("#text", f"{HERE}，晚上总停着车")
    page.fill("#phone", "12")
    page.click("#send")
    page.wait_for_selector("#phone-err:not([hidden])")


def helped(page: Any) -> None:
    """Where to say it, and who looks after it."""
    scanned(page)
    page.goto(page.url.replace("/r/", "/help/"))


def reports(instance: Path) -> dict[str, str]:
    """The codes of reports, one for an issue in each standing, written into the office's own database."""
    codes = {}
    with closing(sqlite3.connect(instance / "huizhi.sqlite", timeout=20)) as work, work:
        teach_sqlite(work, None)
        for number, state in enumerate(STANDINGS):
            code = f"P1CTVRE{number:03}"
            work.execute(REPORT, (code, *ANSWERS.get(state, (None, None)), state))
            codes[state] = code
    return codes


def told(page: Any) -> None:
    """The code of one who called, right after it was registered."""
    page.goto("/issue/add")
    page.fill("#f-title", f"{HERE}，路灯不亮")
    page.check("[name=source][value=residents]", force=True)
    page.evaluate("document.getElementById('form').elements.category.value = 'lighting'")
    with page.expect_navigation():
        page.evaluate("document.getElementById('form').submit()")
    page.wait_for_selector(".slips")


# -- papers ---------------------------------------------------------------------------------------------------------


def issued(page: Any) -> None:
    """The documents of an issue, the first of which is issued if it was not."""
    number = first(page, "/issue/list/?state=closed").rpartition("/")[2]
    page.goto(f"/papers/of/issue/{number}")
    if not page.locator(".issued a.lnk").count():
        with page.expect_navigation():
            page.locator(".papers form .btn").first.click()
        page.goto(f"/papers/of/issue/{number}")


def printed(page: Any) -> None:
    """An issued document as it is printed."""
    issued(page)
    page.goto(str(page.locator(".issued a.lnk").first.get_attribute("href")))


def loop(instance: Path | None) -> Iterator[Stop]:
    """All of them, by group. Without an instance of our own, no page of a resident's code."""
    for account in ("grid", "section", "leader"):
        yield Stop(name=f"home-{account}", account=account, go=at("/"))
    yield Stop(name="board", account="street", go=at("/loop/"), whole=False)
    yield Stop(name="board-nothing", account="street", go=at("/loop/?q=没有这样的事"), whole=False)
    yield Stop(name="board-ways", account="street", go=ways, whole=False)
    yield Stop(name="board-map", account="street", go=at("/loop/map"), whole=False)
    for state in STATES:
        yield Stop(name=f"case-{state}", account="street", go=case(state))
    for name, state, way in STEPS:
        account = "section" if state in ("call", "resolve") else "street"
        yield Stop(name=f"step-{name}", account=account, go=step(state, way), whole=False)
    yield Stop(name="meeting-start", account="community", go=at("/meeting/"))
    yield Stop(name="meeting-empty", account="community", go=started)
    yield Stop(name="meeting-full", account="community", go=held)
    yield Stop(name="meeting-blocked", account="community", go=blocked, whole=False)
    yield Stop(name="meeting-record", account="community", go=recorded)
    yield Stop(name="report", account="community", go=scanned)
    yield Stop(name="report-errors", account="community", go=refused)
    yield Stop(name="follow-ask", account="", go=at("/f/"))
    yield Stop(name="follow-wrong", account="", go=at("/f/?code=HX7K4M2Q9T"))
    for state, code in reports(instance).items() if instance else ():
        yield Stop(name=f"follow-{state}", account="", go=at(f"/f/{code}"))
    yield Stop(name="help", account="community", go=helped)
    yield Stop(name="posters", account="community", go=at("/posters/"), whole=False)
    yield Stop(name="papers-of", account="street", go=issued)
    yield Stop(name="paper", account="street", go=printed)
    yield Stop(name="papers", account="street", go=at("/case_document/list/"))
    yield Stop(name="templates", account="street", go=at("/papers/templates/"))
    yield Stop(name="process-draw", account="street", go=at("/processes/loop/draw"))
    yield Stop(name="process-new", account="street", go=at("/processes/new"))
    yield Stop(name="entry", account="street", go=lambda page: page.goto(first(page, "/register/jxcs/list/")))
    yield Stop(name="slip", account="community", go=told, whole=False)
    yield Stop(name="supervision", account="street", go=at("/supervision/list/"))
    for name in ("indicators", "processes"):
        yield Stop(name=name, account="street", go=at(f"/{name}/"), needs=f"/{name}/")
