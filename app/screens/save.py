"""Turns parsed values into a saved record, with every reason at once where it refuses; used by forms and the API alike.

What a viewer may not write keeps its value. A condition that does not hold empties its field. The record, its history,
its links and its files are one transaction; the caller commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access.epoch import FormsMoved
from app.access.files import attach
from app.access.scope import OutOfScope
from app.access.undone import undone
from app.declare import Condition, Right, When
from app.fields.base import UPLOADS, Field, Invalid
from app.fields.link import Link
from app.fields.unique import NotAlone
from app.metadata.resource import Resource
from app.record import Record
from app.screens.entry import UNCHANGED
from app.screens.work import Work

Errors = dict[str, list[str]]


class Refused(ValueError):
    """Values that cannot be saved: {field: messages}; the key "" is for the form as a whole."""

    def __init__(self, errors: Errors) -> None:
        super().__init__("; ".join(message for messages in errors.values() for message in messages))
        self.errors = errors


class SentTwice(Exception):
    """The same form was sent again; `id` is the row that the first one made."""

    def __init__(self, id: int) -> None:
        super().__init__(str(id))
        self.id = id


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be saved: the values by field, and the refusals so far."""

    values: Mapping[str, Any]
    errors: Errors


def writable(work: Work, resource: Resource) -> list[Field]:
    """The fields that this viewer may write, in the order of the form."""
    named = [name for section in resource.sections for name in section.names]
    names = [*named, *(name for name in resource.fields if name not in named)]
    return [
        resource.field(name)
        for name in names
        if not resource.field(name).readonly and work.viewer.right(resource, name) is Right.WRITE
    ]


def holds(when: When, values: Mapping[str, Any], resource: Resource) -> bool:
    """Whether a condition is met by the values of a form: one of its values, or any value at all."""
    value = values.get(when.field)
    if when.values:
        wanted = {str(item) for item in when.values}
        found = value if isinstance(value, list) else [value]
        return any(str(item) in wanted for item in found if item is not None)
    return value not in (None, False, "", [])


def shown(name: str, resource: Resource, values: Mapping[str, Any]) -> bool:
    """Whether the conditions of a form show a field."""
    rules = [condition for condition in resource.screen.conditions if condition.field == name and not condition.require]
    sections = [section for section in resource.sections if name in section.names and section.when is not None]
    return all(holds(rule.when, values, resource) for rule in rules) and all(
        holds(section.when, values, resource) for section in sections if section.when is not None
    )


def needed(declared: Field, resource: Resource, values: Mapping[str, Any]) -> bool:
    """Whether a field must be filled: always, or by a condition that holds."""
    rules: list[Condition] = [
        item for item in resource.screen.conditions if item.field == declared.key and item.require
    ]
    return declared.required or any(holds(rule.when, values, resource) for rule in rules)


def check(work: Work, resource: Resource, draft: Draft, record: Any = None) -> Draft:
    """Apply what the declaration says of the form as a whole. The answer's errors hold every refusal."""
    current = (
        {name: found.read(record) for name, found in resource.fields.items() if found.source}
        if record is not None
        else {}
    )
    whole = {**current, **{name: value for name, value in draft.values.items() if value is not UNCHANGED}}
    values, errors = dict(draft.values), {name: list(found) for name, found in draft.errors.items()}
    for declared in writable(work, resource):
        name = declared.key
        if not shown(name, resource, whole):
            if name in values or whole.get(name) is not None:
                values[name] = whole[name] = False if declared.kind == "yes_no" else None
            errors.pop(name, None)
            continue
        missing = whole.get(name) in (None, "", [])
        if missing and name not in errors and (record is None or name in values) and needed(declared, resource, whole):
            errors[name] = [gettext("Fill in %(label)s.", label=str(declared.label))]
        if name not in errors and name in values and values[name] is not UNCHANGED:
            try:
                declared.agree(values[name], whole, work.context)
            except Invalid as refused:
                errors[name] = [str(refused)]
    if resource.screen.validate is not None and not errors:
        for name, message in (
            resource.screen.validate(whole, replace(work.context, resource=resource.name), record) or {}
        ).items():
            errors.setdefault(name, []).append(str(message))
    return Draft(values=values, errors=errors)


def create(work: Work, resource: Resource, draft: Draft, *, token: str = "") -> Any:
    """Make a record. Raises Refused, or SentTwice when the token made one before."""
    draft = check(work, resource, draft)
    if draft.errors:
        raise Refused(draft.errors)
    record = resource.model()
    context = work.context
    for declared in resource.fields.values():
        if declared.source is not None and declared.readonly and not declared.hidden and not callable(declared.default):
            start = declared.initial(context)
            if start is not None:
                declared.write(record, start)
    if isinstance(record, Record) and token:
        record.client_uuid = read_token(token)
    return _write(work, resource, record, draft, token=token)


def update(work: Work, resource: Resource, record: Any, draft: Draft) -> Any:
    """Change a record. Raises Refused; StaleDataError when somebody saved it in between."""
    draft = check(work, resource, draft, record)
    if draft.errors:
        raise Refused(draft.errors)
    return _write(work, resource, record, draft)


def _write(work: Work, resource: Resource, record: Any, draft: Draft, *, token: str = "") -> Any:
    session = work.session
    allowed = {declared.key: declared for declared in writable(work, resource)}
    new = record.id is None
    with session.no_autoflush:
        for name, value in draft.values.items():
            if name not in allowed or value is UNCHANGED:
                continue
            declared = allowed[name]
            if new or not same(declared, declared.read(record), value, work):
                declared.write(record, value)
        if new and getattr(record, "organisation_id", 0) is None and work.viewer.home is not None:
            record.organisation_id = work.viewer.home.organisation_id
    uploads = any(item.kind in UPLOADS and draft.values.get(name) for name, item in allowed.items())
    if isinstance(record, Record) and resource.form is not None:
        record.form_version = resource.form
    try:
        # A refused row must not take the uploads of this request with it; without any, all may go.
        with session.begin_nested() if uploads else undone(session):
            if new:
                session.add(record)
            session.flush()
            if new and resource.screen.made is not None:
                resource.screen.made(session, record)
    except IntegrityError as error:
        twice = sent_before(work, resource, token)
        if twice is not None:
            raise SentTwice(twice) from error
        raise Refused(clash_of(error, resource)) from error
    except FormsMoved as error:
        words = gettext("The form was changed just now. Look at what you filled in, then save again.")
        raise Refused({"": [words]}) from error
    except NotAlone as error:
        raise Refused({error.key: [only_one(resource, [error.key])]}) from error
    except OutOfScope as error:
        place = next((name for name in ("parent", "organisation") if name in allowed and name in draft.values), "")
        if not place:
            raise
        message = gettext("You may not keep entries of this kind there. Choose your own unit, or one below it.")
        raise Refused({place: [message]}) from error
    for declared in allowed.values():
        files = declared.kind in UPLOADS and declared.key in draft.values
        if files and not (new and not declared.read(record)):
            attach(session, record, resource.name, declared.key, declared.read(record), work.viewer.user_id, adds=new)
    return record


def warnings(work: Work, resource: Resource, values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, str]:
    """What looks wrong about values that were saved all the same, by field; not what stood there before."""
    context = replace(work.context, resource=resource.name)
    found = {}
    for declared in writable(work, resource):
        value = values.get(declared.key, UNCHANGED)
        if value is UNCHANGED or value == before.get(declared.key):
            continue
        if warning := declared.warning(value, context):
            found[declared.key] = warning
    return found


def same(declared: Field, before: Any, after: Any, work: Work) -> bool:
    """Whether a value came back as its input showed it: a moment is shown to the minute and kept to the second."""
    if before == after:
        return True
    return declared.kind == "moment" and declared.raw(before, work.context) == declared.raw(after, work.context)


def read_token(token: str) -> UUID | None:
    """The UUID that a form, or a phone without network, gave its row; None for anything else."""
    try:
        return UUID(token)
    except ValueError:
        return None


def sent_before(work: Work, resource: Resource, token: str) -> int | None:
    """The row that a form with this token made already."""
    number = read_token(token)
    if number is None or not issubclass(resource.model, Record):
        return None
    found = work.session.execute(
        select(resource.model.id).where(resource.model.client_uuid == number).execution_options(bin=True)
    ).scalar()
    return None if found is None else int(found)


def clash_of(error: IntegrityError, resource: Resource) -> Errors:
    """The message for a row that must be the only one of its kind."""
    columns = _unique_columns(error, resource)
    names = [name for name, found in resource.fields.items() if found.source and found.source.name in columns]
    if not names:
        return {"": [gettext("This cannot be saved: it contradicts another row.")]}
    typed = [name for name in names if not isinstance(resource.field(name), Link)]
    return {(typed or names)[0]: [only_one(resource, names)]}


def only_one(resource: Resource, names: Sequence[str]) -> str:
    """Why a second row with the same values is refused."""
    labels = gettext(", ").join(str(resource.field(name).label) for name in names)
    return gettext("There is another entry with the same %(fields)s. Change it, or open the other one.", fields=labels)


def _unique_columns(error: IntegrityError, resource: Resource) -> set[str]:
    """The columns of the unique index that a row broke: SQLite names them, PostgreSQL names the index."""
    table = resource.model.__table__
    told = str(error.orig)
    if "UNIQUE constraint failed:" in told:
        listed = told.split("UNIQUE constraint failed:", 1)[1]
        if "index" in listed:
            name = listed.split("'")[1] if "'" in listed else ""
            return {column.name for index in table.indexes if index.name == name for column in index.columns}
        return {part.strip().split(".")[-1] for part in listed.split(",")}
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", "") or ""
    for index in (*table.indexes, *table.constraints):
        if index.name == name:
            return {column.name for column in index.columns}
    return {column.name for column in table.columns if column.name in name}
