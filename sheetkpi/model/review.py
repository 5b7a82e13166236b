"""Review: how far each rep came in the month, what follows from it, the likely cause, and what to do.

A rep has reached the month when every outcome with a target (meetings, opportunities, wins, won amount) is
reached; process counts (calls, connects) decide only where there is no outcome target, or chasing calls would
pay. Reached can be said at any time, missed only when the month is complete. Until then it is running, or
behind: fewer than are due by now, and rather not to be reached. Whoever missed or is behind is told the cause
that Diagnosis names first, and what it advises: while the month runs there is still time for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.language import Language, listed, say
from sheetkpi.model.callsneeded import EVEN
from sheetkpi.model.workload import CALLS, SHORT

RATES = ("connect_rate", "meeting_rate", "opportunity_rate", "win_rate")
_JUDGED = ("verdict.below", "verdict.within", "verdict.above")
OUTCOMES = ("meetings", "opportunities", "wins", "won_amount")
PROCESS = ("calls", "connects")
REACHED, MISSED, BEHIND, RUNNING = "review.reached", "review.missed", "review.behind", "review.running"


def review(
    reps: pd.DataFrame,
    diagnosis: pd.DataFrame,
    month: date,
    complete: bool,
    language: Language,
    pace: Mapping[tuple[str, str], Pace] = MappingProxyType({}),
) -> pd.DataFrame:
    """Review: month, rep, team, `<count>.attainment`, review_result, rates_result, cause, advice: a row per
    rep of the month, for what is agreed with anybody is written there.

    `reps` is RepKPI with `<count>.target` (missing or 0: none), `diagnosis` the frame of that table,
    `complete` whether there are data up to the month's end (`callheavy.is_complete`), `pace` that of `paces`.
    `review_result` is one of the keys above, "" without a target; `rates_result` says as text how the rates
    that could be judged stand to their bands (`<rate>.verdict` of RepKPI), whether the counts were reached or
    not; `cause` and `advice` are text, and "" unless the target was missed or the rep is behind.

    Attainment is a fraction, NaN without a target.
    """
    counts = (*OUTCOMES, *PROCESS)
    attained = pd.DataFrame({count: _attainment(reps, count) for count in counts}, index=reps.index)
    rows = reps[["rep", "team"]]
    lines = [
        _line(row, {count: pace[rep, count] for count in counts if (rep, count) in pace}, complete)
        for rep, row in zip(rows["rep"], attained.to_dict("records"), strict=True)
    ]
    told = [
        ("", "")
        if line.result not in (MISSED, BEHIND)
        else _told(line, _first_cause(diagnosis, rep), language)
        for rep, line in zip(rows["rep"], lines, strict=True)
    ]
    shown = rows.assign(month=pd.Timestamp(month).as_unit("s"))[["month", "rep", "team"]]
    columns = {f"{count}.attainment": attained[count] for count in counts}
    columns["review_result"] = pd.Series([line.result for line in lines], index=rows.index, dtype=object)
    rates = [_rates(row, language) for row in reps.loc[rows.index].to_dict("records")]
    columns["rates_result"] = pd.Series(rates, index=rows.index, dtype=object)
    for place, key in enumerate(("cause", "advice")):
        columns[key] = pd.Series([words[place] for words in told], index=rows.index, dtype=object)
    return shown.assign(**columns).reset_index(drop=True)


@dataclass(frozen=True)
class Pace:
    """What one rep did of a count by now: of what is `due`, and how likely the target is reached (None where
    that cannot be said)."""

    actual: float
    due: float
    chance: float | None = None

    @property
    def is_behind(self) -> bool:
        """Whether there is less than is due, and the target is rather missed than reached."""
        return self.actual < self.due and (self.chance is None or self.chance < EVEN)


def paces(progress: pd.DataFrame | None) -> dict[tuple[str, str], Pace]:
    """The pace of each rep and count with something due, of the rows of `progress` (None: nothing is known);
    of who works for several teams that of all of them together, of which there is no chance.

    >>> rows = [("calls", "", 9, 20, 0.1), ("calls", "佐藤", 4, 5, 0.3), ("calls", "鈴木", 4, None, None)]
    >>> paces(pd.DataFrame(rows, columns=["kpi", "rep", "actual", "due", "chance"], dtype=object))
    {('佐藤', 'calls'): Pace(actual=4.0, due=5.0, chance=0.3)}
    """
    found: dict[tuple[str, str], Pace] = {}
    if progress is None:
        return found
    rows = progress[(progress["rep"] != "") & progress["due"].notna() & progress["actual"].notna()]
    for kpi, rep, actual, due, likely in rows[["kpi", "rep", "actual", "due", "chance"]].itertuples(
        index=False
    ):
        key = str(rep), str(kpi)
        pace = Pace(float(actual), float(due), None if pd.isna(likely) else float(likely))
        if key in found:
            pace = Pace(found[key].actual + pace.actual, found[key].due + pace.due)
        found[key] = pace
    return found


def _rates(rep: Mapping[Any, Any], language: Language) -> str:
    """The verdicts of a rep's rates, those that are left to chance or too few aside."""
    judged = [(rate, rep.get(f"{rate}.verdict")) for rate in RATES]
    words = [f"{say(rate, language)} {say(word, language)}" for rate, word in judged if word in _JUDGED]
    return listed(words, language)


def _attainment(reps: pd.DataFrame, count: str) -> np.ndarray:
    nothing = np.full(len(reps), np.nan)
    if f"{count}.target" not in reps:
        return nothing
    target = pd.to_numeric(reps[f"{count}.target"], errors="coerce").to_numpy("float64")
    done: np.ndarray = np.divide(reps[count].to_numpy("float64"), target, out=nothing, where=target > 0)
    return done


@dataclass(frozen=True)
class _Line:
    """What came of a rep's month: the result, and of each process count the part done of the target, or of
    what is due by now while the month runs."""

    result: str
    process: Mapping[str, float]


def _line(attained: Mapping[Any, float], pace: Mapping[str, Pace], complete: bool) -> _Line:
    judged = [count for count in OUTCOMES if not np.isnan(attained[count])]
    judged = judged or [count for count in PROCESS if not np.isnan(attained[count])]
    if not judged:
        return _Line("", {})
    if all(attained[count] >= 1 for count in judged):
        return _Line(REACHED, {})
    if complete:
        return _Line(MISSED, {count: attained[count] for count in PROCESS})
    first = pace.get(judged[0])
    process = {
        count: pace[count].actual / pace[count].due for count in PROCESS if count in pace and pace[count].due
    }
    return _Line(BEHIND if first is not None and first.is_behind else RUNNING, process)


def _first_cause(diagnosis: pd.DataFrame, rep: str) -> dict[Any, Any]:
    """The row of Diagnosis that says most about `rep`: of several teams the one that loses most; empty where
    there is none about them at all."""
    rows = diagnosis[diagnosis["rep"] == rep]
    named = rows[rows["stage"].notna()].sort_values("lost_meetings", ascending=False)
    flagged = rows[rows["flag"].notna()]
    for found in (named, flagged, rows):
        if len(found):
            return dict(found.iloc[0])
    return {}


def _told(line: _Line, found: Mapping[Any, Any], language: Language) -> tuple[str, str]:
    """The cause, and what to do: the first cause of Diagnosis; else calling too much; where Diagnosis says
    nothing of the rep the process count that fell clearly short first. It knows more than the target: where
    everybody makes three quarters of the calls, it is no rep's fault."""
    stage = str(found["stage"]) if found and not pd.isna(found["stage"]) else ""
    advised = str(found.get("advice") or "") if found else ""
    if found and not pd.isna(found["flag"]):
        named = _worded(found, language) if stage and stage != CALLS else say("meeting_rate", language)
        return say("cause.call_heavy", language, stage=named), advised
    if stage and stage != CALLS:
        return _worded(found, language), advised
    now = line.result == BEHIND
    short = [count for count in PROCESS if line.process.get(count, 1.0) < SHORT]
    if stage and CALLS not in short:
        return say("cause.calls", language), advised
    if short and (stage or not found):
        shown = {"kpi": say(short[0], language), "attainment": f"{line.process[short[0]]:.0%}"}
        advised = advised or (say("advice.calls", language) if short[0] == CALLS else "")
        return say("cause.volume_now" if now else "cause.volume", language, **shown), advised
    return say("cause.open_now" if now else "cause.open", language), ""


def _worded(found: Mapping[Any, Any], language: Language) -> str:
    """The first cause with figures of the rep's own and the band's: reviews are handed out, so nothing that
    colleagues' figures follow from stands in them."""
    if pd.isna(found["rate"]):
        return say(found["stage"], language)
    figures = {"kpi": say(found["stage"], language), "rate": f"{found['rate']:.1%}"}
    if found.get("against_colleagues") is True:
        return say("cause.colleagues", language, **figures)
    return say("cause.stage", language, low=f"{found['low']:.1%}", **figures)
