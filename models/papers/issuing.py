"""Turns a record into a numbered document: written as the one who issues it may see, kept, and never changed.

What a kind holds is declared in `sheets`; other files add values with `feed`. A document is Chinese, whatever language
the one who issues it works in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import Select, func, select

from app.access.audit import note_action
from app.access.files import attach
from app.access.viewer import Viewer
from app.declare import Right
from app.fields.base import Invalid
from app.fields.file import store
from app.fields.link import Link
from app.fields.moment import long_day
from app.fields.serial import numbering, take
from app.metadata.resource import Resources
from app.transfer.docx_out import docx_bytes
from app.transfer.docx_template import fill
from app.transfer.paper import Fields, Heading, Listing, Pair, Paper, Prose, Signatures, fit, to_json
from models.ledger.store import acting
from models.papers.document import CaseDocument, DocumentTemplate
from models.papers.kinds import COMMON, Desk, Entry, Lines, PaperKind, Rows, Sheet
from models.papers.sheets import SHEETS
from models.papers.templates import in_use, own_texts, read_file

LINKS = {
    "issue": "issue_id",
    "deliberation_session": "session_id",
    "mediation": "mediation_id",
    "judicial_confirmation": "request_id",
}
"""The column of an issued document that points at what it is about."""

Feed = Callable[[Desk, Any], Mapping[str, Any]]
_feeds: dict[PaperKind, list[Feed]] = {}


def feed(kind: PaperKind, values: Feed) -> None:
    """Let another file give values of a kind: `values(desk, record)` -> {key: text, or rows of a table}.

    A value that is empty leaves the sheet's own. Called once, when that file is imported.
    """
    _feeds.setdefault(kind, []).append(values)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a document says: its values by placeholder, its tables, and both as a Paper."""

    paper: Paper
    values: Mapping[str, str]
    tables: Mapping[str, Rows]

    @property
    def texts(self) -> dict[str, str]:
        """All placeholders with their texts; a table is a line for each row."""
        lines = {key: "\n".join("　".join(filter(None, row)) for row in rows) for key, rows in self.tables.items()}
        return {**self.values, **lines}


def desk_of(call: Any) -> Desk:
    """What a document is written with, in Chinese. `call` is a Call or a Work: it has session, viewer and context.

    The code lists are those that the request began with, where it has them.
    """
    house, context = current_app.extensions["huizhi"], call.context
    registry = getattr(call, "codes", None) or house.codes.load(call.session)
    resources: Resources = call.session.info.get("resources") or house.resources
    chinese = replace(context, locale="zh", codes=lambda name: registry.codes(name, "zh", context.today))
    return Desk(session=call.session, viewer=call.viewer, context=chinese, resources=resources)


def issue_paper(call: Any, kind: PaperKind, record: Any, *, reason: str = "", issue: int | None = None) -> CaseDocument:
    """Issue a document about a record and keep it; part of the caller's transaction, which he commits.

    What was issued before stays; the new one is a further edition, for a reason. `issue` is the one whose page shows
    it beside the record's own. Raises Invalid when the street's template cannot be filled, or its storage is full.
    """
    sheet = SHEETS[PaperKind(kind)]
    if record.__tablename__ != sheet.resource:
        raise Invalid(gettext("This document is not made of such an entry."))
    desk, session = desk_of(call), call.session
    earlier, template = standing(session, sheet, record)
    with force_locale("zh"):
        written = compose(desk, sheet, record, number=next_number(desk, sheet, record))
        data = (
            docx_bytes(written.paper)
            if template is None
            else fill(
                read_file(template),
                {**in_both_languages(sheet, written.texts), **own_texts(desk, sheet, record, template)},
            )
        )
        stored = store(call.context).keep(BytesIO(data), f"{written.paper.number} {written.paper.title}.docx", "file")
    document = CaseDocument(
        organisation_id=record.organisation_id,
        number=written.paper.number,
        kind=sheet.kind.value,
        title=about(desk, sheet, record),
        edition=earlier + 1,
        reason=(reason.strip()[:200] or None) if earlier else None,
        issued_at=call.context.now,
        issued_by_id=call.viewer.user_id or None,
        own_template=template is not None,
        sha256=hashlib.sha256(data).hexdigest(),
        file=[stored.id],
        content=to_json(written.paper),
        **{"issue_id": issue, LINKS[sheet.resource]: record.id},
    )
    with acting(session, "case_document"):
        session.add(document)
    attach(session, document, "case_document", "file", [stored.id], call.viewer.user_id, adds=True)
    note_action(session, "paper", sheet.resource, record=record, note=document.number)
    return document


def compose(desk: Desk, sheet: Sheet, record: Any, *, number: str) -> Written:
    """What a document about a record says, under this number."""
    name_ahead(desk, sheet, record)
    given: dict[str, Any] = {}
    for values in _feeds.get(sheet.kind, ()):
        given.update({key: value for key, value in values(desk, record).items() if value})
    found = {
        entry.key: fit(
            given.get(entry.key)
            or (entry.read(desk, record) if entry.read else desk.told(sheet.resource, record, entry.field or entry.key))
        )
        for entry in sheet.entries
    }
    tables: dict[str, Rows] = {
        lines.key: [tuple(fit(text) for text in row) for row in given.get(lines.key) or lines.read(desk, record)]
        for lines in sheet.lines
    }
    common = {
        "paper_number": number,
        "paper_title": str(sheet.kind.label),
        "street": fit(desk.context.titles("organisation", (record.street_id,)).get(record.street_id, "")),
        "issued_on": long_day(desk.context.today, "zh"),
        "issued_by": fit(desk.viewer.name),
    }
    return written_of(sheet, {**common, **found}, tables, desk=desk, record=record)


def name_ahead(desk: Desk, sheet: Sheet, record: Any) -> None:
    """Ask for the names of all that a record points at, a kind of rows at a time rather than one by one."""
    wanted: dict[str, list[int]] = {"organisation": [record.street_id]}
    for key in sheet.fields:
        declared = desk.resources[sheet.resource].field(key)
        if isinstance(declared, Link) and (number := declared.read(record)) is not None:
            wanted.setdefault(declared.target, []).append(number)
    for target, numbers in wanted.items():
        desk.context.titles(target, numbers)


def sample(sheet: Sheet) -> Written:
    """What a document looks like, with values that are made up."""
    values = {entry.key: entry.sample for entry in (*COMMON, *sheet.entries)}
    values |= {"paper_title": str(sheet.kind.label), "paper_number": f"{sheet.mark}-370902004-2026-0001"}
    return written_of(sheet, values, {lines.key: lines.sample for lines in sheet.lines})


def starter(sheet: Sheet) -> Paper:
    """The shipped layout of a kind with placeholders in the place of values, for a street to start from."""
    names = {entry.key: f"{{{{ {entry.key} }}}}" for entry in (*COMMON, *sheet.entries)}
    whole = written_of(sheet, names, {lines.key: () for lines in sheet.lines}).paper
    keys = iter(lines.key for lines in sheet.lines)
    blocks = tuple(
        Prose(text=f"{{{{ {next(keys)} }}}}") if isinstance(item, Listing) else item for item in whole.blocks
    )
    return replace(whole, blocks=blocks)


def written_of(
    sheet: Sheet, values: Mapping[str, str], tables: Mapping[str, Rows], *, desk: Any = None, record: Any = None
) -> Written:
    """Values as a document with the shipped layout."""
    blocks: list[Any] = []
    if sheet.opening is not None:
        blocks.append(Prose(text=sheet.opening(desk, record, values)))
    for group in sheet.groups:
        blocks.append(Heading(text=str(group.label)))
        if group.entries:
            pairs = [Pair(label=str(item.label), value=values[item.key], wide=item.wide) for item in group.entries]
            blocks.append(Fields(pairs=tuple(pairs)))
        for lines in group.lines:
            if str(lines.label) != str(group.label):
                blocks.append(Heading(text=str(lines.label), level=2))
            head = tuple(str(name) for name in lines.head)
            blocks.append(Listing(head=head, rows=tuple(tables[lines.key]), empty=gettext("None")))
    blocks.append(Signatures(names=tuple(str(name) for name in sheet.signatures), day=values["issued_on"]))
    paper = Paper(
        title=values["paper_title"], unit=values["street"], number=values["paper_number"], blocks=tuple(blocks)
    )
    return Written(paper=paper, values=values, tables=tables)


def placeholders(sheet: Sheet) -> dict[str, tuple[str, str, str]]:
    """{name: (Chinese name, label, sample)} of what a template of a kind may hold; either name will do."""
    known: list[Entry | Lines] = [*COMMON, *sheet.entries, *sheet.lines]
    with force_locale("zh"):
        shown = sample(sheet).texts
        chinese = [str(entry.label) for entry in known]
    # A label that is no single word, or stands for two values, has no Chinese name of its own.
    usable = [name if name.isidentifier() and chinese.count(name) == 1 else "" for name in chinese]
    return {entry.key: (name, str(entry.label), shown[entry.key]) for entry, name in zip(known, usable, strict=True)}


def in_both_languages(sheet: Sheet, texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by their names and by their Chinese names, for a template."""
    named = {chinese: texts[name] for name, (chinese, _label, _sample) in placeholders(sheet).items() if chinese}
    return {**texts, **named}


# -- numbers, files, rights -----------------------------------------------------------------------------------------


def next_number(desk: Desk, sheet: Sheet, record: Any) -> str:
    """The next number of a kind in the street and the year."""
    connection, street = desk.session.connection(), record.street_id
    year = desk.context.today.year
    count = take(connection, f"case_document.{sheet.kind.value}", street, year)
    codes: dict[int, str] = desk.session.info.setdefault("street_codes", {})  # a step may issue several
    code = codes.get(street) or codes.setdefault(street, numbering().street_code(connection, street))
    return f"{sheet.mark}-{code}-{year}-{count:04d}"


def standing(session: Any, sheet: Sheet, record: Any) -> tuple[int, DocumentTemplate | None]:
    """(how often a kind was issued about a record, the street's own template of it). One statement, for most."""
    newest = in_use(record.street_id, sheet.kind).with_only_columns(DocumentTemplate.id).limit(1)
    asked = select(issued_so_far(sheet, record).scalar_subquery(), newest.scalar_subquery())
    earlier, template = session.execute(asked).one()
    return int(earlier), None if template is None else session.get_one(DocumentTemplate, template)


def editions(session: Any, sheet: Sheet, record: Any) -> int:
    """How often a kind was issued about a record."""
    return int(session.execute(issued_so_far(sheet, record)).scalar_one())


def issued_so_far(sheet: Sheet, record: Any) -> Select[int]:
    """Counts the documents of a kind about a record."""
    column = getattr(CaseDocument, LINKS[sheet.resource])
    return select(func.count(CaseDocument.id)).where(column == record.id, CaseDocument.kind == sheet.kind.value)


def about(desk: Desk, sheet: Sheet, record: Any) -> str:
    """What a document is about, in one line."""
    if "title" in desk.resources[sheet.resource].fields:
        name = desk.told(sheet.resource, record, "title")
    else:
        name = desk.context.titles(sheet.resource, (record.id,)).get(record.id, "")
    return fit(name)[:160] or str(sheet.kind.label)


def may_read(viewer: Viewer, resources: Resources, kind: str) -> bool:
    """Whether a viewer may see every field that a kind shows: what is hidden from him must not reach him on paper."""
    sheet = SHEETS[PaperKind(kind)]
    resource = resources[sheet.resource]
    return all(viewer.right(resource, field) is not Right.HIDDEN for field in sheet.fields)
