"""Turns the column `search_text` of a table into an index that finds any part of a text, on SQLite and on PostgreSQL.

SQLite: an FTS5 table `<table>_search` without contents, kept by triggers. PostgreSQL: a GIN index on an expression.
Both hold the pieces of `grams.py` and follow every write, also those past the mapper. `create_all()` makes them with
the table; a migration runs `search_ddl(table, dialect)`. It may run again, and must after Alembic has rebuilt a SQLite
table ("batch"), which loses its triggers.
"""

# ruff: noqa: S608 - the names of tables come from the declarations, never from a request.

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import DDL, Boolean, ColumnElement, Connection, Engine, String, Table, event, literal, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from app.query.grams import LATIN, OTHER, PRIVATE, Term, grams

COLUMN = "search_text"
# Bears a number: a database whose triggers call another one's pieces refuses to write, instead of finding half.
FUNCTION = "search_grams_1"
BROAD = 20_000  # rows: beyond, walking along the order of the list finds a page sooner than the index does

# COST keeps PostgreSQL from working the pieces out row by row; ten times as much, and it would compile each search.
# RESTRICTED, or that cost has it start a second process for every search, which takes longer than the search.
POSTGRES_FUNCTION = rf"""
CREATE OR REPLACE FUNCTION {FUNCTION}(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{{}}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN {LATIN} ELSE {OTHER} END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f{PRIVATE.encode("unicode_escape").decode()}]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$"""


def index_name(table: str) -> str:
    """What the index of a table is called: an FTS5 table, or a GIN index."""
    return f"{table}_search"


def indexed(table: Table) -> bool:
    """Whether a table keeps a search document."""
    return COLUMN in table.columns


def search_ddl(table: Table, dialect: str) -> list[str]:
    """The statements that make, and fill, the search index of a table ("sqlite" or "postgresql")."""
    name, index = table.name, index_name(table.name)
    if dialect == "postgresql":
        return [POSTGRES_FUNCTION, f'CREATE INDEX IF NOT EXISTS "{index}" ON "{name}" USING gin ({FUNCTION}({COLUMN}))']
    add = f'INSERT INTO "{index}"(rowid, grams) SELECT new.id, {FUNCTION}(new.{COLUMN}) WHERE new.{COLUMN} IS NOT NULL;'
    # An index without contents forgets a row only when told again what it held.
    remove = (
        f'INSERT INTO "{index}"("{index}", rowid, grams) SELECT \'delete\', old.id, {FUNCTION}(old.{COLUMN}) '
        f"WHERE old.{COLUMN} IS NOT NULL;"
    )
    return [
        f"""CREATE VIRTUAL TABLE IF NOT EXISTS "{index}" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')""",
        f'CREATE TRIGGER IF NOT EXISTS "{index}_insert" AFTER INSERT ON "{name}" BEGIN {add} END',
        f'CREATE TRIGGER IF NOT EXISTS "{index}_delete" AFTER DELETE ON "{name}" BEGIN {remove} END',
        f"""CREATE TRIGGER IF NOT EXISTS "{index}_update" AFTER UPDATE OF {COLUMN} ON "{name}"
            WHEN old.{COLUMN} IS NOT new.{COLUMN} BEGIN {remove} {add} END""",
        f"""INSERT INTO "{index}"("{index}") VALUES ('delete-all')""",
        f"""INSERT INTO "{index}"(rowid, grams)
            SELECT id, {FUNCTION}({COLUMN}) FROM "{name}" WHERE {COLUMN} IS NOT NULL""",
    ]


def search_tidy(table: Table, dialect: str) -> list[str]:
    """The statements that bring an index into its best shape, after rows were loaded in bulk."""
    if dialect == "postgresql":
        return [f'ANALYZE "{table.name}"']  # also counts the pieces: see `broad`
    index = index_name(table.name)
    return [f"""INSERT INTO "{index}"("{index}") VALUES ('optimize')"""]


def of_an_index(name: str | None, metadata_tables: Sequence[str]) -> bool:
    """Whether a table or an index belongs to a search index: Alembic's `include_name` leaves those alone."""
    indexes = [index_name(table) for table in metadata_tables]
    return any(name == index or (name or "").startswith(f"{index}_") for index in indexes)


@event.listens_for(Engine, "connect")
def teach_sqlite(connection: Any, record: Any) -> None:
    """Give SQLite the function that its triggers call."""
    if hasattr(connection, "create_function"):
        connection.create_function(FUNCTION, 1, lambda document: " ".join(grams(document)), deterministic=True)


@event.listens_for(Table, "after_create")
def make_index(table: Table, connection: Connection, **options: Any) -> None:
    """Make the index with its table."""
    if indexed(table):
        for statement in search_ddl(table, connection.dialect.name):
            connection.execute(DDL(statement))


@event.listens_for(Table, "after_drop")
def drop_index(table: Table, connection: Connection, **options: Any) -> None:
    """Drop what SQLite keeps beside the table; PostgreSQL's index goes with it."""
    if indexed(table) and connection.dialect.name == "sqlite":
        connection.execute(DDL(f'DROP TABLE IF EXISTS "{index_name(table.name)}"'))


# -- asking ---------------------------------------------------------------------------------------------------------


class Terms(TypeDecorator[Any]):
    """What to look up, in the language of the index: all of it must be there, in SQLite also in its order."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Sequence[Term] | None, dialect: Any) -> str | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            pieces = dict.fromkeys((piece, term.prefix) for term in value for piece in term.pieces)
            return " & ".join(f"'{piece}'{':*' if prefix else ''}" for piece, prefix in pieces)
        return " AND ".join(f'"{" ".join(term.pieces)}"{"*" if term.prefix else ""}' for term in value)


class holds(FunctionElement[bool]):
    """Whether the document of a row has these pieces: holds(entity.id, entity.search_text, terms)."""

    inherit_cache = True
    name = "holds"
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        """Itself: SQLAlchemy would write `(…) = 1` for SQLite, which then reads every row."""
        return self


def having(entity: Any, found: Sequence[Term]) -> ColumnElement[bool]:
    """The rows of a mapped class, or of an alias of it, whose document has all these pieces."""
    return holds(entity.id, entity.search_text, literal(tuple(found), Terms()))


class unordered(FunctionElement[bool]):
    """A comparison that settles what an index left open that knows no order: PostgreSQL's."""

    inherit_cache = True
    name = "unordered"
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        """Itself, as `holds`."""
        return self


@compiles(unordered)
def unordered_in_sqlite(element: unordered, compiler: Any, **options: Any) -> str:
    return "1"


@compiles(unordered, "postgresql")
def unordered_in_postgresql(element: unordered, compiler: Any, **options: Any) -> str:
    (comparison,) = element.clauses
    return f"({compiler.process(comparison, **options)})"


@compiles(holds)
def holds_in_sqlite(element: holds, compiler: Any, **options: Any) -> str:
    number, _document, asked = element.clauses
    table: Any = number.table
    while hasattr(table, "element"):
        table = table.element
    index = index_name(table.name)
    left, right = compiler.process(number, **options), compiler.process(asked, **options)
    return f'({left} IN (SELECT rowid FROM "{index}" WHERE "{index}" MATCH {right}))'


@compiles(holds, "postgresql")
def holds_in_postgresql(element: holds, compiler: Any, **options: Any) -> str:
    _number, document, asked = element.clauses
    left, right = compiler.process(document, **options), compiler.process(asked, **options)
    return f"({FUNCTION}({left}) @@ CAST({right} AS tsquery))"


def broad(connection: Connection, table: Table, found: Sequence[Term]) -> bool:
    """Whether so many rows of a table have these pieces that the index is no help: one cheap statement.

    SQLite counts, up to a limit; PostgreSQL is asked for the estimate that it makes of its statistics anyway.
    """
    index = index_name(table.name)
    asked = Terms().process_bind_param(found, connection.dialect)
    if connection.dialect.name == "postgresql":
        explained = connection.execute(
            text(
                f'EXPLAIN (FORMAT JSON) SELECT 1 FROM "{table.name}" WHERE {FUNCTION}({COLUMN}) @@ CAST(:a AS tsquery)'
            ),
            {"a": asked},
        ).scalar_one()
        plan = json.loads(explained) if isinstance(explained, str) else explained
        return bool(plan[0]["Plan"]["Plan Rows"] > BROAD)
    count = f'(SELECT count(*) FROM (SELECT 1 FROM "{index}" WHERE "{index}" MATCH :{{}} LIMIT {BROAD + 1}))'
    whole = Terms().process_bind_param([Term(term.pieces) for term in found], connection.dialect)
    # Whole pieces are counted as they come; beginnings are gathered first, which takes long for common ones.
    statement = f"SELECT CASE WHEN {count.format('whole')} > {BROAD} THEN 1 ELSE {count.format('asked')} > {BROAD} END"
    return bool(connection.execute(text(statement), {"asked": asked, "whole": whole}).scalar_one())
