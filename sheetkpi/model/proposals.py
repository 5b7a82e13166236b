"""Proposals for the rates that targets are solved back with: what the team did, else the cautious edge.

A team's rate over the three months before the target's is proposed when its sample is large enough to be
judged, else the lower edge of the benchmark band, as in the example every user knows (10 %, 20 %).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.chain import ASSUMED, AVERAGE_DEAL, CHAIN, is_usable
from sheetkpi.model.funnel import STAGES
from sheetkpi.model.measured import parts_of

TRAILING = 3
"""Months whose rates are proposed for the month after them."""

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
    """What was counted in the months before a target's: the team's own sums and everybody's, above and below
    each ratio (`_PARTS`), of those reps and days that both are measured of."""

    first: date
    last: date
    team: Mapping[str, tuple[float, float]]
    everybody: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, team: str, first: date, last: date, sums: pd.DataFrame) -> Trailing:
        """The months from `first` to `last`, counted in `sums` (team and a column per count)."""
        own = sums[sums["team"] == team]
        rates = {rate.key: rate for rate in STAGES}
        parts = {
            divisor: parts_of(rates[divisor], sums) if divisor in rates else of_counts
            for divisor, of_counts in _PARTS.items()
        }
        summed = (
            {
                divisor: (float(those[above].sum()), float(those[below].sum()))
                for divisor, (above, below) in parts.items()
            }
            for those in (own, sums)
        )
        return cls(first, last, *summed)


def proposals(trailing: Trailing, bands: Bands) -> dict[str, Proposal]:
    """A proposal for each of `chain.ASSUMED`.

    The average deal has no band: where the team won too few, everybody's is proposed.
    """
    return {divisor: _proposal(divisor, trailing, bands) for divisor in ASSUMED}


def _proposal(divisor: str, trailing: Trailing, bands: Bands) -> Proposal:
    judged_as = "win_rate" if divisor == AVERAGE_DEAL else divisor  # deals are as few as wins
    least = bands.band(judged_as).min_sample or 0
    samples = [("proposed.trailing", trailing.team)]
    if divisor == AVERAGE_DEAL:
        samples.append(("proposed.everybody", trailing.everybody))
    shown: dict[str, object] = {"months": TRAILING}
    for basis, sums in samples:
        done, sample = sums[divisor]
        if sample > 0 and sample >= least and is_usable(divisor, ratio := done / sample):
            shown |= {"first": f"{trailing.first:%Y-%m}", "last": f"{trailing.last:%Y-%m}"}
            return Proposal(ratio, (basis, shown | {"sample": f"{sample:,.0f}"}))
    low = bands.band(divisor).judging.low
    if low is None or not is_usable(divisor, low):
        return Proposal()
    done, sample = trailing.team[divisor]
    if sample > 0 and sample >= least:
        shown |= {"rate": f"{done / sample:.1%}"}
        return Proposal(low, ("proposed.low_unusable", shown))
    return Proposal(low, ("proposed.low", shown | {"sample": f"{sample:,.0f}", "min_sample": f"{least:g}"}))
