"""Says which values a field can never have, as far as the declaration alone tells."""

from __future__ import annotations

from typing import Any

from app.fields.base import Field
from app.fields.choice import Choice
from app.fields.yes_no import YesNo
from app.metadata.problem import nearest

FLAGS = ("1", "0", "true", "false", "yes", "no")


def stray(field: Field, value: Any) -> str:
    """The hint for a value that the field cannot have; "" when it can, or when only the database knows."""
    if isinstance(field, Choice) and field.enum is not None:
        codes = [str(member.value) for member in field.enum]
        return "" if str(value) in codes else nearest(str(value), codes)
    if isinstance(field, YesNo):
        return "" if isinstance(value, bool) or str(value) in FLAGS else "Say True or False."
    return ""
