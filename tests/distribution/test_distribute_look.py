"""Handed-out workbooks look as the KPI workbook does: its own sheets, columns and colours, without people."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.table import TableColumn, TableFormula
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.distribution.outgoing.anonymised.keeping import UnfitError
from sheetkpi.distribution.outgoing.anonymised.workbook import bare_workbook
from sheetkpi.distribution.outgoing.distributing import Distribution
from sheetkpi.distribution.outgoing.mentions import Mentions
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.macrobook.macros import put_modules
from sheetkpi.macrobook.reading import read_project
from sheetkpi.macrobook.vbaproject import Module
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.registry import specs
from tests.distribution import workbooks
from tests.distribution.workbooks import YAMADA
from tests.libreoffice import needs_libreoffice, recalculated

REP = "園部 光"
GREEN, YELLOW, RED = "FF1B5E20", "FFFFFF00", "FFB00020"
PER_CALL = 'IFERROR(480/RepKPI[[#This Row],[架電数]],"")'


def add_column(sheet: Worksheet, header: str, *, formula: str = "", typed: object = None) -> None:
    """Add a column to the right of RepKPI, as people do: of a formula, or of what they type."""
    table = sheet.tables["RepKPI"]
    left, top, right, bottom = range_boundaries(table.ref)
    sheet.cell(top, right + 1, header)
    for row in range(top + 1, bottom + 1):
        sheet.cell(row, right + 1, f"={formula}" if formula else typed)
    column = TableColumn(id=max(each.id for each in table.tableColumns) + 1, name=header)
    if formula:
        column.calculatedColumnFormula = TableFormula(attr_text=formula)
    table.tableColumns.append(column)
    table.ref = table.autoFilter.ref = (
        f"{get_column_letter(left)}{top}:{get_column_letter(right + 1)}{bottom}"
    )


def dressed(book: Path) -> Path:
    """The sample as a team makes it its own: colours, widths, rules, words, columns and sheets."""
    workbook = openpyxl.load_workbook(book)
    board, reps = workbook["ボード"], workbook["担当別"]
    board["B1"].font = Font(name="Meiryo", size=24, color=RED)
    board["I1"], board["J1"], board["K1"] = "朝会は9時から（全員参加）", 4321, f"{REP} がんばれ"
    reps.column_dimensions["B"].width = 31
    reps.freeze_panes = "B7"
    for cell in reps[6]:
        cell.fill = PatternFill("solid", fgColor=GREEN)
    reps["A7"].fill = PatternFill("solid", fgColor=YELLOW)
    reps["A7"].comment = Comment("気になる", "管理者")
    reps["A3"].comment = Comment("全員分", "管理者")
    over = CellIsRule(operator="greaterThan", formula=["99"], fill=PatternFill("solid", bgColor=GREEN))
    reps.conditional_formatting.add("C7:C21", over)
    reps.conditional_formatting.add("D9", CellIsRule(operator="greaterThan", formula=["98"]))
    add_column(reps, "面談メモ", typed="様子を見る")
    add_column(reps, "1件あたり分", formula=PER_CALL)
    prices = workbook.create_sheet("価格表")
    for line in (
        ("商品", "価格"),
        ("基本プラン", 50_000),
        ("上位プラン", "=B2*2"),
        ("合計", "=SUM(活動ログ!F:F)"),
    ):
        prices.append(line)
    chart = BarChart()
    chart.add_data(Reference(prices, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    prices.add_chart(chart, "D2")
    workbook.create_sheet("評価")["A1"] = "評価は 5"
    workbook.create_sheet("連絡先")["A1"] = f"{reps['A8'].value} 内線 12"
    workbook.move_sheet("日次入力", -10)
    workbook.save(book)
    return book


def choose(book: Path, sheets: str) -> None:
    """Name sheets in the setting of those that are handed out too."""
    with sheetkpi.open_book(book) as opened:
        opened.names["kpi_distribute_also"].refers_to_range.value = sheets
        opened.save()


def handed_out(book: Path, folder: Path, rep: str = REP) -> tuple[Distribution, Path]:
    """The workbook of one rep, and what was said of it."""
    result = sheetkpi.distribute(book, folder, only=[rep])
    assert not result.of("failed"), result.workbooks[0].error
    return result, result.workbooks[0].path


@pytest.fixture(scope="module")
def made_own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, dressed. Not to be changed: `own` is a copy."""
    folder = tmp_path_factory.mktemp("own") / "master"
    shutil.copytree(demo.parent, folder)
    return dressed(folder / demo.name)


@pytest.fixture
def own(made_own: Path, tmp_path: Path) -> Path:
    shutil.copytree(made_own.parent, tmp_path / "master")
    return tmp_path / "master" / made_own.name


@pytest.fixture(scope="module")
def plain(made_own: Path) -> tuple[Distribution, Path]:
    """What is made of it where nobody set anything."""
    return handed_out(made_own, made_own.parent.parent / "out")


@pytest.fixture(scope="module")
def asked_for(made_own: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Distribution, Path]:
    """What is made of it where the settings name sheets, and a folder."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copytree(made_own.parent, folder / "master")
    book = folder / "master" / made_own.name
    with sheetkpi.open_book(book) as opened:
        opened.names["kpi_distribute_folder"].refers_to_range.value = "営業共有_配布"
        opened.save()
    choose(book, "価格表、連絡先, 担当別、活動ログ、極秘の表")
    return handed_out(book, folder / "out")


def fill(sheet: Worksheet, cell: str) -> str:
    return str(sheet[cell].fill.fgColor.rgb)


def test_sheets_keep_their_order_columns_their_width_cells_their_colours(
    made_own: Path, plain: tuple[Distribution, Path]
) -> None:
    result, path = plain
    assert result.remarks == ()
    workbook = openpyxl.load_workbook(path)
    reps, board = workbook["担当別"], workbook["ボード"]
    masters = openpyxl.load_workbook(made_own, read_only=True).sheetnames
    order = [name for name in masters if name in workbook.sheetnames]
    assert workbook.sheetnames == order
    assert workbook.sheetnames.index("日次入力") < workbook.sheetnames.index("担当別目標")
    assert (reps.column_dimensions["B"].width, reps.freeze_panes) == (31, "B7")
    assert (fill(reps, "A6"), fill(reps, "C6")) == (GREEN, GREEN)
    assert fill(reps, "A7") != YELLOW, "one row coloured by hand is not how rows look"
    assert (board["B1"].font.name, board["B1"].font.color.rgb) == ("Meiryo", RED)
    assert board["B1"].value == f"{REP} さんの KPI ボード"


def test_words_stay_figures_and_names_do_not(plain: tuple[Distribution, Path]) -> None:
    _, path = plain
    workbook = openpyxl.load_workbook(path)
    board, reps = workbook["ボード"], workbook["担当別"]
    assert board["I1"].value == "朝会は9時から（全員参加）"
    assert (board["J1"].value, board["K1"].value) == (None, None)
    assert not any(cell.comment for row in reps.iter_rows() for cell in row)


def test_rules_over_a_column_go_along_and_rules_for_one_row_do_not(plain: tuple[Distribution, Path]) -> None:
    _, path = plain
    rules = openpyxl.load_workbook(path)["担当別"].conditional_formatting
    limits = {rule.formula[0]: str(area.sqref) for area in rules for rule in area.rules if rule.formula}
    assert limits["99"].startswith("C7:C")
    assert "98" not in limits


@needs_libreoffice
def test_own_columns_with_a_formula_go_along_and_typed_ones_do_not(
    plain: tuple[Distribution, Path], tmp_path: Path
) -> None:
    _, path = plain
    sheet = openpyxl.load_workbook(path)["担当別"]
    header, row = sheet[sheet.tables["RepKPI"].ref]
    shown = {cell.value: cell.column for cell in header}
    assert "面談メモ" not in shown
    assert "様子を見る" not in [cell.value for cell in row]
    assert row[shown["1件あたり分"] - 1].value == f"={PER_CALL}"
    computed = openpyxl.load_workbook(recalculated(path, tmp_path / "judged"), data_only=True)["担当別"]
    calls = computed.cell(7, shown["架電数"]).value
    assert computed.cell(7, shown["1件あたり分"]).value == pytest.approx(480 / calls)


def test_own_sheets_stay_behind_unless_the_setting_names_them(asked_for: tuple[Distribution, Path]) -> None:
    result, path = asked_for
    assert dict(result.remarks) == {
        "distribute.own_refused": {"names": "連絡先"},
        "distribute.own_missing": {"names": "活動ログ, 極秘の表"},
    }
    workbook = openpyxl.load_workbook(path)
    assert {"評価", "連絡先"}.isdisjoint(workbook.sheetnames)
    prices = workbook["価格表"]
    assert [[cell.value for cell in row] for row in prices["A1:B4"]] == [
        ["商品", "価格"],
        ["基本プラン", 50_000],
        ["上位プラン", "=B2*2"],
        ["合計", None],  # it summed what is not handed out
    ]
    assert len(prices._charts) == 1
    assert prices.sheet_state == "visible"


def test_the_settings_of_handing_out_are_nobodys_business(asked_for: tuple[Distribution, Path]) -> None:
    _, path = asked_for
    with zipfile.ZipFile(path) as package:
        said = "".join(package.read(part).decode() for part in package.namelist() if part.endswith(".xml"))
    assert "営業共有_配布" not in said
    assert "極秘の表" not in said


def stacked(workbook: openpyxl.Workbook) -> None:
    table = workbook["診断"].tables["Diagnosis"]
    del workbook["診断"].tables["Diagnosis"]
    *_, bottom = range_boundaries(table.ref)
    table.ref = table.autoFilter.ref = f"A{bottom + 400}:M{bottom + 401}"
    sheet = workbook["進捗"]
    for column, each in enumerate(table.tableColumns, start=1):
        sheet.cell(bottom + 400, column, each.name)
    sheet.add_table(table)


def without_board(workbook: openpyxl.Workbook) -> None:
    del workbook["ボード"].tables["Board"]


def mixed(workbook: openpyxl.Workbook) -> None:
    table = workbook["項目マッピング"].tables["ColumnMap"]
    del workbook["項目マッピング"].tables["ColumnMap"]
    table.ref = table.autoFilter.ref = f"AA30:{get_column_letter(26 + len(table.tableColumns))}31"
    for column, each in enumerate(table.tableColumns, start=27):
        workbook["チーム内比較"].cell(30, column, each.name)
    workbook["チーム内比較"].add_table(table)


@pytest.mark.parametrize(
    ("change", "why"),
    [(stacked, "own_stacked"), (without_board, "own_lacking"), (mixed, "own_mixed")],
    ids=["stacked", "lacking", "mixed"],
)
def test_what_cannot_be_handed_out_so_is_told(change: object, why: str, own: Path) -> None:
    workbook = openpyxl.load_workbook(own)
    change(workbook)  # type: ignore[operator]
    workbook.save(own)
    with pytest.raises(UnfitError) as unfit:
        bare_workbook(own, "ja", specs(KpiTree()), Mentions({}))
    assert unfit.value.key == f"distribute.{why}"


def test_what_cannot_be_handed_out_so_takes_the_look_of_the_template(own: Path, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(own)
    without_board(workbook)
    workbook.save(own)
    result, path = handed_out(own, tmp_path / "out")
    assert [key for key, _ in result.remarks] == ["distribute.own_lacking"]
    assert fill(openpyxl.load_workbook(path)["担当別"], "A6") != GREEN


GREETING = 'Attribute VB_Name = "Greeting"\r\nSub Greet()\r\n    MsgBox "おはようございます"\r\nEnd Sub\r\n'


def with_macros(book: Path) -> Path:
    """A workbook with macros: two modules of people's own, one of which names somebody."""
    package = Package.open(book)
    praise = GREETING.replace("Greeting", "Praise").replace("おはようございます", f"{YAMADA}さん、さすが")
    modules = [
        Module(name, text.encode("cp932")) for name, text in (("Greeting", GREETING), ("Praise", praise))
    ]
    put_modules(package, Workbook(package), modules, 932)
    path = book.with_suffix(".xlsm")
    path.write_bytes(package.to_bytes())
    return path


def test_macros_stay_behind_unless_the_setting_names_their_module(tmp_path: Path) -> None:
    master = with_macros(workbooks.master(tmp_path, workbooks.row(2, calls=40)))
    _, plain = handed_out(master, tmp_path / "out", YAMADA)
    assert plain.suffix == ".xlsx"
    choose(master, "Greeting、Praise")
    result, path = handed_out(master, tmp_path / "out", YAMADA)
    assert dict(result.remarks) == {"distribute.own_refused": {"names": "Praise"}}
    assert [each.name for each in (tmp_path / "out").glob("*.xls*")] == [path.name], "one file for each"
    assert path.suffix == ".xlsm"
    project = read_project(zipfile.ZipFile(path).read("xl/vbaProject.bin"))
    [module] = [each for each in project.modules if each.kind == "standard"]
    assert module.source.decode("cp932") == GREETING
    assert "Praise" not in project.names


def test_entries_in_a_workbook_with_macros_are_collected(tmp_path: Path) -> None:
    master = with_macros(workbooks.master(tmp_path, workbooks.row(2, calls=40)))
    choose(master, "Greeting")
    _, path = handed_out(master, tmp_path / "out", YAMADA)
    with sheetkpi.open_book(path) as opened:
        cells = opened.sheets["日次入力"].tables["DailyEntry"].data_body_range
        blank = next(number for number, row in enumerate(cells.value) if row[0] is None)
        cells[blank, 0].value = datetime(2026, 11, 19)
        cells[blank, 3].value = 17
        opened.save()
    collected = sheetkpi.collect(master, [tmp_path / "out"], today=date(2026, 11, 20))
    assert (collected.added, collected.left_out) == (1, 0)
