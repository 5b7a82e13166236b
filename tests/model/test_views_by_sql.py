"""A second computation of the views, in plain SQL on the events, agrees with ours."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.model.calendar import Calendar, month_bounds
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.tables.report import report
from tests.model.examples import COUNTS, TREE, event_rows

CONNECTION = duckdb.connect()
SUMS = ", ".join(f"sum({count})::DOUBLE AS {count}" for count in COUNTS)
RATES = """
    sum(connects) / nullif(sum(calls), 0) AS connect_rate,
    sum(meetings) / nullif(sum(connects), 0) AS meeting_rate,
    sum(opportunities) / nullif(sum(meetings), 0) AS opportunity_rate,
    sum(wins) / nullif(sum(opportunities), 0) AS win_rate
"""
QUERIES = {
    "RepKPI": "SELECT {rep} AS rep, {values} FROM events WHERE {shown} GROUP BY 1",
    "TeamKPI": """SELECT {team} AS team, {values} FROM events WHERE {shown} GROUP BY 1
                  UNION ALL SELECT 'all', {values} FROM events WHERE {shown} HAVING count(*) > 0""",
    "SourceKPI": "SELECT {source} AS lead_source, {values} FROM events WHERE {shown} GROUP BY 1",
    "DailyKPI": "SELECT date, {rep} AS rep, {values} FROM events WHERE {shown} GROUP BY 1, 2",
    "WeeklyKPI": """SELECT date_trunc('week', date)::TIMESTAMP AS week, {rep} AS rep, {values} FROM events
                    WHERE date_trunc('week', date)
                          BETWEEN date_trunc('week', DATE '{first}') AND DATE '{last}'
                    GROUP BY 1, 2""",
    "MonthlyKPI": """SELECT {month} AS month, {team} AS team, {values} FROM events
                     WHERE {month} BETWEEN DATE '{named}' - INTERVAL 12 MONTH AND DATE '{named}'
                     GROUP BY 1, 2
                     UNION ALL
                     SELECT {month}, 'all', {values} FROM events
                     WHERE {month} BETWEEN DATE '{named}' - INTERVAL 12 MONTH AND DATE '{named}'
                     GROUP BY 1""",
    "Board": "SELECT {team} AS team, {rep} AS rep, {values} FROM events WHERE {shown} GROUP BY 1, 2",
}
KEYS = {
    "RepKPI": ["rep"],
    "TeamKPI": ["team"],
    "SourceKPI": ["lead_source"],
    "DailyKPI": ["date", "rep"],
    "WeeklyKPI": ["week", "rep"],
    "MonthlyKPI": ["month", "team"],
    "Board": ["team", "rep"],
}


@pytest.mark.parametrize("table", QUERIES)
@given(frame=event_rows(min_size=1), closing_day=st.sampled_from([0, 10, 20]), back=st.integers(0, 3))
@settings(max_examples=6, deadline=None)
def test_sql_agrees(table: str, frame: pd.DataFrame, closing_day: int, back: int) -> None:
    months = pd.date_range("2026-05-01", periods=4, freq="MS")
    named = months[back].date()
    chosen = Settings(month=named, closing_day=closing_day)
    tables = report(KpiMonth(facts(frame, TREE), Roster(), Calendar(), chosen, TREE, wanted=()))
    ours = tables.tables[table]
    expected = by_sql(table, frame, named, closing_day)
    keys, rates = KEYS[table], [kpi.key for kpi in TREE.rates][:4]
    with_data = ours.set_index(keys)[[*COUNTS, *rates]]
    if table == "Board":
        with_data = with_data[with_data.index.get_level_values("rep") != ""]
    theirs = expected.set_index(keys)
    assert set(theirs.index) <= set(with_data.index)
    pd.testing.assert_frame_equal(
        with_data.loc[theirs.index].astype("float64"), theirs.astype("float64"), check_index_type=False
    )
    others = with_data.drop(theirs.index)
    assert not others[list(COUNTS)].any(axis=None), "rows without data have zeros"
    assert others[rates].isna().all(axis=None)


def by_sql(table: str, frame: pd.DataFrame, named: date, closing_day: int) -> pd.DataFrame:
    """The rows of a view that have data, computed from events by DuckDB alone."""
    first, last = month_bounds(named, closing_day)
    month = "date_trunc('month', date)"
    if closing_day:
        month = f"CASE WHEN day(date) > {closing_day} THEN {month} + INTERVAL 1 MONTH ELSE {month} END"
    query = QUERIES[table].format(
        rep="rep",
        team="CASE team WHEN '' THEN 'unassigned' ELSE team END",
        source="CASE lead_source WHEN '' THEN 'unknown_source' ELSE lead_source END",
        values=f"{SUMS}, {RATES}",
        shown=f"date BETWEEN DATE '{first}' AND DATE '{last}'",
        month=f"({month})::TIMESTAMP",
        first=first,
        last=min(last, frame["date"].max().date()),
        named=named,
    )
    CONNECTION.register("events", frame.astype(dict.fromkeys(("rep", "team", "lead_source"), "object")))
    return CONNECTION.sql(query).df()
