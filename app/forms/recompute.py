"""Turns the records of a unit into records that a changed expression has worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.access.tree import after
from app.fields.worked import work_out
from app.metadata.resource import Resource
from app.process.expression import Expression

TRIES = 5  # of a batch that somebody else wrote in meanwhile


def by_the_day(resource: Resource) -> dict[str, Expression]:
    """The expressions of a resource whose value is another one on another day, and those that read their results."""
    found: dict[str, Expression] = {}
    for name, expression in resource.computed.items():
        if expression.dated or found.keys() & set(expression.names):
            found[name] = expression
    return found


def recompute(
    session: Session,
    resource: Resource,
    path: str,
    tree: type[Any],
    computed: Mapping[str, Expression] | None = None,
    batch: int = 500,
) -> int:
    """Work out the computed fields of all records of a unit and below, also in the bin; returns how many changed.

    The session works for the house, with the resources of the unit. A changed record is a change like any other: it has
    a next version and stands in the trace. Each batch is committed. Raises NotAlone where two results must differ.
    """
    model = resource.model
    if model is tree:
        here = (model.path >= path) & (model.path < after(path))
    else:
        here = model.organisation_id.in_(select(tree.id).where(tree.path >= path, tree.path < after(path)))
    last, count, tries = 0, 0, 0
    while True:
        rows = select(model).where(model.id > last, here).order_by(model.id).limit(batch).execution_options(bin=True)
        records = session.scalars(rows).all()
        if not records:
            return count
        for record in records:
            work_out(record, resource.fields, resource.computed if computed is None else computed)
        end, changed = records[-1].id, len(session.dirty)
        try:
            session.commit()
        except StaleDataError:
            session.rollback()
            tries += 1
            if tries == TRIES:
                raise
            continue
        finally:
            session.expunge_all()
        last, count, tries = end, count + changed, 0
