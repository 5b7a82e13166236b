"""Targets by role: a row of TeamTargets for SDR, one for BDR, one for everybody else of the team."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from sheetkpi.model.attainment import everybodys_targets
from sheetkpi.model.benchmarks import Band, Bands
from sheetkpi.model.calendar import Calendar, month_of
from sheetkpi.model.chain import TARGETED
from sheetkpi.model.daytargets import day_targets, owing
from sheetkpi.model.facts import facts
from sheetkpi.model.progress import progress
from sheetkpi.model.rep_targets import STALE, Targets, allocation_states, targets
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targetchance import with_chances
from sheetkpi.model.targets import Department
from tests.model.examples import TREE, did, events

JUNE = date(2026, 6, 1)
PEOPLE = [
    ("佐藤 健", "第1課", "SDR", None, None),
    ("鈴木 花", "第1課", "sdr ", None, None),
    ("高橋 空", "第1課", "BDR", None, None),
    ("田中 一", "第1課", None, None, None),
    ("小林 海", "第2課", "SDR", None, None),
]
# Inbound: of 100 calls 50 connect and 20 meet; outbound: 10 connect, 1 meets.
WORKED = [
    did(f"2026-{month:02}-{day:02}", name, calls=100, connects=connects, meetings=meetings)
    for month in (3, 4, 5)
    for day in (12, 13, 14)
    for name, connects, meetings in (
        ("佐藤 健", 50, 20),
        ("鈴木 花", 50, 20),
        ("高橋 空", 10, 1),
        ("田中 一", 30, 6),
        ("小林 海", 40, 12),
    )
]


def department(people: list[tuple[Any, ...]] = PEOPLE, bands: Bands | None = None) -> Department:
    frame = pd.DataFrame(people, columns=["rep", "team", "role", "from", "to"])
    counted = facts(events([(*row[:2], _team(row[1]), *row[3:]) for row in WORKED]), TREE)
    counted = counted.astype({"rep": "str", "team": "str"})
    counted["month"] = month_of(counted["date"])
    return Department(
        counted, Roster.from_frame(frame), Calendar(), Settings(), bands or Bands(), closed_before=JUNE
    )


def _team(rep: object) -> str:
    return "第2課" if rep == "小林 海" else "第1課"


def row(role: str = "", value: object = 20, team: str = "第1課", **cells: object) -> dict[str, object]:
    """A row of TeamTargets as typed."""
    return {
        "month": JUNE,
        "team": team,
        "role": role,
        "goal": "商談創出数",
        "goal_value": value,
    } | cells


def of(*rows: dict[str, object], reps: list[dict[str, object]] | None = None, **changes: Any) -> Targets:
    return targets(pd.DataFrame(list(rows)), pd.DataFrame(reps or []), department(**changes))


def parts(found: Targets, count: str = "meetings") -> dict[str, int]:
    return dict(zip(found.reps["rep"], found.reps[f"{count}.target"], strict=True))


def problems(found: Targets) -> list[str]:
    return [*found.problems["TeamTargets"]["reason"], *found.problems["RepTargets"]["reason"]]


def test_reps_take_the_row_of_their_role_and_all_others_the_one_without():
    found = of(row("SDR", 60), row("BDR", 5), row("", 12))
    assert parts(found) == {"佐藤 健": 30, "鈴木 花": 30, "高橋 空": 5, "田中 一": 12}
    assert not problems(found)
    assert found.teams["allocation_state"].isna().all()


def test_without_rows_of_roles_the_row_is_everybodys():
    assert parts(of(row("", 40))) == {"佐藤 健": 10, "鈴木 花": 10, "高橋 空": 10, "田中 一": 10}
    without_column = {key: value for key, value in row("", 40).items() if key != "role"}
    pd.testing.assert_frame_equal(of(without_column).reps, of(row("", 40)).reps)


@pytest.mark.parametrize("written", ["ＳＤＲ", " s d r", "SDR（インバウンド）", "SDR (inbound)"])
def test_a_role_is_one_whatever_its_width_case_and_spaces(written: str):
    assert parts(of(row(written, 60), row("", 12)))["佐藤 健"] == 30
    people = [(name, team, written if role == "SDR" else role, *days) for name, team, role, *days in PEOPLE]
    assert parts(of(row("SDR", 60), row("", 12), people=people))["佐藤 健"] == 30


def test_the_role_of_one_team_leaves_those_of_others_alone():
    assert parts(of(row("SDR", 60), row("", 8, team="第2課")))["小林 海"] == 8


def test_each_row_is_solved_back_with_the_rates_of_its_own_reps():
    teams = of(row("SDR", 60), row("BDR", 5), row("", 12), bands=SAMPLED).teams.set_index("role")
    assert teams.loc["SDR", "connect_rate.proposed"] > 0.45
    assert teams.loc["BDR", "connect_rate.proposed"] < 0.2
    assert teams.loc["SDR", "capacity"] == 2 * teams.loc["BDR", "capacity"]
    assert teams.loc["BDR", "calls.target"] > teams.loc["SDR", "calls.target"] * 5 / 60


SAMPLED = Bands({("connect_rate", ""): Band(0.2, 0.3, 30), ("meeting_rate", ""): Band(0.1, 0.2, 30)})


EVERY_RATE = Bands(
    {
        **SAMPLED.rows,
        ("opportunity_rate", ""): Band(0.3, 0.4, 10),
        ("win_rate", ""): Band(0.2, 0.3, 10),
    }
)


def test_a_role_with_a_band_is_proposed_and_judged_by_it():
    of_role = {("connect_rate", "bdr"): Band(0.08, 0.12), ("meetings_per_rep", "bdr"): Band(2, 6)}
    bands = Bands(
        {("connect_rate", ""): Band(0.2, 0.3, 5000), ("meetings_per_rep", ""): Band(15, 30)},
        of_roles=of_role,
    )
    teams = of(row("BDR", 5), row("", 12), bands=bands).teams.set_index("role")
    assert teams.loc["BDR", "connect_rate.proposed"] == 0.08
    assert teams.loc["", "connect_rate.proposed"] == 0.2
    assert teams.loc["BDR", "meetings_per_rep.low"] == 2
    assert teams.loc["", "meetings_per_rep.low"] == 15
    assert teams.loc["BDR", "feasibility"] == "feasibility.fair"


def test_two_rows_of_one_role_are_told_and_two_roles_are_not():
    assert problems(of(row("SDR"), row("BDR"), row(""))) == []
    assert problems(of(row("SDR"), row("ＳＤＲ"), row(""))) == ["reason.target_twice"]


@pytest.mark.parametrize("role", ["AE", "BDR"])
def test_a_role_that_nobody_of_the_team_has_cannot_be_divided(role: str):
    found = of(row(role, 9, team="第2課"), bands=SAMPLED)
    assert problems(found) == ["reason.target_no_reps", "reason.target_partial"]
    assert found.problems["TeamTargets"]["values"][0]["team"] == f"第2課 {role}"


def test_a_row_left_with_nobody_is_told():
    only = [("佐藤 健", "第1課", "SDR", None, None)]
    assert problems(of(row("SDR", 30), row("", 40), people=only)) == ["reason.target_no_reps"]


def test_what_is_typed_for_a_rep_comes_out_of_the_own_role():
    typed: list[dict[str, object]] = [
        {"month": JUNE, "team": "第1課", "rep": "佐藤 健", "meetings.target": 50}
    ]
    assert parts(of(row("SDR", 60), row("BDR", 5), reps=typed)) == {
        "佐藤 健": 50,
        "鈴木 花": 10,
        "高橋 空": 5,
    }


def test_whoever_changes_roles_in_the_month_has_one_target_in_the_later_role():
    moved = [
        ("佐藤 健", "第1課", "SDR", None, date(2026, 6, 15)),
        ("佐藤 健", "第1課", "BDR", date(2026, 6, 16), None),
        ("鈴木 花", "第1課", "SDR", None, None),
    ]
    found = of(row("SDR", 30), row("BDR", 5), people=moved)
    assert parts(found) == {"鈴木 花": 30, "佐藤 健": 5}


def test_totals_of_team_and_everybody_are_the_sums_of_rows_each_counted_once():
    found = of(row("SDR", 60), row("BDR", 5), row("", 12), row("", 8, team="第2課"))
    assert everybodys_targets(found.teams, JUNE, {"第1課", "第2課"})["meetings.target"] == 85
    told = progress(department(), JUNE, date(2026, 6, 30), found.teams, found.reps, {"第1課", "第2課"})
    told = told[told["kpi"] == "meetings"].set_index(["team", "rep"])
    assert told.loc[("第1課", ""), ["target", "due"]].tolist() == [77, 77]
    assert told.loc[("all", ""), ["target", "due"]].tolist() == [85, 85]
    assert told.loc[("第1課", "高橋 空"), ["target", "due"]].tolist() == [5, 5]
    days = day_targets(found.reps, department())
    assert days["meetings.target"].sum() == 85


def team_goals(found: Targets) -> dict[str, dict[str, float]]:
    """The targets of the first team and of everybody in Progress."""
    told = progress(department(), JUNE, date(2026, 6, 30), found.teams, found.reps, {"第1課"})
    told = told[(told["rep"] == "") & told["target"].notna()]
    return {
        team: dict(zip(own["kpi"], own["target"], strict=True))
        for team, own in told.groupby("team")
        if team in ("第1課", "all")
    }


def test_what_the_whole_team_did_is_not_held_against_the_target_of_some_roles():
    found = of(row("SDR", 60))
    assert [tuple(one) for one in found.teams[["role", "goal"]].to_numpy()] == [
        ("SDR", "商談創出数"),
        ("", ""),
    ]
    assert team_goals(found) == {}
    assert parts(found) == {"佐藤 健": 30, "鈴木 花": 30}
    told = found.problems["TeamTargets"].iloc[0]
    assert (told["severity"], told["reason"], told["row"]) == ("note", "reason.target_partial", 0)
    assert told["values"]["roles"] == "役割なしの行"
    assert "商談創出数" in told["values"]["counts"]


def test_roles_with_different_goals_are_held_against_the_counts_that_all_have():
    found = of(row("SDR", 60), row("", 12), row("BDR", 2, goal="案件化数"), bands=EVERY_RATE)
    goals = team_goals(found)["第1課"]
    assert "opportunities" not in goals
    teams = found.teams.set_index("role")
    assert goals["meetings"] == 72 + teams.loc["BDR", "meetings.target"]
    assert goals["calls"] == found.teams["calls.target"].sum()
    [told] = found.problems["TeamTargets"].to_dict("records")
    assert (told["values"]["counts"], told["values"]["roles"]) == ("案件化数", "SDR、役割なしの行")


def test_a_team_with_targets_for_some_roles_keeps_everybody_from_having_one():
    rows = of(row("SDR", 60), row("", 8, team="第2課")).teams
    assert not everybodys_targets(rows, JUNE, {"第1課", "第2課"})
    assert everybodys_targets(rows, JUNE, {"第2課"})["meetings.target"] == 68


def test_closed_months_hold_against_roles_only_where_others_did_anything():
    may = date(2026, 5, 1)
    alone = [person for person in PEOPLE if person[2] and person[2].strip().lower() == "sdr"]
    resting = [*alone, ("山田 幸", "第1課", None, None, None)]
    for people, count in ((resting, 1), (PEOPLE, 2)):
        assert len(of(row("SDR", 60) | {"month": may}, people=people).teams) == count


def test_what_a_row_without_reps_asks_for_is_due_of_the_team_beside_what_its_reps_owe():
    found = of(row("SDR", 60), row("AE", 9))
    due = owing(JUNE, found.teams, found.reps, ["meetings"])
    assert sum(due.values()) == 69
    assert due["meetings", "第1課", ""] == 9


def test_parts_that_do_not_sum_to_their_row_are_stale_and_those_of_other_roles_are_not():
    found = of(row("SDR", 60), row("BDR", 5), row("", 12))
    more = found.reps["meetings.target"] + (found.reps["role"] == "BDR")
    reps = found.reps.assign(**{"meetings.target": more})
    assert allocation_states(found.teams, reps) == [None, STALE, None]


def test_the_chance_of_a_role_is_that_of_its_own_reps():
    easy_and_hard = with_chances(of(row("SDR", 60), row("BDR", 60)).teams, department(), [JUNE])
    sdr, bdr = easy_and_hard.set_index("role")["chance"][["SDR", "BDR"]]
    assert bdr < 0.05
    assert sdr > 0.3
    plain = with_chances(of(row("", 60)).teams, department(), [JUNE])
    assert len(set(TARGETED) & {key.split(".")[0] for key in plain}) == len(TARGETED)
    assert plain["chance"][0] not in (sdr, bdr)
