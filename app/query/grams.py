"""Turns a text into the pieces that a search index keeps, and a typed word into the pieces to look up.

A piece begins at every sign of a text: up to eight signs of a run of ASCII letters and digits, two of another.
So any part of a text, however short, begins a piece: 名 is the beginning of 名木, 0012 of 0012345. A longer word is
several pieces, one after another. ASCII punctuation and spaces are in no piece: a word with such signs is looked up by
what stands between them, and then compared as a whole.

    grams("gd12 古树") == ["gd12", "d12", "12", "2", "古树", "树"]

PostgreSQL makes the same pieces in `search_index.py`; what changes here changes there, and needs every index made anew.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.fields.base import CONTROL

LATIN, OTHER = 8, 2  # signs in a piece
PRIVATE = "\U000f0000-\U0010ffff"  # never in a text; they part the fields of a document
RUN = re.compile(rf"[0-9a-z]+|[^\x00-\x7f{PRIVATE}]+")
PIECE = re.compile(rf"(?=([0-9a-z]{{1,{LATIN}}}|[^\x00-\x7f{PRIVATE}]{{1,{OTHER}}}))")
MARKS = re.compile(f"[{PRIVATE}]")
MOST_WORDS = 8


@dataclass(frozen=True)
class Term:
    """One run of a word: pieces that stand one after another, or the beginning of a piece."""

    pieces: tuple[str, ...]
    prefix: bool = False


def fold(text: str) -> str:
    """A text as it is compared: small letters, full-width signs made narrow, single spaces, no control characters."""
    clean = MARKS.sub("", CONTROL.sub(" ", text))
    return " ".join(unicodedata.normalize("NFKC", clean).lower().split())


def words(text: str) -> list[str]:
    """What a search looks for: all of these. Beyond a few words the text counts as one."""
    folded = fold(text)
    found = list(dict.fromkeys(folded.split()))
    return found if len(found) <= MOST_WORDS else [folded]


def grams(document: str | None) -> list[str]:
    """The pieces of a folded text, in its order."""
    return PIECE.findall(document) if document else []


def terms(word: str) -> list[Term]:
    """What every text holding the word must have; nothing for punctuation alone."""
    found = []
    for match in RUN.finditer(word):
        run = match.group()
        size = LATIN if run[0] < "\x80" else OTHER
        if len(run) < size:
            # Behind the end of the word the text may go on; before another sign of the word it may not.
            found.append(Term((run,), prefix=match.end() == len(word)))
        else:
            found.append(Term(tuple(run[start : start + size] for start in range(len(run) - size + 1))))
    return found


def one_run(word: str) -> bool:
    """Whether its one term says all about a word: every text that has it has the word."""
    return RUN.fullmatch(word) is not None
