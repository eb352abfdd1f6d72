"""Turns the codes by which the points ledger refuses a step into sentences that say what is wrong.

A higher room shows them in the reader's language: `gettext(MESSAGES[reason.code], **dict(reason.values))`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

N_ = str  # marks a text for the catalogue: message extractors know the name, and this room needs no translator

MESSAGES: Mapping[str, str] = {
    "not_rated": N_("This service has not been rated yet. Points follow the rating."),
    "own_rating": N_("Volunteers do not rate their own service. Somebody else must rate it."),
    "own_account": N_("These are your own points. Somebody else must do this."),
    "other_person": N_("This service belongs to another volunteer."),
    "own_referral": N_("Nobody can refer themselves."),
    "complaint": N_("There is a complaint about this service, so it earns no referral points."),
    "no_hours": N_("The service has no hours. Enter the hours first."),
    "rule_not_in_force": N_("Rule %(rule)s, version %(version)s, was not in force on %(day)s."),
    "in_debt": N_("The account owes %(debt)s points. Nothing can be redeemed until they are earned back."),
    "not_enough": N_("%(needed)s points are needed, %(available)s are available."),
    "no_stock": N_("%(wanted)s wanted, %(left)s left in stock."),
    "not_offered": N_("This reward is not on offer."),
    "quarter_full": N_("Redemptions this quarter: %(used)s of %(most)s. The next is possible from %(day)s."),
    "bad_quantity": N_("Choose at least one."),
    "unknown_entry": N_("There is no such entry in this account."),
    "not_a_hold": N_("Only a redemption that waits for pick-up can be handed over or cancelled."),
    "picked_up": N_("This redemption was already picked up on %(day)s."),
    "cancelled": N_("This redemption was already cancelled on %(day)s."),
    "not_reversible": N_("Only earned points and picked-up rewards can be reversed."),
    "reversed_before": N_("This entry was already reversed on %(day)s."),
    "nothing_left": N_("Nothing of this entry is left to reverse."),
    "no_reason": N_("Give a reason."),
    "same_person": N_("An adjustment needs two people: one proposes, another approves."),
    "no_change": N_("An adjustment of 0 points changes nothing."),
    "key_used": N_("This request was already used for something else. Reload the page and try again."),
    "balance_differs": N_("The stored balance is %(stored)s points, the entries add up to %(summed)s."),
    "held_differs": N_("The stored sum of held points is %(stored)s, the entries add up to %(summed)s."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One reason to refuse: a key of MESSAGES and its parameters (points as Decimal, days as date)."""

    code: str
    values: tuple[tuple[str, Decimal | date | int | str], ...] = ()

    def __str__(self) -> str:
        return MESSAGES[self.code] % dict(self.values)


class Refused(Exception):
    """A step the rules do not allow, with every reason at once."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(*reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        return " ".join(map(str, self.reasons))
