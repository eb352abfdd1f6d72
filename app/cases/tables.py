"""The tables behind a process on a record: where it stands, what happened to it, and the published processes.

None of them is Scoped: a case and its history are reached through their record, after the record was found in scope.
Events are only ever added.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from app.fields.link import Id
from app.fields.moment import UtcMoment
from app.forms.draft import Drafting
from app.record import Base, Extra, utc_now

SHIPPED = 0  # the owner, and the number, of a process that comes with the program


class ProcessVersion(Base):
    """One published version of a street's process. It is never changed: cases keep the version they began under."""

    __tablename__ = "process_version"
    __table_args__ = (UniqueConstraint("owner_id", "key", "number", name="uq_process_version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(Id, nullable=False)  # the street
    key: Mapped[str] = mapped_column(String(40), nullable=False)
    number: Mapped[int] = mapped_column(Integer, nullable=False)  # 1, 2, 3 … for each owner and key
    spec: Mapped[dict[str, Any]] = mapped_column(Extra, nullable=False)
    note: Mapped[str | None] = mapped_column(String(500))
    made_by: Mapped[str] = mapped_column(String(80), nullable=False, default="")
    made_at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False, default=utc_now)


class ProcessDraft(Drafting, Base):
    """The process of a street that is being worked on; one for each key."""

    __tablename__ = "process_draft"
    __table_args__ = (UniqueConstraint("owner_id", "key", name="uq_process_draft"),)

    key: Mapped[str] = mapped_column(String(40), nullable=False)


class ProcessCase(Base):
    """Where a record stands. `number` counts its events and guards against two people acting at once."""

    __tablename__ = "process_case"
    __table_args__ = (
        UniqueConstraint("resource", "record_id", name="uq_process_case_record"),
        Index("ix_process_case_stage", "street_id", "resource", "stage", "due_at"),
        Index("ix_process_case_due", "resource", "due_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    resource: Mapped[str] = mapped_column(String(60), nullable=False)
    record_id: Mapped[int] = mapped_column(Id, nullable=False)
    street_id: Mapped[int] = mapped_column(Id, nullable=False)
    organisation_id: Mapped[int] = mapped_column(Id, nullable=False)
    owner_id: Mapped[int] = mapped_column(Id, nullable=False, default=SHIPPED)  # of its process
    key: Mapped[str] = mapped_column(String(40), nullable=False)
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=SHIPPED)
    step: Mapped[str] = mapped_column(String(40), nullable=False)
    stage: Mapped[str] = mapped_column(String(40), nullable=False)
    entered_at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False)
    due_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    request: Mapped[dict[str, Any] | None] = mapped_column(Extra)
    extended: Mapped[bool] = mapped_column(nullable=False, default=False)
    number: Mapped[int] = mapped_column(Integer, nullable=False)
    opened_at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False)
    closed_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class CaseEvent(Base):
    """One entry of a case's history: who did what, from where to where, and until when it ran afterwards."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_id", "number", name="uq_case_event_number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("process_case.id"), nullable=False)
    number: Mapped[int] = mapped_column(Integer, nullable=False)
    transition: Mapped[str] = mapped_column(String(40), nullable=False)
    does: Mapped[str] = mapped_column(String(10), nullable=False)
    source: Mapped[str] = mapped_column(String(40), nullable=False)
    target: Mapped[str] = mapped_column(String(40), nullable=False)
    user_id: Mapped[int] = mapped_column(Id, nullable=False)  # 0: the house
    user_name: Mapped[str] = mapped_column(String(80), nullable=False)
    post: Mapped[str | None] = mapped_column(String(80))  # the unit in whose name it was done
    at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False)
    due_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    reason: Mapped[str | None] = mapped_column(Text)
    values: Mapped[dict[str, Any] | None] = mapped_column(Extra)
    skipped: Mapped[list[str] | None] = mapped_column(Extra)


APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER case_event_stays_{doing} BEFORE {doing} ON case_event "
        "BEGIN SELECT RAISE(ABORT, 'the history of a case is never changed or deleted'); END"
    ),
    "postgresql": (
        "CREATE TRIGGER case_event_stays_{doing} BEFORE {doing} ON case_event "
        "FOR EACH ROW EXECUTE FUNCTION case_event_stays()"
    ),
}
FUNCTION = (
    "CREATE OR REPLACE FUNCTION case_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'the history of a case is never changed or deleted'; END $$"
)
event.listen(CaseEvent.__table__, "after_create", DDL(FUNCTION).execute_if(dialect="postgresql"))
for dialect, statement in APPEND_ONLY.items():
    for doing in ("update", "delete"):
        event.listen(
            CaseEvent.__table__, "after_create", DDL(statement.format(doing=doing)).execute_if(dialect=dialect)
        )
