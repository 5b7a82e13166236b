"""What the board says to look at first: who entered nothing, what costs most, the week, what moved.

Who has not entered anything comes before any judgement; causes are those of Diagnosis, each once: of a team
and a rep with the same one, the rep who makes most of it. On the first days of a month, how the one before it
ended stands first, and causes are those of that month, which say so.
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
from sheetkpi.model.unmeasured import UNMEASURED
from sheetkpi.model.views import ALL
from sheetkpi.model.workload import UNENTERED
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.cards import CARD_KPIS, MAIN_KPI, Shape
from sheetkpi.tables.names import CAUSE_ROWS, CAUSE_SHAPE
from sheetkpi.tables.report import Report
from sheetkpi.workbook.answer import answer, shown_range
from sheetkpi.workbook.text import is_number
from sheetkpi.workbook.wording import worded

if TYPE_CHECKING:
    from sheetkpi.sources.activity import Activity

NAMED = 5
"""Reps without an entry that are named; of others, how many they are."""

UNKNOWN = 0.1
"""The share of records whose result nobody knows, from which on no rate is judged on the board."""

LEAST_UNKNOWN = 20
"""Such records below which nothing would be judged otherwise either."""

_MOST_OF = 0.6
"""The share of a team's cause that a rep must make to be named in its place."""


def first_look(
    report: Report, activity: Activity, language: Language, causes_in: Shape = CAUSE_SHAPE
) -> dict[str, Sequence[Any]]:
    """What stands in the board's cells of these names, row by row; `causes_in` is the shape of
    `kpi_causes`."""
    unknown = unknown_line(activity, language)
    missing = missing_line(report.tables.get("EntryHealth"), language)
    found = causes(_diagnosis(report), without_rates=bool(unknown))
    return {
        "kpi_last_month": [last_month_line(report, language)],
        "kpi_missing": [unknown or missing],
        "kpi_causes": cause_cells(found, language, _ended(report), causes_in),
        "kpi_week": [week_line(report, language)],
        "kpi_moved": [moved_line(move, language) for move in report.moves],
    }


def answer_lines(report: Report, activity: Activity, language: Language) -> list[str]:
    """Where the month lands and what costs most, a line each, for whoever does not look at the board; of a
    month without data that it has none."""
    if shows_no_record(report):
        return [say("next.no_data", language, month=f"{report.month:%Y/%m}")]
    cards = {line: _of_everybody(report, line) for line in ("actual", "target", "forecast", "chance")}
    low, high = (_of_everybody(report, end) for end in ("forecast_low", "forecast_high"))
    said: dict[str, Any] = {line: "" if value is None else value for line, value in cards.items()}
    said["range"] = "" if low is None or high is None else shown_range(low, high, language)
    lines = [answer(said, report.elapsed, language, report.main_kpi) or "" if _is_worked_out(report) else ""]
    if lines[0] and (empty := unmeasured_line(report, activity, language)):
        lines = [
            empty,
            _also_empty(report, activity, language),
        ]  # the board has no room for that
    unknown = unknown_line(activity, language)
    lines.insert(0, last_month_line(report, language))
    lines.append(unknown)
    if found := causes(_diagnosis(report), without_rates=bool(unknown)):
        first = found[0]
        values = {
            "who": who(first),
            "cause": cause_words(first, language, _ended(report)),
            "meetings": f"{first['lost_meetings']:,.1f}",
            "todo": say(first["todo"], language),
        }
        lines.append(say("first.cause", language, **values))
    return [line for line in lines if line]


def shows_no_record(report: Report) -> bool:
    """Whether all that was counted lies in other months than the one shown, nor does it show how the month
    before it ended."""
    return bool(report.months) and report.month not in (None, *report.months) and report.ended is None


def unmeasured_line(report: Report, activity: Activity, language: Language) -> str:
    """That no source measures the KPI which the month is judged by, and what it takes; "" where one does."""
    if report.main_kpi not in _unmeasured(activity):
        return ""
    return say("next.unmeasured", language, kpi=say(report.main_kpi, language))


def _also_empty(report: Report, activity: Activity, language: Language) -> str:
    """What no source measures beside that KPI, "" where that is all."""
    also = [key for key in _unmeasured(activity) if key != report.main_kpi]
    if not also:
        return ""
    names = listed((str(worded("kpi", key, language)) for key in also), language)
    return say("first.also_empty", language, kpis=names, sheet=say("sheet.issues", language))


def _unmeasured(activity: Activity) -> list[str]:
    """The counts that no source measures of anybody: keys, or names that people gave theirs."""
    issues = activity.issues
    found = issues.loc[issues["reason"] == UNMEASURED, "values"]
    return list(dict.fromkeys(str(values["count"]) for values in found))


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
    days = pd.to_numeric(health["missing"], errors="coerce").astype("float64").tolist()
    return missing_days_line(list(zip(health["rep"].tolist(), days, strict=True)), language)


def missing_days_line(health: Sequence[tuple[Any, float]], language: Language) -> str:
    """The same of reps with their days without any record (not judged: NaN); "" of nobody.

    >>> missing_days_line([("Sato", 2.0), ("Mori", 0.0)], "en").partition(":")[2]
    ' 2 (Sato 2). Fill them in before judging.'
    """
    if not health:
        return ""
    late = sorted((each for each in health if each[1] > 0), key=lambda each: -each[1])
    if not late:
        judged = any(not math.isnan(days) for _, days in health)
        return say("first.none_missing" if judged else "first.missing_unjudged", language)
    names = [say("first.missing_days", language, rep=rep, days=f"{days:,.0f}") for rep, days in late[:NAMED]]
    told = listed(names, language)
    if len(late) > NAMED:
        told += say("first.more", language, count=len(late) - NAMED)
    return say("first.missing", language, days=f"{sum(days for _, days in late):,.0f}", names=told)


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


def cause_cells(
    found: Sequence[Mapping[str, Any]],
    language: Language,
    ended: date | None = None,
    shape: Shape = CAUSE_SHAPE,
) -> list[Any]:
    """The cells of `kpi_causes`, which is of that shape: who, what, how many meetings, what to do; what does
    not fit is said. `ended` is the month whose causes they are, where it is the one before."""
    if not found and ended:
        return [say("first.no_cause_last_month", language, month=f"{ended:%Y/%m}")]
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
        cells += cause_line(who(row), cause_words(row, language, ended), row["lost_meetings"], todo, shape)
    return cells


def cause_line(name: str, cause: Any, lost: Any, todo: Any, shape: Shape = CAUSE_SHAPE) -> list[Any]:
    """The cells of a cause in `kpi_causes`, which is of that shape, row by row: who, what, how many meetings
    it costs (not known: None) and what to do.

    >>> cause_line("West", "Connect rate 9%", 3.2, "Check the list")[:6]
    ['West', None, 'Connect rate 9%', None, -3.2, 'Check the list']
    """
    rows, columns = shape
    line: list[Any] = [None] * max(rows * columns // CAUSE_ROWS, 6)
    line[0], line[2], line[5] = name, cause, todo
    if is_number(lost):
        line[4] = -lost
    return line


def who(row: Mapping[str, Any]) -> str:
    """Team and rep of a row, as one name; told apart by more than a blank, for both may have some."""
    return " / ".join(part for part in (row["team"], row["rep"]) if part)


def cause_words(row: Mapping[str, Any], language: Language, ended: date | None = None) -> str:
    """A cause in a few words: a rate and what it is held against, or what was not done; the month `ended`
    before it, where it is of that."""
    said = str(worded("stage", row["stage"], language))
    rate, low = row["rate"], row["low"]
    if not (pd.isna(rate) or pd.isna(low)):
        said = say("first.rate", language, stage=said, rate=f"{rate:.1%}", low=f"{low:.0%}")
    elif row["stage"] == "calls":
        said = say("cause.calls", language)
    if ended is None:
        return said
    return say("first.of_month", language, month=f"{ended:%Y/%m}", cause=said)


def week_line(report: Report, language: Language) -> str:
    """Last week and what this one needs; of a month that has ended its final week."""
    last = report.last_data
    if report.month is None or last is None:
        return ""
    to_come = [day for day in report.business_days if day > last]
    now = to_come[0] if to_come else last + timedelta(7)
    monday = now - timedelta(now.weekday())
    pieces = [_last_week(report, monday, language, final=not to_come)]
    left = _of_everybody(report, "left")
    if to_come and left:
        week = sum(day < monday + timedelta(7) for day in to_come)
        needed = math.ceil(left * week / len(to_come) - 1e-9)
        pieces.append(say("first.this_week", language, days=week, needed=f"{needed:,}", left=f"{left:,.0f}"))
    return ("" if language == "ja" else " ").join(piece for piece in pieces if piece)


def judged_over(windows: Mapping[str, int], language: Language) -> str:
    """What the rates in the cards are, those of late stages over the months of `windows`.

    >>> judged_over({"opportunity_rate": 3, "win_rate": 6}, "ja")
    '率と判定（後の2つは3–6か月）'
    """
    months = sorted({windows[rate] for rate in WINDOWED})
    return say("label.card.rate", language, months="–".join(f"{each}" for each in months))


def moved_line(move: Move, language: Language) -> str:
    """What moved, by how much, of whom."""
    who = " / ".join(str(worded("team", name, language)) for name in (move.team, move.rep) if name)
    form = "{:.1%}" if move.is_rate else "{:,.0f}"
    key = "first.up" if move.now > move.usual else "first.down"
    shown = {"now": form.format(move.now), "usual": form.format(move.usual)}
    return say(key, language, who=who, kpi=say(move.kpi, language), **shown)


def _last_week(report: Report, monday: date, language: Language, *, final: bool) -> str:
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
    key = "first.final_week" if final else "first.last_week"
    if pd.isna(target):
        return say(key, language, **values)
    return say(f"{key}_target", language, target=f"{target:,.0f}", **values)


def _ended(report: Report) -> date | None:
    """The month before, where causes are of that one."""
    return None if report.ended is None else report.ended.month


def _diagnosis(report: Report) -> pd.DataFrame | None:
    """The Diagnosis whose causes are told: on the first days of a month, that of the one before."""
    return report.tables.get("Diagnosis") if report.ended is None else report.ended.causes


def last_month_line(report: Report, language: Language) -> str:
    """On the first days of a month, what everybody had done at the end of the one before; later ""."""
    months = report.tables.get("ChartMonths")
    if months is None or report.ended is None:
        return ""
    before, target = pd.Timestamp(report.ended.month), report.ended.target
    rows = months[pd.to_datetime(months["month"]) == before]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    ended = []
    for kpi in (MAIN_KPI, *(kpi for kpi in CARD_KPIS if kpi != MAIN_KPI)):
        if pd.isna(row[kpi]):
            continue
        values = {"kpi": say(kpi, language), "count": f"{row[kpi]:,.0f}"}
        if kpi == MAIN_KPI == report.main_kpi and target:
            values |= {"target": f"{target:,.0f}", "share": f"{row[kpi] / target:.0%}"}
            ended.append(say("first.count_target", language, **values))
        else:
            ended.append(say("first.amount" if kpi == "won_amount" else "first.count", language, **values))
    if not ended:
        return ""
    return say("first.last_month", language, month=f"{before:%Y/%m}", counts=listed(ended, language))


def _is_worked_out(report: Report) -> bool:
    """Whether the month was held against anything: it is not where the workbook has no place for that."""
    progress = report.tables.get("Progress")
    return report.month is not None and progress is not None and not progress.empty


def _of_everybody(report: Report, column: str) -> float | None:
    """What Progress says of everybody's main KPI."""
    progress = report.tables.get("Progress")
    if progress is None or progress.empty:
        return None
    rows = progress[(progress["kpi"] == report.main_kpi) & (progress["team"] == ALL)]
    value = rows[column].iloc[0] if len(rows) else None
    return None if value is None or pd.isna(value) else float(value)
