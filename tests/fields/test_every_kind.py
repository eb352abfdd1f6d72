"""Every kind of field: what goes out comes back in, what comes in is a value or a plain message, and nothing runs."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from app.fields import KINDS, Context, Field, Invalid
from app.fields.base import OPERATORS, ColumnSource
from tests.fields.kinds import AGE, HOSTILE, SAMPLES, Sample, make_context
from tests.fields.sheets import Sheet, in_column

each = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
CONTEXT = make_context()
# Files stand in no cell; labels with separators in them are the matter of test_choices.py and test_links.py.
IN_SPREADSHEETS = [sample for sample in SAMPLES if sample.field.json_kind != "array"]
ENGLISH = make_context(locale="en")
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(max_size=5),
    st.recursive(
        st.one_of(st.text(max_size=5), st.integers(), st.none(), st.floats()),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "lat", "lng", "x"]), inner),
        max_leaves=5,
    ),
    st.sampled_from(["1e999999", "-1e-99", "²", "１２", "\ud800", "\x00", "2026-02-30", "0001-01-01 00:00", "9" * 40]),
)
WORDS = st.one_of(st.text(), st.sampled_from(["²", "", " ", "1e999999", HOSTILE]))


def parsed(field: Field, raw: Any, context: Context = CONTEXT) -> Any:
    """The value of an input; None where the field refuses it."""
    try:
        return field.parse(raw, context)
    except Invalid:
        return None


def test_there_is_a_sample_of_every_kind() -> None:
    assert {sample.field.kind for sample in SAMPLES} | {AGE.kind} == set(KINDS)


@each
@given(data=st.data())
def test_what_a_form_shows_is_read_back_as_it_was(sample: Sample, data: st.DataObject) -> None:
    value = parsed(sample.field, data.draw(sample.typed))
    assert parsed(sample.field, sample.field.raw(value, CONTEXT)) == value


@each
@given(data=st.data())
def test_what_the_api_gives_it_takes_back(sample: Sample, data: st.DataObject) -> None:
    value = parsed(sample.field, data.draw(sample.typed))
    sent = json.loads(json.dumps(sample.field.to_json(value)))
    assert sample.field.from_json(sent) == value
    assert parsed(sample.field, sent) == value
    if value is not None:
        jsonschema.validate(sent, sample.field.schema())


@each
def test_its_sample_values_go_round(sample: Sample) -> None:
    for value in sample.values:
        shown = sample.field.parse(sample.field.raw(value, CONTEXT), CONTEXT)
        assert shown == (value.replace(second=0, microsecond=0) if sample.field.kind == "moment" else value)
        assert sample.field.parse(json.loads(json.dumps(sample.field.to_json(value))), CONTEXT) == value


@pytest.mark.parametrize("sample", IN_SPREADSHEETS, ids=lambda sample: sample.name)
@given(data=st.data())
def test_what_a_spreadsheet_holds_is_read_back(sample: Sample, data: st.DataObject) -> None:
    value = parsed(sample.field, data.draw(sample.typed))
    held = sample.field.export(value, CONTEXT)
    cell = float(held) if sample.field.numeric and sample.field.summable and held is not None else held
    if isinstance(cell, float) and abs(cell) >= 10**12:
        return  # a spreadsheet keeps fifteen digits
    assert parsed(sample.field, cell) == value


@each
@given(raw=JUNK)
def test_any_input_is_a_value_or_refused_with_a_reason(sample: Sample, raw: Any) -> None:
    try:
        value = sample.field.parse(raw, CONTEXT)
    except Invalid as reason:
        assert str(reason)
    else:
        assert isinstance(sample.field.text(value, CONTEXT), str)
        json.dumps(sample.field.to_json(value))


@each
@given(raw=WORDS, operator=st.sampled_from([*OPERATORS]))
def test_any_filter_is_sql_or_refused_with_a_reason(sample: Sample, raw: str, operator: str) -> None:
    field = in_column(sample)
    try:
        str(field.filter(field.expression(Sheet), operator, [raw], CONTEXT))
    except Invalid as reason:
        assert str(reason)
        return
    assert operator in field.operators
    assert isinstance(field.filter_text(operator, [raw], CONTEXT), str)


@each
def test_nothing_is_shown_as_nothing(sample: Sample) -> None:
    field = sample.field
    for shown in (field.text(None, CONTEXT), field.cell(None, CONTEXT), field.detail(None, CONTEXT)):
        assert shown == ""
    assert not field.raw(None, CONTEXT)
    assert field.mask(None) == ""
    assert field.to_json(None) is None and field.from_json(None) is None
    assert not field.export(None, CONTEXT)


@each
@pytest.mark.parametrize("locale", [CONTEXT, ENGLISH], ids=["zh", "en"])
def test_every_value_is_shown_in_words(sample: Sample, locale: Context) -> None:
    for value in sample.values:
        assert sample.field.text(value, locale)
        assert str(sample.field.cell(value, locale))
        assert str(sample.field.detail(value, locale))
        assert sample.field.mask(value) not in ("", sample.field.text(value, locale))


@each
def test_its_operators_are_known_and_say_what_they_compare_with(sample: Sample) -> None:
    assert set(sample.field.operators) <= set(OPERATORS)
    assert sample.field.filter_text("empty", ["1"], CONTEXT) == "" or "empty" not in sample.field.operators
    if "eq" in sample.field.operators:
        first = sample.field.raw(sample.values[0], CONTEXT)
        assert sample.field.filter_text("eq", first if isinstance(first, list) else [first or "0"], CONTEXT)


@each
def test_a_declaration_is_plain_json(sample: Sample) -> None:
    shown = json.loads(json.dumps(sample.field.bind("x", ColumnSource("x")).to_dict()))
    assert shown["kind"] == sample.field.kind and shown["kept in"] == "ColumnSource(x)"


@each
def test_hostile_text_is_shown_and_never_run(sample: Sample) -> None:
    field = sample.field
    values = list(sample.values)
    if field.json_kind == "string" and field.kind not in ("day", "moment", "place"):
        values.append(HOSTILE)  # as an old row or another program may have left it
    if field.kind == "url":
        values += ["javascript:alert(1)", "JaVaScRiPt:alert(1)//http://a.cn", 'http://a.cn/"onmouseover="alert(1)']
    for value in values:
        for shown in (field.cell(value, CONTEXT), field.detail(value, CONTEXT), field.mask(value)):
            Harmless().feed(str(escape(shown)))


def test_the_check_for_harm_finds_harm() -> None:
    for harm in (HOSTILE, '<a href="javascript:x">', '<span onclick="x">'):
        with pytest.raises(AssertionError):
            Harmless().feed(harm)


@given(raw=st.text(max_size=40))
def test_text_that_people_type_is_harmless_on_every_page(raw: str) -> None:
    for sample in SAMPLES:
        value = parsed(sample.field, raw + HOSTILE)
        if value is not None:
            Harmless().feed(str(escape(sample.field.cell(value, CONTEXT))))
            Harmless().feed(str(escape(sample.field.detail(value, CONTEXT))))


class Harmless(HTMLParser):
    """Fails on an element or attribute that the kinds do not make themselves."""

    tags = frozenset(["a", "br", "div", "img", "li", "small", "span", "time", "ul"])
    names = frozenset(["alt", "aria-hidden", "aria-label", "class", "data-lat", "data-lng", "datetime", "href"])
    names |= {"loading", "rel", "role", "src", "target", "title"}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.tags
        for name, value in attrs:
            assert name in self.names
            assert name not in ("href", "src") or (value or "").startswith(("http://", "https://", "/"))
