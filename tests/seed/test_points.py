"""The ledger of the sample adds up: sums, lots and hours of every account follow from its entries."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, select

from app.process import ledger
from app.process.points import differences
from models.points import PointsAccount, PointsEntry
from models.rewards import Redemption, Reward
from models.volunteer import Volunteer
from models.volunteering import ServiceRecord
from seed.rules import TODAY
from tests.seed.conftest import Sample, keys


def rows_of(connection: Connection, model: type[Any]) -> list[Any]:
    return list(connection.execute(select(model.__table__)))


def ledger_entry(row: Any) -> ledger.Entry:
    return ledger.Entry(
        kind=ledger.Kind(row.kind),
        account=row.account_id,
        key=row.key,
        amount=int(row.amount * 100),
        held=int(row.held * 100),
        on=row.booked_on,
        rule=row.rule_code,
        version=row.rule_version,
        source=row.source,
        of=row.follows,
        about=row.about or "",
        hours=row.hours,
        paid_hours=row.paid_hours,
        expires_on=row.expires_on,
        by=row.by_id,
        proposed_by=row.proposed_by_id,
        reason=row.reason or "",
    )


def check_ledger(connection: Connection) -> None:
    """Every account's sums, lots and hours follow from its entries; every piece taken from its redemptions."""
    entries = defaultdict(list)
    for row in connection.execute(select(PointsEntry.__table__).order_by(PointsEntry.__table__.c.id)):
        entries[row.account_id].append(ledger_entry(row))
    volunteers = {row.person_id: row for row in rows_of(connection, Volunteer)}
    for account in rows_of(connection, PointsAccount):
        own = entries.pop(account.id, [])
        stored = ledger.Position(
            account=account.id,
            person=account.person_id,
            balance=int(account.balance * 100),
            held=int(account.held * 100),
        )
        assert not differences(stored, own)
        assert stored.available >= 0
        assert sum(lot.left for lot in ledger.lots(own)) == stored.available
        assert [entry.on for entry in own] == sorted(entry.on for entry in own)
        assert ledger.hours(own) == volunteers[account.person_id].hours
    assert not entries
    served: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows_of(connection, ServiceRecord):
        if row.rating is not None:
            served[row.volunteer_id] += row.hours
    assert all(row.hours == served[row.id] for row in volunteers.values())
    taken: dict[int, int] = defaultdict(int)
    for row in rows_of(connection, Redemption):
        if row.state in ("held", "done"):
            taken[row.reward_id] += row.quantity
    assert all(row.taken == taken[row.id] for row in rows_of(connection, Reward))


def test_the_ledger_adds_up(connection: Connection) -> None:
    check_ledger(connection)


@pytest.mark.long
def test_the_ledger_of_the_full_load_adds_up(full_sample: Sample) -> None:
    with keys(full_sample.config), full_sample.engine.connect() as connection:
        check_ledger(connection)


def test_nobody_rates_or_pays_himself(connection: Connection) -> None:
    people_of = {row.id: row.person_id for row in rows_of(connection, Volunteer)}
    holders = {row.id: row.person_id for row in rows_of(connection, PointsAccount)}
    assert all(row.rated_by_id != people_of[row.volunteer_id] for row in rows_of(connection, ServiceRecord))
    entries = [row for row in rows_of(connection, PointsEntry) if row.kind != "hold"]
    assert all(row.by_id != holders[row.account_id] for row in entries)


def test_services_follow_the_registration(connection: Connection) -> None:
    since = {row.id: row.registered_on for row in rows_of(connection, Volunteer)}
    assert all(since[row.volunteer_id] <= row.served_on <= TODAY for row in rows_of(connection, ServiceRecord))


def test_every_end_of_a_redemption_is_shown(connection: Connection) -> None:
    assert {row.state for row in rows_of(connection, Redemption)} == {"held", "done", "cancelled", "reversed"}
