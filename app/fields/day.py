"""A calendar day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, ClassVar

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import ColumnElement, Date, Integer, String, and_, cast, func, type_coerce
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.fields.base import Context, Field, Invalid, Words, clean, mapped

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def today(context: Context) -> date:
    """A default: the current day in the street's time zone."""
    return context.today


class IsoDay(TypeDecorator[Any]):
    """A day as ISO text, for `extra`: text sorts and compares as days do, and can be indexed."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else date.fromisoformat(value)


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A calendar day, kept as a date, shown short in lists and whole elsewhere."""

    kind: ClassVar[str] = "day"
    operators: ClassVar[tuple[str, ...]] = ("from", "to", "eq", "within", "empty")
    groupable: ClassVar[bool] = True
    brief: ClassVar[bool] = True
    dated: ClassVar[bool] = True
    numeric: ClassVar[bool] = True
    widget: ClassVar[str] = "day"

    past: bool = False  # not after today
    future: bool = False  # not before today

    def sql_type(self) -> TypeEngine[Any]:
        return Date()

    def stored_type(self) -> TypeEngine[Any]:
        return IsoDay()

    def parse(self, raw: Any, context: Context) -> Any:
        if isinstance(raw, datetime):  # a spreadsheet's day is a moment at midnight
            raw = (raw if raw.tzinfo is None else raw.astimezone(context.timezone)).date()
        if isinstance(raw, date):
            return self.check(raw, context)
        text = clean(raw)
        return None if text is None else self.check(read_day(text), context)

    def check(self, value: Any, context: Context) -> Any:
        if not 1900 <= value.year <= 2200:
            raise Invalid(gettext("Give a day between 1900 and 2200."))
        if self.past and value > context.today:
            raise Invalid(gettext("This day may not be after today."))
        if self.future and value < context.today:
            raise Invalid(gettext("This day may not be before today."))
        return value

    def parse_filter(self, raw: str, operator: str, context: Context) -> Any:
        return read_day(raw)

    def filter(
        self, expression: ColumnElement[Any], operator: str, raw: Sequence[str], context: Context
    ) -> ColumnElement[bool]:
        if operator == "within":
            first, last = period(raw[0], context.today)
            return and_(expression >= first, expression <= last)
        return super().filter(expression, operator, raw, context)

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        if operator == "within":
            return str(PERIODS[raw[0]]()) if raw[0] in PERIODS else raw[0]
        return super().filter_text(operator, raw, context)

    def bucket(self, expression: ColumnElement[Any], every: str, dialect: str) -> ColumnElement[Any]:
        """The start of the period as text: '2026', '2026-07', '2026-07-08'; weeks begin on Monday."""
        if dialect == "postgresql":
            if isinstance(expression.type, IsoDay):
                expression = cast(type_coerce(expression, String), Date)
            pattern = {"year": "YYYY", "quarter": 'YYYY-"Q"Q', "month": "YYYY-MM", "day": "YYYY-MM-DD"}[every]
            return func.to_char(expression, pattern)
        if every == "quarter":
            number = cast((cast(func.strftime("%m", expression), Integer) + 2) // 3, String)
            return func.strftime("%Y-Q", expression).concat(number)
        pattern = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}[every]
        return func.strftime(pattern, expression)

    def text(self, value: Any, context: Context) -> str:
        return "" if value is None else long_day(value, context.locale)

    def cell(self, value: Any, context: Context) -> str | Markup:
        if value is None:
            return ""
        return _dated(value, context.locale, value.year == context.today.year)

    def raw(self, value: Any, context: Context) -> Any:
        return "" if value is None else value.isoformat()

    def export(self, value: Any, context: Context) -> Any:
        return "" if value is None else value.isoformat()

    def to_json(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def from_json(self, stored: Any) -> Any:
        return None if stored is None else date.fromisoformat(stored)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


def day(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of days: `joined_on: Mapped[date] = day(_("Joined on"), default=today)`."""
    return mapped(Day(label=label, **options))


def read_day(text: str) -> date:
    """A day as people write it: 2026-07-08, 2026/7/8, 2026.7.8, 20260708, 2026年7月8日. Raises Invalid."""
    found = WRITTEN.fullmatch(text.strip().translate(WIDE))
    if not found:
        raise Invalid(gettext("Give a day such as 2026-07-08."))
    try:
        return date(*(int(part) for part in found.groups() if part is not None))
    except ValueError:
        raise Invalid(gettext("This day is not in the calendar.")) from None


WIDE = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")
WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})", re.ASCII)


def long_day(value: date, locale: str) -> str:
    """2026年7月8日, or 8 Jul 2026."""
    if locale == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date, locale: str) -> str:
    """7月8日, or 8 Jul."""
    return f"{value.month}月{value.day}日" if locale == "zh" else f"{value.day} {MONTHS[value.month - 1]}"


@lru_cache(maxsize=4096)
def _dated(value: date, locale: str, this_year: bool) -> Markup:
    shown = short_day(value, locale) if this_year else value.isoformat()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(), long_day(value, locale), shown)


def period(name: str, now: date) -> tuple[date, date]:
    """First and last day of a named period around a day. Raises Invalid for an unknown name."""
    if name == "today":
        return now, now
    if name == "this-week":
        monday = now - timedelta(days=now.weekday())
        return monday, monday + timedelta(days=6)
    if name == "this-month":
        return now.replace(day=1), month_end(now)
    if name == "last-month":
        last = now.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if name == "this-year":
        return date(now.year, 1, 1), date(now.year, 12, 31)
    if name == "last-year":
        return date(now.year - 1, 1, 1), date(now.year - 1, 12, 31)
    raise Invalid(gettext("Choose one of: %(names)s.", names=", ".join(PERIODS)))


def month_end(value: date) -> date:
    """The last day of its month."""
    return (value.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


PERIODS = {
    "today": lambda: gettext("today"),
    "this-week": lambda: gettext("this week"),
    "this-month": lambda: gettext("this month"),
    "last-month": lambda: gettext("last month"),
    "this-year": lambda: gettext("this year"),
    "last-year": lambda: gettext("last year"),
}
