"""Turns a save that somebody overtook into what both changed: mine, theirs and the original, field by field.

The original comes from the history: an entry names each changed value before and after. What only one of the two
changed is kept without asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from app.access.audit import AuditEntry
from app.fields.moment import brief
from app.metadata.resource import Resource
from app.screens.entry import UNCHANGED
from app.screens.values import Clash, ClashField
from app.screens.work import Work, address


@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """What happened to a record since a form was opened."""

    who: str
    when: str
    before: Mapping[str, Any]  # {field: its value when the form was opened}, for fields that changed since


def overtaken(work: Work, resource: Resource, record: Any, version: int) -> Overtaken:
    """What others saved after this version of a record."""
    statement = (
        select(AuditEntry)
        .where(AuditEntry.resource == resource.name, AuditEntry.record_id == record.id, AuditEntry.version > version)
        .order_by(AuditEntry.id)
    )
    entries = work.session.execute(statement).scalars().all()
    before: dict[str, Any] = {}
    for entry in entries:
        for name, (was, _now) in (entry.changes or {}).items():
            if name in resource.fields and name not in before:
                declared = resource.field(name)
                before[name] = was if declared.secret or was is None else declared.from_json(was)
    if not entries:
        return Overtaken(who="", when="", before=before)
    latest = entries[-1]
    return Overtaken(who=latest.user_name, when=brief(latest.at.astimezone(work.timezone), work.context), before=before)


def merge(
    values: Mapping[str, Any], choices: Mapping[str, str], resource: Resource, record: Any, past: Overtaken
) -> tuple[dict[str, Any], list[str]]:
    """(the values to write, the names that both changed differently).

    Unchanged by me: theirs stays. Changed by me only: mine. Changed by both to the same: nothing to ask.
    """
    wanted: dict[str, Any] = {}
    clashing: list[str] = []
    for name, mine in values.items():
        declared = resource.field(name)
        if mine is UNCHANGED:
            continue
        current = declared.read(record)
        if choices.get(name) == "theirs":
            continue
        if name not in past.before:
            if mine != current:
                wanted[name] = mine
            continue
        if mine == past.before[name] or mine == current:
            continue
        wanted[name] = mine
        if choices.get(name) != "mine":
            clashing.append(name)
    return wanted, clashing


def clash(
    work: Work,
    resource: Resource,
    record: Any,
    past: Overtaken,
    values: Mapping[str, Any],
    clashing: list[str],
    typed: Mapping[str, list[str]],
    token: str,
) -> Clash:
    """The page that asks which of both to keep."""
    context = work.context
    hidden: list[tuple[str, str]] = [("_version", str(record.version)), ("_token", token)]
    fields: list[ClashField] = []
    calm: list[tuple[str, str, Any]] = []
    for name, mine in values.items():
        declared = resource.field(name)
        current = declared.read(record)
        changed_by_me = mine is not UNCHANGED and mine != past.before.get(name, current)
        raws = typed.get(name, []) if changed_by_me else listed(declared.raw(current, context))
        if declared.secret and not changed_by_me:
            raws = []
        if name in clashing:
            show = declared.mask if declared.secret else (lambda value, found=declared: found.detail(value, context))
            original = past.before[name]
            fields.append(
                ClashField(
                    name=name,
                    label=str(declared.label),
                    mine=show(mine),
                    theirs=show(current),
                    original=(original or "") if declared.secret else show(original),
                    mine_raw=tuple(raws),
                    many_lines=declared.kind == "note",
                )
            )
        elif changed_by_me:
            calm.append(
                (
                    str(declared.label),
                    gettext("changed by you"),
                    declared.mask(mine) if declared.secret else declared.detail(mine, context),
                )
            )
        elif name in past.before:
            calm.append(
                (
                    str(declared.label),
                    gettext("changed by the other"),
                    declared.mask(current) if declared.secret else declared.detail(current, context),
                )
            )
        if name not in clashing:
            hidden += [(name, raw) for raw in raws]
    return Clash(
        action=address(resource.name, id=record.id, action="edit"),
        who=past.who,
        when=past.when,
        fields=tuple(fields),
        calm=tuple(calm),
        hidden=tuple(hidden),
        give_up_url=address(resource.name, id=record.id),
    )


def listed(raw: Any) -> list[str]:
    """What an input holds, as a list of strings."""
    if raw is None or raw == "":
        return []
    return [str(item) for item in raw] if isinstance(raw, (list, tuple)) else [str(raw)]
