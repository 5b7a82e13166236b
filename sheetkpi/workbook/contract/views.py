"""The tables of the look group, which a refresh writes, and those the charts are drawn from."""

from __future__ import annotations

from sheetkpi.model.metrics import KpiTree
from sheetkpi.workbook.contract.columns import Column, TableSpec, kpi_column, matrix_column

BOARD_KPIS = (
    "calls",
    "connects",
    "connect_rate",
    "meetings",
    "meeting_rate",
    "opportunities",
    "wins",
    "win_rate",
    "won_amount",
)
MATRIX_DAYS = 31
"""Columns of the day matrix: as many business days as a month can have if nobody rests."""

CHART_MONTHS = 13
"""Rows of ChartMonths: the trend chart is drawn over as many."""


def view_tables(tree: KpiTree) -> tuple[TableSpec, ...]:
    """The look tables, their KPI columns made from `tree`, and the chart data."""
    kpis = tuple(kpi_column(kpi) for kpi in tree)
    rep, team, lead_source = Column("rep"), Column("team"), Column("lead_source")
    month = Column("month", "month")
    return (
        TableSpec(
            "Board",
            ("team", "rep"),
            "sheet.board",
            "look",
            (team, rep, *(column for key in BOARD_KPIS for column in kpis if column.key == key)),
            ordered=True,
        ),
        TableSpec("RepKPI", ("rep",), "sheet.reps", "look", (rep, team, *kpis)),
        TableSpec("TeamKPI", ("team",), "sheet.teams", "look", (team, *kpis), last="all"),
        TableSpec("SourceKPI", ("lead_source",), "sheet.sources", "look", (lead_source, *kpis)),
        TableSpec(
            "DailyKPI", ("date", "rep"), "sheet.days", "look", (Column("date", "date"), rep, team, *kpis)
        ),
        TableSpec(
            "DayMatrix",
            ("rep",),
            "sheet.matrix",
            "look",
            (rep, team, *(matrix_column(day) for day in range(1, MATRIX_DAYS + 1))),
        ),
        TableSpec(
            "WeeklyKPI", ("week", "rep"), "sheet.weeks", "look", (Column("week", "date"), rep, team, *kpis)
        ),
        TableSpec("MonthlyKPI", ("month", "team"), "sheet.months", "look", (month, team, *kpis), last="all"),
        TableSpec("ChartMonths", ("month",), "sheet.charts", "set", (month, *kpis), ordered=True),
        TableSpec(
            "ChartFunnel",
            ("stage",),
            "sheet.charts",
            "set",
            (Column("stage"), Column("count", "count")),
            ordered=True,
        ),
    )
