"""How a DuckDB file groups the rows of a table or a query of its own (see `largetables`)."""

from __future__ import annotations

import pyarrow as pa

from sheetkpi.sources.databases.largetables import Column, Grouping, is_compared
from sheetkpi.sources.grouping.engine import InProcess

_ROWS_AT_ONCE = 50_000


class OfDuckDB(Grouping, InProcess):
    """DuckDB on a file that is opened for reading: what is put down is temporary."""

    def columns(self, query: str) -> list[Column]:
        """See `Grouping`."""
        return [
            _column(field) for field in self.carried_out(f"SELECT * FROM ({query}\n) AS q LIMIT 0").schema
        ]

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
