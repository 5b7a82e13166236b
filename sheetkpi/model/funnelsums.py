"""The funnel of everybody, each team and each rep: the counts that each stage is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import shift_month
from sheetkpi.model.colleagues import Reference, references
from sheetkpi.model.funnel import STAGES, usual_stages
from sheetkpi.model.maturity import LATE, SHIFTS, LateStages
from sheetkpi.model.measured import parts_of, summed
from sheetkpi.model.metrics import BUILT_IN, Kpi, KpiTree
from sheetkpi.model.sourcemix import source_mixes
from sheetkpi.model.views import ALL
from sheetkpi.model.windows import MonthlySums

COUNTS = ("calls", "connects", "meetings", "opportunities", "wins", "won_amount")
_TREE = KpiTree(tuple(kpi for kpi in BUILT_IN if kpi.key in COUNTS or kpi in STAGES))
ALWAYS_RECORDED = ("connect_rate", "meeting_rate")
"""Stages that are looked at even where nothing was reached at all."""

REP_MONTHS = 3
"""Months that reps' early stages are judged over, the month shown the last: one is too short for a rep."""

Name = tuple[str, str]
"""Team and rep; "" is the team itself, and the team `ALL` everybody."""

Counted = tuple[float, float, int, bool]
"""Numerator, denominator, months, and whether it is too young to be judged."""


@dataclass(frozen=True)
class FunnelSums:
    """What `diagnosis` judges by. `late` has late stages as far as they are mature (None: as they stand)."""

    stages: tuple[Kpi, ...]
    parts: Mapping[str, tuple[str, str]]
    sums: _Sums
    facts: pd.DataFrame
    month: date
    bands: Bands
    late: LateStages | None
    mixes: Mapping[Name, tuple[float | None, float | None]]
    _known: dict[int, Mapping[Name, Mapping[str, float]]] = field(default_factory=dict, repr=False)
    _ripe: dict[tuple[str, bool], Mapping[Name, Counted]] = field(default_factory=dict, repr=False)
    _rates: dict[Name, dict[str, float | None]] = field(default_factory=dict, repr=False)
    _sourced: dict[int, pd.DataFrame] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, facts: pd.DataFrame, month: date, bands: Bands, tree: KpiTree, late: LateStages | None = None
    ) -> FunnelSums:
        """The sums of `facts` (those of `report.with_months`, by month or by day)."""
        stages = tuple(
            stage
            for stage in usual_stages(tree)
            if stage.key in ALWAYS_RECORDED or facts[stage.numerator].fillna(0).any()
        )
        parts = {stage.key: parts_of(stage, facts) for stage in stages}
        mixes = _mixes(facts[facts["month"] == pd.Timestamp(month)], bands)
        return cls(stages, parts, _Sums.of(facts, month), facts, month, bands, late, mixes)

    def months(self, stage: Kpi, rep: str) -> int:
        """How many months `stage` is judged over, of a team or of a rep."""
        window = self.bands.window(stage.key)
        return max(window, REP_MONTHS) if rep and stage.key not in LATE else window

    def volume(self, name: Name) -> Mapping[str, float]:
        """The counts of the month shown."""
        return self._over(1).get(name, {})

    def mean_volume(self, name: Name, count: str) -> float:
        """What `name` does in a month, in the mean of the last three with anything."""
        one, three = (self._over(months).get(name, {}).get(count, 0.0) for months in (1, REP_MONTHS))
        return max(one, three / REP_MONTHS)

    def counted(self, stage: Kpi, name: Name, *, is_rep: bool) -> Counted:
        """What the rate of `stage` is made of for `name`; `is_rep`: as a rep is held against colleagues."""
        months = self.months(stage, name[1] if is_rep else "")
        if self.late is not None and stage.key in LATE:
            return self._mature(stage, is_rep=is_rep).get(name, (0.0, 0.0, months, False))
        sums = self._over(months).get(name, {})
        above_key, below_key = self.parts[stage.key]
        return sums.get(above_key, 0.0), sums.get(below_key, 0.0), months, False

    def _mature(self, stage: Kpi, *, is_rep: bool) -> Mapping[Name, Counted]:
        """The same of a late stage, for everybody at once."""
        assert self.late is not None
        key = stage.key, is_rep
        if key not in self._ripe:
            everybody = list(self._over(1))
            months = self.months(stage, "")
            found: dict[Name, Counted] = {}
            for by, names in (
                (("team",), [name for name in everybody if not name[1]]),
                (("team", "rep"), [name for name in everybody if name[1]]),
            ):
                wanted = [name[: len(by)] for name in names]
                shifts = (0,) if is_rep else SHIFTS
                above, below = self.late.over(
                    stage.key, by, wanted, [self.month] * len(names), months, shifts
                )
                young = np.isnan(below)
                counts = zip(
                    np.where(young, 0.0, above).tolist(), np.where(young, 0.0, below).tolist(), strict=True
                )
                for name, (count, sample), is_young in zip(names, counts, young.tolist(), strict=True):
                    found[name] = (count, sample, months, is_young)
            self._ripe[key] = found
        return self._ripe[key]

    def expected(self, stage: Kpi) -> dict[Name, Reference]:
        """What each rep's rate of `stage` is held against (see `colleagues.references`)."""
        least = self.bands.band(stage.key).min_sample or 0.0
        if stage.key in LATE:
            names = [name for name in self._over(1) if name[1]]
            rows = [(*name, "", *self.counted(stage, name, is_rep=True)[:2]) for name in names]
            frame = pd.DataFrame(rows, columns=["team", "rep", "lead_source", "above", "below"])
            return references(frame, "above", "below", max(least, 1.0))
        above, below = self.parts[stage.key]
        return references(self._by_source(self.months(stage, "-")), above, below, max(least, 1.0))

    def _by_source(self, months: int) -> pd.DataFrame:
        """The parts of all stages over the last `months`, a row per team, rep and lead_source."""
        if months not in self._sourced:
            stamps = pd.to_datetime([shift_month(self.month, -back) for back in range(months)])
            recent = self.facts[self.facts["month"].isin(stamps)]
            parts = list(dict.fromkeys(part for parts in self.parts.values() for part in parts))
            sums = recent.groupby(["team", "rep", "lead_source"], observed=True)[parts].sum()
            self._sourced[months] = sums.reset_index()
        return self._sourced[months]

    def mix(self, name: Name, stage: Kpi) -> tuple[float | None, float | None]:
        """The band of the meeting rate that the lead sources let expect; None where that is unknown."""
        return self.mixes.get(name, (None, None)) if stage.key == "meeting_rate" else (None, None)

    def rates(self, name: Name) -> dict[str, float | None]:
        """The actual rate of each stage; where somebody has none, everybody's, else the band's lower edge.
        Of stages that are not recorded nobody knows."""
        if name in self._rates:
            return self._rates[name]
        rates: dict[str, float | None] = dict.fromkeys(stage.key for stage in STAGES)
        for stage in self.stages:
            rates[stage.key] = self.bands.band(stage.key).low
            for who in (name, (ALL, "")):
                above, below, _, _ = self.counted(stage, who, is_rep=False)
                if below:
                    rates[stage.key] = above / below
                    break
        self._rates[name] = rates
        return rates

    def deal(self, name: Name) -> float | None:
        """The average won amount over the months wins are judged over: one's own, else everybody's."""
        for who in (name, (ALL, "")):
            sums = self._over(self.bands.window("win_rate")).get(who, {})
            if (wins := sums.get("wins", 0.0)) and (amount := sums["won_amount"]):
                return amount / wins
        return None

    def per_call(self, name: Name) -> float | None:
        """The meetings that a call brings: one's own over three months, else everybody's."""
        for who in (name, (name[0], ""), (ALL, "")):
            sums = self._over(REP_MONTHS).get(who, {})
            if sums.get("calls", 0.0) >= self.bands.min_sample and sums.get("meetings", 0.0):
                return sums["meetings"] / sums["calls"]
        return None

    def _over(self, window: int) -> Mapping[Name, Mapping[str, float]]:
        if window not in self._known:
            self._known[window] = self.sums.over(window)
        return self._known[window]


@dataclass(frozen=True)
class _Sums:
    """The counts of every team (rep "") and every rep within a team, up to `month`."""

    teams: MonthlySums
    reps: MonthlySums
    month: date

    @classmethod
    def of(cls, facts: pd.DataFrame, month: date) -> _Sums:
        columns = summed(facts, _TREE)
        of_teams, of_reps = (MonthlySums.of(facts, by, columns) for by in (["team"], ["team", "rep"]))
        return cls(of_teams, of_reps, month)

    def over(self, window: int) -> dict[Name, dict[str, float]]:
        """What everybody did over the `window` months that end with the month, 0 where it is not measured:
        there is nothing to judge then."""
        found: dict[Name, dict[str, float]] = {}
        for sums in (self.teams, self.reps):
            done = [
                np.nan_to_num(sums.of_all(count, self.month, window).astype("float64")).tolist()
                for count in sums.counts
            ]
            for name, *counts in zip(sums.names, *done, strict=True):
                found[name[0], name[1] if name[1:] else ""] = dict(zip(sums.counts, counts, strict=True))
        return found


def _mixes(facts: pd.DataFrame, bands: Bands) -> dict[Name, tuple[float | None, float | None]]:
    """The band of the meeting rate to expect of everybody from where the leads come from."""

    def groups(name: tuple[str, ...]) -> tuple[Name, ...]:
        team, rep = str(name[0]), str(name[1])
        return (team, rep), (team, ""), (ALL, "")

    found = source_mixes(facts, ["team", "rep"], bands, groups)
    return {(name[0], name[1]): (mix.low, mix.high) for name, mix in found.items()}
