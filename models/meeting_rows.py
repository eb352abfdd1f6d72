"""Turns the rows of a deliberation into the document of the meeting page, and a document back into rows.

Rows and document are the same thing seen twice: what somebody corrects on an ordinary form shows at the next sync. Only
what no row can hold (a decision without a person, which items of the agenda are done) stands in the session's `loose`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.files import attach
from app.fields.base import Context
from app.record import utc_now
from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision, SessionState
from models.meeting import Document, Item, counted, settle_decisions, voters
from models.meeting_values import labels_of, stamp
from models.statements import SessionStatement, SessionVote

NAMES = UUID("5a0e1b76-6d3c-5f0e-9d5e-4a2f6c1b7e90")  # for the keys of rows that no phone made
CHILDREN = (SessionAttendance, SessionStatement, SessionVote, SessionDecision)


def key_of(record: Any) -> str:
    """What the page calls a row: the key that the phone gave it, else one made from its number."""
    given = record.device_key if isinstance(record, DeliberationSession) else record.client_uuid
    return str(given or uuid5(NAMES, f"{record.__tablename__}:{record.id}"))


def photo_key(number: int) -> str:
    """What the page calls a photo that was added on another screen."""
    return str(uuid5(NAMES, f"photo:{number}"))


def children(session: Session, model: type[Any], meeting: DeliberationSession, *, bin: bool = False) -> list[Any]:
    """The rows of a kind that belong to a session."""
    if meeting.id is None:
        return []
    found = select(model).where(model.session_id == meeting.id).order_by(model.id)
    return list(session.scalars(found.execution_options(bin=bin)))


def document_of(session: Session, meeting: DeliberationSession, context: Context) -> Document:
    """All that the rows say, in the shape of a document."""
    loose: Mapping[str, Any] = meeting.loose or {}
    people = children(session, SessionAttendance, meeting)
    keys = {row.id: key_of(row) for row in people}
    made = {
        "people": [person_item(row) for row in people],
        "statements": [statement_item(row, keys) for row in children(session, SessionStatement, meeting)],
        "votes": [vote_item(row) for row in children(session, SessionVote, meeting)],
        "decisions": [decision_item(row) for row in children(session, SessionDecision, meeting)],
    }
    return {
        "title": meeting.title or "",
        "organisation": meeting.organisation_id,
        "format": meeting.format,
        "venue": meeting.venue or "",
        "held_on": meeting.held_on.astimezone(context.timezone).strftime("%Y-%m-%dT%H:%M"),
        "chair": meeting.chair_id,
        "recorder": meeting.recorder_id,
        "quorum": meeting.quorum,
        "resolution": meeting.resolution or "",
        "ended": meeting.state == SessionState.HELD,
        "issues": [{"key": issue_key(number), "issue": number} for number in meeting.issues or ()],
        "agenda": agenda_of(meeting),
        **{
            name: arranged(rows, loose.get(name, ()), loose.get("order", {}).get(name, ()))
            for name, rows in made.items()
        },
        "photos": [{"key": key, "at": at} for key, at, _number in photos_of(meeting)],
    }


def arranged(made: Sequence[Item], loose: Sequence[Item], order: Sequence[str]) -> list[Item]:
    """The items of rows and those that are no rows yet, in the order of the page; new rows of other screens last."""
    found = {item["key"]: item for item in (*loose, *made)}
    places = {key: place for place, key in enumerate(order)}
    return sorted(found.values(), key=lambda item: places.get(item["key"], len(places)))


def issue_key(number: int) -> str:
    """The key of an issue on the table."""
    return str(uuid5(NAMES, f"issue:{number}"))


def person_item(row: SessionAttendance) -> Item:
    """One entry of the attendance."""
    return {
        "key": key_of(row),
        "name": row.name,
        "person": row.person_id,
        "side": row.side,
        "unit": row.unit_id,
        "present": row.present,
        "observer": row.observer,
        "heads": row.heads,
        "absence": row.absence or "",
    }


def statement_item(row: SessionStatement, keys: Mapping[int | None, str]) -> Item:
    """One statement."""
    return {
        "key": key_of(row),
        "item": str(row.agenda_key or ""),
        "who": keys.get(row.speaker_id, ""),
        "name": row.name or "",
        "text": row.text,
        "at": stamp(row.said_at) if row.said_at else "",
    }


def vote_item(row: SessionVote) -> Item:
    """One vote."""
    return {
        "key": key_of(row),
        "subject": row.subject,
        "method": row.method,
        "yes": row.in_favour,
        "no": row.against,
        "abstain": row.abstained,
        "ballots": dict(sorted((row.ballots or {}).items())),
    }


def decision_item(row: SessionDecision) -> Item:
    """One decision."""
    return {
        "key": key_of(row),
        "text": row.text,
        "person": row.owner_person_id,
        "unit": row.owner_organisation_id,
        "due": row.due_on.isoformat(),
    }


def agenda_of(meeting: DeliberationSession) -> list[Item]:
    """The items of the agenda: its lines, with what the page knows of each."""
    lines = [line for line in (meeting.agenda or "").split("\n") if line.strip()]
    kept: Sequence[Item] = (meeting.loose or {}).get("agenda", ())
    if [item["text"] for item in kept if item["text"].strip()] == lines:
        return [dict(item) for item in kept]
    known = {item["text"]: item for item in kept}
    made = (
        known.get(line[:120]) or {"key": str(uuid5(NAMES, f"{meeting.id}:{number}")), "text": line[:120], "done": False}
        for number, line in enumerate(lines)
    )
    return list({item["key"]: dict(item) for item in made}.values())


def photos_of(meeting: DeliberationSession) -> list[tuple[str, str, int]]:
    """(key, taken at, file) of the photos that have arrived."""
    known = {item["file"]: item for item in (meeting.loose or {}).get("photos", ())}
    return [
        (known[number]["key"], known[number]["at"], number) if number in known else (photo_key(number), "", number)
        for number in meeting.photos or ()
    ]


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """Let the page write what belongs to a session: the right to change the session itself was asked."""
    session.info["acting"] = tuple(model.__tablename__ for model in CHILDREN)
    try:
        yield
    finally:
        session.info.pop("acting", None)


def write_document(
    session: Session, meeting: DeliberationSession, document: Document, context: Context, user_id: int
) -> None:
    """Make the rows say what a checked document says. The caller commits; ending a meeting hands its decisions on."""
    was_ended = meeting.state == SessionState.HELD
    write_session(meeting, document, context, user_id)
    session.add(meeting)
    session.flush()
    keep_photos(session, meeting, {item["key"] for item in document["photos"]}, user_id)
    with writing(session):
        labels = labels_of(context, "deliberation_party")
        topics = {item["key"]: item["text"] for item in document["agenda"]}
        kept = {name: [item for item in document[name] if whole(item)] for name, whole in WHOLE.items()}
        people = keep(session, SessionAttendance, meeting, kept["people"], partial(write_person, labels=labels))
        said = partial(write_statement, people=people, topics=topics)
        keep(session, SessionStatement, meeting, kept["statements"], said)
        keep(session, SessionVote, meeting, kept["votes"], partial(write_vote, document=document))
        decisions = keep(session, SessionDecision, meeting, kept["decisions"], write_decision)
        session.flush()
        if document["ended"] and not was_ended:
            settle_decisions(session, list(decisions.values()))


WHOLE: dict[str, Callable[[Item], bool]] = {
    "people": lambda item: bool(item["name"].strip() or (not item["present"] and item["absence"].strip())),
    "statements": lambda item: bool(item["text"].strip()),
    "votes": lambda item: bool(item["subject"].strip()),
    "decisions": lambda item: bool(item["text"].strip() and item["person"] and item["due"]),
}
"""Which items of a document can be rows; the others wait in `loose`."""


def write_session(meeting: DeliberationSession, document: Document, context: Context, user_id: int) -> None:
    """The session's own row. A party that sent nobody counts as one who was expected."""
    present = voters(document)
    absent = sum(1 for item in document["people"] if not item["present"] and not item["observer"])
    if meeting.id is None:
        meeting.organisation_id = document["organisation"]
    meeting.title, meeting.format = document["title"], document["format"]
    meeting.venue, meeting.quorum = document["venue"] or None, document["quorum"]
    held = datetime.fromisoformat(document["held_on"]).replace(tzinfo=context.timezone)
    if meeting.held_on is None or meeting.held_on.replace(second=0, microsecond=0) != held:
        meeting.held_on = held.astimezone(UTC)
    meeting.chair_id, meeting.recorder_id = document["chair"], document["recorder"]
    meeting.issues = [item["issue"] for item in document["issues"] if item["issue"]] or None
    meeting.resolution = document["resolution"] or None
    meeting.agenda = "\n".join(item["text"] for item in document["agenda"] if item["text"].strip()) or None
    meeting.expected = present + absent
    meeting.observers = sum(item["heads"] or 1 for item in document["people"] if item["present"] and item["observer"])
    meeting.loose = {
        **(meeting.loose or {}),
        "agenda": document["agenda"],
        **{name: [item for item in document[name] if not whole(item)] for name, whole in WHOLE.items()},
        "order": {name: [item["key"] for item in document[name]] for name in WHOLE},
    }
    if document["ended"]:
        meeting.state, meeting.present = SessionState.HELD, present
        if meeting.signed_off_at is None:
            meeting.signed_off_at, meeting.signed_off_by_id = utc_now(), user_id
    else:
        meeting.state, meeting.present = SessionState.PLANNED, None
        meeting.signed_off_at = meeting.signed_off_by_id = None


def keep(
    session: Session, model: type[Any], meeting: DeliberationSession, items: Sequence[Item], write: Any
) -> dict[str, Any]:
    """Make the rows of a kind those of the items: changed, made, brought back from the bin or laid into it."""
    there = {key_of(row): row for row in children(session, model, meeting, bin=True)}
    found = {}
    for position, item in enumerate(items):
        record = there.pop(item["key"], None)
        if record is None:
            record = model(session_id=meeting.id, client_uuid=UUID(item["key"]))
        elif record.deleted_at is not None:
            record.deleted_at = record.deleted_by_id = None
        record.organisation_id = meeting.organisation_id
        write(record, item, position)
        session.add(record)
        found[item["key"]] = record
    for record in there.values():
        if record.deleted_at is None:
            record.deleted_at = utc_now()
    session.flush()
    return found


def write_person(record: SessionAttendance, item: Item, position: int, *, labels: Mapping[str, str]) -> None:
    """One entry of the attendance; a party that sent nobody goes by its own name."""
    record.name = item["name"] if item["name"].strip() else labels[item["side"]]
    record.person_id, record.side, record.unit_id = item["person"], item["side"], item["unit"]
    record.present, record.observer, record.heads = item["present"], item["observer"], item["heads"] or None
    record.absence = item["absence"] or None


def write_statement(
    record: SessionStatement, item: Item, position: int, *, people: Mapping[str, Any], topics: Mapping[str, str]
) -> None:
    """One statement."""
    speaker = people.get(item["who"])
    record.speaker_id = None if speaker is None else speaker.id
    record.name = item["name"] or (speaker.name if speaker is not None else None)
    record.agenda_key = UUID(item["item"]) if item["item"] else None
    record.topic, record.text, record.position = topics.get(item["item"]) or None, item["text"], position
    record.said_at = datetime.fromisoformat(item["at"]) if item["at"] else None


def write_vote(record: SessionVote, item: Item, position: int, *, document: Document) -> None:
    """One vote; one by one, the counts are those of the ballots."""
    record.subject, record.method, record.position = item["subject"], item["method"], position
    record.in_favour, record.against, record.abstained = counted(document, item)
    record.ballots = item["ballots"] or None


def write_decision(record: SessionDecision, item: Item, position: int) -> None:
    """One decision."""
    record.text, record.due_on = item["text"], date.fromisoformat(item["due"])
    record.owner_person_id, record.owner_organisation_id = item["person"], item["unit"]


def keep_photos(session: Session, meeting: DeliberationSession, keys: set[str], user_id: int) -> None:
    """Let go of photos that the document no longer names; new ones come one by one, by `add_photo`."""
    found = photos_of(meeting)
    left = [number for key, _at, number in found if key in keys]
    if len(left) != len(found):
        set_photos(session, meeting, left, user_id)


def add_photo(session: Session, meeting: DeliberationSession, key: str, at: str, number: int, user_id: int) -> None:
    """Bind a stored photo to the session under the phone's key."""
    loose = meeting.loose or {}
    meeting.loose = {**loose, "photos": [*loose.get("photos", ()), {"key": key, "at": at, "file": number}]}
    set_photos(session, meeting, [*(meeting.photos or ()), number], user_id)


def set_photos(session: Session, meeting: DeliberationSession, numbers: list[int], user_id: int) -> None:
    """The session's photos, and whose the files are."""
    meeting.photos = numbers or None
    session.flush()
    attach(session, meeting, "deliberation_session", "photos", numbers, user_id)
