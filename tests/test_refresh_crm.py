"""A new workbook refreshed with a CRM export, against the analyst's pivot tables and plain SQL on DuckDB."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.views import ALL
from sheetkpi.pipeline import count
from sheetkpi.summary import Summary
from tests.benchmarks.cohorts import compared, deals_of, missed
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice
from tests.realdata import refreshed, rows, sql, table


@pytest.fixture(scope="module")
def crm(shared_data: Path) -> Path:
    return shared_data / "crm_sales_opportunities.xlsx"


@pytest.fixture(scope="module")
def deals(crm: Path) -> pd.DataFrame:
    return sql(
        "select p.*, t.manager from pipeline p left join teams t using (sales_agent)",
        pipeline=rows(crm, "sales_pipeline"),
        teams=rows(crm, "sales_teams"),
    )


@pytest.fixture(scope="module")
def book(crm: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    path = sheetkpi.new(tmp_path_factory.mktemp("crm") / "KPI.xlsx", "en")
    return path, refreshed(path, crm)


def test_the_latest_month_is_shown_with_every_agent(book: tuple[Path, Summary]) -> None:
    path, summary = book
    assert summary.month == date(2017, 12, 1)
    assert summary.reps == 30  # with deals; five more are in the team list
    assert len(table(path, "RepKPI")) == 35


def test_the_deals_without_an_engage_date_are_listed(book: tuple[Path, Summary], deals: pd.DataFrame) -> None:
    path, summary = book
    undated = int(deals["engage_date"].isna().sum())
    assert undated == 500
    assert summary.activity.read == 8800
    assert summary.left_out == undated
    listed = table(path, "ImportIssues")
    assert (listed["Severity"] == "Left out").sum() == undated
    assert set(listed.loc[listed["Severity"] == "Left out", "Sheet"]) == {"sales_pipeline"}


def test_sales_teams_fills_the_empty_roster(book: tuple[Path, Summary], crm: Path) -> None:
    roster = table(book[0], "Roster")
    expected = rows(crm, "sales_teams")
    assert dict(zip(roster["Rep"], roster["Team"], strict=True)) == dict(
        zip(expected["sales_agent"], expected["manager"], strict=True)
    )


def test_a_month_per_agent_equals_plain_sql(
    book: tuple[Path, Summary], deals: pd.DataFrame, tmp_path: Path, crm: Path
) -> None:
    path = Path(shutil.copy(book[0], tmp_path / "KPI.xlsx"))
    summary = refreshed(path, month=date(2017, 6, 1))  # the source is remembered in the workbook
    assert summary.activity.read == 8800
    expected = sql(
        """
        select sales_agent,
          count(*) filter (date_trunc('month', engage_date) = date '2017-06-01')::int as opportunities,
          count(*) filter (deal_stage = 'Won' and date_trunc('month', close_date) = date '2017-06-01')::int
            as wins,
          coalesce(sum(close_value) filter (
            deal_stage = 'Won' and date_trunc('month', close_date) = date '2017-06-01'), 0)::double as amount
        from deals where engage_date is not null group by 1""",
        deals=deals,
    )
    shown = table(path, "RepKPI")[["Rep", "Opportunities", "Wins", "Won amount"]]
    merged = expected.merge(shown, left_on="sales_agent", right_on="Rep", how="outer")
    assert merged["Rep"].notna().sum() == 35
    nameless = merged["sales_agent"].isna()
    assert nameless.sum() == 5  # no deal ever: nothing is known of them, so nothing is shown
    assert merged.loc[nameless, ["Opportunities", "Wins", "Won amount"]].isna().all(axis=None)
    named = merged[~nameless]
    assert (named["opportunities"] == named["Opportunities"]).all()
    assert (named["wins"] == named["Wins"]).all()
    assert (named["amount"] == named["Won amount"]).all()


def test_every_month_per_manager_equals_plain_sql(book: tuple[Path, Summary], deals: pd.DataFrame) -> None:
    expected = sql(
        """
        with happened as (
          select manager, date_trunc('month', engage_date)::date as month, 1 as o, 0 as w, 0.0 as amount
          from deals where engage_date is not null
          union all
          select manager, date_trunc('month', close_date)::date, 0, 1, close_value::double
          from deals where deal_stage = 'Won' and engage_date is not null)
        select manager, month, sum(o)::int as opportunities, sum(w)::int as wins,
          sum(amount)::double as amount
        from happened where month >= date '2016-12-01' group by 1, 2""",
        deals=deals,
    )
    shown = table(book[0], "MonthlyKPI")
    shown = shown[shown["Team"] != "All"]
    merged = expected.merge(
        shown.assign(month=pd.to_datetime(shown["Month"]).astype(expected["month"].dtype)),
        left_on=["manager", "month"],
        right_on=["Team", "month"],
        how="left",
    )
    assert len(merged) == len(expected) > 60
    assert (merged["opportunities"] == merged["Opportunities"]).all()
    assert (merged["wins"] == merged["Wins"]).all()
    assert (merged["amount"] == merged["Won amount"]).all()


def test_where_a_month_of_opportunities_ends_is_said_better_than_by_the_period_rate(
    deals: pd.DataFrame,
) -> None:
    """`python -m tests.benchmarks.cohorts` prints the table."""
    table = compared(deals_of(deals), date(2017, 12, 31))
    for of in (table[table["team"] == ALL], table[table["team"] != ALL]):
        off = missed(of)
        assert list(off.index) == [30, 60, 90]
        assert (off["projected"] < off["period"]).all()


def test_won_amounts_equal_the_analysts_pivot_tables(book: tuple[Path, Summary], crm: Path) -> None:
    monthly = table(book[0], "MonthlyKPI")
    monthly = monthly[monthly["Team"] != "All"]
    per_manager = monthly.groupby("Team")["Won amount"].sum()
    pivot = openpyxl.load_workbook(crm, data_only=True)
    analyst = dict(pivot["Q1"].iter_rows(min_row=2, max_row=7, max_col=2, values_only=True))
    assert per_manager.to_dict() == analyst

    quarter = "Q" + pd.to_datetime(monthly["Month"]).dt.quarter.astype(str)
    per_quarter = monthly.groupby([quarter, "Team"])["Won amount"].sum()
    current, checked = "", 0
    for label, value in pivot["Q3"].iter_rows(min_row=2, max_row=29, max_col=2, values_only=True):
        if str(label).startswith("Q"):
            current = str(label)[:2]
        elif current:
            assert per_quarter[current, label] == value
            checked += 1
    assert checked == 24


def test_won_amount_per_agent_equals_the_analysts_pivot_table(book: tuple[Path, Summary], crm: Path) -> None:
    """The pivot is over the months in which deals closed; RepKPI is summed over the same."""
    total: dict[str, float] = {}
    with sheetkpi.open_book(book[0], read_only=True) as opened:
        counted = count(opened, today=date(2026, 11, 20))
    settings, tree = counted.inputs.settings, counted.inputs.tree
    calendar, _ = Calendar.from_frame(counted.inputs.frames["Holidays"], settings.country)
    for month in range(3, 13):
        of_month = replace(settings, month=date(2017, month, 1))
        reps = KpiMonth(counted.facts, counted.roster, calendar, of_month, tree, counted.measured).reps
        for rep, amount in zip(reps["rep"], reps["won_amount"], strict=True):
            total[rep] = total.get(rep, 0) + amount
    pivot = openpyxl.load_workbook(crm, data_only=True)["Q2"]
    analyst = {
        label: value
        for label, value in pivot.iter_rows(min_row=3, max_row=40, max_col=2, values_only=True)
        if label in total
    }
    assert len(analyst) >= 30
    assert {rep: total[rep] for rep in analyst} == analyst


@needs_libreoffice
def test_libreoffice_computes_what_we_cached(book: tuple[Path, Summary], tmp_path: Path) -> None:
    judged = judge(book[0], tmp_path)
    assert judged.formulas > 1000
    assert not judged.differences
    assert not error_cells(book[0])
