"""Several sources that tell of the same: which of them counts.

Deals alone give opportunities, wins and won amount where there are any. For every other count the sources
are ranked in the order given, what people typed last (or first, or beside, as the setting `daily_entry`
says), and for each rep, day and count the first that has any is taken; the rest is noted. Sheets of one
layout whose records have ids are one source: their ids have told already what is there twice. Where people
typed another number than the other sources have, the rep and day are named, whichever counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.language import say
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.joining.contradictions import Origins, contradictions

if TYPE_CHECKING:
    from sheetkpi.model.roster import Assignment
    from sheetkpi.sources.records.cells import Array, Flags, Ints
    from sheetkpi.sources.records.records import Records, Rules

DEAL_COUNTS = ("opportunities", "wins", "won_amount")
"""What deals alone tell where there are any."""


def overlaps(
    parts: Sequence[Records],
    source: Ints,
    rows: Ints,
    assigned: Assignment,
    days: Array,
    counts: dict[str, Array],
    rules: Rules,
) -> list[Issues]:
    """Set to 0 in `counts` what another source tells already, and say so.

    `source` numbers the part each event comes from, `rows` are the rows of its sheet; `assigned`, `days` and
    `counts` are per event.
    """
    notes: list[Issues] = []
    from_deals = np.array([part.recognised.shape == "deals" for part in parts], dtype=bool)
    ranks = _ranks(parts, rules)
    typed = [part.recognised.sheet.typed for part in parts]
    beside = any(typed) and not all(typed)
    if not beside and not from_deals.any() and len(np.unique(ranks[ranks != 0])) < 2:
        return notes  # one source alone
    reps = assigned.rep
    key = reps.cat.codes.to_numpy().astype(np.int64) * 1_000_000 + days.astype("datetime64[D]").astype(
        np.int64
    )
    origins = Origins(parts, source, rows, reps, days, key)
    for name, values in counts.items():
        by_deals = name in DEAL_COUNTS and from_deals.any()
        if beside:
            raw = np.where(origins.typed, 0, values)
            out = ~from_deals[source] if by_deals else covered_before(raw, ranks[source], key)
            notes += contradictions(origins, name, values, np.where(out, 0, raw), rules)
        if by_deals:
            lost = (values != 0) & ~from_deals[source]
            reason = "reason.deals_first"
        else:
            lost = covered_before(values, ranks[source], key)
            reason = "reason.overlap"
        if lost.any():
            shown = rules.tree[name].label or say(name, rules.settings.language)
            notes += _notes(parts, source, reps, key, values, lost, shown, reason)
            values[lost] = 0
    return notes


def _ranks(parts: Sequence[Records], rules: Rules) -> Ints:
    """The rank of each part's source, 0 for sources that are added to the others."""
    first: dict[object, int] = {}
    ranks = []
    for place, part in enumerate(parts):
        recognised = part.recognised
        layout: object = id(recognised.sheet)
        if "id" in recognised.columns:
            layout = (recognised.shape, tuple(recognised.read_as.items()))
        rank = first.setdefault(layout, place + 1)
        if recognised.sheet.typed:
            rank = {"fill": rank + len(parts), "prefer": rank - len(parts) - 1, "add": 0}[
                rules.settings.daily_entry
            ]
        ranks.append(rank)
    return np.array(ranks, dtype=np.int32)


def covered_before(values: Array, ranks: Ints, key: Array) -> Flags:
    """Which events add to a count that a source of a lower rank has for the same rep and day."""
    lost = np.zeros(len(values), dtype=bool)
    counting = np.flatnonzero((values != 0) & (ranks != 0))
    present = np.unique(ranks[counting])
    if len(present) < 2:
        return lost
    covered = np.zeros(0, dtype=np.int64)
    for rank in present.tolist():
        mine = counting[ranks[counting] == rank]
        again = np.isin(key[mine], covered)
        lost[mine[again]] = True
        covered = np.union1d(covered, key[mine[~again]])
    return lost


def _notes(
    parts: Sequence[Records],
    source: Ints,
    reps: pd.Series,
    key: Array,
    values: Array,
    lost: Flags,
    shown: str,
    reason: str,
) -> list[Issues]:
    """One note for each sheet and rep: how much of which count was not added, over how many days."""
    rows = np.flatnonzero(lost)
    sheets: dict[int, int] = {}
    numbers = [sheets.setdefault(id(part.recognised.sheet), place) for place, part in enumerate(parts)]
    frame = pd.DataFrame(
        {
            "sheet": np.array(numbers)[source[rows]],
            "rep": reps.iloc[rows].astype("str").to_numpy(),
            "day": key[rows],
            "value": values[rows].astype(np.float64),
        }
    )
    grouped = frame.groupby(["sheet", "rep"], sort=False).agg(days=("day", "nunique"), total=("value", "sum"))
    return [
        Issues(
            parts[int(sheet)].recognised.sheet,
            reason,
            severity="note",
            values={"count": shown, "rep": rep, "days": int(days), "total": f"{total:,.0f}"},
        )
        for (sheet, rep), days, total in grouped.itertuples()
    ]
