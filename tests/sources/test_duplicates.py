"""What is there twice counts once, and says so."""

from __future__ import annotations

from tests.sources.raw_activity import read, reasons, sheet, totals

LOG = ["活動ID", "日時", "担当者", "結果"]
NO_ID = ["日時", "担当者", "会社名", "結果", "備考"]


def log(*rows, **more):
    return sheet(LOG, *rows, **{"name": "ログ", **more})


def many(count, start=0, result="不在"):
    return [[f"ID{n}", "2026-11-02 10:00:00", "佐藤", result] for n in range(start, start + count)]


def test_the_same_id_with_the_same_fields_counts_once():
    row = ["T1", "2026-11-02 10:00:00", "佐藤", "接続"]
    activity = read(log(row, row))
    assert totals(activity) == {"calls": 1, "connects": 1}
    assert reasons(activity, "note") == [("A3", "T1", "duplicate_id")]
    assert (activity.read, activity.counted, activity.sheets[0].repeated) == (2, 1, 1)


def test_the_same_id_with_other_fields_counts_as_the_later_row_says():
    activity = read(log(["T1", "2026-11-02", "佐藤", "不在"], ["T1", "2026-11-02", "佐藤", "アポ獲得"]))
    assert totals(activity) == {"calls": 1, "connects": 1, "meetings": 1}
    assert reasons(activity, "note") == [("A2", "T1", "duplicate_changed")]


def test_the_newest_is_told_by_the_date_of_the_last_change():
    raw = sheet(
        [*LOG, "最終更新日時"],
        ["T1", "2026-11-02", "佐藤", "アポ獲得", "2026-11-05 09:00:00"],
        ["T1", "2026-11-02", "佐藤", "不在", "2026-11-03 09:00:00"],
    )
    assert totals(read(raw)) == {"calls": 1, "connects": 1, "meetings": 1}


def test_an_id_that_recurs_everywhere_is_the_companys_and_no_records():
    rows = [["C1", f"2026-11-{day:02}", "佐藤", "不在"] for day in range(2, 14)]
    assert totals(read(sheet(["ID", "日付", "担当者", "結果"], *rows))) == {"calls": 12}


def test_without_an_id_equal_rows_with_a_time_count_once():
    row = ["2026-11-02 10:00:00", "佐藤", "A社", "接続", ""]
    activity = read(sheet(NO_ID, row, row, [*row[:4], "別の話"]))
    assert totals(activity)["calls"] == 2
    assert reasons(activity, "note") == [("A3", "", "duplicate_row")]


def test_a_time_in_a_column_of_its_own_is_a_time():
    row = ["2026-11-02", "10:00", "佐藤", "接続"]
    raw = sheet(["Date", "Time", "Agent", "Call Result"], row, row, ["2026-11-02", "10:05", "佐藤", "接続"])
    assert totals(read(raw))["calls"] == 2


def test_without_an_id_and_a_time_equal_rows_all_count_and_are_noted():
    row = ["2026-11-02", "佐藤", "A社", "不在", ""]
    activity = read(sheet(NO_ID, row, row, row))
    assert totals(activity) == {"calls": 3}
    assert activity.issues["values"].tolist() == [{"records": 2}]


def test_numbering_the_rows_makes_no_difference_between_them():
    rows = [[number, "2026-11-02 10:00:00", "佐藤", "接続"] for number in "123"]
    assert totals(read(sheet(["No.", "日時", "担当者", "結果"], *rows)))["calls"] == 1


def test_a_sheet_with_the_ids_of_another_is_a_copy():
    original = log(*many(40), name="元")
    cleaned = sheet([*LOG, "曜日"], *([*row, "月"] for row in many(39)), name="清書")
    activity = read(original, cleaned)
    assert totals(activity) == {"calls": 40}
    assert (activity.sheets[1].shape, activity.sheets[1].remark_key) == ("none", "left.copy")
    assert activity.sheets[1].remark_values == {"other": "元"}


def test_the_smaller_of_two_exports_is_the_copy():
    activity = read(log(*many(40), name="三月"), sheet([*LOG, "メモ"], *many(80), name="四月まで"))
    assert [taken.shape for taken in activity.sheets] == ["none", "log"]
    assert totals(activity) == {"calls": 80}


def test_an_export_of_the_same_layout_brings_changes():
    before, after = log(*many(40), name="先週"), log(*many(40, result="アポ獲得"), name="今週")
    activity = read(before, after)
    assert totals(activity) == {"calls": 40, "connects": 40, "meetings": 40}
    assert len(reasons(activity, "note")) == 40


def test_exports_that_overlap_in_time_are_joined_by_their_ids():
    activity = read(log(*many(40), name="前半"), log(*many(40, start=30), name="後半"))
    assert totals(activity) == {"calls": 70}
    assert {reason for _, _, reason in reasons(activity, "note")} == {"duplicate_id"}


def test_two_teams_that_number_their_deals_from_one_are_kept_apart():
    headers = ["案件番号", "案件名", "担当者", "フェーズ", "作成日"]
    one = sheet(
        headers, *([str(n), f"a{n}", "佐藤", "提案", f"2026-10-{n:02}"] for n in range(1, 9)), name="甲"
    )
    two = sheet(
        headers, *([str(n), f"b{n}", "田中", "提案", f"2026-09-{n:02}"] for n in range(1, 9)), name="乙"
    )
    assert totals(read(one, two)) == {"opportunities": 16}
