"""A kind becomes another one only where every stored value does, with the publication, also while records are saved."""

from __future__ import annotations

import json
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.declare import Role
from app.fields.base import Invalid
from app.form_commands import context
from app.forms.convert import CHANGES, Turn, against, turns
from app.forms.converting import convertible
from app.forms.spec import Faulty
from tests import factories
from tests.conftest import World
from tests.forms.filled import MORE, extended, publish
from tests.world import Browser, Page

NAME = "register/turns"
OPTIONS = [{"code": "a", "zh": "甲"}, {"code": "b", "zh": "乙"}]
ANSWERS = [{"code": "yes", "zh": "是"}, {"code": "no", "zh": "否"}]


def field(kind: str, **more: Any) -> dict[str, Any]:
    """The JSON of a field."""
    return {"key": "f_xx", "kind": kind, "label": {"zh": "值", "en": "Value"}, **more}


def turn(before: dict[str, Any], after: dict[str, Any]) -> Turn:
    """What one field does with the values of another."""
    [found] = turns({"fields": [before]}, {"fields": [after]})
    return found


@pytest.mark.parametrize(
    ("before", "held", "after", "wanted"),
    [
        (field("text"), "甲楼", field("note"), "甲楼"),
        (field("note"), "一\n二", field("text"), None),
        (field("note"), "一行", field("text", length=1), None),
        (field("text"), "1,200", field("number"), 1200),
        (field("text"), "12.5", field("number"), None),
        (field("text"), "12.5", field("money"), "12.50"),
        (field("text"), "2026-05-01", field("day"), "2026-05-01"),
        (field("text"), "明天", field("day"), None),
        (field("text"), "乙", field("choice", options=OPTIONS), "b"),
        (field("text"), "Second", field("choice", options=[{"code": "b", "zh": "乙", "en": "Second"}]), "b"),
        (field("text"), "丙", field("choice", options=OPTIONS), None),
        (field("text"), "甲、乙", field("choices", options=OPTIONS), ["a", "b"]),
        (field("text"), "有", field("yes_no"), True),
        (field("text"), "example.com", field("url"), None),
        (field("number"), 12, field("text"), "12"),
        (field("number"), 12, field("money"), "12.00"),
        (field("number"), 12, field("number", decimals=2), "12.00"),
        (field("number", decimals=2), 12.25, field("number", decimals=1), None),
        (field("choice", options=OPTIONS), "a", field("text"), "甲"),
        (field("choice", options=OPTIONS), "a", field("choices", options=OPTIONS), ["a"]),
        (field("choices", options=OPTIONS), ["a", "b"], field("choice", options=OPTIONS), None),
        (field("choices", options=OPTIONS), ["b"], field("choice", options=OPTIONS), "b"),
        (field("yes_no"), False, field("choice", options=ANSWERS), "no"),
        (field("yes_no"), True, field("choice", options=OPTIONS), None),
        (field("day"), "2026-05-01", field("text"), "2026-05-01"),
    ],
)
def test_each_value_becomes_the_new_kind_or_says_why_not(
    world: World, before: Any, held: Any, after: Any, wanted: Any
) -> None:
    with world.as_house():
        made, known = turn(before, after), context("zh")
        value = made.before.parse(held, known)
        if wanted is None:
            with pytest.raises(Invalid) as refused:
                made.value(value, known)
            assert str(refused.value)
        else:
            found = made.value(value, known)
            assert made.after.to_json(found) == wanted
            extra = made.convert({"f_xx": made.before.to_extra(value), "f_y": 1}, "register_entry", known)
            assert extra["f_y"] == 1 and made.after.read_extra(extra, "f_xx", "register_entry") == found


def test_days_and_moments_become_each_other_in_the_streets_time(world: World) -> None:
    with world.as_house():
        known = context("zh")
        back, forth = turn(field("moment"), field("day")), turn(field("day"), field("moment"))
        day = forth.before.parse("2026-05-01", known)
        assert back.value(forth.value(day, known), known) == day


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pair=st.sampled_from(sorted(CHANGES)), n=st.integers(0, 400))
def test_whatever_a_field_holds_is_turned_whole_or_refused(world: World, pair: tuple[str, str], n: int) -> None:
    before, after = (field(kind, **{k: v for k, v in MORE.get(kind, {}).items() if k != "length"}) for kind in pair)
    if pair[0] == pair[1]:
        after = {**after, **({"target": "compound"} if "link" in pair[0] else {"decimals": 3})}
    if pair in (("money", "money"), ("rating", "rating")):
        return
    with world.as_house():
        known = context("zh")
        made = turn(before, after)
        value = factories.value(made.before, n, known, lambda _declared, number: number + 1)
        if value in (None, "", []):
            return
        extra: dict[str, Any] = {"f_other": "x"}
        made.before.write_extra(extra, "f_xx", "register_entry", value)
        try:
            turned = made.convert(extra, "register_entry", known)
        except Invalid as refused:
            assert str(refused)
            return
        json.dumps(turned)
        assert turned["f_other"] == "x"
        found = made.after.read_extra(turned, "f_xx", "register_entry")
        assert found not in (None, "", []) and made.after.raw(found, known) is not None
        assert made.after.secret or not any(name.endswith("_blind") for name in turned)


def test_what_is_encrypted_becomes_nothing_else() -> None:
    for secret in ("phone", "citizen_number"):
        assert not [pair for pair in CHANGES if pair[0] == secret]


def test_some_kinds_never_become_others(world: World) -> None:
    with world.as_house():
        for before, after in ((field("phone"), field("text")), (field("text"), field("photo")), (field("number"), {**field("computed"), "expression": "1", "result": "number"})):  # fmt: skip
            assert against({"fields": [before]}, {"fields": [after]}), (before, after)


# -- with stored values ---------------------------------------------------------------------------------------------


def form(**more: Any) -> dict[str, Any]:
    """A register with a name and the field in question."""
    title = {"key": "f_name", "kind": "text", "label": "名称", "required": True}
    return {"register": {"label": "变更台账", "title": ["f_name"]}, "fields": [title, more], "list": ["f_xx"]}


def entry(browser: Browser, name: str, value: Any) -> int:
    """A new entry; its number."""
    page = Page(browser.get(f"/{NAME}/add").text)
    answer = browser.post(f"/{NAME}/add", {**page.form(), "f_name": name, "f_xx": value})
    assert answer.status_code == 303, Page(answer.text).words
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_publishing_turns_every_record_below_the_unit_the_bin_included(either_world: World) -> None:
    world, street = either_world, either_world.place().units["street"]
    publish(world, street, {NAME: form(**field("text", fast=True))})
    browser = world.browser(Role.STREET_CENTRE)
    kept, gone = entry(browser, "一", "12"), entry(browser, "二", "1,300")
    wrong = entry(browser, "三", "很多")
    browser.post(f"/{NAME}/delete/{gone}")
    with world.as_house() as work:
        resource = extended(world, work).resources.get(NAME)
    with world.as_person(Role.STREET_CENTRE) as work:
        resource = extended(world, work).resources[NAME]
        told = convertible(work.session, street, resource, "f_xx", field("number"), context("en"))
    assert (told.total, told.fits, told.bad) == (3, 2, 1) and told.examples[0].startswith("很多: ")
    with pytest.raises(Faulty, match=r"fields\[1\].kind: .*1"):
        publish(world, street, {NAME: form(**field("number"))})
    assert browser.get(f"/api/v1/{NAME}/{kept}").get_json()["f_xx"] == "12"
    page = Page(browser.get(f"/{NAME}/edit/{wrong}").text)
    assert browser.post(f"/{NAME}/edit/{wrong}", {**page.form(), "f_xx": "7"}).status_code == 303
    publish(world, street, {NAME: form(**field("number", fast=True))})
    assert [browser.get(f"/api/v1/{NAME}/{number}").get_json()["f_xx"] for number in (kept, wrong)] == [12, 7]
    browser.post(f"/{NAME}/restore", {"ids": str(gone)})
    assert browser.get(f"/api/v1/{NAME}/{gone}").get_json()["f_xx"] == 1300
    rows = browser.get(f"/api/v1/{NAME}/?sort=-f_xx&f_xx__gte=8").get_json()["rows"]
    assert [row["id"] for row in rows] == [gone, kept]
    with world.as_house() as work:
        from app.access.audit import AuditEntry

        noted = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "publish")).all()
        assert [item.changes for item in noted if item.changes] == [{"f_xx": ["text", "number"]}]


def test_a_field_becomes_unique_only_where_no_two_are_alike(either_world: World) -> None:
    world, street = either_world, either_world.place().units["street"]
    publish(world, street, {NAME: form(**field("text"))})
    browser = world.browser(Role.STREET_CENTRE)
    first, second = entry(browser, "一", "A1"), entry(browser, "二", "a1")
    with pytest.raises(Faulty, match=r"fields\[1\].unique: .*2"):
        publish(world, street, {NAME: form(**field("text", unique=True))})
    page = Page(browser.get(f"/{NAME}/edit/{second}").text)
    browser.post(f"/{NAME}/edit/{second}", {**page.form(), "f_xx": "007"})
    page = Page(browser.get(f"/{NAME}/edit/{first}").text)
    browser.post(f"/{NAME}/edit/{first}", {**page.form(), "f_xx": "8"})
    publish(world, street, {NAME: form(**field("number", unique=True))})
    page = Page(browser.get(f"/{NAME}/add").text)
    answer = browser.post(f"/{NAME}/add", {**page.form(), "f_name": "三", "f_xx": "7"})
    assert answer.status_code == 422


def test_the_result_of_a_computed_field_changes_where_all_of_it_can(world: World) -> None:
    street = world.place().units["street"]
    sums = {"key": "f_sum", "kind": "computed", "label": "合计", "result": "number", "expression": "f_xx * 2"}
    spec = form(**field("number"))
    publish(world, street, {NAME: {**spec, "fields": [*spec["fields"], sums]}})
    browser = world.browser(Role.STREET_CENTRE)
    number = entry(browser, "一", "12")
    publish(world, street, {NAME: {"fields": [{**sums, "result": "money"}]}})
    assert browser.get(f"/api/v1/{NAME}/{number}").get_json()["f_sum"] == "24.00"
    publish(world, street, {NAME: {"fields": [{**sums, "result": "number", "decimals": 1}]}})
    assert browser.get(f"/api/v1/{NAME}/{number}").get_json()["f_sum"] == "24.0"


def test_no_record_is_lost_or_left_in_the_old_kind_while_others_save(either_world: World) -> None:
    world, street = either_world, either_world.place().units["street"]
    publish(world, street, {NAME: form(**field("number"))})
    browser = world.browser(Role.STREET_CENTRE)
    for n in range(5):
        entry(browser, f"先{n}", str(n))
    going, done = Event(), Event()
    saved: list[str] = []
    failed: list[Any] = []

    def write() -> None:
        other = world.browser(Role.STREET_CENTRE)
        n = 0
        while not done.is_set() or n < 3:
            n += 1
            page = Page(other.get(f"/{NAME}/add").text)
            answer = other.post(f"/{NAME}/add", {**page.form(), "f_name": f"后{n}", "f_xx": str(n)})
            going.set()
            if answer.status_code == 303:
                saved.append(f"后{n}")
            elif answer.status_code != 422:  # told that the form was changed, with what was typed
                failed.append((answer.status_code, answer.text[:300]))

    writer = Thread(target=write)
    writer.start()
    assert going.wait(60)
    for kind in ("text", "number", "money", "text"):
        publish(world, street, {NAME: form(**field(kind))})
    done.set()
    writer.join(60)
    assert not failed and saved
    with world.as_person(Role.STREET_CENTRE) as work:
        resource = extended(world, work).resources[NAME]
        rows = work.session.scalars(select(resource.model)).all()
        assert len(rows) == 5 + len(saved)
        assert all(isinstance(row.extra["f_xx"], str) for row in rows), [row.extra for row in rows]
        assert {row.extra["f_name"] for row in rows} >= set(saved)
