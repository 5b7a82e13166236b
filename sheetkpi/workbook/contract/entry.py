"""The tables of the enter group: what people type or paste, and what became of it."""

from __future__ import annotations

from sheetkpi.workbook.contract.columns import Column, TableSpec

ISSUE_LINK = (
    '=IF([@[{cell}]]="","",IFERROR(HYPERLINK(IF([@[{sheet}]]="",[@[{file}]],'
    'IF([@[{file}]]="","#","["&[@[{file}]]&"]")&"\'"&SUBSTITUTE([@[{sheet}]],"\'","\'\'")'
    '&"\'!"&[@[{cell}]]),"→"),""))'
)
"""Jumps to the cell of an issue, in this workbook or in another file; empty where there is no cell."""


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
    )
