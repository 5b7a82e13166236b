"""A table or a query of a database as one sheet of text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from sheetkpi.errors import SheetKPIError, SourceError
from sheetkpi.sources.databases.connections import Connection, connection, place_parts
from sheetkpi.sources.databases.drivers import Opened, Parts, opened
from sheetkpi.sources.databases.failures import Stage, failure
from sheetkpi.sources.databases.queries import (
    Name,
    checked_query,
    is_statement,
    known_name,
    select_all,
    shortened,
    table_name,
)
from sheetkpi.sources.files.typedcolumns import as_text, under_header
from sheetkpi.sources.files.zipped import MOST_CELLS, MOST_COLUMNS
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
    parts = place_parts(place, sheet)
    if parts is None:
        raise SourceError("error.db_what")
    name, what = parts
    found = connection(name)
    query = checked_query(what, found.place) if is_statement(what) else ""
    table: Name = () if query else table_name(what, found.place)
    reading = _Reading(found, what, ".".join(table))
    with reading.on("connecting"), opened(found) as database:
        with reading.on("asking"):
            if table:
                query = _query_of(table, database, reading)
            names, parts_of = database.columns(query)
        with reading.on("reading"):
            columns = _collected(names, parts_of, found.place)
    cells = pa.table(columns, names=[f"c{number}" for number in range(1, len(columns) + 1)])
    return RawSheet(f"{found.place}/{shortened(what)}", "", cells)


class _Reading:
    """What is read, for the sentence about what goes wrong with it."""

    def __init__(self, found: Connection, what: str, table: str) -> None:
        self.connection, self.what, self.table = found, what, table
        self.tables: list[Name] = []
        self.begun = time.monotonic()

    @contextmanager
    def on(self, stage: Stage) -> Iterator[None]:
        """Turn what a driver raises on `stage` into a sentence, without the driver's own words."""
        try:
            yield
        except (SheetKPIError, MemoryError):
            raise
        except Exception as error:  # each driver has errors of its own
            told = failure(
                error,
                self.connection,
                stage,
                self.what,
                table=self.table,
                tables=[one[-1] for one in self.tables],
                late=time.monotonic() - self.begun >= self.connection.timeout,
            )
            raise told from None


def _query_of(table: Name, database: Opened, reading: _Reading) -> str:
    """The query for a table, named and ordered as the database has it."""
    reading.tables = database.tables()
    name = known_name(table, reading.tables)
    order = database.key(name) if name in reading.tables else []
    return select_all(name, database.quote, order)


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
