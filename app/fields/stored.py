"""The SQL of a value in the JSON column `extra`: a plain key is written out, so that an index on the same expression
is found; any other is a parameter. SQLite: `json_extract(extra, '$."f_x"')`; PostgreSQL: `(extra ->> 'f_x')`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, String, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class stored(FunctionElement[str]):
    """The text or number that stands under a key of a JSON column; nothing where it does not."""

    inherit_cache = True
    name = "stored"
    type = String()

    def __init__(self, column: Any, key: str) -> None:
        plain = key.isascii() and key.replace("_", "").isalnum()
        super().__init__(column, literal_column(f"'{key}'") if plain else literal(key))

    @property
    def column(self) -> Any:
        """The JSON column."""
        return next(iter(self.clauses))

    def beside(self, key: str) -> stored:
        """Another value of the same column."""
        return stored(self.column, key)


class stored_whole(stored):
    """A whole number that stands under a key; nothing for what is none: other streets may keep another kind there."""

    inherit_cache = True
    name = "stored_whole"
    type = BigInteger()  # type: ignore[assignment]  # the base is for text


@compiles(stored_whole)
def whole_in_sqlite(element: stored, compiler: Any, **options: Any) -> str:
    return f"CAST({in_sqlite(element, compiler, **options)} AS BIGINT)"


@compiles(stored_whole, "postgresql")
def whole_in_postgresql(element: stored, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(part, **options) for part in element.clauses)
    return f"CASE WHEN jsonb_typeof({column} -> {key}) = 'number' THEN CAST(({column} ->> {key}) AS BIGINT) END"


@compiles(stored)
def in_sqlite(element: stored, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(part, **options) for part in element.clauses)
    if key.startswith("'"):
        return f"""json_extract({column}, '$."{key[1:-1]}"')"""
    return f"""json_extract({column}, '$."' || {key} || '"')"""


@compiles(stored, "postgresql")
def in_postgresql(element: stored, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(part, **options) for part in element.clauses)
    return f"({column} ->> {key})"
