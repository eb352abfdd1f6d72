"""Says how the entries of a street's own registers follow processes: what an entry answers for is all that is here.

Which process it is, and the field that names who is in charge, says the form of the register (`app/forms/follow.py`,
which offers a process only where everything that it names stands here).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection

from app.cases.acting import accounts, people, posted
from app.cases.registry import REGISTERS, Actor, Follows, Look, Part, Start, Taken, follow
from app.fields.base import UPLOADS
from app.fields.link import Link
from app.forms.follow import NAMED, PROOF, SUSPENDED, fillable
from app.process.case import Case
from app.process.process import Process
from app.query.select import titles
from app.record import extended
from models.loop.effects import leading
from models.loop.notices import NoticeRule, tell
from models.loop.parts import reporter, reporters
from models.processes import FACTS


def choose(connection: Connection, entry: Any) -> str:
    """The process that a new entry follows: its register's."""
    return str(extended(entry).screen.follows.process)


def street(entry: Any) -> int | None:
    """Whose version of it: that of the street whose register it is."""
    found: int | None = extended(entry).screen.follows.street
    return found


def start(entry: Any, process: Process) -> Start:
    """A new entry begins at the start; one that was taken over with a stage of its own, there, with its day."""
    return Start(stage=entry.stage, due=entry.due_on) if entry.stage in process.by_key else Start()


def mirror(entry: Any, case: Case) -> dict[str, Any]:
    """What of an entry its case decides. What is over, or stands still, is due on no day."""
    still = case.suspended is not None
    due = None if case.due is None or still or case.over else case.due.date()
    return {"stage": SUSPENDED if still else case.stage, "due_on": due, "closed_on": closed(entry, case)}


def closed(entry: Any, case: Case) -> Any:
    """The day of closing: as a step kept it, else when the case came to its end; none once it goes on from there."""
    source = case.history[-1].source
    if case.over:
        return entry.closed_on or case.entered.date()
    return None if source and case.process.stage(source).final else entry.closed_on


# -- parts --------------------------------------------------------------------------------------------------------


def of_unit(look: Look) -> bool:
    """Anybody who holds a post in the unit of the entry."""
    return any(holding.organisation_id == look.record.organisation_id for holding in look.viewer.holdings)


def all_of_unit(look: Look) -> Sequence[Actor]:
    """Everybody who does."""
    return posted(look, (look.record.organisation_id,))


def in_charge(look: Look) -> bool:
    """The person whom the field of the register names."""
    declared = owner_field(look)
    number = None if declared is None else declared.read(look.record)
    mine = look.viewer.person_id if declared is not None and declared.target == "person" else look.viewer.user_id
    return bool(number) and number == mine


def named(look: Look) -> Sequence[Actor]:
    """That person, as a list."""
    declared = owner_field(look)
    if declared is None:
        return ()
    found = people if declared.target == "person" else accounts
    return found(look, (declared.read(look.record),))


def owner_field(look: Look) -> Link | None:
    """The field that names who is in charge, where the register has one."""
    follows = look.resource.screen.follows
    found = None if follows is None else look.resource.fields.get(follows.owner)
    return found if isinstance(found, Link) else None


PARTS = {
    "owner": Part(holds=of_unit, people=all_of_unit),
    NAMED: Part(holds=in_charge, people=named),
    "reporter": Part(holds=reporter, people=reporters),
}

# -- facts and effects --------------------------------------------------------------------------------------------


def proven(look: Look) -> bool:
    """There is a photo or a file with the entry."""
    uploads = [item for item in look.resource.fields.values() if item.kind in UPLOADS and fillable(item)]
    return any(look.values.get(item.key) or item.read(look.record) for item in uploads)


def close(taken: Taken) -> None:
    """Keep the day of closing."""
    taken.record.closed_on = taken.today


def recur(taken: Taken) -> None:
    """It came back, and is open again."""
    taken.record.closed_on = None


def urged(taken: Taken) -> None:
    """Who is urged is told so."""
    if taken.way.key != "urge":
        return
    context = taken.work.context
    title = titles(taken.session, taken.work.resources, taken.resource, (taken.record.id,), context)
    words = gettext(
        "%(name)s urges “%(title)s”: %(reason)s",
        name=taken.event.name, title=title.get(taken.record.id, ""), reason=taken.event.reason,
    )  # fmt: skip
    key = f"urged/entry/{taken.record.id}/{taken.event.number}"
    tell(taken.session, taken.record, in_charge_of(taken), NoticeRule.URGED, words, key)


def in_charge_of(look: Look) -> Sequence[Actor]:
    """Whom to remind: the person in charge; where there is none, everybody who can lead the case on."""
    return named(look) or leading(look)


FACT_OF: Mapping[str, Callable[[Look], bool]] = {PROOF: proven}
EFFECT_OF: Mapping[str, Callable[[Taken], None]] = {"close": close, "recur": recur}

follow(
    Follows(
        resource=REGISTERS,
        choose=choose,
        street=street,
        start=start,
        mirror=mirror,
        parts=PARTS,
        facts=FACT_OF,
        effects=EFFECT_OF,
        after=urged,
        writes=("notice",),
        words=FACTS,
    )
)
