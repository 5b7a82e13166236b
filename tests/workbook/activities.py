"""What reading and counting hand over, made by hand: small activities and their reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.sources.activity import Activity, SheetReading
from sheetkpi.tables.report import Report, report

ISSUE = ("severity", "place", "sheet", "row", "column", "cell", "value", "reason", "values", "ignored")


def events(*rows: tuple[date, str, str, str, dict[str, float]]) -> pd.DataFrame:
    """Events: day, rep, team, lead source, and the counts that are not zero."""
    counts = pd.DataFrame([row[4] for row in rows]).reindex(columns=list(KpiTree().counts)).fillna(0)
    keys = pd.DataFrame([row[:4] for row in rows], columns=["date", "rep", "team", "lead_source"])
    keys["date"] = pd.to_datetime(keys["date"]).astype("datetime64[s]")
    for key in ("rep", "team", "lead_source"):
        keys[key] = keys[key].astype("category")
    return pd.concat([keys, counts], axis=1)


def issue(reason: str, cell: str = "", **changes: Any) -> dict[str, Any]:
    """One issue of the sheet 活動ログ, left out unless said otherwise."""
    plain = dict(zip(ISSUE, ("left_out", "", "活動ログ", 0, "", cell, "", reason, {}, False), strict=True))
    return plain | changes


def activity(
    found: pd.DataFrame | None = None,
    issues: Sequence[dict[str, Any]] = (),
    unknown: dict[str, int] | None = None,
) -> Activity:
    """An Activity with one sheet whose records add up."""
    found = events() if found is None else found
    left_out = sum(one["severity"] == "left_out" for one in issues)
    reading = SheetReading(
        "", "活動ログ", "log", {"date": "架電日"}, len(found) + left_out, len(found), left_out
    )
    unknown = unknown or {}
    texts = pd.DataFrame({"text": list(unknown), "records": list(unknown.values())})
    return Activity(found, pd.DataFrame(list(issues), columns=list(ISSUE)), (reading,), texts)


def report_of(found: pd.DataFrame, settings: Settings | None = None) -> Report:
    """The report of these events, without roster."""
    tree = KpiTree()
    return report(
        KpiMonth(facts(found, tree), Roster(), Calendar("JP"), settings or Settings(), tree, wanted=())
    )


NOVEMBER = events(
    (date(2026, 10, 5), "佐藤 健", "第1課", "展示会", {"calls": 30, "connects": 9, "meetings": 1}),
    (date(2026, 11, 2), "佐藤 健", "第1課", "展示会", {"calls": 40, "connects": 10, "meetings": 3}),
    (date(2026, 11, 2), "鈴木 葵", "第2課", "", {"calls": 20, "connects": 5, "meetings": 1, "wins": 1}),
    (date(2026, 11, 4), "佐藤 健", "第1課", "セミナー", {"calls": 10, "emails": 4}),
    (date(2026, 11, 5), "=鈴木", "第2課", "展示会", {"calls": 1, "won_amount": 120_000}),
)
"""A month of two teams, with one name that looks like a formula."""
