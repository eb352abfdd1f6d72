"""The short ways of a file say the same as the fields themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.fields import Moment
from app.transfer.sheet import stamped
from tests.fields.worlds import context


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kolkata", "America/St_Johns", "Europe/Berlin", "UTC"])
def test_moments_of_sqlite_read_like_any_other(zone: str) -> None:
    here = context(timezone=ZoneInfo(zone))
    start = datetime(2026, 3, 28, 22, 5, 59, 999_999, tzinfo=UTC)  # over the night in which Berlin's clocks jump
    moments = [start + timedelta(minutes=17 * step) for step in range(200)]
    kept = [[moment.strftime("%Y-%m-%d %H:%M:%S.%f")] for moment in moments]
    field = Moment(label="")
    assert stamped(0, here)([*kept, [None]]) == [*(field.export(moment, here) for moment in moments), None]
