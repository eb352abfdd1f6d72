"""A calendar day."""

from datetime import UTC, date, datetime

import pytest

from app.fields import Context, Day, Invalid, today
from app.fields.day import month_end, period
from tests.fields.kinds import make_context

DAY = Day(label="x")


@pytest.mark.parametrize(
    "raw",
    [
        "2026-07-08",
        "2026/7/8",
        "2026.7.8",
        "20260708",
        "2026年7月8日",
        "２０２６－７－８",
        date(2026, 7, 8),
        datetime(2026, 7, 8),
        datetime(2026, 7, 7, 16, 0, tzinfo=UTC),  # midnight in Shanghai
    ],
)
def test_days_as_people_and_spreadsheets_write_them(context: Context, raw: object) -> None:
    found = DAY.parse(raw, context)
    assert found == date(2026, 7, 8) and type(found) is date


@pytest.mark.parametrize("raw", ["2026-02-30", "2026-13-01", "8.7.2026", "46211", 46211.0, "1899-12-31", "2026-7", "²"])
def test_others_are_refused(context: Context, raw: object) -> None:
    with pytest.raises(Invalid):
        DAY.parse(raw, context)


def test_past_and_future_are_seen_from_today(context: Context) -> None:
    past, future = Day(label="x", past=True), Day(label="x", future=True)
    assert past.parse("2026-07-08", context) and future.parse("2026-07-08", context)
    with pytest.raises(Invalid, match="after today"):
        past.parse("2026-07-09", context)
    with pytest.raises(Invalid, match="before today"):
        future.parse("2026-07-07", context)


def test_it_is_shown_short_in_lists_and_whole_elsewhere(context: Context) -> None:
    english = make_context(locale="en")
    assert DAY.text(date(2026, 7, 8), context) == "2026年7月8日"
    assert DAY.text(date(2026, 7, 8), english) == "8 Jul 2026"
    assert DAY.cell(date(2026, 7, 8), context) == '<time datetime="2026-07-08" title="2026年7月8日">7月8日</time>'
    assert ">2025-07-08</time>" in DAY.cell(date(2025, 7, 8), context)


def test_periods_around_a_day() -> None:
    now = date(2026, 3, 1)
    assert period("last-month", now) == (date(2026, 2, 1), date(2026, 2, 28))
    assert period("this-week", now) == (date(2026, 2, 23), date(2026, 3, 1))
    assert period("last-year", now) == (date(2025, 1, 1), date(2025, 12, 31))
    assert month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    with pytest.raises(Invalid):
        period("last-decade", now)


def test_the_default_today_is_the_streets(context: Context) -> None:
    late = make_context(now=datetime(2026, 7, 8, 16, 30, tzinfo=UTC))
    assert Day(label="x", default=today).initial(late) == date(2026, 7, 9)
    assert DAY.filter_text("within", ["this-month"], context) == "this month"
