"""Turns rows into the JSON of the API and back: names as on the screens, masked where the viewer sees only that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from app.declare import Right
from app.fields.base import Context, Field, clean
from app.fields.link import Link, Linked
from app.fields.links import MultiLink
from app.fields.number import Number
from app.fields.place import Place
from app.metadata.resource import Path, Resource
from app.screens.entry import parse_json
from app.screens.work import Work

HIDDEN = {"id": None, "title": None, "hidden": True}
"""In place of a reference to a row that the viewer may not name."""

Errors = dict[str, list[str]]


def shown(work: Work, resource: Resource) -> list[str]:
    """The fields of a whole row that the viewer may see in some way, in the order of the declaration."""
    return [
        name
        for name, field in resource.fields.items()
        if not field.hidden and work.viewer.right(resource, name) is not Right.HIDDEN
    ]


def named(resource: Resource) -> bool:
    """Whether `title` is what names a row, and no field of its own that says something else."""
    return "title" not in resource.fields or resource.title == ("title",)


def row(resource: Resource, number: int, title: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row: its id, its name, its values."""
    return {"id": number, **({"title": title} if named(resource) else {}), **values}


def value_out(path: Path, value: Any, right: Right, context: Context) -> Any:
    """A value as JSON; null for nothing, the mask where only that may be seen, references with their titles."""
    field = path.field
    if value is None:
        return None
    if field.secret or right <= Right.MASKED:
        return field.mask(value)
    if isinstance(field, Link):
        return reference(value if isinstance(value, Linked) else Linked(value, field.title(value, context)))
    if isinstance(field, MultiLink):
        titles = context.titles(field.target, value)
        return [reference(Linked(number, titles.get(number))) for number in value]
    return field.to_json(value)


def reference(linked: Linked) -> dict[str, Any]:
    """A linked row: its id and title; neither where the viewer may not name it."""
    return dict(HIDDEN) if linked.title is None else {"id": linked.id, "title": linked.title}


def values_in(
    fields: Sequence[Field], body: Mapping[str, Any], context: Context, record: Any = None
) -> tuple[dict[str, Any], Errors]:
    """(values, errors) of a JSON object. What only repeats a mask, or a hidden reference, changes nothing."""
    known = {field.key: field for field in fields}
    errors: Errors = {}
    given = {}
    for name, raw in body.items():
        field = known.get(name)
        if field is not None and record is not None and repeats(field, raw, record):
            continue
        if field is not None and not fits(field, raw):
            errors[name] = [wanted(field)]
            continue
        if field is not None and blank(raw) and not free_text(field):
            errors[name] = [gettext("An empty text is no value here. Send null for nothing.")]
            continue
        given[name] = raw
    values, refused = parse_json(fields, given, context)
    return values, {**errors, **refused}


def repeats(field: Field, raw: Any, record: Any) -> bool:
    """Whether a client sends back what it was shown in place of a value."""
    if isinstance(field, Link):
        return bool(raw == HIDDEN)
    if not field.secret or not isinstance(raw, str):
        return False
    stored = field.read(record)
    return stored is not None and raw == field.mask(stored)


def fits(field: Field, raw: Any) -> bool:
    """Whether a JSON value is of the type that the description of the API names."""
    if raw is None:
        return field.json_kind != "boolean" or not field.required
    if isinstance(field, Link):
        return whole(raw) or (isinstance(raw, dict) and whole(raw.get("id")))
    if isinstance(field, MultiLink):
        return isinstance(raw, list) and all(
            whole(item) or (isinstance(item, dict) and whole(item.get("id"))) for item in raw
        )
    if isinstance(field, Place):
        return isinstance(raw, str) or (isinstance(raw, dict) and all(amount(raw.get(name)) for name in ("lat", "lng")))
    if isinstance(field, Number) and field.decimals:
        return isinstance(raw, str) or amount(raw)
    if field.json_kind == "array":
        texts = field.schema()["items"]["type"] == "string"
        return isinstance(raw, list) and all(
            isinstance(item, str) and not blank(item) if texts else whole(item) for item in raw
        )
    if field.json_kind == "boolean":
        return isinstance(raw, bool)
    if field.json_kind == "integer":
        return whole(raw)
    return isinstance(raw, str)


def blank(raw: Any) -> bool:
    """Whether a JSON value is a text that says nothing."""
    return isinstance(raw, str) and clean(raw) is None


def free_text(field: Field) -> bool:
    """Whether any text is a value of a field, so that an empty one clears it; elsewhere only null does."""
    return field.free and not getattr(field, "pattern", "")


def whole(raw: Any) -> bool:
    """Whether a JSON value is a whole number."""
    return isinstance(raw, int) and not isinstance(raw, bool)


def amount(raw: Any) -> bool:
    """Whether a JSON value is a number."""
    return isinstance(raw, (int, float)) and not isinstance(raw, bool)


def wanted(field: Field) -> str:
    """The message for a value of the wrong type."""
    if isinstance(field, Link):
        return gettext("Give the id of an entry, or an object with its id.")
    if isinstance(field, MultiLink):
        return gettext("Give a list of ids, each of an entry that you may see.")
    if field.json_kind == "array":
        return gettext("Give a list of values.")
    if field.json_kind == "boolean":
        return gettext("Give true or false.")
    if field.json_kind == "integer" and not (isinstance(field, Number) and field.decimals):
        return gettext("Give a whole number.")
    if isinstance(field, Place):
        return gettext("Give latitude and longitude, such as 36.20000,117.10000.")
    return gettext("Give one value, as text.")


def clash_side(work: Work, field: Field, value: Any) -> Any:
    """One side of a conflict as JSON: mine, theirs or the original."""
    if value is None:
        return None
    if field.secret:
        return field.mask(value)
    if isinstance(field, Link):
        return reference(Linked(int(value), field.title(value, work.context)))
    return field.to_json(value)
