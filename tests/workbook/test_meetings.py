"""The list of meetings: what is missing, and what people type there counts at the next refresh."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import sheetkpi
from tests.smallbooks import TABLES as SMALL
from tests.smallbooks import template_with

TODAY = date(2026, 11, 20)
TABLES = frozenset(("Meetings", "RepKPI", "Roster", "ColumnMap", "ResultMap", "ImportIssues"))
ROWS = [
    "アポ獲得日,IS担当,会社名,商談日,結果,有効判定,営業担当",
    "2026/11/2,佐藤 葵,アルファ,2026/11/10,,,営業 一郎",
    "2026/11/4,森 蓮,ベータ,2026/11/12,実施,,",
    "2026/11/16,森 蓮,ガンマ,2026/11/26,,,",
    "2026/10/1,佐藤 葵,デルタ,2026/10/8,実施,有効,",
    "2026/11/5,佐藤 葵,イータ,2026/11/12,リスケ,,",
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "商談.csv").write_text("\n".join(ROWS), encoding="utf-8")
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(template_with(TABLES))
    return path


def refreshed(path: Path, today: date = TODAY) -> pd.DataFrame:
    """The list after a refresh, by company."""
    with sheetkpi.open_book(path) as book:
        sheetkpi.refresh(book, [path.with_name("商談.csv")], today=today)
        book.save()
        table = book.sheets["商談予定"].tables["Meetings"].range.value
        reps = book.sheets["担当別"].tables["RepKPI"].range.value
    frame = pd.DataFrame(table[1:], columns=table[0]).set_index("会社名")
    frame.attrs["reps"] = pd.DataFrame(reps[1:], columns=reps[0]).set_index("担当者")
    return frame


def typed(path: Path, company: str, **cells: str) -> None:
    """Type into the row of a company."""
    with sheetkpi.open_book(path) as book:
        sheet = book.sheets["商談予定"]
        area = sheet.tables["Meetings"].range
        headers, *rows = area.value
        row = next(number for number, row in enumerate(rows, 1) if row[1] == company)
        for header, text in cells.items():
            sheet.range((area.row + row, area.column + headers.index(header))).value = text
        book.save()


def test_three_weeks_of_meetings_stand_by_date_with_what_is_missing(book):
    with sheetkpi.open_book(book) as opened:
        assert not opened.sheets["商談予定"].visible
    listed = refreshed(book)
    assert listed.index.tolist() == ["アルファ", "イータ", "ベータ", "ガンマ"]
    assert listed["商談の状態"].tolist() == ["結果未入力", "延期（日程未定）", "実施", "予定"]
    assert listed["未入力"].fillna("").tolist() == ["商談結果", "新しい日程", "有効判定", ""]
    assert listed["フィールドセールス"].tolist()[0] == "営業 一郎"
    with sheetkpi.open_book(book) as opened:
        assert opened.sheets["商談予定"].visible


def test_what_is_typed_there_is_the_result_counts_once_and_outlives_its_weeks(book):
    before = refreshed(book).attrs["reps"]
    assert before.loc["佐藤 葵", ["商談創出数", "商談実施数", "結果未入力"]].tolist() == [2, 0, 1]
    typed(book, "アルファ", 商談結果="実施", 有効判定="無効", 無効理由="予算なし")
    listed = refreshed(book)
    assert listed.loc["アルファ", ["商談の状態", "商談結果"]].tolist() == ["実施 / 無効 / 予算なし", "実施"]
    after = listed.attrs["reps"]
    assert after.loc["佐藤 葵", ["商談創出数", "商談実施数", "結果未入力"]].tolist() == [2, 1, 0]
    assert after.loc["佐藤 葵", ["実施率", "有効率"]].tolist() == [1, 0]
    later = refreshed(book, date(2026, 12, 11))
    assert later.index.tolist() == ["アルファ"]
    assert later.loc["アルファ", "無効理由"] == "予算なし"
    assert later.attrs["reps"].loc["佐藤 葵", "商談実施数"] == 1


def test_a_result_typed_of_a_meeting_that_left_the_data_is_noted(book):
    refreshed(book)
    typed(book, "アルファ", 商談結果="実施")
    book.with_name("商談.csv").write_text("\n".join([ROWS[0], *ROWS[2:]]), encoding="utf-8")
    listed = refreshed(book)
    assert listed.loc["アルファ", "商談結果"] == "実施", "what was typed stays"
    with sheetkpi.open_book(book) as opened:
        header, *rows = opened.sheets["取込結果"].tables["ImportIssues"].range.value
    (line,) = [row for row in rows if row[header.index("値")] == "アルファ"]
    assert "アポ獲得日 2026-11-02" in line[header.index("理由")]
    assert line[header.index("シート")] == "商談予定"


def test_a_meeting_put_off_by_hand_waits_for_its_date_until_the_data_tell_it(book):
    refreshed(book)
    typed(book, "アルファ", 商談結果="延期")
    assert refreshed(book).loc["アルファ", ["商談の状態", "未入力"]].tolist() == [
        "延期（日程未定）",
        "新しい日程",
    ]
    more = [*ROWS, "2026/11/18,佐藤 葵,アルファ,2026/11/27,,,"]
    book.with_name("商談.csv").write_text("\n".join(more), encoding="utf-8")
    assert refreshed(book).loc["アルファ", "商談の状態"] == "予定"


def test_a_workbook_for_a_rep_has_their_own_meetings_and_names_nobody_else(book, tmp_path):
    rows = [ROWS[0].replace("営業担当", "営業担当,リードソース,リード名")]
    rows += [f"{row},森さん紹介,森様" for row in ROWS[1:]]
    book.with_name("商談.csv").write_text("\n".join(rows), encoding="utf-8")
    refreshed(book)
    for company in ("アルファ", "ベータ"):  # of whatever week it is: what was typed in stays
        typed(book, company, 商談結果="実施")
    with sheetkpi.open_book(book) as opened:
        sheetkpi.distribute(opened, tmp_path / "out", by="rep", only=["佐藤 葵"])
    with sheetkpi.open_book(next((tmp_path / "out").glob("*佐藤*"))) as opened:
        headers, *rows = opened.sheets["商談予定"].tables["Meetings"].range.value
    [row] = [dict(zip(headers, row, strict=True)) for row in rows]
    assert (row["会社名"], row["商談の状態"]) == ("アルファ", "実施")
    assert (row["フィールドセールス"], row["先方担当者"]) == (None, "（非公開）")
    assert row["リード経路"] == "名前を含む経路 1"


def test_results_typed_in_a_handed_out_workbook_are_collected_into_blank_cells(tmp_path):
    book = tmp_path / "KPI.xlsx"
    book.write_bytes(template_with(TABLES | {"DailyEntry", *SMALL}))
    (tmp_path / "商談.csv").write_text("\n".join(ROWS), encoding="utf-8")
    refreshed(book)
    for company in ("アルファ", "イータ"):  # of whatever week it is: what was typed in stays
        typed(book, company, 無効理由="確認中")
    out = tmp_path / "out"
    sheetkpi.distribute(book, out, only=["佐藤 葵"])
    file = next(out.glob("*佐藤*"))
    typed(file, "アルファ", 商談結果="ノーショー", 無効理由="別の理由")
    typed(book, "アルファ", 有効判定="無効")
    sheetkpi.distribute(book, out, only=["佐藤 葵"])
    assert len(list((out / "returned").iterdir())) == 1, "nothing was collected yet: the file is kept"
    result = sheetkpi.collect(book, [out], today=TODAY)
    assert (result.meetings, result.changed) == (1, True)
    [told] = [each for each in result.findings if each.reason.startswith("reason.meeting")]
    assert told.values == {"here": "確認中", "there": "別の理由"}
    again = sheetkpi.collect(book, [out], today=TODAY)
    assert again.meetings == 0
    with sheetkpi.open_book(book) as opened:
        headers, *rows = opened.sheets["商談予定"].tables["Meetings"].range.value
    [row] = [found for row in rows if (found := dict(zip(headers, row, strict=True)))["会社名"] == "アルファ"]
    assert (row["商談結果"], row["有効判定"], row["無効理由"]) == ("ノーショー", "無効", "確認中")
