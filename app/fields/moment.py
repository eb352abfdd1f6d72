"""A moment in time: kept in UTC, shown in the street's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from flask_babel import gettext
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, DateTime, String, and_, cast, func, type_coerce
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.fields.base import Context, Field, Invalid, Words, clean, mapped
from app.fields.day import PERIODS, Day, long_day, period, read_day, short_day


class UtcMoment(TypeDecorator[Any]):
    """An aware datetime in UTC; SQLite keeps it without its zone, PostgreSQL with."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class IsoMoment(TypeDecorator[Any]):
    """A moment as ISO text in UTC, for `extra`."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return iso(value) if isinstance(value, datetime) else value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else datetime.fromisoformat(value)


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A date with a time, to the minute for people, exact in the database."""

    kind: ClassVar[str] = "moment"
    operators: ClassVar[tuple[str, ...]] = ("from", "to", "within", "empty")
    groupable: ClassVar[bool] = True
    brief: ClassVar[bool] = True
    dated: ClassVar[bool] = True
    numeric: ClassVar[bool] = True
    widget: ClassVar[str] = "moment"

    def sql_type(self) -> TypeEngine[Any]:
        return UtcMoment()

    def stored_type(self) -> TypeEngine[Any]:
        return IsoMoment()

    def parse(self, raw: Any, context: Context) -> Any:
        if isinstance(raw, datetime):
            value = raw
        else:
            text = clean(raw)
            if text is None:
                return None
            value = read_moment(text)
        if value.tzinfo is None:
            value = value.replace(tzinfo=context.timezone)
        if not 1900 < value.year < 2200:  # far ends of the calendar have no place in another zone
            raise Invalid(gettext("Give a day between 1900 and 2200."))
        return self.check(value.astimezone(UTC), context)

    def filter(
        self, expression: ColumnElement[Any], operator: str, raw: Sequence[str], context: Context
    ) -> ColumnElement[bool]:
        if operator == "empty" or operator not in self.operators:
            return super().filter(expression, operator, raw, context)
        if operator == "within":
            first, last = period(raw[0], context.today)
        else:
            first = last = read_day(raw[0])
            if not 1900 <= first.year <= 2200:  # far ends of the calendar have no place in another zone
                raise Invalid(gettext("Give a day between 1900 and 2200."))
        start = datetime.combine(first, time.min, context.timezone)
        end = datetime.combine(last + timedelta(days=1), time.min, context.timezone)
        if operator == "from":
            return expression >= start
        if operator == "to":
            return expression < end
        return and_(expression >= start, expression < end)

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        if operator == "within":
            return str(PERIODS[raw[0]]()) if raw[0] in PERIODS else raw[0]
        return super().filter_text(operator, raw, context)

    def bucket(self, expression: ColumnElement[Any], every: str, dialect: str, context: Context) -> ColumnElement[Any]:
        """The start of the period in the street's zone, as text; see Day.bucket."""
        day = Day(label=self.label)
        if dialect == "postgresql":
            if isinstance(expression.type, IsoMoment):
                expression = cast(type_coerce(expression, String), DateTime(timezone=True))
            return day.bucket(func.timezone(str(context.timezone), expression), every, dialect)
        offset = int((context.now.astimezone(context.timezone).utcoffset() or timedelta()).total_seconds())
        return day.bucket(func.datetime(expression, f"{offset:+d} seconds"), every, dialect)

    def text(self, value: Any, context: Context) -> str:
        if value is None:
            return ""
        local = value.astimezone(context.timezone)
        return f"{long_day(local.date(), context.locale)} {local:%H:%M}"

    def cell(self, value: Any, context: Context) -> str | Markup:
        if value is None:
            return ""
        local = value.astimezone(context.timezone)
        told, shown = escape(self.text(value, context)), escape(brief(local, context))
        return Markup(f'<time datetime="{local.isoformat(timespec="minutes")}" title="{told}">{shown}</time>')  # noqa: S704

    def raw(self, value: Any, context: Context) -> Any:
        return "" if value is None else value.astimezone(context.timezone).strftime("%Y-%m-%dT%H:%M")

    def export(self, value: Any, context: Context) -> Any:
        return "" if value is None else value.astimezone(context.timezone).isoformat(" ")[:16]

    def to_json(self, value: Any) -> Any:
        return None if value is None else iso(value)

    def from_json(self, stored: Any) -> Any:
        return None if stored is None else datetime.fromisoformat(stored)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


def moment(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of moments. `seen_at: Mapped[datetime | None] = moment(_("Seen at"))`.

    The default of a readonly one is SQLAlchemy's, made on insert; of another one it is what a form starts with.
    """
    insert_default = options.pop("default", None) if options.get("readonly") else None
    if insert_default is not None:
        return mapped(Moment(label=label, required=True, **options), default=insert_default)
    return mapped(Moment(label=label, **options))


def iso(value: datetime) -> str:
    """2026-07-08T01:02:03.000004+00:00: fixed width, so that text sorts as moments do."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment(text: str) -> datetime:
    """A moment as people and browsers write it: 2026-07-08 09:30, 2026-07-08T09:30+08:00. Raises Invalid."""
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Invalid(gettext("Give a day and a time such as 2026-07-08 09:30.")) from None


def brief(local: datetime, context: Context) -> str:
    """今天 10:24, 7月8日, 2025-07-08: as near as it is."""
    day: date = local.date()
    if day == context.today:
        return gettext("today %(time)s", time=local.strftime("%H:%M"))
    if day.year == context.today.year:
        return short_day(day, context.locale)
    return day.isoformat()
