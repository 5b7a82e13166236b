"""What reps are held against: the rate of their colleagues, for leads of the same sources.

Bands are the market's; whether a rep does worse than could be expected is told by those who work the same
leads. Colleagues are the rest of the team, and of all teams where the team does not differ from them: more
colleagues are a surer measure, but nobody is blamed for the list the whole team has. Each lead source counts
as often as the rep has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.sums import places

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

COLLEAGUES = 3
"""Others with a sample, below whom there is nobody to be held against."""

DIFFERS = 1.28
"""Standard errors between team and all others, from which on a team stands for itself."""

SAMPLE = 30
"""What others must have of a lead source before its rate is taken as its own."""


@dataclass(frozen=True)
class Reference:
    """The rate expected of somebody, as `count` in a `sample` that is as sure as it, of `others` people."""

    count: float
    sample: float
    others: int

    @property
    def rate(self) -> float:
        """The rate expected."""
        return self.count / self.sample if self.sample else 0.0


def references(
    sums: pd.DataFrame, above: str, below: str, least: float = 1.0
) -> dict[tuple[str, str], Reference]:
    """What each rep is held against, for those who have colleagues.

    `sums` has a row per team, rep and lead_source with the counts `above` and `below` of a rate. Who has
    less than `least` below is nobody's colleague.

    >>> sums = pd.DataFrame({"team": "T", "rep": ["a", "b", "c", "d"], "lead_source": "",
    ...                      "connects": [100] * 4, "meetings": [5, 10, 10, 10]})
    >>> found = references(sums, "meetings", "connects")
    >>> round(found["T", "a"].rate, 3), found["T", "a"].others
    (0.1, 3)
    """
    known = sums[(sums[below] > 0) & (sums["rep"] != UNASSIGNED)]
    if known.empty:
        return {}
    pairs, pair_of = _coded(known, ["team", "rep"])
    sources, source_of = _coded(known, ["lead_source"])
    grids = []
    for count in (above, below):
        grid = np.zeros((len(pairs), len(sources)))
        np.add.at(grid, (pair_of, source_of), known[count].to_numpy("float64"))
        grids.append(grid)
    won, tried = grids
    counted = tried.sum(axis=1) >= least
    numbers: dict[str, int] = {}
    team = np.array([numbers.setdefault(name, len(numbers)) for name, _ in pairs])
    mates = [counted & (team == number) for number in range(len(numbers))]
    # Of each pair: those of the team, everybody, and the rest of them, all without the pair.
    own = np.where(counted[:, None], won, 0.0), np.where(counted[:, None], tried, 0.0)
    near = [
        np.array([of[one].sum(axis=0) for one in mates])[team] - part
        for of, part in zip(grids, own, strict=True)
    ]
    everybody = [of[counted].sum(axis=0) - part for of, part in zip(grids, own, strict=True)]
    rest = [whole - part for whole, part in zip(everybody, near, strict=True)]
    near_people = np.array([one.sum() for one in mates])[team] - counted
    totals = [part.sum(axis=1) for part in (*near, *rest)]
    alone = ((near_people >= COLLEAGUES) & _differ(*totals)) | (totals[3] == 0)
    pool = [np.where(alone[:, None], *both) for both in zip(near, everybody, strict=True)]
    people = np.where(alone, near_people, counted.sum() - counted)
    held = np.flatnonzero(people >= COLLEAGUES)
    expected = _expected(tried[held], pool[0][held], pool[1][held], people[held].tolist())
    return dict(zip([pairs[place] for place in held], expected, strict=True))


def _coded(frame: pd.DataFrame, columns: list[str]) -> tuple[list[Any], np.ndarray]:
    numbers, names = places(frame, columns)
    return names, numbers


def _differ(won: Floats, tried: Floats, others_won: Floats, others_tried: Floats) -> Bools:
    """Whether the rate of each team differs from that of all others; it does where there is none."""
    known = (tried > 0) & (others_tried > 0)
    tried, others_tried = np.where(known, tried, 1.0), np.where(known, others_tried, 1.0)
    rate = (won + others_won) / (tried + others_tried)
    error = np.sqrt(np.maximum(rate * (1 - rate), 0.0) * (1 / tried + 1 / others_tried))
    return ~known | (np.abs(won / tried - others_won / others_tried) > DIFFERS * error)


def _expected(own: Floats, won: Floats, tried: Floats, others: Sequence[int]) -> list[Reference]:
    """The others' rates by source, each as often as `own` has it, and how sure that is: a row for each."""
    everything = tried.sum(axis=1, keepdims=True)
    overall = won.sum(axis=1, keepdims=True) / everything
    enough = tried >= SAMPLE
    rates = np.where(enough, np.divide(won, tried, out=np.zeros_like(won), where=tried > 0), overall)
    weights = own / own.sum(axis=1, keepdims=True)
    spread = np.where(
        enough, rates * (1 - rates) / np.maximum(tried, 1), overall * (1 - overall) / everything
    )
    squared, found = weights**2, []
    for place, number in enumerate(others):
        rate, variance = float(weights[place] @ rates[place]), float(squared[place] @ spread[place])
        sample = rate * (1 - rate) / variance if variance > 0 else float(everything[place, 0])
        found.append(Reference(rate * sample, sample, number))
    return found


def median_of_others(values: Mapping[tuple[str, str], float], pair: tuple[str, str]) -> float | None:
    """The median of what the others of the team, else of all, have; None of fewer than `COLLEAGUES`."""
    team = [value for (team, rep), value in values.items() if team == pair[0] and rep != pair[1]]
    everybody = [value for (_, rep), value in values.items() if rep != pair[1]]
    pool = team if len(team) >= COLLEAGUES else everybody
    return float(np.median(pool)) if len(pool) >= COLLEAGUES else None
