"""A reference to a row of another resource, found by searching, never by a list of all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import BigInteger, ColumnElement, Connection, ForeignKey, Integer
from sqlalchemy.orm import MappedColumn
from sqlalchemy.types import TypeEngine

from app.fields.base import Context, ExtraSource, Field, Invalid, Words, clean, mapped

Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers its rows only in a column called INTEGER

TREE = "organisation"  # the resource whose rows stand below each other


@dataclass(frozen=True)
class Linked:
    """A reference with its title, as a list's query brings both."""

    id: int
    title: str | None  # None: the viewer may not name that row


@dataclass(frozen=True, kw_only=True)
class Link(Field):
    """The id of a row of `target` (a resource's name). The attribute ends in `_id`; its key does not."""

    kind: ClassVar[str] = "link"
    json_kind: ClassVar[str] = "integer"
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "empty")
    groupable: ClassVar[bool] = True
    widget: ClassVar[str] = "link"

    target: str
    parent: bool = False  # this row belongs to the other: shown as a tab there, goes with it to the recycle bin
    quick_add: bool = True  # the picker offers to make a new row, to those who may
    where: tuple[tuple[str, str], ...] = ()  # filters of the picker: (("kind", "community"),)
    near: str = ""  # the link to a unit in the same form: the picker puts what belongs to that unit first

    def __post_init__(self) -> None:
        # Organisations form a tree: their links are also asked for all that stands below one.
        if self.target == TREE:
            object.__setattr__(self, "operators", (*type(self).operators, "under"))

    def sql_type(self) -> TypeEngine[Any]:
        return Id

    def parse(self, raw: Any, context: Context) -> Any:
        if isinstance(raw, dict):
            raw = raw.get("id")
        text = clean(raw)
        if text is None:
            return None
        if text.isascii() and text.isdigit() and len(text) < 19:
            number = int(text)
            if number in context.titles(self.target, (number,)):
                return self.check(number, context)
            raise Invalid(gettext("This entry does not exist, or you may not use it. Search again."))
        return self.check(self.read_title(text, context), context)

    def read_title(self, text: str, context: Context) -> int:
        """The id of the one row with this title, as a spreadsheet holds it. Raises Invalid for none or several."""
        found = [option for option in context.find(self.target, text, 3) if option.label == text]
        if len(found) == 1:
            return int(found[0].value)
        if found:
            raise Invalid(gettext("Several entries are called that. Pick one."))
        raise Invalid(gettext("Nothing is called that. Search again."))

    def parse_filter(self, raw: str, operator: str, context: Context) -> Any:
        if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
            raise Invalid(gettext("Give the number of an entry."))
        return int(raw)

    def compare(self, expression: ColumnElement[Any], operator: str, values: Sequence[Any]) -> ColumnElement[bool]:
        # Of "under" this is the row itself; who knows the tree adds those below (`app/query/plan.py`).
        return super().compare(expression, "eq" if operator == "under" else operator, values)

    def prepare(self, values: Sequence[Any], context: Context) -> None:
        numbers = list(dict.fromkeys(value for value in values if isinstance(value, int)))
        if numbers:
            context.titles(self.target, numbers)

    def on_written(self, record: Any, attribute: str, connection: Connection) -> None:
        """A link among a street's own values has no column that a foreign key could guard: the link table knows it."""
        if isinstance(self.source, ExtraSource):
            from app.fields.links import keep_links

            value = self.read(record)
            keep_links(
                connection, record.__tablename__, record.id, self.key, self.target, () if value is None else (value,)
            )

    def title(self, value: Any, context: Context) -> str | None:
        """The title of the row; None when the viewer may not name it."""
        if isinstance(value, Linked):
            return value.title
        return context.titles(self.target, (value,)).get(value)

    def text(self, value: Any, context: Context) -> str:
        if value is None:
            return ""
        title = self.title(value, context)
        return gettext("not visible to you") if title is None else title

    def detail(self, value: Any, context: Context) -> str | Markup:
        if value is None:
            return ""
        title = self.title(value, context)
        if title is None:
            return gettext("not visible to you")
        number = value.id if isinstance(value, Linked) else value
        return Markup('<a class="lnk" href="{}">{}</a>').format(context.url(self.target, id=number), title)

    def raw(self, value: Any, context: Context) -> Any:
        return "" if value is None else str(value)

    def filter_text(self, operator: str, raw: Sequence[str], context: Context) -> str:
        numbers = [self.parse_filter(item, operator, context) for item in raw if operator != "empty"]
        titles = context.titles(self.target, numbers)
        hidden = gettext("not visible to you")
        return super().filter_text(operator, [titles.get(number, hidden) for number in numbers], context)

    def to_json(self, value: Any) -> Any:
        return value.id if isinstance(value, Linked) else value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "format": "int64", "description": f"the id of a {self.target}"}


def link(label: Words, target: str, **options: Any) -> MappedColumn[Any]:
    """A column of references: `person_id: Mapped[int] = link(_("Person"), "person", required=True)`."""
    return mapped(Link(label=label, target=target, **{"index": True, **options}), ForeignKey(f"{target}.id"))
