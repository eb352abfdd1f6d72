"""Turns the codes by which the points ledger and the process engine refuse a step into sentences that say why.

A higher room shows them in the reader's language: `gettext(MESSAGES[reason.code], **dict(reason.values))`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.process.process import Words

N_ = str  # marks a text for the catalogue: message extractors know the name, and this room needs no translator

POINTS: Mapping[str, str] = {
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
"""Of the points ledger."""

CASES: Mapping[str, str] = {
    "no_such_transition": N_("This process has no step “%(transition)s”."),
    "not_from_here": N_("“%(label)s” is not possible while the case is at “%(stage)s”."),
    "case_over": N_("The case has ended (%(stage)s): “%(label)s” is not possible any more."),
    "case_suspended": N_("The case is suspended since %(day)s. Resume it first."),
    "not_suspended": N_("The case is not suspended."),
    "before_last": N_("Something was entered for %(day)s already; nothing can be entered before that."),
    "not_yours": N_("“%(label)s” is for somebody else to do."),
    "barred": N_("Who handled the case does not do this himself. Somebody else must: “%(label)s”."),
    "not_skippable": N_("“%(stage)s” cannot be skipped."),
    "not_repeatable": N_("“%(stage)s” was done already and is done once only."),
    "missing": N_("Fill in: %(field)s."),
    "not_so_yet": N_("Not done yet: %(fact)s."),
    "no_extension": N_("“%(stage)s” cannot be given more time."),
    "extension_amount": N_("Ask for at most %(most)s, and at least 1."),
    "extended_before": N_("More time was given already. It is given once only."),
    "asked_before": N_("%(name)s asked for more time already, and nobody decided yet."),
    "not_asked": N_("Nobody asked for more time."),
    "own_request": N_("Nobody decides about his own request."),
    "not_supervising": N_("This demand is for somebody else to open, answer or strike off."),
    "nothing_said": N_("Write what is to be said."),
    "answer_day": N_("The answer cannot be due before today."),
    "supervised_late": N_("The case has ended (%(stage)s): it is not supervised any more."),
    "supervised_before": N_("The case is supervised already. Strike that demand off first."),
    "struck_off": N_("The demand was struck off already."),
    "answered_before": N_("The demand was answered already; whoever opened it has to decide."),
    "not_answered": N_("The demand has not been answered yet."),
    "own_answer": N_("Nobody decides about his own answer."),
    "handles_it": N_("Whoever handles the case does not verify it. Somebody else decides about the answer."),
    "not_demander": N_("%(name)s demanded this, and decides about the answer."),
}
"""Of the process engine and of supervision."""

MESSAGES: Mapping[str, str] = {**POINTS, **CASES}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One reason to refuse: a key of MESSAGES and its parameters (points as Decimal, days as date, labels as
    Words)."""

    code: str
    values: tuple[tuple[str, Decimal | date | int | str | Words], ...] = ()

    def __str__(self) -> str:
        return MESSAGES[self.code] % dict(self.values)


class Refused(Exception):
    """A step the rules do not allow, with every reason at once."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(*reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        return " ".join(map(str, self.reasons))
