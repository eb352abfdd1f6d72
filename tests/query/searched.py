"""A small town for the tests of search: its models, its databases, and who looks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask_babel import lazy_gettext as _
from sqlalchemy import Engine, ForeignKey, MetaData, select
from sqlalchemy.orm import Mapped, Session, mapped_column, registry, sessionmaker

from app.access import scope
from app.access.scope import Guardian
from app.access.tree import Node
from app.access.viewer import Holding, Rights, Viewer
from app.declare import Grant, Menu, Right, Role, Scope, Screen
from app.fields.citizen_number import citizen_number
from app.fields.link import Id, link
from app.fields.note import note
from app.fields.phone import phone
from app.fields.text import text
from app.metadata.describe import describe_all
from app.query import search
from app.record import Base, Record
from tests.fields.worlds import MOMENT, database

DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


class Town(Record):
    """Apart from the product's tables, so that create_all() makes these only."""

    __abstract__ = True
    metadata = MetaData()
    _sa_registry = registry()


def screen(title: tuple[str, ...] | str, find: tuple[str, ...], *grants: Grant) -> Screen:
    word = _("Name")
    return Screen(label=word, plural=word, menu=Menu.PEOPLE, title=title, list=(), search=find, grants=grants)


CLERK = Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, ("list", "show", "add", "edit"))
READER = Grant(
    Role.SECTION, Scope.SUBTREE, ("list", "show"), fields=(("address", Right.HIDDEN), ("phone", Right.HIDDEN))
)
NAMER = Grant(Role.POLICE, Scope.SUBTREE, ("name",))


class Organisation(Node, Town):
    __tablename__ = "organisation"
    street_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"), nullable=True)  # type: ignore[assignment]
    organisation_id: Mapped[int | None] = link(_("Name"), "organisation", hidden=True)  # type: ignore[assignment]
    name: Mapped[str] = text(_("Name"), required=True)
    kind: Mapped[str] = text(_("Name"), required=True)
    parent_id: Mapped[int | None] = link(_("Name"), "organisation")
    __screen__ = screen("name", ("name",), CLERK, READER, NAMER)


class Account(Town):
    __tablename__ = "account"
    name: Mapped[str] = text(_("Name"), required=True)
    __screen__ = screen("name", ("name",), CLERK)


class Person(Town):
    __tablename__ = "person"
    name: Mapped[str] = text(_("Name"), required=True, initials=True)
    citizen_number: Mapped[str | None] = citizen_number(_("Name"))
    phone: Mapped[str | None] = phone(_("Name"))
    address: Mapped[str | None] = note(_("Name"), length=8000)
    __screen__ = screen("name", ("name", "address", "phone"), CLERK, READER, NAMER)


class Helper(Town):
    __tablename__ = "helper"
    person_id: Mapped[int] = link(_("Name"), "person", required=True)
    remarks: Mapped[str | None] = note(_("Name"))
    __screen__ = screen("person", ("person.name", "person.phone", "remarks"), CLERK, READER, Grant(Role.POLICE))


class Thanks(Town):
    __tablename__ = "thanks"
    helper_id: Mapped[int | None] = link(_("Name"), "helper")
    other_id: Mapped[int | None] = link(_("Name"), "thanks")
    words: Mapped[str | None] = note(_("Name"))
    __screen__ = screen("words", ("helper.person.name", "other.words"), CLERK)


class Code(Base):
    """A global table, without a document."""

    __abstract__ = True
    metadata = Town.metadata
    _sa_registry = Town._sa_registry


class CodeEntry(Code):
    __tablename__ = "code_entry"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = text(_("Name"))
    label: Mapped[str] = text(_("Name"))
    __screen__ = screen("label", ("code", "label"), Grant(Role.COMMUNITY_SECRETARY, Scope.ALL))


RESOURCES = describe_all((Organisation, Account, Person, Helper, Thanks, CodeEntry))
RIGHTS = Rights(RESOURCES.values())
HOUSE = Viewer(user_id=0, username="", name="", person_id=None, holdings=(), rights=RIGHTS, unlimited=True)
Sessions = sessionmaker()
scope.install(Sessions, Guardian(RESOURCES, Organisation, frozenset({"code_entry"})))
search.install(Sessions, RESOURCES)


@contextmanager
def town(kind: str, folder: Path) -> Iterator[Engine]:
    """A database with two streets (1, 2), a community in each (3, 4), and nobody in them."""
    if kind == "postgresql":
        need_postgres()
    with database(kind, folder) as engine:
        Town.metadata.create_all(engine)
        with Sessions(bind=engine, info={"viewer": HOUSE}) as session:
            for number, parent in ((1, None), (2, None), (3, 1), (4, 2)):
                session.add(
                    Organisation(
                        id=number, name=f"unit {number}", kind="community" if parent else "street", parent_id=parent
                    )
                )
                session.flush()
            session.commit()
        yield engine


def need_postgres() -> None:
    """Skip without a server, except where one is promised."""
    try:
        psycopg.connect("postgresql://postgres@127.0.0.1:5432/postgres", connect_timeout=3).close()
    except psycopg.OperationalError as error:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"needs PostgreSQL on 127.0.0.1:5432: {error}")


def viewer(role: Role, street: int = 1) -> Viewer:
    """Somebody with one post, in the community of a street."""
    community = street + 2
    path = f"/{street}/{community}/"
    held = Holding(
        post_id=1, role=role, organisation_id=community, organisation="", kind="community", path=path, street_id=street
    )
    return Viewer(user_id=9, username="", name="", person_id=None, holdings=(held,), rights=RIGHTS)


def add(session: Session, model: type[Any], street: int = 1, **values: Any) -> Any:
    """A row in the community of a street, written by the house."""
    record = model(**values) if model is CodeEntry else model(street_id=street, organisation_id=street + 2, **values)
    with scope.working_as(session, HOUSE):
        if model is not CodeEntry:
            record.created_at = record.updated_at = MOMENT
        session.add(record)
        session.flush()
    return record


def found(
    session: Session, resource: str, typed: str, who: Viewer = HOUSE, context: Any = None, **options: Any
) -> set[int]:
    """The ids of the rows that a text finds."""
    described = RESOURCES[resource]
    model = described.model
    with scope.working_as(session, who):
        condition = search.match(RESOURCES, described, model, typed, who, context, **options)
        return set(session.scalars(select(model.id).where(condition)))
