"""What colleagues say about a record: a line in its timeline, with attachments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.fields.link import Id
from app.fields.moment import UtcMoment
from app.record import Base, utc_now


class Comment(Base):
    """One remark. Not Scoped: it is reached through its record, after the record was found in scope."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_row", "resource", "record_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False, default=utc_now)
    user_id: Mapped[int] = mapped_column(Id, nullable=False)
    user_name: Mapped[str] = mapped_column(String(80), nullable=False)
    resource: Mapped[str] = mapped_column(String(60), nullable=False)
    record_id: Mapped[int] = mapped_column(Id, nullable=False)
    text: Mapped[str] = mapped_column(Text, nullable=False)
    files: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
