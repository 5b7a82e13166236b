"""A table or a query of a database as one sheet of text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import pyarrow as pa

from sheetkpi.errors import SheetKPIError, SourceError
from sheetkpi.sources.databases.connections import connection, database_file, place_parts
from sheetkpi.sources.databases.drivers import Opened, Parts, opened
from sheetkpi.sources.databases.failures import Reading
from sheetkpi.sources.databases.filecontent import query_content
from sheetkpi.sources.databases.largetables import Asked, LargeTable
from sheetkpi.sources.databases.queries import (
    Name,
    checked_query,
    is_statement,
    known_name,
    select_all,
    shortened,
    table_name,
)
from sheetkpi.sources.files.states import PlaceRead, state_of
from sheetkpi.sources.files.typedcolumns import as_text, under_header
from sheetkpi.sources.files.zipped import MOST_CELLS, MOST_COLUMNS
from sheetkpi.sources.grouping.engine import Engine
from sheetkpi.sources.raw import RawSheet


def database_sheet(place: str, sheet: str = "") -> RawSheet:
    """What `place` names in a database: row 1 holds the column names, row 2 the first row of the result.

    `place` is `db:crm` and `sheet` a table or a SELECT, or both stand in `place` (`db:crm/calls`). A table of
    PostgreSQL with a primary key comes in its order, anything else as the database hands it over. Raises
    SheetKPIError where the connection is not known, its driver is missing, the database refuses, is not there
    or goes away half-way, and for what is no table and no SELECT: nothing is half read.

    >>> database_sheet("db:crm", "calls").label                 # doctest: +SKIP
    'db:crm/calls'
    """
    question = _Question.of(place, sheet)
    reading = question.reading
    with reading.on("connecting"), opened(reading.connection) as database:
        asked = question.asked(database)
        with reading.on("asking"):
            grouping = database.grouping
            if grouping is None or not grouping.is_large(asked):
                return _sheet(asked.query, database, reading)
            depends = grouping.depends_on(asked)
        if depends is None:
            return _large(asked, database, question)
    content = query_content(reading.connection, asked, depends)
    with reading.on("connecting"), opened(reading.connection) as database:
        found = _large(asked, database, question)
        with reading.on("asking"):
            is_same = database.grouping is not None and database.grouping.depends_on(asked) == depends
    if found.large is not None and content is not None and is_same and content.is_so_still():
        found.large.content = content
    return found


def database_read(place: str, sheet: str = "") -> PlaceRead:
    """The file of a database as it looks before `place` is read in it; with files None where nobody can tell
    whether it would read the same again: of a server, of a query in which chance or the hour has a part."""
    state = None
    with suppress(SheetKPIError, OSError):  # what is wrong is told where it is read
        question = _Question.of(place, sheet)
        reading = question.reading
        if reading.connection.is_file:
            with reading.on("connecting"), opened(reading.connection) as database:
                asked = question.asked(database)
                with reading.on("asking"):
                    depends = database.grouping.depends_on(asked) if database.grouping else None
            if depends is not None and (file := database_file(reading.connection.place)):
                state = state_of(file)
        return PlaceRead(reading.connection.place, "", (), (state,) if state else None)
    return PlaceRead(place, "", (), None)


@dataclass(frozen=True)
class _Question:
    """What somebody wants to read: a `query`, or else a `table`."""

    place: str
    sheet: str
    query: str
    table: Name
    reading: Reading

    @staticmethod
    def of(place: str, sheet: str) -> _Question:
        parts = place_parts(place, sheet)
        if parts is None:
            raise SourceError("error.db_what")
        name, what = parts
        found = connection(name)
        query = checked_query(what, found.place) if is_statement(what) else ""
        table: Name = () if query else table_name(what, found.place)
        return _Question(place, sheet, query, table, Reading(found, what, ".".join(table)))

    def asked(self, database: Opened) -> Asked:
        """What is asked of the database for it."""
        with self.reading.on("asking"):
            if self.query:
                return Asked(self.query, self.query)
            return _asked_of(self.table, database, self.reading)


def _large(asked: Asked, database: Opened, question: _Question) -> RawSheet:
    """The beginning of a large table that its database can group."""
    reading = question.reading
    assert database.grouping is not None, "it is known to be large"
    with reading.on("asking"):
        columns = database.grouping.columns(asked.query)
    beginning = _sheet(asked.beginning, database, reading)

    @contextmanager
    def opening() -> Iterator[Engine | None]:
        with opened(reading.connection) as found:
            yield found.grouping

    def whole() -> RawSheet:
        reading.restart()
        with reading.on("connecting"), opened(reading.connection) as found:
            return _sheet(asked.query, found, reading)

    def anew() -> RawSheet:
        return database_sheet(question.place, question.sheet)

    large = LargeTable(beginning.place, reading, asked, columns, opening, whole, anew)
    return replace(beginning, large=large)


def _sheet(query: str, database: Opened, reading: Reading) -> RawSheet:
    place = reading.connection.place
    with reading.on("asking"):
        names, parts = database.columns(query)
    with reading.on("reading"):
        columns = _collected(names, parts, place)
    cells = pa.table(columns, names=[f"c{number}" for number in range(1, len(columns) + 1)])
    return RawSheet(f"{place}/{shortened(reading.what)}", "", cells)


def _asked_of(table: Name, database: Opened, reading: Reading) -> Asked:
    """The query for a table, named and ordered as the database has it."""
    reading.tables = database.tables()
    name = known_name(table, reading.tables)
    order = database.key(name) if name in reading.tables else []
    every = select_all(name, database.quote)
    return Asked(select_all(name, database.quote, order), every, name, tuple(order))


def _collected(names: list[str], parts: Parts, place: str) -> list[pa.ChunkedArray]:
    if len(names) > MOST_COLUMNS:
        raise SourceError("error.too_wide", path=place, columns=len(names))
    texts: list[list[pa.ChunkedArray]] = [[] for _ in names]
    rows = 0
    for arrays in parts:
        for column, array in zip(texts, arrays, strict=True):
            column.append(as_text(pa.chunked_array([array])))
        rows += len(arrays[0]) if arrays else 0
        if rows * len(names) > MOST_CELLS:
            raise SourceError("error.too_many_rows", path=place, rows=rows, columns=len(names))
    return [under_header(name, column) for name, column in zip(names, texts, strict=True)]
