"""NextSteps: the one step of each rep that is worth most meetings, and whether last month's helped.

Held against are colleagues who work the same lead sources: their median, and for whoever is there already
their top quartile. Rates counted in a month or three stray by chance, most of all those at either end, so
everybody's rate is first shrunk towards what their lead sources let expect, as far as reps do not differ by
more than chance (empirical Bayes). Where reps are alike, nobody has a step.

What Diagnosis names comes first: the step is its cause, or the stage it calls worth watching, so that no two
sheets advise differently.

**Whether it helped.** Who was lowest last month is better this month without any help (regression to the
mean). So this month's rate is held against the shrunken one of before, with what all reps' rates have changed
by meanwhile; a step has helped where chance does not explain the difference, all reps taken together
(`chance.judged`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.advice import worth_watching
from sheetkpi.model.calendar import shift_month
from sheetkpi.model.chance import against, judged
from sheetkpi.model.colleagues import COLLEAGUES, SAMPLE
from sheetkpi.model.funnel import Finding
from sheetkpi.model.metrics import Kpi
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.sums import places

MONTHS = 3
"""Months that rates are taken over."""

SAME = 0.5
"""The part of their leads that must come from the same sources for two to be colleagues."""

LEAST = 1.0
"""Meetings a month that a step must be worth."""

TOP = 0.75

ALIKE = 0.0025
"""The least variance of true rates between reps, as shares of the usual one: a twentieth either way."""

LEVEL = 0.025
"""How often a workbook may say that something helped which only chance made: half of what is allowed, for how
much reps differ is a guess too."""

MEDIAN, QUARTILE = "nextstep.median", "nextstep.top_quartile"
HELPED, OPEN, FEW = "nextstep.helped", "nextstep.open", "nextstep.few"

COLUMNS = (
    *("team", "rep", "step", "rate", "sample", "colleagues", "median", "top_quartile", "aim", "worth"),
    *("step_before", "rate_expected", "rate_now", "helped"),
)

Name = tuple[str, str]
Floats = np.ndarray


@dataclass(frozen=True)
class Said:
    """What Diagnosis says first of somebody: its `cause` (None: none is proven), or the stage worth
    `watching`."""

    cause: str | None = None
    watching: str | None = None

    @classmethod
    def of(cls, causes: pd.DataFrame) -> dict[Name, Said]:
        """What the rows of Diagnosis say, by name."""
        columns = causes[["team", "rep", "stage", "watch.stage"]].astype(object)
        rows = columns.where(columns.notna(), None).itertuples(index=False)
        return {(team, rep): cls(stage, watching) for team, rep, stage, watching in rows}

    @classmethod
    def found(cls, findings: Sequence[Finding]) -> Said:
        """The same from the findings of somebody (see `diagnosis.findings`): rates alone."""
        named = [finding for finding in findings if finding.named]
        if named:
            return cls(max(named, key=lambda finding: finding.meetings).stage.key)
        watching = worth_watching(findings)
        return cls(None, watching.stage.key if watching else None)


@dataclass(frozen=True)
class Step:
    """A step from the shrunken rate `own` to that of colleagues, worth `worth` meetings a month."""

    stage: str
    rate: float
    sample: float
    colleagues: int
    median: float
    top_quartile: float
    aim: str
    worth: float


def next_steps(
    facts: pd.DataFrame,
    month: date,
    names: Sequence[Name],
    stages: Sequence[tuple[Kpi, tuple[str, str]]],
    said: Mapping[Name, Said],
    before: Mapping[Name, Said],
    min_sample: float = SAMPLE,
) -> pd.DataFrame:
    """NextSteps: a row for each of `names` (team, rep) that has a step now or had one last month.

    `facts` are those of `report.with_months`, by month; `stages` the early ones (connect and meeting rate, as
    far as they are measured) with the counts they are made of; `said` and `before` what Diagnosis says of
    this month and of the last. `step` and `step_before` are keys: of a rate, or of another cause of
    Diagnosis, which has no figures. `rate_expected` is what the rate of `step_before` would
    be this month without any effect, `rate_now` what it is. Figures are NaN, texts None where there is none.
    """
    counts = _Counts.of(facts, month, dict.fromkeys(part for _, parts in stages for part in parts))
    now, last = (_Reps.of(counts, stages, counts.until(back, MONTHS)) for back in (0, 1))
    alone = _Reps.of(counts, stages, counts.until(0, 1))
    shown = [name for name in names if name[1] not in ("", UNASSIGNED) and name[0] != UNASSIGNED]
    helped = _helped(shown, alone, last, before, min_sample)
    rows = []
    for name in shown:
        row = _row(now, name, said.get(name, Said()), min_sample) | helped.get(name, {})
        if row.keys() - {"team", "rep"}:
            rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(reps: _Reps, name: Name, said: Said, min_sample: float) -> dict[str, object]:
    row: dict[str, object] = {"team": name[0], "rep": name[1]}
    step = _step(reps, name, said, min_sample)
    if step is not None:
        return row | {
            "step": step.stage,
            "rate": step.rate,
            "sample": step.sample,
            "colleagues": step.colleagues,
            "median": step.median,
            "top_quartile": step.top_quartile,
            "aim": step.aim,
            "worth": step.worth,
        }
    return row | {"step": said.cause} if said.cause else row


def _step(reps: _Reps, name: Name, said: Said, min_sample: float) -> Step | None:
    """The step of `name` towards colleagues; None where Diagnosis names something else first, or none is
    worth `LEAST`."""
    wanted = said.cause or said.watching
    steps = (reps.step(name, stage, min_sample) for stage in reps.rates if wanted in (None, stage))
    worth = [step for step in steps if step is not None and step.worth >= LEAST]
    return max(worth, key=lambda step: step.worth, default=None)


def _helped(
    names: Sequence[Name], now: _Reps, last: _Reps, before: Mapping[Name, Said], min_sample: float
) -> dict[Name, dict[str, object]]:
    """What became of the steps of last month (`last`) in this month (`now`), by name."""
    found: dict[Name, dict[str, object]] = {}
    looks = {}
    for name in names:
        step = _step(last, name, before.get(name, Said()), min_sample)
        if step is None:
            continue
        done, tried = now.rates[step.stage].counted(name)
        expected, sample = now.expected(name, step.stage, last)
        row: dict[str, object] = {"step_before": step.stage, "helped": FEW}
        found[name] = row
        if tried < min_sample or not 0 < expected < 1:
            continue
        row |= {"rate_expected": expected, "rate_now": done / tried, "helped": OPEN}
        found[name] = row
        looks[name] = against(tried - done, tried, (1 - expected) * sample, sample)
    family = judged(list(looks.values()), LEVEL)
    for name, is_named in zip(looks, family.named, strict=True):
        if is_named:
            found[name]["helped"] = HELPED
    return found


@dataclass(frozen=True)
class _Counts:
    """Counts of everybody in `names` (the place in the arrays): months (the last is the one shown) × people ×
    lead sources, by count."""

    names: Mapping[Name, int]
    sums: Mapping[str, Floats]

    @classmethod
    def of(cls, facts: pd.DataFrame, month: date, counts: Iterable[str]) -> _Counts:
        first = np.datetime64(shift_month(month, -MONTHS), "M")
        number = (facts["month"].to_numpy().astype("datetime64[M]") - first).astype(np.int64)
        recent = (number >= 0) & (number <= MONTHS) & (facts["rep"] != UNASSIGNED).to_numpy()
        facts, number = facts[recent], number[recent]
        who, pairs = places(facts, ["team", "rep"])
        source, sources = places(facts, ["lead_source"])
        shape = MONTHS + 1, len(pairs), max(len(sources), 1)
        place = (number * shape[1] + who) * shape[2] + source
        sums = {}
        for count in counts:
            values = np.nan_to_num(facts[count].to_numpy("float64"))
            sums[count] = np.bincount(place, values, shape[0] * shape[1] * shape[2]).reshape(shape)
        return cls({(str(team), str(rep)): place for place, (team, rep) in enumerate(pairs)}, sums)

    def until(self, back: int, months: int) -> slice:
        """The `months` months that end `back` months before the one shown."""
        return slice(MONTHS + 1 - back - months, MONTHS + 1 - back)


@dataclass(frozen=True)
class _Reps:
    """The early stages of everybody over some months: `rates` by stage, `volume` of what each one's stage is
    a rate of, in a month."""

    rates: Mapping[str, _Rates]
    volume: Mapping[str, Floats]

    @classmethod
    def of(cls, counts: _Counts, stages: Sequence[tuple[Kpi, tuple[str, str]]], span: slice) -> _Reps:
        rates, volume = {}, {}
        for stage, (above, below) in stages:
            won, tried = (counts.sums[part][span] for part in (above, below))
            rates[stage.key] = _Rates.of(counts.names, won.sum(axis=0), tried.sum(axis=0))
            of_month = tried.sum(axis=2)
            volume[stage.key] = np.maximum(of_month.mean(axis=0), of_month[-1])
        return cls(rates, volume)

    def step(self, name: Name, stage: str, min_sample: float) -> Step | None:
        """The step of `name` in `stage` to the median, or from there to the top quartile."""
        rates = self.rates[stage]
        place = rates.names.get(name)
        if place is None or rates.sample[place] < min_sample:
            return None
        others = rates.colleagues(place, min_sample)
        if len(others) < COLLEAGUES:
            return None
        theirs = rates.usual[place] * rates.index[others]
        theirs.sort()
        median, top = (_quantile(theirs, part) for part in (0.5, TOP))
        own = float(rates.usual[place] * rates.index[place])
        aim, goal = (MEDIAN, median) if own < median else (QUARTILE, top)
        worth = max(min(goal, 1.0) - own, 0.0) * float(self.volume[stage][place])
        if stage == "connect_rate":
            worth *= self._meeting_rate(name)
        raw = float(rates.won[place] / rates.sample[place])
        sample = float(rates.sample[place])
        return Step(stage, raw, sample, len(others), median, top, aim, worth)

    def expected(self, name: Name, stage: str, earlier: _Reps) -> tuple[float, float]:
        """The rate of `name` to expect of these months from that of `earlier`, and the sample that would be
        as sure of it."""
        now, then = self.rates[stage], earlier.rates[stage]
        place, past = now.names.get(name), then.names.get(name)
        if place is None or past is None:
            return 0.0, 0.0
        rate = float(now.usual[place] * then.index[past])
        spread = rate**2 * float(then.doubt[past] + now.shared_doubt)
        return rate, rate * (1 - rate) / spread if spread > 0 else 0.0

    def _meeting_rate(self, name: Name) -> float:
        rates = self.rates.get("meeting_rate")
        if rates is None or (place := rates.names.get(name)) is None:
            return 0.0
        return float(min(rates.usual[place] * rates.index[place], 1.0))


@dataclass(frozen=True)
class _Rates:
    """One rate of everybody: what was `won` of a `sample`, the rate that is `usual` for one's lead sources,
    and how many times that one's own is likely to be (`index`, shrunken; its variance is `doubt`). `mix` is
    the share of each source by rep; `shared_doubt` how unsure the usual rates themselves are."""

    names: Mapping[Name, int]
    won: Floats
    sample: Floats
    usual: Floats
    index: Floats
    doubt: Floats
    mix: Floats
    shared_doubt: float

    @classmethod
    def of(cls, names: Mapping[Name, int], won: Floats, tried: Floats) -> _Rates:
        """From what is `won` of what is `tried`, people × lead sources."""
        won, tried = (counts.astype("float64") for counts in (won, tried))  # those of no month are whole
        sample, total = tried.sum(axis=1), tried.sum()
        overall = won.sum() / total if total else 0.0
        of_source = tried.sum(axis=0)
        rates = np.where(
            of_source >= SAMPLE,
            np.divide(won.sum(axis=0), of_source, out=np.zeros_like(of_source), where=of_source > 0),
            overall,
        )
        expected = tried @ rates
        usual = np.divide(expected, sample, out=np.zeros_like(sample), where=sample > 0)
        index, doubt = _shrunken(won.sum(axis=1), expected, usual)
        mix = np.divide(tried, sample[:, None], out=np.zeros_like(tried), where=sample[:, None] > 0)
        shared = (1 - overall) / won.sum() if won.sum() else 0.0
        return cls(names, won.sum(axis=1), sample, usual, index, doubt, mix, float(shared))

    def counted(self, name: Name) -> tuple[float, float]:
        """What `name` won of what sample."""
        place = self.names.get(name)
        return (0.0, 0.0) if place is None else (float(self.won[place]), float(self.sample[place]))

    @cached_property
    def _teams(self) -> np.ndarray[Any, Any]:
        """A number for the team of each."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(team, len(numbers)) for team, _ in self.names])

    def colleagues(self, place: int, min_sample: float) -> Floats:
        """The places of those who work the same sources: of the team, or of all teams where these are few."""
        same = np.minimum(self.mix, self.mix[place]).sum(axis=1) >= SAME
        same &= self.sample >= min_sample
        same[place] = False
        team = self._teams == self._teams[place]
        pool = same & team if (same & team).sum() >= COLLEAGUES else same
        found: Floats = np.flatnonzero(pool)
        return found


def _quantile(ordered: Floats, part: float) -> float:
    """What `np.quantile` says of values in order, to the last bit: it takes longer for a few than for many.

    >>> values = np.array([0.1, 0.2, 0.3, 0.7])
    >>> _quantile(values, 0.75) == np.quantile(values, 0.75)
    np.True_
    """
    place = part * (len(ordered) - 1)
    first = int(place)
    below, above = float(ordered[first]), float(ordered[min(first + 1, len(ordered) - 1)])
    share = place - first
    return above - (above - below) * (1 - share) if share >= 0.5 else below + (above - below) * share


def _shrunken(won: Floats, expected: Floats, usual: Floats) -> tuple[Floats, Floats]:
    """What each one has `won` as a multiple of what was `expected`, shrunk towards 1, and its variance.

    How much reps really differ follows from what chance leaves unexplained; with few reps that is a guess,
    so a little is taken for granted.
    """
    known = expected > 0
    noise = np.divide(1 - usual, expected, out=np.full(len(expected), np.inf), where=known)
    if known.sum() < 2:
        return np.ones(len(expected)), np.full(len(expected), ALIKE)
    raw = np.divide(won, expected, out=np.ones(len(expected)), where=known)
    surprise = ((won - expected)[known] ** 2).sum() * known.sum() / (known.sum() - 1)
    chance = (expected * (1 - usual))[known].sum()
    between = max((surprise - chance) / (expected[known] ** 2).sum(), ALIKE)
    trust = np.where(known, between / (between + noise), 0.0)
    return 1 + (raw - 1) * trust, between * (1 - trust)
