"""Accounts of columns made by hand, as reading activity gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from sheetkpi.sources.activity import Activity, SheetReading
from sheetkpi.sources.raw import RawSheet
from tests.sources.raw_activity import sheet
from tests.workbook.activities import NOVEMBER, activity

COLUMNS = ("place", "sheet", "cell", "header", "role", "field", "holds", "guess", "reason")

HEADERS = ("架電日", "架電者", "電話番号", "メール本数", "来場", "メモ2")


def accounts(*lines: dict[str, Any]) -> pd.DataFrame:
    """A frame like `Activity.columns`; what a line does not say is of 活動ログ, unused and empty."""
    plain = dict.fromkeys(COLUMNS, "") | {"sheet": "活動ログ", "role": "unused"}
    return pd.DataFrame([plain | line for line in lines], columns=list(COLUMNS))


def log_columns(**changes: Any) -> pd.DataFrame:
    """A log of two columns used, one known, and three not used, one of which may be anything."""
    lines: Sequence[dict[str, Any]] = (
        {"header": "架電日", "role": "used", "field": "date"},
        {"header": "架電者", "role": "used", "field": "rep"},
        {"header": "電話番号", "role": "known"},
        {"header": "メモ2"},
        {"header": "来場", "holds": "ticks"},
        {"header": "メール本数", "holds": "counts", "guess": "emails"},
    )
    return accounts(
        *({"cell": f"{'ABCDEF'[HEADERS.index(line['header'])]}1"} | line | changes for line in lines)
    )


def log_sheet(place: str = "", name: str = "活動ログ") -> RawSheet:
    """The sheet that `log_columns` accounts for."""
    return sheet(HEADERS, ["2026-11-02", "佐藤 健", "03-1", "3", "○", "x"], place=place, name=name)


def found(columns: pd.DataFrame | None, *readings: SheetReading) -> Activity:
    """The activity of November with these accounts, read from the sheet 活動ログ unless said otherwise."""
    made = replace(activity(NOVEMBER), columns=columns)
    return replace(made, sheets=readings) if readings else made
