"""The pipeline that inside sales created: what its open deals are worth, months before the win arrives.

It is a stock, not a count of the month: the deals opened up to the last day with data (or to the end of the
month shown, if that is over) that are neither won nor lost today. A deal belongs to whom it is credited to.
Where somebody has no deal at all, or no open one has an amount, nothing is known and cells stay empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.sums import Name, Numbers, Sums, total
from sheetkpi.model.views import ALL, UNKNOWN, ordered

AGES: tuple[tuple[str, int], ...] = (
    ("open_to_30", 0),
    ("open_to_60", 31),
    ("open_to_90", 61),
    ("open_older", 91),
)
"""Bands of the age of open deals, and the days at which each begins."""

_SUMS = ("told", "open", "priced", "open_amount", *(band for band, _ in AGES))


def aged(deals: pd.DataFrame, until: date) -> pd.DataFrame:
    """The deals opened up to `until` (of `Activity.deals`, with words for nobody) with a column for each band
    of `AGES`: the amount of those that are open and so old.

    >>> opened = pd.to_datetime(["2026-09-01", "2026-10-20"])
    >>> deals = pd.DataFrame({"opened": opened, "open_amount": [5.0, 7.0]})
    >>> aged(deals, date(2026, 10, 31))[["open_to_30", "open_to_60"]].sum().tolist()
    [7.0, 5.0]
    """
    there = deals[deals["opened"] <= pd.Timestamp(until)]
    age = (np.datetime64(until, "D") - there["opened"].to_numpy().astype("datetime64[D]")).astype(np.int64)
    band = np.searchsorted([begin for _, begin in AGES], age, side="right") - 1
    amount = there["open_amount"].to_numpy("float64")
    return there.assign(**{name: np.where(band == at, amount, 0.0) for at, (name, _) in enumerate(AGES)})


def with_pipeline(view: pd.DataFrame, deals: pd.DataFrame | None, by: Sequence[str]) -> pd.DataFrame:
    """`view` with the column `pipeline_amount`: that of the row's name in the columns `by`, and of everybody
    in rows of `ALL`. `deals` are those of `aged`, None where no source tells of any."""
    if deals is None:
        return view.assign(pipeline_amount=np.nan)
    names = list(zip(*(view[column] for column in by), strict=True))
    amount = _amounts(Sums.of(deals, by, _SUMS).rows(names), "open_amount")
    everybody = _everybody(deals)
    of_all = np.array([ALL in name for name in names], dtype=bool)
    return view.assign(pipeline_amount=np.where(of_all, _amounts(everybody, "open_amount"), amount))


def pipeline_view(deals: pd.DataFrame | None, teams: Sequence[str], reps: Sequence[str]) -> pd.DataFrame:
    """Pipeline: everybody, each team with its reps (in the orders given), and each lead source of everybody.

    Columns: team, rep, lead_source ("" where a row is of no one of them), open_deals, pipeline_amount, the
    bands of `AGES`, and `unpriced`, the open deals without an amount. Only rows with open deals; none where
    there are none.
    """
    keys = ("team", "rep", "lead_source")
    if deals is None or not deals["open"].any():
        columns = (*keys, "open_deals", "pipeline_amount", *(band for band, _ in AGES), "unpriced")
        return pd.DataFrame({column: [] for column in columns})
    deals = deals[deals["open"] > 0]
    of_teams, of_reps, of_sources = (
        Sums.of(deals, by, _SUMS) for by in (["team"], ["team", "rep"], ["lead_source"])
    )
    names: list[Name] = [(ALL, "", "")]
    for team in ordered((team for (team,) in of_teams.names), teams):
        names.append((team, "", ""))
        own = ordered((rep for of, rep in of_reps.names if of == team), reps)
        names += [(team, rep, "") for rep in own]
    sources = sorted((source for (source,) in of_sources.names), key=lambda name: (name == UNKNOWN, name))
    names += [("", "", source) for source in sources]
    parts = (
        _everybody(deals),
        of_teams.rows((name[0],) for name in names if name[0] not in (ALL, "") and not name[1]),
        of_reps.rows((name[0], name[1]) for name in names if name[1]),
        of_sources.rows((source,) for source in sources),
    )
    kinds = np.array([3 if name[2] else 0 if name[0] == ALL else 2 if name[1] else 1 for name in names])
    sums = {key: np.zeros(len(names)) for key in _SUMS}
    for kind, part in enumerate(parts):
        for key in _SUMS:
            sums[key][kinds == kind] = part[key]
    amounts = {band: _amounts(sums, band) for band, _ in AGES}
    return pd.DataFrame(
        {key: [name[at] for name in names] for at, key in enumerate(keys)}
        | {"open_deals": sums["open"], "pipeline_amount": _amounts(sums, "open_amount")}
        | {band: np.where(amounts[band] == 0, np.nan, amounts[band]) for band in amounts}
        | {"unpriced": np.where(sums["open"] > sums["priced"], sums["open"] - sums["priced"], np.nan)}
    )


def _everybody(deals: pd.DataFrame) -> dict[str, Numbers]:
    return {key: np.array([total(deals[key].to_numpy("float64"))]) for key in _SUMS}


def _amounts(sums: dict[str, Numbers], amount: str) -> Numbers:
    """An amount where it is known: some open deal has one, or there are deals of which it is told
    that none is open."""
    known = (sums["priced"] > 0) | ((sums["open"] == 0) & (sums["told"] > 0))
    return np.where(known, sums[amount].astype("float64"), np.nan)
