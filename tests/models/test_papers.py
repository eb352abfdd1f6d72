"""Documents are issued with all their fields, numbered, kept as they were, and read only by who sees what they show."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import current_app
from sqlalchemy import select

from app.access.audit import AuditEntry
from app.declare import Role
from app.transfer.docx_out import docx_bytes
from app.transfer.docx_template import check
from app.transfer.paper import from_json
from models.papers import SHEETS, CaseDocument, PaperKind, feed, issue_paper
from models.papers.issuing import _feeds, placeholders, sample, starter
from tests.forms.filled import extended, publish
from tests.world import Browser, Page, World

ABOUT = {sheet.kind: sheet.resource for sheet in SHEETS.values()}


def words(data: bytes) -> str:
    """All texts of a Word file."""
    return "".join(node.text or "" for node in Document(BytesIO(data)).element.iter(qn("w:t")))


def issue(world: World, kind: PaperKind, who: str | Role = Role.STREET_CENTRE, **options: Any) -> tuple[int, bytes]:
    """Issue a document about the first row of the place; its id and its bytes."""
    number = world.place().rows[ABOUT[kind]][0]
    with world.as_person(who) as work:
        record = work.record(work.resources[ABOUT[kind]], number)
        document = issue_paper(work, kind, record, **options)
        work.session.commit()
        data = current_app.extensions["huizhi"].blobs.path(document.sha256).read_bytes()
        assert hashlib.sha256(data).hexdigest() == document.sha256
        return document.id, data


def test_every_kind_holds_its_fields_and_the_values_of_the_record(world: World) -> None:
    for kind in PaperKind:
        number, data = issue(world, kind)
        found, document = words(data), world.read("case_document", number)
        with world.as_house():
            names = [name for name, _label, _sample in placeholders(SHEETS[kind]).values()]
        missing = [name for name in names if name not in found]
        assert set(missing) <= {"", "文书名称", "街道", "文书编号", "出具日期", "出具人"}, kind
        assert document.number in found
        row = world.read(ABOUT[kind], world.place().rows[ABOUT[kind]][0])
        if hasattr(row, "title"):
            assert row.title in found
        assert docx_bytes(from_json(document.content)) == data, "the page to print shows what the file holds"


def test_numbers_run_by_kind_and_a_reissue_is_a_row_of_its_own(world: World) -> None:
    first, data = issue(world, PaperKind.COLLECT)
    again, _data = issue(world, PaperKind.COLLECT, reason="更正地址")
    other, _data = issue(world, PaperKind.HANDLE)
    rows = [world.read("case_document", number) for number in (first, again, other)]
    assert [row.number[:3] for row in rows] == ["SJ-", "SJ-", "CL-"]
    assert [row.number[-4:] for row in rows] == ["0001", "0002", "0001"]
    assert [(row.edition, row.reason) for row in rows] == [(1, None), (2, "更正地址"), (1, None)]
    assert data == data and rows[0].sha256 != rows[1].sha256


def test_what_is_issued_does_not_follow_the_record(world: World, client: Callable[..., Browser]) -> None:
    number, data = issue(world, PaperKind.COLLECT)
    with world.as_house() as work:
        record = work.record(work.resources["issue"], world.place().rows["issue"][0])
        before, record.title = record.title, "改过的标题"
        work.session.commit()
    page, file = (client(Role.STREET_CENTRE).get(f"/paper/{number}{end}") for end in ("", "/docx"))
    assert before in page.text and "改过的标题" not in page.text
    assert file.data == data


def test_personal_data_stands_in_a_document_as_its_issuer_sees_it(world: World) -> None:
    with world.as_house() as work:
        record = work.record(work.resources["issue"], world.place().rows["issue"][0])
        record.anonymous, record.reporter_name, record.reporter_phone = False, "赵小明", "19012345678"
        work.session.commit()
    _number, data = issue(world, PaperKind.COLLECT)
    assert "赵小明" in words(data) and "19012345678" not in words(data) and "5678" in words(data)


def test_a_document_shows_nothing_to_those_from_whom_a_field_is_hidden(
    world: World, client: Callable[..., Browser]
) -> None:
    number, _data = issue(world, PaperKind.COLLECT)
    for who, status in (
        (Role.STREET_CENTRE, 200),
        (Role.GRID_STAFF, 200),
        ("community2", 404),
        ("street2", 404),
        (Role.PROPERTY_MANAGER, 403),
        (Role.SYSTEM, 403),
    ):
        browser = client(who)
        assert [browser.get(f"/paper/{number}{end}").status_code for end in ("", "/docx")] == [status, status], who
        file = world.read("case_document", number).file[0]
        assert browser.get(f"/file/{file}").status_code == 404, "the file is reached through its document only"
    assert Browser(world.app).get(f"/paper/{number}").status_code == 302


def test_issuing_leaves_its_trace_on_the_record(world: World) -> None:
    issue(world, PaperKind.COLLECT)
    with world.as_house() as work:
        entries = work.session.scalars(select(AuditEntry).where(AuditEntry.resource.in_(("issue", "case_document"))))
        found = [(entry.resource, entry.action) for entry in entries if entry.user_id]
    assert ("issue", "paper") in found and ("case_document", "add") in found


def test_other_files_add_values_to_a_kind(world: World) -> None:
    kept = list(_feeds.get(PaperKind.FEEDBACK, ()))
    try:
        feed(
            PaperKind.FEEDBACK,
            lambda desk, issue: {"visit_result": "已解决", "visit_note": "楼道干净了", "outcome": ""},
        )
        _number, data = issue(world, PaperKind.FEEDBACK)
    finally:
        _feeds[PaperKind.FEEDBACK] = kept
    assert "已解决" in words(data) and "楼道干净了" in words(data)


def test_documents_are_issued_by_hand_with_a_reason_the_second_time(
    world: World, client: Callable[..., Browser]
) -> None:
    browser = client(Role.COMMUNITY_SECRETARY)
    url = f"/papers/of/issue/{world.place().rows['issue'][0]}"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"kind": "collect"}).status_code == 303
    refused = browser.post(url, {"kind": "collect", "reason": " "})
    assert refused.status_code == 422 and "重新出具的原因" in refused.text
    assert browser.post(url, {"kind": "collect", "reason": "更正"}).status_code == 303
    assert browser.post(url, {"kind": "agreement"}).status_code == 422
    assert world.counts()["case_document"] == 6 + 2
    assert browser.post(url, {"kind": "handle"}, token=False).status_code == 400
    assert client(Role.INSPECTOR).get(url).status_code == 403
    assert browser.get(f"/papers/of/person/{world.place().rows['person'][0]}").status_code == 404
    assert browser.get(f"/papers/of/issue/{world.place('b1').rows['issue'][0]}").status_code == 404


def test_many_documents_are_one_zip_named_by_number_and_recorded(world: World, client: Callable[..., Browser]) -> None:
    with world.as_house() as work:  # the rows of the sample have no files
        for row in work.session.scalars(select(CaseDocument)):
            row.deleted_at = work.now
        work.session.commit()
    issued = [issue(world, kind) for kind in (PaperKind.COLLECT, PaperKind.HANDLE)]
    browser = client(Role.STREET_CENTRE)
    answer = browser.post("/papers/zip", {"kind": "", "first": "", "last": ""})
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert sorted(archive.read(name) for name in names) == sorted(data for _number, data in issued)
    assert [name[:3] for name in names] == ["CL-", "SJ-"] and all(name.endswith("单.docx") for name in names)
    with world.as_house() as work:
        last = work.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (last.action, last.resource) == ("export", "case_document")
    assert browser.post("/papers/zip", {"first": "2020-01-01", "last": "2020-01-02"}).status_code == 422
    assert browser.post("/papers/zip", {"first": "neulich"}).status_code == 422
    assert browser.get("/papers/zip").status_code == 200
    assert client(Role.GRID_STAFF).post("/papers/zip", {}).status_code == 403


def test_a_street_uploads_a_template_sees_it_and_goes_back(world: World, client: Callable[..., Browser]) -> None:
    browser = client(Role.STREET_CENTRE)
    own = Document()
    own.add_paragraph("本街道版式 {{ title }} {{ 文书编号 }}")
    raw = BytesIO()
    own.save(raw)
    answer = browser.post(
        "/papers/templates/collect",
        {"file": (BytesIO(raw.getvalue()), "收集单.docx")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    assert "收集单.docx" in browser.get("/papers/templates/").text
    assert "本街道版式 东岳小区" in words(browser.get("/papers/templates/collect/preview").data)
    number, data = issue(world, PaperKind.COLLECT)
    document = world.read("case_document", number)
    assert document.own_template and f"本街道版式 {document.title}" in words(data) and document.number in words(data)
    assert browser.post("/papers/templates/collect/shipped").status_code == 303
    number, data = issue(world, PaperKind.COLLECT)
    assert "本街道版式" not in words(data) and not world.read("case_document", number).own_template


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.docm", b"PK", "只接收不带宏"),
        ("x.docx", b"PK", "这不是 Word 文档"),
        ("", b"", "请先选择"),
    ],
)
def test_a_template_that_is_none_is_refused_in_words(
    client: Callable[..., Browser], name: str, data: bytes, told: str
) -> None:
    browser = client(Role.STREET_CENTRE)
    answer = browser.post(
        "/papers/templates/collect", {"file": (BytesIO(data), name)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 422 and told in answer.text


def test_only_the_street_centre_keeps_templates(client: Callable[..., Browser]) -> None:
    for who in (Role.COMMUNITY_SECRETARY, Role.SYSTEM, Role.MEDIATOR):
        browser = client(who)
        assert browser.get("/papers/templates/").status_code == 403
        assert browser.post("/papers/templates/collect/shipped").status_code == 403
    assert client(Role.STREET_CENTRE).get("/papers/templates/nonsense/preview").status_code == 404


def test_the_file_to_start_from_is_a_template_that_is_taken(world: World) -> None:
    with world.as_house():
        for kind, sheet in SHEETS.items():
            names = placeholders(sheet)
            assert set(names) == set(sample(sheet).texts)
            assert all(name == "" or name.isidentifier() for name, _label, _sample in names.values())
            if kind is PaperKind.REQUEST:  # a process each: one is enough
                used = check(docx_bytes(starter(sheet)), names)
                assert {*used} >= {entry.key for entry in sheet.entries} | {lines.key for lines in sheet.lines}


# -- a street's own fields ------------------------------------------------------------------------------------------


def template_of(*lines: str) -> bytes:
    """A Word file with these lines."""
    made, raw = Document(), BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(raw)
    return raw.getvalue()


def keep_template(browser: Browser, data: bytes, kind: str = "collect") -> Any:
    sent = {"file": (BytesIO(data), "本街道收集单.docx")}
    return browser.post(f"/papers/templates/{kind}", sent, content_type="multipart/form-data")


LIFT = {"key": "f_lift", "kind": "text", "label": {"zh": "电梯编号", "en": "Lift number"}}
PRIVATE = {"key": "f_priv", "kind": "text", "label": "内部意见", "see": ["community_secretary"]}


def test_a_template_names_a_field_of_the_street_by_its_key(world: World, client: Callable[..., Browser]) -> None:
    street = world.place().units["street"]
    publish(world, street, {"issue": {"fields": [LIFT, PRIVATE]}})
    browser = client(Role.STREET_CENTRE)
    page = browser.get("/papers/templates/").text
    assert "f_lift" in page and "电梯编号" in page and "f_priv" not in page
    assert keep_template(browser, template_of("电梯 {{ f_priv }}")).status_code == 422
    assert keep_template(browser, template_of("电梯 {{ f_lift }}、{{ 文书编号 }}")).status_code == 303
    assert "电梯 电梯编号、" in words(browser.get("/papers/templates/collect/preview").data)
    number = world.place().rows["issue"][0]
    assert browser.send("PUT", f"/api/v1/issue/{number}", {"f_lift": "3 号楼东梯"}).status_code == 200
    with world.as_person(Role.STREET_CENTRE) as work:
        work = extended(world, work)
        document = issue_paper(work, PaperKind.COLLECT, work.record(work.resources["issue"], number))
        work.session.commit()
        data = current_app.extensions["huizhi"].blobs.path(document.sha256).read_bytes()
    assert "电梯 3 号楼东梯、" in words(data)
    # Under another name, it is the same field; kept from some, it leaves the document and stops no step.
    renamed = {**LIFT, "label": "电梯号", "see": ["community_secretary"]}
    publish(world, street, {"issue": {"fields": [renamed, PRIVATE]}})
    with world.as_person(Role.STREET_CENTRE) as work:
        work = extended(world, work)
        document = issue_paper(work, PaperKind.COLLECT, work.record(work.resources["issue"], number), reason="x")
        data = current_app.extensions["huizhi"].blobs.path(document.sha256).read_bytes()
    assert "电梯 、" in words(data)


def test_before_publishing_the_documents_that_show_a_field_are_listed(
    world: World, client: Callable[..., Browser]
) -> None:
    publish(world, world.place().units["street"], {"issue": {"fields": [LIFT]}})
    browser = client(Role.STREET_CENTRE)
    assert keep_template(browser, template_of("电梯 {{ f_lift }}")).status_code == 303

    def step(**more: Any) -> None:
        page = Page(browser.get("/forms/issue").text)
        assert browser.post("/forms/issue/step", {"_revision": page.value("_revision"), **more}).status_code == 303

    def told() -> str:
        return Page(browser.get("/forms/issue/publish").text).words + Page(browser.get("/forms/issue").text).words

    step(do="set", field="f_lift", label_zh="电梯号")
    assert told().count("电梯号：文书“问题收集登记单”的模板“本街道收集单.docx”") == 2
    step(do="undo")
    step(do="word", field="spot", label_zh="具体地点", hidden="1")
    told_of_spot = told()
    assert "具体地点：文书“问题收集登记单”" not in told_of_spot  # the street's own template does not show it
    assert browser.post("/papers/templates/collect/shipped").status_code == 303
    assert told() != told_of_spot and told().count("文书“问题收集登记单”") == 2
