"""Lets the session work for whoever comes without an account, and asks him the small sum of a public form.

The house does what a visitor asks for, since he has no rights of his own; each page says what it lets him reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Response, current_app, g, render_template, session
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from app.access import captcha
from app.access.scope import working_as
from app.extensions import db
from app.house import House
from app.screens.web import nonce

NAME = "公众"  # who the trace says it was
KEPT = ("resources", "forms_epoch", "origin", "note")  # what the session knows of the forms that it works with


@contextmanager
def public_session() -> Iterator[tuple[House, Session]]:
    """The house and the request's session, which works for the house under the visitors' name meanwhile."""
    house: House = current_app.extensions["huizhi"]
    orm = db.session()
    before = {name: orm.info.pop(name) for name in KEPT if name in orm.info}
    try:
        with working_as(orm, replace(house.viewers.house, name=NAME)):
            yield house, orm
    finally:
        for name in KEPT:
            orm.info.pop(name, None)
        orm.info.update(before)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The sum of a form that came back: the question that it shows next, the answer given, why it was refused."""

    question: captcha.Question
    answer: str = ""
    wrong: str = ""


def asked(page: str, body: Mapping[str, Any], now: datetime) -> Asked:
    """What a form says of its sum; another question where the answer is wrong or the question ended."""
    question = captcha.asked(page, body.get("_token", ""), body.get("_seal", ""), now)
    answer = body.get("_answer", "")[:20]
    if question is not None and question.answered(answer):
        return Asked(question=question, answer=answer)
    wrong = gettext("That is not right. Answer the new question.")
    if question is None:
        wrong = gettext("The form was open for too long. Answer the new question and send it again.")
    return Asked(question=captcha.ask(page, now), wrong=wrong)


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page for visitors, in their language; no search engine keeps it."""
    body = render_template(
        template,
        locale=g.locale,
        theme=session.get("theme", "auto"),
        csrf=generate_csrf(),
        nonce=nonce(),
        **values,
    )
    answer = Response(body, status=status, mimetype="text/html")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
