"""Where people typed another number for a rep and a day than the other sources have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.language import say
from sheetkpi.sources.issues import Issues

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.sources.records.cells import Array, Flags, Ints
    from sheetkpi.sources.records.records import Records, Rules

_EQUAL = 1e-6
"""Sums of amounts that differ by less are the same."""


@dataclass(frozen=True, eq=False)
class Origins:
    """Where events come from, an entry per event in every array: the number of its part, its row in that
    sheet's cells, its rep and day, and one number (`key`) for the two."""

    parts: Sequence[Records]
    part: Ints
    row: Ints
    rep: pd.Series
    day: Array
    key: Array

    @property
    def typed(self) -> Flags:
        """Which events people typed into the KPI workbook."""
        flags: Flags = np.array([part.recognised.sheet.typed for part in self.parts], dtype=bool)[self.part]
        return flags


def contradictions(origins: Origins, name: str, values: Array, raw: Array, rules: Rules) -> list[Issues]:
    """A note for each rep and day on which what was typed for the count `name` is not what others have.

    `values` are the count per event; `raw` has those of other sources than people's typing that count by
    themselves, else 0. Where only one side has anything the other knows nothing, and nothing is contradicted.
    """
    entered = np.flatnonzero(origins.typed & (values != 0))
    if not len(entered):
        return []
    present, first, member = np.unique(origins.key[entered], return_index=True, return_inverse=True)
    sums = np.bincount(member, weights=values[entered], minlength=len(present))
    beside = np.flatnonzero((raw != 0) & np.isin(origins.key, present))
    places = np.searchsorted(present, origins.key[beside])
    others = np.bincount(places, weights=raw[beside], minlength=len(present))
    shown = rules.tree[name].label or say(name, rules.settings.language)
    notes = []
    for place in np.flatnonzero((others != 0) & (np.abs(sums - others) > _EQUAL)).tolist():
        event = int(entered[first[place]])
        recognised = origins.parts[int(origins.part[event])].recognised
        said: dict[str, object] = {
            "count": shown,
            "rep": str(origins.rep.iloc[event]),
            "day": str(origins.day[event].astype("datetime64[D]")),
            "entry": f"{sums[place]:,.10g}",
            "other": f"{others[place]:,.10g}",
        }
        reason = f"reason.entry_differs_{rules.settings.daily_entry}"
        row = origins.row[event : event + 1].astype(np.intp)
        notes.append(Issues(recognised.sheet, reason, row, recognised.counts.get(name), "note", said))
    return notes
