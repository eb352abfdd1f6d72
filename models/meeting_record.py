"""Turns a deliberation into all that its record (会商研判记录表) says, in words: for the printed page and for Word."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.fields.base import Context
from models.deliberation import DeliberationSession
from models.meeting import PARTIES, Document, Item, absent_parties, counted, voters
from models.meeting_rows import document_of
from models.meeting_values import labels_of


def record_of(session: Session, meeting: DeliberationSession, context: Context) -> dict[str, Any]:
    """Everything that stands in the record of a session (会商研判记录表), in words.

    Keys: number, title, time, place, format, chair, recorder, present, observers, quorum, issues, parties (each: code,
    party, present, names, reason), others (present, of no party), agenda, statements, votes, decisions, resolution,
    photos (file numbers), ended, signed_at, signed_by.
    """
    document = document_of(session, meeting, context)
    labels, formats = labels_of(context, "deliberation_party"), labels_of(context, "deliberation_format")

    def title(resource: str, number: int | None) -> str:
        return "" if number is None else context.titles(resource, [number]).get(number, "")

    held = meeting.held_on.astimezone(context.timezone)
    topics = {item["key"]: item["text"] for item in document["agenda"]}
    people = {item["key"]: item for item in document["people"]}
    missing = absent_parties(document)
    signed = meeting.signed_off_at
    return {
        "number": f"{held:%Y}-{meeting.id}",
        "title": document["title"],
        "time": held.replace(tzinfo=None),
        "place": document["venue"],
        "format": formats.get(document["format"], document["format"]),
        "chair": title("person", meeting.chair_id),
        "recorder": title("person", meeting.recorder_id),
        "present": voters(document),
        "observers": meeting.observers or 0,
        "quorum": meeting.quorum,
        "issues": [title("issue", number) for number in meeting.issues or ()],
        "parties": [
            {
                "code": side,
                "party": labels.get(side, side),
                "present": sum(item["heads"] or 1 for item in there(document, side)),
                "names": [named(item) for item in there(document, side)],
                "reason": missing.get(side, ""),
            }
            for side in sides_of(document)
        ],
        "others": [named(item) for item in document["people"] if item["present"] and item["observer"]],
        "agenda": [{"text": item["text"], "done": item["done"]} for item in document["agenda"]],
        "statements": [
            {
                "topic": topics.get(item["item"], ""),
                "speaker": item["name"],
                "side": labels.get(people[item["who"]]["side"], "") if item["who"] in people else "",
                "text": item["text"],
                "at": item["at"],
            }
            for item in document["statements"]
        ],
        "votes": [
            dict(
                zip(("yes", "no", "abstain"), counted(document, item), strict=True),
                subject=item["subject"],
                method=item["method"],
            )
            for item in document["votes"]
        ],
        "decisions": [
            {
                "text": item["text"],
                "person": title("person", item["person"]),
                "unit": title("organisation", item["unit"]),
                "due": date.fromisoformat(item["due"]) if item["due"] else None,
            }
            for item in document["decisions"]
        ],
        "resolution": document["resolution"],
        "photos": list(meeting.photos or ()),
        "ended": document["ended"],
        "signed_at": None if signed is None else signed.astimezone(context.timezone).replace(tzinfo=None),
        "signed_by": title("account", meeting.signed_off_by_id),
    }


def there(document: Document, side: str) -> list[Item]:
    """Who was present for a side, without observers."""
    return [item for item in document["people"] if item["side"] == side and item["present"] and not item["observer"]]


def named(item: Item) -> str:
    """A participant in the record: a group with its number."""
    return with_heads(item["name"], item["heads"])


def with_heads(name: str, heads: int | None) -> str:
    """A name, and how many came under it where they are several."""
    return f"{name} × {heads}" if (heads or 1) > 1 else name


def sides_of(document: Document) -> list[str]:
    """The four parties first, then the other sides of those present."""
    others = {item["side"] for item in document["people"] if item["present"] and not item["observer"]} - set(PARTIES)
    return [*PARTIES, *sorted(others)]
