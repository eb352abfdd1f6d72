"""The words an author uses: each kind has one, a Chinese translation of what it says, and a row in the guide."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_file
from sqlalchemy.orm import MappedColumn

from app import fields
from app.fields import KINDS
from tests.fields.kinds import Stage

ROOT = Path(__file__).resolve().parents[2]
PARTS = ROOT / "translations/zh/parts/fields.json"
KEYWORDS = {"gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "_": None}
PERSON, STAGE = {"target": "person"}, {"enum": Stage}
NEEDED = {"link": PERSON, "links": PERSON, "choice": STAGE, "choices": STAGE}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "computed"])
def test_a_kinds_word_declares_a_column_of_it(kind: str) -> None:
    word = getattr(fields, kind)
    declared: Any = word("Label", required=True, help="Help", **NEEDED.get(kind, {}))
    assert isinstance(declared, MappedColumn)
    field = declared.column.info["field"]
    assert type(field) is KINDS[kind] and field.label == "Label" and field.required and not declared.column.nullable
    assert word.__doc__ and f"{kind}(" in word.__doc__


def test_every_file_of_the_folder_is_known() -> None:
    helpers = {"__init__", "base", "due", "secret", "several", "stored", "unique", "worked"}
    assert {path.stem for path in (ROOT / "app/fields").glob("*.py")} - helpers == set(KINDS)
    assert set(fields.__all__) >= {kind.__name__ for kind in KINDS.values()} | set(KINDS)


def messages() -> set[str]:
    """Every text of app/fields, with plurals as the catalogue parts write them."""
    found = set()
    for path in (ROOT / "app/fields").glob("*.py"):
        for _line, message, _comments, _context in extract_from_file("python", path, KEYWORDS):
            found.add(message if isinstance(message, str) else "|".join(message))
    return found


def test_every_text_has_its_chinese_and_keeps_its_places() -> None:
    chinese = json.loads(PARTS.read_text(encoding="utf-8"))
    assert messages() == set(chinese)
    for english, translated in chinese.items():
        places = re.findall(r"%\(\w+\)[sd]", english.partition("|")[0])
        assert sorted(places) == sorted(re.findall(r"%\(\w+\)[sd]", translated)), english
        assert re.search(r"[\u4e00-\u9fff]", translated), english
        assert "!" not in translated and "！" not in translated


def test_the_guide_has_a_row_for_every_kind() -> None:
    guide = (ROOT / "docs/fields.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)$", guide, re.MULTILINE))
    assert set(rows) == set(KINDS)
    for name, kind in KINDS.items():
        if name != "computed":
            named = set(re.findall(r"`(\w+)`", rows[name].split("|")[2]))
            assert named == set(kind.operators), name


def test_the_methods_of_a_field_say_what_they_do() -> None:
    for _name, method in inspect.getmembers(fields.Field, inspect.isfunction):
        if not method.__name__.startswith("_"):
            assert method.__doc__, method.__name__
