"""Says once when a post is held."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_


def held(posts: Any, today: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a post has begun and is not over. `posts` is the mapped class, or the columns of its table."""
    return and_(posts.starts_on <= today, or_(posts.ends_on.is_(None), posts.ends_on >= today))
