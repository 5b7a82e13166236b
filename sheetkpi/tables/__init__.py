"""The table contract: which Excel tables the product knows, their keys, columns and formulas.

The template builder draws these tables, the filling fills them, and a user's own table takes part as soon
as it has one of these names and the key columns, wherever it stands and whatever else it holds. Columns
are found by header in either language.
"""

from __future__ import annotations

from collections.abc import Collection

from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.bands import WINDOWED
from sheetkpi.tables.columns import Column, ColumnKind, Group, TableSpec, kpi_column
from sheetkpi.tables.entry import entry_tables
from sheetkpi.tables.names import (
    CARD_KPIS,
    ENTRY_LINES,
    ENTRY_ROWS,
    LISTED_DAYS,
    LISTED_KPIS,
    LISTED_MONTHS,
    LISTED_SOURCES,
    LOOK_SHEETS,
    NAMES,
    NEXT_LINES,
    SUMMARY_ROWS,
    TEMPLATE_VERSION,
    WINDOW_SHEETS,
    formula_names,
    other_name,
)
from sheetkpi.tables.setup import setup_tables
from sheetkpi.tables.targets import HEALTH_DAYS, target_tables
from sheetkpi.tables.views import BOARD_KPIS, CHART_MONTHS, MATRIX_DAYS, view_tables

__all__ = [
    "BOARD_KPIS",
    "CARD_KPIS",
    "CHART_MONTHS",
    "ENTRY_LINES",
    "ENTRY_ROWS",
    "HEALTH_DAYS",
    "LISTED_DAYS",
    "LISTED_KPIS",
    "LISTED_MONTHS",
    "LISTED_SOURCES",
    "LOOK_SHEETS",
    "MATRIX_DAYS",
    "NAMES",
    "NEXT_LINES",
    "SUMMARY_ROWS",
    "TEMPLATE_VERSION",
    "WINDOWED",
    "WINDOW_SHEETS",
    "Column",
    "ColumnKind",
    "Group",
    "TableSpec",
    "formula_names",
    "kpi_column",
    "other_name",
    "specs",
]


def specs(tree: KpiTree, windowed: Collection[str] = WINDOWED) -> dict[str, TableSpec]:
    """Every table of the contract by name, its KPI columns made from `tree`.

    `windowed` are the rates judged over several months, which have columns for that.
    """
    tables = (*view_tables(tree, windowed), *target_tables(), *entry_tables(), *setup_tables())
    return {table.name: table for table in tables}
