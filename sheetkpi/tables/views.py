"""The tables of the look group, which a refresh writes, and those the charts are drawn from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sheetkpi.model.metrics import BUILT_IN, KpiTree
from sheetkpi.tables.bands import (
    WINDOWED,
    band_columns,
    mix_columns,
    own_mix_columns,
    per_rep_columns,
)
from sheetkpi.tables.columns import (
    Column,
    TableSpec,
    kpi_column,
    matrix_column,
    measured_columns,
    share,
)
from sheetkpi.tables.targets import (
    attainment_of_member,
    month_target,
    rep_target,
    target_columns,
    team_target,
)

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


def view_tables(tree: KpiTree, windowed: Collection[str] = WINDOWED) -> tuple[TableSpec, ...]:
    """The look tables, their KPI columns made from `tree`, and the chart data."""
    kpis = tuple(kpi_column(kpi) for kpi in tree)
    brief = tuple(replace(column, folded=True) if column.tier == "activity" else column for column in kpis)
    charted = tuple(kpi_column(tree[kpi.key]) for kpi in BUILT_IN)  # other tables stand to the right
    shown = tuple(kpi for kpi in tree.rates if not kpi.folded)
    bands, team_bands = (
        tuple(
            column
            for kpi in shown
            for column in (
                *band_columns(kpi, windowed, mixed=kpi.key == "meeting_rate"),
                *(mix if kpi.key == "meeting_rate" else ()),
            )
        )
        for mix in (own_mix_columns(), mix_columns())
    )
    source_bands = tuple(column for kpi in shown for column in band_columns(kpi, windowed, by_source=True))
    parts = measured_columns(tree)
    on_board = measured_columns(tree[key] for key in BOARD_KPIS)
    rep, team, lead_source = Column("rep"), Column("team"), Column("lead_source")
    month = Column("month", "month")
    shares = tuple(
        Column(f"{count}.target", "count", folded=count == "connects", tier="target")
        for count in ("meetings", "calls", "connects")
    )
    return (
        TableSpec(
            "Board",
            ("team", "rep"),
            "sheet.board",
            "look",
            (
                team,
                rep,
                *(column for key in BOARD_KPIS for column in kpis if column.key == key),
                attainment_of_member("meetings"),
                *on_board,
            ),
            ordered=True,
        ),
        TableSpec(
            "RepKPI",
            ("rep",),
            "sheet.reps",
            "look",
            (rep, team, *brief, *target_columns(rep_target), *bands, *per_rep_columns(), *parts),
        ),
        TableSpec(
            "TeamKPI",
            ("team",),
            "sheet.teams",
            "look",
            (
                team,
                *brief,
                *target_columns(team_target),
                *team_bands,
                *per_rep_columns(),
                *parts,
            ),
            last="all",
        ),
        TableSpec(
            "SourceKPI",
            ("lead_source",),
            "sheet.sources",
            "look",
            (lead_source, *kpis, *source_bands, *parts),
        ),
        _team_sources(),
        TableSpec(
            "DailyKPI",
            ("date", "rep"),
            "sheet.days",
            "look",
            (Column("date", "date"), rep, team, *kpis, *shares, *parts),
        ),
        TableSpec(
            "DayMatrix",
            ("rep",),
            "sheet.matrix",
            "look",
            (rep, team, *(matrix_column(day) for day in range(1, MATRIX_DAYS + 1))),
        ),
        TableSpec(
            "WeeklyKPI",
            ("week", "rep"),
            "sheet.weeks",
            "look",
            (Column("week", "date"), rep, team, *kpis, *shares, *parts),
        ),
        _team_weeks(tree),
        TableSpec(
            "MonthlyKPI",
            ("month", "team"),
            "sheet.months",
            "look",
            (month, team, *brief, *target_columns(month_target), *bands, *parts),
            last="all",
        ),
        TableSpec("ChartMonths", ("month",), "sheet.charts", "set", (month, *charted), ordered=True),
        TableSpec(
            "ChartFunnel",
            ("stage",),
            "sheet.charts",
            "set",
            (Column("stage"), Column("count", "count")),
            ordered=True,
        ),
    )


def _team_weeks(tree: KpiTree) -> TableSpec:
    """The month's weeks by team: what was done, and the part of the team's targets that falls to the week."""
    counts = ("meetings", "calls", "connects")
    per_day = tuple(
        Column(
            f"{count}.per_day",
            "number",
            formula=f'=IF([@[{{{count}.target}}]]="","",IFERROR([@[{{{count}.target}}]]/[@[{{business_days}}]],""))',
            tier="need",
        )
        for count in ("calls", "connects")
    )
    targets = tuple(
        column
        for count in counts
        for column in (
            Column(f"{count}.target", "count", tier="target"),
            Column(
                f"{count}.attainment",
                "rate",
                formula=share(f"[@[{{{count}}}]]", f"[@[{{{count}.target}}]]"),
                tier="target",
            ),
        )
    )
    return TableSpec(
        "TeamWeeks",
        ("week", "team"),
        "sheet.team_weeks",
        "look",
        (
            Column("week", "date"),
            Column("team"),
            Column("business_days", "count"),
            *(kpi_column(tree[key]) for key in (*counts, "connect_rate", "meeting_rate")),
            *targets,
            *per_day,
            *measured_columns(tree[key] for key in ("connect_rate", "meeting_rate")),
        ),
        ordered=True,
    )


def _team_sources() -> TableSpec:
    """Each team's connects by lead source with the meeting-rate band of that source, for the team's mix."""
    meeting_rate = next(kpi for kpi in BUILT_IN if kpi.key == "meeting_rate")
    edges = {
        column.key.partition(".")[2]: column.formula
        for column in band_columns(meeting_rate, by_source=True)
        if column.key.endswith((".low", ".high"))
    }
    return TableSpec(
        "TeamSources",
        ("team", "lead_source"),
        "sheet.charts",
        "set",
        (
            Column("team"),
            Column("lead_source"),
            Column("connects", "count"),
            *(Column(edge, "rate", formula=_where_named(formula)) for edge, formula in edges.items()),
            *(
                Column(f"{edge}_part", "number", formula=_where_named(f"=[@[{{{edge}}}]]*[@[{{connects}}]]"))
                for edge in edges
            ),
        ),
        ordered=True,
    )


def _where_named(formula: str) -> str:
    """`formula`, but empty in the blank row of a table that has none, and where it fails."""
    return f'=IF([@[{{team}}]]="","",IFERROR({formula.removeprefix("=")},""))'
