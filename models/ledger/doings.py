"""Turns the buttons of the points pages into steps of the ledger, and what came of them into a sentence.

The ledger's service needs the very models that declare these actions, so it is imported when an action runs.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.declare import Action, Call
from app.fields.base import Invalid
from app.fields.link import Link
from app.fields.note import Note
from app.fields.number import Number
from app.fields.text import Text


def acting(call: Call) -> dict[str, Any]:
    """Who acts and on which day. Raises Invalid for an account without a person: every entry names one."""
    if call.viewer.person_id is None:
        raise Invalid(gettext("Your account names no person, so you cannot book points."))
    return {"by": call.viewer.person_id, "on": call.context.today}


def one(call: Call) -> Any:
    """The row that an action is about. Raises Invalid for several."""
    if len(call.records) != 1:
        raise Invalid(gettext("Select one row."))
    return call.records[0]


def told(points: Decimal) -> str:
    """Points without the zeros that say nothing: Decimal("1.50") is "1.5"."""
    return f"{points.normalize():f}"


def award(call: Call) -> str:
    """Award the points of rated services, all or none."""
    from models.ledger import service

    hands, refused, points = acting(call), [], Decimal(0)
    # Always in this order: two people who award overlapping lists wait for each other instead of standing crosswise.
    for record in sorted(call.records, key=lambda record: (record.volunteer_id, record.id)):
        try:
            points += service.award(call.session, record.id, **hands).amount
        except Invalid as error:
            refused.append((record.id, str(error)))
    if refused and len(call.records) == 1:
        raise Invalid(refused[0][1])
    if refused:
        titles = call.context.titles("service_record", [number for number, _words in refused])
        lines = [
            gettext("%(title)s: %(reason)s", title=titles.get(number, number), reason=words)
            for number, words in refused[:5]
        ]
        raise Invalid(" ".join([gettext("Nothing was awarded."), *lines]))
    if len(call.records) == 1:
        return str(gettext("Awarded %(points)s points.", points=told(points)))
    return str(
        ngettext(
            "Awarded %(points)s points for %(num)d service.",
            "Awarded %(points)s points for %(num)d services.",
            len(call.records),
            points=told(points),
        )
    )


def refer(call: Call) -> str:
    """Award the points for bringing in a volunteer."""
    from models.ledger import service

    row = service.refer(call.session, one(call).id, call.values["referrer"], **acting(call))
    return str(gettext("Awarded %(points)s points for the referral.", points=told(row.amount)))


def redeem(call: Call) -> str:
    """Set a reward aside for the holder of an account."""
    from models.ledger import service

    redemption = service.redeem(
        call.session,
        one(call).id,
        call.values["reward"],
        quantity=call.values["quantity"],
        request=call.token or uuid4().hex,
        **acting(call),
    )
    return str(
        gettext(
            "Set aside %(points)s points. Redemption %(number)s waits for pick-up.",
            points=told(redemption.price),
            number=redemption.number,
        )
    )


def hand_out(call: Call) -> str:
    """Hand the reward of a redemption over."""
    from models.ledger import service

    redemption = service.hand_out(call.session, one(call).id, **acting(call))
    return str(gettext("Handed out. %(points)s points were spent.", points=told(redemption.price)))


def cancel(call: Call) -> str:
    """Give the points of a redemption back before it is picked up."""
    from models.ledger import service

    reason = call.values.get("reason") or ""
    redemption = service.cancel(call.session, one(call).id, reason=reason, **acting(call))
    return str(gettext("Cancelled. %(points)s points are available again.", points=told(redemption.price)))


def reverse(call: Call) -> str:
    """Take earned points back, or give spent ones back."""
    from models.ledger import service

    row = service.reverse(call.session, one(call).id, reason=call.values["reason"], **acting(call))
    return str(gettext("Reversed. The balance changed by %(points)s points.", points=f"{row.amount.normalize():+f}"))


def adjust(call: Call) -> str:
    """Propose a correction."""
    from models.ledger import service

    service.propose(
        call.session,
        one(call).id,
        call.values["amount"],
        reason=call.values["reason"],
        request=call.token or uuid4().hex,
        **acting(call),
    )
    return str(gettext("Proposed. The points change once somebody else approves it under Points corrections."))


def approve(call: Call) -> str:
    """Approve somebody else's correction."""
    from models.ledger import service

    correction = service.approve(call.session, one(call).id, **acting(call))
    points = f"{correction.amount.normalize():+f}"
    return str(gettext("Approved. The balance changed by %(points)s points.", points=points))


def decline(call: Call) -> str:
    """Close a correction without an entry."""
    from models.ledger import service

    service.decline(call.session, one(call).id, by=acting(call)["by"], remark=call.values.get("remark") or "")
    return str(gettext("Declined. No points changed."))


AWARD = Action(name="award", label=_("Award points"), icon="award", run=award, when=("earning", "due"))
AWARD_ALL = Action(
    name="award_all",
    label=_("Award points"),
    icon="award",
    run=award,
    on="rows",
    confirm=_("Award the points of all selected services?"),
)
REFER = Action(
    name="refer",
    label=_("Award a referral"),
    icon="user-plus",
    run=refer,
    when=("earning", ("due", "paid")),
    fields=(
        Link(
            label=_("Brought in by"),
            key="referrer",
            target="volunteer",
            required=True,
            quick_add=False,
            help=_("The volunteer who brought in the one of this service. It counts once for each newcomer."),
        ),
    ),
)
REDEEM = Action(
    name="redeem",
    label=_("Redeem"),
    icon="gift",
    run=redeem,
    fields=(
        Link(label=_("Reward"), key="reward", target="reward", required=True, quick_add=False),
        Number(label=_("Quantity"), key="quantity", required=True, default=1, minimum=1, maximum=999),
    ),
)
HAND_OUT = Action(
    name="hand_out",
    label=_("Hand out"),
    icon="circle-check",
    run=hand_out,
    when=("state", "held"),
    confirm=_("Has the holder received the reward?"),
)
CANCEL = Action(
    name="cancel",
    label=_("Cancel the redemption"),
    icon="ban",
    run=cancel,
    when=("state", "held"),
    fields=(Text(label=_("Reason"), key="reason", length=200),),
)
REVERSE = Action(
    name="reverse",
    label=_("Reverse"),
    icon="arrow-back-up",
    run=reverse,
    danger=True,
    when=("kind", ("earn", "capture")),
    fields=(Note(label=_("Reason"), key="reason", length=1000, required=True),),
    confirm=_("Earned points are taken back, spent points are given back. An entry can be reversed once."),
)
ADJUST = Action(
    name="adjust",
    label=_("Propose a correction"),
    icon="adjustments",
    run=adjust,
    fields=(
        Number(
            label=_("Points"),
            key="amount",
            decimals=2,
            required=True,
            minimum=-100_000,
            maximum=100_000,
            help=_("Added to the balance, or taken from it."),
        ),
        Note(label=_("Reason"), key="reason", length=1000, required=True),
    ),
)
APPROVE = Action(
    name="approve",
    label=_("Approve"),
    icon="check",
    run=approve,
    when=("state", "proposed"),
    confirm=_("Change the balance by this correction?"),
)
DECLINE = Action(
    name="decline",
    label=_("Decline"),
    icon="x",
    run=decline,
    when=("state", "proposed"),
    fields=(Text(label=_("Remark"), key="remark", length=200),),
)
