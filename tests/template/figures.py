"""Invented figures for a template, written with openpyxl: enough to recalculate it and to look at it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.language import Language, say
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.views import FUNNEL
from sheetkpi.workbook.template.tables import SPECS
from tests.template.target_figures import fill_targets, window_parts

MONTH = date(2026, 5, 1)
TEAMS = {
    "ja": {
        "東日本1課": ["佐々木 美咲", "高橋 悠真", "長谷川 翔太", "小林 さくら"],
        "東日本2課": ["伊藤 蓮", "山本 葵", "中村 大和", "五十嵐 結衣"],
        "西日本課": ["藤原 湊", "松本 凛", "井上 颯太", "村上 陽菜"],
    },
    "en": {
        "East": ["Amelia Hart", "Ben Okafor", "Clara Lindqvist", "Daniel Reyes"],
        "Central": ["Elena Fischer", "Frank Osei", "Grace Tanaka", "Henry Wallace"],
        "West": ["Isabel Moreno", "James Whitfield", "Katya Novak", "Liam Donovan"],
    },
}
SOURCES = ("source.trade_show", "source.seminar", "source.web_inquiry", "source.download", "unknown_source")


def find_table(book: Workbook, name: str) -> tuple[Worksheet, Table]:
    """The sheet and the table called `name`."""
    return next((sheet, sheet.tables[name]) for sheet in book if name in sheet.tables)


def fill_table(book: Workbook, name: str, rows: Sequence[dict[str, Any]], language: Language) -> None:
    """Replace the rows of table `name`; styles and formulas come from its first row."""
    sheet, table = find_table(book, name)
    left, top, right, bottom = range_boundaries(table.ref)
    spec = SPECS[name]
    live = {column.key: sheet.cell(top + 1, left + index).value for index, column in enumerate(spec.columns)}
    for offset in range(max(len(rows), bottom - top)):
        row = top + 1 + offset
        for index, column in enumerate(spec.columns):
            first, cell = sheet.cell(top + 1, left + index), sheet.cell(row, left + index)
            if offset:
                cell._style = copy(first._style)
            typed = rows[offset].get(column.key) if offset < len(rows) else None
            if column.formula and not (column.typed and typed is not None):
                cell.value = Translator(live[column.key], first.coordinate).translate_formula(cell.coordinate)
            else:
                cell.value = typed
    last = max(bottom, top + len(rows))
    table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{last}"
    if table.autoFilter:
        table.autoFilter.ref = table.ref


def put(book: Workbook, name: str, *values: Any) -> None:
    """Write `values` into the cells of a defined name, in order."""
    sheet, cells = next(iter(book.defined_names[name].destinations))
    found = book[sheet][cells]
    flat = [cell for row in found for cell in row] if isinstance(found, tuple) else [found]
    for cell, value in zip(flat, values, strict=False):
        cell.value = value


def fill(book: Workbook, language: Language) -> None:
    """Fill every table and name of a built template as a refresh of May 2026 might."""
    chance = random.Random(5)
    days = [day for n in range(29) if (day := MONTH + timedelta(days=n)).weekday() < 5 and n > 5]
    everybody, teams = say("all", language), TEAMS[language]
    members = [(team, rep) for team, reps in teams.items() for rep in reps]
    daily = [
        {"date": datetime.combine(day, datetime.min.time()), "rep": rep, "team": team}
        | _counts(chance)
        | {"meetings.target": 1, "calls.target": 55, "connects.target": 11}
        for day in days
        for team, rep in members
    ]

    def total(rows: Sequence[dict[str, Any]], **keys: Any) -> dict[str, Any]:
        sums = {key: sum(row[key] for row in rows) for key in KpiTree().counts}
        reps = {row["rep"] for row in rows}
        return keys | sums | window_parts(sums) | {"fte_months": len(reps) * 14 / 18}

    of_rep = {rep: [row for row in daily if row["rep"] == rep] for _, rep in members}
    of_team = {team: [row for row in daily if row["team"] == team] for team in teams}
    fill_table(book, "RepKPI", [total(of_rep[rep], rep=rep, team=team) for team, rep in members], language)
    fill_table(
        book,
        "TeamKPI",
        [*(total(rows, team=team) for team, rows in of_team.items()), total(daily, team=everybody)],
        language,
    )
    board = [total(daily, team=everybody)]
    for team, reps in teams.items():
        board += [total(of_team[team], team=team), *(total(of_rep[rep], team=team, rep=rep) for rep in reps)]
    fill_table(book, "Board", board, language)
    fill_targets(
        book,
        fill_table,
        put,
        teams=teams,
        board=board,
        days=sorted({row["date"] for row in daily}),
        month=MONTH,
        sources=SOURCES,
        language=language,
    )
    fill_table(book, "DailyKPI", daily, language)
    fill_table(book, "DayMatrix", [{"rep": rep, "team": team} for team, rep in members], language)
    fill_table(
        book,
        "SourceKPI",
        [total(daily[n::5], lead_source=say(source, language)) for n, source in enumerate(SOURCES)],
        language,
    )
    weeks = sorted({row["date"] - timedelta(days=row["date"].weekday()) for row in daily})
    fill_table(
        book,
        "WeeklyKPI",
        [
            total(
                [row for row in of_rep[rep] if 0 <= (row["date"] - week).days < 7],
                week=week,
                rep=rep,
                team=team,
            )
            for week in weeks
            for team, rep in members
        ],
        language,
    )
    months = [datetime(2025 + (4 + n) // 12, (4 + n) % 12 + 1, 1) for n in range(13)]
    history = [total(chance.sample(daily, 150 + 4 * n), month=month) for n, month in enumerate(months)]
    fill_table(book, "ChartMonths", history, language)
    fill_table(
        book,
        "MonthlyKPI",
        [
            total(chance.sample(rows, 40), month=month, team=team)
            for month in months
            for team, rows in [*of_team.items(), (everybody, daily)]
        ],
        language,
    )
    sums = total(daily)
    fill_table(
        book,
        "ChartFunnel",
        [{"stage": say(key, language), "count": sums[key]} for key in FUNNEL],
        language,
    )
    _fill_setup(book, language, members, days)
    put(book, "kpi_matrix_dates", *days)
    put(book, "kpi_months", *reversed(months))
    put(book, "kpi_month_shown", MONTH)
    put(book, "kpi_last_data", days[-1])
    put(book, "kpi_last_refresh", datetime(2026, 5, 29, 8, 42))


def _counts(chance: random.Random) -> dict[str, Any]:
    calls = chance.randint(25, 75)
    connects = sum(chance.random() < 0.23 for _ in range(calls))
    meetings = sum(chance.random() < 0.14 for _ in range(connects))
    opportunities = sum(chance.random() < 0.35 for _ in range(meetings))
    wins = sum(chance.random() < 0.3 for _ in range(opportunities))
    return {
        "calls": calls,
        "connects": connects,
        "meetings": meetings,
        "opportunities": opportunities,
        "wins": wins,
        "won_amount": wins * chance.randint(8, 90) * 50_000,
        "emails": chance.randint(0, 30),
        "documents": chance.randint(0, 8),
        "follow_ups": chance.randint(0, 12),
        "inbound_calls": chance.randint(0, 4),
        "meetings_held": meetings,
        "meetings_accepted": opportunities,
        "meetings_known": meetings,
        "meetings_unrecorded": 0,
        "meetings_judged": meetings,
        "meetings_undecided": 0,
    }


def _fill_setup(
    book: Workbook, language: Language, members: Sequence[tuple[str, str]], days: Sequence[date]
) -> None:
    ja = language == "ja"
    fill_table(
        book,
        "Roster",
        [{"rep": rep, "team": team, "from": datetime(2025, 4, 1), "fte": 1} for team, rep in members],
        language,
    )
    fill_table(
        book,
        "DailyEntry",
        [
            {
                "date": days[-1],
                "rep": rep,
                "lead_source": say(SOURCES[n % 4], language),
                "calls": 42,
                "connects": 9,
                "meetings": 1,
                "won_amount": 1_250_000,
            }
            for n, (_, rep) in enumerate(members)
        ],
        language,
    )
    fill_table(
        book,
        "Activity",
        [
            {
                "date": days[n % len(days)],
                "rep": rep,
                "team": team,
                "company": "株式会社みどり製作所" if ja else "Greenfield Works Ltd",
                "lead_source": say(SOURCES[n % 4], language),
                "kind": say("activity_kind.call", language),
                "result": "アポ獲得(6/3 14:00)" if ja else "Meeting booked",
                "amount": 1_250_000 if n % 4 == 0 else None,
            }
            for n, (team, rep) in enumerate(members)
        ],
        language,
    )
    sheet = "5月架電" if ja else "Calls May"
    issues = [
        {
            "severity": say("severity.left_out", language),
            "file": "2026-05_架電リスト.xlsx" if ja else "call list 2026-05.xlsx",
            "sheet": sheet,
            "row": 12 + n,
            "column": "架電日" if ja else "Call Date",
            "cell": f"C{12 + n}",
            "value": "5月末頃" if ja else "end of May",
            "reason": "日付として読めません。" if ja else "This is not a date.",
            "link": f"#'{sheet}'!C{12 + n}",
        }
        for n in range(9)
    ]
    fill_table(book, "ImportIssues", issues, language)
    fill_table(
        book,
        "IssueSummary",
        [{"severity": issues[0]["severity"], "reason": issues[0]["reason"], "records": 9}],
        language,
    )
    fill_table(
        book,
        "ResultMap",
        [
            {"text": text, "records": 40 - n}
            for n, text in enumerate(
                ["再架電", "折返し待ち", "資料確認中"] if ja else ["Call again", "Pending"]
            )
        ],
        language,
    )
    fill_table(
        book,
        "Sources",
        [
            {
                "name": "架電リスト" if ja else "Call list",
                "kind": "Excel",
                "place": "../活動/2026-05_架電リスト.xlsx" if ja else "../activity/call list 2026-05.xlsx",
                "last_read": datetime(2026, 5, 29),
                "records_read": 8421,
            }
        ],
        language,
    )
    fill_table(
        book,
        "ImportSheets",
        [
            {
                "file": "2026-05_架電リスト.xlsx" if ja else "call list 2026-05.xlsx",
                "sheet": sheet,
                "shape": say("shape.call_list", language),
                "fields": "日付＝架電日、担当者＝IS担当、結果＝架電結果"
                if ja
                else "Date = Call Date, Rep = Owner",
                "records_read": 8421,
                "records_counted": 8412,
                "records_left_out": 9,
            }
        ],
        language,
    )
    put(
        book,
        "kpi_status",
        "8,421件を読み、8,412件を集計しました（対象外9件）。"
        if ja
        else "8,421 records read, 8,412 counted, 9 left out.",
    )
    put(
        book,
        "kpi_next",
        *(
            [
                "取込結果に対象外が9件あります。「取込結果」シートで理由を確かめてください。",
                "意味の分からない結果の文言が3種類あります。「架電結果マッピング」で意味を選んでください。",
                "名簿にいない担当者が1人います（未所属として集計）。「名簿」に追加してください。",
                None,
            ]
            if ja
            else [
                "9 records were left out: see Import issues for the reasons.",
                "2 result texts are unknown: choose their meaning on Result map.",
                None,
                None,
            ]
        ),
    )
