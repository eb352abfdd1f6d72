"""The list as it stands, as a file: its filters, chosen columns and order, streamed; mixed into `RecordView`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, abort, g, request, stream_with_context
from flask_appbuilder import expose
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.access import views as saved
from app.access.audit import note_action
from app.metadata.resource import Resource
from app.query.plan import Plan
from app.query.read import Query
from app.query.stream import chunks, numbers
from app.screens.resource_view import ResourceView
from app.screens.web import disposition, whole
from app.screens.work import Work
from app.transfer.csv_out import csv_stream
from app.transfer.sheet import columns as sheet_columns
from app.transfer.xlsx_out import xlsx_stream

FORMATS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST_CHOSEN = 1000  # ticked rows


class ExportView(ResourceView):
    """`POST /<resource>/export`: the list's `address`, ticked `ids`, chosen `columns`, `format` csv or xlsx."""

    @expose("/export", methods=["POST"])
    def export(self) -> Any:
        """Send the file. What was exported is in the trace before the first row leaves the house."""
        work, resource = self.start("export")
        form = request.form
        kind = form.get("format", "xlsx")
        if kind not in FORMATS:
            abort(400, gettext("Choose csv or xlsx."))
        query = self.query(work, resource, columns=remembered(work, resource), arguments=asked(form))
        context = work.context
        found = numbers(work.session, query, work.resources, work.regions, context, ticked(form))
        plan = Plan(work.resources, resource, resource.model)
        plan.columns.append(resource.model.id)
        parts = sheet_columns(query, plan, work.viewer, context, work.session.get_bind().dialect.name)
        note_action(work.session, "export", resource.name, note=said(kind, len(found), query))
        work.session.commit()
        g.writing = False  # what follows only reads: on SQLite it must not hold the write lock
        rows = made(
            work,
            (zip(*(part.cells(rows) for part in parts), strict=True) for rows in chunks(work.session, plan, found)),
        )
        body = (
            csv_stream([part.head.label for part in parts], rows)
            if kind == "csv"
            else xlsx_stream(resource.plural, [part.head for part in parts], rows)
        )
        return Response(
            stream_with_context(body), mimetype=FORMATS[kind], headers=attachment(resource.plural, kind, work)
        )


def made(work: Work, parts: Iterator[Any]) -> Iterator[Any]:
    """The chunks, each read in a transaction of its own: a slow reader keeps no connection of the database."""
    try:
        for part in parts:
            rows = list(part)
            work.session.rollback()
            yield rows
    finally:
        work.session.rollback()


def asked(form: Any) -> MultiDict[str, str]:
    """The address of the list with the columns that the form adds; a page of it is of no matter here."""
    arguments = MultiDict(parse_qsl(form.get("address", "").removeprefix("?"), keep_blank_values=False))
    chosen = [name for item in form.getlist("columns") for name in item.split(",") if name]
    if chosen:
        arguments.setlist("columns", [",".join(chosen)])
    for name in ("page", "size", "after", "before"):
        arguments.poplist(name)
    return arguments


def remembered(work: Work, resource: Resource) -> tuple[str, ...]:
    """The columns that the viewer last chose for this list."""
    kept = saved.kept(work.session, work.viewer, resource.name)
    last = next((view for view in kept if view.name == saved.LAST and view.user_id == work.viewer.user_id), None)
    return tuple(last.columns.split(",")) if last and last.columns else ()


def ticked(form: Any) -> list[int]:
    """The rows that were selected; none means all. 400 for what is no number, or too many."""
    given = [item for part in form.getlist("ids") for item in part.split(",") if item]
    found = [number for item in given if (number := whole(item)) is not None]
    if len(found) < len(given):
        abort(400, gettext("The selected rows cannot be read. Open the list anew."))
    if len(found) > MOST_CHOSEN:
        abort(400, gettext("Select at most %(most)s rows at a time.", most=MOST_CHOSEN))
    return found


def said(kind: str, count: int, query: Query) -> str:
    """What the trace keeps of an export: how many rows of which list, and which columns."""
    shown = ",".join(path.name for path in query.columns)
    return f"{kind}, {count}: ?{urlencode(query.parameters(), safe=',')} [{shown}]"


def attachment(name: str, kind: str, work: Work) -> dict[str, str]:
    """The headers of a file with a Chinese name (RFC 6266); old readers see a plain one."""
    full = f"{name} {work.context.today.isoformat()}.{kind}".replace("/", " ").replace("\\", " ")
    return {"Content-Disposition": disposition(full, f"export.{kind}")}
