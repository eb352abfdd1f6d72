"""The vocabulary: one file per kind of field.

Here a kind goes by its name (`KINDS`), and an author finds the words for a model: `text(_("Name"), length=40)` returns
the column of a `Text`. A further kind is a file in this folder and a line in `KINDS`; `docs/fields.md` says of each
what people type, how it is kept and what can be asked of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.fields.address import Address, address
from app.fields.base import Context, Field, Invalid, Option
from app.fields.choice import Choice, Choices, choice
from app.fields.choices import MultiChoice, choices
from app.fields.citizen_number import CitizenNumber, citizen_number
from app.fields.computed import Computed, computed
from app.fields.credit_code import CreditCode, credit_code
from app.fields.day import Day, day, today
from app.fields.file import File, file
from app.fields.link import Link, link
from app.fields.links import MultiLink, links
from app.fields.moment import Moment, moment
from app.fields.money import Money, money
from app.fields.note import Note, note
from app.fields.number import Number, number
from app.fields.percent import Percent, percent
from app.fields.phone import Phone, phone
from app.fields.photo import Photo, photo
from app.fields.place import Place, place
from app.fields.rating import Rating, rating
from app.fields.serial import Serial, serial
from app.fields.signature import Signature, signature
from app.fields.text import Text, text
from app.fields.url import Url, url
from app.fields.yes_no import YesNo, yes_no

KINDS: Mapping[str, type[Field]] = {
    kind.kind: kind
    for kind in (
        Text,
        Note,
        Url,
        Number,
        Percent,
        Money,
        Day,
        Moment,
        YesNo,
        Choice,
        MultiChoice,
        Link,
        MultiLink,
        CitizenNumber,
        CreditCode,
        Phone,
        Address,
        Place,
        Photo,
        File,
        Signature,
        Rating,
        Serial,
        Computed,
    )
}
"""Every kind of field, by its name."""

__all__ = [
    "KINDS",
    "Address",
    "Choice",
    "Choices",
    "CitizenNumber",
    "Computed",
    "Context",
    "CreditCode",
    "Day",
    "Field",
    "File",
    "Invalid",
    "Link",
    "Moment",
    "Money",
    "MultiChoice",
    "MultiLink",
    "Note",
    "Number",
    "Option",
    "Percent",
    "Phone",
    "Photo",
    "Place",
    "Rating",
    "Serial",
    "Signature",
    "Text",
    "Url",
    "YesNo",
    "address",
    "choice",
    "choices",
    "citizen_number",
    "computed",
    "credit_code",
    "day",
    "file",
    "link",
    "links",
    "moment",
    "money",
    "note",
    "number",
    "percent",
    "phone",
    "photo",
    "place",
    "rating",
    "serial",
    "signature",
    "text",
    "today",
    "url",
    "yes_no",
]
