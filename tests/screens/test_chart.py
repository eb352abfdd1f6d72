"""Every figure is what its rows add up to; a click leads to the rows counted; nothing is counted that may not be
seen.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import orjson
import pytest
from flask import g
from werkzeug.datastructures import MultiDict

from app.declare import Chart, Role
from app.metadata.resource import Resource
from app.query.aggregate import filled
from app.query.read import Filter, Query, read
from app.query.select import count
from app.record import utc_now
from app.screens.chart import both, figure, figures, may_see, period_days, period_label, visible
from app.screens.values import Figure
from app.screens.work import Work
from models.issue import IssueState
from tests.world import World


def draw(work: Work, name: str, chart: Chart, address: str = "") -> Figure:
    """A figure of a resource under an address."""
    return figure(work, asked(work, name, address), 0, chart)


def asked(work: Work, name: str, address: str = "") -> Query:
    resource = work.resources[name]
    arguments = MultiDict(pair.split("=", 1) for pair in address.split("&") if pair)
    return read(arguments, resource, work.resources, work.viewer, work.context)


def told(found: Figure) -> dict[str, Any]:
    return {bar.label: bar.value for bar in found.bars}


def edit(world: World, name: str, changes: Callable[[int, Any], dict[str, Any]]) -> None:
    """Change four rows of street A, `changes(position, record)` names new values; any further row goes to the bin."""
    with world.as_house() as work:
        g.writing = True
        for position, number in enumerate(
            (*world.place("a1").rows[name][:2], *world.place("a2").rows[name], *world.place("a1").rows[name][2:])
        ):
            record = work.record(work.resources[name], number)
            if position > 3:
                record.deleted_at = utc_now()
                continue
            for key, value in changes(position, record).items():
                work.resources[name].field(key).write(record, value)
        work.session.commit()


def test_counts_add_up_and_lead_to_their_rows(either_world: World) -> None:
    """All declared charts of all resources, for a street and for a community: the list at each bar has that many
    rows.
    """
    checked = 0
    for role in (Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY):
        with either_world.as_person(role) as work:
            for name, resource in work.resources.items():
                if not work.may("list", resource):
                    continue
                for _index, chart in visible(work, resource):
                    found = draw(work, name, chart)
                    if not chart.count_by:
                        continue
                    if not chart.where:
                        whole, _capped = count(
                            work.session, asked(work, name), work.resources, work.regions, work.context
                        )
                        assert sum(bar.value for bar in found.bars) == whole, (name, chart.label)
                    for bar in found.bars:
                        if bar.value:
                            checked += rows_behind(work, name, bar.url) == bar.value
                            assert not bar.url or rows_behind(work, name, bar.url) == bar.value, (
                                name,
                                chart.label,
                                bar,
                            )
    assert checked > 60


def rows_behind(work: Work, name: str, url: str) -> int:
    """How many rows a list holds."""
    if not url:
        return -1
    path, _, parameters = url.partition("?")
    assert path == f"/{name}/list/"
    from urllib.parse import parse_qsl

    resource = work.resources[name]
    query = read(MultiDict(parse_qsl(parameters)), resource, work.resources, work.viewer, work.context)
    return count(work.session, query, work.resources, work.regions, work.context)[0]


def test_sums_and_ratios_are_exact(either_world: World) -> None:
    amounts = [
        (Decimal("0.10"), Decimal("0.30")),
        (Decimal("0.20"), Decimal("0.30")),
        (Decimal("5.00"), Decimal("10.00")),
        (Decimal("0.00"), Decimal("0.00")),
    ]
    edit(
        either_world,
        "fee_period",
        lambda at, record: dict(zip(("received", "receivable"), amounts[at % 4], strict=True)),
    )
    with either_world.as_person(Role.STREET_CENTRE) as work:
        total = draw(work, "fee_period", Chart("received", sum_of="received"))
        assert (total.kind, total.bars[0].words) == ("number", "5.30")
        rate = draw(work, "fee_period", Chart("rate", ratio=("received", "receivable"), by="organisation"))
        by_unit = {bar.value for bar in rate.bars}
        assert rate.unit == "%" and by_unit <= {50.0, 33.3, 66.7, None} and 50.0 in by_unit
        whole = draw(work, "fee_period", Chart("rate", ratio=("received", "receivable")))
        assert whole.bars[0].words == "50.0%"


def test_nothing_to_divide_by_is_a_dash(world: World) -> None:
    edit(world, "fee_period", lambda at, record: {"received": Decimal(0), "receivable": Decimal(0)})
    with world.as_person(Role.STREET_CENTRE) as work:
        found = draw(work, "fee_period", Chart("rate", ratio=("received", "receivable"), by="organisation"))
        assert {(bar.value, bar.words) for bar in found.bars} == {(None, "—")}


def test_periods_without_rows_are_drawn_as_zero(either_world: World) -> None:
    days = [date(2026, 1, 31), date(2026, 4, 1), date(2026, 4, 30), None]
    edit(either_world, "issue", lambda at, record: {"due_on": days[at % 4]})
    with either_world.as_person(Role.STREET_CENTRE) as work:
        months = draw(work, "issue", Chart("months", count_by="due_on", every="month"))
        assert months.kind == "line"
        assert told(months) == {"2026年1月": 1, "2026年2月": 0, "2026年3月": 0, "2026年4月": 2, "—": 1}
        assert [bar.url for bar in months.bars][-1] == "/issue/list/?due_on__empty=1"
        assert "due_on__from=2026-04-01&due_on__to=2026-04-30" in months.bars[3].url
        assert orjson.loads(months.data)["values"] == [1, 0, 0, 2]
        quarters = draw(work, "issue", Chart("quarters", count_by="due_on", every="quarter"))
        assert told(quarters) == {"2026年第1季度": 1, "2026年第2季度": 2, "—": 1}
        assert told(draw(work, "issue", Chart("years", count_by="due_on", every="year"))) == {"2026年": 3, "—": 1}
        every_day = draw(work, "issue", Chart("days", count_by="due_on", every="day"))
        assert len(every_day.bars) == 91 and every_day.bars[0].label == "2026年1月31日"
        for bar in (*months.bars, *quarters.bars):
            assert rows_behind(work, "issue", bar.url) == bar.value


def test_a_moment_counts_in_the_zone_of_the_street(either_world: World) -> None:
    edge = datetime(2026, 6, 30, 16, 30, tzinfo=UTC)  # half past midnight on 1 July in Shanghai
    edit(either_world, "issue", lambda at, record: {"reported_at": edge - timedelta(hours=at % 2)})
    with either_world.as_person(Role.STREET_CENTRE) as work:
        found = draw(work, "issue", Chart("months", count_by="reported_at", every="month"))
        assert told(found) == {"2026年6月": 2, "2026年7月": 2}
        assert [rows_behind(work, "issue", bar.url) for bar in found.bars] == [2, 2]


def test_far_periods_are_summed_up(world: World) -> None:
    days = [date(1900, 1, 1), date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)]
    edit(world, "issue", lambda at, record: {"due_on": days[at % 4]})
    with world.as_person(Role.STREET_CENTRE) as work:
        found = draw(work, "issue", Chart("months", count_by="due_on", every="month"))
        assert len(found.bars) == 401 and found.bars[0].label == "更早"
        assert (found.bars[0].value, rows_behind(work, "issue", found.bars[0].url)) == (1, 1)
        assert sum(bar.value for bar in found.bars) == 4


def test_groups_that_do_not_fit_are_other(world: World) -> None:
    states = [IssueState.COLLECT, IssueState.COLLECT, IssueState.ASSESS, IssueState.CLOSED]
    edit(world, "issue", lambda at, record: {"state": states[at % 4].value})
    with world.as_person(Role.STREET_CENTRE) as work:
        found = draw(work, "issue", Chart("states", count_by="state", most=1))
        assert [(bar.label, bar.value) for bar in found.bars] == [("问题收集", 2), ("其他", 2)]
        assert found.bars[1].url == ""


def test_empty_texts_are_one_group(world: World) -> None:
    spots = ["", None, "三号楼", "三号楼"]
    edit(world, "issue", lambda at, record: {"spot": spots[at % 4]})
    with world.as_person(Role.STREET_CENTRE) as work:
        found = draw(work, "issue", Chart("spots", count_by="spot"))
        assert told(found) == {"—": 2, "三号楼": 2}
        assert {rows_behind(work, "issue", bar.url) for bar in found.bars} == {2}


def test_yes_no_and_worked_out_values(either_world: World) -> None:
    late = (datetime.now(UTC) - timedelta(days=9)).date()
    edit(
        either_world,
        "issue",
        lambda at, record: {"state": "collect", "due_on": late if at % 4 else None, "supervised": at % 2 == 0},
    )
    with either_world.as_person(Role.STREET_CENTRE) as work:
        for name, yes in (("overdue", 3), ("supervised", 2)):
            found = draw(work, "issue", Chart("x", count_by=name))
            assert told(found) == {"是": yes, "否": 4 - yes}
            assert [rows_behind(work, "issue", bar.url) for bar in found.bars] == [bar.value for bar in found.bars]


def test_a_group_keeps_the_conditions_of_the_list(world: World) -> None:
    states = ["collect", "collect", "assess", "closed"]
    edit(world, "issue", lambda at, record: {"state": states[at % 4], "due_on": date(2026, 4, 1 + at % 4)})
    with world.as_person(Role.STREET_CENTRE) as work:
        found = draw(
            work, "issue", Chart("states", count_by="state"), "state=collect&state=assess&due_on__from=2026-04-02"
        )
        assert told(found) == {"问题收集": 1, "集中研判": 1}
        for bar in found.bars:
            assert rows_behind(work, "issue", bar.url) == 1
        months = draw(
            work,
            "issue",
            Chart("months", count_by="due_on", every="month"),
            "due_on__from=2026-04-02&due_on__to=2026-04-03",
        )
        assert (months.bars[0].value, rows_behind(work, "issue", months.bars[0].url)) == (2, 2)


def test_where_of_a_declaration_and_of_the_address_hold_together(world: World) -> None:
    edit(world, "issue", lambda at, record: {"state": ["collect", "assess"][at % 2]})
    chart = Chart("x", count_by="category", where=(("state", "collect"),))
    with world.as_person(Role.STREET_CENTRE) as work:
        found = draw(work, "issue", chart, "state=collect&state=assess")
        assert sum(bar.value for bar in found.bars) == 2
        assert all("state=collect" in bar.url and "state=assess" not in bar.url for bar in found.bars)
        assert draw(work, "issue", chart, "state=assess").bars == ()


def test_nobody_sees_what_is_not_his(world: World) -> None:
    for role, key in ((Role.COMMUNITY_SECRETARY, "a1"), ("street2", "b1")):
        with world.as_person(role) as work:
            found = draw(work, "issue", Chart("x", count_by="category"))
            assert sum(bar.value for bar in found.bars) == len(world.place(key).rows["issue"])
    with world.as_person("street2") as work:
        names = {
            bar.label
            for index, chart in visible(work, work.resources["organisation"])
            for bar in draw(work, "organisation", chart).bars
        }
    with world.as_house() as work:
        foreign = set(work.titles("organisation", [*world.place("a1").units.values()]).values()) - set(
            work.titles("organisation", [world.place("a1").units["district"]]).values()
        )
    assert names.isdisjoint(foreign)


def test_rows_behind_a_wall_are_one_bar_without_a_name(world: World) -> None:
    with world.as_house() as work:
        g.writing = True
        record = work.record(work.resources["issue"], world.place("a1").rows["issue"][0])
        record.owner_person_id = world.place("b1").rows["person"][0]
        work.session.commit()
    with world.as_person(Role.COMMUNITY_SECRETARY) as work:
        found = draw(work, "issue", Chart("x", count_by="owner_person"))
        hidden = [bar for bar in found.bars if bar.label == "无权查看"]
        assert [(bar.value, bar.url) for bar in hidden] == [(1, "")]
        assert str(world.place("b1").rows["person"][0]) not in found.data


def with_charts(resource: Resource, *charts: Chart) -> Resource:
    return replace(resource, screen=replace(resource.screen, charts=charts))


def test_only_readable_fields_are_drawn(world: World) -> None:
    cases = {
        Chart("secret", count_by="reporter_phone"): (False, False),
        Chart("masked for inspectors", count_by="reporter_name"): (True, False),
        Chart("condition on it", count_by="state", where=(("reporter_name__empty", "1"),)): (True, False),
        Chart("open", count_by="state"): (True, True),
    }
    for place, role in enumerate((Role.STREET_CENTRE, Role.INSPECTOR)):
        with world.as_person(role) as work:
            resource = work.resources["issue"]
            assert {chart: may_see(work, resource, chart) for chart in cases} == {
                chart: wanted[place] for chart, wanted in cases.items()
            }
            drawn = figures(work, replace(asked(work, "issue"), resource=with_charts(resource, *cases)))
            assert [item.title for item in drawn] == [
                str(chart.label) for chart, wanted in cases.items() if wanted[place]
            ]


def test_the_page_and_the_sheet(world: World) -> None:
    for language, words in (("zh", "每月问题数"), ("en", "Issues by month")):
        browser = world.browser(Role.STREET_CENTRE, language=language)
        page = browser.get("/issue/chart/?state=collect")
        assert page.status_code == 200 and words in page.text
    answer = browser.get("/issue/chart/2.csv")
    assert answer.mimetype == "text/csv" and answer.headers["Content-Disposition"].endswith(".csv")
    sheet = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    states = Counter(row["state"] for row in browser.get("/api/v1/issue/?columns=state&size=100").get_json()["rows"])
    assert sorted(int(row[1]) for row in sheet[1:]) == sorted(states.values())
    assert browser.get("/issue/chart/99.csv").status_code == 404
    assert browser.get("/issue/chart/?nope=1").status_code == 400
    assert world.browser(Role.SYSTEM).get("/issue/chart/0.csv").status_code == 403


@pytest.mark.parametrize(
    ("key", "first", "last", "chinese", "english"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年", "2026"),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), "2024年第1季度", "Q1 2024"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第3季度", "Q3 2026"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月", "Feb 2024"),
        ("2026-07-08", date(2026, 7, 8), date(2026, 7, 8), "2026年7月8日", "8 Jul 2026"),
    ],
)
def test_periods_in_words_and_days(key: str, first: date, last: date, chinese: str, english: str) -> None:
    assert period_days(key) == (first, last)
    assert (period_label(key, "zh"), period_label(key, "en")) == (chinese, english)


def test_gaps_between_periods() -> None:
    assert filled("2025-11", "2026-02", "month") == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert filled("2025-Q3", "2026-Q2", "quarter") == ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]
    assert filled("2024", "2026", "year") == ["2024", "2025", "2026"]
    assert filled("2026-02-27", "2026-03-01", "day") == ["2026-02-27", "2026-02-28", "2026-03-01"]
    assert len(filled("1900-01-01", "2026-03-01", "day")) == 401


def test_conditions_on_the_same_field(world: World) -> None:
    path = world.resources.path(world.resources["issue"], "due_on")

    def of(operator: str, *raw: str) -> Filter:
        return Filter(path=path, operator=operator, raw=raw)

    assert both(of("from", "2026-04-01"), of("from", "2026-05-01")) == ("2026-05-01",)
    assert both(of("to", "2026-04-01"), of("to", "2026-05-01")) == ("2026-04-01",)
    assert both(of("eq", "a", "b"), of("eq", "b", "c")) == ("b",)
    assert both(of("eq", "a"), of("eq", "b")) is None
    assert both(of("contains", "a"), of("contains", "b")) is None
