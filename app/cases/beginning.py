"""Lets the entries that are there begin the process that their register's form chooses, when it is published.

No case is made up of the past: each begins at the start, now, and its limits count from now. It is one transaction with
the publication, some hundreds of entries at a time; the trace tells how many there were. An entry that has a case
already keeps it, whatever process that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session

from app.access.audit import note_action
from app.access.scope import viewer_of
from app.cases import days, rows, versions
from app.cases.tables import CaseEvent, ProcessCase
from app.cases.versions import Version
from app.forms.converting import BATCH, on_publish
from app.forms.registers import RegisterEntry, register_of
from app.metadata.resource import Resource
from app.process.case import Case, Person, begin
from app.record import utc_now

_entries: Any = RegisterEntry.__table__
_cases: Any = ProcessCase.__table__
_events: Any = CaseEvent.__table__


def without_case(resource: Resource) -> Any:
    """The condition on the entries of a register that have no case, those in the bin included."""
    mine = (_cases.c.resource == resource.name, _cases.c.record_id == _entries.c.id)
    return (_entries.c.register == register_of(resource)) & ~exists().where(*mine).correlate(_entries)


def waiting(session: Session, resource: Resource) -> int:
    """How many entries would begin. One statement."""
    # Past the scope: a form holds for all entries of its register, whoever sees them.
    count = session.connection().execute(select(func.count()).select_from(_entries).where(without_case(resource)))
    return int(count.scalar_one())


def begin_entries(session: Session, owner: int, resource: Resource, spec: Mapping[str, Any]) -> None:
    """Begin the cases of a register's entries that have none, where its form chooses a process."""
    key = spec.get("register", {}).get("process")
    if key is None:
        return
    connection, tree = session.connection(), _entries.metadata.tables["organisation"]
    street = connection.execute(select(tree.c.street_id).where(tree.c.id == owner)).scalar()
    version = versions.current(connection, street, key)
    viewer, on = viewer_of(session), utc_now().astimezone(rows.zone())
    by = Person(id=viewer.user_id, name=viewer.name)
    post = viewer.home.organisation if viewer.home else ""
    calendars = days.Calendars(connection)
    last = count = 0
    columns = (_entries.c.id, _entries.c.street_id, _entries.c.organisation_id)
    while True:
        page = select(*columns).where(without_case(resource), _entries.c.id > last).order_by(_entries.c.id).limit(BATCH)
        found = connection.execute(page.with_for_update(of=_entries)).all()
        if not found:
            break
        begun = {row.id: begin(version.process, by=by, on=on, calendar=calendars[row.street_id]) for row in found}
        write(session, resource, version, found, begun, post)
        last, count = found[-1].id, count + len(found)
    if count:
        words = gettext("%(num)d entries begin “%(process)s”", num=count, process=version.process.label.zh)
        note_action(session, "publish", resource.name, note=words)


def write(
    session: Session, resource: Resource, version: Version, found: Sequence[Any], begun: Mapping[int, Case], post: str
) -> None:
    """Write the cases of some entries, their first events, and what the entries show of them."""
    connection = session.connection()
    made = [
        rows.case_row(
            begun[row.id],
            version.owner,
            resource=resource.name,
            record_id=row.id,
            street_id=row.street_id,
            organisation_id=row.organisation_id,
        )
        for row in found
    ]
    connection.execute(insert(_cases), made)
    mine = (_cases.c.resource == resource.name, _cases.c.record_id.in_(list(begun)))
    numbers = connection.execute(select(_cases.c.id, _cases.c.record_id).where(*mine)).all()
    connection.execute(
        insert(_events), [rows.event_row(number, begun[entry].history[0], post=post) for number, entry in numbers]
    )
    shown = (
        update(_entries)
        .where(_entries.c.id == bindparam("entry"))
        .values(stage=bindparam("at"), due_on=bindparam("until"), version=_entries.c.version + 1)
    )
    connection.execute(
        shown,
        [
            {"entry": entry, "at": case.stage, "until": case.due.date() if case.due else None}
            for entry, case in begun.items()
        ],
    )


on_publish.append(begin_entries)
