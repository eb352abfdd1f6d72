"""Turns uploads into numbered files that belong to a record, and numbers back into a download.

An upload is stored at once and belongs to no record; saving the record attaches it. Only the account that uploaded it
may attach a file, and only once: a foreign number in a form is refused. What was replaced or never attached is
removed later by `sweep`, never during a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from flask import Response, send_file
from flask_babel import gettext
from sqlalchemy import BigInteger, ColumnElement, CursorResult, Index, String, and_, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.access.blobs import SMALL, Blobs, TooLarge
from app.access.file_types import clean_name, sniff
from app.access.pictures import redraw, redraw_signature, renamed
from app.access.scope import OutOfScope
from app.fields.base import Invalid, StoredFile
from app.fields.file import size_text
from app.fields.link import Id
from app.fields.moment import UtcMoment
from app.record import Base, utc_now

MB = 1024 * 1024
INLINE = ("photo", "signature")  # kinds that are drawn anew by us, and so may be shown on a page


class FileEntry(Base):
    """One stored file. Not Scoped: it is reached through its record, or by the account that just uploaded it."""

    __tablename__ = "file_entry"
    __table_args__ = (
        Index("ix_file_entry_record", "resource", "record_id", "field"),
        Index("ix_file_entry_street", "street_id", "deleted_at", "size"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), nullable=False, index=True)
    size: Mapped[int] = mapped_column(BigInteger, nullable=False)
    media_type: Mapped[str] = mapped_column(String(100), nullable=False)
    kind: Mapped[str] = mapped_column(String(12), nullable=False)  # file, photo, signature
    name: Mapped[str] = mapped_column(String(200), nullable=False)
    resource: Mapped[str | None] = mapped_column(String(80))
    record_id: Mapped[int | None] = mapped_column(Id)
    field: Mapped[str | None] = mapped_column(String(80))
    street_id: Mapped[int | None] = mapped_column(Id)  # whose quota it counts in; the record's, once attached
    organisation_id: Mapped[int | None] = mapped_column(Id)
    uploaded_by_id: Mapped[int] = mapped_column(Id, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False, default=utc_now, index=True)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcMoment)

    @property
    def inline(self) -> bool:
        """Whether it may be shown on a page."""
        return self.kind in INLINE

    def stored(self) -> StoredFile:
        """What a field may know of it."""
        return StoredFile(id=self.id, name=self.name, media_type=self.media_type, size=self.size, inline=self.inline)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most bytes of one file, one photo before it is redrawn, and all files of a street."""

    file: int = 20 * MB
    photo: int = 10 * MB
    street: int = 50 * 1024 * MB

    def of(self, kind: str) -> int:
        """The most bytes of one upload."""
        return self.file if kind == "file" else self.photo


@dataclass(frozen=True, kw_only=True)
class OwnFiles:
    """The file store as one account uses it in one request; what a `Context` is given as `files`."""

    session: Session
    blobs: Blobs
    user_id: int
    street_id: int | None = None
    limits: Limits = Limits()

    def keep(self, stream: BinaryIO, filename: str, kind: str) -> StoredFile:
        """Check and store an upload. Raises Invalid with the reason; then nothing was stored.

        The row is flushed, not committed: the caller commits it even when another field of the form is refused.
        """
        name = clean_name(filename)
        try:
            received = self.blobs.receive(stream, self.limits.of(kind))
        except TooLarge:
            raise Invalid(
                gettext("“%(name)s” is larger than %(size)s.", name=name, size=size_text(self.limits.of(kind)))
            ) from None
        with received:
            self._check_room(received.size)
            if kind == "file":
                media_type = sniff(received.path, name, kind)
                self.blobs.settle(received)
                return self._note(received.sha256, received.size, media_type, kind, name)
            if kind == "photo":
                sniff(received.path, name, kind)
                whole, small = redraw(received.path.read_bytes(), name)
                return self._keep_picture(whole, small, "image/jpeg", kind, renamed(name, ".jpg"))
            return self._keep_picture(redraw_signature(received.path.read_bytes()), b"", "image/png", kind, name)

    def _keep_picture(self, whole: bytes, small: bytes, media_type: str, kind: str, name: str) -> StoredFile:
        with self.blobs.receive(BytesIO(whole), len(whole)) as drawn:
            if small:
                with self.blobs.receive(BytesIO(small), len(small)) as beside:
                    self.blobs.settle(beside, drawn.sha256, SMALL)
            self.blobs.settle(drawn)
            return self._note(drawn.sha256, drawn.size, media_type, kind, name)

    def _check_room(self, size: int) -> None:
        if self.street_id is None:
            return
        used = self.session.scalar(
            select(func.coalesce(func.sum(FileEntry.size), 0)).where(
                FileEntry.street_id == self.street_id, FileEntry.deleted_at.is_(None)
            )
        )
        if (used or 0) + size > self.limits.street:
            raise Invalid(gettext("The street's storage is full. Ask the system administrator for more."))

    def _note(self, sha256: str, size: int, media_type: str, kind: str, name: str) -> StoredFile:
        entry = FileEntry(
            sha256=sha256,
            size=size,
            media_type=media_type,
            kind=kind,
            name=name,
            street_id=self.street_id,
            uploaded_by_id=self.user_id,
        )
        self.session.add(entry)
        self.session.flush()
        return entry.stored()

    def info(self, ids: Sequence[int]) -> Mapping[int, StoredFile]:
        """What is known of files that stand in a record, removed ones included."""
        rows = self.session.scalars(select(FileEntry).where(FileEntry.id.in_(ids)))
        return {row.id: row.stored() for row in rows}

    def usable(
        self, ids: Sequence[int], kind: str, resource: str, record_id: int | None, field: str
    ) -> Mapping[int, StoredFile]:
        """Of these files, the account's own that belong to no record yet, and those that stand in this very field."""
        here = _attachable(ids, self.user_id, resource, record_id, field)
        rows = self.session.scalars(select(FileEntry).where(here, FileEntry.kind == kind))
        return {row.id: row.stored() for row in rows}


def attach(
    session: Session,
    record: Any,
    resource: str,
    field: str,
    ids: Iterable[int] | None,
    user_id: int,
    *,
    adds: bool = False,
) -> None:
    """Make files belong to a flushed record, and let go of those that stood in the field before.

    `adds`: nothing stood there, or what did stays. One transaction with the change of the record. Raises Invalid for a
    file that the account may not attach.
    """
    wanted = set(ids or ())
    now = utc_now()
    if wanted:
        statement = update(FileEntry).where(_attachable(wanted, user_id, resource, record.id, field))
        changed = session.execute(
            statement.values(
                resource=resource,
                record_id=record.id,
                field=field,
                street_id=record.street_id,
                organisation_id=record.organisation_id,
            )
        )
        assert isinstance(changed, CursorResult)
        if changed.rowcount != len(wanted):
            raise Invalid(gettext("One of these files is not yours to use. Choose it again."))
    if adds:
        return
    left = update(FileEntry).where(_standing(resource, record.id, field), FileEntry.id.not_in(wanted))
    session.execute(left.values(deleted_at=now))


def detach(session: Session, resource: str, record_id: int) -> None:
    """Let go of all files of a record that is purged."""
    statement = update(FileEntry).where(FileEntry.resource == resource, FileEntry.record_id == record_id)
    session.execute(statement.where(FileEntry.deleted_at.is_(None)).values(deleted_at=utc_now()))


def _standing(resource: str, record_id: int | None, field: str) -> ColumnElement[bool]:
    return and_(
        FileEntry.resource == resource,
        FileEntry.record_id == record_id,
        FileEntry.field == field,
        FileEntry.deleted_at.is_(None),
    )


def _attachable(
    ids: Iterable[int], user_id: int, resource: str, record_id: int | None, field: str
) -> ColumnElement[bool]:
    fresh = and_(FileEntry.resource.is_(None), FileEntry.uploaded_by_id == user_id, FileEntry.deleted_at.is_(None))
    ways = fresh if record_id is None else or_(fresh, _standing(resource, record_id, field))
    return and_(FileEntry.id.in_(list(ids)), ways)


def open_for(session: Session, file_id: int, user_id: int, may_see: Callable[[str, int, str], bool]) -> FileEntry:
    """The entry of a file for a viewer. Raises OutOfScope.

    `may_see(resource, record_id, field)` asks the record's own scope and the right to the field. A file that belongs to
    no record yet is shown to the account that uploaded it.
    """
    entry = session.scalars(
        select(FileEntry).where(FileEntry.id == file_id, FileEntry.deleted_at.is_(None))
    ).one_or_none()
    if entry is not None:
        if entry.resource is None or entry.record_id is None or entry.field is None:
            allowed = entry.uploaded_by_id == user_id
        else:
            allowed = may_see(entry.resource, entry.record_id, entry.field)
        if allowed:
            return entry
    raise OutOfScope(f"file {file_id}")


def send(blobs: Blobs, entry: FileEntry, *, small: bool = False) -> Response:
    """The file as a response: a picture of our drawing is shown, everything else is downloaded under its own name."""
    suffix = SMALL if small and entry.kind == "photo" else ""
    response = send_file(
        blobs.path(entry.sha256, suffix),
        mimetype=entry.media_type,
        as_attachment=not entry.inline,
        download_name=entry.name,
        etag=entry.sha256 + suffix,
        conditional=True,
        last_modified=None,
    )
    # Whoever may see it now may not tomorrow: a browser keeps it, and asks again each time.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What a sweep removed."""

    rows: int
    blobs: int


def sweep(session: Session, blobs: Blobs, before: datetime) -> Swept:
    """Remove what was let go, or never attached, before a moment; then the bytes that no row names. Commits.

    `before` lies at least some hours back: a form may be open that long, and a request under way has not committed yet.
    """
    gone = or_(
        and_(FileEntry.resource.is_(None), FileEntry.created_at < before),
        FileEntry.deleted_at < before,
    )
    removed = session.execute(delete(FileEntry).where(gone))
    assert isinstance(removed, CursorResult)
    session.commit()
    blobs.tidy(before)
    dropped, batch = 0, []
    for sha256 in blobs.stored():
        batch.append(sha256)
        if len(batch) == 500:
            dropped += _drop(session, blobs, batch, before)
            batch = []
    return Swept(rows=removed.rowcount, blobs=dropped + _drop(session, blobs, batch, before))


def _drop(session: Session, blobs: Blobs, hashes: Sequence[str], before: datetime) -> int:
    """Remove those of these bytes that no row names; returns how many."""
    named = set(session.scalars(select(FileEntry.sha256).where(FileEntry.sha256.in_(hashes))))
    session.rollback()  # nothing stays locked while files are removed
    return sum(blobs.remove(sha256, before) for sha256 in hashes if sha256 not in named)
