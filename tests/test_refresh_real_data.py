"""The main job on workbooks that nobody here made, against figures computed without our code.

The truth comes from the analyst's pivot tables in the CRM workbook and from plain SQL on DuckDB over the
rows as openpyxl reads them.
"""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.summary import Summary
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice

TODAY = date(2026, 11, 20)


def rows(path: Path, sheet: str) -> pd.DataFrame:
    """The sheet as openpyxl reads it, its first row as header."""
    values = list(openpyxl.load_workbook(path, read_only=True, data_only=True)[sheet].values)
    return pd.DataFrame(values[1:], columns=[str(name) for name in values[0]])


def table(path: Path, name: str) -> pd.DataFrame:
    """An Excel table of the workbook at `path`, cached values, its headers as columns."""
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        if name in sheet.tables:
            cells = sheet[sheet.tables[name].ref]
            values = [[cell.value for cell in row] for row in cells]
            return pd.DataFrame(values[1:], columns=values[0])
    raise KeyError(name)


def refreshed(book: Path, *activity: Path, month: date | None = None) -> Summary:
    with sheetkpi.open_book(book) as opened:
        summary = sheetkpi.refresh(opened, activity, month=month, today=TODAY)
        opened.save()
    return summary


class TestCrmExport:
    """A new workbook refreshed with `--activity crm_sales_opportunities.xlsx`."""

    @pytest.fixture(scope="class")
    def crm(self, shared_data: Path) -> Path:
        return shared_data / "crm_sales_opportunities.xlsx"

    @pytest.fixture(scope="class")
    def deals(self, crm: Path) -> pd.DataFrame:
        _pipeline, _teams = rows(crm, "sales_pipeline"), rows(crm, "sales_teams")
        return duckdb.sql("select p.*, t.manager from pipeline p left join teams t using (sales_agent)").df()

    @pytest.fixture(scope="class")
    def book(self, crm: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
        path = sheetkpi.new(tmp_path_factory.mktemp("crm") / "KPI.xlsx", "en")
        return path, refreshed(path, crm)

    def test_the_latest_month_is_shown_with_every_agent(self, book: tuple[Path, Summary]) -> None:
        path, summary = book
        assert summary.month == date(2017, 12, 1)
        assert summary.reps == 35
        assert len(table(path, "RepKPI")) == 35

    def test_the_deals_without_an_engage_date_are_listed(
        self, book: tuple[Path, Summary], deals: pd.DataFrame
    ) -> None:
        path, summary = book
        undated = int(deals["engage_date"].isna().sum())
        assert undated == 500
        assert summary.activity.read == 8800
        assert summary.left_out == undated
        listed = table(path, "ImportIssues")
        assert (listed["Severity"] == "Left out").sum() == undated
        assert set(listed.loc[listed["Severity"] == "Left out", "Sheet"]) == {"sales_pipeline"}

    def test_sales_teams_fills_the_empty_roster(self, book: tuple[Path, Summary], crm: Path) -> None:
        roster = table(book[0], "Roster")
        expected = rows(crm, "sales_teams")
        assert dict(zip(roster["Rep"], roster["Team"], strict=True)) == dict(
            zip(expected["sales_agent"], expected["manager"], strict=True)
        )

    def test_a_month_per_agent_equals_plain_sql(
        self, book: tuple[Path, Summary], deals: pd.DataFrame, tmp_path: Path, crm: Path
    ) -> None:
        path = Path(shutil.copy(book[0], tmp_path / "KPI.xlsx"))
        summary = refreshed(path, month=date(2017, 6, 1))  # the source is remembered in the workbook
        assert summary.activity.read == 8800
        expected = duckdb.sql("""
            select sales_agent,
              count(*) filter (date_trunc('month', engage_date) = date '2017-06-01')::int as opportunities,
              count(*) filter (deal_stage = 'Won' and date_trunc('month', close_date) = date '2017-06-01')::int
                as wins,
              coalesce(sum(close_value) filter (
                deal_stage = 'Won' and date_trunc('month', close_date) = date '2017-06-01'), 0)::double as amount
            from deals where engage_date is not null group by 1""").df()
        shown = table(path, "RepKPI")[["Rep", "Opportunities", "Wins", "Won amount"]]
        merged = expected.merge(shown, left_on="sales_agent", right_on="Rep", how="outer")
        assert merged["Rep"].notna().sum() == 35
        filled = merged.fillna(0)
        assert (filled["opportunities"] == filled["Opportunities"]).all()
        assert (filled["wins"] == filled["Wins"]).all()
        assert (filled["amount"] == filled["Won amount"]).all()

    def test_every_month_per_manager_equals_plain_sql(
        self, book: tuple[Path, Summary], deals: pd.DataFrame
    ) -> None:
        expected = duckdb.sql("""
            with happened as (
              select manager, date_trunc('month', engage_date)::date as month, 1 as o, 0 as w, 0.0 as amount
              from deals where engage_date is not null
              union all
              select manager, date_trunc('month', close_date)::date, 0, 1, close_value::double
              from deals where deal_stage = 'Won' and engage_date is not null)
            select manager, month, sum(o)::int as opportunities, sum(w)::int as wins,
              sum(amount)::double as amount
            from happened where month >= date '2016-12-01' group by 1, 2""").df()
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

    def test_won_amounts_equal_the_analysts_pivot_tables(self, book: tuple[Path, Summary], crm: Path) -> None:
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

    def test_won_amount_per_agent_equals_the_analysts_pivot_table(
        self, book: tuple[Path, Summary], crm: Path, tmp_path: Path
    ) -> None:
        path = Path(shutil.copy(book[0], tmp_path / "KPI.xlsx"))
        total: dict[str, float] = {}
        for month in range(3, 13):
            refreshed(path, month=date(2017, month, 1))
            for rep, amount in table(path, "RepKPI")[["Rep", "Won amount"]].itertuples(index=False):
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
    def test_libreoffice_computes_what_we_cached(self, book: tuple[Path, Summary], tmp_path: Path) -> None:
        judged = judge(book[0], tmp_path)
        assert judged.formulas > 1000
        assert not judged.differences
        assert not error_cells(book[0])


class TestCrmWorkbookAsTheBook:
    """KPI tables added to the analyst's own workbook, which must stay what it was around them."""

    @pytest.fixture(scope="class")
    def crm(self, shared_data: Path) -> Path:
        return shared_data / "crm_sales_opportunities.xlsx"

    @pytest.fixture(scope="class")
    def book(self, crm: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
        path = Path(shutil.copy(crm, tmp_path_factory.mktemp("own") / "analysis.xlsx"))
        path.chmod(0o644)
        with sheetkpi.open_book(path) as opened:
            sheet = opened.sheets.add("KPI", after=opened.sheets[-1])
            sheet["B3"].value = [["Rep", "Team", "Opportunities", "Wins", "Win rate", "Won amount", "Mine"]]
            sheet.tables.add(sheet["B3:H4"], name="RepKPI")
            opened.save()
        with sheetkpi.open_book(path) as opened:
            summary = sheetkpi.refresh(opened, today=TODAY)
            opened.save()
        return path, summary

    def test_its_deals_are_counted_where_they_lie(self, book: tuple[Path, Summary]) -> None:
        path, summary = book
        assert (summary.activity.read, summary.left_out) == (8800, 500)
        shown = table(path, "RepKPI")
        assert len(shown) == 35
        assert shown["Wins"].sum() > 0

    def test_every_part_but_the_ones_touched_is_there_byte_for_byte(
        self, book: tuple[Path, Summary], crm: Path
    ) -> None:
        with zipfile.ZipFile(crm) as before, zipfile.ZipFile(book[0]) as after:
            changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
            assert set(before.namelist()) - set(after.namelist()) <= {"xl/calcChain.xml"}
            for name in before.namelist():
                if name not in changed and name != "xl/calcChain.xml":
                    was, now = before.getinfo(name), after.getinfo(name)
                    assert (was.CRC, was.compress_size) == (now.CRC, now.compress_size)
        assert changed <= {
            "[Content_Types].xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "docProps/app.xml",
            "xl/calcChain.xml",
        }

    def test_openpyxl_and_libreoffice_open_it(self, book: tuple[Path, Summary], tmp_path: Path) -> None:
        assert "KPI" in openpyxl.load_workbook(book[0]).sheetnames

    @needs_libreoffice
    def test_libreoffice_computes_the_rates_we_cached(
        self, book: tuple[Path, Summary], tmp_path: Path
    ) -> None:
        ours = [d for d in judge(book[0], tmp_path).differences if d[0].startswith("KPI!")]
        assert not ours


class TestCallCentre:
    """5,000 calls with Y/N columns, and a cleaned copy of them on the second sheet."""

    @pytest.fixture(scope="class")
    def calls(self, shared_data: Path) -> Path:
        return shared_data / "call_center_calls.xlsx"

    @pytest.fixture(scope="class")
    def book(self, calls: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
        path = sheetkpi.new(tmp_path_factory.mktemp("calls") / "KPI.xlsx", "ja")
        return path, refreshed(path, calls)

    def test_the_cleaned_copy_is_not_counted_again(self, book: tuple[Path, Summary]) -> None:
        _, summary = book
        assert summary.activity.read == 5000
        by_name = {sheet.sheet: sheet for sheet in summary.activity.sheets if sheet.place}
        assert by_name["Sheet1"].counted == 5000
        assert by_name["Clean2"].shape == "none"
        assert by_name["Clean2"].remark_key

    def test_calls_and_connects_per_agent_and_day_equal_plain_sql(
        self, book: tuple[Path, Summary], calls: Path
    ) -> None:
        raw = rows(calls, "Sheet1").rename(columns={"Answered (Y/N)": "answered"})
        raw["Date"] = pd.to_datetime(raw["Date"].astype(str))
        expected = duckdb.sql("""
            select Agent, Date::date as day, count(*)::int as calls,
              count(*) filter (answered = 'Y')::int as connects
            from raw where Date >= '2021-03-01' group by 1, 2""").df()
        shown = table(book[0], "DailyKPI")
        shown = shown.assign(day=pd.to_datetime(shown["日付"]).astype(expected["day"].dtype))
        merged = expected.merge(shown, left_on=["Agent", "day"], right_on=["担当者", "day"], how="left")
        assert len(merged) > 200
        assert (merged["calls"] == merged["架電数"]).all()
        assert (merged["connects"] == merged["接続数"]).all()
        assert shown["架電数"].sum() == expected["calls"].sum()

    def test_calls_and_connects_per_month_equal_plain_sql(
        self, book: tuple[Path, Summary], calls: Path
    ) -> None:
        raw = rows(calls, "Sheet1").rename(columns={"Answered (Y/N)": "answered"})
        raw["Date"] = pd.to_datetime(raw["Date"].astype(str))
        expected = duckdb.sql("""
            select date_trunc('month', Date)::date as month, count(*)::int as calls,
              count(*) filter (answered = 'Y')::int as connects
            from raw group by 1 order by 1""").fetchall()
        shown = table(book[0], "MonthlyKPI")
        shown = shown[(shown["チーム"] == "全体") & (shown["架電数"] > 0)].sort_values("月")
        ours = [
            (pd.Timestamp(month).date(), calls, connects)
            for month, calls, connects in shown[["月", "架電数", "接続数"]].itertuples(index=False)
        ]
        assert ours == expected

    def test_resolved_becomes_meetings_after_one_row_in_column_map(
        self, book: tuple[Path, Summary], calls: Path, tmp_path: Path
    ) -> None:
        assert table(book[0], "MonthlyKPI")["商談創出数"].sum() == 0
        path = Path(shutil.copy(book[0], tmp_path / "KPI.xlsx"))
        with sheetkpi.open_book(path) as opened:
            first_row = opened.sheets["列の対応"].tables["ColumnMap"].data_body_range
            first_row[0, :3].value = ["Sheet1", "Resolved", "商談創出数"]
            opened.save()
        refreshed(path)
        resolved = int((rows(calls, "Sheet1")["Resolved"] == "Y").sum())
        shown = table(path, "MonthlyKPI")
        assert shown.loc[shown["チーム"] == "全体", "商談創出数"].sum() == resolved
