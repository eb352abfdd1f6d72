"""Turns a community and the issues on the table into the people who may be expected at a meeting, to tick off.

The latest attendees come first; then who holds a post there, the property companies' people and the heads of buildings.
Everything is read in the viewer's session, so nobody is named whom he may not name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.posts import held
from app.declare import Role
from app.fields.base import Context
from app.fields.day import short_day
from models.compound import Building, Compound
from models.deliberation import DeliberationSession, SessionAttendance, SessionState
from models.organisation import Organisation
from models.post import Post
from models.property import PropertyCompany

LATEST = timedelta(days=400)
MOST = {"before": 40, "posts": 40, "companies": 20, "heads": 40}
PARTY_ROLES = (Role.COMMUNITY_SECRETARY, Role.GRID_LEADER, Role.GRID_STAFF)

Candidate = dict[str, Any]
"""{name, person, side, unit, note}: as a document's item of `people`, and a second line for the page."""


def candidates(session: Session, unit: Organisation, context: Context) -> list[Candidate]:
    """Who may be expected, each once."""
    found: dict[tuple[Any, str], Candidate] = {}
    below = select(Organisation.id).where(or_(Organisation.id == unit.id, Organisation.path.startswith(unit.path)))
    units = list(session.scalars(below.limit(500)))
    for one in (
        *before(session, units, context),
        *posts(session, units, context),
        *companies(session, units, context),
        *heads(session, units, context),
    ):
        found.setdefault((one["person"] or one["name"], one["side"]), one)
    return list(found.values())


def before(session: Session, units: Sequence[int], context: Context) -> Iterator[Candidate]:
    """Who came to the latest sessions here."""
    rows = session.execute(
        select(SessionAttendance, DeliberationSession.held_on)
        .join(DeliberationSession, DeliberationSession.id == SessionAttendance.session_id)
        .where(
            SessionAttendance.organisation_id.in_(units),
            SessionAttendance.present.is_(True),
            SessionAttendance.observer.is_(False),
            SessionAttendance.heads.is_(None),
            DeliberationSession.state == SessionState.HELD,
            DeliberationSession.held_on >= context.now - LATEST,
        )
        .order_by(DeliberationSession.held_on.desc(), SessionAttendance.id)
        .limit(MOST["before"])
    ).all()
    people = context.titles("person", [row.person_id for row, _when in rows if row.person_id])
    for row, when in rows:
        day = short_day(when.astimezone(context.timezone).date(), context.locale)
        note = gettext("Last here on %(day)s", day=day)
        yield candidate(row.name, row.person_id if row.person_id in people else None, row.side, row.unit_id, note)


def posts(session: Session, units: Sequence[int], context: Context) -> Iterator[Candidate]:
    """Who works in the community and its grids today."""
    rows = session.execute(
        select(Post.person_id, Post.role, Post.organisation_id)
        .where(
            Post.organisation_id.in_(units),
            Post.role.in_([role.value for role in PARTY_ROLES]),
            held(Post, context.today),
        )
        .order_by(Post.role, Post.id)
        .limit(MOST["posts"])
    ).all()
    names = context.titles("person", [row.person_id for row in rows])
    for row in rows:
        if row.person_id in names:
            yield candidate(
                names[row.person_id], row.person_id, "community_party", row.organisation_id, str(Role(row.role).label)
            )


def companies(session: Session, units: Sequence[int], context: Context) -> Iterator[Candidate]:
    """The contact and the managers of the companies that run compounds here."""
    rows = session.execute(
        select(PropertyCompany.name, PropertyCompany.contact, PropertyCompany.company_organisation_id)
        .where(PropertyCompany.id.in_(select(Compound.property_company_id).where(Compound.organisation_id.in_(units))))
        .order_by(PropertyCompany.id)
        .limit(MOST["companies"])
    ).all()
    named = {row.company_organisation_id: row.name for row in rows if row.company_organisation_id}
    managers = session.execute(
        select(Post.person_id, Post.organisation_id)
        .where(
            Post.organisation_id.in_(list(named)),
            Post.role == Role.PROPERTY_MANAGER.value,
            held(Post, context.today),
        )
        .limit(MOST["companies"])
    ).all()
    names = context.titles("person", [row.person_id for row in managers])
    known = context.titles("organisation", list(named))
    for row in managers:
        if row.person_id in names:
            yield candidate(
                names[row.person_id],
                row.person_id,
                "property_company",
                row.organisation_id if row.organisation_id in known else None,
                named[row.organisation_id],
            )
    for name, contact, unit in rows:
        if contact and contact not in names.values():
            yield candidate(contact, None, "property_company", unit if unit in known else None, name)


def heads(session: Session, units: Sequence[int], context: Context) -> Iterator[Candidate]:
    """The heads of buildings, who speak for the owners."""
    rows = session.execute(
        select(Building.head_id, Building.name, Building.compound_id)
        .where(Building.organisation_id.in_(units), Building.head_id.is_not(None))
        .order_by(Building.id)
        .limit(MOST["heads"])
    ).all()
    names = context.titles("person", [row.head_id for row in rows])
    where = context.titles("compound", list({row.compound_id for row in rows}))
    for row in rows:
        if row.head_id in names:
            note = " ".join(filter(None, (where.get(row.compound_id), row.name)))
            yield candidate(names[row.head_id], row.head_id, "owners_committee", None, note)


def candidate(name: str, person: int | None, side: str, unit: int | None, note: str) -> Candidate:
    """One who may be expected."""
    return {"name": name[:60], "person": person, "side": side, "unit": unit, "note": note}
