"""How one rep's figures stand beside those of the colleagues, told so that nobody's figure can be worked out.

What is told is one thing: between which two round numbers the average of the colleagues lies (`EDGES`). All
else in the table follows from it and from one's own figure: the range of a rate from the ranges of its two
counts, above or below from one's own figure and the range. What is told, and whether, depends on the size of
the team and the table alone, never on a figure: a cell left empty because of what it would tell, tells it.

Why nothing follows. Let n be the number of colleagues, at least `COLLEAGUES`, and S the sum of their counts,
of which S/n is told to lie in [low, high). As high - low >= 2, S is one of at least 2n neighbouring whole
numbers, so S and S+1 or S-1 are told alike: add one to anybody's count, or take one away. So neither the list
of the counts follows nor, the names being interchangeable, anybody's count. It follows neither from several
distributions: of a month that was told day by day, add one to somebody's last day; or, where S is the last
number of its range, take it away from a colleague who did something since S entered the range, on all days
from then on. It follows neither from counts of which one is a part of the other (connects of calls): where
both lie in one range, one of both may be added or taken away, and where they do not there is room between
them. `tests/model/test_peers.py` enumerates all of this for teams of three to eight and counts up to four.

Left out, for together they do tell: the team's total (own 3, total 3: all others 0), the rank (own 0, rank
1), the median, and halves or thirds beside an average (own 5, in the last third of six, average below 5: 6,
6, 6, 6, 0). The won amount has no range: a single win is worth more than any that would hide it.

Told by other means: own targets are handed out without the team's and without weights (own share of what the
team did in three months; together with what was done it gives the team's sum). They are in the ratios of the
team's assumed rates, which any multiple of the colleagues' counts gives as well. What a stage costs rests on
one's own rates and the bands, which people typed; where one lands, on one's own days (`landings` of those
`apart`; what everybody did in the month would follow from it to the unit). Rows of lead sources are one's own
alone, and so is the list of sources to choose from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.metrics import Kpi, KpiTree
from sheetkpi.model.roster import UNASSIGNED

COLLEAGUES = 3
"""Colleagues of whom the count must be measured. Two could tell each other what the third did."""

_STEPS = (10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 50, 60, 70, 80)
EDGES = (0, 2, 5, *(step * 10**power for power in range(12) for step in _STEPS))
"""Between two of these, the upper one excluded, the average is told to lie: about a fifth apart, and at
least 2."""

SHOWN = (
    *("calls", "connects", "connect_rate", "meetings", "meeting_rate"),
    *("opportunities", "wins", "win_rate", "won_amount"),
)
"""The KPIs in which people are told where they stand."""

WITHOUT_RANGE = ("won_amount",)

Range = tuple[float, float]


def standings(reps: pd.DataFrame, tree: KpiTree) -> pd.DataFrame:
    """Standing: a row for each rep and each KPI of `SHOWN`. `reps` is RepKPI.

    Columns: rep, kpi, actual, peers (of whom it is measured, the rep among them), colleagues_average and
    against (sentences, see `workbook.wording`) and remark, a key of the language that says why there is none.
    What is not told is None.
    """
    rows: list[dict[str, Any]] = []
    kpis = [kpi for kpi in tree if kpi.key in SHOWN]
    for team, group in reps.groupby("team", sort=False):
        counts = {kpi.key: group[kpi.key].to_numpy("float64") for kpi in kpis if kpi.kind != "rate"}
        for place, rep in enumerate(group["rep"]):
            ranges = {
                key: average_range(np.delete(values, place))
                for key, values in counts.items()
                if team != UNASSIGNED and key not in WITHOUT_RANGE
            }
            rows += [_row(rep, kpi, float(group[kpi.key].iloc[place]), ranges, counts) for kpi in kpis]
    columns = ["rep", "kpi", "actual", "peers", "colleagues_average", "against", "remark"]
    frame = pd.DataFrame(rows, columns=columns).astype(object)
    return frame.where(frame.notna(), None)


def average_range(colleagues: np.ndarray) -> Range | None:
    """Between which of `EDGES` the average of the colleagues' counts lies (NaN: not measured of them); None
    where there are fewer than `COLLEAGUES`.

    >>> average_range(np.array([0, 1, 6.0])), average_range(np.array([60, 61])), average_range(np.zeros(5))
    ((2, 5), None, (0, 2))
    """
    known = colleagues[~np.isnan(colleagues)]
    if len(known) < COLLEAGUES:
        return None
    above = bisect_right(EDGES, max(float(known.sum()) / len(known), 0.0))
    return EDGES[above - 1], EDGES[min(above, len(EDGES) - 1)]


def rate_range(numerator: Range | None, denominator: Range | None) -> Range | None:
    """Between which rates that of the colleagues lies, as far as the ranges of its counts tell; None where
    they do not.

    >>> rate_range((20, 25), (100, 120)), rate_range((0, 2), (0, 2))
    ((0.16, 0.25), None)
    """
    if numerator is None or denominator is None or not denominator[0]:
        return None
    low, high = numerator[0] / denominator[1], min(numerator[1] / denominator[0], 1.0)
    return floor(low * 100) / 100, ceil(high * 100) / 100


def _row(
    rep: str, kpi: Kpi, own: float, ranges: Mapping[str, Range | None], counts: Mapping[str, np.ndarray]
) -> dict[str, Any]:
    row: dict[str, Any] = {"rep": rep, "kpi": kpi.key, "actual": None if np.isnan(own) else own, "remark": ""}
    if kpi.kind == "rate":
        parts = (ranges.get(kpi.numerator), ranges.get(kpi.denominator))
        told, missing = rate_range(*parts), "standing.few" if None in parts else "standing.no_rate"
    else:
        row["peers"] = int((~np.isnan(counts[kpi.key])).sum())
        told, missing = ranges.get(kpi.key), "standing.few"
    if kpi.key in WITHOUT_RANGE:
        missing = "standing.no_range"
    if told is None:
        return row | {"remark": missing}
    against = None if np.isnan(own) else _against(own, told)
    return row | {"colleagues_average": _told(told, kpi.kind == "rate"), "against": against}


def _against(own: float, told: Range) -> str:
    if own < told[0]:
        return "standing.below"
    return "standing.above" if own >= told[1] else "standing.within"


def _told(told: Range, is_rate: bool) -> tuple[str, dict[str, str]]:
    low, high = (f"{edge:.0%}" if is_rate else f"{edge:,.0f}" for edge in told)
    return (
        ("standing.range", {"low": low, "high": high})
        if told[0]
        else ("standing.range_below", {"high": high})
    )
