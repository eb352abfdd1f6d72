"""The audit trace: who did what and when, for the audit administrator; which row and which fields, never their
content.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import abort, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy import select

from app.access.audit import AuditEntry
from app.declare import Role
from app.fields.base import Invalid
from app.fields.day import read_day
from app.screens.detail import full
from app.screens.values import Column, Item, Page, Pager, Row
from app.screens.web import current_work, show, whole
from app.screens.work import Work

SIZE = 50


class TraceView(BaseView):
    """`/trace/`: read only; nobody writes, changes or deletes an entry here."""

    route_base = "/trace"
    default_view = "list"
    base_permissions: list[str] = []

    @expose("/")
    def list(self) -> Any:
        """Entries of the street, the newest first, by key."""
        work = current_work()
        if Role.AUDIT not in work.viewer.roles:
            abort(403)
        streets = [holding.street_id for holding in work.viewer.holdings]
        statement = select(AuditEntry).where(AuditEntry.street_id.in_(streets) | AuditEntry.street_id.is_(None))
        asked = {name: request.args.get(name, "").strip() for name in ("who", "action", "resource", "from", "to")}
        try:
            statement = narrowed(statement, asked, work)
        except Invalid as error:
            abort(400, str(error))
        before = whole(request.args.get("before"))
        if before is not None:
            statement = statement.where(AuditEntry.id < before)
        entries = work.session.scalars(statement.order_by(AuditEntry.id.desc()).limit(SIZE + 1)).all()
        rows = tuple(row(work, entry) for entry in entries[:SIZE])
        parameters = "".join(f"&{name}={value}" for name, value in asked.items() if value)
        behind = f"/trace/?before={entries[SIZE - 1].id}{parameters}" if len(entries) > SIZE else ""
        columns = tuple(Column(key=str(index), label=label) for index, label in enumerate(heads()))
        return show(
            "trace.html",
            Page(title=gettext("Audit trace")),
            current="trace",
            columns=columns,
            rows=rows,
            pager=Pager(words="", next=behind),
            asked=asked,
            resources=[Item(label=item.plural, url=item.name) for item in work.resources.values()],
            actions=[Item(label=label, url=name) for name, label in doings(work).items()],
        )


def narrowed(statement: Any, asked: dict[str, str], work: Work) -> Any:
    """The statement under the conditions of the address. Raises Invalid."""
    if asked["who"]:
        statement = statement.where(AuditEntry.user_name.contains(asked["who"], autoescape=True))
    if asked["action"]:
        statement = statement.where(AuditEntry.action == asked["action"])
    if asked["resource"]:
        statement = statement.where(AuditEntry.resource == asked["resource"])
    if asked["from"]:
        statement = statement.where(
            AuditEntry.at >= datetime.combine(read_day(asked["from"]), time.min, work.timezone).astimezone(UTC)
        )
    if asked["to"]:
        statement = statement.where(
            AuditEntry.at
            < datetime.combine(read_day(asked["to"]) + timedelta(days=1), time.min, work.timezone).astimezone(UTC)
        )
    return statement


def heads() -> tuple[str, ...]:
    """The heads of the columns."""
    return (
        gettext("When"),
        gettext("Who"),
        gettext("Did"),
        gettext("Kind of record"),
        gettext("Number"),
        gettext("Fields"),
        gettext("Reason or note"),
        gettext("Address"),
    )


def doings(work: Work) -> dict[str, str]:
    """What an entry can say was done, in words."""
    own = {action.name: str(action.label) for resource in work.resources.values() for action in resource.screen.actions}
    return {
        "add": gettext("Made"),
        "edit": gettext("Changed"),
        "delete": gettext("Deleted"),
        "restore": gettext("Restored"),
        "purge": gettext("Deleted for good"),
        "export": gettext("Exported"),
        "unmask": gettext("Looked at a masked value"),
        "sign_in": gettext("Signed in"),
        "sign_in_failed": gettext("Failed to sign in"),
        "sign_out": gettext("Signed out"),
        "password": gettext("Changed the password"),
        "publish": gettext("Published a form"),
        "seed": gettext("Loaded as sample data"),
        **own,
    }


def row(work: Work, entry: AuditEntry) -> Row:
    """One entry: the names of the changed fields, not what they held."""
    resource = work.resources.get(entry.resource)
    names = [
        str(resource.field(name).label) if resource and name in resource.fields else name
        for name in (entry.changes or {})
    ]
    return Row(
        id=entry.id,
        url="",
        title=full(work, entry.at),
        cells=(
            entry.user_name,
            doings(work).get(entry.action, entry.action),
            resource.label if resource else entry.resource,
            entry.record_id or "",
            gettext(", ").join(names),
            entry.note or "",
            entry.address or "",
        ),
    )
