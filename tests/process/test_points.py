"""Which step the rules of the points ledger allow, by example; test_points_history.py tries any history."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.process import ledger, points
from app.process.ledger import Entry, lots
from app.process.points import RewardStock, Rule
from app.process.refusal import POINTS, Reason, Refused
from tests.process.account import CLERK, DAY, OTHER, RICE, SAMPLE, VOLUNTEER, Account, codes, service, unlimited


@pytest.fixture
def account() -> Account:
    return Account()


# Earning


@pytest.mark.parametrize(("served", "paid"), [("0.5", 50), ("1.5", 150), ("2", 200), ("3.5", 200)])
def test_an_hour_is_a_point_up_to_two_hours_per_activity(account: Account, served: str, paid: int) -> None:
    entry = account.earn(hours=Decimal(served))
    assert (entry.amount, entry.hours) == (paid, Decimal(served))
    assert account.sums() == (paid, paid, 0)


def test_two_records_of_one_activity_share_its_limit(account: Account) -> None:
    first = account.earn("service_record/1", activity="clean-up", hours=Decimal("1.5"))
    second = account.earn("service_record/2", activity="clean-up", hours=Decimal("1.5"))
    third = account.earn("service_record/3", activity="patrol", hours=Decimal("1.5"))
    assert [first.amount, second.amount, third.amount] == [150, 50, 150]
    account.reverse(first)
    assert account.earn("service_record/4", activity="clean-up").amount == 150
    assert ledger.hours(account.entries) == Decimal("6.5")


def test_a_rate_with_two_decimals_rounds_half_up() -> None:
    assert Account(unlimited(per_hour=125)).earn(hours=Decimal("0.1")).amount == 13


def test_a_lower_limit_in_a_new_version_takes_nothing_back(account: Account) -> None:
    account.earn("service_record/1", activity="patrol")
    account.rule = replace(SAMPLE, version=2, most_hours=Decimal(1))
    assert account.earn("service_record/2", activity="patrol").amount == 0


def test_a_complaint_gives_no_points_but_counts_the_hours_and_leaves_the_limit_alone(account: Account) -> None:
    entry = account.earn(activity="patrol", complaint=True)
    assert (entry.amount, entry.hours, entry.paid_hours) == (0, Decimal(2), Decimal(0))
    assert account.earn("service_record/2", activity="patrol").amount == 200


def test_every_reason_against_earning_is_said_at_once(account: Account) -> None:
    wrong = {"rated_by": VOLUNTEER, "hours": Decimal(0), "served_on": date(2020, 1, 1), "by": VOLUNTEER}
    assert codes(account.earn, **wrong) == {"own_rating", "own_account", "no_hours", "rule_not_in_force"}
    assert codes(account.earn, rated_by=None) == {"not_rated"}
    assert codes(account.earn, person=OTHER) == {"other_person"}


def test_a_source_earns_once_even_under_a_new_version_of_the_rule(account: Account) -> None:
    first = account.earn()
    account.rule = replace(SAMPLE, version=2, per_hour=500)
    assert account.earn() is first
    assert first.version == 1
    assert account.sums() == (200, 200, 0)


def test_a_source_paid_to_somebody_else_is_refused(account: Account) -> None:
    elsewhere = replace(account.earn(), account=8)
    here = replace(account.now(), near=(elsewhere,))
    assert codes(points.earn, here, SAMPLE, service(), by=CLERK, on=DAY) == {"key_used"}


def test_a_referral_pays_once_per_newcomer(account: Account) -> None:
    def refer(source: str, **changes: Any) -> Entry:
        record = service(source, **{"person": OTHER, **changes})
        return account.put(points.refer(account.now(), SAMPLE, record, by=CLERK, on=DAY))

    assert codes(refer, "service_record/1", complaint=True) == {"complaint"}
    assert codes(refer, "service_record/1", person=VOLUNTEER) == {"own_referral"}
    assert codes(refer, "service_record/1", rated_by=None) == {"not_rated"}
    first = refer("service_record/1")
    assert (first.amount, first.hours) == (200, Decimal(0))
    assert refer("service_record/2") is first


def test_the_newest_version_in_force_on_the_day_is_found() -> None:
    second = replace(SAMPLE, version=2, since=DAY)
    third = replace(SAMPLE, version=3, since=date(2026, 1, 1))
    rules = (third, SAMPLE, second, replace(SAMPLE, code="other", version=9))
    assert points.rule_on(rules, "service", DAY) == second
    assert points.rule_on(rules, "service", DAY - timedelta(days=1)) == SAMPLE
    assert points.rule_on(rules, "service", date(2023, 1, 1)) is None


@pytest.mark.parametrize(
    "wrong", [{"code": "a:b"}, {"version": 0}, {"per_hour": -1}, {"months": 0}, {"until": date(2000, 1, 1)}]
)
def test_a_rule_that_cannot_be_is_not_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="rule"):
        replace(SAMPLE, **wrong)


# Redeeming


def test_a_hold_leaves_the_balance_and_a_pick_up_spends_it(account: Account) -> None:
    account.earn()
    held = account.hold()
    assert account.sums() == (200, 100, 0)
    taken = account.capture(held)
    assert account.sums() == (100, 100, 0)
    assert (taken.rule, taken.version, taken.of) == ("service", 1, held.key)


def test_a_cancelled_redemption_gives_everything_back(account: Account) -> None:
    account.earn()
    account.release(account.hold())
    assert account.sums() == (200, 200, 0)
    assert account.now().redeemed == ()


def test_every_reason_against_redeeming_is_said_at_once(account: Account) -> None:
    account.earn()
    account.capture(account.hold())
    gone = RewardStock(code="oil", price=150, left=0, offered=False)
    assert points.may_redeem(account.now(), SAMPLE, gone, on=DAY) == (
        Reason(code="not_enough", values=(("needed", Decimal("1.5")), ("available", Decimal(1)))),
        Reason(code="not_offered"),
        Reason(code="no_stock", values=(("wanted", 1), ("left", 0))),
        Reason(code="quarter_full", values=(("used", 1), ("most", 1), ("day", date(2025, 4, 1)))),
    )
    with pytest.raises(Refused, match=r"1\.5 points are needed, 1 are available\. This reward is not on offer\."):
        account.hold("b", gone)


def test_the_last_points_buy_the_last_piece(account: Account) -> None:
    account.earn()
    account.hold(reward=replace(RICE, left=2), quantity=2)
    assert account.sums() == (200, 0, 0)


def test_a_quantity_below_one_never_holds(account: Account) -> None:
    account.earn()
    assert codes(account.hold, quantity=0) == {"bad_quantity"}
    assert codes(account.hold, quantity=-3) == {"bad_quantity"}


def test_one_redemption_a_quarter_counts_what_stands() -> None:
    account = Account(replace(SAMPLE, most_hours=None))
    account.earn(hours=Decimal(10))
    account.release(account.hold("a"))
    taken = account.capture(account.hold("b"))
    assert codes(account.hold, "c") == {"quarter_full"}
    account.reverse(taken, "broken")
    account.hold("c")
    account.day = date(2025, 4, 1)
    account.hold("d")


@pytest.mark.parametrize(
    ("day", "first", "following"),
    [
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 4, 1)),
        (date(2025, 6, 30), date(2025, 4, 1), date(2025, 7, 1)),
        (date(2025, 9, 1), date(2025, 7, 1), date(2025, 10, 1)),
        (date(2025, 12, 31), date(2025, 10, 1), date(2026, 1, 1)),
    ],
)
def test_a_quarter_ends_where_the_next_begins(day: date, first: date, following: date) -> None:
    assert points.quarter(day) == (first, following)


def test_a_repeated_request_holds_once_even_when_the_points_are_gone(account: Account) -> None:
    account.earn(hours=Decimal(1))
    first = account.hold()
    assert account.hold() is first
    account.capture(first)
    assert account.hold() is first
    assert codes(account.hold, reward=replace(RICE, code="oil")) == {"key_used"}
    assert codes(account.hold, quantity=2) == {"key_used"}
    assert account.sums() == (0, 0, 0)


def test_a_hold_is_settled_once(account: Account) -> None:
    account.earn()
    held = account.hold()
    taken = account.capture(held)
    assert account.capture(held) is taken
    assert codes(account.capture, held, by=OTHER) == {"picked_up"}
    assert codes(account.release, held) == {"picked_up"}
    account.reverse(taken, "broken")
    again = account.hold("b")
    account.release(again)
    assert codes(account.capture, again) == {"cancelled"}


def test_only_a_hold_of_this_account_can_be_settled(account: Account) -> None:
    earned = account.earn()
    assert codes(account.capture, earned) == {"not_a_hold"}
    assert codes(account.release, earned) == {"not_a_hold"}
    assert codes(points.capture, account.now(), "hold:7:none", by=CLERK, on=DAY) == {"unknown_entry"}
    foreign = replace(account.now(), account=8)
    assert codes(points.release, foreign, earned.key, by=CLERK, on=DAY) == {"unknown_entry"}


def test_nobody_hands_a_reward_to_himself(account: Account) -> None:
    account.earn()
    assert codes(account.capture, account.hold(), by=VOLUNTEER) == {"own_account"}


# Reversing and adjusting


def test_reversing_an_unspent_lot_leaves_nothing(account: Account) -> None:
    entry = account.reverse(account.earn())
    assert (entry.amount, entry.version) == (-200, 1)
    assert account.sums() == (0, 0, 0)
    assert ledger.hours(account.entries) == 2


def test_an_entry_is_reversed_once(account: Account) -> None:
    earned = account.earn()
    first = account.reverse(earned)
    assert account.reverse(earned) is first
    assert codes(account.reverse, earned, reason="again") == {"reversed_before"}
    assert account.sums() == (0, 0, 0)


def test_a_spent_lot_leaves_a_debt_that_blocks_redemption_until_it_is_earned_back() -> None:
    account = Account(unlimited())
    earned = account.earn()
    account.capture(account.hold(reward=replace(RICE, price=150)))
    account.reverse(earned)
    assert account.sums() == (-150, -150, 150)
    assert codes(account.hold, "b") == {"in_debt"}
    account.earn("service_record/2")
    assert account.sums() == (50, 50, 0)
    assert [lot.left for lot in lots(account.entries)] == [0, 50]
    account.hold("b", replace(RICE, price=50))


def test_in_debt_no_hold_is_handed_out_until_another_is_cancelled() -> None:
    account = Account(unlimited())
    earned = account.earn("service_record/1", hours=Decimal(1))
    account.earn("service_record/2", hours=Decimal(1))
    first, second = account.hold("a"), account.hold("b")
    account.reverse(earned)
    assert account.sums() == (100, -100, 100)
    assert codes(account.capture, first) == {"in_debt"}
    account.release(second)
    account.capture(first)
    assert account.sums() == (0, 0, 0)
    assert [(lot.left, lot.spent) for lot in lots(account.entries)] == [(0, 0), (0, 100)]


def test_in_debt_cancelling_the_uncovered_hold_settles_it() -> None:
    account = Account(unlimited())
    earned = account.earn("service_record/1", hours=Decimal(1))
    account.earn("service_record/2", hours=Decimal(1))
    first, second = account.hold("a"), account.hold("b")
    account.reverse(earned)
    account.release(first)
    assert [(lot.left, lot.held) for lot in lots(account.entries)] == [(0, 0), (0, 100)]
    account.capture(second)
    assert account.sums() == (0, 0, 0)


def test_what_rested_on_a_reversed_lot_moves_to_the_others() -> None:
    account = Account(unlimited(months=1))
    soon = account.earn("service_record/1")
    account.rule = unlimited()
    account.earn("service_record/2")
    taken = account.capture(account.hold(reward=replace(RICE, price=200)))
    account.reverse(soon)
    assert [(lot.left, lot.spent, lot.reversed) for lot in lots(account.entries)] == [(0, 0, 200), (0, 200, 0)]
    account.reverse(taken, "broken")
    account.day = date(2026, 1, 1)
    assert account.expire() == ()
    assert account.sums() == (200, 200, 0)


def test_a_reversal_leaves_out_what_expired() -> None:
    account = Account(unlimited(months=1))
    earned = account.earn()
    account.capture(account.hold())
    account.day = date(2025, 3, 1)
    account.expire()
    assert account.reverse(earned).amount == -100
    assert account.sums() == (-100, -100, 100)


def test_what_cannot_be_reversed(account: Account) -> None:
    earned = account.earn(complaint=True)
    assert codes(account.reverse, earned, reason=" ", by=VOLUNTEER) == {"nothing_left", "no_reason", "own_account"}
    adjusted = account.adjust(300)
    held = account.hold()
    assert codes(account.reverse, adjusted) == {"not_reversible"}
    assert codes(account.reverse, held) == {"not_reversible"}
    assert codes(account.reverse, account.release(held)) == {"not_reversible"}


def test_an_adjustment_needs_two_people_other_than_the_holder_and_a_reason(account: Account) -> None:
    assert codes(account.adjust, 100, by=CLERK) == {"same_person"}
    assert codes(account.adjust, 100, by=VOLUNTEER) == {"own_account"}
    assert codes(account.adjust, 100, proposed_by=VOLUNTEER) == {"own_account"}
    assert codes(account.adjust, 0, reason="", on=date(2020, 1, 1)) == {"no_change", "no_reason", "rule_not_in_force"}
    assert codes(account.adjust, -1) == {"not_enough"}
    entry = account.adjust(100)
    assert (entry.by, entry.proposed_by, entry.version) == (OTHER, CLERK, 1)
    assert account.adjust(100) is entry
    assert codes(account.adjust, 200) == {"key_used"}
    account.adjust(-40, "2")
    assert account.sums() == (60, 60, 0)


def test_adjusted_points_last_as_long_as_earned_ones() -> None:
    account = Account(unlimited(months=1))
    assert account.adjust(100).expires_on == date(2025, 2, 15)
    assert account.adjust(-50, "2").expires_on is None
    account.day = date(2025, 3, 1)
    assert [entry.amount for entry in account.expire()] == [-50]


def test_an_adjustment_pays_a_debt(account: Account) -> None:
    earned = account.earn()
    account.capture(account.hold())
    account.reverse(earned)
    assert codes(account.adjust, -1) == {"in_debt"}
    account.adjust(100, "2")
    assert account.sums() == (0, 0, 0)


# The room itself


def test_stored_sums_that_differ_are_named(account: Account) -> None:
    account.earn()
    assert points.differences(account.now(), account.entries) == ()
    stored = replace(account.now(), balance=150, held=50)
    assert [str(reason) for reason in points.differences(stored, account.entries)] == [
        "The stored balance is 1.5 points, the entries add up to 2.",
        "The stored sum of held points is 0.5, the entries add up to 0.",
    ]


def test_every_refusal_has_a_text_and_every_text_a_refusal() -> None:
    source = Path(points.__file__).read_text("utf-8")
    quoted = set(re.findall(r'"([a-z_]+)"', source)) | {"balance_differs", "held_differs"}
    used = set(re.findall(r'_reason\("([a-z_]+)"', source)) | {"balance_differs", "held_differs"}
    assert used <= set(POINTS) <= quoted


def test_the_room_imports_the_standard_library_only() -> None:
    for file in Path(points.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names or name.startswith("app.process"), (file, name)


def test_the_guide_names_every_kind_of_entry_and_its_sample_rule_is_the_one_tested() -> None:
    guide = (Path(points.__file__).parents[2] / "docs" / "points.md").read_text("utf-8")
    assert all(f"| {kind.upper()} |" in guide for kind in ledger.Kind)
    (sample,) = re.findall(r"^    (Rule\(.*\))$", guide, re.MULTILINE)
    assert eval(sample, {"Rule": Rule, "Decimal": Decimal, "date": date}) == SAMPLE
