"""A package is described by a schema that agrees with its reader; what is wrong with one refuses it whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from app.declare import Role
from app.form_commands import context
from app.forms.package import LARGEST, plan, read_package
from app.forms.schema import package_schema, schema_text
from app.forms.spec import MOST_FAST, MOST_FIELDS, Faulty
from app.forms.speed import MOST_OF_TABLE
from tests.conftest import World
from tests.forms.filled import every, publish
from tests.forms.test_form_commands import package, run
from tests.forms.test_form_spec import faults
from tests.forms.test_random_forms import forms
from tests.world import Page

ROOT = Path(__file__).parents[2]
SCHEMA = Draft202012Validator(package_schema())
TEXT = {"key": "f_ab", "kind": "text", "label": "甲"}


def fits(form: Any, name: str = "compound") -> bool:
    """Whether the schema takes a form."""
    return bool(SCHEMA.is_valid({"huizhi_forms": 1, "forms": {name: form}}))


def test_the_published_schema_is_what_the_reader_says() -> None:
    Draft202012Validator.check_schema(package_schema())
    assert (ROOT / "docs/package.schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("file", sorted((ROOT / "seed/packages").glob("*.json")), ids=lambda file: file.stem)
def test_the_schema_takes_our_own_packages(file: Path) -> None:
    SCHEMA.validate(json.loads(file.read_text(encoding="utf-8")))


def test_the_schema_takes_every_kind() -> None:
    assert fits(every())
    assert fits({"fields": [{**TEXT, "see": ["grid_staff"], "write": []}], "changes": {"built_in": {"see": []}}})


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(form=forms())
def test_the_schema_takes_what_the_reader_takes(form: dict[str, Any]) -> None:
    assert fits(form, "register/random")


WRONG: tuple[dict[str, Any], ...] = (
    {"colour": 1},
    {"fields": {}},
    {"fields": [1]},
    {"fields": [{**TEXT, "key": "Name"}]},
    {"fields": [{**TEXT, "kind": "sql"}]},
    {"fields": [{"key": "f_ab", "kind": "text"}]},
    {"fields": [{**TEXT, "label": ""}]},
    {"fields": [{**TEXT, "label": "长" * 200}]},
    {"fields": [{**TEXT, "minimum": 3}]},
    {"fields": [{**TEXT, "required": "yes"}]},
    {"fields": [{**TEXT, "length": 0}]},
    {"fields": [{**TEXT, "see": ["system"]}]},
    {"fields": [{**TEXT, "kind": "choice"}]},
    {"fields": [{**TEXT, "kind": "choice", "options": [{"code": "<b>", "zh": "x"}]}]},
    {"fields": [{**TEXT, "kind": "computed", "result": "photo", "expression": "1"}]},
    {"sections": [{"label": "x", "rows": [["a", "b", "c"]]}]},
    {"charts": [{"label": "x", "every": "century"}]},
    {"list": 5},
    {"changes": {"built_in": {"kind": "text"}}},
    {"conditions": [{"field": "f_ab"}]},
)


@pytest.mark.parametrize("form", WRONG)
def test_schema_and_reader_refuse_the_same(world: World, form: dict[str, Any]) -> None:
    assert not fits(form) and faults(world, form)


def many(count: int, **more: Any) -> dict[str, Any]:
    """A form of so many fields."""
    return {"fields": [{**TEXT, "key": f"f_n{number}", **more} for number in range(count)]}


def test_limits_are_told_with_their_number(world: World) -> None:
    assert faults(world, many(500)) == (f"fields: There are 500; at most {MOST_FIELDS} are possible.",)
    assert faults(world, many(MOST_FIELDS)) == ()
    assert faults(world, many(MOST_FAST, fast=True)) == ()
    assert f"At most {MOST_FAST} fields" in faults(world, many(MOST_FAST + 1, fast=True))[0]
    assert (MOST_FAST, MOST_OF_TABLE) == (8, 64)
    assert "Use at most" not in str(faults(world, {"fields": [{**TEXT, "length": 5, "default": "甲乙丙丁戊"}]}))
    assert faults(world, {"fields": [{**TEXT, "length": 5, "default": "甲乙丙丁戊己"}]})[0].startswith(
        "fields[0].default: "
    )
    assert faults(world, {"fields": [{**TEXT, "kind": "number", "minimum": 5, "default": "3"}]})[0].startswith(
        "fields[0].default: "
    )
    assert faults(world, {"fields": [{**TEXT, "pattern": "(a+)+$"}]})[0].startswith("fields[0].pattern: ")


def test_more_indexes_than_a_table_may_have_are_left_out(world: World) -> None:
    from app.forms import speed

    units = world.place().units
    for number, name in enumerate(
        ("district", "street", "community", "grid", "micro_grid", "branch", "section", "department", "company")
    ):
        fields = [{**TEXT, "key": f"f_n{number}x{n}", "fast": True} for n in range(MOST_FAST)]
        publish(world, units[name], {"compound": {"fields": fields}})
    house = world.app.extensions["huizhi"]
    with world.as_house() as work:
        paths = {unit: work.session.get(house.viewers.organisation, unit).path for unit in units.values()}
        asked = speed.wanted(work.session, house.forms, context("zh"), paths)
        directions = 2 if work.session.get_bind().dialect.name == "postgresql" else 1
    assert len(asked) == MOST_OF_TABLE * directions


def test_markup_in_a_label_is_text_everywhere(world: World) -> None:
    evil = "<script>alert(1)</script>"
    form = {
        "register": {"label": evil, "title": ["f_ab"]},
        "fields": [{**TEXT, "label": {"zh": evil, "en": evil}, "help": evil}],
        "list": ["f_ab"],
    }
    publish(world, world.place().units["street"], {"register/evil": form})
    browser = world.browser(Role.STREET_CENTRE)
    page = Page(browser.get("/register/evil/add").text)
    number = browser.post("/register/evil/add", {**page.form(), "f_ab": evil}).headers["Location"].rsplit("/", 1)[1]
    for path in (
        "/register/evil/list/",
        "/register/evil/add",
        f"/register/evil/show/{number}",
        "/forms/",
        "/forms/register/evil?field=f_ab",
    ):
        text = browser.get(path).text
        assert evil not in text and "&lt;script&gt;" in text, path


def test_every_fault_of_a_package_is_told_in_the_readers_language(world: World, tmp_path: Path) -> None:
    street = world.place().units["street"]
    forms = {
        "compound": {
            "fields": [TEXT, TEXT, {**TEXT, "key": "f_cd", "kind": "sql"}, {**TEXT, "key": "f_ef", "label": 7}]
        },
        "person": {
            "fields": [{**TEXT, "key": "f_aa"}, {**TEXT, "key": "f_bb"}],
            "conditions": [{"field": "f_aa", "when": {"field": "f_bb"}}, {"field": "f_bb", "when": {"field": "f_aa"}}],
        },
        "nothing": {},
        "volunteer": {"fields": "all"},
    }
    for language, words in (
        ("en", ("stands there already", "no such kind", "circle", "no such resource", "Give a list")),
        ("zh", ("已经存在", "没有这种字段类型", "f_aa → f_bb → f_aa", "没有")),
    ):
        done = run(world, "import", package(tmp_path, forms), street, "--language", language)
        assert done.exit_code == 1
        for place in (
            "compound: fields[1].key",
            "compound: fields[2].kind",
            "compound: fields[3].label",
            "person: conditions",
            "nothing: ",
            "volunteer: fields",
        ):
            assert place in done.output, done.output
        assert all(word in done.output for word in words), done.output
    assert '"forms": {}' in run(world, "export", street).output


def test_a_package_that_is_too_large_is_not_even_read(world: World) -> None:
    with world.as_house(), pytest.raises(Faulty, match="5 MB"):
        read_package(b" " * (10 * 1024 * 1024))
    assert LARGEST < 10 * 1024 * 1024


def test_one_form_or_all_are_exported_and_roles_travel_by_name(world: World, tmp_path: Path) -> None:
    street, other = (world.place(key).units["street"] for key in ("a1", "b1"))
    rights = [{"role": "grid_staff", "level": "read"}]
    register = {
        "register": {"label": "台账", "rights": rights},
        "fields": [{**TEXT, "see": ["grid_staff"]}, {**TEXT, "key": "f_cd"}],
    }
    register["register"]["title"] = ["f_cd"]  # type: ignore[index]
    publish(world, street, {"compound": {"fields": [TEXT]}, "register/kept": register})
    one, file = tmp_path / "one.json", tmp_path / "all.json"
    assert run(world, "export", street, "register/kept", "--out", one).exit_code == 0
    assert list(json.loads(one.read_text())["forms"]) == ["register/kept"]
    assert run(world, "export", street, "--out", file).exit_code == 0
    assert set(json.loads(file.read_text())["forms"]) == {"compound", "register/kept"}
    missing = run(world, "export", street, "person")
    assert missing.exit_code == 2 and "compound, register/kept" in missing.output
    assert run(world, "import", one, other).exit_code == 0
    house = world.app.extensions["huizhi"]
    with world.as_house() as work:
        path = work.session.get(house.viewers.organisation, other).path
        made = house.forms.at(work.session, path, lambda: context("zh"))["register/kept"]
        assert made.limits["f_ab"].see == (Role.STREET_CENTRE, Role.GRID_STAFF)
        assert plan(work.session, house.forms, other, path, json.loads(one.read_text())["forms"], context("zh")) == []
