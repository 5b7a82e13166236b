"""Every table of the product, in the order of its sheets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, get_args

from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables import (
    activity,
    allleads,
    attendance,
    benchmarks,
    besthours,
    board,
    calllists,
    charts,
    cohorts,
    columnmap,
    costs,
    dailyentry,
    dailykpi,
    daymatrix,
    diagnosis,
    entryhealth,
    entryhistory,
    firstresponse,
    followups,
    holidays,
    importsheets,
    importsources,
    issues,
    listyield,
    meetings,
    metrics,
    monthlykpi,
    nextsteps,
    pipeline,
    progress,
    reasons,
    repkpi,
    repmonths,
    reptargets,
    resultmap,
    review,
    roster,
    sourcekpi,
    sourceyield,
    standing,
    teamkpi,
    teamsources,
    teamtargets,
    teamweeks,
    tryyield,
    weeklykpi,
)
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.spec import Group, Sight, Table, TableSpec

TABLES: tuple[Table, ...] = (
    board.TABLE,
    sourceyield.TABLE,
    progress.TABLE,
    diagnosis.TABLE,
    nextsteps.TABLE,
    standing.TABLE,
    repkpi.TABLE,
    repmonths.TABLE,
    teamkpi.TABLE,
    sourcekpi.TABLE,
    pipeline.TABLE,
    reasons.TABLE,
    calllists.TABLE,
    daymatrix.TABLE,
    dailykpi.TABLE,
    weeklykpi.TABLE,
    teamweeks.TABLE,
    monthlykpi.TABLE,
    cohorts.TABLE,
    cohorts.BY_MEETING,
    entryhealth.TABLE,
    besthours.TABLE,
    tryyield.TABLE,
    firstresponse.TABLE,
    listyield.TABLE,
    allleads.TABLE,
    teamtargets.TABLE,
    reptargets.TABLE,
    dailyentry.TABLE,
    activity.TABLE,
    attendance.TABLE,
    costs.TABLE,
    review.TABLE,
    followups.TABLE,
    meetings.TABLE,
    issues.ISSUE_SUMMARY,
    issues.IMPORT_ISSUES,
    issues.COLLECT_ISSUES,
    entryhistory.TABLE,
    roster.TABLE,
    columnmap.TABLE,
    resultmap.TABLE,
    benchmarks.TABLE,
    metrics.TABLE,
    holidays.TABLE,
    importsources.TABLE,
    importsheets.TABLE,
    charts.FUNNEL,
    charts.MONTHS,
    teamsources.TABLE,
)

RAW_TABLES = frozenset(table.name for table in TABLES if table.raw)
"""Tables of raw activity, of which a workbook may have several."""


FRONT_SHEETS = (
    *("board", "executive", "progress", "diagnosis", "reps", "coaching", "targets"),
    *("entry", "activity", "issues", "roster", "settings"),
)
"""The sheets in sight in a new workbook: those people go through, type in and look up. All others are hidden
until somebody shows them, or a refresh has something to say there."""

MINIMAL_SHEETS = ("board", "progress", "diagnosis", "targets", "roster", "issues")
"""The sheets to see in a workbook of people's own which is to have as few as possible: where the month lands,
why, what it is held against, who is in which team, and what was not counted."""

BEHIND_MINIMAL = ("teams", "benchmarks", "charts")
"""What those rest on: they come with them, hidden."""

HIDDEN_SHEETS: Mapping[Group, tuple[str, ...]] = {
    group: tuple(
        dict.fromkeys(
            table.sheet
            for table in TABLES
            if table.group == group and table.sheet not in (*FRONT_SHEETS, "charts", "standing")
        )
    )
    for group in get_args(Group)
}
"""The sheets that people may want beside those, by group: shown and hidden by a button."""

LEADS = followups.TABLE.sheet
"""The sheet of the leads to call."""


def rep_sheets(*, with_leads: bool) -> tuple[str, str, str]:
    """The sheets in sight in the workbook of a rep, three at most: whoever has leads to call looks at these,
    anybody else at where they stand.

    >>> rep_sheets(with_leads=True)
    ('board', 'followups', 'entry')
    """
    return ("board", LEADS, "entry") if with_leads else ("board", "entry", "standing")


OF_ALL_MONTHS = ("list_analysis", "all_leads")
"""Sheets to look at that show no single month."""

LOOK_SHEETS = tuple(
    dict.fromkeys(
        table.sheet for table in TABLES if table.group == "look" and table.sheet not in OF_ALL_MONTHS
    )
)
"""Sheets of the look group that show a month, in order: their keys without `sheet.`."""


def sheet_sights(kind: Literal["rep", "team"]) -> dict[str, Sight]:
    """How each sheet stands in workbooks for recipients of `kind`: as the table on it that shows most.

    >>> sheet_sights("rep")["board"], sheet_sights("rep")["activity"]
    ('shown', 'absent')
    """
    order: tuple[Sight, ...] = ("shown", "hidden", "absent")
    found: dict[str, Sight] = {}
    for table in TABLES:
        sight = table.audience.of(kind).sight
        found[table.sheet] = min(sight, found.get(table.sheet, sight), key=order.index)
    return found


def specs(tree: KpiTree, windowed: Collection[str] = WINDOWED) -> dict[str, TableSpec]:
    """Every table by name, its KPI columns made from `tree`.

    `windowed` are the rates judged over several months, which have columns for that.
    """
    return {table.name: table.spec(tree, windowed) for table in TABLES}
