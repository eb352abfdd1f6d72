"""A form that cannot be used is refused whole, with every fault and its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.form_commands import context
from app.forms.package import merge, read_package
from app.forms.patterns import hangs
from app.forms.spec import Faulty, read_form
from tests.conftest import World
from tests.forms.filled import every, spec


def faults(world: World, form: Any, resource: str = "compound") -> tuple[str, ...]:
    """What is wrong with a form, in English."""
    with world.as_house():
        from flask_babel import force_locale

        with force_locale("en"):
            try:
                read_form(form, world.resources[resource], world.resources, context("en"))
            except Faulty as faulty:
                return faulty.faults
    return ()


def test_a_form_of_every_kind_has_no_fault(world: World) -> None:
    assert faults(world, every()) == ()


TEXT = {"key": "f_ab", "kind": "text", "label": "甲"}
LOOP = [
    {"field": "f_ab", "when": {"field": "f_cd"}},
    {"field": "f_cd", "when": {"field": "f_ab"}},
]


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ([], "JSON object"),
        ({"colour": 1}, "colour: A form has no such part"),
        ({"fields": {}}, "fields: Give a list"),
        ({"fields": [1]}, "fields[0]: Give an object"),
        ({"fields": [{**TEXT, "key": "Name"}]}, "fields[0].key: A key begins with f_"),
        ({"fields": [{**TEXT, "key": 5}]}, "fields[0].key"),
        ({"fields": [TEXT, TEXT]}, "fields[1].key: f_ab stands there already"),
        ({"fields": [{**TEXT, "kind": "sql"}]}, "fields[0].kind: There is no such kind"),
        ({"fields": [{**TEXT, "kind": ["text"]}]}, "fields[0].kind"),
        ({"fields": [{"key": "f_ab", "kind": "text"}]}, "fields[0].label: This is missing"),
        ({"fields": [{**TEXT, "label": ""}]}, "fields[0].label: Give a Chinese text"),
        ({"fields": [{**TEXT, "label": {"en": "x"}}]}, "fields[0].label: Give a Chinese text"),
        ({"fields": [{**TEXT, "label": "长" * 200}]}, "fields[0].label: Use at most 120"),
        ({"fields": [{**TEXT, "minimum": 3}]}, "fields[0].minimum: A field of this kind has no such option"),
        ({"fields": [{**TEXT, "required": "yes"}]}, "fields[0].required: Choose yes or no"),
        ({"fields": [{**TEXT, "length": 0}]}, "fields[0].length: Give a whole number from 1 to 500"),
        ({"fields": [{**TEXT, "pattern": "(a+)+$"}]}, "fields[0].pattern: This pattern could take very long"),
        ({"fields": [{**TEXT, "pattern": "("}]}, "fields[0].pattern: This is no regular expression"),
        ({"fields": [{**TEXT, "pattern": r"\d+", "default": "x"}]}, "fields[0].default: This is not in the expected form"),
        ({"fields": [spec("number", minimum=9, maximum=3)]}, "fields[0].minimum: The least is more than the most"),
        ({"fields": [spec("number", default=0)]}, "fields[0].default: Give 1 or more"),
        ({"fields": [spec("number", minimum="1e999999")]}, "fields[0].minimum"),
        ({"fields": [spec("choice", options=[])]}, "fields[0].options: Give from 1 to 300"),
        ({"fields": [spec("choice", options=[{"code": "a b", "zh": "甲"}])]}, "fields[0].options[0].code: Use letters"),
        ({"fields": [spec("choice", options=[{"code": "a", "zh": "甲"}] * 2)]}, "options[1].code: This code stands twice"),
        ({"fields": [spec("choice", default="zz")]}, "fields[0].default: Choose one of the list"),
        ({"fields": [spec("link", target="ab_user")]}, "fields[0].target: There is no such resource"),
        ({"fields": [spec("serial", pattern="{x}")]}, "fields[0].pattern: Write it with"),
        ({"fields": [{**TEXT, "key": f"f_{n:03d}"} for n in range(500)]}, "fields: There are 500; at most 200"),
        ({"changes": {"nope": {}}}, "changes.nope: There is no field nope"),
        ({"changes": {"created_at": {"label": "x"}}}, "changes.created_at"),
        ({"changes": {"name": {"required": False}}}, "changes.name.required: What was required above stays required"),
        ({"changes": {"name": {"hidden": True}}}, "changes.name.hidden: This field is needed"),
        ({"changes": {"management": {"hidden": True}}}, "changes.management.hidden"),
        ({"changes": {"name": {"kind": "note"}}}, "changes.name: What can be changed"),
        ({"sections": [{"label": "甲", "rows": [["name", "kind", "area"]]}]}, "sections[0].rows[0]: A row holds"),
        ({"sections": [{"label": "甲", "rows": [["name"], ["name"]]}]}, "sections[0].rows[1]: name stands there already"),
        ({"sections": [{"label": "甲", "rows": [["nope"]]}]}, "sections[0].rows[0]: There is no field nope"),
        ({"sections": [{"rows": []}]}, "sections[0]: Give label and rows"),
        ({"fields": [TEXT, {**TEXT, "key": "f_cd"}], "conditions": LOOP}, "conditions: These depend on each other in a circle: f_ab → f_cd → f_ab"),
        ({"fields": [TEXT], "conditions": [{"field": "f_ab", "when": {"field": "kind", "values": ["zz"]}}]}, "conditions[0].when.values: Choose one"),
        ({"conditions": [{"field": "name", "when": {"field": "kind"}}]}, "conditions[0].field: This field is needed"),
        ({"list": ["f_zz"]}, "list[0]: There is no field f_zz"),
        ({"list": [{}]}, "list[0]"),
        ({"search": ["area"]}, "search[0]: A field of this kind cannot be used for that"),
        ({"charts": [{"label": "图", "count_by": "location"}]}, "charts[0]: Rows cannot be counted by location"),
        ({"charts": [{"label": "图", "count_by": "contract_to"}]}, "charts[0].every: Days take one of"),
        ({"charts": [{"label": "图", "count_by": "kind", "kind": "globe"}]}, "charts[0].kind: A chart is one of"),
        ({"charts": [{"label": "图", "by": "kind", "sum_of": "name"}]}, "charts[0].sum_of: name cannot be summed"),
    ],
    ids=str,
)  # fmt: skip
def test_each_fault_is_named_with_its_place(world: World, form: Any, found: str) -> None:
    told = faults(world, form)
    assert any(found in fault for fault in told), told


def test_all_faults_come_at_once(world: World) -> None:
    form = {"fields": [{"key": "x", "kind": "text", "label": ""}], "list": ["nope"], "colour": 1}
    assert len(faults(world, form)) == 4


def test_a_resource_that_is_not_extensible_takes_no_form(world: World) -> None:
    assert "takes no fields" in faults(world, {}, "points_entry")[0]


def test_two_fields_may_have_the_same_label_and_markup_is_text(world: World) -> None:
    label = "<script>alert(1)</script>"
    assert faults(world, {"fields": [{**TEXT, "label": label}, {**TEXT, "key": "f_cd", "label": label}]}) == ()


@pytest.mark.parametrize("pattern", [r"\d{3}-\d+", r"[A-Z]{1,3}", r"(?:鲁|京)[A-Z]\w{5}", r"(\d{3}-)?\d{8}"])
def test_plain_patterns_may_be_used(pattern: str) -> None:
    assert not hangs(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a|aa)+", r"(\w+\s*)*x", r"(a{1,20}){1,20}", "a*b*c*d*", r"(a)\1+", "x" * 300]
)
def test_patterns_that_could_hang_may_not(pattern: str) -> None:
    assert hangs(pattern)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"{}", b'{"huizhi_forms": 2, "forms": {}}', b'{"huizhi_forms": 1, "forms": []}', b"\xff", b"[" * 100_000, b'{"huizhi_forms": 1, "forms": {}, "x": 1}', b" " * 6_000_000],
    ids=lambda raw: repr(raw[:30]),
)  # fmt: skip
def test_a_file_that_is_no_package_is_refused(world: World, raw: bytes) -> None:
    with world.as_house(), pytest.raises(Faulty):
        read_package(raw)


def test_merging_never_takes_anything_away(world: World) -> None:
    before = every()
    with world.as_house():
        spec_after, lines = merge(
            before, {"fields": [{**TEXT}], "list": ["f_ab"], "changes": {"area": {"label": "面积"}}}
        )
        assert [item["key"] for item in spec_after["fields"]] == [*(item["key"] for item in before["fields"]), "f_ab"]
        assert spec_after["list"] == [*before["list"], "f_ab"] and len(lines) == 3
        assert merge(spec_after, json.loads(json.dumps(spec_after))) == (spec_after, [])
        turned = {"key": "f_text", "kind": "number", "label": "甲"}  # whether it may is asked of what records hold
        spec_after, [line] = merge(before, {"fields": [turned]})
        assert turned in spec_after["fields"] and "f_text" in line
