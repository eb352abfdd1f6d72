"""Files that belong to a record: a JSON array of their numbers in the file store.

A form posts uploads and the numbers of files that are stored already; the latter come from hidden inputs, so that
nothing that was chosen is lost when another field is refused. The store comes with the context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext, ngettext
from markupsafe import Markup
from sqlalchemy.orm import MappedColumn

from app.fields.base import Context, Files, Invalid, StoredFile, Words, clean, mapped
from app.fields.links import is_id
from app.fields.several import Several, joined, once, split


@dataclass(frozen=True, kw_only=True)
class File(Several):
    """Files of the accepted types, at most `most`; offered for download, never shown on a page."""

    kind: ClassVar[str] = "file"
    operators: ClassVar[tuple[str, ...]] = ("empty",)
    widget: ClassVar[str] = "file"
    accept: ClassVar[str] = ".jpg,.jpeg,.jfif,.png,.webp,.pdf,.docx,.xlsx,.pptx,.doc,.xls,.txt,.csv"  # what is offered

    most: int = 10

    def parse(self, raw: Any, context: Context) -> Any:
        """The numbers of all files that were named or sent; uploads are stored at once.

        Raises Invalid; its `kept` holds the numbers of those that were good.
        """
        numbers, uploads = self.sort_out(raw)
        known = self.usable(numbers, context)
        refused = (
            [] if len(known) == len(numbers) else [gettext("One of these files is not yours to use. Choose it again.")]
        )
        kept = [number for number in numbers if number in known]
        room = max(0, self.most - len(kept))
        for upload in uploads[:room]:
            try:
                kept.append(store(context).keep(upload.stream, upload.filename, self.kind).id)
            except Invalid as reason:
                refused.append(str(reason))
        if len(numbers) + len(uploads) > self.most:
            refused.append(ngettext("At most %(num)d file fits here.", "At most %(num)d files fit here.", self.most))
        if refused:
            error = Invalid(" ".join(refused))
            error.kept = [str(number) for number in kept[: self.most]]
            raise error
        return kept or None

    def sort_out(self, raw: Any) -> tuple[list[int], list[Any]]:
        """(numbers of stored files, uploads) of what a form, an API or a spreadsheet sends. Raises Invalid."""
        numbers: list[int] = []
        uploads: list[Any] = []
        for item in raw if isinstance(raw, (list, tuple)) else [raw]:
            if hasattr(item, "stream"):
                if item.filename:  # browsers send an empty part for a file input without a file
                    uploads.append(item)
            elif isinstance(item, str):
                numbers.extend(split(item, read_number))
            elif item is not None:
                number = item.get("id") if isinstance(item, dict) else item
                numbers.append(read_number("" if isinstance(number, (list, tuple)) else clean(number) or ""))
        return once(numbers), uploads

    def usable(self, numbers: Sequence[int], context: Context) -> set[int]:
        """Of these files, those that the viewer may put into this field of this record."""
        if not numbers:
            return set()
        found = store(context).usable(numbers, self.kind, context.resource, context.record_id, self.key)
        return set(found)

    def known(self, value: Any, context: Context) -> list[StoredFile]:
        """What the store knows of the files of a value, in their order."""
        found = store(context).info(value) if value else {}
        return [found[number] for number in value or () if number in found]

    def prepare(self, values: Sequence[Any], context: Context) -> None:
        """Nothing: a list shows how many files there are, which takes no look-up."""

    def text(self, value: Any, context: Context) -> str:
        return joined([stored.name for stored in self.known(value, context)], context)

    def cell(self, value: Any, context: Context) -> str | Markup:
        return self.count(len(value)) if value else ""

    def count(self, number: int) -> str:
        """How many there are, in words."""
        return ngettext("%(num)d file", "%(num)d files", number)

    def detail(self, value: Any, context: Context) -> str | Markup:
        shown = [
            Markup('<li><a class="lnk" href="{}">{}</a> <small>{}</small></li>').format(
                context.url("file", id=stored.id), stored.name, size_text(stored.size)
            )
            for stored in self.known(value, context)
        ]
        return Markup('<ul class="hz-files">{}</ul>').format(Markup("").join(shown)) if shown else ""

    def schema(self) -> dict[str, Any]:
        item = {"type": "integer", "format": "int64", "description": "the number of a stored file"}
        return {"type": "array", "items": item, "maxItems": self.most}


def file(label: Words, **options: Any) -> MappedColumn[Any]:
    """A column of files: `papers: Mapped[list[int] | None] = file(_("Papers"), most=5)`."""
    return mapped(File(label=label, **options))


def store(context: Context) -> Files:
    """The file store of a context. Raises LookupError when the context has none."""
    if context.files is None:
        raise LookupError("This context has no file store.")
    return context.files


def read_number(text: str) -> int:
    """The number of a stored file. Raises Invalid."""
    if not is_id(text):
        raise Invalid(gettext("Files are added in the form, one by one; a name alone is not enough."))
    return int(text)


def size_text(size: int) -> str:
    """A size as people read it: 12 KB, 2.1 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"
