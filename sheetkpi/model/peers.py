"""Where one rep stands among the reps of the team, told so that nobody's figure can be worked out.

What is withheld, and why:

- Rank, quartile and median need `PEERS` others with a figure: among fewer, a rank says who is who. In a team
  too small for that, rank and quartile are those among everybody, where there are as many.
- Who did nothing has no rank: that of 0 among others would tell how many did something, or that nobody did.
- A median of an odd number is somebody's own figure, and of an even number twice the median less one's own
  may be. So medians are rounded: to whole numbers below 20, to two significant digits above, rates to whole
  percents.
- A team's total less one's own figure is what the others did. Where fewer than `CONTRIBUTORS` others have
  done anything, that is one colleague's figure (or tells that it is 0), and the total is left out; so is a
  rate one of whose parts is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.measured import parts_of, summed
from sheetkpi.model.metrics import Kpi, KpiTree
from sheetkpi.model.roster import UNASSIGNED

PEERS = 5
"""Others with a figure below whom only the team's total is told."""

CONTRIBUTORS = 2
"""Others who must have done something for a total to be told."""

SHOWN = (
    *("calls", "connects", "connect_rate", "meetings", "meeting_rate"),
    *("opportunities", "wins", "win_rate", "won_amount"),
)
"""The KPIs in which people are told where they stand."""


def standings(reps: pd.DataFrame, board: pd.DataFrame, tree: KpiTree) -> pd.DataFrame:
    """Standing: a row for each rep and each KPI of `SHOWN`.

    `reps` is RepKPI and `board` Board, whose rows tell what was done for which team. Columns: rep, kpi,
    actual, rank (1 is best; equal figures share the middle of their places), peers (with a figure, the rep
    among them), quartile (a key, `quartile.1` is the best), median, team_total and remark, a key of the
    language that says what was left out, or whom the rank is among. What is left out is None.
    """
    rows: list[dict[str, Any]] = []
    members = board[(board["rep"] != "") & (board["team"] != UNASSIGNED)]
    kpis = [kpi for kpi in tree if kpi.key in SHOWN]
    placed = reps[reps["team"] != UNASSIGNED]
    everybody = {kpi.key: _known(placed[kpi.key]) for kpi in kpis}
    for team, group in reps.groupby("team", sort=False):
        of_team = members[members["team"] == team]
        done = _done(of_team, tree)
        for kpi in kpis:
            known = _known(group[kpi.key])
            for rep, value in zip(group["rep"], group[kpi.key].to_numpy("float64"), strict=True):
                place = _standing(value, known, everybody[kpi.key], kpi) if team != UNASSIGNED else {}
                total = _total(str(rep), done, kpi) if team != UNASSIGNED else None
                remark = "standing.few" if total is not None else "standing.none"
                remark = place.pop("remark", remark)
                actual = None if np.isnan(value) else value
                row = {"rep": rep, "kpi": kpi.key, "actual": actual, "team_total": total, "remark": remark}
                rows.append(row | place)
    columns = ["rep", "kpi", "actual", "rank", "peers", "quartile", "median", "team_total", "remark"]
    frame = pd.DataFrame(rows, columns=columns).astype(object)
    return frame.where(frame.notna(), None)


def _done(of_team: pd.DataFrame, tree: KpiTree) -> dict[str, dict[str, float]]:
    """What each rep did, by count and rep, as far as it is measured; parts of rates too, where Board has
    rows in which they are not the counts."""
    found = {}
    for column in summed(of_team, tree):
        values = of_team[column]
        for rate in tree.rates:
            if column in parts_of(rate, of_team) and column not in tree.counts:
                count = (rate.numerator, rate.denominator)[parts_of(rate, of_team).index(column)]
                values = values.where(values.notna(), of_team[count].where(of_team[rate.key].notna()))
        known = values.notna()
        found[column] = dict(zip(of_team.loc[known, "rep"], values[known], strict=True))
    return found


def _known(figures: pd.Series) -> np.ndarray:
    values = figures.to_numpy("float64")
    return np.asarray(values[~np.isnan(values)])


def _standing(value: float, team: np.ndarray, everybody: np.ndarray, kpi: Kpi) -> dict[str, Any]:
    """Rank, quartile, rounded median and remark of `value` among the figures of the team, or of everybody
    where the team is too small; empty where both are."""
    if np.isnan(value):
        return {}
    if len(team) - 1 >= PEERS:
        median = {"median": rounded(float(np.median(team)), kpi.kind == "rate")}
        return _place(value, team) | median | {"remark": "" if value > 0 else "standing.zero"}
    if len(everybody) - 1 >= PEERS and value > 0:
        return _place(value, everybody) | {"remark": "standing.everybody"}
    return {}


def _place(value: float, known: np.ndarray) -> dict[str, Any]:
    """Rank and quartile of `value` among `known`; equal figures share the middle of their places, so that
    nobody is first where everybody did as much."""
    if value <= 0:
        return {}
    better, equal = int((known > value).sum()), int((known == value).sum())
    rank = better + (equal + 1) // 2
    middle = (better + equal / 2) / len(known)
    return {"rank": rank, "peers": len(known), "quartile": f"quartile.{math.ceil(middle * 4)}"}


def rounded(median: float, is_rate: bool) -> float:
    """A median as coarse as it may be told.

    >>> rounded(0.2149, True), rounded(6.5, False), rounded(283.5, False)
    (0.21, 6, 280)
    """
    if is_rate:
        return round(median, 2)
    if abs(median) < 20:
        return round(median)
    return round(median, 1 - int(np.floor(np.log10(abs(median)))))


def _total(rep: str, done: Mapping[str, Mapping[str, float]], kpi: Kpi) -> float | None:
    """The team's figure, None where the others' could be worked out of it. `done` is by count and rep."""
    if kpi.kind == "rate":
        above, below = (_summed(rep, done[part]) for part in parts_of(kpi, done))
        return above / below if above is not None and below else None
    return _summed(rep, done[kpi.key])


def _summed(rep: str, done: Mapping[str, float]) -> float | None:
    contributors = sum(value > 0 for other, value in done.items() if other != rep)
    if rep not in done or contributors < CONTRIBUTORS:
        return None
    return float(sum(done.values()))
