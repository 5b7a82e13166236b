"""How an engine groups the rows of a table: the one place that says it in SQL.

DuckDB runs it in this process, on the rows of a file (`grouping.files`). Nothing is understood here: values
are cut (a moment to its day), compared and counted. What they mean is for those who read the distinct rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MEMORY = "320MB"
"""What the engine may take; beyond it goes to a temporary folder."""
_THREADS = 2

Kind: TypeAlias = Literal["text", "moment", "plain"]
"""What the engine holds in a column: texts, moments, or values that it need not look into."""

Cut: TypeAlias = Literal["", "day", "quarter", "clock"]
"""What is left of a column's values before they are grouped: all; of a moment its day, or its quarter of an
hour where times of another zone become ours, and whether it has a time; of a time whether it is one."""


class Rows(Protocol):
    """The rows of one table that an engine can go over as often as it is asked to.

    Columns are numbered from 0 and called `c0`, `c1` …; `n` is the row's number on its sheet, from 1.
    """

    @property
    def kinds(self) -> Sequence[Kind]:
        """What the engine holds in each column."""

    def source(self, engine: Engine, columns: Sequence[int]) -> str:
        """What stands behind FROM for one statement that reads `columns` and `n`."""

    def cut(self, key: Key) -> str:
        """The SQL for what is left of a value of a key: that of `cut_value`, or something quicker."""


@dataclass(frozen=True)
class Key:
    """A column by which rows are grouped, and how its values are cut before."""

    column: int
    cut: Cut = ""


class Engine:
    """DuckDB with limits: memory it may take, a folder of its own for the rest."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def offer(self, name: str, rows: pa.RecordBatchReader | pa.Table) -> str:
        """Let statements read Arrow rows by `name`, which it returns."""
        self.connection.register(name, rows)
        return name

    def group(self, rows: Rows, keys: Sequence[Key]) -> Iterator[pa.RecordBatch]:
        """The distinct values of `keys` (columns `k0`, `k1` …), each with a number of its own (`g`), how many
        rows have them (`weight`) and in which row they stand `first` and `last`; in any order."""
        names = ", ".join(f"k{number}" for number in range(len(keys)))
        grouped = (
            f"SELECT {self._keys(rows, keys)}, count(*) AS weight, min(n) AS first, max(n) AS last"
            f" FROM {rows.source(self, _columns(keys))} GROUP BY {names}"
        )
        yield from self._read(f"SELECT *, hash({names}) AS g FROM ({grouped})")

    def repeated(self, rows: Rows, columns: Sequence[int]) -> bool:
        """Remember which values of `columns` together stand in several rows; whether any do."""
        every = f"SELECT {self._row(rows, columns)} AS h FROM {rows.source(self, columns)} {_known(columns)}"
        return self._remember("repeated", every)

    def shared(self, ids: Sequence[tuple[Rows, int]], further: pa.Table) -> bool:
        """The same of one column of each of several tables, and of the texts `id` of `further`: as text."""
        self.offer("further", further)
        parts = ["SELECT hash(id) AS h FROM further WHERE id IS NOT NULL"]
        for rows, column in ids:
            source = rows.source(self, [column])
            parts.append(f"SELECT {_as_text(column)} AS h FROM {source} WHERE c{column} IS NOT NULL")
        return self._remember("shared", " UNION ALL ".join(parts))

    def _remember(self, name: str, every: str) -> bool:
        self.connection.sql(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT h FROM ({every}) GROUP BY h HAVING count(*) > 1"
        )
        return bool(self.connection.sql(f"SELECT count(*) > 0 FROM {name}").fetchall()[0][0])

    def whole(
        self,
        rows: Rows,
        keys: Sequence[Key],
        wanted: pa.Table,
        repeated: Sequence[int] = (),
        among: pa.Table | None = None,
        *,
        as_text: bool = False,
    ) -> Iterator[pa.RecordBatch]:
        """All columns of the rows whose keys have one of the numbers `wanted` (`g`), and of those, `among`
        keys with certain numbers, whose values of the columns `repeated` are; with `g` and `n`. An id
        `as_text` is one of those `shared`.
        """
        self.offer("wanted", wanted)
        if among is not None:
            self.offer("among", among)
        columns = range(len(rows.kinds))
        picked = "g IN (SELECT g FROM wanted)"
        if repeated:
            limit = "" if among is None else " AND g IN (SELECT g FROM among)"
            value, known = self._row(rows, repeated), "repeated"
            if as_text:
                value, known = _as_text(repeated[0]), "shared"
            picked += f" OR ({value} IN (SELECT h FROM {known}){limit})"
        every = ", ".join(f"c{column}" for column in columns)
        yield from self._read(
            f"SELECT {every}, n, g FROM (SELECT *, hash({self._values(rows, keys)}) AS g"
            f" FROM {rows.source(self, columns)}) WHERE {picked}"
        )

    def again(self, rows: Rows, keys: Sequence[Key], columns: Sequence[int]) -> pa.Table:
        """For the number `g` of keys: how many of their rows equal an earlier one in all `columns`
        (`again`), and the first of these (`again_at`). Asks for `repeated` before."""
        read = sorted({*columns, *_columns(keys)})
        equal = ", ".join(_same(rows.kinds[column], f"c{column}") for column in columns)
        groups = (
            f"SELECT g, count(*) - 1 AS again, min(n, 2)[2] AS again_at"
            f" FROM (SELECT *, hash({self._values(rows, keys)}) AS g FROM {rows.source(self, read)})"
            f" WHERE {self._row(rows, columns)} IN (SELECT h FROM repeated)"
            f" GROUP BY g, {equal} HAVING count(*) > 1"
        )
        return self.connection.sql(
            f"SELECT g, sum(again)::BIGINT AS again, min(again_at) AS again_at FROM ({groups}) GROUP BY g"
        ).to_arrow_table()

    def without(self, rows: Rows, keys: Sequence[Key], wanted: pa.Table, taken: pa.Table) -> pa.Table:
        """The `first` and the `last` row of each of the keys with the numbers `wanted` (`g`), without the
        rows `taken` (`n`)."""
        self.offer("wanted", wanted)
        self.offer("taken", taken)
        return self.connection.sql(
            f"SELECT g, min(n) AS first, max(n) AS last FROM"
            f" (SELECT n, hash({self._values(rows, keys)}) AS g FROM {rows.source(self, _columns(keys))})"
            f" WHERE g IN (SELECT g FROM wanted) AND n NOT IN (SELECT n FROM taken) GROUP BY g"
        ).to_arrow_table()

    def _keys(self, rows: Rows, keys: Sequence[Key]) -> str:
        return ", ".join(f"{rows.cut(key)} AS k{number}" for number, key in enumerate(keys))

    def _values(self, rows: Rows, keys: Sequence[Key]) -> str:
        return ", ".join(map(rows.cut, keys))

    def _row(self, rows: Rows, columns: Sequence[int]) -> str:
        """One number for the values of `columns`: different ones may share it by chance."""
        return f"hash({', '.join(_same(rows.kinds[column], f'c{column}') for column in columns)})"

    def _read(self, statement: str) -> Iterator[pa.RecordBatch]:
        yield from self.connection.sql(statement).to_arrow_reader(_AT_ONCE)


_AT_ONCE = 100_000


@contextmanager
def opened() -> Iterator[Engine]:
    """An engine and the folder in which it leaves what does not fit into memory, gone with it."""
    import duckdb

    with ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="sheetkpi-", ignore_cleanup_errors=True)
        )
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "temp_directory": folder,
            "threads": _THREADS,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "TimeZone": "UTC",
            "enable_external_file_cache": False,  # what is read once is not kept
        }
        connection = duckdb.connect(":memory:", config=settings)
        stack.callback(connection.close)
        yield Engine(connection)


def _columns(keys: Sequence[Key]) -> list[int]:
    return [key.column for key in keys]


def _known(columns: Sequence[int]) -> str:
    """Of a single column (ids) cells that say nothing are not the same."""
    return f"WHERE c{columns[0]} IS NOT NULL" if len(columns) == 1 else ""


def _as_text(column: int) -> str:
    return f"hash(c{column}::VARCHAR)"


def _same(kind: Kind, column: str) -> str:
    """What of a value tells it from others: moments are read to the second."""
    return f"{_seconds(column)}" if kind == "moment" else column


def _seconds(column: str) -> str:
    return f"(epoch_us({column}::TIMESTAMP) // 1000000)"


def cut_value(kind: Kind, key: Key) -> str:
    """The SQL that leaves of a value what its cut says; see `Cut`.

    Midnight is no time of day: every other moment becomes noon of its day (one second past its quarter).
    """
    column = f"c{key.column}"
    if kind == "moment":
        second = _seconds(column)
        size, rest = (86_400, 43_200) if key.cut == "day" else (900, 1)
        if not key.cut:
            return second
        begin = f"({second} // {size} * {size})"
        return f"CASE WHEN {second} = {begin} THEN {second} ELSE {begin} + {rest} END"
    if kind == "plain" or not key.cut:
        return column
    return _CUT_TEXTS[key.cut].format(c=column)


_HOUR = "([01]?[0-9]|2[0-3])"
_CLOCK = _HOUR + ":[0-5][0-9](:[0-5][0-9])?"
_DAY = "[0-9]{{4}}[-/][0-9]{{1,2}}[-/][0-9]{{1,2}}"
_MIDNIGHT = "0?0:00(:00)?"
_ZONE = "(Z|[+-][0-9]{{2}}:?[0-9]{{2}})"
_QUARTER = (
    "substr({c}, 1, 14) || lpad((substr({c}, 15, 2)::INTEGER // 15 * 15"
    " + CASE WHEN substr({c}, 15, 2) IN ('00', '15', '30', '45')"
    " AND NOT regexp_matches(substr({c}, 17, 3), '^:.*[1-9]') THEN 0 ELSE 1 END)::VARCHAR, 2, '0')"
)
_IN_ZONE = (
    f"WHEN regexp_full_match({{c}}, '[0-9]{{{{4}}}}-[0-9]{{{{2}}}}-[0-9]{{{{2}}}}[ T]([01][0-9]|2[0-3])"
    f":[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?)?{_ZONE}')"
    f" THEN {_QUARTER} || ':00' || regexp_extract({{c}}, '{_ZONE}$')"
)
_CUT_TEXTS = {
    "day": (
        f"CASE WHEN regexp_full_match({{c}}, '{_DAY} {_CLOCK}') THEN"
        f" CASE WHEN regexp_full_match(split_part({{c}}, ' ', 2), '{_MIDNIGHT}') THEN {{c}}"
        f" ELSE split_part({{c}}, ' ', 1) || ' 12:00:00' END"
        f" WHEN regexp_full_match({{c}}, '{_DAY}T{_CLOCK}') THEN"
        f" CASE WHEN regexp_full_match(split_part({{c}}, 'T', 2), '{_MIDNIGHT}') THEN {{c}}"
        f" ELSE split_part({{c}}, 'T', 1) || 'T12:00:00' END"
        f" {_IN_ZONE} ELSE {{c}} END"
    ),
    "quarter": (
        "CASE WHEN regexp_full_match({c}, '[0-9]{{4}}[-/][0-9]{{2}}[-/][0-9]{{2}}[ T]([01][0-9]|2[0-3])"
        ":[0-5][0-9](:[0-5][0-9])?')"
        f" THEN {_QUARTER} || ':00' {_IN_ZONE} ELSE {{c}} END"
    ),
    "clock": (
        f"CASE WHEN regexp_full_match({{c}}, '{_CLOCK}') AND NOT regexp_full_match({{c}}, '{_MIDNIGHT}')"
        " THEN '12:00' ELSE {c} END"
    ),
}
"""How texts are cut, in the forms that systems write; others stay as they are."""
