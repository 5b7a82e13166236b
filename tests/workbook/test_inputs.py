"""Settings, lists and marks as people type them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.workbook.inputs import Inputs, read_inputs
from sheetkpi.workbook.settings import month_typed
from tests.workbook.books import grid, make_book, opened


def read(path: Path) -> Inputs:
    with opened(path) as book:
        return read_inputs(book)


def with_settings(folder: Path, **values: Any) -> Path:
    """A workbook whose sheet 設定 has one setting per row, from B1 on."""
    cells = {f"B{row}": value for row, value in enumerate(values.values(), 1)}
    names = {f"kpi_{name}": f"設定!B{row}" for row, name in enumerate(values, 1)}
    return make_book(folder / "KPI.xlsx", {"設定": {"A1": "設定", **cells}}, names=names)


def test_settings_are_words_of_either_language_or_codes(tmp_path: Path):
    path = with_settings(
        tmp_path, language="日本語", connect_level="通電", meeting_basis="Held", daily_entry="add"
    )
    settings = read(path).settings
    assert (settings.language, settings.connect_level) == ("ja", "line")
    assert (settings.meeting_basis, settings.daily_entry) == ("held", "add")


@pytest.mark.parametrize(
    ("typed", "code"), [("実績比", "share"), ("Capacity", "capacity"), (None, "capacity")]
)
def test_targets_are_divided_by_capacity_unless_somebody_chooses_past_shares(
    tmp_path: Path, typed: str | None, code: str
):
    assert read(with_settings(tmp_path, weight_basis=typed)).settings.weight_basis == code


def test_a_rate_judged_over_months_has_columns_for_them(tmp_path: Path):
    rows = [["指標", "リード経路", "判定月数"], ["接続率", None, 6]]
    path = make_book(tmp_path / "KPI.xlsx", {"B": grid("A1", rows)}, {"Benchmarks": "B!A1:C2"})
    inputs = read(path)
    assert inputs.windows == {"connect_rate": 6, "opportunity_rate": 3, "win_rate": 3}
    assert inputs.specs["RepKPI"]["connect_rate.judged"].formula


def test_numbers_may_be_text_in_full_width(tmp_path: Path):
    settings = read(with_settings(tmp_path, closing_day="２０", fiscal_start=1, min_sample=50)).settings
    assert (settings.closing_day, settings.fiscal_start, settings.min_sample) == (20, 1, 50)


def test_an_empty_setting_is_the_default(tmp_path: Path):
    settings = read(with_settings(tmp_path, month=None, country=None, closing_day=None)).settings
    assert (settings.month, settings.country, settings.closing_day) == (None, "JP", 0)


@pytest.mark.parametrize(
    "typed",
    [
        datetime(2026, 4, 1),
        datetime(2026, 4, 30),
        46113.0,
        "2026/4",
        "２０２６年４月",
        "2026-04-15",
        "2026年4月度",
    ],
)
def test_a_month_is_a_date_in_it_or_a_text_like_one(typed: Any):
    assert month_typed(typed) == date(2026, 4, 1)


@pytest.mark.parametrize("typed", ["来月", "2026/13", 4.0, True])
def test_a_month_that_is_no_date_is_none(typed: Any):
    assert month_typed(typed) is None


def test_a_month_that_is_no_date_stops_with_the_cell(tmp_path: Path):
    with pytest.raises(SheetKPIError) as error:
        read(with_settings(tmp_path, month="来月"))
    said = error.value.sentence("ja")
    assert said.startswith("設定!B1（名前 kpi_month）の表示する月「来月」は日付として読めません。")


def test_an_unknown_choice_stops_with_what_can_be_chosen(tmp_path: Path):
    with pytest.raises(SheetKPIError) as error:
        read(with_settings(tmp_path, language="ja", connect_level="留守電"))
    assert "担当者接続 / 通電" in error.value.sentence("ja")


def test_a_closing_day_beyond_the_month_is_refused(tmp_path: Path):
    with pytest.raises(SheetKPIError, match="0–28"):
        read(with_settings(tmp_path, closing_day=35))


def test_a_name_that_points_nowhere_is_passed_over(tmp_path: Path):
    import openpyxl
    from openpyxl.workbook.defined_name import DefinedName

    path = with_settings(tmp_path, country="US")
    book = openpyxl.load_workbook(path)
    book.defined_names["kpi_month"] = DefinedName("kpi_month", attr_text="#REF!")
    book.save(path)
    assert read(path).settings.country == "US"
    assert read(path).settings.month is None


def test_the_language_is_that_of_the_headers_where_nothing_is_set(tmp_path: Path):
    cells = {"Reps": grid("A1", [["Rep", "Team", "Calls"], ["Sato", None, None]])}
    assert read(make_book(tmp_path / "KPI.xlsx", cells, {"RepKPI": "Reps!A1:C2"})).language == "en"


def test_lists_come_with_column_keys_whatever_order_and_language(tmp_path: Path):
    rows = [
        ["Team", "担当者", "開始日", "備考"],
        ["第1課", " 佐藤 健 ", datetime(2026, 4, 1), "x"],
        [None] * 4,
    ]
    path = make_book(tmp_path / "KPI.xlsx", {"名簿": grid("A1", rows)}, {"Roster": "名簿!A1:D3"})
    roster = read(path).frames["Roster"]
    assert roster.to_dict("records") == [
        {
            "rep": "佐藤 健",
            "aliases": "",
            "team": "第1課",
            "from": datetime(2026, 4, 1),
            "to": None,
            "fte": None,
            "role": "",
        }
    ]


def test_a_list_the_workbook_lacks_is_empty(tmp_path: Path):
    inputs = read(make_book(tmp_path / "KPI.xlsx", {"a": {"A1": 1}}))
    assert all(frame.empty for frame in inputs.frames.values())
    assert list(inputs.frames["ResultMap"].columns) == ["text", "meaning", "reason", "records"]


def test_marks_are_told_by_reason_not_by_sentence(tmp_path: Path):
    header = ["ファイル", "シート", "セル", "値", "理由", "処理"]
    reason = "休日の日付「12/32」を読み取れません。2026/12/29 のように入力してください。"
    rows = [header, [None, "休日", "A5", "12/32", reason, "無視"], [None, "休日", "A6", "x", reason, None]]
    path = make_book(
        tmp_path / "KPI.xlsx", {"取込結果": grid("A1", rows)}, {"ImportIssues": "取込結果!A1:F3"}
    )
    assert read(path).marks.to_dict("records") == [
        {"file": "", "sheet": "休日", "cell": "A5", "value": "12/32", "reason": "reason.holiday_date"}
    ]
