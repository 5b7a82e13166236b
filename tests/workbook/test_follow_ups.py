"""Leads to call: who stands on the list, and what becomes of a result that is typed there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.filters import AutoFilter, ColorFilter, FilterColumn, Filters

import sheetkpi
from sheetkpi.language import LANGUAGES, Language
from sheetkpi.pipeline import count
from tests.workbook.books import grid, make_book

LOG = ["架電日", "担当者", "会社名", "リードソース", "架電結果", "次回架電日"]
KEYS = ["リストの日", "会社名", "先方担当者", "担当者"]
SHOWN = [*KEYS, "順位", "理由", "次の行動", "約束の日", "今回の結果", "メモ", "架電した日", "次回架電日"]
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
CALLS: Sequence[Sequence[Any]] = [
    (date(2026, 11, 2), "森 葵", "アルファ", "展示会", "再架電", date(2026, 11, 12)),
    (date(2026, 11, 3), "森 葵", "ベータ", "展示会", "不在"),
    (date(2026, 11, 4), "佐藤 健", "ガンマ", "紹介", "アポ獲得"),
    (date(2026, 11, 5), "佐藤 健", "デルタ", "紹介", "番号違い"),
    (date(2026, 11, 6), "佐藤 健", "イプシロン", "紹介", "担当者接続"),
    (date(2026, 11, 9), "佐藤 健", "ゼータ", "紹介", "再架電", date(2026, 12, 1)),
]


def book_with(folder: Path, calls: Sequence[Sequence[Any]] = CALLS, **sheets: dict[str, Any]) -> Path:
    cells = {"活動": grid("A1", [LOG, *calls]), "優先": grid("A1", [SHOWN, [None]])} | sheets
    cells["名簿"] = grid("A1", [["担当者", "チーム"], ["森 葵", "第1課"], ["佐藤 健", "第2課"]])
    cells["日別"] = grid("A1", [["日付", "担当者", "架電数", "接続数", "商談創出数"], [None]])
    tables = {"FollowUps": "優先!A1:L2", "Roster": "名簿!A1:B3", "DailyKPI": "日別!A1:E2"}
    return make_book(folder / "KPI.xlsx", cells, tables)


def rows(path: Path, sheet: str = "優先") -> list[dict[str, Any]]:
    header, *lines = openpyxl.load_workbook(path)[sheet].values
    return [dict(zip(map(str, header), line, strict=True)) for line in lines if any(line)]


def listed(path: Path) -> list[tuple[str, str]]:
    return [(row["担当者"], row["会社名"]) for row in rows(path) if row["今回の結果"] is None]


def enter(
    path: Path,
    company: str,
    result: str | None,
    called_on: date | None = None,
    promised: date | None = None,
) -> None:
    """What a person does in Excel: choose a result in the row of a lead."""
    book = openpyxl.load_workbook(path)
    sheet = book["優先"]
    place = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 2).value == company)
    sheet.cell(place, SHOWN.index("今回の結果") + 1).value = result
    sheet.cell(place, SHOWN.index("架電した日") + 1).value = called_on
    sheet.cell(place, SHOWN.index("次回架電日") + 1).value = promised
    book.save(path)


def counts(path: Path) -> dict[tuple[date, str], tuple[int, int, int]]:
    """Calls, connects and meetings by day and rep, of days with any."""
    found = {}
    for row in rows(path, "日別"):
        told = (row["架電数"], row["接続数"], row["商談創出数"])
        if any(told):
            found[row["日付"].date(), row["担当者"]] = told
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = book_with(tmp_path)
    sheetkpi.refresh(made, today=MONDAY)
    return made


def test_the_list_has_promises_first_and_leaves_out_whom_nobody_should_call(path: Path) -> None:
    """ガンマ has a meeting, デルタ a wrong number, ゼータ waits for its day."""
    assert listed(path) == [("森 葵", "アルファ"), ("森 葵", "ベータ"), ("佐藤 健", "イプシロン")]
    first = rows(path)[0]
    assert (first["順位"], first["次の行動"], first["約束の日"]) == (
        1,
        "約束どおり架電",
        datetime(2026, 11, 12),
    )
    assert first["理由"].startswith("約束から4日超過")


def test_a_result_typed_once_counts_as_a_call_of_its_day(path: Path) -> None:
    before = counts(path)
    enter(path, "アルファ", "アポ獲得")
    enter(path, "イプシロン", "不在")
    sheetkpi.refresh(path, today=TUESDAY)
    assert counts(path) == before | {(MONDAY, "森 葵"): (1, 1, 1), (MONDAY, "佐藤 健"): (1, 0, 0)}


def test_it_counts_on_the_day_that_somebody_typed(path: Path) -> None:
    enter(path, "アルファ", "不在", date(2026, 11, 13))
    sheetkpi.refresh(path, today=TUESDAY)
    assert (date(2026, 11, 13), "森 葵") in counts(path)
    assert (MONDAY, "森 葵") not in counts(path)


def test_the_row_stays_and_its_lead_goes_on(path: Path) -> None:
    """With a meeting アルファ leaves the list; ベータ, not in once more, is on it again the next day."""
    enter(path, "アルファ", "アポ獲得")
    enter(path, "ベータ", "不在")
    sheetkpi.refresh(path, today=TUESDAY)
    assert listed(path) == [("森 葵", "ベータ"), ("佐藤 健", "イプシロン")]
    kept = {row["会社名"]: row["リストの日"].date() for row in rows(path) if row["今回の結果"]}
    assert kept == {"アルファ": MONDAY, "ベータ": MONDAY}


def test_refreshing_again_counts_nothing_twice(path: Path) -> None:
    enter(path, "アルファ", "アポ獲得")
    sheetkpi.refresh(path, today=MONDAY)
    once = counts(path)
    sheetkpi.refresh(path, today=MONDAY)
    sheetkpi.refresh(path, today=TUESDAY)
    assert counts(path) == once


def test_whoever_was_called_today_is_done_for_today(path: Path) -> None:
    enter(path, "ベータ", "不在")
    sheetkpi.refresh(path, today=MONDAY)
    assert ("森 葵", "ベータ") not in listed(path)


def entered_and_logged(folder: Path, result: str, logged: str = "不在", promised: date | None = None) -> Path:
    """On Monday 森 葵 types a result beside ベータ; the log has a call there that day."""
    made = book_with(folder)
    sheetkpi.refresh(made, today=MONDAY)
    enter(made, "ベータ", result, promised=promised)
    with sheetkpi.open_book(made) as book:
        book.sheets["活動"]["A8"].value = [[datetime(2026, 11, 16), "森 葵", "ベータ(株)", "展示会", logged]]
        book.save()
    return made


def test_a_call_that_a_log_tells_too_counts_once(tmp_path: Path) -> None:
    made = entered_and_logged(tmp_path, "不在")
    with sheetkpi.open_book(made) as book:
        read = count(book, today=TUESDAY).activity
    assert "reason.entered_twice" in set(read.issues["reason"])
    sheetkpi.refresh(made, today=TUESDAY)
    assert counts(made)[MONDAY, "森 葵"] == (1, 0, 0)


def test_a_meeting_typed_beside_a_logged_connect_is_that_call(tmp_path: Path) -> None:
    made = entered_and_logged(tmp_path, "アポ獲得", "担当者接続")
    sheetkpi.refresh(made, today=TUESDAY)
    assert counts(made)[MONDAY, "森 葵"] == (1, 1, 1)


def test_a_promise_typed_beside_a_call_that_a_log_tells_too_stands(tmp_path: Path) -> None:
    made = entered_and_logged(tmp_path, "担当者接続", "担当者接続", date(2026, 11, 17))
    sheetkpi.refresh(made, today=TUESDAY)
    assert counts(made)[MONDAY, "森 葵"] == (1, 1, 0)
    live = next(row for row in rows(made) if row["会社名"] == "ベータ" and row["今回の結果"] is None)
    assert (live["約束の日"], live["次の行動"]) == (datetime(2026, 11, 17), "約束どおり架電")


@pytest.mark.parametrize(
    ("typed", "called_on", "expected"),
    [
        ("不在", None, {TUESDAY: (1, 0, 0)}),
        ("不在", MONDAY, {MONDAY: (1, 0, 0), TUESDAY: (1, 0, 0)}),
        ("担当者接続", None, {MONDAY: (1, 1, 0), TUESDAY: (1, 0, 0)}),
    ],
)
def test_a_result_without_a_day_is_the_call_that_a_log_has_of_a_later_day(
    tmp_path: Path, typed: str, called_on: date | None, expected: dict[date, tuple[int, int, int]]
) -> None:
    made = book_with(tmp_path)
    sheetkpi.refresh(made, today=MONDAY)
    enter(made, "ベータ", typed, called_on)
    with sheetkpi.open_book(made) as book:
        book.sheets["活動"]["A8"].value = [[datetime(2026, 11, 17), "森 葵", "ベータ", "展示会", "不在"]]
        book.save()
    sheetkpi.refresh(made, today=TUESDAY)
    assert {day: told for (day, _), told in counts(made).items() if day >= MONDAY} == expected


def test_a_meeting_typed_beside_a_call_without_one_is_not_lost(tmp_path: Path) -> None:
    """Nobody there in the morning, as the log has it; a meeting in the afternoon, typed."""
    made = entered_and_logged(tmp_path, "アポ獲得")
    sheetkpi.refresh(made, today=TUESDAY)
    assert counts(made)[MONDAY, "森 葵"] == (2, 1, 1)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("受注", "won"),
        ("Closed Lost", "lost"),
        ("欠番", "wrong"),
        ("Disconnected number", "wrong"),
        ("廃業", "wrong"),
    ],
)
def test_whose_last_result_ends_it_is_off_the_list(tmp_path: Path, result: str, reason: str) -> None:
    path = book_with(tmp_path, [*CALLS[:2], (date(2026, 11, 6), "佐藤 健", "ガンマ", "紹介", result)])
    with sheetkpi.open_book(path) as book:
        work = count(book, today=MONDAY).of_month.lead_work
    assert work is not None
    assert work.queue.left_out == {reason: 1}
    assert work.page["company"].tolist() == ["アルファ", "ベータ"]


def test_what_is_typed_into_the_daily_entry_is_added(tmp_path: Path) -> None:
    """Whoever types some results here and the rest as counts has done both."""
    entry = grid("A1", [["日付", "担当者", "架電数"], [datetime(2026, 11, 16), "森 葵", 30]])
    made = book_with(tmp_path, 入力=entry)
    with sheetkpi.open_book(made) as book:
        sheet = book.sheets["入力"]
        sheet.tables.add(sheet["A1:C2"], name="DailyEntry")
        book.save()
    sheetkpi.refresh(made, today=MONDAY)
    enter(made, "ベータ", "不在")
    sheetkpi.refresh(made, today=TUESDAY)
    assert counts(made)[MONDAY, "森 葵"][0] == 31


def test_a_result_nobody_knows_is_told_at_its_cell(path: Path) -> None:
    enter(path, "ベータ", "ほげほげ")
    with sheetkpi.open_book(path) as book:
        read = count(book, today=TUESDAY).activity
    assert "ほげほげ" in set(read.unknown_results["text"])


def test_without_companies_the_list_is_empty_and_nothing_breaks(tmp_path: Path) -> None:
    plain = grid("A1", [["架電日", "担当者", "架電結果"], [date(2026, 11, 2), "森 葵", "不在"]])
    made = book_with(tmp_path, 活動=plain)
    sheetkpi.refresh(made, today=MONDAY)
    assert listed(made) == []


def test_where_nobody_tells_of_leads_any_more_the_list_goes_and_what_was_typed_stays(path: Path) -> None:
    enter(path, "ベータ", "不在")
    with sheetkpi.open_book(path) as book:
        book.sheets["活動"]["C1"].value = "備考"
        book.save()
    sheetkpi.refresh(path, today=TUESDAY)
    assert [row["会社名"] for row in rows(path) if row["今回の結果"]] == ["ベータ"]
    assert {company for _, company in listed(path)} <= {"ベータ"}


REPS = [f"担当 {letter}" for letter in "アイウエオカキクケコ"]
WEEK = [date(2026, 11, day) for day in (16, 17, 18, 19, 20)]
RESULTS = ("不在", "担当者接続", "アポ獲得", "受付止まり", "資料希望")
REACHED = {"担当者接続": (1, 0), "アポ獲得": (1, 1), "資料希望": (1, 0)}
"""Connects and meetings of each result; none of the others."""


def test_a_week_of_ten_reps_each_result_typed_in_one_place(tmp_path: Path) -> None:
    """Results beside leads, further calls as counts; the last rep enters nothing and has no day at all."""
    calls = [
        (date(2026, 11, 2), rep, f"{rep}の会社{number}", "展示会", "不在")
        for rep in REPS
        for number in range(8)
    ]
    made = book_with(tmp_path, calls)
    with sheetkpi.open_book(made) as book:
        sheet = book.sheets.add("入力", after=book.sheets["日別"])
        sheet["A1"].value = [["日付", "担当者", "架電数", "接続数", "商談創出数"], [None] * 5]
        sheet.tables.add(sheet["A1:E2"], name="DailyEntry")
        health = book.sheets.add("入力状況", after=sheet)
        health["A1"].value = [["担当者", "最終入力日", "更新漏れ日数"], [None] * 3]
        health.tables.add(health["A1:C2"], name="EntryHealth")
        book.sheets["名簿"]["A2"].value = [[rep, "第1課"] for rep in REPS]
        book.sheets["名簿"].tables["Roster"].resize(book.sheets["名簿"]["A1:B11"])
        book.save()
    told: dict[tuple[date, str], list[int]] = {}
    entered: list[list[Any]] = []
    for number, day in enumerate(WEEK):
        sheetkpi.refresh(made, today=day)
        opened = openpyxl.load_workbook(made)
        sheet = opened["優先"]
        for place, rep in enumerate(REPS[:-1]):
            mine = [
                row
                for row in range(2, sheet.max_row + 1)
                if sheet.cell(row, 4).value == rep
                and sheet.cell(row, 1).value == datetime(*day.timetuple()[:3])
            ]
            assert mine
            result = RESULTS[(number + place) % len(RESULTS)]
            sheet.cell(mine[0], SHOWN.index("今回の結果") + 1).value = result
            connects, meetings = REACHED.get(result, (0, 0))
            told[day, rep] = [1 + 10, connects + 2, meetings]
            entered.append([datetime(*day.timetuple()[:3]), rep, 10, 2, 0])
        for row, line in enumerate(entered, start=2):
            for column, value in enumerate(line, start=1):
                opened["入力"].cell(row, column).value = value
        opened["入力"].tables["DailyEntry"].ref = f"A1:E{1 + len(entered)}"
        opened.save(made)
    for _ in range(2):
        sheetkpi.refresh(made, today=date(2026, 11, 21))
        found = {key: list(value) for key, value in counts(made).items() if key[0] in WEEK}
        assert found == told
    missing = {row["担当者"]: row["更新漏れ日数"] for row in rows(made, "入力状況")}
    assert missing[REPS[-1]] >= len(WEEK)
    assert {missing[rep] for rep in REPS[:-1]} <= {0, missing[REPS[0]]}
    nothing = [row for row in rows(made, "日別") if row["担当者"] == REPS[-1] and row["日付"].date() in WEEK]
    assert all(row["架電数"] is None for row in nothing)


LEADS = ["会社名", "氏名", "電話番号", "担当者", "リードソース", "登録日", "リード状況"]
OF_LEADS: Sequence[Sequence[Any]] = [
    ("イータ", "井上", "03-1111-1111", "森 葵", "展示会", date(2026, 11, 2), "未対応"),
    ("シータ", "木村", "03-2222-2222", None, None, date(2026, 11, 3), "未対応"),
    ("イオタ", "清水", "03-3333-3333", "新人 一", "展示会", date(2026, 11, 4), "未対応"),
    ("カッパ", "山口", "03-4444-4444", "森 葵", "展示会", date(2026, 11, 5), "対象外"),
    ("ラムダ", "阿部", "03-5555-5555", "森 葵", "展示会", date(2026, 11, 6), "商談化済"),
]


def test_leads_without_owner_and_source_are_listed_last_and_their_response_is_measured(
    tmp_path: Path,
) -> None:
    sheets = {
        "リード": grid("A1", [LEADS, *OF_LEADS]),
        "反応": grid("A1", [["区分", "対象", "リード数"], [None]]),
    }
    path = book_with(tmp_path, **sheets)
    book = openpyxl.load_workbook(path)
    book["反応"].add_table(openpyxl.worksheet.table.Table(displayName="FirstResponse", ref="A1:C2"))
    book.save(path)
    sheetkpi.refresh(path, today=MONDAY)
    names = [row["対象"] for row in rows(path, "反応")]
    assert {"不明", "未所属", "展示会"} <= set(names)
    assert "シータ" in [company for _, company in listed(path)][-1:]


def test_the_leads_of_one_rep_stand_together_though_the_roster_lacks_the_rep(tmp_path: Path) -> None:
    path = book_with(tmp_path, **{"リード": grid("A1", [LEADS, *OF_LEADS])})
    sheetkpi.refresh(path, today=MONDAY)
    reps = [rep for rep, _ in listed(path)]
    blocks = [rep for number, rep in enumerate(reps) if number == 0 or reps[number - 1] != rep]
    assert len(blocks) == len(set(blocks))
    assert blocks[-1] == "未割当"


def test_leads_that_their_list_closed_are_left_alone(tmp_path: Path) -> None:
    path = book_with(tmp_path, **{"リード": grid("A1", [LEADS, *OF_LEADS])})
    sheetkpi.refresh(path, today=MONDAY)
    companies = {company for _, company in listed(path)}
    assert {"イータ", "シータ", "イオタ"} <= companies
    assert not companies & {"カッパ", "ラムダ"}


TOUCHED = ["会社名", "電話番号", "担当者", "最終連絡日", "次回架電日"]
OF_TOUCHED: Sequence[Sequence[Any]] = [
    ("ミュー", "03-6666-6666", "森 葵", date(2026, 11, 9), None),
    ("ニュー", "03-7777-7777", "森 葵", None, None),
    ("クサイ", "03-8888-8888", "森 葵", None, date(2026, 11, 16)),
    ("オミクロン", "03-9999-9999", "森 葵", date(2026, 11, 16), None),
]


def test_a_lead_that_its_list_says_was_contacted_is_not_told_to_be_untouched(tmp_path: Path) -> None:
    """How often it was called nobody says: that is empty, not 0."""
    path = book_with(tmp_path, **{"顧客": grid("A1", [TOUCHED, *OF_TOUCHED])})
    before = counts(path)
    sheetkpi.refresh(path, today=MONDAY)
    assert (date(2026, 11, 9), "森 葵") not in counts(path) | before, "no call is counted"
    told = {row["会社名"]: row for row in rows(path)}
    assert "オミクロン" not in told, "it was contacted today"
    assert (told["ミュー"]["架電回数"], told["ミュー"]["前回の対応日"]) == (None, datetime(2026, 11, 9))
    assert "前回から7日" in told["ミュー"]["理由"]
    assert told["ミュー"]["次の行動"] == "架電"
    assert (told["ニュー"]["架電回数"], told["ニュー"]["次の行動"]) == (0, "初回の架電")
    assert told["クサイ"]["理由"].startswith("今日が約束の日")


def test_each_lead_has_a_reason(path: Path) -> None:
    assert all(row["理由"] for row in rows(path))


def test_what_is_wrong_is_told_where_its_row_comes_to_stand(tmp_path: Path) -> None:
    issues = grid("A1", [["理由", "ファイル", "シート", "セル", "値", "処理"], [None]])
    path = book_with(tmp_path, 課題=issues)
    book = openpyxl.load_workbook(path)
    book["課題"].add_table(openpyxl.worksheet.table.Table(displayName="ImportIssues", ref="A1:F2"))
    book.save(path)
    sheetkpi.refresh(path, today=MONDAY)
    enter(path, "アルファ", "不在", date(2027, 5, 1))
    enter(path, "ベータ", "不在")
    for today in (MONDAY, TUESDAY):
        sheetkpi.refresh(path, today=today)
        (told,) = (row for row in rows(path, "課題") if row["シート"] == "優先")
        sheet = openpyxl.load_workbook(path)["優先"]
        place = sheet[told["セル"]].row
        assert sheet.cell(place, 2).value == "アルファ"
        assert sheet.cell(place, SHOWN.index("今回の結果") + 1).value == "不在"


def test_a_renamed_header_of_results_is_told(tmp_path: Path) -> None:
    issues = grid("A1", [["理由", "ファイル", "シート", "セル", "値", "処理"], [None]])
    path = book_with(tmp_path, 課題=issues)
    book = openpyxl.load_workbook(path)
    book["課題"].add_table(openpyxl.worksheet.table.Table(displayName="ImportIssues", ref="A1:F2"))
    book.save(path)
    sheetkpi.refresh(path, today=MONDAY)
    told = [row["理由"] for row in rows(path, "課題")]
    assert not any("「今回の結果」の列がない" in text for text in told)
    enter(path, "アルファ", "不在")
    book = openpyxl.load_workbook(path)
    book["優先"].cell(1, SHOWN.index("今回の結果") + 1).value = "今日の結果"
    for column in book["優先"].tables["FollowUps"].tableColumns:
        column.name = "今日の結果" if column.name == "今回の結果" else column.name
    book.save(path)
    sheetkpi.refresh(path, today=TUESDAY)
    told = [row["理由"] for row in rows(path, "課題")]
    assert any("「今回の結果」の列がない" in text for text in told)
    assert "不在" in [row["今日の結果"] for row in rows(path)]


def test_no_column_of_hours_appears_where_no_hour_is_better(path: Path) -> None:
    assert "つながりやすい時間" not in rows(path)[0]


def with_own_column(path: Path) -> None:
    """A column of people's own at the right edge: a formula in every row, and in one row a word instead."""
    with sheetkpi.open_book(path) as book:
        sheet = book.sheets["優先"]
        area = sheet.tables["FollowUps"].range
        sheet.tables["FollowUps"].resize(area.resize(area.rows.count, area.columns.count + 1))
        sheet[0, area.columns.count].value = "急ぎ"
        for row in range(1, area.rows.count):
            sheet[row, area.columns.count].formula = '=IF([@順位]=1,"急ぎ","")'
        book.save()


def test_a_formula_column_of_peoples_own_goes_on_in_every_row(path: Path) -> None:
    with_own_column(path)
    for typed, today in (("ベータ", TUESDAY), ("イプシロン", date(2026, 11, 18))):
        enter(path, typed, "不在")
        sheetkpi.refresh(path, today=today)
        with sheetkpi.open_book(path, read_only=True) as book:
            area = book.sheets["優先"].tables["FollowUps"].range
            formulas = [area[row, area.columns.count - 1].formula for row in range(1, area.rows.count)]
        assert len(formulas) == len(rows(path))
        assert set(formulas) == {'=IF([@順位]=1,"急ぎ","")'}
    results = [(row["会社名"], row["今回の結果"]) for row in rows(path) if row["今回の結果"]]
    assert sorted(results) == [("イプシロン", "不在"), ("ベータ", "不在")]


def test_what_people_type_beside_a_lead_stays_with_it(path: Path) -> None:
    """In a column of their own, and without any result: the row stays, below the new list."""
    with_own_column(path)
    with sheetkpi.open_book(path) as book:
        sheet = book.sheets["優先"]
        area = sheet.tables["FollowUps"].range
        place = next(row for row in range(1, area.rows.count) if area[row, 1].value == "ベータ")
        area[place, area.columns.count - 1].value = "社長に会う"
        book.save()
    for today in (TUESDAY, date(2026, 11, 18)):
        sheetkpi.refresh(path, today=today)
        [kept] = [row for row in rows(path) if row["急ぎ"] == "社長に会う"]
        assert (kept["会社名"], kept["リストの日"]) == ("ベータ", datetime(2026, 11, 16))


def filtered(path: Path, column: str, criterion: FilterColumn | None) -> None:
    """What a person does in Excel: filter the list, which hides rows; None clears the filter."""
    book = openpyxl.load_workbook(path)
    sheet = book["優先"]
    table = sheet.tables["FollowUps"]
    table.autoFilter = AutoFilter(ref=table.ref)
    if criterion is not None:
        criterion.colId = SHOWN.index(column)
        table.autoFilter.filterColumn.append(criterion)
    wanted = criterion.filters.filter if criterion and criterion.filters else None
    for row in range(2, sheet.max_row + 1):
        value = sheet.cell(row, SHOWN.index(column) + 1).value
        sheet.row_dimensions[row].hidden = wanted is not None and value not in wanted
    book.save(path)


def in_sight(path: Path) -> list[tuple[str, str, bool]]:
    """Rep, company and whether a result stands there, of the rows that nothing hides."""
    sheet = openpyxl.load_workbook(path)["優先"]
    shown = [row for row in range(2, sheet.max_row + 1) if not sheet.row_dimensions[row].hidden]
    values = [[sheet.cell(row, SHOWN.index(name) + 1).value for name in SHOWN] for row in shown]
    lines = [dict(zip(SHOWN, line, strict=True)) for line in values if any(line)]
    return [(line["担当者"], line["会社名"], line["今回の結果"] is not None) for line in lines]


def test_a_list_filtered_by_owner_is_refreshed_and_stays_filtered(path: Path) -> None:
    enter(path, "ベータ", "不在")
    enter(path, "イプシロン", "不在")
    filtered(path, "担当者", FilterColumn(colId=0, filters=Filters(filter=["森 葵"])))
    for today in (TUESDAY, date(2026, 11, 18)):
        sheetkpi.refresh(path, today=today)
        mori = [("森 葵", "アルファ", False), ("森 葵", "ベータ", False), ("森 葵", "ベータ", True)]
        assert in_sight(path) == mori
        assert listed(path) == [("森 葵", "アルファ"), ("森 葵", "ベータ"), ("佐藤 健", "イプシロン")]
    filtered(path, "担当者", None)
    sheetkpi.refresh(path, today=date(2026, 11, 18))
    assert [row["会社名"] for row in rows(path) if row["今回の結果"]] == ["ベータ", "イプシロン"]


def test_whoever_filters_for_leads_without_a_result_sees_the_others_go(path: Path) -> None:
    filtered(path, "今回の結果", FilterColumn(colId=0, filters=Filters(blank=True)))
    enter(path, "ベータ", "不在")
    sheetkpi.refresh(path, today=TUESDAY)
    assert in_sight(path) == [(rep, company, False) for rep, company in listed(path)]
    assert [row["会社名"] for row in rows(path) if row["今回の結果"]] == ["ベータ"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_filtered_by_what_only_excel_knows_is_left_alone_until_the_filter_is_cleared(
    path: Path, language: Language
) -> None:
    """By colour: nobody else can say which of the new rows have it."""
    enter(path, "ベータ", "不在")
    filtered(path, "メモ", FilterColumn(colId=0, colorFilter=ColorFilter(dxfId=0)))
    before = path.read_bytes()
    with pytest.raises(sheetkpi.WorkbookError) as told:
        sheetkpi.refresh(path, today=TUESDAY)
    assert ("絞り込みを解除" if language == "ja" else "Clear the filter") in told.value.sentence(language)
    assert path.read_bytes() == before
    filtered(path, "メモ", None)
    sheetkpi.refresh(path, today=TUESDAY)
    assert [row["会社名"] for row in rows(path) if row["今回の結果"]] == ["ベータ"]
