"""Layouts that people keep: what stands across, in titles, sections and tabs becomes the record's own."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.tables.context import month_of
from tests.sources.raw_activity import read, reasons, sheet, totals

KPIS = ("架電数", "接続数", "アポ数")


NOVEMBER = date(2026, 11, 28)


def days(*numbers: int) -> list[str]:
    return [f"2026-11-{number:02d} 00:00:00" for number in numbers]


class TestDaysAcross:
    def test_reps_down_with_the_kpi_and_the_month_in_the_title(self):
        raw = sheet(
            ["2026年11月 架電数"],
            ["担当者", *map(str, range(1, 31)), "合計"],
            ["佐藤葵", "", "10", "", "12", *[""] * 26, "22"],
            ["田中蓮", "", "5", *[""] * 28, "5"],
            ["合計", "", "15", "", "12", *[""] * 26, "27"],
        )
        assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 22}, "田中蓮": {"calls": 5}}

    def test_reps_and_kpis_down_with_the_rep_on_the_first_row_only(self):
        raw = sheet(
            ["担当者", "項目", *days(2, 4, 5), "計"],
            ["佐藤葵", "架電数", "30", "20", "10", "60"],
            ["", "接続数", "6", "4", "2", "12"],
            ["", "接続率", "20%", "20%", "20%", "20%"],
            ["田中蓮", "架電数", "10", "", "5", "15"],
            ["", "アポ数", "1", "", "", "1"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {
            "佐藤葵": {"calls": 60, "connects": 12},
            "田中蓮": {"calls": 15, "meetings": 1},
        }
        assert set(activity.events["date"].dt.day) == {2, 4, 5}

    def test_months_of_a_fiscal_year_that_the_title_names(self):
        raw = sheet(
            ["2026年度 架電数"],
            ["担当者", "4月", "5月", "6月", "10月", "11月", "12月", "1月", "合計"],
            ["佐藤葵", "300", "310", "290", "320", "330", "", "", "1550"],
            ["田中蓮", "200", "210", "190", "220", "230", "", "", "1050"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {"佐藤葵": {"calls": 1550}, "田中蓮": {"calls": 1050}}
        assert activity.events["date"].max().date() == date(2026, 11, 1)

    def test_kpis_below_each_day(self):
        raw = sheet(
            ["", "11/2", "", "11/4", ""],
            ["担当者", "架電数", "アポ数", "架電数", "アポ数"],
            ["佐藤葵", "30", "1", "20", "0"],
            ["田中蓮", "10", "0", "5", "1"],
        )
        assert totals(read(raw), "rep") == {
            "佐藤葵": {"calls": 50, "meetings": 1},
            "田中蓮": {"calls": 15, "meetings": 1},
        }

    def test_weekdays_below_the_days_are_no_data(self):
        raw = sheet(
            ["2026年11月", "コール数"],
            ["担当", *[f"{n}日" for n in range(1, 8)]],
            ["", "日", "月", "火", "水", "木", "金", "土"],
            ["佐藤葵", "", "30", "", "20"],
        )
        assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 50}}

    def test_targets_and_last_years_rows_are_not_counted(self):
        raw = sheet(
            ["担当者", "指標", *days(2, 4)],
            ["佐藤葵", "架電目標", "50", "50"],
            ["佐藤葵", "架電数", "30", "20"],
            ["佐藤葵", "前年架電数", "99", "99"],
        )
        assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 50}}

    def test_each_number_keeps_its_cell(self):
        raw = sheet(
            ["2026年11月 架電数"],
            ["担当者", *days(2, 30)],
            ["佐藤葵", "10", "20"],
        )
        assert reasons(read(raw)) == [("C2", "2026-11-30", "date_future")]

    def test_a_table_without_a_kpi_is_left_alone(self):
        with pytest.raises(SheetKPIError):
            read(sheet(["担当者", *days(2, 4)], ["佐藤葵", "10", "20"]))

    def test_months_across(self):
        raw = sheet(
            ["担当者", "指標", "2026年9月", "2026年10月"],
            ["佐藤葵", "架電数", "600", "650"],
            ["", "アポ数", "12", "14"],
        )
        activity = read(raw)
        assert totals(activity, "date") == {
            "2026-09-01": {"calls": 600, "meetings": 12},
            "2026-10-01": {"calls": 650, "meetings": 14},
        }

    def test_the_first_days_of_a_month_with_targets_in_rows(self):
        raw = sheet(
            ["担当者", "項目", "区分", "1", "2", "3", "4", "計"],
            ["田中", "架電", "目標", "10", "10", "10", "10", "40"],
            ["", "", "実績", "0", "12", "8", "10", "30"],
            ["", "アポ", "目標", "1", "1", "1", "1", "4"],
            ["", "", "実績", "0", "1", "0", "0", "1"],
            name="2026年11月",
        )
        assert totals(read(raw), "rep") == {"田中": {"calls": 30, "meetings": 1}}

    def test_a_table_for_each_kpi_below_each_other(self):
        rows = []
        for kpi, of_tanaka, of_suzuki in (("架電数", (10, 11), (5, 6)), ("アポ数", (4, 3), (0, 2))):
            rows += [[kpi], ["担当者", "11/2", "11/3", "計"]]
            rows += [["田中", *map(str, of_tanaka)], ["鈴木", *map(str, of_suzuki)], ["合計", "9", "9"], [""]]
        assert totals(read(sheet(*rows)), "rep") == {
            "田中": {"calls": 21, "meetings": 7},
            "鈴木": {"calls": 11, "meetings": 2},
        }

    def test_a_table_for_each_rep_below_each_other(self):
        rows = []
        for rep, calls, booked in (("田中", ("10", "11"), ("4", "3")), ("鈴木", ("5", "6"), ("0", "2"))):
            rows += [["担当者", rep], ["", "11/2", "11/3"], ["架電数", *calls], ["アポ数", *booked], [""]]
        assert totals(read(sheet(*rows)), "rep") == {
            "田中": {"calls": 21, "meetings": 7},
            "鈴木": {"calls": 11, "meetings": 2},
        }

    def test_kpis_below_merged_days_with_sums_behind(self):
        raw = sheet(
            ["担当者", "11/2", "", "11/3", "", "合計", ""],
            ["", "架電", "アポ", "架電", "アポ", "架電", "アポ"],
            ["田中", "10", "1", "11", "0", "21", "1"],
            ["鈴木", "5", "0", "6", "2", "11", "2"],
        )
        assert totals(read(raw), "rep") == {
            "田中": {"calls": 21, "meetings": 1},
            "鈴木": {"calls": 11, "meetings": 2},
        }


class TestRepsAcross:
    def test_days_down_with_the_kpi_in_the_tab(self):
        raw = sheet(
            ["日付", "佐藤葵", "田中蓮", "合計"],
            ["2026/11/2", "30", "20", "50"],
            ["2026/11/4", "10", "", "10"],
            ["合計", "40", "20", "60"],
            name="架電数",
        )
        assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 40}, "田中蓮": {"calls": 20}}

    def test_kpis_below_each_rep(self):
        raw = sheet(
            ["", "佐藤葵", "", "田中蓮", "", "合計", ""],
            ["日付", "架電数", "アポ数", "架電数", "アポ数", "架電数", "アポ数"],
            ["2026/11/2", "30", "1", "20", "0", "50", "1"],
            ["2026/11/4", "10", "0", "5", "1", "15", "1"],
        )
        assert totals(read(raw), "rep") == {
            "佐藤葵": {"calls": 40, "meetings": 1},
            "田中蓮": {"calls": 25, "meetings": 1},
        }


class TestTitles:
    def test_a_labelled_cell_above_the_table_names_the_rep(self):
        raw = sheet(
            ["営業日報"],
            ["氏名：佐藤葵", "", "対象月：2026年11月"],
            ["日", *KPIS],
            ["2", "30", "6", "1"],
            ["4", "20", "4", "0"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {"佐藤葵": {"calls": 50, "connects": 10, "meetings": 1}}
        assert set(activity.events["date"].dt.day) == {2, 4}

    def test_a_report_of_one_day_names_it_above(self):
        raw = sheet(
            ["日報 2026年11月2日"],
            ["担当者", *KPIS],
            ["佐藤葵", "30", "6", "1"],
            ["田中蓮", "20", "4", "0"],
        )
        activity = read(raw)
        assert totals(activity, "rep")["田中蓮"] == {"calls": 20, "connects": 4}
        assert set(activity.events["date"].dt.strftime("%m-%d")) == {"11-02"}

    def test_tables_below_each_other_are_headed_by_their_reps(self):
        raw = sheet(
            ["【佐藤葵】"],
            ["日付", *KPIS],
            ["2026/11/2", "30", "6", "1"],
            ["合計", "30", "6", "1"],
            [""],
            ["【田中蓮】"],
            ["日付", *KPIS],
            ["2026/11/2", "20", "4", "0"],
            ["合計", "20", "4", "0"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {
            "佐藤葵": {"calls": 30, "connects": 6, "meetings": 1},
            "田中蓮": {"calls": 20, "connects": 4},
        }
        assert [reason for _, _, reason in reasons(activity, "note")] == ["rep_from_place"]

    @pytest.mark.parametrize(
        ("days_of", "below"),
        [
            *((["2", "4"], []), (["2", "4"], ["計"]), (["2日", "4日"], ["合計", "平均"]), (["5"], ["Total"])),
            (["5"], []),
        ],
    )
    def test_few_days_of_the_month_are_days_also_with_their_total_below(self, days_of, below):
        raw = sheet(
            ["テレアポ日報　2026年11月度"],
            ["氏名：佐藤 葵"],
            [""],
            ["日", "架電数", "アポ数"],
            *([day, "30", "1"] for day in days_of),
            *([word, "60", "2"] for word in below),
        )
        number = len(days_of)
        assert totals(read(raw), "rep") == {"佐藤 葵": {"calls": 30 * number, "meetings": number}}


class TestTabs:
    def test_tabs_of_sheets_alike_are_names(self):
        rows = (["日付", "架電数", "アポ数"], ["2026/11/2", "30", "1"])
        sheets = [sheet(*rows, name=name) for name in ("佐藤葵", "田中蓮", "高橋")]
        activity = read(*sheets)
        assert totals(activity, "rep") == {
            name: {"calls": 30, "meetings": 1} for name in ("佐藤葵", "田中蓮", "高橋")
        }
        assert [reason for _, _, reason in reasons(activity, "note")] == ["rep_from_place"]

    def test_one_tab_alone_is_a_name_only_where_the_roster_has_it(self):
        import pandas as pd

        rows = (["日付", "架電数", "アポ数"], ["2026/11/2", "30", "1"])
        with pytest.raises(SheetKPIError):
            read(sheet(*rows, name="集計用"))
        roster = pd.DataFrame({"rep": ["佐藤 葵"], "team": ["第1課"]})
        assert totals(read(sheet(*rows, name="佐藤葵"), roster=roster), "rep") == {
            "佐藤 葵": {"calls": 30, "meetings": 1}
        }

    def test_a_tab_names_the_month_of_its_days(self):
        rows = (["日", "担当者", "架電数"], ["2", "佐藤葵", "30"])
        activity = read(sheet(*rows, name="10月"), sheet(*rows, name="2026年11月"))
        assert set(activity.events["date"].dt.strftime("%Y-%m-%d")) == {"2026-10-02", "2026-11-02"}


def test_rows_of_targets_are_told_by_their_cells_whatever_the_header_says():
    rows = (["2026/11/2", "田中", "目標", "400", "8"], ["2026/11/2", "田中", "実績", "350", "6"])
    for header in ("", "内訳", "Measure"):
        raw = sheet(["日付", "担当者", header, "架電数", "アポ数"], *rows)
        assert totals(read(raw)) == {"calls": 350, "meetings": 6}


@pytest.mark.parametrize(
    ("plan", "actual"),
    [("目標", "実績"), ("前年同月", "当月"), ("Plan Nov 2026", "Actual Nov 2026"), ("Forecast", "Log")],
)
def test_a_tab_of_targets_or_of_last_year_is_left_alone(plan, actual):
    rows = (
        (["日付", "担当者", "架電数"], ["2026/11/2", "田中", "99"]),
        (["日付", "担当者", "架電数"], ["2026/11/2", "田中", "10"]),
    )
    activity = read(sheet(*rows[0], name=plan), sheet(*rows[1], name=actual))
    assert totals(activity) == {"calls": 10}
    assert activity.sheets[0].remark_key == "left.planned"


def test_a_title_of_targets_leaves_its_table_alone_and_one_of_both_does_not():
    rows = []
    for title, calls in (("2026年11月 目標", "99"), ("2026年11月 実績", "10")):
        rows += [[title], ["担当者", "架電数"], ["田中", calls], [""]]
    assert totals(read(sheet(*rows))) == {"calls": 10}
    raw = sheet(["営業目標管理表 2026年11月2日"], ["担当者", "架電数", "アポ数"], ["田中", "10", "1"])
    assert totals(read(raw)) == {"calls": 10, "meetings": 1}


class TestSections:
    def test_dates_as_lines(self):
        raw = sheet(
            ["担当者", "会社名", "架電結果"],
            ["2026/11/2(月)"],
            ["佐藤葵", "A社", "接続"],
            ["田中蓮", "B社", "不在"],
            ["2026/11/4(水)"],
            ["田中蓮", "C社", "アポ獲得"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {
            "佐藤葵": {"calls": 1, "connects": 1},
            "田中蓮": {"calls": 2, "connects": 1, "meetings": 1},
        }
        assert activity.read == 3

    def test_names_as_lines_with_totals_between(self):
        raw = sheet(
            ["架電日", "会社名", "架電結果"],
            ["■佐藤葵"],
            ["2026/11/2", "A社", "接続"],
            ["小計", "1"],
            ["■田中蓮"],
            ["2026/11/2", "B社", "不在"],
            ["2026/11/4", "C社", "不在"],
            ["小計", "2"],
        )
        assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 1, "connects": 1}, "田中蓮": {"calls": 2}}

    def test_an_issue_below_a_section_names_its_own_cell(self):
        raw = sheet(
            ["Date", "Company", "Call Result"],
            ["Assigned: Amy Fox (2 records)"],
            ["2026-11-02", "X", "Connected"],
            ["soon", "Y", "No Answer"],
            ["Assigned: Bob Lee (1 record)"],
            ["2026-11-03", "Q", "Busy"],
            ["Grand Totals (3 records)"],
        )
        assert reasons(read(raw)) == [("A4", "soon", "date_unreadable")]


class TestSeveralTables:
    def test_side_by_side(self):
        raw = sheet(
            ["日付", "担当者", "架電数", "", "日付", "担当者", "メール送信数"],
            ["2026/11/2", "佐藤葵", "30", "", "2026/11/2", "佐藤葵", "12"],
            ["2026/11/4", "佐藤葵", "20", "", "", "", ""],
        )
        assert totals(read(raw), "rep") == {"佐藤葵": {"calls": 50, "emails": 12}}

    def test_a_log_below_daily_counts(self):
        raw = sheet(
            ["日付", "担当者", "メール送信数"],
            ["2026/11/2", "佐藤葵", "12"],
            [""],
            ["架電ログ"],
            ["架電日時", "担当者", "会社名", "架電結果"],
            ["2026/11/2 10:00", "佐藤葵", "A社", "接続"],
            ["2026/11/2 10:10", "佐藤葵", "B社", "不在"],
        )
        assert totals(read(raw), "rep") == {"佐藤葵": {"emails": 12, "calls": 2, "connects": 1}}

    def test_the_same_header_again_begins_no_table(self):
        raw = sheet(
            ["架電日", "担当者", "会社名", "架電結果"],
            ["2026/11/2", "佐藤葵", "A社", "接続"],
            ["架電日", "担当者", "会社名", "架電結果"],
            ["2026/11/4", "佐藤葵", "B社", "不在"],
        )
        activity = read(raw)
        assert totals(activity) == {"calls": 2, "connects": 1}
        assert activity.read == 2


class TestErrorValues:
    """#N/A and #REF! in layouts: each is listed where it stands, and nothing beside it is taken for it."""

    def test_a_count_below_a_day(self):
        raw = sheet(
            ["2026年11月 架電数"],
            ["担当者", *days(2, 4, 5), "合計"],
            ["佐藤葵", "10", "#N/A", "12", "#N/A"],
            ["田中蓮", "5", "6", "#REF!", "#REF!"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {"佐藤葵": {"calls": 22}, "田中蓮": {"calls": 11}}
        assert sorted(reasons(activity)) == [("C3", "#N/A", "count_error"), ("D4", "#REF!", "count_error")]

    def test_one_count_of_a_rep_and_day(self):
        raw = sheet(
            ["担当者", "項目", *days(2, 4)],
            ["佐藤葵", "架電数", "30", "20"],
            ["", "接続数", "#N/A", "4"],
            ["田中蓮", "架電数", "10", "5"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {"佐藤葵": {"calls": 50, "connects": 4}, "田中蓮": {"calls": 15}}
        assert (reasons(activity), reasons(activity, "note")) == ([], [("C3", "#N/A", "count_error")])

    def test_the_name_of_a_row(self):
        raw = sheet(
            ["2026年11月 架電数"],
            ["担当者", *days(2, 4, 5)],
            ["佐藤葵", "10", "11", "12"],
            ["#REF!", "5", "6", "7"],
            ["田中蓮", "1", "2", "3"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {"佐藤葵": {"calls": 33}, "田中蓮": {"calls": 6}}
        assert reasons(activity) == [("A4", "#REF!", "cell_error")]

    def test_a_day_above_its_column(self):
        raw = sheet(
            ["2026年11月 架電数"],
            ["担当者", *days(2), "#VALUE!", *days(5, 6)],
            ["佐藤葵", "10", "11", "12", "1"],
            ["田中蓮", "5", "6", "7", "1"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {"佐藤葵": {"calls": 23}, "田中蓮": {"calls": 13}}
        assert reasons(activity) == [("C2", "#VALUE!", "cell_error")]

    def test_a_day_above_its_counts(self):
        raw = sheet(
            ["", "11/2", "", "#REF!", "", "11/5", ""],
            ["担当者", "架電数", "アポ数", "架電数", "アポ数", "架電数", "アポ数"],
            ["佐藤葵", "30", "1", "20", "0", "2", "0"],
            ["田中蓮", "10", "0", "5", "1", "3", "1"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {
            "佐藤葵": {"calls": 32, "meetings": 1},
            "田中蓮": {"calls": 13, "meetings": 1},
        }
        assert reasons(activity) == [("D1", "#REF!", "cell_error")]

    def test_reps_across(self):
        raw = sheet(
            ["架電数"],
            ["日付", "佐藤葵", "#NAME?", "田中蓮"],
            ["2026/11/2", "10", "1", "5"],
            ["2026/11/4", "#N/A", "1", "6"],
            ["#REF!", "7", "1", "8"],
            ["2026/11/6", "9", "1", "4"],
        )
        activity = read(raw)
        assert totals(activity, "rep") == {"佐藤葵": {"calls": 19}, "田中蓮": {"calls": 15}}
        assert sorted(reasons(activity)) == [
            ("A5", "#REF!", "cell_error"),
            ("B4", "#N/A", "count_error"),
            ("C2", "#NAME?", "cell_error"),
        ]

    def test_kpis_in_rows_and_attempts(self):
        raw = sheet(
            ["日付", "担当者", "指標", "値"],
            ["2026/11/2", "佐藤葵", "架電数", "30"],
            ["2026/11/2", "佐藤葵", "接続数", "#N/A"],
            ["2026/11/3", "佐藤葵", "架電数", "20"],
        )
        activity = read(raw)
        assert (totals(activity), reasons(activity)) == ({"calls": 50}, [("D3", "#N/A", "count_error")])
        raw = sheet(
            ["会社名", "担当者", "1回目", "2回目"],
            ["A社", "佐藤葵", "11/2 不在", "11/4 接続"],
            ["B社", "佐藤葵", "11/2 不在", "#REF!"],
        )
        activity = read(raw)
        assert (totals(activity), reasons(activity)) == (
            {"calls": 3, "connects": 1},
            [("D3", "#REF!", "cell_error")],
        )


class TestLongForm:
    def test_kpi_and_number_in_rows(self):
        raw = sheet(
            ["日付", "担当者", "指標", "値"],
            ["2026/11/2", "佐藤葵", "架電数", "30"],
            ["2026/11/2", "佐藤葵", "接続数", "6"],
            ["2026/11/2", "佐藤葵", "架電目標", "50"],
            ["2026/11/2", "佐藤葵", "アポ数", "多数"],
        )
        activity = read(raw)
        assert totals(activity) == {"calls": 30, "connects": 6}
        assert reasons(activity) == [("D5", "多数", "count_unreadable")]

    def test_a_log_with_quantities(self):
        raw = sheet(
            ["Date", "Agent", "Call Result", "Count"],
            ["2026-11-02", "Amy Fox", "No answer", "24"],
            ["2026-11-02", "Amy Fox", "Connected", "5"],
            ["2026-11-02", "Amy Fox", "Meeting booked", "1"],
        )
        assert totals(read(raw)) == {"calls": 30, "connects": 6, "meetings": 1}


def test_attempts_that_hold_date_and_result_in_one_cell():
    raw = sheet(
        ["会社名", "担当者", "1回目", "2回目", "3回目"],
        ["A社", "佐藤葵", "11/2 不在", "11/4 接続", "11/5 アポ獲得"],
        ["B社", "佐藤葵", "11/2 不在", "", ""],
        ["C社", "田中蓮", "11/2(月) 受付", "11/6 不在", ""],
    )
    assert totals(read(raw), "rep") == {
        "佐藤葵": {"calls": 4, "connects": 2, "meetings": 1},
        "田中蓮": {"calls": 2},
    }


REPS = ("佐藤葵", "田中蓮", "高橋大和", "Amy Fox")


def _records(seed: int) -> dict[tuple[str, int], tuple[int, int]]:
    """Calls and meetings by rep and day of November 2026, some days without."""
    chance = random.Random(seed)
    reps = REPS[: chance.randint(2, 4)]
    days = sorted(chance.sample(range(2, 19), chance.randint(5, 9)))
    return {(rep, day): (chance.randint(1, 60), chance.randint(0, 3)) for rep in reps for day in days}


def _reps_and_days(records):
    reps = list(dict.fromkeys(rep for rep, _ in records))
    return reps, sorted({day for _, day in records})


def _plain(records):
    return [
        ["日付", "担当者", "架電数", "アポ数"],
        *(
            [f"2026/11/{day}", rep, str(calls), str(booked)]
            for (rep, day), (calls, booked) in records.items()
        ),
    ]


def _days_across(records):
    reps, days = _reps_and_days(records)
    rows = [["2026年11月"], ["担当者", "項目", *map(str, days), "合計"]]
    for rep in reps:
        for number, kpi in enumerate(("架電数", "アポ数")):
            found = [records[rep, day][number] for day in days]
            rows.append(["" if number else rep, kpi, *map(str, found), str(sum(found))])
    return rows


def _reps_across(records):
    reps, days = _reps_and_days(records)
    head = [cell for rep in reps for cell in (rep, "")]
    rows = [["", *head], ["日付", *("架電数", "アポ数") * len(reps)]]
    for day in days:
        cells = [str(number) for rep in reps for number in records[rep, day]]
        rows.append([f"2026/11/{day}", *cells])
    return rows


def _long(records):
    rows = [["日付", "担当者", "指標", "件数"]]
    for (rep, day), (calls, booked) in records.items():
        rows += [
            [f"2026/11/{day}", rep, "架電数", str(calls)],
            [f"2026/11/{day}", rep, "アポ数", str(booked)],
        ]
    return rows


def _blocks(records):
    reps, days = _reps_and_days(records)
    rows = []
    for rep in reps:
        rows += [[f"■{rep}"], ["日付", "架電数", "アポ数"]]
        rows += [[f"2026/11/{day}", *map(str, records[rep, day])] for day in days]
        rows += [["合計", *(str(sum(records[rep, day][n] for day in days)) for n in (0, 1))], [""]]
    return rows


def _sections(records):
    reps, days = _reps_and_days(records)
    rows = [["担当者", "架電数", "アポ数"]]
    for day in days:
        rows.append([f"2026/11/{day}"])
        rows += [[rep, *map(str, records[rep, day])] for rep in reps]
    return rows


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from((_days_across, _reps_across, _long, _blocks, _sections)),
)
def test_records_laid_out_in_any_way_come_back_the_same(seed, layout):
    records = _records(seed)
    wanted = totals(read(sheet(*_plain(records))), "date", "rep")
    assert totals(read(sheet(*layout(records))), "date", "rep") == wanted


@pytest.mark.parametrize(
    "word", ["Marketing", "Maybe", "Separate", "Decision", "Junior", "Augment", "Octagon", "Apricot", "Novel"]
)
def test_a_word_that_begins_like_a_month_is_none(word: str):
    assert month_of(f"{word} team", NOVEMBER) is None
    assert month_of(f"{word} 2026", NOVEMBER) is None


@pytest.mark.parametrize("text", ["Sep 2026", "KPI_Sep26", "Sept. '26", "september2026", "SEP-26 calls"])
def test_a_month_may_be_short_and_stand_anywhere(text: str):
    assert month_of(text, NOVEMBER) == date(2026, 9, 1)
