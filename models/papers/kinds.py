"""The kinds of document, and the words in which one is declared: a Sheet of groups of entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.access.viewer import Viewer
from app.declare import Right
from app.fields.base import Context, Words
from app.fields.choice import Choices
from app.metadata.resource import Resource, Resources


class PaperKind(Choices):
    """What a document is."""

    COLLECT = "collect", _("Issue registration slip")
    RECORD = "record", _("Record of assessment")
    HANDLE = "handle", _("Issue handling slip")
    FEEDBACK = "feedback", _("Issue feedback slip")
    AGREEMENT = "agreement", _("Mediation agreement")
    REQUEST = "request", _("Request for judicial confirmation")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a document is written with: the session, who writes it, and the fields' window to the world."""

    session: Session
    viewer: Viewer
    context: Context
    resources: Resources

    def told(self, name: str, record: Any, field: str) -> str:
        """One field of a record as the writer may see it: masked, or empty where it is hidden from him."""
        resource: Resource = self.resources[name]
        declared, right = resource.field(field), self.viewer.right(resource, field)
        value = declared.read(record)
        if value is None or right is Right.HIDDEN:
            return ""
        if declared.secret or right is Right.MASKED:
            return declared.mask(value)
        return declared.text(value, self.context)


Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One value of a document; `key` is its placeholder in a template.

    It is the field of that name of the record (or `field`), unless `read` works it out. What neither gives is filled by
    hand, or by another file through `feed`.
    """

    key: str
    label: Words
    field: str = ""
    read: Callable[[Desk, Any], str] | None = None
    wide: bool = False
    sample: str = ""


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A table of a document; as a placeholder it is one line of text for each row."""

    key: str
    label: Words
    head: tuple[Words, ...]
    read: Callable[[Desk, Any], Rows]
    sample: Rows = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    """A titled part of a document."""

    label: Words
    entries: tuple[Entry, ...] = ()
    lines: tuple[Lines, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A kind of document: which records it is made of, what it holds, who signs."""

    kind: PaperKind
    resource: str
    mark: str  # what its numbers begin with
    groups: tuple[Group, ...]
    signatures: tuple[Words, ...]
    opening: Callable[[Desk, Any, Mapping[str, str]], str] | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All single values, in their order."""
        return tuple(entry for group in self.groups for entry in group.entries)

    @property
    def lines(self) -> tuple[Lines, ...]:
        """All tables, in their order."""
        return tuple(lines for group in self.groups for lines in group.lines)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its record that it shows."""
        return tuple(entry.field or entry.key for entry in self.entries if entry.field or entry.read is None)


COMMON: tuple[Entry, ...] = (
    Entry(key="paper_number", label=_("Document number"), sample="SJ-370902004-2026-0001"),
    Entry(key="paper_title", label=_("Document title"), sample="问题收集登记单"),
    Entry(key="street", label=_("Street office"), sample="上高街道"),
    Entry(key="issued_on", label=_("Date of issue"), sample="2026年7月8日"),
    Entry(key="issued_by", label=_("Issued by"), sample="王芳"),
)
"""What every document knows of itself."""
