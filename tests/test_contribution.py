"""What inside sales contributed, recounted in SQL by the true names of companies.

The log and the deals spell these in their own ways, and the deals name field sales only.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.workbook.entering import enter_rows
from tests.smallbooks import small
from tests.sources.raw_activity import read, sheet, totals

INSIDE = {"佐藤 葵": "第1課", "森 蓮": "第1課", "鈴木 一": "第2課"}
FIELD = ("営業 一郎", "営業 二郎")
WAYS = ("{}", "株式会社{}", "{}株式会社", "㈱{}", "{}（株）", " {} ", "{}㈱御中")
LOG = ["架電日", "架電者", "会社名", "架電結果"]
DEALS = ["案件ID", "取引先名", "所有者", "案件化日", "フェーズ", "受注日", "金額"]
FIRST, LAST = date(2026, 6, 1), date(2026, 11, 19)


@dataclass(frozen=True)
class Business:
    """Calls and deals with the true number of each company, and the same as people wrote them."""

    calls: pd.DataFrame
    deals: pd.DataFrame
    log_rows: list[list[str]]
    deal_rows: list[list[str]]


def business(seed: int) -> Business:
    """Half a year of companies called by one to three inside reps, and the deals field sales made of some."""
    rng = random.Random(seed)

    def day(first: date = FIRST) -> date:
        return first + timedelta(days=rng.randrange((LAST - first).days + 1))

    def spelled(company: int) -> str:
        return rng.choice(WAYS).format(f"製作所{company}")

    calls, deals = [], []
    for company in range(120):
        for rep in rng.sample(list(INSIDE), rng.randrange(1, 4)):
            for _ in range(rng.randrange(1, 4)):
                calls.append((company, day(), rep, rng.random() < 0.25))
        if rng.random() < 0.5:
            opened = day()
            closed = day(opened) if rng.random() < 0.4 else None
            deals.append((company, opened, closed, rng.randrange(1, 90) * 10_000, rng.choice(FIELD)))
    return Business(
        pd.DataFrame(calls, columns=["company", "day", "rep", "met"]),
        pd.DataFrame(deals, columns=["company", "opened", "closed", "amount", "owner"]),
        [
            [f"{when:%Y/%m/%d}", rep, spelled(company), "アポ獲得" if met else "不在"]
            for company, when, rep, met in calls
        ],
        [
            [
                *(f"D{number}", spelled(company), owner, f"{opened:%Y/%m/%d}", "受注" if closed else "提案"),
                *(f"{closed:%Y/%m/%d}" if closed else "", str(amount)),
            ]
            for number, (company, opened, closed, amount, owner) in enumerate(deals)
        ],
    )


LAST_MEETING = """
    with met as (select *, row_number() over () as place from calls where met),
    pairs as (
        select d.rowid as deal, d.closed, d.amount, m.rep,
               row_number() over (partition by d.rowid order by m.day {order}, m.place {order}) as n,
               count(m.rep) over (partition by d.rowid) as meetings
        from deals d left join met m
          on m.company = d.company and m.day <= d.opened and d.opened - m.day <= {days})
    select coalesce(rep, '') as rep, count(*) as opportunities, count(closed) as wins,
           sum(case when closed is null then 0 else amount end) as won_amount
    from pairs where n = 1 group by 1
"""


def recounted(done: Business, credit: str, days: int) -> dict[str, dict[str, int]]:
    """Opportunities, wins and won amount of each inside rep, "" for those nobody is credited with."""
    connection = duckdb.connect()
    connection.register("calls_frame", done.calls)
    connection.register("deals_frame", done.deals)
    connection.execute("create table calls as select company, day::date as day, rep, met from calls_frame")
    connection.execute(
        "create table deals as select company, opened::date as opened, closed::date as closed, amount "
        "from deals_frame"
    )
    query = LAST_MEETING.format(order="asc" if credit == "first" else "desc", days=days)
    rows = connection.execute(query).df().set_index("rep").to_dict("index")
    return {rep: {name: int(value) for name, value in row.items() if value} for rep, row in rows.items()}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("credit", "days"), [("last", 180), ("first", 180), ("last", 30)])
def test_every_rep_has_what_sql_counts_by_the_companies_true_names(seed: int, credit: str, days: int) -> None:
    done = business(seed)
    activity = read(
        sheet(LOG, *done.log_rows, name="ログ"),
        sheet(DEALS, *done.deal_rows, name="案件"),
        credit=credit,
        credit_days=days,
    )
    kept = ("opportunities", "wins", "won_amount")
    found = {
        rep: kinds
        for rep, counts in totals(activity, "rep").items()
        if (kinds := {name: int(counts[name]) for name in kept if name in counts})
    }
    assert found == recounted(done, credit, days)


def test_equal_parts_add_up_to_each_deal_once() -> None:
    done = business(9)
    raw = [sheet(LOG, *done.log_rows, name="ログ"), sheet(DEALS, *done.deal_rows, name="案件")]
    split, last = (totals(read(*raw, credit=credit)) for credit in ("split", "last"))
    assert split["opportunities"] == pytest.approx(last["opportunities"])
    assert split["won_amount"] == pytest.approx(last["won_amount"])


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Business]:
    """A workbook refreshed from such a business, with what it holds."""
    folder, done = tmp_path_factory.mktemp("contribution"), business(3)
    raw = openpyxl.Workbook()
    log, deals = raw.active, raw.create_sheet("案件")
    assert log is not None
    for page, header, rows in ((log, LOG, done.log_rows), (deals, DEALS, done.deal_rows)):
        for row in (header, *rows):
            page.append(row)
    raw.save(folder / "活動.xlsx")
    path = folder / "KPI.xlsx"
    path.write_bytes(small())
    roster = pd.DataFrame({"rep": list(INSIDE), "team": list(INSIDE.values())})
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": roster})
        sheetkpi.refresh(book, [folder / "活動.xlsx"], today=date(2026, 11, 20))
        book.save()
    return path, done


def rows_of(path: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table by its headers, as stored."""
    for page in openpyxl.load_workbook(path, data_only=True):
        if table in page.tables:
            header, *rows = ([cell.value for cell in row] for row in page[page.tables[table].ref])
            return [dict(zip(header, row, strict=True)) for row in rows]
    raise KeyError(table)


def test_the_pages_of_a_workbook_and_those_handed_out_show_the_same_yen(
    refreshed: tuple[Path, Business], tmp_path: Path
) -> None:
    path, done = refreshed
    closed = pd.to_datetime(done.deals["closed"])
    month = closed.dt.strftime("%Y-%m") == "2026-11"
    last = recounted(Business(done.calls, done.deals[month], [], []), "last", 180)
    yen = {rep: counts.get("won_amount", 0) for rep, counts in last.items()}
    assert len(yen) > 2

    shown = {row["担当者"]: row["受注貢献額"] or 0 for row in rows_of(path, "RepKPI")}
    assert shown == {rep or "未紐付け": amount for rep, amount in yen.items()}
    whole = next(row for row in rows_of(path, "TeamKPI") if row["チーム"] == "全体")
    assert whole["受注貢献額"] == sum(yen.values())
    progress = [row for row in rows_of(path, "Progress") if row["指標"] == "受注貢献額"]
    assert {row["担当者"]: row["実績"] for row in progress if row["担当者"] in INSIDE} == {
        rep: amount for rep, amount in yen.items() if rep
    }
    sheetkpi.distribute(path, tmp_path / "out")
    for rep in INSIDE:
        handed = next((tmp_path / "out").glob(f"*{rep}*.xlsx"))
        own = [row["受注貢献額"] for row in rows_of(handed, "RepKPI") if row["担当者"] == rep]
        assert own == [yen[rep]]
