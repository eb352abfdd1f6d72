"""What is done with a mediation and a judicial confirmation, and the terms that the law sets for it.

The models that declare these actions are imported when an action runs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.declare import Action, Call
from app.fields.base import Invalid, Option
from app.fields.choice import Choice
from app.fields.day import Day
from app.fields.note import Note
from app.fields.text import Text
from app.fields.yes_no import YesNo
from models.ledger.doings import one
from models.ledger.store import acting

TERMS: tuple[tuple[date, int], ...] = ((date(2011, 1, 1), 30),)
"""From which day on the parties have how many days for their joint request; a new law adds a line."""


def last_day(effective: date | None) -> date | None:
    """The last day for the joint request on an agreement; None while it is not in effect."""
    terms = [days for start, days in TERMS if effective is not None and start <= effective]
    return effective + timedelta(days=terms[-1]) if effective is not None and terms else None


def refuse(call: Call) -> str:
    """End a mediation because a party refuses."""
    record = one(call)
    with acting(call.session, "mediation"):
        record.state = "refused"
        record.refused_by, record.ending = call.values["refused_by"], call.values["ending"]
    return str(gettext("The mediation is ended. Tell the parties that they may go to court or to another office."))


def on_the_spot(call: Call) -> str:
    """Record an agreement that was reached where the dispute arose, with its parties."""
    from models.mediation import Mediation, MediationParty, MediationState, Side

    home, values = call.viewer.home, call.values
    if home is None:
        raise Invalid(gettext("Your account holds no post, so the mediation would belong to nobody."))
    made = Mediation(
        organisation_id=home.organisation_id,
        title=values["title"],
        state=MediationState.AGREED.value,
        on_the_spot=True,
        held_on=call.context.today,
        effective_on=call.context.today,
        place=values["place"],
        mediator_id=call.viewer.person_id,
        facts=values["facts"],
        items=values["items"],
        manner=values["manner"],
        perform_by=values["perform_by"],
    )
    with acting(call.session, "mediation"):
        call.session.add(made)
    with acting(call.session, "mediation_party"):
        for name, side in ((values["first"], Side.APPLICANT), (values["second"], Side.RESPONDENT)):
            call.session.add(
                MediationParty(organisation_id=home.organisation_id, mediation_id=made.id, name=name, side=side.value)
            )
    return str(gettext("Recorded %(title)s as %(number)s.", title=made.title, number=made.number))


def request(call: Call) -> str:
    """Note the joint request, within its time."""
    record, day = one(call), call.values["requested_on"]
    if record.state != "prepared":
        raise Invalid(gettext("This was requested already."))
    if not call.values["joint"]:
        raise Invalid(gettext("All parties must ask together. The request of one alone is not accepted."))
    if record.court_id is None:
        raise Invalid(gettext("Name the court first."))
    if record.deadline is None:
        raise Invalid(gettext("The agreement is not in effect yet. Give its day in the mediation first."))
    if day > record.deadline:
        raise Invalid(gettext("The last day was %(day)s. The court will not accept it.", day=record.deadline))
    with acting(call.session, "judicial_confirmation"):
        record.requested_on, record.state = day, "requested"
    return str(gettext("The request is noted. The court sees it now."))


def receipt(call: Call) -> str:
    """Note the court's receipt."""
    record = one(call)
    if call.values["received_on"] < record.requested_on:
        raise Invalid(gettext("It was requested on %(day)s only.", day=record.requested_on))
    with acting(call.session, "judicial_confirmation"):
        record.received_on, record.court_number = call.values["received_on"], call.values["court_number"]
        record.state = "received"
    return str(gettext("The receipt is noted."))


def decision(call: Call) -> str:
    """Note the court's decision."""
    record = one(call)
    if call.values["decided_on"] < (record.received_on or record.requested_on):
        raise Invalid(gettext("The decision cannot be older than the request."))
    with acting(call.session, "judicial_confirmation"):
        record.state, record.decided_on = call.values["state"], call.values["decided_on"]
        record.result = call.values["result"]
    return str(gettext("The decision is noted."))


def asked(field: Any, key: str) -> Any:
    """A field of an action under its key."""
    return replace(field, key=key)


def today(context: Any) -> date:
    """The day it is."""
    found: date = context.today
    return found


REFUSE = Action(
    name="refuse",
    label=_("A party refuses"),
    icon="x",
    run=refuse,
    fields=(
        asked(Text(label=_("Refused by"), length=60, required=True), "refused_by"),
        asked(Note(label=_("Why it ended"), length=1000), "ending"),
    ),
    confirm=_("A party's refusal ends the mediation."),
    when=("state", "open"),
)
ON_THE_SPOT = Action(
    name="on_the_spot",
    label=_("Agreement on the spot"),
    icon="bolt",
    on="list",
    run=on_the_spot,
    fields=(
        asked(Text(label=_("Dispute"), length=120, required=True), "title"),
        asked(Text(label=_("One party"), length=60, required=True), "first"),
        asked(Text(label=_("Other party"), length=60, required=True), "second"),
        asked(Text(label=_("Place"), length=120), "place"),
        asked(Note(label=_("Facts and points in dispute"), length=4000, required=True), "facts"),
        asked(Note(label=_("What was agreed"), length=4000, required=True), "items"),
        asked(Text(label=_("Manner of performance"), length=200, required=True), "manner"),
        asked(Day(label=_("To be performed by"), required=True, default=today), "perform_by"),
    ),
)
REQUEST = Action(
    name="request",
    label=_("Note the joint request"),
    icon="send",
    run=request,
    fields=(
        asked(Day(label=_("Requested on"), required=True, past=True, default=today), "requested_on"),
        asked(YesNo(label=_("All parties ask together")), "joint"),
    ),
    when=("state", "prepared"),
)
RECEIPT = Action(
    name="receipt",
    label=_("Note the court's receipt"),
    icon="file-check",
    run=receipt,
    fields=(
        asked(Text(label=_("Court's number"), length=60, required=True), "court_number"),
        asked(Day(label=_("Received on"), required=True, past=True, default=today), "received_on"),
    ),
    when=("state", "requested"),
)
RESULT = Action(
    name="decision",
    label=_("Note the court's decision"),
    icon="gavel",
    run=decision,
    fields=(
        asked(
            Choice(
                label=_("Decision"),
                required=True,
                entries=(
                    Option(value="confirmed", label=_("Confirmed by the court")),
                    Option(value="dismissed", label=_("Dismissed by the court")),
                ),
            ),
            "state",
        ),
        asked(Day(label=_("Decided on"), required=True, past=True, default=today), "decided_on"),
        asked(Note(label=_("Reason in words"), length=2000), "result"),
    ),
    when=("state", ("requested", "received")),
)
