"""Why people said no and why deals were lost, summed by day, rep, team, lead source and reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from sheetkpi.sources.records.cells import Array, Ints
    from sheetkpi.sources.records.records import Happenings, Records

REFUSAL_KEYS = ("date", "rep", "team", "lead_source", "lost", "reason")
"""What a row of `Activity.refusals` tells apart."""


def refusals_of(
    parts: Sequence[tuple[Records, Happenings]], source: Ints, frame: pd.DataFrame, counted: Array
) -> pd.DataFrame | None:
    """`Activity.refusals` of the events in `frame`, of which `source` tells the part and `counted` how many
    activities each stands for; None where no record says why."""
    seen: set[int] = set()
    found = []
    for number, (part, happenings) in enumerate(parts):
        refusals = part.refusals
        if refusals is None or id(part) in seen:
            continue
        if part.recognised.shape == "deals" and "opportunities" not in happenings.counts:
            continue
        seen.add(id(part))  # the other happenings are of the same records
        rows = np.flatnonzero(source == number)
        code = refusals.reason.codes[happenings.record]
        kept = (code >= 0) & (counted[rows] > 0)
        names = frame.loc[rows[kept], ["rep", "team", "lead_source"]].reset_index(drop=True)
        record = happenings.record[kept]
        found.append(
            names.assign(
                date=refusals.days[record].astype("datetime64[s]"),
                lost=refusals.lost[record],
                reason=refusals.reason.spread(refusals.reason.texts, "")[record],
                records=counted[rows[kept]],
            )
        )
    if not found:
        return None
    whole = pd.concat(found, ignore_index=True)
    return whole.groupby(list(REFUSAL_KEYS), observed=True, sort=False)["records"].sum().reset_index()
