"""Turns what goes wrong into an answer that says what happened and what to do, with a number to ask about."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, g, redirect, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.access.guard import Forbidden
from app.access.scope import OutOfScope
from app.extensions import db
from app.query.read import Unreadable
from app.screens.web import fail, not_found, wants_json

log = logging.getLogger("huizhi")


def install(app: Flask) -> None:
    """Answer every kind of failure in the viewer's language."""
    app.register_error_handler(Unreadable, unreadable)
    app.register_error_handler(OutOfScope, lambda error: not_found())
    app.register_error_handler(Forbidden, lambda error: forbidden(""))
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unexpected)


def unreadable(error: Unreadable) -> Any:
    """An address that cannot be read."""
    return fail(
        400, gettext("This address cannot be read"), gettext("Correct it, or open the list anew."), hints=error.reasons
    )


def forbidden(reason: str) -> Any:
    """Something that no post of the viewer allows."""
    db.session.rollback()
    return fail(
        403,
        gettext("Not allowed"),
        reason or gettext("None of your posts allows this. The security administrator can say why."),
    )


def stale_form(error: CSRFError) -> Any:
    """A form without a valid token: the session ended while it was open, or it was sent from elsewhere."""
    if request.path.startswith("/api/"):
        return fail(
            400,
            gettext("This call has no valid token"),
            gettext("Nothing was saved. Send the token of the signed-in page in the header X-CSRFToken."),
        )
    return fail(
        400,
        gettext("This form is out of date"),
        gettext(
            "Nothing was saved. Go back, reload the page and send it again; what you typed is kept in this browser."
        ),
    )


def busy(error: OperationalError) -> Any:
    """The database did not answer in time."""
    db.session.rollback()
    number = remember(error)
    return fail(
        503, gettext("The database is busy"), gettext("Nothing was saved. Try again in a moment."), error_id=number
    )


def http(error: HTTPException) -> Any:
    """The usual answers of the web."""
    if error.code == 401:
        if wants_json():
            return fail(401, gettext("Not signed in"), gettext("Sign in first."))
        target = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(f"/login/?next={target}" if target != "/" else "/login/", 302)
    if error.code == 403:
        return forbidden(error.description if error.description != type(error).description else "")  # type: ignore[arg-type]
    if error.code == 404:
        return not_found()
    if error.code is None or error.code < 400:
        return error
    own = error.description != type(error).description
    titles = {
        400: gettext("This cannot be done so"),
        405: gettext("Not allowed that way"),
        413: gettext("Too large"),
        415: gettext("This kind of content is not read here"),
        429: gettext("Too many tries"),
    }
    texts = {
        405: gettext("Open the page anew and use its buttons."),
        413: gettext("Send smaller files, or fewer at a time."),
        429: gettext("Wait a moment, then try again."),
    }
    text = str(error.description) if own else texts.get(error.code, gettext("Go back and try again."))
    answer = fail(error.code, titles.get(error.code, gettext("This did not work")), text)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def unexpected(error: Exception) -> Any:
    """A mistake in the program: it is written down under a number, and nothing of it is shown."""
    db.session.rollback()
    number = remember(error)
    return fail(
        500,
        gettext("Something went wrong"),
        gettext("Nothing was saved. Tell the administrator the number below."),
        error_id=number,
    )


def remember(error: BaseException) -> str:
    """Write an error down under a number."""
    number = secrets.token_hex(4).upper()
    log.error(
        "error %s in %s %s (request %s)", number, request.method, request.path, g.get("request_id", ""), exc_info=error
    )
    return number
