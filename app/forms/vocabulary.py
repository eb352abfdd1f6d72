"""Turns the JSON of one field into a `Field`, and says of every kind what a street may set.

Everything that is wrong is collected, each with its place, so that a form is refused once and not ten times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext

from app.fields import KINDS
from app.fields.base import CONTROL, Field, Option
from app.forms.patterns import hangs
from app.forms.words import Bilingual

KEY = re.compile(r"f_[a-z0-9]{2,20}")
CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
LONGEST = 120  # characters of a label
DIGITS = 20  # of a number, before or behind the point
ENTRIES = 300  # of a list of a field's own
SERIAL = "{year}-{number:04d}"


@dataclass
class Faults:
    """What is wrong with a form, each with its place."""

    found: list[str] = field(default_factory=list)

    def add(self, place: str, words: str) -> None:
        """Note one, once."""
        told = f"{place}: {words}"
        if told not in self.found:
            self.found.append(told)

    def __bool__(self) -> bool:
        return bool(self.found)


Reader = Callable[[Any, str, Faults], Any]


def words(value: Any, place: str, faults: Faults) -> Any:
    """A text in both languages: "…" or {"zh": …, "en": …}."""
    given = {"zh": value} if isinstance(value, str) else value
    if not isinstance(given, dict) or not set(given) <= {"zh", "en"}:
        faults.add(place, gettext("Give a text, or one in each language: zh, en."))
        return None
    texts = {name: text.strip() if isinstance(text, str) else None for name, text in given.items()}
    if any(text is None or len(text) > 10 * LONGEST for text in texts.values()) or not texts.get("zh"):
        faults.add(place, gettext("Give a Chinese text."))
        return None
    return Bilingual(texts["zh"] or "", texts.get("en") or "")


def label(value: Any, place: str, faults: Faults) -> Any:
    """A text short enough to stand before an input."""
    found = words(value, place, faults)
    if found is not None and max(len(found.zh), len(found.en)) > LONGEST:
        faults.add(place, gettext("Use at most %(num)d characters.", num=LONGEST))
        return None
    return found


def yes(value: Any, place: str, faults: Faults) -> Any:
    """true or false."""
    if not isinstance(value, bool):
        faults.add(place, gettext("Choose yes or no."))
        return None
    return value


@dataclass(frozen=True)
class Whole:
    """Reads a whole number between two."""

    least: int
    most: int

    def __call__(self, value: Any, place: str, faults: Faults) -> Any:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            words = gettext("Give a whole number from %(least)s to %(most)s.", least=self.least, most=self.most)
            faults.add(place, words)
            return None
        return value


def target(value: Any, place: str, faults: Faults) -> Any:
    """The name of a resource; whether there is one is asked where all are known."""
    return value


def exact(value: Any, place: str, faults: Faults) -> Any:
    """A number, also as text, so that no decimal is lost."""
    try:
        found = Decimal(str(value)) if isinstance(value, (int, str, float)) and not isinstance(value, bool) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or abs(found.adjusted()) > DIGITS:  # 1e999999 takes minutes to write out
        faults.add(place, gettext("This is not a number."))
        return None
    return int(found) if found == int(found) else found


def pattern(value: Any, place: str, faults: Faults) -> Any:
    """A regular expression that cannot hang."""
    try:
        if isinstance(value, str) and value and not hangs(value):
            return value
    except re.error as error:
        faults.add(place, gettext("This is no regular expression: %(reason)s.", reason=str(error)))
        return None
    faults.add(place, gettext("This pattern could take very long. Use no repeat inside a repeat."))
    return None


def serial(value: Any, place: str, faults: Faults) -> Any:
    """How a serial number is written."""
    try:
        if isinstance(value, str) and len(value) <= 60:
            KINDS["serial"](label="", pattern=value)  # type: ignore[call-arg]
            return value
    except ValueError:
        pass
    faults.add(place, gettext("Write it with {street}, {year} and {number:04d}, for example XC{year}-{number:04d}."))
    return None


def entries(value: Any, place: str, faults: Faults) -> Any:
    """A list of the field's own: [{"code": "otis", "zh": "奥的斯", "en": "Otis"}]."""
    if not isinstance(value, list) or not value or len(value) > ENTRIES:
        faults.add(place, gettext("Give from 1 to %(most)s options.", most=ENTRIES))
        return None
    found: dict[str, Option] = {}
    for number, item in enumerate(value):
        here = f"{place}[{number}]"
        if not isinstance(item, dict) or not {"code", "zh"} <= set(item) <= {"code", "zh", "en", "retired"}:
            faults.add(here, gettext("Give code and zh; en and retired where they apply."))
            continue
        code = item["code"]
        if not isinstance(code, str) or not CODE.fullmatch(code):
            faults.add(f"{here}.code", gettext("Use letters, digits, dots, hyphens and underscores, 40 at most."))
            continue
        if code in found:
            faults.add(f"{here}.code", gettext("This code stands twice."))
        named = label({name: item[name] for name in ("zh", "en") if name in item}, here, faults)
        if named is not None:
            found[code] = Option(value=code, label=named, retired=item.get("retired") is True)
    return tuple(found.values())


def written(value: Any, place: str, faults: Faults) -> Any:
    """An expression; what is wrong inside it is told where all fields are known."""
    if not isinstance(value, str) or CONTROL.search(value):
        faults.add(place, gettext("Give an expression as text."))
        return None
    return value


def resulting(value: Any, place: str, faults: Faults) -> Any:
    """The kind that a computed value is kept and shown as."""
    if not isinstance(value, str) or value not in RESULTS:
        faults.add(place, gettext("The result is one of: %(names)s.", names=", ".join(RESULTS)))
        return None
    return value


TEXT: Mapping[str, Reader] = {"length": Whole(1, 500), "pattern": pattern, "pattern_help": words}
NUMBER: Mapping[str, Reader] = {"decimals": Whole(0, 6), "minimum": exact, "maximum": exact, "unit": label}
TAKES: Mapping[str, Mapping[str, Reader]] = {
    "text": TEXT,
    "note": {"length": Whole(1, 20_000)},
    "url": {},
    "number": {**NUMBER, "grouped": yes},
    "percent": NUMBER,
    "money": {"minimum": exact, "maximum": exact},
    "day": {"past": yes, "future": yes},
    "moment": {},
    "yes_no": {},
    "choice": {"options": entries, "state": yes},
    "choices": {"options": entries, "most": Whole(1, 100)},
    "link": {"target": target},
    "links": {"target": target, "most": Whole(1, 100)},
    "citizen_number": {},
    "credit_code": {},
    "phone": {},
    "address": {},
    "place": {},
    "photo": {"most": Whole(1, 20)},
    "file": {"most": Whole(1, 20)},
    "signature": {},
    "rating": {},
    "serial": {"pattern": serial},
    "computed": {
        "expression": written,
        "result": resulting,
        "decimals": Whole(0, 6),
        "unit": label,
        "length": Whole(1, 500),
    },
}
"""What a street may set, by kind. A kind that is not here is not for streets to make."""

COMMON: Mapping[str, Reader] = {
    "label": label,
    "help": words,
    "required": yes,
    "retired": yes,
    "personal": words,
    "unique": yes,
    "fast": yes,
}
NEEDED = {
    "choice": ("options",),
    "choices": ("options",),
    "link": ("target",),
    "links": ("target",),
    "computed": ("expression", "result"),
}
RESULTS: Mapping[str, tuple[str, ...]] = {
    "number": ("decimals", "unit"),
    "money": (),
    "percent": ("decimals",),
    "day": (),
    "text": ("length",),
    "yes_no": (),
}
"""The kinds that an expression may result in, with what each of them takes of the options of a computed field."""
MANY = ("choices", "links", "photo", "file", "signature", "note", "yes_no", "rating", "place")
"""Kinds that cannot be unique."""
RENAMED = {"options": "entries"}
GIVEN = ("serial", "computed")
"""Kinds that the house fills."""
PLAIN = ("key", "kind", "default", "see", "write")


@dataclass(frozen=True, kw_only=True)
class Own:
    """A field that a street made: the field, whether it is retired, and what it is worked out by ("" for nothing)."""

    field: Field
    retired: bool = False
    fast: bool = False  # lists sort and filter by it often: it has an index
    expression: str = ""


def kind_of(spec: Mapping[str, Any]) -> str:
    """The kind whose field the JSON of one makes: that of the result, where it is computed."""
    kind = str(spec.get("kind"))
    result = spec.get("result")
    return result if kind == "computed" and isinstance(result, str) and result in RESULTS else kind


def made_of(spec: Mapping[str, Any]) -> type[Field]:
    """The class of the field that the JSON of one makes."""
    return KINDS[kind_of(spec)]


def read_field(spec: Any, place: str, faults: Faults, targets: Mapping[str, Any]) -> Own | None:
    """The field of its JSON, without its place in a record. `targets` are the resources that links may name."""
    if not isinstance(spec, dict):
        faults.add(place, gettext("Give an object with key, kind and label."))
        return None
    before = len(faults.found)
    key, kind = spec.get("key"), spec.get("kind")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        faults.add(f"{place}.key", gettext("A key begins with f_, then 2 to 20 small letters and digits."))
    if not isinstance(kind, str) or kind not in TAKES:
        faults.add(f"{place}.kind", gettext("There is no such kind. Kinds: %(kinds)s.", kinds=", ".join(TAKES)))
        return None
    takes = {**COMMON, **TAKES[kind]}
    for name in ("label", *NEEDED.get(kind, ())):
        if name not in spec:
            faults.add(f"{place}.{name}", gettext("This is missing."))
    options: dict[str, Any] = {}
    for name, value in spec.items():
        if name in PLAIN:
            continue
        if name not in takes:
            known = ", ".join((*PLAIN, *takes))
            faults.add(
                f"{place}.{name}", gettext("A field of this kind has no such option. Options: %(names)s.", names=known)
            )
            continue
        options[RENAMED.get(name) or name] = takes[name](value, f"{place}.{name}", faults)
    if "target" in options and options["target"] not in targets:
        names = ", ".join(targets)
        faults.add(f"{place}.target", gettext("There is no such resource. Resources: %(names)s.", names=names))
    least, most = options.get("minimum"), options.get("maximum")
    if least is not None and most is not None and least > most:
        faults.add(f"{place}.minimum", gettext("The least is more than the most."))
    if kind == "computed":
        by_hand = gettext("Nobody fills this in by hand.")
        for name in ("required", "default"):
            if spec.get(name):
                faults.add(f"{place}.{name}", by_hand)
        for name in TAKES[kind]:
            if name in options and name not in (*NEEDED[kind], *RESULTS.get(str(options.get("result")), (name,))):
                faults.add(f"{place}.{name}", gettext("A result of this kind has no such option."))
    if options.get("unique") and kind_of(spec) in MANY:
        faults.add(f"{place}.unique", gettext("Only a field of one value can be unique."))
    made_by = KINDS.get(kind_of(spec))
    if options.get("fast") and (made_by is None or not made_by.sortable or made_by.secret or kind in ("link", "place")):
        faults.add(f"{place}.fast", gettext("A field of this kind cannot be sped up."))
    if len(faults.found) > before:
        return None
    fast = bool(options.pop("fast", False))
    retired = bool(options.pop("retired", False))
    personal = options.pop("personal", None)
    if personal is not None:
        options["personal"] = str(personal)
    if kind == "serial":
        options.setdefault("pattern", SERIAL)
    expression = options.pop("expression", "")
    if options.pop("result", ""):
        options["default"] = None  # a tick, too, is empty until it is worked out
    made = made_of(spec)(key=str(key), readonly=retired or kind in GIVEN, **options)
    return Own(field=made, retired=retired, fast=fast and not retired, expression=expression)
