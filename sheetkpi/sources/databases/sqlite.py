"""How SQLite groups the rows of a table or a query of its own (see `largetables`).

It has no types of columns to rely on: values are compared by the texts that their cells would be. Functions
that it lacks are lent to it by Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sheetkpi.sources.databases.largetables import Asked, Column, Grouping, names_of
from sheetkpi.sources.grouping.dialects import Dialect

if TYPE_CHECKING:
    import sqlite3

_ROWS_AT_ONCE = 50_000
_TEXT = (
    "CASE typeof({0}) WHEN 'text' THEN NULLIF({0}, '') WHEN 'integer' THEN CAST({0} AS TEXT)"
    " WHEN 'null' THEN NULL ELSE sheetkpi_text({0}) END"
)
_MOMENT = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][ T][0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
_STORED = """
SELECT name FROM sqlite_master WHERE type = 'view' OR (type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%')
"""
_SAME = """
SELECT name FROM pragma_function_list GROUP BY name
HAVING min(builtin AND (type IN ('a', 'w') OR flags & 0x800 > 0))
"""
"""Functions of SQLite's own that give the same for the same values each time."""

_OF_TIME = frozenset(
    (
        *("date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff"),
        *("current_date", "current_time", "current_timestamp", "sqlite_compileoption_used"),
    )
)


class Words(Dialect):
    """SQLite's words."""

    text = "TEXT"
    second_least = "sheetkpi_second(n)"

    def matches(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"(sheetkpi_found({text}, '^({pattern})\\Z') IS NOT NULL)"

    def holds(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"(sheetkpi_found({text}, '{pattern}') IS NOT NULL)"

    def found(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"sheetkpi_found({text}, '{pattern}')"

    def same(self, value: str) -> str:
        """See `Dialect`."""
        return _TEXT.format(value)

    def number(self, values: Sequence[str]) -> str:
        """See `Dialect`."""
        return f"sheetkpi_number({', '.join(values)})"

    def mark(self, values: Sequence[str]) -> str:
        """See `Dialect`: Python's own numbers for texts are others in each run, and much quicker."""
        return f"sheetkpi_mark({', '.join(values)})"

    def day_of_moment(self, text: str, otherwise: str) -> str:
        """See `Dialect`: the form that SQLite itself writes, without a call of Python for each."""
        return (
            f"CASE WHEN {text} GLOB '{_MOMENT}' AND substr({text}, 12, 2) < '24'"
            f" THEN CASE WHEN substr({text}, 12) = '00:00:00' THEN {text}"
            f" ELSE substr({text}, 1, 11) || '12:00:00' END ELSE {otherwise} END"
        )


class OfSQLite(Grouping):
    """An open SQLite file; `text_of` writes a value that is no text as its cell has it."""

    words = Words()

    def __init__(self, database: sqlite3.Connection, text_of: Callable[[object], str | None]) -> None:
        super().__init__()
        self._database, self._text_of = database, text_of
        lent: tuple[tuple[str, int, Callable[..., Any]], ...] = (
            ("sheetkpi_found", 2, _found),
            ("sheetkpi_number", -1, _number),
            ("sheetkpi_mark", -1, lambda *values: hash(values)),
            ("sheetkpi_text", 1, lambda value: text_of(value) or None),
            ("split_part", 3, _part),
            ("lpad", 3, lambda text, width, sign: str(text).rjust(width, sign)),
        )
        for name, arguments, function in lent:
            database.create_function(name, arguments, function, deterministic=True)
        database.create_aggregate("sheetkpi_second", 1, _Second)  # type: ignore[arg-type]

    def columns(self, query: str) -> list[Column]:
        """See `Grouping`."""
        told = self._database.execute(f"SELECT * FROM ({query}\n) LIMIT 0").description
        # Spellings that a column's collation takes for one are not; it is that of the column alone.
        return [Column(name, "text", pa.string(), "ifnull({}, NULL)") for name, *_ in told]

    def depends_on(self, asked: Asked) -> tuple[object, ...] | None:
        """See `Grouping`: SQLite tells of every table, view and function that a query uses, those within
        views too. What tells the time may be asked for another day, and is not looked into."""
        lite = import_module("sqlite3")
        told: list[tuple[int, str | None, str | None]] = []

        def listen(action: int, one: str | None, other: str | None, *_: str | None) -> int:
            told.append((action, one, other))
            return int(lite.SQLITE_OK)

        try:
            stored = {name for (name,) in self._database.execute(_STORED)}
            same = {name for (name,) in self._database.execute(_SAME)} - _OF_TIME
            self._database.set_authorizer(listen)
            try:
                self._database.execute(f"EXPLAIN {asked.query}").fetchall()
            finally:
                self._database.set_authorizer(None)
        except lite.Error:
            return None
        for action, one, other in told:
            if action == lite.SQLITE_READ:
                is_same = one in stored
            elif action == lite.SQLITE_FUNCTION:
                is_same = other in same
            else:
                is_same = action in (lite.SQLITE_SELECT, lite.SQLITE_RECURSIVE)
            if not is_same:
                return None
        return "sqlite", lite.sqlite_version

    def rows(self, asked: Asked, values: Sequence[str], width: int, *, numbered: bool) -> str:
        """See `Grouping`: rows are numbered with all of their columns, or an index might give them in its own
        order where it holds those that are asked for."""
        names = names_of(width)
        if not numbered:
            return f"(WITH q({', '.join(names)}) AS ({asked.any_order}\n) SELECT {', '.join(values)} FROM q)"
        return (
            f"(WITH q({', '.join(names)}, n) AS (SELECT *, row_number() OVER () + 1 FROM ({asked.query}\n))"
            f" SELECT {', '.join(values)}, n FROM q)"
        )

    def offer(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> str:
        """See `Engine`: numbers stand in the statement itself."""
        (column,) = rows.column_names
        numbers = ",".join(map(str, rows.column(0).to_pylist()))
        return f"(SELECT value AS {column} FROM json_each('[{numbers}]')) AS {name}"

    def carried_out(self, statement: str) -> pa.RecordBatchReader:
        """See `Grouping`."""
        cursor = self._database.execute(statement)
        names = [told[0] for told in cursor.description]
        schema = pa.schema([(name, pa.string() if name[0] in "ck" else pa.int64()) for name in names])

        def batches() -> Iterator[pa.RecordBatch]:
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                columns = zip(*rows, strict=True)
                arrays = [
                    self._array(values, kind) for values, kind in zip(columns, schema.types, strict=True)
                ]
                yield pa.record_batch(arrays, schema=schema)

        return pa.RecordBatchReader.from_batches(schema, batches())

    def _array(self, values: Sequence[object], kind: pa.DataType) -> pa.Array:
        with suppress(pa.ArrowInvalid, pa.ArrowTypeError):
            return pa.array(values, kind)
        return pa.array([self._text_of(value) for value in values], kind)


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _number(*values: object) -> int:
    """One number for values, the same in every run."""
    return hash(tuple(map(_number_of, values)))


@lru_cache(maxsize=2**16, typed=True)
def _number_of(value: object) -> object:
    if isinstance(value, str | bytes):
        told = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else b"\0" + value
        return int.from_bytes(blake2b(told, digest_size=8).digest(), "big")
    return 0.1 if value is None else value


def _found(text: object, pattern: str) -> str | None:
    match = _pattern(pattern).search(text) if isinstance(text, str) else None
    return match[0] if match else None


def _part(text: str, between: str, number: int) -> str:
    parts = text.split(between)
    return parts[number - 1] if number <= len(parts) else ""


class _Second:
    """The least but one of some numbers."""

    def __init__(self) -> None:
        self._least: list[int] = []

    def step(self, number: int) -> None:
        """See another one."""
        self._least = sorted([*self._least, number])[:2]

    def finalize(self) -> int | None:
        """What it is."""
        with suppress(IndexError):
            return self._least[1]
        return None
