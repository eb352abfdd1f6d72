"""What the figures count by, out of the history of a case."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.process.case import Event
from app.process.process import Doing
from models.loop.milestones import milestones

ZONE = ZoneInfo("Asia/Shanghai")


def happened(*steps: tuple[str, str]) -> list[Event]:
    """A history of (transition, day) steps, each due on the evening of its day."""
    found = []
    for number, (transition, day) in enumerate(steps, 1):
        on = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZONE)
        found.append(
            Event(
                number=number, transition=transition, does=Doing.MOVE, source="a", target="b", by=0, name="",
                on=on, due=on.replace(hour=23),
            )
        )  # fmt: skip
    return found


def test_the_first_giving_out_the_first_answer_and_the_first_closing_count() -> None:
    found = milestones(
        happened(
            ("begin", "2026-03-01"), ("dispatch", "2026-03-02"), ("turn_down", "2026-03-03"),
            ("dispatch", "2026-03-04"), ("take_on", "2026-03-05"), ("close", "2026-03-10"),
            ("reopen", "2026-04-09"), ("close", "2026-05-01"), ("reopen", "2026-05-02"),
        )
    )  # fmt: skip
    assert found["dispatched_at"] == datetime(2026, 3, 2, 9, tzinfo=ZONE)
    assert found["contact_due_at"] == datetime(2026, 3, 2, 23, tzinfo=ZONE)
    assert found["contacted_at"] == datetime(2026, 3, 3, 9, tzinfo=ZONE)
    assert (found["settled_on"], found["recurred_after"]) == (date(2026, 3, 10), 30)


def test_what_never_happened_stays_empty_and_a_closing_that_is_known_stays() -> None:
    assert set(milestones(happened(("begin", "2026-03-01"), ("take_on", "2026-03-05"))).values()) == {None}
    came_closed = milestones(happened(("begin", "2026-03-01"), ("reopen", "2026-03-05")), date(2026, 2, 1))
    assert (came_closed["settled_on"], came_closed["recurred_after"]) == (date(2026, 2, 1), 32)
