"""The same records cut into files in any way give the same KPIs; a file that is there twice counts once."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.sources.raw import RawSheet
from tests.sources.raw_activity import read, reasons, sheet, totals

HEADERS = ["架電日時", "担当者", "会社名", "リード経路", "架電結果"]
REPS = ("佐藤葵", "田中蓮", "高橋葵")
SOURCES = ("展示会", "Web", "セミナー")
RESULTS = ("不在", "不在", "受付", "接続", "アポ獲得")


def log(calls: int = 888, seed: int = 1) -> list[list[str]]:
    """A log of calls with times and no ids, as a dialer writes it."""
    chance = random.Random(seed)
    rows = []
    for number in range(calls):
        day, hour, minute = chance.randint(2, 18), chance.randint(9, 18), chance.randint(0, 59)
        rows.append(
            [
                f"2026-11-{day:02d} {hour:02d}:{minute:02d}:{chance.randint(0, 59):02d}",
                chance.choice(REPS),
                f"会社{number % 300}",
                chance.choice(SOURCES),
                chance.choice(RESULTS),
            ]
        )
    return rows


def as_files(groups: list[list[list[str]]]) -> list[RawSheet]:
    return [sheet(HEADERS, *rows, place=f"part{n}.csv", name="") for n, rows in enumerate(groups) if rows]


def cut(rows: list[list[str]], key) -> list[list[list[str]]]:
    groups: dict[object, list[list[str]]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


WAYS = {
    "a file per lead source": lambda row: row[3],
    "morning and afternoon": lambda row: row[0][11:13] < "13",
    "a file per rep": lambda row: row[1],
    "a file per day": lambda row: row[0][:10],
    "a file per result": lambda row: row[4],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_log_counts_the_same_however_it_is_cut(way):
    rows = log()
    whole = read(*as_files([rows]))
    assert totals(whole)["calls"] == 888
    assert totals(read(*as_files(cut(rows, WAYS[way]))), "date", "rep") == totals(whole, "date", "rep")


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 8), st.integers(0, 1000))
def test_a_log_counts_the_same_cut_at_random_in_any_order(parts, seed):
    rows, chance = log(120, seed), random.Random(seed)
    whole = totals(read(*as_files([rows])), "date", "rep")
    groups = cut(rows, lambda row: chance.randrange(parts))
    chance.shuffle(groups)
    assert totals(read(*as_files(groups)), "date", "rep") == whole


def test_a_log_with_dates_only_counts_the_same_cut_by_lead_source():
    rows = [[row[0][:10], *row[1:]] for row in log(300)]
    assert totals(read(*as_files(cut(rows, lambda row: row[3]))))["calls"] == 300


@pytest.mark.parametrize("timed", [True, False])
def test_a_file_that_is_there_twice_counts_once(timed):
    rows = log(60)
    if not timed:
        rows = [[row[0][:10], *row[1:]] for row in rows]
    activity = read(*as_files([rows, rows]))
    assert totals(activity)["calls"] == 60
    assert (activity.counted, activity.repeated) == (60, 60)
    assert "told_twice" in [reason for _, _, reason in reasons(activity, "note")]


def test_exports_that_overlap_in_time_are_joined():
    rows = log(100)
    assert totals(read(*as_files([rows[:70], rows[40:]])))["calls"] == 100


def test_a_log_and_the_totals_of_its_days_are_one():
    rows = log(100)
    per_day: dict[tuple[str, str], int] = {}
    for row in rows:
        per_day[row[0][:10], row[1]] = per_day.get((row[0][:10], row[1]), 0) + 1
    days = sheet(
        ["日付", "担当者", "架電数"], *([day, rep, str(n)] for (day, rep), n in per_day.items()), name="日報"
    )
    assert totals(read(*as_files([rows]), days))["calls"] == 100


def test_totals_of_different_lead_sources_add_up():
    one = sheet(["日付", "担当者", "リスト", "架電数"], ["2026/11/2", "佐藤葵", "展示会", "10"], name="A")
    two = sheet(["日付", "担当者", "リスト", "架電数"], ["2026/11/2", "佐藤葵", "Web", "20"], name="B")
    assert totals(read(one, two))["calls"] == 30
    again = sheet(["日付", "担当者", "リスト", "架電数"], ["2026/11/2", "佐藤葵", "展示会", "10"], name="C")
    assert totals(read(one, again))["calls"] == 10


def test_a_months_total_fills_only_what_nothing_finer_tells():
    month = sheet(
        ["対象月", "担当者", "架電数"],
        ["2026年10月", "佐藤葵", "600"],
        ["2026年11月", "佐藤葵", "99"],
        name="月次",
    )
    activity = read(*as_files([log(100)]), month)
    assert totals(activity, "rep")["佐藤葵"]["calls"] == 600 + sum(row[1] == "佐藤葵" for row in log(100))
