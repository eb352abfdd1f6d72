"""References to several rows of another resource: a JSON array of ids, and a table that knows who points at a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_appbuilder import Model
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape
from sqlalchemy import Column, Connection, Index, String, Table, UniqueConstraint, and_, delete, insert, inspect, select
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Invalid, Words, clean, mapped
from app.fields.link import Id, Link
from app.fields.several import LIMIT, Several, items, joined, once, separator, split

link_entry = Table(
    "link_entry",
    Model.metadata,
    Column("id", Id, primary_key=True),
    Column("resource", String(80), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("field", String(80), nullable=False),
    Column("target", String(80), nullable=False),
    Column("target_id", Id, nullable=False),
    UniqueConstraint("resource", "record_id", "field", "target_id", name="uq_link_entry"),
    Index("ix_link_entry_target", "target", "target_id"),
)
"""Which record refers to which row through a field of several links. Written by `keep_links` only."""


@dataclass(frozen=True, kw_only=True)
class MultiLink(Several):
    """The ids of rows of `target` (a resource's name), each once, in the order they were picked."""

    kind: ClassVar[str] = "links"
    widget: ClassVar[str] = "links"

    target: str
    quick_add: bool = True  # the picker offers to make a new row, to those who may
    where: tuple[tuple[str, str], ...] = ()  # filters of the picker: (("kind", "community"),)

    def parse(self, raw: Any, context: Context) -> Any:
        sent = items(raw)
        if len(sent) > LIMIT:
            self.check(sent, context)
        found: list[int] = []
        for item in sent:
            text = clean(item.get("id") if isinstance(item, dict) else item)
            if text is None:
                continue
            if isinstance(raw, str):
                found.extend(split(text, lambda part: self.read_one(part, context)))
            else:
                found.append(self.read_one(text, context))
        numbers = once(found)
        known = context.titles(self.target, numbers) if numbers else {}
        if any(number not in known for number in numbers):
            raise Invalid(gettext("One of these entries does not exist, or you may not use it. Search again."))
        return self.check(numbers, context) if numbers else None

    def read_one(self, text: str, context: Context) -> int:
        """The id of a number or of a title, as a spreadsheet holds it. Raises Invalid."""
        if is_id(text):
            return int(text)
        return Link(label=self.label, target=self.target).read_title(text, context)

    def parse_filter(self, raw: str, operator: str, context: Context) -> Any:
        if not is_id(raw):
            raise Invalid(gettext("Give the number of an entry."))
        return int(raw)

    def prepare(self, values: Sequence[Any], context: Context) -> None:
        numbers = once(number for value in values for number in value or ())
        if numbers:
            context.titles(self.target, numbers)

    def text(self, value: Any, context: Context) -> str:
        titles = context.titles(self.target, value) if value else {}
        shown = [titles[number] for number in value or () if number in titles]
        return joined([*shown, *unseen(len(value or ()) - len(shown))], context)

    def detail(self, value: Any, context: Context) -> str | Markup:
        titles = context.titles(self.target, value) if value else {}
        shown = [
            Markup('<a class="lnk" href="{}">{}</a>').format(context.url(self.target, id=number), titles[number])
            for number in value or ()
            if number in titles
        ]
        hidden = [escape(text) for text in unseen(len(value or ()) - len(shown))]
        return escape(separator(context)).join([*shown, *hidden])

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        return "" if operator == "empty" else self.text([int(item) for item in raw if is_id(item)], context)

    def schema(self) -> dict[str, Any]:
        item = {"type": "integer", "format": "int64", "description": f"the id of a {self.target}"}
        return {"type": "array", "items": item, "uniqueItems": True}

    def on_written(self, record: Any, attribute: str, connection: Connection) -> None:
        if self.source is None and not inspect(record).attrs[attribute].history.has_changes():
            return
        value = getattr(record, attribute) if self.source is None else self.read(record)
        keep_links(connection, record.__tablename__, record.id, self.key or attribute, self.target, value or ())


def links(label: Words, target: str, **options: Any) -> MappedColumn[Any]:
    """A column of several references: `members: Mapped[list[int] | None] = links(_("Members"), "person")`."""
    return mapped(MultiLink(label=label, target=target, **options))


def is_id(text: str) -> bool:
    """Whether a text is a positive 63-bit number."""
    return text.isascii() and text.isdigit() and len(text) < 19


def unseen(count: int) -> list[str]:
    """What stands for the rows that the viewer may not name."""
    return [ngettext("%(num)d not visible to you", "%(num)d not visible to you", count)] if count else []


def keep_links(
    connection: Connection, resource: str, record_id: int, field: str, target: str, target_ids: Iterable[int]
) -> None:
    """Make the link table say what a field now holds; in the transaction of the change itself."""
    wanted = set(target_ids)
    here = and_(link_entry.c.resource == resource, link_entry.c.record_id == record_id, link_entry.c.field == field)
    known = set(connection.scalars(select(link_entry.c.target_id).where(here)))
    if known - wanted:
        connection.execute(delete(link_entry).where(here, link_entry.c.target_id.in_(known - wanted)))
    if wanted - known:
        row = {"resource": resource, "record_id": record_id, "field": field, "target": target}
        connection.execute(insert(link_entry), [{**row, "target_id": number} for number in sorted(wanted - known)])


def forget_links(connection: Connection, resource: str, record_id: int) -> None:
    """Drop what a purged record pointed at."""
    connection.execute(delete(link_entry).where(link_entry.c.resource == resource, link_entry.c.record_id == record_id))
