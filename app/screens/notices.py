"""Carries sentences to the next page ("Saved …") in a signed cookie, so that no request writes its session for them.

The signature holds the session's key: who signs in next at the same browser reads nothing of it. What does not fit, or
crosses a change of session, waits in the session instead.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, g, get_flashed_messages, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from app.screens.values import Notice

COOKIE = "huizhi_notices"
LONGEST = 3_000  # bytes; browsers keep 4096 with name and attributes
PATIENCE = 600  # seconds


def tell(text: str, *, tone: str = "ok", undo: str = "") -> None:
    """Leave a sentence for the next page."""
    told().append({"text": text, "tone": tone, "undo": undo})


def told() -> list[dict[str, Any]]:
    """What this request has left so far."""
    if "told" not in g:
        g.told = []
    found: list[dict[str, Any]] = g.told
    return found


def take() -> list[Notice]:
    """The sentences for the page that is being made; they are said once."""
    flashed: list[Any] = list(get_flashed_messages())
    waiting = [*flashed, *carried(), *told()]
    told().clear()
    g.notices_said = True
    return [Notice(**value) for value in waiting if isinstance(value, dict)]


def carried() -> list[dict[str, Any]]:
    """What the cookie of this request brings, unless it was said already."""
    cookie = request.cookies.get(COOKIE)
    if not cookie or g.get("notices_said"):
        return []
    try:
        found: list[dict[str, Any]] = signer().loads(cookie, max_age=PATIENCE)
    except BadData:
        return []
    return found


def hand_on(answer: Response) -> None:
    """Send what was left for the next page along with this answer, and take back what was said."""
    left = told()
    if left:
        waiting = [*carried(), *left]
        sealed = "" if key_changes() else str(signer().dumps(waiting))
        if sealed and len(sealed) <= LONGEST:
            secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
            answer.set_cookie(COOKIE, sealed, max_age=PATIENCE, path="/", secure=secure, httponly=True, samesite="Lax")
            return
        for value in waiting:
            flash(value)  # type: ignore[arg-type]
    if request.cookies.get(COOKIE) and (left or g.get("notices_said")):
        answer.delete_cookie(COOKIE, path="/")


def key_changes() -> bool:
    """Whether the session has no key yet, or is about to get another one."""
    stored: Any = session
    return not stored.key or stored.user_id != stored.stored_user


def signer() -> URLSafeTimedSerializer:
    """Seals for this session only."""
    key = str(getattr(session, "key", ""))
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"notices {key}")
