"""What became of meetings: each counts once, on the day it was first set, for whoever set it first."""

from __future__ import annotations

import pandas as pd
import pytest

from sheetkpi.sources.words.meetingwords import fate_of, judgement_of, reason_within
from tests.sources.raw_activity import read, reasons, sheet, totals

LOG = ["架電日", "架電者", "会社名", "リード名", "架電結果", "商談日"]
LIST = ["アポ獲得日", "IS担当", "会社名", "商談日", "結果", "有効判定", "無効理由", "営業担当"]


def log(*rows):
    return sheet(LOG, *rows, name="ログ")


def met(day, rep, company, result="アポ獲得", on="", contact=""):
    return [day, rep, company, contact, result, on]


def listed(*rows, headers=LIST):
    return sheet(headers, *rows, name="商談一覧")


def of_meetings(activity, *by):
    """The counts of meetings that are not 0, over everything or by columns of events."""
    found = totals(activity, *by)
    if not by:
        return {name: count for name, count in found.items() if name.startswith("meetings")}
    return {
        key: {name: count for name, count in counts.items() if name.startswith("meetings")}
        for key, counts in found.items()
        if any(name.startswith("meetings") for name in counts)
    }


def states(activity):
    """The state of each meeting, by company."""
    return dict(zip(activity.meetings["company"], activity.meetings["state"], strict=True))


@pytest.mark.parametrize(
    "again",
    [
        met("2026/10/7", "佐藤 葵", "㈱アルファ", on="2026/10/20"),
        met("2026/10/7", "森 蓮", "アルファ", on="2026/10/20"),
        met("2026/10/7", "佐藤 葵", "アルファ", "リスケ", on="2026/10/20"),
        met("2026/10/7", "佐藤 葵", "アルファ", "日程変更（先方都合）", on="2026/10/20"),
        met("2026/10/1", "森 蓮", "アルファ", on="2026/10/20"),
    ],
)
def test_a_meeting_that_is_moved_is_one_on_the_day_it_was_first_set(again):
    activity = read(log(met("2026/10/1", "佐藤 葵", "アルファ", on="2026/10/8"), again))
    counted = of_meetings(activity, "date", "rep")
    assert {key: counts for key, counts in counted.items() if "meetings" in counts} == {
        ("2026-10-01", "佐藤 葵"): {"meetings": 1}
    }
    assert activity.meetings["meeting_day"].dt.strftime("%m/%d").tolist() == ["10/20"]
    assert (activity.read, activity.counted, totals(activity)["calls"]) == (2, 2, 2)


def test_a_note_says_how_many_rows_are_no_meeting_of_their_own():
    rows = [met(f"2026/10/{day}", "佐藤 葵", "アルファ", on="2026/10/20") for day in (1, 2, 3)]
    activity = read(log(*rows))
    assert reasons(activity, "note") == [("", "", "meeting_again")]
    assert activity.issues["values"].tolist() == [{"records": 2}]


def test_after_it_was_held_or_its_day_has_passed_another_is_a_new_meeting():
    rows = [
        met("2026/10/1", "佐藤 葵", "アルファ", on="2026/10/8"),
        met("2026/10/8", "佐藤 葵", "アルファ", "商談実施"),
        met("2026/10/12", "佐藤 葵", "アルファ", on="2026/10/20"),
        met("2026/10/1", "佐藤 葵", "ベータ", on="2026/10/8"),
        met("2026/10/9", "佐藤 葵", "ベータ", on="2026/10/20"),
        met("2026/9/1", "佐藤 葵", "ガンマ"),
        met("2026/10/1", "佐藤 葵", "ガンマ"),
        met("2026/10/31", "佐藤 葵", "ガンマ"),
        met("2026/9/1", "佐藤 葵", "デルタ"),
        met("2026/10/2", "佐藤 葵", "デルタ"),
    ]
    per_company = read(log(*rows)).meetings.groupby("company").size().to_dict()
    assert per_company == {"アルファ": 2, "ベータ": 2, "ガンマ": 1, "デルタ": 2}


def test_two_departments_of_one_company_have_meetings_of_their_own():
    rows = [
        met("2026/10/1", "佐藤 葵", "アルファ", on="2026/10/8", contact="情報システム部"),
        met("2026/10/2", "佐藤 葵", "アルファ", on="2026/10/9", contact="総務部"),
        met("2026/10/9", "佐藤 葵", "アルファ", "商談実施", contact="総務部"),
    ]
    activity = read(log(*rows))
    assert of_meetings(activity)["meetings"] == 2
    assert activity.meetings.set_index("contact")["state"].to_dict() == {
        "情報システム部": "unrecorded",
        "総務部": "held",
    }


def test_a_list_of_meetings_tells_what_became_of_each_and_what_nobody_said():
    rows = [
        ["2026/10/1", "佐藤 葵", "アルファ", "2026/10/8", "実施", "有効", "", "営業 一郎"],
        ["2026/10/1", "佐藤 葵", "ベータ", "2026/10/9", "実施済", "無効", "予算なし", ""],
        ["2026/10/2", "佐藤 葵", "ガンマ", "2026/10/9", "実施", "", "", ""],
        ["2026/10/2", "森 蓮", "デルタ", "2026/10/9", "ノーショー", "", "", ""],
        ["2026/10/2", "森 蓮", "イプシロン", "2026/10/9", "キャンセル", "", "", ""],
        ["2026/10/2", "森 蓮", "ゼータ", "2026/10/9", "", "", "", ""],
        ["2026/11/19", "森 蓮", "イータ", "2026/12/9", "予定", "", "", ""],
    ]
    activity = read(listed(*rows))
    assert of_meetings(activity, "rep") == {
        "佐藤 葵": {
            "meetings": 3,
            "meetings_held": 3,
            "meetings_known": 3,
            "meetings_accepted": 1,
            "meetings_judged": 2,
            "meetings_undecided": 1,
        },
        "森 蓮": {"meetings": 4, "meetings_known": 2, "meetings_unrecorded": 1},
    }
    assert states(activity) == {
        "アルファ": "held",
        "ベータ": "held",
        "ガンマ": "held",
        "デルタ": "no_show",
        "イプシロン": "cancelled",
        "ゼータ": "unrecorded",
        "イータ": "set",
    }
    assert activity.meetings.set_index("company").loc["ベータ", ["accepted", "reason"]].tolist() == [
        "not_accepted",
        "予算なし",
    ]
    assert activity.meetings.set_index("company").loc["アルファ", "field_sales"] == "営業 一郎"
    assert (activity.read, activity.counted, activity.left_out) == (7, 7, 0)


def test_a_log_and_a_list_that_tell_of_one_meeting_count_it_once_for_who_set_it():
    calls = log(met("2026/10/1", "佐藤 葵", "アルファ"), met("2026/10/1", "森 蓮", "ベータ", "不在"))
    activity = read(
        calls, listed(["2026/10/1", "営業 一郎", "アルファ株式会社", "2026/10/8", "実施", "有効"])
    )
    assert of_meetings(activity, "rep", "date") == {
        ("佐藤 葵", "2026-10-01"): {"meetings": 1},
        ("佐藤 葵", "2026-10-08"): {
            "meetings_held": 1,
            "meetings_known": 1,
            "meetings_accepted": 1,
            "meetings_judged": 1,
        },
    }
    measured = activity.measured
    assert str(measured.loc[measured["count"] == "calls", "last"].max().date()) == "2026-10-01"


def test_what_field_sales_tell_in_the_log_counts_for_the_inside_rep():
    headers = ["活動日", "担当", "会社名", "活動種別", "結果"]
    rows = [
        ["2026/10/1", "佐藤 葵", "アルファ", "架電", "アポ獲得"],
        ["2026/10/8", "営業 一郎", "アルファ", "商談", "ノーショー"],
        ["2026/10/9", "佐藤 葵", "アルファ", "架電", "アポ獲得"],
        ["2026/10/15", "営業 一郎", "アルファ", "商談", "商談実施"],
        ["2026/10/16", "営業 一郎", "アルファ", "商談", "有効"],
        ["2026/10/16", "営業 一郎", "オメガ", "商談", "商談実施"],
    ]
    activity = read(sheet(headers, *rows))
    assert of_meetings(activity, "rep") == {
        "佐藤 葵": {
            "meetings": 1,
            "meetings_held": 1,
            "meetings_known": 1,
            "meetings_accepted": 1,
            "meetings_judged": 1,
        },
        "営業 一郎": {"meetings_held": 1, "meetings_known": 1},
    }
    assert (activity.read, activity.counted, activity.left_out) == (6, 5, 1)


@pytest.mark.parametrize("refused", ["無効", "無効商談（予算なし）", "非有効"])
def test_what_field_sales_do_not_accept_is_judged_in_a_log_without_kinds_too(refused):
    """Else only what is accepted would be judged, and every rate of it 100 %."""
    raw = log(
        met("2026/10/1", "佐藤 葵", "アルファ", on="2026/10/8"),
        met("2026/10/8", "営業 一郎", "アルファ", "商談実施"),
        met("2026/10/9", "営業 一郎", "アルファ", refused),
        met("2026/10/9", "佐藤 葵", "ベータ", "無効番号"),
    )
    activity = read(raw)
    assert activity.meetings["accepted"].tolist() == ["not_accepted"]
    assert activity.meetings["reason"].tolist() == ["予算なし" if "予算" in refused else ""]
    assert of_meetings(activity)["meetings_judged"] == 1


def test_meetings_without_a_company_are_taken_as_known_beside_others_that_are_told_of():
    raw = log(
        met("2026/10/1", "佐藤 葵", "アルファ", on="2026/10/8"),
        met("2026/10/8", "営業 一郎", "アルファ", "商談実施"),
        met("2026/10/8", "営業 一郎", "オメガ", "商談実施"),  # set before the log begins
        met("2026/10/2", "佐藤 葵", ""),
        met("2026/10/3", "佐藤 葵", "不明"),
    )
    told = of_meetings(read(raw), "rep")["佐藤 葵"]
    assert told == {"meetings": 3, "meetings_held": 1, "meetings_known": 3}


def test_deals_tell_who_of_field_sales_took_over_and_count_as_held_where_results_are_kept():
    raw = sheet(
        ["案件名", "取引先名", "所有者", "案件化日", "フェーズ", "受注日", "金額"],
        ["案件", "アルファ", "営業 一郎", "2026/10/20", "提案", "", "100"],
    )
    first = met("2026/10/1", "佐藤 葵", "アルファ", on="2026/10/8")
    alone = read(log(first), raw)
    assert alone.meetings[["field_sales", "state"]].values.tolist() == [["営業 一郎", "held"]]
    assert of_meetings(alone) == {"meetings": 1}
    others = [met("2026/10/1", "森 蓮", "ベータ"), met("2026/10/8", "森 蓮", "ベータ", "ノーショー")]
    told = of_meetings(read(log(first, *others), raw), "rep")
    assert told["佐藤 葵"]["meetings_held"] == told["佐藤 葵"]["meetings_known"] == 1
    assert told["森 蓮"] == {"meetings": 1, "meetings_known": 1}


def test_without_companies_nothing_changes_and_all_meetings_set_are_taken_as_known():
    headers = ["活動日", "担当", "活動種別", "結果"]
    rows = [
        ["2026/10/1", "佐藤 葵", "架電", "アポ獲得"],
        ["2026/10/2", "佐藤 葵", "架電", "アポ獲得"],
        ["2026/10/8", "佐藤 葵", "商談", "商談実施"],
    ]
    activity = read(sheet(headers, *rows))
    assert of_meetings(activity) == {"meetings": 2, "meetings_held": 1, "meetings_known": 2}
    assert activity.meetings.empty
    assert of_meetings(read(sheet(headers, *rows[:2]))) == {"meetings": 2}


def test_where_meetings_count_when_held_a_missed_one_does_not():
    rows = [
        met("2026/10/1", "佐藤 葵", "アルファ", on="2026/10/8"),
        met("2026/10/2", "佐藤 葵", "ベータ", on="2026/10/9"),
        met("2026/10/9", "佐藤 葵", "ベータ", "ドタキャン"),
        met("2026/10/2", "佐藤 葵", "ガンマ", on="2026/12/9"),
    ]
    activity = read(log(*rows), meeting_basis="held")
    assert {key: counts.get("meetings", 0) for key, counts in of_meetings(activity, "date").items()} == {
        "2026-10-08": 1,
        "2026-10-09": 0,
    }


@pytest.mark.parametrize(
    ("fate", "texts"),
    [
        (
            "held",
            "実施済み | 実施（11/20） | 商談実施 | 訪問済 | Held | completed | ○ | リスケ→実施済 | 来社済",
        ),
        (
            "no_show",
            "ﾉｰｼｮｰ | ノーショウ | No-Show | noshow | 無断欠席 | ドタキャン | 当日キャンセル | 来社なし",
        ),
        ("cancelled", "キャンセル（競合採用） | 中止 | Cancelled by client | 実施せず | × | 辞退"),
        (
            "moved",
            "お客様都合でリスケ | 延期（先方都合） | 日程再調整中 | no show - rescheduled | Postponed",
        ),
        ("planned", "実施予定 | 予定 | 未実施 | Scheduled"),
        ("", "アポ調整中 | - | 未 | 検討します"),
    ],
)
def test_untidy_words_for_what_became_of_a_meeting(fate, texts):
    assert {text: fate_of(text) for text in texts.split(" | ")} == dict.fromkeys(texts.split(" | "), fate)


@pytest.mark.parametrize(
    ("judgement", "texts"),
    [
        ("accepted", "有効 | 有効（A） | SQL認定 | SAL | ○ | 承認 | Accepted | 案件化"),
        ("not_accepted", "無効：予算なし | 対象外 | 非有効 | × | 差戻し | not accepted | Rejected by sales"),
        ("", "判定待ち | 未 | - | 保留"),
    ],
)
def test_untidy_words_for_what_field_sales_made_of_it(judgement, texts):
    found = {text: judgement_of(text) for text in texts.split(" | ")}
    assert found == dict.fromkeys(texts.split(" | "), judgement)


def test_the_reason_may_stand_behind_the_judgement():
    activity = read(listed(["2026/10/1", "佐藤 葵", "アルファ", "2026/10/8", "実施", "無効（予算なし）", ""]))
    assert activity.meetings["reason"].tolist() == ["予算なし"]
    assert reason_within("無効 / ニーズなし") == "ニーズなし"


def test_counts_of_a_file_with_everything_in_it_agree_with_sql_over_its_lead_histories():
    duckdb = pytest.importorskip("duckdb")
    reps = ("佐藤 葵", "森 蓮", "林 直樹")
    rows, truth = [], []
    for lead in range(120):
        rep, day = reps[lead % 3], pd.Timestamp(2026, 8, 3) + pd.Timedelta(days=lead % 40)
        on, company = day + pd.Timedelta(days=7), f"株式会社リード{lead:03}"
        rows.append((day, rep, company, "アポ獲得", on))
        if lead % 4 == 0:  # moved once, every second time by another rep
            other = reps[(lead // 4 + lead) % 3]
            before, on = on - pd.Timedelta(days=1), on + pd.Timedelta(days=9)
            rows.append((before, other, f"リード{lead:03} （株）", "アポ獲得", on))
        fate = ("商談実施", "ノーショー", "商談実施", "", "有効")[lead % 5]
        if fate:
            rows.append((on, "営業 一郎", company, fate, None))
        truth.append((rep, fate in ("商談実施", "有効"), fate == "有効", fate == "ノーショー", fate == ""))
    rows.append(rows.pop(0))  # a late row
    written = [
        [f"{day:%Y/%m/%d}", rep, company, "", result, f"{on:%Y/%m/%d}" if on is not None else ""]
        for day, rep, company, result, on in rows
    ]
    activity = read(log(*written))
    frame = pd.DataFrame(truth, columns=["rep", "held", "accepted", "missed", "open"])  # noqa: F841
    by_sql = duckdb.sql(
        "select rep, count(*), count_if(held), count_if(accepted), count_if(held or missed), count_if(open) "
        "from frame group by rep"
    ).fetchall()
    names = ("meetings", "meetings_held", "meetings_accepted", "meetings_known", "meetings_unrecorded")
    ours = {
        rep: tuple(counts.get(name, 0) for name in names)
        for rep, counts in of_meetings(activity, "rep").items()
    }
    assert ours == {rep: tuple(counts) for rep, *counts in by_sql}
    assert sum(counts[0] for counts in ours.values()) == 120
    assert activity.read == activity.counted == len(rows)


def test_deals_of_which_none_counts_leave_meetings_without_a_date_as_they_are():
    raw = sheet(
        ["案件名", "取引先名", "担当者", "フェーズ", "作成日"],
        ["x", "アルファ", "佐藤 葵", "提案", "未定"],
        name="案件",
    )
    activity = read(log(met("2026/10/1", "佐藤 葵", "アルファ")), raw)
    assert of_meetings(activity)["meetings"] == 1
    assert (activity.read, activity.counted, activity.left_out) == (2, 1, 1)


def test_without_a_date_another_meeting_set_with_the_lead_is_new_after_thirty_days():
    """A month is longer than any meeting is set ahead; within it the lead is told of again, or asked anew."""
    for day, meetings in (("2026/10/31", 1), ("2026/11/1", 2)):
        raw = log(met("2026/10/1", "佐藤 葵", "アルファ"), met(day, "森 蓮", "アルファ"))
        assert of_meetings(read(raw)) == {"meetings": meetings}
    others = log(
        met("2026/10/1", "佐藤 葵", "アルファ", contact="人事部"),
        met("2026/10/2", "佐藤 葵", "アルファ", contact="情報システム部"),
    )
    assert of_meetings(read(others)) == {"meetings": 2}


def test_thirty_days_are_counted_from_the_last_row_that_tells_of_the_meeting():
    days = ("2026/9/1", "2026/9/30", "2026/10/29")
    assert of_meetings(read(log(*(met(day, "佐藤 葵", "アルファ") for day in days)))) == {"meetings": 1}


def test_meetings_with_what_stands_for_no_company_are_not_taken_for_one():
    raw = log(*(met(f"2026/10/{day}", "佐藤 葵", "個人") for day in range(1, 6)))
    assert of_meetings(read(raw)) == {"meetings": 5}


def test_a_contact_nobody_knows_is_no_other_contact():
    raw = log(
        met("2026/10/1", "佐藤 葵", "アルファ", contact="人事部", on="2026/10/8"),
        met("2026/10/7", "佐藤 葵", "アルファ", contact="不明", on="2026/10/20"),
    )
    assert of_meetings(read(raw))["meetings"] == 1


def test_meetings_without_a_company_are_of_one_each_and_say_what_became_of_them():
    rows = [
        ["2026/10/01", "2026/10/08", "", "佐藤 葵", "実施済"],
        ["2026/10/01", "2026/10/08", "", "佐藤 葵", "実施済"],
        ["2026/10/02", "2026/10/09", "", "佐藤 葵", "ノーショー"],
        ["2026/10/05", "2026/10/12", "", "佐藤 葵", ""],
        ["2026/10/02", "2026/10/08", "乙商事", "森 蓮", "実施済"],
        ["2026/10/13", "2026/10/20", "丙", "森 蓮", "実施済"],
    ]
    headers = ["アポ日", "商談日", "会社名", "IS担当", "商談結果"]
    activity = read(sheet(headers, *rows, name="商談"))
    assert totals(activity, "rep") == {
        "佐藤 葵": {"meetings": 4, "meetings_held": 2, "meetings_known": 3, "meetings_unrecorded": 1},
        "森 蓮": {"meetings": 2, "meetings_held": 2, "meetings_known": 2},
    }
    assert activity.meetings is not None
    assert activity.meetings["company"].tolist() == ["乙商事", "丙"]
    told = activity.issues.set_index("reason").loc["reason.meetings_without_company"]
    assert told["values"] == {"records": 4}


def test_a_result_is_missing_once_the_date_has_passed_whatever_was_set_since():
    """A list tells only when meetings were set: the last of them may be set long before it is held."""
    headers = ["アポ日", "商談日", "会社名", "IS担当", "商談結果"]
    rows = [
        ["2026/10/01", "2026/11/18", "甲", "佐藤 葵", ""],
        ["2026/10/01", "2026/11/20", "乙", "佐藤 葵", ""],
        ["2026/10/01", "2026/11/02", "丙", "佐藤 葵", "実施済"],
    ]
    activity = read(sheet(headers, *rows, name="商談"))
    assert totals(activity)["meetings_unrecorded"] == 1
    met = activity.meetings
    assert met is not None
    assert dict(zip(met["company"], met["state"], strict=True)) == {
        "甲": "unrecorded",
        "乙": "set",
        "丙": "held",
    }


@pytest.mark.parametrize(
    ("header", "one", "other"),
    [("電話番号", "03-1111-2222", "06-3333-4444"), ("URL", "alpha.example", "https://other.example/jp")],
)
def test_companies_of_one_name_have_meetings_of_their_own(header, one, other):
    """Without the column the second within thirty days is the first one, moved."""
    rows = [
        ("2026-11-02", "森", "アルファ", "アポ獲得", one),
        ("2026-11-05", "佐藤", "アルファ", "アポ獲得", other),
        ("2026-11-09", "森", "アルファ", "アポ獲得", one),
    ]
    apart = read(sheet(("日付", "担当者", "会社名", "結果", header), *rows))
    assert of_meetings(apart, "rep") == {"森": {"meetings": 1}, "佐藤": {"meetings": 1}}
    alike = read(sheet(("日付", "担当者", "会社名", "結果"), *(row[:4] for row in rows)))
    assert of_meetings(alike, "rep") == {"森": {"meetings": 1}}
