"""What the data do not tell is not judged, and a note says what is missing: through what a refresh reads,
counts and judges of a small workbook that has its activity on sheets of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.language import Language, say
from sheetkpi.model.calendar import Calendar, business_days
from sheetkpi.pipeline import count
from sheetkpi.templates import template_path
from sheetkpi.workbook.firstlook import answer_lines
from tests.realdata import TODAY
from tests.workbook.books import grid, make_book

TEAMS = {"佐藤 健": "第1課", "田中 一": "第1課", "森 葵": "第2課"}
RAW = ["日付", "担当者", "チーム", "架電数", "接続数", "商談創出数"]
DEALS = ["案件名", "担当者", "チーム", "案件化日", "受注日", "フェーズ", "金額"]
BENCHMARKS: list[list[Any]] = [
    ["指標", "リード経路", "下限", "上限", "最小母数", "判定期間（か月）"],
    ["接続率", None, 0.2, 0.3, 30, 1],
    ["商談化率", None, 0.1, 0.2, 30, 1],
    ["受注率", None, 0.2, 0.3, 10, 3],
    ["1人あたり月間商談創出数", None, 15, 30, None, 1],
]
SHOWN = {
    "EntryHealth": ["担当者"],
    "Diagnosis": ["チーム", "担当者"],
    "TeamKPI": ["チーム"],
    "Progress": ["指標", "チーム", "担当者"],
}
Row = Sequence[Any]


def worked(months: Iterable[int], counts: Row = (20, 5, 1), people: Iterable[str] = TEAMS) -> list[Row]:
    """What `people` did on each business day of `months` of 2026, up to 19 November."""
    days = [
        day
        for month in months
        for day in business_days(date(2026, month, 1), date(2026, month, 28), Calendar())
        if day < date(2026, 11, 20)
    ]
    return [(day, rep, TEAMS[rep], *counts) for day in days for rep in people]


@dataclass(frozen=True)
class Told:
    """What a refresh would write: its tables, and the reasons of the lines of ImportIssues."""

    tables: Mapping[str, pd.DataFrame]
    reasons: Sequence[str]

    def notes(self, why: str) -> bool:
        """Whether a note says that this is missing."""
        return f"reason.not_judged_{why}" in self.reasons

    def column(self, table: str, header: str) -> list[Any]:
        """The cells of a column that are not empty."""
        return [cell for cell in self.tables[table][header] if not pd.isna(cell) and cell != ""]

    @property
    def verdicts(self) -> set[str]:
        """The figures of teams that are held against a band."""
        words = {"verdict.below", "verdict.within", "verdict.above", "verdict.chance"}
        teams = self.tables["TeamKPI"]
        return {str(header) for header in teams if words.intersection(teams[header])}


def short_book(
    folder: Path,
    rows: Sequence[Row],
    deals: Sequence[Row] = (),
    days_off: Sequence[date] = (),
    shown: Mapping[str, list[str]] = SHOWN,
    language: Language = "ja",
) -> Path:
    """A workbook with these daily counts and deals, 40 meetings wanted of a team, and tables to show."""
    sheets = {"日次": grid("A1", [RAW, *rows])} if rows else {}
    sheets |= {"案件": grid("A1", [DEALS, *deals])} if deals else {}
    goal: list[list[Any]] = [
        ["月", "チーム", "目標の指標", "目標値"],
        [date(2026, 11, 1), "第1課", "商談創出数", 40],
    ]
    roster: list[list[Any]] = [
        ["担当者", "チーム"],
        *([rep, TEAMS[rep]] for rep in dict.fromkeys(row[1] for row in (*rows, *deals))),
    ]
    kept: dict[str, list[list[Any]]] = {"Benchmarks": BENCHMARKS, "Roster": roster, "TeamTargets": goal}
    kept |= {"Holidays": [["日付", "区分"], *([day, "休業日"] for day in days_off)]} if days_off else {}
    kept |= {name: [keys, [None]] for name, keys in shown.items()}
    sheets |= {name: grid("A1", cells) for name, cells in kept.items()}
    sheets |= {"設定": grid("A1", [[language]])}
    tables = {
        name: f"{name}!A1:{chr(64 + len(cells[0]))}{max(len(cells), 2)}" for name, cells in kept.items()
    }
    return make_book(folder / "kpi.xlsx", sheets, tables, {"kpi_language": "設定!A1"})


def told(folder: Path, rows: Sequence[Row], deals: Sequence[Row] = (), days_off: Sequence[date] = ()) -> Told:
    """The story of `short_book` as it is counted."""
    with sheetkpi.open_book(short_book(folder, rows, deals, days_off)) as book:
        counted = count(book, today=TODAY)
    return Told(counted.report.tables, [str(reason) for reason in counted.activity.issues["reason"]])


def test_a_first_month_is_held_against_no_past(tmp_path: Path) -> None:
    """The target's calls came of the market's lowest rates: it had made 20 of 53 calls a day."""
    found = told(tmp_path, worked([11]))
    assert found.column("Diagnosis", "stage") == []
    assert found.notes("past")


def test_one_rep_has_no_colleagues(tmp_path: Path) -> None:
    found = told(tmp_path, worked([9, 10, 11], people=["佐藤 健"]))
    assert not any("同僚" in str(text) for text in found.column("Diagnosis", "evidence"))
    assert found.notes("alone")
    assert not found.notes("past")


def test_without_lead_sources_the_band_of_all_judges(tmp_path: Path) -> None:
    found = told(tmp_path, worked([10, 11], (20, 5, 0)))
    assert "meeting_rate" in found.column("Diagnosis", "stage")
    assert not any(say("evidence.mix", "ja") in str(text) for text in found.column("Diagnosis", "evidence"))
    assert found.notes("sources")


def test_a_month_without_business_days_owes_and_lands_nothing(tmp_path: Path) -> None:
    found = told(tmp_path, worked([10, 11]), days_off=NOVEMBER)
    for header in ("due", "forecast", "chance"):
        assert found.column("Progress", header) == [], header
    assert found.column("TeamKPI", "meetings_per_rep.verdict") == []
    assert found.notes("days")


def test_nothing_is_said_of_anybody_where_all_counts_are_0(tmp_path: Path) -> None:
    """It was 架電数 for the team with a target, and ▼ for meetings per rep."""
    found = told(tmp_path, worked([10, 11], (0, 0, 0)))
    assert found.column("Diagnosis", "stage") == []
    assert found.verdicts == set()
    for header in ("forecast", "chance"):
        assert found.column("Progress", header) == [], header
    assert found.notes("idle")


@pytest.mark.parametrize(("won_after", "judged"), [(-20, False), (20, True)])
def test_wins_before_their_opportunity_tell_no_lag(tmp_path: Path, won_after: int, judged: bool) -> None:
    """They were wins after 0 days, and the win rate stood far above its band."""
    opened = [date(2026, 8, 3) + timedelta(number) for number in range(90)]
    deals = [
        (f"案件{number}", rep, TEAMS[rep], day, day + timedelta(won_after + number % 7), stage, 1_000_000)
        for number, day in enumerate(opened)
        for rep, stage in [(list(TEAMS)[number % 3], ["受注", "失注"][number % 2])]
    ]
    found = told(tmp_path, worked([8, 9, 10, 11]), deals)
    assert ("win_rate.verdict" in found.verdicts) == judged
    assert ("reason.won_before" in found.reasons) != judged


NOVEMBER = [date(2026, 11, 1) + timedelta(days) for days in range(30)]
SHORT: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "a first month": ("past", {"rows": worked([11])}),
    "one rep": ("alone", {"rows": worked([9, 10, 11], people=["佐藤 健"])}),
    "no lead sources": ("sources", {"rows": worked([10, 11], (20, 5, 0))}),
    "no business days": ("days", {"rows": worked([10, 11]), "days_off": NOVEMBER}),
    "all zeros": ("idle", {"rows": worked([10, 11], (0, 0, 0))}),
}
WRITTEN: Mapping[Language, Mapping[str, list[str]]] = {
    "ja": {
        "Progress": ["指標", "チーム", "担当者", "実績", "着地見込み"],
        "Diagnosis": ["チーム", "担当者", "ボトルネック"],
        "ImportIssues": ["ファイル", "シート", "セル", "値", "理由"],
    },
    "en": {
        "Progress": ["KPI", "Team", "Rep", "Actual", "Landing forecast"],
        "Diagnosis": ["Team", "Rep", "Bottleneck"],
        "ImportIssues": ["File", "Sheet", "Cell", "Value", "Reason"],
    },
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("short", SHORT)
def test_a_refresh_writes_what_is_missing_and_no_judgement(
    tmp_path: Path, short: str, language: Language
) -> None:
    """In the saved workbook: the note in its language, and empty cells where nothing is known."""
    why, given = SHORT[short]
    path = short_book(tmp_path, **given, shown=WRITTEN[language], language=language)
    sheetkpi.refresh(path, today=TODAY)
    book = openpyxl.load_workbook(path)
    progress, causes, issues = ([*book[name].values][1:] for name in WRITTEN[language])
    assert say(f"reason.not_judged_{why}", language, month="2026/11") in {line[4] for line in issues}
    assert any(line[3] is not None for line in progress)
    landings, stages = {line[4] for line in progress}, {line[2] for line in causes}
    assert (landings == {None}) == (why in ("days", "idle"))
    assert stages == {None} or why == "sources"


def deals_of(people: Iterable[str]) -> list[Row]:
    """A deal opened each day of two weeks for each of `people`, and nothing after."""
    days = [date(2026, 11, 2) + timedelta(number) for number in range(12)]
    return [
        (f"案件{rep}{day}", rep, TEAMS[rep], day, None, "提案", 1_000_000) for day in days for rep in people
    ]


def test_where_only_deals_are_kept_nobody_is_said_to_lack_entries(tmp_path: Path) -> None:
    found = told(tmp_path, [], deals_of(TEAMS))
    health = found.tables["EntryHealth"]
    assert len(health) == len(TEAMS)
    assert health["missing"].isna().all()
    assert not any(found.column("EntryHealth", f"day_{number}") for number in range(1, 11))
    assert say("cause.unentered", "ja") not in found.column("Diagnosis", "stage")
    assert found.notes("entries")


def test_who_is_in_deals_alone_lacks_no_entries_beside_colleagues_with_calls(tmp_path: Path) -> None:
    calling = ["佐藤 健", "田中 一"]
    rows = [row for row in worked([10, 11], people=calling) if row[0] < date(2026, 11, 12)]
    found = told(tmp_path, rows, deals_of(TEAMS))
    missing = dict(found.tables["EntryHealth"][["rep", "missing"]].itertuples(index=False))
    assert pd.isna(missing["森 葵"])
    assert missing["佐藤 健"] == missing["田中 一"] > 0
    assert not found.notes("entries")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("month", [date(2025, 1, 1), date(2026, 12, 1), date(2027, 3, 1)])
def test_a_month_without_data_is_shown_empty_and_said_to_have_none(
    tmp_path: Path, month: date, language: Language
) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(template_path(language).read_bytes())
    with sheetkpi.open_book(path) as book:
        sheet = book.sheets.add("日次", after=book.sheets[-1])
        sheet["A1"].value = [RAW, *map(list, worked([9, 10, 11]))]
        told = sheetkpi.refresh(book, month=month, today=TODAY)
        lines = book.names["kpi_next"].refers_to_range.options(ndim=1).value
    said = say("next.no_data", language, month=f"{month:%Y/%m}")
    assert told.month == month
    assert said in lines
    assert told.report is not None
    ended = told.report.ended is not None  # December has only begun: November's end is told
    assert (said in answer_lines(told.report, told.activity, language)) != ended
