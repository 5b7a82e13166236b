"""Targets of meetings mean those set, held or accepted, as the company says; what nobody records is empty."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth, Typed
from sheetkpi.model.measured import Measured
from sheetkpi.model.metrics import TARGET_MEETINGS, KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.tables.report import report
from tests.workbook.activities import events

NOVEMBER = date(2026, 11, 1)
DONE = events(
    (date(2026, 11, 4), "佐藤", "第1課", "", {"calls": 90, "connects": 20, "meetings": 4}),
    (date(2026, 11, 12), "佐藤", "第1課", "", {"meetings_held": 2, "meetings_accepted": 1}),
    (date(2026, 11, 4), "森", "第2課", "", {"calls": 50, "connects": 10, "meetings": 3}),
)
GOALS = pd.DataFrame(
    [(NOVEMBER, team, "商談創出数", 10) for team in ("第1課", "第2課")],
    columns=["month", "team", "goal", "goal_value"],
)


def shown(meant: str) -> dict[str, pd.DataFrame]:
    """The tables of the month when targets mean `meant`; only 佐藤 records what became of meetings."""
    tree = KpiTree(target_meeting=TARGET_MEETINGS[meant])
    told = {"佐藤": tree.counts, "森": ("calls", "connects", "meetings")}
    spans = [
        {"count": count, "rep": rep, "first": pd.Timestamp(2026, 11, 2), "last": pd.Timestamp(2026, 11, 20)}
        for rep, counts in told.items()
        for count in counts
    ]
    measured = Measured.of(pd.DataFrame(spans))
    roster = Roster.from_frame(pd.DataFrame({"rep": ["佐藤", "森"], "team": ["第1課", "第2課"]}))
    month = KpiMonth(
        facts(DONE, tree, measured),
        roster,
        Calendar(),
        Settings(),
        tree,
        measured,
        Typed(team_targets=GOALS),
        date(2026, 11, 20),
    )
    return report(month).tables


@pytest.mark.parametrize(("meant", "done"), [("set", 4), ("held", 2), ("accepted", 1)])
def test_progress_board_and_views_hold_the_meetings_meant_against_the_target(meant: str, done: int) -> None:
    tables = shown(meant)
    count = TARGET_MEETINGS[meant]
    for name in ("RepKPI", "TeamKPI", "Board"):
        row = tables[name][tables[name]["team"] == "第1課"].iloc[-1]
        assert row["meetings"] == 4, "what was set is counted as it was"
        assert row[[count, "meetings.attainment"]].tolist() == [done, done / 10]
    progress = tables["Progress"]
    assert {kpi for kpi in progress["kpi"] if "meetings" in kpi} == {count}
    own = progress[(progress["kpi"] == count) & (progress["rep"] == "佐藤")].iloc[0]
    assert own[["actual", "target", "attainment"]].tolist() == [done, 10, done / 10]


def test_who_records_no_meetings_held_has_no_attainment_pace_or_landing_of_them() -> None:
    of_set, of_held = (
        tables["Progress"][tables["Progress"]["rep"] == "森"].set_index("kpi")
        for tables in (shown("set"), shown("held"))
    )
    assert of_set.loc["meetings", "actual"] == 3
    known = of_held.loc["meetings_held", ["actual", "attainment", "ahead", "forecast", "chance"]]
    assert known.isna().all()
    assert of_held.loc["meetings_held", "target"] == 10


def test_a_week_shows_the_meetings_meant_beside_those_set() -> None:
    for meant, done in (("set", {4.0, 0.0}), ("held", {2.0, 0.0})):
        weeks = shown(meant)["TeamWeeks"]
        own = weeks[weeks["team"] == "第1課"]
        assert own["meetings"].sum() == 4
        attained = (own["meetings.attainment"] * own["meetings.target"]).round(6)
        assert set(attained.dropna()) == done


def test_rates_are_proposed_from_the_meetings_meant() -> None:
    """Two of twenty conversations became a meeting that was held."""
    tree = KpiTree(target_meeting="meetings_held")
    month = KpiMonth(
        facts(DONE, tree), Roster(), Calendar(), Settings(), tree, typed=Typed(team_targets=GOALS)
    )
    ratio = month.department.trailing(date(2026, 12, 1)).ratios["meeting_rate"]["第1課"]
    assert (ratio.done, ratio.tried) == (2, 20)
