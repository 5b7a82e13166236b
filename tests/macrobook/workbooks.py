"""Workbooks as people have them before they are given buttons."""

from __future__ import annotations

import io
import zipfile
from importlib.util import find_spec
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tests.fileengine.books import with_parts

LOG = [
    ["日付", "担当者", "チーム", "結果"],
    ["2026/11/2", "森 葵", "東", "アポ獲得"],
    ["2026/11/4", "原田 陸", "東", "不在"],
    ["2026/11/5", "森 葵", "東", "接続"],
]
XLWINGS = Path(find_spec("xlwings").origin).parent  # type: ignore[union-attr, arg-type]
RIBBON = (
    '<customUI xmlns="http://schemas.microsoft.com/office/{year}/customui"><ribbon><tabs>'
    '<tab id="Mine" label="自社"><group id="G" label="G"><button id="B" label="印刷" onAction="P"/></group>'
    "</tab></tabs></ribbon></customUI>"
)


def peoples_workbook(path: Path, activity: str = "活動") -> Path:
    """A workbook with raw activity, a chart, a comment, a rule, a drop-down and a look of its own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = activity
    for row in LOG:
        sheet.append(row)
    sheet["A1"].font = Font(name="Meiryo", bold=True, color="C00000")
    sheet["B2"].comment = Comment("育休明け", "森")
    sheet["F1"] = "=COUNTA(B2:B99)"
    sheet.conditional_formatting.add(
        "D2:D99", CellIsRule("equal", ['"不在"'], fill=PatternFill(bgColor="FFC7CE"))
    )
    validation = DataValidation("list", formula1='"不在,接続,アポ獲得"')
    sheet.add_data_validation(validation)
    validation.add("D2:D99")
    notes = book.create_sheet("メモ")
    for number in range(1, 6):
        notes.append([f"第{number}週", number * 10])
    chart = BarChart()
    chart.add_data(Reference(notes, min_col=2, min_row=1, max_row=5))
    notes.add_chart(chart, "D2")
    book.save(path)
    return path


def with_ribbon(path: Path, year: str) -> Path:
    """Give the workbook a ribbon tab of its own: `year` is 2006/01, Excel 2007's form, or 2009/07."""
    part, kind = ("customUI14", "2007") if year == "2009/07" else ("customUI", "2006")
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relationships = archive.read("_rels/.rels").decode()
    added = (
        f'<Relationship Id="rIdUi" Target="customUI/{part}.xml" '
        f'Type="http://schemas.microsoft.com/office/{kind}/relationships/ui/extensibility"/></Relationships>'
    )
    parts = {
        f"customUI/{part}.xml": RIBBON.format(year=year),
        "_rels/.rels": relationships.replace("</Relationships>", added),
    }
    path.write_bytes(with_parts(data, parts))
    return path


def with_project(path: Path, project: bytes) -> Path:
    """Replace the VBA project of a macro workbook."""
    path.write_bytes(with_parts(path.read_bytes(), {"xl/vbaProject.bin": project}))
    return path
