"""How well the ways to forecast a landing would have done in months whose end is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pandas as pd

from sheetkpi.model.chain import TARGETED
from sheetkpi.model.forecast import Blending
from sheetkpi.model.landing import landings
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL

METHODS = ("naive", "curve", "forecast")
POINTS = (0.25, 0.5, 0.75)


def backtest(
    department: Department,
    months: Sequence[date],
    points: Sequence[float] = POINTS,
    counts: Sequence[str] = TARGETED,
    others: Mapping[str, Blending] = MappingProxyType({}),
) -> pd.DataFrame:
    """Every forecast of the finished `months` made after each share of their business days in `points`.

    Columns: month, point, level ("all", "team" or "rep"), kpi, team, rep, final (what was done in the end),
    a column for each of `METHODS` and of `others` (see `landings`), forecast_low, forecast_high. Each
    forecast knows only what was counted until its day; who did nothing in the end and had done nothing until
    then has no row.
    """
    parts = []
    for month in months:
        days = department.days(month)
        final = landings(department, month, date.max, counts).set_index(["kpi", "team", "rep"])["actual"]
        for point in points:
            until = days[max(round(point * len(days)), 1) - 1]
            known = department.facts["date"] <= pd.Timestamp(until)
            then = landings(replace(department, facts=department.facts[known]), month, until, counts, others)
            then["final"] = final.reindex(pd.MultiIndex.from_frame(then[["kpi", "team", "rep"]])).to_numpy()
            parts.append(then.assign(month=month, point=point))
    found = pd.concat(parts, ignore_index=True)
    levels = found["rep"].ne("").map({True: "rep", False: "team"})
    found["level"] = levels.where(found["team"] != ALL, "all")
    return found[(found["final"] != 0) | (found["actual"] != 0)].reset_index(drop=True)


def errors(
    found: pd.DataFrame, by: Sequence[str] = ("kpi", "level", "point"), methods: Sequence[str] = METHODS
) -> pd.DataFrame:
    """The forecasts of `backtest` summed up: for each of `methods` its mean absolute error (`mae_…`) and that
    as a share of what was done (`wape_…`); `within`, the share that landed in the range; `cases`.
    """
    misses = found[list(methods)].fillna(0).sub(found["final"], axis=0).abs()
    within = found["final"].between(found["forecast_low"] - 0.5, found["forecast_high"] + 0.5)
    keys = [found[key] for key in by]
    mean, sums = misses.groupby(keys, sort=False).mean(), misses.groupby(keys, sort=False).sum()
    final = found["final"].groupby(keys, sort=False).sum()
    return pd.concat(
        [
            mean.add_prefix("mae_"),
            sums.div(final, axis=0).add_prefix("wape_"),
            within.groupby(keys, sort=False).mean().rename("within"),
            misses.groupby(keys, sort=False).size().rename("cases"),
        ],
        axis=1,
    )
