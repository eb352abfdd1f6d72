"""Holds the values of fields that streets made unique, where no column could carry an index: one row for each value.

The table's key refuses the second of two records with the same value, also when both are saved at once. A record in the
recycle bin holds nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Column, Connection, Index, LargeBinary, String, Table, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError

from app.fields.base import Field
from app.fields.link import Id
from app.fields.secret import blind

unique_entry = Table(
    "unique_entry",
    Model.metadata,
    Column("place", String(120), primary_key=True),  # "compound.f_x@12": the field, and the street where it is unique
    Column("value", LargeBinary(32), primary_key=True),  # keyed, so that nobody guesses phone numbers from it
    Column("resource", String(80), nullable=False),  # the record's table
    Column("record_id", Id, nullable=False),
    Index("ix_unique_entry_record", "resource", "record_id"),
)


def place_of(record: Any, declared: Field) -> str:
    """Where a value must be the only one: the records of the same register, or of the same table, in a street."""
    register = getattr(record, "register", None)
    return f"{register or record.__tablename__}.{declared.key}@{record.street_id}"


def whose(place: str) -> str:
    """The field of a place, wherever it is unique."""
    return place.rpartition("@")[0]


def mark_of(declared: Field, value: Any, place: str) -> bytes:
    """What stands for a value."""
    told = json.dumps(declared.to_json(value), ensure_ascii=False, sort_keys=True)
    return blind(" ".join(told.casefold().split()), f"unique:{place}")


class NotAlone(Exception):
    """Another record holds the same value of a field that must be unique; `key` names the field."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def hold(connection: Connection, record: Any, fields: Iterable[Field]) -> None:
    """Make the table say what a record holds now. Raises NotAlone."""
    here = and_(unique_entry.c.resource == record.__tablename__, unique_entry.c.record_id == record.id)
    stands = select(unique_entry.c.place, unique_entry.c.value).where(here)
    fields = tuple(fields)
    mine = {whose(place_of(record, declared)) for declared in fields}  # not those of a form that is not at work here
    known = {(place, bytes(mark)) for place, mark in connection.execute(stands) if whose(place) in mine}
    wanted: dict[tuple[str, bytes], str] = {}
    for declared in fields:
        value = declared.read(record)
        if value not in (None, "", []) and getattr(record, "deleted_at", None) is None:
            place = place_of(record, declared)
            wanted[place, mark_of(declared, value, place)] = declared.key
    for place, mark in known - wanted.keys():
        gone = and_(here, unique_entry.c.place == place, unique_entry.c.value == mark)
        connection.execute(delete(unique_entry).where(gone))
    for place, mark in sorted(wanted.keys() - known):
        row = {"place": place, "value": mark, "resource": record.__tablename__, "record_id": record.id}
        try:
            connection.execute(insert(unique_entry), row)
        except IntegrityError as error:
            raise NotAlone(wanted[place, mark]) from error


def let_go(connection: Connection, resource: str, record_id: int) -> None:
    """Drop what a purged record held."""
    held = unique_entry.c
    connection.execute(delete(unique_entry).where(held.resource == resource, held.record_id == record_id))
