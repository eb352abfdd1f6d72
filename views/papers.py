"""The documents of the loop: those about a record, one to read and print, many in one zip."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, abort, current_app, g, request, stream_with_context
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy import select

from app.access.audit import note_action
from app.fields.base import Invalid
from app.fields.day import read_day
from app.screens.notices import tell
from app.screens.values import Item, Page
from app.screens.web import allow, current_work, disposition, go, not_found, ours, resource_named, show
from app.screens.work import Work, address
from app.transfer.bundle import zip_stream
from app.transfer.docx_out import paired
from app.transfer.paper import NAMES, from_json
from models.papers import SHEETS, CaseDocument, PaperKind, issue_paper, may_read
from models.papers.issuing import LINKS, editions
from models.papers.templates import read_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST = 1000  # documents in one zip


class PaperView(BaseView):
    """`/paper/<id>` to read and print, `/paper/<id>/docx` to download: exactly as it was issued."""

    route_base = "/paper"
    default_view = "paper"
    base_permissions: list[str] = []

    @expose("/<int:number>")
    def paper(self, number: int) -> Any:
        """The page for paper."""
        _work, document = found(number)
        if document is None:
            return not_found()
        back = request.args.get("_next", "")
        back = back if ours(back) else ""
        page = Page(
            title=f"{document.number} {PaperKind(document.kind).label}",
            crumbs=(Item(label=gettext("Issued documents"), url=back or address("case_document", id=document.id)),),
        )
        return show(
            "paper.html",
            page,
            current="case_document",
            paper=from_json(document.content or {}),
            name_of=lambda block: NAMES[type(block)],
            paired=paired,
            number=number,
        )

    @expose("/<int:number>/docx")
    def docx(self, number: int) -> Any:
        """The Word file."""
        _work, document = found(number)
        if document is None:
            return not_found()
        return word_file(read_file(document), f"{document.number} {PaperKind(document.kind).label}.docx")


class PapersView(BaseView):
    """`/papers/`: what was issued about a record, and many documents in one zip."""

    route_base = "/papers"
    default_view = "of"
    base_permissions: list[str] = []

    @expose("/of/<resource:name>/<int:number>", methods=["GET", "POST"])
    def of(self, name: str, number: int) -> Any:
        """The documents about a record; POST issues one."""
        if name not in LINKS:
            abort(404)
        work, resource = resource_named(name)
        allow(work, "show", resource)
        allow(work, "list", work.resources["case_document"])
        record = work.record(resource, number)
        if record is None or not work.decide("show", resource, record):
            return not_found()
        may_issue = bool(work.decide("edit", resource, record))
        error, kept = "", {"kind": "", "reason": ""}
        if request.method == "POST":
            if not may_issue:
                abort(403, gettext("Documents are issued by those who may edit the entry."))
            kept = {key: request.form.get(key, "") for key in kept}
            error = issued(work, name, record, kept["kind"], kept["reason"])
            if not error:
                return go(f"/papers/of/{name}/{number}")
        page = Page(
            title=gettext("Documents"),
            sum=work.titles(name, [number]).get(number, ""),
            crumbs=(
                Item(label=resource.plural, url=address(name)),
                Item(label=work.titles(name, [number]).get(number, ""), url=address(name, id=number)),
            ),
        )
        return show(
            "papers_of.html",
            page,
            current=name,
            status=422 if error else 200,
            kinds=[told(work, sheet, record) for sheet in SHEETS.values() if sheet.resource == name],
            may_issue=may_issue,
            url=f"/papers/of/{name}/{number}",
            error=error,
            kept=kept,
        )

    @expose("/zip", methods=["GET", "POST"])
    def zip(self) -> Any:
        """Ask which documents; POST sends them as one zip and notes the export."""
        work, resource = resource_named("case_document")
        allow(work, "export", resource)
        given = {key: request.form.get(key, "").strip() for key in ("kind", "first", "last")}
        error = ""
        if request.method == "POST":
            try:
                rows = chosen(work, **given)
                if not rows:
                    raise Invalid(gettext("No document was issued in that time."))
            except Invalid as refused:
                error = str(refused)
            else:
                return sent(work, rows, given)
        page = Page(
            title=gettext("Documents as a zip"),
            crumbs=(Item(label=gettext("Issued documents"), url=address("case_document")),),
        )
        kinds = [(kind.value, str(kind.label)) for kind in PaperKind]
        return show(
            "papers_zip.html",
            page,
            current="case_document",
            status=422 if error else 200,
            kinds=kinds,
            given=given,
            error=error,
            most=MOST,
        )


def found(number: int) -> tuple[Work, CaseDocument | None]:
    """This request's work and a document that its viewer may read."""
    work = current_work()
    resource = work.resources["case_document"]
    allow(work, "show", resource)
    document = work.record(resource, number)
    return work, document if document is not None and may_open(work, document) else None


def may_open(work: Work, document: CaseDocument) -> bool:
    """Whether the viewer may read a document: the row, and every field that its kind shows."""
    allowed = document.content is not None and work.decide("show", work.resources["case_document"], document)
    return bool(allowed) and may_read(work.viewer, work.resources, document.kind)


def issued(work: Work, name: str, record: Any, kind: str, reason: str) -> str:
    """Issue a document by hand; returns what is wrong, in words."""
    sheet = next((sheet for sheet in SHEETS.values() if sheet.kind.value == kind and sheet.resource == name), None)
    if sheet is None:
        return gettext("There is no such document.")
    if editions(work.session, sheet, record) and not reason.strip():
        return gettext("It was issued before. Say why it is issued anew.")
    try:
        document = issue_paper(work, sheet.kind, record, reason=reason)
        words = gettext("Issued %(number)s.", number=document.number)
        work.session.commit()
    except Invalid as refused:
        work.session.rollback()
        return str(refused)
    tell(words)
    return ""


def told(work: Work, sheet: Any, record: Any) -> dict[str, Any]:
    """A kind of document on the page of a record: what was issued so far."""
    column = getattr(CaseDocument, LINKS[sheet.resource])
    statement = select(CaseDocument).where(column == record.id, CaseDocument.kind == sheet.kind.value)
    rows = work.session.execute(statement.order_by(CaseDocument.id.desc()).limit(50)).scalars()
    issued_at = work.resources["case_document"].field("issued_at")
    people = work.resources["case_document"].field("issued_by")
    readable = may_read(work.viewer, work.resources, sheet.kind.value)
    return {
        "kind": sheet.kind.value,
        "label": str(sheet.kind.label),
        "rows": [
            {
                "number": row.number,
                "url": f"/paper/{row.id}" if readable else "",
                "docx": f"/paper/{row.id}/docx" if readable else "",
                "words": gettext(
                    "edition %(edition)s, %(when)s, %(who)s",
                    edition=row.edition,
                    when=issued_at.text(row.issued_at, work.context),
                    who=people.text(row.issued_by_id, work.context) or "—",
                ),
                "reason": row.reason or "",
            }
            for row in rows
        ],
    }


def chosen(work: Work, *, kind: str, first: str, last: str) -> list[Any]:
    """(number, kind, hash) of the documents that were asked for and may be read. Raises Invalid."""
    if kind and kind not in {item.value for item in PaperKind}:
        raise Invalid(gettext("There is no such document."))
    start, end = day_of(first), day_of(last)
    model = CaseDocument
    kinds = [item.value for item in PaperKind if may_read(work.viewer, work.resources, item.value)]
    statement = select(model.number, model.kind, model.sha256).where(
        model.kind.in_([kind] if kind in kinds else [] if kind else kinds),
        work.regions.condition(model, model, "export"),
    )
    field: Any = work.resources["case_document"].field("issued_at")
    if start:
        statement = statement.where(field.filter(model.issued_at, "from", [start.isoformat()], work.context))
    if end:
        statement = statement.where(field.filter(model.issued_at, "to", [end.isoformat()], work.context))
    rows = list(work.session.execute(statement.order_by(model.number).limit(MOST + 1)).all())
    if len(rows) > MOST:
        raise Invalid(gettext("These are more than %(most)s documents. Choose a shorter time.", most=MOST))
    return rows


def day_of(text: str) -> date | None:
    """A day that was typed. Raises Invalid."""
    return read_day(text) if text else None


def sent(work: Work, rows: list[Any], given: dict[str, str]) -> Response:
    """The zip, while it is made; what was sent is in the trace before the first byte leaves."""
    asked = ", ".join(f"{key}={value}" for key, value in given.items() if value)
    note_action(work.session, "export", "case_document", note=f"zip, {len(rows)}: {asked}")
    work.session.commit()
    g.writing = False
    blobs = current_app.extensions["huizhi"].blobs
    files = [(f"{row.number} {PaperKind(row.kind).label}.docx", blobs.path(row.sha256)) for row in rows]
    name = f"{gettext('Issued documents')} {work.context.today.isoformat()}.zip"
    return Response(
        stream_with_context(zip_stream(files)),
        mimetype="application/zip",
        headers={"Content-Disposition": disposition(name.replace("/", " "), "documents.zip")},
    )


def word_file(data: bytes, name: str) -> Response:
    """A Word file as a download."""
    headers = {
        "Content-Disposition": disposition(name.replace("/", " "), "document.docx"),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, mimetype=WORD, headers=headers)
