"""A street's template is filled by name only; what runs, reaches outside, loops or bursts is refused in plain words."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from flask import Flask
from flask_babel import Babel

from app.fields.base import Invalid
from app.transfer import docx_filling, docx_template
from app.transfer.docx_template import LARGEST, check, fill

NAMES = ("title", "number", "编号")


@pytest.fixture(autouse=True)
def speaking() -> Any:
    app = Flask(__name__)
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def template(*paragraphs: str, change: Callable[[dict[str, bytes]], None] | None = None) -> bytes:
    """A Word file with these paragraphs; `change` works on its parts."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    raw = BytesIO()
    document.save(raw)
    if change is None:
        return raw.getvalue()
    with zipfile.ZipFile(raw) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def text_of(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(data)).paragraphs]


def test_placeholders_are_filled_with_what_was_typed_and_nothing_of_it_runs() -> None:
    data = template("关于{{ title }}", "{{number}} / {{ 编号 }}")
    assert sorted(check(data, NAMES)) == sorted(NAMES)
    made = fill(data, {"title": "<b>&{{ number }}\n第二行\x00", "number": "7", "编号": "SJ-1"})
    assert text_of(made) == ["关于<b>&{{ number }}\n第二行", "7 / SJ-1"]
    assert made == fill(data, {"title": "<b>&{{ number }}\n第二行\x00", "number": "7", "编号": "SJ-1"})


def test_a_placeholder_that_word_has_cut_into_pieces_is_found() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ ti", "tle }", "}"):
        paragraph.add_run(piece).bold = piece != "{"
    document.sections[0].header.paragraphs[0].text = "{{ number }}"
    raw = BytesIO()
    document.save(raw)
    assert check(raw.getvalue(), NAMES) == ("title", "number") or check(raw.getvalue(), NAMES) == ("number", "title")
    made = Document(BytesIO(fill(raw.getvalue(), {"title": "楼道", "number": "9"})))
    assert (made.paragraphs[0].text, made.sections[0].header.paragraphs[0].text) == ("楼道", "9")


def test_an_unknown_placeholder_is_named_with_the_nearest_and_all_others() -> None:
    with pytest.raises(Invalid) as refused:
        check(template("{{ titel }}"), NAMES)
    assert "“titel”" in str(refused.value) and "Did you mean “title”?" in str(refused.value)
    assert all(name in str(refused.value) for name in NAMES)
    with pytest.raises(Invalid, match="no placeholder"):
        check(template("nothing here"), NAMES)


ATTACKS = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ title.__class__ }}",
    "{{ title['__class__'] }}",
    "{{ title|attr('__class__') }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self._TemplateReference__context }}",
    "{{ range(10**9)|list }}",
    "{{ title * 10**9 }}",
    "{{ title }}{{ 7*7 }}",
    "{% for a in range(10**9) %}x{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{% set x = 1 %}{{ x }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends title %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ title if title else number }}",
    "{{ title",
    "{% raw %}{{ title }}",
)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("values", [None, {"title": "x", "number": "y", "编号": "z"}])
def test_nothing_but_names_stands_between_braces(attack: str, values: Any) -> None:
    start = time.monotonic()
    with pytest.raises(docx_filling.NoPlaceholder) as refused:
        docx_filling.work(template(attack), values)
    assert "root:" not in str(refused.value) and time.monotonic() - start < 2


def test_what_is_no_placeholder_is_shown_in_the_refusal() -> None:
    with pytest.raises(Invalid, match=r"“\{\{ title\.__class__ \}\}” is not a placeholder"):
        check(template("{{ title.__class__ }}"), NAMES)
    with pytest.raises(Invalid, match="is not a placeholder"):
        fill(template("{% for a in range(10**9) %}x{% endfor %}"), {"title": "x"})


def test_the_filling_process_sees_no_settings_and_cannot_hang(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text("import json, os; print(json.dumps({'names': [*os.environ]}))")
    monkeypatch.setenv("HUIZHI_SECRET_KEY", "secret")
    monkeypatch.setattr(docx_template, "WORKER", spy)
    assert not [name for name in docx_template.answer(b"", None)["names"] if "HUIZHI" in name]
    spy.write_text("while True: pass")
    monkeypatch.setattr(docx_template, "SECONDS", 0.5)
    with pytest.raises(Invalid, match="too long"):
        docx_template.answer(b"", None)


def external(parts: dict[str, bytes]) -> None:
    link = b'<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="http://x.invalid/a.dotm" TargetMode="External"/>'
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", link + b"</Relationships>")


def macro(parts: dict[str, bytes]) -> None:
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def project(parts: dict[str, bytes]) -> None:
    parts["word/vbaProject.bin"] = b"x"


def entities(parts: dict[str, bytes]) -> None:
    body = parts["word/document.xml"]
    parts["word/document.xml"] = body.replace(
        b"<w:document", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document', 1
    )


def fetching(parts: dict[str, bytes]) -> None:
    field = b'<w:p><w:r><w:instrText xml:space="preserve"> INCLUDETEXT "/etc/passwd" </w:instrText></w:r></w:p>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + field)


def embedded(parts: dict[str, bytes]) -> None:
    parts["word/embeddings/other.xlsx"] = b"PK"


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/media/image1.png"] = b"\x00" * (60 * 1024 * 1024)


def many(parts: dict[str, bytes]) -> None:
    parts.update({f"word/media/image{number}.png": b"x" for number in range(500)})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (external, "links to something outside"),
        (macro, "macros"),
        (project, "macros"),
        (entities, "not written as Word"),
        (fetching, "INCLUDETEXT"),
        (embedded, "another file inside"),
        (bomb, "far more than a document"),
        (many, "far more than a document"),
    ],
)
def test_what_runs_or_reaches_outside_is_refused_in_words(change: Any, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        check(template("{{ title }}", change=change), NAMES)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"PK" * 1000])
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match="no Word document"):
        check(data, NAMES)


def test_a_large_file_is_refused() -> None:
    with pytest.raises(Invalid, match="5 MB"):
        check(b"x" * (LARGEST + 1), NAMES)


def test_a_size_that_the_zip_lies_about_does_not_help() -> None:
    """The directory says one byte, the part unpacks to much more."""
    data = bytearray(
        template("{{ title }}", change=lambda parts: parts.update({"word/media/a.png": b"\x00" * 4_000_000}))
    )
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/media/a.png"))
    data[place + 24 : place + 28] = (1).to_bytes(4, "little")
    with pytest.raises(Invalid):
        check(bytes(data), NAMES)


def test_a_document_of_endless_paragraphs_ends_in_time(tmp_path: Path) -> None:
    def huge(parts: dict[str, bytes]) -> None:
        body = b"<w:p>" + b"{{p x " * 200_000
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + body)

    start = time.monotonic()
    with pytest.raises(Invalid):
        check(template("{{ title }}", change=huge), NAMES)
    assert time.monotonic() - start < 20
