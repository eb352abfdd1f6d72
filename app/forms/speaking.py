"""Who speaks of the fields of a form besides the form itself: a designer is told of them before she changes a field.

A room above adds itself, as the documents do with their templates.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

Speaker = Callable[[Session, int, str, str], list[str]]
"""`speaker(session, street, resource, key)`: what speaks of a field in a street, in words."""

_speakers: list[Speaker] = []


def add_speaker(speaker: Speaker) -> None:
    """Let a room above say where it names fields. Called once, when it is imported."""
    _speakers.append(speaker)


def spoken(session: Session, street: int, resource: str, key: str) -> list[str]:
    """All that the rooms above say of a field."""
    return [words for speaker in _speakers for words in speaker(session, street, resource, key)]
