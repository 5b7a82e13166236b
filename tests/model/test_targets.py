"""A team's goal solved back to calls, judged, and divided among its reps."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.language import say
from sheetkpi.model.benchmarks import Band, Bands
from sheetkpi.model.calendar import Calendar, month_of
from sheetkpi.model.callsneeded import SAFE, calls_needed
from sheetkpi.model.chain import ASSUMED, CHAIN, TARGETED, solved
from sheetkpi.model.daytargets import DAILY, day_targets
from sheetkpi.model.facts import facts
from sheetkpi.model.feasibility import best_calls, feasibility
from sheetkpi.model.presence import absences
from sheetkpi.model.rep_targets import STALE, Targets, targets
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.shrinkage import Ratio
from sheetkpi.model.targetchance import REACHING_COLUMNS
from sheetkpi.model.targets import Department
from sheetkpi.tables.registry import specs
from tests.model.examples import TREE, did, events

ROSTER = Roster.from_frame(
    pd.DataFrame(
        [
            ("佐藤 健", "第1課", None, None, None),
            ("田中 一", "第1課", None, None, 0.5),
            ("新人 来", "第1課", date(2026, 6, 16), None, None),
            ("鈴木 花", "第2課", None, None, None),
        ],
        columns=["rep", "team", "from", "to", "fte"],
    )
)
BANDS = Bands(
    {
        ("connect_rate", ""): Band(0.2, 0.3, 30),
        ("meeting_rate", ""): Band(0.1, 0.2, 30),
        ("opportunity_rate", ""): Band(0.3, 0.4, 10),
        ("win_rate", ""): Band(0.2, 0.3, 10),
        ("meetings_per_rep", ""): Band(15, 30),
    }
)
HISTORY = [
    did("2026-03-16", "佐藤 健", calls=200, connects=40, meetings=8),
    did("2026-04-15", "佐藤 健", calls=100, connects=25, meetings=5, opportunities=12, wins=3),
    did("2026-05-11", "佐藤 健", calls=60, connects=15, meetings=3),
    did("2026-05-12", "佐藤 健", calls=40, connects=10, meetings=2),
    did("2026-05-13", "佐藤 健", calls=50, connects=10, meetings=2, wins=9, won_amount=9_000_000),
    did("2026-05-14", "田中 一", calls=300, connects=50, meetings=10),
]


def department(rows: list[tuple[object, ...]] = HISTORY, **changes: Any) -> Department:
    counted = facts(events(rows), TREE)
    counted = counted.astype({"rep": "str", "team": "str"})
    counted["month"] = month_of(counted["date"])
    return replace(Department(counted, ROSTER, Calendar(), Settings(), BANDS), **changes)


def team(goal: object = "商談創出数", value: object = 20, **cells: object) -> dict[str, object]:
    """A row of TeamTargets as typed."""
    assumed = {f"{key}.assumed": cells.pop(key) for key in ASSUMED if key in cells}
    row = {"month": date(2026, 6, 1), "team": "第1課", "goal": goal, "goal_value": value}
    return row | cells | assumed


def rep(name: str, **cells: object) -> dict[str, object]:
    """A row of RepTargets as typed; `calls=90` is a target typed over."""
    typed = {key if key == "weight" else f"{key}.target": value for key, value in cells.items()}
    return {"month": datetime(2026, 6, 1), "team": "第1課", "rep": name} | typed


def of(
    *rows: dict[str, object], reps: tuple[dict[str, object], ...] = (), at: Department | None = None
) -> Targets:
    frames = (pd.DataFrame([*given], dtype=object) for given in (rows, reps))
    return targets(*frames, at or department())


def problems(found: Targets, table: str = "TeamTargets") -> list[list[object]]:
    return found.problems[table][["row", "column", "reason"]].values.tolist()


def parts(found: Targets, count: str, what: str = "target") -> dict[str, object]:
    return dict(zip(found.reps["rep"], found.reps[f"{count}.{what}"], strict=True))


class TestChain:
    def test_the_example_every_user_knows(self) -> None:
        found = of(team(meeting_rate=0.1, connect_rate=0.2)).teams.iloc[0]
        assert [found[f"{count}.target"] for count in TARGETED] == [None, None, None, 20, 200, 1000]

    def test_it_can_start_at_the_revenue(self) -> None:
        rates = dict.fromkeys(ASSUMED, 0.25) | {"average_deal": 1_100_000}
        assert list(solved("won_amount", 5_000_000, rates).values()) == [5_000_000, 5, 20, 80, 320, 1280]

    def test_a_rate_that_cannot_be_used_ends_it_there(self) -> None:
        assert list(solved("wins", 3, {"win_rate": 0.3, "opportunity_rate": "30%"}).values()) == [
            *(None, 3, 10),
            *(None, None, None),
        ]

    def test_its_columns_are_those_of_the_contract(self) -> None:
        columns = {column.key for column in specs(TREE)["TeamTargets"]}
        assert set(of(team()).teams.columns) == columns - set(REACHING_COLUMNS)
        shown = {column.key for column in specs(TREE)["RepTargets"]}
        assert set(of(team()).reps.columns) == shown | {"role"}  # whose part it is: no column of the table

    @given(
        st.sampled_from(TARGETED),
        st.integers(1, 10**8),
        st.lists(st.floats(0.001, 1), min_size=5, max_size=5),
    )
    def test_what_is_solved_is_never_too_little(self, goal: str, value: int, rates: list[float]) -> None:
        assumed = dict(zip(ASSUMED, rates, strict=True))
        chain = solved(goal, value, assumed)
        for count, (above, divisor) in CHAIN.items():
            if (wanted := chain[above]) is not None:
                assert (chain[count] or 0) * assumed[divisor] >= wanted - 1e-5 * assumed[divisor]


class TestProposals:
    def test_the_teams_own_last_three_months_where_they_are_enough(self) -> None:
        row = of(team()).teams.iloc[0]
        assert row["connect_rate.assumed"] == row["connect_rate.proposed"] == pytest.approx(150 / 750)
        key, values = row["connect_rate.proposed_from"]
        assert "2026-03〜2026-05、母数 750" in say(key, "ja", **values)

    def test_else_the_lower_edge_of_the_band_and_it_says_why(self) -> None:
        row = of(team(month=date(2026, 9, 1))).teams.iloc[0]
        assert row["connect_rate.proposed"] == 0.2
        key, values = row["connect_rate.proposed_from"]
        assert "sample of 0 is below 30" in say(key, "en", **values)

    def test_a_rate_above_1_is_no_proposal(self) -> None:
        rows = [*HISTORY, did("2026-05-20", "佐藤 健", wins=5)]
        row = of(team("受注数", 2), at=department(rows)).teams.iloc[0]
        assert row["win_rate.proposed"] == 0.2
        assert row["win_rate.proposed_from"][0] == "proposed.low_unusable"

    def test_the_average_deal_is_everybodys_where_the_team_won_too_few(self) -> None:
        row = of(team("受注貢献額", 5_000_000, team="第2課")).teams.iloc[0]
        assert row["average_deal.proposed"] == 750_000
        assert row["average_deal.proposed_from"][0] == "proposed.everybody"

    def test_a_small_sample_is_drawn_towards_the_other_teams(self) -> None:
        """60 connects of 100 calls beside 150 of 750: neither a fifth of the calls needed nor all of them."""
        rows = [*HISTORY, did("2026-05-20", "鈴木 花", "第2課", calls=100, connects=60)]
        row = of(team(team="第2課"), at=department(rows)).teams.iloc[0]
        assert 0.3 < row["connect_rate.proposed"] < 0.5
        key, values = row["connect_rate.proposed_from"]
        assert key == "proposed.shrunk"
        for language in ("ja", "en"):
            assert "100" in say(key, language, **values)
        large = [*rows[:-1], did("2026-05-20", "鈴木 花", "第2課", calls=10_000, connects=6000)]
        row = of(team(team="第2課"), at=department(large)).teams.iloc[0]
        assert row["connect_rate.proposed"] == 0.6
        assert row["connect_rate.proposed_from"][0] == "proposed.trailing"

    def test_the_average_deal_is_not_drawn_anywhere(self) -> None:
        rows = [
            *HISTORY,
            did("2026-05-20", "鈴木 花", "第2課", opportunities=40, wins=10, won_amount=90_000_000),
        ]
        row = of(team("受注貢献額", 5_000_000, team="第2課"), at=department(rows)).teams.iloc[0]
        assert row["average_deal.proposed"] == 9_000_000

    def test_a_constant_typed_over_a_proposal_wins(self) -> None:
        row = of(team(connect_rate=0.5)).teams.iloc[0]
        assert (row["connect_rate.assumed"], row["connect_rate.proposed"]) == (0.5, 0.2)

    def test_the_month_itself_is_not_among_them(self) -> None:
        rows = [*HISTORY, did("2026-06-03", "佐藤 健", calls=10_000)]
        assert of(team(), at=department(rows)).teams.loc[0, "connect_rate.proposed"] == pytest.approx(0.2)


class TestNeeds:
    def test_calls_for_an_even_chance_and_for_four_of_five(self) -> None:
        row = of(team(value=30)).teams.iloc[0]
        assert (row["known_meetings"], row["known_calls"]) == (30, 750)  # no other team to learn from
        assert row["calls_even"] == math.ceil(calls_needed(30, Ratio(30, 750)) or 0) == 755
        assert row["calls_safe"] == math.ceil(calls_needed(30, Ratio(30, 750), SAFE) or 0) > 900

    def test_no_calls_for_a_chance_without_a_past_or_without_meetings_to_reach(self) -> None:
        row = of(team(month=date(2026, 9, 1))).teams.iloc[0]
        assert row["calls_safe"] is row["known_calls"] is None
        row = of(team("接続数", 100)).teams.iloc[0]
        assert row["calls_safe"] is row["calls_even"] is None

    def test_per_day_week_and_rep(self) -> None:
        row = of(team(meeting_rate=0.1, connect_rate=0.2)).teams.iloc[0]
        assert row["business_days"] == 22
        assert row["capacity"] == 22 + 11 + 11  # full-time, half-time, from the middle of the month on
        assert row["fte_months"] == 2
        assert row["calls.per_day"] == pytest.approx(1000 / 22)
        assert row["calls.per_week"] == pytest.approx(5000 / 22)
        assert row["calls.per_rep_day"] == pytest.approx(1000 / 44)
        assert row["meetings.per_rep"] == 10

    def test_absences_take_from_the_capacity(self) -> None:
        attendance = pd.DataFrame(
            [
                ("佐藤 健", date(2026, 6, 2), 0),
                ("佐藤 健", date(2026, 6, 3), 0.5),
                ("田中 一", "2026-06-06", 0),
            ],
            columns=["rep", "date", "present"],
        )
        at = department(absent=absences(attendance, ROSTER))
        assert of(team(), at=at).teams.loc[0, "capacity"] == 44 - 1.5

    def test_a_team_that_is_not_in_the_roster_has_those_who_did_something_for_it(self) -> None:
        rows = [*HISTORY, did("2026-05-20", "謎 男", "特命班", calls=5)]
        found = of(team(team="特命班"), at=department(rows))
        assert found.teams.loc[0, "capacity"] == 22
        assert parts(found, "meetings") == {"謎 男": 20}


class TestFeasibility:
    def test_the_best_week_is_one_of_three_days_with_calls_at_least(self) -> None:
        assert best_calls(department().facts) == {"第1課": 50}  # not the one day with 300

    @pytest.mark.parametrize(
        ("calls", "best", "meetings", "verdict"),
        [
            (48.0, 45.0, 20.0, "high: reason_calls"),
            (48.0, 45.0, 10.0, "high: reason_calls"),
            (45.0, 45.0, 31.0, "high: reason_high"),
            (45.0, 45.0, 14.9, "low: reason_low"),
            (45.0, 45.0, 15.0, "fair: reason_fair"),
            (48.0, None, 15.0, "fair: reason_fair_meetings"),
            (48.0, 45.0, None, "high: reason_calls"),
            (44.0, 45.0, None, "fair: reason_fair_calls"),
            (48.0, None, None, "None: reason_unknown"),
        ],
    )
    def test_more_calls_than_ever_or_meetings_outside_the_band(
        self, calls: float | None, best: float | None, meetings: float | None, verdict: str
    ) -> None:
        found, reason = feasibility(calls, best, meetings, Band(15, 30))
        assert f"{found}: {reason}".replace("feasibility.", "") == verdict
        assert say(str(reason), "ja") != say(str(reason), "en")

    @pytest.mark.parametrize("band", [Band(), Band(30, 15)])
    def test_a_target_that_nothing_can_be_held_against_is_not_called_fair(self, band: Band) -> None:
        assert feasibility(48.0, None, 40.0, band) == (None, "feasibility.reason_unknown")
        assert feasibility(44.0, 45.0, 40.0, band)[1] == "feasibility.reason_fair_calls"

    @pytest.mark.parametrize(("band", "verdict"), [(Band(high=30), "high"), (Band(low=50), "low")])
    def test_one_edge_is_enough_to_lie_beyond_it(self, band: Band, verdict: str) -> None:
        assert feasibility(None, None, 40.0, band)[0] == f"feasibility.{verdict}"

    def test_nothing_is_said_about_nothing(self) -> None:
        assert feasibility(None, 45, None, Band(15, 30)) == (None, None)

    def test_a_tie_in_floating_point_is_a_tie(self) -> None:
        assert feasibility(0.1 + 0.2, 0.3, None, Band())[0] == "feasibility.fair"

    def test_a_target_is_judged(self) -> None:
        low, high = of(team(), team(month=date(2026, 7, 1), value=90)).teams["feasibility_reason"]
        assert (low, high) == ("feasibility.reason_low", "feasibility.reason_high")


class TestDivision:
    def test_by_fte_and_business_days_present(self) -> None:
        found = of(team())
        assert parts(found, "meetings") == {"佐藤 健": 10, "田中 一": 5, "新人 来": 5}
        assert found.reps["weight.proposed"].tolist() == [22, 11, 11]
        assert found.teams["allocation_state"].tolist() == [None]

    def test_by_past_share_where_that_is_set(self) -> None:
        found = of(team(), at=department(settings=Settings(weight_basis="share")))
        assert parts(found, "meetings") == {"佐藤 健": 13, "田中 一": 7, "新人 来": 0}  # 20 and 10 before

    def test_counts_above_the_goal_have_no_parts(self) -> None:
        assert set(parts(of(team()), "wins").values()) == {None}

    def test_typed_targets_stay_and_the_rest_is_divided_among_the_others(self) -> None:
        found = of(team(), reps=(rep("佐藤 健", meetings=2),))
        assert parts(found, "meetings") == {"佐藤 健": 2, "田中 一": 9, "新人 来": 9}
        assert parts(found, "meetings", "allocated") == {"佐藤 健": None, "田中 一": 9, "新人 来": 9}
        assert sum(map(int, parts(found, "calls").values())) == found.teams.loc[0, "calls.target"]  # type: ignore[call-overload]

    def test_typed_weights_win(self) -> None:
        found = of(team(), reps=(rep("佐藤 健", weight=0), rep("田中 一", weight=33)))
        assert parts(found, "meetings") == {"佐藤 健": 0, "田中 一": 15, "新人 来": 5}

    def test_who_has_something_typed_keeps_a_row_though_the_team_is_another(self) -> None:
        found = of(team(), reps=(rep("鈴木 花", meetings=4), rep("謎 男")))
        assert parts(found, "meetings") == {"佐藤 健": 8, "田中 一": 4, "新人 来": 4, "鈴木 花": 4}

    def test_it_says_when_what_is_typed_exceeds_the_target(self) -> None:
        found = of(team(), reps=(rep("佐藤 健", meetings=25),))
        assert parts(found, "meetings") == {"佐藤 健": 25, "田中 一": 0, "新人 来": 0}
        assert problems(found) == [[0, "meetings.target", "reason.target_above"]]
        assert found.teams["allocation_state"].tolist() == [STALE]

    def test_connects_and_calls_follow_from_typed_meetings(self) -> None:
        found = of(team(meeting_rate=0.15, connect_rate=0.3), reps=(rep("田中 一", meetings=10),))
        assert parts(found, "meetings") == {"佐藤 健": 7, "田中 一": 10, "新人 来": 3}
        assert parts(found, "connects") == {"佐藤 健": 45, "田中 一": 67, "新人 来": 22}  # 66.7; of 134
        assert parts(found, "calls") == {"佐藤 健": 149, "田中 一": 224, "新人 来": 74}  # 223.3; of 447
        assert problems(found) == []

    def test_what_is_typed_below_too_stays(self) -> None:
        typed = (rep("田中 一", meetings=8, connects=50), rep("新人 来", calls=40))
        found = of(team(meeting_rate=0.1, connect_rate=0.2), reps=typed)
        assert parts(found, "connects") == {"佐藤 健": 100, "田中 一": 50, "新人 来": 50}
        assert parts(found, "calls") == {"佐藤 健": 710, "田中 一": 250, "新人 来": 40}
        assert problems(found) == []

    def test_what_is_rounded_up_for_all_is_still_the_teams_number(self) -> None:
        typed = tuple(rep(name, meetings=2) for name in ("佐藤 健", "田中 一", "新人 来"))
        found = of(team(value=6, meeting_rate=0.15, connect_rate=0.3), reps=typed)
        assert list(parts(found, "connects").values()) == [14, 13, 13]  # 13.3 each, of 40
        assert problems(found) == []

    def test_it_says_when_what_is_typed_leaves_too_little_for_what_follows(self) -> None:
        typed = (rep("佐藤 健", meetings=15), rep("田中 一", connects=120))
        found = of(team(meeting_rate=0.1, connect_rate=0.2), reps=typed)
        assert parts(found, "connects") == {"佐藤 健": 80, "田中 一": 120, "新人 来": 0}
        assert problems(found) == [[0, "connects.target", "reason.target_needed"]]
        for language in ("ja", "en"):
            said = say("reason.target_needed", language, **found.problems["TeamTargets"]["values"][0])
            assert "120" in said

    @settings(max_examples=40)
    @given(
        st.integers(1, 400),
        st.floats(0.01, 1),
        st.lists(st.none() | st.integers(0, 100), min_size=3, max_size=3),
    )
    def test_the_parts_of_every_count_sum_and_those_that_follow_are_what_is_needed(
        self, value: int, rate: float, typed: list[int | None]
    ) -> None:
        names = ("佐藤 健", "田中 一", "新人 来")
        rows = tuple(rep(name, meetings=part) for name, part in zip(names, typed, strict=True))
        found = of(team(value=value, meeting_rate=rate, connect_rate=rate), reps=rows)
        if len(found.problems["TeamTargets"]):
            return
        of_team = found.teams.iloc[0]
        for above, count in (("meetings", "connects"), ("connects", "calls")):
            shares = parts(found, count)
            assert sum(shares.values()) == of_team[f"{count}.target"]
            for name, part in zip(names, typed, strict=True):
                if part is not None:  # less by a fraction only where rounding all up is too many
                    need = parts(found, above)[name] / rate
                    assert need - 1 < shares[name] < need + 2

    def test_it_says_when_nobody_is_left_for_the_rest(self) -> None:
        typed = tuple(rep(name, meetings=1) for name in ("佐藤 健", "田中 一", "新人 来"))
        assert problems(of(team(), reps=typed)) == [[0, "meetings.target", "reason.target_nobody"]]

    def test_it_says_when_all_weights_are_0(self) -> None:
        typed = tuple(rep(name, weight=0) for name in ("佐藤 健", "田中 一", "新人 来"))
        found = of(team(), reps=typed)
        assert problems(found) == [[0, "team", "reason.target_no_weight"]]
        assert set(parts(found, "meetings").values()) == {None}

    @settings(max_examples=40)
    @given(
        st.integers(1, 400),
        st.lists(st.none() | st.integers(0, 200), min_size=3, max_size=3),
        st.lists(st.none() | st.integers(0, 5), min_size=3, max_size=3),
    )
    def test_parts_sum_and_typed_values_survive_every_refresh(
        self, value: int, typed: list[int | None], weights: list[int | None]
    ) -> None:
        names = ("佐藤 健", "田中 一", "新人 来")
        cells = [{"weight": weight, "meetings": part} for weight, part in zip(weights, typed, strict=True)]
        rows = tuple(rep(name, **of_rep) for name, of_rep in zip(names, cells, strict=True))
        found = of(team(value=value), reps=rows)
        shown = [parts(found, "meetings")[name] for name in names]
        assert all(part == kept for part, kept in zip(shown, typed, strict=True) if kept is not None)
        stale = found.teams["allocation_state"].tolist() == [STALE]
        if not stale:
            assert sum(map(int, map(str, shown))) == value
            assert all(isinstance(part, int) and part >= 0 for part in shown)
        reasons = set(found.problems["TeamTargets"]["reason"])
        assert bool(reasons) == stale
        again = of(team(value=value), reps=rows)  # what was divided is no input of the next refresh
        pd.testing.assert_frame_equal(again.reps, found.reps)


class TestClosedMonths:
    """Nobody's past targets move: neither with the roster nor with data that comes late or goes."""

    def stood(self) -> tuple[dict[str, object], tuple[dict[str, object], ...], Targets]:
        """What a workbook holds after a refresh in June."""
        found = of(team(), reps=(rep("佐藤 健", meetings=2),))
        row = team() | {
            f"{rate}.{what}": found.teams.loc[0, f"{rate}.{what}"]
            for rate in ASSUMED
            for what in ("proposed",)
        }
        row["connect_rate.proposed_from"] = "チームの直近3か月の実績"
        weights = zip(found.reps["rep"], found.reps["weight.proposed"], strict=True)
        reps = tuple(
            rep(name, **({"meetings": 2} if name == "佐藤 健" else {})) | {"weight.proposed": weight}
            for name, weight in weights
        )
        return row, reps, found

    def test_what_was_proposed_stays(self) -> None:
        row, reps, june = self.stood()
        others = Roster.from_frame(pd.DataFrame({"rep": ["鈴木 花", "森 陸"], "team": ["第1課", "第1課"]}))
        later = department(
            [did("2026-05-12", "森 陸", calls=900)], roster=others, closed_before=date(2026, 7, 1)
        )
        found = of(row, reps=reps, at=later)
        chain = [f"{count}.target" for count in TARGETED]
        assert found.teams[chain].values.tolist() == june.teams[chain].values.tolist()
        assert found.teams.loc[0, "connect_rate.proposed_from"] == "チームの直近3か月の実績"
        pd.testing.assert_frame_equal(found.reps, june.reps)

    def test_a_changed_goal_is_still_divided_anew(self) -> None:
        row, reps, _ = self.stood()
        found = of(row | {"goal_value": 42}, reps=reps, at=department(closed_before=date(2026, 7, 1)))
        assert parts(found, "meetings") == {"佐藤 健": 2, "田中 一": 20, "新人 来": 20}

    def test_a_month_that_runs_takes_what_is_known_now(self) -> None:
        row, reps, _ = self.stood()
        at = department(
            [did("2026-05-12", "佐藤 健", calls=100, connects=50)], closed_before=date(2026, 6, 1)
        )
        assert of(row, reps=reps, at=at).teams.loc[0, "connect_rate.proposed"] == 0.5

    def test_a_goal_typed_afterwards_is_proposed_for(self) -> None:
        found = of(team(), at=department(closed_before=date(2026, 7, 1)))
        assert parts(found, "meetings") == {"佐藤 健": 10, "田中 一": 5, "新人 来": 5}


class TestDays:
    def test_the_days_of_a_rep_sum_to_the_month(self) -> None:
        at = department()
        found = of(team(), at=at)
        days = day_targets(found.reps, at)
        for count in DAILY:
            sums = days.groupby("rep")[f"{count}.target"].sum().to_dict()
            assert sums == parts(found, count)

    def test_only_days_on_which_the_rep_is_there_have_a_target(self) -> None:
        at = department()
        days = day_targets(of(team(), at=at).reps, at)
        assert days.loc[days["rep"] == "新人 来", "date"].min() == pd.Timestamp(2026, 6, 16)

    def test_a_typed_target_of_somebody_who_is_never_there_goes_by_business_days(self) -> None:
        at = department()
        found = of(team(), reps=(rep("鈴木 花", meetings=4),), at=at)
        own = day_targets(found.reps, at).query("rep == '鈴木 花'")
        assert (len(own), own["meetings.target"].sum()) == (22, 4)

    def test_months_can_be_chosen_and_no_targets_are_no_days(self) -> None:
        at = department()
        found = of(team(), team(month=date(2026, 7, 1)), at=at)
        july = day_targets(found.reps, at, [date(2026, 7, 1)])
        assert set(july["date"].dt.month) == {7}
        assert len(day_targets(found.reps, at, [])) == 0
        assert len(day_targets(found.reps, at)) > len(july)


class TestProblems:
    @pytest.mark.parametrize(
        ("row", "column", "reason"),
        [
            (team(connect_rate=0), "connect_rate.assumed", "target_rate"),
            (team(connect_rate=1.5), "connect_rate.assumed", "target_rate"),
            (team(meeting_rate="10%"), "meeting_rate.assumed", "target_rate"),
            (team(win_rate=-0.1), "win_rate.assumed", "target_rate"),
            (team("受注貢献額", 1e6, average_deal="高い"), "average_deal.assumed", "target_deal"),
            (team(value=0), "goal_value", "target_value"),
            (team(value=-3), "goal_value", "target_value"),
            (team(value="20件"), "goal_value", "target_value"),
            (team(value=None), "goal_value", "target_value"),
            (team("架電時間"), "goal", "target_goal"),
            (team(None), "goal", "target_goal"),
            (team(month="来月"), "month", "target_month"),
            (team(month=date(2026, 6, 15)), "month", "target_month"),
            (team(team=None), "team", "target_team"),
            (team(team="ない課"), "team", "target_no_reps"),
        ],
    )
    def test_bad_input_is_listed_with_its_cell(
        self, row: dict[str, object], column: str, reason: str
    ) -> None:
        found = of(team(month=date(2026, 7, 1)), row)
        assert problems(found) == [[1, column, f"reason.{reason}"]]
        assert found.teams.loc[0, "calls.target"] > 0  # the rest is computed
        for language in ("ja", "en"):
            assert "{" not in say(f"reason.{reason}", language, **found.problems["TeamTargets"]["values"][0])

    def test_a_rate_nobody_can_propose(self) -> None:
        found = of(team(month=date(2026, 9, 1)), at=department(bands=Bands()))
        assert problems(found) == [
            [0, "meeting_rate.assumed", "reason.target_rate_missing"],
            [0, "connect_rate.assumed", "reason.target_rate_missing"],
        ]

    def test_one_month_and_team_twice(self) -> None:
        assert problems(of(team(), team(value=30))) == [[1, "team", "reason.target_twice"]]

    def test_a_month_without_business_days(self) -> None:
        closed = frozenset(date(2026, 6, day) for day in range(1, 31))
        found = of(team(), at=department(calendar=Calendar(closed=closed)))
        assert problems(found) == [[0, "month", "reason.target_no_days"]]
        row = found.teams.iloc[0]
        assert (
            row[["calls.per_day", "calls.per_rep_day", "meetings.per_rep", "feasibility"]].tolist()
            == [None] * 4
        )

    @pytest.mark.parametrize("weight", [-1, "多め"])
    def test_a_weight_that_is_none_gives_way_to_the_proposal(self, weight: object) -> None:
        found = of(team(), reps=(rep("田中 一", weight=weight),))
        assert problems(found, "RepTargets") == [[0, "weight", "reason.rep_weight"]]
        assert parts(found, "meetings") == {"佐藤 健": 10, "田中 一": 5, "新人 来": 5}

    @pytest.mark.parametrize(("typed", "others"), [("未定", 20), (-4, 20), (2.5, 17)])
    def test_a_part_that_is_none_stays_and_is_listed(self, typed: object, others: int) -> None:
        found = of(team(), reps=(rep("佐藤 健", meetings=typed),))
        assert problems(found, "RepTargets") == [[0, "meetings.target", "reason.rep_target"]]
        shares = parts(found, "meetings")
        assert shares.pop("佐藤 健") == typed
        assert sum(map(int, map(str, shares.values()))) == others

    def test_a_row_just_begun_is_no_problem(self) -> None:
        assert problems(of(team(None, None))) == []
        assert problems(of({})) == []

    def test_no_rows_at_all(self) -> None:
        found = targets(pd.DataFrame(), pd.DataFrame(), department())
        assert (len(found.teams), len(found.reps)) == (0, 0)

    def test_rows_can_be_offered_for_teams_without_one(self) -> None:
        june = date(2026, 6, 1)
        typed = pd.DataFrame([team()], dtype=object)
        found = targets(typed, pd.DataFrame(), department(), [(june, "第1課"), (june, "第2課")])
        assert found.teams["team"].tolist() == ["第1課", "第2課"]
        assert found.teams["goal"].tolist() == ["商談創出数", ""]
        assert problems(found) == []
        assert set(found.reps["team"]) == {"第1課"}
