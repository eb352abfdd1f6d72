"""A resident reports with the code of a poster: once, privately, and nothing that he typed is lost."""

from __future__ import annotations

import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from app.access import sendings
from app.access.audit import AuditEntry
from app.access.files import FileEntry
from app.assets import STATIC
from app.declare import Role
from models.issue import Issue
from models.organisation import Organisation
from models.report import IssueReport, forget_reporters
from tests.conftest import World
from tests.residents.scene import TEXT, change, picture, poster, report, reports, scan, upload
from tests.test_budgets import BYTES
from tests.world import Browser, Page
from tools.statics import build

CENTRE = Role.STREET_CENTRE


def test_a_report_makes_an_issue_of_the_grid_and_gives_a_code(world: World) -> None:
    browser, code = report(world, spot="2单元门前", name="张女士", phone="138 1234 2106", category="fire")
    ((found, issue),) = reports(world)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{10}", code) and found.token == code
    assert issue.organisation_id == found.organisation_id == world.place().units["grid"]
    assert (issue.state, issue.source, issue.channel, issue.category) == ("collect", "residents", "code", "fire")
    assert issue.title == f"2单元门前：{TEXT}" and issue.description == found.text == TEXT
    assert (issue.reporter_phone, issue.anonymous, found.name) == ("13812342106", False, "张女士")
    with world.as_house() as work:
        traced = work.session.scalars(select(AuditEntry).where(AuditEntry.resource == "issue").order_by(-AuditEntry.id))
        entry = traced.first()
        assert entry is not None and (entry.user_id, entry.user_name, entry.action) == (None, "公众", "add")
        assert "二维码" in (entry.note or "") and "13812342106" not in str(entry.changes)
    page = browser.get(f"/f/{code}?new=1").text
    assert f"{code[:4]} {code[4:7]} {code[7:]}" in page and "已收到" in page
    staff = world.browser(CENTRE)
    assert TEXT in staff.get(f"/issue/show/{issue.id}").text
    shown = staff.get(f"/issue_report/show/{found.id}").text
    assert TEXT in shown and code not in shown and "13812342106" not in shown


def test_nothing_but_what_it_is_about_is_needed(world: World) -> None:
    report(world)
    ((found, issue),) = reports(world)
    assert found.anonymous and issue.anonymous and issue.category == "other" and found.phone is None


def test_the_page_says_why_who_and_how_long_and_works_without_script(world: World) -> None:
    markup = Browser(world.app).get(poster(world)).text
    page = Page(markup)
    assert "180 天" in page.words and "只有办这件事的人看得到" in page.words
    required = [found["name"] for tag, found in page.tags if "required" in found]
    assert required == ["text", "_answer"]
    english = Page(Browser(world.app, language="en").get(poster(world)).text)
    assert "What is it about?" in english.words


def test_sending_again_answers_the_same_code(either_world: World) -> None:
    browser, sent, path = scan(either_world)
    first = browser.post(path, sent).headers["Location"]
    again = browser.post(path, {**sent, "_answer": "", "_seal": ""})  # the network failed, the sum is over by now
    assert (again.status_code, again.headers["Location"]) == (303, first)
    told = browser.post(path, sent, headers={"X-Requested-With": "fetch"})
    assert (told.status_code, told.json["url"]) == (200, first)
    assert len(reports(either_world)) == 1


def test_two_taps_at_once_make_one_issue(either_world: World) -> None:
    browser, sent, path = scan(either_world)
    name = either_world.app.config["SESSION_COOKIE_NAME"]

    def post(_number: int) -> tuple[int, str]:
        client = either_world.app.test_client()
        client.set_cookie(name, browser.client.get_cookie(name).value)
        answer = client.post(path, data=sent)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(post, range(4)))
    assert len(answers) == 1 and next(iter(answers))[0] == 303
    ((_found, issue),) = reports(either_world)
    with either_world.as_house() as work:
        same = select(Issue.id).where(Issue.description == TEXT)
        assert list(work.session.scalars(same)) == [issue.id]


def test_one_sum_is_good_for_one_report(world: World) -> None:
    browser, sent, path = scan(world)
    assert browser.post(path, sent).status_code == 303
    other = browser.post(path, {**sent, "_key": "4ff9d2b0-0000-4000-8000-000000000001", "text": "另一件"})
    assert other.status_code == 422 and Page(other.text).value("text") == "另一件" and "已经用过" in other.text
    assert len(reports(world)) == 1


@pytest.mark.parametrize(
    ("values", "status", "field", "words"),
    [
        ({"text": " "}, 422, "text", "请写下"),
        ({"text": "长" * 2001}, 422, "text", "2000"),
        ({"phone": "12"}, 422, "phone", "13812345678"),
        ({"spot": "长" * 121}, 422, "spot", "120"),
        ({"category": "no-such"}, 422, "category", ""),
        ({"_answer": "99"}, 422, "_answer", "新的题目"),
        ({"_seal": "1.x"}, 422, "_answer", "新的题目"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(
    world: World, values: dict[str, str], status: int, field: str, words: str
) -> None:
    browser, sent, path = scan(world)
    typed = {**sent, "name": "李先生", **values}
    answer = browser.post(path, typed)
    page = Page(answer.text)
    assert answer.status_code == status and reports(world) == []
    assert page.value("name") == "李先生" and page.value("_key") == sent["_key"]
    if field != "category":
        assert field == "_answer" or page.value(field).strip() == typed[field].strip()
    said = [text for around, text in page.texts if "err" in around]
    assert any(words in text for text in said), said
    told = browser.post(path, typed, headers={"X-Requested-With": "fetch"})
    assert told.status_code == status and words in " ".join(told.json["errors"][field])
    assert "等于几" in told.json["question"]["words"]


def test_ten_megabytes_of_text_are_not_taken(world: World) -> None:
    browser, sent, path = scan(world)
    answer = browser.post(path, {**sent, "text": "x" * 10_000_000})
    assert answer.status_code == 413 and reports(world) == []
    told = browser.post(path, {**sent, "text": "x" * 10_000_000}, headers={"X-Requested-With": "fetch"})
    assert told.status_code == 413 and told.json["message"]


def test_photos_are_drawn_anew_without_their_place(world: World) -> None:
    data = picture(placed=True)
    report(world, photos=[upload(data), upload(picture((3000, 2000)), "b.jpeg")])
    ((found, issue),) = reports(world)
    assert found.photos and issue.photos and len(found.photos) == 2 and not {*found.photos} & {*issue.photos}
    blobs = world.app.extensions["huizhi"].blobs
    with world.as_house() as work:
        for number in (*found.photos, *issue.photos):
            entry = work.session.get(FileEntry, number)
            assert entry is not None and entry.record_id in (found.id, issue.id)
            with Image.open(blobs.path(entry.sha256)) as kept:
                assert kept.format == "JPEG" and max(kept.size) <= 2560 and not kept.getexif()
    staff = world.browser(CENTRE)
    with staff.get(f"/file/{issue.photos[0]}") as shown:
        assert shown.status_code == 200
    assert Browser(world.app).get(f"/file/{found.photos[0]}").status_code in (302, 401, 404)


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it is 60000 by 60000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "files",
    [
        [(b"<script>alert(1)</script>", "x.jpg")],
        [(bomb(), "x.png")],
        [(picture(), "x.exe")],
        [(picture() + b"\0" * 10_500_000, "x.jpg")],
        [(picture(), f"{number}.jpg") for number in range(4)],
    ],
    ids=["no picture", "bomb", "wrong ending", "too large", "too many"],
)
def test_a_photo_that_is_none_is_refused_and_the_words_stay(world: World, files: list[tuple[bytes, str]]) -> None:
    browser, sent, path = scan(world)
    answer = browser.post(path, {**sent, "photos": [upload(*item) for item in files]})
    answer.request.environ["wsgi.input"].close()  # the client keeps a large body in a file
    page = Page(answer.text)
    assert answer.status_code == 422 and page.value("text") == TEXT and reports(world) == []
    assert any("err" in around and text for around, text in page.texts)


def test_a_good_photo_waits_for_the_next_try_of_the_same_form(world: World) -> None:
    browser, sent, path = scan(world)
    refused = browser.post(path, {**sent, "phone": "12", "photos": [upload(picture())]})
    held = Page(refused.text).form()
    assert len(held["_photo"]) == 1 and "已保留 1 张" in refused.text
    other, foreign, _path = scan(world)  # another one cannot take it
    assert other.post(path, {**foreign, "_photo": held["_photo"]}).status_code == 303
    assert browser.post(path, {**sent, "_photo": held["_photo"] + ["x", "AAAA"]}).status_code == 303
    assert [len(found.photos or ()) for found, _issue in reports(world)] == [0, 1]


def test_forged_and_closed_codes_lead_nowhere(world: World) -> None:
    browser, sent, path = scan(world, poster(world, "micro_grid"))
    token = path.removeprefix("/r/")
    for wrong in (token[:-1], f"{token}A", "x", "AAAA", "%00", poster(world, "section").removeprefix("/r/")):
        answer = browser.get(f"/r/{wrong}")
        assert answer.status_code == 404 and browser.post(f"/r/{wrong}", sent).status_code == 404, wrong
        assert browser.get(f"/help/{wrong}").status_code == 404
    change(world, world.place().units["micro_grid"], Organisation, valid_to=date(2020, 1, 1))
    gone = browser.get(path)
    assert gone.status_code == 410 and browser.post(path, sent).status_code == 410
    assert poster(world) in Page(gone.text).links  # to the grid that it was a part of
    change(world, world.place().units["grid"], Organisation, deleted_at=datetime.now(UTC))
    assert browser.get(poster(world)).status_code == 410
    assert poster(world, "community") in Page(browser.get(path).text).links
    assert reports(world) == []


def test_an_address_sends_a_number_of_reports_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sendings, "MOST", 1)
    report(world)
    browser, sent, path = scan(world)
    answer = browser.post(path, {**sent, "photos": [upload(picture())]})
    assert answer.status_code == 429 and Page(answer.text).value("text") == TEXT and len(reports(world)) == 1


def test_reading_writes_nothing_and_sending_needs_the_token(world: World) -> None:
    before = {name: count for name, count in world.counts().items() if name != "browser_session"}
    browser, sent, path = scan(world)
    browser.get(path, query_string=sent)
    browser.get(path.replace("/r/", "/help/"))
    assert browser.post(path, {**sent, "csrf_token": ""}).status_code == 400
    assert {name: count for name, count in world.counts().items() if name != "browser_session"} == before


def test_hostile_words_are_escaped(world: World) -> None:
    bad = "<script>alert(1)</script>\"'{{7*7}}"
    browser, sent, path = scan(world)
    assert "<script>alert" not in browser.post(path, {**sent, "text": bad, "name": bad, "phone": bad}).text
    _browser, code = report(world, text=bad, spot=bad, name=bad)
    assert "<script>alert" not in browser.get(f"/f/{code}").text


def test_the_page_and_all_it_needs_stay_below_sixty_kilobytes(world: World) -> None:
    import brotli

    names = build(STATIC)
    markup = Browser(world.app).get(poster(world)).text
    asked = set(re.findall(r'(?:href|src)="/static/(?:build/)?([^"#?]+)', markup))
    sources = [re.sub(r"\.[0-9a-f]{12}(?=\.[a-z]+$)", "", name) for name in asked]
    weights = {name: (STATIC / "build" / f"{names[name]}.br").stat().st_size for name in sources}
    assert {"css/resident.css", "js/report.js"} <= set(weights)
    assert len(brotli.compress(markup.encode())) + sum(weights.values()) < BYTES / 2, weights


def test_names_and_phones_are_forgotten_as_the_form_promised(world: World) -> None:
    report(world, name="张女士", phone="13812342106")
    ((found, issue),) = reports(world)
    today = datetime.now(UTC)
    change(world, issue.id, Issue, state="closed", closed_on=(today - timedelta(days=181)).date())
    with world.as_house() as work:
        from flask import g

        work.session.rollback()
        g.writing = True
        forget_reporters(work.session, today - timedelta(days=10))
        assert work.session.get_one(IssueReport, found.id).name == "张女士"
        assert forget_reporters(work.session, today) >= 1
        work.session.commit()
    ((found, issue),) = reports(world)
    assert (found.name, found.phone, issue.reporter_name, issue.reporter_phone) == (None, None, None, None)


def test_the_page_of_help_names_who_is_in_charge_and_no_private_number(world: World) -> None:
    change(world, world.place().units["community"], Organisation, public_phone="0538-8224321")
    page = Page(Browser(world.app).get(poster(world).replace("/r/", "/help/")).text)
    assert "有事找谁说" in page.words and "谁来办" in page.words and "怎么办" in page.words
    assert "0538-8224321" in page.words and "员工grid_leader" in page.words
    assert "tel:0538-8224321" in page.links and not re.search(r"1[3-9]\d{9}", page.words)


def test_posters_have_a_sheet_for_each_grid_and_flag_those_without_a_leader(world: World) -> None:
    staff = world.browser(CENTRE)
    answer = staff.get("/posters/?kind=all")
    assert answer.status_code == 200 and answer.text.count('class="poster"') == 4
    assert answer.text.count("<svg") >= 4 and poster(world) in answer.text and "没有网格长" in answer.text
    assert poster(world, "micro_grid") not in staff.get("/posters/").text
    secretary = world.browser(Role.COMMUNITY_SECRETARY)
    mine = secretary.get("/posters/").text
    assert mine.count('class="poster"') == 1 and "/posters/" in secretary.get("/").text
    assert secretary.get(f"/posters/?unit={world.place('a2').units['community']}").status_code == 404
    assert staff.get(f"/posters/?unit={world.place('b1').units['community']}").status_code == 404
    assert world.browser(Role.GRID_STAFF).get("/posters/").status_code == 403
    assert Browser(world.app).get("/posters/").status_code in (302, 401)
