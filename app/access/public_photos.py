"""Takes the photos that somebody without an account sends, and holds them while his form is not yet complete.

They are kept as all photos are: real pictures only, drawn anew without place and camera. What was kept with a form that
was refused comes back with the form as a number and a mark of the form's own key, so that nobody names the photo of
another one. What no record takes up is swept away within two days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.files import FileEntry, OwnFiles
from app.access.marks import marked, unmarked
from app.fields.base import Invalid

PURPOSE = "public photo"


@dataclass(frozen=True, kw_only=True)
class Held:
    """The photos of one form: their numbers, and why others were refused."""

    numbers: tuple[int, ...] = ()
    errors: tuple[str, ...] = ()

    def marks(self, key: str) -> tuple[str, ...]:
        """What the form carries, to bring them back."""
        return tuple(marked(f"{number} {key}", PURPOSE) for number in self.numbers)


def take(files: OwnFiles, sent: Iterable[Any], brought: Collection[str], *, key: str, most: int) -> Held:
    """The photos that a form sends (`sent`: werkzeug's uploads) after those it brings back. Flushes, commits not.

    `key` is the form's own number. What is too many is refused before a byte of it is read.
    """
    numbers = [number for mark in brought if (number := _number(mark, key)) is not None]
    chosen = [upload for upload in sent if upload.filename]
    if len(numbers) + len(chosen) > most:
        words = ngettext("Choose %(num)d photo at most.", "Choose %(num)d photos at most.", most)
        return Held(numbers=tuple(numbers[:most]), errors=(words,))
    errors = []
    for upload in chosen:
        try:
            numbers.append(files.keep(upload.stream, upload.filename, "photo").id)
        except Invalid as refused:
            errors.append(str(refused))
    there = files.info(numbers)
    return Held(numbers=tuple(number for number in dict.fromkeys(numbers) if number in there), errors=tuple(errors))


def _number(mark: str, key: str) -> int | None:
    words = unmarked(mark, PURPOSE)
    if words is None:
        return None
    number, _space, owner = words.partition(" ")
    return int(number) if owner == key else None


def again(session: Session, numbers: Iterable[int]) -> list[int]:
    """Second entries of the same files, for a second record that keeps them for itself. Flushed."""
    copies = []
    for entry in session.scalars(select(FileEntry).where(FileEntry.id.in_(list(numbers))).order_by(FileEntry.id)):
        same = ("sha256", "size", "media_type", "kind", "name", "street_id", "uploaded_by_id")
        copies.append(FileEntry(**{name: getattr(entry, name) for name in same}))
    session.add_all(copies)
    session.flush()
    return [copy.id for copy in copies]
