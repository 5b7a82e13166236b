"""What the totals above the day matrix come to after a refresh: cached values for their formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sheetkpi.model.metrics import Kpi
from sheetkpi.tables.daymatrix import MATRIX_DAYS
from sheetkpi.workbook.planned import planned_tables
from sheetkpi.workbook.status import CellsPlan
from sheetkpi.workbook.tableplan import TablePlan
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
    columns = [None if daily is None else daily.column(key) for key in ("date", *parts_of(kpi))]
    cells: Sequence[Any] = [None] * named.area.columns
    if all(column is not None and None not in column for column in columns):
        cells = matrix_totals(zip(*filter(None, columns), strict=True), report.business_days)
    return (CellsPlan(NAME, named.area, (tuple(cells),), formula=True),)


def parts_of(kpi: Kpi) -> tuple[str, ...]:
    """The keys of what a KPI's total is made of: itself, or what a rate counts and is a part of."""
    return (kpi.numerator, kpi.denominator) if kpi.kind == "rate" else (kpi.key,)


def matrix_totals(rows: Iterable[Sequence[Any]], days: Sequence[date]) -> list[Any]:
    """What everybody's month, then each of its business `days` comes to, "" where nothing is measured and
    beyond the month. `rows` are those of DailyKPI: the day (datetime), then the count, or the two of a rate.

    >>> from datetime import datetime
    >>> rows = [(datetime(2026, 11, 2), 1, 4), (datetime(2026, 11, 4), 1, 1), (datetime(2026, 11, 4), "", 9)]
    >>> matrix_totals(rows, [date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 5)])[:5]
    [0.4, 0.25, 1.0, '', '']
    """
    sums: dict[date | None, list[float]] = {}
    for at, *counts in rows:
        if all(is_number(count) for count in counts):
            for day in (None, at.date()):
                own = sums.get(day, [0.0] * len(counts))
                sums[day] = [before + count for before, count in zip(own, counts, strict=True)]
    found = {day: own[0] if len(own) == 1 else _ratio(*own) for day, own in sums.items()}
    shown = [*days[:MATRIX_DAYS], *[date.max] * MATRIX_DAYS][:MATRIX_DAYS]
    return [found.get(day, "") for day in (None, *shown)]


def _ratio(above: float, below: float) -> float | str:
    return above / below if below else ""
