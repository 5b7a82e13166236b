"""Diagnosis: for everybody, each team and each rep the stage of the funnel that costs most, and what to do.

A stage is the bottleneck only where its rate is judged below the band (see `verdicts`) and Wilson's interval
lies below the lower edge as a whole, so that chance does not explain it. Of several the one that costs most
wins is named. A stage is looked at only where both its counts are measured, opportunities and wins only where
the data know of any: nobody is to blame for a stage that is not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.language import Language
from sheetkpi.model.advice import Situation, advice, evidence
from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.callheavy import Month, is_call_heavy
from sheetkpi.model.funnel import STAGES, Cost, Finding, bottleneck, cost, usual_stages
from sheetkpi.model.measured import parts_of, summed
from sheetkpi.model.metrics import BUILT_IN, Kpi, KpiTree
from sheetkpi.model.verdicts import gap, verdict
from sheetkpi.model.views import ALL
from sheetkpi.model.windows import MonthlySums

COLUMNS = (
    *("team", "rep", "stage", "evidence", "rate", "low", "sample", "interval_low", "interval_high"),
    *("lost_meetings", "lost_amount", "advice", "flag"),
)
CALL_HEAVY = "flag.call_heavy"

COUNTS = ("calls", "connects", "meetings", "opportunities", "wins", "won_amount")
_TREE = KpiTree(tuple(kpi for kpi in BUILT_IN if kpi.key in COUNTS or kpi in STAGES))
ALWAYS_RECORDED = ("connect_rate", "meeting_rate")
"""Stages that are looked at even where nothing was reached at all."""

Name = tuple[str, str]
"""Team and rep; "" is the team itself, and the team `ALL` everybody."""


def diagnosis(
    names: pd.DataFrame,
    facts: pd.DataFrame,
    month: date,
    bands: Bands,
    tree: KpiTree,
    worked: Mapping[Name, Sequence[Month]],
    language: Language,
) -> pd.DataFrame:
    """Diagnosis: one row for each of `names` (team, rep: the rows of Board), in their order.

    `facts` are those of `report.with_months`; `worked` comes from
    `callheavy.months_worked`. `stage` is the key of a rate, `flag` `CALL_HEAVY`, both None where there is
    none; evidence and advice are text in `language`. Rows without a bottleneck have no figures.
    """
    known = _Funnels.of(facts, month, bands, tree)
    rows = []
    for team, rep in names[["team", "rep"]].itertuples(index=False):
        months = list(worked.get((team, rep), ()))
        heavy = is_call_heavy(months, bands.band("meeting_rate"))
        rows.append(_row(team, rep, known.situation((team, rep), months if heavy else []), language))
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    numbers = ["rate", "low", "sample", "interval_low", "interval_high", "lost_meetings", "lost_amount"]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def findings(
    names: Sequence[Name], facts: pd.DataFrame, month: date, bands: Bands, tree: KpiTree
) -> dict[Name, list[Finding]]:
    """How each stage of the funnel does, for each of `names`: what `diagnosis` chooses from."""
    known = _Funnels.of(facts, month, bands, tree)
    return {name: known.findings(name) for name in names}


def _row(team: str, rep: str, situation: Situation, language: Language) -> dict[str, object]:
    found = bottleneck(situation.findings)
    row: dict[str, object] = {
        "team": team,
        "rep": rep,
        "stage": None,
        "evidence": evidence(situation, found, language),
        "advice": advice(situation, found, language),
        "flag": CALL_HEAVY if situation.heavy else None,
    }
    if found is None:
        return row
    low, high = found.interval
    return row | {
        "stage": found.stage.key,
        "rate": found.rate,
        "low": found.low,
        "sample": found.sample,
        "interval_low": low,
        "interval_high": high,
        "lost_meetings": found.cost.meetings,
        "lost_amount": found.cost.amount,
    }


@dataclass(frozen=True)
class _Funnels:
    """The counts of everybody in the month shown and over the months each stage is judged over."""

    stages: tuple[Kpi, ...]
    parts: Mapping[str, tuple[str, str]]
    months: Mapping[str, int]
    volumes: Mapping[Name, Mapping[str, float]]
    windows: Mapping[str, Mapping[Name, Mapping[str, float]]]
    mixes: Mapping[Name, float]
    bands: Bands

    @classmethod
    def of(cls, facts: pd.DataFrame, month: date, bands: Bands, tree: KpiTree) -> _Funnels:
        stages = tuple(
            stage
            for stage in usual_stages(tree)
            if stage.key in ALWAYS_RECORDED or facts[stage.numerator].fillna(0).any()
        )
        months = {stage.key: bands.window(stage.key) for stage in stages}
        sums = _Sums.of(facts, month)
        return cls(
            stages,
            {stage.key: parts_of(stage, facts) for stage in stages},
            months,
            sums.over(1),
            {key: sums.over(number) for key, number in months.items()},
            _mixes(facts[facts["month"] == pd.Timestamp(month)], bands),
            bands,
        )

    def situation(self, name: Name, heavy: list[Month]) -> Situation:
        return Situation(self.findings(name), self.mixes.get(name), heavy)

    def findings(self, name: Name) -> list[Finding]:
        rates, deal = self._rates(name), self._deal(name)
        found = []
        for stage in self.stages:
            sums = self.windows[stage.key].get(name, {})
            count, sample = (sums.get(part, 0.0) for part in self.parts[stage.key])
            band = self.bands.band(stage.key)
            lost = Cost()
            if band.low is not None and sample:
                lost = cost(stage.key, band.low, self._volume(name, stage), rates, deal)
            word = _verdict(count, sample, band.low, band.high, band.min_sample or 0.0)
            found.append(
                Finding(stage, count, sample, band.low, band.high, word, lost, self.months[stage.key])
            )
        return found

    def _volume(self, name: Name, stage: Kpi) -> Mapping[str, float]:
        """The month's counts, below `stage` as far as that is measured."""
        counts = dict.fromkeys(COUNTS, 0.0)
        counts.update(self.volumes.get(name, {}))
        counts[stage.denominator] = counts.get(self.parts[stage.key][1], 0.0)
        return counts

    def _rates(self, name: Name) -> dict[str, float | None]:
        """The actual rate of each stage; where a team has none, everybody's, else the band's lower edge.
        Of stages that are not recorded nobody knows."""
        rates: dict[str, float | None] = dict.fromkeys(
            ("connect_rate", "meeting_rate", "opportunity_rate", "win_rate")
        )
        for stage in self.stages:
            rates[stage.key] = self.bands.band(stage.key).low
            for who in _known_by(name):
                sums = self.windows[stage.key].get(who, {})
                above, below = (sums.get(part, 0.0) for part in self.parts[stage.key])
                if below:
                    rates[stage.key] = above / below
                    break
        return rates

    def _deal(self, name: Name) -> float | None:
        """The average won amount of the months wins are judged by: one's own; for teams, else everybody's."""
        for who in _known_by(name):
            sums = self.windows.get("win_rate", {}).get(who, {})
            if (wins := sums.get("wins", 0.0)) and (amount := sums["won_amount"]):
                return amount / wins
        return None


def _known_by(name: Name) -> tuple[Name, ...]:
    """By whose figures somebody is judged: a rep by their own alone. Everybody's would tell colleagues' (see
    `peers`): where they come to nothing, that none of them did anything."""
    return (name,) if name[1] else (name, (ALL, ""))


def _verdict(
    count: float, sample: float, low: float | None, high: float | None, min_sample: float
) -> str | None:
    if not sample:
        return None
    judged = np.array([count / sample])
    edges = (np.array([np.nan if edge is None else edge]) for edge in (low, high))
    word = verdict(gap(judged, *edges), judged, np.array([sample]), min_sample)[0]
    return None if word is None else str(word)


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
        return {
            (name[0], name[1] if name[1:] else ""): {
                count: 0.0 if np.isnan(found := float(sums.over(count, self.month, name, window))) else found
                for count in sums.counts
            }
            for sums in (self.teams, self.reps)
            for name in sums.names
        }


def _mixes(facts: pd.DataFrame, bands: Bands) -> dict[Name, float]:
    """The lower edge of the meeting rate to expect from where the leads come from (`verdicts.with_mix`)."""
    keys = ["team", "rep", "lead_source"]
    connects = facts.groupby(keys, observed=True)["connects"].sum().reset_index()
    weights: dict[Name, list[tuple[float, float]]] = {}
    for team, rep, source, number in connects.itertuples(index=False):
        low = bands.band("meeting_rate", str(source)).low
        if low is None or not number:
            continue
        for name in ((str(team), str(rep)), (str(team), ""), (ALL, "")):
            weights.setdefault(name, []).append((float(number), low))
    return {
        name: sum(number * low for number, low in parts) / sum(number for number, _ in parts)
        for name, parts in weights.items()
    }
