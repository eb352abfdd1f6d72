"""What the buttons of supervision do: demand an answer, answer, send the answer back, strike the demand off.

The models that declare these actions are imported when an action runs. Each doing is one transaction with its notices.
The row of the case is locked first, so that of two people who act at once one waits; the case itself is only read.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app
from flask_babel import get_locale, get_timezone, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.cases import acting, store
from app.cases.registry import Actor, Desk, Look
from app.cases.tables import ProcessCase
from app.declare import Action, Call, Role
from app.fields.base import Invalid
from app.fields.day import Day
from app.fields.note import Note
from app.process import supervision as rules
from app.process.case import Case, Person, did
from app.process.refusal import Reason, Refused
from app.record import utc_now

WATCHING = (Role.INSPECTOR, Role.PARTY_SECRETARY, Role.STREET_CENTRE)  # over the whole street, whatever their unit
WRITES = ("supervision", "issue", "notice")
DOOR = {"door": "supervision: of an issue that somebody may see, everything that was demanded counts"}
UNDER_WAY = ("collect", "assess", "call", "resolve", "feedback", "suspended")  # states of an issue that is not over


def demand(call: Call) -> str:
    """Open a demand about an issue."""
    look = looked(call, one(call))
    before = running(look)
    item = allowed(
        lambda by: rules.demand(
            look.case, f"issue/{look.record.id}", by, look.on, call.values["text"],
            calendar=look.calendar, before=[before[1]] if before else (), until=until(call),
        ),
        look,
    )  # fmt: skip
    with store.writing(look.session, "demand", call.values["text"], *WRITES):
        row = opened(look, item)
        if row is None:  # somebody else was quicker, past the lock of the case
            raise refusal(Refused(Reason(code="supervised_before")))
        tell_owners(look, row, item)
    return str(gettext("The demand is opened. The unit in charge has been told."))


def answer(call: Call) -> str:
    """Answer a demand, as whoever is in charge."""
    look, row, item = standing(call)
    item = allowed(lambda by: rules.answer(item, look.case, by, look.on, call.values["text"]), look)
    with store.writing(look.session, "answer", call.values["text"], *WRITES):
        keep(row, item)
        tell_demander(look, row, item)
    return str(gettext("The answer is given. Whoever demanded it decides."))


def send_back(call: Call) -> str:
    """Ask again."""
    look, row, item = standing(call)
    verified(look, item)
    item = allowed(
        lambda by: rules.send_back(
            item, look.case, by, look.on, call.values["text"], calendar=look.calendar, until=until(call)
        ),
        look,
    )
    with store.writing(look.session, "send_back", call.values["text"], *WRITES):
        keep(row, item)
        tell_owners(look, row, item)
    return str(gettext("The answer was sent back. The unit in charge has been told."))


def strike_off(call: Call) -> str:
    """Close a demand."""
    look, row, item = standing(call)
    verified(look, item)
    item = allowed(lambda by: rules.strike_off(item, look.case, by, look.on, call.values["text"]), look)
    with store.writing(look.session, "strike_off", call.values["text"], *WRITES):
        keep(row, item)
    return str(gettext("The demand is struck off."))


# -- whose it is ------------------------------------------------------------------------------------------------------


def by(look: Look) -> Person:
    """The viewer, with what he is in supervision: those who watch over a street do so from any unit of it."""
    known = rules.rules(look.case)
    viewer = look.viewer
    if viewer.unlimited:
        return Person(id=viewer.user_id, name=viewer.name, parts=frozenset(known.actors))
    watching = {
        f"{acting.ROLE}{holding.role.value}"
        for holding in viewer.holdings
        if holding.role in WATCHING and holding.street_id == look.record.street_id
    }
    parts = acting.parts(look, (*known.actors, *known.answers)) | watching
    return Person(id=viewer.user_id, name=viewer.name, parts=parts)


def verified(look: Look, item: rules.Item) -> None:
    """Whoever demanded it decides about the answer, and nobody who handles the case. Raises Invalid."""
    person, first = by(look), item.entries[0]
    found = []
    if person.parts.intersection(rules.rules(look.case).answers) or did(look.case, "resolve", person):
        found.append(Reason(code="handles_it"))
    if first.by and first.by != person.id:  # an item without an account came from a register of before
        found.append(Reason(code="not_demander", values=(("name", first.name),)))
    if found:
        raise refusal(Refused(*found))


def allowed(doing: Any, look: Look) -> rules.Item:
    """What a rule makes of an item. Raises Invalid, with every reason in words."""
    try:
        made: rules.Item = doing(by(look))
    except Refused as refused:
        raise refusal(refused) from refused
    return made


def refusal(refused: Refused) -> Invalid:
    """Every reason, in the reader's language."""
    return Invalid(" ".join(store.sentence(reason, str(get_locale() or "zh"), {}) for reason in refused.reasons))


# -- rows -------------------------------------------------------------------------------------------------------------


def looked(call: Call, issue: Any) -> Look:
    """The issue with its case, as the viewer sees it; nobody else acts on it until the end."""
    session, table = call.session, ProcessCase.__table__
    session.connection().execute(
        select(table.c.id).where(table.c.resource == "issue", table.c.record_id == issue.id).with_for_update()
    )
    held = store.case_of(session, "issue", issue.id)
    if held is None:
        raise Invalid(gettext("This issue follows no process, so nobody supervises it."))
    resources = session.info.get("resources") or current_app.extensions["huizhi"].resources
    desk = Desk(
        session=session, viewer=call.viewer, resources=resources, timezone=get_timezone(), now=utc_now(),
        context=call.context,
    )  # fmt: skip
    return store.look(desk, resources["issue"], issue, held.case)


def standing(call: Call) -> tuple[Look, Any, rules.Item]:
    """The issue of a demand, the demand's row as it stands now, and its value."""
    from models.issue import Issue
    from models.loop.supervision import item_of

    row = one(call)
    issue = call.session.execute(
        select(Issue).where(Issue.id == row.issue_id, Issue.deleted_at.is_(None)), execution_options=DOOR
    ).scalar_one_or_none()
    if issue is None:
        raise Invalid(gettext("The issue does not exist any more."))
    look = looked(call, issue)
    call.session.refresh(row)
    return look, row, item_of(row)


def running(look: Look) -> tuple[Any, rules.Item] | None:
    """The demand about an issue that is not struck off yet."""
    from models.loop.supervision import Supervision, item_of

    statement = select(Supervision).where(
        Supervision.issue_id == look.record.id,
        Supervision.state != rules.State.CLOSED.value,
        Supervision.deleted_at.is_(None),
    )
    row = look.session.execute(statement, execution_options=DOOR).scalar_one_or_none()
    return None if row is None else (row, item_of(row))


def opened(look: Look, item: rules.Item) -> Any:
    """The row of a new demand; the issue says from now on that it is supervised. None where one runs already."""
    from models.loop.supervision import Supervision, columns

    first = item.entries[0]
    row = Supervision(
        organisation_id=look.record.organisation_id,
        issue_id=look.record.id,
        text=first.text,
        demanded_by=first.name[:80],
        **columns(item),
    )
    if not look.record.supervised:
        look.record.supervised = True
    try:
        with look.session.begin_nested():
            look.session.add(row)
            look.session.flush()
    except IntegrityError:
        if running(look) is None:
            raise
        return None
    return row


def open_for(look: Look, case: Case, words: str) -> None:
    """Open a demand because a step of the process says so; one that runs already goes on."""
    if running(look) is not None or case.over:
        look.record.supervised = True
        return
    person = Person(id=look.viewer.user_id, name=look.viewer.name, parts=frozenset(rules.rules(case).actors))
    item = rules.demand(case, f"issue/{look.record.id}", person, look.on, words, calendar=look.calendar)
    row = opened(look, item)
    if row is not None:
        tell_owners(look, row, item)


def keep(row: Any, item: rules.Item) -> None:
    """Write what became of a demand."""
    from models.loop.supervision import columns

    for name, value in columns(item).items():
        setattr(row, name, value)


def one(call: Call) -> Any:
    """The row that an action is about. Raises Invalid for several."""
    if len(call.records) != 1:
        raise Invalid(gettext("Select one row."))
    return call.records[0]


def until(call: Call) -> date | None:
    """The day that was chosen for the answer, if one was."""
    found: date | None = call.values.get("until")
    return found


# -- who is told ------------------------------------------------------------------------------------------------------


def tell_owners(look: Look, row: Any, item: rules.Item) -> None:
    """The unit in charge is told; where there is none yet, everybody who can lead the case on."""
    from models.loop.effects import urged
    from models.loop.notices import NoticeRule, tell
    from models.loop.parts import owners

    last = item.entries[-1]
    words = gettext(
        "%(name)s supervises “%(title)s”: %(text)s", name=last.name, title=look.record.title, text=last.text
    )
    actors = [*owners(look)] or urged(look)
    key = f"supervised/{look.record.id}/{last.on.isoformat()}"
    tell(look.session, look.record, actors, NoticeRule.SUPERVISED, words, key)


def tell_demander(look: Look, row: Any, item: rules.Item) -> None:
    """Whoever demanded it is told that there is an answer."""
    from models.loop.notices import NoticeRule, tell

    first, last = item.entries[0], item.entries[-1]
    words = gettext(
        "%(name)s answers about “%(title)s”: %(text)s", name=last.name, title=look.record.title, text=last.text
    )
    key = f"answered/{row.id}/{len(item.entries)}"
    tell(look.session, look.record, [Actor(name=first.name, user_id=first.by or None)], NoticeRule.ANSWERED, words, key)


UNTIL = Day(label=_("Answer due on"), key="until", help=_("Empty: the usual time of the process, 5 working days."))
DEMAND = Action(
    name="demand",
    label=_("Supervise"),
    icon="eye",
    run=demand,
    when=("state", UNDER_WAY),
    fields=(Note(label=_("What is demanded"), key="text", length=2000, required=True), UNTIL),
)
ANSWER = Action(
    name="answer",
    label=_("Answer"),
    icon="message",
    run=answer,
    when=("state", "open"),
    fields=(Note(label=_("Answer"), key="text", length=2000, required=True),),
)
SEND_BACK = Action(
    name="send_back",
    label=_("Send back"),
    icon="arrow-back-up",
    run=send_back,
    when=("state", "answered"),
    fields=(Note(label=_("What is still missing"), key="text", length=2000, required=True), UNTIL),
)
STRIKE_OFF = Action(
    name="strike_off",
    label=_("Strike off"),
    icon="circle-check",
    run=strike_off,
    when=("state", "answered"),
    fields=(Note(label=_("What was verified"), key="text", length=2000, required=True),),
)
