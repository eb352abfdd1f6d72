"""A street's own Word templates: placeholders of each kind, a file to start from, upload, preview, and back again."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_appbuilder import BaseView, expose
from flask_babel import force_locale, gettext

from app.access.file_types import clean_name
from app.access.viewer import Viewer
from app.declare import Role
from app.fields.base import Invalid
from app.screens.notices import tell
from app.screens.values import Item, Page
from app.screens.web import current_work, go, show
from app.screens.work import Work, address
from app.transfer.docx_out import docx_bytes
from app.transfer.docx_template import LARGEST, check, fill
from models.papers import SHEETS, PaperKind
from models.papers.issuing import in_both_languages, placeholders, sample, starter
from models.papers.kinds import Sheet
from models.papers.templates import back_to_shipped, own_fields, read_file, template_in_use, use_template
from views.papers import word_file

ROUTE = "/papers/templates"


def may_keep(viewer: Viewer) -> bool:
    """Whether somebody keeps the templates of his street."""
    return any(holding.role is Role.STREET_CENTRE and holding.street_id for holding in viewer.holdings)


class PaperTemplatesView(BaseView):
    """`/papers/templates/`."""

    route_base = ROUTE
    default_view = "list"
    base_permissions: list[str] = []

    def start(self, kind: str = "") -> tuple[Work, Sheet]:
        """This request's work and the kind it is about; 403 for who keeps no templates, 404 for no kind."""
        work = current_work()
        if not may_keep(work.viewer):
            abort(403, gettext("Document templates are kept by the street centre."))
        if kind and kind not in {item.value for item in PaperKind}:
            abort(404)
        return work, SHEETS[PaperKind(kind or PaperKind.COLLECT)]

    @expose("/")
    def list(self) -> Any:
        """All kinds with what is in use and what a template may hold."""
        work, _sheet = self.start()
        return self.page(work)

    def page(self, work: Work, *, kind: str = "", error: str = "") -> Any:
        """The page; with what was refused beside its kind."""
        assert work.viewer.home is not None
        street = work.viewer.home.street_id or 0
        when = work.resources["document_template"].field("uploaded_at")
        kinds = []
        for sheet in SHEETS.values():
            own = template_in_use(work.session, street, sheet.kind)
            kinds.append(
                {
                    "kind": sheet.kind.value,
                    "label": str(sheet.kind.label),
                    "own": own.name if own else "",
                    "when": when.text(own.uploaded_at, work.context) if own else "",
                    "names": {**placeholders(sheet), **own_names(work, sheet)},
                    "error": error if sheet.kind.value == kind else "",
                }
            )
        page = Page(
            title=gettext("Document templates"),
            sum=work.viewer.home.organisation,
            crumbs=(Item(label=gettext("Issued documents"), url=address("case_document")),),
        )
        return show(
            "paper_templates.html", page, current="papers", status=422 if error else 200, kinds=kinds, route=ROUTE
        )

    @expose("/<kind>", methods=["POST"])
    def upload(self, kind: str) -> Any:
        """Take a template in use, when it is sound."""
        work, sheet = self.start(kind)
        sent = request.files.get("file")
        name = clean_name(sent.filename or "") if sent else ""
        try:
            if sent is None or not name:
                raise Invalid(gettext("Choose a Word file first."))
            if not name.lower().endswith(".docx"):
                raise Invalid(gettext("Only Word documents (.docx) are taken, without macros."))
            data = sent.stream.read(LARGEST + 1)
            known = {**placeholders(sheet), **own_names(work, sheet)}
            check(data, [*known, *(chinese for chinese, _label, _sample in known.values() if chinese)])
            with force_locale("zh"):
                fill(data, sampled(work, sheet))  # it can be filled, not only read
            use_template(work, sheet.kind, name, data)
        except Invalid as refused:
            work.session.rollback()
            return self.page(work, kind=kind, error=str(refused))
        work.session.commit()
        tell(gettext("“%(name)s” is in use from now on.", name=name))
        return go(f"{ROUTE}/")

    @expose("/<kind>/shipped", methods=["POST"])
    def shipped(self, kind: str) -> Any:
        """Back to the layout that comes with the program."""
        work, sheet = self.start(kind)
        if back_to_shipped(work, sheet.kind):
            work.session.commit()
            tell(gettext("The shipped layout is in use again."))
        return go(f"{ROUTE}/")

    @expose("/<kind>/preview")
    def preview(self, kind: str) -> Any:
        """The document with made-up values, as it would be issued now."""
        work, sheet = self.start(kind)
        assert work.viewer.home is not None
        own = template_in_use(work.session, work.viewer.home.street_id or 0, sheet.kind)
        with force_locale("zh"):
            try:
                data = fill(read_file(own), sampled(work, sheet)) if own else docx_bytes(sample(sheet).paper)
            except Invalid as refused:
                return self.page(work, kind=kind, error=str(refused))
            name = gettext("Sample %(name)s", name=sheet.kind.label)
        return word_file(data, f"{name}.docx")

    @expose("/<kind>/start")
    def begin(self, kind: str) -> Any:
        """The shipped layout with its placeholders: a file to start from."""
        _work, sheet = self.start(kind)
        with force_locale("zh"):
            return word_file(docx_bytes(starter(sheet)), f"{sheet.kind.label}.docx")


def own_names(work: Work, sheet: Sheet) -> dict[str, tuple[str, str, str]]:
    """{key: ("", label, sample)} of the street's own fields, which a template names by their keys alone."""
    label = gettext("own field")
    return {key: ("", str(field.label), label) for key, field in own_fields(work.resources, sheet).items()}


def sampled(work: Work, sheet: Sheet) -> dict[str, str]:
    """Made-up values for all that a template may hold; an own field stands under its name."""
    own = {key: label for key, (_chinese, label, _sample) in own_names(work, sheet).items()}
    return {**in_both_languages(sheet, sample(sheet).texts), **own}
