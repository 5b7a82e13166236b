"""Facts: events summed to one row per date × rep × team × lead source, one column per count.

The sum runs where the events are, with the same result: in pandas for a workbook; in DuckDB or PySpark, past
Excel's row limit or one machine, as one narwhals expression.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import pandas as pd
from pandas.api.types import is_integer_dtype

from sheetkpi.model.calendar import month_of
from sheetkpi.model.combinations import combinations
from sheetkpi.model.measured import COMPLETE, Measured, with_gaps
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.sums import numbered
from sheetkpi.model.views import UNKNOWN

if TYPE_CHECKING:
    import narwhals as nw

NativeFrame = TypeVar("NativeFrame")

KEYS = ("date", "rep", "team", "lead_source")
"""What a fact is about. A rep, team or lead source that is not known is the empty text, never null."""

DECIMALS = 6
"""Sums of fractions are rounded to this many decimals, or the order of adding would show in the result."""


def aggregate(events: NativeFrame, counts: Sequence[str]) -> NativeFrame:
    """Sum `counts` per date × rep × team × lead source, in the kind of frame that `events` is.

    `events` is any frame narwhals knows (pandas, a DuckDB relation, PySpark …) with the columns `KEYS` and
    `counts`. Whole numbers stay whole (64 bit), fractions are rounded to `DECIMALS`. Rows come in no
    particular order.

    >>> events = pd.DataFrame({"date": pd.to_datetime(["2026-11-02"] * 2), "rep": "佐藤", "team": "第1課",
    ...                        "lead_source": "展示会", "calls": [1, 1], "connects": [0, 1]})
    >>> aggregate(events, ["calls", "connects"])[["calls", "connects"]].values.tolist()
    [[2, 1]]
    """
    if isinstance(events, pd.DataFrame):
        return cast(NativeFrame, _summed(events, counts))

    import narwhals as nw

    frame = cast("nw.LazyFrame[Any]", nw.from_native(cast(Any, events)))
    kinds = frame.collect_schema()
    whole = [count for count in counts if kinds[count].is_integer()]
    split = [count for count in counts if count not in whole]
    sums = frame.group_by(*KEYS).agg(nw.col(*counts).sum())
    exact = [nw.col(*whole).cast(nw.Int64)] if whole else []
    rounded = [nw.col(*split).cast(nw.Float64).round(DECIMALS)] if split else []
    return cast(NativeFrame, sums.with_columns(*exact, *rounded).select(*KEYS, *counts).to_native())


def _summed(events: pd.DataFrame, counts: Sequence[str]) -> pd.DataFrame:
    """`aggregate` of a pandas frame: narwhals takes longer to load than a workbook's events to sum."""
    each = combinations([numbered(events[key])[0] for key in KEYS])
    sums: dict[str, Any] = {}
    for count in counts:
        values = events[count].to_numpy()
        if is_integer_dtype(values.dtype):
            sums[count] = np.zeros(len(each.first), dtype=np.int64)
            np.add.at(sums[count], each.of_row, values.astype(np.int64))
        else:
            sums[count] = pd.Series(values).groupby(each.of_row).sum().astype("float64").round(DECIMALS)
    return events[list(KEYS)].iloc[each.first].reset_index(drop=True).assign(**sums)


def facts(events: pd.DataFrame, tree: KpiTree, measured: Measured = COMPLETE) -> pd.DataFrame:
    """The facts of `events` (see `sources.activity.Activity.events`), sorted by date, rep, team, source.

    Columns: `KEYS` (date datetime64[s], the others categories) and every count of `tree`; a count that
    `events` lacks is 0, one that is not `measured` of the rep on the day NaN (see `measured.with_gaps`, which
    adds columns for rates measured in part). Facts in which every count is 0 stay: somebody was at work and
    had no result.
    """
    counted = [count for count in tree.counts if count in events and events[count].any()]
    summed = aggregate(events[[*KEYS, *counted]], counted) if counted else _without_counts(events)
    summed["date"] = summed["date"].astype("datetime64[s]")
    for key in KEYS[1:]:
        summed[key] = _sortable(summed[key])
    result = summed.sort_values(list(KEYS), ignore_index=True)
    result = result.assign(**{count: 0 for count in tree.counts if count not in counted})
    return with_gaps(result[[*KEYS, *tree.counts]], tree, measured)


def _without_counts(events: pd.DataFrame) -> pd.DataFrame:
    return events[list(KEYS)].drop_duplicates()


def _sortable(names: pd.Series) -> pd.Series:
    """`names` as categories in the order of their text, which makes sorting a matter of numbers."""
    if not isinstance(names.dtype, pd.CategoricalDtype):
        names = names.astype("category")
    names = names.cat.remove_unused_categories()
    return names.cat.reorder_categories(sorted(names.cat.categories), ordered=True)


def with_months(facts: pd.DataFrame, closing_day: int = 0) -> pd.DataFrame:
    """`facts` as the views count them: nobody by the name of nobody instead of "", and with their `month`."""
    return worded(facts).assign(month=month_of(facts["date"], closing_day))


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` (rep, team, lead_source and whatever else) with nobody by the name of nobody instead of ""."""
    names = {"rep": UNASSIGNED, "team": UNASSIGNED, "lead_source": UNKNOWN}
    return frame.assign(**{key: _renamed(frame[key], name) for key, name in names.items()})


def _renamed(names: pd.Series, nobody: str) -> pd.Series:
    if not isinstance(names.dtype, pd.CategoricalDtype):
        names = names.astype("category")
    known = list(names.cat.categories)
    if nobody not in known:
        return names.cat.rename_categories({"": nobody})
    # Somebody called a team just so: it is one with that of nobody.
    called = names.astype("object").replace("", nobody)
    kind = pd.CategoricalDtype([name for name in known if name], names.cat.ordered)
    return called.astype(kind)
