"""Spark: tables and queries of its catalogue, their rows grouped where they are (see `largetables`).

Addresses: `spark://host:7077` and `spark:local[*]` (any master) start a session of ours in a Java of this
machine, `sc://host:15002` asks a server of Spark Connect, and `spark:` takes the session that this Python
has, or the one that the machine's own settings of Spark describe.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from itertools import count
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from sheetkpi.errors import SourceError
from sheetkpi.sources.databases.connections import Connection
from sheetkpi.sources.databases.largetables import Asked, Column, Grouping, is_compared
from sheetkpi.sources.databases.queries import Name
from sheetkpi.sources.grouping.dialects import Dialect

_CONNECTING = 10
"""Seconds to wait for a server that does not answer."""

_SETTINGS = {
    "spark.app.name": "sheetkpi",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_WAREHOUSE = Path("spark-warehouse")
_QUIET = "SQLQueryContextLogger"
"""Where pyspark repeats what Spark objects to, with the query."""


class Words(Dialect):
    """Spark's words."""

    text = "STRING"
    second_least = "get(sort_array(collect_list(n)), 1)"

    def matches(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"({text} RLIKE '^({pattern})$')"

    def holds(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"({text} RLIKE '{pattern}')"

    def found(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"regexp_extract({text}, '{pattern}', 0)"

    def seconds(self, moment: str) -> str:
        """See `Dialect`: those without a time zone are not to be moved by that of the session."""
        return (
            f"CASE WHEN typeof({moment}) = 'timestamp_ntz' THEN timestampdiff(SECOND, TIMESTAMP_NTZ"
            f" '1970-01-01 00:00:00', CAST({moment} AS TIMESTAMP_NTZ))"
            f" ELSE unix_seconds(CAST({moment} AS TIMESTAMP)) END"
        )

    def number(self, values: Sequence[str]) -> str:
        """See `Dialect`: empty ones are passed over by the function itself."""
        return f"xxhash64({', '.join(f'{value}, {value} IS NULL' for value in values)})"


class OfSpark(Grouping):
    """A session of Spark: `carry_out` gives what a statement gives, `keep` has a query's rows kept on the
    disks of those who work for it, `is_stored` tells tables from views."""

    words = Words()

    def __init__(
        self,
        carry_out: Callable[[str], pa.Table],
        keep: Callable[[str], str],
        is_stored: Callable[[Name], bool],
    ) -> None:
        super().__init__()
        self._carry_out, self._keep, self._is_stored = carry_out, keep, is_stored
        self._kept: dict[str, str] = {}
        self._before: dict[str, list[int]] = {}

    def columns(self, query: str) -> list[Column]:
        """See `Grouping`."""
        return [_column(field) for field in self._carry_out(f"SELECT * FROM ({query}\n) AS q LIMIT 0").schema]

    def rows(self, asked: Asked, values: Sequence[str], width: int, *, numbered: bool) -> str:
        """See `Grouping`: a row's number is that within its part, and the rows of the parts before."""
        query = self._same_each_time(asked)
        named = self.words.named(query, [f"c{at}" for at in range(width)])
        number = [f"{self._number(query)} + 2 AS n"] if numbered else []
        return f"(SELECT {', '.join([*values, *number])} FROM {named})"

    def _same_each_time(self, asked: Asked) -> str:
        """A query whose rows come in the same parts whatever is asked of them: a table's; any other's are
        kept."""
        if asked.table and self._is_stored(asked.table):
            return asked.query
        if asked.query not in self._kept:
            self._kept[asked.query] = f"SELECT * FROM {self._keep(asked.query)}"
        return self._kept[asked.query]

    def _number(self, query: str) -> str:
        if query not in self._before:
            parts = self.table(
                f"SELECT spark_partition_id() AS p, count(*) AS rows_there FROM ({query}\n) AS q GROUP BY p"
            )
            counts = dict(zip(parts.column(0).to_pylist(), parts.column(1).to_pylist(), strict=True))
            before = [0]
            for part in range(max(counts, default=0)):
                before.append(before[-1] + counts.get(part, 0))
            self._before[query] = before
        within = "(monotonically_increasing_id() & 8589934591)"
        texts = ",".join(map(str, self._before[query]))
        return f"CAST(split('{texts}', ',')[spark_partition_id()] AS BIGINT) + {within}"

    def offer(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> str:
        """See `Engine`: numbers stand in the statement itself."""
        (column,) = rows.column_names
        if not rows.num_rows:
            return f"(SELECT CAST(NULL AS BIGINT) AS {column} WHERE false) AS {name}"
        numbers = ",".join(map(str, rows.column(0).to_pylist()))
        each = f"SELECT explode(split('{numbers}', ',')) AS x"
        return f"(SELECT CAST(x AS BIGINT) AS {column} FROM ({each})) AS {name}"

    def carried_out(self, statement: str) -> pa.RecordBatchReader:
        """See `Grouping`."""
        return self._carry_out(statement).to_reader()


def _column(field: pa.Field) -> Column:
    if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
        return Column(field.name, "text", field.type, "NULLIF(CAST({} AS STRING) COLLATE UTF8_BINARY, '')")
    if pa.types.is_timestamp(field.type):
        return Column(field.name, "moment", field.type)
    return Column(field.name, "plain", field.type, is_comparable=is_compared(field.type))


# Sessions -----------------------------------------------------------------------------------------------


@contextmanager
def session_of(connection: Connection, sql: Any) -> Iterator[Any]:
    """A session of Spark: one that is there is left as it was, one of ours is stopped at the end.

    `sql` is the module `pyspark.sql`. SourceError where there is another one; OSError for a server that does
    not answer.
    """
    logging.getLogger(_QUIET).disabled = True
    scheme, _, master = connection.address.partition(":")
    remote = scheme.casefold() == "sc"
    there = sql.SparkSession.getActiveSession()
    if there is not None and not remote:
        if master and _master(connection) != there.conf.get("spark.master", ""):
            raise SourceError("error.db_spark_other", place=connection.place)
        yield there
        return
    _reached(connection.address)
    warehouse_there = _WAREHOUSE.exists()
    builder = sql.SparkSession.builder
    for key, value in {**_SETTINGS, **connection.options}.items():
        builder = builder.config(key, value)
    if remote:
        token = f"/;token={connection.password}" if connection.password else ""
        session = builder.remote(connection.address.rstrip("/") + token).create()
    else:
        builder = builder.master(_master(connection)) if master else builder
        with _silent():
            session = builder.getOrCreate()
    try:
        yield session
    finally:
        with suppress(Exception):
            session.stop()
        if not warehouse_there:
            with suppress(OSError):  # Spark makes one in the current folder, with nothing in it
                _WAREHOUSE.rmdir()


def has_java(connection: Connection) -> bool:
    """Whether there is a Java to start Spark with, or none is needed."""
    home = os.environ.get("JAVA_HOME", "")
    known = which("java") or (home and Path(home).is_dir())
    return bool(known) or connection.address.casefold().startswith("sc:")


def _master(connection: Connection) -> str:
    """What Spark calls the address: `spark://…` as it stands, of all others what follows."""
    address = connection.address
    return address if "://" in address[:8] else address.partition(":")[2].strip()


def _reached(address: str) -> None:
    """Knock at a server, which Spark itself would wait for much longer."""
    parts = urlsplit(address)
    if parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), _CONNECTING).close()


@contextmanager
def _silent() -> Iterator[None]:
    """Let a Java that is started meanwhile write what it has to say nowhere."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def carried_out(session: Any, statement: str, seconds: float) -> pa.Table:
    """What a statement gives; TimeoutError where that takes longer than `seconds`, its jobs then being
    called off."""
    found: list[pa.Table] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)
                found.append(session.sql(statement).toArrow())
        except AttributeError as error:  # of a session that was stopped, whose Java is None
            failed.append(ConnectionError(str(error)))
        except BaseException as error:  # it is raised where the statement was asked for
            failed.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        with suppress(Exception):
            session.interruptAll()
        raise TimeoutError("timed out")
    if failed:
        raise failed[0]
    return found[0]


def grouping_of(session: Any, connection: Connection, stack: ExitStack) -> OfSpark:
    """What groups rows in a session; what it keeps there goes with `stack`."""

    def keep(query: str) -> str:
        name = f"sheetkpi_rows_{next(_KEPT)}"
        rows = session.sql(query).persist(import_module("pyspark").StorageLevel.DISK_ONLY)
        stack.callback(rows.unpersist)
        rows.createOrReplaceTempView(name)
        stack.callback(session.catalog.dropTempView, name)
        return name

    def is_stored(name: Name) -> bool:
        told = session.catalog.getTable(".".join(map(quoted, name)))
        return told.tableType in ("MANAGED", "EXTERNAL")

    return OfSpark(lambda statement: carried_out(session, statement, connection.timeout), keep, is_stored)


_KEPT = count(1)


def quoted(part: str) -> str:
    """A name as Spark quotes it."""
    return "`" + part.replace("`", "``") + "`"


def tables_of(session: Any) -> list[Name]:
    """The tables and views of the database that the session is in."""
    return [(*(table.namespace or ()), table.name) for table in session.catalog.listTables()]
