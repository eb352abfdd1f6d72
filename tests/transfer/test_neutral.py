"""A text that a spreadsheet would run gets an apostrophe; nothing else changes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.transfer.neutral import neutral, neutral_row


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n1",
        " =cmd|' /C calc'!A0",
        "＝1+1",
        "＋1",
        "－1",
        "＠a",
        "\u3000=1",
    ],
)
def test_formulas_become_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "王芳", "a=b", "138****5678", "2026-07-08", "—", "1-2", "'=1"])
def test_other_texts_stay(text: str) -> None:
    assert neutral(text) == text


def test_numbers_stay_numbers() -> None:
    assert neutral_row([-5, Decimal("-1.50"), None, "-5"]) == [-5, Decimal("-1.50"), None, "'-5"]
