"""How PostgreSQL groups the rows of a table or a query of its own (see `largetables`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from sheetkpi.sources.databases.largetables import Asked, Column, Grouping, names_of
from sheetkpi.sources.databases.queries import quoted
from sheetkpi.sources.grouping.dialects import POSTGRESQL

_SETTINGS = """
SELECT set_config('max_parallel_workers_per_gather', '0', true),
    set_config('enable_indexonlyscan', 'off', true), set_config('work_mem', '64MB', true)
"""
"""Rows come in one order only where one process reads them, and reads the table itself."""

_ABLE = "SELECT 1 AS one FROM pg_catalog.pg_proc WHERE proname = 'hash_record_extended'"


class OfPostgreSQL(Grouping):
    """PostgreSQL from 14 on, in a transaction that only reads: nothing is put down there.

    `run` carries a statement out, `schema` says what it would give.
    """

    words = POSTGRESQL

    def __init__(
        self,
        run: Callable[[str], pa.RecordBatchReader],
        schema: Callable[[str], pa.Schema],
    ) -> None:
        super().__init__()
        self._run, self._schema = run, schema

    def is_able(self) -> bool:
        """See `Grouping`: those that only speak like PostgreSQL may lack it, as do its older versions."""
        return bool(self.table(_ABLE).num_rows)

    def begin(self) -> None:
        """See `Grouping`."""
        self.table(_SETTINGS)

    def columns(self, query: str) -> list[Column]:
        """See `Grouping`."""
        return [_column(field) for field in self._schema(query)]

    def rows(self, asked: Asked, values: Sequence[str], width: int, *, numbered: bool) -> str:
        """See `Grouping`: a query without a key's order is carried out whole each time, or its rows might
        come in another order where fewer columns are asked for."""
        if asked.key or not numbered:
            return super().rows(asked, values, width, numbered=numbered)
        names = ", ".join(names_of(width))
        return (
            f"(WITH q({names}) AS MATERIALIZED ({asked.query}\n)"
            f" SELECT {', '.join(values)}, row_number() OVER () + 1 AS n FROM q)"
        )

    def offer(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> str:
        """See `Engine`: numbers stand in the statement itself."""
        (column,) = rows.column_names
        numbers = ",".join(map(str, rows.column(0).to_pylist()))
        return f"unnest('{{{numbers}}}'::bigint[]) AS {name}({column})"

    def carried_out(self, statement: str) -> pa.RecordBatchReader:
        """See `Grouping`."""
        return self._run(statement)


def _column(field: pa.Field) -> Column:
    kind = _type(field)
    if pa.types.is_timestamp(field.type):
        return Column(field.name, "moment", field.type)
    if pa.types.is_string(field.type) or _is_odd(field):
        # Texts that a collation takes for equal are not; concat keeps the spaces of char(n).
        value = "concat({})" if kind == "bpchar" else "CAST({} AS text)"
        return Column(field.name, "text", pa.string(), f"NULLIF({value}, '') COLLATE \"C\"")
    if pa.types.is_time(field.type):  # which are read to the second
        return Column(field.name, "plain", field.type, "CAST(date_trunc('second', {}) AS time)")
    nested = pa.types.is_nested(field.type) or kind in ("json", "jsonb")
    return Column(field.name, "plain", field.type, is_comparable=not nested)


_OWN_TYPES = frozenset({"numeric"})
"""Types of PostgreSQL beyond Arrow's that arrive as text."""


def with_texts(query: str, schema: pa.Schema) -> str:
    """`query` with those columns turned into text by PostgreSQL of whose types Arrow has only bytes (inet,
    timetz, ranges), or something else than was meant (money without its point, months of an interval)."""
    odd = [_is_odd(field) for field in schema]
    if not any(odd):
        return query
    names = names_of(len(schema))
    columns = [
        f"q.{name}{'::text' if is_odd else ''} AS {quoted(field.name)}"
        for name, is_odd, field in zip(names, odd, schema, strict=True)
    ]
    return f"SELECT {', '.join(columns)} FROM ({query}\n) AS q({', '.join(names)})"


def _is_odd(field: pa.Field) -> bool:
    beyond = getattr(field.type, "vendor_name", "") == "PostgreSQL" and field.type.type_name not in _OWN_TYPES
    return beyond or _type(field) in ("money", "interval")


def _type(field: pa.Field) -> str:
    """What PostgreSQL calls the type of a column."""
    found: bytes = (field.metadata or {}).get(b"POSTGRESQL:type", b"")
    return found.decode()
