"""Turns a cookie into a session kept in the database: signing out, a new password or a closed account end it at once.

The cookie holds a random key only; the table holds its hash. One statement a request reads the session, the account's
state and the epochs.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Column, Engine, Integer, LargeBinary, String, Table, bindparam, delete, insert, select, update
from werkzeug.datastructures import CallbackDict

from app.access.epoch import CODES, FORMS, RIGHTS, epochs
from app.fields.link import Id
from app.fields.moment import UtcMoment
from app.record import Base

sessions = Table(
    "browser_session",
    Base.metadata,
    Column("key", String(64), primary_key=True),
    Column("user_id", Id, index=True),
    Column("data", LargeBinary, nullable=False),
    Column("generation", Integer, nullable=False, default=0),
    Column("created_at", UtcMoment, nullable=False),
    Column("seen_at", UtcMoment, nullable=False, index=True),
)

generations = Table(
    "sign_in_state",
    Base.metadata,
    Column("user_id", Id, primary_key=True),
    Column("generation", Integer, nullable=False, default=0),  # sessions of an earlier one are over
    Column("closed", Integer, nullable=False, default=0),
    Column("theme", String(10), nullable=False, default="auto"),
    Column("locale", String(10), nullable=False, default=""),
)

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
TOUCH = timedelta(minutes=1)  # a session's last use is written at most this often: reading pages write nothing else


@dataclass(frozen=True, kw_only=True)
class Epochs:
    rights: int
    codes: int
    forms: int = 0


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """A session's values with what the database said of it."""

    def __init__(
        self,
        initial: Mapping[str, Any] | None = None,
        *,
        key: str = "",
        seen: datetime | None = None,
        user_id: int | None = None,
        epochs: Epochs | None = None,
    ) -> None:
        def on_update(this: Any) -> None:
            this.modified = True

        super().__init__(initial, on_update)
        self.key, self.seen, self.stored_user, self.epochs = key, seen, user_id, epochs
        self.modified = False
        self.new = not key

    def begin_anew(self) -> None:
        """Empty it but for language and theme, and give it another key when it is written."""
        kept = {name: self[name] for name in ("locale", "theme") if name in self}
        self.clear()
        self.update(kept)
        self.stored_user = None

    @property
    def user_id(self) -> int | None:
        """The account that signed in; None for a guest."""
        value = self.get("_user_id")
        return int(value) if value else None


class DatabaseSessions(SessionInterface):
    """Sessions in the table `browser_session`. Nothing is written for a guest who only looks."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # One statement needs no transaction around it. (On SQLite the driver's own notion of one is switched off.)
        postgres = engine.dialect.name == "postgresql"
        self.reader = engine.execution_options(isolation_level="AUTOCOMMIT") if postgres else engine
        rights, codes, forms = (
            select(epochs.c.value).where(epochs.c.name == name).scalar_subquery() for name in (RIGHTS, CODES, FORMS)
        )
        joined = sessions.outerjoin(generations, generations.c.user_id == sessions.c.user_id)
        self._read = (
            select(
                sessions.c.data,
                sessions.c.user_id,
                sessions.c.seen_at,
                sessions.c.created_at,
                sessions.c.generation,
                generations.c.generation.label("current"),
                generations.c.closed,
                rights.label("rights"),
                codes.label("codes"),
                forms.label("forms"),
            )
            .select_from(joined)
            .where(sessions.c.key == bindparam("key"))
        )

    def open_session(self, app: Flask, request: Request) -> StoredSession:
        """The session of the request's cookie, or a new empty one when it is unknown, over or idle too long."""
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        if not cookie or request.path.startswith("/static/"):
            return StoredSession()
        with self.reader.connect() as connection:
            row = connection.execute(self._read, {"key": hashed(cookie)}).first()
        if row is None:
            return StoredSession()
        now = datetime.now(UTC)
        over = now - row.seen_at > IDLE or now - row.created_at > LONGEST
        ended = row.user_id is not None and (row.closed or row.generation != (row.current or 0))
        if over or ended:
            return StoredSession()
        return StoredSession(
            orjson.loads(row.data),
            key=cookie,
            seen=row.seen_at,
            user_id=row.user_id,
            epochs=Epochs(rights=row.rights or 0, codes=row.codes or 0, forms=row.forms or 0),
        )

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Write what changed; a new key at every sign-in, so that a planted cookie is worth nothing."""
        response.vary.add("Cookie")
        now = datetime.now(UTC)
        user_id = session.user_id
        if not session:
            if session.key:
                self._drop(session.key)
                response.delete_cookie(self.get_cookie_name(app), path="/")
            return
        if user_id != session.stored_user or not session.key:
            if not session.modified and not session.key:
                return
            self._begin(session, user_id, now)
            self._set_cookie(app, session.key, response)
        elif session.modified:
            self._write(session.key, data=orjson.dumps(dict(session)), seen_at=now)
        elif session.seen is not None and now - session.seen > TOUCH:
            self._write(session.key, seen_at=now)

    def _begin(self, session: StoredSession, user_id: int | None, now: datetime) -> None:
        old, session.key = session.key, secrets.token_urlsafe(32)
        with self.engine.begin() as connection:
            generation = 0
            if user_id is not None:
                generation = (
                    connection.execute(
                        select(generations.c.generation).where(generations.c.user_id == user_id)
                    ).scalar()
                    or 0
                )
            if old:
                connection.execute(delete(sessions).where(sessions.c.key == hashed(old)))
            connection.execute(
                insert(sessions).values(
                    key=hashed(session.key),
                    user_id=user_id,
                    data=orjson.dumps(dict(session)),
                    generation=generation,
                    created_at=now,
                    seen_at=now,
                )
            )

    def _write(self, key: str, **values: Any) -> None:
        """Change a session that goes on. A power cut may take that back, so no request waits for the disk."""
        sqlite = self.engine.dialect.name == "sqlite"
        with self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            if sqlite:
                raw.execute("PRAGMA synchronous = NORMAL")
            try:
                with connection.begin():
                    if not sqlite:
                        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                    connection.execute(update(sessions).where(sessions.c.key == hashed(key)).values(**values))
            finally:
                if sqlite:
                    raw.execute("PRAGMA synchronous = FULL")

    def _drop(self, key: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.key == hashed(key)))

    def _set_cookie(self, app: Flask, key: str, response: Response) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            key,
            path="/",
            secure=self.get_cookie_secure(app),
            httponly=True,
            samesite="Lax",
        )


def hashed(key: str) -> str:
    """What the table keeps of a cookie."""
    return hashlib.sha256(key.encode()).hexdigest()


def end_sessions(connection: Any, user_id: int, *, closed: bool | None = None) -> None:
    """End all sessions of an account: after a new password, a closed account. `closed` keeps it out."""
    values: dict[str, Any] = {"generation": generations.c.generation + 1}
    if closed is not None:
        values["closed"] = int(closed)
    if connection.execute(update(generations).where(generations.c.user_id == user_id).values(**values)).rowcount == 0:
        connection.execute(
            insert(generations).values(user_id=user_id, generation=1, closed=int(bool(closed)), theme="auto", locale="")
        )


def sweep(connection: Any, now: datetime) -> int:
    """Delete sessions that are over. Returns how many."""
    return int(connection.execute(delete(sessions).where(sessions.c.seen_at < now - LONGEST)).rowcount)
