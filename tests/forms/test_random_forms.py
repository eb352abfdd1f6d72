"""Random forms and random records: what is stored, listed, shown and answered by the API is one and the same value."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from app.declare import Role
from app.fields.base import Field
from tests import factories
from tests.conftest import World
from tests.forms.filled import MORE, extended, publish
from tests.world import Browser, Page

NUMBERS = count(1)
WRONG: dict[str, tuple[str, ...]] = {
    "text": ("字" * 200,),
    "url": ("javascript:alert(1)", "not a url"),
    "number": ("abc", "1e9", "--1"),
    "percent": ("abc", "12%%"),
    "money": ("十元", "1.234.5"),
    "day": ("2026-02-30", "yesterday"),
    "moment": ("2026-13-01T10:00", "noon"),
    "choice": ("zz",),
    "choices": ("zz",),
    "link": ("999999999", "x"),
    "citizen_number": ("370902199001010000", "123"),
    "credit_code": ("91350100M000100Y44",),
    "phone": ("12", "abc"),
    "place": ("200,300", "here"),
    "rating": ("6", "-1"),
}
"""What each kind refuses; the others take every text."""
KINDS = (*WRONG, "note", "yes_no", "address")


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A register with a name, and up to eight fields of any kinds with some of their options."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=8))
    fields = [{"key": "f_title", "kind": "text", "label": "名称", "required": True}]
    for number, kind in enumerate(kinds):
        more = {name: value for name, value in MORE.get(kind, {}).items() if name not in ("help",)}
        if kind == "number":
            more |= {"decimals": draw(st.integers(0, 3)), "minimum": draw(st.integers(-5, 1)), "maximum": 10**6}
        field = {
            "key": f"f_r{number}",
            "kind": kind,
            "label": {"zh": f"随机{number}", "en": f"Random {number}"},
            **more,
        }
        limit = draw(
            st.sampled_from([{}, {"see": ["community_secretary"]}, {"write": []}, {"see": ["grid_staff"], "write": []}])
        )
        fields.append({**field, **limit, "required": draw(st.booleans()) and kind != "yes_no"})
    listed = draw(st.lists(st.sampled_from([field["key"] for field in fields]), unique=True, max_size=5))
    return {
        "register": {"label": {"zh": "随机台账", "en": "Random"}, "title": ["f_title"]},
        "fields": fields,
        "list": listed,
    }


# Not shrunk: each example is a register of its own, and a unit keeps a hundred at most.
@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(form=forms(), n=st.integers(0, 500))
def test_every_door_tells_the_same_of_a_random_record(world: World, form: dict[str, Any], n: int) -> None:
    name = f"register/random{next(NUMBERS)}"
    publish(world, world.place().units["street"], {name: form})
    browser = world.browser(Role.STREET_CENTRE)
    page = Page(browser.get(f"/{name}/add").text)
    with world.as_person(Role.STREET_CENTRE) as work:
        work = extended(world, work)
        fields = [field for field in work.resources[name].own if not field.readonly]
        kept = {
            field.key: factories.value(field, n + at, work.context, row_of(world)) for at, field in enumerate(fields)
        }
        sent = {field.key: factories.typed(field, kept[field.key], work.context) for field in fields}
    grid = {"organisation": str(world.place().units["grid"])}
    answer = browser.post(f"/{name}/add", {**page.form(), **sent, **grid})
    assert answer.status_code == 303, (form, Page(answer.text).words)
    number = int(answer.headers["Location"].rsplit("/", 1)[1])
    row = browser.get(f"/api/v1/{name}/{number}").get_json()
    columns = ",".join(field.key for field in fields if field.key != "f_title")
    listed = browser.get(f"/{name}/list/?columns={columns}").text
    shown = Page(browser.get(f"/{name}/show/{number}").text).words
    with world.as_person(Role.STREET_CENTRE) as work:
        work = extended(world, work)
        record = work.record(work.resources[name], number)
        for field in fields:
            value = kept[field.key]
            assert field.read(record) == value, (field.key, field.kind)
            told = field.mask(value) if field.secret else field.text(value, work.context)
            if field.key != "f_title":
                cell = told if field.secret else field.cell(value, work.context)
                assert plain(cell) in listed, (field.kind, cell)
            words = told if field.secret else Page(f"<p>{plain(field.detail(value, work.context))}</p>").words
            assert all(part in shown for part in words.split()), (field.kind, words)
            assert same(row[field.key], field, value, told), (field.kind, row[field.key], value)
            if field.secret:
                assert value not in listed and value not in shown and value not in str(record.extra)
    guarded(world, name, number, form)
    refused(world, browser, name, fields, {**page.form(), **sent})


def guarded(world: World, name: str, number: int, form: dict[str, Any]) -> None:
    """Grid staff read what the form leaves them, and write no more than that."""
    staff = world.browser(Role.GRID_STAFF)
    row = staff.get(f"/api/v1/{name}/{number}").get_json()
    inputs = Page(staff.get(f"/{name}/edit/{number}").text).names
    for field in form["fields"]:
        key = field["key"]
        seen = "see" not in field or "grid_staff" in field["see"]
        assert (key in row) == seen, field
        if "write" in field or not seen:
            assert key not in inputs, field
            told = staff.send("PUT", f"/api/v1/{name}/{number}", {key: None})
            assert told.status_code == 422 and key in told.get_json()["fields"], (field, told.text)


def row_of(world: World) -> factories.Pick:
    """A row that a link may point at."""
    return lambda field, _n: world.place().rows[getattr(field, "target", "person")][0]


def plain(cell: Any) -> str:
    """A cell as it stands in the page."""
    return str(cell) if isinstance(cell, Markup) else str(Markup.escape(cell))


def same(found: Any, field: Field, value: Any, told: str) -> bool:
    """Whether the API's value is the kept one: masked where it is secret, with its title where it is a link."""
    if field.secret:
        return bool(found == told)
    if field.kind == "link":
        return bool(found["id"] == value)
    return bool(found == field.to_json(value))


def refused(world: World, browser: Browser, name: str, fields: list[Field], sent: dict[str, Any]) -> None:
    """Each wrong value is refused under its field, keeps what was typed, and stores nothing."""
    before = browser.get(f"/api/v1/{name}/").get_json()["count"]
    for field in fields:
        if field.key == "f_title":
            continue
        for wrong in WRONG.get(field.kind, ()):
            answer = browser.post(f"/{name}/add", {**sent, "_token": "", field.key: wrong})
            assert answer.status_code == 422, (field.kind, wrong)
            assert str(field.label) in Page(answer.text).words
            told = browser.send("POST", f"/api/v1/{name}/", {"f_title": "甲", field.key: wrong})
            assert told.status_code == 422 and field.key in told.get_json()["fields"], (field.kind, wrong, told.text)
    assert browser.get(f"/api/v1/{name}/").get_json()["count"] == before
