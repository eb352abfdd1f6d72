"""Turns several queries of one resource into the first rows of each, in one statement: the columns of a board."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from app.access.scope import Regions
from app.fields.base import Context
from app.metadata.resource import Resources
from app.query.paging import seek
from app.query.read import Query
from app.query.select import Page, frame, ordered_ids, seek_settled, walks


def heads(
    session: Session, queries: Sequence[Query], resources: Resources, regions: Regions, context: Context
) -> list[Page]:
    """A page of each query, in their order. All have the same columns and the same sort."""
    parts = []
    for place, query in enumerate(queries):
        walking = walks(session, query, resources, regions)
        ordered = ordered_ids(query, resources, regions, context, walking=walking)
        sought = (seek(ordered, query) if walking else seek_settled(ordered, query)).limit(query.size + 1).subquery()
        parts.append(select(sought.c.id, literal(place).label("place")))
    inner = union_all(*parts).subquery()
    made = frame(resources, queries[0], titles=True)
    assert made.title is not None
    statement = made.selected.join(inner, inner.c.id == made.plan.entity.id).add_columns(inner.c.place)
    found = session.execute(made.plan.join(statement).order_by(inner.c.place, *made.order)).all()
    pages = []
    for place, query in enumerate(queries):
        mine = [row for row in found if row[-1] == place]
        pages.append(
            Page(
                rows=[
                    (row[made.number], made.title(row, context), [read(row, context) for read in made.readers])
                    for row in mine[: query.size]
                ],
                more=len(mine) > query.size,
                keys=[[read(row, context) for read in made.keys] for row in mine[: query.size]],
            )
        )
    return pages
