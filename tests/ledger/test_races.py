"""What many people at once cannot do to the ledger, on both databases."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from app.record import utc_now
from models.ledger import service
from models.ledger.store import NotBooked
from models.points import PointsAccount, PointsEntry, PointsRule
from models.rewards import Redemption, Reward
from models.volunteer import Volunteer
from models.volunteering import Activity
from tests.ledger.counter import DAY, Counter, redemptions


def at_once(steps: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each step gave, or why it was refused, when all begin together in threads and sessions of their own."""
    waiting = list(steps)
    start = Barrier(len(waiting))

    def run(step: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return step()
        except NotBooked as refused:
            return tuple(reason.code for reason in refused.reasons)

    with ThreadPoolExecutor(len(waiting)) as threads:
        return list(threads.map(run, waiting))


def test_of_forty_spenders_with_funds_for_ten_exactly_ten_succeed(either: Counter) -> None:
    account, reward = either.funded(100), either.reward(10, stock=1000)
    got = at_once([lambda: either.redeem(account, reward)] * 40)
    assert Tally(type(found) for found in got) == {int: 10, tuple: 30}
    assert {found for found in got if isinstance(found, tuple)} == {("not_enough",)}
    assert either.sums(account) == (100, 100)
    assert len(redemptions(either, account)) == 10
    assert len({found.number for found in redemptions(either, account)}) == 10
    assert either.get(Reward, reward).taken == 10
    assert either.wrong() == []


def test_the_sums_themselves_refuse_where_a_step_was_misled(either: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second line of defence: a step that believes in old sums is stopped by the UPDATE."""
    account, reward = either.funded(30), either.reward(10, stock=2)
    position, stock = service.position, service.rules.RewardStock
    monkeypatch.setattr(service, "position", lambda *given: replace(position(*given), balance=10**6, held=0))
    monkeypatch.setattr(service.rules, "RewardStock", lambda **given: stock(**{**given, "left": 10**6}))
    got = at_once([lambda: either.redeem(account, reward)] * 8)
    assert Tally(found if isinstance(found, tuple) else "got it" for found in got) == {"got it": 2, ("no_stock",): 6}
    either.redeem(account, either.reward(10))
    with pytest.raises(NotBooked, match="10 points are needed, 0 are available"):
        either.redeem(account, either.reward(10))
    assert either.sums(account) == (30, 30)
    assert either.wrong() == []


def test_a_step_takes_the_lock_itself_where_the_transaction_began_without(counter: Counter) -> None:
    """SQLite outside a POST request: a plain BEGIN takes no lock, so the step has to."""
    account, reward = counter.funded(30), counter.reward(10)

    def spend(request: str) -> int:
        with counter.open(writing=False) as session:
            by = counter.clerk
            return service.redeem(session, account, reward, quantity=1, request=request, by=by, on=DAY).id

    got = at_once([partial(spend, f"ask{number}") for number in range(10)])
    assert Tally(type(found) for found in got) == {int: 3, tuple: 7}
    assert counter.sums(account) == (30, 30)
    assert counter.wrong() == []


def test_the_same_asking_sent_by_many_spends_once(either: Counter) -> None:
    account, reward = either.funded(100), either.reward(10)
    got = at_once([lambda: either.redeem(account, reward, request="same")] * 12)
    assert len(set(got)) == 1
    assert either.sums(account) == (100, 10)
    assert either.get(Reward, reward).taken == 1
    assert either.wrong() == []


def test_the_last_piece_goes_to_one(either: Counter) -> None:
    accounts, reward = [either.funded(10) for _ in range(8)], either.reward(10, stock=1)
    got = at_once([partial(either.redeem, account, reward) for account in accounts])
    assert Tally(found if isinstance(found, tuple) else "got it" for found in got) == {"got it": 1, ("no_stock",): 7}
    assert either.get(Reward, reward).taken == 1
    assert sorted(either.sums(account) for account in accounts) == [(10, 0)] * 7 + [(10, 10)]
    assert either.wrong() == []


def test_a_service_awarded_by_many_earns_once_on_one_account(either: Counter) -> None:
    volunteer = either.volunteer()
    record, others = either.service(volunteer, 2), [either.service(volunteer, 1) for _ in range(4)]
    steps = [partial(either.do, service.award, number) for number in [record] * 6 + others]
    got = at_once(steps)
    assert len(set(got[:6])) == 1
    assert len(either.all(PointsAccount)) == 1
    assert either.sums(either.account_of(volunteer)) == (6, 0)
    assert either.get(Volunteer, volunteer).hours == 6
    assert either.wrong() == []


def test_an_activity_pays_its_hours_once_however_they_are_awarded(either: Counter) -> None:
    either.set(PointsRule, either.all(PointsRule)[0].id, most_hours=Decimal(2))
    activity = either.add(Activity, title="巡逻", kind="environment", state="done", starts_at=utc_now())
    volunteer = either.volunteer()
    records = [either.service(volunteer, 1, activity_id=activity) for _ in range(6)]
    at_once([partial(either.do, service.award, number) for number in records])
    assert either.sums(either.account_of(volunteer)) == (2, 0)
    assert either.get(Volunteer, volunteer).hours == 6
    assert either.wrong() == []


def test_a_redemption_is_either_handed_out_or_cancelled(either: Counter) -> None:
    account, reward = either.funded(10), either.reward(10, stock=1)
    number = either.redeem(account, reward)
    got = at_once([partial(either.do, step, number) for step in (service.hand_out, service.cancel) * 4])
    state = either.get(Redemption, number).state
    settled = "cancelled" if state == "cancelled" else "picked_up"
    assert Tally(found if isinstance(found, tuple) else "done" for found in got) == {"done": 4, (settled,): 4}
    assert len(either.kinds(account)) == 3
    assert either.sums(account) == ((10, 0) if state == "cancelled" else (0, 0))
    assert either.wrong() == []


def test_a_correction_is_booked_once(either: Counter) -> None:
    account = either.funded(10)
    number = either.do(service.propose, account, Decimal(5), reason="补记", request="one")
    at_once([lambda: either.do(service.approve, number, by=either.second)] * 6)
    assert either.sums(account) == (15, 0)
    assert either.wrong() == []


def test_lots_expire_once_while_others_spend_and_earn(either: Counter) -> None:
    either.set(PointsRule, either.all(PointsRule)[0].id, months=1)
    late = date(2024, 3, 5)
    volunteers, reward = [either.volunteer() for _ in range(3)], either.reward(4, stock=1000)
    for volunteer in volunteers:
        either.award(volunteer, 10, on=date(2024, 1, 31))
        either.award(volunteer, 8, on=date(2024, 2, 20))
    accounts = [either.account_of(volunteer) for volunteer in volunteers]

    def job() -> int:
        with either.open() as session:
            return service.expire_due(session, late)

    spend = [partial(either.redeem, account, reward, on=late) for account in accounts for _ in range(3)]
    got = at_once([job, job, *spend])
    assert Tally(type(found) for found in got[2:]) == {int: 6, tuple: 3}
    assert [either.sums(account) for account in accounts] == [(8, 8)] * 3
    assert [either.kinds(account).count("expire") for account in accounts] == [1, 1, 1]
    assert either.wrong() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE points_entry SET amount = 0 WHERE id = :id", "DELETE FROM points_entry WHERE id = :id"]
)
def test_the_database_itself_keeps_entries_as_they_are(either: Counter, statement: str) -> None:
    number = either.award(either.volunteer(), 5)
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        either.sql(statement, id=number)
    assert either.get(PointsEntry, number).amount == 5
