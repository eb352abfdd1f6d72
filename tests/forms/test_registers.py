"""A register that a street makes itself goes through every door that a declared model goes through."""

from __future__ import annotations

from typing import Any

import pytest

from app.declare import Role
from app.forms.spec import Faulty
from tests.conftest import World
from tests.forms.filled import KINDS, every, extended, key, publish, spec
from tests.forms.test_own_fields import doors, fill, lists, stored
from tests.test_budgets import DETAIL, FORM, LIST, SAVE, cost, statements
from tests.world import Browser, Page

STREET, SECRETARY = Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY
NAME = "register/every"
SMALL = {
    "register": {"label": {"zh": "巡查台账", "en": "Patrols"}, "icon": "shield-check"},
    "fields": [
        {"key": "f_where", "kind": "text", "label": {"zh": "场所", "en": "Place"}, "required": True},
        {"key": "f_kind", "kind": "choice", "label": "类型", "options": [{"code": "a", "zh": "网吧"}, {"code": "b", "zh": "旅馆"}]},
    ],
    "list": ["f_kind"],
    "filters": ["f_kind"],
    "search": ["f_where"],
    "charts": [{"label": {"zh": "按类型", "en": "By kind"}, "count_by": "f_kind", "kind": "pie"}],
}  # fmt: skip


def whole() -> dict[str, Any]:
    """A register with one field of each kind."""
    return {"register": {"label": {"zh": "万能台账", "en": "Everything"}, "title": [key("text")]}, **every()}


@pytest.fixture
def office(either_world: World) -> World:
    """A world whose street A has a register of every kind, and a small one."""
    street = either_world.place().units["street"]
    publish(either_world, street, {NAME: whole(), "register/patrol": SMALL})
    return either_world


def add(browser: Browser, place: str, **more: str) -> int:
    """A new entry of the small register; its number."""
    page = Page(browser.get("/register/patrol/add").text)
    answer = browser.post("/register/patrol/add", {**page.form(), "f_where": place, **more})
    assert answer.status_code == 303, Page(answer.text).words
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_every_kind_goes_through_every_door(office: World) -> None:
    browser = office.browser(STREET)
    page = Page(browser.get(f"/{NAME}/add").text)
    assert browser.post(f"/{NAME}/add", {**page.form(), key("text"): "头一条"}).status_code == 303
    number = browser.get(f"/api/v1/{NAME}/").get_json()["rows"][0]["id"]
    kept = fill(office, browser, f"/{NAME}/edit/{number}", 41, NAME)
    held = stored(office, number, NAME)
    assert {name: held[name] for name in kept} == kept
    assert held[key("serial")].endswith("-001")
    shown = Page(browser.get(f"/{NAME}/show/{number}").text).words
    for kind in KINDS:
        assert f"自建{KINDS.index(kind)}号" in shown, kind
    assert kept[key("phone")] not in shown and kept[key("citizen_number")] not in shown
    kept = fill(office, browser, f"/{NAME}/edit/{number}", 42, NAME)
    assert "修改了" in browser.get(f"/{NAME}/show/{number}").text
    lists(office, browser, number, NAME, "organisation")
    doors(office, browser, number, kept, NAME, "organisation")


def test_entries_go_to_the_bin_and_back_and_for_good(office: World) -> None:
    browser = office.browser(STREET)
    number = add(browser, "星星网吧")
    assert browser.post(f"/register/patrol/delete/{number}").status_code == 303
    assert browser.get(f"/register/patrol/show/{number}").status_code == 404
    assert "星星网吧" in browser.get("/register/patrol/bin/").text
    assert browser.post("/register/patrol/restore", {"ids": str(number)}).status_code == 303
    assert "星星网吧" in browser.get(f"/register/patrol/show/{number}").text
    assert browser.post(f"/register/patrol/delete/{number}").status_code == 303
    assert browser.post("/register/patrol/purge", {"ids": str(number)}).status_code == 303
    assert "星星网吧" not in browser.get("/register/patrol/bin/").text


def test_a_register_holds_its_own_entries_only(office: World) -> None:
    browser = office.browser(STREET)
    number = add(browser, "星星网吧", f_kind="a")
    add(browser, "如家旅馆", f_kind="b")
    assert browser.get(f"/{NAME}/show/{number}").status_code == 404
    assert browser.get(f"/{NAME}/edit/{number}").status_code == 404
    assert browser.get(f"/api/v1/{NAME}/{number}").status_code == 404
    assert browser.send("PUT", f"/api/v1/{NAME}/{number}", {key("text"): "x"}).status_code == 404
    assert browser.post(f"/{NAME}/delete/{number}").status_code == 404
    assert browser.get(f"/api/v1/{NAME}/").get_json()["count"] == 0
    assert browser.get("/api/v1/register/patrol/").get_json()["count"] == 2
    assert browser.get("/api/v1/register/patrol/?f_kind=a").get_json()["count"] == 1
    assert "星星网吧" in browser.get("/register/patrol/list/?q=星网").text
    assert "如家旅馆" not in browser.get("/register/patrol/list/?q=星网").text
    assert browser.get(f"/{NAME}/pick?q=星").get_json()["options"] == []
    assert [item["label"] for item in browser.get("/register/patrol/pick?q=星").get_json()["options"]] == ["星星网吧"]
    found = browser.client.get("/search?q=星星", headers={**browser.headers, "X-Requested-With": "fetch"}).get_json()
    assert "巡查台账" in str(found) and "星星网吧" in str(found)
    exported = browser.post("/register/patrol/export", {"address": "", "format": "csv"}).data.decode("utf-8-sig")
    assert exported.count("网吧") == 2 and "如家旅馆" in exported
    assert "网吧" in browser.get("/register/patrol/chart/").text


def test_it_stands_in_the_menu_of_its_street_and_of_no_other(office: World) -> None:
    assert 'href="/register/patrol/list/"' in office.browser(STREET).get("/").text
    assert 'href="/register/patrol/list/"' in office.browser(SECRETARY).get("/").text
    assert "Patrols" in office.browser(STREET, language="en").get("/register/patrol/list/").text
    number = add(office.browser(STREET), "星星网吧")
    other = office.browser("street2")
    assert "register/patrol" not in other.get("/").text
    for path in ("list/", "add", "chart/", "bin/", f"show/{number}", f"edit/{number}", "pick"):
        assert other.get(f"/register/patrol/{path}").status_code == 404, path
    assert other.get("/api/v1/register/patrol/").status_code == 404
    assert "register/patrol" not in other.get("/api/v1/openapi.json").text


def test_roles_do_what_the_register_says(office: World) -> None:
    secretary, clerk = office.browser(SECRETARY), office.browser(STREET)
    mine, streets = add(secretary, "社区的"), add(clerk, "街道的")
    assert secretary.get(f"/register/patrol/show/{mine}").status_code == 200
    assert secretary.get(f"/register/patrol/show/{streets}").status_code == 404
    assert office.browser("community2").get(f"/register/patrol/show/{mine}").status_code == 404
    assert secretary.post("/register/patrol/purge", {"ids": str(mine)}).status_code == 403
    assert office.browser(Role.VOLUNTEER).get("/register/patrol/list/").status_code == 403
    for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT):
        assert office.browser(role).get("/register/patrol/list/").status_code in (403, 404)
    rights = [{"role": "volunteer", "level": "write", "scope": "own"}]
    street = office.place().units["street"]
    publish(office, street, {"register/patrol": {"register": {**SMALL["register"], "rights": rights}}})
    helper = office.browser(Role.VOLUNTEER)
    own = add(helper, "志愿者的")
    assert helper.get(f"/register/patrol/show/{own}").status_code == 200
    assert helper.get(f"/register/patrol/show/{streets}").status_code == 404
    assert helper.get("/api/v1/register/patrol/").get_json()["count"] == 1
    assert secretary.get("/register/patrol/list/").status_code == 403
    assert clerk.get("/api/v1/register/patrol/").get_json()["count"] == 3


def test_a_community_adds_to_the_register_of_its_street_and_makes_its_own(office: World) -> None:
    community = office.place().units["community"]
    more = {"fields": [{"key": "f_dogs", "kind": "number", "label": "犬数"}], "list": ["f_dogs"]}
    publish(office, community, {"register/patrol": more, "register/mine": SMALL})
    secretary, clerk = office.browser(SECRETARY), office.browser(STREET)
    assert "犬数" in secretary.get("/register/patrol/list/").text
    assert "犬数" not in clerk.get("/register/patrol/list/").text
    assert secretary.get("/register/mine/list/").status_code == 200
    assert clerk.get("/register/mine/list/").status_code == 404


def test_two_units_may_name_their_registers_alike(either_world: World) -> None:
    for place in ("a", "b"):
        unit = either_world.place(f"{place}1").units["street"]
        publish(either_world, unit, {"register/patrol": SMALL})
    number = add(either_world.browser(STREET), "甲街道的")
    other = either_world.browser("street2")
    theirs = add(other, "乙街道的")
    assert other.get("/api/v1/register/patrol/").get_json()["count"] == 1
    assert other.get(f"/register/patrol/show/{number}").status_code == 404
    assert either_world.browser(STREET).get(f"/register/patrol/show/{theirs}").status_code == 404


def test_an_entry_is_depended_on_and_depends(office: World) -> None:
    street = office.place().units["street"]
    fields = [
        {"key": "f_what", "kind": "text", "label": "整改事项"},
        {"key": "f_patrol", "kind": "link", "target": "register/patrol", "label": "巡查记录"},
        {"key": "f_who", "kind": "link", "target": "person", "label": "责任人"},
    ]
    publish(office, street, {"register/repair": {"register": {"label": "整改台账"}, "fields": fields}})
    browser = office.browser(STREET)
    patrol = add(browser, "星星网吧")
    person = office.place().rows["person"][0]
    sent = {"f_what": "加锁", "f_patrol": patrol, "f_who": person}
    answer = browser.send("POST", "/api/v1/register/repair/", sent)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"].startswith("/api/v1/register/repair/")
    assert "星星网吧" in browser.get(f"/register/repair/show/{answer.get_json()['id']}").text
    assert browser.send("DELETE", f"/api/v1/register/patrol/{patrol}").status_code == 409
    assert browser.send("DELETE", f"/api/v1/person/{person}").status_code == 409
    grid = office.place().units["grid"]
    assert browser.send("PUT", f"/api/v1/register/patrol/{patrol}", {"organisation": grid}).status_code == 200
    answer = browser.send("DELETE", f"/api/v1/organisation/{grid}")
    assert {"resource": "register_entry", "field": "organisation", "count": 1} in answer.get_json()["dependents"]


def test_changes_are_traced_under_the_register(office: World) -> None:
    number = add(office.browser(STREET), "星星网吧")
    with office.as_house() as work:
        from sqlalchemy import select

        from app.access.audit import AuditEntry as Entry

        asked = select(Entry.action, Entry.changes).where(
            Entry.resource == "register/patrol", Entry.record_id == number
        )
        rows = work.session.execute(asked).all()
    assert rows[0].action == "add" and rows[0].changes["f_where"] == [None, "星星网吧"]


def test_pages_keep_their_budget(world: World) -> None:
    street = world.place().units["street"]
    publish(world, street, {NAME: whole(), **{f"register/r{n}0": SMALL for n in range(12)}})
    browser = world.browser(STREET)
    page = Page(browser.get(f"/{NAME}/add").text)
    for n in range(26):
        answer = browser.post(
            f"/{NAME}/add", {**page.form(), "_token": f"{n:08d}-0000-4000-8000-000000000000", key("text"): f"第{n}条"}
        )
        assert answer.status_code == 303
    number = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert cost(world, browser, f"/{NAME}/list/")[0] <= LIST
    assert cost(world, browser, f"/{NAME}/show/{number}")[0] <= DETAIL
    assert cost(world, browser, f"/{NAME}/add")[0] <= FORM
    assert cost(world, browser, f"/{NAME}/edit/{number}")[0] <= FORM
    with statements(world) as found:
        browser.post(
            f"/{NAME}/add", {**page.form(), "_token": "00000001-0000-4000-8000-00000000000f", key("text"): "又一条"}
        )
    assert len(found) <= SAVE + 1, found  # one more: the serial number's counter


REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("register/no", {"fields": []}, "register"),
    ("register/no", {"register": {"label": "甲"}, "fields": []}, "register.title"),
    ("register/no", {"register": {"label": "甲", "nope": 1}, "fields": [spec("text")]}, "register"),
    ("register/no", {"register": {"label": "甲", "icon": "<script>"}, "fields": [spec("text")]}, "register.icon"),
    ("register/no", {"register": {"label": "甲", "title": ["f_x1"]}, "fields": [spec("text")]}, "register.title"),
    ("register/no", {"register": {"label": "甲", "title": [key("phone")]}, "fields": [spec("phone")]}, "register.title"),
    ("register/no", {"register": {"label": "甲", "sort": ["-created"]}, "fields": [spec("text")]}, "register.sort"),
    ("register/no", {"register": {"label": "甲", "rights": [{"role": "audit", "level": "read"}]}, "fields": [spec("text")]}, "role"),
    ("register/no", {"register": {"label": "甲", "rights": [{"role": "mediator", "level": "all"}]}, "fields": [spec("text")]}, "level"),
    ("register/NO!", {"register": {"label": "甲"}, "fields": [spec("text")]}, "register/NO!"),
    ("compound", {"register": {"label": "甲"}, "fields": [spec("text")]}, "register"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "form", "told"), REFUSED)
def test_a_faulty_register_is_refused_with_its_place(world: World, name: str, form: dict[str, Any], told: str) -> None:
    with pytest.raises(Faulty) as refused:
        publish(world, world.place().units["street"], {name: form})
    assert any(told in fault for fault in refused.value.faults), refused.value.faults


def test_below_a_register_nobody_makes_it_anew(office: World) -> None:
    with pytest.raises(Faulty):
        publish(office, office.place().units["community"], {"register/patrol": SMALL})


def test_every_fault_of_a_broken_package_is_told(office: World) -> None:
    with office.as_person(STREET) as work:
        assert extended(office, work).resources["register/patrol"].plural == "巡查台账"
    broken = {"register/patrol": {"fields": [{"key": "f_where", "kind": "number", "label": "x"}]}, "register/zz": 7}
    with pytest.raises(Faulty) as refused:
        publish(office, office.place().units["street"], broken)
    assert len(refused.value.faults) == 2


def test_registers_of_one_package_may_link_to_each_other(world: World) -> None:
    link = {"kind": "link", "label": "见"}
    package = {
        f"register/{one}": {
            "register": {"label": one},
            "fields": [
                {"key": "f_name", "kind": "text", "label": "名称"},
                {**link, "key": "f_see", "target": f"register/{other}"},
            ],
        }
        for one, other in (("aa", "bb"), ("bb", "aa"))
    }
    publish(world, world.place().units["street"], package)
    browser = world.browser(STREET)
    for name in ("aa", "bb"):
        assert browser.get(f"/register/{name}/add").status_code == 200


def test_the_designer_says_where_it_stands_in_the_menu_and_whose_entries_a_role_reaches(world: World) -> None:
    publish(world, world.place().units["street"], {"register/patrol": SMALL})
    browser = world.browser(STREET)
    form = Page(browser.get("/forms/register/patrol").text).form()
    sent = {**form, "do": "head", "menu": "property", "scope_grid_staff": "own"}
    assert browser.post("/forms/register/patrol/step", sent).status_code == 303
    shown = Page(browser.get("/forms/register/patrol").text)
    assert (shown.value("menu"), shown.value("scope_grid_staff")) == ("property", "own")
    publish_form = Page(browser.get("/forms/register/patrol/publish").text).form()
    assert browser.post("/forms/register/patrol/publish", publish_form).status_code == 303
    mine = add(world.browser(Role.GRID_STAFF), "网吧")
    add(browser, "旅馆")
    staff = world.browser(Role.GRID_STAFF)
    assert [row["id"] for row in staff.get("/api/v1/register/patrol/").get_json()["rows"]] == [mine]
    side = staff.get("/").text
    assert side.index("小区与物业") < side.index("巡查台账")
