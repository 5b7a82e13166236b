"""The drivers: each opens a database for reading only and hands over the columns of a query part by part.

PostgreSQL and any other ADBC driver hand over Arrow, as DuckDB does. SQLite is read through Python's own
module: a column of a SQLite table may hold numbers and texts alike, and its ADBC driver, which guesses a type
from the column's beginning, then writes numbers with seven digits (tried). What has neither is read through
SQLAlchemy.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote as percent

import pyarrow as pa

from sheetkpi.errors import SourceError
from sheetkpi.sources.databases import spark
from sheetkpi.sources.databases.connections import Connection
from sheetkpi.sources.databases.duckdb import OfDuckDB, in_one_order
from sheetkpi.sources.databases.largetables import Grouping
from sheetkpi.sources.databases.postgresql import OfPostgreSQL, with_texts
from sheetkpi.sources.databases.queries import Name, quoted
from sheetkpi.sources.databases.sqlite import OfSQLite

Parts = Iterator[Sequence[pa.Array]]
"""The rows of a query some at a time, an array a column; types may differ from part to part."""

_CONNECTING = 10
"""Seconds to wait for a server that does not answer."""

_ROWS_AT_ONCE = 50_000
_TABLES = {
    "postgresql": """
        SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
        AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema') ORDER BY 1, 2
    """,
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY 1",
    "duckdb": """
        SELECT table_catalog, table_schema, table_name FROM information_schema.tables
        WHERE table_catalog = current_database() ORDER BY 1, 2
    """,
}
_FROM_THE_FIRST_ROW = """
SELECT set_config(name, 'off', true) FROM pg_catalog.pg_settings WHERE name = 'synchronize_seqscans'
"""
"""Else a big table begins wherever another reader of it is, and rows have other numbers each time."""

_KEY = """
SELECT a.attname FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
WHERE i.indrelid = '{table}'::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
"""


@dataclass(frozen=True)
class Opened:
    """An open database: `columns` starts a query and gives its column names and rows, `tables` names the
    tables, `key` the columns that give a table its order, `quote` writes a name in SQL, `grouping` groups the
    rows of large tables there, where it can."""

    columns: Callable[[str], tuple[list[str], Parts]]
    tables: Callable[[], list[Name]]
    key: Callable[[Name], list[str]] = lambda name: []
    quote: Callable[[str], str] = quoted
    grouping: Grouping | None = None


def opened(connection: Connection) -> AbstractContextManager[Opened]:
    """The database of a connection, for reading; SourceError where its driver is not installed.

    Errors of drivers come as they are: they are for `failures.failure`, not for people.
    """
    opening = {
        "postgresql": _postgresql,
        "sqlite": _sqlite,
        "duckdb": _duckdb,
        "spark": _spark,
        "adbc": _adbc,
        "sqlalchemy": _sqlalchemy,
    }
    return opening[connection.kind](connection)


def missing(connection: Connection) -> SourceError | None:
    """What has to be installed for a connection, as a sentence; None where nothing is missing."""
    try:
        _import_driver(connection)
    except SourceError as error:
        return error
    return None


def _import_driver(connection: Connection) -> Any:
    """The module by which a connection is read; SourceError with its package where it is not installed."""
    modules = {
        "postgresql": ("adbc_driver_postgresql.dbapi", "adbc-driver-postgresql"),
        "sqlite": ("sqlite3", "sqlite3"),
        "duckdb": ("duckdb", "duckdb"),
        "spark": ("pyspark.sql", "pyspark"),
        "adbc": (connection.driver, connection.driver.replace("_", "-")),
        "sqlalchemy": ("sqlalchemy", "sqlalchemy"),
    }
    module, package = modules[connection.kind]
    try:
        found = import_module(module)
    except ImportError:
        raise SourceError("error.db_no_driver", place=connection.place, package=package) from None
    if connection.kind == "spark" and not spark.has_java(connection):
        raise SourceError("error.db_no_java", place=connection.place)
    return found


# ADBC ---------------------------------------------------------------------------------------------------


@contextmanager
def _postgresql(connection: Connection) -> Iterator[Opened]:
    dbapi = _import_driver(connection)
    database = dbapi.connect(_libpq_address(connection))
    with _closed(database):
        _run(database, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _run(database, f"SET LOCAL statement_timeout = {int(connection.timeout * 1000)}")
        _run(database, _FROM_THE_FIRST_ROW)

        def columns(query: str) -> tuple[list[str], Parts]:
            cursor = database.cursor()
            schema = cursor.adbc_execute_schema(query)
            return _arrow_of(cursor, with_texts(query, schema))

        def run(statement: str) -> pa.RecordBatchReader:
            cursor = database.cursor()
            cursor.execute(statement)
            reader = cursor.fetch_record_batch()

            def batches() -> Iterator[pa.RecordBatch]:
                with closing(cursor):
                    yield from reader

            return pa.RecordBatchReader.from_batches(reader.schema, batches())

        def schema(query: str) -> pa.Schema:
            with closing(database.cursor()) as cursor:
                return cursor.adbc_execute_schema(query)

        def key(name: Name) -> list[str]:
            table = ".".join(map(quoted, name)).replace("'", "''")
            return [column for (column,) in _run(database, _KEY.format(table=table))]

        grouping = OfPostgreSQL(run, schema)
        yield Opened(columns, lambda: _run(database, _TABLES["postgresql"]), key, grouping=grouping)


@contextmanager
def _adbc(connection: Connection) -> Iterator[Opened]:
    package = _import_driver(connection)
    dbapi = import_module("adbc_driver_manager.dbapi")
    told = {"uri": connection.address, "password": connection.password}
    settings = {key: value for key, value in told.items() if value} | dict(connection.options)
    database = dbapi.connect(driver=package._driver_path(), db_kwargs=settings)
    with _closed(database):
        yield Opened(lambda query: _arrow_of(database.cursor(), query), list)


def _libpq_address(connection: Connection) -> str:
    """The address with the password and with limits on waiting, as far as it does not say them itself."""
    added = {
        "connect_timeout": str(_CONNECTING),
        "keepalives_idle": "30",
        "keepalives_interval": "10",
        "keepalives_count": "3",
        "application_name": "sheetkpi",
    }
    address = connection.address
    if connection.password:
        added["password"] = connection.password
    said = "&".join(
        f"{key}={percent(value, safe='')}" for key, value in added.items() if f"{key}=" not in address
    )
    return f"{address}{'&' if '?' in address else '?'}{said}"


def _arrow_of(cursor: Any, query: str) -> tuple[list[str], Parts]:
    cursor.execute(query)
    reader = cursor.fetch_record_batch()

    def parts() -> Parts:
        with closing(cursor):
            for batch in reader:
                yield batch.columns

    return reader.schema.names, parts()


def _run(database: Any, statement: str) -> list[Name]:
    """The rows of a small statement of our own."""
    with closing(database.cursor()) as cursor:
        cursor.execute(statement)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []


@contextmanager
def _closed(database: Any) -> Iterator[None]:
    """Close a connection afterwards, whatever has become of it; what went wrong before is what matters."""
    try:
        yield
    finally:
        with suppress(Exception):
            database.close()


# Files --------------------------------------------------------------------------------------------------


@contextmanager
def _sqlite(connection: Connection) -> Iterator[Opened]:
    sqlite3 = _import_driver(connection)
    path = percent(connection.file.as_posix())
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=_CONNECTING)
    end = time.monotonic() + connection.timeout
    database.set_progress_handler(lambda: int(time.monotonic() > end), 100_000)
    with _closed(database):
        database.execute("BEGIN")

        def columns(query: str) -> tuple[list[str], Parts]:
            cursor = database.execute(query)
            return [told[0] for told in cursor.description or ()], _parts_of(cursor.fetchmany)

        tables = _TABLES["sqlite"]
        yield Opened(columns, lambda: database.execute(tables).fetchall(), grouping=OfSQLite(database, _text))


@contextmanager
def _duckdb(connection: Connection) -> Iterator[Opened]:
    duckdb = _import_driver(connection)
    settings = {"enable_external_access": "false", "autoinstall_known_extensions": "false"}
    database = duckdb.connect(str(connection.file), read_only=True, config=settings)
    timer = threading.Timer(connection.timeout, database.interrupt)
    timer.daemon = True
    timer.start()
    with _closed(database):

        def columns(query: str) -> tuple[list[str], Parts]:
            in_one_order(query, database)
            reader = database.sql(query).to_arrow_reader(_ROWS_AT_ONCE)
            return reader.schema.names, (batch.columns for batch in reader)

        try:
            yield Opened(
                columns,
                lambda: database.execute(_TABLES["duckdb"]).fetchall(),
                grouping=OfDuckDB(lambda: database),
            )
        finally:
            timer.cancel()


# Spark --------------------------------------------------------------------------------------------------


@contextmanager
def _spark(connection: Connection) -> Iterator[Opened]:
    sql = _import_driver(connection)
    with spark.session_of(connection, sql) as session, ExitStack() as stack:
        grouping = spark.grouping_of(session, connection, stack)

        def columns(query: str) -> tuple[list[str], Parts]:
            reader = grouping.carried_out(query)
            return reader.schema.names, (batch.columns for batch in reader)

        yield Opened(columns, lambda: spark.tables_of(session), quote=spark.quoted, grouping=grouping)


# The rest -----------------------------------------------------------------------------------------------


@contextmanager
def _sqlalchemy(connection: Connection) -> Iterator[Opened]:
    alchemy = _import_driver(connection)
    address = alchemy.make_url(connection.address)
    if connection.password:
        address = address.set(password=connection.password)
    try:
        engine = alchemy.create_engine(address, poolclass=alchemy.pool.NullPool, hide_parameters=True)
    except alchemy.exc.NoSuchModuleError:
        raise SourceError("error.db_no_module", place=connection.place, module=address.drivername) from None
    except ModuleNotFoundError as error:
        raise SourceError("error.db_no_module", place=connection.place, module=error.name) from None
    with engine.connect().execution_options(stream_results=True) as database:

        def columns(query: str) -> tuple[list[str], Parts]:
            result = database.execute(alchemy.text(re.sub(r":(?=\w)", r"\\:", query)))
            return list(result.keys()), _parts_of(result.fetchmany)

        try:
            yield Opened(columns, list, quote=engine.dialect.identifier_preparer.quote_identifier)
        finally:
            with suppress(Exception):
                database.rollback()


def _parts_of(fetch: Callable[[int], Sequence[Sequence[Any]]]) -> Parts:
    while rows := fetch(_ROWS_AT_ONCE):
        yield [_array(values) for values in zip(*rows, strict=True)]


def _array(values: Sequence[Any]) -> pa.Array:
    """Python's values as an array; where they are of several types, as texts, each as it would be alone."""
    kinds = set(map(type, values)) - {type(None)}
    if len(kinds) <= 1:
        with suppress(pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
            return pa.array(values)
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: object) -> str | None:
    """One value as its column would show it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            return value.decode()
    return str(value)
