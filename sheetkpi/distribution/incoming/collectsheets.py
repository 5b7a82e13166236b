"""What collecting leaves in the KPI workbook beside the entries: `CollectIssues`, `EntryHistory`, and a line
on the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.distribution.entries import EntryIssue, EntryKey
from sheetkpi.distribution.incoming.master import history_rows, read_entries
from sheetkpi.distribution.incoming.merging import Replacement
from sheetkpi.distribution.owncolumns import NO_OWN, OwnColumns
from sheetkpi.sources.issues import ISSUE_COLUMNS
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.entering import append_columns, enter_rows
from sheetkpi.workbook.filling import plan_tables
from sheetkpi.workbook.finding import find_tables, list_tables
from sheetkpi.workbook.inputs import Inputs, marks_in
from sheetkpi.workbook.issues import issue_table, lines_in_sheet, waiting_issues
from sheetkpi.workbook.newtable import add_table, sheet_to_add
from sheetkpi.workbook.status import CellsPlan, plan_uncollected
from sheetkpi.workbook.writing import write_table, write_values

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.tableplan import TablePlan

ISSUES, HISTORY = "CollectIssues", "EntryHistory"


@dataclass(frozen=True)
class ResultsPlan:
    """What collecting writes beside the entries. `issues` is None where the workbook has no table for them
    yet: it is made when there are any. `board` is None where the board says already what is to be said."""

    inputs: Inputs
    frame: pd.DataFrame
    history: list[dict[str, Any]]
    issues: TablePlan | None
    board: CellsPlan | None
    own: OwnColumns = NO_OWN

    @property
    def changes(self) -> bool:
        """Whether anything will read otherwise than now."""
        issues = self.issues.changes if self.issues else len(self.frame) > 0
        return issues or bool(self.history) or self.board is not None

    def write(self, book: xw.Book) -> None:
        """Write all of it, into new sheets where an older workbook has none: nothing may be lost."""
        spec = specs(self.inputs.tree)
        if self.history:
            if HISTORY not in self.inputs.tables:
                add_table(book, spec[HISTORY], self.inputs.language)
            frame = pd.DataFrame(self.history, dtype=object)
            known = {HISTORY: self.own.of_spec(spec[HISTORY])}
            append_columns(book, known[HISTORY], [key for key in self.own.headers if key in frame])
            enter_rows(book, {HISTORY: frame}, known)
        issues = self.issues
        if issues is None and len(self.frame):
            add_table(book, spec[ISSUES], self.inputs.language)
            findings = find_tables(list_tables(book), {ISSUES: spec[ISSUES]})
            (issues,) = plan_tables(book, replace(self.inputs, findings=findings), {ISSUES: self.frame})
        if issues is not None and issues.changes:
            write_table(book, issues)
        if self.board is not None:
            write_values(book, self.board.area, self.board.rows)


def plan_results(
    book: xw.Book,
    inputs: Inputs,
    replaced: Sequence[Replacement],
    findings: Sequence[EntryIssue],
    now: datetime,
    own: OwnColumns = NO_OWN,
) -> ResultsPlan:
    """Work out what goes into the two tables; lines that people marked 無視 keep their mark and go last.
    `own` are the columns people added to the entries: the history has them for the values replaced there."""
    issues = _issues(findings, marks_in(book, inputs, ISSUES))
    issues = lines_in_sheet(issues)
    frame = issue_table(issues, inputs.language)
    plans = plan_tables(book, inputs, {ISSUES: frame}) if ISSUES in inputs.tables else ()
    board = plan_uncollected(book, inputs, waiting_issues(issues), _sheet_of_issues(book, inputs))
    return ResultsPlan(inputs, frame, history_rows(replaced, now), next(iter(plans), None), board, own)


def _sheet_of_issues(book: xw.Book, inputs: Inputs) -> str:
    """Where `CollectIssues` is, or will be."""
    if ISSUES in inputs.tables:
        return inputs.tables[ISSUES].area.sheet
    return sheet_to_add(book, specs(inputs.tree)[ISSUES], inputs.language)


def read_history(
    book: xw.Book, inputs: Inputs, today: date, own: OwnColumns = NO_OWN
) -> frozenset[tuple[EntryKey, str]]:
    """Key and digest of every row that was replaced before."""
    table = inputs.tables.get(HISTORY)
    if table is None:
        return frozenset()
    rows, _ = read_entries(book, own.of_table(table), today)
    return frozenset((row.entry.key, row.entry.digest) for row in rows)


def _issues(findings: Sequence[EntryIssue], marks: pd.DataFrame) -> pd.DataFrame:
    """`findings` as issues (see `sources.issues.ISSUE_COLUMNS`)."""
    marked = set(marks[["file", "sheet", "cell", "reason"]].itertuples(index=False, name=None))
    rows = []
    for finding in findings:
        place, cell = finding.place, finding.place.cell(finding.column or "date")
        rows.append(
            {
                "severity": finding.severity,
                "place": place.file,
                "sheet": place.sheet,
                "row": place.row,
                "column": place.headers.get(finding.column, ""),
                "cell": cell,
                "value": finding.value,
                "reason": finding.reason,
                "values": dict(finding.values),
                "ignored": (place.file, place.sheet, cell, finding.reason) in marked,
            }
        )
    return pd.DataFrame(rows, columns=list(ISSUE_COLUMNS))
