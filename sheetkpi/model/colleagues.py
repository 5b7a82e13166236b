"""What reps are held against: the rate of their colleagues, for leads of the same sources.

Bands are the market's; whether a rep does worse than could be expected is told by those who work the same
leads. Colleagues are the rest of the team, and of all teams where the team does not differ from them: more
colleagues are a surer measure, but nobody is blamed for the list the whole team has. Each lead source counts
as often as the rep has it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.sums import places

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
    teams = np.array([team for team, _ in pairs])
    found = {}
    whole = (won[counted].sum(axis=0), tried[counted].sum(axis=0), int(counted.sum()))
    of_team = {}
    for team in set(teams):
        mates = counted & (teams == team)
        of_team[team] = (won[mates].sum(axis=0), tried[mates].sum(axis=0), int(mates.sum()))
    for place, pair in enumerate(pairs):
        own = (won[place], tried[place], 1) if counted[place] else (0.0, 0.0, 0)
        mates, everybody = (
            (total[0] - own[0], total[1] - own[1], total[2] - own[2]) for total in (of_team[pair[0]], whole)
        )
        rest = tuple(all_ - near for all_, near in zip(everybody, mates, strict=True))
        alone = mates[2] >= COLLEAGUES and _differ(
            mates[0].sum(), mates[1].sum(), rest[0].sum(), rest[1].sum()
        )
        pool = mates if alone or not rest[1].sum() else everybody
        if pool[2] >= COLLEAGUES:
            found[pair] = _expected(tried[place], *pool)
    return found


def _coded(frame: pd.DataFrame, columns: list[str]) -> tuple[list[Any], np.ndarray]:
    numbers, names = places(frame, columns)
    return names, numbers


def _differ(won: float, tried: float, others_won: float, others_tried: float) -> bool:
    if not tried or not others_tried:
        return True
    rate = (won + others_won) / (tried + others_tried)
    error = math.sqrt(max(rate * (1 - rate), 0.0) * (1 / tried + 1 / others_tried))
    return abs(won / tried - others_won / others_tried) > DIFFERS * error


def _expected(own: np.ndarray, won: np.ndarray, tried: np.ndarray, others: int) -> Reference:
    """The others' rates by source, each as often as `own` has it, and how sure that is."""
    overall, everything = won.sum() / tried.sum(), tried.sum()
    enough = tried >= SAMPLE
    rates = np.where(enough, np.divide(won, tried, out=np.zeros_like(won), where=tried > 0), overall)
    weights = own / own.sum()
    rate = float(weights @ rates)
    spread = np.where(
        enough, rates * (1 - rates) / np.maximum(tried, 1), overall * (1 - overall) / everything
    )
    variance = float((weights**2) @ spread)
    sample = rate * (1 - rate) / variance if variance > 0 else float(everything)
    return Reference(rate * sample, sample, others)


def median_of_others(values: Mapping[tuple[str, str], float], pair: tuple[str, str]) -> float | None:
    """The median of what the others of the team, else of all, have; None of fewer than `COLLEAGUES`."""
    team = [value for (team, rep), value in values.items() if team == pair[0] and rep != pair[1]]
    everybody = [value for (_, rep), value in values.items() if rep != pair[1]]
    pool = team if len(team) >= COLLEAGUES else everybody
    return float(np.median(pool)) if len(pool) >= COLLEAGUES else None
