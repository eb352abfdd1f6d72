"""Turns what a phone sends of a meeting into a checked document, and a document into what it still lacks.

A document is plain JSON in one shape, on the phone and here: single values, and lists of items that each have a `key`
made by the phone (a UUID, so that rows are born offline). `READ` says what may stand in it. `models/meeting_rows.py`
turns it into rows and back.

    {"title": "…", "format": "bench", "held_on": "2026-07-09T19:00", …,
     "people": [{"key": "…", "name": "…", "side": "parties", "present": true, …}], "votes": [...], …}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.decide import listed
from app.fields.base import Context, Words
from models.meeting_values import (
    Value,
    ballots,
    code,
    day,
    flag,
    key,
    labels_of,
    minute,
    moment,
    one_of,
    row,
    text,
    whole,
)

Document = dict[str, Any]
Item = dict[str, Any]

PARTIES = ("community_party", "property_company", "owners_committee", "parties")
"""The four parties of a deliberation (codes of `deliberation_party`): each is present, or it is said why not."""

LARGEST = 512 * 1024  # bytes of one document
PHOTOS = 9

ON_DECISION: list[Callable[[Any, Any], None]] = []
"""What happens with a decision once its meeting is ended: `hook(session, decision)`, the SQLAlchemy session and the
`SessionDecision` row, inside the transaction that ends the meeting. A meeting may be opened again and ended again, so a
hook is called more than once for the same row and must make its thing once. What it raises takes the ending back.
"""


class Wrong(ValueError):
    """A document that cannot be kept: {path: message}; a path is "title" or "people/<key>/name"."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing that is missing before a meeting can be ended, and where on the page it is put right."""

    place: str  # people, votes, decisions …: the part of the page
    key: str  # the item, or the party; may be empty
    text: str


VALUES: dict[str, Value] = {
    "title": Value(label=_("Topic"), read=text, most=120),
    "organisation": Value(label=_("Organisation"), read=row, of="organisation"),
    "format": Value(label=_("Session format"), read=code, of="deliberation_format"),
    "venue": Value(label=_("Venue"), read=text, most=80),
    "held_on": Value(label=_("Held on"), read=minute),
    "chair": Value(label=_("Chair"), read=row, of="person"),
    "recorder": Value(label=_("Recorder"), read=row, of="person"),
    "quorum": Value(label=_("People needed"), read=whole, most=5000),
    "resolution": Value(label=_("Resolution"), read=text, most=4000),
    "ended": Value(label=_("Ended"), read=flag),
}
LISTS: dict[str, tuple[Words, int, dict[str, Value]]] = {
    "issues": (_("Issues"), 50, {"issue": Value(label=_("Issue"), read=row, of="issue")}),
    "people": (
        _("Participants"),
        300,
        {
            "name": Value(label=_("Full name"), read=text, most=60),
            "person": Value(label=_("Full name"), read=row, of="person"),
            "side": Value(label=_("Speaks for"), read=code, of="deliberation_party"),
            "unit": Value(label=_("Represented unit"), read=row, of="organisation"),
            "present": Value(label=_("Present"), read=flag),
            "observer": Value(label=_("Observer"), read=flag),
            "heads": Value(label=_("Number of people"), read=whole, most=5000),
            "absence": Value(label=_("Reason for absence"), read=text, most=200),
        },
    ),
    "agenda": (
        _("Agenda"),
        30,
        {
            "text": Value(label=_("Item of the agenda"), read=text, most=120),
            "done": Value(label=_("Done"), read=flag),
        },
    ),
    "statements": (
        _("Statements"),
        300,
        {
            "item": Value(label=_("Item of the agenda"), read=key),
            "who": Value(label=_("Speaker"), read=key),
            "name": Value(label=_("Speaker"), read=text, most=60),
            "text": Value(label=_("What was said"), read=text, most=4000),
            "at": Value(label=_("Said at"), read=moment),
        },
    ),
    "votes": (
        _("Votes"),
        30,
        {
            "subject": Value(label=_("Put to the vote"), read=text, most=200),
            "method": Value(label=_("Way of voting"), read=one_of, words=("hands", "person")),
            "yes": Value(label=_("In favour"), read=whole, most=5000),
            "no": Value(label=_("Against"), read=whole, most=5000),
            "abstain": Value(label=_("Abstained"), read=whole, most=5000),
            "ballots": Value(label=_("Votes"), read=ballots, most=300, words=("yes", "no", "abstain")),
        },
    ),
    "decisions": (
        _("Decisions"),
        50,
        {
            "text": Value(label=_("What is to be done"), read=text, most=200),
            "person": Value(label=_("Person in charge"), read=row, of="person"),
            "unit": Value(label=_("Unit in charge"), read=row, of="organisation"),
            "due": Value(label=_("Due on"), read=day),
        },
    ),
    "photos": (_("Photos"), PHOTOS, {"at": Value(label=_("Taken at"), read=moment)}),
}


def read_document(raw: Any, context: Context) -> Document:
    """A document in its one shape. Raises Wrong with every place that is not right."""
    errors: dict[str, str] = {}
    if not isinstance(raw, dict):
        raise Wrong({"": gettext("This is not a meeting. Reload the page.")})
    found = {name: one(raw.get(name), value, name, context, errors) for name, value in VALUES.items()}
    for name, (label, most, values) in LISTS.items():
        found[name] = many(raw.get(name, []), name, label, most, values, context, errors)
    if not errors:
        check_links(found, context, errors)
    if not errors and not found["title"].strip():
        errors["title"] = gettext("Fill in %(label)s.", label=str(VALUES["title"].label))
    if errors:
        raise Wrong(errors)
    return found


def one(raw: Any, value: Value, path: str, context: Context, errors: dict[str, str]) -> Any:
    """One value; what is wrong with it is noted under its path."""
    try:
        return value.read(raw, value, context)
    except (TypeError, ValueError, AttributeError) as wrong:
        told = str(wrong) if type(wrong) is ValueError and value.read in (text, whole) else ""
        errors[path] = told or gettext("%(label)s cannot be read. Enter it again.", label=str(value.label))
        return None


def many(
    raw: Any, name: str, label: Words, most: int, values: Mapping[str, Value], context: Context, errors: dict[str, str]
) -> list[Item]:
    """The items of a list, each key once."""
    if not isinstance(raw, list) or len(raw) > most:
        errors[name] = gettext("%(label)s: at most %(most)d entries.", label=str(label), most=most)
        return []
    found: dict[str, Item] = {}
    for item in raw:
        try:
            number = str(UUID(item["key"]))
        except (TypeError, ValueError, KeyError, AttributeError):
            errors[name] = gettext("%(label)s cannot be read. Enter it again.", label=str(label))
            continue
        if number in found:
            errors[name] = gettext("%(label)s: an entry stands there twice. Delete one.", label=str(label))
        read = {at: one(item.get(at), value, f"{name}/{number}/{at}", context, errors) for at, value in values.items()}
        found[number] = {"key": number, **read}
    return list(found.values())


def places(document: Document) -> Iterator[tuple[str, Item, str, Value]]:
    """(path, holder, name, value) of all that a document says."""
    for name, value in VALUES.items():
        yield name, document, name, value
    for name, (_label, _most, values) in LISTS.items():
        for item in document[name]:
            for at, value in values.items():
                yield f"{name}/{item['key']}/{at}", item, at, value


def check_links(document: Document, context: Context, errors: dict[str, str]) -> None:
    """Refuse rows that are not there for this viewer, all in the same words."""
    asked: dict[str, set[int]] = {}
    links = [found for found in places(document) if found[3].read is row and found[1][found[2]] is not None]
    for _path, holder, name, value in links:
        asked.setdefault(value.of, set()).add(holder[name])
    known = {of: context.titles(of, sorted(numbers)) for of, numbers in asked.items()}
    for path, holder, name, value in links:
        if holder[name] not in known[value.of]:
            errors[path] = gettext(
                "%(label)s: there is no such entry, or it is outside what you may see.", label=str(value.label)
            )


def titles_of(document: Document, context: Context) -> dict[str, dict[str, str]]:
    """{resource: {id: title}} of what a document points at."""
    asked: dict[str, set[int]] = {}
    for _path, holder, name, value in places(document):
        if value.read is row and holder[name] is not None:
            asked.setdefault(value.of, set()).add(holder[name])
    return {
        of: {str(number): title for number, title in context.titles(of, sorted(numbers)).items()}
        for of, numbers in asked.items()
    }


def revision_of(document: Document) -> str:
    """A short name of a document's content: two documents that say the same have the same."""
    told = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def heads(item: Item) -> int:
    """How many people an entry of the attendance stands for."""
    return item["heads"] or 1


def voters(document: Document) -> int:
    """How many of those present have a vote: all but observers."""
    return sum(heads(item) for item in document["people"] if item["present"] and not item["observer"])


def counted(document: Document, vote: Item) -> tuple[int, int, int]:
    """(in favour, against, abstained) of a vote; one by one, only who is present with a vote counts."""
    if vote["method"] == "hands":
        return vote["yes"] or 0, vote["no"] or 0, vote["abstain"] or 0
    there = {item["key"]: heads(item) for item in document["people"] if item["present"] and not item["observer"]}
    sums = {"yes": 0, "no": 0, "abstain": 0}
    for who, ballot in vote["ballots"].items():
        sums[ballot] += there.get(who, 0)
    return sums["yes"], sums["no"], sums["abstain"]


def absent_parties(document: Document) -> dict[str, str]:
    """{party: reason} of the four parties that nobody present speaks for; an empty reason is still to be given."""
    there = {item["side"] for item in document["people"] if item["present"] and not item["observer"]}
    reasons = {item["side"]: item["absence"].strip() for item in document["people"] if not item["present"]}
    told = {
        item["side"]: item["absence"].strip()
        for item in document["people"]
        if not item["present"] and item["absence"].strip()
    }
    return {party: told.get(party, reasons.get(party, "")) for party in PARTIES if party not in there}


def lacks(document: Document, context: Context) -> list[Lack]:
    """What stands in the way of ending a meeting; empty when nothing does. The page says the same without network."""
    found: list[Lack] = []
    present, needed = voters(document), document["quorum"] or 0
    labels = labels_of(context, "deliberation_party")
    if present == 0:
        found.append(Lack(place="people", key="", text=gettext("Nobody is ticked as present.")))
    elif present < needed:
        found.append(
            Lack(
                place="people",
                key="",
                text=gettext(
                    "%(present)d of the %(needed)d people needed are present.", present=present, needed=needed
                ),
            )
        )
    for party, reason in absent_parties(document).items():
        if not reason:
            told = gettext("%(party)s: say why nobody came.", party=labels.get(party, party))
            found.append(Lack(place="people", key=party, text=told))
    for number, vote in enumerate(document["votes"], 1):
        found += vote_lacks(document, vote, number, present)
    for number, item in enumerate(document["decisions"], 1):
        missing = [
            str(label)
            for name, label in (("text", _("what is to be done")), ("person", _("the person")), ("due", _("the day")))
            if not item[name] or not str(item[name]).strip()
        ]
        if missing:
            told = gettext("Decision %(number)d lacks: %(what)s.", number=number, what=listed(missing))
            found.append(Lack(place="decisions", key=item["key"], text=told))
    return found


def vote_lacks(document: Document, vote: Item, number: int, present: int) -> list[Lack]:
    """What is wrong with one vote."""
    if not vote["subject"].strip():
        told = gettext("Vote %(number)d: say what was put to the vote.", number=number)
        return [Lack(place="votes", key=vote["key"], text=told)]
    votes = sum(counted(document, vote))
    if votes == present:
        return []
    told = gettext(
        "Vote %(number)d: %(votes)d votes, but %(present)d people with a vote.",
        number=number,
        votes=votes,
        present=present,
    )
    return [Lack(place="votes", key=vote["key"], text=told)]


def settle_decisions(session: Any, decisions: Sequence[Any]) -> None:
    """Hand the decisions of an ended meeting to whoever makes something of them."""
    for decision in decisions:
        for hook in ON_DECISION:
            hook(session, decision)
