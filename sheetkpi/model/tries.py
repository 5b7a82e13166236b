"""How often to call: what the nth try brings, and the try after which a fresh lead is worth more.

A lead that is followed up to its nth try brings S(n) successes in C(n) calls, on average: it is left once it
succeeds, so only survivors take the next try. Whoever stops after n and takes a fresh lead instead makes
S(n) / (c + C(n)) a call for ever (the renewal argument), where c is what a fresh lead costs before its first
call, in calls: finding it and reading about it (`FRESH`). The best stop is the n for which that is most: the
next try of the old lead would bring less than a call for fresh ones. With c = 0 and yields that fall from the
first try on, it is always 1, however many good tries come after: fresh leads are never free.

What is not known: yields of few calls. They are drawn many times from what the counts leave possible (Beta
distributions with Jeffreys' prior), each draw has its best stop, and the range is that of four in five draws.
Where more than one draw in twenty has none (the last try that is known still pays), the data do not tell and
there is no stop. `tests/benchmarks/tries.py` prints how near the stop comes to a planted one.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sheetkpi.model.leadcolumns import successes
from sheetkpi.model.views import ALL, UNKNOWN
from sheetkpi.model.wilson import interval

FRESH = 1.0
"""Calls that a fresh lead costs before the first one is made."""

ENOUGH = 30
"""Calls of the nth try, from which on it is looked at (the minimum sample of a rate)."""

ENOUGH_SUCCESSES = 20
"""Successes of all tries, from which on a stop is looked for."""

MOST_TRIES = 30

DRAWS = 400
SURE = 0.8
"""The part of the draws within the range of a stop."""

UNTOLD = 0.05
"""The part of the draws that may have no stop: with more, none is said."""

Floats = np.ndarray
Ints = np.ndarray


def yields(tries: pd.DataFrame) -> pd.DataFrame:
    """What the nth try brought, from a row for each call: columns `lead`, `try` (1 for the first; empty: in
    the order of the rows of the lead), `success` (0 or 1, booleans), and `lead_source` where it is known.

    Columns lead_source (`ALL` first, then by number of calls), try, calls, successes, rate, low, high (95 %).
    Calls after a lead's first success are no tries any more and are left aside, as are rows without a lead or
    a success that is neither known to be one nor not.

    >>> rows = pd.DataFrame({"lead": ["A", "A", "B"], "try": [1, 2, 1], "success": [0, 1, 0]})
    >>> yields(rows)[["try", "calls", "successes"]].to_numpy(int).tolist()
    [[1, 2, 0], [2, 1, 1]]
    """
    success = successes(tries["success"])
    known = ~np.isnan(success) & tries["lead"].notna().to_numpy()
    lead = pd.factorize(tries["lead"])[0][known]
    flags = success[known]
    if "try" in tries:
        number = pd.to_numeric(tries["try"], errors="coerce").to_numpy("float64", na_value=np.nan)[known]
    else:
        number = np.full(len(lead), np.nan)
    if (untold := np.isnan(number)).any():
        number = np.where(untold, pd.Series(lead).groupby(lead).cumcount().to_numpy() + 1.0, number)
    won_at = np.full(int(lead.max(initial=-1)) + 1, np.inf)
    np.minimum.at(won_at, lead[flags > 0], number[flags > 0])
    risk = (number >= 1) & (number <= np.minimum(won_at[lead], MOST_TRIES))
    try_of, won = number[risk].astype(int), flags[risk]
    sums = [_sums(try_of, won, np.zeros(len(won), dtype=int), np.array([ALL], dtype=object))]
    if "lead_source" in tries:
        codes, sources = pd.factorize(tries["lead_source"])  # numbers: a million texts take long
        names = np.array([*map(str, sources), UNKNOWN], dtype=object)
        of_row = codes[known][risk]
        sums.append(_sums(try_of, won, np.where(of_row < 0, len(sources), of_row), names))
    found = pd.concat(sums, ignore_index=True).groupby(["lead_source", "try"], as_index=False).sum()
    whole = found.groupby("lead_source")["calls"].transform("sum")
    order = np.lexsort((found["try"], found["lead_source"], -whole, found["lead_source"] != ALL))
    found = found.iloc[order].reset_index(drop=True)
    edges = [interval(done, calls) for done, calls in zip(found["successes"], found["calls"], strict=True)]
    return found.assign(
        rate=found["successes"] / found["calls"],
        low=[low for low, _ in edges],
        high=[high for _, high in edges],
    )


def _sums(try_of: Ints, won: Floats, source: Ints, names: np.ndarray) -> pd.DataFrame:
    """The calls and successes of each try and source, which is told by its number among `names`."""
    key = source * (MOST_TRIES + 1) + try_of
    calls = np.bincount(key)
    some = np.flatnonzero(calls)
    return pd.DataFrame(
        {
            "lead_source": names[some // (MOST_TRIES + 1)],
            "try": some % (MOST_TRIES + 1),
            "calls": calls[some].astype("float64"),
            "successes": np.bincount(key, won)[some],
        }
    )


def stops(found: pd.DataFrame, fresh: float = FRESH) -> pd.DataFrame:
    """The stop for each lead source of `yields`, in the same order; a fresh lead costs `fresh` calls.

    Columns lead_source, calls, successes, stop (the last try that pays; NaN where the data do not tell),
    stop_low and stop_high (four in five), and what stopping there would have saved and lost: calls_saved,
    successes_lost and their shares calls_saved.share and successes_lost.share. NaN without a stop.
    """
    rows = []
    for source, own in found.groupby("lead_source", sort=False):
        number, calls, done = (own[key].to_numpy("float64") for key in ("try", "calls", "successes"))
        stop, low, high = _stop(number, calls, done, fresh)
        rows.append(
            {
                **{"lead_source": source, "calls": calls.sum(), "successes": done.sum()},
                **{"stop": stop, "stop_low": low, "stop_high": high},
                **after(own, stop),
            }
        )
    columns = ["lead_source", "calls", "successes", "stop", "stop_low", "stop_high", *after(found, math.nan)]
    return pd.DataFrame(rows, columns=columns)


def after(own: pd.DataFrame, stop: float) -> dict[str, float]:
    """What no tries after `stop` would have saved and lost of the `yields` of one lead source: calls_saved,
    successes_lost, and their shares. All NaN where `stop` is.

    >>> rows = pd.DataFrame({"try": [1, 2], "calls": [60.0, 40.0], "successes": [9.0, 1.0]})
    >>> after(rows, 1)["calls_saved.share"], after(rows, 1)["successes_lost.share"]
    (0.4, 0.1)
    """
    late = own["try"] > stop
    saved, lost = (float(own.loc[late, key].sum()) for key in ("calls", "successes"))
    calls, done = float(own["calls"].sum()), float(own["successes"].sum())
    figures = {
        **{"calls_saved": saved, "successes_lost": lost},
        **{"calls_saved.share": saved / calls if calls else math.nan},
        **{"successes_lost.share": lost / done if done else math.nan},
    }
    return dict.fromkeys(figures, math.nan) if math.isnan(stop) else figures


def _stop(number: Floats, calls: Floats, done: Floats, fresh: float) -> tuple[float, float, float]:
    """The stop and its range, NaN where the data do not tell."""
    nothing = math.nan, math.nan, math.nan
    known = 0  # tries from the first on that have enough calls
    while known < len(number) and number[known] == known + 1 and calls[known] >= ENOUGH:
        known += 1
    if known < 2 or done[:known].sum() < ENOUGH_SUCCESSES:
        return nothing
    random = np.random.default_rng(17)  # the same counts give the same stop
    won, lost = done[:known] + 0.5, calls[:known] - done[:known] + 0.5
    drawn = best_stops(random.beta(won, lost, (DRAWS, known)), fresh)
    if (drawn == known).mean() > UNTOLD:
        return nothing
    stop = int(best_stops((done[:known] / calls[:known])[None, :], fresh)[0])
    if stop == known:
        return nothing
    low, high = np.quantile(drawn, [(1 - SURE) / 2, (1 + SURE) / 2], method="inverted_cdf")
    return float(stop), min(float(low), stop), max(float(high), stop)


def best_stops(rates: Floats, fresh: float = FRESH) -> Floats:
    """For each row of `rates` (the yield of each try) the stop that brings most a call.

    >>> best_stops(np.array([[0.13, 0.12, 0.1, 0.09, 0.07, 0.06, 0.05, 0.04]]))
    array([4])
    """
    reached = np.cumprod(np.hstack([np.ones((len(rates), 1)), 1 - rates[:, :-1]]), axis=1)
    worth = np.cumsum(reached * rates, axis=1) / (fresh + np.cumsum(reached, axis=1))
    found: Floats = np.argmax(worth, axis=1) + 1
    return found
