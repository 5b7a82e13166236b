"""The funnel from call to win: what it costs when a stage is weaker than its band.

    calls × connect rate × meeting rate × opportunity rate × win rate × average deal = won amount

The cost of a stage is what its own count and everything after it would have gained, had its rate been at
the lower edge of its band and every other rate what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheetkpi.model.chance import Look
from sheetkpi.model.metrics import BUILT_IN, Kpi, KpiTree
from sheetkpi.model.wilson import interval

STAGES: tuple[Kpi, ...] = tuple(
    next(kpi for kpi in BUILT_IN if kpi.key == key)
    for key in ("connect_rate", "meeting_rate", "opportunity_rate", "win_rate")
)
"""The rates of the funnel in its order: each one's numerator is the next one's denominator."""


@dataclass(frozen=True)
class Cost:
    """What is lost in one month: meetings, opportunities, wins, won amount.

    None where it cannot be told (a rate or the average deal is unknown) or where the stage comes later:
    a low win rate costs no meetings.
    """

    meetings: float | None = None
    opportunities: float | None = None
    wins: float | None = None
    amount: float | None = None

    @property
    def weight(self) -> tuple[float, float, float]:
        """For comparing stages: by wins lost, where these are equal or unknown by what comes before."""
        return self.wins or 0.0, self.opportunities or 0.0, self.meetings or 0.0


@dataclass(frozen=True)
class Finding:
    """How one stage does: its counts and rate over the months it is judged over, what it is held against, its
    cost.

    `low` is the lower edge of the band (that of the lead sources where they are known: `mixed`), or the rate
    of `others` colleagues. `verdict` is that of `verdicts.verdict`, `look` how likely chance makes it, and
    `named` whether it is not chance, all looks of the workbook taken together. `young`: it cannot be judged
    yet. `meetings` is the cost in meetings so far, `monthly` in a whole month.
    """

    stage: Kpi
    count: float
    sample: float
    low: float | None
    high: float | None
    verdict: str | None
    cost: Cost = Cost()
    months: int = 1
    others: int = 0
    mixed: bool = False
    young: bool = False
    look: Look | None = None
    named: bool = False
    meetings: float = 0.0
    monthly: float = 0.0

    @property
    def rate(self) -> float | None:
        """The rate judged, None without a denominator."""
        return self.count / self.sample if self.sample else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which rates the true one lies, at 95 %: whatever the looks at colleagues came to, which
        nobody can work out from it. It is narrower than what the rate was `named` by, so that it never
        reaches what a named rate is held against."""
        return interval(self.count, self.sample)


def cost(
    stage: str,
    low: float,
    volume: Mapping[str, float],
    rates: Mapping[str, float | None],
    deal: float | None,
) -> Cost:
    """What the month lost because the rate `stage` was below `low`; nothing is lost at or above it.

    `volume` has the month's counts, `rates` the rate of each stage (None unknown; above 1, which happens when
    the numerator belongs to earlier months, it counts as 1), `deal` the average won amount.

    >>> rates = {"connect_rate": 0.1, "meeting_rate": 0.2, "opportunity_rate": 0.5, "win_rate": 0.5}
    >>> cost("connect_rate", 0.2, {"calls": 300}, rates, 1000.0)
    Cost(meetings=6.0, opportunities=3.0, wins=1.5, amount=1500.0)
    """
    keys = [kpi.key for kpi in STAGES]
    begin = keys.index(stage)
    rate = rates[stage]
    if rate is None:
        return Cost()
    lost: float | None = volume[STAGES[begin].denominator] * max(0.0, low - rate)
    losses: dict[str, float | None] = {STAGES[begin].numerator: lost}
    for later in STAGES[begin + 1 :]:
        passed = rates[later.key]
        lost = None if lost is None or passed is None else lost * min(passed, 1.0)
        losses[later.numerator] = lost
    wins = losses["wins"]
    amount = None if wins is None or deal is None else wins * deal
    return Cost(losses.get("meetings"), losses.get("opportunities"), wins, amount)


def in_meetings(stage: str, low: float, rates: Mapping[str, float | None], lost: Cost) -> float:
    """What a stage costs in meetings: of a late one, those it would take to make up for what was lost.

    >>> round(in_meetings("win_rate", 0.25, {"opportunity_rate": 0.4}, Cost(wins=1.0)), 9)
    10.0
    """
    if stage in ("connect_rate", "meeting_rate"):
        return lost.meetings or 0.0
    if stage == "opportunity_rate":
        return (lost.opportunities or 0.0) / low if low else 0.0
    passed = rates.get("opportunity_rate")
    return (lost.wins or 0.0) / (low * min(passed, 1.0)) if low and passed else 0.0


def usual_stages(tree: KpiTree) -> tuple[Kpi, ...]:
    """The stages whose rate is what the funnel takes it for: a user may define 商談化率 otherwise."""
    return tuple(
        stage
        for stage in STAGES
        if (tree[stage.key].numerator, tree[stage.key].denominator) == (stage.numerator, stage.denominator)
    )
