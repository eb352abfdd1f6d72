"""Turns rows that are to go into the rows that still point at them, by a link or in a list of links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select, distinct, func, select

from app.fields.base import Field
from app.fields.link import Link
from app.fields.links import MultiLink, link_entry
from app.metadata.resource import Resource
from app.screens.work import Work

Dependents = list[tuple[Resource, str, int]]
"""(resource, link field, how many rows)"""


def dependents(work: Work, resource: Resource, numbers: Sequence[int]) -> Dependents:
    """Living rows that point at these, in the house's eyes and not the viewer's; those that go along do not count.

    Counts only: a row that the viewer may not see is still a reason, and is not named.
    """
    found = []
    for other, declared in pointing(work, resource):
        table = other.model.__table__
        statement = _several(table, declared, resource, numbers)
        if statement is None:
            statement = _one(table, declared, numbers)
        if "deleted_at" in table.c:
            statement = statement.where(table.c.deleted_at.is_(None))
        if other.name == resource.name:
            statement = statement.where(table.c.id.not_in(numbers))
        door = {"door": "dependents are counted for everybody"}
        count = work.session.execute(statement, execution_options=door).scalar_one()
        if count:
            found.append((other, declared.key, int(count)))
    return found


def pointing(work: Work, resource: Resource) -> Iterator[tuple[Resource, Field]]:
    """The fields through which rows of any resource point at rows of this one."""
    for other in work.resources.values():
        for name, declared in other.fields.items():
            if not isinstance(declared, (Link, MultiLink)) or declared.target != resource.name or declared.readonly:
                continue
            if isinstance(declared, Link) and (
                declared.source is None or (other.name == resource.name and name == "organisation")
            ):
                continue
            yield other, declared


def in_words(blocking: Dependents) -> list[str]:
    """Each in words: "3 × issues"."""
    return [gettext("%(count)s × %(resource)s", count=count, resource=other.plural) for other, _name, count in blocking]


def refusal(blocking: Dependents) -> str:
    """Why rows are not deleted."""
    listed = gettext(", ").join(in_words(blocking))
    return gettext("Not deleted: %(listed)s depend on it. Move or delete those first.", listed=listed)


def _one(table: Any, declared: Any, numbers: Sequence[int]) -> Select[int]:
    """Rows whose link names one of these."""
    return select(func.count()).select_from(table).where(table.c[declared.source.name].in_(numbers))


def _several(table: Any, declared: Field, resource: Resource, numbers: Sequence[int]) -> Select[int] | None:
    """Rows whose list of links holds one of these; None where the field is a single link."""
    if not isinstance(declared, MultiLink):
        return None
    entry = link_entry.c
    here = (entry.resource == table.name, entry.field == declared.key, entry.target == resource.name)
    joined = table.join(link_entry, entry.record_id == table.c.id)
    return select(func.count(distinct(table.c.id))).select_from(joined).where(*here, entry.target_id.in_(numbers))
