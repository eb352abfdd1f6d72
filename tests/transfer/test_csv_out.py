"""What we write as CSV is read back the same, by a strict reader."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from app.transfer.csv_out import csv_stream


def read(body: bytes) -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


def test_quotes_commas_lines_and_numbers() -> None:
    rows = [["a,b", 'say "x"', "two\nlines"], [None, Decimal("1.50"), -3]]
    body = b"".join(csv_stream(["甲", "乙", "丙"], [rows[:1], rows[1:]]))
    assert body.decode("utf-8-sig") == '甲,乙,丙\r\n"a,b","say ""x""","two\nlines"\r\n,1.50,-3\r\n'


def test_each_chunk_is_sent_on_its_own() -> None:
    asked: list[int] = []

    def chunks():  # type: ignore[no-untyped-def]
        for number in range(3):
            asked.append(number)
            yield [[number]]

    stream = csv_stream(["n"], chunks())
    next(stream)
    assert asked == []
    next(stream)
    assert asked == [0]


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=2, max_size=2)
    )
)
def test_any_text_comes_back(rows: list[list[str]]) -> None:
    assert read(b"".join(csv_stream(["a", "b"], [rows]))) == [["a", "b"], *rows]
