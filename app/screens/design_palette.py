"""What the designer offers: the kinds of field in groups, with words, pictures and what a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

Kinds = tuple[tuple[str, Any, str], ...]

PALETTE: tuple[tuple[Any, Kinds], ...] = (
    (
        _("Text"),
        (
            ("text", _("One line"), "tag"),
            ("note", _("Several lines"), "notes"),
            ("serial", _("Serial number"), "hash"),
            ("url", _("Web address"), "link"),
        ),
    ),
    (
        _("Numbers and days"),
        (
            ("number", _("A number"), "numbers"),
            ("money", _("Money"), "cash"),
            ("percent", _("Per cent"), "percentage"),
            ("day", _("Day"), "calendar"),
            ("moment", _("Day and time"), "clock"),
            ("computed", _("Computed"), "calculator"),
        ),
    ),
    (
        _("Choices"),
        (
            ("choice", _("One of a list"), "circle-dot"),
            ("choices", _("Several of a list"), "square-check"),
            ("yes_no", _("Yes or no"), "toggle-right"),
            ("rating", _("Stars"), "star"),
        ),
    ),
    (
        _("People and rows"),
        (("link", _("A row elsewhere"), "external-link"), ("links", _("Several rows elsewhere"), "files")),
    ),
    (
        _("Papers and contact"),
        (
            ("phone", _("Phone number"), "phone"),
            ("citizen_number", _("Citizen number"), "id"),
            ("credit_code", _("Credit code"), "building-bank"),
            ("address", _("Address"), "home"),
        ),
    ),
    (
        _("Files and places"),
        (
            ("photo", _("Photos"), "camera"),
            ("file", _("Files"), "paperclip"),
            ("place", _("Place"), "map-pin"),
            ("signature", _("Signature"), "signature"),
        ),
    ),
)
"""What the designer offers: groups of (kind, words, icon)."""
NAMES = {kind: (name, icon) for _group, kinds in PALETTE for kind, name, icon in kinds}

OPTIONS = {
    "options": [
        {"code": "c1", "zh": "选项一", "en": "Option 1"},
        {"code": "c2", "zh": "选项二", "en": "Option 2"},
    ]
}

FIRST: Mapping[str, Mapping[str, Any]] = {
    "choice": OPTIONS,
    "choices": OPTIONS,
    "link": {"target": "person"},
    "links": {"target": "person"},
    "computed": {"expression": "0", "result": "number"},
}
"""What a new field of a kind begins with."""


def words_of(kind: str) -> tuple[str, str]:
    """The name of a kind in both languages: what a new field is called until it gets a name."""
    with force_locale("zh"):
        zh = str(NAMES[kind][0])
    with force_locale("en"):
        return zh, str(NAMES[kind][0])


def renamed(begun: tuple[str, str], held: Any, zh: str, en: str) -> tuple[str, str]:
    """Words in Chinese and English. What a thing began as in both languages is no English for another Chinese name.

    `held` are the words it has: what was typed over other words is kept, whatever it says.
    """
    untouched = isinstance(held, Mapping) and held.get("en") == en.strip() == begun[1]
    return (zh, "") if untouched and zh.strip() != begun[0] else (zh, en)
