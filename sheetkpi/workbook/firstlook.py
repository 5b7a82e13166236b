"""What the board says to look at first: who entered nothing, what costs most, the week, what moved.

Who has not entered anything comes before any judgement; causes are those of Diagnosis, each once: of a team
and a rep with the same one, the rep who makes most of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.language import Language, listed, say
from sheetkpi.model.moved import Move
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.views import ALL
from sheetkpi.model.workload import UNENTERED
from sheetkpi.tables.cards import CARD_KPIS, MAIN_KPI
from sheetkpi.tables.names import CAUSE_CELLS, CAUSE_ROWS
from sheetkpi.tables.report import Report
from sheetkpi.workbook.answer import answer, shown_range
from sheetkpi.workbook.text import is_number
from sheetkpi.workbook.wording import worded

if TYPE_CHECKING:
    from sheetkpi.sources.activity import Activity

NAMED = 5
"""Reps without an entry that are named; of others, how many they are."""

FIRST_DAYS = 3
"""Business days on which last month's figures say more than those of the month."""

UNKNOWN = 0.1
"""The share of records whose result nobody knows, from which on no rate is judged on the board."""

LEAST_UNKNOWN = 20
"""Such records below which nothing would be judged otherwise either."""

_MOST_OF = 0.6
"""The share of a team's cause that a rep must make to be named in its place."""


def first_look(report: Report, activity: Activity, language: Language) -> dict[str, Sequence[Any]]:
    """What stands in the board's cells of these names, row by row."""
    unknown = unknown_line(activity, language)
    missing = missing_line(report.tables.get("EntryHealth"), language)
    found = causes(report.tables.get("Diagnosis"), without_rates=bool(unknown))
    return {
        "kpi_missing": [unknown or missing],
        "kpi_causes": cause_cells(found, language),
        "kpi_week": [week_line(report, language)],
        "kpi_moved": [moved_line(move, language) for move in report.moves],
    }


def answer_lines(report: Report, activity: Activity, language: Language) -> list[str]:
    """Where the month lands and what costs most, a line each, for whoever does not look at the board."""
    cards = {line: _of_everybody(report, line) for line in ("actual", "target", "forecast", "chance")}
    ends = [_of_everybody(report, end) for end in ("forecast_low", "forecast_high")]
    said: dict[str, Any] = {line: "" if value is None else value for line, value in cards.items()}
    said["range"] = shown_range(*("" if end is None else end for end in ends))
    lines = ["" if report.month is None else answer(said, report.elapsed, language, report.main_kpi) or ""]
    unknown = unknown_line(activity, language)
    lines.append(unknown)
    if found := causes(report.tables.get("Diagnosis"), without_rates=bool(unknown)):
        first = found[0]
        values = {
            "who": who(first),
            "cause": cause_words(first, language),
            "meetings": f"{first['lost_meetings']:,.1f}",
            "todo": say(first["todo"], language),
        }
        lines.append(say("first.cause", language, **values))
    return [line for line in lines if line]


def unknown_line(activity: Activity, language: Language) -> str:
    """That many calls have a result nobody knows, "" where they are few: rates made of the others say
    nothing yet."""
    unknown = activity.unknown_calls
    if unknown < max(UNKNOWN * activity.read, LEAST_UNKNOWN):
        return ""
    return say("first.unknown", language, records=f"{unknown:,}", sheet=say("sheet.result_map", language))


def missing_line(health: pd.DataFrame | None, language: Language) -> str:
    """Who has business days without any record, most days first."""
    if health is None or health.empty:
        return ""
    health = health.assign(missing=pd.to_numeric(health["missing"], errors="coerce"))
    late = health[health["missing"] > 0].sort_values("missing", ascending=False, kind="stable")
    if late.empty:
        judged = health["missing"].notna().any()
        return say("first.none_missing" if judged else "first.missing_unjudged", language)
    names = [
        say("first.missing_days", language, rep=rep, days=f"{days:,.0f}")
        for rep, days in late[["rep", "missing"]].head(NAMED).itertuples(index=False)
    ]
    told = listed(names, language)
    if len(late) > NAMED:
        told += say("first.more", language, count=len(late) - NAMED)
    return say("first.missing", language, days=f"{late['missing'].sum():,.0f}", names=told)


def causes(diagnosis: pd.DataFrame | None, *, without_rates: bool = False) -> list[Mapping[str, Any]]:
    """The rows of Diagnosis that cost most meetings, missing entries aside, each cause once; `without_rates`
    where nobody knows the result of many records."""
    if diagnosis is None:
        return []
    rows = [
        {str(key): value for key, value in row.items()}
        for row in diagnosis.to_dict("records")
        if row["stage"] and row["stage"] != UNENTERED and row["lost_meetings"] > 0
    ]
    rows = [row for row in rows if not without_rates or pd.isna(row["rate"])]
    rows = [row for row in rows if row["team"] not in (ALL, UNASSIGNED) and row["rep"] != UNASSIGNED]
    teams = {(row["team"], row["stage"]): row for row in rows if not row["rep"]}
    reps = [row for row in rows if row["rep"]]
    told: list[Mapping[str, Any]] = []
    for key, team in teams.items():
        own = [row for row in reps if (row["team"], row["stage"]) == key]
        worst = max(own, key=lambda row: row["lost_meetings"], default=None)
        is_one = worst is not None and worst["lost_meetings"] >= _MOST_OF * team["lost_meetings"]
        told.append(worst if worst is not None and is_one else team)
    told += [row for row in reps if (row["team"], row["stage"]) not in teams]
    return sorted(told, key=lambda row: -row["lost_meetings"])


def cause_cells(found: Sequence[Mapping[str, Any]], language: Language) -> list[Any]:
    """The cells of `kpi_causes`: who, what, how many meetings, what to do; what does not fit is said."""
    if not found:
        return [say("first.no_cause", language)]
    cells: list[Any] = []
    for number, row in enumerate(found[:CAUSE_ROWS]):
        todo = say(row["todo"], language)
        if number == CAUSE_ROWS - 1 and len(found) > CAUSE_ROWS:
            more = say(
                "first.more_causes",
                language,
                count=len(found) - CAUSE_ROWS,
                sheet=say("sheet.diagnosis", language),
            )
            todo = f"{todo}{'　' if language == 'ja' else '  '}{more}"
        cells += cause_line(who(row), cause_words(row, language), row["lost_meetings"], todo)
    return cells


def cause_line(name: str, cause: Any, lost: Any, todo: Any) -> list[Any]:
    """A row of `kpi_causes`: who, what, how many meetings it costs (not known: None) and what to do."""
    line: list[Any] = [None] * CAUSE_CELLS
    line[0], line[2], line[5] = name, cause, todo
    if is_number(lost):
        line[4] = -lost
    return line


def who(row: Mapping[str, Any]) -> str:
    """Team and rep of a row, as one name."""
    return " ".join(part for part in (row["team"], row["rep"]) if part)


def cause_words(row: Mapping[str, Any], language: Language) -> str:
    """A cause in a few words: a rate and what it is held against, or what was not done."""
    stage = str(worded("stage", row["stage"], language))
    rate, low = row["rate"], row["low"]
    if pd.isna(rate) or pd.isna(low):
        return say("cause.calls", language) if row["stage"] == "calls" else stage
    return say("first.rate", language, stage=stage, rate=f"{rate:.1%}", low=f"{low:.0%}")


def week_line(report: Report, language: Language) -> str:
    """Last week and what this one needs; on the first days of a month, how the one before it ended."""
    last = report.last_data
    if report.month is None or last is None:
        return ""
    gone = sum(day <= last for day in report.business_days)
    to_come = [day for day in report.business_days if day > last]
    if gone <= FIRST_DAYS and (ended := _last_month(report, language)):
        return ended
    now = to_come[0] if to_come else last + timedelta(7)
    monday = now - timedelta(now.weekday())
    pieces = [_last_week(report, monday, language)]
    left = _of_everybody(report, "left")
    if to_come and left:
        week = sum(day < monday + timedelta(7) for day in to_come)
        needed = math.ceil(left * week / len(to_come) - 1e-9)
        pieces.append(say("first.this_week", language, days=week, needed=f"{needed:,}", left=f"{left:,.0f}"))
    return ("" if language == "ja" else " ").join(piece for piece in pieces if piece)


def moved_line(move: Move, language: Language) -> str:
    """What moved, by how much, of whom."""
    who = " ".join(str(worded("team", name, language)) for name in (move.team, move.rep) if name)
    form = "{:.1%}" if move.is_rate else "{:,.0f}"
    key = "first.up" if move.now > move.usual else "first.down"
    shown = {"now": form.format(move.now), "usual": form.format(move.usual)}
    return say(key, language, who=who, kpi=say(move.kpi, language), **shown)


def _last_week(report: Report, monday: date, language: Language) -> str:
    weeks = report.tables.get("TeamWeeks")
    if weeks is None or weeks.empty:
        return ""
    of_all = weeks[(weeks["team"] == ALL) & (weeks["week"] < pd.Timestamp(monday))]
    if of_all.empty:
        return ""
    week = of_all.sort_values("week").iloc[-1]
    kpi = report.main_kpi if report.main_kpi in week else MAIN_KPI
    if pd.isna(week[kpi]):
        return ""
    begun = week["week"].date()
    values = {
        "first": f"{begun.month}/{begun.day}",
        "kpi": say(kpi, language),
        "actual": f"{week[kpi]:,.0f}",
    }
    target = week[f"{MAIN_KPI}.target"]
    if pd.isna(target):
        return say("first.last_week", language, **values)
    return say("first.last_week_target", language, target=f"{target:,.0f}", **values)


def _last_month(report: Report, language: Language) -> str:
    """What everybody had done at the end of the month before."""
    months = report.tables.get("ChartMonths")
    if months is None or report.month is None:
        return ""
    before = pd.Timestamp(report.month) - pd.DateOffset(months=1)
    rows = months[pd.to_datetime(months["month"]) == before]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    ended = [
        say("first.count", language, kpi=say(kpi, language), count=f"{row[kpi]:,.0f}")
        for kpi in CARD_KPIS
        if pd.notna(row[kpi])
    ]
    if not ended:
        return ""
    return say("first.last_month", language, month=f"{before:%Y/%m}", counts=listed(ended, language))


def _of_everybody(report: Report, column: str) -> float | None:
    """What Progress says of everybody's main KPI."""
    progress = report.tables.get("Progress")
    if progress is None or progress.empty:
        return None
    rows = progress[(progress["kpi"] == report.main_kpi) & (progress["team"] == ALL)]
    value = rows[column].iloc[0] if len(rows) else None
    return None if value is None or pd.isna(value) else float(value)
