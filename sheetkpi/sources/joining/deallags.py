"""How long deals take and what is still open: opportunities by the day they opened and the days until they
were won."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.maturity import NOT_WON, WON_UNDATED

if TYPE_CHECKING:
    from sheetkpi.sources.records.cells import Array, Ints
    from sheetkpi.sources.records.records import Happenings, Records

DEAL_KEYS = ("opened", "rep", "team", "lead_source", "days", "met")
"""What a row of `Activity.deals` tells apart; `met` is NaT where no meeting is linked."""

DEAL_SUMS = ("deals", "told", "open", "priced", "open_amount")
"""What a row of `Activity.deals` sums up."""


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
        empty = (
            frame.iloc[:0].rename(columns={"date": "opened"}).assign(days=0, **dict.fromkeys(DEAL_SUMS, 0))
        )
        empty = empty.assign(met=empty["opened"])
        return empty[[*DEAL_KEYS, *DEAL_SUMS]]
    deals = pd.concat(found, ignore_index=True)
    return (
        deals.groupby(list(DEAL_KEYS), observed=True, sort=False, dropna=False)[list(DEAL_SUMS)]
        .sum()
        .reset_index()
    )


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
    met = np.full(len(part), np.datetime64("NaT", "D")) if part.met is None else part.met
    deals = deals.assign(met=met[opportunities.record].astype("datetime64[s]"))
    deals = deals.assign(**_still_open(part, opportunities.record, share))
    counted = (frame["opportunities"].to_numpy()[rows] > 0) & ~excluded[rows]
    return deals[counted]


def _still_open(part: Records, record: Ints, share: Array) -> dict[str, Array]:
    """Of how many of the deals at `record` it is told whether they are open, how many are, how many of these
    have an amount, and what they are worth: the part of it that `share` says."""
    nothing = np.zeros(len(record))
    is_open = nothing if part.is_open is None else share * part.is_open[record]
    told = nothing if part.is_open is None or part.amounts is None else share
    amounts = np.full(len(record), np.nan) if part.amounts is None else part.amounts[record]
    priced = np.where(np.isnan(amounts), 0.0, is_open)
    return {"told": told, "open": is_open, "priced": priced, "open_amount": np.nan_to_num(amounts) * priced}
