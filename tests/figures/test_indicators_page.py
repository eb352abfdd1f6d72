"""The loop's figures: what the page says is what the rows say, and each number leads to the rows that it counts."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import g
from sqlalchemy import select, update

from app.access.audit import AuditEntry
from app.access.scope import working_as
from app.declare import Role
from app.process import indicators as pure
from app.process.indicators import Matter, Period, Ratio
from models.deliberation import DeliberationSession, SessionAttendance
from models.issue import OFFICIAL, WAYS_OUT, Issue
from models.loop.assignment import Assignment
from models.loop.visit import ReturnVisit
from models.property import FeePeriod
from models.report import IssueReport
from tests.test_budgets import cost
from tests.world import World

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = Period(date(2021, 1, 1), date(2021, 12, 31))
LAST = Period(date(2020, 1, 1), date(2020, 12, 31))
MOST_STATEMENTS = 12
BYTES = 220 * 1024


def on(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ZONE).astimezone(UTC)


def issue(accepted: date, closed: date | None = None, **values: Any) -> dict[str, Any]:
    """An issue of the past. `given`: first given out, `due` and `answered`; `done` and `until` are its assignment's."""
    usual = {"title": "楼道灯不亮", "source": "residents", "category": "lift", "anonymous": False, "supervised": False}
    state = "closed" if closed else "resolve"
    dates = {"reported_at": on(accepted), "accepted_on": accepted, "closed_on": closed, "settled_on": closed}
    return {**usual, "state": state, "channel": "visit", **dates, **values}


D = date
MATTERS: Sequence[tuple[str, dict[str, Any], dict[str, Any]]] = (
    # (place, the issue, what hangs on it)
    (
        "a1",
        issue(D(2021, 2, 1), D(2021, 2, 10), dispatched_at=on(D(2021, 2, 2)), contact_due_at=on(D(2021, 2, 3), 23),
              contacted_at=on(D(2021, 2, 3))),
        {"due": D(2021, 2, 9), "done": D(2021, 2, 9), "visits": (("solved", "very"),), "rated": "very"},
    ),
    (  # late, answered late, solved in part
        "a1",
        issue(D(2021, 2, 5), D(2021, 3, 20), dispatched_at=on(D(2021, 2, 6)), contact_due_at=on(D(2021, 2, 7), 23),
              contacted_at=on(D(2021, 2, 9)), category="parking"),
        {"due": D(2021, 3, 1), "done": D(2021, 3, 19), "visits": (("partly", "not"),), "rated": "not"},
    ),
    (  # reopened after 40 days, and open since; who was visited did not say how content he is
        "a1",
        issue(D(2021, 3, 1), None, settled_on=D(2021, 3, 10), recurred_after=40, recurrences=1, channel="letter"),
        {"due": D(2021, 3, 9), "done": None, "visits": (("solved", "none"), ("unsolved", "not"))},
    ),
    (  # came back after the days were over
        "a2",
        issue(D(2021, 3, 2), D(2021, 8, 1), settled_on=D(2021, 3, 12), recurred_after=91, channel="hotline"),
        {"due": D(2021, 3, 20), "done": D(2021, 3, 11), "visits": (("solved", "basically"),)},
    ),
    ("a2", issue(D(2021, 4, 1), D(2021, 4, 9), anonymous=True), {}),  # nobody to visit
    ("a2", issue(D(2021, 4, 2), D(2021, 4, 9), source="grid"), {}),
    ("a2", issue(D(2021, 4, 3), D(2021, 4, 9)), {}),  # closed without the visit that was due
    ("a1", issue(D(2021, 5, 1), None, state="merged"), {"withdrawn": True, "due": D(2021, 5, 9)}),
    ("a1", issue(D(2021, 5, 2), None, state="suspended", dispatched_at=on(D(2021, 5, 3))), {}),
    ("a1", issue(D(2020, 3, 1), D(2020, 3, 9)), {"visits": (("solved", "very"),)}),
    ("a1", issue(D(2020, 4, 1), None), {}),
    *[("a1", issue(D(2020, 6, 1), D(2020, 6, 2), channel="letter"), {})] * 3,
    *[("a1", issue(D(2020, 6, 1), D(2020, 6, 2), channel="hotline"), {})] * 2,
)  # fmt: skip


def fill(world: World) -> None:
    """Put the past into the sample."""
    with world.as_house() as work, working_as(work.session, work.viewer):
        g.writing = True
        session = work.session
        person, section = world.place().rows["person"][0], world.place().units["section"]
        for place, values, hanging in MATTERS:
            unit = world.place(place).units["grid"]
            row = Issue(organisation_id=unit, **{**values, "state": "collect"})
            session.add(row)
            session.flush()
            session.connection().execute(update(Issue.__table__).where(Issue.__table__.c.id == row.id).values(**values))
            if "due" in hanging:
                state = "withdrawn" if hanging.get("withdrawn") else "done" if hanging.get("done") else "accepted"
                session.add(
                    Assignment(
                        organisation_id=unit, issue_id=row.id, text="修灯", owner_organisation_id=section,
                        owner_person_id=person, due_on=hanging["due"], done_on=hanging.get("done"), state=state,
                    )
                )  # fmt: skip
            for result, content in hanging.get("visits", ()):
                session.add(
                    ReturnVisit(
                        organisation_id=unit, issue_id=row.id, visitor_id=person, visited_on=values["accepted_on"],
                        way="door", result=result, satisfaction=content,
                    )
                )  # fmt: skip
            if "rated" in hanging:
                session.add(
                    IssueReport(
                        organisation_id=unit, issue_id=row.id, text="灯", reported_at=values["reported_at"],
                        anonymous=True, answer="修好了", answered_at=values["reported_at"], rating=hanging["rated"],
                    )
                )  # fmt: skip
        held = DeliberationSession(
            organisation_id=world.place().units["community"], title="议事", state="held", format="yard",
            held_on=on(D(2021, 5, 5)), expected=3, present=2,
        )  # fmt: skip
        session.add(held)
        session.flush()
        for came, observer in ((True, False), (True, False), (False, False), (True, True)):
            session.add(
                SessionAttendance(
                    organisation_id=held.organisation_id, session_id=held.id, name="某", side="parties", present=came,
                    observer=observer, absence=None if came else "有事",
                )
            )  # fmt: skip
        session.add(
            FeePeriod(
                organisation_id=world.place().units["community"], compound_id=world.place().rows["compound"][0],
                starts_on=D(2021, 1, 1), ends_on=D(2021, 3, 31), receivable=Decimal("1000.00"),
                received=Decimal("123.45"),
            )
        )  # fmt: skip
        session.commit()


def worked_out(world: World, period: Period) -> dict[str, Ratio]:
    """Every figure from the rows themselves, by the pure functions."""
    with world.as_house() as work:
        session = work.session
        issues = session.scalars(select(Issue)).all()
        visits = [row for row in session.scalars(select(ReturnVisit)) if period.holds(row.visited_on)]
        visited = {row.issue_id for row in session.scalars(select(ReturnVisit))}
        standing = [row for row in issues if row.state not in WAYS_OUT]

        def local(moment: datetime | None) -> datetime | None:
            return moment and moment.astimezone(ZONE)

        def matter(row: Issue) -> Matter:
            given = local(row.dispatched_at)
            back = row.recurred_after
            return Matter(
                accepted=row.accepted_on,
                closed=row.closed_on,
                dispatched=given and given.date(),
                contact_due=local(row.contact_due_at),
                contacted=local(row.contacted_at),
                visit_due=not row.anonymous and row.source not in OFFICIAL,
                visited=row.id in visited,
                reopened=row.settled_on + timedelta(days=back) if row.settled_on and back is not None else None,
            )

        def settled(row: Issue) -> Matter:
            return Matter(closed=row.settled_on, reopened=matter(row).reopened)

        promises = [
            Matter(
                due=datetime.combine(row.due_on, time(23, 59), ZONE),
                done=None if row.done_on is None else datetime.combine(row.done_on, time(12), ZONE),
            )
            for row in session.scalars(select(Assignment))
            if row.state in ("open", "accepted", "done")
        ]
        came = [
            row.present
            for row, session_held in session.execute(
                select(SessionAttendance, DeliberationSession).join(
                    DeliberationSession, DeliberationSession.id == SessionAttendance.session_id
                )
            )
            if session_held.state == "held" and not row.observer and period.holds(local(session_held.held_on))
        ]
        fees = [row for row in session.scalars(select(FeePeriod)) if period.holds(row.starts_on)]
        reports = [row for row in session.scalars(select(IssueReport)) if period.holds(local(row.answered_at))]
        today = work.context.today
        return {
            "办结率": pure.closing(map(matter, standing), period),
            "按期率": pure.on_time(promises, period, datetime.now(ZONE)),
            "响应率": pure.response(map(matter, issues), period),
            "解决率": pure.solving([row.result for row in visits]),
            "满意率": pure.satisfaction([row.satisfaction for row in visits]),
            "回访率": pure.visiting(map(matter, standing), period),
            "反复率": pure.recurrence(map(settled, standing), period, today),
            "参会率": pure.turnout([(len(came), sum(came))]),
            "居民自评满意率": pure.satisfaction([row.rating for row in reports]),
            "物业费收缴率": pure.collection([(row.receivable, row.received) for row in fees]),
        }


def tiles(text: str) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """{label: (figure, [(address, number), …])} of the tiles of a page."""
    found = {}
    for label, body in re.findall(r'<section class="ind-tile[^"]*" aria-label="([^"]+)">(.*?)</section>', text, re.S):
        figure = re.sub(r"<[^>]+>", "", re.search(r"<b>(.*?)</b>", body)[1])  # type: ignore[index]
        numbers = re.findall(r'<a href="([^"]+)"><em>[^<]*</em> ([^<]+)</a>', body)
        found[label] = (figure, [(html.unescape(url), number) for url, number in numbers])
    return found


def rows_behind(browser: Any, url: str) -> int:
    """How many rows the list at an address has."""
    assert browser.get(url).status_code == 200, url
    name, _, query = url.partition("?")
    answer = browser.get(f"/api/v1/{name.strip('/').split('/')[0]}/?{query}")
    assert answer.status_code == 200, answer.text
    return int(answer.json["count"])


def test_the_figures_are_those_of_the_rows_and_each_number_leads_to_them(either_world: World) -> None:
    fill(either_world)
    browser = either_world.browser(Role.STREET_CENTRE)
    shown = tiles(browser.get("/indicators/?period=2021").text)
    wanted = worked_out(either_world, YEAR)
    assert {label: shown[label][0] for label in wanted} == {label: ratio.told for label, ratio in wanted.items()}
    assert wanted["反复率"] == Ratio(1, 7)  # the world is not trivial
    assert wanted["按期率"] == Ratio(2, 4)
    for label, ratio in wanted.items():
        if label == "物业费收缴率":
            assert [number for _url, number in shown[label][1]] == ["123.45", "1,000.00"]
            assert {rows_behind(browser, url) for url, _number in shown[label][1]} == {1}
            continue
        counted = [rows_behind(browser, url) for url, _number in shown[label][1]]
        assert counted == [ratio.numerator, ratio.denominator], label
        assert [int(number) for _url, number in shown[label][1]] == counted


def test_the_year_before_is_told_in_points_and_arrivals_in_per_cent(world: World) -> None:
    fill(world)
    browser = world.browser(Role.STREET_CENTRE)
    text = browser.get("/indicators/?period=2021").text
    now, before = worked_out(world, YEAR)["办结率"], worked_out(world, LAST)["办结率"]
    change = pure.points(now, before)
    assert change is not None
    assert f"较去年 {'+' if change > 0 else '−'}{abs(change)} 个百分点" in text
    shown = tiles(text)
    assert (shown["信访 同比"][0], shown["热线 同比"][0]) == ("−66.7%", "−50.0%")
    assert [rows_behind(browser, url) for url, _number in shown["信访 同比"][1]] == [1, 3]
    assert "较去年 —" in text  # nobody was rated in the year before
    assert "较去年" not in browser.get("/indicators/?period=2021&against=none").text


def test_conditions_narrow_the_figures_in_the_words_of_a_list(world: World) -> None:
    fill(world)
    browser = world.browser(Role.STREET_CENTRE)
    unit = world.place("a2").units["community"]
    for condition, closed in (("category=parking", "1"), (f"organisation__under={unit}", "4"), ("channel=letter", "0")):
        shown = tiles(browser.get(f"/indicators/?period=2021&{condition}").text)
        assert shown["办结率"][1][0][1] == closed, condition
        assert [rows_behind(browser, url) for url, _n in shown["办结率"][1]] == [int(n) for _u, n in shown["办结率"][1]]
        assert ("参会率" in shown) == condition.startswith("organisation")  # a session has no category
        assert ("信访 同比" in shown) == ("channel" not in condition)
    days = tiles(browser.get("/indicators/?from=2021-02-01&to=2021-02-03").text)
    assert [number for _url, number in days["办结率"][1]] == ["1", "1"]


def test_by_unit_by_month_and_by_category_add_up_and_lead_to_rows(world: World) -> None:
    fill(world)
    browser = world.browser(Role.STREET_CENTRE)
    text = browser.get("/indicators/?period=2021&figure=closing").text
    whole = [int(number) for _url, number in tiles(text)["办结率"][1]]
    for figure in re.findall(r'<section class="box figure".*?</section>', text, re.S):
        body = figure.split("<tbody>")[1]
        cells = re.findall(r'<td class="num"[^>]*>(?:<a href="([^"]+)">)?(\d+)(?:</a>)?</td>', body)
        assert [sum(int(number) for _url, number in cells[part::2]) for part in (0, 1)] == whole
        for url, number in cells:
            if int(number):
                assert rows_behind(browser, html.unescape(url)) == int(number)


def test_nothing_to_divide_by_is_a_dash_and_early_months_are_marked(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    shown = tiles(browser.get("/indicators/?period=1999").text)
    assert {figure for figure, _numbers in shown.values()} == {"—"}
    today = datetime.now(ZONE).date()
    text = browser.get(f"/indicators/?period={today:%Y-%m}&figure=recurrence").text
    assert "未满 90 天的办结还不计入" in text
    assert "data-early" in text


@pytest.mark.parametrize(
    "query",
    ["?nonsense=1", "?state=closed", "?period=2021-13", "?figure=none", "?against=1999", "?from=2021-02-30",
     "?from=2010-01-01&to=2021-01-01", "?organisation__under=999999", "?organisation=1", "?q=x", "?scope=own"],
)  # fmt: skip
def test_what_an_address_cannot_ask_is_a_400(world: World, query: str) -> None:
    assert world.browser(Role.STREET_CENTRE).get(f"/indicators/{query}").status_code == 400


def test_everybody_sees_the_figures_of_his_own_rows_alone(world: World) -> None:
    fill(world)
    counts = {}
    for who in (Role.COMMUNITY_SECRETARY, "community2", Role.PARTY_SECRETARY, "street2"):
        browser = world.browser(who)
        text = browser.get("/indicators/?period=2021").text
        shown = tiles(text)
        counts[str(who)] = [int(number) for _url, number in shown["办结率"][1]]
        assert [rows_behind(browser, url) for url, _number in shown["办结率"][1]] == counts[str(who)]
        assert ("community单位" in text) or "各网格明细" in text
    assert list(counts.values()) == [[2, 4], [4, 4], [6, 8], [0, 0]]
    secretary = world.browser(Role.COMMUNITY_SECRETARY)
    other = world.place("a2").units["community"]
    assert secretary.get(f"/indicators/?organisation__under={other}").status_code in (200, 400)
    assert str(other) not in re.findall(r'<option value="(\d+)"', secretary.get("/indicators/").text)
    assert world.browser(Role.SECURITY).get("/indicators/").status_code == 403
    assert "/indicators/" not in world.browser(Role.SECURITY).get("/me").text


def test_the_table_is_exported_and_the_trace_says_so(world: World) -> None:
    fill(world)
    browser = world.browser(Role.STREET_CENTRE)
    answer = browser.post("/indicators/export", {"format": "csv", "address": "period=2021"})
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert answer.status_code == 200
    assert lines[0].startswith("名称,办结率 (%),已办结,受理")
    assert lines[-1].startswith("全部,75.0,6,8")
    assert browser.post("/indicators/export", {"format": "xlsx", "address": "period=2021"}).data[:2] == b"PK"
    assert browser.post("/indicators/export", {"format": "pdf"}).status_code == 400
    assert browser.post("/indicators/export", {"address": "nonsense=1"}).status_code == 400
    with world.as_house() as work:
        notes = work.session.scalars(select(AuditEntry.note).where(AuditEntry.action == "export")).all()
    assert any("/indicators/?period=2021" in note for note in notes if note)
    assert world.browser(Role.MICRO_GRID).post("/indicators/export", {"format": "csv"}).status_code == 403


def test_the_page_keeps_its_budget(world: World) -> None:
    fill(world)
    statements, size = cost(world, world.browser(Role.STREET_CENTRE), "/indicators/?period=2021")
    assert (statements <= MOST_STATEMENTS, size <= BYTES) == (True, True), (statements, size)
