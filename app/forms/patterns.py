"""Tells patterns that a street may use from those that could keep a worker busy for hours.

Python's matcher tries every way to cut a text. A repeat inside a repeat, or a repeated choice, has exponentially many;
without those the work grows with a low power of the text's length, and texts are short.
"""

from __future__ import annotations

import re
from re import _constants, _parser  # type: ignore[attr-defined]  # no public name reads a pattern's parts
from typing import Any

LONGEST = 200  # characters of a pattern
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
MANY = 3  # repeats without an end, one after the other: each adds a power of the text's length
OPEN = 16  # a repeat that may go on longer than this counts as one without an end


def hangs(pattern: str) -> bool:
    """Whether a pattern could take exponentially long. Raises re.error for one that is none."""
    if len(pattern) > LONGEST:
        return True
    re.compile(pattern)
    parsed = _parser.parse(pattern)
    return _hangs(parsed, inside=False) or _wide(parsed) > MANY


def _wide(parts: Any) -> int:
    """How many repeats without an end a pattern has."""
    found = 0
    for kind, value in parts:
        if kind in REPEATS:
            found += int(value[1] is _constants.MAXREPEAT or value[1] > OPEN) + _wide(value[2])
        elif kind is _constants.BRANCH:
            found += sum(_wide(branch) for branch in value[1])
        elif kind is _constants.SUBPATTERN:
            found += _wide(value[3])
    return found


def _hangs(parts: Any, *, inside: bool) -> bool:
    for kind, value in parts:
        if kind in REPEATS:
            _least, most, repeated = value
            wide = most is _constants.MAXREPEAT or most > OPEN
            if inside and wide:
                return True
            if _hangs(repeated, inside=inside or wide):
                return True
        elif kind is _constants.BRANCH:
            if inside or any(_hangs(branch, inside=inside) for branch in value[1]):
                return True
        elif kind is _constants.SUBPATTERN:
            if _hangs(value[3], inside=inside):
                return True
        elif kind in (_constants.GROUPREF, _constants.GROUPREF_EXISTS, _constants.ASSERT, _constants.ASSERT_NOT):
            return True  # nobody needs these to say what a house number looks like
    return False
