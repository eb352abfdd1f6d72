"""Turns the words of an expression into a tree of frozen values, and says which type the tree gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from app.process.expression.words import (
    COMPARISONS,
    DAY,
    DEEPEST,
    DIGITS,
    FLAG,
    FLAGS,
    FUNCTIONS,
    GUARDED,
    LONGEST,
    MOST,
    NUMBER,
    TEXT,
    TYPES,
    UNREADABLE,
    WORDS,
    Binary,
    Call,
    Literal,
    Name,
    Node,
    Token,
    Unary,
    Wrong,
    tokens,
)


def parse(source: str) -> Node:
    """The tree of an expression. Raises Wrong."""
    if len(source) > LONGEST:
        raise Wrong("too_long", LONGEST + 1, most=LONGEST, count=len(source))
    if not source.strip():
        raise Wrong("nothing", 1)
    return Parser(tuple(tokens(source))).whole()


READ = ("number", "day")  # words that stand for a value by themselves


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
        if word.sort in READ:
            self.at += 1
            return self.number(word) if word.sort == "number" else self.day(word)
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

    def day(self, word: Token) -> Node:
        """A day that is in the calendar."""
        try:
            return self.made(Literal(date.fromisoformat(word.text), word.place))
        except ValueError:
            raise Wrong("no_day", word.place, found=word.text) from None

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


LITERALS: Mapping[type, str] = {bool: FLAG, Decimal: NUMBER, date: DAY, str: TEXT}


def type_of(node: Node, names: Mapping[str, str], labels: Mapping[str, str] | None = None) -> str:
    """The type that a tree gives. `names` says the type of each field, `labels` which is called so. Raises Wrong."""
    if isinstance(node, Literal):
        return next(kind for made, kind in LITERALS.items() if isinstance(node.value, made))
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
    "today": ((), DAY),
    "date": ((NUMBER,), DAY),
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
