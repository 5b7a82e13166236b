"""Review: how far each rep came in the month, what follows from it, and the likely cause.

A rep has reached the month when every outcome with a target (meetings, opportunities, wins, won amount) is
reached; process counts (calls, connects) decide only where there is no outcome target, or chasing calls would
pay. Reached can be said at any time, missed only when the month is complete; until then it is running.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.language import Language, say

RATES = ("connect_rate", "meeting_rate", "opportunity_rate", "win_rate")
_JUDGED = ("verdict.below", "verdict.within", "verdict.above")
OUTCOMES = ("meetings", "opportunities", "wins", "won_amount")
PROCESS = ("calls", "connects")
REACHED, MISSED, RUNNING = "review.reached", "review.missed", "review.running"


def review(
    reps: pd.DataFrame, diagnosis: pd.DataFrame, month: date, complete: bool, language: Language
) -> pd.DataFrame:
    """Review: month, rep, team, `<count>.attainment`, review_result, rates_result, cause: a row per rep who
    has a target.

    `reps` is RepKPI with `<count>.target` (missing or 0: none), `diagnosis` the frame of that table,
    `complete` whether there are data up to the month's end (`callheavy.is_complete`). `review_result` is one
    of the keys above; `rates_result` says as text how the rates that could be judged stand to their bands
    (`<rate>.verdict` of RepKPI), whether the counts were reached or not; `cause` is text, and "" unless the
    target was missed.

    Attainment is a fraction, NaN without a target.
    """
    counts = (*OUTCOMES, *PROCESS)
    attained = pd.DataFrame({count: _attainment(reps, count) for count in counts}, index=reps.index)
    rows = reps.loc[attained.notna().any(axis="columns"), ["rep", "team"]]
    attained = attained.loc[rows.index]
    results = [_result(row, complete) for row in attained.to_dict("records")]
    causes = [
        _cause(row, _first_cause(diagnosis, rep), language) if result == MISSED else ""
        for rep, row, result in zip(rows["rep"], attained.to_dict("records"), results, strict=True)
    ]
    shown = rows.assign(month=pd.Timestamp(month).as_unit("s"))[["month", "rep", "team"]]
    columns = {f"{count}.attainment": attained[count] for count in counts}
    rates = [_rates(row, language) for row in reps.loc[rows.index].to_dict("records")]
    shown = shown.assign(**columns, review_result=results, rates_result=rates, cause=causes)
    return shown.reset_index(drop=True)


def _rates(rep: Mapping[Any, Any], language: Language) -> str:
    """The verdicts of a rep's rates, those that are left to chance or too few aside."""
    judged = [(rate, rep.get(f"{rate}.verdict")) for rate in RATES]
    words = [f"{say(rate, language)} {say(word, language)}" for rate, word in judged if word in _JUDGED]
    return ("、" if language == "ja" else ", ").join(words)


def _attainment(reps: pd.DataFrame, count: str) -> np.ndarray:
    nothing = np.full(len(reps), np.nan)
    if f"{count}.target" not in reps:
        return nothing
    target = pd.to_numeric(reps[f"{count}.target"], errors="coerce").to_numpy("float64")
    done: np.ndarray = np.divide(reps[count].to_numpy("float64"), target, out=nothing, where=target > 0)
    return done


def _result(attained: Mapping[Any, float], complete: bool) -> str:
    outcomes = [attained[count] for count in OUTCOMES if not np.isnan(attained[count])]
    judged = outcomes or [attained[count] for count in PROCESS if not np.isnan(attained[count])]
    if all(part >= 1 for part in judged):
        return REACHED
    return MISSED if complete else RUNNING


def _first_cause(diagnosis: pd.DataFrame, rep: str) -> dict[Any, Any]:
    """The row of Diagnosis that says most about `rep`: of several teams the one that loses most."""
    rows = diagnosis[diagnosis["rep"] == rep]
    named = rows[rows["stage"].notna()].sort_values("lost_meetings", ascending=False)
    flagged = rows[rows["flag"].notna()]
    for found in (named, flagged):
        if len(found):
            return dict(found.iloc[0])
    return {}


def _cause(attained: Mapping[Any, float], found: Mapping[Any, Any], language: Language) -> str:
    """The first cause of Diagnosis; else calling too much; else the process count that fell short first."""
    stage = ""
    if found and not pd.isna(found["stage"]):
        stage = _worded(found, language)
    if found and not pd.isna(found["flag"]):
        stage = stage or say("meeting_rate", language)
        return say("cause.call_heavy", language, stage=stage)
    if stage:
        return stage
    for count in PROCESS:
        if attained[count] < 1:
            shown = f"{attained[count]:.0%}"
            return say("cause.volume", language, kpi=say(count, language), attainment=shown)
    return say("cause.open", language)


def _worded(found: Mapping[Any, Any], language: Language) -> str:
    """The first cause with figures of the rep's own and the band's: reviews are handed out, so nothing that
    colleagues' figures follow from stands in them."""
    if pd.isna(found["rate"]):
        return say(found["stage"], language)
    figures = {"kpi": say(found["stage"], language), "rate": f"{found['rate']:.1%}"}
    if found.get("against_colleagues") is True:
        return say("cause.colleagues", language, **figures)
    return say("cause.stage", language, low=f"{found['low']:.1%}", **figures)
