"""A small town to test screens in: two streets that know nothing of each other, with accounts of several roles."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import create_engine, insert, text

import config
from app.access.scope import working_as
from app.declare import Role
from app.extensions import db
from app.factory import create_app
from app.record import Base
from models.account import Account
from models.organisation import Organisation, OrganisationKind
from models.person import Person
from models.post import Post
from seed.codes import load_codes

SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/"
TOKEN = "1" * 40


@dataclass
class Town:
    """The application, and the ids of what was made, by name."""

    app: Flask
    ids: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def house(self) -> Iterator[Any]:
        """A session that works for the house itself; commits at the end."""
        with self.app.test_request_context("/"), force_locale("en"):
            g.writing = True
            session = db.session()
            with working_as(session, self.app.extensions["huizhi"].viewers.house):
                yield session
                session.commit()

    def add(self, record: Any) -> int:
        """Write one record for the house and return its id."""
        with self.house() as session:
            session.add(record)
            session.flush()
            return int(record.id)

    def client(self, username: str, language: str = "en") -> Client:
        """A browser in which somebody is signed in."""
        client = Client(self.app, self.app.response_class, use_cookies=True)
        with client.session_transaction() as session:
            session.update({"_user_id": str(self.ids[username]), "_fresh": True, "locale": language, "csrf_token": TOKEN})
        return client


class Client(FlaskClient):
    """A test client that sends the CSRF header with every unsafe call, unless told `token=""`."""

    def open(self, *arguments: Any, token: str | None = None, **options: Any) -> Any:
        if options.get("method", "GET") not in ("GET", "HEAD", "OPTIONS") and token != "":
            serializer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
            headers = dict(options.pop("headers", None) or {})
            options["headers"] = {"X-CSRFToken": token or serializer.dumps(TOKEN), **headers}
        return super().open(*arguments, **options)


def settings(folder: Path, url: str = "") -> config.Config:
    """Settings of an application whose data stands in a folder."""
    return config.load({"HUIZHI_INSTANCE": str(folder), **({"HUIZHI_DATABASE_URL": url} if url else {})})


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of a new, empty database."""
    if kind == "sqlite":
        yield ""
        return
    name = f"huizhi_test_{secrets.token_hex(6)}"
    server = create_engine(SERVER + "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield f"postgresql://postgres@127.0.0.1:5432/{name}"
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


@contextmanager
def build(folder: Path, kind: str = "sqlite") -> Iterator[Town]:
    """A town in a new database."""
    with database(kind) as url:
        town = Town(create_app(settings(folder, url)))
        with town.app.app_context():
            Base.metadata.create_all(db.engine)
            with db.engine.begin() as connection:
                load_codes(connection)
        settle(town)
        try:
            yield town
        finally:
            with town.app.app_context():
                db.engine.dispose()


def settle(town: Town) -> None:
    """Two streets with a community and a grid each, and who works there."""
    for street, communities in (("A街道", ("王府社区", "华新社区")), ("B街道", ("天水社区",))):
        unit(town, street, OrganisationKind.STREET, None)
        for community in communities:
            unit(town, community, OrganisationKind.COMMUNITY, street)
            unit(town, f"{community}一格", OrganisationKind.GRID, community)
    for username, role, place in (
        ("street", Role.STREET_CENTRE, "A街道"),
        ("community", Role.COMMUNITY_SECRETARY, "王府社区"),
        ("grid", Role.GRID_STAFF, "王府社区一格"),
        ("inspector", Role.INSPECTOR, "A街道"),
        ("system", Role.SYSTEM, "A街道"),
        ("street2", Role.STREET_CENTRE, "B街道"),
    ):
        account(town, username, role, place)


def unit(town: Town, name: str, kind: OrganisationKind, parent: str | None) -> None:
    """An organisation."""
    code = hashlib.sha256(name.encode()).hexdigest()[:8]
    record = Organisation(name=name, kind=kind, code=code, parent_id=town.ids[parent] if parent else None, households=100)
    town.ids[name] = town.add(record)


def account(town: Town, username: str, role: Role, place: str) -> None:
    """A person with a post and an account; its id stands under the user name."""
    place_id = town.ids[place]
    person = town.add(Person(name=f"{username}的人", organisation_id=place_id, staff=True))
    town.ids[f"{username}.person"] = person
    town.add(Post(person_id=person, role=role, organisation_id=place_id, starts_on=date(2020, 1, 1)))
    with town.house() as session:
        values = {"username": username, "first_name": username, "last_name": "-", "email": f"{username}@example.invalid"}
        number = session.connection().execute(insert(User.__table__).values(**values, active=True, password="-")).inserted_primary_key[0]
        session.add(Account(id=number, username=username, name=f"{username}的人", person_id=person, organisation_id=place_id, must_change_password=False))
    town.ids[username] = int(number)
