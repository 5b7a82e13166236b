"""DayMatrix: reps by the business days of the month, for the KPI chosen above it."""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.views import matrix_view
from sheetkpi.tables.columns import Column, exactly
from sheetkpi.tables.spec import OWN, Audience, Table

MATRIX_DAYS = 31
"""Columns of days: as many business days as a month can have if nobody rests."""


def _day_column(day: int) -> Column:
    """The matrix column of the month's `day`-th business day: the chosen KPI, looked up in DailyKPI.

    A rep has one row a day, so the average is that row's value, and an empty rate stays empty, where a sum
    would make it 0. LibreOffice reads a bare `DailyKPI` with its header row, and `[#Headers]` without the
    second brackets not at all; the forms used here mean the same everywhere.
    """
    date = f"INDEX(kpi_matrix_dates,1,{day})"
    rows = f"DailyKPI[{{DailyKPI:rep}}],{exactly('[@[{rep}]]')},DailyKPI[{{DailyKPI:date}}],{date}"
    chosen = "INDEX(DailyKPI[[#Data]],0,MATCH(kpi_matrix_kpi,DailyKPI[[#Headers]],0))"
    formula = f'=IF({date}="","",IFERROR(AVERAGEIFS({chosen},{rows}),""))'
    return Column(f"day_{day}", "number", formula=formula, label=str(day))


def _frame(month: KpiMonth) -> pd.DataFrame:
    kpi = month.settings.matrix_kpi if month.settings.matrix_kpi in month.tree else "calls"
    return matrix_view(month.days, month.reps, month.business_days, kpi)


TABLE = Table(
    "DayMatrix",
    ("rep",),
    "matrix",
    "look",
    (Column("rep"), Column("team"), *(_day_column(day) for day in range(1, MATRIX_DAYS + 1))),
    frame=_frame,
    audience=Audience(OWN, OWN),
)
