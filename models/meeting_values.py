"""Turns what a phone sends into single values of a meeting's document, or refuses them with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext

from app.fields.base import Context, Words


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of a document: its label for messages, how it is read, and what it may be."""

    label: Words
    read: Callable[[Any, Value, Context], Any]
    most: int = 0
    of: str = ""  # the code list, or the resource of an id
    words: tuple[str, ...] = ()


def text(raw: Any, value: Value, context: Context) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise TypeError
    found = "".join(sign for sign in raw if sign in "\n\t" or (ord(sign) >= 32 and not 0xD800 <= ord(sign) < 0xE000))
    if value.most <= 200:
        found = " ".join(found.split("\n"))  # one line
    if len(found) > value.most:
        raise ValueError(gettext("%(label)s: at most %(most)d characters.", label=str(value.label), most=value.most))
    return found


def whole(raw: Any, value: Value, context: Context) -> int | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw <= value.most:
        raise ValueError(
            gettext("%(label)s: give a whole number from 0 to %(most)d.", label=str(value.label), most=value.most)
        )
    return raw


def row(raw: Any, value: Value, context: Context) -> int | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 < raw < 2**63:
        raise TypeError
    return raw


def flag(raw: Any, value: Value, context: Context) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def one_of(raw: Any, value: Value, context: Context) -> str:
    if raw not in value.words:
        raise TypeError
    return str(raw)


def code(raw: Any, value: Value, context: Context) -> str:
    if not isinstance(raw, str) or raw not in labels_of(context, value.of):
        raise TypeError
    return raw


def key(raw: Any, value: Value, context: Context) -> str:
    return "" if not raw else str(UUID(raw))


def minute(raw: Any, value: Value, context: Context) -> str:
    found = datetime.fromisoformat(raw)
    if found.tzinfo is not None or not 2000 <= found.year < 2200:
        raise TypeError
    return found.strftime("%Y-%m-%dT%H:%M")


def moment(raw: Any, value: Value, context: Context) -> str:
    if not raw:
        return ""
    found = datetime.fromisoformat(raw)
    if found.tzinfo is None or not 2000 <= found.year < 2200:
        raise TypeError
    return stamp(found)


def day(raw: Any, value: Value, context: Context) -> str:
    if not raw:
        return ""
    found = date.fromisoformat(raw)
    if not 2000 <= found.year < 2200:
        raise TypeError
    return found.isoformat()


def ballots(raw: Any, value: Value, context: Context) -> dict[str, str]:
    if not isinstance(raw, dict) or len(raw) > value.most:
        raise TypeError
    return {str(UUID(who)): one_of(vote, value, context) for who, vote in sorted(raw.items())}


def stamp(found: datetime) -> str:
    """A moment as a document says it: UTC, to the second."""
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def labels_of(context: Context, name: str) -> dict[str, str]:
    """The words of a code list."""
    return {option.value: str(option.label) for option in context.codes(name).options()}
