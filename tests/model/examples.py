"""Small activity to count in tests, and the strategies that generate more of it."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import strategies as st

from sheetkpi.model.metrics import KpiTree

TREE = KpiTree()
COUNTS = ("calls", "connects", "meetings", "opportunities", "wins", "won_amount", "emails")

texts = st.sampled_from(["佐藤 健", "田中 一", "鈴木 花", "Kim Lee"])
teams = st.sampled_from(["第1課", "第2課", ""])
sources = st.sampled_from(["展示会", "資料DL", ""])
days = st.dates(date(2025, 11, 1), date(2026, 8, 31))
amounts = st.sampled_from([0.0, 0.1, 0.2, 1234.56, 980_000.0])


def event_rows(min_size: int = 0) -> st.SearchStrategy[pd.DataFrame]:
    """Frames of events as `sources` hands them over, up to some dozens of rows."""
    numbers = [st.integers(0, 3)] * 5 + [amounts, st.integers(0, 3)]
    row = st.tuples(days, texts, teams, sources, *numbers)
    return st.lists(row, min_size=min_size, max_size=40).map(events)


def events(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Events from rows of date, rep, team, lead source and `COUNTS`."""
    frame = pd.DataFrame(rows, columns=["date", "rep", "team", "lead_source", *COUNTS])
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    kinds = dict.fromkeys(COUNTS, "int64") | {"won_amount": "float64"}
    return frame.astype(kinds | dict.fromkeys(("rep", "team", "lead_source"), "category"))


def did(
    day: str, rep: str, team: str = "第1課", source: str = "展示会", **counts: float
) -> tuple[object, ...]:
    """One row for `events`: what `rep` did on `day`."""
    return (date.fromisoformat(day), rep, team, source, *(counts.get(count, 0) for count in COUNTS))
