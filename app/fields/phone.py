"""A telephone number of the mainland, encrypted at rest."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Invalid, Words, mapped
from app.fields.secret import Secret, spelled

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Emergency (110), government and enterprise lines (12345, 95588, 118114): no area code, not known to phonenumbers.
SERVICE = re.compile(r"1[12]\d|1[02]\d{3}|11[68]\d{3}|9[56]\d{3,4}", re.ASCII)
HOTLINE = re.compile(r"([48]00)(\d{3})(\d{4})", re.ASCII)
LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})", re.ASCII)
EXTENSION = re.compile(r"(.*?\d)(?:\s*(?:转|分机|ext\.?|x|#)\s*|(?<=\d{7})-)(\d{1,6})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Phone(Secret):
    """A mobile (13812345678), landline (0538-8224321, 0538-8224321-801), hotline (400-123-4567) or service number."""

    kind: ClassVar[str] = "phone"
    widget: ClassVar[str] = "phone"

    def parse(self, raw: Any, context: Context) -> Any:
        if isinstance(raw, (int, float)) and 13_000_000_000 <= raw < 20_000_000_000 and raw == int(raw):
            raw = str(int(raw))  # a mobile in a spreadsheet: eleven digits, no zero before them, none can be lost
        text = spelled(raw)
        return None if text is None else self.check(normal(text), context)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 20, "example": "19000001234"}

    def mask(self, value: Any) -> str:
        if value is None:
            return ""
        if MOBILE.fullmatch(value):
            return f"{value[:3]}****{value[7:]}"
        first, *rest = value.split("-")
        if not rest:
            return "****"
        return f"{first}-****{(rest[-1] if HOTLINE.fullmatch(''.join((first, *rest))) else rest[0])[-3:]}"


def normal(text: str) -> str:
    """The one way a number is kept, whichever way it was typed. Raises Invalid."""
    narrow = re.sub(r"[‐-―−]", "-", unicodedata.normalize("NFKC", text)).strip()
    abroad = re.sub(r"^\(?(\+|00)86\)?(?=.*\d)", "", narrow)  # as dialled from abroad: no 0 before the area
    whole, extension = abroad, ""
    if found := EXTENSION.fullmatch(abroad):
        whole, extension = found[1], f"-{found[2]}"
    digits = re.sub(r"[\s\-()]", "", whole)
    if not extension:
        mobile = digits.removeprefix("86")
        if MOBILE.fullmatch(mobile):
            return mobile
        if SERVICE.fullmatch(digits):
            return digits
        if found := HOTLINE.fullmatch(digits):
            return "-".join(found.groups())
    if abroad != narrow and not digits.startswith("0"):
        digits = f"0{digits}"
    if re.fullmatch(r"[2-9]\d{6,7}", digits, re.ASCII):
        raise Invalid(gettext("Give the area code, too, such as 0538-8224321."))
    import phonenumbers  # a large package, for landlines only

    found = LANDLINE.fullmatch(digits)
    if found and phonenumbers.is_valid_number(phonenumbers.parse("".join(found.groups()), "CN")):
        return f"{found[1]}-{found[2]}{extension}"
    raise Invalid(gettext("Give a phone number such as 13812345678, 0538-8224321 or 12345."))


def phone(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of phone numbers: `phone: Mapped[str | None] = phone(_("Phone"))`."""
    return mapped(Phone(label=label, **options))
