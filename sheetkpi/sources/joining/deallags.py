"""How long deals take: opportunities by the day they opened and the days until they were won, for lags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.maturity import NOT_WON, WON_UNDATED

if TYPE_CHECKING:
    from sheetkpi.sources.records.cells import Array, Ints
    from sheetkpi.sources.records.records import Happenings, Records

DEAL_KEYS = ("opened", "rep", "team", "lead_source", "days")
"""What a row of `Activity.deals` tells apart."""


def deal_lags(
    parts: Sequence[tuple[Records, Happenings]], source: Ints, frame: pd.DataFrame, excluded: Array
) -> pd.DataFrame:
    """`Activity.deals` from the events in `frame`, of which `source` tells the part and `excluded` whom the
    roster leaves out."""
    found = [
        _of_sheet(number, parts, source, frame, excluded)
        for number, (part, happenings) in enumerate(parts)
        if part.recognised.shape == "deals" and "opportunities" in happenings.counts
    ]
    if not found:
        empty = frame.iloc[:0].rename(columns={"date": "opened"}).assign(days=0, deals=0)
        return empty[[*DEAL_KEYS, "deals"]]
    deals = pd.concat(found, ignore_index=True)
    return deals.groupby(list(DEAL_KEYS), observed=True, sort=False)["deals"].sum().reset_index()


def _of_sheet(
    number: int,
    parts: Sequence[tuple[Records, Happenings]],
    source: Ints,
    frame: pd.DataFrame,
    excluded: Array,
) -> pd.DataFrame:
    part, opportunities = parts[number]
    closed = np.full(len(part), np.datetime64("NaT", "D"))
    for other, happenings in parts:
        if other is part and "wins" in happenings.counts:
            closed[happenings.record] = happenings.days
    rows = np.flatnonzero(source == number)
    opened = opportunities.days.astype("datetime64[D]")
    taken = (closed[opportunities.record] - opened).astype("timedelta64[D]")
    number = taken.astype(np.int64)
    days = np.select([np.isnat(taken), number < 0], [NOT_WON, WON_UNDATED], number)
    names = frame.loc[rows, ["rep", "team", "lead_source"]].reset_index(drop=True)
    share = opportunities.counts["opportunities"]
    deals = names.assign(opened=opened.astype("datetime64[s]"), days=days, deals=share)
    counted = (frame["opportunities"].to_numpy()[rows] > 0) & ~excluded[rows]
    return deals[counted]
