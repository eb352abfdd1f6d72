"""Turns a Resource into values that it accepts: for every kind of field one of its own, another for each number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from stdnum.cn import ric, uscc

from app.declare import Condition, Screen, When
from app.fields.base import Context, Field
from app.metadata.resource import Resource

FIRST_DAY = date(2024, 1, 1)
UPLOADS = ("photo", "file", "signature")
MADE_BY_THE_HOUSE = ("serial", "computed")

Pick = Callable[[Field, int], "int | None"]
"""Finds the row that a link points at: (field, number) -> id."""


def value(field: Field, n: int, context: Context, pick: Pick) -> Any:
    """A valid value of a field; None for kinds that cannot be made up (uploads, serial numbers, computed ones)."""
    if field.kind in UPLOADS or field.kind in MADE_BY_THE_HOUSE:
        return None
    if field.kind == "link":
        return pick(field, n)
    if field.kind == "links":
        found = pick(field, n)
        return None if found is None else [found]
    return MAKERS[field.kind](field, n, context)


def _text(field: Any, n: int, context: Context) -> str:
    length = getattr(field, "length", 0) or 100
    pattern = getattr(field, "pattern", "")
    if pattern:
        return next(text for text in (f"t{n}", f"{n:012d}", str(n)) if re.fullmatch(pattern, text))
    return f"例{n}" if length < 20 else f"{field.key}样例{n}"


def _number(field: Any, n: int, context: Context) -> Any:
    least = field.minimum if field.minimum is not None else 0
    most = field.maximum if field.maximum is not None else 10**6
    found = min(max(Decimal(n % 40 + 1), Decimal(least)), Decimal(most))
    return int(found) if field.decimals == 0 else found.quantize(Decimal(1).scaleb(-field.decimals))


def _day(field: Any, n: int, context: Context) -> date:
    start = context.today if getattr(field, "future", False) else FIRST_DAY
    return start + timedelta(days=n % 600)


def _codes(field: Any, n: int, context: Context) -> list[str]:
    options = [option.value for option in field.options(context) if not option.retired]
    return options[: n % 2 + 1]


def _code(field: Any, n: int, context: Context) -> str:
    options = [option.value for option in field.options(context) if not option.retired]
    return options[n % len(options)]


def citizen_number(n: int) -> str:
    """A number with a right check character in a region that nobody lives in."""
    start = f"990101{date(1950, 1, 1) + timedelta(days=n % 20000):%Y%m%d}{n % 1000:03d}"
    return start + ric.calc_check_digit(start + "0")


def credit_code(n: int) -> str:
    """A code with a right check character."""
    start = f"91990101MA{n % 10_000_000:07d}"
    return start + uscc.calc_check_digit(start)


MAKERS: Mapping[str, Callable[[Any, int, Context], Any]] = {
    "text": _text,
    "note": lambda field, n, context: f"第一行{n}\n第二行",
    "address": lambda field, n, context: f"东岳大街{n}号",
    "url": lambda field, n, context: f"https://example.cn/{n}",
    "number": _number,
    "percent": _number,
    "money": _number,
    "rating": lambda field, n, context: n % 5 + 1,
    "day": _day,
    "moment": lambda field, n, context: datetime(2024, 1, 1, 2, n % 60, tzinfo=UTC) + timedelta(days=n % 600),
    "yes_no": lambda field, n, context: n % 2 == 1,
    "choice": _code,
    "choices": _codes,
    "citizen_number": lambda field, n, context: citizen_number(n),
    "credit_code": lambda field, n, context: credit_code(n),
    "phone": lambda field, n, context: f"190{n % 10**8:08d}",
    "place": lambda field, n, context: f"36.2{n % 10000:04d},117.1{n % 10000:04d}",
}


def values(resource: Resource, n: int, context: Context, pick: Pick, /, **given: Any) -> dict[str, Any]:
    """Valid values of all fields that are kept, by key; conditions that can hold together do. `given` wins."""
    found = {**leading(resource.screen, resource), **given}
    for name, field in resource.fields.items():
        if name in found or field.source is None or name in HOUSE:
            continue
        found[name] = value(field, n, context, pick)
    return settled(resource, found, given)


HOUSE = frozenset(("created_at", "created_by", "updated_at", "updated_by", "deleted_at", "deleted_by"))


def leading(screen: Screen, resource: Resource) -> dict[str, Any]:
    """The values that make the declared conditions hold, each field once: the first condition on it counts."""
    found: dict[str, Any] = {}
    for when in whens(screen):
        if when.values and when.field not in found:
            found[when.field] = plain(when.values[0])
    return found


def variants(resource: Resource) -> list[dict[str, Any]]:
    """Sets of leading values that together make every condition hold at least once."""
    found: list[dict[str, Any]] = [leading(resource.screen, resource)]
    for when in whens(resource.screen):
        for wanted in when.values:
            if not any(item.get(when.field) == plain(wanted) for item in found):
                found.append({**found[0], when.field: plain(wanted)})
    return found


def whens(screen: Screen) -> list[When]:
    """All conditions of a form."""
    return [item.when for item in screen.conditions] + [item.when for item in screen.sections if item.when]


def plain(wanted: Any) -> Any:
    """A value of a condition as it is kept."""
    return wanted if isinstance(wanted, bool) else str(wanted)


def settled(resource: Resource, values: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The values as they are kept: a field whose condition does not hold is empty."""
    found = dict(values)
    for _ in range(3):  # a field that falls empty may be another one's condition
        for name, field in resource.fields.items():
            if (
                name not in found
                or name in (given or {})
                or all(holds(item, found) for item in showing(resource, name))
            ):
                continue
            found[name] = False if field.kind == "yes_no" else None
    return found


def showing(resource: Resource, name: str) -> Sequence[When]:
    """The conditions under which a field is shown."""
    rules: list[Condition] = [item for item in resource.screen.conditions if item.field == name and not item.require]
    sections = [item.when for item in resource.sections if item.when is not None and name in item.names]
    return [*(item.when for item in rules), *sections]


def holds(when: When, values: Mapping[str, Any]) -> bool:
    """Whether a condition is met."""
    found = values.get(when.field)
    if when.values:
        return str(found) in {str(wanted) for wanted in when.values}
    return found not in (None, False, "", [])


def typed(field: Field, kept: Any, context: Context) -> list[str]:
    """A value as its input sends it."""
    if kept is None:
        return []
    raw = field.raw(kept, context)
    if isinstance(raw, (list, tuple)):
        return [str(item) for item in raw]
    return [] if raw == "" else [str(raw)]
