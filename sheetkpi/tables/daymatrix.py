"""DayMatrix: reps by the business days of the month, for the KPI chosen above it, with totals.

A rep's month is that of RepKPI. Everybody's days stand above the table (`kpi_matrix_totals`), where they are
in sight however far somebody scrolls. The total of a rate is the rate of the sums.
"""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.views import matrix_view
from sheetkpi.tables.columns import ANY_NUMBER, Column, exactly
from sheetkpi.tables.spec import OWN, Audience, Table

MATRIX_DAYS = 31
"""Columns of days: as many business days as a month can have if nobody rests."""

PARTS = ("above", "below")
"""What a rate is made of, in `kpi_names_above` and `kpi_names_below`; of a count the second is empty."""


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


def _month_total() -> str:
    """The formula of a rep's month, as RepKPI has it: nobody may add rates up."""
    chosen = "INDEX(RepKPI[[#Data]],0,MATCH(kpi_matrix_kpi,RepKPI[[#Headers]],0))"
    return f'=IFERROR(AVERAGEIFS({chosen},RepKPI[{{RepKPI:rep}}],{exactly("[@[{rep}]]")}),"")'


def total_formula(day: int | None) -> str:
    """The formula, in the notation of the contract, of everybody's total on the month's `day`-th business
    day, or of the whole month (None): the sum of a count, and of a rate the sum above by the sum below, of
    the days of reps of whom both are measured. Empty where nothing is."""
    date = None if day is None else f"INDEX(kpi_matrix_dates,1,{day})"
    above, below = (f"INDEX(kpi_names_{part},MATCH(kpi_matrix_kpi,kpi_names,0))" for part in PARTS)
    of_count, of_above, of_below = (
        f"INDEX(DailyKPI[[#Data]],0,MATCH({header},DailyKPI[[#Headers]],0))"
        for header in ("kpi_matrix_kpi", above, below)
    )
    on = "" if date is None else f",DailyKPI[{{DailyKPI:date}}],{date}"
    count = f'IF(COUNTIFS({of_count},{ANY_NUMBER}{on})=0,"",SUMIFS({of_count},{of_count},{ANY_NUMBER}{on}))'
    sums = [
        f"SUMIFS({one},{other},{ANY_NUMBER}{on})"
        for one, other in ((of_above, of_below), (of_below, of_above))
    ]
    said = f'IFERROR(IF({below}="",{count},{sums[0]}/{sums[1]}),"")'
    return f"={said}" if date is None else f'=IF({date}="","",{said})'


def _frame(month: KpiMonth) -> pd.DataFrame:
    kpi = month.settings.matrix_kpi if month.settings.matrix_kpi in month.tree else "calls"
    matrix = matrix_view(month.days, month.reps, month.business_days, kpi)
    whole = dict(zip(month.counted["RepKPI"]["rep"], month.counted["RepKPI"][kpi].tolist(), strict=True))
    totals = [None if (value := whole.get(rep)) != value else value for rep in matrix["rep"]]
    matrix.insert(2, "matrix_total", pd.Series(totals, index=matrix.index, dtype=object))
    return matrix


TABLE = Table(
    "DayMatrix",
    ("rep",),
    "matrix",
    "look",
    (
        Column("rep"),
        Column("team"),
        Column("matrix_total", "number", formula=_month_total()),
        *(_day_column(day) for day in range(1, MATRIX_DAYS + 1)),
    ),
    frame=_frame,
    audience=Audience(OWN, OWN),
)
