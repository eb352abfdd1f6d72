"""How a meeting arrives: once, whole, in scope, and never over what somebody else wrote."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.access.audit import AuditEntry
from app.access.files import FileEntry
from app.assets import STATIC
from app.declare import Role
from app.fields.base import Invalid
from models import meeting as meetings
from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision
from models.loop.assignment import Assignment
from models.meeting_record import record_of
from models.papers import CaseDocument
from models.statements import SessionStatement, SessionVote
from tests.access.samples import picture
from tests.meeting.documents import document, entry
from tests.world import Browser, World
from views.meeting_worker import FILES

SECRETARY = Role.COMMUNITY_SECRETARY


class Phone:
    """What the script of the page sends."""

    def __init__(self, world: World, who: str | Role = SECRETARY, key: str = "") -> None:
        self.browser: Browser = world.browser(who)
        self.key, self.number, self.revision = key or str(uuid4()), None, ""

    def send(self, said: Any, *, base: str | None = None, token: str = "") -> Any:
        """One sending; what is answered is remembered."""
        body = {
            "device_key": self.key,
            "id": self.number,
            "base": self.revision if base is None else base,
            "token": token or str(uuid4()),
            "document": said,
        }
        answer = self.browser.send("POST", "/meeting/sync", body)
        if answer.status_code == 200:
            self.number, self.revision = answer.json["number"], answer.json["revision"]
        return answer

    def photo(self, key: str, content: bytes) -> Any:
        """One photo."""
        form = {
            "device_key": self.key, "id": self.number, "key": key, "at": "2026-07-09T11:00:00Z",
            "file": (io.BytesIO(content), "photo.jpg"),
        }  # fmt: skip
        return self.browser.post("/meeting/photo", form, headers={"X-Requested-With": "fetch"})


def whole(world: World) -> dict[str, Any]:
    """A meeting with something of everything."""
    place = world.place()
    said = document(issues=[entry("issues", issue=place.rows["issue"][0])])
    item = entry("agenda", text="门禁更换", done=True)
    owner = place.rows["person"][0]
    return {
        **said,
        "agenda": [item],
        "chair": owner,
        "statements": [
            entry(
                "statements",
                item=item["key"],
                who=said["people"][0]["key"],
                name="community_party甲",
                text="换可以\n别再收钱",
            )
        ],
        "votes": [entry("votes", subject="换门禁", yes=3, no=1)],
        "decisions": [entry("decisions", text="换 3 个门禁", person=owner, due="2026-08-09")],
    }


def rows(world: World, model: Any, number: int) -> list[Any]:
    with world.as_house() as work:
        return list(work.session.scalars(select(model).where(model.session_id == number)))


def test_a_meeting_arrives_whole_and_once(either_world: World) -> None:
    world = either_world
    phone, said, token = Phone(world), whole(world), str(uuid4())
    first = phone.send(said, token=token)
    assert first.status_code == 200, first.text
    number = first.json["number"]
    counts = [
        len(rows(world, model, number)) for model in (SessionAttendance, SessionStatement, SessionVote, SessionDecision)
    ]
    assert counts == [4, 1, 1, 1]
    before = world.counts()
    again = phone.send(said, base="", token=token)  # the answer never came, so it is sent once more
    assert again.status_code == 200
    assert again.json["revision"] == first.json["revision"]
    assert world.counts() == before
    held = world.read("deliberation_session", number)
    assert (held.title, held.state, held.agenda, held.expected) == ("华新苑停车议事", "planned", "门禁更换", 4)
    assert held.issues == [world.place().rows["issue"][0]]
    (statement,) = rows(world, SessionStatement, number)
    assert (statement.name, statement.topic, statement.text) == ("community_party甲", "门禁更换", "换可以\n别再收钱")
    with world.as_house() as work:
        trace = work.session.scalars(
            select(AuditEntry.resource).where(AuditEntry.resource == "session_vote", AuditEntry.action == "add")
        ).all()
    assert trace


def test_what_was_sent_comes_back_as_it_was(world: World) -> None:
    phone, said = Phone(world), whole(world)
    said["decisions"].append(entry("decisions", text="还没有人"))
    said["votes"].append(entry("votes", yes=2))
    said["people"].append(entry("people", name="其他人", heads=7))
    said["people"].append(entry("people", name=""))
    kept = phone.send(said).json["document"]
    wanted = {**said, "organisation": kept["organisation"], "issues": kept["issues"]}
    assert kept == wanted
    other = Phone(world, key=phone.key)
    assert other.browser.get(f"/meeting/document/{phone.key}").json["document"] == wanted
    del kept["statements"][0], kept["people"][-1]
    assert phone.send(kept).json["document"] == kept
    kept["statements"] = said["statements"]  # brought back
    assert phone.send(kept).json["document"] == kept
    assert len(rows(world, SessionStatement, phone.number or 0)) == 1


def test_another_device_is_never_overwritten(world: World) -> None:
    one = Phone(world)
    kept = one.send(whole(world)).json
    two = Phone(world, key=one.key)
    two.number, two.revision = kept["number"], kept["revision"]
    assert two.send({**kept["document"], "venue": "凉亭"}).status_code == 200
    answer = one.send({**kept["document"], "venue": "会议室"})
    assert answer.status_code == 409
    assert answer.json["document"]["venue"] == "凉亭"
    assert answer.json["by"] == "员工community_secretary"
    assert world.read("deliberation_session", kept["number"]).venue == "凉亭"
    assert one.send({**kept["document"], "venue": "会议室"}, base=answer.json["revision"]).status_code == 200


def test_a_change_on_another_screen_counts_as_another_device(world: World) -> None:
    phone = Phone(world)
    kept = phone.send(whole(world)).json
    with world.as_person(SECRETARY) as work:
        row = work.session.scalars(
            select(SessionAttendance).where(SessionAttendance.session_id == kept["number"])
        ).first()
        row.name = "改名"
        work.session.commit()
    assert phone.send({**kept["document"], "venue": "凉亭"}).status_code == 409


def test_a_planned_session_is_gone_on_with(world: World) -> None:
    number = world.place().rows["deliberation_session"][0]
    phone = Phone(world)
    page = phone.browser.get(f"/meeting/{number}")
    assert page.status_code == 200
    with world.as_house() as work:
        from models.meeting_rows import key_of

        phone.key = key_of(work.session.get(DeliberationSession, number))
    phone.number = number
    found = phone.browser.get(f"/meeting/document/{phone.key}?id={number}").json
    phone.revision = found["revision"]
    answer = phone.send({**found["document"], "venue": "凉亭"})
    assert answer.status_code == 200, answer.text
    assert answer.json["number"] == number
    assert world.read("deliberation_session", number).venue == "凉亭"


def test_ending_is_refused_with_what_is_missing_and_hands_decisions_on_when_it_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[str] = []
    monkeypatch.setattr(meetings, "ON_DECISION", [lambda session, decision: handed.append(decision.text)])
    phone, said = Phone(world), {**whole(world), "ended": True}
    people, said["people"] = said["people"], said["people"][1:]
    answer = phone.send(said)
    assert answer.status_code == 422
    assert "people/community_party" in answer.json["errors"]
    assert handed == []
    answer = phone.send({**said, "people": people})
    assert answer.status_code == 200, answer.text
    assert handed == ["换 3 个门禁"]
    held = world.read("deliberation_session", answer.json["number"])
    assert (held.state, held.present, held.signed_off_at is not None) == ("held", 4, True)
    assert phone.send({**answer.json["document"], "resolution": "已议定"}).status_code == 200
    assert handed == ["换 3 个门禁"]
    with world.as_person(SECRETARY) as work:
        record = record_of(work.session, work.record(work.resources["deliberation_session"], held.id), work.context)
    assert record["signed_by"] == "员工community_secretary"
    assert [(vote["yes"], vote["no"]) for vote in record["votes"]] == [(3, 1)]
    assert [side["present"] for side in record["parties"]] == [1, 1, 1, 1]
    assert record["statements"][0]["topic"] == "门禁更换"


def test_the_record_is_issued_when_the_meeting_is_ended_and_anew_when_it_is_ended_again(either_world: World) -> None:
    world = either_world
    phone, said = Phone(world), whole(world)
    said["people"].append(entry("people", name="其他人", side="parties", heads=7))
    said["votes"][0]["yes"] = 10
    draft = phone.send(said).json
    page = phone.browser.get(f"/meeting/{draft['number']}/record")
    assert page.status_code == 200 and "草稿" in page.text and "换 3 个门禁" in page.text
    ended = phone.send({**draft["document"], "ended": True}).json
    (first,) = rows(world, CaseDocument, ended["number"])
    assert (first.kind, first.edition, first.reason) == ("record", 1, None)
    assert first.issue_id == world.place().rows["issue"][0]
    answer = phone.browser.get(f"/meeting/{ended['number']}/record")
    assert answer.headers["Location"].endswith(f"/paper/{first.id}?_next=/deliberation_session/show/{ended['number']}")
    paper = phone.browser.get(answer.headers["Location"]).text
    for words in (
        first.number,
        "换 3 个门禁",
        "换可以",
        "赞成10票",
        "其他人 × 7",
        f'href="/deliberation_session/show/{ended["number"]}"',
    ):
        assert words in paper, words
    word = phone.browser.get(f"/paper/{first.id}/docx")
    assert word.status_code == 200 and word.data[:2] == b"PK"
    assert phone.send({**ended["document"], "resolution": "已议定"}).status_code == 200
    assert len(rows(world, CaseDocument, ended["number"])) == 1  # a correction is no second ending
    again = phone.send({**phone.send({**ended["document"], "ended": False}).json["document"], "ended": True})
    assert again.status_code == 200, again.text
    second = max(rows(world, CaseDocument, ended["number"]), key=lambda row: row.id)
    assert second.edition == 2 and second.reason and second.number != first.number
    assert phone.browser.get(f"/meeting/{ended['number']}/record").headers["Location"].startswith(f"/paper/{second.id}")
    assert phone.browser.get("/paper/1?_next=//evil.example/").text.count("evil") == 0


def test_a_meeting_is_ended_also_where_its_record_cannot_be_issued(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*given: Any, **more: Any) -> Any:
        raise Invalid("这个街道的存储空间用完了。")

    monkeypatch.setattr("models.loop.papers.issue_paper", full)
    phone = Phone(world)
    answer = phone.send({**whole(world), "ended": True})
    assert answer.status_code == 200, answer.text
    number = answer.json["number"]
    assert world.read("deliberation_session", number).state == "held"
    assert rows(world, CaseDocument, number) == [] and len(rows(world, SessionDecision, number)) == 1
    assert "was not issued" in caplog.text and "存储空间" in caplog.text
    assert "换 3 个门禁" in phone.browser.get(f"/meeting/{number}/record").text


@pytest.mark.parametrize(
    ("field", "resource"), [("issues", "issue"), ("chair", "person"), ("organisation", "organisation")]
)
def test_rows_of_another_street_are_not_found(world: World, field: str, resource: str) -> None:
    foreign = world.place("b1").rows[resource][0]
    said = document(**{field: [entry("issues", issue=foreign)] if field == "issues" else foreign})
    phone = Phone(world)
    before = world.counts()
    answer = phone.send(said)
    assert answer.status_code == 422
    assert "范围" in next(iter(answer.json["errors"].values()))
    assert world.counts() == before


def test_a_meeting_of_another_community_is_not_there(world: World) -> None:
    phone = Phone(world)
    kept = phone.send(whole(world)).json
    for who in ("community2", "street2"):
        other = Phone(world, who, key=phone.key)
        other.number, other.revision = kept["number"], kept["revision"]
        assert other.send({**kept["document"], "venue": "凉亭"}).status_code == 404
        assert other.browser.get(f"/meeting/document/{phone.key}").status_code == 404
        assert other.browser.get(f"/meeting/{kept['number']}").status_code == 404
        assert other.browser.get(f"/meeting/{kept['number']}/record").status_code == 404
        assert other.photo(str(uuid4()), picture((40, 30))).status_code == 404
        # its key is taken, and nothing of it is told
        other.number, other.revision = None, ""
        answer = other.send(document())
        assert answer.status_code == 422
        assert "华新苑" not in answer.text
    number = world.place("b1").rows["issue"][0]
    assert phone.browser.get(f"/meeting/new?issue={number}").status_code == 404
    assert phone.browser.get(f"/meeting/context?issue={number}").status_code == 404


def test_who_may_not_change_sessions_records_none(world: World, client: Callable[..., Browser]) -> None:
    for who in (Role.SECTION, Role.SYSTEM, Role.VOLUNTEER):
        browser = client(who)
        assert browser.get("/meeting/").status_code == 403
        assert "/meeting/" not in browser.get("/").text
        assert Phone(world, who).send(document()).status_code == 403


def test_the_session_that_is_over_and_the_token_that_is_old(world: World) -> None:
    phone = Phone(world)
    json = {"X-Requested-With": "fetch"}
    fresh = phone.browser.get("/meeting/token", headers=json).json
    assert len(fresh["user"]) == 12
    before = world.counts()
    old, phone.browser.token = phone.browser.token, "x"
    assert phone.send(document()).status_code == 400
    phone.browser.token = old
    phone.browser.post("/logout")
    answer = phone.browser.get("/meeting/token", headers=json)
    assert (answer.status_code, answer.is_json) == (401, True)
    answer = phone.send(document())
    assert answer.status_code in (400, 401)
    assert answer.is_json
    assert world.counts()["deliberation_session"] == before["deliberation_session"]


def test_a_photo_arrives_once_and_goes_with_its_item(world: World) -> None:
    phone = Phone(world)
    kept = phone.send(whole(world)).json["document"]
    key = str(uuid4())
    first = phone.photo(key, picture((400, 300), place=True))
    assert first.status_code == 200, first.text
    assert first.json["document"]["photos"] == [{"key": key, "at": "2026-07-09T11:00:00Z"}]
    again = phone.photo(key, picture((400, 300)))
    assert again.json["files"] == first.json["files"]
    number = first.json["files"][key]
    held = world.read("deliberation_session", phone.number or 0)
    assert held.photos == [number]
    with phone.browser.get(f"/file/{number}?small=1") as small:
        assert small.status_code == 200
    for _ in range(8):
        assert phone.photo(str(uuid4()), picture((40, 30))).status_code == 200
    assert phone.photo(str(uuid4()), picture((40, 30))).status_code == 422
    assert phone.photo(str(uuid4()), b"%PDF-1.7").status_code == 422
    phone.revision = phone.browser.get(f"/meeting/document/{phone.key}").json["revision"]
    answer = phone.send(kept)  # the photos were deleted on the phone
    assert answer.json["document"]["photos"] == []
    with world.as_house() as work:
        assert work.session.get(FileEntry, number).deleted_at is not None


def test_too_much_and_nonsense_is_refused(world: World) -> None:
    phone = Phone(world)
    assert phone.send({**document(), "resolution": "长" * 600_000}).status_code == 413
    assert phone.send("x").status_code == 422
    assert phone.browser.send("POST", "/meeting/sync", ["x"]).status_code == 400
    assert phone.browser.send("POST", "/meeting/sync", {"device_key": "x"}).status_code == 400


def test_the_page_knows_who_may_be_expected_and_no_other_community(world: World) -> None:
    phone = Phone(world)
    found = phone.browser.get("/meeting/context").json
    names = {one["name"] for one in found["people"]}
    assert "员工grid_leader" in names
    with world.as_house() as work:
        held = work.session.scalars(
            select(SessionAttendance.name).where(
                SessionAttendance.organisation_id.in_(world.place("a2").units.values()),
                SessionAttendance.organisation_id.not_in(world.place("a1").units.values()),
            )
        ).all()
    assert not names & set(held)
    assert found["organisation"] == world.place().units["community"]
    assert phone.browser.get("/meeting/find?what=account&q=x").status_code == 400
    options = phone.browser.get("/meeting/find?what=person&q=员工").json["options"]
    assert options


def test_the_way_to_the_page_stands_where_sessions_are(world: World, client: Callable[..., Browser]) -> None:
    number = world.place().rows["deliberation_session"][0]
    for who, there in ((SECRETARY, True), (Role.SECTION, False)):
        browser = client(who)
        assert (f'href="/meeting/{number}"' in browser.get(f"/deliberation_session/show/{number}").text) is there
        assert ('href="/meeting/"' in browser.get("/deliberation_session/list/").text) is there


def test_the_worker_keeps_every_script_that_the_page_loads() -> None:
    found, todo = set(), {"meeting.js"}
    while todo:
        name = todo.pop()
        found.add(f"js/{name}")
        imported = re.findall(r'from "\./([\w.]+)"', (STATIC / "js" / name).read_text(encoding="utf-8"))
        todo |= {other for other in imported if f"js/{other}" not in found}
    assert found == {name for name in FILES if name.startswith("js/")}


def test_the_worker_names_what_it_keeps_and_the_page_it_keeps_names_nobody(world: World) -> None:
    browser = Browser(world.app)
    worker = browser.get("/sw.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    for language, words in (("zh", "小板凳议事会"), ("en", "Small bench meeting")):
        shell = browser.get(f"/meeting/shell?lang={language}")
        assert words in shell.text
        assert f"/meeting/shell?lang={language}" in worker.text
        assert "csrf" not in shell.text
        assert world.browser(SECRETARY).get(f"/meeting/shell?lang={language}").data == shell.data


def decided(world: World) -> list[tuple[int, str, str]]:
    """The assignments that follow the decision of the test."""
    with world.as_house() as work:
        found = select(Assignment).where(Assignment.text == "换 3 个门禁")
        return [(row.issue_id, row.state, str(row.due_on)) for row in work.session.scalars(found)]


def test_each_decision_becomes_an_assignment_on_the_issue_once(world: World) -> None:
    issue = world.place().rows["issue"][0]
    phone, said = Phone(world), {**whole(world), "issues": [entry("issues", issue=issue)], "ended": True}
    answer = phone.send(said)
    assert answer.status_code == 200, answer.text
    written = decided(world)
    assert [row[:2] for row in written] == [(issue, "open")]
    again = {**answer.json["document"], "ended": False}
    assert phone.send(again).status_code == 200
    assert phone.send({**again, "ended": True}).status_code == 200
    assert decided(world) == written
