"""Turns the roles of a street office into grants and SQL conditions that several subjects share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _
from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, false

from app.declare import ADMINISTRATORS, KEEPING, READING, WRITING, Beside, Grant, Related, Role, Scope
from app.record import utc_now

NAMING = ("name",)  # the title may be shown and picked, nothing else
WATCHING = (*READING, "export", "comment")
RUNNING = (*KEEPING, "purge", "share")

OFFICE = (Role.PARTY_SECRETARY, Role.STREET_CENTRE)
GRIDS = (Role.GRID_LEADER, Role.GRID_STAFF, Role.MICRO_GRID)
PARTNERS = (Role.MEDIATOR, Role.POLICE, Role.COURT, Role.PROCURATORATE)
EVERYBODY = tuple(role for role in Role if role not in ADMINISTRATORS)

# Why personal data is kept; the law wants the reason named with each field.
DUTY = _("Needed for the statutory duties of the street office")
CONTACT = _("Needed to reach the person and to answer")
CONSENT = _("Kept with the separate consent of the person")
SERVICE_LAW = _("Needed for the record of volunteer service that the law asks for")
PARTY_RULES = _("Needed for party membership and dues")


def documents(resource: str) -> Beside:
    """The button to the documents about a record."""
    return Beside(label=_("Documents"), url=f"/papers/of/{resource}/{{id}}", resource="case_document")


def issued(by: str) -> Related:
    """The tab of the documents that were issued about a record."""
    return Related(
        resource="case_document",
        by=by,
        label=_("Issued documents"),
        columns=("number", "kind", "issued_at", "issued_by", "opens"),
    )


def give(roles: Iterable[Role], scope: Scope, can: tuple[str, ...]) -> tuple[Grant, ...]:
    """The same grant to several roles."""
    return tuple(Grant(role, scope, can) for role in roles)


def upkeep(grid: tuple[str, ...] = WRITING) -> tuple[Grant, ...]:
    """The usual shares of a register: the street runs it, communities keep it, grids write in it (or as given)."""
    return (
        Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
        Grant(Role.STREET_CENTRE, Scope.STREET, RUNNING),
        Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, (*KEEPING, "share")),
        *give(GRIDS, Scope.SUBTREE, grid),
    )


def also(grants: Iterable[Grant], doings: Mapping[Role, tuple[str, ...]]) -> tuple[Grant, ...]:
    """The same grants, with more that some roles may do to the rows they reach."""
    return tuple(replace(grant, can=(*grant.can, *doings.get(grant.role, ()))) for grant in grants)


def same(column: Any, value: Any) -> ColumnElement[bool]:
    """A column that equals a value; nothing at all when there is no value, where SQL would find the empty rows."""
    return false() if value is None else column == value


def living(table: Any) -> ColumnElement[bool]:
    """The rows of a table that are not in the recycle bin."""
    return table.c.deleted_at.is_(None)


def today_here() -> date:
    """The present day in the street's zone."""
    return utc_now().astimezone(get_timezone()).date()


def current_day() -> BindParameter[date]:
    """The day on which a statement runs, in the street's zone: a condition may outlive the day it was made on."""
    return bindparam("current_day", callable_=today_here, type_=Date(), unique=True)
