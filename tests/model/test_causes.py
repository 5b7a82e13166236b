"""Causes against chance: departments whose truth is known, and what the diagnosis makes of them.

Quick versions; `tests/benchmarks/causes.py` prints the tables of the long ones.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.benchmarks import Band
from sheetkpi.model.callheavy import is_call_heavy
from sheetkpi.model.chance import Look, against, below, binomial, judged
from sheetkpi.model.colleagues import references
from sheetkpi.model.diagnosis import NOTHING, Workbook, diagnosis
from sheetkpi.model.maturity import Lag, LateStages
from sheetkpi.model.workload import ABSENT, CALLS, UNENTERED, Load, Shortfall, borne_out, shortfalls
from tests.model.examples import TREE
from tests.model.simulated import MID_BAND, Department, Plan, department
from tests.model.test_verdicts import BANDS

REP = ("第1課", "担当1-1")


def named(of: Department, known: Workbook = NOTHING) -> set[tuple[str, str, str]]:
    """Team, rep and cause of everybody named."""
    late = LateStages(of.facts, of.deals, of.last_data)
    frame = diagnosis(of.names, of.facts, of.month, BANDS, TREE, known, "en", late)
    found = frame[frame["stage"].notna()]
    return set(zip(found["team"], found["rep"], found["stage"], strict=True))


class TestChance:
    def test_tails_are_those_of_the_distributions(self) -> None:
        assert binomial(1, 20, 0.3).tail == pytest.approx(0.7**20 + 20 * 0.3 * 0.7**19)
        assert binomial(0, 20, 0.3).least == pytest.approx(0.7**20)
        rng = np.random.default_rng(1)
        drawn = rng.binomial(100, rng.beta(30.5, 170.5, 200_000))
        assert against(5, 100, 30, 200).tail == pytest.approx((drawn <= 5).mean(), rel=0.1)

    def test_half_an_opportunity_counts_half(self) -> None:
        whole, half = binomial(2, 40, 0.2).tail, binomial(2, 40.5, 0.2).tail
        assert binomial(2, 41, 0.2).tail < half < whole

    def test_all_looks_share_one_chance_of_being_wrong(self) -> None:
        rng = np.random.default_rng(2)
        wrong = [any(judged([Look(tail, 0.0) for tail in rng.random(60)]).named) for _ in range(1000)]
        assert np.mean(wrong) == pytest.approx(0.05, abs=0.02)

    def test_looks_that_could_say_nothing_are_not_corrected_for(self) -> None:
        idle = [Look(1.0, 0.5)] * 100
        assert judged([Look(0.02, 0.001), *idle]).named[0]
        assert not judged([Look(0.02, 0.001), *[Look(1.0, 0.001)] * 100]).named[0]

    def test_cells_and_diagnosis_agree_on_what_is_chance(self) -> None:
        family = judged([below(20, 200, 0.2), below(80, 500, 0.2), below(30, 100, 0.2)])
        for count, sample, is_named in ((20, 200, True), (80, 500, True), (30, 100, False)):
            score = (0.2 - count / sample) / (0.2 * 0.8 / sample) ** 0.5
            assert (score > family.z) == is_named
        assert family.named == (True, True, False)


class TestManyLooks:
    def test_a_rep_at_half_the_meeting_rate_is_found_and_nobody_else(self) -> None:
        rng, found, wrong = np.random.default_rng(3), 0, 0
        for _ in range(8):
            who = named(department(Plan(weaker={(0, 0): (1, 1, 0.5, 1, 1)}), rng))
            found += (*REP, "meeting_rate") in who
            wrong += bool(who - {(*REP, "meeting_rate")})
        assert found >= 4
        assert wrong <= 2

    def test_a_poor_list_is_the_team_s_and_none_of_its_reps(self) -> None:
        of = department(Plan(of_team={0: (0.10, 0.15, 0.35, 0.25)}), np.random.default_rng(4))
        assert {name for name in named(of) if name[0] != "all"} == {("第1課", "", "connect_rate")}

    def test_who_works_downloads_is_held_against_downloads(self) -> None:
        plan = Plan(
            calls=60,
            sources={0: "資料DL", 1: "展示会"},
            of_team={0: (0.25, 0.062, 0.35, 0.25), 1: (0.25, 0.115, 0.35, 0.25)},
        )
        who = {name for name in named(department(plan, np.random.default_rng(5))) if name[0] != "all"}
        assert who == {("第2課", "", "meeting_rate")}

    def test_colleagues_are_weighed_by_one_s_own_sources(self) -> None:
        rows = [("T", rep, "show", 100, 30) for rep in "abcd"] + [("T", rep, "web", 300, 15) for rep in "bcd"]
        sums = pd.DataFrame(rows, columns=["team", "rep", "lead_source", "connects", "meetings"])
        found = references(sums, "meetings", "connects")
        assert found["T", "a"].rate == pytest.approx(0.3)
        assert found["T", "b"].rate == pytest.approx((100 * 0.3 + 300 * 0.05) / 400)

    def test_two_others_are_too_few_to_be_held_against(self) -> None:
        rows = [("T", rep, "", 100, 30) for rep in "abc"]
        sums = pd.DataFrame(rows, columns=["team", "rep", "lead_source", "connects", "meetings"])
        assert references(sums, "meetings", "connects") == {}


class TestMaturity:
    @pytest.mark.parametrize(
        "plan",
        [
            Plan(months=2, lag=45, calls=40),
            Plan(months=3, lag=45, calls=40),
            Plan(months=6, lag=45, calls=25, growth=1.2),
        ],
    )
    def test_young_deals_are_nobody_s_low_win_rate(self, plan: Plan) -> None:
        rng = np.random.default_rng(6)
        for _ in range(3):
            assert not {
                name for name in named(department(plan, rng)) if name[2] == "win_rate" and not name[1]
            }

    def test_a_truly_low_win_rate_is_named_from_five_months_on(self) -> None:
        plan, rng = Plan(months=5, lag=45, calls=40, rates=(*MID_BAND[:3], 0.10)), np.random.default_rng(7)
        for _ in range(3):
            assert ("all", "", "win_rate") in named(department(plan, rng))

    def test_opportunities_count_by_the_share_of_wins_that_have_come(self) -> None:
        opened = pd.date_range("2026-01-01", "2026-06-29", freq="D")
        ages = (pd.Timestamp("2026-06-30") - opened).days.to_numpy()
        deals = pd.DataFrame({"opened": np.repeat(opened, 2), "team": "T", "rep": "r", "lead_source": ""})
        deals["days"] = [day for age in ages for day in (20 if age >= 20 else -1, -1)]
        deals["deals"] = 10
        late = LateStages(pd.DataFrame(), deals, date(2026, 6, 30))
        assert late.lags["all"].come(np.array([19, 20, 90])).tolist() == [0, 1, 1]
        above, under = late.over("win_rate", ("team",), [("T",)], [date(2026, 6, 1)], 3)
        assert above[0] / under[0] == pytest.approx(0.5)
        assert above[0] == 10 * len([age for age in ages if 20 <= age < 91 + 20])

    def test_without_dates_of_deals_a_growing_team_has_the_benefit_of_the_doubt(self) -> None:
        of = department(Plan(months=8, lag=45, calls=40, growth=1.2), np.random.default_rng(8))
        late = LateStages(of.facts, None, of.last_data)
        above, under = late.over("win_rate", ("team",), [("all",)], [of.month], 3)
        assert above[0] / under[0] > 0.22
        young = LateStages(of.facts[of.facts["date"] >= "2026-06-01"], None, of.last_data)
        assert np.isnan(young.over("win_rate", ("team",), [("all",)], [of.month], 3)[1][0])

    def test_a_lag_nobody_has_seen_the_end_of_is_not_known(self) -> None:
        opened = pd.date_range("2026-05-01", "2026-06-29", freq="D")
        ages = (pd.Timestamp("2026-06-30") - opened).days.to_numpy()
        deals = pd.DataFrame({"opened": opened, "days": np.where(ages > 1, ages - 1, -1), "deals": 1})
        assert not Lag.of(deals, date(2026, 6, 30)).known


class TestVolume:
    OTHERS: ClassVar = {("T", rep): Load(20, 0, 0, 20, 400, 15) for rep in "bcde"}
    PAST: ClassVar = {
        ("T", rep): [{"calls": 400, "connects": 100, "meetings": 15, "fte": 20}] * 3 for rep in "abcde"
    }

    def kinds(self, load: Load, past: bool = True) -> list[tuple[str, float]]:
        loads = {("T", "a"): load, **self.OTHERS}
        lacks = shortfalls(("T", "a"), loads, self.PAST if past else {}, 0.0375)
        return [(lack.kind, round(lack.meetings, 2)) for lack in lacks]

    def test_half_of_the_calls_cost_half_of_the_meetings(self) -> None:
        assert self.kinds(Load(20, 0, 0, 20, 200, 7)) == [(CALLS, 7.5)]

    def test_a_target_nobody_ever_reached_is_no_lack_of_calls(self) -> None:
        assert self.kinds(Load(20, 0, 0, 20, 400, 15, calls_target=900, meetings_target=40)) == []

    def test_who_has_the_meetings_due_lacks_nothing(self) -> None:
        assert self.kinds(Load(10, 0, 0, 20, 100, 8, 400, 15)) == []
        assert self.kinds(Load(10, 0, 0, 20, 100, 7, 400, 15)) == [(CALLS, 3.75)]

    def test_absence_and_missing_entries_are_not_blamed_on_pace(self) -> None:
        assert self.kinds(Load(10, 6, 4, 14, 200, 7)) == [(ABSENT, 4.5), (UNENTERED, 3)]

    def test_newcomers_grow(self) -> None:
        assert self.kinds(Load(20, 0, 0, 20, 200, 7), past=False) == []


class TestCallHeavy:
    BAND = Band(0.1, 0.2, 30)

    def flagged(
        self,
        calls: tuple[int, int, int],
        rates: tuple[float, float, float],
        days: int = 20,
        number: int = 600,
    ) -> float:
        """The share of `number` reps flagged who make so many calls a day at such meeting rates."""
        rng = np.random.default_rng(9)
        made = rng.poisson(np.array(calls) * days, (number, 3))
        connects = rng.binomial(made, 0.25)
        meetings = rng.binomial(connects, rates)
        months = [
            [{"calls": c, "connects": k, "meetings": m, "fte": days} for c, k, m in zip(*rep, strict=True)]
            for rep in zip(made.tolist(), connects.tolist(), meetings.tolist(), strict=True)
        ]
        return float(np.mean([is_call_heavy(each, self.BAND) for each in months]))

    @pytest.mark.parametrize("rate", [0.05, 0.06, 0.10, 0.15])
    def test_constant_calls_and_rates_flag_nobody(self, rate: float) -> None:
        assert self.flagged((20, 20, 20), (rate,) * 3) <= 0.03

    def test_a_rising_rate_flags_nobody(self) -> None:
        assert self.flagged((20, 22, 25), (0.04, 0.06, 0.08)) <= 0.01

    @pytest.mark.parametrize("calls", [(20, 22, 25), (60, 66, 75), (100, 110, 125), (300, 330, 375)])
    def test_a_low_rate_that_rises_a_little_flags_one_in_a_hundred(self, calls: tuple[int, int, int]) -> None:
        # 10,000 draws tell .010 from .013 (two standard errors are .002)
        assert self.flagged(calls, (0.06, 0.07, 0.08), number=10_000) <= 0.012

    def test_a_falling_rate_under_more_calls_is_found(self) -> None:
        assert self.flagged((20, 22, 25), (0.14, 0.10, 0.07)) >= 0.5
        assert self.flagged((60, 66, 75), (0.14, 0.10, 0.07)) >= 0.85

    def test_calls_chased_at_a_flat_low_rate_stay_the_failure_they_are(self) -> None:
        # Three months tell no more: whoever finds .4 of them in a team of five calls .09 of those failures
        # whose rate rises from .06 to .08, and .28 in a department of fifteen.
        assert self.flagged((100, 110, 125), (0.06,) * 3) >= 0.08, "a team of five"
        assert self.flagged((300, 330, 375), (0.06,) * 3) >= 0.35, "fifteen reps"
        assert self.flagged((1000, 1100, 1250), (0.06,) * 3) >= 0.9, "fifty reps"


class TestATeamIsToldWhatItsRepsAreTold:
    LACKS = (Shortfall(CALLS, 1.0), Shortfall(ABSENT, 2.0), Shortfall(UNENTERED, 3.0))

    def kinds(self, days: dict[str, float], first: dict[str, str | None], team: str = "東") -> list[str]:
        loads = {("東", rep): Load(unentered=lacking) for rep, lacking in days.items()}
        told = {("東", rep): cause for rep, cause in first.items()}
        return [lack.kind for lack in borne_out((team, ""), self.LACKS, loads, told)]

    @pytest.mark.parametrize("team", ["東", "all"])
    def test_missing_entries_need_a_rep_who_has_them_first(self, team: str) -> None:
        days = {"森": 3.0, "林": 0.0}
        assert self.kinds(days, {"森": UNENTERED, "林": CALLS}, team) == [CALLS, ABSENT, UNENTERED]
        assert self.kinds(days, {"森": "meeting_rate", "林": UNENTERED}, team) == [CALLS, ABSENT]
        assert self.kinds(days, {"森": None, "林": None}, team) == [CALLS, ABSENT]

    def test_a_day_of_everybody_is_the_teams(self) -> None:
        none: dict[str, str | None] = {"森": None, "林": None}
        assert self.kinds({"森": 1.0, "林": 1.0}, none) == [CALLS, ABSENT, UNENTERED]
        assert self.kinds({"森": 1.0, "林": 0.5}, none) == [CALLS, ABSENT]

    def test_other_teams_do_not_matter_to_it(self) -> None:
        assert self.kinds({"森": 3.0}, {"森": CALLS}, "西") == [CALLS, ABSENT, UNENTERED]
