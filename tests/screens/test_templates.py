"""Every template, laid out with made-up values and with hostile ones."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.screens.sample_frame import HOSTILE
from tests.screens.sample_pages import SAMPLES, make_app, render

PARTIAL = {"dialog", "tab", "timeline"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}
OPTIONAL = {"li", "option", "td", "th", "tr", "p"}


class Reader(HTMLParser):
    """What a page holds, as far as the rules ask."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.labelled: set[str] = set()
        self.inside_label: list[dict[str, str | None]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag == "label" and found.get("for"):
            self.labelled.add(str(found["for"]))
        if "label" in self.open:
            self.inside_label.append(found)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in OPTIONAL:
            self.open.pop()
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.fixture(scope="module", params=["zh", "en"])
def app(request: pytest.FixtureRequest) -> Any:
    return make_app(request.param)


@pytest.fixture(scope="module")
def locale(app: Any) -> str:
    with app.test_request_context():
        from flask_babel import get_locale

        return str(get_locale())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_is_well_formed(app: Any, locale: str, name: str) -> None:
    with app.test_request_context():
        reader = read(render(name, locale))
    assert reader.crossed == []
    assert [tag for tag in reader.open if tag not in OPTIONAL] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_hostile_text_never_becomes_markup(app: Any, locale: str, name: str) -> None:
    with app.test_request_context():
        plain, html = read(render(name, locale, text="harmless")), render(name, locale, text=HOSTILE)
    hostile = read(html)
    assert "<script>alert" not in html
    assert "49" not in "".join(text for text in hostile.texts if "alert" in text)
    assert [attributes for attributes in hostile.all("script") if "src" not in attributes] == []
    # The same elements with the same attributes as with harmless text.
    shape = [(tag, sorted(attributes)) for tag, attributes in plain.elements]
    assert [(tag, sorted(attributes)) for tag, attributes in hostile.elements] == shape


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in PARTIAL])
def test_a_page_names_its_language_and_has_one_heading(app: Any, locale: str, name: str) -> None:
    with app.test_request_context():
        reader = read(render(name, locale))
    expected = "zh-CN" if locale == "zh" or name in ("login", "locked", "bare") else "en"
    assert reader.all("html")[0]["lang"] == expected
    assert len(reader.all("h1")) == 1
    assert len(reader.all("main")) == 1
    assert "".join(reader.texts).strip()


@pytest.mark.parametrize("name", SAMPLES)
def test_headings_leave_out_no_level(app: Any, locale: str, name: str) -> None:
    with app.test_request_context():
        reader = read(render(name, locale))
    levels = [int(tag[1]) for tag, _attributes in reader.elements if re.fullmatch("h[1-6]", tag)]
    start = 2 if name in PARTIAL else min(levels[:1] or [1])
    for before, after in zip([start, *levels], levels, strict=False):
        assert after <= before + 1, f"h{after} follows h{before}"


@pytest.mark.parametrize("name", SAMPLES)
def test_every_input_and_button_has_a_name(app: Any, locale: str, name: str) -> None:
    with app.test_request_context():
        reader = read(render(name, locale))
    inside = [id(found) for found in reader.inside_label]
    for tag, attributes in reader.elements:
        if (
            tag not in ("input", "select", "textarea")
            or attributes.get("type") == "hidden"
            or attributes.get("aria-hidden") == "true"
        ):
            continue
        named = (
            id(attributes) in inside
            or attributes.get("id") in reader.labelled
            or attributes.get("aria-label")
            or attributes.get("aria-labelledby")
        )
        assert named, attributes
    ids = [attributes["id"] for _tag, attributes in reader.elements if attributes.get("id")]
    assert sorted(set(ids)) == sorted(ids), "an id stands twice"
    for attributes in reader.all("button"):
        if (attributes.get("class") and "icon" in str(attributes["class"]).split("-")[0].split()) or attributes.get(
            "class"
        ) == "icon-btn":
            assert attributes.get("aria-label"), attributes
    assert [attributes for attributes in reader.all("img") if "alt" not in attributes] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_posting_forms_carry_the_token_and_scripts_are_our_own(app: Any, locale: str, name: str) -> None:
    with app.test_request_context():
        html = render(name, locale)
    forms = re.findall(r"<form\b[^>]*>.*?</form>", html, re.DOTALL)
    for form in forms:
        if 'method="post"' in form.split(">", 1)[0]:
            assert 'name="csrf_token"' in form, form[:120]
    assert not re.search(r"\son\w+\s*=", re.sub(r">[^<]*<", "><", html)), "an inline handler"
    assert "javascript:" not in html
    for address in re.findall(r"""(?:src|href|action)=["']([^"']*)""", html):
        assert not re.match(r"(?:[a-z]+:)?//", address), f"{address} is on another host"


def test_a_list_of_25_rows_and_8_columns_is_small(app: Any, locale: str) -> None:
    with app.test_request_context():
        size = len(render("list", locale).encode())
    assert size <= 60 * 1024


def test_an_english_page_holds_no_chinese_of_the_templates(app: Any, locale: str) -> None:
    """The samples' own data is Chinese; the templates without data are not."""
    from pathlib import Path

    templates = Path(__file__).resolve().parents[2] / "app" / "templates"
    for path in templates.rglob("*.html"):
        text = re.sub(r'<button[^>]*lang="zh-CN"[^>]*>中文</button>', "", path.read_text(encoding="utf-8"))
        assert not re.search(r"[\u4e00-\u9fff]", text), path


def test_a_hostile_column_name_stays_inside_its_css_string(app: Any, locale: str) -> None:
    from flask import render_template

    from app.screens.values import Column, Pager, Row

    table = {
        "columns": (Column(key="a", label="A"), Column(key="b", label="x';}\\'\n*{color:red", numeric=True)),
        "rows": (Row(id=1, url="", title="t", cells=("1",)),),
        "pager": Pager(words=""),
        "empty": None,
    }
    with app.test_request_context():
        reader = read(render_template("tab.html", table=table))
    style = str(reader.all("table")[0]["style"])
    inner = style.removeprefix("--l2:'").removesuffix("';")
    assert style.startswith("--l2:'") and style.endswith("';")
    assert re.fullmatch(r"(?:[^'\\\n]|\\.)*", inner), inner


def test_masked_values_are_never_in_the_form(app: Any, locale: str) -> None:
    with app.test_request_context():
        reader = read(render("form", locale))
    found = next(attributes for attributes in reader.all("input") if attributes.get("name") == "number")
    assert found["value"] == ""
    assert any(
        "data-secret" in attributes and attributes.get("data-field") == "number" for _tag, attributes in reader.elements
    )
