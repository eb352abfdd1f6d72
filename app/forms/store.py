"""Keeps the versions of streets' forms: what was published is never changed, a roll-back is a version of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.access.epoch import FORMS, RIGHTS, raise_epoch
from app.fields.link import Id
from app.fields.moment import UtcMoment
from app.record import Base, Extra, utc_now


class FormVersion(Base):
    """One published version of a unit's form for a resource. Not Scoped: forms are read by everybody below the unit."""

    __tablename__ = "form_version"
    __table_args__ = (
        UniqueConstraint("owner_id", "resource", "number", name="uq_form_version"),
        Index("ix_form_version_resource", "resource", "owner_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(Id, nullable=False)  # the organisation that made it
    resource: Mapped[str] = mapped_column(String(60), nullable=False)
    number: Mapped[int] = mapped_column(Integer, nullable=False)  # 1, 2, 3 … for each owner and resource
    spec: Mapped[dict[str, Any]] = mapped_column(Extra, nullable=False)
    note: Mapped[str | None] = mapped_column(String(500))
    made_by: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    made_at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False, default=utc_now)


class Overtaken(Exception):
    """Somebody published in between; `number` is the version that stands now."""

    def __init__(self, number: int) -> None:
        super().__init__(f"version {number} stands now")
        self.number = number


@dataclass(frozen=True, kw_only=True)
class Published:
    """The version of a form that stands."""

    id: int
    owner: int
    resource: str
    number: int
    spec: Mapping[str, Any]


def standing(session: Session) -> list[Published]:
    """The newest version of every form."""
    newest = (
        select(FormVersion.owner_id, FormVersion.resource, func.max(FormVersion.number).label("number"))
        .group_by(FormVersion.owner_id, FormVersion.resource)
        .subquery()
    )
    same = (
        (FormVersion.owner_id == newest.c.owner_id)
        & (FormVersion.resource == newest.c.resource)
        & (FormVersion.number == newest.c.number)
    )
    columns = (FormVersion.id, FormVersion.owner_id, FormVersion.resource, FormVersion.number, FormVersion.spec)
    rows = session.execute(
        select(*columns).join(newest, same).order_by(FormVersion.id),
        execution_options={"door": "forms are read by everybody"},
    )
    return [
        Published(id=id, owner=owner, resource=name, number=number, spec=spec) for id, owner, name, number, spec in rows
    ]


def current(session: Session, owner: int, resource: str) -> Published | None:
    """The version of one unit's form that stands."""
    mine = (FormVersion.owner_id == owner, FormVersion.resource == resource)
    made = session.scalar(select(FormVersion).where(*mine).order_by(FormVersion.number.desc()).limit(1))
    if made is None:
        return None
    return Published(id=made.id, owner=owner, resource=resource, number=made.number, spec=made.spec)


def version(session: Session, owner: int, resource: str, number: int) -> FormVersion | None:
    """Any version of a form."""
    return session.scalar(
        select(FormVersion).where(
            FormVersion.owner_id == owner, FormVersion.resource == resource, FormVersion.number == number
        )
    )


def versions(session: Session, owner: int, resource: str) -> list[FormVersion]:
    """All versions of a form, the newest first."""
    mine = (FormVersion.owner_id == owner, FormVersion.resource == resource)
    return list(session.scalars(select(FormVersion).where(*mine).order_by(FormVersion.number.desc())))


def publish(
    session: Session, owner: int, resource: str, spec: Mapping[str, Any], *, seen: int, by: str = "", note: str = ""
) -> FormVersion:
    """Freeze a form that was found without fault as the next version.

    `seen` is the version it was made from, 0 for none. Raises Overtaken when somebody else published meanwhile.
    """
    found = current(session, owner, resource)
    stands = found.number if found else 0
    if stands != seen:
        raise Overtaken(stands)
    made = FormVersion(
        owner_id=owner, resource=resource, number=stands + 1, spec=dict(spec), made_by=by[:80], note=note[:500] or None
    )
    session.add(made)
    session.flush()
    for name in (FORMS, RIGHTS):  # what a viewer may do with a field is kept with him
        raise_epoch(session.connection(), name)
    return made
