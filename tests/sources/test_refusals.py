"""Why people say no and why deals are lost: from a column of reasons, else from what the result says."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.measured import Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.refusals import LOST, SAID_NO, most_named
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from tests.sources.raw_activity import read, sheet, totals

LOG = ["架電日", "架電者", "架電結果", "リードソース"]
DEALS = ["案件名", "所有者", "案件化日", "フェーズ", "クローズ日", "金額", "失注理由"]
ROSTER = pd.DataFrame({"rep": ["佐藤 葵", "森 蓮"], "team": ["第1課", "第2課"]})


def log(*rows, headers=LOG):
    return sheet(headers, *rows, name="ログ")


def call(result, day="2026/11/2", rep="佐藤 葵", source="展示会"):
    return [day, rep, result, source]


def found(activity):
    """How often each reason was said, of calls and of deals."""
    if activity.refusals is None:
        return {}
    rows = activity.refusals
    sums = rows.groupby([rows["lost"].map({True: "lost", False: "no"}), "reason"])["records"].sum()
    return {(kind, reason.removeprefix("refusal.")): records for (kind, reason), records in sums.items()}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("お断り（他社利用中）", "competitor"),
        ("接続→時期尚早", "timing"),
        ("予算なし", "budget"),
        ("ニーズなし", "need"),
        ("担当違い", "person"),
        ("Not interested", "need"),
        ("Connected - no budget", "budget"),
    ],
)
def test_a_result_tells_the_reason_for_a_no(text, reason):
    assert found(read(log(call(text)))) == {("no", reason): 1}


@pytest.mark.parametrize("text", ["アポ獲得（予算なしだが前向き）", "接続", "予算を確認中", "不在"])
def test_what_is_no_refusal_has_no_reason(text):
    assert read(log(call(text))).refusals is None


def test_reasons_change_nothing_of_what_is_counted():
    activity = read(log(call("お断り（他社利用中）"), call("お断り")))
    assert totals(activity) == {"calls": 2, "connects": 2}
    assert found(activity) == {("no", "competitor"): 1}


def test_a_column_of_reasons_comes_before_the_result():
    headers = [*LOG, "NG理由"]
    rows = [
        [*call("お断り（他社利用中）"), "予算"],
        [*call("お断り"), "社長の意向"],
        [*call("アポ獲得"), "予算"],
    ]
    activity = read(log(*rows, headers=headers))
    assert found(activity) == {("no", "budget"): 1, ("no", "社長の意向"): 1}
    used = activity.columns.set_index("header")["field"]
    assert used["NG理由"] == "reason"


def test_result_map_says_the_reason_of_a_text_and_old_maps_without_that_column_do_as_before():
    from sheetkpi.sources.words.results import ResultMap

    new = pd.DataFrame({"text": ["ＮＧ３", "x"], "meaning": ["", "connected"], "reason": ["他社利用", ""]})
    assert ResultMap.from_frame(new, KpiTree()).reasons == {"ng3": "他社利用"}
    assert ResultMap.from_frame(new.drop(columns="reason"), KpiTree()).reasons == {}


def test_call_lists_tell_reasons_too():
    headers = ["会社名", "担当者", "1回目架電日", "1回目結果", "2回目架電日", "2回目結果"]
    rows = ["アルファ", "佐藤 葵", "2026/11/2", "不在", "2026/11/4", "ニーズなし"]
    assert found(read(sheet(headers, rows, name="リスト"))) == {("no", "need"): 1}


def test_lost_deals_are_kept_apart_and_counted_when_they_were_closed():
    raw = sheet(
        DEALS,
        ["a", "佐藤 葵", "2026/9/1", "失注", "2026/11/5", "100", "価格"],
        ["b", "佐藤 葵", "2026/9/1", "失注", "", "100", ""],
        ["c", "佐藤 葵", "2026/9/1", "受注", "2026/11/5", "100", "価格"],
        ["d", "佐藤 葵", "2026/9/1", "提案", "", "100", "価格"],
        name="案件",
    )
    activity = read(raw)
    assert found(activity) == {("lost", "budget"): 1, ("lost", "unsaid"): 1}
    assert activity.refusals["date"].dt.strftime("%m-%d").tolist() == ["11-05", "09-01"]


def month_of(activity):
    tree, measured = KpiTree(), Measured.of(activity.measured)
    counted = facts(activity.events, tree, measured)
    roster, settings = Roster.from_frame(ROSTER), Settings(month=date(2026, 11, 1))
    return KpiMonth(
        counted, roster, Calendar(), settings, tree, measured, wanted=(), refusals=activity.refusals
    )


CALLS = [
    *[call("時期尚早")] * 3,
    *[call("他社利用", rep="森 蓮", source="資料DL")],
    *[call("時期尚早", "2026/10/5")],
    *[call("予算なし", "2026/10/6")],
]


def test_the_month_shows_reasons_by_rep_team_and_source_with_the_change_of_shares():
    month = month_of(read(log(*CALLS), roster=ROSTER))
    rows = month.reasons.set_index(["team", "rep", "lead_source", "reason"])
    shown = dict(zip(rows.index, rows[["count", "share", "change"]].to_numpy().tolist(), strict=True))
    assert shown["all", "", "", "refusal.timing"] == [3, 0.75, 0.25]
    assert shown["all", "", "", "refusal.budget"] == [0, 0, -0.5]
    assert shown["第1課", "佐藤 葵", "", "refusal.timing"] == [3, 1, 0.5]
    assert shown["", "", "展示会", "refusal.timing"] == [3, 1, 0.5]
    count, share, change = shown["第2課", "森 蓮", "", "refusal.competitor"]
    assert (count, share) == (1, 1)
    assert np.isnan(change)  # nothing to compare with
    assert month.reasons["team"].tolist()[:3] == ["all"] * 3


def test_advice_names_reasons_only_where_there_are_some():
    month = month_of(read(log(*CALLS, *[call("ニーズなし")] * 2), roster=ROSTER))
    named = most_named(month.reasons)
    assert named[("第1課", "佐藤 葵"), SAID_NO] == [
        ("refusal.timing", 3, 0.6),
        ("refusal.need", 2, 0.4),
    ]
    assert (("第2課", "森 蓮"), SAID_NO) not in named  # one reason says nothing
    assert (("第1課", "佐藤 葵"), LOST) not in named


def test_a_workbook_without_reasons_has_no_rows():
    assert month_of(read(log(call("接続")), roster=ROSTER)).reasons.empty
