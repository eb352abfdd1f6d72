"""Turns a Query into statements, and their tuples into values: only the columns that are shown, links joined by name.

The page is found by the index first and joined after, so that a deep page costs little. The scope is added by the
session; here stands only what a list adds to it (rows that may be listed, the organisation switch, conditions, search).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, bindparam, func, not_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session, aliased

from app.access.scope import Regions
from app.access.tree import after as path_end
from app.fields.base import Context
from app.fields.computed import Computed
from app.fields.link import Link, Linked
from app.metadata.resource import Path, Resource, Resources
from app.query.crowds import crowded, remember
from app.query.paging import encode, seek, seekable
from app.query.read import Query
from app.query.search import common, match

CAP = 10_000
FAR = 1_000  # rows: from there on a page is late

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


def ids(
    query: Query, resources: Resources, regions: Regions, context: Context, *, walking: bool = False
) -> Select[Any]:
    """The ids of all rows of a query, in no order."""
    model = query.resource.model
    plan = Plan(resources, query.resource, model)
    where = conditions(query, resources, regions, plan, context, walking=walking)
    return plan.join(sql_select(model.id)).where(and_(True, *where)).execution_options(bin=query.bin)


def ordered_ids(
    query: Query, resources: Resources, regions: Regions, context: Context, *, walking: bool = False
) -> Select[Any]:
    """The ids of a query in its order, without a limit."""
    model = query.resource.model
    plan = Plan(resources, query.resource, model)
    where = conditions(query, resources, regions, plan, context, walking=walking)
    query = turned(query)
    order = [item for sort in query.sort for item in plan.order(sort.path, sort.descending)]
    return (
        plan.join(sql_select(model.id))
        .where(and_(True, *where))
        .order_by(*order, last(query, model))
        .execution_options(bin=query.bin)
    )


def turned(query: Query) -> Query:
    """A query in the order that its rows are read in: backwards for the page before a cursor."""
    if not query.before:
        return query
    sort = tuple(replace(item, descending=not item.descending) for item in query.sort)
    return replace(query, sort=sort)


def last(query: Query, entity: Any) -> ColumnElement[Any]:
    """The id ends every order, in the direction of the first part, so that one index can serve both."""
    descending = query.sort[0].descending if query.sort else not query.before
    return entity.id.desc() if descending else entity.id.asc()


def count(session: Session, query: Query, resources: Resources, regions: Regions, context: Context) -> tuple[int, bool]:
    """(how many rows, whether there are more): counted up to CAP."""
    if crowded(regions.viewer, query):
        return CAP, True
    walking = walks(session, query, resources, regions)
    rows = ids(query, resources, regions, context, walking=walking)
    statement = total(rows if walking else settled(rows)).execution_options(bin=query.bin)
    return capped(session.execute(statement).scalar_one(), query, regions)


def total(rows: Select[Any]) -> Select[Any]:
    """How many rows a statement has, up to one more than CAP."""
    return sql_select(func.count()).select_from(rows.limit(CAP + 1).subquery())


def capped(found: int, query: Query, regions: Regions) -> tuple[int, bool]:
    """(how many rows, whether there are more); that there are more is remembered for a moment."""
    if found <= CAP:
        return found, False
    remember(regions.viewer, query)
    return CAP, True


def walks(session: Session, query: Query, resources: Resources, regions: Regions) -> bool:
    """Whether to read rows along the order of the list until a page is full.

    Always, but for two: a text that few rows have, and a late page of a viewer who reaches a part of the street only.
    Both would walk past many rows that do not count, and looking up each takes long.
    """
    if not query.text:
        return query.page * query.size < FAR or not regions.narrow(query.resource)
    # A page asks twice: for its rows, and for their count.
    known: dict[tuple[str, str], bool] = session.info.setdefault("walks", {})
    key = (query.resource.name, query.text)
    if key not in known:
        known[key] = common(session, resources, query.resource, query.text)
    return known[key]


def settled(statement: Select[Any]) -> Select[Any]:
    """The same rows, found before anything else is done with them.

    Otherwise a database takes the LIMIT behind for a promise, and walks the whole order for a text that no row has.
    """
    found = statement.order_by(None).cte().prefix_with("MATERIALIZED")
    return sql_select(*found.c)


def seek_settled(statement: Select[Any], query: Query) -> Select[Any]:
    """The page of a statement whose rows are found first and ordered then."""
    order = list(statement._order_by_clauses)
    keys = [bare(item)[0].label(f"key_{index}") for index, item in enumerate(order)]
    paged = bool(query.after or query.before)
    found = settled((seek(statement, query) if paged else statement).add_columns(*keys))
    columns = list(found.selected_columns)
    again = found.with_only_columns(columns[0]).order_by(
        *(bare(item)[1](column) for item, column in zip(order, columns[1:], strict=True))
    )
    return again if paged else seek(again, query)


def found_ids(sought: Select[Any]) -> Select[Any]:
    """All rows that were found first, of a statement by `seek_settled` that follows no cursor."""
    return sql_select(sought.selected_columns[0])


def bare(item: Any) -> tuple[ColumnElement[Any], Callable[[Any], Any]]:
    """(what is sorted by, how) of one part of an ORDER BY."""
    modifiers = []
    while isinstance(item, UnaryExpression) and item.modifier is not None:
        modifiers.append(item.modifier)
        item = item.element

    def dress(column: Any) -> Any:
        for modifier in reversed(modifiers):
            column = UnaryExpression(column, modifier=modifier)
        return column

    return item, dress


@dataclass(frozen=True, kw_only=True)
class Page:
    """The rows of one page: (id, title, values of the columns); whether more follow; the keys they are sorted by."""

    rows: list[tuple[int, str, list[Any]]]
    more: bool
    keys: list[list[Any]]
    total: tuple[int, bool] | None = None  # as `count` says it

    def cursor(self, index: int, query: Query) -> str:
        """The cursor of one of its rows: the first or the last."""
        return encode(
            self.rows[index][0],
            [sort.path.field.to_json(value) for sort, value in zip(query.sort, self.keys[index], strict=True)],
        )


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every page of the same columns and order has in common: what is selected, and how a row is read."""

    plan: Plan
    selected: Select[Any]
    order: tuple[ColumnElement[Any], ...]
    number: int
    title: Reader | None
    readers: tuple[Reader, ...]
    keys: tuple[Reader, ...]


def frame(resources: Resources, query: Query, *, titles: bool) -> Frame:
    """The frame of a query's page. Remembered with the resources, unless a column may say another thing tomorrow."""
    sorts = tuple((sort.path.name, sort.descending) for sort in query.sort)
    names = tuple(path.name for path in query.columns)
    key = ("frame", query.resource.name, names, sorts, bool(query.before), titles)
    kept: Frame | None = resources.kept.get(key)
    if kept is not None:
        return kept
    made = framed(resources, query, titles=titles)
    titled = (resources.path(query.resource, name) for name in query.resource.title)
    paths = (*query.columns, *(sort.path for sort in query.sort), *titled)
    if not any(isinstance(path.field, Computed) for path in paths):
        resources.keep(key, made)
    return made


def framed(resources: Resources, query: Query, *, titles: bool) -> Frame:
    """The frame, made anew."""
    resource = query.resource
    entity = alias_at(resource.model, (), resource.model)
    plan = Plan(resources, resource, entity)
    number = plan._column(entity.id)
    title = plan.add_title(resource) if titles else None
    readers = tuple(plan.add(path) for path in query.columns)
    keys = tuple(plan.add(sort.path) for sort in query.sort) if seekable(query) else ()
    query = turned(query)
    order = [item for sort in query.sort for item in plan.order(sort.path, sort.descending)]
    return Frame(
        plan=plan,
        selected=sql_select(*plan.columns),
        order=(*order, last(query, entity)),
        number=number,
        title=title,
        readers=readers,
        keys=keys,
    )


def page(
    session: Session,
    query: Query,
    resources: Resources,
    regions: Regions,
    context: Context,
    *,
    titles: bool = True,
    counting: bool = False,
) -> Page:
    """Read one page: the index finds the ids, the joins bring the names of those few rows.

    `counting`: let the same statement say how many rows there are, where it can.
    """
    walking = walks(session, query, resources, regions)
    ordered = ordered_ids(query, resources, regions, context, walking=walking)
    sought = seek(ordered, query) if walking else seek_settled(ordered, query)
    inner = sought.limit(query.size + 1).subquery()
    made = frame(resources, query, titles=titles)
    statement = made.selected.join(inner, inner.c.id == made.plan.entity.id)
    many = counting and crowded(regions.viewer, query)
    counting = counting and not many and (walking or not (query.after or query.before))
    if counting:
        whole = ids(query, resources, regions, context, walking=True) if walking else found_ids(sought)
        statement = statement.add_columns(total(whole).scalar_subquery())
    statement = made.plan.join(statement).order_by(*made.order)
    found = session.execute(statement.execution_options(bin=query.bin)).all()
    kept = found[: query.size]
    if query.before:
        kept = kept[::-1]
    return Page(
        rows=[
            (
                row[made.number],
                made.title(row, context) if made.title else "",
                [read(row, context) for read in made.readers],
            )
            for row in kept
        ],
        more=len(found) > query.size,
        keys=[[read(row, context) for read in made.keys] for row in kept],
        total=(CAP, True) if many else capped(found[0][-1], query, regions) if counting and found else None,
    )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A statement on the rows with certain ids (its parameter `numbers`), and how a row of it is read."""

    statement: Select[Any]
    number: int
    title: Reader
    version: int | None
    readers: Mapping[str, Reader]


def reading(resources: Resources, resource: Resource, names: Sequence[str] = ()) -> Reading:
    """How rows are read by id: their titles, and these fields.

    Remembered with the resources, but for the columns that may say another thing tomorrow: those are added each time.
    """
    asked = {name: resources.path(resource, name) for name in names}
    added = {name: path for name, path in asked.items() if isinstance(path.field, Computed)}
    key = ("reading", resource.name, tuple(asked))
    made: Reading | None = resources.kept.get(key)
    if made is None:
        made = _reading(resources, resource, {name: path for name, path in asked.items() if name not in added})
        titled = [resources.path(resource, name) for name in resource.title]
        if not any(isinstance(path.field, Computed) for path in titled) and not any(
            path.links for path in added.values()
        ):
            resources.keep(key, made)
    if not added:
        return made
    plan = Plan(resources, resource, resource.model)
    plan.columns = list(made.statement.selected_columns)
    readers = {name: plan.add(path) for name, path in added.items()}
    statement = plan.join(made.statement.add_columns(*plan.columns[len(plan.columns) - len(added) :]))
    return replace(made, statement=statement, readers={name: {**made.readers, **readers}[name] for name in asked})


def _reading(resources: Resources, resource: Resource, asked: Mapping[str, Path]) -> Reading:
    model = resource.model
    plan = Plan(resources, resource, model)
    number = plan._column(model.id)
    version = plan._column(model.version) if hasattr(model, "version") else None
    title = plan.add_title(resource)
    readers = {name: plan.add(path) for name, path in asked.items()}
    chosen = model.id.in_(bindparam("numbers", expanding=True))
    return Reading(
        statement=plan.join(sql_select(*plan.columns)).where(chosen),
        number=number,
        title=title,
        version=version,
        readers=readers,
    )


def titles(
    session: Session, resources: Resources, resource: Resource, numbers: Sequence[int], context: Context
) -> dict[int, str]:
    """{id: title} of the rows among these that the session's viewer may name."""
    if not numbers:
        return {}
    how = reading(resources, resource)
    found = session.execute(how.statement, {"numbers": list(numbers)})
    return {row[how.number]: how.title(row, context) for row in found}
