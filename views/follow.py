"""The page of a code: how far a resident's matter has come, the answer, his rating, and his word that it is not solved.

Whoever has the code sees this much and no more. A code that nobody has, and one whose report is hidden, get the same
answer after the same statements; who tries many has to wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.access import sendings
from app.fields.base import Invalid
from app.fields.day import long_day, short_day
from app.house import House
from app.screens.visitor import page, public_session
from app.screens.web import go, origin
from app.screens.work import now
from models.issue import Issue
from models.report import (
    IssueReport,
    Rating,
    may_say_unsolved,
    rate,
    read_code,
    resident_says_unsolved,
    spelt_code,
)
from models.resident_view import Clock, Followed, find, follow
from models.station import Station, station_of

MISSES = "codes that nobody has"  # what wrong codes are counted under
WORDS = 500


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a code opens."""

    house: House
    session: Session
    now: datetime
    report: IssueReport
    issue: Issue

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"/f/{self.report.token}"

    @property
    def followed(self) -> Followed:
        """What may be read of it."""
        clock = Clock(now=self.now, timezone=self.house.config.timezone, told=said)
        return follow(self.session, self.report, self.issue, clock)


class FollowView(BaseView):
    """`/f/` and `/f/<code>`."""

    route_base = "/f"
    default_view = "ask"
    base_permissions: list[str] = []

    @expose("/", methods=["GET"])
    def ask(self) -> Any:
        """Where a code is typed in; with ?code= on to its page."""
        typed = request.args.get("code", "")[:40]
        if not typed:
            return asking()
        code = read_code(typed)
        if not code:
            return asking(typed, gettext("A code has ten letters and digits. Look at it again."), 422)
        return go(f"/f/{code}")

    @expose("/<code>", methods=["GET"])
    def show(self, code: str) -> Any:
        """How far it has come."""
        with opened(code) as found:
            return shown(found) if isinstance(found, Found) else found

    @expose("/<code>/rate", methods=["POST"])
    def rate(self, code: str) -> Any:
        """Keep what the resident thinks."""
        with opened(code) as found:
            if not isinstance(found, Found):
                return found
            words, wrong = read_words(found, "rating_note")
            chosen = request.form.get("rating", "")
            if chosen not in {item.value for item in Rating}:
                return shown(found, status=422, rating_wrong=gettext("Choose one of the four."))
            if wrong:
                return shown(found, status=422, rating_wrong=wrong)
            if not found.followed.may_rate:
                return shown(found, status=409, rating_wrong=gettext("There is no answer yet that you could rate."))
            rate(found.report, Rating(chosen), words)
            found.session.commit()
            return go(f"{found.url}?said=rated")

    @expose("/<code>/unsolved", methods=["POST"])
    def unsolved(self, code: str) -> Any:
        """Take his word that it is not solved; the matter is taken up again."""
        with opened(code) as found:
            if not isinstance(found, Found):
                return found
            words, wrong = read_words(found, "words")
            if wrong:
                return shown(found, status=422, unsolved_wrong=wrong)
            answered = found.followed.answered_at
            if not may_say_unsolved(found.report, answered, found.now):
                if found.report.unsolved_at is not None and not found.followed.may_say_unsolved:
                    return go(f"{found.url}?said=unsolved")  # sent twice
                wrong = gettext("This is open for ninety days after an answer. Report it again, please.")
                return shown(found, status=409, unsolved_wrong=wrong)
            resident_says_unsolved(found.session, found.report, words or "")
            found.session.commit()
            return go(f"{found.url}?said=unsolved")


@contextmanager
def opened(typed: str) -> Iterator[Any]:
    """What a code opens, or the answer that it opens nothing."""
    with public_session() as (house, session):
        moment, address = now(), request.remote_addr or ""
        if sendings.full(session.connection(), address, MISSES, moment):
            yield asking("", gettext("Too many codes were tried from here. Wait an hour, please."), 429)
            return
        row = find(session, read_code(typed), to_write=request.method == "POST")
        if row is None:
            missed(session, address, moment)
            yield asking(typed[:40], gettext("There is nothing under this code. Look at it again."), 404)
            return
        session.info["origin"] = origin()
        yield Found(house=house, session=session, now=moment, report=row[0], issue=row[1])


def missed(session: Session, address: str, moment: datetime) -> None:
    """Count a code that opened nothing. It is no data of anybody: who asks for a page changes none."""
    session.rollback()
    g.writing = True  # SQLite takes the lock at the beginning
    sendings.take(session.connection(), address, MISSES, moment)
    session.commit()


def read_words(found: Found, name: str) -> tuple[str | None, str]:
    """(words, what is wrong with them)."""
    declared = found.house.resources["issue_report"].field("rating_note")
    try:
        return declared.parse(request.form.get(name, ""), None), ""  # type: ignore[arg-type]
    except Invalid as refused:
        return None, str(refused)


def said(day: date) -> str:
    """A day in words, with its year where that is another one."""
    return (short_day if day.year == now().year else long_day)(day, g.locale)


def asking(typed: str = "", wrong: str = "", status: int = 200) -> Any:
    """The page where a code is typed in."""
    return page("follow_ask.html", status=status, typed=typed, wrong=wrong, url="/f/")


def shown(found: Found, *, status: int = 200, rating_wrong: str = "", unsolved_wrong: str = "") -> Any:
    """The page of a code."""
    timezone = found.house.config.timezone
    today = found.now.astimezone(timezone).date()
    station: Station | None = station_of(found.session, found.report.organisation_id, today)
    typed = request.form if request.method == "POST" else {}
    followed = found.followed
    return page(
        "follow.html",
        status=status,
        followed=followed,
        spelt=spelt_code(followed.code),
        station=station,
        url=found.url,
        ratings=[(item.value, str(item.label)) for item in Rating],
        chosen=typed.get("rating", "") or followed.rating,
        note=typed.get("rating_note", "") or followed.rating_note,
        words=typed.get("words", ""),
        rating_wrong=rating_wrong,
        unsolved_wrong=unsolved_wrong,
        new=request.args.get("new") == "1",
        said=request.args.get("said", ""),
        when=lambda at: moment_in_words(at, timezone),
        most=WORDS,
    )


def moment_in_words(at: datetime | date | None, timezone: Any) -> str:
    """A moment with its time, or a day."""
    if at is None:
        return ""
    if not isinstance(at, datetime):
        return said(at)
    local = at.astimezone(timezone)
    return f"{said(local.date())} {local:%H:%M}"
