"""What the totals above the day matrix come to after a refresh: cached values for their formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.tables.daymatrix import MATRIX_DAYS
from sheetkpi.workbook.planned import Planned, planned_tables
from sheetkpi.workbook.planning import TablePlan
from sheetkpi.workbook.status import CellsPlan
from sheetkpi.workbook.text import is_number

if TYPE_CHECKING:
    from sheetkpi.tables.report import Report
    from sheetkpi.workbook.inputs import Inputs

NAME = "kpi_matrix_totals"


def plan_matrix_totals(inputs: Inputs, tables: Sequence[TablePlan], report: Report) -> tuple[CellsPlan, ...]:
    """The results of the formulas under `kpi_matrix_totals`, where the workbook has them: everybody's month,
    then each of its business days, of the KPI chosen there. A day beyond the month, and what nobody measures,
    is empty; what is not known (a formula of people's own) has no result."""
    named = inputs.names.get(NAME)
    if named is None or (named.area.rows, named.area.columns) != (1, 1 + MATRIX_DAYS):
        return ()
    daily = planned_tables(tables).get("DailyKPI")
    kpi = inputs.tree[inputs.settings.matrix_kpi]
    parts = (kpi.numerator, kpi.denominator) if kpi.kind == "rate" else (kpi.key,)
    found = None if daily is None else _totals(daily, parts)
    if found is None:
        cells: list[Any] = [None] * named.area.columns
    else:
        days = [*report.business_days[:MATRIX_DAYS], *[""] * MATRIX_DAYS][:MATRIX_DAYS]
        cells = [found.get(day, "") for day in (None, *days)]
    return (CellsPlan(NAME, named.area, (tuple(cells),), formula=True),)


def _totals(daily: Planned, parts: Sequence[str]) -> dict[Any, Any] | None:
    """What each day, and the whole month (None), comes to: a sum, or one by the other of the rows in which
    both are numbers. None where a cell is not known."""
    columns = [daily.column(key) for key in ("date", *parts)]
    if any(column is None or None in column for column in columns):
        return None
    sums: dict[Any, list[float]] = {}
    for at, *counts in zip(*(column for column in columns if column is not None), strict=True):
        if all(is_number(count) for count in counts):
            for day in (None, at.date()):
                own = sums.setdefault(day, [0.0] * len(parts))
                sums[day] = [before + count for before, count in zip(own, counts, strict=True)]
    return {day: own[0] if len(own) == 1 else _ratio(*own) for day, own in sums.items()}


def _ratio(above: float, below: float) -> float | str:
    return above / below if below else ""
