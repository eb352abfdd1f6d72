"""Turns a few fields into a small form: what an action, or a step of a process, asks before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.fields.base import UPLOADS, Field, Option
from app.fields.links import is_id
from app.screens.form import attributes
from app.screens.values import Form, FormSection, Input
from app.screens.work import Work


def asked_form(
    work: Work,
    fields: Sequence[Field],
    *,
    action: str,
    save_label: str,
    note: str = "",
    stored: Mapping[str, Any] | None = None,
    typed: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    hidden: Sequence[tuple[str, str]] = (),
) -> Form:
    """The form. `stored` are values that stand already; `typed` is what a refused form held."""
    errors = errors or {}
    rows = tuple((asked_input(work, field, stored or {}, typed or {}, errors),) for field in fields)
    return Form(
        action=action,
        sections=(FormSection(label="", note=note, rows=rows),),
        errors=tuple((name, message) for name, messages in errors.items() for message in messages),
        hidden=tuple(hidden),
        save_label=save_label,
        cancel_url="",
        draft_key="",
        dialog=True,
    )


def asked_input(
    work: Work,
    field: Field,
    stored: Mapping[str, Any],
    typed: Mapping[str, Sequence[str]],
    errors: Mapping[str, Sequence[str]],
) -> Input:
    """One input: as typed, else as stored, else as the field begins."""
    context = work.context
    start = stored.get(field.key)
    start = field.initial(context) if start is None else start
    raw = field.raw(start, context) if start is not None else []
    held = (
        list(typed[field.key])
        if field.key in typed
        else [str(item) for item in (raw if isinstance(raw, list) else [raw])]
    )
    target = getattr(field, "target", "")
    return Input(
        name=field.key,
        label=str(field.label),
        widget=field.widget,
        raw=held if field.json_kind == "array" else held[0] if held else "",
        required=field.required,
        help=str(field.help),
        unit=str(getattr(field, "unit", "") or ""),
        errors=tuple(errors.get(field.key, ())),
        options=tuple(field.options(context)),
        chosen=chosen(work, field, held),
        source=f"/{target}/pick" if target else "",
        near=getattr(field, "near", ""),
        attributes=attributes(field, context),
    )


def chosen(work: Work, field: Field, held: Sequence[str]) -> tuple[Option, ...]:
    """The titles of what a picker or an upload holds."""
    numbers = [int(item) for item in held if is_id(item)]
    target = getattr(field, "target", "")
    if target and numbers:
        return tuple(Option(value=str(key), label=title) for key, title in work.titles(target, numbers).items())
    if field.kind in UPLOADS and work.files is not None and numbers:
        found = work.files.info(numbers)
        return tuple(Option(value=str(item.id), label=item.name, note=item.media_type) for item in found.values())
    return ()
