"""Turns rows that are to go into the rows that still point at them, by a link or in a list of links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext
from sqlalchemy import Select, distinct, func, select

from app.fields.base import ColumnSource
from app.fields.link import Link
from app.fields.links import link_entry
from app.forms.registers import ENTRIES, PREFIX
from app.metadata.resource import Resource
from app.screens.work import Work

Dependents = list[tuple[Resource, str, int]]
"""(resource, link field, how many rows)"""

DOOR = {"door": "dependents are counted for everybody"}


def dependents(work: Work, resource: Resource, numbers: Sequence[int]) -> Dependents:
    """Living rows that point at these, in the house's eyes and not the viewer's; those that go along do not count.

    Counts only: a row that the viewer may not see is still a reason, and is not named.
    """
    found = []
    pointing = (
        *by_column(work, resource, numbers),
        *by_table(work, resource, numbers),
        *by_register(resource, numbers),
    )
    for other, field, statement in pointing:
        table = other.model.__table__
        if "deleted_at" in table.c:
            statement = statement.where(table.c.deleted_at.is_(None))
        if other.name == resource.name:
            statement = statement.where(table.c.id.not_in(numbers))
        count = work.session.execute(statement, execution_options=DOOR).scalar_one()
        if count:
            found.append((other, field, int(count)))
    return found


def by_column(work: Work, resource: Resource, numbers: Sequence[int]) -> Iterator[tuple[Resource, str, Select[int]]]:
    """(resource, field, its rows): links that stand in a column of their own."""
    for other in work.resources.values():
        table = other.model.__table__
        if other.name.startswith(PREFIX):
            continue  # all registers have one table; see by_register
        for name, declared in other.fields.items():
            if not isinstance(declared, Link) or declared.target != resource.name or declared.readonly:
                continue
            if not isinstance(declared.source, ColumnSource) or (
                other.name == resource.name and name == "organisation"
            ):
                continue
            column = table.c[declared.source.name]
            yield other, name, select(func.count()).select_from(table).where(column.in_(numbers))


def by_register(resource: Resource, numbers: Sequence[int]) -> Iterator[tuple[Resource, str, Select[int]]]:
    """(all entries, field, its rows): whose the entries of registers are."""
    if resource.name == "organisation":
        table = ENTRIES.model.__table__
        counted = select(func.count()).select_from(table).where(table.c.organisation_id.in_(numbers))
        yield ENTRIES, "organisation", counted


def by_table(work: Work, resource: Resource, numbers: Sequence[int]) -> Iterator[tuple[Resource, str, Select[int]]]:
    """(resource, field, its rows): what the link table knows, also of fields that other streets made."""
    entry = link_entry.c
    here = (entry.target == resource.name, entry.target_id.in_(numbers))
    pairs = select(entry.resource, entry.field).where(*here).distinct().order_by(entry.resource, entry.field)
    for name, field in work.session.connection().execute(pairs).all():
        other = ENTRIES if name == ENTRIES.name else work.resources.get(name)
        if other is None:
            continue
        table = other.model.__table__
        joined = table.join(link_entry, entry.record_id == table.c.id)
        counted = select(func.count(distinct(table.c.id))).select_from(joined)
        yield other, field, counted.where(*here, entry.resource == name, entry.field == field)


def in_words(blocking: Dependents) -> list[str]:
    """Each in words: "3 × issues"."""
    return [gettext("%(count)s × %(resource)s", count=count, resource=other.plural) for other, _name, count in blocking]


def refusal(blocking: Dependents) -> str:
    """Why rows are not deleted."""
    listed = gettext(", ").join(in_words(blocking))
    return gettext("Not deleted: %(listed)s depend on it. Move or delete those first.", listed=listed)
