"""Turns the doings of the points ledger - award, redeem, hand out, reverse, correct, expire - into entries that hold.

Each function is one step inside the caller's transaction: it locks what it reads, asks the rules of `app/process`,
writes the entry with its sums and its trace, and raises `Invalid` with every reason where the rules refuse; the caller
then rolls back. `by` is the person who acts, `on` the day. The same step asked again changes nothing and gives what the
first one made.

Locks are taken in one order everywhere: service record, volunteer, account, reward or correction.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.access.scope import OutOfScope
from app.fields.base import Invalid
from app.process import points as rules
from app.process.ledger import Entry, adjust_key, earn_key, hold_key, reverse_key, settle_key
from app.process.refusal import Reason
from app.record import utc_now
from models.corrections import CorrectionState, PointsCorrection
from models.ledger.store import (
    DOOR,
    NotBooked,
    activity_key,
    add,
    book,
    change,
    entries,
    expire_lots,
    hundredths,
    lock,
    move,
    points,
    position,
    redeemed_days,
    refusals,
    row_of,
    rule_on,
)
from models.points import EntryKind, PointsAccount, PointsEntry
from models.rewards import Redemption, RedemptionState, Reward
from models.volunteer import Volunteer
from models.volunteering import Activity, ServiceRecord

# -- earning ------------------------------------------------------------------------------------------------------


def award(session: Session, service_id: int, *, by: int, on: date) -> PointsEntry:
    """The EARN of a rated service record; the hours go to the volunteer, whose account is opened where needed."""
    service = lock(session, ServiceRecord, service_id)
    volunteer = lock(session, Volunteer, service.volunteer_id)
    source = source_of(service)
    account = account_of(session, volunteer, on)
    if known := earned(session, account, source):
        return known
    rule = rule_on(session, account.street_id, service.served_on)
    near = [PointsEntry.key == earn_key(rule.code, source)]
    if service.activity_id:
        of_account = PointsEntry.account_id == account.id
        near += [
            and_(of_account, PointsEntry.activity_id == service.activity_id),
            and_(of_account, PointsEntry.kind == EntryKind.REVERSE),
        ]
    with refusals():
        entry = rules.earn(position(account, entries(session, *near)), rule, seen(service, volunteer), by=by, on=on)
    row = book(session, account, entry, about=title_of(session, service), activity_id=service.activity_id)
    move(session, volunteer, hours=service.hours)
    change(session, service, points=row.amount)
    return row


def refer(session: Session, service_id: int, referrer_id: int, *, by: int, on: date) -> PointsEntry:
    """The EARN of the volunteer who brought in the one of this rated service record: once per newcomer."""
    service = lock(session, ServiceRecord, service_id)
    volunteer = lock(session, Volunteer, service.volunteer_id)
    referrer = volunteer if referrer_id == volunteer.id else lock(session, Volunteer, referrer_id)
    if referrer.street_id != service.street_id:
        raise OutOfScope(f"volunteer {referrer_id}")
    account = account_of(session, referrer, on)
    if known := earned(session, account, f"referral/{volunteer.person_id}"):
        return known
    rule = rule_on(session, account.street_id, service.served_on)
    if not rule.referral:
        raise Invalid(gettext("The points rule of that day gives nothing for bringing in a volunteer."))
    with refusals():
        entry = rules.refer(position(account, ()), rule, seen(service, volunteer), by=by, on=on)
    return book(session, account, entry, about=gettext("Referral"))


def account_of(session: Session, volunteer: Volunteer, on: date) -> PointsAccount:
    """The account of a locked volunteer, locked too; opened when there is none. Raises Invalid in another street."""
    found = session.execute(
        select(PointsAccount.id).where(
            PointsAccount.person_id == volunteer.person_id, PointsAccount.deleted_at.is_(None)
        ),
        execution_options=DOOR,
    ).scalar_one_or_none()
    if found is None:
        opened = PointsAccount(organisation_id=volunteer.organisation_id, person_id=volunteer.person_id, opened_on=on)
        add(session, opened)
        found = opened.id
    account = lock(session, PointsAccount, found)
    if account.street_id != volunteer.street_id:
        raise Invalid(gettext("The points account of this volunteer is kept by another street."))
    return account


def source_of(service: ServiceRecord) -> str:
    """What names a service for good in the ledger."""
    return f"service_record/{service.id}"


def earned(session: Session, account: PointsAccount, source: str) -> PointsEntry | None:
    """The EARN that a source has already, under whichever rule. Raises NotBooked where it is another account's."""
    statement = select(PointsEntry).where(
        PointsEntry.source == source, PointsEntry.kind == EntryKind.EARN, PointsEntry.street_id == account.street_id
    )
    row = session.execute(statement.order_by(PointsEntry.id), execution_options=DOOR).scalars().first()
    if row is not None and row.account_id != account.id:
        raise NotBooked(Reason(code="key_used"))
    return row


def seen(service: ServiceRecord, volunteer: Volunteer) -> rules.Service:
    """A service record as the rules see it; without a rating, nobody has rated it."""
    return rules.Service(
        source=source_of(service),
        person=volunteer.person_id,
        activity=activity_key(service.activity_id),
        served_on=service.served_on,
        hours=service.hours,
        rated_by=service.rated_by_id if service.rating is not None else None,
        complaint=bool(service.complaint),
    )


def title_of(session: Session, service: ServiceRecord) -> str | None:
    """What the service was, in the words of the day: its activity's title, else what was done."""
    statement = select(Activity.title).where(Activity.id == service.activity_id)
    title = session.execute(statement, execution_options=DOOR).scalar() if service.activity_id else service.content
    return title[:120] if title else None


# -- redeeming ----------------------------------------------------------------------------------------------------


def redeem(
    session: Session, account_id: int, reward_id: int, *, quantity: int, request: str, by: int, on: date
) -> Redemption:
    """The HOLD of a reward's price, and the redemption that waits for pick-up. `request` names the asking."""
    account = lock(session, PointsAccount, account_id)
    reward = lock(session, Reward, reward_id)
    if reward.street_id != account.street_id:
        raise OutOfScope(f"reward {reward_id}")
    key = hold_key(account.id, request)
    near = entries(session, PointsEntry.key == key)
    if not near:
        expire_lots(session, account, on)
    where = position(account, near, redeemed_days(session, account, on))
    stock = rules.RewardStock(
        code=reward.code, price=hundredths(reward.price), left=reward.stock - reward.taken, offered=reward.offered
    )
    rule = rule_on(session, account.street_id, on)
    with refusals():
        entry = rules.hold(where, rule, stock, request=request, quantity=quantity, by=by, on=on)
    if entry in near:
        return redemption_of(session, key)
    book(session, account, entry)
    enough = (Reward.stock - Reward.taken >= quantity, Reward.offered.is_(True), Reward.price == reward.price)
    if not move(session, reward, *enough, taken=quantity):
        left = max(0, reward.stock - reward.taken)
        raise NotBooked(Reason(code="no_stock", values=(("wanted", quantity), ("left", left))))
    redemption = Redemption(
        organisation_id=account.organisation_id,
        account_id=account.id,
        reward_id=reward.id,
        quantity=quantity,
        price=points(entry.held),
        state=RedemptionState.HELD,
        hold_key=key,
    )
    add(session, redemption)
    return redemption


def redemption_of(session: Session, key: str) -> Redemption:
    """The redemption of a HOLD."""
    statement = select(Redemption).where(Redemption.hold_key == key)
    return session.execute(statement, execution_options=DOOR).scalar_one()


def hand_out(session: Session, redemption_id: int, *, by: int, on: date) -> Redemption:
    """The CAPTURE of a redemption that is picked up."""
    account, redemption = with_account(session, Redemption, redemption_id)
    near = settling(session, redemption)
    with refusals():
        entry = rules.capture(position(account, near), redemption.hold_key, by=by, on=on)
    if entry not in near:
        book(session, account, entry)
        change(session, redemption, state=RedemptionState.DONE, settled_at=utc_now(), settled_by_id=by)
    return redemption


def cancel(session: Session, redemption_id: int, *, by: int, on: date, reason: str = "") -> Redemption:
    """The RELEASE of a redemption that nobody wants any more; the pieces are free again."""
    account, redemption = with_account(session, Redemption, redemption_id)
    near = settling(session, redemption)
    with refusals():
        entry = rules.release(position(account, near), redemption.hold_key, by=by, on=on, reason=reason)
    if entry not in near:
        book(session, account, entry)
        put_back(session, redemption, RedemptionState.CANCELLED, by, reason)
    return redemption


def settling(session: Session, redemption: Redemption) -> tuple[Entry, ...]:
    """The HOLD of a redemption and what settled it."""
    return entries(session, PointsEntry.key.in_((redemption.hold_key, settle_key(redemption.hold_key))))


def put_back(session: Session, redemption: Redemption, state: RedemptionState, by: int, reason: str) -> None:
    """Close a redemption whose pieces are on the shelf again."""
    move(session, lock(session, Reward, redemption.reward_id), taken=-redemption.quantity)
    change(session, redemption, state=state, settled_at=utc_now(), settled_by_id=by, reason=reason[:200] or None)


def with_account(session: Session, model: Any, number: int) -> tuple[PointsAccount, Any]:
    """A row of an account's, and the account: both locked, the account first. Raises OutOfScope."""
    statement = select(model.account_id).where(model.id == number)
    account_id = session.execute(statement, execution_options=DOOR).scalar_one_or_none()
    if account_id is None:
        raise OutOfScope(f"{model.__tablename__} {number}")
    return lock(session, PointsAccount, account_id), lock(session, model, number)


# -- correcting ---------------------------------------------------------------------------------------------------


def reverse(session: Session, entry_id: int, *, reason: str, by: int, on: date) -> PointsEntry:
    """The REVERSE of an EARN, or of the CAPTURE of a reward that came back. Hours stay."""
    statement = select(PointsEntry).where(PointsEntry.id == entry_id)
    origin = session.execute(statement, execution_options=DOOR).scalar_one_or_none()
    if origin is None:
        raise OutOfScope(f"points_entry {entry_id}")
    service = service_of(session, origin)
    account = lock(session, PointsAccount, origin.account_id)
    key = reverse_key(origin.key)
    near = entries(session, PointsEntry.key.in_((origin.key, key)), PointsEntry.follows == origin.key)
    with refusals():
        entry = rules.reverse(position(account, near), origin.key, reason=reason, by=by, on=on)
    if entry in near:
        return row_of(session, key)
    row = book(session, account, entry)
    if origin.kind == EntryKind.CAPTURE:
        redemption = redemption_of(session, origin.follows or "")
        put_back(session, redemption, RedemptionState.REVERSED, by, reason)
    if service is not None:
        change(session, service, points=Decimal(0))
    return row


def service_of(session: Session, origin: PointsEntry) -> ServiceRecord | None:
    """The service record that an EARN rests on, locked; None for other entries, and when it was deleted since."""
    name, _slash, number = (origin.source or "").partition("/")
    if origin.kind != EntryKind.EARN or name != ServiceRecord.__tablename__:
        return None
    living = select(ServiceRecord.id).where(ServiceRecord.id == int(number), ServiceRecord.deleted_at.is_(None))
    found = session.execute(living, execution_options=DOOR).scalar_one_or_none()
    return lock(session, ServiceRecord, found) if found is not None else None


def propose(
    session: Session, account_id: int, amount: Decimal, *, reason: str, by: int, on: date, request: str
) -> PointsCorrection:
    """The first of two people asks for a correction. It moves nothing; what the rules refuse is said at once."""
    account = lock(session, PointsAccount, account_id)
    statement = select(PointsCorrection).where(
        PointsCorrection.account_id == account.id, PointsCorrection.request == request
    )
    if known := session.execute(statement, execution_options=DOOR).scalar_one_or_none():
        return known
    if amount < 0:
        expire_lots(session, account, on)
    rule = rule_on(session, account.street_id, on)
    with refusals():  # nobody, person 0, approves yet
        rules.adjust(
            position(account, ()), rule, hundredths(amount), number="", reason=reason, proposed_by=by, by=0, on=on
        )
    correction = PointsCorrection(
        organisation_id=account.organisation_id,
        account_id=account.id,
        amount=amount,
        reason=reason,
        state=CorrectionState.PROPOSED,
        proposed_by_id=by,
        request=request,
    )
    add(session, correction)
    return correction


def approve(session: Session, correction_id: int, *, by: int, on: date) -> PointsCorrection:
    """The ADJUST of a correction, by the second of two people."""
    account, correction = with_account(session, PointsCorrection, correction_id)
    if correction.state == CorrectionState.DECLINED:
        raise Invalid(gettext("This correction was declined. Propose it again if it is right after all."))
    near = entries(session, PointsEntry.key == adjust_key(account.id, str(correction.id)))
    if correction.amount < 0 and not near:
        expire_lots(session, account, on)
    rule = rule_on(session, account.street_id, on)
    with refusals():
        entry = rules.adjust(
            position(account, near),
            rule,
            hundredths(correction.amount),
            number=str(correction.id),
            reason=correction.reason,
            proposed_by=correction.proposed_by_id,
            by=by,
            on=on,
        )
    if entry not in near:
        book(session, account, entry)
        change(session, correction, state=CorrectionState.BOOKED, decided_by_id=by, decided_at=utc_now())
    return correction


def decline(session: Session, correction_id: int, *, by: int, remark: str = "") -> PointsCorrection:
    """Close a correction without an entry. Whoever proposed it may do so himself."""
    _account, correction = with_account(session, PointsCorrection, correction_id)
    if correction.state == CorrectionState.BOOKED:
        raise Invalid(gettext("This correction is booked already. Correct it by another one."))
    if correction.state == CorrectionState.PROPOSED:
        state = CorrectionState.DECLINED
        change(session, correction, state=state, decided_by_id=by, decided_at=utc_now(), remark=remark or None)
    return correction


# -- expiring -----------------------------------------------------------------------------------------------------


def expire_due(session: Session, on: date) -> int:
    """Take what is left in lots whose last day has passed; the number of entries made. For the nightly job.

    The session works for the house. Each account is a transaction of its own and is committed here, so nobody waits
    for the whole run; a run that was cut short, or comes twice, takes what is left and nothing again.
    """
    statement = (
        select(PointsEntry.account_id)
        .join(PointsAccount, PointsAccount.id == PointsEntry.account_id)
        .where(
            PointsEntry.expires_on < on,
            PointsEntry.kind.in_((EntryKind.EARN, EntryKind.ADJUST)),
            PointsAccount.balance > PointsAccount.held,
        )
        .distinct()
        .order_by(PointsEntry.account_id)
    )
    accounts = list(session.execute(statement, execution_options=DOOR).scalars())
    session.commit()
    made = 0
    for number in accounts:
        made += len(expire_lots(session, lock(session, PointsAccount, number), on))
        session.commit()
    return made
