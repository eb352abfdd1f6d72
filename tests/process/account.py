"""A ledger to test with: one account, whose steps are added to its entries as the table would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.process import ledger, points
from app.process.ledger import Entry, Position, lots, post
from app.process.points import RewardStock, Rule, Service
from app.process.refusal import Refused

DAY = date(2025, 1, 15)
VOLUNTEER, CLERK, OTHER, RESIDENT = 1, 2, 3, 4
SAMPLE = Rule(
    code="service", version=1, since=date(2024, 1, 1), per_hour=100, most_hours=Decimal(2), referral=200, redemptions=1
)
RICE = RewardStock(code="rice", price=100, left=5)


def service(source: str = "service_record/1", **changes: Any) -> Service:
    values = {"activity": "", "hours": Decimal(2), "served_on": DAY, "person": VOLUNTEER, "rated_by": RESIDENT}
    return Service(source=source, **{**values, **changes})


class Account:
    def __init__(self, rule: Rule = SAMPLE) -> None:
        self.rule, self.day = rule, DAY
        self.entries: tuple[Entry, ...] = ()

    def now(self) -> Position:
        return ledger.position(7, VOLUNTEER, self.entries, on=self.day)

    def put(self, entry: Entry) -> Entry:
        self.entries = post(self.entries, entry)
        return entry

    def earn(self, source: str = "service_record/1", *, by: int = CLERK, **changes: Any) -> Entry:
        return self.put(points.earn(self.now(), self.rule, service(source, **changes), by=by, on=self.day))

    def hold(self, request: str = "a", reward: RewardStock = RICE, **changes: Any) -> Entry:
        values = {"by": VOLUNTEER, "on": self.day, **changes}
        return self.put(points.hold(self.now(), self.rule, reward, request=request, **values))

    def capture(self, hold: Entry, by: int = CLERK) -> Entry:
        return self.put(points.capture(self.now(), hold.key, by=by, on=self.day))

    def release(self, hold: Entry, by: int = VOLUNTEER) -> Entry:
        return self.put(points.release(self.now(), hold.key, by=by, on=self.day))

    def reverse(self, entry: Entry, reason: str = "wrong person", by: int = CLERK) -> Entry:
        return self.put(points.reverse(self.now(), entry.key, reason=reason, by=by, on=self.day))

    def adjust(self, amount: int, number: str = "1", **changes: Any) -> Entry:
        values = {"reason": "counted twice", "proposed_by": CLERK, "by": OTHER, "on": self.day, **changes}
        return self.put(points.adjust(self.now(), self.rule, amount, number=number, **values))

    def expire(self) -> tuple[Entry, ...]:
        return tuple(map(self.put, points.expire(lots(self.entries), on=self.day)))

    def sums(self) -> tuple[int, int, int]:
        return ledger.balance(self.entries), ledger.available(self.entries), ledger.debt(self.entries)


def codes(call: Callable[..., Entry], *args: Any, **kwargs: Any) -> set[str]:
    """The codes with which a step is refused."""
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return {reason.code for reason in refused.value.reasons}


def unlimited(**changes: Any) -> Rule:
    """The sample rule without its limits."""
    return replace(SAMPLE, **{"most_hours": None, "redemptions": None, **changes})
