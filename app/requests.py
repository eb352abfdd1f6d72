"""Begins and ends each request: who asks, in which language, with which session; and the headers of every answer."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_babel import gettext

from app.access.files import OwnFiles
from app.access.viewer import Viewer
from app.extensions import db
from app.house import House
from app.screens.notices import hand_on, tell
from app.screens.web import fail, go, nonce, origin, wants_json
from app.screens.work import Work, plain_context
from app.written import written_pages

SAFE = ("GET", "HEAD", "OPTIONS")


def house() -> House:
    """The house of the current application."""
    found: House = current_app.extensions["huizhi"]
    return found


def locale() -> str:
    """zh or en: chosen, else Chinese. The browser's wish counts only when it asks for English and not for Chinese."""
    chosen = session.get("locale") if session else None
    if chosen in ("zh", "en"):
        return str(chosen)
    best = request.accept_languages.best_match(("zh", "zh-CN", "en")) if request.accept_languages else None
    return "en" if best == "en" else "zh"


def begin() -> Any:
    """Before each request: the viewer from the session, and the session's viewer for the database."""
    g.locale = locale()
    g.writing = request.method not in SAFE
    g.request_id = uuid.uuid4().hex[:12]
    if request.path.startswith("/static/"):
        return None
    user_id = getattr(session, "user_id", None)
    if user_id is None:
        return None
    found = house()
    epochs = session.epochs  # type: ignore[attr-defined]
    now = datetime.now(UTC)
    orm = db.session()
    if not g.writing and orm.get_bind().dialect.name == "postgresql":
        # Pages only read, each statement sees what is committed, and two round trips less are a twentieth of a page.
        orm.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    viewer = found.viewers.get(
        orm, user_id, epochs.rights if epochs else -1, now.astimezone(found.config.timezone).date()
    )
    if viewer is None:
        session.clear()
        return None
    orm.info["viewer"] = viewer
    orm.info["origin"] = origin()
    home = viewer.home
    codes = found.codes.load(orm, epochs.codes if epochs else None)
    timezone = found.config.timezone
    viewer, resources = found.forms.seat(
        orm, viewer, lambda: plain_context(codes, g.locale, timezone, now), epochs.forms if epochs else None
    )
    codes = found.lists.at(orm, codes, home.street_id if home else None, epochs.forms if epochs else None)
    orm.info["viewer"], orm.info["resources"] = viewer, resources
    orm.info["forms_epoch"] = epochs.forms if epochs else None
    g.work = Work(
        session=orm,
        viewer=viewer,
        resources=resources,
        guardian=found.guardian,
        locale=g.locale,
        timezone=found.config.timezone,
        now=now,
        codes=codes,
        files=OwnFiles(session=orm, blobs=found.blobs, user_id=user_id, street_id=home.street_id if home else None),
        within=session.get("within"),
        own_level=bool(session.get("own_level", False)),
    )
    g.pages = written_pages(g.work, request.path)
    return must_renew(viewer)


def must_renew(viewer: Viewer) -> Any:
    """Send somebody who was given a password to the page where he chooses his own."""
    if not viewer.must_change_password or request.path in ("/me", "/logout", "/language", "/theme"):
        return None
    if wants_json():
        return fail(
            403, gettext("Choose a new password first"), gettext("Open “Mine” and change the password you were given.")
        )
    tell(gettext("Choose your own password first: the one you were given is known to the administrator."), tone="soon")
    return go("/me")


def finish(answer: Response) -> Response:
    """After each request: nothing from another host, no frame, no guessing of types, no copy of personal data kept."""
    if not answer.is_streamed and request.endpoint is not None:
        db.session.rollback()  # what is not committed by now never will be; the session's own row is written next
    hand_on(answer)
    headers = answer.headers
    framed = "'self'" if g.get("framed") else "'none'"  # only the designer shows a page of ours inside another
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; "
        f"script-src 'self' 'nonce-{nonce()}'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
        f"form-action 'self'; frame-ancestors {framed}",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY" if framed == "'none'" else "SAMEORIGIN")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
        headers["X-Request-Id"] = g.get("request_id", "")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return answer


def install(app: Flask) -> None:
    """Hook into an application."""
    app.before_request(begin)
    app.after_request(finish)
