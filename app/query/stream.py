"""Turns a Query into all its rows, a chunk at a time: the memory it takes hardly grows with the rows.

First the ids in their order, eight bytes each; then chunk by chunk the columns of those ids. Between two chunks no
transaction need stay open, however slowly the reader takes them. A row that left the scope meanwhile is left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Row, any_, bindparam, select
from sqlalchemy.orm import Session

from app.access.scope import Regions
from app.fields.base import Context
from app.metadata.resource import Resources
from app.query.plan import Plan
from app.query.read import Query
from app.query.select import ordered_ids

CHUNK = 1000


def numbers(
    session: Session, query: Query, resources: Resources, regions: Regions, context: Context, only: Sequence[int] = ()
) -> array[int]:
    """The ids of all rows of a query, in its order; of these rows only, where some are named."""
    statement = ordered_ids(query, resources, regions, context)
    if only:
        statement = statement.where(query.resource.model.id.in_(only))
    found = array("q")
    for part in session.execute(statement.execution_options(yield_per=CHUNK)).scalars().partitions():
        found.extend(part)
    return found


def chunks(session: Session, plan: Plan, numbers: array[int], *, bin: bool = False) -> Iterator[list[Row[Any]]]:
    """The rows of a plan whose first column is the id, in the order of the numbers."""
    model = plan.resource.model
    if session.get_bind().dialect.name == "postgresql":
        # One array: two thousand parameters would each be spelt out, and parsed, for every chunk.
        chosen = model.id == any_(bindparam("numbers", type_=ARRAY(BigInteger)))
    else:
        chosen = model.id.in_(bindparam("numbers", expanding=True))
    statement = plan.join(select(*plan.columns)).where(chosen).execution_options(bin=bin)
    for start in range(0, len(numbers), CHUNK):
        wanted = numbers[start : start + CHUNK].tolist()
        rows = session.execute(statement, {"numbers": wanted}).all()
        by_number = dict(zip(map(itemgetter(0), rows), rows, strict=True))
        yield [by_number[number] for number in wanted if number in by_number]
