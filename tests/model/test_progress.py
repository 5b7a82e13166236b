"""How far a month has come."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.progress import elapsed_share, progress
from sheetkpi.model.rep_targets import Targets, targets
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL
from sheetkpi.tables.registry import specs
from tests.model.examples import TREE, did, events

TEAMS = ("第1課", "第2課", "unassigned", ALL)
JUNE, TODAY = date(2026, 6, 1), date(2026, 6, 12)
ROSTER = Roster.from_frame(
    pd.DataFrame(
        [
            ("佐藤 健", "第1課", None),
            ("田中 一", "第1課", None),
            ("鈴木 花", "第2課", None),
            ("去 人", "第2課", "2026-05-31"),
        ],
        columns=["rep", "team", "to"],
    )
)
DONE = [
    did("2026-05-12", "佐藤 健", calls=100, meetings=10),
    did("2026-06-02", "佐藤 健", calls=90, meetings=7),
    did("2026-06-03", "鈴木 花", "第2課", calls=40),
    did("2026-06-04", "謎 男", "", calls=3),
    did("2026-06-12", "田中 一", calls=10, meetings=1),
]
AT = Department(with_months(facts(events(DONE), TREE)), ROSTER, Calendar(), Settings())


def goals(*typed: tuple[str, int]) -> Targets:
    rows = [(JUNE, team, "商談創出数", value, 0.1, 0.2) for team, value in typed]
    columns = ["month", "team", "goal", "goal_value", "meeting_rate.assumed", "connect_rate.assumed"]
    return targets(pd.DataFrame(rows, columns=columns), pd.DataFrame(), AT)


def shown(wanted: Targets, last_data: date | None = TODAY) -> pd.DataFrame:
    return progress(AT, JUNE, last_data, wanted.teams, wanted.reps, TEAMS)


def row(frame: pd.DataFrame, kpi: str, team: str, rep: str = "") -> pd.Series:
    return frame[(frame["kpi"] == kpi) & (frame["team"] == team) & (frame["rep"] == rep)].iloc[0]


def test_actual_target_and_what_was_due_by_now() -> None:
    found = row(shown(goals(("第1課", 20))), "meetings", "第1課")
    assert found[["actual", "target", "attainment"]].tolist() == [8, 20, 0.4]
    assert found[["due", "ahead"]].tolist() == [9, -1]  # 10 of 22 business days: 9.09
    assert found["forecast"] >= 8
    assert found["forecast_attainment"] == found["forecast"] / 20
    assert found["forecast_low"] <= found["forecast"] <= found["forecast_high"]


def test_reps_have_their_parts_and_everybody_the_sum() -> None:
    found = shown(goals(("第1課", 20), ("第2課", 6)))
    assert row(found, "meetings", "第1課", "佐藤 健")[["actual", "target"]].tolist() == [7, 10]
    assert row(found, "meetings", ALL)[["actual", "target"]].tolist() == [8, 26]


def test_everybody_has_no_target_while_a_team_has_none() -> None:
    """What all did would be held against what only some were to do. Records of no team are no team."""
    found = row(shown(goals(("第1課", 20))), "meetings", ALL)
    assert found[["actual", "target", "attainment", "due"]].tolist() == [8, None, None, None]


def test_by_kpi_everybody_then_teams_with_their_reps() -> None:
    found = shown(goals(("第1課", 20)))
    assert list(dict.fromkeys(found["kpi"])) == ["meetings", "connects", "calls"]
    first = found[found["kpi"] == "meetings"]
    assert list(zip(first["team"], first["rep"], strict=True)) == [
        (ALL, ""),
        *[("第1課", name) for name in ("", "佐藤 健", "田中 一")],
        *[("第2課", name) for name in ("", "鈴木 花")],
        *[("unassigned", name) for name in ("", "謎 男")],
    ]


def test_without_a_target_there_is_no_attainment_but_a_forecast() -> None:
    found = row(shown(goals()), "calls", "第2課")
    assert found[["target", "attainment", "due", "ahead", "forecast_attainment"]].tolist() == [None] * 5
    assert found["forecast"] > 40


@pytest.mark.parametrize(
    ("last_data", "share"),
    [(None, 0), (date(2026, 5, 31), 0), (date(2026, 6, 14), 10 / 22), (date(2026, 7, 1), 1)],
)
def test_elapsed_is_the_share_of_business_days_up_to_the_last_data(
    last_data: date | None, share: float
) -> None:
    assert elapsed_share(AT, JUNE, last_data) == share


def test_before_any_data_nothing_is_due() -> None:
    found = row(shown(goals(("第1課", 20)), None), "meetings", "第1課")
    assert found[["actual", "due", "ahead"]].tolist() == [0, 0, 0]


def test_a_department_without_facts_has_its_targets() -> None:
    empty = Department(with_months(facts(events([]), TREE)), ROSTER, Calendar(), Settings())
    wanted = goals(("第1課", 20))
    found = progress(empty, JUNE, None, wanted.teams, wanted.reps, TEAMS)
    assert row(found, "meetings", "第1課")["target"] == 20
    assert progress(empty, JUNE, None, wanted.teams.iloc[:0], wanted.reps.iloc[:0], TEAMS).empty


def test_the_columns_are_those_of_the_contract() -> None:
    assert list(shown(goals()).columns) == [column.key for column in specs(TREE)["Progress"]]
