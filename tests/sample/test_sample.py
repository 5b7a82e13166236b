"""The sample activity: believable, reproducible, and counted to the last record."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sheetkpi.language import Language, say
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.sample import SampleActivity, write_sample
from sheetkpi.sample.simulation import simulate
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.reading import read_activity
from sheetkpi.tables.report import report

TODAY = date(2026, 11, 20)
TREE = KpiTree()
EMPTY_COLUMN_MAP = pd.DataFrame(columns=["sheet", "header", "field"])
EMPTY_RESULT_MAP = pd.DataFrame(columns=["text", "meaning"])


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture(scope="module")
def sample(language: Language, tmp_path_factory: pytest.TempPathFactory) -> SampleActivity:
    return write_sample(tmp_path_factory.mktemp("sample"), TODAY, language)


@pytest.fixture(scope="module")
def activity(sample: SampleActivity, language: Language) -> Activity:
    """Everything the sample holds, read as a refresh reads it."""
    tables = [("activity", sample.activity, False), ("daily_entry", sample.daily_entry, True)]
    sheets = [as_sheet(name, frame, language, typed=typed) for name, frame, typed in tables]
    for path in sample.files:
        sheets += read_place(path.name, sample.folder)
    return read_activity(
        sheets,
        tree=TREE,
        settings=Settings(language=language),
        roster=Roster.from_frame(sample.roster),
        column_map=EMPTY_COLUMN_MAP,
        result_map=EMPTY_RESULT_MAP,
        today=TODAY,
    )


def as_sheet(name: str, frame: pd.DataFrame, language: Language, *, typed: bool) -> RawSheet:
    """A table of the workbook as its sheet is read: headers in the first row, every cell as text."""
    columns = [
        pa.array([say(key, language), *map(as_text, frame[key])], pa.string()) for key in frame.columns
    ]
    cells = pa.table(columns, names=[str(number) for number in range(len(columns))])
    return RawSheet("", name, cells, typed=typed)


def as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return f"{value.isoformat()} 00:00:00" if isinstance(value, date) else str(value)


def test_counting_the_files_gives_what_was_done(sample: SampleActivity, activity: Activity) -> None:
    """Dirt and all: every figure of every rep, day and lead source is that of the simulated department."""
    truth, counted = facts(sample.events, TREE), facts(activity.events, TREE)
    keys, counts = ["date", "rep", "team", "lead_source"], list(TREE.counts)
    expected, result = (
        frame[frame[counts].any(axis=1)].astype(dict.fromkeys(keys[1:], "str")).set_index(keys)[counts]
        for frame in (truth, counted)
    )
    pd.testing.assert_frame_equal(
        result.sort_index().astype("float64"), expected.sort_index().astype("float64")
    )


def test_what_cannot_be_counted_is_listed(sample: SampleActivity, activity: Activity) -> None:
    assert activity.left_out == sample.left_out
    assert activity.read == activity.counted + activity.left_out + activity.repeated
    reasons = set(activity.issues["reason"])
    assert {"reason.date_unreadable", "reason.date_future", "reason.rep_missing"} <= reasons
    assert {"reason.rep_unknown", "reason.duplicate_id", "reason.deal_undated"} <= reasons


def test_all_four_shapes_are_there(activity: Activity) -> None:
    shapes = [sheet.shape for sheet in activity.sheets]
    assert shapes == ["log", "daily_counts", "log", "call_list", "daily_counts", "deals"]


def test_the_volume_lets_a_refresh_feel_quick(activity: Activity) -> None:
    assert 12_000 <= activity.read <= 18_000


def test_results_nobody_knows_are_among_them(activity: Activity) -> None:
    assert 2 <= len(activity.unknown_results) <= 12


def test_the_roster_has_somebody_who_moved_joined_rests_and_does_not_count(
    sample: SampleActivity, language: Language
) -> None:
    roster = Roster.from_frame(sample.roster)
    assert roster.problems.empty
    assert len(roster.people) == 16
    assert len(roster.labels) == 15
    assert len(roster.teams) == 3
    moved = next(person for person in roster.people if len(person.stints) > 1)
    assert len({stint.team for stint in moved.stints}) == 2
    active = set(sample.events["rep"])
    assert len(set(roster.labels) - active) == 1
    assert len(active - set(roster.labels)) == 1


def test_rates_lie_near_the_bands_and_differ_between_reps(sample: SampleActivity) -> None:
    whole = sample.events.groupby("rep")[["calls", "connects", "meetings", "opportunities", "wins"]].sum()
    busy = whole[whole["calls"] > 100]
    connect, meeting = busy["connects"] / busy["calls"], busy["meetings"] / busy["connects"]
    assert connect.between(0.10, 0.34).all()
    assert meeting.between(0.04, 0.24).all()
    assert connect.max() - connect.min() > 0.08
    assert meeting.max() - meeting.min() > 0.06
    total = whole.sum()
    assert 0.20 <= total["connects"] / total["calls"] <= 0.30
    assert 0.10 <= total["meetings"] / total["connects"] <= 0.20
    assert 0.28 <= total["opportunities"] / total["meetings"] <= 0.42
    assert 0.14 <= total["wins"] / total["opportunities"] <= 0.32


def test_lead_sources_rank_as_in_the_field(sample: SampleActivity) -> None:
    """Trade shows bring most meetings per connect, downloaded documents fewest."""
    sums = sample.events.groupby("lead_source", sort=False)[["meetings", "connects"]].sum()
    rates = (sums["meetings"] / sums["connects"]).sort_values()
    assert rates.index[0] in ("資料DL", "Document download")
    assert rates.index[-1] in ("展示会", "Trade show")


def test_activity_ends_today_and_spans_half_a_year_of_business_days(sample: SampleActivity) -> None:
    calls = sample.events[sample.events["calls"] > 0]
    calendar, _ = Calendar.from_frame(sample.holidays)
    roster = Roster.from_frame(sample.roster)
    view = report(KpiMonth(facts(calls, TREE), roster, calendar, Settings(), TREE, wanted=()))
    assert view.last_data == TODAY
    assert len(view.months) == 7
    days = calls["date"].dt.date.unique()
    assert calls.groupby("date").size().median() > 50
    opened = set(calendar.opened)
    assert {day for day in days if day.weekday() > 4} <= opened
    assert {day.weekday() for day in opened} == {5}, "a working Saturday is a Saturday"


@pytest.mark.parametrize("today", [date(2026, 1, 4), date(2028, 2, 29)])
def test_any_day_of_the_year_will_do(today: date, tmp_path: Path) -> None:
    sample = write_sample(tmp_path, today)
    assert sample.events["date"].max() <= pd.Timestamp(today)
    assert all(path.is_file() for path in sample.files)


def test_the_same_day_and_seed_give_the_same_activity(
    sample: SampleActivity, language: Language, tmp_path: Path
) -> None:
    again = write_sample(tmp_path, TODAY, language)
    pd.testing.assert_frame_equal(again.events, sample.events)
    pd.testing.assert_frame_equal(again.activity, sample.activity)
    pd.testing.assert_frame_equal(again.daily_entry, sample.daily_entry)
    assert again.files[1].read_bytes() == sample.files[1].read_bytes()


def test_another_seed_gives_other_activity() -> None:
    days = pd.bdate_range("2026-08-03", "2026-11-20").to_numpy("datetime64[D]")
    one, other = (
        simulate(days, date(2026, 9, 1), date(2026, 11, 1), np.random.default_rng(seed)) for seed in (7, 8)
    )
    assert not one.calls.equals(other.calls)


def test_the_call_list_is_in_the_encoding_of_its_country(sample: SampleActivity, language: Language) -> None:
    text = sample.files[1].read_bytes().decode("cp932" if language == "ja" else "utf-8")
    assert ("1回目架電日" if language == "ja" else "Call 1 date") in text
