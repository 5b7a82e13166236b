"""Sums over several months: the numerators and denominators of rates that one month is too short for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import shift_month
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.views import ALL, days_index


def window_sums(
    facts: pd.DataFrame, by: Sequence[str], months: Sequence[date], window: int, counts: Sequence[str]
) -> pd.DataFrame:
    """`counts` of `facts` summed over the `window` months that end with each of `months`.

    `facts` has the column `month` (see `calendar.month_of`). Indexed by month and `by`; where `by` names the
    team, `ALL` stands for everybody together. Months and names without data in the window have no row.

    >>> facts = pd.DataFrame({"month": pd.to_datetime(["2026-04-01", "2026-05-01"]), "team": "第1課",
    ...                       "wins": [1, 2]})
    >>> window_sums(facts, ["team"], [date(2026, 5, 1)], 3, ["wins"])["wins"].tolist()
    [3, 3]
    """
    keys = ["month", *by]
    counts = list(dict.fromkeys(counts))
    monthly = facts.groupby(keys, observed=True, sort=False)[counts].sum().reset_index()
    monthly = monthly.astype(dict.fromkeys(by, "str"))
    if "team" in by:
        monthly = pd.concat([monthly, monthly.assign(team=ALL)])
    parts = []
    for month in months:
        first, last = days_index([shift_month(month, 1 - window), month])
        part = monthly[(monthly["month"] >= first) & (monthly["month"] <= last)]
        parts.append(part.groupby(list(by), sort=False)[counts].sum().reset_index().assign(month=last))
    if not parts:
        return monthly.iloc[:0].set_index(keys)[counts]
    return pd.concat(parts, ignore_index=True).set_index(keys)[counts]


def with_windows(
    view: pd.DataFrame,
    facts: pd.DataFrame,
    by: str,
    bands: Bands,
    tree: KpiTree,
    month: date | None = None,
    windows: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """`view` with `<rate>.window_numerator` and `.window_denominator` of the rates judged over months.

    `view` is RepKPI (`by` "rep"), TeamKPI ("team") or SourceKPI ("lead_source") of `month`, or MonthlyKPI
    ("team", no `month`: each row has its own). `facts` are those of `report.with_months`. `windows` are the
    rates that the table has such columns for and their months; default: those of `bands.windowed`. Rows
    without data have zeros.
    """
    windows = bands.windowed(tree) if windows is None else windows
    months = [month] if month else [stamp.date() for stamp in pd.to_datetime(view["month"]).unique()]
    stamps = days_index([month] * len(view)) if month else pd.DatetimeIndex(view["month"])
    rows = pd.MultiIndex.from_arrays([stamps, view[by].astype("str")])
    columns = {}
    for rate in tree.rates:
        if rate.key not in windows:
            continue
        counts = [rate.numerator, rate.denominator]
        sums = window_sums(facts, [by], months, windows[rate.key], counts).reindex(rows, fill_value=0)
        columns[f"{rate.key}.window_numerator"] = sums[rate.numerator].to_numpy()
        columns[f"{rate.key}.window_denominator"] = sums[rate.denominator].to_numpy()
    return view.assign(**columns)
