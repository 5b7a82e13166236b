"""Gaps and verdicts: views held against their bands."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.model.bandviews import KEYS, banded, present_in
from sheetkpi.model.benchmarks import Band, Bands
from sheetkpi.model.calendar import Calendar, business_days, month_bounds, shift_month
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.presence import absences, fte_days, fte_months
from sheetkpi.model.roster import UNASSIGNED, Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.verdicts import (
    gap,
    team_sources,
    verdict,
    with_bands,
    with_meetings_per_rep,
    with_mix,
    with_own_mix,
)
from sheetkpi.model.views import ALL, UNKNOWN
from sheetkpi.model.wilson import interval
from sheetkpi.model.windows import MonthlySums
from sheetkpi.tables.report import report
from tests.model.examples import TREE, did, event_rows, events

BANDS = Bands(
    rows={
        ("connect_rate", ""): Band(0.2, 0.3, 30),
        ("meeting_rate", ""): Band(0.1, 0.2, 30),
        ("meeting_rate", "展示会"): Band(0.15, 0.25),
        ("meeting_rate", "資料dl"): Band(0.03, 0.08),
        ("opportunity_rate", ""): Band(0.3, 0.4, 10),
        ("win_rate", ""): Band(0.2, 0.3, 10),
        ("meetings_per_rep", ""): Band(15, 30),
    }
)
numbers = st.one_of(st.just(float("nan")), st.floats(0, 2), st.sampled_from([0.1, 0.15, 0.2, 0.3]))


def worded(rows: pd.DataFrame) -> pd.DataFrame:
    """Facts as the report has them: nobody's names as words, and with their month."""
    return with_months(facts(rows, TREE))


def view(**cells: object) -> pd.DataFrame:
    """A view of one row, other counts 0."""
    return pd.DataFrame([dict.fromkeys((kpi.key for kpi in TREE), 0) | cells])


def judged(calls: float, connects: float) -> list[object]:
    """Gap and verdict of a connect rate."""
    row = view(calls=calls, connects=connects, connect_rate=connects / calls if calls else np.nan)
    shown = with_bands(row, BANDS, TREE)
    return shown[["connect_rate.gap", "connect_rate.verdict"]].iloc[0].tolist()


class TestOneRate:
    def test_the_gap_is_the_distance_to_the_nearest_edge(self) -> None:
        assert judged(300, 45) == [pytest.approx(-0.05), "verdict.below"]
        assert judged(100, 25) == [0, "verdict.within"]
        assert judged(100, 40) == [pytest.approx(0.1), "verdict.above"]

    def test_the_edges_belong_to_the_band(self) -> None:
        assert judged(100, 20) == [0, "verdict.within"]
        assert judged(100, 30) == [0, "verdict.within"]

    def test_noise_in_the_last_digit_is_no_gap(self) -> None:
        low = np.array([(0.1 + 0.2) / 2])
        assert low[0] > 0.15
        assert gap(np.array([0.15]), low, np.array([0.3])).tolist() == [0]

    def test_ten_calls_say_nothing(self) -> None:
        assert judged(10, 1) == [pytest.approx(-0.1), "verdict.few"]
        assert judged(30, 1)[1] == "verdict.below"

    def test_what_chance_explains_is_not_below(self) -> None:
        assert judged(100, 15)[1] == "verdict.chance"
        row = view(calls=300, connects=45, connect_rate=0.15)
        shown = with_bands(row, BANDS, TREE, z=3.0)
        assert shown["connect_rate.verdict"].tolist() == ["verdict.chance"], "among many looks"
        for made in range(30, 400):
            _, high = interval(0.15 * made, made)
            assert (judged(made, 0.15 * made)[1] == "verdict.below") == (high < 0.2), "Wilson's interval"

    def test_a_rate_with_nothing_old_enough_is_too_young(self) -> None:
        row = view(opportunities=20, wins=1, win_rate=0.05)
        row = row.assign(**{"win_rate.window_numerator": np.nan, "win_rate.window_denominator": np.nan})
        assert with_bands(row, BANDS, TREE)["win_rate.verdict"].tolist() == ["verdict.young"]

    def test_no_calls_have_no_rate_to_judge(self) -> None:
        distance, word = judged(0, 0)
        assert np.isnan(distance)  # type: ignore[call-overload]
        assert word is None

    def test_a_rate_above_all_is_shown_and_not_judged(self) -> None:
        assert judged(40, 50) == [pytest.approx(50 / 40 - 0.3), "verdict.shifted"]

    def test_without_a_band_there_is_no_verdict(self) -> None:
        shown = with_bands(view(calls=100, connects=1, connect_rate=0.01), Bands(), TREE)
        assert shown["connect_rate.verdict"].tolist() == [None]

    def test_a_lead_source_is_held_against_its_own_band(self) -> None:
        cells = view(lead_source="資料DL", connects=100, meetings=9, meeting_rate=0.09)
        assert with_bands(cells, BANDS, TREE)["meeting_rate.verdict"].tolist() == ["verdict.above"]
        plain = with_bands(cells.drop(columns="lead_source"), BANDS, TREE)
        assert plain["meeting_rate.verdict"].tolist() == ["verdict.chance"]


@given(st.lists(st.tuples(numbers, numbers, numbers, st.integers(0, 60)), min_size=1))
def test_gap_and_verdict_agree(rows: list[tuple[float, float, float, int]]) -> None:
    value, low, high, sample = (np.array(column, dtype="float64") for column in zip(*rows, strict=True))
    gaps = gap(value, low, high)
    words = verdict(gaps, value, sample, 30)
    for distance, word, rate, few in zip(gaps, words, value, sample < 30, strict=True):
        if np.isnan(distance):
            assert word is None
        elif few:
            assert word == "verdict.few", "never judged below the minimum sample"
        elif rate > 1:
            assert word == "verdict.shifted"
        else:
            assert word == {-1: "verdict.below", 0: "verdict.within", 1: "verdict.above"}[np.sign(distance)]


class TestWindows:
    FACTS = worded(
        events(
            [
                did("2026-03-02", "佐藤 健", meetings=100, opportunities=100),
                did("2026-04-01", "佐藤 健", meetings=10, opportunities=1),
                did("2026-06-01", "佐藤 健", meetings=5, opportunities=4),
                did("2026-06-02", "田中 一", "第2課", meetings=1),
            ]
        )
    )

    def test_the_window_ends_with_the_month_shown(self) -> None:
        sums = MonthlySums.of(self.FACTS, ["rep"], ["meetings", "opportunities"])
        done = [sums.over(count, date(2026, 6, 1), ("佐藤 健",), 3) for count in sums.counts]
        assert done == [15, 5]

    def test_everybody_together_are_one_more_team(self) -> None:
        sums = MonthlySums.of(self.FACTS, ["team"], ["meetings"])
        done = {name: sums.over("meetings", date(2026, 6, 1), name) for name in sums.names}
        assert done == {("第1課",): 5, ("第2課",): 1, (ALL,): 6}

    @given(event_rows(), st.integers(1, 5), st.sampled_from([["rep"], ["team"], ["lead_source"]]))
    @settings(max_examples=12, deadline=None)
    def test_sums_over_months_equal_the_sums_of_the_months(
        self, rows: pd.DataFrame, window: int, by: list[str]
    ) -> None:
        counted = worded(rows)
        sums = MonthlySums.of(counted, by, ["calls"])
        single = counted.groupby(["month", *by], observed=True)["calls"].sum()
        for name in sums.names.keys() - {(ALL,)}:
            for month in (date(2026, number, 1) for number in range(1, 13)):
                back = [pd.Timestamp(shift_month(month, -number)) for number in range(window)]
                total = sum(single.get((stamp, *name), 0) for stamp in back)
                assert sums.over("calls", month, name, window) == total


CONNECTION = duckdb.connect()


def all_banded(rows: pd.DataFrame, month: date, roster: Roster) -> tuple[dict[str, pd.DataFrame], date]:
    """All banded tables of `rows` for `month`, and the last day with data."""
    counted, calendar = worded(rows), Calendar()
    shown = report(KpiMonth(facts(rows, TREE), roster, calendar, Settings(month=month), TREE, wanted=()))
    days = business_days(*month_bounds(month), calendar)
    assert shown.last_data
    present = present_in(month, shown.tables["RepKPI"], roster, calendar, {}, shown.last_data)
    return banded(shown.tables, counted, BANDS, TREE, month, present, len(days)), shown.last_data


@given(event_rows(min_size=1), st.integers(5, 8))
@settings(max_examples=8, deadline=None)
def test_sql_agrees_on_what_is_judged_over_three_months(rows: pd.DataFrame, number: int) -> None:
    month = date(2026, number, 1)
    tables, _ = all_banded(rows, month, Roster())
    CONNECTION.register("events", rows.astype(dict.fromkeys(("rep", "team", "lead_source"), "object")))
    nobody = {"rep": "unassigned", "team": "unassigned", "lead_source": "unknown_source"}
    for name, by in KEYS.items():
        if name == "MonthlyKPI":
            continue
        theirs = CONNECTION.sql(
            f"""WITH named AS (SELECT coalesce(nullif({by}, ''), '{nobody[by]}') AS name, * FROM events),
                    everybody AS (SELECT * FROM named UNION ALL SELECT 'all', * EXCLUDE (name) FROM named)
                SELECT name, sum(opportunities)::DOUBLE AS above, sum(meetings)::DOUBLE AS below
                FROM everybody
                WHERE date >= DATE '{month}' - INTERVAL 2 MONTH AND date < DATE '{month}' + INTERVAL 1 MONTH
                GROUP BY 1"""
        ).fetchall()
        expected = {key: (above, below) for key, above, below in theirs}
        for row in tables[name].to_dict("records"):
            above, below = expected.get(row[by], (0, 0))
            assert row["opportunity_rate.window_numerator"] == above
            assert row["opportunity_rate.window_denominator"] == below
            if below:
                assert row["opportunity_rate.judged"] == pytest.approx(above / below, abs=1e-12)
            else:
                assert np.isnan(row["opportunity_rate.judged"])


def test_each_month_is_judged_over_the_months_before_it() -> None:
    rows = events(
        [
            did("2026-04-01", "佐藤 健", meetings=10, opportunities=5),
            did("2026-05-01", "佐藤 健", meetings=10, opportunities=1),
        ]
    )
    monthly = all_banded(rows, date(2026, 5, 1), Roster())[0]["MonthlyKPI"]
    assert monthly[["team", "opportunity_rate.judged"]].values.tolist() == [
        ["第1課", 0.5],
        [ALL, 0.5],
        ["第1課", pytest.approx(0.3)],
        [ALL, pytest.approx(0.3)],
    ]


class TestMeetingsPerRep:
    ROSTER = Roster.from_frame(
        pd.DataFrame(
            [
                ("佐藤 健", "第1課", None, None, 1.0),
                ("田中 一", "第1課", None, None, 0.5),
                ("新人 来", "第2課", date(2026, 6, 16), None, 1.0),
            ],
            columns=["rep", "team", "from", "to", "fte"],
        )
    )
    DAYS = business_days(date(2026, 6, 1), date(2026, 6, 30), Calendar())

    def months(self, until: int, attendance: pd.DataFrame | None = None) -> list[float]:
        absent = absences(attendance if attendance is not None else pd.DataFrame(), self.ROSTER)
        present = fte_days(self.ROSTER, self.DAYS[:until], absent)
        return fte_months(present, "rep", ["佐藤 健", "田中 一", "新人 来", "誰か"], len(self.DAYS))

    def test_a_month_is_shared_by_fte_and_by_the_days_on_the_roster(self) -> None:
        assert self.months(22) == [1, 0.5, 11 / 22, 0]

    def test_a_running_month_is_pro_rated(self) -> None:
        assert self.months(11) == [0.5, 0.25, 0, 0]

    def test_absences_are_taken_off(self) -> None:
        off = pd.DataFrame(
            [
                ("佐藤健", date(2026, 6, 1), 0),
                ("佐藤 健", pd.Timestamp("2026-06-02"), 0.5),
                ("佐藤 健", date(2026, 6, 2), 0.5),
                ("佐藤 健", date(2026, 6, 6), 0),  # a Saturday
                ("田中 一", date(2026, 6, 3), 0.5),
                ("田中 一", date(2026, 6, 4), "休み"),
                ("誰か", date(2026, 6, 4), 0),
            ],
            columns=["rep", "date", "present"],
        )
        assert self.months(22, off)[:2] == [20 / 22, pytest.approx(21.5 / 22 / 2)]

    def test_people_who_are_not_in_the_roster_are_full_time(self) -> None:
        others = pd.DataFrame({"rep": ["謎 男", UNASSIGNED], "team": ["第1課", UNASSIGNED]})
        present = fte_days(Roster(), self.DAYS[:2], {}, others)
        assert fte_months(present, "team", ["第1課", UNASSIGNED, ALL], 22) == [2 / 22, 0, 2 / 22]

    def test_meetings_are_divided_by_full_time_months(self) -> None:
        teams = pd.DataFrame({"team": ["第1課", "第2課", ALL], "meetings": [20, 3, 23]})
        shown = with_meetings_per_rep(teams, [2.0, 0.0, float("nan")], BANDS)
        assert shown["meetings_per_rep"].iloc[0] == 10
        assert shown["meetings_per_rep"].isna().tolist() == [False, True, True]
        assert shown["meetings_per_rep.gap"].iloc[0] == -5
        assert shown["meetings_per_rep.verdict"].tolist() == ["verdict.below", None, None]


class TestTheMixOfSources:
    FACTS = worded(
        events(
            [
                did("2026-06-01", "佐藤 健", "第1課", "展示会", connects=30),
                did("2026-06-02", "佐藤 健", "第1課", "資料DL", connects=10),
                did("2026-06-02", "田中 一", "第2課", "", connects=10),
                did("2026-06-02", "田中 一", "第2課", "セミナー", calls=10),
            ]
        )
    )

    def test_each_team_s_connects_by_source_have_the_source_s_band(self) -> None:
        frame = team_sources(self.FACTS, BANDS)
        assert frame.values.tolist() == [
            ["第1課", "展示会", 30, 0.15, pytest.approx(4.5), 0.25, pytest.approx(7.5)],
            ["第1課", "資料DL", 10, 0.03, pytest.approx(0.3), 0.08, pytest.approx(0.8)],
            ["第2課", UNKNOWN, 10, 0.1, pytest.approx(1), 0.2, pytest.approx(2)],
            [ALL, "展示会", 30, 0.15, pytest.approx(4.5), 0.25, pytest.approx(7.5)],
            [ALL, "資料DL", 10, 0.03, pytest.approx(0.3), 0.08, pytest.approx(0.8)],
            [ALL, UNKNOWN, 10, 0.1, pytest.approx(1), 0.2, pytest.approx(2)],
        ]

    def test_the_mix_is_their_mean_weighted_by_connects(self) -> None:
        teams = pd.DataFrame({"team": ["第1課", "第2課", "第3課", ALL]})
        mixed = with_mix(teams, team_sources(self.FACTS, BANDS))
        low = mixed["meeting_rate.mix_low"].tolist()
        assert low[:2] == [pytest.approx(4.8 / 40), pytest.approx(0.1)]
        assert np.isnan(low[2])
        assert low[3] == pytest.approx(5.8 / 50)

    def test_a_source_without_a_band_leaves_its_teams_mix_unknown(self) -> None:
        bands = Bands({key: band for key, band in BANDS.rows.items() if key != ("meeting_rate", "")})
        mixed = with_mix(pd.DataFrame({"team": ["第1課", "第2課", ALL]}), team_sources(self.FACTS, bands))
        assert mixed["meeting_rate.mix_high"].isna().tolist() == [False, True, True]


def test_every_band_column_of_the_contract_is_there() -> None:
    from sheetkpi.tables.registry import specs

    rows = events([did("2026-06-01", "佐藤 健", calls=3, connects=1)])
    tables, _ = all_banded(rows, date(2026, 6, 1), Roster())
    for name, frame in tables.items():
        wanted = [column.key for column in specs(TREE)[name] if column.tier == "band"]
        assert set(wanted) <= set(frame.columns)
        assert name == "TeamSources" or len(wanted) > 16


class TestBandsOfRoles:
    """Reps of a role with rows of its own in Benchmarks are held against these; all others as before."""

    TYPED = pd.DataFrame(
        [
            ("接続率", "", "", 0.2, 0.3, 30),
            ("接続率", "", "SDR", 0.25, None, 10),
            ("商談化率", "展示会", "", 0.15, 0.25, None),
            ("商談化率", "", "BDR", 0.02, 0.05, None),
            ("接続率", "展示会", "SDR", 0.5, 0.6, None),
        ],
        columns=["kpi", "lead_source", "role", "low", "high", "min_sample"],
    )
    READ, PROBLEMS = Bands.from_frame(TYPED, pd.DataFrame(), TREE)

    def test_an_edge_that_the_role_does_not_say_is_the_overall_one(self) -> None:
        assert self.READ.band("connect_rate", role=" sdr ") == Band(0.25, 0.3, 10)
        assert self.READ.band("connect_rate", role="BDR") == self.READ.band("connect_rate")
        assert self.READ.band("connect_rate") == Band(0.2, 0.3, 30), "rows of roles are in no mean"

    def test_a_row_with_a_role_and_a_lead_source_is_listed(self) -> None:
        assert self.PROBLEMS["Benchmarks"][["row", "reason"]].to_numpy().tolist() == [
            [4, "reason.benchmark_role"]
        ]

    def test_the_band_of_a_role_comes_before_that_of_the_lead_sources(self) -> None:
        reps = pd.DataFrame({"rep": ["佐藤 健", "田中 一"], "role": ["BDR", ""]})
        facts = pd.DataFrame(
            {"rep": ["佐藤 健", "田中 一"], "lead_source": "展示会", "connects": [50, 50], "meetings": 1}
        )
        found = with_own_mix(reps, facts, ["rep"], self.READ)
        assert found["meeting_rate.mix_low"].fillna(-1).tolist() == [-1, 0.15]
