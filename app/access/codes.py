"""Turns the rows of the code lists into what fields ask of them: the label of a code, and what can be picked today.

Lists are the same for all streets. An entry is never deleted, since records hold its code: its validity ends. What the
seed brings is renewed with each release, except entries that a person has edited.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, Connection, Integer, UniqueConstraint, event, insert, select, update
from sqlalchemy.orm import Mapped, Mapper, Session, attributes, mapped_column

from app.access.epoch import CODES, raise_epoch, read_epoch
from app.declare import Grant, Menu, Role, Scope, Screen, Section
from app.fields.base import Option
from app.fields.day import day
from app.fields.link import Id
from app.fields.number import number
from app.fields.text import text
from app.record import Base


class CodeEntry(Base):
    """One code of a list, with its labels and the days between which it is offered."""

    __tablename__ = "code_entry"
    __table_args__ = (UniqueConstraint("list", "code", name="uq_code_entry"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    list: Mapped[str] = text(_("Code list"), length=40, required=True, pattern=r"[a-z][a-z0-9_]*")
    code: Mapped[str] = text(_("Code"), length=40, required=True, pattern=r"[A-Za-z0-9_.-]+")
    label_zh: Mapped[str] = text(_("Chinese label"), length=80, required=True)
    label_en: Mapped[str | None] = text(_("English label"), length=80)
    note: Mapped[str | None] = text(_("Note"), length=400)
    rank: Mapped[int] = number(_("Place in the list"), required=True, default=0, help=_("Smaller numbers stand first."))
    valid_from: Mapped[date | None] = day(_("Valid from"))
    valid_to: Mapped[date | None] = day(
        _("Valid to"), help=_("After this day it is no longer offered; it stays readable.")
    )
    standard: Mapped[str | None] = text(_("Standard"), length=40, readonly=True)
    edited: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)  # a person's words; the seed keeps off
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    __mapper_args__: Any = {"version_id_col": version}

    __screen__ = Screen(
        label=_("Code list entry"),
        plural=_("Code lists"),
        description=_("What can be picked in the choices of all forms."),
        menu=Menu.SETTINGS,
        icon="list",
        title="label_zh",
        add_label=_("Add a code"),
        list=("list", "code", "label_zh", "label_en", "valid_to", "standard"),
        sort=("list", "rank"),
        search=("list", "code", "label_zh", "label_en"),
        filters=("list", "standard", "valid_to"),
        sections=(
            Section(_("Code list entry"), ("list", "code"), ("label_zh", "label_en"), ("note",)),
            Section(_("Validity"), ("valid_from", "valid_to"), ("rank", "standard")),
        ),
        grants=(Grant(Role.SYSTEM, Scope.ALL, can=("list", "show", "add", "edit", "export")),),
        business=False,
        extensible=False,
    )


WORDS = ("label_zh", "label_en", "note", "rank", "valid_from", "valid_to")
"""What a person may change of an entry, and the seed then leaves alone."""


@event.listens_for(CodeEntry, "before_insert")
@event.listens_for(CodeEntry, "before_update")
def mark_edited(mapper: Mapper[Any], connection: Connection, entry: CodeEntry) -> None:
    """Whoever writes an entry through a session is a person; the seed writes around it, with `keep`."""
    if any(attributes.get_history(entry, name).has_changes() for name in WORDS):
        entry.edited = True


@dataclass(frozen=True, kw_only=True)
class Code:
    """One entry as the seed, or a reader, has it."""

    list: str
    code: str
    label_zh: str
    label_en: str = ""
    note: str = ""
    rank: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    standard: str = ""

    def label(self, locale: str) -> str:
        """Its label in a language; in the other one where it has none."""
        first, second = (self.label_zh, self.label_en) if locale == "zh" else (self.label_en, self.label_zh)
        return first or second or self.code

    def valid(self, today: date) -> bool:
        """Whether it is offered on that day."""
        return (self.valid_from is None or self.valid_from <= today) and (
            self.valid_to is None or today <= self.valid_to
        )


class UnknownList(LookupError):
    """A code list that does not exist. A mistake in a declaration."""


class ReadyList:
    """The entries of one list in one language on one day; what `app.fields.base.Codes` asks for."""

    def __init__(self, entries: Iterable[Code], locale: str, today: date) -> None:
        found = tuple(entries)
        self._labels = {entry.code: entry.label(locale) for entry in found}
        self._options = tuple(
            Option(value=entry.code, label=entry.label(locale)) for entry in found if entry.valid(today)
        )

    def label(self, code: str) -> str | None:
        """The label of a code, retired or not; None for a code that was never in the list."""
        return self._labels.get(code)

    def options(self) -> Sequence[Option]:
        """What can be picked, in order; retired entries are not offered."""
        return self._options


class Registry:
    """All code lists as they stood at one moment. Does not change; safe to share between threads."""

    def __init__(self, entries: Iterable[Code]) -> None:
        lists: dict[str, list[Code]] = {}
        for entry in entries:
            lists.setdefault(entry.list, []).append(entry)
        self._lists: Mapping[str, tuple[Code, ...]] = MappingProxyType(
            {name: tuple(sorted(found, key=lambda entry: (entry.rank, entry.code))) for name, found in lists.items()}
        )
        self._ready: dict[tuple[str, str, date], ReadyList] = {}

    def extended(self, entries: Iterable[Code]) -> Registry:
        """The same lists with more entries; one whose code is there already is left out."""
        known = {(name, entry.code) for name, found in self._lists.items() for entry in found}
        more = (entry for entry in entries if (entry.list, entry.code) not in known)
        return Registry((*(entry for found in self._lists.values() for entry in found), *more))

    def names(self) -> tuple[str, ...]:
        """The names of all lists."""
        return tuple(sorted(self._lists))

    def entries(self, name: str) -> tuple[Code, ...]:
        """All entries of a list, retired ones included, in order. Raises UnknownList."""
        try:
            return self._lists[name]
        except KeyError:
            near = difflib.get_close_matches(name, self._lists, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise UnknownList(f"There is no code list {name!r}.{hint}") from None

    def codes(self, name: str, locale: str, today: date) -> ReadyList:
        """A list in a language on a day. Raises UnknownList."""
        key = (name, locale, today)
        ready = self._ready.get(key)
        if ready is None:
            if len(self._ready) > 500:  # a process that runs for months
                self._ready.clear()
            ready = self._ready[key] = ReadyList(self.entries(name), locale, today)
        return ready


class CodeBook:
    """The registry that a process keeps until the epoch of the code lists changes. One per application."""

    def __init__(self) -> None:
        self._kept: tuple[int, Registry] | None = None

    def load(self, session: Session, epoch: int | None = None) -> Registry:
        """The code lists of a session's database. `epoch` is what the request read when it began.

        Without it, it is asked here; what is read then is not kept, since this transaction may have changed the lists
        itself and may yet be rolled back.
        """
        kept = self._kept
        known = read_epoch(session, CODES) if epoch is None else epoch
        if kept is not None and kept[0] == known:
            return kept[1]
        registry = Registry(read(session))
        if epoch is not None:
            self._kept = (epoch, registry)
        return registry


def read(session: Session) -> list[Code]:
    """All entries, from the database."""
    columns = [getattr(CodeEntry, name) for name in FIELDS]
    rows = session.execute(select(*columns))
    return [Code(**{name: value for name, value in row._mapping.items() if value is not None}) for row in rows]


FIELDS = ("list", "code", *WORDS, "standard")


def keep(connection: Connection, entries: Iterable[Code]) -> int:
    """Write the entries of the seed; returns how many rows changed. Run again, it changes nothing.

    What a person edited stays as it is, and entries that the seed no longer names stay, too.
    """
    table = CodeEntry.__table__
    rows = connection.execute(select(*(table.c[name] for name in ("id", "edited", *FIELDS)))).mappings()
    known = {(row["list"], row["code"]): row for row in rows}
    wanted = {(entry.list, entry.code): {name: getattr(entry, name) or None for name in FIELDS} for entry in entries}
    new, changed = [], []
    for key, values in wanted.items():
        values["rank"] = values["rank"] or 0
        row = known.get(key)
        if row is None:
            new.append({**values, "edited": False, "version": 1})
        elif not row["edited"] and any(row[name] != values[name] for name in FIELDS):
            changed.append((row["id"], values))
    if new:
        connection.execute(insert(table), new)
    for number_, values in changed:
        connection.execute(update(table).where(table.c.id == number_).values(**values, version=table.c.version + 1))
    if new or changed:
        raise_epoch(connection, CODES)
    return len(new) + len(changed)
