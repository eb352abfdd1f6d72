"""Finds where the stored sums of the ledger are not what its entries add up to."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.process.refusal import Reason
from models.ledger.store import DOOR, sentence
from models.points import PointsAccount, PointsEntry
from models.rewards import Redemption, RedemptionState, Reward
from models.volunteer import Volunteer


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A row whose stored sum is wrong, and how."""

    resource: str
    id: int
    words: str


def differences(session: Session) -> tuple[Difference, ...]:
    """Every stored sum that is not what its rows add up to; empty when all is well. The session works for the house."""
    return (*_of_accounts(session), *_of_rewards(session), *_of_hours(session))


def _of_accounts(session: Session) -> list[Difference]:
    sums = (
        select(
            PointsEntry.account_id,
            func.sum(PointsEntry.amount).label("balance"),
            func.sum(PointsEntry.held).label("held"),
        )
        .group_by(PointsEntry.account_id)
        .subquery()
    )
    balance, held = func.coalesce(sums.c.balance, 0), func.coalesce(sums.c.held, 0)
    statement = (
        select(PointsAccount.id, PointsAccount.balance, balance, PointsAccount.held, held)
        .outerjoin(sums, sums.c.account_id == PointsAccount.id)
        .where(or_(PointsAccount.balance != balance, PointsAccount.held != held))
        .order_by(PointsAccount.id)
    )
    found = []
    for number, *pairs in session.execute(statement, execution_options=DOOR):
        reasons = [
            Reason(code=f"{name}_differs", values=(("stored", stored), ("summed", summed)))
            for name, stored, summed in (("balance", *pairs[:2]), ("held", *pairs[2:]))
            if stored != summed
        ]
        found.append(Difference(resource="points_account", id=number, words=" ".join(map(sentence, reasons))))
    return found


def _of_rewards(session: Session) -> list[Difference]:
    standing = Redemption.state.in_((RedemptionState.HELD, RedemptionState.DONE))
    sums = (
        select(Redemption.reward_id, func.sum(Redemption.quantity).label("taken"))
        .where(standing, Redemption.deleted_at.is_(None))
        .group_by(Redemption.reward_id)
        .subquery()
    )
    taken = func.coalesce(sums.c.taken, 0)
    statement = (
        select(Reward.id, Reward.taken, taken)
        .outerjoin(sums, sums.c.reward_id == Reward.id)
        .where(Reward.taken != taken)
        .order_by(Reward.id)
    )
    return [
        Difference(
            resource="reward",
            id=number,
            words=gettext(
                "%(stored)s pieces are stored as taken, the redemptions add up to %(summed)s.",
                stored=stored,
                summed=summed,
            ),
        )
        for number, stored, summed in session.execute(statement, execution_options=DOOR)
    ]


def _of_hours(session: Session) -> list[Difference]:
    served = (
        select(PointsAccount.person_id, func.sum(PointsEntry.hours).label("hours"))
        .join(PointsAccount, PointsAccount.id == PointsEntry.account_id)
        .group_by(PointsAccount.person_id)
        .subquery()
    )
    statement = (
        select(Volunteer.id, Volunteer.hours, served.c.hours)
        .join(served, served.c.person_id == Volunteer.person_id)
        .where(Volunteer.deleted_at.is_(None), Volunteer.hours < served.c.hours)
        .order_by(Volunteer.id)
    )
    return [
        Difference(
            resource="volunteer",
            id=number,
            words=gettext("%(stored)s hours are stored, the entries hold %(summed)s.", stored=stored, summed=summed),
        )
        for number, stored, summed in session.execute(statement, execution_options=DOOR)
    ]
