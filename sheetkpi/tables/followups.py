"""FollowUps: whom to call next, in order, why, and where people type what came of it.

A row belongs to the list of one day (`listed_on`). What is typed into it is the log record of that call: the
row stays, below the lists to come, and its lead's history goes on with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.language import Language, listed, say
from sheetkpi.model.followuplist import GROUPS
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.views import UNKNOWN
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

TYPED = ("call_result", "call_note", "called_on")
"""What people type there."""

HANDED_DAYS = 31
"""Days for which what was typed is handed out again."""


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if "FollowUps" not in month.wanted:
        return None
    if month.lead_work is None:  # a list of leads nobody tells of any more goes
        return pd.DataFrame(columns=[column.key for column in TABLE.spec(month.tree, ()) if not column.typed])
    return follow_ups(month)


def follow_ups(month: KpiMonth) -> pd.DataFrame:
    """The list of `month.today`: for each rep, in the order of the roster, the leads to call first."""
    work = month.lead_work
    assert work is not None
    language = month.settings.language
    reps = [*month.roster.labels, *(rep for rep in work.page["rep"] if rep), ""]
    place = {rep: -number for number, rep in enumerate(reversed(reps))}  # the first of equal names
    rows = work.page.iloc[np.argsort([place[rep] for rep in work.page["rep"]], kind="stable")]
    lines = rows.to_dict("records")
    found = pd.DataFrame(
        {
            "call_rank": rows["rank"].to_numpy(),
            "company": rows["company"],
            "contact": rows["contact"],
            "rep": rows["rep"],
            "team": rows["team"],
            "why_call": [_why(line, language) for line in lines],
            "call_next": [say(f"call_next.{_next(line)}", language) for line in lines],
            "tries": rows["tries"],
            "last_said": rows["said"],
            "last_touch": rows["last"],
            "expected_meetings": rows["expected"],
            "promised_on": rows["promised"],
            "listed_on": np.full(len(rows), np.datetime64(month.today, "s")),
            "lead_source": rows["lead_source"],
        }
    ).reset_index(drop=True)
    hours = _hours(month)
    return found if hours is None else found.assign(best_hour=hours)


def _hours(month: KpiMonth) -> str | None:
    """The hours that are better than chance; None where none is."""
    assert month.lead_work is not None
    spans = [hour_span(first, last, month.settings.language) for first, last in month.lead_work.hours.hours]
    return listed(spans, month.settings.language) or None


def hour_span(first: int, last: int, language: Language) -> str:
    """The hours from `first` to `last`, both included.

    >>> hour_span(10, 11, "ja"), hour_span(9, 9, "en")
    ('10〜12時', '9:00–10:00')
    """
    return say("leads.hour_span", language, hour=first, last=last + 1)


def _why(line: Mapping[Hashable, Any], language: Language) -> str:
    """The two strongest reasons in words: a promise or that nobody has called yet first."""
    said = []
    if line["group"] == "promise":
        late = int(line["overdue"])
        said.append(say("why_call.overdue" if late else "why_call.due", language, days=late))
    elif line["group"] == "untouched":
        known = not np.isnan(line["waiting"])
        days = int(line["waiting"]) if known else 0
        said.append(say("why_call.waiting" if known else "why_call.untouched", language, days=days))
    said += [text for reason in line["reasons"] if (text := _reason(reason, line, language))]
    if not said:  # nothing speaks for it: the longest since anybody called
        said.append(_reason(("days_since", ""), line, language))
    return say("why_call.and", language).join(said[:2])


def _reason(reason: tuple[str, str], line: Mapping[Hashable, Any], language: Language) -> str:
    """What a column says of a lead, in words; "" for what its first reason says already."""
    column, level = reason
    if column.startswith("+"):
        missing = level in ("level.missing", "level.other")
        return f"{column[1:]}: {say(level, language) if missing else level}"
    if line["group"] == "untouched" and column != "lead_source":
        return ""
    match column:
        case "lead_source":
            return say("why_call.source", language, source=line["lead_source"] or say(UNKNOWN, language))
        case "days_since":
            return say("why_call.days_since", language, days=int(line["days_since"]))
        case "tries":
            return say("why_call.tries", language, tries=int(line["tries"]))
        case "last_outcome":
            return say(f"why_call.last.{line['outcome'] or 'none'}", language)
        case "documents":
            return say("why_call.documents" if line["sent"] else "why_call.no_documents", language)
    return say("why_call.connected" if line["connects"] else "why_call.not_connected", language)


def _next(line: Mapping[Hashable, Any]) -> str:
    """What to do with a lead next: a key of the words for it."""
    if line["group"] in GROUPS[:2]:
        return str(line["group"])
    return str(line["outcome"] or "none")


def handed_out(listed: pd.DataFrame, kept: pd.DataFrame, today: date) -> pd.DataFrame:
    """The rows that recipients get: the list of today with what was typed into it, and below, the latest
    first, what was typed in the last `HANDED_DAYS` days into rows that are not on it.

    `listed` is the list (`follow_ups`), `kept` the table as it stands in the KPI workbook.
    """
    columns = [*listed.columns, *TYPED]
    typed = {
        _key(row): row for row in kept.to_dict("records") if any(_said(row.get(column)) for column in TYPED)
    }
    rows: list[Mapping[Hashable, Any]] = []
    for row in listed.to_dict("records"):
        before = typed.pop(_key(row), {})
        rows.append({**row, **{column: before.get(column) for column in TYPED}})
    first = pd.Timestamp(today) - pd.Timedelta(days=HANDED_DAYS)
    late = [(day, row) for row in typed.values() if (day := _day_called(row)) >= first]
    rows += [row for _, row in sorted(late, key=lambda each: each[0], reverse=True)]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.where(frame.notna(), None)


def _key(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    return (str(_day(row["listed_on"])), *(_said(row[column]) for column in TABLE.key[1:]))


def _said(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _day(value: Any) -> Any:
    """The day in a cell; NaT, which is before no day and after none, where there is none."""
    return pd.to_datetime(value, errors="coerce") if isinstance(value, (date, str)) else pd.NaT


def _day_called(row: Mapping[Hashable, Any]) -> Any:
    return _day(row["called_on"]) if _said(row["called_on"]) else _day(row["listed_on"])


TABLE = Table(
    "FollowUps",
    ("listed_on", "company", "contact", "rep"),
    "followups",
    "enter",
    (
        Column("call_rank", "count"),
        Column("company", may_name=True),
        Column("contact", may_name=True),
        Column("rep"),
        Column("team", folded=True),
        Column("why_call", may_name=True),
        Column("call_next"),
        Column("best_hour", on_demand=True),
        Column("tries", "count"),
        Column("last_said", may_name=True),
        Column("last_touch", "date"),
        Column("expected_meetings", "rate"),
        Column("promised_on", "date"),
        Column("call_result", typed=True),
        Column("call_note", typed=True),
        Column("called_on", "date", typed=True),
        Column("listed_on", "date", folded=True),
        Column("lead_source", folded=True),
    ),
    frame=_frame,
    audience=Audience(Handed("apart"), Handed("apart")),
    ordered=True,
    outlives=True,
    appears=True,
)
