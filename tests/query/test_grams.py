"""Pieces of texts and of words: whatever stands in a text is found by its pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from app.query.grams import MOST_WORDS, Term, fold, grams, one_run, terms, words
from app.query.initials import initials
from tests.query.searched import town

SIGNS = st.sampled_from([*"aZ09 -%_'\"*/\\.(（，中文名木王李😀é٣ß\u0307\U00020000\n\t\x00\U000f0001"])
TEXTS = st.text(SIGNS, max_size=40)


def holds(document: str, term: Term, *, ordered: bool) -> bool:
    """What the index says: SQLite's knows the order of pieces, PostgreSQL's does not."""
    pieces = grams(document)
    if term.prefix:
        return any(piece.startswith(term.pieces[0]) for piece in pieces)
    if not ordered:
        return set(term.pieces) <= set(pieces)
    size = len(term.pieces)
    return any(tuple(pieces[start : start + size]) == term.pieces for start in range(len(pieces) - size + 1))


@given(TEXTS, st.integers(0, 40), st.integers(1, 20))
@example("SG-2026-0012", 0, 12)
@example("abcdefghijklmnop中文", 3, 14)
def test_every_part_of_a_text_is_found_by_its_pieces(text: str, start: int, length: int) -> None:
    document = fold(text)
    part = document[start : start + length]
    assert all(holds(document, term, ordered=ordered) for term in terms(part) for ordered in (True, False))


@given(TEXTS, TEXTS)
@example("12号楼", "1")
@example("古树名木", "树")
@example("树名 古树", "古树名")
@example("abcdefghi bcdefghij", "abcdefghij")
def test_a_word_of_one_run_needs_no_second_look(text: str, word: str) -> None:
    document, word = fold(text), fold(word)
    if one_run(word):
        (term,) = terms(word)
        assert holds(document, term, ordered=True) == (word in document)
        if len(term.pieces) == 1:
            assert holds(document, term, ordered=False) == (word in document)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("古树名木", [Term(("古树", "树名", "名木"))]),
        ("木", [Term(("木",), prefix=True)]),
        ("sg-2026-0012", [Term(("sg",)), Term(("2026",)), Term(("0012",), prefix=True)]),
        ("gd00012345", [Term(("gd000123", "d0001234", "00012345"))]),
        ("3号楼", [Term(("3",)), Term(("号楼",))]),
        ("楼3", [Term(("楼",)), Term(("3",), prefix=True)]),
        ("%_'\"*", []),
    ],
)
def test_a_word_is_looked_up_by_few_pieces(word: str, expected: list[Term]) -> None:
    assert terms(word) == expected


def test_a_text_is_compared_without_case_width_and_white_space() -> None:
    assert fold("  ＳＧ－２０２６\u3000Ａ座\t\x00（东） ") == "sg-2026 a座 (东)"


def test_marks_of_documents_cannot_be_typed() -> None:
    assert fold("a\U000f1234b\U0010abcdc") == "abc"


def test_a_long_text_is_looked_for_as_a_whole() -> None:
    assert words(" ".join("abcdefgh")) == list("abcdefgh")
    long = " ".join("abcdefghi"[: MOST_WORDS + 1])
    assert words(long) == [long]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("曾国强", "cgq zgq"),
        ("单田芳", "stf dtf ctf"),
        ("仇和", "qh ch"),
        ("买买提·艾力", "mmtal"),
        ("王a1", "wa1"),
        ("Tom", ""),
    ],
)
def test_a_name_has_the_initials_of_all_readings(name: str, expected: str) -> None:
    assert set(expected.split()) <= set(initials(name))
    assert bool(initials(name)) == bool(expected)


@pytest.mark.postgres
def test_postgresql_makes_the_same_pieces(tmp_path: Path) -> None:
    with town("postgresql", tmp_path) as engine, engine.connect() as connection:
        ask = sql("SELECT tsvector_to_array(search_grams_1(:document))")

        @settings(max_examples=300, deadline=None)
        @given(TEXTS)
        @example("abcdefghijklmnop\U000f0001中文名木\U00100001sg-2026-0012 😀é")
        def compare(text: str) -> None:
            document = text.replace("\x00", "").lower()
            assert set(connection.execute(ask, {"document": document}).scalar_one()) == set(grams(document))

        compare()
