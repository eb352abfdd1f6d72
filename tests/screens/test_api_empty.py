"""What is empty, as the API takes it: `null` clears; an empty text only where the description lets one through."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.declare import Role
from tests.forms.filled import KINDS, key, publish, spec
from tests.world import Browser, World

EMPTY: tuple[Any, ...] = (
    None, "", " ", "\u200b", [], [""], [" "], [None], {}, {"id": None}, {"id": ""}, {"lat": "", "lng": ""},
    {"lat": "36.2", "lng": "117.1"},
)  # fmt: skip
NAME = "register/emptiness"
FREE = ("text", "note", "address")  # any text is a value there, so an empty one is none
LISTS = ("choices", "links", "photo", "file", "signature")


def described(world: World, *, required: bool) -> tuple[Browser, str, dict[str, Any]]:
    """(a browser, the address of a row, the schema of each value): a register with a field of every kind."""

    def form(needed: bool) -> dict[str, Any]:
        fields = [spec(kind, required=needed) for kind in KINDS if kind not in ("serial", "computed")]
        coded = {"key": "f_coded", "kind": "text", "label": "编码", "pattern": "[A-Z]*", "required": needed}
        register = {"label": {"zh": "空值", "en": "Nothing"}, "title": [key("text")]}
        return {"register": register, "fields": [*fields, coded]}

    unit = world.place().units
    publish(world, unit["street"], {NAME: form(False)})
    browser = world.browser(Role.STREET_CENTRE, language="en")
    made = browser.send("POST", f"/api/v1/{NAME}/", {"organisation": unit["grid"], key("text"): "一号楼"})
    assert made.status_code == 201, made.text
    if required:
        publish(world, unit["street"], {NAME: form(True)})
    told = browser.get("/api/v1/openapi.json").get_json()["components"]["schemas"][f"{NAME}.change"]
    return browser, made.headers["Location"], told["properties"]


@pytest.mark.parametrize("required", [False, True], ids=["optional", "required"])
def test_what_is_empty_is_taken_only_as_described(world: World, required: bool) -> None:
    browser, address, properties = described(world, required=required)
    wrong = []
    for name, schema in properties.items():
        if name == "version":
            continue
        for value in EMPTY:
            answer = browser.send("PUT", address, {name: value})
            assert answer.status_code in (200, 422), (name, value, answer.text)
            if answer.status_code == 422:
                assert answer.get_json()["fields"][name][0], (name, value)
            promised = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)
            # White space around a text is tidied away before it is measured, so only a bare one is promised.
            if promised != (answer.status_code == 200) and not (promised and value in (" ", "\u200b")):
                wrong.append((name, value, "promised" if promised else "not promised", answer.status_code))
    assert not wrong


def test_null_and_an_empty_free_text_clear_an_optional_field(world: World) -> None:
    browser, address, _properties = described(world, required=False)
    for kind in KINDS:
        if kind in ("serial", "computed"):
            continue
        cleared = browser.send("PUT", address, {key(kind): None})
        assert cleared.status_code == 200, (kind, cleared.text)
        assert not cleared.get_json()[key(kind)]
        status = browser.send("PUT", address, {key(kind): ""}).status_code
        assert status == (200 if kind in FREE else 422), kind
        assert browser.send("PUT", address, {key(kind): []}).status_code == (200 if kind in LISTS else 422), kind


def test_an_optional_choice_says_how_it_is_cleared(world: World) -> None:
    street = world.browser(Role.STREET_CENTRE, language="en")
    number = world.place().rows["deliberation_session"][0]
    answer = street.send("PUT", f"/api/v1/deliberation_session/{number}", {"venue_kind": ""})
    assert answer.status_code == 422
    assert answer.get_json()["fields"] == {"venue_kind": ["An empty text is no value here. Send null for nothing."]}


def test_a_required_flag_is_not_cleared(world: World) -> None:
    """Nothing ticked in a form is no; a program says which of the two it means."""
    street = world.browser(Role.STREET_CENTRE, language="en")
    number = world.place().rows["volunteer"][0]
    told = street.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    flags = [
        (name.removesuffix(".change"), field)
        for name, schema in told.items()
        if name.endswith(".change")
        for field, value in schema["properties"].items()
        if value.get("type") == "boolean" and world.place().rows.get(name.removesuffix(".change"))
    ]
    assert flags and number
    for name, field in flags:
        answer = street.send("PUT", f"/api/v1/{name}/{world.place().rows[name][0]}", {field: None})
        assert answer.status_code == 422 and answer.get_json()["fields"][field] == ["Give true or false."], name
