"""The tables of the enter group: what people type or paste, and what became of it."""

from __future__ import annotations

from sheetkpi.tables.columns import Column, ColumnKind, TableSpec

ISSUE_LINK = (
    '=IF([@[{cell}]]="","",IFERROR(HYPERLINK(IF([@[{sheet}]]="",[@[{file}]],'
    'IF([@[{file}]]="","#","["&[@[{file}]]&"]")&"\'"&SUBSTITUTE([@[{sheet}]],"\'","\'\'")'
    '&"\'!"&[@[{cell}]]),"→"),""))'
)
"""Jumps to the cell of an issue, in this workbook or in another file; empty where there is no cell."""


ENTRY_COUNTS = (
    *("calls", "connects", "meetings", "opportunities", "wins", "won_amount"),
    *("emails", "documents", "follow_ups"),
)
"""What is counted in `DailyEntry`, in the order of its columns."""


def entry_tables() -> tuple[TableSpec, ...]:
    """The tables people enter activity in, and the issues found in it."""
    typed = [Column(key, typed=True) for key in ("rep", "team", "lead_source", "note")]
    typed_rep, typed_team, typed_source, typed_note = typed
    typed_date = Column("date", "date", typed=True)
    return (
        TableSpec(
            "DailyEntry",
            ("date", "rep", "lead_source"),
            "sheet.entry",
            "enter",
            (
                typed_date,
                typed_rep,
                typed_source,
                *(Column(key, _kind(key), typed=True) for key in ENTRY_COUNTS),
                typed_note,
                *_collected(),
            ),
        ),
        TableSpec(
            "EntryHistory",
            ("replaced_at", "date", "rep", "lead_source"),
            "sheet.entry_history",
            "enter",
            (
                Column("replaced_at", "date"),
                Column("replaced_by"),
                Column("date", "date"),
                Column("rep"),
                Column("lead_source"),
                *(Column(key, _kind(key)) for key in ENTRY_COUNTS),
                Column("note"),
                *_collected(),
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
        _issues("ImportIssues", "sheet.issues"),
        _issues("CollectIssues", "sheet.collect"),
        TableSpec(
            "IssueSummary",
            ("reason",),
            "sheet.issues",
            "enter",
            (Column("severity"), Column("reason"), Column("records", "count")),
            ordered=True,
        ),
    )


def _kind(count: str) -> ColumnKind:
    return "money" if count == "won_amount" else "count"


def _collected() -> tuple[Column, Column]:
    """Where a row of entries was collected from and the stamp it came with (see `people.stamps`); both empty
    in rows that were typed into the KPI workbook itself."""
    return Column("entered_in", folded=True), Column("stamp", folded=True)


def _issues(name: str, sheet: str) -> TableSpec:
    """A list of what could not be read or is worth knowing: of a refresh, or of collecting entries, so that
    neither wipes what the other found."""
    return TableSpec(
        name,
        ("file", "sheet", "cell", "value", "reason"),
        sheet,
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
    )
