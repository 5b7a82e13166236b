"""Diagnosis: for everybody, each team and each rep what costs most meetings, and what to do.

Causes are of two kinds. *How much*: calls, absence, days without an entry (see `workload`). *How well*: the
rates of the funnel. Teams are held against the band (that of their own lead sources where these are known),
reps against their colleagues (see `colleagues`) over three months, and against the band where there are none.
All looks of one workbook are one family (see `chance`): a rate is a cause only where chance does not explain
it, taken together with all others, and where it costs `LEAST` meetings a month or more. Late stages are
judged on what is old enough (see `maturity`). Of several causes the one that costs most meetings comes first;
where nothing is proven, the largest difference is worth watching, and no cause.

A stage is looked at only where both its counts are measured, opportunities and wins only where the data know
of any: nobody is to blame for a stage that is not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.language import Language
from sheetkpi.model.advice import Cause, Situation, advice, advice_key, evidence, watched, worth_watching
from sheetkpi.model.benchmarks import Band, Bands
from sheetkpi.model.callheavy import Month, is_call_heavy
from sheetkpi.model.chance import Verdicts, against, below, judged
from sheetkpi.model.colleagues import Reference
from sheetkpi.model.funnel import Cost, Finding, cost, in_meetings
from sheetkpi.model.funnelsums import FunnelSums, Name
from sheetkpi.model.maturity import LateStages
from sheetkpi.model.metrics import Kpi, KpiTree
from sheetkpi.model.refusals import LOST, SAID_NO, most_named, reasons_view
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.verdicts import gap, verdict
from sheetkpi.model.workload import Load, borne_out, shortfalls

COLUMNS = (
    *("team", "rep", "stage", "evidence", "rate", "low", "sample", "interval_low", "interval_high"),
    *("lost_meetings", "lost_amount", "advice", "flag", "watch"),
    *("against_colleagues", "evidence.apart", "watch.apart", "watch.stage", "todo"),
)
CALL_HEAVY = "flag.call_heavy"

LEAST = 1.0
"""Meetings a month that a rate must cost before anybody is named for it."""


@dataclass(frozen=True)
class Workbook:
    """What `diagnosis` knows of a month beside the funnel: `loads` as in `workload.loads`; `worked` the last
    complete months (see `callheavy.months_worked`) and `before` those before the month shown; `reasons` as
    `refusals.reasons_view` has them."""

    worked: Mapping[Name, Sequence[Month]]
    before: Mapping[Name, Sequence[Month]]
    loads: Mapping[Name, Load]
    months: tuple[date, ...] = ()
    reasons: pd.DataFrame = field(default_factory=lambda: reasons_view(None, None, (), ()))


NOTHING = Workbook({}, {}, {})


def diagnosis(
    names: pd.DataFrame,
    facts: pd.DataFrame,
    month: date,
    bands: Bands,
    tree: KpiTree,
    known: Workbook,
    language: Language,
    late: LateStages | None = None,
) -> pd.DataFrame:
    """Diagnosis: one row for each of `names` (team, rep: the rows of Board), in their order.

    `facts` are those of `report.with_months`, `late` as in `windows.with_windows`. `stage` is the key of the
    cause that costs most (a rate, `calls`, `cause.absent` or `cause.unentered`), `flag` `CALL_HEAVY`, both
    None where there is none; evidence, advice and what is worth watching are text in `language`, `….apart`
    the texts that may be handed out (see `told_apart`), `watch.stage` the key of what is worth watching,
    `todo` that of what to do in few words.
    `low` is what the rate is held against: the band's edge, or (`against_colleagues`) the colleagues' rate.
    Rows without a cause have no figures. `attrs["z"]` of the frame is the normal quantile that stands for all
    looks together: what the verdicts of the views take.
    """
    pairs = [(str(team), str(rep)) for team, rep in names[["team", "rep"]].itertuples(index=False)]
    sums = FunnelSums.of(facts, month, bands, tree, late)
    found, family = _judged(sums, pairs)
    said: dict[Name, dict[str, object]] = {}
    first: dict[Name, str | None] = {}
    named = most_named(known.reasons)
    for name in sorted(pairs, key=lambda pair: pair[1] == ""):  # teams are told what their reps are told
        load = known.loads.get(name)
        lacks = shortfalls(name, known.loads, known.before, sums.per_call(name))
        lacks = borne_out(name, lacks, known.loads, first)
        months = list(known.worked.get(name, ()))
        heavy = is_call_heavy(months, _band(sums, name), load)
        situation = Situation(
            found[name],
            tuple(lacks),
            months if heavy else (),
            known.months,
            LEAST,
            bool(name[1]),
            *(named.get((name, outcome), []) for outcome in (SAID_NO, LOST)),
        )
        said[name] = _row(name, situation, language)
        if name[1]:
            first[name] = situation.causes[0].key if situation.causes else None
    frame = pd.DataFrame([said[name] for name in pairs], columns=list(COLUMNS), dtype=object)
    numbers = ["rate", "low", "sample", "interval_low", "interval_high", "lost_meetings", "lost_amount"]
    frame = frame.astype(dict.fromkeys(numbers, "float64"))
    frame.attrs["z"] = family.z
    return frame


def findings_first(found: pd.DataFrame) -> pd.DataFrame:
    """`found` in the order in which people read it: causes by the meetings they cost, then what is flagged,
    then what is worth watching, then the others; where that is the same, as they stood.

    >>> lost = [np.nan, np.nan, 2, np.nan, 9]
    >>> rows = {"stage": [None, None, "calls", None, "calls"], "lost_meetings": lost}
    >>> words = {"flag": [None, None, None, CALL_HEAVY, None], "watch": [None, "…", None, None, None]}
    >>> findings_first(pd.DataFrame(rows | words)).index.tolist()
    [4, 2, 3, 1, 0]
    """
    kinds = [found[key].notna().to_numpy(dtype=bool) for key in ("stage", "flag", "watch")]
    rank = np.select(kinds, [0, 1, 2], 3)
    cost = np.nan_to_num(found["lost_meetings"].to_numpy("float64"))
    return found.iloc[np.lexsort((-cost, rank))]


def told_apart(found: pd.DataFrame) -> pd.DataFrame:
    """`found` as it is handed out: rows of reps without what a colleague's figure would follow from, which is
    what they are held against and what the difference costs."""
    rep = (found["rep"] != "").to_numpy()
    beside = rep & found["against_colleagues"].to_numpy(dtype=bool)
    return found.assign(
        evidence=np.where(rep, found["evidence.apart"], found["evidence"]),
        watch=np.where(rep, found["watch.apart"], found["watch"]),
        low=found["low"].mask(beside),
        lost_meetings=found["lost_meetings"].mask(rep),
        lost_amount=found["lost_amount"].mask(rep),
    )


def findings(
    names: Sequence[Name],
    facts: pd.DataFrame,
    month: date,
    bands: Bands,
    tree: KpiTree,
    late: LateStages | None = None,
) -> dict[Name, list[Finding]]:
    """How each stage of the funnel does, for each of `names`: what `diagnosis` chooses from."""
    return _judged(FunnelSums.of(facts, month, bands, tree, late), names)[0]


def _band(sums: FunnelSums, name: Name) -> Band:
    band = sums.bands.band("meeting_rate")
    low, high = sums.mixes.get(name, (None, None))
    return band if low is None else replace(band, low=low, high=high)


def _row(name: Name, situation: Situation, language: Language) -> dict[str, object]:
    causes = situation.causes
    watching = None if causes else worth_watching(situation.findings)
    row: dict[str, object] = {
        "team": name[0],
        "rep": name[1],
        "stage": None,
        "evidence": evidence(situation, language),
        "advice": advice(situation, language),
        "flag": CALL_HEAVY if situation.heavy else None,
        "watch": watched(situation, language) or None,
        "against_colleagues": False,
        "evidence.apart": evidence(situation, language, apart=True),
        "watch.apart": watched(situation, language, apart=True) or None,
        "watch.stage": watching.stage.key if watching else None,
        "todo": None,
    }
    if not causes:
        return row
    first: Cause = causes[0]
    todo = f"todo.{advice_key(situation, first).removeprefix('advice.')}"
    row |= {"stage": first.key, "lost_meetings": first.meetings, "todo": todo}
    if first.finding is None:
        return row
    finding = first.finding
    low, high = finding.interval
    return row | {
        "rate": finding.rate,
        "low": finding.low,
        "sample": finding.sample,
        "interval_low": low,
        "interval_high": high,
        "lost_amount": finding.cost.amount or None,  # 0 where nothing was won yet: what it costs is not known
        "against_colleagues": finding.others > 0,
    }


def _judged(sums: FunnelSums, names: Sequence[Name]) -> tuple[dict[Name, list[Finding]], Verdicts]:
    """The findings of each of `names`, and what all looks together came to."""
    expected = {stage.key: sums.expected(stage) for stage in sums.stages}
    found = {
        name: [_finding(sums, name, stage, expected[stage.key].get(name)) for stage in sums.stages]
        for name in names
    }
    looks = [
        (name, place)
        for name, own in found.items()
        for place, finding in enumerate(own)
        if finding.look is not None
    ]
    family = judged([look for name, place in looks if (look := found[name][place].look)])
    for (name, place), is_named in zip(looks, family.named, strict=True):
        finding = found[name][place]
        named = is_named and finding.verdict == "verdict.below" and finding.monthly >= LEAST
        found[name][place] = replace(finding, named=named)
    return found, family


def _finding(sums: FunnelSums, name: Name, stage: Kpi, others: Reference | None) -> Finding:
    is_rep = bool(name[1]) and others is not None
    count, sample, months, young = sums.counted(stage, name, is_rep=is_rep)
    band = sums.bands.band(stage.key)
    low, high = band.low, band.high
    mixed = False
    if is_rep and others is not None:
        low, high = others.rate, None
    elif (mix := sums.mix(name, stage))[0] is not None:
        mixed = mix != (low, high)
        low, high = mix
    finding = Finding(stage, count, sample, low, high, None, months=months, mixed=mixed, young=young)
    if young or not sample or low is None:
        return finding
    few = sample < (band.min_sample or 0.0)
    word = _against_colleagues(count, sample, low, few) if is_rep else _verdict(count, sample, low, high, few)
    lost, now, monthly = _cost(sums, name, stage, low, count / sample)
    look = None
    if not few and name[1] != UNASSIGNED and name[0] != UNASSIGNED and word not in (None, "verdict.shifted"):
        look = (
            against(count, sample, others.count, others.sample)
            if is_rep and others is not None
            else below(count, sample, low)
        )
    people = others.others if is_rep and others is not None else 0
    return replace(finding, verdict=word, look=look, others=people, cost=lost, meetings=now, monthly=monthly)


def _cost(sums: FunnelSums, name: Name, stage: Kpi, low: float, rate: float) -> tuple[Cost, float, float]:
    """What the stage cost in the month shown, the same in meetings, and what it costs in meetings a month: a
    running month has only begun, so the mean of the last three where that is more."""
    counts = dict.fromkeys(("calls", "connects", "meetings", "opportunities"), 0.0) | dict(sums.volume(name))
    counts[stage.denominator] = counts.get(sums.parts[stage.key][1], 0.0)
    rates = sums.rates(name) | {stage.key: rate}
    lost = cost(stage.key, low, counts, rates, sums.deal(name))
    now = in_meetings(stage.key, low, rates, lost)
    usual = sums.mean_volume(name, sums.parts[stage.key][1])
    if usual <= counts[stage.denominator]:
        return lost, now, now
    steady = cost(stage.key, low, {stage.denominator: usual}, rates, None)
    return lost, now, in_meetings(stage.key, low, rates, steady)


def _verdict(count: float, sample: float, low: float, high: float | None, few: bool) -> str | None:
    rate = np.array([count / sample])
    edges = (np.array([np.nan if edge is None else edge]) for edge in (low, high))
    word = verdict(gap(rate, *edges), rate, np.array([0.0 if few else 1.0]), 1.0)[0]
    return None if word is None else str(word)


def _against_colleagues(count: float, sample: float, rate: float, few: bool) -> str:
    if few:
        return "verdict.few"
    if count > sample:
        return "verdict.shifted"
    return "verdict.below" if count / sample < rate else "verdict.within"
