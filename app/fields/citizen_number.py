"""The citizen identity number (GB 11643-1999), encrypted at rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext
from sqlalchemy.orm import MappedColumn
from stdnum import numdb
from stdnum.cn import ric

from app.fields.base import Context, Invalid, Words, mapped
from app.fields.secret import Secret, spelled
from app.fields.text import half_width

SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
MALE, FEMALE = "1", "2"  # GB/T 2261.1


@dataclass(frozen=True, kw_only=True)
class CitizenNumber(Secret):
    """Region, day of birth, order, check: 18 characters. An abolished region is no mistake; people keep theirs."""

    kind: ClassVar[str] = "citizen_number"
    widget: ClassVar[str] = "citizen_number"

    def parse(self, raw: Any, context: Context) -> Any:
        text = spelled(raw)
        return None if text is None else self.check(half_width(text), context)

    def check(self, value: Any, context: Context) -> Any:
        if len(value) != 18:
            raise Invalid(gettext("A citizen number has 18 characters; these are %(count)s.", count=len(value)))
        if not SHAPE.fullmatch(value):
            raise Invalid(gettext("A citizen number has 17 digits, then a digit or X."))
        try:
            born = birthday(value)
        except ValueError:
            raise Invalid(gettext("Digits 7 to 14 are no day in the calendar.")) from None
        if not born.year >= 1800 or born > context.today:
            raise Invalid(gettext("Digits 7 to 14 are no possible day of birth."))
        if ric.calc_check_digit(value) != value[17]:
            raise Invalid(gettext("The last character does not fit the others. Compare it with the card."))
        return value

    def warning(self, value: Any, context: Context) -> str:
        if value is None or known_region(value):
            return ""
        return gettext("The region %(code)s is in no list. Compare it with the card.", code=value[:6])

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 18, "maxLength": 18, "pattern": f"^{SHAPE.pattern}$"}

    def mask(self, value: Any) -> str:
        return "" if value is None else f"{value[:6]}{'*' * 8}{value[14:]}"


def known_region(number: str) -> bool:
    """Whether the first six digits are, or once were, the code of a county."""
    return any("county" in found for _digits, found in numdb.get("cn/loc").info(number[:6]))


def birthday(number: str) -> date:
    """The day of birth in a citizen number. Raises ValueError when it is no day."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> str:
    """The sex in a citizen number, as a code of GB/T 2261.1: "1" male, "2" female."""
    return MALE if int(number[16]) % 2 else FEMALE


def citizen_number(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of citizen numbers: `citizen_number: Mapped[str | None] = citizen_number(_("Citizen number"))`."""
    return mapped(CitizenNumber(label=label, **options))
