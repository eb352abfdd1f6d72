"""Turns the counts of an indicator into lines: by unit, month and category; and those of all into a table by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext

from app.process.indicators import NOTHING, Period, Ratio, points
from app.process.periods import last_day, months
from app.query.ratios import UNIT, Indicator, days, ripe
from app.query.read import Filter
from app.screens.chart import period_label
from app.screens.ratios import BEFORE, NOW, Counted, Frame, Number, early, ratio, signed, total
from app.screens.units import Unit, members


@dataclass(frozen=True, kw_only=True)
class Line:
    """One group of the chosen indicator: a bar or a point, and a row of the table behind it."""

    label: str
    ratio: Ratio
    above: Number
    below: Number
    past: Ratio | None = None
    worst: bool = False
    unripe: bool = False

    @property
    def change(self) -> str:
        """In percentage points against the year before."""
        return signed(points(self.ratio, self.past)) if self.past is not None else NOTHING


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A chart with the table behind it."""

    key: str
    title: str
    note: str
    kind: str
    lines: tuple[Line, ...]
    average: Number | None = None
    years: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A unit in the table of all indicators."""

    label: str
    cells: tuple[Number, ...]
    worst: bool = False


def unit_lines(
    frame: Frame, indicator: Indicator, counted: Counted, units: Mapping[int, Unit], shown: Sequence[Unit]
) -> tuple[Line, ...]:
    """The chosen indicator by unit, the best first; the worst is marked."""
    lines = []
    for label, inside, more in places(frame, indicator, counted, units, shown):
        now = ratio(counted[indicator.key, NOW], inside)
        past = ratio(counted[indicator.key, BEFORE], inside) if frame.compare else None
        above, below = frame.numbers(indicator, now, more)
        lines.append(Line(label=label, ratio=now, above=above, below=below, past=past))
    return marked(sorted(lines, key=best(indicator)), indicator)


def places(
    frame: Frame, indicator: Indicator, counted: Counted, units: Mapping[int, Unit], shown: Sequence[Unit]
) -> Iterable[tuple[str, list[int], Sequence[Filter] | None]]:
    """(name, units of rows, conditions) of each unit shown, and of all rows that lie in none of them."""
    found = {number for (key, _whose), groups in counted.items() if key == indicator.key for number in groups}
    groups = members(units, shown, found)
    for unit in shown:
        yield unit.name, groups[unit.id], (frame.below(indicator, unit.id),)
    if None in groups:
        path = frame.work.resources.path(frame.work.resources[indicator.of], UNIT)
        known = [number for number in groups[None] if number in units]
        named = len(known) == len(groups[None]) and len(known) <= 100
        only = (Filter(path=path, operator="eq", raw=tuple(map(str, known))),)
        yield gettext("Elsewhere"), groups[None], only if named else None


def best(indicator: Indicator) -> Callable[[Line], tuple[bool, Decimal]]:
    """The order of groups: the best first, those without a figure last."""

    def key(line: Line) -> tuple[bool, Decimal]:
        percent = line.ratio.percent
        return percent is None, (percent or Decimal(0)) * (1 if indicator.less else -1)

    return key


def marked(lines: Sequence[Line], indicator: Indicator) -> tuple[Line, ...]:
    """The same lines, those with the worst figure marked, where they are not all alike."""
    figures = {line.ratio.percent for line in lines} - {None}
    if len(figures) < 2:
        return tuple(lines)
    worst = max(figures) if indicator.less else min(figures)  # type: ignore[type-var]
    return tuple(replace(line, worst=line.ratio.percent == worst) for line in lines)


def month_lines(frame: Frame, indicator: Indicator, counted: Counted) -> tuple[Line, ...]:
    """The chosen indicator by month, this year and the last one."""
    work, lines = frame.work, []
    now, past = counted[indicator.key, NOW], counted.get((indicator.key, BEFORE), {})
    for first in months(frame.period):
        last = min(last_day(first.year, first.month), frame.period.last)
        resource = work.resources[indicator.of]
        within = ripe(indicator, Period(max(first, frame.period.first), last), work.context)
        more = days(work.resources, resource, indicator.day, within)
        figure = ratio(now, (f"{first:%Y-%m}",))
        above, below = frame.numbers(indicator, figure, more)
        lines.append(
            Line(
                label=period_label(f"{first:%Y-%m}", work.locale),
                ratio=figure,
                above=above,
                below=below,
                past=ratio(past, (f"{first.year - 1}-{first:%m}",)) if frame.compare else None,
                unripe=early(frame, indicator, last),
            )
        )
    return tuple(lines)


def category_lines(frame: Frame, indicator: Indicator, counted: Counted) -> tuple[Line, ...]:
    """The chosen indicator by category, the most frequent first."""
    work, name = frame.work, indicator.name_of("category") or ""
    path = work.resources.path(work.resources[indicator.of], name)
    now, past = counted[indicator.key, NOW], counted.get((indicator.key, BEFORE), {})
    lines = []
    for key in sorted(now, key=lambda key: (-now[key][1], str(key))):
        figure = ratio(now, (key,))
        more = (
            Filter(path=path, operator="empty", raw=("1",))
            if key is None
            else Filter(path=path, operator="eq", raw=(str(key),))
        )
        above, below = frame.numbers(indicator, figure, (more,))
        label = path.field.text(key, work.context) if key is not None else NOTHING
        lines.append(
            Line(
                label=label,
                ratio=figure,
                above=above,
                below=below,
                past=ratio(past, (key,)) if frame.compare else None,
            )
        )
    return marked(lines, indicator)


def table(
    frame: Frame,
    indicators: Sequence[Indicator],
    counted: Counted,
    units: Mapping[int, Unit],
    shown: Sequence[Unit],
    chosen: Indicator,
) -> tuple[Row, ...]:
    """All indicators by unit; the last row is the whole."""
    elsewhere = gettext("Elsewhere")
    columns = [list(places(frame, each, counted, units, shown)) for each in indicators]
    names = [unit.name for unit in shown]
    if any(len(column) > len(shown) for column in columns):
        names.append(elsewhere)
    cells: list[list[Number]] = [[] for _name in names]
    for each, column in zip(indicators, columns, strict=True):
        for place, row in enumerate(cells):
            _label, inside, more = column[place] if place < len(column) else (elsewhere, [], None)
            row.append(share(frame, each, ratio(counted[each.key, NOW], inside), more))
    worst = {line.label for line in unit_lines(frame, chosen, counted, units, shown) if line.worst}
    whole = tuple(share(frame, each, total(counted[each.key, NOW]), ()) for each in indicators)
    return (
        *(Row(label=name, cells=tuple(row), worst=name in worst) for name, row in zip(names, cells, strict=True)),
        Row(label=gettext("All"), cells=whole),
    )


def share(frame: Frame, indicator: Indicator, figure: Ratio, more: Sequence[Filter] | None) -> Number:
    """A figure with its two numbers beside it, leading to the rows that it is of."""
    above, below = frame.numbers(indicator, figure, more)
    percent = figure.percent
    return Number(
        words=NOTHING if percent is None else str(percent),
        label=f"{above.words} / {below.words}",
        url=below.url,
        value=percent,
    )
