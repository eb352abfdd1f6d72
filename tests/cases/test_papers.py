"""The documents of the loop are issued at their steps, are found on the issue, and stop a step that they cannot follow."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import event, select

from app.cases import store
from app.declare import Role
from app.extensions import db
from app.fields.base import Invalid
from models.deliberation import SessionAttendance
from models.loop import papers
from models.papers import CaseDocument
from tests.cases.desk import Desk, today
from tests.world import Browser


def words(data: bytes) -> str:
    """All texts of a Word file."""
    return "".join(node.text or "" for node in Document(BytesIO(data)).element.iter(qn("w:t")))


def issued(desk: Desk, number: int) -> list[tuple[str, int, str | None]]:
    """(kind, edition, reason) of the documents on an issue, in their order."""
    return [(row.kind, row.edition, row.reason) for row in desk.of(CaseDocument, number)]


def statements(desk: Desk, who: Role, number: int, way: str, **values: object) -> list[str]:
    """What a step asks of the database."""
    seen: list[str] = []

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    with desk.person(who) as work:
        resource = work.resources["issue"]
        record, held = work.record(resource, number), store.case_of(work.session, "issue", number)
        assert held is not None
        event.listen(db.engine, "before_cursor_execute", count)
        try:
            store.take(work, resource, record, way, values, held.case.number)
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
    return seen


def test_a_walk_through_the_loop_leaves_the_four_documents(desk: Desk, client: Callable[..., Browser]) -> None:
    number = desk.issue()
    desk.take(Role.GRID_STAFF, number, "accept")
    assert issued(desk, number) == [("collect", 1, None)]
    session = desk.hold_session(number, missing="parties", absence="临时出差")
    desk.dispatch(number, instruction="三日内修好")
    assert issued(desk, number)[1:] == [("record", 1, None), ("handle", 1, None)]
    desk.take(Role.SECTION, number, "take_on")
    desk.log(number, [1])
    desk.take(Role.SECTION, number, "resolve", outcome="电梯已修好并试运行")
    desk.take(Role.SECTION, number, "reply")
    assert issued(desk, number)[3:] == [("handle", 2, "化解完成")]
    desk.visit(number, "solved", satisfaction="basically", note="等了三天")
    desk.take(Role.COMMUNITY_SECRETARY, number, "close")
    assert issued(desk, number)[4:] == [("feedback", 1, None)]

    found = {(row.kind, row.edition): row.id for row in desk.of(CaseDocument, number)}
    browser, told = client(Role.COMMUNITY_SECRETARY), {}
    for key, document in found.items():
        assert client("community2").get(f"/paper/{document}/docx").status_code == 404
        answer = browser.get(f"/paper/{document}/docx")
        assert answer.status_code == 200, key
        told[key] = words(answer.data)
    assert "三日内修好" in told["handle", 1] and "已联系维保" not in told["handle", 1]
    assert "已联系维保" in told["handle", 2] and "电梯已修好" in told["handle", 2]
    assert "临时出差" in told["record", 1] and "商议电梯" in told["record", 1]
    for word in ("上门", "已解决", "基本满意", "等了三天", f"{today().day}日"):
        assert word in told["feedback", 1], word
    assert browser.get(f"/issue/show/{number}").status_code == 200
    listed = browser.get(f"/case_document/list/?issue={number}").text
    assert all(row.number in listed for row in desk.of(CaseDocument, number))
    assert [row.session_id for row in desk.of(CaseDocument, number) if row.kind == "record"] == [session]


def test_what_is_given_again_is_a_further_edition_and_its_session_is_recorded_once(desk: Desk) -> None:
    number = desk.to_call()
    desk.take(Role.SECTION, number, "turn_down", reason="不属于本科室职责")
    desk.dispatch(number)
    kinds = [("collect", 1, None), ("record", 1, None), ("handle", 1, None), ("handle", 2, "交办")]
    assert issued(desk, number) == kinds
    other = desk.issue()
    desk.take(Role.COMMUNITY_SECRETARY, other, "accept")
    person = desk.person_of(Role.COMMUNITY_SECRETARY)
    desk.take(Role.COMMUNITY_SECRETARY, other, "settle_here", owner_person=person, reason="社区能办")
    assert issued(desk, other) == [("collect", 1, None), ("handle", 1, None)]


def test_the_record_of_a_session_goes_to_those_who_had_a_part_in_it(desk: Desk, client: Callable[..., Browser]) -> None:
    number = desk.to_call()
    record, handle = (row.id for row in desk.of(CaseDocument, number)[1:])
    section = client(Role.SECTION)
    assert [section.get(f"/paper/{each}").status_code for each in (record, handle)] == [404, 200]
    with desk.house() as work:
        row = work.session.scalars(select(SessionAttendance).order_by(SessionAttendance.id.desc()).limit(1)).one()
        row.unit_id = desk.unit["section"]
    assert section.get(f"/paper/{record}").status_code == 200


def test_a_document_that_cannot_be_issued_stops_its_step(
    desk: Desk, client: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*given: object, **options: object) -> None:
        raise Invalid("模板里的 {{ nobody }} 不存在。")

    monkeypatch.setattr(papers, "issue_paper", refuse)
    number = desk.issue()
    sent = {"_seen": "1", "category": "lift", "organisation": str(desk.unit["grid"])}
    answer = client(Role.GRID_STAFF).post(f"/case/issue/{number}/accept", sent)
    assert answer.status_code == 422
    assert "问题收集登记单" in answer.text and "nobody" in answer.text
    error = caplog.records[-1].getMessage().split()[1].rstrip(":")
    assert error in answer.text
    assert desk.events(number) == ["begin"] and desk.get(number).accepted_on is None


def test_a_step_with_documents_stays_quick(desk: Desk) -> None:
    number = desk.issue()
    plain = len(statements(desk, Role.COMMUNITY_SECRETARY, number, "comment", reason="电话问过"))
    seen = statements(desk, Role.GRID_STAFF, number, "accept")
    written = [statement for statement in seen if not statement.startswith("SELECT")]
    assert len(seen) <= 20, "\n".join(seen)
    assert len(written) <= 11, "\n".join(written)
    assert len(seen) - plain <= 11, (len(seen), plain)


def test_two_documents_in_a_step_look_things_up_once(desk: Desk) -> None:
    number = desk.issue()
    desk.take(Role.GRID_STAFF, number, "accept")
    desk.hold_session(number)
    given = {"level": "street", "owner_organisation": desk.unit["section"], "due_on": today()}
    person = desk.person_of(Role.SECTION)
    seen = statements(desk, Role.STREET_CENTRE, number, "dispatch", owner_person=person, **given)
    assert len(issued(desk, number)) == 3
    assert len(seen) <= 48, "\n".join(seen)
    asked = [" ".join(statement.split()) for statement in seen]
    for table in ("code_entry", "deliberation_session.id FROM", "organisation.code FROM"):
        assert sum(f"SELECT {table}" in statement or f" {table} " in statement for statement in asked) <= 1, table
