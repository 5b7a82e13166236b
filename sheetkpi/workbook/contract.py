"""The table contract: which Excel tables the product knows, their keys, columns and formulas.

The template builder draws these tables, the filling fills them, and a user's own table takes part as soon
as it has one of these names and the key columns, wherever it stands and whatever else it holds. Columns
are found by header in either language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sheetkpi.language import Language, say
from sheetkpi.model.metrics import Kpi, KpiTree

ColumnKind = Literal["text", "date", "month", "count", "money", "rate", "number", "link"]
Group = Literal["look", "enter", "set"]


@dataclass(frozen=True)
class Column:
    """One column of a known table.

    `key` names the frame column it is filled from, and (through `language`) its header. `formula` is
    given for live columns, as people write it, with `{key}` where the header of another column of this
    table goes and `{Table:key}` where that of another table's column goes:
    `=IFERROR([@[{connects}]]/[@[{calls}]],"")`. `typed` columns belong to people: the product never writes
    into a row that exists. `folded` columns are grouped and closed in the template. `label` overrides the
    header for users' own KPIs.
    """

    key: str
    kind: ColumnKind = "text"
    formula: str = ""
    typed: bool = False
    folded: bool = False
    label: str = ""
    tier: str = ""

    def header(self, language: Language) -> str:
        """The header in `language`."""
        return self.label or say(self.key, language)

    def headers(self) -> tuple[str, ...]:
        """Every header under which this column is recognised."""
        return (self.label,) if self.label else (say(self.key, "ja"), say(self.key, "en"))


@dataclass(frozen=True)
class TableSpec:
    """One known table: its name, the key of its rows, the sheet it has in the template, its columns.

    `ordered` tables (the board, chart data) are rewritten in the report's order at every refresh; in all
    others existing rows keep the order the user gave them and new keys go to the end. `last` names a key
    value (the `全体` row) that stays last among live rows.
    """

    name: str
    key: tuple[str, ...]
    sheet: str
    group: Group
    columns: tuple[Column, ...]
    ordered: bool = False
    last: str = ""

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, key: str) -> Column:
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def kpi_column(kpi: Kpi) -> Column:
    """The column that shows `kpi`: a number for counts, a live ratio (empty when over 0) for rates."""
    tier = "other" if kpi.folded else kpi.tier
    if kpi.kind != "rate":
        return Column(kpi.key, kpi.kind, folded=kpi.folded, label=kpi.label, tier=tier)
    ratio = f'=IFERROR([@[{{{kpi.numerator}}}]]/[@[{{{kpi.denominator}}}]],"")'
    return Column(kpi.key, "rate", formula=ratio, folded=kpi.folded, label=kpi.label, tier=tier)


def matrix_column(day: int) -> Column:
    """The matrix column of the month's `day`-th business day: the chosen KPI, looked up in DailyKPI.

    A rep has one row a day, so the average is that row's value, and an empty rate stays empty, where a sum
    would make it 0. LibreOffice reads a bare `DailyKPI` with its header row, and `[#Headers]` without the
    second brackets not at all; the forms used here mean the same everywhere. A name is looked up behind an
    `=`, or one that begins with a sign of comparison would be taken for a condition.
    """
    date = f"INDEX(kpi_matrix_dates,1,{day})"
    rows = f'DailyKPI[{{DailyKPI:rep}}],"="&[@[{{rep}}]],DailyKPI[{{DailyKPI:date}}],{date}'
    chosen = "INDEX(DailyKPI[[#Data]],0,MATCH(kpi_matrix_kpi,DailyKPI[[#Headers]],0))"
    formula = f'=IF({date}="","",IFERROR(AVERAGEIFS({chosen},{rows}),""))'
    return Column(f"day_{day}", "number", formula=formula, label=str(day))


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

ISSUE_LINK = (
    '=IF([@[{cell}]]="","",IFERROR(HYPERLINK(IF([@[{sheet}]]="",[@[{file}]],'
    'IF([@[{file}]]="","#","["&[@[{file}]]&"]")&"\'"&SUBSTITUTE([@[{sheet}]],"\'","\'\'")'
    '&"\'!"&[@[{cell}]]),"→"),""))'
)
"""Jumps to the cell of an issue, in this workbook or in another file; empty where there is no cell."""

CHART_MONTHS = 13
"""Rows of ChartMonths: the trend chart is drawn over as many."""

CARD_KPIS = ("calls", "connect_rate", "meetings", "meeting_rate", "wins", "won_amount")
"""KPIs that have a card on the board."""

SUMMARY_ROWS = 8
"""Rows of IssueSummary in the template, above ImportIssues: there is no room for more."""

NEXT_LINES = 4
"""Cells of `kpi_next`."""

LISTED_MONTHS = 60
"""Cells of `kpi_months`: the newest months when there are more."""

LISTED_KPIS = 40
"""Cells of `kpi_names` and of `kpi_rate_names`."""

TEMPLATE_VERSION = 1
"""`kpi_version` of the templates that this package makes."""


def specs(tree: KpiTree) -> dict[str, TableSpec]:
    """Every table of the contract by name, its KPI columns made from `tree`."""
    kpis = tuple(kpi_column(kpi) for kpi in tree)
    rep, team, lead_source = Column("rep"), Column("team"), Column("lead_source")
    month = Column("month", "month")
    typed = [Column(key, typed=True) for key in ("rep", "team", "lead_source", "note")]
    typed_rep, typed_team, typed_source, typed_note = typed
    typed_date = Column("date", "date", typed=True)
    tables = (
        # look
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
        # enter
        TableSpec(
            "DailyEntry",
            ("date", "rep", "lead_source"),
            "sheet.entry",
            "enter",
            (
                typed_date,
                typed_rep,
                typed_source,
                *(
                    Column(key, "money" if key == "won_amount" else "count", typed=True)
                    for key in (
                        *("calls", "connects", "meetings", "opportunities", "wins", "won_amount"),
                        *("emails", "documents", "follow_ups"),
                    )
                ),
                typed_note,
            ),
        ),
        TableSpec(
            "Activity",
            ("date", "rep"),
            "sheet.activity",
            "enter",
            (
                typed_date,
                typed_rep,
                typed_team,
                Column("company", typed=True),
                typed_source,
                Column("kind", typed=True),
                Column("result", typed=True),
                Column("amount", "money", typed=True),
                typed_note,
            ),
        ),
        TableSpec(
            "ImportIssues",
            ("file", "sheet", "cell", "value", "reason"),
            "sheet.issues",
            "enter",
            (
                Column("severity"),
                Column("reason"),
                Column("file"),
                Column("sheet"),
                Column("row", "count"),
                Column("column"),
                Column("cell"),
                Column("value"),
                Column("link", "link", formula=ISSUE_LINK),
                Column("mark", typed=True),
            ),
            ordered=True,
        ),
        TableSpec(
            "IssueSummary",
            ("reason",),
            "sheet.issues",
            "enter",
            (Column("severity"), Column("reason"), Column("records", "count")),
            ordered=True,
        ),
        # set
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
                typed_note,
            ),
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
                Column("low", "rate", typed=True),
                Column("high", "rate", typed=True),
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
            ),
            ordered=True,
        ),
    )
    return {table.name: table for table in tables}


NAMES: tuple[str, ...] = (
    "kpi_month",  # first day of the month shown, typed or chosen; empty: the latest with data
    "kpi_months",  # range: the months that have data, newest first, for the drop-down of kpi_month
    "kpi_month_shown",  # the month the views hold, written by the refresh
    "kpi_stale",  # formula: 未更新 when kpi_month is not the month shown, else empty; sheets repeat it
    "kpi_min_sample",
    "kpi_country",
    "kpi_language",
    "kpi_connect_level",
    "kpi_meeting_basis",
    "kpi_closing_day",
    "kpi_fiscal_start",
    "kpi_daily_entry",
    "kpi_matrix_kpi",  # drop-down on the matrix sheet
    "kpi_matrix_dates",  # range of MATRIX_DAYS cells above the matrix: the business days of the month
    "kpi_last_data",  # date of the last event
    "kpi_last_refresh",
    "kpi_status",  # one sentence: what the last refresh did
    "kpi_next",  # range, one column: what to do next, one line each
    "kpi_version",  # of the template
    "kpi_names",  # range, one column: headers of all KPIs, for the drop-down of kpi_matrix_kpi
    "kpi_rate_names",  # range, one column: headers of the rates, shown as percentages in the matrix
)
"""Defined names that are settings or that the refresh writes; each workbook may lack any of them."""

LOOK_SHEETS = ("board", "reps", "teams", "sources", "matrix", "days", "weeks", "months")
"""Sheets of the look group, in order: their keys without `sheet.`."""


def formula_names() -> dict[str, str]:
    """Defined names of formula cells outside tables, and what each shows; a refresh supplies cached values.

    The values are `stale` ("" after a refresh), `month` (that of `kpi_month_shown`, or ""), `card:<kpi>`
    (the KPI of 全体 on the board, or "") and `before:<kpi>` (of the month before in ChartMonths, or "").

    >>> formula_names()["kpi_card_calls"]
    'card:calls'
    """
    views = [sheet for sheet in LOOK_SHEETS if sheet != "board"]
    return {
        "kpi_stale": "stale",
        **{f"kpi_stale_{sheet}": "stale" for sheet in views},
        **{f"kpi_shown_{sheet}": "month" for sheet in views},
        **{f"kpi_card_{kpi}": f"card:{kpi}" for kpi in CARD_KPIS},
        **{f"kpi_card_before_{kpi}": f"before:{kpi}" for kpi in CARD_KPIS},
    }
