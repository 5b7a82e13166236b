"""What the month's figures are held against stands in every table the contract has a column for it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth, Typed
from sheetkpi.model.measured import COMPLETE
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.tables.registry import specs
from sheetkpi.tables.report import Report, report

TREE = KpiTree()
JUNE, TODAY = date(2026, 6, 1), date(2026, 6, 18)
ROSTER = pd.DataFrame({"rep": ["佐藤 健", "田中 一"], "team": ["第1課", "第2課"]})
BANDS = pd.DataFrame({"kpi": ["接続率", "商談化率"], "low": [0.2, 0.1], "high": [0.3, 0.2]})
GOALS = pd.DataFrame({"month": [JUNE], "team": ["第1課"], "goal": ["商談創出数"], "goal_value": [20]})
NOTHING = pd.DataFrame()


def events(calls: int = 40, connects: int = 10, meetings: int = 2) -> pd.DataFrame:
    """What two reps did on each weekday of April to mid-June."""
    days = pd.bdate_range("2026-04-01", "2026-06-17")
    rows = pd.DataFrame({"date": days}).merge(ROSTER, how="cross")
    return rows.assign(lead_source="セミナー", calls=calls, connects=connects, meetings=meetings)


def standing(goals: pd.DataFrame = GOALS, bands: pd.DataFrame = BANDS) -> Report:
    counted, roster, settings = facts(events(), TREE), Roster.from_frame(ROSTER), Settings()
    typed = Typed(bands, NOTHING, NOTHING, goals, NOTHING)
    return report(KpiMonth(counted, roster, Calendar(), settings, TREE, COMPLETE, typed, TODAY))


HANDED_OUT = {"Standing"}
"""Tables of the workbooks that reps get, which show one rep among peers: see `sheetkpi.distribution`."""

VIEWS = [name for name, spec in specs(TREE).items() if spec.table.group == "look" and name not in HANDED_OUT]


@pytest.mark.parametrize("table", VIEWS)
def test_every_view_has_the_columns_of_the_contract(table: str) -> None:
    wanted = {column.key for column in specs(TREE)[table].drawn}
    assert wanted <= set(standing().tables[table].columns)


def test_a_goal_becomes_targets_for_the_team_and_its_reps() -> None:
    tables = standing().tables
    team = tables["TeamTargets"].set_index("team").loc["第1課"]
    assert (team["meetings.target"], team["connects.target"]) == (20, 100)  # their own 20 % of meetings
    reps = tables["RepKPI"].set_index("rep")
    assert reps.loc["佐藤 健", "meetings.target"] == 20
    assert reps.loc["佐藤 健", "meetings.attainment"] == reps.loc["佐藤 健", "meetings"] / 20
    assert pd.isna(reps.loc["田中 一", "meetings.target"])


def test_every_team_of_the_month_gets_a_row_to_type_its_goal_in() -> None:
    offered = standing(goals=NOTHING).tables["TeamTargets"]
    assert offered["team"].tolist() == ["第1課", "第2課"]
    assert offered["goal_value"].isna().all()


def test_the_share_of_the_month_that_is_over_counts_business_days() -> None:
    shown = standing()
    assert shown.elapsed == 13 / len(shown.business_days)


def test_bad_bands_are_problems_of_their_table_and_the_rest_is_judged() -> None:
    bad = pd.DataFrame({"kpi": ["接続率", "謎率"], "low": [0.4, 0.1], "high": [0.3, 0.2]})
    shown = standing(bands=bad)
    assert len(shown.problems["Benchmarks"]) == 2
    assert shown.tables["RepKPI"]["connect_rate.verdict"].isna().all()


def test_without_any_data_the_report_stays_as_it_is() -> None:
    empty = facts(events().iloc[:0], TREE)
    typed = Typed(BANDS, NOTHING, NOTHING, NOTHING, NOTHING)
    found = report(KpiMonth(empty, Roster(), Calendar(), Settings(), TREE, COMPLETE, typed, TODAY))
    assert found.month is None
    assert not any(len(table) for table in found.tables.values())
