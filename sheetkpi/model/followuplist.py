"""Whom to call next: the open leads in the order to call, why, and which are left alone.

Promises come first, those for today before those missed, the latest on top; then leads nobody has touched,
the longest waiting on top; then all others by the meetings to be expected of a call. A lead promised for a
later day waits for it, and one touched today is done for today. Left out are those with a meeting that
was not called off, with a deal that is open, won or lost, or a last result that says so, those not to be
called, with a wrong number or closed by their list, and, where the company has set a stop, those tried as
often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from sheetkpi.model.followups import LeadScore

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

LEFT_OUT = ("barred", "wrong", "won", "deal", "lost", "met", "closed", "stop", "promised", "today")
"""Why a lead is not on the list, the first that holds."""
FOR_NOW = ("promised", "today")
"""Those that hold for now only."""

GROUPS = ("promise", "untouched", "score")


@dataclass(frozen=True, eq=False)
class LeadQueue:
    """The open leads in the order to call, `why` each lead is left out ("" for the open ones), and how many
    are, by reason (`LEFT_OUT`).

    `leads` has the columns of `leadhistories.histories` and `number` (the lead's), `group` (`GROUPS`),
    `expected` (meetings to be expected of a call, 0 to 1), `overdue` and `waiting` (days; NaN where no
    promise is due, or the day it came in is not known), `reasons` (a tuple of column and level, the strongest
    first, of what speaks for it).
    """

    leads: pd.DataFrame
    why: Array
    left_out: Mapping[str, int]


def lead_queue(
    leads: pd.DataFrame, known: pd.DataFrame, score: LeadScore, today: date, stop: int | None = None
) -> LeadQueue:
    """The queue of `leads` (see `leadhistories.histories`), of which `known` is what the `score` asks for.

    `stop` is the number of tries after which nobody is called any more, None for no such number.
    """
    why = _left_out(leads, today, stop)
    counts = {reason: int((why == reason).sum()) for reason in LEFT_OUT}
    aside = {reason: count for reason, count in counts.items() if count}
    places = np.flatnonzero(why == "")
    kept = leads.iloc[places].assign(number=places)
    stamp = np.datetime64(today, "s")
    promised, arrived = (kept[name].to_numpy().astype("datetime64[s]") for name in ("promised", "arrived"))
    overdue = np.where(np.isnat(promised), np.nan, _days(stamp - promised))
    waiting = np.where(np.isnat(arrived), np.nan, _days(stamp - arrived))
    untouched = kept["last"].isna().to_numpy()
    group = np.where(~np.isnat(promised), 0, np.where(untouched, 1, 2))
    expected = score.probability(known.iloc[places]).to_numpy()
    turn = np.where(group == 0, overdue, np.where(group == 1, -np.nan_to_num(waiting, nan=-1.0), 0.0))
    order = np.lexsort((np.arange(len(kept)), -np.nan_to_num(expected), turn, group))
    ranked = kept.assign(
        group=np.array(GROUPS, dtype=object)[group], expected=expected, overdue=overdue, waiting=waiting
    ).iloc[order]
    return LeadQueue(ranked.reset_index(drop=True), why, aside)


def with_reasons(rows: pd.DataFrame, known: pd.DataFrame, score: LeadScore, number: int = 2) -> pd.DataFrame:
    """`rows` of a queue with `reasons`: what speaks for each lead most, as (column, level)."""
    if rows.empty:
        return rows.assign(reasons=pd.Series([], dtype=object))
    said = score.reasons(known.iloc[rows["number"].to_numpy()], len(score.columns) or 1)
    every: list[tuple[tuple[str, str], ...]] = [()] * len(rows)
    for rank in range(1, len(score.columns) + 1):
        column, level, odds = (
            said[f"reason{rank}.{name}"].tolist() for name in ("column", "level", "log_odds")
        )
        for row in np.flatnonzero(np.array(odds) > 0).tolist():
            if len(every[row]) < number:
                every[row] = (*every[row], (column[row], level[row]))
    return rows.assign(reasons=pd.Series(every, index=rows.index, dtype=object))


def page_of_each(queue: LeadQueue, most: int) -> pd.DataFrame:
    """The first `most` leads of each rep's queue, with their `rank`, in the order of the whole queue."""
    rank = queue.leads.groupby("rep", sort=False).cumcount() + 1
    return queue.leads.assign(rank=rank)[rank.to_numpy() <= most].reset_index(drop=True)


def _left_out(leads: pd.DataFrame, today: date, stop: int | None) -> Array:
    """The reason why each lead is not called, "" for the open ones."""
    stamp = np.datetime64(today, "s")
    promised = leads["promised"].to_numpy().astype("datetime64[s]")
    deal, outcome = leads["deal"].to_numpy(dtype=object), leads["outcome"].to_numpy(dtype=object)
    tries, state = leads["tries"].to_numpy(), leads["state"].to_numpy(dtype=object)
    holds: dict[str, Array] = {
        "barred": leads["barred"].to_numpy(dtype=bool),
        "wrong": outcome == "wrong",
        "won": (deal == "won") | (state == "won") | (outcome == "won"),
        "deal": deal == "open",
        "lost": (deal == "lost") | ((outcome == "lost") & np.isnat(promised)),
        "met": leads["met"].to_numpy(dtype=bool) | ((state == "met") & (outcome != "called_off")),
        "closed": state == "closed",
        "stop": np.zeros(len(leads), dtype=bool) if stop is None else tries >= stop,
        "promised": promised > stamp,
        "today": leads["last"].to_numpy().astype("datetime64[s]") >= stamp,
    }
    why = np.full(len(leads), "", dtype=object)
    for reason in reversed(LEFT_OUT):
        why[holds[reason].astype(bool)] = reason
    return why


def _days(span: Array) -> Array:
    return span.astype("timedelta64[D]").astype("float64")
