"""Verdicts: each figure of a view held against its band, as the workbook's formulas do it.

The gap is the signed distance to the nearest edge of the band: negative below, 0 inside, positive above.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.benchmarks import MEETINGS_PER_REP, Band, Bands, role_key
from sheetkpi.model.measured import measured_parts
from sheetkpi.model.metrics import Kpi, KpiTree
from sheetkpi.model.sourcemix import source_mixes
from sheetkpi.model.sums import Sums
from sheetkpi.model.views import ALL, UNKNOWN
from sheetkpi.model.wilson import Z_95

BELOW, WITHIN, ABOVE = "verdict.below", "verdict.within", "verdict.above"
FEW, SHIFTED = "verdict.few", "verdict.shifted"
CHANCE, YOUNG = "verdict.chance", "verdict.young"

NOISE = 1e-12
"""Differences smaller than this are none: a spreadsheet compares 15 digits, so 0.15 is no less than the mean
of 0.1 and 0.2, which is 0.15000000000000002."""

Floats = np.ndarray
"""A column of numbers as float64, NaN where there is none."""


def gap(judged: Floats, low: Floats, high: Floats) -> Floats:
    """How far each of `judged` lies outside its band, negative below it; NaN where it cannot be held against
    one: without a value or an edge, or with the lower edge above the upper one.

    >>> gap(np.array([0.15, 0.25, 0.4]), np.full(3, 0.2), np.full(3, 0.3)).round(9).tolist()
    [-0.05, 0.0, 0.1]
    """
    distance = np.where(judged < low, judged - low, np.where(judged > high, judged - high, 0.0))
    distance = np.where(np.abs(distance) < NOISE, 0.0, distance)
    judgeable = ~(np.isnan(judged) | np.isnan(low) | np.isnan(high)) & ~(low > high)
    return np.where(judgeable, distance, np.nan)


def verdict(
    gaps: Floats,
    judged: Floats | None = None,
    denominator: Floats | None = None,
    min_sample: float | Floats = 0,
    low: Floats | None = None,
    z: float | None = None,
) -> np.ndarray:
    """The key of each verdict, None where there is no gap.

    A `denominator` smaller than `min_sample` is `FEW`, whatever the gap; a rate (`judged`) above 1 is
    `SHIFTED`: its numerator belongs to denominators of earlier months. With `low` and `z` a rate below its
    band is `CHANCE` where Wilson's interval at `z` still reaches the band, in the equal form of its score
    test, which a cell can work out.

    >>> list(verdict(np.array([-0.1, -0.1]), np.array([0.1, 0.1]), np.array([10, 30]), 30))
    ['verdict.few', 'verdict.below']
    """
    words = np.select([np.isnan(gaps), gaps < 0, gaps > 0], ["", BELOW, ABOVE], default=WITHIN).astype(object)
    if low is not None and z is not None and denominator is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            reach = z * np.sqrt(low * (1 - low) / denominator)
        words[(gaps < 0) & ~(-gaps > reach)] = CHANCE
    if judged is not None:
        words[~np.isnan(gaps) & (judged > 1)] = SHIFTED
    if denominator is not None:
        words[~np.isnan(gaps) & (denominator < min_sample)] = FEW
    words[np.isnan(gaps)] = None
    return words


def with_bands(view: pd.DataFrame, bands: Bands, tree: KpiTree, z: float = Z_95) -> pd.DataFrame:
    """`view` with `<rate>.low`, `.high`, `.gap` and `.verdict` for every rate of `tree`.

    `view` is RepKPI, TeamKPI, SourceKPI (whose rows have the bands of their `lead_source`) or MonthlyKPI. A
    rate with window columns (see `windows.with_windows`) is judged over them and gets `<rate>.judged`
    too; any other is judged by its own month. A rate that is there but has nothing old enough to be judged by
    is `YOUNG`. Where the view has `meeting_rate.mix_low` and `.mix_high`, they are the band of that rate.
    """
    columns: dict[str, np.ndarray | pd.Series] = {}
    for rate in tree.rates:
        found = _bands_of(view, bands, rate.key)
        judged, denominator = _judged(view, rate)
        if f"{rate.key}.window_denominator" in view:
            columns[f"{rate.key}.judged"] = judged
        low, high = _column(found, "low"), _column(found, "high")
        if (mix := f"{rate.key}.mix_low") in view:
            mixed = view[mix].notna().to_numpy()
            low = np.where(mixed, view[mix].to_numpy("float64"), low)
            high = np.where(mixed, view[f"{rate.key}.mix_high"].to_numpy("float64"), high)
        distance = gap(judged, low, high)
        sample = _column(found, "min_sample")
        columns |= {f"{rate.key}.low": low, f"{rate.key}.high": high, f"{rate.key}.gap": distance}
        fraction = judged if rate.is_fraction else None
        edge = low if rate.is_fraction else None
        words = verdict(distance, fraction, denominator, sample, edge, z)
        if f"{rate.key}.window_denominator" in view:
            words[np.isnan(judged) & view[rate.key].notna().to_numpy()] = YOUNG
        columns[f"{rate.key}.verdict"] = _words(words, view)
    return pd.concat([view, pd.DataFrame(columns, index=view.index)], axis="columns")


def deviations(view: pd.DataFrame, tree: KpiTree) -> dict[str, Floats]:
    """How many standard deviations below its band each rate lies that is a fraction; negative above it.

    `view` is what `with_bands` made; rates out of sight and rates without band columns are left out. A rate
    is `BELOW` where this is more than `z`.
    """
    found = {}
    for rate in tree.rates:
        if rate.is_fraction and not rate.folded and f"{rate.key}.gap" in view:
            low = view[f"{rate.key}.low"].to_numpy("float64")
            with np.errstate(invalid="ignore", divide="ignore"):
                one = np.sqrt(low * (1 - low) / _judged(view, rate)[1])
                found[rate.key] = -view[f"{rate.key}.gap"].to_numpy("float64") / one
    return found


def with_meetings_per_rep(view: pd.DataFrame, fte_months: Sequence[float], bands: Bands) -> pd.DataFrame:
    """RepKPI or TeamKPI with `fte_months`, `meetings_per_rep` and its low, high, gap and verdict.

    `fte_months` has a number per row of `view` (see `presence.fte_months`), NaN where nobody knows; rows
    whose people were not there yet have no value.
    """
    share = np.asarray(fte_months, dtype="float64")
    value = _ratio(view["meetings"].to_numpy("float64"), np.nan_to_num(share))
    found = _bands_of(view, bands, MEETINGS_PER_REP)
    low, high = _column(found, "low"), _column(found, "high")
    distance = gap(value, low, high)
    columns = {
        "fte_months": share,
        MEETINGS_PER_REP: value,
        f"{MEETINGS_PER_REP}.low": low,
        f"{MEETINGS_PER_REP}.high": high,
        f"{MEETINGS_PER_REP}.gap": distance,
        f"{MEETINGS_PER_REP}.verdict": _words(verdict(distance), view),
    }
    return pd.concat([view, pd.DataFrame(columns, index=view.index)], axis="columns")


def team_sources(facts: pd.DataFrame, bands: Bands) -> pd.DataFrame:
    """TeamSources: the connects of each team, and of `ALL`, by lead source, with the source's meeting-rate
    band and its part in the team's mix: low, high, low_part, high_part.

    `facts` are those of the month shown. By team and source, `UNKNOWN` and `ALL` last; sources without a
    connect are left out, as they weigh nothing.
    """
    of_teams, of_all = (Sums.of(facts, by, ["connects"]) for by in (["team", "lead_source"], ["lead_source"]))
    names = [*of_teams.names, *((ALL, source) for (source,) in of_all.names)]
    connects = np.append(of_teams.counts["connects"], of_all.counts["connects"])
    rows = sorted(
        (team == ALL, team, source == UNKNOWN, source, number)
        for (team, source), number in zip(names, connects.tolist(), strict=True)
        if number > 0
    )
    found = [bands.band("meeting_rate", source) for _, _, _, source, _ in rows]
    numbers = np.array([row[4] for row in rows], dtype=connects.dtype)
    columns: dict[str, Any] = {
        "team": [row[1] for row in rows],
        "lead_source": [row[3] for row in rows],
        "connects": numbers,
    }
    for edge in ("low", "high"):
        columns[edge] = _column(found, edge)
        columns[f"{edge}_part"] = columns[edge] * numbers
    return pd.DataFrame(columns)


def with_mix(teams: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """TeamKPI with `meeting_rate.mix_low` and `.mix_high`: the band to expect from where the leads come from.

    `sources` is TeamSources: each edge is the mean of the sources' edges, weighted by connects; NaN where one
    of the team's sources has none.
    """
    columns = {}
    for edge in ("low", "high"):
        unknown = sources.loc[sources[edge].isna(), "team"]
        known = sources[~sources["team"].isin(unknown)].groupby("team")[["connects", f"{edge}_part"]].sum()
        sums = known.reindex(teams["team"], fill_value=0)
        part, connects = (sums[column].to_numpy("float64") for column in (f"{edge}_part", "connects"))
        columns[f"meeting_rate.mix_{edge}"] = _ratio(part, connects)
    return teams.assign(**columns)


def with_own_mix(view: pd.DataFrame, facts: pd.DataFrame, by: Sequence[str], bands: Bands) -> pd.DataFrame:
    """RepKPI (`by` rep) or MonthlyKPI (month and team) with `meeting_rate.mix_low` and `.mix_high`.

    They are the band to expect from where the leads come from, NaN where no source has a band of its own, or
    one has none, or where the rep's role has a band. `facts` are those of the months shown.
    """

    def groups(name: tuple[Any, ...]) -> Iterable[tuple[Any, ...]]:
        yield name
        if "team" in by:
            yield tuple(ALL if column == "team" else one for column, one in zip(by, name, strict=True))

    found = source_mixes(facts, by, bands, groups)
    mixes = [found.get(name) for name in view[list(by)].itertuples(index=False, name=None)]
    if "role" in view:
        roles = view["role"].astype(object).fillna("").map(role_key)
        has_own = [("meeting_rate", role) in bands.of_roles for role in roles]
        mixes = [None if own else mix for own, mix in zip(has_own, mixes, strict=True)]
    columns = {}
    for edge in ("low", "high"):
        edges = [getattr(mix, edge) if mix is not None and mix.own else None for mix in mixes]
        columns[f"meeting_rate.mix_{edge}"] = np.array(edges, dtype="float64")
    return view.assign(**columns)


def _judged(view: pd.DataFrame, rate: Kpi) -> tuple[Floats, Floats]:
    """The values of `rate` that are judged, and their denominators."""
    if f"{rate.key}.window_denominator" not in view:
        below = view[rate.denominator].to_numpy("float64")
        if (own := measured_parts(rate)[1]) in view:
            covered = view[own].to_numpy("float64")
            below = np.where(np.isnan(covered), below, covered)
        return view[rate.key].to_numpy("float64"), below
    above, below = (
        view[f"{rate.key}.{part}"].to_numpy("float64") for part in ("window_numerator", "window_denominator")
    )
    return _ratio(above, below), below


def _bands_of(view: pd.DataFrame, bands: Bands, kpi: str) -> list[Band]:
    if "role" in view:
        return [bands.band(kpi, role=role) for role in view["role"].astype(object).fillna("")]
    if "lead_source" not in view:
        return [bands.band(kpi)] * len(view)
    return [bands.band(kpi, source) for source in view["lead_source"]]


def _words(words: np.ndarray, view: pd.DataFrame) -> pd.Series:
    """`words` as a column that keeps None, which pandas would make NaN among texts."""
    return pd.Series(words, index=view.index, dtype=object)


def _column(found: Sequence[Band], part: str) -> Floats:
    numbers = [getattr(band, part) for band in found]
    return np.array([np.nan if number is None else number for number in numbers], dtype="float64")


def _ratio(above: Floats, below: Floats) -> Floats:
    quotient: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below != 0)
    return quotient
