"""ImportIssues, CollectIssues and IssueSummary: what could not be read, or is worth knowing."""

from __future__ import annotations

from typing import Literal

from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import NOBODY, Table

ISSUE_LINK = (
    '=IF([@[{cell}]]="","",IFERROR(HYPERLINK(IF([@[{sheet}]]="",[@[{file}]],'
    'IF([@[{file}]]="","#","["&[@[{file}]]&"]")&"\'"&SUBSTITUTE([@[{sheet}]],"\'","\'\'")'
    '&"\'!"&[@[{cell}]]),"→"),""))'
)
"""Jumps to the cell of an issue, in this workbook or in another file; empty where there is no cell."""


def _issues(name: str, sheet: str, frame: Literal["reading", "collecting"]) -> Table:
    """A list of what a refresh found, or collecting entries, so that neither wipes what the other found."""
    return Table(
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
        frame=frame,
        audience=NOBODY,
        ordered=True,
        outlives=True,
    )


IMPORT_ISSUES = _issues("ImportIssues", "issues", "reading")
COLLECT_ISSUES = _issues("CollectIssues", "collect", "collecting")
ISSUE_SUMMARY = Table(
    "IssueSummary",
    ("reason",),
    "issues",
    "enter",
    (Column("severity"), Column("reason"), Column("records", "count")),
    frame="reading",
    audience=NOBODY,
    ordered=True,
)
