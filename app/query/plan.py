"""Turns a Query into the columns, joins and conditions that its statements have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased

from app.access.scope import Regions
from app.access.tree import after as path_end
from app.fields.base import Context
from app.fields.link import Link, Linked
from app.metadata.resource import Path, Resource, Resources
from app.query.read import Query
from app.query.search import match

Reader = Callable[[Any, Context], Any]


def alias_at(root: Any, names: tuple[str, ...], model: Any) -> Any:
    """The alias of a model at a place of a statement that begins with `root`."""
    return kept_alias(root, names, model)


@lru_cache(maxsize=4096)
def kept_alias(root: Any, names: tuple[str, ...], model: Any) -> Any:
    """The alias of a model at a place of a statement; made once, since making one costs more than running the
    statement.
    """
    return aliased(model)


class Plan:
    """The columns and joins of one statement on a resource."""

    def __init__(self, resources: Resources, resource: Resource, entity: Any) -> None:
        self.resources, self.resource, self.entity = resources, resource, entity
        self.columns: list[ColumnElement[Any]] = []
        self._aliases: dict[tuple[str, ...], Any] = {}
        self._joins: list[tuple[Any, ColumnElement[bool]]] = []

    def at(self, links: Sequence[Link]) -> Any:
        """The entity behind a row of links, joined once."""
        names: tuple[str, ...] = ()
        entity = self.entity
        for link in links:
            names = (*names, link.key)
            if names not in self._aliases:
                target = self.resources[link.target]
                alias = alias_at(self.entity, names, target.model)
                self._aliases[names] = alias
                self._joins.append((alias, alias.id == link.expression(entity)))
            entity = self._aliases[names]
        return entity

    def add(self, path: Path) -> Reader:
        """Add the columns of a path; the answer reads its value from a tuple."""
        entity = self.at(path.links)
        if isinstance(path.field, Link) and path.field.target in self.resources:
            return self._add_link(path.links, path.field, entity)
        index = self._column(path.field.expression(entity))
        return lambda row, context: row[index]

    def add_title(self, resource: Resource, links: Sequence[Link] = ()) -> Reader:
        """Add what names a row of a resource; the answer is its title in words."""
        parts = []
        for name in resource.title:
            path = self.resources.path(resource, name)
            inner = Path(name=path.name, links=(*links, *path.links), field=path.field, owner=path.owner)
            parts.append((path.field, self.add(inner)))

        def read(row: Any, context: Context) -> str:
            return " ".join(filter(None, (field.text(reader(row, context), context) for field, reader in parts)))

        return read

    def order(self, path: Path, descending: bool) -> list[ColumnElement[Any]]:
        """What a path sorts by; a link sorts by its title."""
        if isinstance(path.field, Link) and path.field.target in self.resources:
            target = self.resources[path.field.target]
            found = []
            for name in target.title:
                inner = self.resources.path(target, name)
                links = (*path.links, path.field, *inner.links)
                found += self.order(Path(name=name, links=links, field=inner.field, owner=inner.owner), descending)
            return found
        expression = path.field.expression(self.at(path.links))
        ordered = expression.desc() if descending else expression.asc()
        return [ordered if path.field.required and not path.links else ordered.nulls_last()]

    def join(self, statement: Select[Any]) -> Select[Any]:
        """The statement with all joins that were needed so far."""
        if self._joins:
            statement = statement.select_from(self.entity)
        for alias, condition in self._joins:
            statement = statement.outerjoin(alias, condition)
        return statement

    def _column(self, expression: ColumnElement[Any]) -> int:
        self.columns.append(expression)
        return len(self.columns) - 1

    def _add_link(self, links: Sequence[Link], link: Link, entity: Any) -> Reader:
        own = self._column(link.expression(entity))
        target = self.resources[link.target]
        there = self._column(self.at((*links, link)).id)
        title = self.add_title(target, (*links, link))

        def read(row: Any, context: Context) -> Linked | None:
            number = row[own]
            if number is None:
                return None
            return Linked(number, None if row[there] is None else title(row, context))

        return read


def conditions(
    query: Query, resources: Resources, regions: Regions, plan: Plan, context: Context, *, walking: bool = False
) -> list[ColumnElement[bool]]:
    """What the rows of a query have in common, beyond the session's scope. For `walking` see `search.match`."""
    resource, viewer, entity = query.resource, regions.viewer, plan.entity
    found: list[ColumnElement[bool]] = []
    narrower = viewer.to(query.action, resource.name) != viewer.to("name", resource.name)
    if not viewer.unlimited and (narrower or (resource.model is regions.tree and query.action != "name")):
        found.append(regions.condition(entity, resource.model, query.action))
    if (query.within is not None or query.own_level) and hasattr(entity, "organisation_id"):
        found.append(_within(query, regions, entity))
    for condition in query.filters:
        path = condition.path
        expression = path.field.expression(plan.at(path.links))
        asked = path.field.filter(expression, condition.operator, condition.raw, context)
        found.append(
            _under(regions.tree, expression, int(condition.raw[0])) if condition.operator == "under" else asked
        )
    if query.text:
        found.append(match(resources, resource, entity, query.text, regions.viewer, context, walking=walking))
    if query.near is not None and resource.screen.near is not None:
        unit, inside = query.near
        belongs = resource.screen.near(entity, unit)
        found.append(belongs if inside else not_(belongs))
    if query.bin:
        found.append(entity.deleted_at.is_not(None))
    return found


def _under(tree: Any, expression: ColumnElement[Any], number: int) -> ColumnElement[bool]:
    """A link to an organisation, or to any below it."""
    table, top = tree.__table__, tree.__table__.alias("top_unit")
    # Paths end in "/" and "0" is the sign behind it: see `app/access/tree.py`.
    begins = and_(
        table.c.path >= top.c.path, table.c.path < func.substr(top.c.path, 1, func.length(top.c.path) - 1).concat("0")
    )
    return expression.in_(sql_select(table.c.id).select_from(table.join(top, begins)).where(top.c.id == number))


def _within(query: Query, regions: Regions, entity: Any) -> ColumnElement[bool]:
    tree = regions.tree
    number = query.within
    if number is None:
        homes = [holding.organisation_id for holding in regions.viewer.holdings]
        return entity.organisation_id.in_(homes)
    if query.own_level:
        return entity.organisation_id == number
    for holding in regions.viewer.holdings:
        if holding.organisation_id == number:
            if holding.kind == "street" and query.resource.model is not tree:
                return entity.street_id == number
            table = tree.__table__
            below = sql_select(table.c.id).where(table.c.path >= holding.path, table.c.path < path_end(holding.path))
            return entity.organisation_id.in_(below)
    return entity.organisation_id == number
