"""The band of the meeting rate to expect from where the leads come from.

Each edge is the mean of the sources' edges, weighted by connects: for verdicts of the views and for the
diagnosis alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sheetkpi.model.benchmarks import Band, Bands
from sheetkpi.model.sums import Name, places


@dataclass(frozen=True)
class Mix:
    """The edges of a mixed band, each None where one of the sources has none, and whether any source has a
    band of its `own`, other than that of all."""

    low: float | None
    high: float | None
    own: bool


def source_mixes(
    facts: pd.DataFrame, by: Iterable[str], bands: Bands, groups: Callable[[Name], Iterable[Name]]
) -> dict[Name, Mix]:
    """The mix of each group with connects in `facts`; `groups` has those that a name (values of the columns
    `by`) belongs to."""
    place, names = places(facts, [*by, "lead_source"])
    connects = np.bincount(place, np.nan_to_num(facts["connects"].to_numpy("float64")), len(names))
    weights: dict[Name, dict[str, float]] = {}
    for (*name, source), number in zip(names, connects.tolist(), strict=True):
        if number > 0:
            for group in groups(tuple(name)):
                of_group = weights.setdefault(group, {})
                of_group[str(source)] = of_group.get(str(source), 0.0) + number
    found = {source: bands.band("meeting_rate", source) for of in weights.values() for source in of}
    overall = bands.band("meeting_rate")
    own = {s for s, band in found.items() if (band.low, band.high) != (overall.low, overall.high)}
    return {
        group: Mix(_mean(of, found, "low"), _mean(of, found, "high"), not own.isdisjoint(of))
        for group, of in weights.items()
    }


def _mean(weights: Mapping[str, float], found: Mapping[str, Band], edge: str) -> float | None:
    edges = [(number, getattr(found[source], edge)) for source, number in weights.items()]
    if any(value is None for _, value in edges):
        return None
    return float(sum(number * value for number, value in edges) / sum(number for number, _ in edges))
