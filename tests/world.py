"""Turns an empty database into a small sample that every test starts from, and signs people in to it.

Two streets. Street A has two communities, street B one; each community has a grid, a micro-grid, a party branch. Every
resource has two rows in each of the three places. Street A has one account for every role.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Connection, Engine, create_engine, select, text
from werkzeug.security import generate_password_hash

import config as settings
from app.access.files import OwnFiles
from app.access.scope import working_as
from app.declare import Role
from app.extensions import db
from app.fields.base import Field
from app.metadata.resource import Resource
from app.record import Record
from app.screens.work import Work
from models.account import Account
from models.organisation import Organisation
from tests import factories

PASSWORD = "Street-2026-Office"
SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/"
PLACES = ("a1", "a2", "b1")
UNITS = {
    Role.SECTION: "section",
    Role.COMMUNITY_SECRETARY: "community",
    Role.GRID_LEADER: "grid",
    Role.GRID_STAFF: "grid",
    Role.MICRO_GRID: "micro_grid",
    Role.PROPERTY_MANAGER: "company",
    Role.MEDIATOR: "department",
    Role.POLICE: "department",
    Role.COURT: "department",
    Role.PROCURATORATE: "department",
    Role.VOLUNTEER: "grid",
}
"""Where each role has its post; the others have it in the street."""

OVER = {"supervision": {"state": "closed"}}
"""Of what may run once only for a row, the sample holds what is over."""

NEIGHBOURS = {"street2": (Role.STREET_CENTRE, "b1"), "community2": (Role.COMMUNITY_SECRETARY, "a2")}


@dataclass
class Place:
    """One community with what stands above and beside it, and its rows by resource."""

    key: str
    units: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class Layout:
    """Where everything of the sample stands."""

    places: dict[str, Place]

    def dump(self) -> str:
        """As JSON, for the other test processes."""
        return json.dumps({key: [place.units, place.rows] for key, place in self.places.items()})

    @classmethod
    def load(cls, stored: str) -> Layout:
        """From JSON."""
        found = json.loads(stored)
        return cls({key: Place(key, units, rows) for key, (units, rows) in found.items()})


def environment(folder: Path, url: str = "") -> dict[str, str]:
    """The settings of an application in a folder of its own."""
    found = {"HUIZHI_INSTANCE": str(folder), "HUIZHI_SAMPLE_PASSWORD": PASSWORD}
    return {**found, "HUIZHI_DATABASE_URL": url} if url else found


def build_app(folder: Path, url: str = "") -> Flask:
    """An application on the database in a folder, or on another one."""
    from app.factory import create_app

    app = create_app(settings.load(environment(folder, url)))
    app.testing = False  # failures become pages, as for everybody
    return app


class Builder:
    """Writes the sample through the session, as the house."""

    def __init__(self, work: Work) -> None:
        self.work, self.session, self.context = work, work.session, work.context
        self.n = 0

    def build(self) -> Layout:
        """Everything."""
        district = self.unit("district", None)
        places = {}
        for _street, keys in (("a", ("a1", "a2")), ("b", ("b1",))):
            above = {"district": district, "street": self.unit("street", district)}
            for kind in ("section", "department", "company"):
                above[kind] = self.unit(kind, above["street"])
            for key in keys:
                units = {**above, "community": self.unit("community", above["street"])}
                units["grid"] = self.unit("grid", units["community"])
                units["micro_grid"] = self.unit("micro_grid", units["grid"])
                units["branch"] = self.unit("branch", units["community"])
                places[key] = Place(key, units, {"organisation": [units["grid"], units["micro_grid"]]})
        for role in Role:
            self.staff(places["a1"], role.value, role)
        for username, (role, key) in NEIGHBOURS.items():
            self.staff(places[key], username, role)
        for place in places.values():
            for name in self.work.resources:
                if name not in ("organisation", "code_entry", "account", "post"):
                    self.row(place, name, unit="grid")
                    self.row(place, name, unit="micro_grid")
            for name in ("account", "post"):  # a colleague who is neither an administrator nor in street A's posts
                place.rows.setdefault(name, [])
            self.staff(place, f"colleague-{place.key}", Role.GRID_STAFF)
            self.fill(place)
        self.own(places["a1"])
        self.session.commit()
        return Layout(places)

    def unit(self, kind: str, parent: int | None) -> int:
        """One organisation."""
        self.n += 1
        made = Organisation(
            name=f"{kind}单位{self.n}", kind=kind, code=f"u{self.n}", parent_id=parent, households=self.n, pilot=False
        )
        self.session.add(made)
        self.session.flush()
        return made.id

    def staff(self, place: Place, username: str, role: Role) -> None:
        """A person with a post and an account."""
        unit = place.units[UNITS.get(role, "street")]
        person = self.row(place, "person", unit=unit, name=f"员工{username}", staff=True)
        self.row(place, "post", unit=unit, person=person, role=role.value, ends_on=None)
        user = User(
            first_name=username, last_name="x", username=username, email=f"{username}@example.invalid", active=True
        )
        user.password = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
        self.session.add(user)
        self.session.flush()
        account = Account(
            id=user.id,
            organisation_id=unit,
            username=username,
            name=f"员工{username}",
            person_id=person,
            active=True,
            must_change_password=False,
        )
        self.session.add(account)
        self.session.flush()
        place.rows.setdefault("account", []).append(user.id)

    def row(self, place: Place, name: str, /, *, unit: str | int, **given: Any) -> int:
        """One row of a resource."""
        resource = self.work.resources[name]
        self.n += 1
        number = self.n

        def pick(declared: Field, n: int) -> int | None:
            return self.target(place, resource, declared, unit)

        given.setdefault("organisation", self.owner(place, resource, unit))
        given = {**OVER.get(name, {}), **given}
        record = resource.model()
        for key, kept in factories.values(resource, number, self.context, pick, **given).items():
            if kept is not None:
                resource.field(key).write(record, kept)
        self.session.add(record)
        self.session.flush()
        place.rows.setdefault(name, []).append(record.id)
        return record.id

    def owner(self, place: Place, resource: Resource, unit: str | int) -> int:
        """The organisation that a row belongs to: the unit, or one of the kind that the field asks for."""
        kinds = wanted_kinds(resource.fields.get("organisation"))
        if kinds:
            return next(place.units[kind] for kind in kinds if kind in place.units)
        return place.units[unit] if isinstance(unit, str) else unit

    def target(self, place: Place, resource: Resource, declared: Any, unit: str | int) -> int | None:
        """The row that a link of a new row points at."""
        if declared.target == "organisation":
            kinds = wanted_kinds(declared)
            if kinds:
                return next(place.units[kind] for kind in kinds if kind in place.units)
            return place.units["section"]
        if declared.target == resource.name:
            return None  # filled in later, if at all
        if declared.source is not None and alone(resource, declared.source.name):
            return self.row(place, declared.target, unit=unit)
        there = place.rows.get(declared.target)
        if there:
            return there[-1]
        return self.row(place, declared.target, unit=unit) if declared.required else None

    def fill(self, place: Place) -> None:
        """Point the optional links that were left empty at rows made since."""
        for name, resource in self.work.resources.items():
            if name in ("organisation", "code_entry", "account", "post"):
                continue
            for number in place.rows[name]:
                record = self.work.record(resource, number)
                current = {key: found.read(record) for key, found in resource.fields.items() if found.source}
                for key, declared in resource.fields.items():
                    if (
                        declared.kind != "link"
                        or declared.readonly
                        or key in factories.HOUSE
                        or current[key] is not None
                    ):
                        continue
                    there = [
                        item
                        for item in place.rows.get(declared.target, ())
                        if (declared.target, item) != (name, number)
                    ]
                    shown = all(factories.holds(rule, current) for rule in factories.showing(resource, key))
                    if there and shown and not alone(resource, declared.source.name):
                        declared.write(record, there[0])
        self.session.flush()

    def own(self, place: Place) -> None:
        """Give the volunteer's account rows of its own, and the police and the inspector some to look at."""
        person = self.session.scalar(select(Account.person_id).where(Account.username == Role.VOLUNTEER.value))
        for name in ("volunteer", "points_account", "party_member"):
            record = self.work.record(self.work.resources[name], place.rows[name][0])
            record.person_id = person
        for name in ("issue", "session_decision"):
            self.row(place, name, unit="grid")
            for number, unit in zip(place.rows[name], ("department", "company", "section"), strict=True):
                record = self.work.record(self.work.resources[name], number)
                record.owner_organisation_id = place.units[unit]
        issue = self.work.record(self.work.resources["issue"], place.rows["issue"][0])
        issue.supervised = True
        self.session.flush()


def wanted_kinds(declared: Any) -> tuple[str, ...]:
    """The kinds of organisation that a link takes; empty for any."""
    where = dict(getattr(declared, "where", ()) or ())
    pairs = [kind for name, kind in getattr(declared, "where", ()) or () if name == "kind"]
    return tuple(part for item in pairs for part in item.split(",")) if where else ()


def alone(resource: Resource, column: str) -> bool:
    """Whether a column must hold something else in every row."""
    if resource.name in OVER:
        return False
    table = resource.model.__table__
    uniques = [
        item
        for item in (*table.indexes, *table.constraints)
        if getattr(item, "unique", type(item).__name__ == "UniqueConstraint")
    ]
    return any([part.name for part in item.columns] == [column] for item in uniques)


def work_of(app: Flask, viewer: Any, *, locale: str = "zh") -> Work:
    """What a request of this viewer would work with. Needs a request context."""
    house = app.extensions["huizhi"]
    session = db.session()
    session.info["viewer"] = viewer
    now = datetime.now(UTC)
    home = viewer.home
    return Work(
        session=session,
        viewer=viewer,
        resources=house.resources,
        guardian=house.guardian,
        locale=locale,
        timezone=house.config.timezone,
        now=now,
        codes=house.codes.load(session),
        files=OwnFiles(
            session=session, blobs=house.blobs, user_id=viewer.user_id, street_id=home.street_id if home else None
        ),
    )


def make_template(folder: Path, url: str = "") -> Layout:
    """Release a database and write the sample into it."""
    from flask import g

    from app.release import release
    from seed.codes import load_codes

    app = build_app(folder, url)
    with app.test_request_context():
        g.writing = True
        release(app, load_codes)
        house = app.extensions["huizhi"]
        with working_as(db.session(), house.viewers.house):
            layout = Builder(work_of(app, house.viewers.house)).build()
        db.session.remove()
        db.engine.dispose()
    return layout


@contextmanager
def postgres_database(template: str = "template1") -> Iterator[str]:
    """The address of a new database on the server, made from another one; dropped afterwards."""
    name = f"huizhi_test_{secrets.token_hex(6)}"
    server = create_engine(SERVER + "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    try:
        yield SERVER + name
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


MOST_USED = 8  # copies that wait to be dropped


class Copies:
    """Fresh copies of a database, one after the other behind the same address.

    Dropping a database makes the server write out all that it has in hand. So a used copy gets another name, and several
    are dropped at once.
    """

    def __init__(self, server: Engine, template: str) -> None:
        self.server, self.template = server, template
        self.name = f"huizhi_test_{secrets.token_hex(6)}"
        self.url = SERVER + self.name
        self.used: list[str] = []
        self.stands = False

    def renew(self) -> None:
        """Put a fresh copy behind the address; whoever is still connected to the last one is cut off."""
        with self.server.connect() as connection:
            if self.stands:
                away = f"{self.name}_{len(self.used)}"
                left = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
                connection.execute(text(left), {"name": self.name})
                connection.execute(text(f'ALTER DATABASE "{self.name}" RENAME TO "{away}"'))
                self.used.append(away)
                self.stands = False
            if len(self.used) >= MOST_USED:
                self.drop(connection)
            connection.execute(text(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"'))
            self.stands = True

    def drop(self, connection: Connection) -> None:
        """Drop the used ones."""
        while self.used:
            connection.execute(text(f'DROP DATABASE "{self.used[-1]}" WITH (FORCE)'))
            self.used.pop()


@contextmanager
def postgres_copies(template: str) -> Iterator[Copies]:
    """Copies of a database on the server, none of which is left afterwards."""
    server = create_engine(SERVER + "postgres", isolation_level="AUTOCOMMIT")
    copies = Copies(server, template)
    try:
        yield copies
    finally:
        with server.connect() as connection:
            copies.drop(connection)
            connection.execute(text(f'DROP DATABASE IF EXISTS "{copies.name}" WITH (FORCE)'))
        server.dispose()


class Browser:
    """A signed-in person's browser: keeps the cookie, sends the token of the page."""

    def __init__(self, app: Flask, *, language: str = "zh") -> None:
        self.client = app.test_client()
        self.headers = {"Accept-Language": language}
        self.token = ""

    def sign_in(self, username: str, password: str = PASSWORD) -> Any:
        """Through the sign-in page, as everybody."""
        page = self.get("/login/")
        self.token = Page(page.text).value("csrf_token")
        answer = self.post("/login/", {"username": username, "password": password})
        if answer.status_code == 303:
            self.token = Page(self.get("/me").text).value("csrf_token")
        return answer

    def get(self, path: str, **options: Any) -> Any:
        """GET, redirects not followed."""
        return self.client.get(path, headers={**self.headers, **options.pop("headers", {})}, **options)

    def post(self, path: str, data: Any = None, *, token: bool = True, **options: Any) -> Any:
        """POST a form with the token."""
        body = {**({"csrf_token": self.token} if token else {}), **(data or {})}
        return self.client.post(path, data=body, headers={**self.headers, **options.pop("headers", {})}, **options)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """A JSON request with the token in its header."""
        headers = {**self.headers, "X-CSRFToken": self.token, "Accept": "application/json"}
        return self.client.open(path, method=method, json=body, headers=headers)


def own_page(where: str) -> str:
    """The page of a row that was added: at once, or behind one that comes first and names it."""
    _first, behind, own = where.partition("?_next=")
    return unquote(own) if behind else where


class Page(HTMLParser):
    """What a test asks of a page: the inputs of its forms, its links, its words."""

    VOID = frozenset(
        ("input", "br", "img", "meta", "link", "hr", "source", "wbr", "col", "area", "base", "embed", "track")
    )

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.inputs: list[tuple[str, str, dict[str, str]]] = []  # (name, value, attributes) of what would be sent
        self.names: set[str] = set()  # names of all inputs, sent or not
        self.options: dict[str, list[str]] = {}
        self.sources: dict[str, str] = {}
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []  # (classes and tags around, words)
        self._select = self._area = None
        self._content = ""
        self._stack: list[tuple[str, str]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in given}
        self.tags.append((tag, found))
        if tag not in self.VOID:
            self._stack.append((tag, found.get("class", "")))
        name = found.get("name", "")
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "input" and name:
            self.names.add(name)
            if found.get("type") in ("radio", "checkbox"):
                self.options.setdefault(name, []).append(found.get("value", "on"))
            if found.get("type") not in ("radio", "checkbox", "file") or "checked" in found:
                self.inputs.append((name, found.get("value", ""), found))
        elif tag == "select" and name:
            self.names.add(name)
            self._select = (name, found)
            self.options.setdefault(name, [])
            if "data-source" in found:
                self.sources[name] = found["data-source"]
        elif tag == "option" and self._select:
            self.options[self._select[0]].append(found.get("value", ""))
            if "selected" in found:
                self.inputs.append((self._select[0], found.get("value", ""), self._select[1]))
        elif tag == "textarea" and name:
            self.names.add(name)
            self._area, self._content = (name, found), ""

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack[-1][0] != tag:
            self._stack.pop()
        if self._stack:
            self._stack.pop()
        if tag == "select":
            self._select = None
        elif tag == "textarea" and self._area:
            self.inputs.append((self._area[0], self._content.removeprefix("\n"), self._area[1]))
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._content += data
        if data.strip():
            self.texts.append(
                (tuple(part for tag, classes in self._stack for part in (tag, *classes.split())), data.strip())
            )

    def value(self, name: str) -> str:
        """What the first input of that name holds."""
        return next(value for found, value, _attributes in self.inputs if found == name)

    def form(self, *, skip: tuple[str, ...] = ()) -> dict[str, list[str]]:
        """All that the page's inputs would send, by name."""
        found: dict[str, list[str]] = {}
        for name, value, _attributes in self.inputs:
            if name not in skip:
                found.setdefault(name, []).append(value)
        return found

    @property
    def words(self) -> str:
        """All text of the page."""
        return "\n".join(words for _around, words in self.texts)


@dataclass
class World:
    """The sample as one test finds it, fresh."""

    app: Flask
    layout: Layout

    @property
    def resources(self) -> Any:
        """The described models."""
        return self.app.extensions["huizhi"].resources

    def place(self, key: str = "a1") -> Place:
        """a1, a2 (the other community of street A) or b1 (street B)."""
        return self.layout.places[key]

    def browser(self, username: str | Role, *, language: str = "zh") -> Browser:
        """A signed-in browser; roles are user names of street A."""
        found = Browser(self.app, language=language)
        answer = found.sign_in(username.value if isinstance(username, Role) else username)
        assert answer.status_code == 303, answer.text
        return found

    @contextmanager
    def as_house(self) -> Iterator[Work]:
        """Work of the house itself; what is left uncommitted is rolled back."""
        with self.working(self.app.extensions["huizhi"].viewers.house) as work:
            yield work

    @contextmanager
    def as_person(self, username: str | Role) -> Iterator[Work]:
        """Work of an account."""
        name = username.value if isinstance(username, Role) else username
        with self.as_house() as work:
            number = work.session.scalar(select(Account.id).where(Account.username == name))
            viewer = self.app.extensions["huizhi"].viewers.load(work.session, number, work.context.today)
        assert viewer is not None
        with self.working(viewer) as work:
            yield work

    @contextmanager
    def working(self, viewer: Any) -> Iterator[Work]:
        """A request of a viewer."""
        from flask import g

        with self.app.test_request_context():
            g.writing = False
            try:
                yield work_of(self.app, viewer)
            finally:
                db.session.remove()

    def read(self, name: str, number: int) -> Any:
        """A row as it stands, deleted ones too; detached."""
        with self.as_house() as work:
            found = (
                work.record(self.resources[name], number, bin=True)
                if issubclass(self.resources[name].model, Record)
                else work.session.get(self.resources[name].model, number)
            )
            if found is not None:
                work.session.refresh(found)
                work.session.expunge(found)
            return found

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        from app.record import Base

        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: connection.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()
                for table in Base.metadata.tables.values()
            }
