"""Reached or missed, and why."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.language import say
from sheetkpi.model.diagnosis import COLUMNS
from sheetkpi.model.review import BEHIND, MISSED, REACHED, RUNNING, Pace, review

JUNE = date(2026, 6, 1)
COUNTS = ("calls", "connects", "meetings", "opportunities", "wins", "won_amount")


def rep(name: str, **cells: float) -> dict[str, object]:
    """One row of RepKPI: counts, and targets written `calls_target`."""
    targets = {key.replace("_target", ".target"): value for key, value in cells.items()}
    empty = dict.fromkeys(COUNTS, 0) | {f"{count}.target": np.nan for count in COUNTS}
    return {"rep": name, "team": "第1課"} | empty | targets


def reviewed(
    *rows: dict[str, object],
    complete: bool = True,
    diagnosed: tuple[dict[str, object], ...] = (),
    pace: dict[tuple[str, str], Pace] | None = None,
) -> pd.DataFrame:
    diagnosis = pd.DataFrame(diagnosed, columns=list(COLUMNS), dtype=object)
    return review(pd.DataFrame(list(rows)), diagnosis, JUNE, complete, "ja", pace or {})


def found(
    team: str, lost: float, stage: str | None = "connect_rate", flag: str | None = None
) -> dict[str, object]:
    row = {"team": team, "rep": "佐藤 健", "stage": stage, "flag": flag, "rate": 0.15, "low": 0.2}
    if stage == "calls":
        row["rate"] = None
    return row | {"advice": f"advice on {stage}"} | {"lost_meetings": lost, "lost_amount": None}


MISSING_MEETINGS = rep("佐藤 健", meetings=8, meetings_target=10, calls=500, calls_target=400)


class TestResult:
    def test_every_rep_has_a_row_and_a_result_where_there_is_a_target(self) -> None:
        frame = reviewed(
            MISSING_MEETINGS, rep("田中 一", meetings=3), rep("零", meetings=1, meetings_target=0)
        )
        assert frame["rep"].tolist() == ["佐藤 健", "田中 一", "零"]
        assert frame["review_result"].tolist()[1:] == ["", ""]
        assert frame["cause"].tolist()[1:] == ["", ""]
        assert frame["month"].tolist() == [pd.Timestamp(JUNE)] * 3
        assert frame[["meetings.attainment", "calls.attainment"]].values.tolist()[0] == [0.8, 1.25]
        assert frame["wins.attainment"].isna().all()

    def test_all_outcomes_must_be_reached(self) -> None:
        both = rep("佐藤 健", meetings=10, meetings_target=10, wins=1, wins_target=2)
        assert reviewed(both)["review_result"].tolist() == [MISSED]
        assert reviewed(both | {"wins": 2})["review_result"].tolist() == [REACHED]

    def test_calls_do_not_decide_where_there_is_an_outcome(self) -> None:
        lazy = rep("佐藤 健", meetings=12, meetings_target=10, calls=100, calls_target=400)
        assert reviewed(lazy)["review_result"].tolist() == [REACHED]
        only_calls = rep("佐藤 健", calls=100, calls_target=400)
        assert reviewed(only_calls)["review_result"].tolist() == [MISSED]

    def test_nothing_is_missed_before_the_month_is_over(self) -> None:
        frame = reviewed(MISSING_MEETINGS, complete=False)
        assert frame[["review_result", "cause"]].values.tolist() == [[RUNNING, ""]]
        early = rep("佐藤 健", meetings=10, meetings_target=10)
        assert reviewed(early, complete=False)["review_result"].tolist() == [REACHED]

    def test_without_any_target_there_is_a_row_to_write_in(self) -> None:
        frame = reviewed(rep("佐藤 健", meetings=3))
        assert frame[["rep", "review_result", "cause"]].values.tolist() == [["佐藤 健", "", ""]]
        assert {"month", "rep", "team", "won_amount.attainment", "review_result", "cause"} <= set(frame)


class TestRates:
    def test_rates_are_judged_whether_the_counts_are_reached_or_not(self) -> None:
        lucky = rep("佐藤 健", meetings=12, meetings_target=10) | {
            "connect_rate.verdict": "verdict.below",
            "meeting_rate.verdict": "verdict.above",
            "win_rate.verdict": "verdict.few",
        }
        frame = reviewed(lucky)
        assert frame["review_result"].tolist() == [REACHED]
        assert frame["rates_result"].tolist() == ["接続率 ▼下回る、商談化率 ▲上回る"]

    def test_nothing_is_said_of_rates_that_cannot_be_judged(self) -> None:
        assert reviewed(MISSING_MEETINGS)["rates_result"].tolist() == [""]


class TestCause:
    def cause(self, row: dict[str, object], *diagnosed: dict[str, object]) -> str:
        return str(reviewed(row, diagnosed=diagnosed)["cause"].iloc[0])

    def test_the_bottleneck_of_the_diagnosis(self) -> None:
        assert self.cause(MISSING_MEETINGS, found("第1課", 3)) == "接続率が低い（15.0%、目安の下限 20.0%）"

    def test_of_several_teams_the_one_that_loses_most(self) -> None:
        less, more = found("第1課", 3), found("第2課", 9, "meeting_rate")
        assert self.cause(MISSING_MEETINGS, less, more).startswith("商談化率が低い")

    def test_calling_too_much_is_named(self) -> None:
        heavy = found("第1課", 0, None, "flag.call_heavy")
        assert self.cause(MISSING_MEETINGS, heavy) == "架電増・商談化率低下（商談化率）"
        both = found("第1課", 3, "meeting_rate", "flag.call_heavy")
        assert (
            self.cause(MISSING_MEETINGS, both)
            == "架電増・商談化率低下（商談化率が低い（15.0%、目安の下限 20.0%））"
        )

    def test_too_few_calls(self) -> None:
        few = MISSING_MEETINGS | {"calls": 100}
        assert self.cause(few, found("第1課", 3, "calls")) == "架電数が目標の 25% にとどまる"
        assert self.cause(few) == "架電数が目標の 25% にとどまる"

    def test_what_the_diagnosis_does_not_name_is_no_cause_here(self) -> None:
        few = MISSING_MEETINGS | {"calls": 100}  # where colleagues make no more, it is the target
        assert self.cause(few, found("第1課", 0, None)).startswith("率と件数からは")

    def test_else_it_is_for_the_meeting_to_find_out(self) -> None:
        assert self.cause(MISSING_MEETINGS) == "率と件数からは特定できません。改善会議で確認してください。"

    def test_hardly_fewer_calls_than_the_target_are_no_cause(self) -> None:
        few = MISSING_MEETINGS | {"calls": 390}
        assert self.cause(few).startswith("率と件数からは")

    def test_who_reached_the_target_needs_none(self) -> None:
        reached = rep("佐藤 健", meetings=10, meetings_target=10)
        assert self.cause(reached, found("第1課", 3)) == ""


class TestDuringTheMonth:
    """Whoever is behind pace is told why now, not when it is over."""

    def now(
        self, *diagnosed: dict[str, object], calls: float = 250, meetings: float = 3, chance: float = 0.2
    ) -> list[object]:
        row = rep("佐藤 健", meetings=meetings, meetings_target=10, calls=calls, calls_target=500)
        pace = {
            ("佐藤 健", "meetings"): Pace(meetings, 5, chance),
            ("佐藤 健", "calls"): Pace(calls, 250),
        }
        found = reviewed(row, complete=False, diagnosed=diagnosed, pace=pace)
        cells: list[object] = found[["review_result", "cause", "advice"]].values.tolist()[0]
        return cells

    def test_the_cause_and_the_advice_are_those_of_the_diagnosis(self) -> None:
        assert self.now(found("第1課", 3)) == [
            BEHIND,
            "接続率が低い（15.0%、目安の下限 20.0%）",
            "advice on connect_rate",
        ]
        calls = found("第1課", 3, "calls")
        assert self.now(calls, calls=100) == [
            BEHIND,
            "架電数が今日までの目安の 40% にとどまる",
            "advice on calls",
        ]

    def test_without_a_diagnosis_too_few_calls_for_the_days_that_are_gone(self) -> None:
        assert self.now(calls=100)[1:] == [
            "架電数が今日までの目安の 40% にとどまる",
            say("advice.calls", "ja"),
        ]

    def test_a_delay_that_chance_explains_has_no_cause(self) -> None:
        assert self.now()[1:] == [say("cause.open_now", "ja"), ""]

    def test_who_is_on_pace_or_still_likely_to_reach_it_is_told_nothing(self) -> None:
        assert self.now(found("第1課", 3), meetings=5) == [RUNNING, "", ""]
        assert self.now(found("第1課", 3), chance=0.6) == [RUNNING, "", ""]
