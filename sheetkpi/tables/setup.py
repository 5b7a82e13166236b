"""The tables of the set group: who, what counts as what, bands, holidays, sources."""

from __future__ import annotations

from sheetkpi.tables.columns import Column, TableSpec


def setup_tables() -> tuple[TableSpec, ...]:
    """The tables of settings."""
    typed = [Column(key, typed=True) for key in ("rep", "team", "lead_source", "note")]
    typed_rep, typed_team, typed_source, typed_note = typed
    typed_date = Column("date", "date", typed=True)
    return (
        TableSpec(
            "Roster",
            ("rep", "team", "from"),
            "sheet.roster",
            "set",
            (
                typed_rep,
                Column("aliases", typed=True),
                typed_team,
                Column("from", "date", typed=True),
                Column("to", "date", typed=True),
                Column("fte", "number", typed=True),
                Column("role", typed=True),
            ),
        ),
        TableSpec(
            "ColumnMap",
            ("sheet", "header"),
            "sheet.column_map",
            "set",
            (
                Column("sheet", typed=True),
                Column("header", typed=True),
                Column("field", typed=True),
                Column("guess"),
                Column("read_as", typed=True),
                Column("holds"),
                typed_note,
            ),
            proposed_by="holds",
        ),
        TableSpec(
            "ResultMap",
            ("text",),
            "sheet.result_map",
            "set",
            (Column("text"), Column("meaning", typed=True), Column("records", "count")),
        ),
        TableSpec(
            "Benchmarks",
            ("kpi", "lead_source"),
            "sheet.benchmarks",
            "set",
            (
                Column("kpi", typed=True),
                typed_source,
                Column("low", "number", typed=True),
                Column("high", "number", typed=True),
                Column("min_sample", "count", typed=True),
                Column("window", "count", typed=True),
                Column("basis", typed=True),
                typed_note,
                Column("origin", typed=True),
            ),
        ),
        TableSpec(
            "Metrics",
            ("name",),
            "sheet.metrics",
            "set",
            (
                Column("name", typed=True),
                Column("numerator", typed=True),
                Column("denominator", typed=True),
                Column("tier", typed=True),
                Column("shown_as", typed=True),
                Column("low", "number", typed=True),
                Column("high", "number", typed=True),
            ),
        ),
        TableSpec(
            "Holidays",
            ("date",),
            "sheet.holidays",
            "set",
            (typed_date, Column("name", typed=True), Column("holiday_kind", typed=True)),
        ),
        TableSpec(
            "Sources",
            ("place", "sheet"),
            "sheet.import_sources",
            "set",
            (
                Column("name", typed=True),
                Column("kind", typed=True),
                Column("place", typed=True),
                Column("sheet", typed=True),
                Column("last_read", "date"),
                Column("records_read", "count"),
            ),
        ),
        TableSpec(
            "ImportSheets",
            ("file", "sheet"),
            "sheet.import_sources",
            "set",
            (
                Column("file"),
                Column("sheet"),
                Column("shape"),
                Column("records_read", "count"),
                Column("records_counted", "count"),
                Column("records_left_out", "count"),
                Column("remark"),
                Column("fields"),
                Column("unused"),
            ),
            ordered=True,
        ),
    )
