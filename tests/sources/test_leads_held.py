"""架電率: of the leads that call lists hold, how many were called; not measured of anybody else."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.leadsheld import lists_view
from sheetkpi.model.measured import Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from tests.sources.raw_activity import read, sheet

LIST = ["会社名", "担当者", "リード経路", "1回目架電日", "1回目結果", "2回目架電日", "2回目結果"]
ROSTER = pd.DataFrame({"rep": ["佐藤 葵", "森 蓮", "原 凛"], "team": ["第1課", "第2課", "第2課"]})
EXPO = sheet(
    LIST,
    ["アルファ", "佐藤 葵", "展示会", "2026/11/2", "不在", "2026/11/4", "接続"],
    ["ベータ", "佐藤", "展示会", "", "", "", ""],
    ["ガンマ", "佐藤 葵", "資料DL", "", "", "", ""],
    ["デルタ", "佐藤 葵", "資料DL", "2026/12/25", "", "", ""],  # planned
    ["イプシロン", "森 蓮", "展示会", "2026/11/2", "不在", "", ""],
    ["", "", "", "", "", "", ""],
    ["合計", "", "", "", "", "", ""],
    name="展示会リスト",
)
SECOND = sheet(
    LIST,
    ["ゼータ", "森 蓮", "展示会", "", "", "", ""],
    ["イータ", "森 蓮", "", "2026/11/9", "接続", "", ""],
    name="掘り起こし",
)
LOG = sheet(["架電日", "架電者", "架電結果"], ["2026/11/2", "原 凛", "接続"], name="ログ")


def month_of(*sheets):
    activity = read(*sheets, roster=ROSTER)
    tree, measured = KpiTree(), Measured.of(activity.measured)
    counted = facts(activity.events, tree, measured)
    people = Roster.from_frame(ROSTER)
    return KpiMonth(counted, people, Calendar(), Settings(), tree, measured, wanted=(), leads=activity.leads)


def stocks(view, by):
    rows = view.set_index(by)[["leads_held", "leads_called", "call_rate"]]
    return dict(zip(rows.index, rows.to_numpy().tolist(), strict=True))


def test_leads_of_call_lists_are_held_and_called_by_rep_team_and_source():
    views = month_of(EXPO, SECOND, LOG).views
    reps = stocks(views["RepKPI"], "rep")
    assert reps["佐藤 葵"] == [4, 1, 0.25]  # 佐藤 is 佐藤 葵, as everywhere
    assert reps["森 蓮"] == [3, 2, 2 / 3]
    assert np.isnan(reps["原 凛"]).all()  # a log does not say what was there to call
    teams = stocks(views["TeamKPI"], "team")
    assert teams["第2課"] == [3, 2, 2 / 3]
    assert teams["all"] == [7, 3, 3 / 7]
    assert stocks(views["SourceKPI"], "lead_source")["展示会"] == [4, 2, 0.5]


def test_each_list_says_what_is_left_of_it():
    month = month_of(EXPO, SECOND, LOG)
    assert lists_view(month.leads_worded, month.roster.labels).to_numpy().tolist() == [
        ["展示会リスト", "佐藤 葵", "第1課", 4, 1, 3, 0.25],
        ["展示会リスト", "森 蓮", "第2課", 1, 1, 0, 1.0],
        ["掘り起こし", "森 蓮", "第2課", 2, 1, 1, 0.5],
    ]


def test_without_call_lists_nothing_is_said():
    month = month_of(LOG)
    assert np.isnan(stocks(month.views["RepKPI"], "rep")["原 凛"]).all()
    assert lists_view(month.leads_worded, month.roster.labels).empty
