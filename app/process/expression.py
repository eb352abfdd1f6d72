"""Turns an expression such as `f_count * f_price` into a tree of frozen values, and the tree into a value.

The language has numbers, texts, days and flags, a fixed list of functions, no loops and no way out: a name is a field
of the record or it is refused. How long, how deep and how large an expression and its values may be is bounded. What is
wrong is raised as `Wrong` with a code and the character where it stands; a higher room makes words of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from difflib import get_close_matches
from typing import Any

N_ = str  # marks a text for the catalogue: message extractors know the name, and this room needs no translator

NUMBER, TEXT, DAY, FLAG = "number", "text", "day", "flag"
TYPES = (NUMBER, TEXT, DAY, FLAG)
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


# -- the tree -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Literal:
    """A number, a text or a flag that is written in the expression."""

    value: Decimal | str | bool
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
}
"""Every function, with how many values it takes."""

WORDS = ("and", "or", "not")
FLAGS: Mapping[str, bool] = {"true": True, "false": False, "是": True, "否": False}
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
QUOTES = {'"': '"', "“": "”", "”": "”"}
WIDE = str.maketrans("＋－＊／（），＝＜＞×÷！", "+-*/(),=<>*/!")  # the signs of a Chinese keyboard
SAME = {"≠": "!=", "≤": "<=", "≥": ">=", "==": "="}
TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[^\W\d]\w*)|(?P<quote>[\"“”])"
    r"|(?P<sign>[!！][=＝]|[<＜][=＝]|[>＞][=＝]|==|[-+*/(),=<>＋－＊／（），＝＜＞×÷≠≤≥]))"
)


@dataclass(frozen=True)
class Token:
    """One word of an expression: its sort (number, text, name, sign, end), what it says, where it stands."""

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


def parse(source: str) -> Node:
    """The tree of an expression. Raises Wrong."""
    if len(source) > LONGEST:
        raise Wrong("too_long", LONGEST + 1, most=LONGEST, count=len(source))
    if not source.strip():
        raise Wrong("nothing", 1)
    return Parser(tuple(tokens(source))).whole()


class Parser:
    """Reads the words of one expression from left to right; each method reads one level of binding."""

    def __init__(self, words: Sequence[Token]) -> None:
        self.words, self.at, self.depth, self.count = words, 0, 0, 0

    @property
    def next(self) -> Token:
        """The word that comes next."""
        return self.words[self.at]

    def take(self, *texts: str) -> Token | None:
        """The next word if it is one of these signs or joining words."""
        word = self.next
        said = word.text.lower() if word.sort == "name" else word.text
        if word.sort not in ("sign", "name") or said not in texts:
            return None
        self.at += 1
        return Token(word.sort, said, word.place)

    def made(self, node: Node) -> Node:
        """A part of the tree, counted."""
        self.count += 1
        if self.count > MOST:
            raise Wrong("too_many", node.place, most=MOST)
        return node

    def deeper(self, place: int, read: Callable[[], Node]) -> Node:
        """What stands one level further in."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Wrong("too_deep", place, most=DEEPEST)
        found = read()
        self.depth -= 1
        return found

    def whole(self) -> Node:
        """The expression to its end."""
        found = self.either()
        if self.next.sort != "end":
            self.refuse()
        return found

    def refuse(self) -> None:
        """Say that the next word cannot stand where it stands."""
        word = self.next
        joins = word.sort == "sign" and word.text != "("
        raise Wrong("sign" if joins else "operator", word.place, found=word.text[:40] or '""')

    def chain(self, read: Callable[[], Node], *signs: str) -> Node:
        """Operators of one level, from the left."""
        found = read()
        while (sign := self.take(*signs)) is not None:
            found = self.made(Binary(sign.text, found, read(), sign.place))
        return found

    def either(self) -> Node:
        """`a or b`."""
        return self.chain(self.both, "or")

    def both(self) -> Node:
        """`a and b`."""
        return self.chain(self.negated, "and")

    def negated(self) -> Node:
        """`not a`."""
        sign = self.take("not")
        if sign is None:
            return self.compared()
        return self.made(Unary("not", self.deeper(sign.place, self.negated), sign.place))

    def compared(self) -> Node:
        """`a < b`, once."""
        found = self.sum()
        sign = self.take(*COMPARISONS)
        return found if sign is None else self.made(Binary(sign.text, found, self.sum(), sign.place))

    def sum(self) -> Node:
        """`a + b - c`."""
        return self.chain(self.product, "+", "-")

    def product(self) -> Node:
        """`a * b / c`."""
        return self.chain(self.signed, "*", "/")

    def signed(self) -> Node:
        """`-a`."""
        sign = self.take("-")
        if sign is None:
            return self.operand()
        return self.made(Unary("-", self.deeper(sign.place, self.signed), sign.place))

    def operand(self) -> Node:
        """A number, a text, a flag, a field, a function, or what stands in parentheses."""
        word = self.next
        if word.sort == "number":
            self.at += 1
            return self.number(word)
        if word.sort == "text":
            self.at += 1
            return self.made(Literal(word.text, word.place))
        if word.sort == "name" and word.text.lower() not in WORDS:
            self.at += 1
            return self.named(word)
        if opened := self.take("("):
            found = self.deeper(opened.place, self.either)
            self.close(opened)
            return found
        raise Wrong("operand", word.place)

    def number(self, word: Token) -> Node:
        """A number of so many digits that no sum of them is inexact."""
        before, _point, behind = word.text.partition(".")
        if len(before) > DIGITS[0] or len(behind) > DIGITS[1]:
            raise Wrong("digits", word.place, before=DIGITS[0], behind=DIGITS[1])
        return self.made(Literal(Decimal(word.text), word.place))

    def named(self, word: Token) -> Node:
        """A flag, a function with its values, or a field."""
        opened = self.take("(")
        if opened is None:
            flag = FLAGS.get(word.text.lower())
            return self.made(Name(word.text, word.place) if flag is None else Literal(flag, word.place))
        name = word.text.lower()
        if name not in FUNCTIONS:
            near = get_close_matches(name, FUNCTIONS, 1)
            if near:
                raise Wrong("near_function", word.place, name=word.text[:40], near=near[0])
            raise Wrong("no_function", word.place, name=word.text[:40], names=", ".join(FUNCTIONS))
        arguments: list[Node] = []
        if self.take(")") is None:
            arguments.append(self.deeper(opened.place, self.either))
            while self.take(","):
                arguments.append(self.deeper(opened.place, self.either))
            self.close(opened)
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} – {most}" if most < MOST else f"≥ {least}"
            raise Wrong("count", word.place, name=name, wanted=wanted, count=len(arguments))
        return self.made(Call(name, tuple(arguments), word.place))

    def close(self, opened: Token) -> None:
        """Read the parenthesis that closes one."""
        if self.take(")") is None:
            if self.next.sort == "end":
                raise Wrong("unclosed", opened.place)
            self.refuse()


# -- its type -------------------------------------------------------------------------------------------------------


def type_of(node: Node, names: Mapping[str, str], labels: Mapping[str, str] | None = None) -> str:
    """The type that a tree gives. `names` says the type of each field, `labels` which is called so. Raises Wrong."""
    if isinstance(node, Literal):
        return FLAG if isinstance(node.value, bool) else NUMBER if isinstance(node.value, Decimal) else TEXT
    if isinstance(node, Name):
        return type_of_name(node, names, labels or {})
    if isinstance(node, Unary):
        wanted = FLAG if node.operator == "not" else NUMBER
        require(node, node.operator, wanted, type_of(node.operand, names, labels))
        return wanted
    if isinstance(node, Binary):
        return type_of_pair(node, type_of(node.left, names, labels), type_of(node.right, names, labels))
    return type_of_call(node, [type_of(item, names, labels) for item in node.arguments])


def type_of_name(node: Name, names: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """The type of a field."""
    found = names.get(node.name)
    if found in (UNREADABLE, GUARDED):
        raise Wrong(str(found), node.place, name=node.name)
    if found is not None:
        return found
    if node.name.lower() in FUNCTIONS:
        raise Wrong("call", node.place, name=node.name.lower())
    readable = {name: name for name, kind in names.items() if kind in TYPES}
    known = {**{label: name for label, name in labels.items() if name in readable}, **readable}
    near = get_close_matches(node.name, known, 1)
    if near:
        raise Wrong("near_field", node.place, name=node.name[:40], near=known[near[0]])
    raise Wrong("no_field", node.place, name=node.name[:40], names=", ".join(readable))


def type_of_pair(node: Binary, left: str, right: str) -> str:
    """The type of two values and the operator between them."""
    sign = node.operator
    if sign in ("and", "or"):
        require(node, sign, FLAG, left, right)
        return FLAG
    if sign in COMPARISONS:
        if left != right:
            raise Wrong("alike", node.place, name=sign, found=right, wanted=left)
        if sign not in ("=", "!=") and left not in (NUMBER, DAY):
            raise Wrong("kind", node.place, name=sign, wanted=NUMBER, found=left)
        return FLAG
    for found in (left, right):
        if found in (TEXT, DAY):
            raise Wrong("join" if found == TEXT else "reckon", node.place, name=sign)
    require(node, sign, NUMBER, left, right)
    return NUMBER


def type_of_call(node: Call, given: Sequence[str]) -> str:
    """The type of what a function gives."""
    name = node.function
    if name == "if":
        require(node.arguments[0], name, FLAG, given[0])
        return same(node, given[1:], 1)
    if name == "coalesce":
        return same(node, given)
    if name in ("min", "max"):
        if given[0] not in (NUMBER, DAY):
            raise Wrong("kind", node.arguments[0].place, name=name, wanted=NUMBER, found=given[0])
        return same(node, given)
    takes, gives = SIGNATURES[name]
    for number, found in enumerate(given):
        wanted = takes[min(number, len(takes) - 1)]
        if wanted:
            require(node.arguments[number], name, wanted, found)
    return gives


SIGNATURES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "round": ((NUMBER,), NUMBER),
    "days": ((DAY,), NUMBER),
    "add_days": ((DAY, NUMBER), DAY),
    "year": ((DAY,), NUMBER),
    "month": ((DAY,), NUMBER),
    "length": ((TEXT,), NUMBER),
    "concat": (("",), TEXT),
    "empty": (("",), FLAG),
    "text": (("",), TEXT),
}
"""What functions take, the last for all that follow ("" is anything), and what they give."""


def require(node: Node, name: str, wanted: str, *found: str) -> None:
    """Refuse a value of another type."""
    for one in found:
        if one != wanted:
            raise Wrong("kind", node.place, name=name, wanted=wanted, found=one)


def same(node: Call, given: Sequence[str], skipped: int = 0) -> str:
    """The one type of several values. Raises Wrong where they differ."""
    for number, found in enumerate(given):
        if found != given[0]:
            place = node.arguments[number + skipped].place
            raise Wrong("alike", place, name=node.function, found=found, wanted=given[0])
    return given[0]


# -- its value ------------------------------------------------------------------------------------------------------

Value = Decimal | str | date | bool | None
Values = Callable[[str], Value]


def value_of(node: Node, values: Values) -> Value:
    """The value of a tree whose types agree; None for nothing, and for what cannot be worked out."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Name):
        return values(node.name)
    if isinstance(node, Call):
        return value_of_call(node, values)
    if isinstance(node, Unary):
        operand: Any = value_of(node.operand, values)
        if operand is None:
            return None
        return not operand if node.operator == "not" else bounded(EXACT.minus(operand))
    left, right = value_of(node.left, values), value_of(node.right, values)
    return None if left is None or right is None else OPERATORS[node.operator](left, right)


def bounded(value: Decimal) -> Decimal | None:
    """A number that is one, and not out of all bounds."""
    return value if value.is_finite() and abs(value) < BOUND else None


OPERATORS: Mapping[str, Callable[[Any, Any], Value]] = {
    "+": lambda left, right: bounded(EXACT.add(left, right)),
    "-": lambda left, right: bounded(EXACT.subtract(left, right)),
    "*": lambda left, right: bounded(EXACT.multiply(left, right)),
    "/": lambda left, right: bounded(EXACT.divide(left, right)) if right else None,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "and": lambda left, right: left and right,
    "or": lambda left, right: left or right,
}


def value_of_call(node: Call, values: Values) -> Value:
    """The value of a function. These four look at what is empty; all others are empty where one of their values is."""
    name = node.function
    if name == "if":
        return value_of(node.arguments[1 if value_of(node.arguments[0], values) else 2], values)
    given: list[Any] = [value_of(item, values) for item in node.arguments]
    if name == "coalesce":
        return next((item for item in given if item not in (None, "")), None)
    if name == "empty":
        return given[0] in (None, "")
    if name == "concat":
        return "".join(written(item) for item in given if item is not None)[:LETTERS]
    return None if None in given else CALLS[name](*given)


def rounded(value: Decimal, places: Decimal = Decimal(0)) -> Decimal | None:
    """A number with so many decimals, five upwards; nothing for places that are no whole number from 0 to 6."""
    if not 0 <= places <= PLACES or places != int(places):
        return None
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP, context=EXACT)


def later(day: date, count: Decimal) -> date | None:
    """The day so many whole days later; nothing where the calendar ends, or for a part of a day."""
    if abs(count) > 4_000_000 or count != int(count):
        return None
    try:
        return day + timedelta(days=int(count))
    except OverflowError:
        return None


def written(value: Any) -> str:
    """A value as text: days as 2026-07-08, numbers without zeros at their end, flags in Chinese."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        text = format(value.quantize(Decimal(1).scaleb(-DIGITS[1]), context=EXACT), "f").rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return value.isoformat() if isinstance(value, date) else str(value)


CALLS: Mapping[str, Callable[..., Value]] = {
    "round": rounded,
    "min": min,
    "max": max,
    "days": lambda first, last: Decimal((last - first).days),
    "add_days": later,
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "length": lambda text: Decimal(len(text)),
    "text": written,
}


# -- both together --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Expression:
    """An expression that was found without fault: its tree, the type of its result and the fields that it reads."""

    source: str
    root: Node
    type: str
    names: tuple[str, ...]

    def value(self, values: Values) -> Value:
        """Its value, from the values of the fields: Decimal, str, date, bool, or None for nothing."""
        return value_of(self.root, values)


def names_in(node: Node) -> Iterator[str]:
    """The fields that a tree reads, in its order."""
    if isinstance(node, Name):
        yield node.name
    elif isinstance(node, Unary):
        yield from names_in(node.operand)
    elif isinstance(node, Binary):
        yield from names_in(node.left)
        yield from names_in(node.right)
    elif isinstance(node, Call):
        for item in node.arguments:
            yield from names_in(item)


def read_expression(
    source: str, names: Mapping[str, str], wanted: str = "", labels: Mapping[str, str] | None = None
) -> Expression:
    """The expression of its text. `names` says the type of each field, `wanted` what it must give. Raises Wrong."""
    root = parse(source)
    found = type_of(root, names, labels)
    if wanted and found != wanted:
        raise Wrong("result", 1, found=found, wanted=wanted)
    return Expression(source=source, root=root, type=found, names=tuple(dict.fromkeys(names_in(root))))
