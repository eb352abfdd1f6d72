"""The loop's figures: tiles, charts and a table for a period, each number leading to the rows that it counts.

/indicators/?period=2026-H1&against=none&figure=closing&organisation__under=12&category=lift&source=grid&channel=hotline
/indicators/?from=2026-01-01&to=2026-03-15
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, abort, g, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict

from app.access.audit import note_action
from app.fields.base import Invalid, Option
from app.fields.day import read_day
from app.fields.moment import Moment
from app.process.indicators import NOTHING, Period
from app.process.periods import LONGEST, between, named, names_of
from app.query.ratios import MONTH, UNIT, Indicator
from app.query.read import Filter, Unreadable, read
from app.screens import ratio_lines, ratios
from app.screens.export_view import FORMATS, attachment
from app.screens.ratio_lines import Line, Plot, Row
from app.screens.ratios import NOW, Frame
from app.screens.units import Unit, inside, level, top_of, tree
from app.screens.values import Page
from app.screens.web import allow, resource_named, show
from app.screens.work import Work
from app.transfer.csv_out import csv_stream
from app.transfer.neutral import neutral_row
from app.transfer.xlsx_out import Head, xlsx_stream
from models.loop.figures import ARRIVALS, INDICATORS

OWN = ("period", "from", "to", "against", "figure")
NARROWS = ("category", "source", "channel")
TABLES = {
    "community": lambda: gettext("By community"),
    "grid": lambda: gettext("By grid"),
    "micro_grid": lambda: gettext("By micro-grid"),
}
BY_KEY = {indicator.key: indicator for indicator in INDICATORS}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the address asks for."""

    frame: Frame
    period: str  # its name; "" for days from and to
    figure: Indicator

    def parameters(self, **changed: str) -> str:
        """The same as an address, with some of it changed."""
        frame = self.frame
        days = {"from": frame.period.first.isoformat(), "to": frame.period.last.isoformat()}
        found = {"period": self.period} if self.period else days
        pairs = [*found.items(), *([] if frame.compare else [("against", "none")])]
        if frame.under is not None:
            pairs.append((f"{UNIT}__under", str(frame.under)))
        pairs += [(item.parameter, value) for item in frame.filters for value in item.raw]
        pairs.append(("figure", self.figure.key))
        pairs = [pair for pair in pairs if pair[0] not in changed]
        return urlencode([*pairs, *((name, value) for name, value in changed.items() if value)])


class IndicatorView(BaseView):
    """`/indicators/`."""

    route_base = "/indicators"
    default_view = "figures"
    base_permissions: list[str] = []

    @expose("/")
    def figures(self) -> Any:
        """The page."""
        work, resource = resource_named("issue")
        allow(work, "list", resource)
        wanted = asked(work, request.args)
        frame, chosen = wanted.frame, wanted.figure
        fitting = [each for each in INDICATORS if frame.fits(each)]
        arriving = [each for each in ARRIVALS if frame.fits(each)]
        if chosen not in fitting and fitting:
            chosen = fitting[0]
            wanted = replace(wanted, figure=chosen)
        units = tree(work)
        kind, shown = level(work, units, frame.under)
        counted = frame.count((*fitting, *arriving), UNIT)
        tiles = [
            ratios.tile(frame, each, counted, pick=f"?{wanted.parameters(figure=each.key)}", current=each is chosen)
            for each in fitting
        ]
        return show(
            "indicators.html",
            Page(title=gettext("Loop figures"), sum=ratios.period_words(work, frame.period)),
            current="indicators",
            tiles=tiles,
            arrivals=[ratios.arrival(frame, each, counted) for each in arriving],
            plots=plots(wanted, counted, units, shown) if fitting else (),
            heads=fitting,
            rows=ratio_lines.table(frame, fitting, counted, units, shown, chosen) if fitting else (),
            chosen=chosen,
            table_title=TABLES.get(kind, TABLES["community"])(),
            wanted=wanted,
            address=wanted.parameters(),
            panel=panel(wanted, units),
            as_of=as_of(work),
            exports=work.may("export", resource),
        )

    @expose("/export", methods=["POST"])
    def export(self) -> Any:
        """The table as a file. That it was taken is in the trace before it leaves the house."""
        work, resource = resource_named("issue")
        allow(work, "export", resource)
        kind = request.form.get("format", "xlsx")
        if kind not in FORMATS:
            abort(400, gettext("Choose csv or xlsx."))
        given = request.form.get("address", "").removeprefix("?")
        wanted = asked(work, MultiDict(parse_qsl(given, keep_blank_values=False)))
        frame = wanted.frame
        fitting = [each for each in INDICATORS if frame.fits(each)]
        units = tree(work)
        _kind, shown = level(work, units, frame.under)
        counted = frame.count(fitting, UNIT)
        heads, rows = sheet(fitting, ratio_lines.table(frame, fitting, counted, units, shown, wanted.figure))
        note_action(work.session, "export", "issue", note=f"{kind}, /indicators/?{wanted.parameters()}")
        work.session.commit()
        g.writing = False
        title = gettext("Loop figures")
        body = (
            csv_stream([head.label for head in heads], [map(neutral_row, rows)])
            if kind == "csv"
            else xlsx_stream(title, heads, [map(neutral_row, rows)])
        )
        named_file = f"{title} {ratios.period_words(work, frame.period)}"
        return Response(body, mimetype=FORMATS[kind], headers=attachment(named_file, kind, work))


def as_of(work: Work) -> str:
    """The moment at which the figures were counted."""
    return Moment(label="").text(work.now, work.context)


def asked(work: Work, arguments: Any) -> Wanted:
    """What an address asks for. Raises Unreadable with every reason."""
    reasons: list[str] = []
    filters, under = narrowed(work, arguments, reasons)
    period, name = period_of(work, arguments, reasons)
    against = arguments.get("against", "") or "last-year"
    if against not in ("last-year", "none"):
        reasons.append(gettext("against takes last-year or none."))
    figure = arguments.get("figure", "") or INDICATORS[0].key
    if figure not in BY_KEY:
        reasons.append(gettext("figure takes one of: %(names)s.", names=", ".join(BY_KEY)))
    if reasons:
        raise Unreadable(reasons)
    frame = Frame(
        work=work,
        period=period,
        filters=filters,
        under=under,
        compare=against == "last-year",
        own_level=work.own_level,
    )
    return Wanted(frame=frame, period=name, figure=BY_KEY[figure])


def narrowed(work: Work, arguments: Any, reasons: list[str]) -> tuple[tuple[Filter, ...], int | None]:
    """The conditions that all figures share, in a list's words: category, source, channel, and a unit."""
    query = read(arguments, work.resources["issue"], work.resources, work.viewer, work.context, also=OWN)
    found, under = [], None
    for item in query.filters:
        if item.path.name == UNIT and item.operator == "under":
            under = int(item.raw[0])
            if under not in work.titles(UNIT, (under,)):
                reasons.append(gettext("There is no such unit, or you may not see it."))
        elif item.path.name in NARROWS and item.operator in ("eq", "ne"):
            found.append(item)
        else:
            reasons.append(
                gettext(
                    "The figures take no condition “%(name)s”. Valid names: %(names)s.",
                    name=item.parameter,
                    names=", ".join((*OWN, f"{UNIT}__under", *NARROWS)),
                )
            )
    if query.text or query.own_level:
        reasons.append(gettext("The figures take no search and no scope."))
    return tuple(found), under


def period_of(work: Work, arguments: Any, reasons: list[str]) -> tuple[Period, str]:
    """(the period, its name): named, or from day to day; the present year when nothing is said."""
    today = work.context.today
    usual = f"{today.year}"
    name, first, last = (arguments.get(key, "") for key in ("period", "from", "to"))
    if (first or last) and not name:  # a named period goes before days that the form still holds
        try:
            return between(read_day(first), read_day(last) if last else today), ""
        except (Invalid, ValueError):
            reasons.append(
                gettext("Give two days such as 2026-01-01 and 2026-03-31, at most %(most)s months apart.", most=LONGEST)
            )
            return named(usual), usual
    try:
        return named(name or usual), name or usual
    except ValueError:
        reasons.append(gettext("A period is written as 2026, 2026-H1, 2026-Q3 or 2026-07."))
        return named(usual), usual


def plots(wanted: Wanted, counted: ratios.Counted, units: dict[int, Unit], shown: tuple[Unit, ...]) -> tuple[Plot, ...]:
    """The chosen figure by unit, by month and by category."""
    frame, chosen = wanted.frame, wanted.figure
    label = str(chosen.label)
    by_unit = ratio_lines.unit_lines(frame, chosen, counted, units, shown)
    whole = ratios.total(counted[chosen.key, NOW])
    average = ratios.Number(words=NOTHING if whole.percent is None else str(whole.percent), value=whole.percent)
    by_month = ratio_lines.month_lines(frame, chosen, frame.count((chosen,), MONTH))
    years = (str(frame.period.last.year), str(frame.past.last.year))
    found = [
        Plot(
            key="unit",
            title=worst_words(label, by_unit, chosen),
            note=gettext("%(label)s (%%), the best first", label=label),
            kind="bar",
            lines=by_unit,
            average=average,
        ),
        Plot(
            key="month",
            title=month_words(label, by_month, chosen),
            note=gettext("%(label)s (%%), by month; dashed: may still change", label=label),
            kind="line",
            lines=by_month,
            years=years,
        ),
    ]
    if chosen.name_of("category"):
        lines = ratio_lines.category_lines(frame, chosen, frame.count((chosen,), "category"))
        found.append(
            Plot(
                key="category",
                title=worst_words(label, lines, chosen),
                note=gettext("%(label)s (%%), by category, the most frequent first", label=label),
                kind="bar",
                lines=lines,
                average=average,
            )
        )
    return tuple(found)


def worst_words(label: str, lines: Iterable[Line], chosen: Indicator) -> str:
    """The point of a chart of groups: which is worst, and by how much it stands out."""
    worst = [line for line in lines if line.worst]
    if not worst:
        return (
            label if not any(line.ratio.denominator for line in lines) else gettext("%(label)s: all alike", label=label)
        )
    names = gettext(", ").join(line.label for line in worst[:3])
    percent = worst[0].ratio.told
    if chosen.less:
        return gettext("%(names)s: highest, %(percent)s", names=names, percent=percent)
    return gettext("%(names)s: lowest, %(percent)s", names=names, percent=percent)


def month_words(label: str, lines: tuple[Line, ...], chosen: Indicator) -> str:
    """The point of a chart of months: against the year before, else the worst month."""
    pairs = [
        (line.ratio.percent, line.past.percent)
        for line in lines
        if line.past is not None and line.ratio.percent is not None and line.past.percent is not None
    ]
    if pairs:
        higher = sum(now > past for now, past in pairs)
        if higher == len(pairs):
            return gettext("Above last year in every month")
        if not higher:
            return gettext("Not above last year in any month")
        return ngettext(
            "Above last year in %(num)d month of %(all)d", "Above last year in %(num)d months of %(all)d", higher,
            all=len(pairs),
        )  # fmt: skip
    with_figure = [line for line in lines if line.ratio.percent is not None]
    if not with_figure:
        return label
    worst = (max if chosen.less else min)(with_figure, key=lambda line: line.ratio.percent or 0)
    return worst_words(label, [replace(worst, worst=True)], chosen)


def sheet(fitting: list[Indicator], rows: tuple[Row, ...]) -> tuple[list[Head], list[list[Any]]]:
    """The table as a sheet: for each figure the share and its two numbers."""
    heads = [Head(label=gettext("Of"))]
    for each in fitting:
        heads += [Head(label=f"{each.label} (%)", decimals=1), Head(label=str(each.above)), Head(label=str(each.below))]
    lines = []
    for row in rows:
        line: list[Any] = [row.label]
        for cell in row.cells:
            above, _, below = cell.label.partition(" / ")
            line += [cell.value if cell.value is not None else NOTHING, above, below]
        lines.append(line)
    return heads, lines


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The controls of the page."""

    periods: tuple[Option, ...]
    first: str
    last: str
    units: tuple[tuple[Option, bool], ...]
    under: str
    lists: tuple[tuple[str, str, tuple[Option, ...], str], ...]  # (name, label, options, chosen)
    compare: bool
    cleared: str
    kept: tuple[tuple[str, str], ...]  # what the form for days carries along


def panel(wanted: Wanted, units: dict[int, Unit]) -> Panel:
    """What stands in the line of controls."""
    frame = wanted.frame
    work = frame.work
    today = work.context.today
    names = list(dict.fromkeys((*names_of(today), *names_of(today.replace(day=1).replace(year=today.year - 1)))))
    if wanted.period and wanted.period not in names:
        names.append(wanted.period)
    resource = work.resources["issue"]
    held = {item.path.name: item.raw[0] for item in frame.filters if item.operator == "eq"}
    lists = []
    for name in NARROWS:
        if ratios.may_ask(work, "issue", name):
            field = resource.field(name)
            lists.append((name, str(field.label), tuple(field.options(work.context)), held.get(name, "")))
    areas = inside(units, top_of(work, units), ("community", "village", "grid"))
    return Panel(
        periods=tuple(Option(value=name, label=ratios.period_words(work, named(name))) for name in names),
        first=frame.period.first.isoformat(),
        last=frame.period.last.isoformat(),
        units=tuple((Option(value=str(unit.id), label=unit.name), unit.kind == "grid") for unit in areas),
        under="" if frame.under is None else str(frame.under),
        lists=tuple(lists),
        compare=frame.compare,
        kept=tuple(pair for pair in parse_qsl(wanted.parameters()) if pair[0] not in ("period", "from", "to")),
        cleared=f"?{urlencode({'period': wanted.period})}" if wanted.period else "?",
    )
