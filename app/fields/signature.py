"""A signature drawn on the screen: a PNG data URL that the store draws anew and keeps like a photo."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from io import BytesIO
from typing import Any, ClassVar

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Invalid, Words, mapped
from app.fields.file import File, store

PREFIX = "data:image/png;base64,"
LARGEST = 512 * 1024  # characters of a data URL; a drawn name takes some ten thousand


@dataclass(frozen=True, kw_only=True)
class Signature(File):
    """One signature. A new drawing takes the place of the stored one."""

    kind: ClassVar[str] = "signature"
    widget: ClassVar[str] = "signature"
    accept: ClassVar[str] = ""

    most: int = 1

    def parse(self, raw: Any, context: Context) -> Any:
        sent = raw if isinstance(raw, (list, tuple)) else [raw]
        drawn = [item for item in sent if isinstance(item, str) and item.startswith("data:")]
        if not drawn:
            return super().parse([item for item in sent if not hasattr(item, "stream")], context)
        return [store(context).keep(BytesIO(read_drawing(drawn[-1])), "signature.png", self.kind).id]

    def cell(self, value: Any, context: Context) -> str | Markup:
        return gettext("signed") if value else ""

    def detail(self, value: Any, context: Context) -> str | Markup:
        shown = [
            Markup('<img class="hz-signature" src="{}" alt="{}">').format(
                context.url("file", id=stored.id), gettext("Signature")
            )
            for stored in self.known(value, context)
        ]
        return Markup("").join(shown)

    def text(self, value: Any, context: Context) -> str:
        return gettext("signed") if value else ""


def signature(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of a signature: `signed: Mapped[list[int] | None] = signature(_("Signature of the owner"))`."""
    return mapped(Signature(label=label, **options))


def read_drawing(text: str) -> bytes:
    """The bytes of a PNG data URL. Raises Invalid."""
    try:
        if not text.startswith(PREFIX) or len(text) > LARGEST:
            raise binascii.Error
        return base64.b64decode(text[len(PREFIX) :], validate=True)
    except binascii.Error:
        raise Invalid(gettext("The signature could not be read. Draw it again.")) from None
