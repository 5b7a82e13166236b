"""Filling tables: what is written, where, and what is refused before a cell is touched."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sheetkpi.errors import SheetKPIError
from tests.libreoffice import needs_libreoffice, recalculated
from tests.workbook.books import fill, grid, make_book, opened, refill, reps, table_rows

SATO = {"佐藤 健": {"calls": 40, "connects": 10, "meetings": 3}}


def rep_book(
    folder: Path, headers: list[str], *rows: list[object], at: str = "A1", sheet: str = "担当別"
) -> Path:
    cells = grid(at, [headers, *(rows or [[None] * len(headers)])])
    last = max(cells, key=lambda address: (len(address), address)) if rows else None
    column = chr(ord(at[0]) + len(headers) - 1)
    bottom = int(at[1:]) + max(len(rows), 1)
    del last
    return make_book(folder / "KPI.xlsx", {sheet: cells}, {"RepKPI": f"{sheet}!{at}:{column}{bottom}"})


def test_columns_are_filled_where_the_user_put_them(tmp_path: Path):
    path = rep_book(tmp_path, ["接続数", "メモ", "担当者", "架電数"], at="D7")
    refill(path, {"RepKPI": reps(SATO)})
    assert table_rows(path, "担当別", "RepKPI", ["接続数", "メモ", "担当者", "架電数"]) == [
        [10, None, "佐藤 健", 40]
    ]
    assert openpyxl.load_workbook(path)["担当別"].tables["RepKPI"].ref.startswith("D7:")


def test_english_headers_in_a_japanese_book_are_filled_and_not_repeated(tmp_path: Path):
    path = rep_book(tmp_path, ["担当者", "Calls", "接続率"])
    refill(path, {"RepKPI": reps(SATO)})
    sheet = openpyxl.load_workbook(path)["担当別"]
    headers = [cell.value for cell in sheet[sheet.tables["RepKPI"].ref][0]]
    assert headers[:3] == ["担当者", "Calls", "接続率"]
    assert "架電数" not in headers
    connects, calls = "RepKPI[[#This Row],[接続数]]", "RepKPI[[#This Row],[Calls]]"
    assert sheet["C2"].value == f'=IFERROR(IF({connects}="","",{connects}/{calls}),"")'


def test_lacking_columns_are_appended_at_the_right_with_format_and_look(tmp_path: Path):
    from openpyxl.styles import Font, PatternFill

    path = rep_book(tmp_path, ["担当者", "メモ"], ["佐藤 健", "x"])
    book = openpyxl.load_workbook(path)
    book["担当別"]["B1"].fill = PatternFill("solid", fgColor="00DDEEFF")
    book["担当別"]["B1"].font = Font(bold=True)
    book.save(path)
    refill(path, {"RepKPI": reps(SATO)})
    sheet = openpyxl.load_workbook(path)["担当別"]
    headers = {cell.value: cell for cell in sheet[1]}
    assert list(headers)[:3] == ["担当者", "メモ", "チーム"]
    assert headers["架電数"].fill.fgColor.rgb[2:] == "DDEEFF"
    assert headers["架電数"].font.bold
    formats = {
        name: sheet.cell(2, headers[name].column).number_format for name in ("架電数", "接続率", "受注貢献額")
    }
    assert formats == {"架電数": "#,##0", "接続率": "0.0%", "受注貢献額": '"¥"#,##0'}


def test_rates_are_formulas_that_carry_their_value(tmp_path: Path):
    path = rep_book(tmp_path, ["担当者", "架電数", "接続数", "接続率", "商談創出数", "商談化率"])
    refill(path, {"RepKPI": reps({**SATO, "鈴木 葵": {}})})
    values = openpyxl.load_workbook(path, data_only=True)["担当別"]
    assert (values["D2"].value, values["F2"].value) == (0.25, 0.3)
    assert values["D3"].value in (None, "")
    assert openpyxl.load_workbook(path)["担当別"]["D3"].value.startswith("=IFERROR(")


@needs_libreoffice
def test_libreoffice_comes_to_the_same_values(tmp_path: Path):
    headers = ["担当者", "架電数", "接続数", "接続[率]", "接続率"]
    path = rep_book(tmp_path, headers)
    refill(path, {"RepKPI": reps({**SATO, "鈴木 葵": {}})})
    ours = openpyxl.load_workbook(path, data_only=True)["担当別"]
    theirs = openpyxl.load_workbook(recalculated(path, tmp_path / "lo"), data_only=True)["担当別"]
    for row in ours.iter_rows():
        for cell in row:
            assert (theirs[cell.coordinate].value or None) == (cell.value or None), cell.coordinate


def test_data_that_looks_like_a_formula_lands_as_text(tmp_path: Path):
    names = ['=HYPERLINK("x")', "+81", "-5", "@SUM(A1)", "11/2", "001", "TRUE", "'x"]
    path = rep_book(tmp_path, ["担当者", "架電数"])
    refill(path, {"RepKPI": reps({name: {} for name in names})})
    cells = [row[0] for row in openpyxl.load_workbook(path)["担当別"]["A2:A9"]]
    assert [cell.data_type for cell in cells] == ["s"] * 8 or all(
        cell.data_type in ("s", "inlineStr") for cell in cells
    )
    assert [cell.value for cell in cells] == names
    refill(path, {"RepKPI": reps({name: {} for name in names})})
    assert [row[0] for row in table_rows(path, "担当別", "RepKPI")] == names


def test_names_of_nobody_are_words_and_found_again_in_either_language(tmp_path: Path):
    headers = ["チーム", "架電数"]
    cells = grid("A1", [headers, ["All", 1], ["未所属", 2]])
    path = make_book(tmp_path / "KPI.xlsx", {"チーム別": cells}, {"TeamKPI": "チーム別!A1:B3"})
    frame = reps({"a": {"calls": 1}, "b": {"calls": 2}, "c": {"calls": 3}}).drop(columns="rep")
    frame["team"] = ["第1課", "unassigned", "all"]
    refill(path, {"TeamKPI": frame})
    assert table_rows(path, "チーム別", "TeamKPI", headers) == [["未所属", 2], ["第1課", 1], ["全体", 3]]


def test_dates_are_keys_like_any_other(tmp_path: Path):
    headers = ["日付", "担当者", "架電数", "メモ"]
    day = datetime(2026, 11, 2)
    cells = grid("A1", [headers, [day, "佐藤 健", 1, "雨"]])
    path = make_book(tmp_path / "KPI.xlsx", {"日別": cells}, {"DailyKPI": "日別!A1:D2"})
    frame = reps({"佐藤 健": {"calls": 7}, "鈴木 葵": {"calls": 8}})
    frame.insert(0, "date", pd.to_datetime([date(2026, 11, 2)] * 2))
    refill(path, {"DailyKPI": frame})
    assert table_rows(path, "日別", "DailyKPI", headers) == [
        [day, "佐藤 健", 7, "雨"],
        [day, "鈴木 葵", 8, None],
    ]


def test_a_formula_that_needs_a_missing_table_is_written_as_values(tmp_path: Path):
    cells = grid("A1", [["担当者", "1", "2"], ["佐藤 健", None, None]])
    path = make_book(tmp_path / "KPI.xlsx", {"日別マトリクス": cells}, {"DayMatrix": "日別マトリクス!A1:C2"})
    frame = pd.DataFrame({"rep": ["佐藤 健"], "team": ["第1課"], "day_1": [5], "day_2": [None]})
    refill(path, {"DayMatrix": frame})
    assert table_rows(path, "日別マトリクス", "DayMatrix", ["担当者", "1", "2"]) == [["佐藤 健", 5, None]]


def test_a_table_that_would_grow_into_occupied_cells_is_refused_and_nothing_written(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {
            "担当別": {**grid("A1", [["担当者"], [None]]), "A4": "来月の予定"},
            "チーム別": grid("A1", [["チーム"], [None]]),
        },
        {"RepKPI": "担当別!A1:A2", "TeamKPI": "チーム別!A1:A2"},
    )
    before = path.read_bytes()
    team = reps({"a": {}}).drop(columns="rep")
    with opened(path) as book:
        with pytest.raises(SheetKPIError) as error:
            fill(book, {"TeamKPI": team, "RepKPI": reps({"a": {}, "b": {}, "c": {}})})
        assert "セル A4 にデータがあります" in error.value.sentence("ja")
        assert not book.impl.package.changed
        book.save()
    assert path.read_bytes() == before or openpyxl.load_workbook(path)["チーム別"]["A2"].value is None


def test_a_table_that_would_grow_into_another_is_refused(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {"担当別": {**grid("A1", [["担当者"], [None]]), **grid("A4", [["商品"], ["x"]])}},
        {"RepKPI": "担当別!A1:A2", "Goods": "担当別!A4:A5"},
    )
    with opened(path) as book, pytest.raises(SheetKPIError) as error:
        fill(book, {"RepKPI": reps({"a": {}, "b": {}, "c": {}})})
    assert "表「Goods」に重なります" in error.value.sentence("ja")


def test_where_new_columns_have_no_room_the_table_is_filled_without_them(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx",
        {"担当別": {**grid("A1", [["担当者", "架電数", "接続率"], [None] * 3]), "E2": "メモ"}},
        {"RepKPI": "担当別!A1:C2"},
    )
    for counts in (SATO, {**SATO, "鈴木 葵": {"calls": 5}}):
        refill(path, {"RepKPI": reps(counts)})
    assert table_rows(path, "担当別", "RepKPI") == [["佐藤 健", 40, 0.25], ["鈴木 葵", 5, 0]]
    assert openpyxl.load_workbook(path)["担当別"]["E2"].value == "メモ"


def test_a_second_refresh_with_the_same_data_changes_nothing(tmp_path: Path):
    from zipfile import ZipFile

    path = rep_book(tmp_path, ["担当者", "メモ", "架電数"], ["鈴木 葵", "x", 1], ["佐藤 健", None, 2])
    frames = {"RepKPI": reps({**SATO, "鈴木 葵": {"calls": 3}})}
    refill(path, frames)
    first = {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()}
    refill(path, frames)
    assert {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()} == first


def test_an_empty_report_leaves_one_blank_row(tmp_path: Path):
    path = rep_book(tmp_path, ["担当者", "架電数"], ["佐藤 健", 1], ["鈴木 葵", 1])
    refill(path, {"RepKPI": reps(SATO).iloc[:0]})
    assert table_rows(path, "担当別", "RepKPI", ["担当者", "架電数"]) == [[None, None]]
    refill(path, {"RepKPI": reps(SATO)})
    assert table_rows(path, "担当別", "RepKPI", ["担当者", "架電数"]) == [["佐藤 健", 40]]


def test_the_totals_row_stays_at_the_bottom(tmp_path: Path):
    path = rep_book(tmp_path, ["担当者", "架電数"], ["佐藤 健", 1], ["合計", "=SUBTOTAL(109,B2:B2)"])
    book = openpyxl.load_workbook(path)
    book["担当別"].tables["RepKPI"].totalsRowCount = 1
    book.save(path)
    for names in (["佐藤 健", "鈴木 葵", "田中 葉月"], ["鈴木 葵"]):
        refill(path, {"RepKPI": reps({name: {"calls": 2} for name in names})})
        rows = table_rows(path, "担当別", "RepKPI", ["担当者"])
        assert [row[0] for row in rows] == [*names, "合計"]


def test_the_roster_is_filled_once_and_then_left_to_people(tmp_path: Path):
    cells = grid("A1", [["担当者", "別名", "チーム", "役割"], [None] * 4, [None] * 4, [None] * 4])
    path = make_book(tmp_path / "KPI.xlsx", {"名簿": cells}, {"Roster": "名簿!A1:D4"})
    found = pd.DataFrame({"rep": ["佐藤 健", "鈴木 葵"], "team": ["第1課", "第2課"], "role": ["", ""]})
    refill(path, {"Roster": found})
    assert table_rows(path, "名簿", "Roster") == [
        ["佐藤 健", None, "第1課", None],
        ["鈴木 葵", None, "第2課", None],
        [None] * 4,
    ]


def test_unknown_results_are_appended_and_decisions_kept(tmp_path: Path):
    header = ["結果の文言", "意味", "件数"]
    cells = grid("A1", [header, ["再架電", "担当者接続", 9], ["つながらず", None, 4]])
    path = make_book(
        tmp_path / "KPI.xlsx", {"架電結果マッピング": cells}, {"ResultMap": "架電結果マッピング!A1:C3"}
    )
    refill(path, {"ResultMap": pd.DataFrame({"text": ["折返し", "つながらず"], "records": [7, 5]})})
    assert table_rows(path, "架電結果マッピング", "ResultMap", header) == [
        ["つながらず", None, 5],
        ["折返し", None, 7],
        ["再架電", "担当者接続", 9],
    ]


def test_a_known_source_is_updated_and_a_new_one_takes_the_first_blank_row(tmp_path: Path):
    header = ["名前", "種別", "場所", "シート", "最終取込", "読込件数"]
    cells = grid("A1", [header, ["架電", "CSV", "calls.csv", None, None, None], [None] * 6])
    path = make_book(tmp_path / "KPI.xlsx", {"取込元": cells}, {"Sources": "取込元!A1:F3"})
    read = datetime(2026, 11, 22, 9, 30)
    rows = [["x", "CSV", "calls.csv", "", read, 120], ["案件", "Excel", "deals.xlsx", "案件", read, 30]]
    frame = pd.DataFrame(rows, columns=["name", "kind", "place", "sheet", "last_read", "records_read"])
    refill(path, {"Sources": frame})
    assert table_rows(path, "取込元", "Sources") == [
        ["架電", "CSV", "calls.csv", None, read, 120],
        ["案件", "Excel", "deals.xlsx", "案件", read, 30],
    ]
