"""A moment in time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.fields import Context, Invalid, Moment
from app.fields.moment import UtcMoment, iso
from tests.fields.kinds import NOW

MOMENT = Moment(label="x")
EIGHT_HOURS = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "raw",
    [
        "2026-07-08T10:00",
        "2026-07-08 10:00",
        "2026/07/08 10:00",
        "2026-07-08T02:00:00Z",
        "2026-07-08T04:00+02:00",
        datetime(2026, 7, 8, 10, 0),
        datetime(2026, 7, 8, 10, 0, tzinfo=EIGHT_HOURS),
    ],
)
def test_a_moment_without_a_zone_is_the_streets(context: Context, raw: object) -> None:
    found = MOMENT.parse(raw, context)
    assert found == NOW and found.tzinfo is UTC


@pytest.mark.parametrize("raw", ["gestern", "2026-07-08T25:00", "0001-01-01T00:00", "9999-12-31T23:59", "10:00"])
def test_others_are_refused(context: Context, raw: str) -> None:
    with pytest.raises(Invalid):
        MOMENT.parse(raw, context)


def test_it_is_shown_in_the_streets_zone_as_near_as_it_is(context: Context) -> None:
    assert MOMENT.text(NOW, context) == "2026年7月8日 10:00"
    assert ">today 10:00</time>" in MOMENT.cell(NOW, context)
    assert ">7月1日</time>" in MOMENT.cell(NOW - timedelta(days=7), context)
    assert ">2025-07-08</time>" in MOMENT.cell(NOW - timedelta(days=365), context)
    assert MOMENT.raw(NOW, context) == "2026-07-08T10:00"
    assert MOMENT.export(NOW, context) == "2026-07-08 10:00"


def test_iso_texts_sort_as_moments_do() -> None:
    moments = [NOW, NOW + timedelta(microseconds=1), NOW + timedelta(seconds=1), NOW.astimezone(EIGHT_HOURS)]
    assert sorted(map(iso, moments)) == [iso(moment) for moment in sorted(moments)]


def test_a_moment_without_a_zone_never_reaches_the_database() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcMoment().process_bind_param(datetime(2026, 7, 8), None)
