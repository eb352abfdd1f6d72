"""Who sees a field of a street, and who changes it, holds at every door; lower units tighten and never loosen."""

from __future__ import annotations

from typing import Any

import pytest

from app.declare import Role
from tests.conftest import World
from tests.forms.filled import publish
from tests.forms.test_form_spec import faults
from tests.test_why import why
from tests.world import Browser, Page

NAME = "register/visits"
TEXT = {"key": "f_name", "kind": "text", "label": {"zh": "姓名", "en": "Name"}, "required": True}
KEPT = {"key": "f_kept", "kind": "text", "label": {"zh": "病情", "en": "Illness"}, "see": ["community_secretary"]}
READ = {"key": "f_read", "kind": "number", "label": {"zh": "补助", "en": "Aid"}, "write": ["community_secretary"]}
FREE = {
    "key": "f_free",
    "kind": "choice",
    "label": "类型",
    "options": [{"code": "a", "zh": "甲"}, {"code": "b", "zh": "乙"}],
}
FORM = {
    "register": {"label": "走访台账", "title": ["f_name"]},
    "fields": [TEXT, KEPT, READ, FREE],
    "list": ["f_kept", "f_read", "f_free"],
    "filters": ["f_kept", "f_free"],
    "search": ["f_name", "f_kept"],
    "charts": [{"label": "按类型", "count_by": "f_free"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ({"see": "grid_staff"}, "fields[0].see: Give a list"),
        ({"see": ["king"]}, "fields[0].see[0]: There is no role king. Roles: party_secretary"),
        ({"see": [["x"]]}, "fields[0].see[0]: There is no role"),
        ({"write": ["system"]}, "fields[0].write[0]: Administrators see no entries"),
        ({"see": ["grid_leader"], "write": ["grid_staff"]}, "fields[0].write: grid_staff cannot change what it does"),
    ],
)
def test_rights_that_make_no_sense_are_refused_with_their_place(world: World, field: Any, found: str) -> None:
    told = faults(world, {"fields": [{**READ, "write": [], **field}]})
    assert [item for item in told if found in item], told


def test_what_is_kept_from_some_comes_out_of_nothing_else(world: World) -> None:
    sum_of = {
        "key": "f_sum",
        "kind": "computed",
        "label": "合计",
        "result": "text",
        "expression": "concat(f_kept, f_kept)",
    }
    assert "may not use f_kept" in faults(world, {"fields": [KEPT, sum_of]})[0]
    lifted = {"register": {"label": "x", "title": ["f_kept"]}, "fields": [KEPT]}
    publish(
        world,
        world.place().units["street"],
        {NAME: {**FORM, "fields": [*FORM["fields"], {**sum_of, "expression": "concat(f_free, f_name)"}]}},
    )
    from tests.forms.test_registers import Faulty

    for owner, name, form in (
        ("street", "register/title", lifted),
        ("street", "register/order", {"register": {"label": "x", "title": ["f_name"], "sort": ["f_kept"]}, "fields": [TEXT, KEPT]}),
        ("community", NAME, {"changes": {"f_free": {"see": []}}}),
    ):  # fmt: skip
        with pytest.raises(Faulty):
            publish(world, world.place().units[owner], {name: form})


def entry(browser: Browser, **values: str) -> int:
    """A new entry; its number."""
    page = Page(browser.get(f"/{NAME}/add").text)
    answer = browser.post(f"/{NAME}/add", {**page.form(), **values})
    assert answer.status_code == 303, Page(answer.text).words
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_a_field_that_is_kept_from_a_role_is_at_no_door(either_world: World) -> None:
    world = either_world
    publish(world, world.place().units["street"], {NAME: FORM})
    centre, staff = world.browser(Role.STREET_CENTRE), world.browser(Role.GRID_STAFF)
    grid = str(world.place().units["grid"])
    number = entry(centre, f_name="张三", f_kept="高血压病", f_read="320", f_free="a", organisation=grid)
    assert "高血压病" in centre.get(f"/{NAME}/list/").text
    page = Page(staff.get(f"/{NAME}/edit/{number}").text)
    assert "f_kept" not in page.names and "f_read" not in page.names and "f_free" in page.names
    assert "320" in page.words
    assert (
        staff.post(f"/{NAME}/edit/{number}", {**page.form(), "f_free": "b", "f_kept": "改", "f_read": "9"}).status_code
        == 303
    )
    row = centre.get(f"/api/v1/{NAME}/{number}").get_json()
    assert (row["f_kept"], row["f_read"], row["f_free"]) == ("高血压病", 320, "b")
    assert "f_kept" not in staff.get(f"/api/v1/{NAME}/{number}").get_json()
    for path in ("list/", f"show/{number}", "list/?q=高血压病", "list/?columns=f_name,f_free", f"edit/{number}"):
        assert "高血压病" not in Page(staff.get(f"/{NAME}/{path}").text).words.replace("高血压病 ×", ""), path
    assert number not in [item["id"] for item in staff.get(f"/api/v1/{NAME}/?q=高血压病").get_json()["rows"]]
    for path in ("?f_kept=高血压病", "?sort=f_kept", "?columns=f_kept"):
        assert staff.get(f"/api/v1/{NAME}/{path}").status_code in (400, 403), path
        assert staff.get(f"/{NAME}/list/{path}").status_code in (400, 403), path
    patched = staff.send("PUT", f"/api/v1/{NAME}/{number}", {"f_kept": "改", "version": row["version"]})
    assert (
        patched.status_code in (403, 422) and centre.get(f"/api/v1/{NAME}/{number}").get_json()["f_kept"] == "高血压病"
    )
    exported = staff.post(f"/{NAME}/export", {"format": "csv"})
    assert "高血压病" not in exported.get_data().decode("utf-8-sig", "replace")


def test_lower_units_tighten_and_never_loosen(world: World) -> None:
    place = world.place()
    publish(world, place.units["street"], {NAME: FORM})
    lower = {"changes": {"f_free": {"see": ["community_secretary"]}, "f_kept": {"see": ["grid_staff"]}}}
    publish(world, place.units["community"], {NAME: lower})
    centre, secretary, staff = (
        world.browser(role) for role in (Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY, Role.GRID_STAFF)
    )
    number = entry(centre, f_name="张三", f_kept="高血压病", f_free="a", organisation=str(place.units["grid"]))
    assert "f_free" in secretary.get(f"/api/v1/{NAME}/{number}").get_json()
    held = staff.get(f"/api/v1/{NAME}/{number}").get_json()
    assert "f_free" not in held and "f_kept" not in held and held["f_name"] == "张三"


def test_a_declared_field_may_be_kept_from_a_role_and_the_reason_is_told(world: World) -> None:
    place = world.place()
    number = str(place.rows["compound"][0])
    staff = world.browser(Role.GRID_STAFF)
    assert "built_in" in staff.get(f"/api/v1/compound/{number}").get_json()
    publish(world, place.units["street"], {"compound": {"changes": {"built_in": {"see": ["community_secretary"]}}}})
    assert "built_in" not in staff.get(f"/api/v1/compound/{number}").get_json()
    told = why(world, "grid_staff", "show", "compound", number, "built_in")
    assert told.startswith("✗ [field] ") and told.endswith(
        "By the form of the unit, it is seen by: Street governance centre, Community secretary."
    )
    assert why(world, "street_centre", "edit", "compound", number, "built_in").startswith("✓ [field] ")


def test_the_designer_says_who_sees_and_who_changes(world: World) -> None:
    publish(world, world.place().units["street"], {NAME: FORM})
    browser = world.browser(Role.STREET_CENTRE)

    def panel(key: str) -> Page:
        return Page(browser.get(f"/forms/{NAME}?field={key}").text)

    def step(key: str, do: str = "set", **sent: Any) -> Any:
        revision = panel(key).form()["_revision"]
        return browser.post(f"/forms/{NAME}/step", {"do": do, "field": key, "_revision": revision, **sent})

    assert {"see", "write", "right_grid_staff"} <= panel("f_kept").names
    assert (
        step(
            "f_free",
            code=["a", "b"],
            zh=["甲", "乙"],
            en=["", ""],
            see="1",
            write="table",
            right_community_secretary="writes",
            right_grid_staff="sees",
        ).status_code
        == 303
    )
    assert step("organisation", "word", see="0").status_code == 404
    with world.as_house() as work:
        from app.forms.draft import found

        draft = found(work.session, world.place().units["street"], NAME)
        assert draft is not None
        made = draft.spec["fields"][3]
    words = (
        Page(browser.get(f"/forms/{NAME}?field=f_free").text).words
        + Page(browser.get(f"/forms/{NAME}/publish").text).words
    )
    assert words.count("能看：街道治理中心、社区书记") == words.count("能改：街道治理中心、社区书记") == 2, words
    assert made["see"] == ["community_secretary"] and made["write"] == ["community_secretary"]
