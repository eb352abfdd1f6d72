"""The points ledger under any history: random steps, taken from all entries and from stored sums at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition
from hypothesis.stateful import rule as step

from app.process import ledger, points
from app.process.ledger import Entry, Kind, Position, after, lots, post
from app.process.points import RewardStock, Rule, Service
from app.process.refusal import Reason, Refused

VOLUNTEER, CLERK, OTHER, RESIDENT = 1, 2, 3, 4
RULE = Rule(
    code="service", version=1, since=date(2024, 1, 1), per_hour=100, most_hours=Decimal(2), referral=200, redemptions=6
)


class AnyHistory(RuleBasedStateMachine):
    @initialize(months=st.sampled_from([1, 1, 3, None]), lots=st.integers(0, 4))
    def open(self, months: int | None, lots: int) -> None:
        self.rule = replace(RULE, months=months)
        self.entries: tuple[Entry, ...] = ()
        self.stored = Position(account=7, person=VOLUNTEER)
        self.day = date(2025, 1, 15)
        self.count = 0
        self.hours_served = Decimal(0)
        self.done: list[tuple[Callable[..., Entry], Entry]] = []
        for _ in range(lots):
            self.earn(20, "", False)

    def full(self) -> Position:
        return ledger.position(7, VOLUNTEER, self.entries, on=self.day)

    def do(self, call: Callable[..., Entry], *, near: Iterable[Entry]) -> Entry | None:
        """Takes a step both ways, which must give the same entry or the same reasons; None when refused."""
        full = self.full()
        compact = replace(self.stored, lapsed=full.lapsed, near=tuple(near))
        outcome = self.outcome(call, full)
        assert self.outcome(call, compact) == outcome
        if isinstance(outcome, tuple):
            assert all(map(str, outcome))
            return None
        if outcome not in self.entries:
            self.write(outcome, compact)
            self.done.append((call, outcome))
        return outcome

    def outcome(self, call: Callable[..., Entry], position: Position) -> Entry | tuple[Reason, ...]:
        try:
            return call(position, on=self.day)
        except Refused as refused:
            return refused.reasons

    def write(self, entry: Entry, position: Position) -> None:
        before = ledger.available(self.entries)
        self.entries = post(self.entries, entry)
        now = ledger.available(self.entries)
        self.stored = replace(after(position, entry), near=())
        assert not entry.needs_cover or now >= 0
        taken_back = entry.kind is Kind.REVERSE and entry.amount < 0
        assert taken_back or now >= min(0, before)

    def pick(self, data: st.DataObject, wanted: Iterable[Entry]) -> Entry | None:
        """Mostly an entry the step is for, now and then any other."""
        found = list(wanted)
        if not found or data.draw(st.integers(0, 9)) == 9:
            found = list(self.entries)
        return data.draw(st.sampled_from(found)) if found else None

    def waiting(self) -> list[Entry]:
        settled = {entry.of for entry in self.entries if entry.kind in (Kind.CAPTURE, Kind.RELEASE)}
        return [entry for entry in self.entries if entry.kind is Kind.HOLD and entry.key not in settled]

    def number(self) -> str:
        self.count += 1
        return str(self.count)

    @step(tenths=st.integers(0, 30), activity=st.sampled_from(["", "patrol", "clean-up"]), complaint=st.booleans())
    def earn(self, tenths: int, activity: str, complaint: bool) -> None:
        record = Service(
            source=f"service_record/{self.number()}",
            person=VOLUNTEER,
            activity=activity,
            served_on=self.day,
            hours=Decimal(tenths) / 10,
            rated_by=RESIDENT,
            complaint=complaint,
        )
        near = (e for e in self.entries if e.about == activity or e.kind is Kind.REVERSE)
        entry = self.do(partial(points.earn, rule=self.rule, service=record, by=CLERK), near=near)
        assert (entry is None) == (tenths == 0)
        self.hours_served += record.hours

    @step(newcomer=st.integers(VOLUNTEER, 9))
    def refer(self, newcomer: int) -> None:
        record = Service(
            source="service_record/0", person=newcomer, activity="", served_on=self.day, hours=Decimal(1), rated_by=20
        )
        near = (e for e in self.entries if e.source == f"referral/{newcomer}")
        entry = self.do(partial(points.refer, rule=self.rule, service=record, by=21), near=near)
        assert (entry is None) == (newcomer == VOLUNTEER)

    @step(
        share=st.sampled_from([4, 4, 3, 2, 1, 5]),
        left=st.sampled_from([3, 3, 3, 2, 1, 0]),
        quantity=st.sampled_from([1, 1, 1, 1, 2, 0]),
        data=st.data(),
        at_once=st.booleans(),
    )
    def hold(self, share: int, left: int, quantity: int, data: st.DataObject, at_once: bool) -> None:
        if not self.full().available:
            self.earn(20, "", False)
        available = self.full().available
        reward = RewardStock(code="rice", price=max(1, available * share // 4), left=left)
        wish: dict[str, Any] = {
            "rule": self.rule,
            "reward": reward,
            "request": self.number(),
            "by": VOLUNTEER,
            "quantity": quantity,
        }
        entry = self.do(partial(points.hold, **wish), near=())
        assert entry is None or (available >= reward.price * quantity and 0 < quantity <= left)
        if entry and at_once:
            assert self.do(partial(points.capture, hold=entry.key, by=CLERK), near=(entry,))

    @step(data=st.data(), call=st.sampled_from([points.capture, points.release]))
    def settle(self, data: st.DataObject, call: Callable[..., Entry]) -> None:
        if origin := self.pick(data, self.waiting()):
            open_before = origin in self.waiting()
            near = [e for e in self.entries if e.key in (origin.key, ledger.settle_key(origin.key))]
            settled = self.do(partial(call, hold=origin.key, by=CLERK), near=near)
            assert open_before or settled is None or settled in near

    @step(
        data=st.data(), wanted=st.sampled_from(["spent", Kind.EARN, Kind.CAPTURE]), reason=st.sampled_from(["x", "y"])
    )
    def reverse(self, data: st.DataObject, wanted: str, reason: str) -> None:
        spent = [lot.entry for lot in lots(self.entries) if lot.spent + lot.held]
        if origin := self.pick(data, spent if wanted == "spent" else (e for e in self.entries if e.kind == wanted)):
            near = [e for e in self.entries if e.key in (origin.key, origin.of) or e.of == origin.key]
            self.do(partial(points.reverse, key=origin.key, reason=reason, by=CLERK), near=near)

    @step(amount=st.sampled_from([-150, -50, 0, 50, 150]))
    def adjust(self, amount: int) -> None:
        wish: dict[str, Any] = {"number": self.number(), "reason": "count", "proposed_by": CLERK, "by": OTHER}
        self.do(partial(points.adjust, rule=self.rule, amount=amount, **wish), near=())

    @step(days=st.sampled_from([0, 0, 0, 1, 35]))
    def expire(self, days: int) -> None:
        self.day += timedelta(days=days)
        for entry in points.expire(lots(self.entries), on=self.day):
            self.write(entry, self.stored)
        assert points.expire(lots(self.entries), on=self.day) == ()
        assert self.full().lapsed == 0

    @step(days=st.sampled_from([1, 1, 10, 35]))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)

    @precondition(lambda self: self.done)
    @step(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        call, entry = data.draw(st.sampled_from(self.done))
        assert call(self.full(), on=self.day) is entry
        assert post(self.entries, entry) == self.entries

    @invariant()
    def stored_sums_equal_the_entries(self) -> None:
        full = self.full()
        assert (self.stored.balance, self.stored.held) == (sum(e.amount for e in self.entries), full.held)
        assert self.stored.redeemed == full.redeemed
        assert points.differences(self.stored, self.entries) == ()
        assert self.stored.debt == ledger.debt(self.entries)

    @invariant()
    def nothing_is_made_or_lost(self) -> None:
        book = lots(self.entries)
        undone = {e.of for e in self.entries if e.kind in (Kind.RELEASE, Kind.REVERSE)}
        standing = sum(
            e.held if e.kind is Kind.HOLD else -e.amount
            for e in self.entries
            if (e.kind is Kind.HOLD and not undone & {e.key, ledger.settle_key(e.key)})
            or (e.kind is Kind.ADJUST and e.amount < 0)
        )
        debt = ledger.debt(self.entries)
        assert all(
            lot.entry.amount == lot.left + lot.held + lot.spent + lot.expired + lot.reversed
            and min(lot.left, lot.held, lot.spent, lot.expired, lot.reversed) >= 0
            for lot in book
        )
        assert sum(lot.left for lot in book) - debt == ledger.available(self.entries)
        assert sum(lot.held + lot.spent for lot in book) + debt == standing
        assert not (debt and any(lot.left for lot in book))

    @invariant()
    def a_reversed_lot_holds_nothing(self) -> None:
        gone = {entry.of for entry in self.entries if entry.kind is Kind.REVERSE}
        assert not any(lot.left + lot.held + lot.spent for lot in lots(self.entries) if lot.entry.key in gone)

    @invariant()
    def every_entry_is_answered_once_and_by_its_like(self) -> None:
        by_key = {entry.key: entry for entry in self.entries}
        assert len(by_key) == len(self.entries)
        settled = [e.of for e in self.entries if e.kind in (Kind.CAPTURE, Kind.RELEASE)]
        reversed_ = [e.of for e in self.entries if e.kind is Kind.REVERSE]
        assert len(set(settled)) == len(settled)
        assert len(set(reversed_)) == len(reversed_)
        assert all(by_key[key or ""].kind is Kind.HOLD for key in settled)
        assert all(by_key[e.of or ""].held == -e.held for e in self.entries if e.of in settled and e.held)
        assert all(by_key[key or ""].kind in (Kind.EARN, Kind.CAPTURE) for key in reversed_)

    @invariant()
    def limits_hold_and_hours_never_fall(self) -> None:
        assert ledger.hours(self.entries) == self.hours_served
        gone = {entry.of for entry in self.entries if entry.kind is Kind.REVERSE}
        for activity in ("patrol", "clean-up"):
            paid = (e.paid_hours for e in self.entries if e.about == activity and e.key not in gone)
            assert sum(paid) <= 2
        quarters = [points.quarter(day) for day in self.stored.redeemed]
        assert all(quarters.count(one) <= 6 for one in quarters)


AnyHistory.TestCase.settings = settings(max_examples=50, stateful_step_count=50, deadline=None)
TestAnyHistory = AnyHistory.TestCase
