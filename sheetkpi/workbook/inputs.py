"""Everything a refresh reads from the workbook before it looks at any activity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.errors import SheetKPIError
from sheetkpi.grid import cell_address
from sheetkpi.language import Language, preferred_language
from sheetkpi.model.benchmarks import Bands, spellings
from sheetkpi.model.metrics import TARGET_MEETINGS, KpiTree, own_kpis
from sheetkpi.model.settings import Settings
from sheetkpi.tables.names import other_name
from sheetkpi.tables.registry import specs
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.adopting import adopted_in, adopted_specs, left_alone_in
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import (
    AnyTable,
    Findings,
    FoundTable,
    PeoplesTable,
    Remark,
    columns_of_theirs,
    find_adopted,
    find_tables,
    list_tables,
    may_be_theirs,
    recognised,
)
from sheetkpi.workbook.issues import is_ignored, open_lines, reason_of
from sheetkpi.workbook.names import NamedCells, named_cells
from sheetkpi.workbook.overrides import can_be_typed_over
from sheetkpi.workbook.planning import Vocabulary, headers_after, typed_over
from sheetkpi.workbook.settings import matrix_kpi, read_settings
from sheetkpi.workbook.sheets import read_content, with_dates
from sheetkpi.workbook.tableplan import Content
from sheetkpi.workbook.text import as_text, plain

if TYPE_CHECKING:
    import xlwings as xw

SETTINGS_TABLES = (
    *("ColumnMap", "ResultMap", "Roster", "Holidays", "Metrics", "Sources", "Benchmarks"),
    *("TeamTargets", "RepTargets", "Attendance", "Meetings", "Costs", "FollowUps"),
)


@dataclass(frozen=True)
class Inputs:
    """What people have set and typed in one workbook.

    `frames` has one frame per table of `SETTINGS_TABLES`, empty where the workbook lacks it: the columns are
    the contract's column keys, text is stripped ("" where empty), everything else is as it stands in
    the cell (float, datetime, text somebody typed instead; None where empty). A column that begins as a
    formula (`connect_rate.assumed`) holds only what people typed over it, None elsewhere. The index is the
    row's number in the table, from 0.

    `marks` holds the lines of `ImportIssues` that somebody marked 無視: file, sheet, cell, value, reason
    (the key in `language.reasons`). `problems` are those of the `Metrics` table (see `metrics.own_kpis`).
    `windows` are the rates judged over several months, and how many. `uncollected` counts the open lines of
    `CollectIssues` (see `issues.open_lines`).
    """

    settings: Settings
    tree: KpiTree
    specs: dict[str, TableSpec]
    findings: Findings
    names: dict[str, NamedCells]
    frames: dict[str, pd.DataFrame]
    marks: pd.DataFrame
    problems: pd.DataFrame
    windows: dict[str, int]
    uncollected: int = 0

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What is worth saying about the workbook's tables."""
        return self.findings.remarks

    @property
    def tables(self) -> dict[str, FoundTable]:
        """The contract's tables that this workbook has, by name."""
        return self.findings.tables

    @property
    def filled(self) -> dict[str, FoundTable]:
        """All tables that are filled: the contract's, and those of people's own that are filled like them."""
        return {**self.tables, **self.findings.adopted}

    @property
    def language(self) -> Language:
        """The workbook's language."""
        return self.settings.language


def read_inputs(book: xw.Book) -> Inputs:
    """Read settings, maps, roster, holidays, KPIs and marks from `book`; nothing is written.

    Raises a SheetKPIError for a setting that is not understood and for tables that cannot be filled (see
    `finding.find_tables`).

    >>> with sheetkpi.open_book("KPI.xlsx") as book:  # doctest: +SKIP
    ...     read_inputs(book).settings.month
    """
    names = named_cells(book)
    everything = list_tables(book)
    settings = read_settings(book, names, _language_of(everything))
    plain_specs = specs(KpiTree())
    theirs = left_alone_in(book)
    named = tuple(table for table in everything if table.name.casefold() not in theirs)
    first = find_tables(named, plain_specs)
    frames = {name: read_frame(book, first, plain_specs[name]) for name in SETTINGS_TABLES}
    own, problems = own_kpis(frames["Metrics"])
    tree = KpiTree(target_meeting=TARGET_MEETINGS[settings.target_meeting]).extended(own)
    bands, _ = Bands.from_frame(frames["Benchmarks"], frames["Metrics"], tree)
    has_roles = any(frames["TeamTargets"]["role"])
    tree = replace(tree, by_role=bool(bands.of_roles), targets_by_role=has_roles)
    windows = bands.windowed(tree)
    all_specs = specs(tree, tuple(windows))
    wanted = adopted_specs(adopted_in(book), all_specs)
    of_contract = tuple(table for table in named if table.name not in wanted)
    findings = _left_to_people(book, replace(find_tables(of_contract, all_specs), everything=everything))
    adopted = find_adopted(everything, wanted)
    findings = replace(findings, adopted=adopted, remarks=_remarks(findings.remarks, wanted, adopted))
    settings = replace(settings, matrix_kpi=matrix_kpi(book, names, tree))
    return Inputs(
        settings,
        tree,
        all_specs,
        findings,
        names,
        frames,
        _marks(read_frame(book, findings, all_specs["ImportIssues"])),
        problems,
        windows,
        open_lines(read_frame(book, findings, all_specs["CollectIssues"])),
    )


def _left_to_people(book: xw.Book, findings: Findings) -> Findings:
    """`findings` without the tables that have a name and key of ours and hold something else."""
    theirs = {}
    for name, table in findings.tables.items():
        if table.rows > 0 and may_be_theirs(table.headers, table.spec):
            rows = read_content(book, table).values
            if holds := columns_of_theirs(table.headers, rows, table.spec):
                theirs[name] = PeoplesTable(table, table.spec, holds=holds)
    ours = {name: table for name, table in findings.tables.items() if name not in theirs}
    return replace(findings, tables=ours, peoples=(*findings.peoples, *theirs.values()))


def _remarks(
    remarks: Sequence[Remark], wanted: Iterable[str], adopted: Mapping[str, FoundTable]
) -> tuple[Remark, ...]:
    """`remarks` on tables that are not filled, and on those that were and cannot be found any more."""
    lost = [Remark("remark.adopted_lost", {"name": name}) for name in wanted if name not in adopted]
    return (*(remark for remark in remarks if remark.values.get("name") not in adopted), *lost)


def workbook_language(book: xw.Book) -> Language:
    """The language of the people of `book`: its setting, else that of its tables, else the machine's."""
    try:
        everything = list_tables(book)
        return read_settings(book, named_cells(book), _language_of(everything)).language
    except SheetKPIError:  # a setting that is not understood is told when the work begins
        return _language_of(everything)


def month_cell(inputs: Inputs) -> str:
    """Where the month to show is typed, as `Board!M4`; "" where the workbook has no such cell."""
    cells = inputs.names.get("kpi_month")
    return cells.area.resized(1, 1).label if cells else ""


def first_free_cell(inputs: Inputs, table: str) -> str:
    """Where the next row of a table of the contract would begin, as `Sheet!A5`; "" without that table."""
    found = inputs.tables.get(table)
    if found is None:
        return ""
    filled = len(inputs.frames[table])
    row = found.area.top + 1 + min(filled, max(found.rows, filled))
    return f"{found.area.sheet}!{cell_address(row, found.area.left)}"


def read_frame(book: xw.Book, findings: Findings, spec: TableSpec) -> pd.DataFrame:
    """The rows of one table as a frame (see `Inputs.frames`), rows without any content left out."""
    table = findings.tables.get(spec.name)
    if table is None or table.rows < 1:
        return _frame(spec, [])
    content = read_content(book, table)
    typed = _typed_over(table, content)
    rows = []
    for number, row in enumerate(_by_key(content.values, table)):
        rows.append(row | {column: None for column, over in typed.items() if not over[number]})
    return _frame(spec, rows)


def frame_of(cells: Sequence[Sequence[Any]], spec: TableSpec) -> pd.DataFrame:
    """The rows of a table whose cells are given, the header row first, in the columns of `spec`.

    Raises a SheetKPIError where a key column is missing.

    >>> from sheetkpi.tables.registry import specs
    >>> frame_of([["指標", "下限"], ["接続率", 0.2]], specs(KpiTree())["Benchmarks"])["low"].tolist()
    [0.2]
    """
    area = Area("", 1, 1, len(cells), len(cells[0]))
    given = AnyTable(spec.name, area, tuple(as_text(header) for header in cells[0]))
    table = recognised(given, spec)
    return _frame(spec, _by_key(with_dates([list(row) for row in cells[1:]], table), table))


def _by_key(rows: Sequence[Sequence[Any]], table: FoundTable) -> list[dict[str, Any]]:
    return [{key: row[place] for key, place in table.columns.items()} for row in rows]


def _frame(spec: TableSpec, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    texts = {column.key for column in spec if column.kind == "text"}
    lines = [
        {
            column.key: as_text(row.get(column.key)) if column.key in texts else row.get(column.key)
            for column in spec
        }
        for row in rows
    ]
    frame = pd.DataFrame(lines, columns=[column.key for column in spec], dtype=object)
    return frame[[any(as_text(value) for value in line.values()) for line in lines]] if lines else frame


def _typed_over(table: FoundTable, content: Content) -> dict[str, list[bool]]:
    """For each column that begins as a formula, in which rows people typed over it."""
    headers = {table.spec.name: headers_after(table, (), "ja")}
    own_row = Vocabulary(headers, (), "ja")
    return {
        column.key: typed_over(column, table, content, own_row.formula(column, table.spec.name))
        for column in table.spec
        if column.key in table.columns and can_be_typed_over(column)
    }


def vocabulary_of(inputs: Inputs) -> Vocabulary:
    """What the formulas of this workbook are made with, as its tables are now.

    A KPI that people wrote in another way in `Benchmarks` is looked for as it is written there.
    """
    headers = {name: headers_after(table, (), inputs.language) for name, table in inputs.filled.items()}
    words = spellings(inputs.frames["Benchmarks"]["kpi"])
    called = {name: table.name for name, table in inputs.tables.items() if table.name == other_name(name)}
    return Vocabulary(headers, inputs.names.keys(), inputs.language, words, called)


def marks_in(book: xw.Book, inputs: Inputs, table: str) -> pd.DataFrame:
    """The lines marked 無視 in a table of issues (see `Inputs.marks`)."""
    return _marks(read_frame(book, inputs.findings, inputs.specs[table]))


def _marks(issues: pd.DataFrame) -> pd.DataFrame:
    ignored = [is_ignored(mark) for mark in issues["mark"]]
    marks = issues.loc[ignored, ["file", "sheet", "cell", "value", "reason"]].reset_index(drop=True)
    return marks.assign(reason=marks["reason"].map(reason_of))


def _language_of(everything: tuple[AnyTable, ...]) -> Language:
    """The language most headers of our tables are written in; the machine's where there are none."""
    japanese = english = 0
    for spec in specs(KpiTree()).values():
        for table in everything:
            if table.name.casefold() not in (spec.name.casefold(), other_name(spec.name).casefold()):
                continue
            headers = {plain(header) for header in table.headers}
            for column in spec:
                if column.label:
                    continue
                japanese += plain(column.header("ja")) in headers
                english += plain(column.header("en")) in headers
    if japanese == english:
        return preferred_language()
    return "ja" if japanese > english else "en"
