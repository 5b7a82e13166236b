"""How an engine groups the rows of a table: the one place that says it in SQL.

DuckDB runs it in this process on the rows of a file (`grouping.files`), a database or Spark on a table of its
own (`databases.largetables`); the words that differ are those of a `Dialect`. Nothing is understood here:
values are cut (a moment to its day), compared and counted. What they mean is for those who read the distinct
rows.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import pyarrow as pa

from sheetkpi.sources.grouping.dialects import DUCKDB, Dialect

if TYPE_CHECKING:
    import duckdb

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

    Columns are numbered from 0 and called `c0`, `c1` …; `n` is the row's number on its sheet, from 1. An
    empty text is NULL, or `Dialect.same` makes it so: the cell is empty, too.
    """

    @property
    def kinds(self) -> Sequence[Kind]:
        """What the engine holds in each column."""

    def source(self, engine: Engine, columns: Sequence[int], *, numbered: bool = True) -> str:
        """What stands behind FROM for one statement that reads `columns` and, where they are `numbered`,
        `n`; with no name of its own."""

    def cut(self, key: Key) -> str:
        """The SQL for what is left of a value of a key: that of `cut_value`, or something quicker."""


@dataclass(frozen=True)
class Key:
    """A column by which rows are grouped, and how its values are cut before."""

    column: int
    cut: Cut = ""


class Engine(ABC):
    """Whatever carries out SQL, asked for groups of rows; `words` are its own."""

    words: Dialect = DUCKDB

    def __init__(self) -> None:
        self._remembered: dict[str, str] = {}
        self._repeated_of: tuple[Rows, tuple[int, ...]] | None = None

    def watched(self) -> AbstractContextManager[None]:
        """What tells of errors while a statement is carried out."""
        return nullcontext()

    @abstractmethod
    def read(self, statement: str) -> Iterator[pa.RecordBatch]:
        """What a statement gives."""

    @abstractmethod
    def offer(self, name: str, rows: pa.Table) -> str:
        """Let statements read Arrow rows: what stands behind FROM for them."""

    @abstractmethod
    def table(self, statement: str) -> pa.Table:
        """What a statement gives that is small."""

    def group(self, rows: Rows, keys: Sequence[Key]) -> Iterator[pa.RecordBatch]:
        """The distinct values of `keys` (columns `k0`, `k1` …), each with a number of its own (`g`), how many
        rows have them (`weight`) and in which row they stand `first` and `last`; in any order."""
        names = [f"k{number}" for number in range(len(keys))]
        cut = ", ".join(f"{rows.cut(key)} AS {name}" for key, name in zip(keys, names, strict=True))
        grouped = (
            f"SELECT {cut}, count(*) AS weight, min(n) AS first, max(n) AS last"
            f" FROM {rows.source(self, _columns(keys))} AS s GROUP BY {', '.join(names)}"
        )
        yield from self.read(f"SELECT *, {self.words.number(names)} AS g FROM ({grouped}) AS t")

    def repeated(self, rows: Rows, columns: Sequence[int]) -> bool:
        """Remember which values of `columns` together stand in several rows; whether any do."""
        source = rows.source(self, columns, numbered=False)
        every = f"SELECT {self._row(rows, columns)} AS h FROM {source} AS s {self._known(columns)}"
        self._repeated_of = rows, tuple(columns)
        return self._remember("repeated", every)

    def _know_repeated(self, rows: Rows, columns: Sequence[int]) -> None:
        """Remember which values are `repeated`, if not these were the last."""
        if self._repeated_of != (rows, tuple(columns)):
            self.repeated(rows, columns)

    def shared(self, ids: Sequence[tuple[Rows, int]], further: pa.Table) -> bool:
        """The same of one column of each of several tables, and of the texts `id` of `further`: as text."""
        offered = self.offer("further", further)
        parts = [f"SELECT {self.words.number(['id'])} AS h FROM {offered} WHERE id IS NOT NULL"]
        for rows, column in ids:
            source = rows.source(self, [column], numbered=False)
            parts.append(f"SELECT {self._as_text(column)} AS h FROM {source} AS s {self._known([column])}")
        return self._remember("shared", " UNION ALL ".join(parts))

    def _remember(self, name: str, every: str) -> bool:
        """Which numbers `h` there are several times of `every` one, as `name`; whether any are."""
        several = f"SELECT h FROM ({every}) AS e GROUP BY h HAVING count(*) > 1"
        found = self.table(f"SELECT h FROM ({several}) AS r LIMIT {_FEW + 1}")
        self._remembered[name] = (
            self.offer(name, found) if found.num_rows <= _FEW else f"({several}) AS {name}"
        )
        return bool(found.num_rows)

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
        columns = range(len(rows.kinds))
        picked = f"g IN (SELECT g FROM {self.offer('wanted', wanted)})"
        if repeated:
            limit = "" if among is None else f" AND g IN (SELECT g FROM {self.offer('among', among)})"
            if as_text:
                value, known = self._as_text(repeated[0]), "shared"
            else:
                self._know_repeated(rows, repeated)
                value, known = self._row(rows, repeated), "repeated"
            picked += f" OR ({value} IN (SELECT h FROM {self._remembered[known]}){limit})"
        every = ", ".join(f"c{column}" for column in columns)
        yield from self.read(
            f"SELECT {every}, n, g FROM (SELECT *, {self._group(rows, keys)} AS g"
            f" FROM {rows.source(self, columns)} AS s) AS t WHERE {picked}"
        )

    def again(self, rows: Rows, keys: Sequence[Key], columns: Sequence[int]) -> pa.Table:
        """For the number `g` of keys: how many of their rows equal an earlier one in all `columns`
        (`again`), and the first of these (`again_at`)."""
        self._know_repeated(rows, columns)
        read = sorted({*columns, *_columns(keys)})
        equal = ", ".join(self._same(rows.kinds[column], f"c{column}") for column in columns)
        groups = (
            f"SELECT g, count(*) - 1 AS again, {self.words.second_least} AS again_at"
            f" FROM (SELECT *, {self._group(rows, keys)} AS g FROM {rows.source(self, read)} AS s) AS t"
            f" WHERE {self._row(rows, columns)} IN (SELECT h FROM {self._remembered['repeated']})"
            f" GROUP BY g, {equal} HAVING count(*) > 1"
        )
        return self.table(
            "SELECT g, CAST(sum(again) AS BIGINT) AS again, min(again_at) AS again_at"
            f" FROM ({groups}) AS e GROUP BY g"
        )

    def without(self, rows: Rows, keys: Sequence[Key], wanted: pa.Table, taken: pa.Table) -> pa.Table:
        """The `first` and the `last` row of each of the keys with the numbers `wanted` (`g`), without the
        rows `taken` (`n`)."""
        asked, whole = self.offer("wanted", wanted), self.offer("taken", taken)
        return self.table(
            f"SELECT g, min(n) AS first, max(n) AS last FROM"
            f" (SELECT n, {self._group(rows, keys)} AS g FROM {rows.source(self, _columns(keys))} AS s) AS t"
            f" WHERE g IN (SELECT g FROM {asked}) AND n NOT IN (SELECT n FROM {whole}) GROUP BY g"
        )

    def sample(self, rows: Rows, columns: Sequence[int]) -> list[pa.ChunkedArray]:
        """Some value of each of `columns`, as a column of one row, or of none where no row has any."""
        return [
            self.table(
                f"SELECT c{column} FROM {rows.source(self, [column], numbered=False)} AS s"
                f" {self._known([column])} LIMIT 1"
            ).column(0)
            for column in columns
        ]

    def _group(self, rows: Rows, keys: Sequence[Key]) -> str:
        return self.words.number([rows.cut(key) for key in keys])

    def _row(self, rows: Rows, columns: Sequence[int]) -> str:
        """One number for the values of `columns`: different ones may share it by chance."""
        return self.words.mark([self._same(rows.kinds[column], f"c{column}") for column in columns])

    def _same(self, kind: Kind, column: str) -> str:
        """What of a value tells it from others: moments are read to the second."""
        return self.words.seconds(column) if kind == "moment" else self.words.same(column)

    def _known(self, columns: Sequence[int]) -> str:
        """Of a single column (ids) cells that say nothing are not the same."""
        return f"WHERE {self.words.same(f'c{columns[0]}')} IS NOT NULL" if len(columns) == 1 else ""

    def _as_text(self, column: int) -> str:
        return self.words.number([f"CAST(c{column} AS {self.words.text})"])


_FEW = 100_000
"""Up to so many numbers of values that there are several times are fetched, to be sent again with the next
statement; more are looked for anew."""


class InProcess(Engine):
    """DuckDB, which may `start` with the first question: of a file whose answers are kept there is none."""

    def __init__(self, start: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        super().__init__()
        self._start = start

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """What carries out statements."""
        return self._start()

    def offer(self, name: str, rows: pa.RecordBatchReader | pa.Table) -> str:
        """See `Engine`."""
        self.connection.register(f"{OURS}{name}", rows)
        return f"{OURS}{name}"

    def read(self, statement: str) -> Iterator[pa.RecordBatch]:
        """See `Engine`."""
        yield from self.connection.sql(statement).to_arrow_reader(_AT_ONCE)

    def table(self, statement: str) -> pa.Table:
        """See `Engine`."""
        return self.connection.sql(statement).to_arrow_table()

    def _remember(self, name: str, every: str) -> bool:
        table = self._remembered[name] = f"{OURS}{name}"
        with self.watched():
            self.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {table} AS"
                f" SELECT h FROM ({every}) AS e GROUP BY h HAVING count(*) > 1"
            )
        return bool(self.table(f"SELECT h FROM {table} LIMIT 1").num_rows)


_AT_ONCE = 100_000
OURS = "sheetkpi_"
"""How tables begin that are offered to an engine: it may have others of its own."""


@contextmanager
def opened() -> Iterator[InProcess]:
    """An engine with limits: memory it may take, and a folder for the rest, gone with it."""
    with ExitStack() as stack:
        yield InProcess(lambda: _started(stack))


def _started(stack: ExitStack) -> duckdb.DuckDBPyConnection:
    import duckdb

    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sheetkpi-", ignore_cleanup_errors=True))
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
    return connection


def _columns(keys: Sequence[Key]) -> list[int]:
    return [key.column for key in keys]


def cut_value(kind: Kind, key: Key, words: Dialect = DUCKDB) -> str:
    """The SQL that leaves of a value what its cut says; see `Cut`.

    Midnight is no time of day: every other moment becomes noon of its day (one second past its quarter).
    """
    column = f"c{key.column}"
    if kind == "moment":
        second = words.seconds(column)
        size, rest = (86_400, 43_200) if key.cut == "day" else (900, 1)
        if not key.cut:
            return second
        begun = f"({second}) - ({second}) % {size}"  # before 1970 the end of its day or quarter
        return (
            f"CASE WHEN ({second}) % {size} = 0 THEN {second}"
            f" WHEN ({second}) > 0 THEN {begun} + {rest} ELSE {begun} - {size - rest} END"
        )
    if kind == "plain" or not key.cut:
        return column
    cuts = {"day": _day_of, "quarter": _quarter_of, "clock": _clock_of}
    return cuts[key.cut](column, words)


_HOUR = "([01]?[0-9]|2[0-3])"
_CLOCK = _HOUR + ":[0-5][0-9](:[0-5][0-9])?"
_DAY = "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
_MIDNIGHT = "0?0:00(:00)?"
_ZONE = "(Z|[+-][0-9]{2}:?[0-9]{2})"
_TWO_DIGITS = "([01][0-9]|2[0-3]):[0-5][0-9]"
_IN_ZONE = "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]" + _TWO_DIGITS + "(:[0-5][0-9]([.][0-9]+)?)?" + _ZONE
_IN_DIGITS = "[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[ T]" + _TWO_DIGITS + "(:[0-5][0-9])?"


def _day_of(c: str, words: Dialect) -> str:
    """Texts in the forms that systems write, cut to the day; others stay as they are."""
    forms = (
        f"WHEN {words.matches(c, _DAY + between + _CLOCK)} THEN"
        f" CASE WHEN {words.matches(_part(c, between), _MIDNIGHT)} THEN {c}"
        f" ELSE split_part({c}, '{between}', 1) || '{between}12:00:00' END"
        for between in (" ", "T")
    )
    return words.day_of_moment(c, f"CASE {' '.join(forms)} {_of_zone(c, words)} ELSE {c} END")


def _part(c: str, between: str) -> str:
    return f"split_part({c}, '{between}', 2)"


def _quarter_of(c: str, words: Dialect) -> str:
    digits = f"WHEN {words.matches(c, _IN_DIGITS)} THEN {_to_quarter(c, words)} || ':00'"
    return f"CASE {digits} {_of_zone(c, words)} ELSE {c} END"


def _of_zone(c: str, words: Dialect) -> str:
    """Texts with a time zone, whose day is another here."""
    zone = words.found(c, _ZONE + "$")
    return f"WHEN {words.matches(c, _IN_ZONE)} THEN {_to_quarter(c, words)} || ':00' || {zone}"


def _to_quarter(c: str, words: Dialect) -> str:
    minute = f"CAST(substr({c}, 15, 2) AS INTEGER)"
    seconds = f"substr({c}, 17, 3)"
    past = (
        f"CASE WHEN substr({c}, 15, 2) IN ('00', '15', '30', '45')"
        f" AND NOT {words.holds(seconds, '^:.*[1-9]')} THEN 0 ELSE 1 END"
    )
    return f"substr({c}, 1, 14) || lpad(CAST(({minute} - {minute} % 15 + {past}) AS {words.text}), 2, '0')"


def _clock_of(c: str, words: Dialect) -> str:
    return (
        f"CASE WHEN {words.matches(c, _CLOCK)} AND NOT {words.matches(c, _MIDNIGHT)}"
        f" THEN '12:00' ELSE {c} END"
    )
