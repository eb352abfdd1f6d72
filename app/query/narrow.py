"""Says which charts PostgreSQL may answer from an index alone, and whether such an answer holds.

The group of the chart is then read out of the narrow column (`app/forms/brief.py`), and the statement itself asks
whether that column is filled. So an answer is of one moment, whatever a job does meanwhile; without rows it says
nothing, and the values themselves are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.declare import Chart
from app.fields.base import ExtraSource
from app.forms.brief import TOO_LONG
from app.metadata.resource import Path


def narrow(session: Session, chart: Chart, path: Path) -> ColumnElement[Any] | None:
    """What a chart counts by, out of the narrow column; None where that is not to hold it, or would not help."""
    source = path.field.source
    if not isinstance(source, ExtraSource) or not source.brief or path.links or chart.sum_of or chart.ratio:
        return None
    if session.get_bind().dialect.name != "postgresql":
        return None
    return source.narrow(path.owner.model, path.field)


def trusted(rows: Sequence[Any], most: int) -> bool:
    """Whether groups read out of the narrow column are all of them, and none stands for values too long for it."""
    return 0 < len(rows) <= most and not any(str(row[0]).startswith(TOO_LONG) for row in rows)
