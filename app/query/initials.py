"""Turns a name into the pinyin initials that it is found by: 曾国强 -> cgq, zgq."""

from __future__ import annotations

import os
import unicodedata
from functools import cache
from itertools import product

MOST = 12  # spellings of one name


def initials(name: str) -> list[str]:
    """The initials of a name in all readings of its characters, since surnames are misread (曾 区 解 单 仇).

    Nothing for a name without Chinese characters. The first one has every character in its commonest reading.
    """
    letters = [found for found in map(letters_of, name) if found]
    if not any(character in readings() for character in name):
        return []
    return ["".join(spelling) for spelling, _number in zip(product(*letters), range(MOST), strict=False)]


@cache
def letters_of(character: str) -> tuple[str, ...]:
    """The first letters of a character's readings, the commonest first; a letter or digit is its own."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    told = readings().get(character, "").split(",")
    return tuple(dict.fromkeys(unicodedata.normalize("NFD", reading)[0] for reading in told if reading))


@cache
def readings() -> dict[str, str]:
    """The readings of each character, with their tones."""
    # Its dictionary of phrases takes 50 MB and 0.1 s and knows no names. Read once, when the package is imported.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.pinyin_dict import pinyin_dict

    return {chr(code): told for code, told in pinyin_dict.items()}
