"""What we write as xlsx is read back by another library: texts as texts, numbers as numbers, nothing run."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.transfer import xlsx_out
from app.transfer.xlsx_out import Head, sheet_name, xlsx_stream


def read(rows: list[list[Any]], heads: list[Head], folder: Path, title: str = "志愿者") -> Any:
    return openpyxl.load_workbook(BytesIO(b"".join(xlsx_stream(title, heads, [rows], folder))))


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    heads = [Head(label="名称"), Head(label="金额", decimals=2, grouped=True), Head(label="数")]
    rows = [["=1+1", Decimal("1234.50"), 7], ["http://example.invalid", None, -3], ["0012", Decimal("0.05"), 0]]
    sheet = read(rows, heads, tmp_path).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["名称", "金额", "数"],
        ["=1+1", 1234.5, 7],
        ["http://example.invalid", None, -3],
        ["0012", 0.05, 0],
    ]
    assert sheet["A2"].data_type == "s" and sheet["A3"].hyperlink is None
    assert sheet["B2"].number_format == "#,##0.00"


def test_long_texts_and_long_numbers_lose_nothing_unseen(tmp_path: Path) -> None:
    sheet = read([["x" * 40_000, 1234567890123456]], [Head(label="a"), Head(label="b")], tmp_path).active
    assert sheet["A2"].value == "x" * 32_766 + "…"
    assert sheet["B2"].value == "1234567890123456"


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_out, "MOST_ROWS", 2)
    book = read([[1], [2], [3]], [Head(label="n")], tmp_path)
    assert [[row[0] for row in sheet.values] for sheet in book] == [["n", 1, 2], ["n", 3]]


def test_nothing_stays_behind(tmp_path: Path) -> None:
    stream = xlsx_stream("x", [Head(label="n")], [[[1]] * 50_000], tmp_path)
    next(stream)
    assert list(tmp_path.iterdir())
    stream.close()
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    def chunks() -> Any:
        yield [[1]]
        raise LookupError("gone")

    with pytest.raises(LookupError):
        list(xlsx_stream("x", [Head(label="n")], chunks(), tmp_path))
    assert not list(tmp_path.iterdir())


def test_names_of_sheets() -> None:
    assert sheet_name("a/b:c?" + "长" * 40, 1) == "a b c " + "长" * 20
    assert sheet_name("***", 1) == "1"
    assert sheet_name("志愿者", 2) == "志愿者 2"
