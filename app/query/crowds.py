"""Remembers, for a few seconds and for one viewer, that a list has more rows than are counted.

Counting up to CAP costs more than the page itself, and what it says, "more than 10,000", is as true a moment later.
An exact count is never remembered.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from weakref import WeakKeyDictionary

from app.access.viewer import Viewer
from app.query.read import Query

SECONDS = 10.0
KEPT = 256  # lists of one viewer

_until: WeakKeyDictionary[Viewer, dict[Hashable, float]] = WeakKeyDictionary()


def asked(query: Query) -> Hashable:
    """What says which rows a query has, whatever its page, order and columns."""
    conditions = tuple((item.parameter, item.raw) for item in query.filters)
    return (query.resource.name, query.text, conditions, query.own_level, query.within, query.action, query.bin)


def crowded(viewer: Viewer, query: Query) -> bool:
    """Whether the query was found to have more rows than are counted, a moment ago."""
    return _until.get(viewer, {}).get(asked(query), 0.0) > time.monotonic()


def remember(viewer: Viewer, query: Query) -> None:
    """Keep that the query has more rows than are counted."""
    known = _until.setdefault(viewer, {})
    if len(known) >= KEPT:
        known.clear()
    known[asked(query)] = time.monotonic() + SECONDS
