"""Photos that belong to a record. The store draws each anew, without place and camera data, so pages may show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Words, mapped
from app.fields.file import File


@dataclass(frozen=True, kw_only=True)
class Photo(File):
    """Photos, at most `most`."""

    kind: ClassVar[str] = "photo"
    widget: ClassVar[str] = "photo"
    accept: ClassVar[str] = "image/jpeg,image/png,image/webp"

    most: int = 6

    def count(self, number: int) -> str:
        return ngettext("%(num)d photo", "%(num)d photos", number)

    def detail(self, value: Any, context: Context) -> str | Markup:
        shown = [
            Markup('<a href="{}"><img src="{}" alt="{}" loading="lazy"></a>').format(
                context.url("file", id=stored.id), context.url("file", id=stored.id, size="small"), stored.name
            )
            for stored in self.known(value, context)
        ]
        return Markup('<div class="hz-photos">{}</div>').format(Markup("").join(shown)) if shown else ""


def photo(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of photos: `photos: Mapped[list[int] | None] = photo(_("Photos"))`."""
    return mapped(Photo(label=label, **options))
