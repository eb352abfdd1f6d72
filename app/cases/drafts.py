"""Keeps the drafts of processes: one for each street and process, begun from the version that stands there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import ProcessDraft
from app.cases.versions import Version, current
from app.process.process import Process
from app.process.reading import spec_of


def of_street(session: Session, street_id: int) -> dict[str, ProcessDraft]:
    """All drafts of a street, by the key of the process."""
    found = session.scalars(select(ProcessDraft).where(ProcessDraft.owner_id == street_id))
    return {draft.key: draft for draft in found}


def begun(session: Session, street_id: int, key: str) -> tuple[ProcessDraft, Version]:
    """The draft, begun from what stands where there is none (not written yet), and what stands.

    Raises UnknownProcess.
    """
    stands = current(session.connection(), street_id, key)
    mine = (ProcessDraft.owner_id == street_id, ProcessDraft.key == key)
    held = session.scalar(select(ProcessDraft).where(*mine))
    if held is None:
        number = stands.process.number
        held = ProcessDraft(owner_id=street_id, key=key, spec=drawn(stands.process), past=[], future=[], seen=number)
    return held, stands


def drawn(process: Process) -> dict[str, Any]:
    """A process as a draft holds it: without its number, which publishing gives."""
    spec = spec_of(process)
    spec.pop("number", None)
    return spec
