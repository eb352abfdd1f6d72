"""Turns every change of a Record into an entry of the trace, in the same transaction.

An entry says who, when, from where, which row, and each changed field before and after. Secret values stand masked.
Entries are only ever added; no screen and no role changes them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.event import listen
from sqlalchemy.orm import Mapped, Session, attributes, mapped_column

from app.access.scope import viewer_of
from app.fields.link import Id
from app.fields.moment import UtcMoment
from app.metadata.resource import Resources
from app.record import Base, Record, utc_now

SKIPPED = frozenset(("created_at", "created_by", "updated_at", "updated_by", "deleted_by"))


class AuditEntry(Base):
    """One thing that was done. Not Scoped: readers go through `trace()` and the audit screen, which ask their own
    right.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_row", "resource", "record_id", "id"),
        Index("ix_audit_entry_street", "street_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False, default=utc_now)
    user_id: Mapped[int | None] = mapped_column(Id)
    user_name: Mapped[str] = mapped_column(String(80), nullable=False)
    action: Mapped[str] = mapped_column(String(40), nullable=False)
    resource: Mapped[str] = mapped_column(String(60), nullable=False)
    record_id: Mapped[int | None] = mapped_column(Id)
    street_id: Mapped[int | None] = mapped_column(Id)
    organisation_id: Mapped[int | None] = mapped_column(Id)
    version: Mapped[int | None] = mapped_column(Id)
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON().with_variant(JSONB(), "postgresql"))
    note: Mapped[str | None] = mapped_column(String(500))
    address: Mapped[str | None] = mapped_column(String(45))
    request_id: Mapped[str | None] = mapped_column(String(36))


def note_action(
    session: Session, action: str, resource: str, *, record: Any = None, note: str = "", changes: Any = None
) -> None:
    """Write an entry for something that is no change of a row: an export, an unmasking, a sign-in.

    It is part of the session's transaction; the caller commits. The sample's rows are there from the start, without a
    trace.
    """
    if session.info.get("silent"):
        return
    viewer = viewer_of(session)
    _write(
        session,
        [
            {
                "user_id": viewer.user_id or None,
                "user_name": viewer.name,
                "action": action,
                "resource": resource,
                "record_id": getattr(record, "id", None),
                "street_id": getattr(record, "street_id", None) or (viewer.home.street_id if viewer.home else None),
                "organisation_id": getattr(record, "organisation_id", None),
                "version": getattr(record, "version", None),
                "changes": changes,
                "note": note[:500] or None,
                **session.info.get("origin", {}),
            }
        ],
    )


def install(session_class: Any, resources: Resources) -> None:
    """Write the trace of every flush of this session class."""

    def gather(session: Session, context: Any) -> None:
        entries = [
            entry
            for action, records in (("add", session.new), ("edit", session.dirty), ("purge", session.deleted))
            for record in records
            if isinstance(record, Record)
            for entry in _entries(session, action, record, resources)
        ]
        if entries:
            _write(session, entries)

    listen(session_class, "after_flush", gather)


def _entries(session: Session, action: str, record: Record, resources: Resources) -> list[dict[str, Any]]:
    resource = (session.info.get("resources") or resources).of(type(record))
    if resource is None or session.info.get("silent"):
        return []
    changes = {} if action == "purge" else changed(record, resource)
    if action == "edit":
        if not changes:
            return []
        if "deleted_at" in changes:
            action = "delete" if record.deleted_at else "restore"
            changes.pop("deleted_at")
    viewer = viewer_of(session)
    return [
        {
            "user_id": viewer.user_id or None,
            "user_name": viewer.name,
            "action": session.info.get("doing") or action,
            "resource": resource.name,
            "record_id": record.id,
            "street_id": record.street_id,
            "organisation_id": record.organisation_id,
            "version": record.version,
            "changes": changes,
            "note": session.info.get("note"),
            **session.info.get("origin", {}),
        }
    ]


def changed(record: Any, resource: Any) -> dict[str, list[Any]]:
    """The changed fields of a record in a flush: {field: [before, after]} as JSON, secret ones masked."""
    found: dict[str, list[Any]] = {}
    for key, declared in resource.fields.items():
        if key in SKIPPED or declared.source is None:
            continue
        name = declared.source.name
        if type(declared.source).__name__ == "ExtraSource":
            history = attributes.get_history(record, "extra", passive=attributes.PASSIVE_NO_INITIALIZE)
            if not history.has_changes():
                continue
            table = type(record).__tablename__
            before = declared.read_extra((history.deleted[0] if history.deleted else None) or {}, name, table)
            after = declared.read_extra((history.added[0] if history.added else None) or {}, name, table)
        else:
            if name not in attributes.instance_state(record).manager:
                continue
            history = attributes.get_history(record, name, passive=attributes.PASSIVE_NO_INITIALIZE)
            if not history.has_changes():
                continue
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
        if before == after:
            continue
        show = declared.mask if declared.secret else declared.to_json
        found[key] = [None if before is None else show(before), None if after is None else show(after)]
    return found


def _write(session: Session, entries: list[dict[str, Any]]) -> None:
    moment = utc_now()
    session.connection().execute(insert(AuditEntry.__table__), [{"at": moment, **entry} for entry in entries])
