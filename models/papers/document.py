"""What was issued, kept as it was, and the templates that a street brings along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy import JSON, ColumnElement, Index, Integer, String, and_, cast, literal, or_, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.declare import READING, Beside, Chart, Fact, Grant, Menu, Role, Scope, Screen, Section
from app.fields.base import Context
from app.fields.choice import choice
from app.fields.computed import computed
from app.fields.file import file
from app.fields.link import link
from app.fields.moment import moment
from app.fields.number import number as count
from app.fields.text import text
from app.fields.url import Url
from app.fields.yes_no import yes_no
from app.record import Record
from models.confirmation import JudicialConfirmation
from models.deliberation import sessions_of
from models.issue import Issue
from models.mediation import mediations_of
from models.papers.kinds import PaperKind
from models.reach import GRIDS, OFFICE, give, living, same

Content = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
LISTED = (*READING, "export")


@dataclass(frozen=True, kw_only=True)
class OwnPage(Url):
    """The address of a written page of ours."""

    def cell(self, value: Any, context: Context) -> str | Markup:
        return self.detail(value, context)

    def detail(self, value: Any, context: Context) -> str | Markup:
        return Markup('<a class="lnk" href="{}">{}</a>').format(value, gettext("Open and print")) if value else ""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uri-reference"}


class CaseDocument(Record):
    """One document as it was issued. It never changes; what is issued anew is a row of its own."""

    __tablename__ = "case_document"
    __table_args__ = (
        Index("ix_case_document_street", "street_id", "id"),
        Index("ix_case_document_issued", "street_id", "kind", "issued_at", "id"),
        Index(
            "uq_case_document_number",
            "street_id",
            "number",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    number: Mapped[str] = text(_("Document number"), length=60, required=True, readonly=True)
    kind: Mapped[str] = choice(_("Kind of document"), PaperKind, required=True, readonly=True)
    title: Mapped[str] = text(_("About"), length=160, required=True, readonly=True)
    issue_id: Mapped[int | None] = link(_("Issue"), "issue", readonly=True, quick_add=False)
    session_id: Mapped[int | None] = link(_("Deliberation"), "deliberation_session", readonly=True, quick_add=False)
    mediation_id: Mapped[int | None] = link(_("Mediation"), "mediation", readonly=True, quick_add=False)
    request_id: Mapped[int | None] = link(
        _("Judicial confirmation"), "judicial_confirmation", readonly=True, quick_add=False
    )
    edition: Mapped[int] = count(
        _("Edition"), required=True, readonly=True, default=1, help=_("1 is the first; each later one was issued anew.")
    )
    reason: Mapped[str | None] = text(_("Why it was issued anew"), length=200, readonly=True)
    issued_at: Mapped[datetime] = moment(_("Issued at"), required=True, readonly=True)
    issued_by_id: Mapped[int | None] = link(_("Issued by"), "account", readonly=True, quick_add=False)
    own_template: Mapped[bool] = yes_no(_("With the street's own template"), readonly=True)
    sha256: Mapped[str] = text(
        _("Check sum"), length=64, required=True, readonly=True, help=_("SHA-256 of the Word file as it was issued.")
    )
    file: Mapped[list[int] | None] = file(_("File"), most=1, readonly=True, hidden=True)
    content: Mapped[dict[str, Any] | None] = mapped_column(Content)  # the Paper, for the page to print

    opens = computed(
        _("Document to read"),
        kind=OwnPage(label=""),
        read=lambda document: f"/paper/{document.id}",
        expression=lambda entity: literal("/paper/").concat(cast(entity.id, String)),
    )

    __screen__ = Screen(
        label=_("Issued document"),
        plural=_("Issued documents"),
        menu=Menu.MEDIATION,
        icon="files",
        title="number",
        description=_(
            "Slips, records and agreements as they were issued. They never change; a correction is issued anew."
        ),
        list=("number", "kind", "title", "issued_at", "issued_by", "opens", "organisation"),
        sort=("-issued_at",),
        search=("number", "title"),
        filters=("kind", "issued_at", "issued_by", "issue", "session", "mediation", "edition", "organisation"),
        note=("kind", "title"),
        sections=(
            Section(
                _("Issued document"),
                ("number", "kind"),
                ("title",),
                ("opens", "organisation"),
                ("issue", "session"),
                ("mediation", "request"),
            ),
            Section(
                _("Issue of the document"),
                ("issued_at", "issued_by"),
                ("edition", "own_template"),
                ("reason",),
                ("sha256",),
            ),
        ),
        facts=(
            Fact(label=_("Kind of document"), field="kind"),
            Fact(label=_("Issued at"), field="issued_at"),
            Fact(label=_("Issued by"), field="issued_by"),
            Fact(label=_("Edition"), field="edition"),
        ),
        charts=(
            Chart(_("Documents by kind"), count_by="kind", kind="bar"),
            Chart(_("Documents by month"), count_by="issued_at", every="month", kind="bar"),
        ),
        beside=(
            Beside(label=_("Read and print"), url="/paper/{id}", resource="case_document", action="show"),
            Beside(label=_("As a zip"), url="/papers/zip", resource="case_document", action="export", icon="files"),
        ),
        readonly=True,
        extensible=False,
        assigned=lambda entity, post: for_post(entity, post),
        grants=(
            *give(OFFICE, Scope.STREET, LISTED),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, LISTED),
            *give(GRIDS, Scope.SUBTREE, READING),
            Grant(Role.SECTION, Scope.SUBTREE, LISTED),
            *give((Role.SECTION, Role.MEDIATOR, Role.COURT), Scope.ASSIGNED, READING),
        ),
    )


class DocumentTemplate(Record):
    """A street's own Word file for one kind of document. The newest that is in use counts; old ones stay."""

    __tablename__ = "document_template"
    __table_args__ = (
        Index("ix_document_template_street", "street_id", "id"),
        Index("ix_document_template_in_use", "street_id", "kind", "in_use", "id"),
    )

    kind: Mapped[str] = choice(_("Kind of document"), PaperKind, required=True, readonly=True)
    name: Mapped[str] = text(_("File name"), length=120, required=True, readonly=True)
    in_use: Mapped[bool] = yes_no(_("In use"), readonly=True)
    uploaded_by_id: Mapped[int | None] = link(_("Uploaded by"), "account", readonly=True, quick_add=False)
    uploaded_at: Mapped[datetime] = moment(_("Uploaded at"), required=True, readonly=True)
    sha256: Mapped[str] = mapped_column(String(64), nullable=False, default="")
    size: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    file: Mapped[list[int] | None] = file(_("File"), most=1, readonly=True, hidden=True)

    __screen__ = Screen(
        label=_("Document template"),
        plural=_("Document templates"),
        menu=None,
        icon="file-text",
        title="name",
        description=_("Word files of the street's own, one in use for each kind of document."),
        list=("name", "kind", "in_use", "uploaded_at", "uploaded_by"),
        sort=("-uploaded_at",),
        search=("name",),
        filters=("kind", "in_use", "uploaded_at"),
        note=("kind",),
        sections=(
            Section(
                _("Document template"),
                ("name", "kind"),
                ("in_use", "organisation"),
                ("uploaded_at", "uploaded_by"),
            ),
        ),
        charts=(
            Chart(_("Templates by kind"), count_by="kind", kind="bar"),
            Chart(_("Templates in use"), count_by="in_use", kind="pie"),
        ),
        readonly=True,
        extensible=False,
        grants=(
            *give(OFFICE, Scope.STREET, READING),
            *give((Role.COMMUNITY_SECRETARY, *GRIDS, Role.SECTION, Role.MEDIATOR, Role.COURT), Scope.STREET, ("name",)),
        ),
    )


def for_post(entity: Any, post: Any) -> ColumnElement[bool]:
    """The documents of the issues, sessions and mediations that a post is concerned with."""
    issues, requests = Issue.__table__.alias("my_issue"), JudicialConfirmation.__table__.alias("my_confirmation")
    handled = select(issues.c.id).where(
        living(issues),
        or_(issues.c.owner_organisation_id == post.organisation_id, same(issues.c.owner_person_id, post.person_id)),
    )
    asked = select(requests.c.id).where(living(requests), requests.c.mediation_id.in_(mediations_of(post)))
    return or_(
        and_(entity.issue_id.in_(handled), entity.session_id.is_(None)),  # of a session, by having a part in it
        entity.session_id.in_(sessions_of(post)),
        entity.mediation_id.in_(mediations_of(post)),
        entity.request_id.in_(asked),
    )
