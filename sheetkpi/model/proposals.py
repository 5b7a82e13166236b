"""Proposals for the rates that targets are solved back with: what the team did, else the cautious edge.

A team's rate over the three months before the target's is proposed where its sample is large. A small one is
drawn towards the rates of the other teams (see `shrinkage`), or forty calls a month would ask for two thirds
of the calls that are needed, or for twice as many. Where nobody has enough, it is the lower edge of the
benchmark band, as in the example every user knows (10 %, 20 %).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.callsneeded import meetings_per_call
from sheetkpi.model.chain import ASSUMED, AVERAGE_DEAL, CHAIN, is_usable
from sheetkpi.model.funnel import STAGES
from sheetkpi.model.measured import parts_of
from sheetkpi.model.shrinkage import Ratio, apart, shrunk

TRAILING = 3
"""Months whose rates are proposed for the month after them."""

SPEAKS_FOR_ITSELF = 0.9
"""The part of what is known of a rate that must be the team's own before nothing of the others is taken."""

_PARTS: Mapping[str, tuple[str, str]] = {divisor: (above, count) for count, (above, divisor) in CHAIN.items()}
"""What each is a ratio of: won amount by wins, wins by opportunities, and so on down."""


@dataclass(frozen=True)
class Proposal:
    """A value to assume, None where there is neither enough data nor a band; and where it comes from: the key
    of a sentence and what fills it, or the sentence itself where it stands in the workbook already."""

    value: float | None = None
    basis: tuple[str, dict[str, object]] | str | None = None


@dataclass(frozen=True)
class Trailing:
    """What was counted in the months before a target's: by team what is above and below each ratio
    (`_PARTS`), of those reps and days that both are measured of; and meetings of calls."""

    first: date
    last: date
    ratios: Mapping[str, Mapping[str, Ratio]]
    meetings_per_call: Mapping[str, Ratio]

    @classmethod
    def of(cls, first: date, last: date, sums: pd.DataFrame) -> Trailing:
        """The months from `first` to `last`, counted in `sums` (team and a column per count)."""
        rates = {rate.key: rate for rate in STAGES}
        by_team = sums.drop(columns=["month", "rep"], errors="ignore").groupby("team", observed=True).sum()
        ratios = {}
        for divisor, of_counts in _PARTS.items():
            above, below = parts_of(rates[divisor], sums) if divisor in rates else of_counts
            pairs = by_team[[above, below]].astype("float64").itertuples(name=None)
            ratios[divisor] = {str(team): Ratio(done, tried) for team, done, tried in pairs}
        return cls(first, last, ratios, meetings_per_call(sums))

    def told(self, sample: float) -> dict[str, object]:
        """What every basis says: the months, and how large the `sample` is."""
        months: dict[str, object] = {"first": f"{self.first:%Y-%m}", "last": f"{self.last:%Y-%m}"}
        return months | {"months": TRAILING, "sample": f"{sample:,.0f}"}


def proposals(team: str, trailing: Trailing, bands: Bands, role: str = "") -> dict[str, Proposal]:
    """A proposal of `team`, whose reps have the `role`, for each of `chain.ASSUMED`.

    The average deal has no band: where the team won too few, everybody's is proposed. A few large deals are
    no sample of anything, so that it is not drawn towards the others'.
    """
    return {
        divisor: _deal(team, trailing, bands)
        if divisor == AVERAGE_DEAL
        else _rate(divisor, team, trailing, bands, role)
        for divisor in ASSUMED
    }


def _deal(team: str, trailing: Trailing, bands: Bands) -> Proposal:
    least = bands.band("win_rate").min_sample or 0  # deals are as few as wins
    ratios = trailing.ratios[AVERAGE_DEAL]
    own = ratios.get(team, Ratio(0, 0))
    everybody = Ratio(sum(one.done for one in ratios.values()), sum(one.tried for one in ratios.values()))
    for basis, ratio in (("proposed.trailing", own), ("proposed.everybody", everybody)):
        if _is_enough(AVERAGE_DEAL, ratio, least):
            return Proposal(ratio.rate, (basis, trailing.told(ratio.tried)))
    return Proposal()


def _rate(rate: str, team: str, trailing: Trailing, bands: Bands, role: str) -> Proposal:
    band = bands.band(rate, role=role)
    least = band.min_sample or 0
    own, others = apart(trailing.ratios[rate], team)
    told = trailing.told(own.tried)
    if own.done <= own.tried:  # else some of what was done was tried earlier: no share of anything
        known = shrunk(own, [other for other in others if other.done <= other.tried], once=True)
        is_drawn = known is not None and own.tried < SPEAKS_FOR_ITSELF * known.tried
        if known is not None and is_drawn and _is_enough(rate, known, least):
            return Proposal(known.rate, ("proposed.shrunk", told))
    if _is_enough(rate, own, least):
        return Proposal(own.rate, ("proposed.trailing", told))
    low = band.judging.low
    if low is None or not is_usable(rate, low):
        return Proposal()
    if own.tried > 0 and own.tried >= least:
        return Proposal(low, ("proposed.low_unusable", told | {"rate": f"{own.rate:.1%}"}))
    return Proposal(low, ("proposed.low", told | {"min_sample": f"{least:g}"}))


def _is_enough(divisor: str, ratio: Ratio, least: float) -> bool:
    return ratio.tried > 0 and ratio.tried >= least and is_usable(divisor, ratio.rate)
