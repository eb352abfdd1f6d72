"""Turns the text of an expression into words, and says what an expression is made of: its types, its signs, its limits.

The language has numbers, texts, days and flags, a fixed list of functions, no loops and no way out: a name is a field
of the record or it is refused. How long, how deep and how large an expression and its values may be is bounded. What is
wrong is raised as `Wrong` with a code and the character where it stands; a higher room makes words of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

N_ = str  # marks a text for the catalogue: message extractors know the name, and this room needs no translator

NUMBER, TEXT, DAY, FLAG = "number", "text", "day", "flag"
TYPES = (NUMBER, TEXT, DAY, FLAG)
TODAY = "today()"  # what stands for the present day where values are asked for by name
UNREADABLE, GUARDED = "unreadable", "guarded"  # what stands in place of a type where a field may not be read

LONGEST = 500  # characters of an expression
DEEPEST = 30  # parentheses and functions in each other
MOST = 200  # numbers, texts, names, operators and functions together
DIGITS = (15, 10)  # of a number that is written: before and behind the point
BOUND = Decimal(10) ** 30  # what no number reaches on the way
LETTERS = 2_000  # characters of a text on the way
PLACES = 6  # that `round` keeps at most
EXACT = Context(prec=80, rounding=ROUND_HALF_UP, traps=[])

MESSAGES: Mapping[str, str] = {
    "nothing": N_("Write an expression, for example f_count * f_price."),
    "too_long": N_("An expression has at most %(most)s characters; this one has %(count)s."),
    "too_deep": N_("Character %(place)s: parentheses and functions stand in each other more than %(most)s deep."),
    "too_many": N_("Character %(place)s: the expression has more than %(most)s parts."),
    "sign": N_("Character %(place)s: %(found)s has no meaning here."),
    "open_text": N_("Character %(place)s: the text that begins here is not closed with a quotation mark."),
    "digits": N_("Character %(place)s: a number has at most %(before)s digits before the point and %(behind)s behind."),
    "no_day": N_("Character %(place)s: there is no day %(found)s. Write it like 2026-05-01."),
    "operand": N_("Character %(place)s: a field, a number, a text or a function is missing here."),
    "operator": N_("Character %(place)s: %(found)s cannot follow here. An operator such as + is missing before it."),
    "unclosed": N_("Character %(place)s: the parenthesis that is opened here is not closed."),
    "no_function": N_("Character %(place)s: there is no function %(name)s. Functions: %(names)s."),
    "near_function": N_("Character %(place)s: there is no function %(name)s. Did you mean %(near)s?"),
    "call": N_("Character %(place)s: %(name)s is a function. Write its values in parentheses: %(name)s(…)."),
    "no_field": N_("Character %(place)s: there is no field %(name)s. Fields: %(names)s."),
    "near_field": N_("Character %(place)s: there is no field %(name)s. Did you mean %(near)s?"),
    UNREADABLE: N_(
        "Character %(place)s: an expression cannot use %(name)s: its kind has no single value to work with."
    ),
    GUARDED: N_("Character %(place)s: an expression may not use %(name)s, because not everybody may see it."),
    "count": N_("Character %(place)s: %(name)s takes %(wanted)s values, not %(count)s."),
    "kind": N_("Character %(place)s: %(name)s takes %(wanted)s, not %(found)s."),
    "alike": N_("Character %(place)s: %(name)s takes values of one kind, not %(found)s beside %(wanted)s."),
    "join": N_("Character %(place)s: %(name)s is for numbers. Put texts together with concat(a, b)."),
    "reckon": N_("Character %(place)s: %(name)s is for numbers. For days there are days(a, b) and add_days(day, n)."),
    "result": N_("The expression gives %(found)s, and the result should be %(wanted)s."),
}

TYPE_WORDS: Mapping[str, str] = {
    NUMBER: N_("a number"),
    TEXT: N_("a text"),
    DAY: N_("a day"),
    FLAG: N_("yes or no"),
}
"""What the types are called in messages."""


class Wrong(ValueError):
    """An expression that cannot be used: a code of MESSAGES with its values; `place` is a character, the first is 1."""

    def __init__(self, code: str, place: int = 0, **values: Any) -> None:
        self.code, self.place = code, place
        self.values: dict[str, Any] = {"place": place, **values}
        super().__init__(MESSAGES[code] % self.values)


@dataclass(frozen=True)
class Literal:
    """A number, a text, a day or a flag that is written in the expression."""

    value: Decimal | str | bool | date
    place: int


@dataclass(frozen=True)
class Name:
    """A field of the record."""

    name: str
    place: int


@dataclass(frozen=True)
class Unary:
    """`-a`, `not a`."""

    operator: str
    operand: Node
    place: int


@dataclass(frozen=True)
class Binary:
    """`a + b`, `a <= b`, `a and b` …"""

    operator: str
    left: Node
    right: Node
    place: int


@dataclass(frozen=True)
class Call:
    """`round(a, 2)`."""

    function: str
    arguments: tuple[Node, ...]
    place: int


Node = Literal | Name | Unary | Binary | Call

FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "if": (3, 3),
    "round": (1, 2),
    "min": (2, MOST),
    "max": (2, MOST),
    "coalesce": (2, MOST),
    "days": (2, 2),
    "add_days": (2, 2),
    "year": (1, 1),
    "month": (1, 1),
    "concat": (2, MOST),
    "length": (1, 1),
    "empty": (1, 1),
    "text": (1, 1),
    "today": (0, 0),
    "date": (3, 3),
}
"""Every function, with how many values it takes."""

WORDS = ("and", "or", "not")
FLAGS: Mapping[str, bool] = {"true": True, "false": False, "是": True, "否": False}
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
QUOTES = {'"': '"', "“": "”", "”": "”"}
WIDE = str.maketrans("＋－＊／（），＝＜＞×÷！", "+-*/(),=<>*/!")  # the signs of a Chinese keyboard
SAME = {"≠": "!=", "≤": "<=", "≥": ">=", "==": "="}
TOKEN = re.compile(
    r"\s*(?:(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w.]))|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[^\W\d]\w*)|(?P<quote>[\"“”])"
    r"|(?P<sign>[!！][=＝]|[<＜][=＝]|[>＞][=＝]|==|[-+*/(),=<>＋－＊／（），＝＜＞×÷≠≤≥]))"
)


@dataclass(frozen=True)
class Token:
    """One word of an expression: its sort (number, day, text, name, sign, end), what it says, where it stands."""

    sort: str
    text: str
    place: int


def tokens(source: str) -> Iterator[Token]:
    """The words of an expression, and its end. Raises Wrong."""
    at, end = 0, len(source.rstrip())
    while at < end:
        found = TOKEN.match(source, at)
        if found is None:
            at += len(source[at:]) - len(source[at:].lstrip())
            raise Wrong("sign", at + 1, found=source[at])
        sort = str(found.lastgroup)
        start, text = found.start(sort), found[sort]
        at = found.end()
        if sort == "quote":
            closed = source.find(QUOTES[text], at)
            if closed < 0:
                raise Wrong("open_text", start + 1)
            sort, text, at = "text", source[at:closed], closed + 1
        elif sort == "sign":
            text = text.translate(WIDE)
            text = SAME.get(text, text)
        yield Token(sort, text, start + 1)
    yield Token("end", "", end + 1)
