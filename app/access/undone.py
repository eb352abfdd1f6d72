"""Keeps what belongs together in one piece: all of it is written, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Take everything back when something fails."""
    try:
        yield
    except BaseException:
        session.rollback()
        raise
