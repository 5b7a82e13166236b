"""The list a Monday meeting goes through: the meetings of last, this and next week, and what is missing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.language import Language, say

LISTED = (
    *("meeting_day", "company", "contact", "rep", "team", "field_sales", "meeting_state", "meeting_missing"),
    *("set_day", "lead_source"),
)
"""The columns of `meeting_list`."""

TYPED = ("meeting_result", "judgement", "meeting_reason")
"""What people type there."""

_KEY = ("set_day", "company", "contact", "rep")


def meeting_list(
    meetings: pd.DataFrame | None, typed: pd.DataFrame, today: date, language: Language
) -> pd.DataFrame:
    """The meetings from last Monday to the Sunday of next week by date, and below them, the latest first,
    those of other weeks of which people `typed` something.

    `meetings` is `Activity.meetings`. That a judgement is missing is said where any meeting has one.

    >>> meeting_list(None, pd.DataFrame(), date(2026, 11, 20), "ja").columns.tolist()[:2]
    ['meeting_day', 'company']
    """
    if meetings is None or meetings.empty:
        return pd.DataFrame(columns=list(LISTED))
    monday = today - timedelta(days=today.weekday())
    first, last = pd.Timestamp(monday - timedelta(days=7)), pd.Timestamp(monday + timedelta(days=13))
    now = meetings["meeting_day"].between(first, last)
    known = {_key(row) for row in typed.to_dict("records") if any(row[key] for key in TYPED)}
    kept = np.zeros(len(meetings), dtype=bool)
    if known:
        days = meetings["set_day"].to_numpy().astype("datetime64[D]").tolist()
        keys = zip(days, *(meetings[name].tolist() for name in _KEY[1:]), strict=True)
        kept = np.array([key in known for key in keys], dtype=bool)
    shown = meetings[now].sort_values(["meeting_day", "company"], kind="stable")
    others = meetings[~now & kept].sort_values("meeting_day", ascending=False, kind="stable")
    listed = pd.concat([shown, others], ignore_index=True)
    judges = bool((meetings["accepted"] != "").any())
    rows = listed.to_dict("records")
    return listed.assign(
        meeting_state=[_state(row, language) for row in rows],
        meeting_missing=pd.Series([_missing(row, judges, language) for row in rows], dtype="object"),
    )[list(LISTED)]


def _key(row: Mapping[Hashable, Any]) -> tuple[object, ...]:
    day = row["set_day"]
    return (day.date() if isinstance(day, datetime) else day, *(row[name] for name in _KEY[1:]))


def _state(row: Mapping[Hashable, Any], language: Language) -> str:
    """What became of a meeting, with what field sales made of it and why not."""
    state = say(f"meeting_state.{row['state']}", language)
    if not row["accepted"]:
        return state
    judged = say(f"meeting_state.{row['accepted']}", language)
    return f"{state} / {judged}" + (f" / {row['reason']}" if row["reason"] else "")


def _missing(row: Mapping[Hashable, Any], judges: bool, language: Language) -> str | None:
    """What nobody said so far of a meeting, None for nothing."""
    what = ""
    if row["state"] in ("unrecorded", "moved"):
        what = "result" if row["state"] == "unrecorded" else "date"
    elif row["state"] == "held" and not row["accepted"] and judges:
        what = "judgement"
    elif row["accepted"] == "not_accepted" and not row["reason"]:
        what = "reason"
    return say(f"meeting_missing.{what}", language) if what else None
