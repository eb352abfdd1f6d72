"""Lets rows that hang on an issue belong to its unit: whoever writes them, those who keep the issue see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, event, or_, select
from sqlalchemy.orm import Mapper

from app.declare import Role
from models.issue import Issue, late
from models.reach import living, same


def belongs_to_issue(model: type[Any], *, through: type[Any] | None = None, by: str = "issue_id") -> None:
    """Let new rows of a model take the street and the unit of their issue, or of the row between."""
    source: Any = (through or Issue).__table__

    @event.listens_for(model, "before_insert", propagate=True)
    def belong(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
        found = connection.execute(
            select(source.c.street_id, source.c.organisation_id).where(source.c.id == getattr(record, by))
        ).first()
        if found is not None:  # else the foreign key refuses the row
            record.street_id, record.organisation_id = found


def issues_of(post: Any) -> Any:
    """The issues that a post is concerned with, as a subquery of their numbers."""
    issues = Issue.__table__.alias("my_issue")
    if post.role == Role.INSPECTOR:
        matter = Issue.__table__.alias("late_issue")
        return select(matter.c.id).where(
            living(matter), matter.c.street_id == post.street_id, or_(matter.c.supervised.is_(True), late(matter.c))
        )
    return select(issues.c.id).where(
        living(issues),
        or_(issues.c.owner_organisation_id == post.organisation_id, same(issues.c.owner_person_id, post.person_id)),
    )


def on_my_issue(entity: Any, post: Any) -> ColumnElement[bool]:
    """Rows on issues that a post is concerned with."""
    return and_(entity.issue_id.in_(issues_of(post)))
