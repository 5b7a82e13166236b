"""Worksheet functions: the model's figures, arrays in and out, and text instead of tracebacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

import sheetkpi
from sheetkpi import addin, functions
from sheetkpi.functions import (
    KPI_BAND_HIGH,
    KPI_BAND_LOW,
    KPI_BUSINESS_DAYS,
    KPI_FORECAST,
    KPI_GAP,
    KPI_NEEDED_CALLS,
    KPI_NEEDED_CONNECTS,
    KPI_VERDICT,
)
from sheetkpi.language import all_words
from sheetkpi.model.calendar import Calendar, business_days
from sheetkpi.model.chain import solved

BENCHMARKS = [
    ["指標", "リード経路", "下限", "上限", "最小件数"],
    ["接続率", None, 0.2, 0.3, 30.0],
    ["商談化率", "展示会", 0.15, 0.25, None],
    ["商談化率", None, 0.1, 0.2, 30.0],
]


@pytest.fixture(autouse=True)
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")


def test_the_worked_example_that_every_user_knows():
    assert KPI_NEEDED_CONNECTS(20.0, 0.1) == 200
    assert KPI_NEEDED_CALLS(20.0, 0.1, 0.2) == 1000


@given(
    meetings=st.lists(st.integers(1, 500), min_size=1, max_size=5),
    rates=st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)),
)
def test_a_column_of_meetings_gives_a_column_of_calls(meetings: list[int], rates: tuple[float, float]):
    assumed = dict(zip(("meeting_rate", "connect_rate"), rates, strict=True))
    expected = [[solved("meetings", wanted, assumed)["calls"]] for wanted in meetings]
    found = KPI_NEEDED_CALLS([[float(wanted)] for wanted in meetings], *rates)
    assert found == (expected if len(meetings) > 1 else expected[0][0])


def test_one_wrong_cell_does_not_spoil_the_others():
    good, text, zero = KPI_NEEDED_CONNECTS([[20.0], ["二十"], [0.0]], 0.1)
    assert good == [200]
    assert text == ["#VALUE! 目標の商談創出数には 0 より大きい数値を指定してください（「二十」）"]
    assert zero[0].startswith("#VALUE! ")
    assert KPI_NEEDED_CALLS(20, 10, 0.2) == (
        "#VALUE! 商談化率には 0 より大きく 1 以下の数値を指定してください（「10」）"
    )
    assert KPI_NEEDED_CALLS([[1.0, 2.0]], [[0.1], [0.2]], 0.1).startswith("#VALUE! 同じ大きさ")


def test_bands_of_a_table_given_as_cells():
    assert KPI_BAND_LOW("接続率", None, BENCHMARKS) == 0.2
    assert KPI_BAND_HIGH("Meeting rate", "展示会", BENCHMARKS) == 0.25
    assert KPI_BAND_HIGH("商談化率", [["展示会"], ["セミナー"], [None]], BENCHMARKS) == [[0.25], [0.2], [0.2]]
    assert KPI_BAND_LOW("受注率", None, BENCHMARKS) == "#N/A 「受注率」の目安が「ベンチマーク」にありません"
    assert KPI_BAND_LOW("接続率", None, [["何か"], [1.0]]).startswith("#VALUE! ")


def test_gaps_and_verdicts():
    gaps = KPI_GAP("接続率", [[0.15, 0.25, 0.4, None]], None, BENCHMARKS)
    assert [value if value == "" else round(value, 9) for value in gaps[0]] == [-0.05, 0, 0.1, ""]
    assert KPI_VERDICT(
        "接続率", [[0.15, 0.25, 0.4, 1.2]], [[10.0, 100.0, 100.0, 100.0]], None, BENCHMARKS
    ) == [["データ不足", "○範囲内", "▲上回る", "期間ずれ"]]
    assert KPI_VERDICT("接続率", 0.1, None, None, BENCHMARKS) == "▼下回る"


def test_business_days_know_the_holidays_of_nation_and_company():
    first, last = datetime(2026, 5, 1), datetime(2026, 5, 8)
    assert KPI_BUSINESS_DAYS(first, last) == len(business_days(first.date(), last.date(), Calendar()))
    holidays = [["日付", "名称", "区分"], [datetime(2026, 5, 7), "創立記念日", "休業日"]]
    assert KPI_BUSINESS_DAYS(first, last, holidays) == KPI_BUSINESS_DAYS(first, last) - 1
    assert KPI_BUSINESS_DAYS([[46143.0], [46144.0]], last) == [[3], [2]]  # serial numbers: 1 and 2 May
    assert KPI_BUSINESS_DAYS(first, last, None, "US") == 6
    assert KPI_BUSINESS_DAYS(first, last, None, "??").startswith("#VALUE! 国コード")
    assert KPI_BUSINESS_DAYS("あした", last) == "#VALUE! 開始日には日付を指定してください（「あした」）"


def test_the_landing_of_a_steady_month_is_its_pace():
    days = [date(2026, 4, 1) + timedelta(number) for number in range(105)]  # to 14 July
    work = set(business_days(days[0], date(2026, 7, 31), Calendar()))
    counts = [[10.0 if day in work else 0.0] for day in days]
    ((landing, low, high),) = KPI_FORECAST([[day] for day in days], counts)
    assert low <= landing <= high
    assert landing == pytest.approx(10 * sum(day.month == 7 for day in work), rel=0.05)
    assert KPI_FORECAST([[days[0]], [days[1]]], [[1.0]]).startswith("#VALUE! 同じ大きさ")
    assert KPI_FORECAST([[None]], [[None]]) == "#N/A 件数のある日がありません"


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[xw.Book]:
    """The workbook whose cells call."""
    with sheetkpi.open_book(sheetkpi.new(tmp_path / "KPI.xlsx", "ja")) as book:
        book.set_mock_caller()
        yield book
        del xw.Book._mock_caller


def test_without_a_table_the_workbook_that_calls_is_asked(caller: xw.Book):
    assert KPI_BAND_LOW("接続率") == 0.2
    assert KPI_BAND_LOW("商談化率", "展示会") == 0.15
    caller.sheets["休日"].tables["Holidays"].data_body_range[0, 0].value = datetime(2026, 5, 8)
    assert KPI_BUSINESS_DAYS(datetime(2026, 5, 7), datetime(2026, 5, 8)) == 1


def test_where_no_workbook_calls_the_table_must_be_given():
    assert KPI_BAND_LOW("接続率") == (
        "#N/A ここではブックの表を参照できません。引数に Benchmarks[#All] を指定してください"
    )


@given(st.lists(st.one_of(st.none(), st.text(max_size=3), st.floats(), st.booleans()), max_size=5))
def test_no_argument_whatever_gives_a_traceback(arguments: list[Any]):
    for name in functions.__all__:
        function = getattr(functions, name)
        taken = function.__signature__.parameters.values()
        padded = [*arguments, *[None] * len(taken)][: len(taken)]
        assert isinstance(function(*padded), int | float | str | list)


def test_help_fits_the_function_wizard():
    texts = [pair for key, pair in all_words().items() if key.startswith(("function.", "argument."))]
    assert all(len(text) <= 255 for pair in texts for text in pair)


META = """
import json, xlwings as xw
from xlwings.server import custom_functions_meta, custom_scripts_meta
import sheetkpi.addin, sheetkpi.functions
functions = custom_functions_meta(sheetkpi.functions)["functions"]
print(json.dumps([functions, [one["function_name"] for one in custom_scripts_meta(sheetkpi.addin)]]))
"""


def test_xlwings_server_finds_functions_and_scripts():
    environment = os.environ | {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    ran = subprocess.run([sys.executable, "-c", META], capture_output=True, text=True, env=environment)
    assert ran.returncode == 0, ran.stderr
    found, scripts = json.loads(ran.stdout)
    assert {one["name"] for one in found} == set(functions.__all__)
    calls = next(one for one in found if one["name"] == "KPI_NEEDED_CALLS")
    assert [one["name"] for one in calls["parameters"]] == ["meetings", "meeting_rate", "connect_rate"]
    assert calls["parameters"][1]["description"].startswith("商談化率")
    assert "架電数" in calls["description"]
    assert set(scripts) == set(addin.__all__)
