"""5,000 calls with Y/N columns and a cleaned copy on the second sheet, against plain SQL on DuckDB."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.summary import Summary
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice
from tests.realdata import refreshed, rows, sql, table


@pytest.fixture(scope="module")
def calls(shared_data: Path) -> Path:
    return shared_data / "call_center_calls.xlsx"


@pytest.fixture(scope="module")
def book(calls: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    path = sheetkpi.new(tmp_path_factory.mktemp("calls") / "KPI.xlsx", "ja")
    return path, refreshed(path, calls)


def test_the_cleaned_copy_is_not_counted_again(book: tuple[Path, Summary]) -> None:
    _, summary = book
    assert summary.activity.read == 5000
    by_name = {sheet.sheet: sheet for sheet in summary.activity.sheets if sheet.place}
    assert by_name["Sheet1"].counted == 5000
    assert by_name["Clean2"].shape == "none"
    assert by_name["Clean2"].remark_key


def test_calls_and_connects_per_agent_and_day_equal_plain_sql(
    book: tuple[Path, Summary], calls: Path
) -> None:
    raw = rows(calls, "Sheet1").rename(columns={"Answered (Y/N)": "answered"})
    raw["Date"] = pd.to_datetime(raw["Date"].astype(str))
    expected = sql(
        """
        select Agent, Date::date as day, count(*)::int as calls,
          count(*) filter (answered = 'Y')::int as connects
        from raw where Date >= '2021-03-01' group by 1, 2""",
        raw=raw,
    )
    shown = table(book[0], "DailyKPI")
    shown = shown.assign(day=pd.to_datetime(shown["日付"]).astype(expected["day"].dtype))
    merged = expected.merge(shown, left_on=["Agent", "day"], right_on=["担当者", "day"], how="left")
    assert len(merged) > 200
    assert (merged["calls"] == merged["架電数"]).all()
    assert (merged["connects"] == merged["接続数"]).all()
    assert shown["架電数"].sum() == expected["calls"].sum()


def test_calls_and_connects_per_month_equal_plain_sql(book: tuple[Path, Summary], calls: Path) -> None:
    raw = rows(calls, "Sheet1").rename(columns={"Answered (Y/N)": "answered"})
    raw["Date"] = pd.to_datetime(raw["Date"].astype(str))
    expected = sql(
        """
        select date_trunc('month', Date)::date as month, count(*)::int as calls,
          count(*) filter (answered = 'Y')::int as connects
        from raw group by 1 order by 1""",
        raw=raw,
    )
    shown = table(book[0], "MonthlyKPI")
    shown = shown[(shown["チーム"] == "全体") & (shown["架電数"] > 0)].sort_values("月")
    ours = [
        (pd.Timestamp(month).date(), calls, connects)
        for month, calls, connects in shown[["月", "架電数", "接続数"]].itertuples(index=False)
    ]
    assert ours == [(month.date(), *counts) for month, *counts in expected.itertuples(index=False)]


def test_resolved_becomes_meetings_after_one_row_in_column_map(
    book: tuple[Path, Summary], calls: Path, tmp_path: Path
) -> None:
    assert table(book[0], "MonthlyKPI")["商談創出数"].sum() == 0
    path = Path(shutil.copy(book[0], tmp_path / "KPI.xlsx"))
    with sheetkpi.open_book(path) as opened:
        first_row = opened.sheets["項目マッピング"].tables["ColumnMap"].data_body_range
        first_row[0, :3].value = ["Sheet1", "Resolved", "商談創出数"]
        opened.save()
    refreshed(path)
    resolved = int((rows(calls, "Sheet1")["Resolved"] == "Y").sum())
    shown = table(path, "MonthlyKPI")
    assert shown.loc[shown["チーム"] == "全体", "商談創出数"].sum() == resolved


@needs_libreoffice
def test_libreoffice_computes_what_we_cached(book: tuple[Path, Summary], tmp_path: Path) -> None:
    judged = judge(book[0], tmp_path)
    assert judged.formulas > 1000
    assert not judged.differences
    assert not error_cells(book[0])
