"""Not measured is not 0: what no source tells of a rep and day is empty, and so is all that is made of it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.language import say
from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth, Typed
from sheetkpi.model.measured import Measured
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.unmeasured import unmeasured
from sheetkpi.model.views import ALL
from sheetkpi.tables.report import Report, report
from tests.model.examples import COUNTS, TREE, did, event_rows, events
from tests.model.test_verdicts import BANDS

A, B, C = "佐藤 健", "田中 一", "鈴木 花"
ROSTER = Roster.from_frame(pd.DataFrame({"rep": [A, B, C], "team": ["第1課", "第1課", "第2課"]}))
JUNE = date(2026, 6, 1)
NOW = date(2026, 6, 30)
RATES = ("connect_rate", "meeting_rate", "opportunity_rate", "win_rate")


def measures(rep: str, *counts: str, first: str = "2026-01-01", last: str = "2026-06-30") -> pd.DataFrame:
    """`rep` has a source with `counts` from `first` to `last`."""
    days = {"first": pd.Timestamp(first), "last": pd.Timestamp(last)}
    rows = [{"count": count, "rep": rep, **days} for count in counts]
    return pd.DataFrame(rows, columns=["count", "rep", "first", "last"])


def standing(rows: list[tuple[object, ...]], *sources: pd.DataFrame, goal: float | None = 20) -> Report:
    """June with everything it is held against: the first team wants `goal` meetings, the second 5."""
    measured = Measured.of(pd.concat(sources)) if sources else Measured()
    counted = facts(events(rows), TREE, measured)
    teams = pd.DataFrame({"month": [JUNE] * 2, "team": ["第1課", "第2課"], "goal": "商談創出数"})
    typed = Typed(BENCHMARKS, EMPTY, EMPTY, teams.assign(goal_value=[goal, 5]), EMPTY)
    return report(KpiMonth(counted, ROSTER, Calendar(), Settings(), TREE, measured, typed, NOW))


EMPTY = pd.DataFrame()
BENCHMARKS = pd.DataFrame(
    {"kpi": ["接続率", "商談化率"], "low": [0.2, 0.1], "high": [0.3, 0.2], "min_sample": [30, 30]}
)


def of(found: Report, table: str, **key: object) -> dict[str, object]:
    """The one row of a table with this key."""
    frame = found.tables[table]
    for column, value in key.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, frame
    return {str(name): value for name, value in frame.iloc[0].items()}


def empty(value: object) -> bool:
    return value is None or bool(pd.isna(value))


CALLS_AND_MEETINGS = [
    did("2026-05-12", A, calls=400, meetings=20),
    did("2026-06-02", A, calls=300, meetings=8),
    did("2026-06-30", A, calls=100, meetings=4),
    did("2026-06-30", C, team="第2課", calls=60, meetings=1),
]
NO_CONNECTS = [measures(rep, "calls", "meetings") for rep in (A, C)]


class TestACountThatNobodyMeasures:
    @pytest.fixture(scope="class")
    @classmethod
    def found(cls) -> Report:
        return standing(CALLS_AND_MEETINGS, *NO_CONNECTS)

    @pytest.mark.parametrize(
        "table",
        ["RepKPI", "TeamKPI", "SourceKPI", "DailyKPI", "WeeklyKPI", "MonthlyKPI", "Board", "ChartMonths"],
    )
    def test_is_empty_in_every_view_and_so_are_its_rates(self, found: Report, table: str) -> None:
        frame = found.tables[table]
        assert len(frame)
        for column in ("connects", "connect_rate", "meeting_rate", "wins", "win_rate", "emails"):
            if column in frame:
                assert frame[column].isna().all(), column
        assert frame["calls"].notna().any()

    def test_is_empty_week_by_week_and_in_the_funnel(self, found: Report) -> None:
        weeks = found.tables["TeamWeeks"]
        assert (
            weeks[["connects", "connects.attainment", "connect_rate", "meeting_rate"]].isna().all(axis=None)
        )
        assert (weeks.loc[weeks["team"] == ALL, "calls"].sum(), weeks["connects.target"].sum()) == (460, 500)
        assert empty(of(found, "ChartFunnel", stage="connects")["count"])
        assert of(found, "ChartFunnel", stage="calls")["count"] == 460

    def test_has_no_verdict_and_no_gap(self, found: Report) -> None:
        for table in ("RepKPI", "TeamKPI", "SourceKPI", "MonthlyKPI"):
            frame = found.tables[table]
            for rate in RATES:
                assert frame[f"{rate}.verdict"].isna().all()
                assert frame[f"{rate}.gap"].isna().all()

    def test_is_no_bottleneck_and_asks_for_nothing(self, found: Report) -> None:
        """Calls are measured, and who made too few for the meetings wanted hears of it, not whose fewer calls
        bring them; nothing is said of connects."""
        diagnosis = found.tables["Diagnosis"]
        short = diagnosis["stage"].notna()
        assert set(diagnosis.loc[short, "stage"]) == {"calls"}
        assert diagnosis.loc[short, "rep"].tolist() == ["", "鈴木 花"]
        assert diagnosis[["rate", "low"]].isna().all(axis=None)
        assert diagnosis.loc[~short, "lost_meetings"].isna().all()
        assert set(diagnosis.loc[~short, "advice"]) == {""}
        assert set(diagnosis.loc[~short, "evidence"]) == {say("evidence.no_data", "ja")}

    def test_attains_no_target(self, found: Report) -> None:
        team = of(found, "TeamKPI", team="第1課")
        assert team["connects.target"] == 200  # meetings at the lower edge: nothing else is known
        assert empty(team["connects.attainment"])
        assert team["meetings.attainment"] == 12 / 20
        progress = of(found, "Progress", kpi="connects", team="第1課", rep=A)
        assert progress["target"] is not None
        assert all(empty(progress[column]) for column in ("actual", "attainment", "ahead", "forecast"))
        review = of(found, "Review", rep=A)
        assert empty(review["connects.attainment"])
        assert "接続" not in str(review["cause"])

    def test_makes_no_rate_to_assume(self, found: Report) -> None:
        target = of(found, "TeamTargets", team="第1課")
        assert (target["meeting_rate.assumed"], target["connect_rate.assumed"]) == (0.1, 0.2)
        reason, values = target["connect_rate.proposed_from"]  # type: ignore[misc]
        assert (reason, values["sample"]) == ("proposed.low", "0")

    def test_is_named_once_with_what_it_takes(self, found: Report) -> None:
        notes = unmeasured(found.tables["RepKPI"], JUNE, TREE, "ja")
        said = {(row["reason"], row["values"].get("count")) for row in notes.to_dict("records")}
        assert ("reason.unmeasured", "connects") in said
        assert ("reason.unmeasured", "won_amount") in said
        assert not {count for _, count in said} & {"calls", "meetings", "inbound_calls"}
        assert len(said) == len(notes)
        assert set(notes["severity"]) == {"note"}


class TestARepWhomNoSourceNames:
    @pytest.fixture(scope="class")
    @classmethod
    def found(cls) -> Report:
        return standing(CALLS_AND_MEETINGS, *NO_CONNECTS)

    def test_is_empty_and_not_0(self, found: Report) -> None:
        for table in ("RepKPI", "Board"):
            row = of(found, table, rep=B)
            assert all(empty(row[kpi.key]) for kpi in TREE if kpi.key in row)
        for table in ("DailyKPI", "WeeklyKPI"):
            frame = found.tables[table]
            assert len(frame[frame["rep"] == B])
            assert frame.loc[frame["rep"] == B, list(TREE.counts)].isna().all(axis=None)

    def test_misses_no_target_and_no_entry(self, found: Report) -> None:
        row = of(found, "RepKPI", rep=B)
        assert row["meetings.target"] == 10
        assert empty(row["meetings.attainment"])
        assert empty(row["meetings_per_rep.verdict"])
        assert not of(found, "Review", rep=B)["review_result"]
        entries = of(found, "EntryHealth", rep=B)
        assert empty(entries["missing"])
        assert empty(entries["day_1"])
        assert of(found, "EntryHealth", rep=A)["missing"]

    def test_does_not_share_the_teams_meetings(self, found: Report) -> None:
        """12 meetings of one rep, not of two."""
        assert of(found, "TeamKPI", team="第1課")["meetings_per_rep"] == 12

    def test_is_named_in_one_note(self, found: Report) -> None:
        notes = unmeasured(found.tables["RepKPI"], JUNE, TREE, "ja").set_index("reason")
        assert notes.loc["reason.rep_unnamed", "values"] == {"reps": B, "month": "2026/06"}


A_CONNECTS = [
    did("2026-06-02", A, calls=100, connects=10, meetings=2),
    did("2026-06-03", A, calls=100, connects=10),
    did("2026-06-03", B, calls=800),
    did("2026-06-30", B, calls=200),
]
A_MORE_THAN_B = [measures(A, "calls", "connects", "meetings"), measures(B, "calls")]


class TestARateOfWhatIsMeasuredTogether:
    @pytest.fixture(scope="class")
    @classmethod
    def found(cls) -> Report:
        return standing(A_CONNECTS, *A_MORE_THAN_B)

    @pytest.mark.parametrize("key", [{"team": "第1課"}, {"team": ALL}])
    def test_is_that_of_the_reps_who_have_both(self, found: Report, key: dict[str, object]) -> None:
        row = of(found, "TeamKPI", **key)
        assert (row["calls"], row["connects"], row["connect_rate"]) == (1200, 20, 0.1)
        assert row["connect_rate.measured_denominator"] == 200
        assert row["connect_rate.verdict"] == "verdict.below"
        assert "meeting_rate.measured_denominator" not in row  # nobody has one part of it alone

    def test_is_so_on_the_board_by_month_by_source_and_in_the_chart(self, found: Report) -> None:
        assert of(found, "Board", team="第1課", rep="")["connect_rate"] == 0.1
        assert of(found, "MonthlyKPI", month=pd.Timestamp(JUNE), team=ALL)["connect_rate"] == 0.1
        assert of(found, "SourceKPI", lead_source="展示会")["connect_rate"] == 0.1
        assert of(found, "ChartMonths", month=pd.Timestamp(JUNE))["connect_rate"] == 0.1
        week = of(found, "TeamWeeks", week=pd.Timestamp(2026, 6, 1), team="第1課")
        assert (week["calls"], week["connect_rate"]) == (1000, 0.1)

    def test_is_diagnosed_by_the_calls_it_is_made_of(self, found: Report) -> None:
        row = of(found, "Diagnosis", team="第1課", rep="")
        assert (row["stage"], row["sample"], row["rate"]) == ("connect_rate", 200, 0.1)
        assert row["lost_meetings"] == pytest.approx(200 * 0.1 * (2 / 20))
        assert empty(of(found, "Diagnosis", team="第1課", rep=B)["stage"])

    def test_names_the_rep_who_lacks_a_count(self, found: Report) -> None:
        notes = unmeasured(found.tables["RepKPI"], JUNE, TREE, "en").to_dict("records")
        said = {note["values"].get("count"): note["values"].get("who") for note in notes}
        assert (said["connects"], said["meetings"]) == (B, B)

    def test_covers_the_days_on_which_both_are_measured(self) -> None:
        late = measures(A, "connects", first="2026-06-15")
        found = standing(
            [did("2026-06-02", A, calls=100), did("2026-06-16", A, calls=100, connects=25)],
            measures(A, "calls"),
            late,
        )
        row = of(found, "RepKPI", rep=A)
        assert (row["calls"], row["connects"], row["connect_rate"]) == (200, 25, 0.25)
        assert row["connect_rate.verdict"] == "verdict.within"
        daily = found.tables["DailyKPI"]
        daily = daily[daily["rep"] == A].set_index("date")
        assert empty(daily.loc[pd.Timestamp(2026, 6, 2), "connects"])
        assert daily.loc[pd.Timestamp(2026, 6, 15), "connects"] == 0

    def test_is_empty_where_its_parts_are_never_measured_together(self) -> None:
        found = standing(
            [did("2026-06-02", A, calls=100), did("2026-06-16", A, connects=25)],
            measures(A, "calls", last="2026-06-10"),
            measures(A, "connects", first="2026-06-11"),
        )
        row = of(found, "RepKPI", rep=A)
        assert (row["calls"], row["connects"]) == (100, 25)
        assert empty(row["connect_rate"])
        assert empty(row["connect_rate.verdict"])
        assert row["connect_rate.measured_denominator"] == 0  # so that the formula is empty too

    def test_is_assumed_for_targets_from_the_same_reps(self) -> None:
        may = [(date(2026, 5, row[0].day), *row[1:]) for row in A_CONNECTS]  # type: ignore[attr-defined]
        target = of(standing([*may, *A_CONNECTS], *A_MORE_THAN_B), "TeamTargets", team="第1課")
        assert target["connect_rate.assumed"] == 0.1


def test_a_measured_count_without_activity_is_0() -> None:
    found = standing([did("2026-06-02", A, calls=3)], measures(A, "calls", "connects"), measures(B, "calls"))
    assert (of(found, "RepKPI", rep=A)["connects"], of(found, "RepKPI", rep=B)["calls"]) == (0, 0)
    assert of(found, "RepKPI", rep=A)["connect_rate"] == 0
    assert of(found, "TeamKPI", team="第1課")["calls"] == 3
    assert empty(of(found, "TeamKPI", team="第2課")["calls"])


def test_what_is_not_measured_is_empty_whatever_the_events_say() -> None:
    found = standing([did("2026-06-02", A, calls=30, connects=9)], measures(A, "calls"))
    assert empty(of(found, "RepKPI", rep=A)["connects"])


def test_calls_of_people_who_came_to_be_measured_are_no_rise_in_calls() -> None:
    """In May the second rep's calls are unknown; more calls in June are not more calls each."""
    rows = [did(f"2026-0{month}-{day}", A, calls=200, connects=40) for month in (4, 5, 6) for day in (10, 20)]
    rows += [did("2026-06-30", B, calls=400, connects=40)]
    sources = [measures(A, "calls", "connects", "meetings")]
    sources += [measures(B, "calls", "connects", "meetings", first="2026-06-01")]
    row = of(standing(rows, *sources), "Diagnosis", team="第1課", rep="")
    assert empty(row["flag"])


def test_a_team_that_nobody_measures_keeps_nobody_from_a_target() -> None:
    found = standing([did("2026-06-02", A, calls=30, meetings=2)], measures(A, "calls", "meetings"))
    tables = dict(found.tables)
    assert of(found, "TeamKPI", team=ALL)["meetings.target"] == 25
    assert empty(tables["TeamKPI"].set_index("team").loc["第2課", "meetings"])


def test_deals_are_told_of_for_weeks_around_the_first_and_the_last() -> None:
    measured = Measured.of(measures(A, "wins", "calls", first="2026-06-10", last="2026-06-12"))
    known = measured.during([A], date(2026, 6, 20), date(2026, 6, 20), ["wins", "calls"])
    assert (known["wins"][0], known["calls"][0]) == (True, False)


spans = st.lists(
    st.tuples(
        st.sampled_from([A, B]), st.sampled_from(["calls", "connects"]), st.integers(0, 40), st.integers(0, 9)
    ),
    max_size=8,
)
BEGIN = date(2026, 6, 1)


@given(spans, st.integers(-2, 50), st.integers(0, 8))
def test_a_period_is_measured_when_one_of_its_days_is(
    rows: list[tuple[str, str, int, int]], first: int, length: int
) -> None:
    days = [
        (rep, count, BEGIN + timedelta(at), BEGIN + timedelta(at + more)) for rep, count, at, more in rows
    ]
    frame = pd.DataFrame(days, columns=["rep", "count", "first", "last"])
    measured = Measured.of(frame)
    period = [BEGIN + timedelta(first + day) for day in range(length + 1)]
    known = measured.during([A, B, C], period[0], period[-1], ["calls", "connects"])
    for place, rep in enumerate((A, B, C)):
        for count in ("calls", "connects"):
            covered = any(
                (who, what) == (rep, count) and begin <= day <= end
                for who, what, begin, end in days
                for day in period
            )
            assert known[count][place] == covered


@settings(max_examples=8, deadline=None)
@given(event_rows(min_size=1))
def test_where_everything_is_measured_nothing_changes(frame: pd.DataFrame) -> None:
    reps = sorted({*frame["rep"], A, B, C})
    everything = pd.concat(
        [measures(rep, *TREE.counts, first="2020-01-01", last="2030-01-01") for rep in reps]
    )
    tables = []
    for measured in (Measured(), Measured.of(everything)):
        counted = facts(frame, TREE, measured)
        typed = Typed(BENCHMARKS, EMPTY, EMPTY, EMPTY, EMPTY)
        tables.append(report(KpiMonth(counted, ROSTER, Calendar(), Settings(), TREE, measured, typed, NOW)))
    for name, before in tables[0].tables.items():
        pd.testing.assert_frame_equal(tables[1].tables[name], before)


@settings(max_examples=8, deadline=None)
@given(
    event_rows(min_size=1), st.sets(st.tuples(st.sampled_from([A, B, C, "Kim Lee"]), st.sampled_from(COUNTS)))
)
def test_every_rate_is_made_of_the_reps_who_have_both_parts(
    frame: pd.DataFrame, known: set[tuple[str, str]]
) -> None:
    """The views hold what plain sums over those reps give."""
    rows = [measures(rep, count, first="2020-01-01", last="2030-01-01") for rep, count in known]
    measured = Measured.of(pd.concat(rows) if rows else measures(A))
    counted = facts(frame, TREE, measured)
    found = report(KpiMonth(counted, Roster(), Calendar(), Settings(), TREE, measured, wanted=()))
    shown = frame[frame["date"].dt.to_period("M") == pd.Period(found.month, "M")]
    everybody = found.tables["TeamKPI"].set_index("team").loc[ALL]
    for rate in TREE.rates:
        both = {rep for rep, _ in known if {(rep, rate.numerator), (rep, rate.denominator)} <= known}
        own = shown[shown["rep"].isin(both)]
        if rate.numerator not in COUNTS or not (below := own.get(rate.denominator, pd.Series([0])).sum()):
            assert np.isnan(everybody[rate.key])
        else:
            assert everybody[rate.key] == pytest.approx(own[rate.numerator].sum() / below)


def test_bands_are_there_to_judge_by() -> None:
    """The verdicts above are empty for want of counts, not of bands."""
    assert isinstance(BANDS, Bands)
    full = standing(A_CONNECTS)
    assert of(full, "TeamKPI", team="第1課")["connect_rate.verdict"] == "verdict.below"
