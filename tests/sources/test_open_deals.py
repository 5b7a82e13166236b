"""The pipeline that inside sales created: open deals by rep, team, lead source and age, once in a total."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.measured import Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.opendeals import pipeline_view
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from tests.sources.raw_activity import read, sheet

LOG = ["架電日", "架電者", "会社名", "架電結果", "リードソース"]
DEALS = ["案件名", "取引先名", "所有者", "案件化日", "フェーズ", "クローズ日", "金額"]
ROSTER = pd.DataFrame(
    {"rep": ["佐藤 葵", "森 蓮", "原 凛"], "team": ["第1課", "第2課", "第2課"], "from": None, "to": None}
)
CALLS = sheet(
    LOG,
    ["2026/7/1", "佐藤 葵", "アルファ", "アポ獲得", "展示会"],
    ["2026/7/2", "森 蓮", "アルファ", "アポ獲得", "展示会"],
    ["2026/8/3", "森 蓮", "ベータ", "アポ獲得", "資料DL"],
    ["2026/10/31", "原 凛", "ガンマ", "不在", ""],
    name="ログ",
)


def deal(company, opened, stage="提案", amount="100", closed=""):
    return ["案件", company, "営業 一郎", opened, stage, closed, amount]


OPEN = sheet(
    DEALS,
    deal("アルファ", "2026/10/1", amount="1,000"),  # 30 days old on the last day
    deal("アルファ", "2026/9/30", amount="20"),  # 31
    deal("ベータ", "2026/8/5", amount="7"),  # 87
    deal("ベータ", "2026/8/6", amount=""),
    deal("ガンマ", "2026/7/1", amount="500"),  # of nobody
    deal("アルファ", "2026/9/1", "受注", "9,999", "2026/10/2"),
    deal("アルファ", "2026/9/1", "失注", "9,999", "2026/10/2"),
    deal("アルファ", "2026/9/1", "キャンセル", "9,999", "2026/10/2"),
    name="案件",
)


def month_of(activity, month=None, roster=ROSTER):
    tree, measured = KpiTree(), Measured.of(activity.measured)
    found = facts(activity.events, tree, measured)
    people = Roster.from_frame(roster)
    return KpiMonth(
        found, people, Calendar(), Settings(month=month), tree, measured, wanted=(), deals=activity.deals
    )


def shown(month):
    frame = pipeline_view(month.aged_deals, month.roster.teams, month.roster.labels)
    figures = frame.drop(columns=["team", "rep", "lead_source"]).astype(object)
    figures = figures.where(figures.notna(), None)
    names = [
        " ".join(part for part in name if part) for name in frame[["team", "rep", "lead_source"]].to_numpy()
    ]
    return dict(zip(names, figures.to_numpy().tolist(), strict=True))


def test_open_deals_count_for_the_inside_rep_by_age_and_each_once_in_the_total():
    assert shown(month_of(read(CALLS, OPEN, roster=ROSTER))) == {
        # deals, amount, up to 30, 60, 90 days, older, without an amount
        "all": [5, 1527, 1000, 20, 7, 500, 1],
        "第2課": [4, 1027, 1000, 20, 7, None, 1],
        "第2課 森 蓮": [4, 1027, 1000, 20, 7, None, 1],
        "unassigned": [1, 500, None, None, None, 500, None],
        "unassigned unassigned": [1, 500, None, None, None, 500, None],
        "展示会": [2, 1020, 1000, 20, None, None, None],
        "資料DL": [2, 7, None, None, 7, None, 1],
        "unknown_source": [1, 500, None, None, None, 500, None],
    }


def test_a_deal_of_several_inside_reps_is_parted_and_once_in_the_total():
    rows = shown(month_of(read(CALLS, OPEN, roster=ROSTER, credit="split")))
    assert rows["第1課 佐藤 葵"][:2] == [1, 510]
    assert rows["第2課 森 蓮"][:2] == [3, 517]
    assert rows["all"][:2] == [5, 1527]


def test_views_show_the_amount_and_stay_empty_for_those_without_any_deal():
    views = month_of(read(CALLS, OPEN, roster=ROSTER)).views
    amounts = views["RepKPI"].set_index("rep")["pipeline_amount"]
    assert amounts["森 蓮"] == 1027
    assert np.isnan(amounts["原 凛"])
    assert views["TeamKPI"].set_index("team")["pipeline_amount"]["all"] == 1527
    without = month_of(read(CALLS, roster=ROSTER)).views
    assert without["TeamKPI"]["pipeline_amount"].isna().all()


def test_nothing_left_open_is_zero_where_there_are_deals():
    done = sheet(DEALS, deal("アルファ", "2026/9/1", "失注"), name="案件")
    month = month_of(read(CALLS, done, roster=ROSTER))
    assert month.views["RepKPI"].set_index("rep")["pipeline_amount"].to_dict()["森 蓮"] == 0
    assert shown(month) == {}


def test_an_earlier_month_shows_what_was_opened_until_its_end():
    month = month_of(read(CALLS, OPEN, roster=ROSTER), date(2026, 8, 1))
    assert shown(month)["all"] == [3, 507, 7, None, 500, None, 1]


def test_a_file_that_cannot_say_that_a_deal_is_lost_has_no_pipeline():
    headers = ["案件名", "取引先名", "所有者", "案件化日", "受注日", "金額"]
    raw = sheet(headers, ["a", "アルファ", "営業 一郎", "2026/9/20", "", "100"], name="案件")
    month = month_of(read(CALLS, raw, roster=ROSTER))
    assert shown(month) == {}
    assert month.views["RepKPI"]["pipeline_amount"].isna().all()
