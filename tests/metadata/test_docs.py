"""The guide names every check and every kind of field, and nothing that does not exist."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import app.fields
import app.metadata.checks
from app.fields.base import Field
from app.fields.secret import Secret
from app.fields.several import Several

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"\b[a-z]+\.[EW]\d{3}\b")
BASES = (Field, Secret, Several)  # no kinds of their own


def emitted() -> set[str]:
    """The numbers in the code of the checks: in their calls, not in their docstrings."""
    found: set[str] = set()
    for path in (ROOT / "app/metadata/checks").glob("*.py"):
        code = re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8"))
        found.update(re.findall(rf'"({NUMBER.pattern})"', code))
    return found


def documented() -> list[str]:
    rows = [line for line in (ROOT / "docs/checks.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [number for row in rows for number in NUMBER.findall(row.split("|")[1])]


def test_every_check_is_documented() -> None:
    assert emitted(), "no numbers found: has the way of writing them changed?"
    assert emitted() - set(documented()) == set()


def test_every_documented_check_exists_and_is_explained_once() -> None:
    assert set(documented()) - emitted() == set()
    assert len(documented()) == len(set(documented()))


def test_every_check_has_a_remedy() -> None:
    rows = [
        line for line in (ROOT / "docs/checks.md").read_text(encoding="utf-8").splitlines() if NUMBER.match(line[2:])
    ]
    assert len(rows) == len(documented())
    for row in rows:
        _before, _number, meaning, remedy, _after = (cell.strip() for cell in re.split(r"(?<!\\)\|", row))
        assert meaning and remedy, row


def test_every_check_names_its_numbers_in_its_docstring() -> None:
    """Reading a check tells what it reports."""
    said: set[str] = set()
    for check in app.metadata.checks.CHECKS:
        numbers = NUMBER.findall(check.__doc__ or "")
        assert numbers, f"{check.__module__}.{check.__name__}"
        said.update(numbers)
    assert said == emitted()


def kinds() -> set[str]:
    """The kinds of all fields of the vocabulary."""
    for module in pkgutil.iter_modules(app.fields.__path__):
        importlib.import_module(f"app.fields.{module.name}")
    found: set[type[Field]] = set()
    unseen: list[type[Field]] = [Field]
    while unseen:
        cls = unseen.pop()
        found.add(cls)
        unseen.extend(cls.__subclasses__())
    return {cls.kind for cls in found if cls not in BASES and cls.__module__.startswith("app.fields.")}


def test_every_kind_of_field_is_documented() -> None:
    guide = ROOT / "docs/fields.md"
    if not guide.exists():
        pytest.skip("docs/fields.md is not written yet")
    text = guide.read_text(encoding="utf-8")
    assert {kind for kind in kinds() if f"`{kind}`" not in text} == set()
