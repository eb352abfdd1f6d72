"""Turns a stored value of one kind into a value of another, or says why it cannot be one; a table says what may.

Phones and citizen numbers become nothing else: what is encrypted never comes to stand in the open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext

from app.fields import KINDS
from app.fields.base import Context, ExtraSource, Field, Invalid
from app.fields.choice import Choice
from app.fields.number import Number
from app.forms import edit
from app.forms.vocabulary import MANY, Faults, kind_of, read_field
from app.forms.words import Bilingual

Change = Callable[[Field, Any, Context], Any]  # (the field as it was, its value) → what the new field reads

YES, NO = ("yes", "true", "1", "是", "有"), ("no", "false", "0", "否", "无", "没有")


def same(field: Field, value: Any, context: Context) -> Any:
    """The value as its input holds it."""
    return field.raw(value, context)


def one_line(field: Field, value: Any, context: Context) -> Any:
    """A text of one line."""
    if "\n" in value:
        raise Invalid(gettext("It has several lines."))
    return value


def flagged(field: Field, value: Any, context: Context) -> Any:
    """A yes or no in words."""
    return "是" if value else "否"


def flag_of(field: Field, value: Any, context: Context) -> Any:
    """Yes or no, of a word for it or of the code or label of a choice."""
    for word in (str(value), *(label_of(field, code) for code in [value] if isinstance(field, Choice))):
        if word.strip().lower() in YES:
            return True
        if word.strip().lower() in NO:
            return False
    raise Invalid(gettext("It is neither yes nor no."))


def label_of(field: Choice, code: str) -> str:
    """The Chinese words of a code: what everybody read until now."""
    entry = next((entry for entry in field.entries if entry.value == code), None)
    label: Any = code if entry is None else entry.label
    return label.zh if isinstance(label, Bilingual) else str(label)


def labelled(field: Any, value: Any, context: Context) -> Any:
    """The words of a choice, or of several."""
    return label_of(field, value) if isinstance(value, str) else "、".join(label_of(field, code) for code in value)


def listed(field: Field, value: Any, context: Context) -> Any:
    """One as a list of one."""
    return [value]


def only(field: Field, value: Any, context: Context) -> Any:
    """The one of a list of one."""
    if len(value) != 1:
        raise Invalid(gettext("It holds %(count)s, and one is possible.", count=len(value)))
    return value[0]


def parted(field: Field, value: Any, context: Context) -> Any:
    """The words of a text, between commas."""
    return [part.strip() for part in value.replace("，", ",").replace("、", ",").split(",") if part.strip()]


def midnight(field: Field, value: date, context: Context) -> Any:
    """The moment that a day begins with."""
    return datetime.combine(value, time(), context.timezone).isoformat()


def day_of(field: Field, value: datetime, context: Context) -> Any:
    """The day of a moment, in the street's time zone."""
    return value.astimezone(context.timezone).date().isoformat()


def dated(field: Field, value: date, context: Context) -> Any:
    """A day as 2026-07-08."""
    return value.isoformat()


def timed(field: Field, value: datetime, context: Context) -> Any:
    """A moment as 2026-07-08 09:30."""
    return value.astimezone(context.timezone).strftime("%Y-%m-%d %H:%M")


def exact(field: Field, value: Any, context: Context) -> Any:
    """A number without signs around it."""
    return str(value)


def elsewhere(field: Field, value: Any, context: Context) -> Any:
    """A row of another resource: its number would name another row."""
    raise Invalid(gettext("It names a row of another kind."))


LINES = ("text", "url", "address", "credit_code", "serial")
FROM_TEXT: Mapping[str, Change] = {
    **dict.fromkeys(("text", "url", "address", "credit_code", "phone", "citizen_number", "note"), same),
    **dict.fromkeys(("number", "money", "percent", "rating", "day", "moment", "choice"), same),
    "choices": parted,
    "yes_no": flag_of,
}
FIGURES = ("number", "money", "percent", "rating")
CHANGES: Mapping[tuple[str, str], Change] = {
    **{(line, kind): change for line in LINES for kind, change in FROM_TEXT.items() if kind != line},
    **{("note", kind): one_line for kind, change in FROM_TEXT.items() if change is same and kind != "note"},
    **{(one, other): exact for one in FIGURES for other in (*FIGURES, "text", "choice") if one != other},
    **{(kind, kind): exact for kind in FIGURES},  # with other decimals
    ("choice", "choices"): listed,
    ("choices", "choice"): only,
    ("choice", "yes_no"): flag_of,
    **{(kind, line): labelled for kind in ("choice", "choices") for line in ("text", "note")},
    **{("yes_no", kind): flagged for kind in ("text", "note")},
    ("yes_no", "choice"): lambda field, value, context: YES if value else NO,
    ("day", "moment"): midnight,
    ("moment", "day"): day_of,
    **{("day", line): dated for line in ("text", "note")},
    **{("moment", line): timed for line in ("text", "note")},
    ("link", "links"): listed,
    ("links", "link"): only,
    ("link", "link"): elsewhere,
    ("links", "links"): elsewhere,
}
"""What may become what. A choice becomes the Chinese words of its code, a moment its day or the minute in words."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A field whose stored values become others, or of which no two may be alike any more."""

    number: int  # its place among the fields of the form
    key: str
    before: Field
    after: Field
    change: Change | None  # None where values stay as they are stored
    alone: bool = False  # it becomes unique, or is and its values become others

    def value(self, held: Any, context: Context) -> Any:
        """The new value of an old one. Raises Invalid."""
        if held in (None, "", []) or self.change is None:
            return None if held in ("", []) else held
        raw = self.change(self.before, held, context)
        if self.after.kind in ("choice", "choices"):
            raw = coded(self.after, raw)
        if isinstance(raw, tuple):  # one of several words for the same
            raw = next((word for word in raw if reads(self.after, word, context)), raw[0])
        found = raw if "link" in self.after.kind else self.after.parse(raw, context)
        if found in (None, "", []):
            raise Invalid(gettext("Nothing is left of it."))
        return found

    def convert(self, extra: Mapping[str, Any], table: str, context: Context) -> dict[str, Any]:
        """The values of a record with this one turned. Raises Invalid."""
        values = dict(extra)
        found = self.value(self.before.read_extra(values, self.key, table), context)
        if self.change is not None:
            self.before.write_extra(values, self.key, table, None)
            self.after.write_extra(values, self.key, table, found)
        return values


def coded(field: Any, raw: Any) -> Any:
    """Codes for the words of a list, in whichever language somebody typed them."""
    if not isinstance(raw, str):
        return type(raw)(coded(field, word) for word in raw)
    for entry in field.entries:
        if raw.strip() in (entry.value, getattr(entry.label, "zh", ""), getattr(entry.label, "en", "")):
            return entry.value
    return raw


def reads(field: Field, raw: Any, context: Context) -> bool:
    """Whether a field takes a value."""
    try:
        return field.parse(raw, context) is not None
    except Invalid:
        return False


def field_of(spec: Mapping[str, Any]) -> Field | None:
    """The field of its JSON, in its place; None for one with faults, which are told elsewhere."""
    made = read_field(spec, "", Faults(), {str(spec.get("target")): None})
    return None if made is None else made.field.bind(made.field.key, ExtraSource(made.field.key))


def stored_alike(before: Field, after: Field) -> bool:
    """Whether the values of one field are kept as those of another."""
    if before.kind != after.kind or getattr(before, "target", "") != getattr(after, "target", ""):
        return False
    return not isinstance(before, Number) or before.decimals == getattr(after, "decimals", 0)


def turns(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Turn]:
    """What a form does with the stored values of another one. What cannot become so is left to `against`."""
    held = {str(item.get("key")): item for item in edit.fields(before)}
    found = []
    for number, item in enumerate(edit.fields(after)):
        stands = held.get(str(item.get("key")))
        if stands is None or stands == item:
            continue
        was, now = field_of(stands), field_of(item)
        if was is None or now is None:
            continue
        change = None if stored_alike(was, now) else CHANGES.get((was.kind, now.kind))
        alone = now.unique and (change is not None or not was.unique)
        if change is not None or alone:
            found.append(Turn(number=number, key=was.key, before=was, after=now, change=change, alone=alone))
    return found


def against(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What keeps a form from being published after another one, whatever records hold."""
    held = {str(item.get("key")): item for item in edit.fields(before)}
    found = []
    for number, item in enumerate(edit.fields(after)):
        stands = held.get(str(item.get("key")))
        was, now = (field_of(stands), field_of(item)) if stands is not None else (None, None)
        if stands is None or was is None or now is None:
            continue
        possible = stored_alike(was, now) or (was.kind, now.kind) in CHANGES
        if not possible or (item.get("kind") == "computed" and stands.get("kind") != "computed"):
            kinds = {"before": stands.get("kind"), "after": str(item.get("kind"))[:40]}
            words = gettext("%(key)s is of the kind %(before)s and cannot become %(after)s.", key=was.key, **kinds)
            found.append(f"fields[{number}].kind: {words}")
    return found


def possible_kinds(spec: Mapping[str, Any]) -> Sequence[str]:
    """The kinds that a published field of this JSON may become, its own first."""
    kind = kind_of(spec)
    rest = [other for one, other in CHANGES if one == kind and other != kind]
    return [str(spec["kind"]), *([kind] if spec["kind"] == "computed" else []), *rest]


def reshaped(spec: Mapping[str, Any], kind: str, takes: Mapping[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a field as one of another kind: without what that does not take, with what it needs."""
    made = KINDS[kind_of({**first, "kind": kind})]
    dropped = {"unique"} if kind in MANY else set()
    dropped |= set() if made.sortable and not made.secret and kind not in ("link", "place") else {"fast"}
    keep = {
        "key",
        "label",
        "help",
        "required",
        "retired",
        "personal",
        "unique",
        "fast",
        "see",
        "write",
        *takes,
    } - dropped
    kept = {name: value for name, value in spec.items() if name in keep}
    return {**first, **kept, "kind": kind}
