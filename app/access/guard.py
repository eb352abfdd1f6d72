"""Guards what is about to be written: whose it becomes, who may, and that its links stay inside the scope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.event import listen
from sqlalchemy.orm import Session, attributes

from app.access.scope import Guardian, OutOfScope, viewer_of
from app.access.viewer import Viewer
from app.fields.base import ExtraSource
from app.fields.link import Link
from app.metadata.resource import Resource
from app.record import Record, Scoped, utc_now


class Forbidden(PermissionError):
    """A change that no post of the viewer allows."""


def install(session_class: Any, guardian: Guardian) -> None:
    """Check and complete every Scoped row before a flush."""

    def check(session: Session, context: Any, instances: Any) -> None:
        if not any(isinstance(record, Scoped) for record in (*session.new, *session.dirty, *session.deleted)):
            return
        viewer = viewer_of(session)
        for record in session.new:
            if isinstance(record, Scoped):
                _own(session, guardian, record)
                _stamp(record, viewer, new=True)
                _allow(session, guardian, viewer, record, "add")
                _check_links(session, guardian, viewer, record)
        for record in session.dirty:
            if isinstance(record, Scoped) and session.is_modified(record):
                moved = attributes.get_history(record, "organisation_id").has_changes()
                if moved and not isinstance(record, guardian.tree):
                    _own(session, guardian, record)
                _stamp(record, viewer, new=False)
                _allow(session, guardian, viewer, record, _doing(record))
                _check_links(session, guardian, viewer, record)
        for record in session.deleted:
            if isinstance(record, Scoped):
                _allow(session, guardian, viewer, record, "purge")

    def prove(session: Session, context: Any) -> None:
        """A new row under ASSIGNED or OWN is judged once it is there: the condition asks the database."""
        regions = guardian.regions(session) if session.info.get("unproven") else None
        for resource, record in session.info.pop("unproven", ()):
            assert regions is not None
            model = resource.model
            statement = (
                select(model.id)
                .where(model.id == record.id, regions.condition(model, model, "add"))
                .execution_options(bin=True)
            )
            with session.no_autoflush:
                if session.execute(statement).first() is None:
                    raise OutOfScope(f"{resource.name} {record.id}")

    listen(session_class, "before_flush", check)
    listen(session_class, "after_flush_postexec", prove)


def _doing(record: Any) -> str:
    """What a change of an existing row is: an edit, or a way into or out of the recycle bin."""
    if isinstance(record, Record):
        history = attributes.get_history(record, "deleted_at")
        if history.has_changes():
            return "delete" if record.deleted_at else "restore"
    return "edit"


def _stamp(record: Any, viewer: Viewer, *, new: bool) -> None:
    if not isinstance(record, Record):
        return
    now = utc_now()
    record.updated_at, record.updated_by_id = now, viewer.user_id or None
    if new:
        record.created_at, record.created_by_id = record.created_at or now, viewer.user_id or None


def _own(session: Session, guardian: Guardian, record: Any) -> None:
    """Set the street from the organisation: nobody chooses the tenant."""
    if isinstance(record, guardian.tree) or record.organisation_id is None:
        return
    record.street_id = organisation(session, guardian, record.organisation_id)[1]


def organisation(session: Session, guardian: Guardian, number: int) -> tuple[str, int]:
    """(path, street) of an organisation that the viewer may name. Raises OutOfScope."""
    known = session.info.setdefault("organisations", {})
    if number not in known:
        tree = guardian.tree
        with session.no_autoflush:
            row = session.execute(select(tree.path, tree.street_id).where(tree.id == number)).first()
        if row is None:
            raise OutOfScope(f"organisation {number}")
        known[number] = (row.path, row.street_id)
    found: tuple[str, int] = known[number]
    return found


def _allow(session: Session, guardian: Guardian, viewer: Viewer, record: Any, action: str) -> None:
    if viewer.unlimited:
        return
    resource = guardian.seen(session).of(type(record))
    if resource is None:
        raise Forbidden(f"{type(record).__name__} has no screen and is written by the house only.")
    if resource.name in session.info.get("acting", ()):
        return  # a declared action runs; its own right was asked, and its rows were read in scope
    ways = viewer.to(action, resource.name)
    if not ways:
        raise Forbidden(f"{action} {resource.name}")
    if action != "add" and ways == viewer.to("name", resource.name) and not _moved(record):
        return
    if not any(_reaches(session, guardian, way, record, resource, action) for way in ways):
        raise OutOfScope(f"{resource.name} {record.id}")


def _moved(record: Any) -> bool:
    names = [name for name in ("organisation_id", "parent_id") if hasattr(record, name)]
    return any(attributes.get_history(record, name).has_changes() for name in names)


def _reaches(session: Session, guardian: Guardian, way: Any, record: Any, resource: Resource, action: str) -> bool:
    """Whether a way reaches a row as it will be written."""
    scope = way.grant.scope.value
    if scope == "all":
        return True
    if scope in ("assigned", "own"):
        # The condition is SQL on other rows: a new row is judged after its insert, an old one as it stands.
        if action == "add":
            session.info.setdefault("unproven", []).append((resource, record))
            return True
        model = resource.model
        with session.no_autoflush:
            regions = guardian.regions(session)
            return (
                session.execute(
                    select(model.id)
                    .where(model.id == record.id, regions.condition(model, model, action))
                    .execution_options(bin=True)
                ).first()
                is not None
            )
    if isinstance(record, guardian.tree):
        numbers = [record.id] if record.id else []
        if not record.id or attributes.get_history(record, "parent_id").has_changes():
            numbers.append(record.parent_id)  # nobody moves a unit to where he may not keep it
        return all(
            number and organisation(session, guardian, number)[0].startswith(way.holding.path) for number in numbers
        )
    path, street = organisation(session, guardian, record.organisation_id)
    if scope == "street":
        return street == way.holding.street_id
    if scope == "organisation":
        return bool(record.organisation_id == way.holding.organisation_id)
    return path.startswith(way.holding.path)


def _check_links(session: Session, guardian: Guardian, viewer: Viewer, record: Any) -> None:
    """Refuse a link to a row that the viewer may not name; those that a form has looked up are known already."""
    if viewer.unlimited:
        return
    resources = guardian.seen(session)
    resource = resources.of(type(record))
    if resource is None:
        return
    named = session.info.setdefault("named", set())
    for declared in resource.fields.values():
        if not isinstance(declared, Link) or declared.source is None or declared.readonly:
            continue
        target = resources.get(declared.target)
        place = "extra" if isinstance(declared.source, ExtraSource) else declared.source.name
        if target is None or not attributes.get_history(record, place).has_changes():
            continue
        number = declared.read(record)
        if number is None or (target.name, number) in named:
            continue
        with session.no_autoflush:
            found = session.execute(select(target.model.id).where(target.model.id == number)).first()
        if found is None:
            raise OutOfScope(f"{target.name} {number}")
        named.add((target.name, number))
