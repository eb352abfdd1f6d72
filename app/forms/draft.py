"""Keeps the drafts of forms, saved with every step and with the steps around it; one for each unit and resource.

`Drafting` is what any draft has: a spec, the steps before and behind it, and a revision that two people cannot both
raise.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.fields.link import Id
from app.fields.moment import UtcMoment
from app.forms.store import current
from app.record import Base, Extra, utc_now

STEPS = 40  # that can be undone


class Drafting:
    """What is being worked on by a unit, with the steps that led there."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(Id, nullable=False)
    spec: Mapped[dict[str, Any]] = mapped_column(Extra, nullable=False)
    past: Mapped[list[Any]] = mapped_column(Extra, nullable=False)
    future: Mapped[list[Any]] = mapped_column(Extra, nullable=False)
    seen: Mapped[int] = mapped_column(Integer, nullable=False)  # the published version that it was made from
    revision: Mapped[int] = mapped_column(Integer, nullable=False, default=1)
    saved_by: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False, default=utc_now)

    __mapper_args__: Any = {"version_id_col": revision}


class FormDraft(Drafting, Base):
    """The form of a unit that is being worked on."""

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("owner_id", "resource", name="uq_form_draft"),)

    resource: Mapped[str] = mapped_column(String(60), nullable=False)


def found(session: Session, owner: int, resource: str) -> FormDraft | None:
    """The draft of a unit's form; None while nobody works on it."""
    return session.scalar(select(FormDraft).where(FormDraft.owner_id == owner, FormDraft.resource == resource))


def of_unit(session: Session, owner: int) -> dict[str, FormDraft]:
    """All drafts of a unit, by resource."""
    return {draft.resource: draft for draft in session.scalars(select(FormDraft).where(FormDraft.owner_id == owner))}


def begun(session: Session, owner: int, resource: str) -> FormDraft:
    """The draft, begun from what stands where there is none; not yet written."""
    held = found(session, owner, resource)
    if held is not None:
        return held
    stands = current(session, owner, resource)
    return FormDraft(
        owner_id=owner,
        resource=resource,
        spec=dict(stands.spec) if stands else {},
        past=[],
        future=[],
        seen=stands.number if stands else 0,
    )


def step(session: Session, draft: Drafting, spec: Mapping[str, Any], by: str) -> None:
    """Keep a change; what stood before can be had back."""
    if spec == draft.spec:
        return
    _write(session, draft, spec, [*draft.past, draft.spec][-STEPS:], [], by)


def undo(session: Session, draft: Drafting, by: str) -> bool:
    """One step back. False when there is none."""
    if not draft.past:
        return False
    *past, before = draft.past
    _write(session, draft, before, past, [draft.spec, *draft.future][:STEPS], by)
    return True


def redo(session: Session, draft: Drafting, by: str) -> bool:
    """One step forward again. False when there is none."""
    if not draft.future:
        return False
    behind, *future = draft.future
    _write(session, draft, behind, [*draft.past, draft.spec][-STEPS:], future, by)
    return True


def discard(session: Session, draft: Drafting) -> None:
    """Go back to what is published."""
    if draft.id is not None:
        session.delete(draft)


def _write(
    session: Session, draft: Drafting, spec: Mapping[str, Any], past: list[Any], future: list[Any], by: str
) -> None:
    draft.spec, draft.past, draft.future = dict(spec), past, future
    draft.saved_by, draft.saved_at = by[:80], utc_now()
    session.add(draft)
