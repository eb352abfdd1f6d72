"""Gives the rows of a load their serial numbers, in the order of their days, and moves the counters on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.fields.serial import Serial, take
from models.issue import Issue
from models.loop.supervision import Supervision
from models.mediation import Mediation
from models.rewards import Redemption
from seed.book import Book
from seed.rules import ZONE

NUMBERED: tuple[tuple[type[Any], str, str], ...] = (
    (Issue, "number", "reported_at"),
    (Supervision, "number", "created_at"),
    (Mediation, "number", "created_at"),
    (Redemption, "number", "requested_at"),
)
"""Model, attribute of the number, attribute of the moment whose year counts."""


def number_all(book: Book, streets: Mapping[int, str]) -> None:
    """Number all waiting rows; `streets` says what the numbers of each street begin with."""
    for model, attribute, moment in NUMBERED:
        rows: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
        for row in book.sheet(model).rows:
            rows[row["street_id"], year_of(row[moment])].append(row)
        for (street, year), group in sorted(rows.items()):
            group.sort(key=lambda row: (row[moment], row["id"]))
            first = reserve(book, model, attribute, street, year, len(group))
            for number, row in enumerate(group, first):
                row[attribute] = written(serial_of(book, model, attribute), streets[street], year, number)


def serial_of(book: Book, model: type[Any], attribute: str) -> Serial:
    """The declared field of a serial number."""
    declared = book.sheet(model).resource.fields[attribute]
    assert isinstance(declared, Serial)
    return declared


def reserve(book: Book, model: type[Any], attribute: str, street: int, year: int, count: int) -> int:
    """The first of so many numbers that nobody else gets."""
    name = serial_of(book, model, attribute).counter or f"{model.__tablename__}.{attribute}"
    return take(book.connection, name, street, year, count) - count + 1


def written(declared: Serial, street: str, year: int, number: int) -> str:
    """A serial number as people read it."""
    return declared.pattern.format(street=street, year=year, number=number)


def year_of(moment: datetime) -> int:
    """The year on the clocks of China."""
    return moment.astimezone(ZONE).year
