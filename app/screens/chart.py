"""Turns declared charts into figures: words in the viewer's language, for each bar the address of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import orjson
from flask_babel import gettext

from app.declare import Chart, Right
from app.fields.base import Invalid
from app.fields.day import MONTHS, long_day, month_end, read_day
from app.fields.link import Link
from app.metadata.resource import Path, Resource, UnknownField
from app.query.aggregate import Group, aggregate, fixed, plain
from app.query.read import Filter, Query, readable, words
from app.screens.table import filter_input, link, may_filter
from app.screens.values import Bar, Chip, Figure, Pager, Table
from app.screens.work import Work, address

NOTHING = "—"


def visible(work: Work, resource: Resource) -> list[tuple[int, Chart]]:
    """(place in the declaration, chart) of the charts whose every field the viewer may read."""
    return [(index, chart) for index, chart in enumerate(resource.charts) if may_see(work, resource, chart)]


def may_see(work: Work, resource: Resource, chart: Chart) -> bool:
    """Whether every field of a chart, and every link on the way to it, may be read."""
    names = [chart.group, chart.sum_of, *chart.ratio, *(name.partition("__")[0] for name, _value in chart.where)]
    return all(open_path(work, resource, name) for name in names if name)


def open_path(work: Work, resource: Resource, name: str) -> bool:
    """Whether a field may be read, with the links that lead to it."""
    path, owner = work.resources.path(resource, name), resource
    for link_field in (*path.links, path.field):
        if link_field.secret or link_field.hidden or work.viewer.right(owner, link_field.key) < Right.READ:
            return False
        owner = (
            work.resources[link_field.target]
            if isinstance(link_field, Link) and link_field.target in work.resources
            else owner
        )
    return True


def figures(work: Work, query: Query) -> tuple[Figure, ...]:
    """The figures of a resource over the rows of a query; one statement each."""
    return tuple(figure(work, query, index, chart) for index, chart in visible(work, query.resource))


def figure(work: Work, query: Query, index: int, chart: Chart) -> Figure:
    """One chart, counted."""
    resource = query.resource
    found, whole = aggregate(work.session, chart, query, work.resources, work.regions, work.context)
    teller = Teller(work, query, chart)
    if not chart.group:
        groups: Sequence[Group] = (Group(key=None, label=str(chart.label), value=whole),)
        bars: tuple[Bar, ...] = (
            Bar(label=str(chart.label), value=number(whole), words=teller.words(whole), url=teller.all_url()),
        )
    else:
        groups = found
        bars = tuple(teller.bar(group) for group in found)
    shape = kind(chart)
    return Figure(
        key=str(index),
        title=str(chart.label),
        kind=shape,
        unit=teller.unit,
        bars=bars,
        csv=with_parameters(f"/{resource.name}/chart/{index}.csv", query.parameters()),
        total=gettext("Total: %(number)s", number=teller.with_unit(whole))
        if chart.group and whole is not None and not chart.ratio
        else "",
        data=data(shape, bars, groups, teller.unit),
    )


def kind(chart: Chart) -> str:
    """How a chart is drawn: as declared, else by what it groups by."""
    if not chart.group:
        return "number"
    return chart.kind or ("line" if chart.every else "bar")


def data(shape: str, bars: Sequence[Bar], groups: Sequence[Group], unit: str) -> str:
    """The figure as JSON for a script; a line holds periods only."""
    drawn = [
        bar
        for bar, group in zip(bars, groups, strict=True)
        if shape != "line" or (group.key is not None and not group.rest)
    ]
    values = {
        "kind": shape,
        "unit": unit,
        "labels": [bar.label for bar in drawn],
        "values": [bar.value for bar in drawn],
        "words": [bar.words for bar in drawn],
        "urls": [bar.url for bar in drawn],
    }
    return orjson.dumps(values).decode()


class Teller:
    """What the bars of one chart have in common: their unit, and the filters that lead to the rows."""

    def __init__(self, work: Work, query: Query, chart: Chart) -> None:
        self.work, self.query, self.chart = work, query, chart
        resource = query.resource
        self.path = work.resources.path(resource, chart.group) if chart.group else None
        self.summed = plain(work.resources.path(resource, chart.sum_of).field) if chart.sum_of else None
        self.unit = "%" if chart.ratio else str(getattr(self.summed, "unit", "") or "")
        self.filters = (*query.filters, *fixed(resource, work.resources, chart.where))
        self.reachable = all(self.may_ask(item.path, item.operator) for item in self.filters)

    def may_ask(self, path: Path, operator: str) -> bool:
        """Whether the viewer's list takes such a filter."""
        try:
            readable(self.query.resource, self.work.resources, self.work.viewer, path.name)
        except UnknownField:
            return False
        return operator in path.field.operators

    def bar(self, group: Group) -> Bar:
        """One group in words, with the address of its rows."""
        return Bar(
            label=self.label(group),
            value=number(group.value),
            words=self.words(group.value),
            url=self.url(group),
            rest=group.rest and not self.chart.every,
        )

    def label(self, group: Group) -> str:
        """What the bar is called."""
        if group.unseen:
            return gettext("not visible to you")
        if group.rest:
            return gettext("Earlier") if self.chart.every else gettext("Other")
        if group.key is None:
            return NOTHING
        return period_label(group.key, self.work.locale) if self.chart.every else group.label or NOTHING

    def words(self, value: Decimal | int | None) -> str:
        """A number as people read it."""
        if value is None:
            return NOTHING
        return f"{value:,}%" if self.chart.ratio else f"{value:,}"

    def with_unit(self, value: Decimal | int | None) -> str:
        """A number with its unit."""
        told = self.words(value)
        return f"{told} {self.unit}" if self.unit and not self.chart.ratio else told

    def all_url(self) -> str:
        """The address of all rows of the chart."""
        return self.list_url(self.filters)

    def url(self, group: Group) -> str:
        """The address of the rows of one group; empty where no single filter says which they are."""
        if self.path is None or group.unseen or (group.rest and not self.chart.every):
            return ""
        more = self.conditions(group)
        if not all(self.may_ask(item.path, item.operator) for item in more):
            return ""
        return self.list_url((*self.filters, *more))

    def conditions(self, group: Group) -> list[Filter]:
        """What the rows of a group have in common, as filters of an address."""
        assert self.path is not None
        if group.rest:
            end = period_days(group.key)[0] - timedelta(days=1)
            return [Filter(path=self.path, operator="to", raw=(end.isoformat(),))]
        if group.key is None:
            return [Filter(path=self.path, operator="empty", raw=("1",))]
        if self.chart.every:
            first, last = period_days(group.key)
            return [
                Filter(path=self.path, operator="from", raw=(first.isoformat(),)),
                Filter(path=self.path, operator="to", raw=(last.isoformat(),)),
            ]
        field = self.path.field
        if plain(field).kind in ("day", "moment"):
            day = group.key.astimezone(self.work.timezone).date() if plain(field).kind == "moment" else group.key
            return [Filter(path=self.path, operator=operator, raw=(day.isoformat(),)) for operator in ("from", "to")]
        raw = field.raw(group.key, self.work.context)
        return [Filter(path=self.path, operator="eq", raw=("0" if group.key is False else str(raw),))]

    def list_url(self, filters: Sequence[Filter]) -> str:
        """The list under these filters together; empty when an address cannot say so."""
        joined = merged(filters)
        if joined is None or not self.reachable:
            return ""
        query = replace(self.query, filters=joined, page=1, after="", before="")
        return with_parameters(address(self.query.resource.name), query.parameters())


def merged(filters: Sequence[Filter]) -> tuple[Filter, ...] | None:
    """Filters that hold together as one address says them: each parameter once. None when that cannot be said."""
    found: dict[str, Filter] = {}
    for item in filters:
        before = found.get(item.parameter)
        raw = item.raw if before is None else both(before, item)
        if raw is None:
            return None
        found[item.parameter] = replace(item, raw=raw)
    return tuple(found.values())


def both(one: Filter, other: Filter) -> tuple[str, ...] | None:
    """The values under which two filters of the same parameter hold; None when no values say that."""
    if one.raw == other.raw:
        return one.raw
    if one.operator == "eq" and one.path.field.json_kind != "array":
        return tuple(value for value in one.raw if value in other.raw) or None
    if one.operator == "ne":
        return tuple(dict.fromkeys((*one.raw, *other.raw)))
    if one.operator in ("from", "to"):
        try:
            days = [read_day(one.raw[-1]), read_day(other.raw[-1])]
        except Invalid:
            return None
        return ((max(days) if one.operator == "from" else min(days)).isoformat(),)
    return None


def number(value: Decimal | int | None) -> float | int | None:
    """A number for a script."""
    return float(value) if isinstance(value, Decimal) else value


def period_days(key: str) -> tuple[date, date]:
    """First and last day of a period: 2026, 2026-Q3, 2026-07 or 2026-07-08."""
    year, _, part = key.partition("-")
    if not part:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if part.startswith("Q"):
        first = date(int(year), int(part[1:]) * 3 - 2, 1)
        return first, month_end(first.replace(month=first.month + 2))
    if "-" in part:
        return date.fromisoformat(key), date.fromisoformat(key)
    first = date(int(year), int(part), 1)
    return first, month_end(first)


def period_label(key: str, locale: str) -> str:
    """2026年, 2026年第3季度, 2026年7月, 2026年7月8日; or 2026, Q3 2026, Jul 2026, 8 Jul 2026."""
    year, _, part = key.partition("-")
    chinese = locale == "zh"
    if not part:
        return f"{year}年" if chinese else year
    if part.startswith("Q"):
        return f"{year}年第{part[1:]}季度" if chinese else f"{part} {year}"
    if "-" in part:
        return long_day(date.fromisoformat(key), locale)
    return f"{year}年{int(part)}月" if chinese else f"{MONTHS[int(part) - 1]} {year}"


def with_parameters(url: str, parameters: Sequence[tuple[str, str]]) -> str:
    """An address with its parameters."""
    return f"{url}?{urlencode(parameters)}" if parameters else url


def conditions_bar(work: Work, query: Query, url: str) -> Table:
    """What the page shows of its query: chips and the panel of conditions, as on the list."""
    resource = query.resource
    return Table(
        resource=resource.name,
        url=url,
        query=query.text,
        search_hint="",
        kept=tuple((name, value) for name, value in query.parameters() if name not in ("q", "page")),
        chips=tuple(
            Chip(label=str(item.path.label), words=words(item, work.context), remove_url=link(url, query.without(item)))
            for item in query.filters
        ),
        filters=tuple(
            filter_input(work, name, query, work.context)
            for name in resource.screen.filters
            if may_filter(work, resource, name)
        ),
        columns=(),
        rows=(),
        pager=Pager(words=""),
        empty=None,
        bulk=(),
        choosable=(),
        views=(),
    )


def rows(figure: Figure) -> list[list[Any]]:
    """A figure as rows of a sheet: what, and the number."""
    return [[bar.label, NOTHING if bar.value is None else bar.value] for bar in figure.bars]
