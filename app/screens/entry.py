"""Turns fields into a WTForms form: what was posted goes through `Field.parse`, refusals become messages.

WTForms keeps each input's raw text and errors together, so that a refused form is shown again as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import wtforms
from flask_babel import gettext

from app.fields.base import Context, Field, Invalid

UNCHANGED = object()  # a secret that was not typed again


class Entry(wtforms.Field):
    """One input, for one of our fields."""

    def __init__(self, declared: Field, context: Context, *, stored: bool = False, **options: Any) -> None:
        super().__init__(str(declared.label), **options)
        self.declared, self.context, self.stored = declared, context, stored
        self.typed: list[str] | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was posted. A secret that is not typed again stays as it is stored."""
        self.typed = [item for item in valuelist if isinstance(item, str)]
        if self.declared.secret and self.stored and not any(self.typed):
            self.data = UNCHANGED
            return
        try:
            self.data = self.declared.parse(
                valuelist if self.declared.json_kind == "array" else valuelist[:1], self.context
            )
        except Invalid as refused:
            self.typed = list(refused.kept) if refused.kept is not None else self.typed
            self.data = None
            raise
        if self.declared.json_kind == "array":  # uploads are stored now: the form shown again names them
            self.typed = [str(item) for item in self.declared.raw(self.data, self.context) or ()]


def entry_form(
    fields: Iterable[Field], context: Context, posted: Any, *, stored: Mapping[str, bool] | None = None
) -> wtforms.Form:
    """The form of some fields, filled from a request. `stored` says which secrets have a value already."""
    stored = stored or {}
    body = {item.key: Entry(item, context, stored=stored.get(item.key, False)) for item in fields}
    made = type("EntryForm", (wtforms.Form,), body)
    return made(posted)


def parse_json(
    fields: Iterable[Field], body: Mapping[str, Any], context: Context
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """(values, errors) of a JSON object; only the names that it holds."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    known = {item.key: item for item in fields}
    for name, raw in body.items():
        if name not in known:
            errors.setdefault(name, []).append(gettext("There is no such field, or you may not write it."))
            continue
        try:
            values[name] = known[name].parse(raw, context)
        except Invalid as refused:
            errors.setdefault(name, []).append(str(refused))
    return values, errors
