"""The page behind the code on a poster: a resident tells what troubles him, without an account, and gets a code.

The scan names the unit. What he sends becomes an issue and his report, once, however often his phone sends it; the
house keeps it for him. A page without JavaScript gets pages back, the page's own script gets JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import abort, g, jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import force_locale, gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.access import captcha, public_photos, sendings
from app.access.epoch import CODES, read_epoch
from app.access.files import OwnFiles
from app.access.marks import unit_of, unit_token
from app.access.public_photos import Held
from app.access.scope import viewer_of
from app.fields.base import Field
from app.house import House
from app.screens.entry import entry_form
from app.screens.save import read_token
from app.screens.visitor import asked, page, public_session
from app.screens.web import go, origin, wants_json
from app.screens.work import now, plain_context
from models.report import KEPT, spelt_code
from models.reporting import Told, code_of, report_issue
from models.station import Station, station_of

MOST = 3  # photos
LONGEST = 200_000  # signs of a whole form: what is longer nobody typed, and it is not sent back
TYPED = ("text", "spot", "name", "phone", "category")
Errors = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What one visit to the form works with."""

    token: str
    station: Station
    house: House
    session: Session
    now: datetime
    fields: dict[str, Field]
    context: Any

    @property
    def url(self) -> str:
        """The address of the form."""
        return f"/r/{self.token}"

    @property
    def register(self) -> str:
        """What its sendings are counted under."""
        return f"report {self.station.id}"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A form as it is shown: what was typed, what is wrong with it, the photos it holds."""

    key: str
    question: captcha.Question
    answer: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)
    photos: Held = field(default_factory=Held)


class ReportView(BaseView):
    """`/r/<token>`."""

    route_base = "/r"
    default_view = "fill"
    base_permissions: list[str] = []

    @expose("/<token>", methods=["GET", "POST"])
    def fill(self, token: str) -> Any:
        """The form; POST makes a report and leads to its code."""
        with public_session() as (house, session):
            moment = now()
            unit = unit_of(token)
            today = moment.astimezone(house.config.timezone).date()
            station = None if unit is None else station_of(session, unit, today)
            if station is None:
                return lost()
            if station.closed:
                return closed(station)
            desk = _desk(house, session, token, station, moment)
            if request.method != "POST":
                return shown(desk)
            if sum(map(len, request.form.values())) > LONGEST:
                abort(413)
            try:
                return sent(desk)
            finally:
                for upload in request.files.getlist("photos"):
                    upload.close()


def lost() -> Any:
    """The page for a code that we never made, or of something where no people live."""
    return page(
        "resident_message.html",
        status=404,
        title=gettext("This code is not valid"),
        text=gettext("Scan the poster again, or ask your community for a new one."),
        link=None,
    )


def closed(station: Station) -> Any:
    """The page for the code of a unit that is no longer there."""
    link = f"/r/{unit_token(station.successor)}" if station.successor else None
    return page(
        "resident_message.html",
        status=410,
        title=gettext("%(unit)s is no longer there", unit=station.name),
        text=gettext("Its poster is out of date. You can still report it to the community.")
        if link
        else gettext("Its poster is out of date. Ask your community for a new one."),
        link=(link, gettext("Report it to the community")) if link else None,
    )


def _desk(house: House, session: Session, token: str, station: Station, moment: datetime) -> Desk:
    codes = house.codes.load(session, read_epoch(session, CODES))
    with force_locale("zh"):  # the trace is read by the staff
        note = gettext("Sent by a resident with the QR code of %(unit)s", unit=station.name)
    session.info.update(origin=origin(), note=note)
    report, issue = house.resources["issue_report"], house.resources["issue"]
    return Desk(
        token=token,
        station=station,
        house=house,
        session=session,
        now=moment,
        fields={name: (issue if name == "category" else report).field(name) for name in TYPED},
        context=plain_context(codes, g.locale, house.config.timezone, moment),
    )


def shown(desk: Desk) -> Any:
    """The empty form."""
    return form(desk, Draft(key=str(uuid4()), question=captcha.ask(desk.token, desk.now)))


def sent(desk: Desk) -> Any:
    """Keep the report, once; or give the form back as it was filled in, with what is wrong."""
    session, body = desk.session, request.form
    key = read_token(body.get("_key", "")) or uuid4()
    if (code := code_of(session, key)) is not None:
        return arrived(code)
    typed = {name: body.get(name, "") for name in TYPED}
    values, errors = parsed(desk)
    told_sum = asked(desk.token, body, desk.now)
    draft = Draft(key=str(key), question=told_sum.question, answer=told_sum.answer, typed=typed, errors=errors)
    if told_sum.wrong:  # photos are looked at only behind a right answer: drawing them anew is work
        return refused(desk, draft, {"_answer": [told_sum.wrong]}, photos=chosen_again())
    if not sendings.take(session.connection(), request.remote_addr or "", desk.register, desk.now):
        session.rollback()
        return refused(desk, draft, {"": [gettext("Too much was sent from here. Try again in an hour.")]}, status=429)
    held = photos_of(desk, str(key))
    if held.errors or errors:
        session.commit()  # the photos wait for the next try
        return refused(desk, draft, {"photos": list(held.errors)} if held.errors else {}, photos=held)
    told = Told(key=key, question=UUID(told_sum.question.token), photos=held.numbers, **values)
    return kept(desk, draft, told, held)


def kept(desk: Desk, draft: Draft, told: Told, held: Held) -> Any:
    """Write it down and say the code; a second sending of the same finds the code of the first."""
    session = desk.session
    try:
        with session.begin_nested():
            code = report_issue(session, desk.station.id, told, desk.now).token
        session.commit()
    except IntegrityError:
        session.rollback()
        code = code_of(session, told.key)
        if code is None:  # the sum was answered for another report
            anew = Draft(key=draft.key, question=captcha.ask(desk.token, desk.now), typed=draft.typed)
            wrong = gettext("This sum was used already. Answer the new question and send it again.")
            return refused(desk, anew, {"_answer": [wrong]}, photos=chosen_again())
    assert code is not None
    return arrived(code, new=True)


def parsed(desk: Desk) -> tuple[dict[str, Any], Errors]:
    """(values, errors) of what was typed."""
    entered = entry_form(desk.fields.values(), desk.context, request.form)
    errors: Errors = {} if entered.validate() else {name: list(found) for name, found in entered.errors.items()}
    if not entered.data.get("text") and "text" not in errors:
        errors["text"] = [gettext("Say what it is about.")]
    return dict(entered.data), errors


def photos_of(desk: Desk, key: str) -> Held:
    """The photos of the form, stored."""
    viewer = viewer_of(desk.session)
    street = desk.station.street_id
    files = OwnFiles(session=desk.session, blobs=desk.house.blobs, user_id=viewer.user_id, street_id=street)
    brought = request.form.getlist("_photo")[: MOST + 1]
    return public_photos.take(files, request.files.getlist("photos"), brought, key=key, most=MOST)


def chosen_again() -> Held:
    """No photos, and the word that they must be chosen again, where some were sent."""
    some = any(upload.filename for upload in request.files.getlist("photos"))
    return Held(errors=(gettext("Choose the photos once more, please."),) if some and not wants_json() else ())


def refused(desk: Desk, draft: Draft, more: Errors, *, photos: Held | None = None, status: int = 422) -> Any:
    """The form as it was filled in, with everything that is wrong."""
    photos = photos or Held()
    errors = {**draft.errors, **more}
    if photos.errors:
        errors["photos"] = list(photos.errors)
    if wants_json():
        question = draft.question
        answer = jsonify(
            errors=errors,
            question={"words": question.words(g.locale), "token": question.token, "seal": question.seal},
            answer=draft.answer,
        )
        answer.status_code = status
        return answer
    made = Draft(
        key=draft.key,
        question=draft.question,
        answer=draft.answer,
        typed=draft.typed,
        errors=errors,
        photos=photos,
    )
    return form(desk, made, status=status)


def form(desk: Desk, draft: Draft, *, status: int = 200) -> Any:
    """The page with the form."""
    options = desk.fields["category"].options(desk.context)
    return page(
        "report.html",
        status=status,
        station=desk.station,
        url=desk.url,
        help_url=f"/help/{desk.token}",
        draft=draft,
        question=draft.question.words(g.locale),
        kept=draft.photos.marks(draft.key),
        categories=[(option.value, option.label) for option in options if not option.retired],
        lengths={name: getattr(found, "length", 40) for name, found in desk.fields.items()},
        most=MOST,
        days=KEPT.days,
    )


def arrived(code: str, *, new: bool = False) -> Any:
    """On to the page of the code."""
    url = f"/f/{code}?new=1"
    if wants_json():
        answer = jsonify(url=url, code=spelt_code(code))
        answer.status_code = 201 if new else 200
        return answer
    return go(url)
