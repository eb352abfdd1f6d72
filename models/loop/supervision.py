"""督办: what somebody who watches over the work demands to know about an issue, by when, and what came of it.

It runs beside the case of the issue and never moves it. The rules are those of `app/process/supervision.py`; what the
buttons do stands in `models/loop/supervising.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _
from sqlalchemy import Index, and_
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.declare import READING, Chart, Fact, Grant, Menu, Role, Scope, Screen, Section
from app.fields.choice import Choices, choice
from app.fields.computed import computed
from app.fields.day import day
from app.fields.link import link
from app.fields.note import note
from app.fields.serial import serial
from app.fields.text import text
from app.fields.yes_no import YesNo
from app.process.supervision import Entry, Item, Said, State
from app.record import Extra, Record
from models.loop.belonging import belongs_to_issue, on_my_issue
from models.loop.supervising import ANSWER, SEND_BACK, STRIKE_OFF
from models.reach import GRIDS, OFFICE, PARTNERS, WATCHING, current_day, give, today_here

DECIDING = ("send_back", "strike_off")


class SupervisionState(Choices):
    """Where a demand stands: the values of `app.process.supervision.State`."""

    OPEN = "open", _("Waits for an answer"), "soon"
    ANSWERED = "answered", _("Answered, to be struck off"), "soon"
    CLOSED = "closed", _("Struck off"), "ok"


SAID = {Said.DEMAND: "督办", Said.ANSWER: "答复", Said.SEND_BACK: "退回", Said.STRIKE_OFF: "销号"}


class Supervision(Record):
    """One demand about one issue. An issue has at most one that is not struck off; the database sees to it."""

    __tablename__ = "supervision"
    __table_args__ = (
        Index("ix_supervision_street", "street_id", "id"),
        Index("ix_supervision_due", "street_id", "state", "due_on", "id"),
        Index(
            "uq_supervision_running",
            "issue_id",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL AND state <> 'closed'"),
            sqlite_where=sql("deleted_at IS NULL AND state <> 'closed'"),
        ),
        Index(
            "uq_supervision_number",
            "street_id",
            "number",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    organisation_id: Mapped[int] = link(
        _("Organisation"), "organisation", required=True, readonly=True, quick_add=False
    )  # that of the issue
    number: Mapped[str | None] = serial(_("Number"), pattern="{street}-DB-{year}-{number:04d}", index=False)
    issue_id: Mapped[int] = link(_("Issue"), "issue", required=True, readonly=True, quick_add=False)
    state: Mapped[str] = choice(
        _("State"), SupervisionState, required=True, readonly=True, state=True, default=SupervisionState.OPEN
    )
    due_on: Mapped[date | None] = day(_("Answer due on"), readonly=True)
    demanded_by: Mapped[str | None] = text(_("Demanded by"), length=80, readonly=True)
    closed_on: Mapped[date | None] = day(_("Struck off on"), readonly=True)
    text: Mapped[str] = note(_("What is demanded"), length=2000, required=True, readonly=True)
    course: Mapped[str | None] = note(_("Who said what"), length=100_000, readonly=True)  # the entries, to read
    entries: Mapped[list[dict[str, Any]] | None] = mapped_column(Extra)  # who said what, and when; only ever added to

    overdue = computed(
        _("Overdue"),
        kind=YesNo(label=""),
        read=lambda row: row.state == State.OPEN.value and row.due_on is not None and row.due_on < today_here(),
        expression=lambda entity: and_(entity.state == State.OPEN.value, entity.due_on < current_day()),
    )

    __screen__ = Screen(
        label=_("Supervision item"),
        plural=_("Supervision"),
        menu=Menu.LOOP,
        icon="eye",
        title=("number", "issue"),
        description=_(
            "What inspectors, the party secretary or the street centre demand to know about an issue. The unit in "
            "charge answers; whoever demanded it strikes it off."
        ),
        list=("number", "issue", "state", "due_on", "demanded_by", "organisation", "closed_on"),
        sort=("state", "due_on"),
        search=("number", "text", "issue.title"),
        filters=("state", "overdue", "due_on", "closed_on", "issue", "organisation", "created_at"),
        state="state",
        note=("issue",),
        sections=(
            Section(
                _("Demand"),
                ("issue", "organisation"),
                ("number", "demanded_by"),
                ("text",),
            ),
            Section(_("Course"), ("state", "overdue"), ("due_on", "closed_on"), ("course",)),
        ),
        facts=(
            Fact(label=_("State"), field="state"),
            Fact(label=_("Answer due on"), field="due_on"),
            Fact(label=_("Demanded by"), field="demanded_by"),
            Fact(label=_("Struck off on"), field="closed_on"),
        ),
        charts=(
            Chart(_("Supervision by state"), count_by="state", kind="bar"),
            Chart(_("Supervision by unit"), count_by="organisation", kind="bar"),
            Chart(_("Supervision by month"), count_by="created_at", every="month", kind="bar"),
        ),
        actions=(ANSWER, SEND_BACK, STRIKE_OFF),
        readonly=True,
        extensible=False,
        assigned=lambda entity, post: on_my_issue(entity, post),
        grants=(
            *give(OFFICE, Scope.STREET, (*WATCHING, "answer", *DECIDING)),
            Grant(Role.INSPECTOR, Scope.STREET, (*WATCHING, "answer", *DECIDING)),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*WATCHING, "answer")),
            *give(GRIDS, Scope.SUBTREE, (*READING, "comment", "answer")),
            *give((Role.SECTION, *PARTNERS, Role.PROPERTY_MANAGER), Scope.ASSIGNED, (*READING, "comment", "answer")),
        ),
    )


belongs_to_issue(Supervision)


def item_of(row: Supervision) -> Item:
    """A row as the value that the rules know."""
    entries = tuple(map(entry_of, row.entries or ()))
    due = entries[-1].due if entries else None
    return Item(of=f"issue/{row.issue_id}", state=State(row.state), due=due, entries=entries)


def entry_of(kept: dict[str, Any]) -> Entry:
    """One entry as its column holds it."""
    return Entry(
        said=Said(kept["said"]),
        by=kept["by"],
        name=kept["name"],
        on=datetime.fromisoformat(kept["on"]).astimezone(get_timezone()),
        text=kept["text"],
        due=datetime.fromisoformat(kept["due"]).astimezone(get_timezone()) if kept["due"] else None,
    )


def columns(item: Item) -> dict[str, Any]:
    """The columns that a doing may change."""
    last = item.entries[-1]
    return {
        "state": item.state.value,
        "due_on": item.due.date() if item.due is not None else None,
        "closed_on": last.on.date() if item.state is State.CLOSED else None,
        "course": course_of(item.entries),
        "entries": [kept_as(entry) for entry in item.entries],
    }


def kept_as(entry: Entry) -> dict[str, Any]:
    """An entry for its column."""
    return {
        "said": entry.said.value,
        "by": entry.by,
        "name": entry.name,
        "on": entry.on.isoformat(),
        "text": entry.text,
        "due": entry.due.isoformat() if entry.due is not None else None,
    }


def course_of(entries: Sequence[Entry]) -> str:
    """Who said what and when, a paragraph each, as the office keeps it: in Chinese."""
    return "\n\n".join(f"{entry.on:%Y-%m-%d %H:%M} {entry.name} {SAID[entry.said]}\n{entry.text}" for entry in entries)
