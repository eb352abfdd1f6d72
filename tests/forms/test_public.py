"""The public form of a register: reached by a code, filled in without an account, once and within its limits."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.access import captcha, sendings
from app.access.audit import AuditEntry
from app.access.files import FileEntry, Limits
from app.declare import Role
from app.forms.public import Place, place_of, token_of
from app.forms.registers import entry_class
from app.forms.spec import Faulty
from tests.access.samples import picture
from tests.conftest import World
from tests.forms.filled import KINDS, every, key, publish
from tests.world import Browser, Page

STREET, SECRETARY = Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY
NAME = "register/wishes"
ASKED = ["f_what", "f_kind", "f_more", "f_phone"]
FORM: dict[str, Any] = {
    "register": {
        "label": {"zh": "群众诉求台账", "en": "Wishes"},
        "public": {"fields": ASKED, "thanks": {"zh": "谢谢您的反映", "en": "Thank you, neighbour"}},
    },
    "fields": [
        {"key": "f_what", "kind": "text", "label": {"zh": "什么事", "en": "What"}, "required": True, "length": 60},
        {"key": "f_kind", "kind": "choice", "label": "哪一类", "options": [{"code": "lift", "zh": "电梯"}, {"code": "noise", "zh": "噪声"}]},
        {"key": "f_more", "kind": "text", "label": "哪部电梯", "required": True},
        {"key": "f_phone", "kind": "phone", "label": {"zh": "手机号", "en": "Mobile"}},
        {"key": "f_state", "kind": "choice", "label": "办理", "default": "new", "options": [{"code": "new", "zh": "新收"}, {"code": "done", "zh": "办结"}]},
        {"key": "f_number", "kind": "serial", "label": "编号"},
    ],
    "conditions": [{"field": "f_more", "when": {"field": "f_kind", "values": ["lift"]}}],
    "list": ["f_kind"],
}  # fmt: skip


def form(**public: Any) -> dict[str, Any]:
    """The form with another public part."""
    return {**FORM, "register": {**FORM["register"], "public": public}}


@pytest.fixture
def office(either_world: World) -> World:
    """A world whose street A has a register with a public form."""
    publish(either_world, either_world.place().units["street"], {NAME: FORM})
    return either_world


def address(world: World, unit: str = "community", key: str = "wishes", maker: str = "street") -> str:
    """The address of the form for a unit of street A."""
    units = world.place().units
    with world.app.app_context():
        return f"/q/{token_of(Place(maker=units[maker], unit=units[unit], key=key))}"


def reckon(page: Page) -> str:
    """The answer to the question on a page."""
    words = re.search(r"([一二三四五六七八九十]+)(加|减)([一二三四五六七八九十]+)等于几", page.words)
    assert words is not None, page.words
    one, two = (next(n for n in range(19) if captcha.spelt(n, "zh") == words[part]) for part in (1, 3))
    return str(one + two if words[2] == "加" else one - two)


def opened(world: World, path: str) -> tuple[Browser, dict[str, Any]]:
    """A visitor's browser, and what his form would send with the right answer."""
    browser = Browser(world.app)
    page = Page(browser.get(path).text)
    found = {name: value[0] for name, value in page.form().items()}
    browser.token = found["csrf_token"]
    return browser, {**found, "_answer": reckon(page)}


def send(world: World, path: str, **values: Any) -> Any:
    """Fill in the form and send it, as a new visitor."""
    browser, sent = opened(world, path)
    return browser.post(path, {**sent, **values})


def entries(world: World) -> list[Any]:
    """(organisation, extra, client_uuid) of every entry of the register."""
    with world.as_house() as work:
        model = entry_class(f"{world.place().units['street']}/wishes")
        return list(work.session.execute(select(model.id, model.organisation_id, model.street_id, model.extra)))


def test_the_form_is_shown_in_both_languages(office: World) -> None:
    path = address(office)
    chinese = Browser(office.app).get(path)
    assert chinese.status_code == 200
    page = Page(chinese.text)
    assert "群众诉求台账" in page.words and "什么事" in page.words and "等于几" in page.words
    assert {"f_what", "f_kind", "f_more", "f_phone"} <= page.names
    assert not {"f_state", "f_number", "organisation"} & page.names
    assert "http://" not in re.sub(r"https?://www\.w3\.org/\S+", "", chinese.text)
    assert 'lang="zh-CN"' in chinese.text and "data-draft" not in chinese.text
    english = Page(Browser(office.app, language="en").get(path).text)
    assert "Wishes" in english.words and "What is " in english.words and "Mobile" in english.words
    thanks = Browser(office.app, language="en").get(f"{path}/thanks")
    assert "Thank you, neighbour" in thanks.text


def test_an_entry_lands_in_its_unit_and_says_where_it_came_from(office: World) -> None:
    path, units = address(office), office.place().units
    answer = send(office, path, f_what="电梯停了", f_kind="lift", f_more="2号梯", f_phone="13800138000")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}/thanks"), Page(answer.text).words
    assert "谢谢您的反映" in Browser(office.app).get(f"{path}/thanks").text
    ((number, organisation, street, extra),) = entries(office)
    assert (organisation, street) == (units["community"], units["street"])
    assert extra["f_what"] == "电梯停了" and extra["f_more"] == "2号梯" and extra["f_number"]
    assert extra["f_state"] == "new" and "13800138000" not in str(extra)
    with office.as_house() as work:
        asked = select(AuditEntry).where(AuditEntry.resource == NAME, AuditEntry.record_id == number)
        (traced,) = work.session.scalars(asked)
        assert (traced.action, traced.user_id, traced.user_name) == ("add", None, "公众")
        assert traced.address == "127.0.0.1"
        assert "二维码" in (traced.note or "") and traced.changes["f_what"] == [None, "电梯停了"]
    secretary = office.browser(SECRETARY)
    assert "电梯停了" in secretary.get(f"/{NAME}/show/{number}").text
    assert "电梯停了" in secretary.get(f"/{NAME}/list/?q=").text
    assert office.browser("community2").get(f"/{NAME}/show/{number}").status_code == 404
    assert office.browser("street2").get(f"/{NAME}/show/{number}").status_code == 404


def test_conditions_hold(office: World) -> None:
    path = address(office)
    refused = send(office, path, f_what="电梯停了", f_kind="lift")
    assert refused.status_code == 422 and "哪部电梯" in Page(refused.text).words
    assert send(office, path, f_what="太吵", f_kind="noise", f_more="不该有的").status_code == 303
    ((_number, _unit, _street, extra),) = entries(office)
    assert extra.get("f_more") is None and extra["f_kind"] == "noise"


def test_a_refused_form_keeps_what_was_typed(office: World) -> None:
    path = address(office)
    browser, sent = opened(office, path)
    answer = browser.post(path, {**sent, "f_what": "", "f_phone": "123", "f_kind": "noise"})
    page = Page(answer.text)
    assert answer.status_code == 422 and entries(office) == []
    assert page.value("f_phone") == "123" and page.value("f_kind") == "noise" and "请填写" in page.words
    assert page.value("_answer") == sent["_answer"] and page.value("_token") == sent["_token"]
    again = {name: value[0] for name, value in page.form().items()}
    assert browser.post(path, {**again, "f_what": "太吵", "f_phone": ""}).status_code == 303
    assert len(entries(office)) == 1


def test_a_wrong_answer_keeps_what_was_typed_and_gets_another_question(office: World) -> None:
    path = address(office)
    for wrong in (
        {"_answer": "99"},
        {"_answer": ""},
        {"_seal": "1.x"},
        {"_seal": ""},
        {"_token": str(uuid4())},
        {"_token": "x"},
    ):
        browser, sent = opened(office, path)
        answer = browser.post(path, {**sent, "f_what": "太吵", **wrong})
        page = Page(answer.text)
        assert answer.status_code == 422 and page.value("f_what") == "太吵", wrong
        assert page.value("_answer") == "" and page.value("_token") not in (sent["_token"], wrong.get("_token"))
    assert entries(office) == []
    fresh = {name: value[0] for name, value in page.form().items()}
    assert browser.post(path, {**fresh, "_answer": reckon(page)}).status_code == 303


def test_a_question_is_answered_once_on_its_own_page_and_in_time(office: World) -> None:
    path = address(office)
    browser, sent = opened(office, path)
    assert browser.post(path, {**sent, "f_what": "头一条"}).status_code == 303
    assert browser.post(path, {**sent, "f_what": "另一条"}).status_code == 303  # the same answer once more
    assert [extra["f_what"] for *_place, extra in entries(office)] == ["头一条"]
    elsewhere = address(office, "grid")
    browser, sent = opened(office, path)
    assert browser.post(elsewhere, {**sent, "f_what": "别处"}).status_code == 422
    with office.app.test_request_context():
        old = captcha.ask(path.removeprefix("/q/"), datetime.now(UTC) - timedelta(hours=2))
    late = {"_token": old.token, "_seal": old.seal, "_answer": str(old.result)}
    assert browser.post(path, {**sent, "f_what": "太晚", **late}).status_code == 422
    assert len(entries(office)) == 1


def test_an_answer_may_be_said_in_words(world: World) -> None:
    with world.app.test_request_context():
        question = captcha.ask("x", datetime.now(UTC))
        for locale in ("zh", "en"):
            assert question.answered(f" {captcha.spelt(question.result, locale)} ")
        assert question.answered("".join(chr(ord(sign) + 0xFEE0) for sign in str(question.result)))
        assert not question.answered(str(question.result + 1)) and not question.answered("")
    assert captcha.spelt(17, "zh") == "十七" and captcha.spelt(10, "zh") == "十"


def test_sending_twice_makes_one_entry(office: World) -> None:
    path = address(office)
    browser, sent = opened(office, path)
    answers = [browser.post(path, {**sent, "f_what": "太吵"}) for _time in range(3)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(303, f"{path}/thanks")] * 3
    assert len(entries(office)) == 1
    with office.as_house() as work:
        assert work.session.scalar(select(func.sum(sendings.sendings.c.count))) == 1


def test_sending_at_the_same_time_makes_one_entry_and_keeps_the_limit(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sendings, "MOST", 3)
    path = address(office)
    forms = [opened(office, path) for _form in range(4)]

    def post(number: int) -> int:
        browser, sent = forms[number % 4]
        client = office.app.test_client()
        name = office.app.config["SESSION_COOKIE_NAME"]
        client.set_cookie(name, browser.client.get_cookie(name).value)
        return client.post(path, data={**sent, "f_what": f"第{number % 4}条"}).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(12)))
    kept = [extra["f_what"] for *_place, extra in entries(office)]
    assert len(kept) == len(set(kept)) == 3
    assert set(answers) == {303, 429}


def test_forged_foreign_and_closed_addresses_are_not_there(office: World) -> None:
    path = address(office)
    browser, sent = opened(office, path)
    token = path.removeprefix("/q/")
    with office.app.app_context():
        place = place_of(token)
        assert place is not None and token_of(place) == token
        other = token_of(Place(maker=place.maker, unit=office.place("b1").units["community"], key="wishes"))
        nowhere = token_of(Place(maker=place.maker, unit=999999, key="wishes"))
    middle = len(token) // 2
    changed = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    wrong = [
        changed, token[:-1], token + "A", token + "=", "x", "AAAA", "%00", "%E4%B8%AD", other, nowhere,
        address(office, key="patrol").removeprefix("/q/"),
        address(office, maker="community").removeprefix("/q/"),
        address(office, "district").removeprefix("/q/"),
    ]  # fmt: skip
    for given in wrong:
        for answer in (
            browser.get(f"/q/{given}"),
            browser.get(f"/q/{given}/thanks"),
            browser.post(f"/q/{given}", {**sent, "f_what": "x"}),
        ):
            assert answer.status_code == 404, given
    missing = Page(browser.get(f"/q/{changed}").text).words
    assert browser.get(path).status_code == 200
    publish(office, office.place().units["street"], {NAME: {"register": {**FORM["register"], "public": None}}})
    closed = browser.get(path)
    assert closed.status_code == 404 and Page(closed.text).words == missing
    assert browser.post(path, {**sent, "f_what": "x"}).status_code == 404
    assert browser.get(f"{path}/thanks").status_code == 404
    assert entries(office) == []


def test_a_unit_that_is_gone_takes_no_entries(office: World) -> None:
    path = address(office, "micro_grid")
    assert Browser(office.app).get(path).status_code == 200
    with office.as_house() as work:
        from flask import g

        work.session.rollback()
        g.writing = True
        model = work.resources["organisation"].model
        work.session.get(model, office.place().units["micro_grid"]).deleted_at = datetime.now(UTC)
        work.session.commit()
    assert Browser(office.app).get(path).status_code == 404


def test_an_address_sends_a_number_of_entries_an_hour(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sendings, "MOST", 2)
    path, elsewhere = address(office), address(office, "grid")
    assert send(office, path, f_what="一").status_code == 303
    assert send(office, elsewhere, f_what="二").status_code == 303
    assert send(office, path, f_what="").status_code == 422
    answer = send(office, path, f_what="三")
    assert answer.status_code == 429 and "一小时" in Page(answer.text).words
    assert Page(answer.text).value("f_what") == "三" and len(entries(office)) == 2
    with office.as_house() as work:
        connection, now = work.session.connection(), datetime.now(UTC)
        assert not sendings.take(connection, "127.0.0.1", f"{office.place().units['street']}/wishes", now)
        later = now + sendings.WINDOW + timedelta(seconds=1)
        assert sendings.take(connection, "127.0.0.1", f"{office.place().units['street']}/wishes", later)
        assert sendings.take(connection, "10.0.0.1", "9/other", later)
        assert sendings.take(connection, "10.0.0.2", "9/other", later + sendings.KEPT + timedelta(hours=2))
        assert work.session.scalar(select(func.count()).select_from(sendings.sendings)) == 1
    assert sendings.network("2001:db8:1:2:3::4") == sendings.network("2001:db8:1:2:ffff::9")
    assert sendings.network("::ffff:10.0.0.1") == sendings.network("10.0.0.1") != sendings.network("10.0.0.2")


def test_reading_writes_nothing_and_sending_needs_the_token(office: World) -> None:
    path = address(office)
    before = {name: count for name, count in office.counts().items() if name != "browser_session"}
    browser, sent = opened(office, path)
    browser.get(f"{path}/thanks")
    browser.get(path, query_string={**sent, "f_what": "x"})
    assert browser.post(path, {**sent, "f_what": "x", "csrf_token": ""}).status_code == 400
    assert Browser(office.app).post(path, {**sent, "f_what": "x"}, token=False).status_code == 400
    assert {name: count for name, count in office.counts().items() if name != "browser_session"} == before


def test_hostile_text_is_escaped(office: World) -> None:
    path, bad = address(office), "<script>alert(1)</script>\"'{{7*7}}"
    refused = send(office, path, f_what=bad, f_kind=bad, _answer=bad)
    assert (
        refused.status_code == 422 and "<script>alert" not in refused.text and Page(refused.text).value("f_what") == bad
    )
    assert send(office, path, f_what=bad).status_code == 303
    ((number, *_rest),) = entries(office)
    clerk = office.browser(STREET)
    for page in (f"/{NAME}/show/{number}", f"/{NAME}/list/"):
        assert "<script>alert" not in clerk.get(page).text
    words = {**FORM["register"]["public"], "thanks": bad}
    publish(office, office.place().units["street"], {NAME: form(**words)})
    thanks = Browser(office.app).get(f"{path}/thanks").text
    assert "<script>alert" not in thanks and "7*7" in thanks


def test_nothing_but_what_is_asked_for_is_written(office: World) -> None:
    path, units = address(office), office.place().units
    person = office.place().rows["person"][0]
    more = {"fields": [{"key": "f_inner", "kind": "text", "label": "内部意见", "required": True}]}
    publish(office, units["community"], {NAME: more})
    assert "f_inner" not in Page(Browser(office.app).get(path).text).names
    sneaked = {
        "f_state": "done", "f_number": "X1", "f_inner": "x", "organisation": str(units["street"]), "street_id": "1",
        "created_by": str(person), "deleted_at": "2026-01-01T00:00", "version": "9", "id": "7", "extra": "{}",
        "register": "1/x", "client_uuid": str(uuid4()),
    }  # fmt: skip
    assert send(office, path, f_what="太吵", **sneaked).status_code == 303
    ((number, organisation, _street, extra),) = entries(office)
    assert organisation == units["community"] and "f_inner" not in extra
    assert extra["f_state"] == "new" and extra["f_number"] != "X1"
    with office.as_house() as work:
        kept = work.session.get(entry_class(f"{units['street']}/wishes"), number)
        assert kept.deleted_at is None and kept.created_by_id is None and kept.version == 1


def test_who_is_signed_in_sends_as_the_public_too(office: World) -> None:
    path = address(office)
    other = office.browser("street2")
    page = Page(other.get(path).text)
    sent = {**{name: value[0] for name, value in page.form().items()}, "_answer": reckon(page), "f_what": "路过"}
    assert other.post(path, sent).status_code == 303
    ((number, organisation, _street, _extra),) = entries(office)
    assert organisation == office.place().units["community"]
    assert other.get(f"/{NAME}/show/{number}").status_code == 404
    assert other.get("/q/x").status_code == 404


@pytest.mark.parametrize(
    ("public", "said"),
    [
        ([], "register.public:"),
        ({"thanks": "谢"}, "register.public:"),
        ({"fields": ["f_what", "f_more"], "colour": "red"}, "register.public:"),
        ({"fields": []}, "register.public.fields:"),
        ({"fields": "f_what"}, "register.public.fields:"),
        ({"fields": [1]}, "register.public.fields:"),
        ({"fields": ["f_kind", "f_more"]}, "f_what（什么事）"),
        ({"fields": ["f_what", "f_more"]}, "f_kind"),
        ({"fields": [*ASKED, "f_number"]}, "f_number"),
        ({"fields": [*ASKED, "f_nothing"]}, "f_nothing"),
        ({"fields": [*ASKED, "organisation"]}, "organisation"),
        ({"fields": [*ASKED, "f_old"]}, "f_old"),
        ({"fields": [*ASKED, "f_who"]}, "f_who"),
        ({"fields": [*ASKED, "f_file"]}, "f_file"),
        ({"fields": [*ASKED, "f_sign"]}, "f_sign"),
        ({"fields": [*ASKED, "f_one"]}, "f_one"),
        ({"fields": ASKED, "thanks": 7}, "register.public.thanks:"),
    ],
)
def test_what_a_form_may_not_ask_the_public(world: World, public: Any, said: str) -> None:
    more = [
        {"key": "f_old", "kind": "text", "label": "旧", "retired": True},
        {"key": "f_who", "kind": "link", "label": "谁", "target": "person"},
        {"key": "f_file", "kind": "file", "label": "文件"},
        {"key": "f_sign", "kind": "signature", "label": "签名"},
        {"key": "f_one", "kind": "text", "label": "唯一", "unique": True},
    ]
    spec = {**FORM, "fields": [*FORM["fields"], *more], "register": {**FORM["register"], "public": public}}
    with pytest.raises(Faulty) as found:
        publish(world, world.place().units["street"], {NAME: spec})
    assert any("register.public" in fault and said in fault for fault in found.value.faults), found.value.faults


def test_every_kind_that_may_be_asked_can_be_filled_in(office: World) -> None:
    closed = {"link", "links", "photo", "file", "signature", "serial", "computed"}
    names = [key(kind) for kind in KINDS if kind not in closed]
    register = {"label": "万能台账", "title": [key("text")], "public": {"fields": names}}
    publish(office, office.place().units["street"], {"register/every": {"register": register, **every()}})
    path = address(office, key="every")
    assert set(names) <= Page(Browser(office.app).get(path).text).names
    sent = {
        key("text"): "文\x00字", key("note"): "两行\r\n第二行", key("url"): "https://example.cn/a", key("number"): "12",
        key("percent"): "12.5", key("money"): "3.20", key("day"): "2026-07-08", key("moment"): "2026-07-08T09:30",
        key("yes_no"): "1", key("choice"): "a1", key("choices"): "b2", key("citizen_number"): "11010519491231002X",
        key("credit_code"): "91350100M000100Y43", key("phone"): "13800138000", key("address"): "华新苑3号楼",
        key("place"): "36.2,117.1", key("rating"): "4", key("link"): str(office.place().rows["person"][0]),
    }  # fmt: skip
    refused = send(office, path, **{**sent, key("day"): "yesterday", key("choice"): "zz"})
    assert refused.status_code == 422 and Page(refused.text).value(key("day")) == "yesterday"
    sent[key("text")] = "文字"
    answer = send(office, path, **sent)
    assert answer.status_code == 303, Page(answer.text).words
    clerk = office.browser(STREET)
    (row,) = clerk.get("/api/v1/register/every/").get_json()["rows"]
    found = clerk.get(f"/api/v1/register/every/{row['id']}").get_json()
    assert found[key("number")] == 12 and found[key("choices")] and found[key("link")] is None


def test_codes_are_printed_by_who_designs_or_shares(office: World) -> None:
    clerk = office.browser(STREET)
    assert f'href="/{NAME}/qr"' in clerk.get(f"/{NAME}/list/").text
    page = clerk.get(f"/{NAME}/qr")
    assert page.status_code == 200 and page.text.count('class="code"') == 1
    units = office.place().units
    both = clerk.get(f"/{NAME}/qr", query_string={"unit": [units["street"], units["community"]]})
    assert both.text.count('class="code"') == 2
    assert (
        f"http://localhost{address(office)}" in both.text
        and f"http://localhost{address(office, 'street')}" in both.text
    )
    foreign = clerk.get(f"/{NAME}/qr", query_string={"unit": office.place("b1").units["community"]})
    assert foreign.text.count('class="code"') == 0
    secretary = office.browser(SECRETARY).get(f"/{NAME}/qr")
    assert f"http://localhost{address(office)}" in secretary.text and address(office, "street") not in secretary.text
    worker = office.browser(Role.GRID_STAFF)
    assert f"/{NAME}/qr" not in worker.get(f"/{NAME}/list/").text and worker.get(f"/{NAME}/qr").status_code == 403
    assert office.browser("street2").get(f"/{NAME}/qr").status_code == 404
    publish(office, units["street"], {NAME: {"register": {**FORM["register"], "public": None}}})
    assert f"/{NAME}/qr" not in clerk.get(f"/{NAME}/list/").text and clerk.get(f"/{NAME}/qr").status_code == 404


def test_the_designer_opens_and_closes_it(world: World) -> None:
    publish(world, world.place().units["street"], {NAME: {**FORM, "register": {"label": "群众诉求台账"}}})
    clerk, home = world.browser(STREET), f"/forms/{NAME}"

    def step(**values: Any) -> Any:
        page = Page(clerk.get(home).text)
        kept = {name: value for name, value in page.form().items() if name not in ("public", "public_field", "do")}
        return clerk.post(f"{home}/step", {**kept, "do": "head", **values})

    page = Page(clerk.get(home).text)
    assert page.options["public_field"] == [*ASKED, "f_state"]
    assert page.form()["public_field"] == ["f_what", "f_more"] and "public" not in page.form()
    refused = step(public="1", public_field=["f_kind"])
    assert refused.status_code == 422 and "什么事" in Page(refused.text).words.partition("还不能这样使用")[2][:200]
    answer = step(public="1", public_field=ASKED, thanks_zh="多谢", thanks_en="Thanks")
    assert answer.status_code == 303, Page(answer.text).words
    assert clerk.get(address(world)).status_code == 404  # a draft is nobody's form yet
    assert "向公众开放表单" in Page(clerk.get(f"{home}/publish").text).words
    assert clerk.post(f"{home}/publish", {"note": ""}).status_code == 303
    assert "多谢" in clerk.get(f"{address(world)}/thanks").text
    page = Page(clerk.get(home).text)
    assert page.form()["public"] == ["1"] and page.form()["public_field"] == ASKED
    clerk.post(f"{home}/step", {"do": "remove", "field": "f_phone", "_revision": page.value("_revision")})
    assert Page(clerk.get(home).text).form()["public_field"] == ASKED[:-1]
    assert step().status_code == 303
    words = Page(clerk.get(f"{home}/publish").text).words
    assert "关闭公众表单" in words and "名称、排序" not in words
    assert clerk.post(f"{home}/publish", {"note": ""}).status_code == 303
    assert clerk.get(address(world)).status_code == 404


PHOTOS: dict[str, Any] = {
    "register": {"label": "随手拍", "public": {"fields": ["f_what", "f_photo", "f_other"]}},
    "fields": [
        FORM["fields"][0],
        {"key": "f_photo", "kind": "photo", "label": "现场照片", "required": True},
        {"key": "f_other", "kind": "photo", "label": "其他照片"},
    ],
}


def files(world: World) -> list[Any]:
    """Every stored file."""
    with world.as_house() as work:
        return list(
            work.session.scalars(select(FileEntry).where(FileEntry.kind == "photo", FileEntry.uploaded_by_id == 0))
        )


def upload(data: bytes, name: str = "a.jpg") -> tuple[BytesIO, str]:
    """A file as a browser sends it."""
    return BytesIO(data), name


def test_photos_come_with_the_form_and_are_drawn_anew(office: World) -> None:
    publish(office, office.place().units["street"], {"register/snaps": PHOTOS})
    path = address(office, key="snaps")
    told = picture((400, 300), place=True)
    answer = send(office, path, f_what="井盖坏了", f_photo=[upload(told), upload(told, "b.jpg")])
    assert answer.status_code == 303, Page(answer.text).words
    [first, second] = files(office)
    assert (first.resource, first.field, first.street_id) == (
        "register/snaps",
        "f_photo",
        office.place().units["street"],
    )
    assert first.record_id == second.record_id is not None
    staff = office.browser(STREET)
    drawn = staff.get(f"/file/{first.id}")
    assert drawn.status_code == 200 and not Image.open(BytesIO(drawn.data)).getexif()
    drawn.close()
    assert "hz-photos" in staff.get(f"/register/snaps/show/{first.record_id}").text
    assert Browser(office.app).get(f"/file/{first.id}").status_code in (302, 303, 401, 403, 404)


def test_photos_that_are_none_too_many_or_not_ours_are_refused_and_nothing_is_kept(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(office, office.place().units["street"], {"register/snaps": PHOTOS})
    path = address(office, key="snaps")
    good = picture((20, 20))
    page = Page(send(office, path, f_what="甲", f_photo=[upload(b"<svg onload=alert(1)>", "x.jpg")]).text)
    assert "重新选择照片" in page.words
    four = send(office, path, f_what="甲", f_photo=[upload(good)] * 2, f_other=[upload(good), upload(good)])
    assert four.status_code == 422 and "最多发送 3 张照片" in Page(four.text).words
    none = send(office, path, f_what="甲")
    assert none.status_code == 422
    assert send(office, path, f_what="甲", f_photo="1").status_code == 422
    with monkeypatch.context() as patch:
        patch.setattr(Limits, "of", lambda self, kind: len(good) - 1)
        large = send(office, path, f_what="甲", f_photo=[upload(good)])
        assert large.status_code == 422 and "a.jpg" in Page(large.text).words
    assert Limits().of("photo") == 10 * 1024 * 1024
    wrong = send(office, path, f_what="甲", f_photo=[upload(good)], _answer="99")
    assert wrong.status_code == 422 and "重新选择照片" in Page(wrong.text).words
    assert files(office) == []
    browser, sent = opened(office, path)
    for _again in range(2):
        assert browser.post(path, {**sent, "f_what": "甲", "f_photo": [upload(good)]}).status_code == 303
    assert len(files(office)) == 1
