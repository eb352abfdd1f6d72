"""Turns rows into an Excel file, row by row: the memory it takes does not grow with the rows."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MOST_ROWS = 1_048_575  # of a sheet, below its header
LONGEST = 32_767  # characters of a cell
EXACT = 15  # digits that a cell keeps
PIECE = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a column: its words, how many decimals its numbers have, whether they are grouped by thousands."""

    label: str
    decimals: int = 0
    grouped: bool = False


def xlsx_stream(
    title: str, heads: Sequence[Head], chunks: Iterable[Iterable[Sequence[Any]]], folder: Path | None = None
) -> Iterator[bytes]:
    """The file in pieces. It is made in a folder of its own, which is gone when the stream ends or is given up."""
    scratch = Path(tempfile.mkdtemp(prefix="export-", dir=folder))
    try:
        path = scratch / "export.xlsx"
        write(path, title, heads, chunks)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def write(path: Path, title: str, heads: Sequence[Head], chunks: Iterable[Iterable[Sequence[Any]]]) -> None:
    """Write the file; beyond a million rows it goes on in a further sheet."""
    from xlsxwriter import Workbook  # a large package: the first export waits for it, not every start

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(str(path), {**options, "tmpdir": str(path.parent), "use_zip64": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = [book.add_format({"num_format": pattern(head)}) for head in heads]
        sheet, line, sheets = begun(book, title, heads, bold, 1), 0, 1
        for rows in chunks:
            for row in rows:
                if line == MOST_ROWS:
                    sheets, line = sheets + 1, 0
                    sheet = begun(book, title, heads, bold, sheets)
                line += 1
                for column, value in enumerate(row):
                    if value is None or value == "":
                        continue
                    if isinstance(value, str):
                        sheet.write_string(line, column, value if len(value) <= LONGEST else value[: LONGEST - 1] + "…")
                    elif digits(value) > EXACT:
                        sheet.write_string(line, column, str(value))
                    else:
                        sheet.write_number(
                            line, column, float(value) if isinstance(value, Decimal) else value, formats[column]
                        )


def begun(book: Workbook, title: str, heads: Sequence[Head], bold: Any, number: int) -> Any:
    """A sheet with its header, which stays in sight."""
    sheet = book.add_worksheet(sheet_name(title, number))
    sheet.set_column(0, max(len(heads) - 1, 0), 16)
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head.label, bold)
    return sheet


def pattern(head: Head) -> str:
    """The format of a column's numbers."""
    whole = "#,##0" if head.grouped else "0"
    return f"{whole}.{'0' * head.decimals}" if head.decimals else whole


def digits(value: Any) -> int:
    """How many digits a number is written with."""
    return len(value.as_tuple().digits) if isinstance(value, Decimal) else len(str(abs(value)))


def sheet_name(title: str, number: int) -> str:
    """A name that a sheet may have: at most 31 characters, none of those that addresses use."""
    name = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:26] or "1"
    return name if number == 1 else f"{name} {number}"
