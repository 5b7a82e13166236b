"""Large tables of databases: their rows are grouped where they are (see `sources.grouping`).

What a database needs for that is its `Grouping`: it carries out the statements of `grouping.engine` in its
own words, over the rows of a query, numbered in the order in which they would come. One that has none, and
what its words do not reach, is read row by row.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.databases.failures import Reading
from sheetkpi.sources.databases.queries import Name
from sheetkpi.sources.files.states import Content
from sheetkpi.sources.files.typedcolumns import as_text
from sheetkpi.sources.grouping import files
from sheetkpi.sources.grouping.engine import Engine, Key, Kind, cut_value
from sheetkpi.sources.grouping.files import LargeFile, cut_off, moments_of
from sheetkpi.sources.raw import RawSheet


@dataclass(frozen=True)
class Asked:
    """What is asked of a database: the `query` with the rows in the order they are read in, the same rows in
    `any_order`; of a table its name, and the columns of its key if it has one."""

    query: str
    any_order: str
    table: Name = ()
    key: tuple[str, ...] = ()

    @property
    def beginning(self) -> str:
        """The query for the first rows."""
        return f"SELECT * FROM ({self.query}\n) AS q LIMIT {files.BEGINNING}"


@dataclass(frozen=True)
class Column:
    """A column of a query: what the database holds in it, the SQL for a value of it (`{}` is its name) that
    equals another one only where their cells are equal, and whether that can be told at all."""

    name: str
    kind: Kind
    type: pa.DataType
    value: str = "{}"
    is_comparable: bool = True


_VARIES = lazy_pattern(
    r"\b(?:rand(?:om\w*|n)?|\w*uuid\w*|(?:table)?sample|clock_timestamp|nextval)\b", re.IGNORECASE
)
"""What may give a query other rows each time it is carried out: then it is carried out once."""


class Grouping(Engine):
    """What carries out statements where a table is."""

    reading: Reading | None = None

    def is_large(self, asked: Asked) -> bool:
        """Whether there are many rows, which this database can group."""
        if not asked.table and _VARIES.search(asked.query):
            return False
        some = f"SELECT 1 AS one FROM ({asked.any_order}\n) AS q LIMIT {files.LARGE_ROWS}"
        counted = self.table(f"SELECT count(*) AS rows_there FROM ({some}) AS l")
        return bool(counted.column(0)[0].as_py() >= files.LARGE_ROWS) and self.is_able()

    def is_able(self) -> bool:
        """Whether the database has the functions that are needed."""
        return True

    def depends_on(self, asked: Asked) -> tuple[object, ...] | None:
        """What besides the content of the database's file tells what a query gives; None where something
        else may (chance, the hour, other files), or where that cannot be told: then nothing is kept."""
        return None

    def begin(self) -> None:
        """Get ready for several statements, all of which see the same rows in the same order."""

    @abstractmethod
    def columns(self, query: str) -> list[Column]:
        """The columns of a query."""

    def rows(self, asked: Asked, values: Sequence[str], width: int, *, numbered: bool) -> str:
        """What stands behind FROM for `values` of a query's columns, which are called `c0`, `c1` …"""
        query = self.words.named(asked.query if numbered else asked.any_order, names_of(width))
        number = ["row_number() OVER () + 1 AS n"] if numbered else []
        return f"(SELECT {', '.join([*values, *number])} FROM {query})"

    @abstractmethod
    def carried_out(self, statement: str) -> pa.RecordBatchReader:
        """What a statement gives; errors of drivers come as they are."""

    def read(self, statement: str) -> Iterator[pa.RecordBatch]:
        """See `Engine`."""
        with self.watched():
            yield from self.carried_out(statement)

    def table(self, statement: str) -> pa.Table:
        """See `Engine`."""
        with self.watched():
            return self.carried_out(statement).read_all()

    def watched(self) -> AbstractContextManager[None]:
        """See `Engine`."""
        if self.reading is None:
            return nullcontext()
        self.reading.restart()
        return self.reading.on("reading")


@dataclass(eq=False)
class LargeTable(LargeFile):
    """The rows of a query that its database can group; row 1 of the sheet holds the names of its columns."""

    place: str
    reading: Reading
    asked: Asked
    columns: Sequence[Column]
    opening: Callable[[], AbstractContextManager[Engine | None]] = field(repr=False)
    whole: Callable[[], RawSheet] = field(repr=False)
    anew: Callable[[], RawSheet] = field(repr=False)
    content: Content | None = None

    def _opened(self) -> RawSheet:
        return self.anew()

    @contextmanager
    def held(self) -> Iterator[Engine | None]:
        """See `LargeFile`."""
        with ExitStack() as stack:
            with self.reading.on("connecting"):
                engine = stack.enter_context(self.opening())
            assert isinstance(engine, Grouping), "it was looked at with the same driver"
            self.words, engine.reading = engine.words, self.reading
            with self.reading.on("asking"):
                engine.begin()
            yield engine

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """See `engine.Rows`."""
        return [column.kind for column in self.columns]

    def source(self, engine: Engine, columns: Sequence[int], *, numbered: bool = True) -> str:
        """See `engine.Rows`."""
        assert isinstance(engine, Grouping)
        values = [f"{self.columns[at].value.format(f'q.c{at}')} AS c{at}" for at in columns]
        return engine.rows(self.asked, values, len(self.columns), numbered=numbered)

    def cut(self, key: Key) -> str:
        """See `LargeFile`."""
        return cut_value(self.kinds[key.column], key, self.words)

    def texts(self, column: int, values: pa.ChunkedArray) -> pa.ChunkedArray:
        """See `LargeFile`."""
        kind = self.columns[column].type
        if pa.types.is_timestamp(kind):
            values = moments_of(values, kind)
        return cut_off(as_text(values))

    def ascends(self, column: int) -> bool:
        """See `LargeFile`: no two are the same in a column that is the key."""
        return self.asked.key == (self.columns[column].name,)

    def is_listed(self, column: int) -> bool:
        """See `LargeFile`: no other engine can look into it."""
        return False

    def is_zoned(self, column: int) -> bool:
        """See `LargeFile`."""
        kind = self.columns[column].type
        return bool(pa.types.is_timestamp(kind) and kind.tz is not None)

    def is_comparable(self, column: int) -> bool:
        """See `LargeFile`."""
        return self.columns[column].is_comparable

    def sheet(self) -> RawSheet:
        """See `LargeFile`."""
        return self.whole()


def names_of(width: int) -> list[str]:
    """What a query's columns are called within statements."""
    return [f"c{at}" for at in range(width)]


_COMPARED: tuple[Callable[[pa.DataType], bool], ...] = (
    *(pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_boolean),
    *(pa.types.is_date32, pa.types.is_binary, pa.types.is_null),
)


def is_compared(kind: pa.DataType) -> bool:
    """Whether equal values of a type are equal cells, and the other way round."""
    return any(test(kind) for test in _COMPARED)
