"""Turns a viewer into conditions on every statement of a session: whose rows are read, changed, counted.

Enforced in the session, so that a view that forgets cannot leak. `install()` puts three listeners on the session class:
one narrows every ORM statement (reads, lazy loads, bulk changes, subqueries), one refuses statements that would go
around it, one guards what is about to be written (`app/access/guard.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, false, or_, select, true
from sqlalchemy.event import listen
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql import visitors

from app.access.tree import after, ancestors
from app.access.viewer import Reach, Viewer
from app.declare import Scope
from app.metadata.resource import Resource, Resources
from app.record import Record, Scoped


class OutOfScope(LookupError):
    """A row that is not there for this viewer. Shown as 404, like one that never was."""


class Unguarded(RuntimeError):
    """A statement that the scope does not reach, outside the audited door. A mistake in the program."""


class Values:
    """What conditions may use of one post, as SQL parameters: never plain values, which a cached statement would
    keep.
    """

    def __init__(self, viewer: Viewer, reach: Reach) -> None:
        holding = reach.holding
        self.parameters: list[BindParameter[Any]] = []
        self.organisation_id = self._parameter(holding.organisation_id)
        self.street_id = self._parameter(holding.street_id)
        self.path = self._parameter(holding.path)
        self.end = self._parameter(after(holding.path))
        self.person_id = self._parameter(viewer.person_id)
        self.user_id = self._parameter(viewer.user_id)
        self.role = holding.role

    def _parameter(self, value: Any) -> BindParameter[Any]:
        made: BindParameter[Any] = BindParameter(None, value, unique=True)
        self.parameters.append(made)
        return made


class Regions:
    """A viewer's conditions on each resource, made for one statement cache: same shape, same SQL."""

    def __init__(self, viewer: Viewer, resources: Resources, tree: type[Any]) -> None:
        self.viewer, self.resources, self.tree = viewer, resources, tree
        self._values = {id(holding): Values(viewer, Reach(grant=None, holding=holding)) for holding in viewer.holdings}  # type: ignore[arg-type]
        self.above = sorted({number for holding in viewer.holdings for number in ancestors(holding.path)})
        # One parameter each: a list in one parameter would be spelt out anew for every statement.
        self._above: list[BindParameter[Any]] = [BindParameter(None, number, unique=True) for number in self.above]
        self.parameters = [item for values in self._values.values() for item in values.parameters] + self._above
        # Two viewers share a statement only when their posts have the same roles at the same level, in the same order.
        self.shape = (
            id(viewer.rights),
            viewer.unlimited,
            len(self.above),
            tuple((holding.role.value, holding.kind == "street") for holding in viewer.holdings),
        )

    def condition(self, entity: Any, model: type[Any], action: str) -> ColumnElement[bool]:
        """The rows of a mapped class (or an alias of it) that the viewer may treat so."""
        if self.viewer.unlimited:
            return true()
        resource = self.resources.of(model)
        if resource is None:
            return false()
        ways = self.viewer.to(action, resource.name)
        streets = {id(way.holding) for way in ways if self._whole_street(way)}
        parts: dict[tuple[Any, ...], ColumnElement[bool]] = {}
        for way in ways:
            if way.grant.scope is Scope.ALL:
                return true()
            if id(way.holding) in streets and way.grant.scope in (Scope.SUBTREE, Scope.ORGANISATION, Scope.STREET):
                parts[id(way.holding), Scope.STREET] = self._part(entity, model, way, Scope.STREET)
            else:
                parts[id(way.holding), way.grant.scope] = self._part(entity, model, way, way.grant.scope)
        if model is self.tree and action == "name" and self._above:
            parts["above",] = or_(*(entity.id == number for number in self._above))
        return or_(*parts.values()) if parts else false()

    def narrow(self, resource: Resource) -> bool:
        """Whether the viewer reaches a part of his street only."""
        ways = self.viewer.to("name", resource.name)
        whole = any(way.grant.scope is Scope.ALL or self._whole_street(way) for way in ways)
        return not self.viewer.unlimited and not whole

    @staticmethod
    def _whole_street(way: Reach) -> bool:
        return way.grant.scope is Scope.STREET or (way.grant.scope is Scope.SUBTREE and way.holding.kind == "street")

    def _part(self, entity: Any, model: type[Any], way: Reach, scope: Scope) -> ColumnElement[bool]:
        values = self._values[id(way.holding)]
        if scope is Scope.STREET:
            return entity.street_id == values.street_id
        if scope is Scope.SUBTREE:
            if model is self.tree:
                return and_(entity.path >= values.path, entity.path < values.end)
            table = self.tree.__table__
            below = select(table.c.id).where(table.c.path >= values.path, table.c.path < values.end)
            return entity.organisation_id.in_(below)
        if scope is Scope.ORGANISATION:
            return entity.organisation_id == values.organisation_id
        resource = self.resources.of(model)
        assert resource is not None
        told = resource.screen.assigned if scope is Scope.ASSIGNED else resource.screen.own
        if told is None:
            return false()
        return told(entity, values)


class ScopeOption(LoaderCriteriaOption):
    """The loader criteria of a viewer for every Scoped class.

    SQLAlchemy's own lambda criteria are cached by their code; ours differ by the shape of the posts. So the shape is
    the cache key, and the posts' values are handed in as parameters of the statement.
    """

    __slots__ = ("bin", "regions")

    def __init__(self, regions: Regions, *, bin: bool) -> None:
        super().__init__(Scoped, true(), include_aliases=True, propagate_to_loaders=False)
        self.regions = regions
        self.bin = bin

    def _gen_cache_key(self, anon_map: Any, bindparams: list[BindParameter[Any]]) -> Any:
        bindparams.extend(self.regions.parameters)
        return (ScopeOption, self.regions.shape, self.bin)

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        model, entity = ext_info.mapper.class_, ext_info.entity
        criteria = self.regions.condition(entity, model, "name")
        if issubclass(model, Record) and not self.bin:
            criteria = and_(criteria, entity.deleted_at.is_(None))
        identity = ext_info.mapper.polymorphic_identity
        if identity is not None:  # written out, so that an index on the rows of one kind is found
            kind: BindParameter[str] = bindparam(None, identity, unique=True, literal_execute=True)
            criteria = and_(criteria, getattr(entity, ext_info.mapper.polymorphic_on.key) == kind)
        self.where_criteria = criteria
        return super()._resolve_where_criteria(ext_info)


class Guardian:
    """What the listeners need: the resources, the tree, and which classes are global."""

    def __init__(self, resources: Resources, tree: type[Any], open_tables: frozenset[str]) -> None:
        self.resources, self.tree, self.open_tables = resources, tree, open_tables

    def regions(self, session: Session) -> Regions:
        """The conditions of the session's viewer; made once per session and viewer."""
        viewer = viewer_of(session)
        resources = self.seen(session)
        held = session.info.get("regions")
        if held is None or held.viewer is not viewer or held.resources is not resources:
            held = session.info["regions"] = Regions(viewer, resources, self.tree)
        return held

    def seen(self, session: Session) -> Resources:
        """The resources as the session's viewer has them: with the fields and registers of his units."""
        return session.info.get("resources") or self.resources

    def narrow(self, state: ORMExecuteState) -> None:
        """Add the viewer's conditions to a statement, or refuse one that they would not reach."""
        options = state.execution_options
        if options.get("door"):
            return
        if state.is_insert:
            raise Unguarded("Insert through session.add(), so that scope and history hold.")
        if not state.is_orm_statement:
            self._refuse_tables(state.statement)
            return
        mappers: list[Any] = [mapper for mapper in state.all_mappers if mapper is not None]
        if all(mapper.local_table.name in self.open_tables for mapper in mappers) and not self._mentions_scoped(
            state.statement
        ):
            return
        for mapper in mappers:
            if not issubclass(mapper.class_, Scoped) and mapper.local_table.name not in self.open_tables:
                raise Unguarded(f"{mapper.class_.__name__} is neither Scoped nor a global table.")
        if state.is_column_load:
            return
        held = session_option(self, state.session, bin=bool(options.get("bin")))
        state.statement = state.statement.options(held)

    def _mentions_scoped(self, statement: Any) -> bool:
        """Whether a statement on global tables joins or nests a scoped one."""
        return any(
            element.__visit_name__ == "table" and getattr(element, "name", "") not in self.open_tables
            for element in visitors.iterate(statement)
        )

    def _refuse_tables(self, statement: Any) -> None:
        for table in getattr(statement, "get_final_froms", list)():
            name = getattr(table, "name", None)
            if name is None or name not in self.open_tables:
                raise Unguarded(f"A statement on the table {name} goes around the scope. Select the mapped class.")
        if not hasattr(statement, "get_final_froms"):
            raise Unguarded("Plain SQL goes around the scope. Use the audited door.")


def session_option(guardian: Guardian, session: Session, *, bin: bool) -> ScopeOption:
    """The option of the session's viewer, made once."""
    regions = guardian.regions(session)
    key = "scope_bin" if bin else "scope"
    held = session.info.get(key)
    if held is None or held.regions is not regions:
        held = session.info[key] = ScopeOption(regions, bin=bin)
    return held


def viewer_of(session: Session) -> Viewer:
    """Who the session works for. Raises Unguarded when nobody said."""
    viewer = session.info.get("viewer")
    if viewer is None:
        raise Unguarded("This session has no viewer. Set session.info['viewer'] before touching scoped rows.")
    return viewer


@contextmanager
def working_as(session: Session, viewer: Viewer) -> Iterator[Session]:
    """Let a session work for somebody (or for the house itself) for a while."""
    before: Mapping[str, Any] = {"viewer": session.info.get("viewer")}
    session.info["viewer"] = viewer
    try:
        yield session
    finally:
        session.info.update(before)


def install(session_class: Any, guardian: Guardian) -> None:
    """Put the guardian on a session class or factory."""
    listen(session_class, "do_orm_execute", lambda state: guardian.narrow(state))
