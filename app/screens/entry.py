"""Turns fields into a WTForms form: what was posted goes through `Field.parse`, refusals become messages.

WTForms keeps each input's raw text and errors together, so that a refused form is shown again as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import wtforms
from flask_babel import gettext

from app.fields.base import Context, Field, Invalid
from app.fields.links import is_id

UNCHANGED = object()  # a secret that was not typed again, a link that was not touched


class Entry(wtforms.Field):
    """One input, for one of our fields."""

    def __init__(self, declared: Field, context: Context, *, stored: Any = None, **options: Any) -> None:
        super().__init__(str(declared.label), **options)
        self.declared, self.context, self.stored = declared, context, stored
        self.typed: list[str] | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was posted. A secret that is not typed again, and a link that is not changed, stay as they are."""
        self.typed = [item for item in valuelist if isinstance(item, str)]
        if self.unchanged():
            self.data = UNCHANGED
            return
        try:
            if self.declared.json_kind == "array":
                unseen = self.unseen()
                self.data = self.declared.parse([item for item in valuelist if item not in unseen], self.context)
                if unseen:
                    seen: Any = self.data or ()
                    self.data = [*seen, *(int(item) for item in unseen)]
            else:
                self.data = self.declared.parse(valuelist[:1], self.context)
        except Invalid as refused:
            self.typed = list(refused.kept) if refused.kept is not None else self.typed
            self.data = None
            raise
        if self.declared.json_kind == "array":  # uploads are stored now: the form shown again names them
            self.typed = [str(item) for item in self.declared.raw(self.data, self.context) or ()]

    def unchanged(self) -> bool:
        """Whether the input holds what is stored, without showing it or without the viewer being able to name it."""
        if self.declared.secret:
            return self.stored is not None and not any(self.typed or ())
        return self.declared.kind == "link" and self.stored is not None and self.typed == [str(self.stored)]

    def unseen(self) -> list[str]:
        """The stored links among those posted that the viewer may not name: they stay, unread."""
        if self.declared.kind != "links" or not self.stored:
            return []
        known = self.context.titles(self.declared.target, self.stored)  # type: ignore[attr-defined]
        return [
            item for item in self.typed or () if item in {str(number) for number in self.stored if number not in known}
        ]


def entry_form(
    fields: Iterable[Field], context: Context, posted: Any, *, stored: Mapping[str, Any] | None = None
) -> wtforms.Form:
    """The form of some fields, filled from a request. `stored` are the values that the record has now."""
    stored = stored or {}
    fields = tuple(fields)
    if posted:
        look_up(((item, posted.getlist(item.key)) for item in fields), context)
    body = {item.key: Entry(item, context, stored=stored.get(item.key)) for item in fields}
    made = type("EntryForm", (wtforms.Form,), body)
    return made(posted)


def look_up(sent: Iterable[tuple[Field, Any]], context: Context) -> None:
    """Ask for the rows that all links of a form name at once, one statement a target; each field then finds its own."""
    wanted: dict[str, list[int]] = {}
    for declared, raw in sent:
        target = getattr(declared, "target", "")
        if target:
            items = raw if isinstance(raw, list) else [raw]
            numbers = (item.get("id") if isinstance(item, dict) else item for item in items)
            wanted.setdefault(target, []).extend(int(str(item)) for item in numbers if is_id(str(item)))
    for target, found in wanted.items():
        if len(found) > 1:
            context.titles(target, found)


def parse_json(
    fields: Iterable[Field], body: Mapping[str, Any], context: Context
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """(values, errors) of a JSON object; only the names that it holds."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    known = {item.key: item for item in fields}
    look_up(((known[name], raw) for name, raw in body.items() if name in known), context)
    for name, raw in body.items():
        if name not in known:
            errors.setdefault(name, []).append(gettext("There is no such field, or you may not write it."))
            continue
        try:
            values[name] = known[name].parse(raw, context)
        except Invalid as refused:
            errors.setdefault(name, []).append(str(refused))
    return values, errors
