"""Turns a few plain words into an address that nobody can guess or make himself, and such an address back.

A mark made with the data keys stands before the words: 96 bits. The same words make the same address as long as the
last data key stays, so a code on paper stays good.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re

from app.fields.secret import blind

MARK = 12  # bytes
UNIT = re.compile(r"\d{1,18}", re.ASCII)
OF_UNIT = "residents of a unit"


def marked(words: str, purpose: str) -> str:
    """The address that stands for some words."""
    named = words.encode()
    return base64.urlsafe_b64encode(blind(words, purpose)[:MARK] + named).decode().rstrip("=")


def unmarked(token: str, purpose: str) -> str | None:
    """The words that an address stands for; None for one that we did not make for this purpose."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        words = raw[MARK:].decode()
    except (binascii.Error, ValueError):
        return None
    return words if hmac.compare_digest(marked(words, purpose).encode(), token.encode()) else None


def unit_token(unit: int) -> str:
    """What stands in the code on a unit's poster."""
    return marked(str(unit), OF_UNIT)


def unit_of(token: str) -> int | None:
    """The unit whose poster was scanned."""
    words = unmarked(token, OF_UNIT)
    return int(words) if words is not None and UNIT.fullmatch(words) else None
