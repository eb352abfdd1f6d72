"""Turns rows into CSV as it is read everywhere: RFC 4180, UTF-8 with a mark at the start so that Excel sees Chinese."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any


def csv_stream(header: Sequence[str], chunks: Iterable[Iterable[Sequence[Any]]]) -> Iterator[bytes]:
    """The file, a piece for each chunk of rows. Cells are texts, numbers or None; formulas were made neutral before."""
    yield BOM_UTF8 + written([header])
    for rows in chunks:
        yield written(rows)


def written(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV."""
    sheet = StringIO(newline="")
    csv.writer(sheet, lineterminator="\r\n").writerows(rows)
    return sheet.getvalue().encode()
