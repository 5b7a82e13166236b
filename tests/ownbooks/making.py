"""One workbook with a KPI table of somebody's own: columns, notes, links, rules and figures of theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, DataBarRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableFormula

REPS = {
    "ja": [
        *("森 葵", "原田 陸", "石井 蓮", "岡本 凛", "中島 湊"),
        *("小川 芽", "前田 樹", "藤井 翠", "西村 新", "竹内 杏"),
    ],
    "en": [
        *("Mori A", "Harada R", "Ishii R", "Okamoto R", "Nakajima M"),
        *("Ogawa M", "Maeda I", "Fujii S", "Nishimura A", "Smith O'N"),
    ],
}
HEADERS = {
    "ja": ["担当者", "架電数", "接続数", "接続率", "メモ", "自分の計算"],
    "en": ["Rep", "Calls", "Connects", "Connect rate", "Memo", "Own"],
}
KEY, CALLS, CONNECTS, RATE, MEMO, OWN = range(6)
NOTED = 1
"""The rep (by place in `REPS`) with a memo, a note and a link; there in every phase."""
BESIDE = 40
"""Columns right of the table's first one, where something stands that is not the table's."""
LINK = "https://example.com/reps/1"


@dataclass(frozen=True)
class Plan:
    """What a workbook is to be like. The table's header begins in row `top`, column `left` (from 1)."""

    language: str = "ja"
    top: int = 1
    left: int = 1
    totals: bool = False
    own: str = "structured"
    """The user's calculated column: `structured`, `relative` (`B3*2`), or `none`."""
    date1904: bool = False
    chart: bool = False
    hidden: bool = False
    array: bool = False
    name: str = "KPI"

    @property
    def headers(self) -> list[str]:
        """The table's headers."""
        return HEADERS[self.language]

    @property
    def reps(self) -> list[str]:
        """The reps there may be."""
        return REPS[self.language]

    @property
    def bottom(self) -> int:
        """The last data row at first."""
        return self.top + 3

    def cell(self, row: int, column: int) -> str:
        """The address of a data cell: row and column from 0 within the table's data."""
        return f"{get_column_letter(self.left + column)}{self.top + 1 + row}"

    @property
    def ref(self) -> str:
        """The table's range."""
        last = f"{get_column_letter(self.left + 5)}{self.bottom + self.totals}"
        return f"{get_column_letter(self.left)}{self.top}:{last}"

    def own_formula(self, row: int) -> str:
        """The formula of the user's own column, as the file has it."""
        if self.own == "structured":
            return f"RepKPI[[#This Row],[{self.headers[CALLS]}]]*2"
        return f"{self.cell(row, CALLS)}*2"


def with_openpyxl(path: Path, plan: Plan) -> None:
    """The workbook as openpyxl writes it."""
    book = openpyxl.Workbook()
    if plan.date1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = plan.name
    for column, header in enumerate(plan.headers):
        sheet.cell(plan.top, plan.left + column, header).font = Font(bold=True, name="Yu Gothic")
    for row, rep in enumerate(plan.reps[:3]):
        sheet[plan.cell(row, KEY)] = rep
        sheet[plan.cell(row, CALLS)] = row + 1
        sheet[plan.cell(row, CALLS)].number_format = "#,##0"
        sheet[plan.cell(row, RATE)].number_format = "0.0%"
        if plan.own != "none":
            sheet[plan.cell(row, OWN)] = "=" + plan.own_formula(row)
            sheet[plan.cell(row, OWN)].fill = PatternFill("solid", fgColor="FFF2CC")
    memo = sheet[plan.cell(NOTED, MEMO)]
    memo.value, memo.comment = f"about {plan.reps[NOTED]}", Comment("ask again", "somebody")
    sheet[plan.cell(NOTED, KEY)].hyperlink = LINK
    sheet.cell(plan.top + 2, plan.left + BESIDE, "beside")
    sheet.cell(plan.top + 60, plan.left, dt.datetime(2026, 11, 2)).number_format = "yyyy/mm/dd"
    table = Table(displayName="RepKPI", ref=plan.ref)
    table._initialise_columns()
    for column, header in zip(table.tableColumns, plan.headers, strict=True):
        column.name = header
    if plan.own == "structured":
        table.tableColumns[OWN].calculatedColumnFormula = TableFormula(attr_text=plan.own_formula(0))
    if plan.totals:
        table.totalsRowCount = 1
        table.tableColumns[KEY].totalsRowLabel = "sum"
        table.tableColumns[CALLS].totalsRowFunction = "sum"
        sheet[plan.cell(3, KEY)] = "sum"
        sheet[plan.cell(3, CALLS)] = f"=SUBTOTAL(109,RepKPI[{plan.headers[CALLS]}])"
        table.autoFilter.ref = plan.ref.rpartition(":")[0] + ":" + plan.cell(2, 5)
    sheet.add_table(table)
    calls = f"{plan.cell(0, CALLS)}:{plan.cell(2, CALLS)}"
    sheet.conditional_formatting.add(calls, CellIsRule("lessThan", ["2"], fill=PatternFill(bgColor="FFC7CE")))
    sheet.conditional_formatting.add(calls, DataBarRule("num", 0, "max", color="638EC6"))
    validation = DataValidation(type="list", formula1='"A,B,C"')
    validation.add(f"{plan.cell(0, MEMO)}:{plan.cell(2, MEMO)}")
    sheet.add_data_validation(validation)
    if plan.hidden:
        sheet.row_dimensions[plan.top + 1 + NOTED].hidden = True
        sheet.column_dimensions[get_column_letter(plan.left + MEMO)].width = 30
    other = book.create_sheet("Summary")
    other["A1"] = f"=SUM(RepKPI[{plan.headers[CALLS]}])"
    other["A2"] = "=kpi_note"
    if plan.array:
        other["C1"] = openpyxl.worksheet.formula.ArrayFormula("C1:C2", "=TRANSPOSE(E1:F1)")
        other["E1"], other["F1"] = 1, 2
    book.defined_names["kpi_note"] = DefinedName("kpi_note", attr_text="Summary!$E$1")
    if plan.chart:
        chart = BarChart()
        chart.add_data(
            Reference(sheet, plan.left + CALLS, plan.top, None, plan.bottom), titles_from_data=True
        )
        sheet.add_chart(chart, f"{get_column_letter(plan.left + BESIDE)}{plan.top + 5}")
    book.save(path)


def with_xlsxwriter(path: Path, plan: Plan) -> None:
    """The workbook as XlsxWriter writes it, which knows more of Excel: sparklines, rich text, data bars."""
    book = xlsxwriter.Workbook(path, {"date_1904": plan.date1904})
    sheet = book.add_worksheet(plan.name)
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    percent, date = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "yyyy/mm/dd"})
    top, left = plan.top - 1, plan.left - 1
    columns: list[dict[str, object]] = [{"header": header} for header in plan.headers]
    columns[RATE]["format"] = percent
    if plan.own == "structured":
        columns[OWN]["formula"] = f"=RepKPI[[#This Row],[{plan.headers[CALLS]}]]*2"
    if plan.totals:
        columns[KEY]["total_string"] = "sum"
        columns[CALLS]["total_function"] = "sum"
        columns[CALLS]["total_value"] = 6
    options = {"name": "RepKPI", "columns": columns, "total_row": plan.totals, "style": "Table Style Light 9"}
    sheet.add_table(top, left, top + 3 + plan.totals, left + 5, options)
    for row, rep in enumerate(plan.reps[:3]):
        sheet.write(plan.cell(row, KEY), rep)
        sheet.write(plan.cell(row, CALLS), row + 1)
        if plan.own == "relative":
            sheet.write_formula(plan.cell(row, OWN), "=" + plan.own_formula(row), None, 2 * (row + 1))
        if plan.own == "structured":
            sheet.write_formula(plan.cell(row, OWN), str(columns[OWN]["formula"]), None, 2 * (row + 1))
    sheet.write_url(plan.cell(NOTED, KEY), LINK, None, plan.reps[NOTED])
    sheet.write(plan.cell(NOTED, MEMO), f"about {plan.reps[NOTED]}")
    sheet.write_comment(plan.cell(NOTED, MEMO), "ask again", {"author": "somebody"})
    sheet.write(top + 2, left + BESIDE, "beside")
    sheet.write_rich_string(top + 3, left + BESIDE, "rich ", bold, "text", red, " of mine")
    sheet.write_datetime(top + 60, left, dt.datetime(2026, 11, 2), date)
    calls = f"{plan.cell(0, CALLS)}:{plan.cell(2, CALLS)}"
    sheet.conditional_format(calls, {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(calls, {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.data_validation(
        f"{plan.cell(0, MEMO)}:{plan.cell(2, MEMO)}", {"validate": "list", "source": ["A", "B"]}
    )
    for row in range(3):
        drawn = f"'{plan.name}'!{plan.cell(row, CALLS)}:{plan.cell(row, CONNECTS)}"
        sheet.add_sparkline(top + 1 + row, left + MEMO, {"range": drawn})
    if plan.hidden:
        sheet.set_row(top + 1 + NOTED, 30, None, {"hidden": True})
    other = book.add_worksheet("Summary")
    other.write_formula("A1", f"=SUM(RepKPI[{plan.headers[CALLS]}])", None, 6)
    other.write_formula("A2", "=kpi_note", None, 1)
    other.write_row("E1", [1, 2])
    if plan.array:
        other.write_array_formula("C1:C2", "{=TRANSPOSE(E1:F1)}", None, 1)
        other.write_dynamic_array_formula("H1:H2", "=UNIQUE(E1:F1)", None, 1)
    book.define_name("kpi_note", "=Summary!$E$1")
    if plan.chart:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": [plan.name, top + 1, left + CALLS, top + 3, left + CALLS]})
        sheet.insert_chart(top + 5, left + BESIDE, chart)
    book.close()
