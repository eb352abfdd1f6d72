"""Computed fields: worked out at every write, kept like any other value, refused in words where they are wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.access.audit import AuditEntry
from app.declare import Role
from app.form_commands import forms_group
from app.forms.spec import Faulty
from tests.conftest import World
from tests.forms.filled import extended, publish, spec
from tests.forms.test_form_spec import faults
from tests.forms.test_own_fields import stored
from tests.world import Browser, Page

STREET, SECRETARY = Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY
NAME = "register/buy"


def field(key: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": label, **more}


def computed(key: str, result: str, expression: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "computed",
        "label": more.pop("label", key),
        "result": result,
        "expression": expression,
        **more,
    }


SUM = computed("f_sum", "money", "f_count * f_price", label={"zh": "金额", "en": "Amount"})
BUY: dict[str, Any] = {
    "register": {"label": {"zh": "采购台账", "en": "Purchases"}, "title": ["f_name"]},
    "fields": [
        computed("f_state", "text", 'if(empty(f_paid), "未付", if(f_late > 0, "逾期", "按时"))', label="状态"),
        computed("f_late", "number", "max(days(f_due, f_paid), 0)", label="逾期天数", unit="天"),
        field("f_name", "text", "品名"),
        field("f_count", "number", "数量"),
        field("f_price", "money", "单价"),
        SUM,
        field("f_due", "day", "应付日"),
        field("f_paid", "day", "付款日"),
        computed("f_until", "day", "add_days(f_due, 30)", label="最迟"),
        computed("f_large", "yes_no", "f_sum >= 1000", label="大额"),
        computed("f_share", "percent", "f_sum / 3000 * 100", label="占比", decimals=2),
        computed("f_each", "number", "f_sum / 7", label="七分之一", decimals=3),
    ],
    "list": ["f_state", "f_late", "f_sum", "f_until", "f_large", "f_share"],
    "filters": ["f_state", "f_late", "f_sum", "f_until", "f_large"],
    "search": ["f_name", "f_state"],
    "charts": [
        {"label": "按状态", "count_by": "f_state", "kind": "bar"},
        {"label": "按月最迟", "count_by": "f_until", "every": "month", "kind": "line"},
        {"label": "金额合计", "sum_of": "f_sum", "by": "organisation", "kind": "bar"},
    ],
}  # fmt: skip


@pytest.fixture
def office(either_world: World) -> World:
    publish(either_world, either_world.place().units["street"], {NAME: BUY})
    return either_world


def buy(browser: Browser, name: str, **more: str) -> int:
    page = Page(browser.get(f"/{NAME}/add").text)
    assert not {"f_sum", "f_state", "f_late"} & page.names
    answer = browser.post(f"/{NAME}/add", {**page.form(), "_token": str(uuid4()), "f_name": name, **more})
    assert answer.status_code == 303, Page(answer.text).words
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def worked(world: World, number: int) -> dict[str, Any]:
    names = {item["key"] for item in BUY["fields"] if item["kind"] == "computed"}
    return {name: value for name, value in stored(world, number, NAME).items() if name in names}


def test_values_are_worked_out_kept_and_go_through_every_door(office: World) -> None:
    browser = office.browser(STREET)
    first = buy(browser, "灭火器", f_count="12", f_price="85.50", f_due="2026-01-10", f_paid="2026-01-25")
    second = buy(browser, "扫把", f_count="3", f_price="9.90", f_due="2026-03-01", f_paid="2026-02-20")
    third = buy(browser, "待定", f_count="3")
    assert worked(office, first) == {
        "f_state": "逾期",
        "f_late": 15,
        "f_sum": Decimal("1026.00"),
        "f_until": date(2026, 2, 9),
        "f_large": True,
        "f_share": Decimal("34.20"),
        "f_each": Decimal("146.571"),
    }
    assert worked(office, third) == {**dict.fromkeys(worked(office, first)), "f_state": "未付"}
    links = {name: f'href="/{NAME}/show/{number}"' for name, number in (("1", first), ("2", second), ("3", third))}

    def found(asked: str) -> str:
        with office.app.test_request_context():
            page = browser.get(f"/{NAME}/list/?{asked}").text
        return "".join(
            sorted((name for name, link in links.items() if link in page), key=lambda name: page.index(links[name]))
        )

    assert found("f_sum__gte=1000") == "1" and found("f_sum=29.70") == "2" and found("f_sum__empty=1") == "3"
    assert found("f_late=15") == "1" and found("f_late=0") == "2"
    assert found("f_state=%E9%80%BE%E6%9C%9F") == "1" and found("q=%E9%80%BE%E6%9C%9F") == "1"
    assert found("f_until__from=2026-03-01") == "2" and found("f_large=1") == "1"
    assert found("sort=f_sum&f_sum__empty=0") == "21" and found("sort=-f_until&f_sum__empty=0") == "21"
    assert found("sort=f_late&f_sum__empty=0") == "21" and found("sort=-f_share&f_sum__empty=0") == "12"
    listed, shown = browser.get(f"/{NAME}/list/").text, Page(browser.get(f"/{NAME}/show/{first}").text).words
    assert "1,026.00" in listed and "34.20%" in listed
    assert "15 天" in shown and "2026年2月9日" in shown
    charts = browser.get(f"/{NAME}/chart/").text
    assert "逾期" in charts and "按月最迟" in charts and "金额合计" in charts and "1,055.70" in charts
    exported = browser.post(f"/{NAME}/export", {"address": "columns=f_name,f_sum,f_state,f_until", "format": "csv"})
    assert "1026.00" in exported.data.decode("utf-8-sig") and "2026-02-09" in exported.data.decode("utf-8-sig")
    assert "f_sum" not in Page(browser.get(f"/{NAME}/edit/{first}").text).names
    row = browser.get(f"/api/v1/{NAME}/{first}").get_json()
    assert (row["f_sum"], row["f_late"], row["f_until"], row["f_large"]) == ("1026.00", 15, "2026-02-09", True)


def test_it_follows_what_it_is_made_of_and_is_written_by_nobody(office: World) -> None:
    browser = office.browser(STREET)
    number = buy(browser, "灭火器", f_count="2", f_price="500", f_due="2026-01-10", f_paid="2026-01-25")
    path = f"/api/v1/{NAME}/{number}"
    for body in ({"f_sum": "1.00"}, {"f_count": 3, "f_state": "按时"}):
        answer = browser.send("PUT", path, body)
        assert answer.status_code == 422 and set(answer.get_json()["fields"]) <= {"f_sum", "f_state"}
    assert browser.send("PUT", path, {"f_count": 3}).get_json()["f_sum"] == "1500.00"
    page = Page(browser.get(f"/{NAME}/edit/{number}").text)
    assert browser.post(f"/{NAME}/edit/{number}", {**page.form(), "f_price": "100.01", "f_sum": "7"}).status_code == 303
    assert worked(office, number)["f_sum"] == Decimal("300.03") and worked(office, number)["f_large"] is False
    assert browser.send("PUT", path, {"f_price": None, "f_paid": None}).status_code == 200
    assert worked(office, number) == {
        **dict.fromkeys(worked(office, number)),
        "f_state": "未付",
        "f_until": date(2026, 2, 9),
    }
    assert browser.send("PUT", path, {"f_price": "9007199254740", "f_count": 900000000}).status_code == 200
    assert worked(office, number)["f_sum"] is None  # more than an amount holds
    with office.as_house() as work:
        entries = work.session.execute(
            select(AuditEntry.changes).where(AuditEntry.resource == NAME, AuditEntry.record_id == number)
        ).all()
    assert entries[0].changes["f_sum"] == [None, "1000.00"] and entries[1].changes["f_sum"] == ["1000.00", "1500.00"]


def test_a_computed_value_can_be_the_only_one_of_its_kind(either_world: World) -> None:
    one = computed("f_mark", "text", 'concat(f_name, "-", f_count)', unique=True, label="编码")
    form = {
        "register": {"label": "编码台账"},
        "fields": [field("f_name", "text", "品名"), field("f_count", "number", "数量"), one],
    }
    publish(either_world, either_world.place().units["street"], {"register/mark": form})
    browser = either_world.browser(STREET)
    assert browser.send("POST", "/api/v1/register/mark/", {"f_name": "甲", "f_count": 1}).status_code == 201
    answer = browser.send("POST", "/api/v1/register/mark/", {"f_name": "甲", "f_count": 1})
    assert answer.status_code == 422 and "f_mark" in answer.get_json()["fields"]
    assert browser.send("POST", "/api/v1/register/mark/", {"f_name": "甲", "f_count": 2}).status_code == 201


def test_a_declared_record_and_a_lower_unit_compute_too(either_world: World) -> None:
    place = either_world.place()
    street = [field("f_fee", "money", "每户费用"), computed("f_all", "money", "households * f_fee")]
    publish(either_world, place.units["street"], {"compound": {"fields": street}})
    secretary = either_world.browser(SECRETARY)
    lower = [
        computed("f_half", "money", "f_all / 2"),
        computed("f_word", "text", 'concat(name, ":", kind, ":", f_half)'),
    ]
    publish(either_world, place.units["community"], {"compound": {"fields": lower}})
    number = place.rows["compound"][0]
    row = secretary.send("PUT", f"/api/v1/compound/{number}", {"households": 200, "f_fee": "1.25"}).get_json()
    assert (row["f_all"], row["f_half"]) == ("250.00", "125.00")
    assert row["f_word"] == f"{row['name']}:{row['kind']}:125"
    assert "f_half" not in either_world.browser(STREET).get(f"/api/v1/compound/{number}").get_json()


def run(world: World, *arguments: Any) -> Any:
    with world.app.app_context():
        return world.app.test_cli_runner().invoke(forms_group, [str(item) for item in arguments])


def test_a_changed_expression_holds_from_the_next_saving_or_at_once_where_it_is_asked_for(office: World) -> None:
    browser, street = office.browser(STREET), office.place().units["street"]
    first, second, third = (buy(browser, name, f_count="2", f_price="10") for name in ("甲", "乙", "丙"))
    assert browser.post(f"/{NAME}/delete/{third}").status_code == 303
    publish(office, street, {NAME: {"fields": [{**SUM, "expression": "f_count * f_price + 5"}]}})
    assert browser.get(f"/api/v1/{NAME}/{first}").get_json()["f_sum"] == "20.00"
    page = Page(browser.get(f"/{NAME}/edit/{first}").text)
    assert browser.post(f"/{NAME}/edit/{first}", page.form()).status_code == 303
    assert browser.get(f"/api/v1/{NAME}/{first}").get_json()["f_sum"] == "25.00"
    versions = [browser.get(f"/api/v1/{NAME}/{n}").get_json()["version"] for n in (first, second)]
    done = run(office, "recompute", street)
    assert done.exit_code == 0 and done.output == f"{NAME}: 2 changed.\n", done.output
    rows = [browser.get(f"/api/v1/{NAME}/{n}").get_json() for n in (first, second)]
    assert [row["f_sum"] for row in rows] == ["25.00", "25.00"]
    assert [row["version"] for row in rows] == [versions[0], versions[1] + 1]
    assert stored(office, third, NAME)["f_sum"] == Decimal("25.00")
    with office.as_house() as work:
        asked = select(AuditEntry.changes).where(
            AuditEntry.note == "flask forms recompute", AuditEntry.record_id == second
        )
        changes = work.session.execute(asked).scalar_one()
    assert changes["f_sum"] == ["20.00", "25.00"] and "f_name" not in changes
    assert run(office, "recompute", street, NAME).output == f"{NAME}: 0 changed.\n"
    refused = run(office, "recompute", street, "compound")
    assert refused.exit_code == 2 and NAME in refused.output
    assert run(office, "recompute", office.place("b1").units["street"]).output == ""


def test_units_are_worked_out_anew_themselves(either_world: World) -> None:
    street = either_world.place().units["street"]
    called = computed("f_called", "text", 'concat(name, "（", kind, "）")')
    publish(either_world, street, {"organisation": {"fields": [called]}})
    done = run(either_world, "recompute", street)
    assert done.exit_code == 0 and done.output.startswith("organisation: "), done.output
    row = either_world.browser(STREET).get(f"/api/v1/organisation/{street}").get_json()
    assert row["f_called"] == f"{row['name']}（street）"
    other = either_world.place("b1").units["street"]
    assert "f_called" not in (either_world.read("organisation", other).extra or {})


def test_results_that_must_differ_and_do_not_are_told(either_world: World) -> None:
    street = either_world.place().units["street"]
    mark = computed("f_mark", "text", "f_name", unique=True)
    form = {"register": {"label": "编码台账"}, "fields": [field("f_name", "text", "品名"), mark]}
    publish(either_world, street, {"register/mark": form})
    browser = either_world.browser(STREET)
    answers = [browser.send("POST", "/api/v1/register/mark/", {"f_name": name}) for name in ("甲", "乙")]
    numbers = [answer.get_json()["id"] for answer in answers]
    publish(either_world, street, {"register/mark": {"fields": [{**mark, "expression": '"同"'}]}})
    done = run(either_world, "recompute", street)
    assert done.exit_code == 1 and "register/mark: two records would hold the same f_mark." in done.output
    assert [browser.get(f"/api/v1/register/mark/{n}").get_json()["f_mark"] for n in numbers] == ["甲", "乙"]


def test_a_retired_field_keeps_its_value_and_is_worked_out_no_more(office: World) -> None:
    browser, street = office.browser(STREET), office.place().units["street"]
    number = buy(browser, "甲", f_count="2", f_price="10")
    publish(office, street, {NAME: {"fields": [{**SUM, "retired": True}]}})
    row = browser.send("PUT", f"/api/v1/{NAME}/{number}", {"f_count": 5}).get_json()
    assert row["f_sum"] == "20.00"


def test_the_result_of_a_published_field_changes_only_where_all_of_it_can(office: World) -> None:
    street = office.place().units["street"]
    buy(office.browser(STREET), "扫把", f_count="3", f_price="9.90")
    with pytest.raises(Faulty, match=r"fields\[5\]\.kind: "):
        publish(office, street, {NAME: {"fields": [{**SUM, "result": "number"}]}})
    each = next(item for item in BUY["fields"] if item["key"] == "f_each")
    publish(office, street, {NAME: {"fields": [{**each, "decimals": 4}]}})


CIRCLE = [
    computed("f_aa", "number", "f_bb + 1"),
    computed("f_bb", "number", "f_cc"),
    computed("f_cc", "number", "f_aa"),
]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (CIRCLE, "fields[0].expression: These depend on each other in a circle: f_aa → f_bb → f_cc → f_aa"),
        ([computed("f_aa", "number", "f_aa + 1")], "fields[0].expression: These depend on each other in a circle: f_aa → f_aa"),
        ([computed("f_aa", "number", "housholds")], "fields[0].expression: Character 1: there is no field housholds. Did you mean households?"),
        ([computed("f_aa", "number", "1 +")], "fields[0].expression: Character 4: a field, a number, a text or a function is missing here"),
        ([computed("f_aa", "number", "name")], "fields[0].expression: The expression gives a text, and the result should be a number"),
        ([computed("f_aa", "text", '1 + "x"')], "Character 3: + is for numbers. Put texts together"),
        ([computed("f_aa", "yes_no", "name > 3")], "Character 6: > takes values of one kind, not a number beside a text"),
        ([spec("phone"), computed("f_aa", "text", "f_phone")], "fields[1].expression: Character 1: an expression may not use f_phone"),
        ([computed("f_aa", "text", "remarks")], "an expression may not use remarks, because not everybody may see it"),
        ([spec("file"), computed("f_aa", "text", "f_file")], "an expression cannot use f_file"),
        ([spec("links"), computed("f_aa", "number", "f_links")], "an expression cannot use f_links"),
        ([computed("f_aa", "number", "organisation")], "an expression cannot use organisation"),
        ([computed("f_aa", "day", "deleted_at")], "there is no field deleted_at"),
        ([computed("f_aa", "text", "extra")], "there is no field extra"),
        ([computed("f_aa", "text", "__class__")], "there is no field __class__"),
        ([computed("f_aa", "number", "(" * 10_000)], "has at most 500 characters; this one has 10000"),
        ([computed("f_aa", "number", 7)], "fields[0].expression: Give an expression as text"),
        ([computed("f_aa", "text", '"\x00"')], "fields[0].expression: Give an expression as text"),
        ([computed("f_aa", "photo", "1")], "fields[0].result: The result is one of: number, money, percent, day, text, yes_no"),
        ([computed("f_aa", ["text"], "1")], "fields[0].result: The result is one of"),
        ([field("f_aa", "computed", "甲")], "fields[0].expression: This is missing"),
        ([field("f_aa", "computed", "甲", expression="1")], "fields[0].result: This is missing"),
        ([computed("f_aa", "number", "1", required=True)], "fields[0].required: Nobody fills this in by hand"),
        ([computed("f_aa", "number", "1", default="2")], "fields[0].default: Nobody fills this in by hand"),
        ([computed("f_aa", "money", "1", decimals=2)], "fields[0].decimals: A result of this kind has no such option"),
        ([computed("f_aa", "text", '"x"', unit="米")], "fields[0].unit: A result of this kind has no such option"),
        ([computed("f_aa", "number", "1", decimals=9)], "fields[0].decimals: Give a whole number from 0 to 6"),
        ([computed("f_aa", "yes_no", "true", unique=True)], "fields[0].unique: Only a field of one value"),
        ([computed("f_aa", "number", "1", minimum=1)], "fields[0].minimum: A field of this kind has no such option"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_place(world: World, fields: list[Any], told: str) -> None:
    found = faults(world, {"fields": fields})
    assert any(told in fault for fault in found), found


def test_faults_are_told_in_chinese(world: World) -> None:
    with pytest.raises(Faulty) as refused:
        publish_in_chinese(world, [computed("f_aa", "number", "housholds")])
    assert "第 1 个字符：没有字段 housholds。是否要用 households？" in refused.value.faults[0]


def publish_in_chinese(world: World, fields: list[Any]) -> None:
    from flask_babel import force_locale

    with world.app.test_request_context(), force_locale("zh"):
        from app.form_commands import context
        from app.forms.spec import read_form

        read_form({"fields": fields}, world.resources["compound"], world.resources, context("zh"))


HOME = "/forms/compound"


def step(browser: Browser, doing: str, **more: Any) -> Any:
    revision = Page(browser.get(HOME).text).value("_revision")
    return browser.post(f"{HOME}/step", {"do": doing, "_revision": revision, **more})


def test_a_clerk_makes_one_in_the_designer(world: World) -> None:
    clerk = world.browser(STREET)
    key = step(clerk, "add", kind="computed").headers["Location"].rsplit("field=", 1)[1]
    page = clerk.get(f"{HOME}?field={key}")
    assert Page(page.text).value("expression") == "0" and "households" in page.text and "calculator" in page.text
    assert "<code>remarks</code>" not in page.text and f"<code>{key}</code>" not in page.text
    sent = {"label_zh": "户均人数", "label_en": "Per home", "result": "number", "decimals": "2", "unit_zh": "人"}
    answer = step(clerk, "set", field=key, **sent, expression="residents / housholds")
    assert answer.status_code == 422
    again = Page(answer.text)
    assert again.value("expression") == "residents / housholds" and "户均人数 · 公式" in again.words
    more = {"in_list": "1", "in_filters": "1", "in_charts": "1"}
    assert step(clerk, "set", field=key, **sent, **more, expression="households * 2.5", default="").status_code == 303
    assert clerk.post(f"{HOME}/publish", {"note": "算"}).status_code == 303
    number = world.place().rows["compound"][0]
    row = clerk.send("PUT", f"/api/v1/compound/{number}", {"households": 7}).get_json()
    assert row[key] == "17.50" and "户均人数" in clerk.get("/compound/list/").text
    assert "户均人数" in clerk.get("/compound/chart/").text
    tags = Page(clerk.get(f"{HOME}?field={key}").text).tags
    assert next("disabled" not in given for tag, given in tags if tag == "select" and given.get("name") == "result")
    step(clerk, "set", field=key, **{**sent, **more, "result": "text"}, expression="concat(households, 1)")
    told = Page(clerk.get(f"{HOME}/publish").text).words
    assert "“数字”改为“单行文字”" in told, told


def test_the_panel_drops_what_another_result_does_not_take(world: World) -> None:
    clerk = world.browser(STREET)
    key = step(clerk, "add", kind="computed").headers["Location"].rsplit("field=", 1)[1]
    sent = {"field": key, "label_zh": "到期", "decimals": "2", "unit_zh": "天", "in_charts": "1"}
    answer = step(clerk, "set", **sent, result="day", expression="add_days(contract_to, 1)")
    assert answer.status_code == 303, Page(answer.text).words
    assert clerk.post(f"{HOME}/publish", {"note": ""}).status_code == 303
    assert "到期" in clerk.get("/compound/chart/").text


def test_what_depends_on_today_is_worked_out_every_night(either_world: World) -> None:
    from app.fields.serial import numbering
    from app.form_commands import renew_days
    from app.forms.converting import DOOR

    today = datetime.now(numbering().timezone).date()
    state = 'if(f_due < today(), "逾期", "正常")'
    fields = [
        {"key": "f_name", "kind": "text", "label": "名称"},
        {"key": "f_due", "kind": "day", "label": "到期"},
        {"key": "f_state", "kind": "computed", "label": "状态", "result": "text", "expression": state},
        {
            "key": "f_told",
            "kind": "computed",
            "label": "提示",
            "result": "text",
            "expression": "concat(f_name, f_state)",
        },
    ]
    publish(
        either_world,
        either_world.place().units["street"],
        {"register/due": {"register": {"label": "到期"}, "fields": fields}},
    )
    browser = either_world.browser(STREET)

    def make(name: str, due: date) -> int:
        page = Page(browser.get("/register/due/add").text)
        answer = browser.post("/register/due/add", {**page.form(), "f_name": name, "f_due": due.isoformat()})
        return int(answer.headers["Location"].rsplit("/", 1)[1])

    late, fine = make("甲", today - timedelta(days=1)), make("乙", today + timedelta(days=1))
    assert [browser.get(f"/api/v1/register/due/{item}").get_json()["f_told"] for item in (late, fine)] == [
        "甲逾期",
        "乙正常",
    ]

    def held() -> dict[str, Any]:
        with either_world.as_person(STREET) as work:
            resource = extended(either_world, work).resources["register/due"]
            return dict(work.record(resource, fine).extra)

    assert held()["f_state_on"] == today.isoformat()
    with either_world.as_person(STREET) as work:  # as if a day had passed since
        table = extended(either_world, work).resources["register/due"].model.__table__
        before = {**held(), "f_due": (today - timedelta(days=1)).isoformat(), "f_state_on": "2026-01-01"}
        work.session.execute(table.update().where(table.c.id == fine).values(extra=before), execution_options=DOOR)
        work.session.commit()
    with either_world.app.test_request_context():
        from flask import g

        g.writing = True
        assert renew_days() == 1
        assert renew_days() == 0
    after = held()
    assert (after["f_state"], after["f_told"], after["f_state_on"]) == ("逾期", "乙逾期", today.isoformat())
