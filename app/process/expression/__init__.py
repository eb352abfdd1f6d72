"""A small safe language: `f_count * f_price` becomes a tree of frozen values, and the tree a value.

`words.py` says what it is made of, `parse.py` reads it and finds its type, `evaluate.py` works it out.
"""

from app.process.expression.evaluate import Expression, Value, Values, read_expression, value_of
from app.process.expression.parse import parse
from app.process.expression.words import (
    BOUND,
    DAY,
    EXACT,
    FLAG,
    FUNCTIONS,
    GUARDED,
    LONGEST,
    MESSAGES,
    NUMBER,
    TEXT,
    TODAY,
    TYPE_WORDS,
    TYPES,
    UNREADABLE,
    Wrong,
)

__all__ = [
    "BOUND",
    "DAY",
    "EXACT",
    "FLAG",
    "FUNCTIONS",
    "GUARDED",
    "LONGEST",
    "MESSAGES",
    "NUMBER",
    "TEXT",
    "TODAY",
    "TYPES",
    "TYPE_WORDS",
    "UNREADABLE",
    "Expression",
    "Value",
    "Values",
    "Wrong",
    "parse",
    "read_expression",
    "value_of",
]
