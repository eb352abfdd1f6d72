"""A table with a column for every kind, and `extra`: the same values in both, to compare what the database finds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.fields import Field
from app.fields.base import ColumnSource, ExtraSource, mapped
from app.record import Extra
from tests.fields.kinds import SAMPLES, Sample

Id = BigInteger().with_variant(Integer(), "sqlite")


class Own(DeclarativeBase):
    """A registry of our own: nothing of it reaches the product's metadata."""


class Base(Own):
    """What a sheet has besides its fields."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    extra: Mapped[dict[str, Any] | None] = mapped_column(Extra)


def columns() -> dict[str, Any]:
    """The columns of all samples with their companions."""
    found: dict[str, Any] = {}
    for sample in SAMPLES:
        found[sample.name] = mapped(sample.field)
        found |= sample.field.companions(sample.name)
    return found


Sheet: Any = type("Sheet", (Base,), {"__tablename__": "sheet", **columns()})


def in_column(sample: Sample) -> Field:
    """The sample's field, kept in its column."""
    return sample.field.bind(sample.name, ColumnSource(sample.name))


def in_extra(sample: Sample) -> Field:
    """The sample's field, kept under a key of `extra`."""
    key = f"f_{sample.name}"
    return sample.field.bind(key, ExtraSource(key))
