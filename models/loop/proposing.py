"""Turns what a meeting decided about an issue into what the form of its dispatch begins with: the level and the day.

The unit and the person stand on the issue already (`models/loop/decisions.py`). Nothing counts until it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.cases.registry import Look
from app.process.process import Transition
from models.issue import IssueLevel
from models.loop.assignment import RUNNING, Assignment
from models.organisation import Organisation, OrganisationKind

ASSIGNS = "assign"  # the effect of the transitions that give an issue to somebody
LEVELS: Mapping[str, IssueLevel] = {
    OrganisationKind.COMPANY: IssueLevel.COMPOUND,
    OrganisationKind.COMMUNITY: IssueLevel.COMMUNITY,
    OrganisationKind.VILLAGE: IssueLevel.COMMUNITY,
    OrganisationKind.GRID: IssueLevel.COMMUNITY,
    OrganisationKind.SPECIAL_GRID: IssueLevel.COMMUNITY,
    OrganisationKind.MICRO_GRID: IssueLevel.COMMUNITY,
    OrganisationKind.SECTION: IssueLevel.STREET,
    OrganisationKind.DEPARTMENT: IssueLevel.STREET,
    OrganisationKind.STREET: IssueLevel.STREET,
    OrganisationKind.DISTRICT: IssueLevel.ABOVE,
}
"""The level that settles what is given to a unit of a kind; of the others nobody can say."""


def proposed(look: Look, way: Transition) -> Mapping[str, Any]:
    """The level and the day of the decision whose unit and person are in charge now. One statement."""
    issue, given, unit = look.record, Assignment.__table__, Organisation.__table__
    if ASSIGNS not in way.effects or issue.owner_person_id is None:
        return {}
    # Past the scope: the unit and the day of an issue that is seen are no secret.
    decided = (
        look.session.connection()
        .execute(
            select(given.c.due_on, unit.c.kind)
            .join(unit, unit.c.id == given.c.owner_organisation_id)
            .where(
                given.c.issue_id == issue.id,
                given.c.decision_id.is_not(None),
                given.c.owner_organisation_id == issue.owner_organisation_id,
                given.c.owner_person_id == issue.owner_person_id,
                given.c.state.in_(RUNNING),
                given.c.deleted_at.is_(None),
            )
            .order_by(given.c.id)
            .limit(1)
        )
        .first()
    )
    if decided is None:
        return {}
    found: dict[str, Any] = {"due_on": decided.due_on} if decided.due_on >= look.today else {}
    return {**found, "level": level.value} if (level := LEVELS.get(decided.kind)) is not None else found
