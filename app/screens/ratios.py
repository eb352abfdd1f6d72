"""Turns what was counted of indicators into tiles, charts and a table: every number with the address of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from app.fields.day import long_day
from app.fields.number import unscale
from app.metadata.resource import UnknownField
from app.process.indicators import NOTHING, Period, Ratio, change, points
from app.process.periods import before, last_day, year_before
from app.query.aggregate import fixed, plain
from app.query.ratios import UNIT, Asked, Indicator, count, days, ripe
from app.query.read import Filter, readable
from app.screens.chart import merged, open_path, period_label, with_parameters
from app.screens.work import Work, address

NOW, BEFORE = "now", "before"
Counted = Mapping[tuple[str, str], Mapping[Any, tuple[int, int]]]


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number in words, with the address of the rows that it counts; empty where no list shows them."""

    words: str
    url: str = ""
    label: str = ""
    value: Decimal | int | None = None


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One indicator over the whole."""

    key: str
    label: str
    note: str
    value: str
    share: bool
    numbers: tuple[Number, ...]
    change: str  # words; "" without a comparison
    unripe: str = ""
    pick: str = ""
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the figures are asked for: the period, the conditions of the page, whether against the year before."""

    work: Work
    period: Period
    filters: tuple[Filter, ...]  # on the first resource: category, source, channel
    under: int | None = None
    compare: bool = True
    own_level: bool = False

    @property
    def past(self) -> Period:
        """The same days of the year before; of a period that runs, up to the same day."""
        today = self.work.context.today
        shown = before(self.period)
        if self.period.first <= today < self.period.last:
            return Period(shown.first, year_before(today))
        return shown

    def asked(self, indicator: Indicator, whose: str, period: Period | None = None) -> Asked:
        """An indicator under the page's conditions."""
        work, resource = self.work, self.work.resources[indicator.of]
        period = period or (self.period if whose == NOW else self.past)
        conditions = [*days(work.resources, resource, indicator.day, ripe(indicator, period, work.context))]
        conditions += fixed(resource, work.resources, indicator.counts)
        for item in self.filters:
            name = indicator.name_of(item.path.name)
            assert name is not None
            conditions.append(replace(item, path=work.resources.path(resource, name)))
        if self.under is not None:
            conditions.append(self.below(indicator, self.under))
        return Asked(
            indicator=indicator,
            resource=resource,
            period=period,
            whose=whose,
            filters=tuple(conditions),
            within=work.within,
            own_level=self.own_level,
        )

    def below(self, indicator: Indicator, unit: int) -> Filter:
        """The rows of a unit and of all below it."""
        path = self.work.resources.path(self.work.resources[indicator.of], UNIT)
        return Filter(path=path, operator="under", raw=(str(unit),))

    def fits(self, indicator: Indicator) -> bool:
        """Whether the viewer may see its rows and fields, and whether the page's conditions can be asked of it."""
        work = self.work
        if indicator.of not in work.resources or any(
            indicator.name_of(item.path.name) is None for item in self.filters
        ):
            return False
        resource = work.resources[indicator.of]
        names = [indicator.day, UNIT, *(indicator.sums or ())]
        names += [name.partition("__")[0] for name, _value in (*indicator.counts, *indicator.holds)]
        names += [indicator.name_of(item.path.name) or "" for item in self.filters]
        return work.may("list", resource) and all(may_ask(work, indicator.of, name) for name in names)

    def count(self, indicators: Iterable[Indicator], by: str) -> Counted:
        """Both years of the indicators, in one statement."""
        whose = (NOW, BEFORE) if self.compare else (NOW,)
        asked = [self.asked(indicator, each) for indicator in indicators for each in whose]
        work = self.work
        return count(work.session, asked, by, work.resources, work.regions, work.context)

    # -- numbers with their rows ----------------------------------------------------------------------------------

    def url(self, indicator: Indicator, *, holding: bool, more: Sequence[Filter] = (), whose: str = NOW) -> str:
        """The list of the rows that count, or of those that hold; empty where an address cannot say so."""
        asked = self.asked(indicator, whose)
        holds = fixed(asked.resource, self.work.resources, indicator.holds) if holding else ()
        # A unit that is shown lies in the one that was asked for: its own condition says it all.
        inside = any(item.path.name == UNIT for item in more)
        kept = [item for item in asked.filters if not (inside and item.path.name == UNIT)]
        narrowed = merged((*kept, *more, *holds))
        if narrowed is None:
            return ""
        return with_parameters(address(indicator.of), replace(asked.query(), filters=narrowed).parameters())

    def numbers(self, indicator: Indicator, ratio: Ratio, more: Sequence[Filter] | None = ()) -> tuple[Number, Number]:
        """Numerator and denominator; `more` is None where no conditions say which rows they are."""
        found = []
        for label, value, holding in (
            (indicator.above, ratio.numerator, True),
            (indicator.below, ratio.denominator, False),
        ):
            url = "" if more is None else self.url(indicator, holding=holding, more=more)
            found.append(Number(label=str(label), words=self.told(indicator, value), url=url, value=value))
        return found[0], found[1]

    def told(self, indicator: Indicator, value: Decimal | int) -> str:
        """A count, or an amount of money, in words."""
        if not indicator.sums:
            return f"{value:,}"
        field = plain(self.work.resources.path(self.work.resources[indicator.of], indicator.sums[0]).field)
        return f"{unscale(int(value), getattr(field, 'decimals', 2)):,}"


def may_ask(work: Work, resource: str, name: str) -> bool:
    """Whether the viewer's list takes conditions on a field."""
    found = work.resources[resource]
    try:
        readable(found, work.resources, work.viewer, name)
    except UnknownField:
        return False
    return open_path(work, found, name)


def total(groups: Mapping[Any, tuple[int, int]]) -> Ratio:
    """All groups together."""
    return Ratio(sum(above for above, _below in groups.values()), sum(below for _above, below in groups.values()))


def ratio(groups: Mapping[Any, tuple[int, int]], keys: Iterable[Any]) -> Ratio:
    """A few groups together."""
    return total({key: groups[key] for key in keys if key in groups})


def signed(value: Decimal | None) -> str:
    """A change with its sign: +3.3, −0.8, 0.0; "—" without a base."""
    if value is None:
        return NOTHING
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value)}"


def tile(frame: Frame, indicator: Indicator, counted: Counted, *, pick: str = "", current: bool = False) -> Tile:
    """The tile of a share."""
    now = total(counted[indicator.key, NOW])
    words = ""
    if frame.compare:
        moved = points(now, total(counted[indicator.key, BEFORE]))
        words = (
            gettext("against last year —")
            if moved is None
            else gettext("against last year %(change)s points", change=signed(moved))
        )
    return Tile(
        key=indicator.key,
        label=str(indicator.label),
        note=str(indicator.note),
        value=NOTHING if now.percent is None else str(now.percent),
        share=now.percent is not None,
        numbers=frame.numbers(indicator, now),
        change=words,
        unripe=unripe(frame, indicator),
        pick=pick,
        current=current,
    )


def arrival(frame: Frame, indicator: Indicator, counted: Counted) -> Tile:
    """The tile of what came in, against the year before."""
    now = int(total(counted[indicator.key, NOW]).denominator)
    numbers = [
        Number(label=period_words(frame.work, frame.period), words=f"{now:,}", url=frame.url(indicator, holding=False))
    ]
    value, share = NOTHING, False
    if frame.compare:
        past = int(total(counted[indicator.key, BEFORE]).denominator)
        moved = change(now, past)
        value, share = signed(moved), moved is not None
        url = frame.url(indicator, holding=False, whose=BEFORE)
        numbers.append(Number(label=gettext("Last year"), words=f"{past:,}", url=url))
    return Tile(
        key=indicator.key,
        label=str(indicator.label),
        note=gettext("against the same days of last year"),
        value=value,
        share=share,
        numbers=tuple(numbers),
        change="",
    )


def unripe(frame: Frame, indicator: Indicator) -> str:
    """What is not yet in a figure, because it is too early to judge."""
    today = frame.work.context.today
    if indicator.matures and frame.period.last + timedelta(days=indicator.matures) >= today:
        return gettext("Only what was closed more than %(days)s days ago", days=indicator.matures)
    return ""


def early(frame: Frame, indicator: Indicator, last: date) -> bool:
    """Whether a month that ends so may still change."""
    return last + timedelta(days=indicator.matures) >= frame.work.context.today


def period_words(work: Work, period: Period) -> str:
    """A period as people say it."""
    first, last = period.first, period.last
    if first.day == 1 and last == last_day(last.year, last.month):
        length = (last.year - first.year) * 12 + last.month - first.month + 1
        if length == 12 and first.month == 1:
            return period_label(f"{first.year}", work.locale)
        if length == 3 and first.month % 3 == 1:
            return period_label(f"{first.year}-Q{(first.month + 2) // 3}", work.locale)
        if length == 1:
            return period_label(f"{first:%Y-%m}", work.locale)
        if length == 6 and first.month in (1, 7):
            if first.month == 1:
                return gettext("first half of %(year)s", year=first.year)
            return gettext("second half of %(year)s", year=first.year)
    return gettext("%(first)s to %(last)s", first=long_day(first, work.locale), last=long_day(last, work.locale))
