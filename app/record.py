"""What every row of ours carries: whose it is, who wrote it and when, its version, and a street's own values.

`Scoped` rows belong to a street and to the smallest organisation that owns them. `Record` rows are also kept with their
history, deleted softly and extended by streets.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_appbuilder import Model
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Connection, ForeignKey, Index, Integer, Uuid, event, inspect
from sqlalchemy import Text as LongText
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session
from sqlalchemy.util import immutabledict

from app.fields.base import Field
from app.fields.link import Id, Link, link
from app.fields.moment import moment
from app.fields.unique import hold
from app.fields.worked import work_out

# Named, so that tables that refer to each other in a circle can be made: PostgreSQL adds such keys afterwards.
Model.metadata.naming_convention = immutabledict(
    {**Model.metadata.naming_convention, "fk": "fk_%(table_name)s_%(column_0_name)s"}
)

Extra = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Base(Model):
    """FAB's declarative base without its habit of merging two classes on one table."""

    __abstract__ = True
    __table_args__: Any = {}

    def __init_subclass__(cls, **options: Any) -> None:
        for attribute, declared in own_fields(cls).items():
            for name, column in declared.companions(attribute).items():
                setattr(cls, name, column)
        super().__init_subclass__(**options)


def own_fields(cls: type) -> dict[str, Field]:
    """The fields a class body declares, by attribute."""
    found = {}
    for attribute, value in list(vars(cls).items()):
        column = getattr(value, "column", None)
        declared = getattr(column, "info", {}).get("field") if column is not None else None
        if isinstance(declared, Field):
            found[attribute] = declared
    return found


class Scoped(Base):
    """A row that belongs to a street, the tenant, and to the smallest organisation known to own it."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    street_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=False, nullable=False)
    organisation_id: Mapped[int] = link(
        _("Organisation"),
        "organisation",
        required=True,
        quick_add=False,
        help=_("The smallest unit that this belongs to."),
    )


class Record(Scoped):
    """A row that people keep: with its history, a recycle bin and room for a street's own fields."""

    __abstract__ = True

    created_at: Mapped[datetime] = moment(_("Created at"), readonly=True, default=utc_now)
    created_by_id: Mapped[int | None] = link(_("Created by"), "account", readonly=True, index=False)
    updated_at: Mapped[datetime] = moment(_("Changed at"), readonly=True, default=utc_now)
    updated_by_id: Mapped[int | None] = link(_("Changed by"), "account", readonly=True, index=False)
    deleted_at: Mapped[datetime | None] = moment(_("Deleted at"), readonly=True)
    deleted_by_id: Mapped[int | None] = link(_("Deleted by"), "account", readonly=True, index=False)
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)
    client_uuid: Mapped[UUID | None] = mapped_column(
        Uuid, unique=True
    )  # a form, or a phone without network, sent it once
    extra: Mapped[dict[str, Any] | None] = mapped_column(Extra)
    form_version: Mapped[int | None] = mapped_column(Integer)
    search_text: Mapped[str | None] = mapped_column(LongText)  # what its search box looks in; see app/query/search.py

    __mapper_args__: Any = {"version_id_col": version}


SYSTEM_FIELDS = ("created_at", "created_by", "updated_at", "updated_by")
"""Fields that the house fills; shown at the end of a detail page."""


@event.listens_for(Record, "after_mapper_constructed", propagate=True)
def keep_the_living(mapper: Mapper[Any], cls: type) -> None:
    """Let the indexes that lists walk along (those that begin with the street) hold living rows only.

    So an index alone says how many rows there are, and where page 2000 begins; else each row would be looked up to see
    that it is not deleted. The recycle bin has an index of its own.
    """
    if mapper.inherits is not None:
        return  # a class on the table of another one
    table: Any = mapper.local_table
    living, gone = table.c.deleted_at.is_(None), table.c.deleted_at.is_not(None)
    for index in table.indexes:
        if not index.unique and index.columns[0].name == "street_id":
            index.dialect_kwargs.update(sqlite_where=living, postgresql_where=living)
    Index(f"ix_{table.name}_bin", table.c.street_id, table.c.id, sqlite_where=gone, postgresql_where=gone)


@event.listens_for(Scoped, "before_insert", propagate=True)
def complete_new(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
    """Give a new row what only its insert can give: serial numbers, and the companion columns (blind indexes …)."""
    for attribute, declared in declared_fields(mapper.class_).items():
        declared.on_insert(record, attribute, connection)
        declared.fill_companions(record, attribute)
    for declared in street_fields(record):
        declared.on_insert(record, declared.key, connection)
    reckon(record)


@event.listens_for(Scoped, "before_update", propagate=True)
def complete_changed(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
    """Bring the companion columns of a changed row up to date, and what a street has worked out of its other fields."""
    for attribute, declared in declared_fields(mapper.class_).items():
        declared.fill_companions(record, attribute)
    reckon(record)


@event.listens_for(Scoped, "after_insert", propagate=True)
@event.listens_for(Scoped, "after_update", propagate=True)
def follow_links(mapper: Mapper[Any], connection: Connection, record: Any) -> None:
    """Let fields that keep rows elsewhere (who links to whom) bring them up to date."""
    for attribute, declared in declared_fields(mapper.class_).items():
        declared.on_written(record, attribute, connection)
    own = street_fields(record)
    if not own:
        return
    state = inspect(record).attrs
    alone = [declared for declared in own if declared.unique]
    if alone and any(state[name].history.has_changes() for name in ("extra", "deleted_at", "street_id")):
        hold(connection, record, alone)
    if state.extra.history.has_changes():
        for declared in own:
            declared.on_written(record, declared.key, connection)


def street_fields(record: Any) -> tuple[Field, ...]:
    """The fields of a record that its street made, as the session's viewer has them; none where no form is at work."""
    resource = extended(record)
    return () if resource is None else resource.own


def reckon(record: Any) -> None:
    """Put the results of a street's expressions on a record that is about to be written."""
    resource = extended(record)
    if resource is not None and resource.computed:
        work_out(record, resource.fields, resource.computed)


def extended(record: Any) -> Any:
    """The resource of a record with what its street added, as the session's viewer has it; None without a form."""
    session = object_session(record)
    resources = session.info.get("resources") if session is not None else None
    resource = resources.of(type(record)) if resources is not None else None
    return None if resource is None or resource.form is None else resource


def declared_fields(cls: type) -> dict[str, Field]:
    """All fields of a mapped class, by attribute, in the order of the class body; those of the base classes last."""
    cached = vars(cls).get("_declared_fields")
    if cached is None:
        columns = {attribute.key: attribute.columns[0].info.get("field") for attribute in cls.__mapper__.column_attrs}  # type: ignore[attr-defined]
        own = {name: found for name, found in columns.items() if isinstance(found, Field)}
        base = [name for name in own if any(name in vars(parent) for parent in (Record, Scoped))]
        cached = {name: own[name] for name in (*(n for n in own if n not in base), *base)}
        cls._declared_fields = cached  # type: ignore[attr-defined]
    return cached


def key_of(attribute: str, declared: Field) -> str:
    """The name a field goes by in addresses and declarations: links drop their `_id`."""
    return attribute.removesuffix("_id") if isinstance(declared, Link) else attribute
