"""Turns what is typed into a search box into a condition, and a record into the text that the box looks in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pypinyin import Style, pinyin
from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from app.access.viewer import Viewer
from app.fields.text import Text
from app.metadata.resource import Resource, Resources
from app.record import Record


def match(resources: Resources, resource: Resource, entity: Any, text: str, viewer: Viewer) -> ColumnElement[bool]:
    """The rows that a text finds: own fields by the stored document, linked ones through their own search."""
    return or_(false(), entity.search_text.contains(text.lower(), autoescape=True), *_linked(resources, resource, entity, text, viewer))


def _linked(resources: Resources, resource: Resource, entity: Any, text: str, viewer: Viewer) -> list[ColumnElement[bool]]:
    found = []
    for name in resource.screen.search:
        path = resources.path(resource, name)
        if not path.links:
            continue
        first, target = path.links[0], resources[path.links[0].target]
        inner = select(target.model.id).where(target.model.search_text.contains(text.lower(), autoescape=True))
        found.append(first.expression(entity).in_(inner))
    return found


def document(resource: Resource, record: Any) -> str | None:
    """What the search box of a resource looks in, for one record: its own text fields, with pinyin initials of names."""
    words = []
    for name in {**dict.fromkeys(resource.screen.search), **dict.fromkeys(resource.title)}:
        declared = resource.fields.get(name)
        if declared is None or not declared.searchable or declared.secret:
            continue
        value = declared.read(record)
        if value is None:
            continue
        words.append(str(value).lower())
        if isinstance(declared, Text) and declared.initials:
            words.extend(initials(str(value)))
    return "\n".join(words) or None


def initials(name: str) -> list[str]:
    """The pinyin initials of a name; all readings of its first character, since surnames are misread."""
    if not any("\u4e00" <= character <= "\u9fff" for character in name):
        return []
    first = pinyin(name[0], style=Style.FIRST_LETTER, heteronym=True)[0]
    rest = "".join(item[0] for item in pinyin(name[1:], style=Style.FIRST_LETTER))
    return sorted({letter[:1] + rest for letter in first if letter})


def install(session_class: Any, resources: Resources) -> None:
    """Keep the stored documents right, before every flush."""
    write: Callable[[Session, Any, Any], None]

    def write(session: Session, context: Any, instances: Any) -> None:
        for record in (*session.new, *session.dirty):
            if isinstance(record, Record):
                resource = resources.of(type(record))
                if resource is not None:
                    record.search_text = document(resource, record)

    listen(session_class, "before_flush", write)
