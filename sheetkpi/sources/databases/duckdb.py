"""How a DuckDB file groups the rows of a table or a query of its own (see `largetables`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

from sheetkpi.sources.databases.largetables import Asked, Column, Grouping, is_compared
from sheetkpi.sources.grouping.engine import InProcess

if TYPE_CHECKING:
    import duckdb

_ROWS_AT_ONCE = 50_000
_SAME = """
SELECT function_name FROM duckdb_functions() GROUP BY function_name
HAVING bool_and(internal AND function_type IN ('scalar', 'aggregate') AND stability <> 'VOLATILE')
   AND bool_or(stability = 'CONSISTENT') AND function_name <> 'age'
"""
"""Functions that give the same for the same values each time in a zone; `age` may count to today."""

_OTHERS = "SELECT function_name FROM duckdb_functions() WHERE function_name <> 'nullif'"
_VIEWS = "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal"
_TABLES = "SELECT table_name, sql FROM duckdb_tables() WHERE NOT internal"
_ZONE = "SELECT current_setting('TimeZone')"
_IN_NO_ORDER = frozenset(
    (
        *("distinct", "except", "group", "intersect", "join", "limit", "offset", "over", "pivot", "qualify"),
        *("sample", "summarize", "tablesample", "union", "unpivot"),
    )
)
"""Words in queries whose rows several threads bring in another order each time."""


class OfDuckDB(Grouping, InProcess):
    """DuckDB on a file that is opened for reading: what is put down is temporary."""

    def columns(self, query: str) -> list[Column]:
        """See `Grouping`."""
        return [
            _column(field) for field in self.carried_out(f"SELECT * FROM ({query}\n) AS q LIMIT 0").schema
        ]

    def depends_on(self, asked: Asked) -> tuple[object, ...] | None:
        """See `Grouping`: a query of one table, or of views of it, with functions whose answers are known to
        be the same; days and moments of a zone are those of this machine's."""
        with suppress(import_module("duckdb").Error):
            if _is_same_each_time(asked.query, self.connection):
                return "duckdb", *self.connection.execute(_ZONE).fetchall()
        return None

    def rows(self, asked: Asked, values: Sequence[str], width: int, *, numbered: bool) -> str:
        """See `Grouping`."""
        in_one_order(asked.query, self.connection)
        return super().rows(asked, values, width, numbered=numbered)

    def carried_out(self, statement: str) -> pa.RecordBatchReader:
        """See `Grouping`."""
        return self.connection.sql(statement).to_arrow_reader(_ROWS_AT_ONCE)


def _column(field: pa.Field) -> Column:
    kind = field.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        # Texts that a collation takes for equal are not.
        return Column(field.name, "text", kind, "NULLIF(CAST({} AS VARCHAR), '') COLLATE \"binary\"")
    if pa.types.is_timestamp(kind):
        zone = "TIMESTAMPTZ" if kind.tz else "TIMESTAMP"
        bounded = f"CASE WHEN isinf({{0}}) THEN {zone} '99999-01-01' ELSE {{0}} END"
        return Column(field.name, "moment", kind, bounded if kind.unit == "us" else "{}")
    if pa.types.is_time(kind):  # which are read to the second
        return Column(field.name, "plain", kind, "make_time(hour({0}), minute({0}), floor(second({0})))")
    return Column(field.name, "plain", kind, is_comparable=is_compared(kind))


def _is_same_each_time(query: str, database: duckdb.DuckDBPyConnection) -> bool:
    """Whether a query surely gives the same rows in the same order as long as the file is the same."""
    tables = database.get_table_names(query)
    made = dict(database.execute(_TABLES).fetchall())
    if len(tables) != 1 or not tables <= made.keys() or any("GENERATED" in made[name] for name in tables):
        return False
    same, others = ({name for (name,) in database.execute(asked).fetchall()} for asked in (_SAME, _OTHERS))
    for words in _with_views(query, database):
        if [word for word, *_ in words].count("from") > 1:
            return False
        before: tuple[str, bool] = ("", False)
        for word, is_name, is_sign in words:
            if is_sign and word.startswith("("):
                called, was_name = before
                if called not in same and (was_name or called in others):
                    return False
            if (not is_sign and word in _IN_NO_ORDER) or word.startswith(("current_", "local")):
                return False
            before = word, is_name
    return True


def in_one_order(query: str, database: duckdb.DuckDBPyConnection) -> None:
    """Have the rows of a query come in the same order as often as it is carried out: where it sorts or
    gathers them one thread has to do so, or chance decides which of two equal ones comes first."""
    mixed = _IN_NO_ORDER | {"order"}
    every = (one for words in _with_views(query, database) for one in words)
    if any(word in mixed and not is_sign for word, _, is_sign in every):
        database.execute("SET threads = 1")


def _with_views(query: str, database: duckdb.DuckDBPyConnection) -> Iterator[list[_Word]]:
    """The words of a query, and of all views it uses."""
    views = {name.casefold(): sql for name, sql in database.execute(_VIEWS).fetchall()}
    texts, seen = [query], set[str]()
    while texts:
        words = [*_words(texts.pop())]
        yield words
        used = {word for word, *_ in words if word in views} - seen
        seen |= used
        texts += [views[word] for word in used]


_Word: TypeAlias = tuple[str, bool, bool]


def _words(text: str) -> Iterator[_Word]:
    """The words and signs of a statement without comments, in small letters and unquoted: which of them may
    be names, and which are signs."""
    parser = import_module("duckdb")
    kinds, data, starts = parser.token_type, text.encode(), parser.tokenize(text)
    ends = [*(start for start, _ in starts[1:]), len(data)]
    for (start, kind), end in zip(starts, ends, strict=True):
        word = data[start:end].decode().strip()
        if kind != kinds.comment:
            is_sign = kind == kinds.operator
            yield (word if is_sign else word.strip("'\"").casefold()), kind == kinds.identifier, is_sign
