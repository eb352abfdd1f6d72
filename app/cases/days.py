"""Turns the published days off, and what a street corrected, into the calendar that limits are counted by.

The days off and make-up days of past and present years come with the package `chinesecalendar`. A street may enter
others on the screen “Days off”; its word wins. A year of which nothing is known is counted by weekdays, and that is
said: in the log, and to those who keep the calendar.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from chinese_calendar.constants import holidays, workdays
from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, Index, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from app.declare import READING, Chart, Grant, Menu, Role, Scope, Screen, Section
from app.fields.day import day
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.process.calendar import Calendar
from app.record import Record

PUBLISHED: Mapping[date, bool] = MappingProxyType({**dict.fromkeys(holidays, False), **dict.fromkeys(workdays, True)})
YEARS = frozenset(found.year for found in PUBLISHED)
SOON = 12  # the month from which the next year should be known
KEEPERS = (Role.SYSTEM, Role.STREET_CENTRE)

_log = logging.getLogger("huizhi.days")
_told: set[tuple[int, int]] = set()


class DayOff(Record):
    """A day off, or a make-up day, that a street enters beside the published ones or against them."""

    __tablename__ = "day_off"
    __table_args__ = (
        Index("ix_day_off_street", "street_id", "id"),
        Index(
            "uq_day_off_day",
            "street_id",
            "day",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    day: Mapped[date] = day(_("Day"), required=True)
    works: Mapped[bool] = yes_no(_("Worked"), help=_("Ticked: a make-up day, which is worked. Not ticked: a day off."))
    name: Mapped[str] = text(_("Occasion"), length=40, required=True)

    __screen__ = Screen(
        label=_("Day off"),
        plural=_("Days off"),
        menu=Menu.SETTINGS,
        icon="calendar-event",
        title=("day", "name"),
        description=_(
            "Days off and make-up days that limits are counted by. The published ones are known already; "
            "what stands here is added to them and wins over them."
        ),
        add_label=_("Add a day"),
        list=("day", "name", "works", "organisation", "updated_at"),
        sort=("-day",),
        search=("name",),
        filters=("day", "works"),
        sections=(Section(_("Day"), ("day", "name"), ("works", "organisation")),),
        charts=(Chart(_("Days by year"), count_by="day", every="year", kind="bar"),),
        business=False,
        extensible=False,
        grants=(
            Grant(Role.SYSTEM, Scope.STREET, (*READING, "add", "edit", "delete", "restore")),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*READING, "add", "edit", "delete", "restore", "export")),
            Grant(Role.PARTY_SECRETARY, Scope.STREET, READING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.STREET, READING),
        ),
    )


_table: Any = DayOff.__table__


def calendar(connection: Connection, street_id: int | None) -> Calendar:
    """The calendar of a street. One statement."""
    rows = connection.execute(
        select(_table.c.day, _table.c.works).where(_table.c.street_id == street_id, _table.c.deleted_at.is_(None))
    ).all()
    if not rows:
        return COMMON
    own = {row.day: bool(row.works) for row in rows}
    return Calendar(days=MappingProxyType({**PUBLISHED, **own}), years=YEARS | {found.year for found in own})


class Calendars(dict[int, Calendar]):
    """The calendars of streets, each asked for once."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection

    def __missing__(self, street_id: int) -> Calendar:
        found = self[street_id] = calendar(self.connection, street_id)
        return found


COMMON = Calendar(days=PUBLISHED, years=YEARS)


def unknown_years(found: Calendar, today: date) -> tuple[int, ...]:
    """The years that limits reach into and of which no day off is known: this one, and from December the next."""
    near = (today.year, today.year + 1) if today.month >= SOON else (today.year,)
    return tuple(year for year in near if year not in found.years)


def warn(found: Calendar, street_id: int, due: date) -> None:
    """Say in the log, once for each street and year, that a limit was counted by weekdays."""
    if not found.knows(due) and (street_id, due.year) not in _told:
        _told.add((street_id, due.year))
        _log.warning(
            "The days off of %s are not known in street %s: limits are counted by weekdays. Enter them under Days off.",
            due.year,
            street_id,
        )
