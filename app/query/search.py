"""Turns what is typed into a search box into a condition, and a record into the text that the box looks in.

Every word must be found: in the record's own document, in a linked row that the declaration searches through, or, as a
whole, as the exact value of a secret field. A document holds the fields of a record one after another, each between
marks of its own, so that who may not read one of them does not find by it either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any
from zlib import crc32

from sqlalchemy import Boolean, ColumnElement, ScalarSelect, and_, bindparam, false, inspect, or_, select, update
from sqlalchemy.event import listen, listens_for
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapper, Session, aliased, object_session
from sqlalchemy.sql.functions import FunctionElement

from app.access.viewer import Viewer
from app.declare import Right
from app.fields.base import ColumnSource, Context, Field, Invalid
from app.fields.link import Link
from app.fields.text import Text
from app.metadata.resource import Path, Resource, Resources
from app.query.grams import Term, fold, one_run, terms, words
from app.query.initials import initials
from app.query.search_index import broad, having, indexed, unordered
from app.record import Record

Condition = Callable[[Any], ColumnElement[bool]]  # of an entity

# -- the document ---------------------------------------------------------------------------------------------------


def documented(resource: Resource) -> tuple[str, ...]:
    """The fields that stand in the document of a resource: its own text fields of search box and title.

    What a street adds is compared row by row: a form may change at noon, and a million documents would be stale.
    """
    declared = resource.declared or resource
    names = dict.fromkeys((*declared.screen.search, *declared.title))
    found = ((name, declared.fields.get(name)) for name in names)
    return tuple(name for name, item in found if item is not None and item.searchable and not item.secret)


def document(resource: Resource, record: Any) -> str | None:
    """What the search box of a resource looks in, for one record: folded, with the pinyin initials of names."""
    parts = []
    for name in documented(resource):
        declared = resource.field(name)
        value = declared.read(record)
        if value is None:
            continue
        told = [str(value)]
        if isinstance(declared, Text) and declared.initials:
            told += initials(str(value))
        if folded := fold(" ".join(told)):
            before, after = marks(name)
            parts.append(f"{before}{folded}{after}")
    return "".join(parts) or None


def document_of(resource: Resource, values: dict[str, Any]) -> str | None:
    """The document of a row that is about to be inserted in bulk: its values by attribute."""
    own = inspect(resource.model).column_attrs
    return document(resource, SimpleNamespace(**{attribute.key: values.get(attribute.key) for attribute in own}))


def marks(name: str) -> tuple[str, str]:
    """The signs before and behind a field in a document. Made from its name, so that old documents stay readable."""
    number = crc32(name.encode()) % 0xFFFE
    return chr(0xF0000 + number), chr(0x100000 + number)


def install(session_class: Any, resources: Resources) -> None:
    """Keep the documents of all records right that are written through these sessions."""

    def hand_in(session: Session, context: Any, instances: Any) -> None:
        session.info["searched"] = session.info.get("resources") or resources

    listen(session_class, "before_flush", hand_in)


@listens_for(Record, "before_insert", propagate=True)
@listens_for(Record, "before_update", propagate=True)
def write(mapper: Mapper[Any], connection: Any, record: Any) -> None:
    """Write the document of a record, after its serial number was given."""
    session = object_session(record)
    resources: Resources | None = session.info.get("searched") if session is not None else None
    resource = None if resources is None else resources.of(type(record))
    if resource is not None:
        record.search_text = document(resource, record)


def rebuild(session: Session, resource: Resource, batch: int = 1000) -> int:
    """Write the documents of a resource anew, when its declaration has changed; returns how many were wrong.

    The session works for the house (`working_as`). Neither version nor history notices.
    """
    model = resource.model
    table = inspect(model).local_table
    change = update(table).where(table.c.id == bindparam("number")).values(search_text=bindparam("document"))
    last, wrong = 0, 0
    while True:
        rows = select(model).where(model.id > last).order_by(model.id).limit(batch).execution_options(bin=True)
        records = session.scalars(rows).all()
        if not records:
            return wrong
        told = [{"number": record.id, "document": document(resource, record)} for record in records]
        stale = [row for row, record in zip(told, records, strict=True) if row["document"] != record.search_text]
        if stale:
            session.execute(change, stale, execution_options={"door": "search documents follow the declaration"})
        last, wrong = records[-1].id, wrong + len(stale)
        for record in records:
            session.expunge(record)


# -- the condition --------------------------------------------------------------------------------------------------


def match(
    resources: Resources,
    resource: Resource,
    entity: Any,
    text: str,
    viewer: Viewer,
    context: Context | None = None,
    *,
    walking: bool = False,
) -> ColumnElement[bool]:
    """The rows that a text finds. Without a context no secret field is asked.

    `walking`: compare row by row along the order of the list, instead of asking the index; see `common`.
    """
    asked = words(text)
    if not asked:
        return false()
    found = and_(*(or_(false(), *_places(resources, resource, entity, word, viewer, walking)) for word in asked))
    return or_(found, *_secrets(resources, resource, entity, text, viewer, context))


def common(session: Session, resources: Resources, resource: Resource, text: str) -> bool:
    """Whether a text is found in so many rows that a list had better compare them along its order. One statement.

    Only for a search that asks nothing but the resource's own documents.
    """
    table = inspect(resource.model).local_table
    documents = documented(resource)
    linked = any(
        name not in documents and not resources.path(resource, name).field.secret for name in resource.screen.search
    )
    found: dict[Term, None] = dict.fromkeys(term for word in words(text) for term in terms(word))
    if linked or not indexed(table):
        return False
    return not found or broad(session.connection(), table, list(found))


def _places(
    resources: Resources, resource: Resource, entity: Any, word: str, viewer: Viewer, walking: bool
) -> list[ColumnElement[bool]]:
    """Where one word may stand: the own document, and linked rows."""
    own = tuple(dict.fromkeys((*(name for name in resource.screen.search if "." not in name), *documented(resource))))
    found = _within(resource, entity, [name for name in own if _readable(viewer, resource, name)], word, walking)
    for name in resource.screen.search:
        path = resources.path(resource, name)
        if path.links and _passable(resources, resource, path, viewer) and not path.field.secret:
            found.append(_linked(resources, path, entity, partial(_inside, path, word=word), walking))
    return found


def _inside(path: Path, entity: Any, word: str) -> ColumnElement[bool]:
    """The rows at the end of a path whose field has the word."""
    return or_(false(), *_within(path.owner, entity, [path.field.key], word, walking=False))


def _within(
    resource: Resource, entity: Any, names: Sequence[str], word: str, walking: bool
) -> list[ColumnElement[bool]]:
    """The rows that have a word in one of these fields; those outside the document are compared one by one."""
    kept = documented(resource) if indexed(inspect(resource.model).local_table) else ()
    asked = [name for name in names if name in kept]
    found: list[ColumnElement[bool]] = []
    if asked:
        pieces = [] if walking else terms(word)
        conditions = [having(entity, pieces)] if pieces else []
        if len(asked) < len(kept):
            conditions.append(or_(*(_between(entity, name, word) for name in asked)))
        elif not pieces or not one_run(word):
            conditions.append(entity.search_text.contains(word, autoescape=True))
        elif len(pieces[0].pieces) > 1:
            conditions.append(unordered(entity.search_text.contains(word, autoescape=True)))
        found.append(and_(*conditions))
    for name in names:
        declared = resource.fields.get(name)
        if name not in kept and declared is not None and declared.searchable and not declared.secret:
            found.append(declared.expression(entity).icontains(word, autoescape=True))
    return found


def _between(entity: Any, name: str, word: str) -> ColumnElement[bool]:
    """The rows that have a word between the marks of one field."""
    before, after = marks(name)
    escaped = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
    matched: ColumnElement[bool] = entity.search_text.like(f"%{before}%{escaped}%{after}%", escape="/")
    return matched


def _secrets(
    resources: Resources, resource: Resource, entity: Any, text: str, viewer: Viewer, context: Context | None
) -> list[ColumnElement[bool]]:
    """The rows with this very value in a secret field that the viewer sees at least masked."""
    if context is None:
        return []
    found = []
    for name, declared in resource.fields.items():
        if declared.secret and viewer.right(resource, name) >= Right.MASKED:
            found += _equal(declared, entity, text, context)
    for name in resource.screen.search:
        path = resources.path(resource, name)
        seen = path.links and path.field.secret and viewer.right(path.owner, path.field.key) >= Right.MASKED
        if seen and _passable(resources, resource, path, viewer, last=False):
            if _equal(path.field, path.owner.model, text, context):
                found.append(_linked(resources, path, entity, partial(_same, path, text=text, context=context)))
    return found


def _same(path: Path, entity: Any, text: str, context: Context) -> ColumnElement[bool]:
    """The rows at the end of a path whose field has this very value."""
    return or_(false(), *_equal(path.field, entity, text, context))


def _equal(declared: Field, entity: Any, text: str, context: Context) -> list[ColumnElement[bool]]:
    """The condition that a secret field has a value; none for a text that is no such value."""
    if "eq" not in declared.operators:
        return []
    try:
        return [declared.filter(declared.expression(entity), "eq", [text], context)]
    except Invalid:
        return []


def _readable(viewer: Viewer, resource: Resource, name: str) -> bool:
    """Whether a viewer may read a field whole. Who may name a row may read what names it."""
    return name in resource.title or viewer.right(resource, name) >= Right.READ


def _passable(resources: Resources, resource: Resource, path: Path, viewer: Viewer, *, last: bool = True) -> bool:
    """Whether a viewer may read every link of a path and, with `last`, the field at its end."""
    owner = resource
    for link in path.links:
        if not _readable(viewer, owner, link.key):
            return False
        owner = resources[link.target]
    return not last or _readable(viewer, path.owner, path.field.key)


def _linked(
    resources: Resources, path: Path, entity: Any, condition: Condition, walking: bool = False
) -> ColumnElement[bool]:
    """The rows whose linked row, at the end of a path, meets a condition. The session adds the scope to each step."""

    def follow(links: Sequence[Link], here: Any) -> ColumnElement[bool]:
        if not links:
            return condition(here)
        link, *rest = links
        there = aliased(resources[link.target].model)
        # correlate(None): the subquery stands alone, also where a resource is searched through itself.
        inner = select(there.id).where(follow(rest, there)).correlate(None).scalar_subquery()
        return _one_of(link, here, inner, walking)

    return follow(path.links, entity)


def _one_of(link: Link, entity: Any, numbers: ScalarSelect[Any], walking: bool) -> ColumnElement[bool]:
    expression = link.expression(entity)
    if link.index and isinstance(link.source, ColumnSource) and not walking:
        return among(expression, numbers)
    return expression.in_(numbers.element)


class among(FunctionElement[bool]):
    """x IN (SELECT …), written so that PostgreSQL can use an index on x also beside an OR."""

    inherit_cache = True
    name = "among"
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        """Itself, as `search_index.holds`."""
        return self


@compiles(among)
def among_in_sqlite(element: among, compiler: Any, **options: Any) -> str:
    value, numbers = (compiler.process(part, **options) for part in element.clauses)
    return f"({value} IN {numbers})"


@compiles(among, "postgresql")
def among_in_postgresql(element: among, compiler: Any, **options: Any) -> str:
    value, numbers = (compiler.process(part, **options) for part in element.clauses)
    return f"({value} = ANY (ARRAY{numbers}))"
