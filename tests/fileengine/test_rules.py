"""Conditional formats and validations through xlwings; rules of people stay as they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule, DataBarRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tests.fileengine.onfile import built, from_rows, sheet_xml, with_rep_table

# As Excel writes a data bar: the rule, and in the extensions its solid fill, tied by an id.
DATA_BAR = (
    '<conditionalFormatting sqref="B2:B3"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="min"/>'
    '<cfvo type="max"/><color rgb="FF638EC6"/></dataBar><extLst>'
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"><x14:id>{DA7ABA51-AAAA-BBBB-0001-000000000001}</x14:id></ext>'
    "</extLst></cfRule></conditionalFormatting>"
)
EXTENSIONS = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:cfRule type="dataBar" id="{DA7ABA51-AAAA-BBBB-0001-000000000001}"><x14:dataBar gradient="0">'
    '<x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule>'
    "<xm:sqref>B2:B3</xm:sqref>"
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext>"
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1">'
    "<x14:formula1><xm:f>設定!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>C2:C3</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations></ext></extLst>"
)
ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def test_a_cell_value_rule_as_openpyxl_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    rules = book.sheets["KPI"]["D2:D3"].conditional_formats
    rule = rules.add_cell_value(
        "less_than", 0.2, fill_color="#FFC7CE", font_color=(156, 0, 6), font_bold=True
    )
    assert (rule.type, rule.operator, rule.formula1, rule.fill_color) == (
        *("cell_value", "less_than", "=0.2", (255, 199, 206)),
    )
    book.save()
    written = openpyxl.load_workbook(path)["KPI"].conditional_formatting
    (area,) = written
    assert str(area.sqref) == "D2:D3"
    assert (area.rules[0].operator, area.rules[0].formula, area.rules[0].priority) == ("lessThan", ["0.2"], 1)
    assert area.rules[0].dxf.fill.bgColor.rgb == "FFFFC7CE"
    assert area.rules[0].dxf.font.b


def test_new_rules_come_first_and_the_others_keep_their_order(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        fill = PatternFill("solid", bgColor="FFC000")
        sheet.conditional_formatting.add("A1:B9", CellIsRule(operator="equal", formula=["1"], fill=fill))
        sheet.conditional_formatting.add("A1:A9", CellIsRule(operator="equal", formula=["2"]))

    book = built(tmp_path / "KPI.xlsx", build)
    cells = book.sheets["KPI"]["A1"]
    cells.conditional_formats.add_custom("=$B1>3", font_italic=True, stop_if_true=True)
    found = list(cells.conditional_formats)
    assert [rule.formula or rule.formula1 for rule in found] == ["=$B1>3", "=1", "=2"]
    assert found[0].stop_if_true
    assert len(book.sheets["KPI"]["B9"].conditional_formats) == 1
    found[1].delete()
    assert len(cells.conditional_formats) == 2


def test_a_rule_is_changed_in_place(tmp_path: Path) -> None:
    book = built(tmp_path / "KPI.xlsx", with_rep_table)
    rules = book.sheets["KPI"]["D2:D3"].conditional_formats
    rules.add_cell_value("less_than", 0.2, fill_color="#FFC7CE")
    rules[0].set(operator="between", formula1=0.2, formula2="=$D$2", font_bold=True)
    rule = rules[0]
    assert (rule.operator, rule.formula1, rule.formula2) == ("between", "=0.2", "=$D$2")
    assert (rule.fill_color, rule.font_bold) == ((255, 199, 206), True)


def test_texts_in_rules_are_quoted_and_table_columns_refused(tmp_path: Path) -> None:
    rules = built(tmp_path / "KPI.xlsx", with_rep_table).sheets["KPI"]["A2:A3"].conditional_formats
    assert rules.add_cell_value("equal_to", '"下回る"は').formula1 == '="""下回る""は"'
    with pytest.raises(ValueError, match="table columns"):
        rules.add_custom("=RepKPI[@架電数]>3")


def test_scales_bars_and_icons(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    rules = book.sheets["KPI"]["B2:B3"].conditional_formats
    scale = rules.add_color_scale(["#F8696B", "#FFEB84", "#63BE7B"])
    assert scale.colors == ((248, 105, 107), (255, 235, 132), (99, 190, 123))
    assert scale.threshold_types == ("lowest_value", "percentile", "highest_value")
    bar = rules.add_data_bar("#638EC6", minimum=0, show_value=False)
    assert (bar.bar_color, bar.thresholds, bar.show_value) == ((99, 142, 198), (0, None), False)
    icons = rules.add_icon_set("3_traffic_lights_1", reverse_order=True)
    assert (icons.icon_set, icons.thresholds, icons.reverse_order) == ("3_traffic_lights_1", (33, 67), True)
    assert '<dataBar minLength="0" maxLength="100"' in sheet_xml(book), "half the highest is half as long"
    book.save()
    kinds = [
        rule.type
        for area in openpyxl.load_workbook(path)["KPI"].conditional_formatting
        for rule in area.rules
    ]
    assert kinds == ["colorScale", "dataBar", "iconSet"]
    with pytest.raises(NotImplementedError, match="gradient"):
        rules.add_data_bar("#638EC6", gradient=False)


def test_rules_of_people_stay_byte_for_byte_beside_new_ones(tmp_path: Path) -> None:
    book = from_rows(tmp_path / "KPI.xlsx", ROWS, DATA_BAR)
    book.sheets["KPI"]["A1"].conditional_formats.add_cell_value("equal_to", 1, font_bold=True)
    assert DATA_BAR.replace('priority="1"', 'priority="2"') in sheet_xml(book)


def test_clearing_cuts_the_cells_out_of_wider_rules(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        sheet.conditional_formatting.add("A1:C3", DataBarRule("num", 0, "num", 9, color="638EC6"))

    book = built(tmp_path / "KPI.xlsx", build)
    sheet = book.sheets["KPI"]
    sheet["B2"].conditional_formats.clear()
    assert 'sqref="A1:C1 A3:C3 A2 C2"' in sheet_xml(book)
    sheet["A1:C3"].conditional_formats.clear()
    assert "conditionalFormatting" not in sheet_xml(book)


def test_a_data_bar_and_its_extension_are_one_rule(tmp_path: Path) -> None:
    book = from_rows(tmp_path / "KPI.xlsx", ROWS, DATA_BAR)
    package = book.impl.package
    root = package.edit("xl/worksheets/sheet1.xml")
    xml = sheet_xml(book).replace("</worksheet>", f"{EXTENSIONS}</worksheet>")
    package.write("xl/worksheets/sheet1.xml", xml.encode())
    assert root is not package.tree("xl/worksheets/sheet1.xml")
    rules = book.sheets["KPI"]["B2"].conditional_formats
    assert [rule.type for rule in rules] == ["data_bar"]
    rules[0].delete()
    assert "dataBar" not in sheet_xml(book)
    assert "x14:dataValidation " in sheet_xml(book)


def test_rules_in_extensions_grow_with_their_table(tmp_path: Path) -> None:
    book = built(tmp_path / "KPI.xlsx", with_rep_table)
    package = book.impl.package
    xml = sheet_xml(book)
    place = xml.index("<tableParts")
    end = xml.index("</worksheet>")
    package.write("xl/worksheets/sheet1.xml", (xml[:end] + EXTENSIONS + xml[end:]).encode())
    assert place < end
    sheet = book.sheets["KPI"]
    sheet.tables["RepKPI"].resize(sheet["A1:D6"])
    assert "<xm:sqref>B2:B6</xm:sqref>" in sheet_xml(book)
    assert "<xm:sqref>C2:C6</xm:sqref>" in sheet_xml(book)
    assert sheet["C6"].data_validation.source == "=設定!$A$1:$A$9"


def test_a_list_to_choose_from(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    book = built(path, with_rep_table)
    sheet = book.sheets["KPI"]
    sheet["F1"].data_validation.set_list(["架電数", "接続数"])
    sheet["F2"].data_validation.set_list(sheet["A2:A3"], in_cell_dropdown=False)
    book.names.add("kpi_months", "=KPI!$G$1:$G$13")
    sheet["F3"].data_validation.set_list(book.names["kpi_months"])
    assert [sheet[f"F{row}"].data_validation.source for row in (1, 2, 3)] == [
        *("架電数,接続数", "=KPI!$A$2:$A$3", "=kpi_months")
    ]
    assert [sheet[f"F{row}"].data_validation.in_cell_dropdown for row in (1, 2)] == [True, False]
    book.save()
    written = openpyxl.load_workbook(path)["KPI"].data_validations.dataValidation
    assert [one.formula1 for one in written] == ['"架電数,接続数"', "KPI!$A$2:$A$3", "kpi_months"]


def test_numbers_dates_and_formulas_as_validations(tmp_path: Path) -> None:
    sheet = built(tmp_path / "KPI.xlsx", with_rep_table).sheets["KPI"]
    rule = sheet["B2:B3"].data_validation
    rule.set_whole_number("between", 0, 500)
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == (
        "whole_number",
        "between",
        "=0",
        "=500",
    )
    rule.set_date("greater_than_or_equal", dt.date(2026, 4, 1))
    assert (rule.type, rule.formula1) == ("date", "=DATE(2026,4,1)")
    rule.set_custom("=COUNTIF($A:$A,A2)=1")
    assert (rule.type, rule.formula) == ("custom", "=COUNTIF($A:$A,A2)=1")
    assert sheet["B3:B4"].data_validation.type == "mixed_criteria"
    sheet["B3"].data_validation.delete()
    assert [sheet[cell].data_validation.type for cell in ("B2", "B3")] == ["custom", "none"]


def test_messages_of_the_template_are_read_and_stay(tmp_path: Path) -> None:
    def build(sheet: Worksheet) -> None:
        validation = DataValidation(
            type="list",
            formula1='"休業日,出勤日"',
            errorStyle="warning",
            promptTitle="区分",
            prompt="選んでください",
        )
        validation.add("A1:A9")
        sheet.add_data_validation(validation)

    book = built(tmp_path / "KPI.xlsx", build)
    sheet = book.sheets["KPI"]
    found = sheet["A1"].data_validation
    assert (found.input_title, found.input_message, found.alert_style) == (
        "区分",
        "選んでください",
        "warning",
    )
    sheet["A5"].data_validation.set_list(["別"])
    assert 'sqref="A1:A4 A6:A9"' in sheet_xml(book)
    assert 'prompt="選んでください"' in sheet_xml(book)
