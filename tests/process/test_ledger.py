"""What the entries of the points ledger add up to: lots and their last days, keys, and entries that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.process import ledger, points
from app.process.ledger import Entry, Kind, lots, post
from tests.process.account import CLERK, DAY, RICE, SAMPLE, Account, codes, unlimited


@pytest.fixture
def account() -> Account:
    return Account()


# Lots and expiry


@pytest.mark.parametrize(
    ("earned", "months", "last"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 12, date(2026, 12, 15)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 11, 30), None, None),
    ],
)
def test_a_lot_lasts_months_to_the_same_day(earned: date, months: int | None, last: date | None) -> None:
    assert replace(SAMPLE, months=months).last_day(earned) == last


def test_the_lot_that_expires_first_is_spent_first() -> None:
    account = Account(unlimited(months=12))
    late = account.earn("service_record/1")
    account.rule = unlimited(months=1)
    soon = account.earn("service_record/2")
    account.capture(account.hold(reward=replace(RICE, price=300)))
    assert {lot.entry.key: (lot.left, lot.spent) for lot in lots(account.entries)} == {
        late.key: (100, 100),
        soon.key: (0, 200),
    }


def test_points_last_through_their_last_day_and_the_job_may_run_again() -> None:
    account = Account(unlimited(months=1))
    earned = account.earn()
    account.day = date(2025, 2, 15)
    assert account.expire() == ()
    account.day = date(2025, 2, 16)
    assert codes(account.hold) == {"not_enough"}
    (expired,) = account.expire()
    assert (expired.amount, expired.of, expired.by) == (-200, earned.key, None)
    assert account.expire() == ()
    assert account.sums() == (0, 0, 0)


def test_a_lot_past_its_last_day_is_not_spent_even_before_the_job_ran() -> None:
    account = Account(unlimited(months=1))
    account.earn("service_record/1")
    account.day = date(2025, 3, 1)
    account.earn("service_record/2")
    assert codes(account.hold, reward=replace(RICE, price=300)) == {"not_enough"}
    account.hold()
    assert [(lot.left, lot.held) for lot in lots(account.entries)] == [(200, 0), (100, 100)]


def test_held_points_outlive_their_lot_until_the_hold_is_cancelled() -> None:
    account = Account(unlimited(months=1))
    account.earn()
    held = account.hold()
    account.day = date(2025, 3, 1)
    first = account.expire()
    assert account.sums() == (100, 0, 0)
    account.release(held)
    second = account.expire()
    assert [entry.amount for entry in first + second] == [-100, -100]
    assert account.sums() == (0, 0, 0)


def test_two_runs_of_the_job_at_once_make_the_same_entries() -> None:
    account = Account(unlimited(months=1))
    account.earn()
    account.day = date(2025, 3, 1)
    book = lots(account.entries)
    for entry in points.expire(book, on=account.day) + points.expire(book, on=account.day):
        account.put(entry)
    assert account.sums() == (0, 0, 0)


# The values themselves


GOOD: dict[str, Any] = {"account": 7, "key": "k", "on": DAY, "rule": "service", "version": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": Kind.EARN, "amount": -1, "source": "s"},
        {"kind": Kind.EARN, "amount": 1},
        {"kind": Kind.HOLD, "amount": 1, "held": 1, "source": "s"},
        {"kind": Kind.HOLD, "held": 1, "source": "s", "hours": Decimal(1)},
        {"kind": Kind.CAPTURE, "amount": -1, "held": -2, "of": "h"},
        {"kind": Kind.CAPTURE, "amount": -1, "held": -1},
        {"kind": Kind.RELEASE, "held": 1, "of": "h"},
        {"kind": Kind.EXPIRE, "amount": 1, "of": "e"},
        {"kind": Kind.REVERSE, "of": "e"},
        {"kind": Kind.REVERSE, "amount": 1, "of": "e", "source": "s"},
        {"kind": Kind.ADJUST, "amount": 1, "source": "s", "by": CLERK},
        {"kind": Kind.ADJUST, "amount": 1, "source": "s", "by": CLERK, "proposed_by": CLERK},
    ],
)
def test_an_entry_that_cannot_be_is_not_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="entry k:"):
        Entry(**GOOD, **wrong)


def test_a_reward_costs_something() -> None:
    with pytest.raises(ValueError, match="rice"):
        replace(RICE, price=0)


def test_the_ledger_takes_a_source_once_per_rule_and_no_orphans(account: Account) -> None:
    earned = account.earn()
    with pytest.raises(ValueError, match="already applied"):
        post(account.entries, replace(earned, key="other"))
    with pytest.raises(ValueError, match="not in the ledger"):
        post((), Entry(**GOOD, kind=Kind.RELEASE, held=-1, of="h"))


def test_keys_do_not_depend_on_anything_but_the_step() -> None:
    assert ledger.earn_key("service", "service_record/17") == "earn:service:service_record/17"
    assert ledger.hold_key(7, "token") == "hold:7:token"
    assert ledger.settle_key("hold:7:token") == "settle:hold:7:token"
    assert ledger.expire_key("earn:service:service_record/17", 0) == "expire:0:earn:service:service_record/17"
    assert ledger.reverse_key("settle:hold:7:token") == "reverse:settle:hold:7:token"
    assert ledger.adjust_key(7, "2025-3") == "adjust:7:2025-3"
