"""Turns one record into its page: the facts people come for, sections, tabs of what belongs to it, and its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import func, select

from app.access.audit import AuditEntry
from app.access.comments import Comment
from app.cases.registry import shipped
from app.declare import Fact, Right
from app.fields.moment import brief, long_day
from app.metadata.resource import Resource
from app.query.aggregate import fixed
from app.query.plan import Plan, conditions
from app.query.read import Query
from app.record import SYSTEM_FIELDS
from app.screens.values import Block, Change, Detail, Event, FactCell, Item, Pair, Tab
from app.screens.work import Work, address

EVENTS = 20


def shown_names(work: Work, resource: Resource) -> list[str]:
    """The fields of a page, in its order, that the viewer may see in some way."""
    named = [name for section in resource.sections for name in section.names]
    named += [fact.field for fact in resource.screen.facts if fact.field]
    named += [resource.screen.state] if resource.screen.state else []
    named += [name for name in SYSTEM_FIELDS if name in resource.fields]
    return [
        name
        for name in dict.fromkeys(named)
        if work.viewer.right(resource, name) is not Right.HIDDEN and not resource.field(name).hidden
    ]


def detail(work: Work, resource: Resource, values: Mapping[str, Any], mix: Mix | None = None) -> Detail:
    """The page of a record whose values were fetched. `mix` adds to the timeline."""
    number = values["id"]
    newest, older = events(work, resource, number, mix=mix)
    return Detail(
        facts=facts(work, resource, values),
        blocks=tuple(block for block in blocks(work, resource, values) if block.pairs),
        tabs=tabs(work, resource, number),
        events=newest,
        more_events=older,
        comment_url=address(resource.name, id=number, action="comment") if work.may("comment", resource) else "",
    )


def told(work: Work, resource: Resource, name: str, value: Any) -> Any:
    """A value on the page: masked where the viewer sees only that; nothing is an empty string."""
    declared = resource.field(name)
    if value is None:
        return ""
    if declared.secret or work.viewer.right(resource, name) is Right.MASKED:
        return declared.mask(value)
    return declared.detail(value, work.context)


def blocks(work: Work, resource: Resource, values: Mapping[str, Any]) -> list[Block]:
    """The sections, and a last one of who wrote it and when; a section that says nothing yet is folded."""
    found = [
        Block(
            label=str(section.label),
            note=str(section.note),
            pairs=tuple(pair for name in section.names if (pair := pair_of(work, resource, name, values))),
            folded=section.folded or all(silent(values.get(name)) for name in section.names),
        )
        for section in resource.sections
    ]
    system = tuple(
        pair for name in SYSTEM_FIELDS if name in resource.fields and (pair := pair_of(work, resource, name, values))
    )
    return [*found, Block(label=gettext("Record"), note="", pairs=system, folded=True)]


def silent(value: Any) -> bool:
    """Whether a value says nothing yet: none, an empty text or list, a "no". A zero is an answer."""
    return value is None or value is False or value in ("", [], ())


def pair_of(work: Work, resource: Resource, name: str, values: Mapping[str, Any]) -> Pair | None:
    """One label and value."""
    if name not in values:
        return None
    declared = resource.field(name)
    secret = declared.secret and values[name] is not None and work.may("unmask", resource)
    return Pair(
        label=str(declared.label),
        value=told(work, resource, name, values[name]),
        unmask=f"/{resource.name}/unmask/{values['id']}/{name}" if secret else "",
        wide=declared.kind in ("note", "photo", "file", "place"),
    )


def facts(work: Work, resource: Resource, values: Mapping[str, Any]) -> tuple[FactCell, ...]:
    """The figures at the head; all counts in one statement."""
    counted = [fact for fact in resource.screen.facts if fact.count and countable(work, fact)]
    numbers = (
        dict(zip((id(fact) for fact in counted), counts(work, counted, values["id"]), strict=True)) if counted else {}
    )
    found = []
    for fact in resource.screen.facts:
        if fact.field and fact.field in values:
            value = told(work, resource, fact.field, values[fact.field])
            declared = resource.field(fact.field)
            found.append(
                FactCell(
                    label=str(fact.label),
                    value=value or "—",
                    unit=str(fact.unit),
                    figure=declared.numeric and not declared.dated,
                )
            )
        elif id(fact) in numbers:
            name, by = fact.count.split(".", 1)
            url = f"{address(name)}?{by}={values['id']}" + "".join(f"&{key}={value}" for key, value in fact.where)
            found.append(FactCell(label=str(fact.label), value=f"{numbers[id(fact)]:,}", unit=str(fact.unit), url=url))
    return tuple(found)


def countable(work: Work, fact: Fact) -> bool:
    """Whether the viewer may list what a fact counts."""
    name = fact.count.split(".", 1)[0]
    return name in work.resources and work.may("list", work.resources[name])


def counts(work: Work, facts: Sequence[Fact], number: int) -> list[int]:
    """How many rows each fact counts, in scope, as one statement."""
    columns = []
    for fact in facts:
        name, by = fact.count.split(".", 1)
        resource = work.resources[name]
        query = Query(resource=resource, filters=fixed(resource, work.resources, ((by, str(number)), *fact.where)))
        plan = Plan(work.resources, resource, resource.model)
        where = conditions(query, work.resources, work.regions, plan, work.context)
        columns.append(plan.join(select(func.count(resource.model.id))).where(*where).scalar_subquery())
    return [int(value) for value in work.session.execute(select(*columns)).one()]


def tabs(work: Work, resource: Resource, number: int) -> tuple[Tab, ...]:
    """What belongs to the record, each list under its own right; rows and counts load after the page."""
    labels = {(item.resource, item.by): str(item.label) for item in resource.screen.related}
    found = []
    for name, by in resource.related:
        if name not in work.resources or not work.may("list", work.resources[name]):
            continue
        other = work.resources[name]
        if work.viewer.right(other, by) < Right.READ:
            continue
        may_add = work.may("add", other) and not other.screen.readonly and work.viewer.right(other, by) is Right.WRITE
        found.append(
            Tab(
                key=f"{name}-{by}",
                label=labels.get((name, by)) or other.plural,
                url=f"/{resource.name}/tab/{number}/{name}.{by}",
                count=f"/{resource.name}/count/{number}/{name}.{by}",
                add=f"/{name}/add?{by}={number}&_next=/{resource.name}/show/{number}" if may_add else "",
                add_label=str(other.screen.add_label) or gettext("Add %(label)s", label=other.label),
            )
        )
    return tuple(found)


Entries = list[tuple[datetime, str, Event]]
"""(moment, action, entry), the latest first"""
Mix = Callable[[Entries, datetime | None], Entries]
"""Adds entries of its own to a timeline that ends before a moment."""


def events(
    work: Work, resource: Resource, number: int, before: datetime | None = None, mix: Mix | None = None
) -> tuple[tuple[Event, ...], str]:
    """(changes and comments together, the latest first; where the older ones are). Two statements."""
    changes = select(AuditEntry).where(AuditEntry.resource == resource.name, AuditEntry.record_id == number)
    comments = select(Comment).where(Comment.resource == resource.name, Comment.record_id == number)
    if before is not None:
        changes, comments = changes.where(AuditEntry.at < before), comments.where(Comment.at < before)
    entries = list(work.session.scalars(changes.order_by(AuditEntry.id.desc()).limit(EVENTS + 1)))
    name_all(work, resource, entries)
    found: Entries = [
        *((entry.at, entry.action, change_event(work, resource, entry)) for entry in entries),
        *(
            (said.at, "", comment_event(work, said))
            for said in work.session.scalars(comments.order_by(Comment.id.desc()).limit(EVENTS + 1))
        ),
    ]
    found.sort(key=lambda item: item[0], reverse=True)
    if mix is not None:
        found = mix(found, before)
    older = (
        f"/{resource.name}/history/{number}?before={found[EVENTS - 1][0].isoformat()}" if len(found) > EVENTS else ""
    )
    return tuple(event for _at, _action, event in found[:EVENTS]), older.replace("+", "%2B")


def name_all(work: Work, resource: Resource, entries: Sequence[AuditEntry]) -> None:
    """Ask for the titles of all rows that the entries name, one statement a target; the entries then find their own."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        for name, stored in (entry.changes or {}).items():
            target = getattr(resource.fields.get(name), "target", "")
            if target in work.resources:
                sides = (item for side in stored for item in (side if isinstance(side, list) else [side]))
                wanted.setdefault(target, set()).update(item for item in sides if isinstance(item, int))
    for target, numbers in wanted.items():
        work.titles(target, sorted(numbers))


def change_event(work: Work, resource: Resource, entry: AuditEntry) -> Event:
    """A change in the timeline: only fields that the viewer may see."""
    changes = []
    for name, (was, now) in (entry.changes or {}).items():
        if name not in resource.fields or work.viewer.right(resource, name) is Right.HIDDEN:
            continue
        changes.append(
            Change(
                label=str(resource.field(name).label),
                before=past(work, resource, name, was),
                after=past(work, resource, name, now),
            )
        )
    return Event(
        who=entry.user_name,
        what=doing(work, entry.action, len(changes), resource),
        when=brief(entry.at.astimezone(work.timezone), work.context),
        when_full=full(work, entry.at),
        kind="change",
        changes=tuple(changes) if entry.action != "add" else (),
    )


def past(work: Work, resource: Resource, name: str, stored: Any) -> str:
    """A value of the history in words."""
    if stored is None:
        return gettext("empty")
    declared = resource.field(name)
    if declared.secret:
        return str(stored)
    value = declared.from_json(stored)
    return (
        declared.mask(value)
        if work.viewer.right(resource, name) is Right.MASKED
        else declared.text(value, work.context)
    )


def doing(work: Work, action: str, changes: int, resource: Resource) -> str:
    """What an entry of the history says was done."""
    if action == "edit":
        return ngettext("changed %(num)d field", "changed %(num)d fields", changes)
    # An action of one resource may write rows of others: an award changes the volunteer's hours.
    own = next(
        (found for each in (resource, *work.resources.values()) if (found := each.action(action)) is not None), None
    )
    if own is not None:
        return str(own.label)
    words = {
        "add": gettext("made this record"),
        "delete": gettext("moved it to the recycle bin"),
        "restore": gettext("restored it"),
        "purge": gettext("deleted it for good"),
        "export": gettext("exported it"),
        "unmask": gettext("looked at a masked value"),
        "code": gettext("looked at the reporter's code"),
        "seed": gettext("loaded it as sample data"),
        "paper": gettext("issued a document"),
        "decide": gettext("settled it in a session"),
        "unsolved": gettext("said that it is not solved"),
    }
    return words.get(action) or step_words(action, work.locale) or action


def step_words(action: str, locale: str) -> str:
    """What a step of a shipped process is called: it writes rows of other resources under its own name."""
    found = (process.ways.get(action) for process in shipped().values())
    return next((way.label.told(locale) for way in found if way is not None), "")


def comment_event(work: Work, said: Comment) -> Event:
    """A comment in the timeline."""
    found = work.files.info(said.files or []) if work.files and said.files else {}
    return Event(
        who=said.user_name,
        what=gettext("commented"),
        when=brief(said.at.astimezone(work.timezone), work.context),
        when_full=full(work, said.at),
        kind="comment",
        text=said.text,
        files=tuple(Item(label=item.name, url=f"/file/{item.id}") for item in found.values()),
    )


def full(work: Work, at: Any) -> str:
    """A moment, whole."""
    local = at.astimezone(work.timezone)
    return f"{long_day(local.date(), work.locale)} {local:%H:%M:%S}"
