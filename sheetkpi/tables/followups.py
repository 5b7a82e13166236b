"""FollowUps: whom to call next, in order, why, and where people type what came of it.

A row belongs to the list of one day (`listed_on`). What is typed into it is the log record of that call: the
row stays, below the lists to come, and its lead's history goes on with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.language import Language, key_of, listed, say
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.tables.columns import Column
from sheetkpi.tables.leadreasons import TELLING, hour_span, next_step, why_call
from sheetkpi.tables.spec import Audience, Handed, Table

TYPED = ("call_result", "call_note", "call_again_on", "called_on")
"""What people type there."""

NO_OWNER = "no_owner"
"""Stands for "nobody's lead" where a rep does."""

KEPT = {"call_rank": "", "call_next": "call_next.kept"}
"""What a row says that is no longer on the list and stays as the record of its call."""

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
    rows = in_order_of_reps(work.page, month.roster.labels)
    lines = rows[list(TELLING)].to_dict("records")
    found = pd.DataFrame(
        {
            "call_rank": rows["rank"].to_numpy(),
            "company": rows["company"],
            "contact": rows["contact"],
            "phone": rows["phone"],
            "rep": owners(rows["rep"]),
            "team": rows["team"],
            "why_call": [why_call(line, language) for line in lines],
            "call_next": [say(f"call_next.{next_step(line)}", language) for line in lines],
            "tries": rows["tries"].where(~rows["told"]),
            "last_said": rows["said"],
            "last_touch": rows["last"],
            "expected_meetings": rows["expected"],
            "promised_on": rows["promised"],
            "listed_on": np.full(len(rows), np.datetime64(month.today, "s")),
            "lead_source": rows["lead_source"],
            "site": rows["site"],
        }
    ).reset_index(drop=True)
    hours = _hours(month)
    return found if hours is None else found.assign(best_hour=hours)


def owners(reps: pd.Series) -> pd.Series:
    """The reps of leads, with a word for nobody."""
    return reps.where(reps != "", NO_OWNER)


def in_order_of_reps(rows: pd.DataFrame, reps: Sequence[str]) -> pd.DataFrame:
    """`rows` of leads by rep: those of `reps` first, in this order, and at the end those of nobody."""
    every = [*reps, *(rep for rep in rows["rep"] if rep), ""]
    place = {rep: -number for number, rep in enumerate(reversed(every))}  # the first of equal names
    return rows.iloc[np.argsort([place[rep] for rep in rows["rep"]], kind="stable")]


def _hours(month: KpiMonth) -> str | None:
    """The hours that are better than chance; None where none is."""
    assert month.lead_work is not None
    spans = [hour_span(first, last, month.settings.language) for first, last in month.lead_work.hours.hours]
    return listed(spans, month.settings.language) or None


def handed_out(listed: pd.DataFrame, kept: pd.DataFrame, today: date, language: Language) -> pd.DataFrame:
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
    of_kept: dict[Hashable, Any] = {key: say(word, language) if word else None for key, word in KEPT.items()}
    rows += [{**row, **of_kept} for _, row in sorted(late, key=lambda each: each[0], reverse=True)]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return frame.where(frame.notna(), None)


def _key(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    names = (_said(row[column]) for column in TABLE.key[1:])
    reached = (_said(row.get(column)) for column in TABLE.also_key)
    return (str(_day(row["listed_on"])), *(key_of(name, (NO_OWNER,)) or name for name in names), *reached)


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
        Column("phone", may_name=True),
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
        Column("call_again_on", "date", typed=True),
        Column("called_on", "date", typed=True),
        Column("listed_on", "date", folded=True),
        Column("lead_source", folded=True),
        Column("site", may_name=True, folded=True),
    ),
    frame=_frame,
    audience=Audience(Handed("apart"), Handed("apart")),
    ordered=True,
    outlives=True,
    also_key=("phone", "site"),
    kept=KEPT,
    appears=True,
)
