"""Invented targets, and what is held against them, for a filled template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl.workbook import Workbook

from sheetkpi.language import Language, say
from sheetkpi.model.chain import TARGETED
from sheetkpi.tables.entryhealth import HEALTH_DAYS

Rows = list[dict[str, Any]]

PERIOD = 14 / 18
"""Share of the month's business days gone in the invented figures."""

PROPOSED = {
    "connect_rate": 0.2312,
    "meeting_rate": 0.1375,
    "opportunity_rate": 0.34,
    "win_rate": 0.31,
    "average_deal": 1_850_000,
}


def window_parts(row: Mapping[str, Any], months: int = 3) -> dict[str, Any]:
    """The trailing months' sums of a row: as if the months before had been alike."""
    return {
        "opportunity_rate.window_numerator": row["opportunities"] * months,
        "opportunity_rate.window_denominator": row["meetings"] * months,
        "win_rate.window_numerator": row["wins"] * months,
        "win_rate.window_denominator": row["opportunities"] * months,
    }


def team_targets(teams: Mapping[str, Sequence[str]], month: date, language: Language) -> Rows:
    """One goal of each kind, the first typed over with the field's worked example."""
    goals = (("meetings", 20), ("won_amount", 40_000_000), ("wins", 9))
    rows: Rows = []
    basis = "直近3か月の実績（架電 4,210件）" if language == "ja" else "Last three months (4,210 calls)"
    for (team, reps), (goal, value) in zip(teams.items(), goals, strict=True):
        proposals = {f"{rate}.proposed": figure for rate, figure in PROPOSED.items()}
        bases = {f"{rate}.proposed_from": basis for rate in PROPOSED}
        row = {"month": month, "team": team, "goal": say(goal, language), "goal_value": value}
        needs = {
            "business_days": 18,
            "capacity": 18.0 * len(reps) - 1.5,
            "best_calls_per_rep_day": 61.4,
            "fte_months": len(reps) - 1.5 / 18,
        }
        rows.append(row | proposals | bases | needs)
    rows[0] |= {"meeting_rate.assumed": 0.10, "connect_rate.assumed": 0.20}
    rows[0] |= {"known_meetings": 40, "known_calls": 1000}
    return rows


def rep_targets(teams: Mapping[str, Sequence[str]], month: date) -> Rows:
    """Each team's target divided by hand: the first team's in whole parts, with one typed over."""
    shares = {"meetings": 5, "connects": 50, "calls": 250}
    rows: Rows = []
    for team, reps in teams.items():
        for rep in reps:
            allocated = {f"{count}.allocated": share for count, share in shares.items()}
            rows.append({"month": month, "team": team, "rep": rep, "weight.proposed": 18.0} | allocated)
    rows[1]["meetings.target"] = 5
    return rows


def progress(teams: Mapping[str, Sequence[str]], board: Rows, language: Language) -> Rows:
    """Per KPI a row for everybody, each team and each rep, as the board has them."""
    rows = []
    for kpi in TARGETED[::-1]:
        for row in board:
            actual = row[kpi]
            forecast = {"forecast": actual * 1.1, "forecast_low": actual, "forecast_high": actual * 1.25}
            keys = {"kpi": say(kpi, language), "team": row["team"], "rep": row.get("rep")}
            own_days = {"due_share": PERIOD, "due_offset": 0.5}
            rows.append(keys | {"actual": actual} | forecast | own_days)
    return rows


def diagnosis(teams: Mapping[str, Sequence[str]], language: Language) -> Rows:
    """What a diagnosis might say of each team and rep."""
    ja = language == "ja"
    evidence = (
        "接続率 15.2%（目安の下限 20.0%、架電 1,234件、区間 13.3〜17.3%）。下限なら商談は月6件多い計算です"
        if ja
        else "Connect rate 15.2 % (band from 20.0 %, 1,234 calls, interval 13.3–17.3 %)"
    )
    advice = (
        "時間帯を変えて架電し、リストの質（番号違い・担当者不在の割合）を確認してください。"
        if ja
        else "Call at other times of day and check the quality of the list (wrong numbers, people who left)."
    )
    everybody = [(say("all", language), None)]
    members = [
        pair for team, reps in teams.items() for pair in ((team, None), *((team, rep) for rep in reps))
    ]
    return [
        {
            "team": team,
            "rep": rep,
            "stage": say("connect_rate", language),
            "evidence": evidence,
            "rate": 0.152,
            "low": 0.20,
            "sample": 1234,
            "interval_low": 0.1332,
            "interval_high": 0.1731,
            "lost_meetings": 6.2,
            "lost_amount": 1_120_000,
            "advice": advice,
            "flag": ("架電増・商談化率低下" if ja else "Calls only") if number % 5 == 3 else None,
        }
        for number, (team, rep) in enumerate(everybody + members)
    ]


def review(teams: Mapping[str, Sequence[str]], month: date, language: Language) -> Rows:
    """Two months looked back on, the first with what people typed."""
    ja = language == "ja"
    rows: Rows = []
    for number, (team, rep) in enumerate((team, rep) for team, reps in teams.items() for rep in reps):
        reached = number % 3 == 0
        attained = 1.08 if reached else 0.83
        words = ("評価対象", "改善会議") if ja else ("For review", "Improvement meeting")
        row = {"month": month, "rep": rep, "team": team, "review_result": words[0 if reached else 1]}
        row |= {f"{count}.attainment": attained for count in TARGETED}
        if not reached:
            row["cause"] = (
                "接続率が目安を下回っています（時間帯・リスト）" if ja else "Connect rate below the band"
            )
            row["action"] = (
                "午前10時台の架電を増やし、展示会リストを優先する" if ja else "Call between 10 and 11"
            )
            row |= {"owner": rep, "due_date": datetime(2026, 6, 12), "done": say("review.doing", language)}
        rows.append(row)
    return rows


def health(teams: Mapping[str, Sequence[str]], days: Sequence[date]) -> Rows:
    """Entry health with a day missing here and there."""
    rows: Rows = []
    for number, (team, rep) in enumerate((team, rep) for team, reps in teams.items() for rep in reps):
        missed = {f"day_{HEALTH_DAYS - n}": "×" for n in range(number % 4)}
        last = days[-1 - len(missed)]
        rows.append({"rep": rep, "team": team, "last_day": last, "missing": len(missed)} | missed)
    return rows


def attendance(teams: Mapping[str, Sequence[str]], month: date, language: Language) -> Rows:
    """A few days off."""
    reps = [rep for members in teams.values() for rep in members]
    reasons = (("paid", 0), ("morning", 0.5), ("training", 0), ("trade_show", 0.5))
    return [
        {
            "rep": reps[number],
            "date": month + timedelta(days=11 + number),
            "present": present,
            "absence_reason": say(f"absence.{reason}", language),
        }
        for number, (reason, present) in enumerate(reasons)
    ]


def team_sources(teams: Mapping[str, Sequence[str]], sources: Sequence[str], language: Language) -> Rows:
    """Connects of each team by lead source: the first team lives on downloads, the last on trade shows."""
    return [
        {
            "team": team,
            "lead_source": say(source, language),
            "connects": 40 + 30 * abs(place - number),
        }
        for number, team in enumerate((*teams, say("all", language)))
        for place, source in enumerate(sources)
    ]


def fill_targets(
    book: Workbook,
    fill_table: Any,
    put: Any,
    *,
    teams: Mapping[str, Sequence[str]],
    board: Rows,
    days: Sequence[datetime],
    month: date,
    sources: Sequence[str],
    language: Language,
) -> None:
    """Fill every table and name that targets have."""
    first = datetime(month.year, month.month, 1)
    tables: dict[str, Rows] = {
        "TeamTargets": team_targets(teams, first, language),
        "RepTargets": rep_targets(teams, first),
        "Progress": progress(teams, board, language),
        "Diagnosis": diagnosis(teams, language),
        "Review": review(teams, first, language),
        "EntryHealth": health(teams, days),
        "Attendance": attendance(teams, first, language),
        "TeamSources": team_sources(teams, sources, language),
    }
    for name, rows in tables.items():
        fill_table(book, name, rows, language)
    put(book, "kpi_elapsed", PERIOD)
    put(book, "kpi_health_dates", *days[-HEALTH_DAYS:])
