"""Tables are found by name, columns by header in either language; what is wrong is said in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import AnyTable, Findings, find_tables
from sheetkpi.workbook.inputs import read_inputs
from tests.workbook.books import grid, make_book, opened


def table(name: str, *headers: str, sheet: str = "担当別") -> AnyTable:
    return AnyTable(name, Area(sheet, 1, 1, 3, len(headers)), headers)


def found(*tables: AnyTable) -> Findings:
    return find_tables(tables, specs(KpiTree()))


def refused(*tables: AnyTable) -> str:
    with pytest.raises(SheetKPIError) as error:
        found(*tables)
    return error.value.sentence("ja")


def test_columns_are_found_in_any_order_in_both_languages_whatever_width_and_case():
    columns = found(table("repkpi", "メモ", "ＣＡＬＬＳ", "担当者", "Connect  rate")).tables["RepKPI"].columns
    assert columns == {"calls": 1, "rep": 2, "connect_rate": 3}


def test_headers_of_earlier_versions_are_known():
    headers = ("KPI", "チーム", "担当者", "今日までの目標", "見込み 下", "見込み 上")
    columns = found(table("Progress", *headers)).tables["Progress"].columns
    assert (columns["due"], columns["forecast_low"], columns["forecast_high"]) == (3, 4, 5)


def test_what_the_contract_does_not_know_is_the_users():
    assert found(table("RepKPI", "担当者", "メモ", "架電数", "目標")).tables["RepKPI"].users_columns == (1, 3)


def test_a_missing_table_is_no_error():
    assert found().tables == {}


def test_two_tables_of_one_name_are_refused_with_both_places():
    sentence = refused(table("RepKPI", "担当者"), table("REPKPI", "担当者", sheet="控え"))
    assert "担当別!A1:A3" in sentence
    assert "控え!A1:A3" in sentence


def test_a_deleted_key_column_is_asked_back():
    sentence = refused(table("RepKPI", "チーム", "架電数", "接続数"))
    assert "「担当者 / Rep」の列がありません" in sentence


def test_a_users_table_under_our_name_is_left_alone():
    findings = found(
        table("RepKPI", "商品", "単価"), table("Progress", "Task", "Owner", "Target", "Actual", "Attainment")
    )
    assert findings.tables == {}
    assert {(one.table.name, one.lacks) for one in findings.peoples} == {
        ("RepKPI", "担当者 / Rep"),
        ("Progress", "指標 / KPI"),
    }


def test_ours_has_another_name_beside_a_users_table_of_its_name():
    findings = found(table("Roster", "Name", "Team"), table("SheetKPI_Roster", "Rep", "Team"))
    assert findings.tables["Roster"].name == "SheetKPI_Roster"
    assert findings.peoples == ()


def test_a_column_in_both_languages_is_one_too_many():
    assert "架電数 / Calls" in refused(table("RepKPI", "担当者", "架電数", "Calls"))


def test_a_table_without_header_row_is_refused():
    with pytest.raises(SheetKPIError, match="hides its header row"):
        found(AnyTable("RepKPI", Area("担当別", 1, 1, 3, 2), ()))


def test_a_renamed_table_is_remarked_on_as_what_it_looks_like_most():
    remarks = found(table("担当別表", "日付", "担当者", "架電数", "接続数")).remarks
    assert [remark.values["table"] for remark in remarks] == ["DailyKPI"]
    assert "「担当別表」は「DailyKPI」に似ています" in remarks[0].sentence("ja")


def test_a_copy_of_a_table_that_is_there_is_not_remarked_on():
    ours = [table(spec.name, *(column.header("ja") for column in spec)) for spec in specs(KpiTree()).values()]
    assert found(*ours, table("RepKPI2", "担当者", "チーム", "架電数")).remarks == ()


def test_own_kpis_are_columns_of_every_view(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {
            "指標": grid("A1", [["名前", "分子", "分母", "段"], ["返信率", "返信数", "メール送信数", None]]),
            "担当別": grid("A1", [["担当者", "返信率", "メモ"], ["佐藤 健", None, None]]),
        },
        {"Metrics": "指標!A1:D2", "RepKPI": "担当別!A1:C2"},
    )
    with opened(path) as book:
        inputs = read_inputs(book)
    own = [kpi for kpi in inputs.tree if kpi.label]
    assert [(kpi.label, kpi.kind) for kpi in own] == [("返信数", "count"), ("返信率", "rate")]
    assert inputs.tables["RepKPI"].users_columns == (2,)
