"""The only place where screens touch Flask's request: who asks, what was remembered, how a page is sent."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

from flask import Response, abort, g, jsonify, redirect, render_template, request, session
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import IntegerConverter

from app.metadata.resource import Resource
from app.screens.menu import shell
from app.screens.notices import take
from app.screens.values import Failure, Page, Shell
from app.screens.work import Work


class RowNumber(IntegerConverter):
    """A row's number in an address, as long as a column can hold it; any longer one is no address of ours."""

    regex = r"\d{1,18}"


def current_work() -> Work:
    """What this request works with. Sends a guest to the sign-in page."""
    work: Work | None = g.get("work")
    if work is None:
        abort(401)
    return work


def resource_named(name: str) -> tuple[Work, Resource]:
    """This request's work and a resource of it. 404 for a name that there is not."""
    work = current_work()
    if name not in work.resources:
        abort(404)
    return work, work.resources[name]


def allow(work: Work, action: str, resource: Resource, record: Any = None) -> None:
    """403 with the reason for what the viewer may not do anywhere; 404 for a row that he may not."""
    if record is None and work.may(action, resource):
        return  # the reason for a yes is words that nobody reads
    decision = work.decide(action, resource, record)
    if decision:
        return
    if decision.step == "scope":
        abort(404)
    abort(403, decision.reason)


def show(template: str, page: Page, *, current: str = "", status: int = 200, **values: Any) -> Response:
    """A page in its frame."""
    body = render_template(template, shell=frame(current), page=page, **values)
    return Response(body, status=status, mimetype="text/html")


def part(template: str, *, status: int = 200, **values: Any) -> Response:
    """A piece of a page, for tabs and dialogs; notices wait for the next whole page."""
    body = render_template(template, shell=frame("", whole=False), csrf=generate_csrf(), **values)
    return Response(body, status=status, mimetype="text/html")


def frame(current: str, *, whole: bool = True) -> Shell:
    """The frame around this request's page."""
    return shell(
        current_work(),
        current=current,
        theme=session.get("theme", "auto"),
        csrf=generate_csrf(),
        nonce=nonce(),
        pages=g.get("pages", ()),
        notices=take() if whole else (),
    )


def origin() -> dict[str, str]:
    """Where this request comes from, as the trace tells it."""
    return {"address": (request.remote_addr or "")[:45], "request_id": g.request_id}


def nonce() -> str:
    """This response's nonce for scripts."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def go(url: str, status: int = 303) -> Any:
    """On to another page of ours; never to another host."""
    return redirect(url if ours(url) else "/", status)


def ours(url: str) -> bool:
    """Whether an address is one of ours, as browsers read it."""
    # They leave out tabs and line ends and take a backslash for a slash: "/\t/evil" is another host.
    return url.startswith("/") and not url.startswith("//") and "\\" not in url and all(ord(sign) >= 32 for sign in url)


def wants_json() -> bool:
    """Whether an answer is for a program: the API, or a script of ours."""
    return (
        request.path.startswith("/api/")
        or request.headers.get("X-Requested-With") == "fetch"
        or request.accept_mimetypes.best == "application/json"
    )


def fail(status: int, title: str, text: str, *, error_id: str = "", hints: tuple[str, ...] = ()) -> Any:
    """An answer that says what went wrong, as a page or as JSON."""
    if wants_json():
        answer = jsonify(
            {
                "error": title,
                "message": text,
                **({"reasons": list(hints)} if hints else {}),
                **({"error_id": error_id} if error_id else {}),
            }
        )
        answer.status_code = status
        return answer
    failure = Failure(status=status, title=title, text=text, error_id=error_id, hints=hints)
    if g.get("work") is None:
        return Response(
            render_template(
                "message.html",
                shell=None,
                page=Page(title=title),
                failure=failure,
                locale=g.get("locale", "zh"),
                csrf=generate_csrf(),
                nonce=nonce(),
            ),
            status=status,
        )
    return show("message.html", Page(title=title), status=status, failure=failure)


def disposition(name: str, plain: str) -> str:
    """What says under which name a file is kept (RFC 6266): `name` in any language, `plain` for old readers."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def whole(text: str | None) -> int | None:
    """A row's number in an address or a form; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def not_found() -> Any:
    """The page for a row that is not there, or not for this viewer: the same words."""
    return fail(
        404, gettext("Not found"), gettext("There is no such page or entry, or it is outside what you may see.")
    )
