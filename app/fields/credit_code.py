"""The unified social credit code of an organisation (GB 32100-2015)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext
from sqlalchemy.orm import MappedColumn
from stdnum.cn import uscc

from app.fields.base import Context, Invalid, Words, clean, mapped
from app.fields.text import Text, half_width

SIGNS = "0-9A-HJ-NPQRTUWXY"  # no I, O, S, V, Z
# The first two say who registered it and what it is; N3 is a village's collective, which stdnum's own check refuses.
SHAPE = re.compile(rf"[{SIGNS}]{{2}}[0-9]{{6}}[{SIGNS}]{{10}}")


@dataclass(frozen=True, kw_only=True)
class CreditCode(Text):
    """Eighteen signs, the last of which checks the others.

    With `override_reason` (the key of another field of the record) a code whose last sign does not fit is taken
    where that field says why: old certificates carry such codes. The shape must be right in any case.
    """

    kind: ClassVar[str] = "credit_code"
    groupable: ClassVar[bool] = False
    free: ClassVar[bool] = False

    length: int = 18
    override_reason: str = ""

    def parse(self, raw: Any, context: Context) -> Any:
        if isinstance(raw, float):
            raise Invalid(gettext("Digits may be lost here. Make the cell a text cell and type the value again."))
        text = clean(raw)
        return None if text is None else self.check(half_width(text), context)

    def check(self, value: Any, context: Context) -> Any:
        if len(value) != 18:
            raise Invalid(gettext("A credit code has 18 characters; these are %(count)s.", count=len(value)))
        if not SHAPE.fullmatch(value):
            raise Invalid(gettext("A credit code has digits and capital letters, without I, O, S, V and Z."))
        if not self.override_reason and not fits(value):
            raise Invalid(gettext("The last character does not fit the others. Compare it with the certificate."))
        return value

    def agree(self, value: Any, values: Mapping[str, Any], context: Context) -> None:
        if value is not None and self.override_reason and not fits(value) and not values.get(self.override_reason):
            raise Invalid(gettext("The last character does not fit the others. Correct the code, or say why it is so."))

    def warning(self, value: Any, context: Context) -> str:
        if value is None or fits(value):
            return ""
        return gettext("The last character does not fit the others. Compare it with the certificate.")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 18, "maxLength": 18, "pattern": f"^{SHAPE.pattern}$"}


def fits(code: str) -> bool:
    """Whether the last sign of a code of the right shape is the one that the others ask for."""
    return bool(uscc.calc_check_digit(code[:17]) == code[17])


def credit_code(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of credit codes: `credit_code: Mapped[str | None] = credit_code(_("Credit code"), unique=True)`."""
    return mapped(CreditCode(label=label, **options))
