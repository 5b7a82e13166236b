"""Workbooks of people's own with KPI tables of theirs, as messy as they come: to be filled, or left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableFormula
from openpyxl.worksheet.worksheet import Worksheet

from tests.fileengine.books import with_text
from tests.ownbooks.features import pivot_table

LOG = [
    ["日付", "担当者", "チーム", "リード経路", "結果"],
    ["2026/11/2", "森 葵", "東", "展示会", "アポ獲得"],
    ["2026/11/4", "原田 陸", "西", "紹介", "不在"],
    ["2026/11/5", "森 葵", "東", "紹介", "接続"],
]
"""森 葵 (東) has two calls and a meeting, 原田 陸 (西) a call; 紹介 two calls, 展示会 one of each."""


@dataclass(frozen=True)
class Messy:
    """One workbook: how it is `drawn` on its first sheet, what it is filled like under which `label` (none:
    it is left alone), and what stands in it then: calls and meetings by key, from its header's cell on."""

    drawn: Callable[[Worksheet], None]
    label: str = ""
    like: str = "RepKPI"
    header: str = "A1"
    filled: dict[str, tuple[int, int]] = field(default_factory=dict)
    finished: Callable[[bytes], bytes] = bytes

    def make(self, path: Path) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "実績"
        self.drawn(sheet)
        log = book.create_sheet("活動")
        for row in LOG:
            log.append(row)
        book.save(path)
        path.write_bytes(self.finished(path.read_bytes()))
        return path


REPS = {"森 葵": (2, 1), "原田 陸": (1, 0)}


def rows(sheet: Worksheet, top: int, left: int, *cells: list[object]) -> None:
    for row, values in enumerate(cells, start=top):
        for column, value in enumerate(values, start=left):
            sheet.cell(row, column, value)


def table(sheet: Worksheet, name: str, ref: str) -> Table:
    made = Table(displayName=name, ref=ref)
    made._initialise_columns()
    for column, cell in zip(made.tableColumns, sheet[ref][0], strict=True):
        column.name = str(cell.value)
    sheet.add_table(made)
    return made


def away_from_the_corner(sheet: Worksheet) -> None:
    """A merged title, and formulas and notes of their own in columns between those that are filled."""
    sheet["C2"] = "11月の実績"
    sheet.merge_cells("C2:G2")
    header = ["担当者", "アポ数", "アポ率", "架電数", "メモ"]
    one, other = ["森 葵", 9, "=D5/F5", 9, "育休明け"], ["原田 陸", 8, "=D6/F6", 8, None]
    rows(sheet, 4, 3, header, one, other)
    for cell in ("E5", "E6"):
        sheet[cell].number_format = "0.00%"
    table(sheet, "担当KPI", "C4:G6")


def in_two_languages(sheet: Worksheet) -> None:
    header = ["営業担当\nRep", "架電数 / Calls", "アポ数（Meetings）", "順位"]
    rows(sheet, 1, 1, header, ["森 葵", 1, 1, 2], ["原田 陸", 1, 1, 1])
    table(sheet, "Reps2026", "A1:D3")


def a_range_with_a_chart(sheet: Worksheet) -> None:
    """No table; bold and coloured by hand, a sum of theirs far below, a chart of it."""
    rows(sheet, 3, 2, ["担当", "コール数", "アポ数"], ["森 葵", 1, 1], ["原田 陸", 1, 1])
    for cell in sheet["B3:D3"][0]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFF2CC")
    sheet["C20"] = "=SUM(C4:C5)"
    chart = BarChart()
    chart.add_data(Reference(sheet, 3, 3, 3, 5), titles_from_data=True)
    sheet.add_chart(chart, "H2")


def with_notes_and_rules(sheet: Worksheet) -> None:
    rows(sheet, 1, 1, ["担当者", "架電数", "アポ数"], ["森　葵", 1, 1], ["原田 陸", 1, 1], ["休 職子", 5, 5])
    sheet["A4"].comment = Comment("1月に復帰", "部長")
    sheet["B2"].number_format = "#,##0 件"
    rule = CellIsRule("lessThan", ["2"], fill=PatternFill(bgColor="FFC7CE"))
    sheet.conditional_formatting.add("B2:B4", rule)
    table(sheet, "担当別実績", "A1:C4")


def with_a_totals_row(sheet: Worksheet) -> None:
    """A totals row of the table, and a calculated column that says their table's name."""
    own = "担当表[[#This Row],[アポ数]]*2"
    header = ["担当者", "架電数", "アポ数", "点数"]
    one, other = ["森 葵", 1, 1, f"={own}"], ["原田 陸", 1, 1, f"={own}"]
    sums = ["計", "=SUBTOTAL(109,担当表[架電数])", "=SUBTOTAL(109,担当表[アポ数])", None]
    rows(sheet, 1, 1, header, one, other, sums)
    made = table(sheet, "担当表", "A1:D4")
    made.totalsRowCount = 1
    made.tableColumns[0].totalsRowLabel = "計"
    for column in made.tableColumns[1:3]:
        column.totalsRowFunction = "sum"
    made.tableColumns[3].calculatedColumnFormula = TableFormula(attr_text=own)
    made.autoFilter.ref = "A1:D3"


def with_a_pivot(sheet: Worksheet) -> None:
    rows(sheet, 1, 1, ["担当者", "架電数", "アポ数"], ["森 葵", 1, 1], ["原田 陸", 1, 1])
    table(sheet, "担当KPI", "A1:C3")


def by_team(sheet: Worksheet) -> None:
    rows(sheet, 1, 1, ["部署", "架電件数", "商談数"], ["東", 1, 1], ["西", 1, 1])
    table(sheet, "部署別", "A1:C3")


def by_source(sheet: Worksheet) -> None:
    rows(sheet, 2, 2, ["流入経路", "架電数", "アポ数", "費用"], ["展示会", 1, 1, 300], ["紹介", 1, 1, 0])


def a_range_with_sums(sheet: Worksheet) -> None:
    """A range without a table, its sums below, a cell elsewhere that looks at them, a name of its rows."""
    rows(sheet, 3, 2, ["担当", "コール数", "アポ数", "アポ率"], ["森 葵", 1, 1, "=D4/C4"])
    rows(sheet, 5, 2, ["原田 陸", 1, 1, "=D5/C5"], ["合計", "=SUM(C4:C5)", "=SUM(D4:D5)", "=D6/C6"])
    for cell in sheet["B6:E6"][0]:
        cell.font = Font(bold=True)
    sheet["G1"] = "=C6"
    sheet.print_area = "B3:E6"
    names = sheet.parent.defined_names
    names["担当一覧"] = DefinedName("担当一覧", attr_text="実績!$B$4:$B$5")


def a_range_with_typed_sums(sheet: Worksheet) -> None:
    """A range without a table, its sums below typed by hand."""
    rows(sheet, 1, 1, ["担当", "コール数", "アポ数", "メモ"], ["森 葵", 9, 4, "東"], ["原田 陸", 8, 1, None])
    rows(sheet, 4, 1, ["合計", 17, 5])


def by_name_only(sheet: Worksheet) -> None:
    """Tables that merely have names of ours, raw entries by day, and a list of targets."""
    rows(sheet, 1, 1, ["Member", "Calls", "Phone"], ["森", 1, "01"])
    table(sheet, "Board", "A1:C2")
    rows(sheet, 1, 6, ["日付", "担当者", "架電数", "アポ数"], ["2026/11/1", "森 葵", 1, 1])
    table(sheet, "日報", "F1:I2")
    rows(sheet, 1, 12, ["担当者", "架電目標", "アポ目標"], ["森 葵", 100, 9])
    table(sheet, "目標表", "L1:N2")


def unclear(sheet: Worksheet) -> None:
    """Worked out by formulas of theirs; sums among the reps; something right below a range."""
    rows(sheet, 1, 1, ["担当者", "架電数", "アポ数"], ["森 葵", "=1+1", "=1"], ["原田 陸", "=1", "=0"])
    table(sheet, "計算済み", "A1:C3")
    rows(sheet, 1, 6, ["担当者", "架電数", "アポ数"], ["森 葵", 1, 1], ["合計", 1, 1])
    table(sheet, "合計つき", "F1:H3")


MESSY = {
    "away from the corner": Messy(away_from_the_corner, "担当KPI", header="C4", filled=REPS),
    "in two languages": Messy(in_two_languages, "Reps2026", filled=REPS),
    "a range with a chart": Messy(a_range_with_a_chart, "実績!B3:D5", header="B3", filled=REPS),
    "with notes and rules": Messy(
        with_notes_and_rules, "担当別実績", filled={"森　葵": (2, 1), "原田 陸": (1, 0)}
    ),
    "with a totals row": Messy(with_a_totals_row, "担当表", filled=REPS),
    "with a pivot": Messy(
        with_a_pivot,
        "担当KPI",
        filled=REPS,
        finished=lambda data: with_text(
            pivot_table(data), "xl/pivotCache/pivotCacheDefinition1.xml", 'name="RepKPI"', 'name="担当KPI"'
        ),
    ),
    "by team": Messy(by_team, "部署別", "TeamKPI", filled={"東": (2, 1), "西": (1, 0)}),
    "by source": Messy(
        by_source, "実績!B2:E4", "SourceKPI", header="B2", filled={"展示会": (1, 1), "紹介": (2, 0)}
    ),
    "a range with sums": Messy(a_range_with_sums, "実績!B3:E6", header="B3", filled=REPS),
    "a range with typed sums": Messy(a_range_with_typed_sums, "実績!A1:D4", filled=REPS),
    "by name only": Messy(by_name_only),
    "unclear": Messy(unclear),
}
