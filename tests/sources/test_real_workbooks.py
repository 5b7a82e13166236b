"""Workbooks that nobody here made, against figures computed by other means."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest

from sheetkpi.sources.activity import Activity
from sheetkpi.sources.files.places import read_file
from tests.sources.raw_activity import read, reasons, totals


@cache
def table(path: Path, sheet: str) -> pd.DataFrame:
    """A sheet as openpyxl reads it: the truth to compare with, by code that is not ours."""
    rows = openpyxl.load_workbook(path, read_only=True, data_only=True)[sheet].iter_rows(values_only=True)
    header = next(rows)
    return pd.DataFrame([row for row in rows if any(cell is not None for cell in row)], columns=header)


def pivot(path: Path, sheet: str) -> dict[str, float]:
    """Label and sum of the first pivot table in a sheet, without its totals and without empty rows."""
    rows = table(path, sheet).iloc[:, :2].itertuples(index=False, name=None)
    upper = itertools.takewhile(lambda row: row[0] != "Grand Total", rows)
    return {label: amount for label, amount in upper if amount is not None}


@pytest.fixture(scope="module")
def crm(shared_data: Path) -> Path:
    return shared_data / "crm_sales_opportunities.xlsx"


@pytest.fixture(scope="module")
def deals(crm: Path) -> Activity:
    return read(*read_file(crm, crm.name))


@pytest.fixture(scope="module")
def calls_path(shared_data: Path) -> Path:
    return shared_data / "call_center_calls.xlsx"


@pytest.fixture(scope="module")
def calls(calls_path: Path) -> Activity:
    return read(*read_file(calls_path, calls_path.name))


def counted(events: pd.DataFrame, sql: str) -> list[tuple[Any, ...]]:
    """The rows of `sql` over the events."""
    frame = events.astype({"rep": "str", "team": "str", "lead_source": "str"})  # noqa: F841  (DuckDB finds it)
    return duckdb.sql(sql).fetchall()


def test_deals_per_agent_manager_and_month_equal_plain_sql(crm: Path, deals: Activity):
    pipeline, teams = table(crm, "sales_pipeline"), table(crm, "sales_teams")
    assert len(pipeline) == 8800
    assert len(teams) == 35
    truth = duckdb.sql("""
        with joined as (select * from pipeline join teams using (sales_agent)),
        opened as (
            select sales_agent, manager, strftime(engage_date, '%Y-%m') as month, count(*) as opportunities
            from joined where engage_date is not null group by all
        ), won as (
            select sales_agent, manager, strftime(close_date, '%Y-%m') as month, count(*) as wins,
                   sum(close_value)::double as amount
            from joined where deal_stage = 'Won' group by all
        )
        select sales_agent, manager, month, coalesce(opportunities, 0), coalesce(wins, 0), coalesce(amount, 0)
        from opened full join won using (sales_agent, manager, month) order by 1, 2, 3
    """).fetchall()
    ours = counted(
        deals.events,
        """
        select rep, team, strftime(date, '%Y-%m'), sum(opportunities)::bigint, sum(wins)::bigint,
               sum(won_amount)::double
        from frame group by 1, 2, 3 order by 1, 2, 3
        """,
    )
    assert len(truth) > 300
    assert ours == truth


def test_deals_equal_the_analysts_pivot_tables(crm: Path, deals: Activity):
    per_manager = pivot(crm, "Q1")
    assert {team: row["won_amount"] for team, row in totals(deals, "team").items()} == per_manager
    per_agent = pivot(crm, "Q2")
    assert {rep: row["won_amount"] for rep, row in totals(deals, "rep").items()} == per_agent

    quarters = deals.events.assign(quarter=deals.events["date"].dt.to_period("Q").astype(str))
    amounts = quarters.groupby(["quarter", "team"], observed=True)["won_amount"].sum()
    quarter, seen = "", 0
    for label, amount in table(crm, "Q3").iloc[:, :2].itertuples(index=False):
        if str(label).startswith("Q"):
            quarter = f"{label[3:]}{label[:2]}"
        elif (quarter, label) in amounts.index:
            assert amounts[quarter, label] == amount
            seen += 1
    assert seen == 24


def test_every_deal_is_counted_or_listed(deals: Activity):
    assert (deals.read, deals.counted, deals.left_out) == (8800, 8300, 500)
    listed = reasons(deals)
    assert len(listed) == 500
    assert {reason for _, _, reason in listed} == {"deal_undated"}
    assert all(cell.startswith("G") for cell, _, _ in listed)


def test_the_sales_teams_are_the_roster_and_the_other_sheets_are_left_alone(deals: Activity):
    shapes = {taken.sheet: taken.shape for taken in deals.sheets}
    assert shapes.pop("sales_teams") == "roster"
    assert shapes.pop("sales_pipeline") == "deals"
    assert set(shapes.values()) == {"none"}
    assert all(taken.remark_key for taken in deals.sheets if taken.shape == "none")
    assert deals.roster is not None
    assert len(deals.roster) == 35


def test_calls_per_agent_and_day_equal_plain_sql(calls_path: Path, calls: Activity):
    raw = table(calls_path, "Sheet1")
    assert len(raw) == 5000
    truth = duckdb.sql("""
        select Agent, Date::date, count(*), count(*) filter ("Answered (Y/N)" = 'Y') from raw
        group by 1, 2 order by 1, 2
    """).fetchall()
    ours = counted(
        calls.events,
        """
        select rep, date::date, sum(calls)::bigint, sum(connects)::bigint from frame
        group by 1, 2 order by 1, 2
        """,
    )
    assert ours == truth


def test_the_cleaned_copy_is_not_counted_again(calls: Activity):
    assert [(taken.sheet, taken.shape) for taken in calls.sheets] == [("Sheet1", "log"), ("Clean2", "none")]
    assert calls.sheets[1].remark_key == "left.copy"
    assert (calls.read, calls.counted) == (5000, 5000)


def test_resolved_becomes_meetings_only_when_somebody_says_so(calls_path: Path, calls: Activity):
    assert "meetings" not in totals(calls)
    mapped = read(*read_file(calls_path, calls_path.name), columns=[("Sheet1", "Resolved", "商談創出数")])
    truth = int((table(calls_path, "Sheet1")["Resolved"] == "Y").sum())
    assert totals(mapped)["meetings"] == truth
    assert totals(mapped)["calls"] == 5000
