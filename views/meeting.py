"""小板凳议事会: the page on which a meeting is recorded on a phone, and how what was recorded arrives.

The phone keeps everything and asks for little: a page, what to tick off (`context`), a fresh token, and one address
each to send the document and a photo to. All of it can be sent again without harm. Rights are asked here, every time.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.access.scope import OutOfScope
from app.access.tree import ancestors
from app.fields.base import Invalid
from app.fields.day import long_day
from app.screens.values import Item, Page
from app.screens.web import allow, current_work, frame, go, not_found, show, whole
from app.screens.work import Work, address
from models.deliberation import DeliberationSession, SessionState
from models.issue import Issue
from models.loop.papers import issue_at_end, record_issued
from models.meeting import (
    LARGEST,
    LISTS,
    PHOTOS,
    Document,
    Wrong,
    lacks,
    read_document,
    revision_of,
    titles_of,
)
from models.meeting_people import candidates
from models.meeting_record import record_of
from models.meeting_rows import add_photo, document_of, issue_key, key_of, photos_of, write_document
from models.meeting_values import labels_of, stamp
from models.organisation import Organisation, OrganisationKind
from views.meeting_words import words
from views.papers import may_open

NAME = "deliberation_session"
PHOTO = 10 * 1024 * 1024
LATEST = 12  # planned sessions on the start page


class MeetingView(BaseView):
    """`/meeting/`."""

    route_base = "/meeting"
    default_view = "start"
    base_permissions: list[str] = []

    @expose("/")
    def start(self) -> Any:
        """What is kept on this device, and what is planned: where a meeting begins."""
        work = writer()
        rows = work.session.execute(
            select(DeliberationSession.id, DeliberationSession.title, DeliberationSession.held_on)
            .where(DeliberationSession.state == SessionState.PLANNED)
            .order_by(DeliberationSession.held_on.desc())
            .limit(LATEST)
        ).all()
        planned = tuple(
            Item(
                label=row.title,
                url=f"/meeting/{row.id}",
                note=long_day(row.held_on.astimezone(work.timezone).date(), work.locale),
            )
            for row in rows
        )
        return page(work, gettext("Small bench meetings"), planned=planned)

    @expose("/new")
    def new(self) -> Any:
        """An empty meeting; `?issue=12&issue=13` puts issues on the table."""
        work = writer()
        allow(work, "add", work.resources[NAME])
        return page(work, gettext("Small bench meeting"), mode="new", issues=asked_issues(work))

    @expose("/open/<uuid:key>")
    def open(self, key: UUID) -> Any:
        """A meeting that began on this device, under the phone's own key."""
        return page(writer(), gettext("Small bench meeting"), mode="open", key=str(key))

    @expose("/<int:number>")
    def meeting(self, number: int) -> Any:
        """A session that stands in the database: planned at a desk, or recorded on another phone."""
        work = writer()
        meeting = editable(work, number)
        if meeting is None:
            return not_found()
        return page(work, meeting.title, mode="open", key=key_of(meeting), number=number)

    @expose("/token")
    def token(self) -> Any:
        """A fresh token, and whose it is; 401 when the session is over."""
        writer()
        return jsonify(csrf=generate_csrf(), user=frame("", whole=False).user_key)

    @expose("/context")
    def context(self) -> Any:
        """What a meeting needs to know beforehand: formats, parties, who may be expected, what to call things."""
        work = writer()
        context = work.context
        issues = asked_issues(work)
        unit = unit_of(work, whole(request.args.get("organisation")), issues)
        people = candidates(work.session, unit, context)
        return jsonify(
            organisation=unit.id,
            zone=str(work.timezone),
            formats=labels_of(context, "deliberation_format"),
            sides=labels_of(context, "deliberation_party"),
            issues=[{"key": issue_key(number), "issue": number} for number in issues],
            people=people,
            titles={
                "issue": named(context.titles("issue", issues)),
                "organisation": named(
                    context.titles("organisation", [unit.id, *(p["unit"] for p in people if p["unit"])])
                ),
                "person": named(context.titles("person", [p["person"] for p in people if p["person"]])),
            },
            me=next(iter(context.titles("person", [work.viewer.person_id or 0])), None),
        )

    @expose("/find")
    def find(self) -> Any:
        """People, units or issues whose name holds a text."""
        work = writer()
        what = request.args.get("what", "")
        if what not in ("person", "issue", "organisation"):
            abort(400)
        found = work.find(what, request.args.get("q", "")[:60], 20)
        return jsonify(options=[{"value": int(one.value), "label": one.label, "note": one.note} for one in found])

    @expose("/document/<uuid:key>")
    def document(self, key: UUID) -> Any:
        """What the database says of a meeting; 404 for one that never arrived, or is out of scope."""
        work = writer()
        meeting = by_key(work, key, whole(request.args.get("id")))
        if meeting is None:
            return not_found()
        return jsonify(told(work, meeting))

    @expose("/sync", methods=["POST"])
    def sync(self) -> Any:
        """Take a document in: {device_key, id, base, token, document}. The answer is what now stands there.

        `base` is the revision that the phone last saw. 409 with the present document when it is no longer that one, 422
        with {path: message} when something cannot be kept. The same `token` again changes nothing.
        """
        work = writer()
        if (request.content_length or 0) > LARGEST:
            abort(413)
        sent: Any = request.get_json(silent=True)
        try:
            key, token = UUID(sent["device_key"]), UUID(sent["token"])
            base, number = str(sent["base"] or ""), whole(str(sent.get("id") or ""))
        except (TypeError, ValueError, KeyError, AttributeError):
            abort(400)
        try:
            return take(work, key, number, base, token, sent.get("document"))
        except Wrong as wrong:
            work.session.rollback()
            return refused(wrong.errors)
        except (StaleDataError, IntegrityError):
            work.session.rollback()
            meeting = by_key(work, key, number)
            if meeting is None:
                return refused({"": gettext("This meeting cannot be kept under its number. Copy it into a new one.")})
            return overtaken(work, meeting)
        except OutOfScope:
            work.session.rollback()
            return refused({"organisation": gettext("You may not keep meetings of this unit. Choose your own.")})

    @expose("/photo", methods=["POST"])
    def photo(self) -> Any:
        """Take one photo in: `device_key`, `key`, `at` and the file; sent again, it is there once."""
        work = writer()
        try:
            key, photo = UUID(request.form["device_key"]), str(UUID(request.form["key"]))
            at = stamp(datetime.fromisoformat(request.form["at"])) if request.form.get("at") else ""
        except ValueError:
            abort(400)
        meeting = by_key(work, key, whole(request.form.get("id")))
        if meeting is None or not work.decide("edit", work.resources[NAME], meeting):
            return not_found()
        there = photos_of(meeting)
        if photo in {known for known, _at, _number in there}:
            return jsonify(told(work, meeting))
        if len(there) >= PHOTOS:
            return refused({"photos": gettext("At most %(most)d photos fit here.", most=PHOTOS)})
        upload = request.files.get("file")
        if upload is None:
            abort(400)
        content = upload.stream.read(PHOTO + 1)
        if len(content) > PHOTO:
            abort(413)
        try:
            stored = work.files.keep(io.BytesIO(content), upload.filename or "photo.jpg", "photo")
            add_photo(work.session, meeting, photo, at, stored.id, work.viewer.user_id)
            work.session.commit()
        except Invalid as wrong:
            work.session.rollback()
            return refused({f"photos/{photo}": str(wrong)})
        except StaleDataError:
            work.session.rollback()
            return overtaken(work, by_key(work, key, None))
        return jsonify(told(work, meeting))

    @expose("/<int:number>/record")
    def record(self, number: int) -> Any:
        """The record on paper: as it was issued when the session was ended, else as it stands."""
        work = current_work()
        resource = work.resources[NAME]
        allow(work, "show", resource)
        meeting = work.record(resource, number)
        if meeting is None or not work.decide("show", resource, meeting):
            return not_found()
        if not all(work.may("list", work.resources[name]) for name in ("session_attendance", "session_statement")):
            abort(403)
        issued = record_issued(work.session, meeting) if meeting.state == SessionState.HELD else None
        if issued is not None and may_open(work, issued):
            return go(f"/paper/{issued.id}?_next={address(NAME, id=number)}")
        crumbs = (Item(label=meeting.title, url=address(NAME, id=number)),)
        return show(
            "meeting_record.html",
            Page(title=gettext("Record of deliberation and assessment"), crumbs=crumbs),
            record=record_of(work.session, meeting, work.context),
        )


def writer() -> Work:
    """This request's work, for somebody who may record meetings; 403 for everybody else."""
    work = current_work()
    allow(work, "edit", work.resources[NAME])
    return work


def editable(work: Work, number: int) -> Any:
    """A session that the viewer may change; None for any other."""
    resource = work.resources[NAME]
    meeting = work.record(resource, number)
    return meeting if meeting is not None and work.decide("edit", resource, meeting) else None


def by_key(work: Work, key: UUID, number: int | None) -> Any:
    """The session of a phone's key; one that no phone has sent yet goes by the key made of its number."""
    meeting = work.session.execute(
        select(DeliberationSession)
        .where(DeliberationSession.device_key == key)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if meeting is None and number is not None:
        other = work.record(work.resources[NAME], number)
        meeting = other if other is not None and key_of(other) == str(key) else None
    return meeting


def take(work: Work, key: UUID, number: int | None, base: str, token: UUID, raw: Any) -> Any:
    """Check a document and write it, once, upon what the phone had seen."""
    resource = work.resources[NAME]
    meeting = by_key(work, key, number)
    before: Document | None = None
    if meeting is None:
        allow(work, "add", resource)
        if base or number is not None:  # it stood here before: deleted since, or out of scope
            return not_found()
        meeting = DeliberationSession()
    elif not work.decide("edit", resource, meeting):
        return not_found()
    elif meeting.sync_token == token:
        return jsonify(told(work, meeting))
    else:
        before = document_of(work.session, meeting, work.context)
        if revision_of(before) != base:
            return overtaken(work, meeting)
    document = read_document(raw, work.context)
    if meeting.id is None and document["organisation"] is None and work.viewer.home is not None:
        document["organisation"] = work.viewer.home.organisation_id
    if document["ended"]:
        missing = lacks(document, work.context)
        # What was held and written down at a desk may lack things, and is corrected all the same.
        if missing and not (before is not None and before["ended"] and lacks(before, work.context)):
            raise Wrong({f"{one.place}/{one.key}".rstrip("/"): one.text for one in reversed(missing)})
    meeting.device_key, meeting.sync_token = key, token
    with work.session.no_autoflush:
        write_document(work.session, meeting, document, work.context, work.viewer.user_id)
    if document["ended"] and not (before is not None and before["ended"]):
        work.session.flush()
        issue_at_end(work, meeting)
    work.session.commit()
    return jsonify(told(work, meeting))


def told(work: Work, meeting: DeliberationSession) -> dict[str, Any]:
    """A session as the phone keeps it."""
    document = document_of(work.session, meeting, work.context)
    return {
        "number": meeting.id,
        "key": key_of(meeting),
        "revision": revision_of(document),
        "token": str(meeting.sync_token or ""),
        "document": document,
        "titles": titles_of(document, work.context),
        "files": {key: number for key, _at, number in photos_of(meeting)},
        "by": work.context.titles("account", [meeting.updated_by_id]).get(meeting.updated_by_id, "")
        if meeting.updated_by_id
        else "",
        "at": stamp(meeting.updated_at),
    }


def overtaken(work: Work, meeting: Any) -> Any:
    """What another device wrote in between: the phone merges, and asks where both changed the same."""
    answer = jsonify(told(work, meeting))
    answer.status_code = 409
    return answer


def refused(errors: dict[str, str]) -> Any:
    """What cannot be kept, by place, in words. Nothing was written; the phone has everything still."""
    answer = jsonify(errors=errors)
    answer.status_code = 422
    return answer


def named(titles: Mapping[int, str]) -> dict[str, str]:
    """Titles with keys as JSON has them."""
    return {str(number): title for number, title in titles.items()}


def asked_issues(work: Work) -> list[int]:
    """The issues that the address names, as far as they are there for this viewer; 404 for one that is not."""
    numbers = [number for text in request.args.getlist("issue")[: LISTS["issues"][1]] if (number := whole(text))]
    known = work.context.titles("issue", numbers) if numbers else {}
    if any(number not in known for number in numbers):
        raise OutOfScope("issue")
    return list(dict.fromkeys(numbers))


def unit_of(work: Work, number: int | None, issues: list[int]) -> Organisation:
    """Whose meeting it is: the unit asked for, the community of the first issue, else where the viewer works."""
    home = work.viewer.home
    if number is None and issues:
        number = work.session.scalar(select(Issue.organisation_id).where(Issue.id == issues[0]))
    unit = work.session.get(Organisation, number if number is not None else home.organisation_id if home else 0)
    if unit is None:
        raise OutOfScope("organisation")
    above = select(Organisation).where(
        Organisation.id.in_(ancestors(unit.path)),
        Organisation.kind.in_((OrganisationKind.COMMUNITY, OrganisationKind.VILLAGE)),
    )
    community = work.session.scalars(above).first()
    inside = community is not None and home is not None and community.path.startswith(home.path)
    return community if community is not None and inside else unit


def page(work: Work, title: str, *, mode: str = "list", **start: Any) -> Response:
    """The page in its frame, with what the script begins from."""
    planned = start.pop("planned", ())
    crumbs = () if mode == "list" else (Item(label=gettext("Small bench meetings"), url="/meeting/"),)
    return show(
        "meeting.html",
        Page(title=title, crumbs=crumbs),
        current="meeting",
        mode=mode,
        start={"mode": mode, **start},
        words=words(),
        planned=planned,
        may_add=work.may("add", work.resources[NAME]),
    )
