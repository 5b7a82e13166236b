"""What a handed-out workbook leaves to chance: worked out from the recipient's own rows alone.

The quantile of the KPI workbook (see `chance`) corrects for the looks at everybody, less those already named:
whoever reads it from the hidden cell knows how many colleagues are below. A handed-out workbook is therefore
a family of its own: it corrects for the looks in it, and gives way only as far as needed for what the KPI
workbook says of its recipient to be said here too. So it tells nothing but what stands in the recipient's own
rows: their figures, and the words beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from sheetkpi.model.chance import LEVEL, SURE
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.verdicts import ABOVE, BELOW, CHANCE, WITHIN, deviations
from sheetkpi.model.wilson import Z_95

STEP = 0.01
"""How far the quantile keeps from a figure that it must lie above or below: no cell that works it out again
comes to another word."""

Floats = np.ndarray


def own_quantiles(
    told: Sequence[tuple[pd.DataFrame, str]], more: Sequence[tuple[pd.DataFrame, str]], tree: KpiTree
) -> dict[str, float]:
    """The normal quantile of each recipient's workbook.

    `told` are the views of the KPI workbook of which recipients are handed rows, whose words stand; `more`
    those made for them alone. Beside each stands the column that says whose a row is. Without bands there are
    no looks, and a single look's quantile stands.
    """
    standing = _looks(told, tree)
    count = pd.concat([standing, _looks(more, tree)]).groupby("name").size()
    by_name = {str(name): own for name, own in standing.groupby("name")}
    found = {}
    for name, looks in count.items():
        own = by_name.get(str(name), standing.iloc[:0])
        words = own["word"]
        found[str(name)] = own_quantile(
            int(looks),
            own.loc[words == CHANCE, "deviation"].tolist(),
            own.loc[words == BELOW, "deviation"].tolist(),
        )
    return found


def own_quantile(looks: int, chance: Sequence[float], below: Sequence[float]) -> float:
    """The quantile for this many `looks` together, above the deviations that are called `chance` and under
    those called `below`.

    >>> round(own_quantile(4, [], []), 3), own_quantile(4, [2.5], [3.0]), own_quantile(400, [], [3.0])
    (2.241, 2.51, 2.99)
    """
    usual = NormalDist().inv_cdf(1 - min(LEVEL / max(looks, 1), SURE))
    least, most = max(chance, default=0.0), min(below, default=np.inf)
    if least <= usual < most:
        return usual
    between = (least + most) / 2
    return float(min(least + STEP, between) if usual < least else max(most - STEP, between))


def judged_apart(view: pd.DataFrame, quantiles: Mapping[str, float], by: str, tree: KpiTree) -> pd.DataFrame:
    """`view` (see `verdicts.with_bands`) with its words at each recipient's own quantile; `by` is the column
    that says whose a row is."""
    columns = {}
    z = view[by].astype("str").map(quantiles).fillna(Z_95).to_numpy("float64")
    for key, deviation in deviations(view, tree).items():
        words = view[f"{key}.verdict"].to_numpy(object, copy=True)
        left = np.isin(words.astype("str"), (BELOW, CHANCE))
        words[left] = np.where(deviation > z, BELOW, CHANCE)[left]
        columns[f"{key}.verdict"] = pd.Series(words, index=view.index, dtype=object)
    return view.assign(**columns)


def _looks(views: Sequence[tuple[pd.DataFrame, str]], tree: KpiTree) -> pd.DataFrame:
    """Every rate of `views` that chance may explain or not: whose it is, its deviation and its word."""
    found = [
        pd.DataFrame({"name": pd.Series(dtype="str"), "deviation": pd.Series(dtype="float64"), "word": ""})
    ]
    for view, by in views:
        for key, deviation in deviations(view, tree).items():
            every = pd.DataFrame(
                {
                    "name": view[by].astype("str").to_numpy(),
                    "deviation": deviation,
                    "word": view[f"{key}.verdict"].to_numpy(object),
                }
            )
            found.append(every[every["word"].isin((BELOW, CHANCE, WITHIN, ABOVE))])
    return pd.concat(found, ignore_index=True)
