"""Ledgers: one row per company with its meeting and its deal, counted once each and recounted in SQL."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.sources.raw_activity import TODAY, read, reasons, sheet, totals

HEADERS = ["会社名", "アポ日", "商談日", "IS担当", "FS担当", "結果", "受注日", "金額"]
INSIDE = ("佐藤 葵", "森 蓮", "鈴木 一")
HELD = ("受注", "失注", "商談中", "実施済")


def ledger(seed: int, *, opened: bool) -> pd.DataFrame:
    """Rows of a ledger; some companies have no meeting, some no deal, some meetings are still to come."""
    rng = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for number in range(90):
        met = date(2026, 8, 1) + timedelta(rng.randrange(105))
        held = met + timedelta(rng.randrange(1, 15))
        result = rng.choice((*HELD, "ノーショー", "キャンセル", ""))
        is_deal = result in ("受注", "失注", "商談中")
        won = held + timedelta(rng.randrange(20)) if result == "受注" else None
        if held > TODAY or (won and won > TODAY):
            result, is_deal, won = "", False, None
        rows.append(
            {
                "会社名": f"製作所{number}",
                "アポ日": None if won and rng.random() < 0.15 else met,
                "商談日": held,
                "IS担当": rng.choice(INSIDE),
                "FS担当": rng.choice(("営業 一郎", "営業 二郎")),
                "結果": result,
                "受注日": won,
                "金額": rng.randrange(1, 90) * 10_000 if won or (is_deal and opened) else None,
                "案件化日": held if opened and is_deal else None,
            }
        )
    return pd.DataFrame(rows)


def counted(rows: pd.DataFrame, *, opened: bool, **more: Any) -> Any:
    headers = [*HEADERS, "案件化日"] if opened else HEADERS
    cells = [
        ["" if pd.isna(value) else str(value) for value in row] for row in rows[headers].to_numpy(object)
    ]
    return read(sheet(headers, *cells, name="台帳"), **more)


RECOUNT = """
    select "IS担当" as rep,
           count(coalesce("アポ日", "商談日")) as meetings,
           count(*) filter (where "結果" in ('受注', '失注', '商談中', '実施済')) as meetings_held,
           count("案件化日") as opportunities,
           count("受注日") as wins,
           coalesce(sum("金額") filter (where "受注日" is not null), 0) as won_amount
    from ledger group by 1
"""


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("opened", [False, True])
def test_each_total_of_a_ledger_is_what_sql_counts(seed: int, opened: bool) -> None:
    rows = ledger(seed, opened=opened)
    connection = duckdb.connect()
    dated = {name: pd.to_datetime(rows[name]) for name in ("アポ日", "商談日", "受注日", "案件化日")}
    connection.register("ledger", rows.assign(**dated))
    wanted = connection.execute(RECOUNT).df().set_index("rep").to_dict("index")
    found = totals(counted(rows, opened=opened), "rep")
    kept = ("meetings", "meetings_held", "opportunities", "wins", "won_amount")
    assert {
        rep: {name: value for name in kept if (value := counts.get(name, 0))} for rep, counts in found.items()
    } == {rep: {name: value for name, value in row.items() if value} for rep, row in wanted.items()}


def test_every_row_is_a_meeting_and_a_deal_where_it_tells_of_one() -> None:
    rows = ledger(1, opened=True)
    activity = counted(rows, opened=True)
    dealt = rows["案件化日"].notna() | rows["受注日"].notna()
    assert activity.read == activity.counted == len(rows) + int(dealt.sum())
    assert set(activity.columns["role"]) == {"used"}
    assert activity.sheets[0].shape == "deals"
    assert activity.sheets[0].read == activity.read


def test_a_ledger_without_opening_dates_measures_no_opportunities() -> None:
    activity = counted(ledger(1, opened=False), opened=False)
    assert "opportunities" not in set(activity.measured["count"])
    assert "wins" in set(activity.measured["count"])


def test_a_deal_whose_day_nobody_tells_is_listed_and_its_meeting_counts() -> None:
    rows = ["アルファ", "2026/10/1", "2026/10/8", "佐藤 葵", "営業 一郎", "失注", "", "800000"]
    activity = read(sheet(HEADERS, rows, name="台帳"))
    assert totals(activity, "rep")["佐藤 葵"]["meetings_held"] == 1
    assert reasons(activity) == [("G2", "", "deal_undated")]


def test_meetings_of_a_ledger_that_a_log_tells_of_too_count_once() -> None:
    ledger_row = ["アルファ", "2026/10/1", "2026/10/8", "佐藤 葵", "営業 一郎", "受注", "2026/10/20", "100"]
    log = sheet(
        ["架電日", "架電者", "会社名", "架電結果"],
        ["2026/10/1", "佐藤 葵", "㈱アルファ", "アポ獲得"],
        name="ログ",
    )
    found = totals(read(sheet(HEADERS, ledger_row, name="台帳"), log), "rep")["佐藤 葵"]
    kept = ("calls", "meetings", "meetings_held", "wins", "won_amount")
    assert [found[name] for name in kept] == [1, 1, 1, 1, 100]


def test_a_total_row_and_a_company_of_which_nothing_is_known_are_no_deals() -> None:
    rows = [
        ["アルファ", "2026/10/1", "2026/10/8", "佐藤 葵", "営業 一郎", "受注", "2026/10/20", "100"],
        ["ベータ", "", "", "森 蓮", "", "", "", ""],
        ["合計", "", "", "", "", "", "", "100"],
    ]
    activity = read(sheet(HEADERS, *rows, name="台帳"))
    assert (activity.read, activity.counted) == (3, 2)
    assert sum(counts.get("won_amount", 0) for counts in totals(activity, "rep").values()) == 100


@pytest.mark.parametrize("header", ["アポ日", "アポイント日", "アポ日時"])
def test_in_a_list_with_both_the_appointment_was_set_before_it_is_held(header: str) -> None:
    rows = [["アルファ", "2026/10/1", "2026/10/8", "佐藤 葵", "実施"]]
    activity = read(sheet(["会社名", header, "商談日", "IS担当", "商談結果"], *rows, name="商談"))
    assert activity.meetings["set_day"].dt.day.tolist() == [1]
    assert activity.meetings["meeting_day"].dt.day.tolist() == [8]


def test_the_date_of_the_appointment_alone_is_the_date_of_the_meeting() -> None:
    rows = [["2026/9/20", "佐藤 葵", "アルファ", "アポ獲得", "2026/10/1"]]
    activity = read(sheet(["架電日", "架電者", "会社名", "架電結果", "アポ日"], *rows, name="ログ"))
    assert activity.meetings["meeting_day"].dt.month.tolist() == [10]
