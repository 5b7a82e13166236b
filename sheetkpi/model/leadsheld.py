"""架電率: of the leads that somebody holds, how many have been called at all.

Only call lists tell: their rows are the leads held, those with an attempt the leads called. Like the pipeline
it is a stock as of the refresh, and not measured, so empty, of whoever stands in no call list.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sheetkpi.model.metrics import Kpi
from sheetkpi.model.sums import Sums
from sheetkpi.model.views import ALL, ordered

CALL_RATE = Kpi("call_rate", "process", "rate", "leads_called", "leads_held")
"""How far a list has been worked through: beside the connect rate, which says how well."""

_SUMS = ("leads_held", "leads_called")


def with_leads(view: pd.DataFrame, leads: pd.DataFrame | None, by: Sequence[str]) -> pd.DataFrame:
    """`view` with leads_held, leads_called and call_rate of the row's name in the columns `by`, of everybody
    in rows of `ALL`. `leads` are `Activity.leads` with words for nobody, None without call lists.

    >>> leads = pd.DataFrame({"rep": ["佐藤"], "leads_held": [8], "leads_called": [2]})
    >>> with_leads(pd.DataFrame({"rep": ["佐藤", "森"]}), leads, ["rep"])["call_rate"].tolist()
    [0.25, nan]
    """
    if leads is None:
        return view.assign(**dict.fromkeys((*_SUMS, CALL_RATE.key), np.nan))
    names = list(zip(*(view[column] for column in by), strict=True))
    sums = Sums.of(leads, by, _SUMS).rows(names)
    of_all = np.array([ALL in name for name in names], dtype=bool)
    found = {key: np.where(of_all, leads[key].sum(), sums[key]).astype("float64") for key in _SUMS}
    known = found["leads_held"] > 0
    found = {key: np.where(known, values, np.nan) for key, values in found.items()}
    return view.assign(**found, **{CALL_RATE.key: found["leads_called"] / found["leads_held"]})


def lists_view(leads: pd.DataFrame | None, reps: Sequence[str]) -> pd.DataFrame:
    """CallLists: a row for each list and rep, in the order of the lists and of `reps`, with the leads held
    and called, those not called yet (`leads_left`) and the call rate. No rows without call lists."""
    keys = ["list", "rep", "team"]
    if leads is None or leads.empty:
        return pd.DataFrame({column: [] for column in (*keys, *_SUMS, "leads_left", CALL_RATE.key)})
    lists = {name: rank for rank, name in enumerate(dict.fromkeys(leads["list"]))}
    people = {name: rank for rank, name in enumerate(ordered(map(str, leads["rep"]), reps))}
    names = {key: leads[key].astype("str") for key in keys}
    sums = leads.assign(**names).groupby(keys, sort=False)[list(_SUMS)].sum().reset_index()
    order = np.lexsort(([people[name] for name in sums["rep"]], [lists[name] for name in sums["list"]]))
    shown = sums.iloc[order].reset_index(drop=True)
    left = shown["leads_held"] - shown["leads_called"]
    return shown.assign(leads_left=left, call_rate=shown["leads_called"] / shown["leads_held"])
