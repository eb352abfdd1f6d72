"""A place on the map: latitude and longitude in WGS-84, what GPS receivers give.

Kept as one text, "36.20000,117.10000" (five decimals are a metre): the same in a column, in `extra`, in a spreadsheet
and in an address. Maps of Chinese providers use shifted coordinates (GCJ-02): convert those before they come here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import String
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeEngine

from app.fields.base import Context, Field, Invalid, Words, clean, mapped

STEP = Decimal("0.00001")
CHINA = (Decimal(3), Decimal(54), Decimal(73), Decimal(136))  # south, north, west, east
WRITTEN = re.compile(r"([-+]?\d{1,3}(?:\.\d{1,15})?)\s*[,，;；\s]\s*([-+]?\d{1,3}(?:\.\d{1,15})?)", re.ASCII)
WIDE = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")


@dataclass(frozen=True, kw_only=True)
class Place(Field):
    """Coordinates, latitude first."""

    kind: ClassVar[str] = "place"
    operators: ClassVar[tuple[str, ...]] = ("empty",)
    sortable: ClassVar[bool] = False
    widget: ClassVar[str] = "place"

    def sql_type(self) -> TypeEngine[Any]:
        return String(24)

    def parse(self, raw: Any, context: Context) -> Any:
        if isinstance(raw, dict):
            if raw.get("lat") is None and raw.get("lng") is None:
                return None
            return written(degrees(raw.get("lat")), degrees(raw.get("lng")))
        text = clean(raw)
        if text is None:
            return None
        found = WRITTEN.fullmatch(text.translate(WIDE).strip("()（） "))
        if not found:
            raise Invalid(gettext("Give latitude and longitude, such as 36.20000,117.10000."))
        return written(degrees(found[1]), degrees(found[2]))

    def warning(self, value: Any, context: Context) -> str:
        """What is odd about a valid place; empty when nothing is."""
        if value is None:
            return ""
        latitude, longitude = read_place(value)
        south, north, west, east = CHINA
        inside = south <= latitude <= north and west <= longitude <= east
        return "" if inside else gettext("This place is outside China. Check the coordinates.")

    def text(self, value: Any, context: Context) -> str:
        return "" if value is None else str(value)

    def detail(self, value: Any, context: Context) -> str | Markup:
        if value is None:
            return ""
        latitude, longitude = read_place(value)
        warning = self.warning(value, context)
        note = Markup(' <span class="hz-warning">{}</span>').format(warning) if warning else ""
        return Markup(
            '<div class="hz-map" data-lat="{lat}" data-lng="{lng}" role="group" aria-label="{lat}, {lng}"></div>'
            '<span class="hz-place">{lat}, {lng} <small>WGS-84</small></span>{note}'
        ).format(lat=latitude, lng=longitude, note=note)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^-?\d{1,2}\.\d{5},-?\d{1,3}\.\d{5}$",
            "description": "latitude,longitude in WGS-84; an object with lat and lng is accepted too",
            "example": "36.20000,117.10000",
        }


def place(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of coordinates: `place: Mapped[str | None] = place(_("Place"))`."""
    return mapped(Place(label=label, **options))


def read_place(value: str) -> tuple[Decimal, Decimal]:
    """Latitude and longitude of a stored place."""
    latitude, longitude = value.split(",")
    return Decimal(latitude), Decimal(longitude)


def degrees(raw: Any) -> Decimal:
    """A count of degrees. Raises Invalid."""
    try:
        number = Decimal(str(raw)) if isinstance(raw, (str, int, float)) and not isinstance(raw, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise Invalid(gettext("Give latitude and longitude, such as 36.20000,117.10000."))
    return number


def written(latitude: Decimal, longitude: Decimal) -> str:
    """The stored form of two counts of degrees. Raises Invalid when they are on no map."""
    if abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180:
        raise Invalid(gettext("Latitude comes first. Swap the two numbers."))
    if abs(latitude) > 90:
        raise Invalid(gettext("Latitude is between -90 and 90."))
    if abs(longitude) > 180:
        raise Invalid(gettext("Longitude is between -180 and 180."))
    # Adding zero takes the sign off a rounded "-0.00000".
    return f"{latitude.quantize(STEP) + 0},{longitude.quantize(STEP) + 0}"
