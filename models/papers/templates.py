"""A street's own Word templates: which one is in use, and what it shows of the fields that the street made."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

from flask import current_app
from sqlalchemy import Select, select

from app.access.files import attach
from app.fields.base import UPLOADS, Field
from app.fields.file import store
from app.metadata.resource import Resources
from app.record import utc_now
from app.transfer.docx_template import names_in
from app.transfer.paper import fit
from models.ledger.store import acting
from models.papers.document import DocumentTemplate
from models.papers.kinds import Desk, PaperKind, Sheet


def template_in_use(session: Any, street_id: int, kind: PaperKind) -> DocumentTemplate | None:
    """The street's own template of a kind; None where the shipped one is used."""
    found: DocumentTemplate | None = session.scalars(in_use(street_id, kind).limit(1)).first()
    return found


def in_use(street_id: int, kind: PaperKind) -> Select[tuple[DocumentTemplate]]:
    """The street's own templates of a kind, the newest first: two people may have uploaded one in the same moment."""
    return (
        select(DocumentTemplate)
        .where(
            DocumentTemplate.street_id == street_id,
            DocumentTemplate.kind == kind.value,
            DocumentTemplate.in_use.is_(True),
            DocumentTemplate.sha256 != "",
        )
        .order_by(DocumentTemplate.id.desc())
    )


def read_file(kept: Any) -> bytes:
    """The bytes of an issued document or a template, as they were kept."""
    data: bytes = current_app.extensions["huizhi"].blobs.path(kept.sha256).read_bytes()
    return data


def use_template(call: Any, kind: PaperKind, name: str, data: bytes) -> DocumentTemplate:
    """Keep a checked template of the viewer's street and use it from now on."""
    home = call.viewer.home
    stored = store(call.context).keep(BytesIO(data), name, "file")
    back_to_shipped(call, kind)
    made = DocumentTemplate(
        organisation_id=home.street_id or home.organisation_id,
        kind=kind.value,
        name=stored.name,
        in_use=True,
        uploaded_by_id=call.viewer.user_id or None,
        uploaded_at=utc_now(),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        file=[stored.id],
    )
    with acting(call.session, "document_template"):
        call.session.add(made)
    attach(call.session, made, "document_template", "file", [stored.id], call.viewer.user_id, adds=True)
    return made


def back_to_shipped(call: Any, kind: PaperKind) -> bool:
    """Stop using the street's own template of a kind; returns whether there was one."""
    found = list(call.session.scalars(in_use(call.viewer.home.street_id, kind)))
    with acting(call.session, "document_template"):
        for template in found:
            template.in_use = False
    return bool(found)


def own_fields(resources: Resources, sheet: Sheet) -> dict[str, Field]:
    """The own fields that a template of a kind may name: those seen whole by everybody who sees the record."""
    resource = resources[sheet.resource]
    limited = {key for key, limits in resource.limits.items() if limits.see is not None}
    return {
        field.key: field
        for field in resource.own
        if not field.hidden and not field.secret and field.kind not in UPLOADS and field.key not in limited
    }


def own_texts(desk: Desk, sheet: Sheet, record: Any, template: DocumentTemplate) -> dict[str, str]:
    """What a record holds of the own fields that a template names; nothing for one that is kept from some by now."""
    known = own_fields(desk.resources, sheet)
    named = [name for name in used(template) if name.startswith("f_")]
    return {name: fit(desk.told(sheet.resource, record, name)) if name in known else "" for name in named}


def used(template: DocumentTemplate) -> frozenset[str]:
    """The placeholders of a template, without opening it as a document."""
    return names_in(template.sha256, lambda: read_file(template))
