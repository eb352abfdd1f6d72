"""The language of computed fields: what it says, what it refuses and where, and that nothing comes out of it but values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.process.expression import (
    BOUND,
    DAY,
    FLAG,
    FUNCTIONS,
    GUARDED,
    MESSAGES,
    NUMBER,
    TEXT,
    TODAY,
    UNREADABLE,
    Wrong,
    read_expression,
)

NAMES = {
    "f_count": NUMBER,
    "f_price": NUMBER,
    "f_none": NUMBER,
    "f_from": DAY,
    "f_to": DAY,
    "f_never": DAY,
    "f_name": TEXT,
    "f_blank": TEXT,
    "f_paid": FLAG,
    "f_open": FLAG,
    "households": NUMBER,
    "f_phone": GUARDED,
    "f_files": UNREADABLE,
}
VALUES: dict[str, Any] = {
    "f_count": Decimal(3),
    "f_price": Decimal("12.50"),
    "f_none": None,
    "f_from": date(2026, 1, 31),
    "f_to": date(2026, 3, 1),
    "f_never": None,
    "f_name": "王集",
    "f_blank": None,
    "f_paid": True,
    "f_open": None,
    "households": Decimal(1200),
    TODAY: date(2026, 7, 8),
}
LABELS = {"单价": "f_price"}


def value(source: str) -> Any:
    return read_expression(source, NAMES).value(VALUES.__getitem__)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("(1 + 2) * 3", Decimal(9)),
        ("10 - 3 - 2", Decimal(5)),
        ("12 / 4 / 3", Decimal(1)),
        ("-f_count + 1", Decimal(-2)),
        ("- -2", Decimal(2)),
        ("2 * -3", Decimal(-6)),
        ("f_count * f_price", Decimal("37.50")),
        ("0.1 + 0.2", Decimal("0.3")),
        ("f_count×f_price÷2", Decimal("18.75")),
        ("（f_count ＋ 1）＊ 2", Decimal(8)),
        ("households / 0", None),
        ("0 / 0", None),
        ("f_none + 1", None),
        ("-f_none", None),
        ("f_count > 2", True),
        ("f_count ≥ 3 and f_price <= 12.5", True),
        ("f_count != 3 or not f_paid", False),
        ("f_count = 3 = 是", "sign"),
        ("(f_count = 3) = 是", True),
        ("f_name = “王集”", True),
        ("f_from < f_to", True),
        ("f_none > 1", None),
        ("f_open or true", None),
        ("not f_open", None),
        ('if(f_paid, "已付", "未付")', "已付"),
        ('IF(f_open, "已付", "未付")', "未付"),
        ("if(f_count > 5, f_none, 0)", Decimal(0)),
        ("if(f_count < 5, f_none, 0)", None),
        ("round(2.345, 2)", Decimal("2.35")),
        ("round(-2.5)", Decimal(-3)),
        ("round(2.5, 7)", None),
        ("round(2.5, 0.5)", None),
        ("round(2.5, -1)", None),
        ("min(3, 1, f_count)", Decimal(1)),
        ("max(f_from, f_to)", date(2026, 3, 1)),
        ("max(1, f_none)", None),
        ("coalesce(f_none, f_never_mind, 1)", "near_field"),
        ("coalesce(f_none, 7)", Decimal(7)),
        ('coalesce(f_blank, "", "无")', "无"),
        ("coalesce(f_none, f_none)", None),
        ("days(f_from, f_to)", Decimal(29)),
        ("days(f_to, f_from)", Decimal(-29)),
        ("days(f_from, f_never)", None),
        ("add_days(f_from, 1)", date(2026, 2, 1)),
        ("add_days(f_from, -31)", date(2025, 12, 31)),
        ("add_days(f_from, 0.5)", None),
        ("add_days(f_from, 999999999999)", None),
        ("add_days(f_from, 3999999)", None),
        ("year(f_to) * 100 + month(f_to)", Decimal(202603)),
        ('concat(f_name, "：", f_count * f_price, " ", f_to, f_blank, f_paid)', "王集：37.5 2026-03-01是"),
        ("text(100)", "100"),
        ("text(-0.0)", "0"),
        ("text(1 / 3)", "0.3333333333"),
        ("text(f_none)", None),
        ("length(f_name) + length(\"\")", Decimal(2)),
        ("length(f_blank)", None),
        ("empty(f_blank) and empty(f_none) and empty(\"\") and not empty(f_count)", True),
        ('""', ""),
        ("是 and 否", False),
        ("1\n+\t1", Decimal(2)),
        ("today()", date(2026, 7, 8)),
        ('if(f_to < today(), "逾期", "正常")', "逾期"),
        ("days(2026-07-01, TODAY())", Decimal(7)),
        ("f_from >= 2026-01-31", True),
        ("date(2026, 5, 1)", date(2026, 5, 1)),
        ("date(2026, 2, 30)", None),
        ("date(2026, 1.5, 3)", None),
        ("date(f_none, 1, 3)", None),
        ("date(99999999999, 1, 3)", None),
        ("text(2026-05-01)", "2026-05-01"),
        ("2026 - 05 - 01", Decimal(2020)),
    ],
)  # fmt: skip
def test_what_an_expression_gives(source: str, found: Any) -> None:
    if isinstance(found, str) and found in MESSAGES:
        with pytest.raises(Wrong) as refused:
            value(source)
        assert refused.value.code == found
    else:
        assert value(source) == found and type(value(source)) is type(found)


@pytest.mark.parametrize(
    ("source", "code", "place"),
    [
        ("", "nothing", 1),
        (" \n ", "nothing", 1),
        ("1 +", "operand", 4),
        ("* 2", "operand", 1),
        ("+1", "operand", 1),
        ("()", "operand", 2),
        ("1 2", "operator", 3),
        ('1 "x"', "operator", 3),
        ("f_count f_price", "operator", 9),
        ("1e5", "operator", 2),
        ("1 < 2 < 3", "sign", 7),
        ("(1", "unclosed", 1),
        ("round(1, 2", "unclosed", 6),
        ("1)", "sign", 2),
        ("1,2", "sign", 2),
        ("1 & 2", "sign", 3),
        ("2 ** 3", "operand", 4),
        ("f_count.real", "sign", 8),
        ("f_count[0]", "sign", 8),
        ("'text'", "sign", 1),
        ('  "text', "open_text", 3),
        ("“text\"", "open_text", 1),
        ("1234567890123456", "digits", 1),
        ("1 + 0.12345678901", "digits", 5),
        ("pow(2, 3)", "no_function", 1),
        ("1 + rond(2)", "near_function", 5),
        ("__import__(\"os\")", "no_function", 1),
        ("round + 1", "call", 1),
        ("f_cuont", "near_field", 1),
        ("1 + 单价", "near_field", 5),
        ("__class__", "no_field", 1),
        ("lambda", "no_field", 1),
        ("length(f_phone)", GUARDED, 8),
        ("1 + f_files", UNREADABLE, 5),
        ("min(1)", "count", 1),
        ("1 + days(f_from)", "count", 5),
        ("if(f_paid, 1)", "count", 1),
        ("text()", "count", 1),
        ("f_name + 1", "join", 8),
        ("f_to - f_from", "reckon", 6),
        ("f_paid + 1", "kind", 8),
        ("not f_count", "kind", 1),
        ("-f_name", "kind", 1),
        ("f_paid and 1", "kind", 8),
        ('f_count = "3"', "alike", 9),
        ('"a" < "b"', "kind", 5),
        ("if(f_count, 1, 2)", "kind", 4),
        ('if(f_paid, 1, "x")', "alike", 15),
        ("coalesce(1, f_to)", "alike", 13),
        ("max(f_name, f_name)", "kind", 5),
        ("days(f_from, 3)", "kind", 14),
        ("round(f_from)", "kind", 7),
        ("(" * 31 + "1" + ")" * 31, "too_deep", 31),
        ("-" * 40 + "1", "too_deep", 31),
        ("not " * 40 + "true", "too_deep", 121),
        ("+".join("1" * 150), "too_many", 200),
        ("(" * 10_000, "too_long", 501),
        ("9" * 10_000, "too_long", 501),
    ],
)  # fmt: skip
def test_each_fault_has_its_code_and_its_place(source: str, code: str, place: int) -> None:
    with pytest.raises(Wrong) as refused:
        read_expression(source, NAMES, labels=LABELS)
    assert (refused.value.code, refused.value.place) == (code, place)
    assert str(refused.value) == MESSAGES[code] % refused.value.values


def test_the_nearest_right_name_is_told() -> None:
    near = {"f_cuont": "f_count", "household": "households", "单价": "f_price", "conct(1, 2)": "concat"}
    for source, found in near.items():
        with pytest.raises(Wrong) as refused:
            read_expression(source, NAMES, labels=LABELS)
        assert refused.value.values["near"] == found
    with pytest.raises(Wrong) as refused:
        read_expression("xyz", NAMES)
    assert "f_phone" not in refused.value.values["names"] and "f_count" in refused.value.values["names"]


def test_what_it_gives_must_be_what_is_wanted() -> None:
    assert read_expression("f_to", NAMES, DAY).type == DAY
    with pytest.raises(Wrong, match="gives day"):
        read_expression("f_to", NAMES, NUMBER)


def test_it_says_which_fields_it_reads() -> None:
    assert read_expression("if(f_paid, f_count, -f_price) + f_count", NAMES).names == ("f_paid", "f_count", "f_price")


def test_numbers_and_texts_stay_in_bounds() -> None:
    assert value("*".join(["999999999999999"] * 3)) is None
    assert value("-" + "*".join(["999999999999999"] * 3)) is None
    long = read_expression("concat(" + ", ".join(["f_name"] * 40) + ")", NAMES)
    assert len(str(long.value(lambda name: "长" * 1000))) == 2000
    small = read_expression("text(f_count" + " / 999999999999999" * 20 + ")", NAMES)
    assert small.value(VALUES.__getitem__) == "0"


# -- any expression at all ------------------------------------------------------------------------------------------

Reference = tuple[str, Callable[[], "Fraction | None"]]
numbers = st.decimals(min_value=0, max_value=999, places=2)
NUMBERS = {"f_count": Fraction(3), "f_price": Fraction("12.5"), "households": Fraction(1200), "f_none": None}


def written(number: Decimal) -> Reference:
    return str(number), lambda: Fraction(number)


def combined(sign: str, left: Reference, right: Reference) -> Reference:
    """Two expressions with an operator between, and what fractions give for it."""

    def reckon() -> Fraction | None:
        one, other = left[1](), right[1]()
        if one is None or other is None or (sign == "/" and not other):
            return None
        found = {"+": one + other, "-": one - other, "*": one * other}.get(sign)
        found = one / other if found is None else found
        return found if abs(found) < int(BOUND) else None

    return f"({left[0]} {sign} {right[0]})", reckon


def negative(inner: Reference) -> Reference:
    def reckon() -> Fraction | None:
        found = inner[1]()
        return None if found is None else -found

    return f"-{inner[0]}", reckon


arithmetic = st.recursive(
    numbers.map(written) | st.sampled_from(sorted(NUMBERS)).map(lambda name: (name, lambda: NUMBERS[name])),
    lambda inner: st.builds(combined, st.sampled_from("+-*/"), inner, inner) | inner.map(negative),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(arithmetic)
def test_arithmetic_is_that_of_fractions(case: Reference) -> None:
    source, reference = case
    try:
        found = value(source)
    except Wrong as wrong:
        assert wrong.code in ("too_deep", "too_long")
        return
    expected = reference()
    if "/" not in source:
        assert (None if found is None else Fraction(found)) == expected
    elif found is not None and expected is not None:
        assert abs(Fraction(found) - expected) <= abs(expected) / 10**40 + Fraction(1, 10**40)


def typed() -> dict[str, st.SearchStrategy[str]]:
    """Expressions whose types agree, of each type."""
    number, day, text, flag = (st.deferred(lambda name=name: made[name]) for name in (NUMBER, DAY, TEXT, FLAG))
    anything = number | day | text | flag
    call = "{}({})".format

    def calls(name: str, *takes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*takes).map(lambda given: call(name, ", ".join(given)))

    def pairs(signs: tuple[str, ...], inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds("({} {} {})".format, inner, st.sampled_from(signs), inner)

    def either(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return calls("if", flag, inner, inner) | calls("coalesce", inner, inner)

    made: dict[str, st.SearchStrategy[str]] = {
        NUMBER: st.sampled_from(["f_count", "f_price", "f_none", "0", "999999999999999", "0.0000000001"])
        | pairs(("+", "-", "*", "/"), number)
        | calls("round", number, number)
        | calls("max", number, number)
        | calls("days", day, day)
        | calls("year", day)
        | calls("length", text)
        | either(number),
        DAY: st.sampled_from(["f_from", "f_to", "f_never", "today()", "2024-02-29"])
        | calls("date", number, number, number)
        | calls("add_days", day, number)
        | calls("min", day, day)
        | either(day),
        TEXT: st.sampled_from(["f_name", "f_blank", '""', '"甲 %s {0}"'])
        | calls("concat", anything, anything)
        | calls("text", anything)
        | either(text),
        FLAG: st.sampled_from(["f_paid", "f_open", "是", "false"])
        | pairs(("and", "or", "=", "!="), flag)
        | pairs(("<", "<=", "=", "!=", ">", ">="), number)
        | pairs(("<", ">="), day)
        | pairs(("=", "!="), text)
        | flag.map("(not {})".format)
        | calls("empty", anything)
        | either(flag),
    }
    return made


KEPT: dict[str, type] = {NUMBER: Decimal, DAY: date, TEXT: str, FLAG: bool}
edges = {
    NUMBER: st.sampled_from([None, Decimal(0), Decimal("-0.01"), Decimal(10) ** 16, Decimal("1e-9")]),
    DAY: st.sampled_from([None, date.min, date.max, date(2024, 2, 29)]),
    TEXT: st.sampled_from([None, "", "长" * 3000, "a\x00b", "\ud800"]),
    FLAG: st.sampled_from([None, True, False]),
}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_what_agrees_gives_its_type_or_nothing(data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from([NUMBER, DAY, TEXT, FLAG]))
    source = data.draw(typed()[wanted])
    held = {name: data.draw(edges[kind]) for name, kind in NAMES.items() if kind in edges}
    held[TODAY] = date(2026, 7, 8)
    try:
        expression = read_expression(source, NAMES, wanted)
    except Wrong as wrong:
        assert wrong.code in ("too_deep", "too_long", "too_many")
        return
    found = expression.value(held.__getitem__)
    assert found is None or type(found) is KEPT[wanted]
    if isinstance(found, Decimal):
        assert found.is_finite() and abs(found) <= BOUND


words = st.sampled_from(
    [
        *NAMES,
        *FUNCTIONS,
        *'+-*/()=<>,"“”.[]{}%$\\',
        "1",
        "0.5",
        "and",
        "or",
        "not",
        "是",
        " ",
        "\n",
        "__",
        "eval",
        "\x00",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=40).map("".join) | st.lists(words, max_size=40).map(" ".join) | st.text())
def test_nothing_but_its_own_refusal_is_raised(source: str) -> None:
    try:
        found = value(source)
    except Wrong as wrong:
        assert wrong.code in MESSAGES and 1 <= wrong.place <= max(len(source), 0) + 1
        return
    assert found is None or isinstance(found, (Decimal, date, str, bool))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("2026-02-30", "no_day"),
        ("today(1)", "count"),
        ("today", "call"),
        ("date(2026, 5)", "count"),
        ("f_from + 2026-05-01", "reckon"),
    ],
)
def test_days_are_written_as_the_calendar_has_them(source: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read_expression(source, NAMES)
    assert wrong.value.code == code


def test_an_expression_knows_whether_it_reads_the_clock() -> None:
    late = read_expression('if(f_to < today(), "逾期", "正常")', NAMES)
    assert late.dated and late.names == ("f_to",)
    assert not read_expression("f_to < 2026-05-01", NAMES).dated
