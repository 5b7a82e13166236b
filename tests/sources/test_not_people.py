"""Cells where names stand that name nobody: targets among the reps, 未定, ditto marks, two names."""

from __future__ import annotations

import pandas as pd
import pytest

from sheetkpi.sources.activity import Activity
from tests.sources.raw_activity import read, sheet, totals

JA = ("日付", "担当者", "架電数", "アポ数")
EN = ("Date", "Rep", "Calls", "Meetings")


def calls(activity: Activity) -> dict[str, int]:
    """The calls counted for each rep."""
    return {rep: int(counts["calls"]) for rep, counts in totals(activity, "rep").items()}


def told(activity: Activity, reason: str) -> list[dict[str, object]]:
    """What fills the sentences of the issues with a reason."""
    return activity.issues.loc[activity.issues["reason"] == reason, "values"].tolist()


def listed(activity: Activity, reason: str) -> list[str]:
    """The cells of the records left out for a reason."""
    found = activity.issues[
        (activity.issues["reason"] == reason) & (activity.issues["severity"] == "left_out")
    ]
    assert activity.read == activity.counted + activity.left_out
    return found["cell"].tolist()


@pytest.mark.parametrize(
    "word",
    [
        "目標",
        "チーム目標",
        "ノルマ",
        "計画",
        "予算",
        "見込",
        "着地見込",
        "前月",
        "前年同月",
        "差異",
        "残り",
        "進捗率",
        "月累計",
        "中央値",
        "最高",
        "チーム平均",
        "１人平均",
    ],
)
def test_a_row_of_figures_among_the_reps_is_nobodys_and_told(word: str) -> None:
    found = read(
        sheet(
            JA,
            ("2026/11/2", "佐藤葵", "30", "1"),
            ("2026/11/2", "田中蓮", "20", "0"),
            ("2026/11/2", word, "60", "2"),
        )
    )
    assert calls(found) == {"佐藤葵": 30, "田中蓮": 20}
    assert [values["text"] for values in told(found, "reason.rep_figure")] == [word.replace("１", "1")]


@pytest.mark.parametrize(
    "word",
    [
        "Team Average",
        "Avg",
        "Median",
        "Goal",
        "Daily Target",
        "Quota",
        "YTD",
        "MTD",
        "Last Month",
        "Prior Week",
        "Variance",
    ],
)
def test_a_row_of_figures_in_english_is_nobodys_and_told(word: str) -> None:
    found = read(
        sheet(
            EN,
            ("2026-11-02", "Amy Fox", "30", "1"),
            ("2026-11-02", "Bob Lee", "20", "0"),
            ("2026-11-02", word, "60", "2"),
        )
    )
    assert calls(found) == {"Amy Fox": 30, "Bob Lee": 20}
    assert told(found, "reason.rep_figure") == [{"text": word, "records": 1}]


def test_columns_of_figures_beside_those_of_reps_are_nobodys() -> None:
    found = read(
        sheet(
            ("2026年11月 架電数",),
            ("日付", "佐藤葵", "田中蓮", "合計", "平均", "目標", "前年"),
            ("2026/11/2", "30", "20", "50", "25", "60", "40"),
            ("2026/11/4", "25", "22", "47", "23.5", "60", "41"),
        )
    )
    assert calls(found) == {"佐藤葵": 55, "田中蓮": 42}
    assert [values["text"] for values in told(found, "reason.rep_figure")] == ["目標", "前年"]


def test_labels_of_figures_left_of_days_are_nobodys() -> None:
    found = read(
        sheet(
            ("2026年11月 架電数",),
            ("担当者", "11/2", "11/4", "計"),
            ("佐藤葵", "30", "25", "55"),
            ("目標", "80", "80", "160"),
            ("差異", "-50", "-55", "-105"),
        )
    )
    assert calls(found) == {"佐藤葵": 55}
    assert [values["records"] for values in told(found, "reason.rep_figure")] == [2, 2]


def test_somebody_of_the_roster_who_is_called_like_a_figure_counts() -> None:
    roster = pd.DataFrame({"rep": ["Amy Fox", "Max Miller", "目標"], "team": ["A", "A", "A"]})
    rows = [("2026-11-02", name, "30", "1") for name in ("Amy Fox", "Max", "目標", "Goal")]
    found = read(sheet(EN, *rows), roster=roster)
    assert calls(found) == {"Amy Fox": 30, "Max Miller": 30, "目標": 30}
    assert [values["text"] for values in told(found, "reason.rep_figure")] == ["Goal"]


def test_everyone_is_the_team_together() -> None:
    rows = [("2026-11-02", name, "30", "1") for name in ("Amy Fox", "Everyone", "Everybody", "All Reps")]
    assert calls(read(sheet(EN, *rows))) == {"Amy Fox": 30}


LOG = ("日付", "担当者", "会社名", "結果")


@pytest.mark.parametrize(
    "word",
    [
        "未定",
        "-",
        "―",
        "なし",
        "担当者なし",
        "未割当",
        "Unassigned",
        "N/A",
        "None",
        "TBD",
        "(No Owner)",
        "(空白)",
        "NULL",
        "0",
    ],
)
def test_a_word_for_nobody_is_no_rep_and_listed(word: str) -> None:
    found = read(sheet(LOG, ("2026/11/2", "佐藤葵", "A社", "不在"), ("2026/11/4", word, "B社", "アポ獲得")))
    assert calls(found) == {"佐藤葵": 1}
    assert listed(found, "reason.rep_nobody") == ["B3"]


def test_an_error_value_as_text_is_nobody() -> None:
    rows = sheet(LOG, ("2026/11/2", "佐藤葵", "A社", "不在"), ("2026/11/4", " #N/A", "B社", "アポ獲得"))
    assert listed(read(rows), "reason.rep_nobody") == ["B3"]


def test_names_that_look_like_nobody_and_those_of_the_roster_are_reps() -> None:
    roster = pd.DataFrame({"rep": ["なし"], "team": ["A"]})
    rows = [
        ("2026/11/2", name, "A社", "不在") for name in ("なし", "Null", "[No associated user]", "101", "0")
    ]
    found = read(sheet(LOG, *rows), roster=roster)
    assert calls(found) == {"なし": 1, "Null": 1, "[No associated user]": 1, "101": 1, "0": 1}


def test_a_deal_without_an_inside_rep_counts_as_one_whose_cell_is_empty() -> None:
    rows = [("案件名", "IS担当", "営業担当", "案件化日"), ("A", "佐藤葵", "鈴木海", "2026/11/2")]
    empty = read(sheet(*rows, ("B", "", "鈴木海", "2026/11/4")))
    nobody = read(sheet(*rows, ("B", "なし", "鈴木海", "2026/11/4")))
    assert totals(nobody, "rep") == totals(empty, "rep")


def test_nobody_below_a_groups_first_row_does_not_belong_to_the_group() -> None:
    rows = [("佐藤葵", "30"), ("", "20"), ("未定", "10"), ("", "5"), ("田中蓮", "7"), ("", "8")]
    found = read(
        sheet(("日付", "担当者", "架電数"), *((f"2026/11/{day}", *row) for day, row in enumerate(rows, 2)))
    )
    assert calls(found) == {"佐藤葵": 50, "田中蓮": 15}
    assert len(listed(found, "reason.rep_nobody")) == 2


@pytest.mark.parametrize("mark", ["〃", "同上", "″", "々", '"', "same", "Ditto", "同　上"])
def test_a_mark_for_as_above_means_the_cell_above(mark: str) -> None:
    found = read(
        sheet(
            LOG,
            ("11/2(月)", "佐藤葵", "A社", "不在"),
            (mark, mark, "B社", "アポ獲得"),
            (mark, mark, "C社", mark),
            ("11/4(水)", "田中蓮", "D社", "不在"),
            ("", "", "", ""),
            (mark, mark, "E社", "お断り"),
        )
    )
    assert calls(found) == {"佐藤葵": 3, "田中蓮": 2}
    assert totals(found, "rep")["佐藤葵"]["meetings"] == 2
    assert set(found.events["date"].dt.day) == {2, 4}
    assert told(found, "reason.ditto_filled") == [{"cells": 7}]
    assert found.left_out == 0


def test_a_mark_below_a_header_a_total_or_a_number_is_nobodys_and_listed() -> None:
    found = read(
        sheet(
            ("日付", "担当者", "架電数"),
            ("2026/11/2", "〃", "10"),
            ("2026/11/2", "佐藤葵", "30"),
            ("", "合計", "40"),
            ("2026/11/4", "〃", "20"),
            ("2026/11/5", "佐藤葵", "〃"),
        )
    )
    assert calls(found) == {"佐藤葵": 30}
    assert listed(found, "reason.rep_nobody") == ["B2", "B5"]
    assert listed(found, "reason.count_unreadable") == ["C6"]


def test_a_name_with_an_iteration_mark_is_a_name() -> None:
    found = read(sheet(LOG, *(("2026/11/2", name, "A社", "不在") for name in ("佐々木", "野々村", "同前"))))
    assert calls(found) == {"佐々木": 1, "野々村": 1, "同前": 1}
    assert not told(found, "reason.ditto_filled")


@pytest.mark.parametrize(
    "both", ["佐藤葵 田中蓮", "佐藤葵→田中蓮", "佐藤葵(代:田中蓮)", "佐藤 葵　田中 蓮", "佐藤葵 => 田中蓮"]
)
def test_two_names_in_a_cell_are_several_people_where_both_stand_alone(both: str) -> None:
    names = ("佐藤葵", "田中蓮", both)
    found = read(sheet(LOG, *(("2026/11/2", name, "A社", "不在") for name in names)))
    assert calls(found) == {"佐藤葵": 1, "田中蓮": 1}
    assert listed(found, "reason.several_reps") == ["B4"]


def test_a_name_with_a_space_is_one_person() -> None:
    names = ("佐藤 葵", "佐藤 蓮", "Amy Fox", "Amy Lee", "佐藤 葵(東京)")
    found = read(sheet(LOG, *(("2026/11/2", name, "A社", "不在") for name in names)))
    assert len(calls(found)) == 5
    assert not listed(found, "reason.several_reps")


COUNTS = ("日付", "担当者", "架電数")


@pytest.mark.parametrize(
    "tab",
    [
        "予定",
        "計画(12月)",
        "12月予定",
        "予算",
        "Plan",
        "シミュレーション",
        "Simulation",
        "見込",
        "差異",
        "予定（第2版）",
    ],
)
def test_a_tab_called_like_a_row_of_plans_is_not_counted(tab: str) -> None:
    done = sheet(COUNTS, ("2026/11/2", "佐藤葵", "30"), name="実績")
    found = read(done, sheet(COUNTS, ("2026/11/4", "佐藤葵", "99"), name=tab))
    assert calls(found) == {"佐藤葵": 30}
    assert found.sheets[1].remark_key == "left.planned"


@pytest.mark.parametrize(
    "tab", ["予定実績", "予定と実績", "佐藤予定", "シミュレーション事業部", "11月", "訪問予定表"]
)
def test_a_tab_with_more_than_plans_is_counted(tab: str) -> None:
    done = sheet(COUNTS, ("2026/11/2", "佐藤葵", "30"), name="実績")
    assert calls(read(done, sheet(COUNTS, ("2026/11/4", "佐藤葵", "9"), name=tab))) == {"佐藤葵": 39}


@pytest.mark.parametrize(
    ("day", "counted"), [("2026/11/4", False), ("11/4", False), ("2025/11/4", True), ("2025/12/4", True)]
)
def test_a_tab_of_last_year_is_history_where_its_days_say_so(day: str, counted: bool) -> None:
    done = sheet(COUNTS, ("2026/11/2", "佐藤葵", "30"), name="2026年実績")
    found = read(done, sheet(COUNTS, (day, "佐藤葵", "99"), name="2025年実績"))
    assert calls(found) == {"佐藤葵": 129 if counted else 30}
    assert found.sheets[1].remark_key == ("" if counted else "left.other_year")


def test_a_fiscal_year_goes_on_into_the_next_and_a_single_tab_counts() -> None:
    done = sheet(COUNTS, ("2026/11/2", "佐藤葵", "30"), name="2026年度")
    last = sheet(COUNTS, ("2026/2/2", "佐藤葵", "9"), name="2025年度")
    assert calls(read(done, last)) == {"佐藤葵": 39}
    assert calls(read(sheet(COUNTS, ("2026/11/2", "佐藤葵", "30"), name="2025年実績"))) == {"佐藤葵": 30}


PLAIN = (("日付", "架電数"), ("2026/11/2", "30"))


def test_titles_of_tabs_that_were_never_named_are_the_reps() -> None:
    found = read(
        sheet(("佐藤葵 2026年度",), *PLAIN, name="Sheet1"), sheet(("田中蓮 11月度",), *PLAIN, name="シート2")
    )
    assert calls(found) == {"佐藤葵": 30, "田中蓮": 30}
    assert told(found, "reason.rep_from_place") == [{"places": "表の上の行"}]


def test_tabs_that_were_never_named_are_nobody() -> None:
    found = read(*(sheet(*PLAIN, name=name) for name in ("佐藤葵", "田中蓮", "Sheet3")))
    assert calls(found) == {"佐藤葵": 30, "田中蓮": 30}
    assert found.sheets[2].remark_key == "left.no_rep"


def test_a_year_beside_a_name_in_a_title_makes_nobody_new() -> None:
    months = (("KPI", "10月", "11月"), ("架電数", "300", "330"), ("アポ数", "6", "7"))
    found = read(
        sheet(("佐藤葵 2026年度",), *months, name="佐藤葵"),
        sheet(("田中蓮 FY2026 上期",), *months, name="田中蓮"),
    )
    assert calls(found) == {"佐藤葵": 630, "田中蓮": 630}


def test_subtotals_of_a_day_are_no_dates_to_be_mended() -> None:
    day = [("2026/11/2", "佐藤葵", "30", "1"), ("2026/11/2", "田中蓮", "20", "0")]
    found = read(sheet(JA, *day, ("2026/11/2 集計", "", "50", "1"), ("11月 計", "", "50", "1")))
    assert calls(found) == {"佐藤葵": 30, "田中蓮": 20}
    assert not set(found.issues["reason"]) & {"reason.date_unreadable", "reason.group_filled"}


@pytest.mark.parametrize("columns", [3, 4])
def test_sums_of_a_day_without_a_name_do_not_belong_to_whoever_stands_above(columns: int) -> None:
    rows = [
        ("2026/11/2", "佐藤葵", "30", "1"),
        ("2026/11/2", "田中蓮", "20", "0"),
        ("2026/11/2", "", "50", "1"),
    ]
    rows += [
        ("2026/11/4", "佐藤葵", "25", "1"),
        ("2026/11/4", "田中蓮", "15", "0"),
        ("2026/11/4", "", "40", "1"),
    ]
    found = read(sheet(JA[:columns], *(row[:columns] for row in rows)))
    assert calls(found) == {"佐藤葵": 55, "田中蓮": 35}
    assert told(found, "reason.sum_rows") == [{"records": 2}]


@pytest.mark.parametrize("team", ["第1課", "Sales Team 1", "東チーム"])
def test_a_team_among_its_people_is_their_sum(team: str) -> None:
    rows = [("2026-11-02", "Amy Fox", "30", "1"), ("2026-11-02", "Bob Lee", "20", "0")]
    assert calls(read(sheet(EN, *rows, ("2026-11-02", team, "50", "2")))) == {"Amy Fox": 30, "Bob Lee": 20}
    assert calls(read(sheet(EN, *rows, ("2026-11-02", team, "45", "2"))))[team] == 45


@pytest.mark.parametrize(
    ("numbers", "counted", "reason"),
    [
        (("30", "2"), False, "reason.rep_figure"),
        (("40", "2"), True, "reason.rep_perhaps"),
        (("25", "2"), True, ""),
    ],
)
def test_a_word_that_is_a_name_too_is_a_figure_where_its_numbers_say_so(
    numbers: tuple[str, str], counted: bool, reason: str
) -> None:
    rows = [("2026-11-02", "Amy Fox", "30", "0"), ("2026-11-02", "Bob Lee", "20", "2")]
    found = read(sheet(EN, *rows, ("2026-11-02", "Max", *numbers)))
    assert ("Max" in calls(found)) is counted
    assert [key for key in ("reason.rep_figure", "reason.rep_perhaps") if told(found, key)] == [reason][
        : bool(reason)
    ]


def test_min_beside_average_is_a_figure() -> None:
    rows = [("2026-11-02", name, "30", "1") for name in ("Amy Fox", "Bob Lee", "Average", "Min", "Best")]
    assert calls(read(sheet(EN, *rows))) == {"Amy Fox": 30, "Bob Lee": 30}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("佐藤葵（E0123）", "佐藤葵"),
        ("E0123 佐藤葵", "佐藤葵"),
        ("佐藤葵 <sato@example.com>", "佐藤葵"),
        ("佐藤葵（退職）", "佐藤葵"),
        ("佐藤葵 ※11/15退職", "佐藤葵"),
        ("Fox, Amy", "Amy Fox"),
        ("amy.fox@example.com", "Amy Fox"),
    ],
)
def test_another_form_of_a_name_that_stands_alone_too_is_that_person(form: str, name: str) -> None:
    found = read(
        sheet(LOG, *(("2026/11/2", rep, "A社", "アポ獲得") for rep in (form, f"{name}さん", name, "鈴木海")))
    )
    assert calls(found) == {name: 3, "鈴木海": 1}
    assert [values["rep"] for values in told(found, "reason.rep_joined")] == [name]
    assert found.meetings is None or form not in set(found.meetings["rep"])


@pytest.mark.parametrize("forms", [["佐藤葵（東京）"], ["【1課】佐藤葵"], ["佐藤葵（E01）", "佐藤葵（E02）"]])
def test_forms_that_may_be_namesakes_stay_apart_and_are_told(forms: list[str]) -> None:
    found = read(sheet(LOG, *(("2026/11/2", rep, "A社", "不在") for rep in ("佐藤葵", *forms))))
    assert len(calls(found)) == 1 + len(forms)
    assert len(told(found, "reason.rep_alike")) == len(forms)


def test_forms_alone_and_those_of_the_roster_are_left_as_they_are() -> None:
    roster = pd.DataFrame({"rep": ["佐藤葵", "佐藤葵（退職）"], "team": ["A", "B"]})
    names = ("佐藤葵", "佐藤葵（退職）")
    assert (
        len(calls(read(sheet(LOG, *(("2026/11/2", rep, "A社", "不在") for rep in names)), roster=roster)))
        == 2
    )
    alone = read(sheet(LOG, ("2026/11/2", "Amy Fox (amy@example.com)", "A", "不在")))
    assert not told(alone, "reason.rep_joined")
    assert len(calls(alone)) == 1


def test_a_full_name_is_one_person_beside_two_who_are_called_by_its_parts() -> None:
    rows = [("2026-11-02", name, "30", "1") for name in ("Amy", "Fox", "Amy Fox")]
    assert calls(read(sheet(EN, *rows))) == {"Amy": 30, "Fox": 30, "Amy Fox": 30}
