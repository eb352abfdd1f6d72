"""Turns the open cases of the entries of registers into notices, by the rules that hold for issues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import days, rows
from app.cases.registry import Look, Room
from app.cases.tables import ProcessCase
from app.fields.base import Context
from app.forms.book import FormBook
from app.forms.store import standing
from app.metadata.resource import Resource, Resources
from app.query.select import titles
from models.loop.entries import in_charge_of
from models.loop.notices import tell
from models.loop.reminders import BATCH, alerts, recipients
from models.organisation import Organisation


def following(session: Session, book: FormBook, context: Context) -> Iterator[tuple[Resources, list[str]]]:
    """The resources of each unit that makes registers which follow a process, and the names of these."""
    made: dict[int, list[str]] = {}
    for form in standing(session):
        if "process" in form.spec.get("register", ()):
            made.setdefault(form.owner, []).append(form.resource)
    table: Any = Organisation.__table__
    units = select(table.c.id, table.c.path).where(table.c.id.in_(list(made)), table.c.deleted_at.is_(None))
    for unit, path in session.connection().execute(units.order_by(table.c.id)).all():
        resources = book.at(session, path, lambda: context)
        yield resources, [name for name in made[unit] if name in resources]


def remind_entries(work: Room, names: list[str]) -> int:
    """Tell everybody what is due or done badly among the entries of registers; how many notices were written."""
    told = 0
    for name in names:
        resource = work.resources[name]
        if resource.screen.follows is None:
            continue
        for look, title in open_entries(work, resource):
            for alert in alerts(look, None, title):
                people = recipients(look, alert, in_charge_of)
                key = f"{alert.rule.value}/entry/{look.record.id}/{alert.mark}"
                told += tell(work.session, look.record, people, alert.rule, alert.words, key)
    work.session.flush()
    return told


def open_entries(work: Room, resource: Resource) -> Iterator[tuple[Look, str]]:
    """The entries of a register whose clock runs, as the house sees them, with their titles."""
    table: Any = ProcessCase.__table__
    model, last = resource.model, 0
    calendars = days.Calendars(work.session.connection())
    while True:
        connection = work.session.connection()
        open_now = (table.c.resource == resource.name, table.c.closed_at.is_(None), table.c.suspended_at.is_(None))
        mine = (model.id == table.c.record_id) & (table.c.record_id > last)
        found = work.session.execute(
            select(model).join(table, mine).where(*open_now).order_by(model.id).limit(BATCH)
        ).scalars().all()  # fmt: skip
        if not found:
            return
        last = found[-1].id
        numbers = [entry.id for entry in found]
        kept = select(table).where(table.c.resource == resource.name, table.c.record_id.in_(numbers))
        held = {one.row.record_id: one.case for one in rows.read(connection, connection.execute(kept).all())}
        named = titles(work.session, work.resources, resource, numbers, work.context)
        for entry in found:
            look = Look(
                work=work,
                resource=resource,
                record=entry,
                case=held[entry.id],
                on=work.now.astimezone(work.timezone),
                calendar=calendars[entry.street_id],
            )
            yield look, named.get(entry.id, "")
